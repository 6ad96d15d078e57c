"""The draw: in each stratum the firms with the smallest numbers, and after them the replacements, in order.

One pass computes every firm's number, keeps those below a threshold that is expected to hold enough of them, and adds
up what identifies the frame; only the kept few are sorted. A stratum whose threshold held too few is read again.

The fingerprint of a stratum is the sum, modulo 2^64, of its firms' mixed keys. It depends on which firms stand in
it, not on their order, and neither on the file's format nor on the engine that read it.

Source:
    Ohlsson (1995), Coordination of samples using permanent random numbers, in Business Survey Methods (sequential
    simple random sampling).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alianza.statistics.chunks import in_parts
from alianza.study.problem import Problem
from alianza.survey.firm_hash import Keys, Mixer, firm_keys
from alianza.survey.frame import SamplingFrame, repeated
from alianza.survey.strata_codes import BLOCK, Cells, runs

_SPAN = 1 << 64
_MARGIN, _SPARE = 8, 32
"""A threshold leaves room for so many standard deviations, and so many firms, more than are wanted."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The firms that were drawn, and what identifies the frame that they come from.

    Attributes:
        firms: One row a drawn firm, strata in order and firms in their drawn order inside: `row` (0-based row of the
            frame), `stratum` (place in the frame's strata), `order` (1-based inside the stratum) and `replacement`.
        fingerprints: One number a stratum.
    """

    firms: pl.DataFrame
    fingerprints: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Pass:
    """What one pass over rows found: rows below their threshold with their numbers, and sums of mixed keys."""

    rows: NDArray[np.int64]
    numbers: Keys
    sums: Keys


def draw(
    frame: SamplingFrame, n: Sequence[int], replacements: Sequence[int], seed: int
) -> tuple[Drawn | None, list[Problem]]:
    """The selected firms of each stratum and their ordered replacements.

    Args:
        frame: The frame.
        n: Firms to select, one number a stratum.
        replacements: Replacements, one number a stratum; fewer are drawn where the stratum has no more firms.
        seed: Any whole number; the same seed draws the same firms from the same frame.

    Returns:
        The draw; or None with `repeated_firm` where a firm stands twice among those near the draw.
    """
    wanted = np.minimum(np.asarray(n) + np.asarray(replacements), frame.counts)
    keys = firm_keys(frame.firms[frame.id])
    found = _read(keys, frame, thresholds(wanted, frame.counts), seed)
    rows, numbers = _enough(found, keys, frame, wanted, seed)
    twice = repeated(frame.firms[frame.id].gather(rows))
    if twice:
        return None, twice
    return Drawn(
        _first(rows, numbers, frame.strata_of(rows), wanted, np.asarray(n)), tuple(int(one) for one in found.sums)
    ), []


def thresholds(wanted: NDArray[np.int64], counts: NDArray[np.int64]) -> Keys:
    """Largest number that is kept in each stratum: that of the wanted firms, with room for chance."""
    room = [int(k + _MARGIN * k**0.5 + _SPARE) for k in wanted.tolist()]
    limits = [
        0 if k == 0 else _SPAN - 1 if most >= count else _SPAN // count * most
        for k, most, count in zip(wanted.tolist(), room, counts.tolist(), strict=True)
    ]
    return np.array(limits, dtype=np.uint64)


def _read(keys: pl.Series, frame: SamplingFrame, limits: Keys, seed: int) -> _Pass:
    """One pass over all rows on two threads; the sums do not depend on how the rows are split."""
    spread = frame.everywhere(limits)
    done = in_parts(lambda start, end: _read_part(keys, frame.cells, spread, seed, (start, end)), len(keys))
    rows, numbers = (np.concatenate([getattr(one, name) for one in done]) for name in ("rows", "numbers"))
    sums = np.zeros(spread.size, dtype=np.uint64)
    for one in done:
        np.add(sums, one.sums, out=sums)
    return _Pass(rows, numbers, sums[frame.numbers])


def _read_part(keys: pl.Series, cells: Cells, limits: Keys, seed: int, part: tuple[int, int]) -> _Pass:
    mixer, block, limit = Mixer(BLOCK), np.empty(BLOCK, dtype=np.uint64), np.empty(BLOCK, dtype=np.uint64)
    sums = np.zeros(limits.size, dtype=np.uint64)
    kept: list[NDArray[np.int64]] = []
    numbers: list[Keys] = []
    for start, run in runs(keys, part, BLOCK):
        mixed, own = block[: run.size], cells[start : start + run.size]
        np.copyto(mixed, run)
        mixer.mix(mixed)
        np.add.at(sums, own, mixed)
        drawn = mixer.draw(mixed, seed)
        np.take(limits, own, out=limit[: run.size], mode="clip")
        near = np.flatnonzero(drawn <= limit[: run.size])
        kept.append(near + start)
        numbers.append(drawn[near])
    return _Pass(
        np.concatenate([np.empty(0, np.int64), *kept]), np.concatenate([np.empty(0, np.uint64), *numbers]), sums
    )


def _enough(
    found: _Pass, keys: pl.Series, frame: SamplingFrame, wanted: NDArray[np.int64], seed: int
) -> tuple[NDArray[np.int64], Keys]:
    """The kept rows; strata with too few are read again whole."""
    home = frame.strata_of(found.rows)
    short = np.bincount(home, minlength=wanted.size) < wanted
    if not short.any():
        return found.rows, found.numbers
    again = _read(keys, frame, np.where(short, np.uint64(_SPAN - 1), np.uint64(0)), seed)
    old, new = ~short[home], short[frame.strata_of(again.rows)]
    return np.concatenate([found.rows[old], again.rows[new]]), np.concatenate([found.numbers[old], again.numbers[new]])


def _first(
    rows: NDArray[np.int64], numbers: Keys, strata: NDArray[np.int64], wanted: NDArray[np.int64], n: NDArray[np.int64]
) -> pl.DataFrame:
    """The wanted rows of each stratum by their numbers."""
    order = np.lexsort((numbers, strata))
    rows, strata = rows[order], strata[order]
    starts = np.searchsorted(strata, np.arange(wanted.size))
    rank = np.arange(rows.size) - starts[strata]
    taken = rank < wanted[strata]
    columns = {"row": rows, "stratum": strata, "order": rank + 1, "replacement": rank >= n[strata]}
    return pl.DataFrame({name: values[taken] for name, values in columns.items()})
