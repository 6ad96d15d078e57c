"""Krippendorff's alpha for units that the coders marked themselves on a continuum, such as a text (2004 form)."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from alianza.statistics.agreement.result import Agreement
from alianza.statistics.sampling.structure import Floats

Ends = NDArray[np.float64]
"""Stretches of the continuum: rows of start and end, end exclusive."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a continuum that one coder marked with one code.

    Attributes:
        coder: Who marked it.
        code: With which code.
        start: Its first position.
        end: The position after its last.
    """

    coder: Hashable
    code: Hashable
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Continuum:
    """What was marked: positions from `start` to before `end`.

    Attributes:
        start: First position.
        end: The position after the last.
        coders: All coders, also those who marked nothing; those with units if empty.
    """

    start: int
    end: int
    coders: Sequence[Hashable] = ()

    @property
    def length(self) -> int:
        """Number of positions."""
        return self.end - self.start

    def all_coders(self, units: Sequence[Unit]) -> list[Hashable]:
        """The coders, declared or found.

        Raises:
            ValueError: If a unit is empty, reaches beyond the continuum, or its coder was not declared.
        """
        for unit in units:
            if not self.start <= unit.start < unit.end <= self.end:
                raise ValueError(f"{unit} does not lie between {self.start} and {self.end}")
        found = list(dict.fromkeys([*self.coders, *(unit.coder for unit in units)]))
        if self.coders and len(found) > len(self.coders):
            raise ValueError(f"units by coders that were not declared: {found[len(self.coders) :]}")
        return found


def unitizing_alpha(units: Iterable[Unit], continuum: Continuum) -> Agreement:
    """Krippendorff's alpha_U: agreement on where units lie and what their code is.

    For code c, every unit of one coder is compared with those of every other: two units that overlap differ by the
    squares of the distances between their starts and between their ends, a unit without a counterpart by the square
    of its length. D_oc is the sum over ordered pairs of coders, divided by m (m - 1) L^2 for m coders and a
    continuum of length L. With N_c units of c, of length l_g, and gaps between them of length l_h,

    D_ec = 2 / L * sum_g [(N_c - 1) (2 l_g^3 - 3 l_g^2 + l_g) / 3 + l_g^2 sum_{h: l_h >= l_g} (l_h - l_g + 1)]
    / (m L (m L - 1) - sum_g l_g (l_g - 1)).

    Units of the same code by one coder may touch, not overlap; units of different codes may.

    Args:
        units: What the coders marked.
        continuum: The continuum and its coders.

    Returns:
        Alpha over all codes, 1 - sum D_oc / sum D_ec; `by_code` holds that of each code. There is no interval: one
        continuum has no units to resample.

    Raises:
        ValueError: If a unit lies outside of the continuum, or overlaps another of its coder and code.

    Source:
        Krippendorff (2004), Content Analysis, 2nd ed., 11.6; Krippendorff (1995), Sociological Methodology 25. The
        published example is the test.

    >>> marked = [Unit("i", "c", 0, 10), Unit("i", "k", 20, 30), Unit("j", "c", 0, 10), Unit("j", "k", 22, 30)]
    >>> found = unitizing_alpha(marked, Continuum(0, 50))
    >>> round(found.value, 4), round(found.by_code["c"].value, 4)
    (0.9827, 1.0)
    """
    marked = list(units)
    coders = continuum.all_coders(marked)
    if len(coders) < 2 or not marked:
        return Agreement(None, None, None, len(marked), "none", reason="one_coder" if len(coders) < 2 else "no_pairs")
    by_code = {}
    for code in dict.fromkeys(unit.code for unit in marked):
        by_coder = [_ends([u for u in marked if u.coder == coder and u.code == code]) for coder in coders]
        n = sum(len(one) for one in by_coder)
        by_code[code] = _alpha(_observed(by_coder, continuum), _expected(by_coder, continuum), n)
    observed = float(np.sum([one.observed for one in by_code.values()]))
    expected = float(np.sum([one.expected for one in by_code.values()]))
    return replace(_alpha(observed, expected, len(marked)), by_code=by_code)


def _alpha(observed: float, expected: float, n: int) -> Agreement:
    if expected <= 0:  # The disagreement that was seen still counts in the alpha of all codes.
        return Agreement(None, None, None, n, "none", reason="one_code", observed=observed, expected=0.0)
    return Agreement(1 - observed / expected, None, None, n, "none", observed=observed, expected=expected)


def _ends(units: Sequence[Unit]) -> Ends:
    ends = np.array(sorted((unit.start, unit.end) for unit in units), dtype=np.float64).reshape(-1, 2)
    if (ends[1:, 0] < ends[:-1, 1]).any():
        raise ValueError(f"units of one coder and code overlap: {units[0].coder!r}, {units[0].code!r}")
    return ends


def _observed(by_coder: Sequence[Ends], continuum: Continuum) -> float:
    m = len(by_coder)
    total = sum(_between(by_coder[i], by_coder[j]) for i in range(m) for j in range(m) if i != j)
    return total / (m * (m - 1) * continuum.length**2)


def _between(one: Ends, other: Ends) -> float:
    """Disagreement of one coder's units with another's; an overlap counts half here and half from the other side."""
    apart = (one[:, None, :] - other[None, :, :]) ** 2
    overlap = (one[:, None, 0] < other[None, :, 1]) & (other[None, :, 0] < one[:, None, 1])
    lengths = one[:, 1] - one[:, 0]
    return float((apart.sum(axis=2) * overlap).sum() + 2 * (lengths[~overlap.any(axis=1)] ** 2).sum())


def _expected(by_coder: Sequence[Ends], continuum: Continuum) -> float:
    lengths = np.concatenate([ends[:, 1] - ends[:, 0] for ends in by_coder])
    gaps = np.concatenate([_gaps(ends, continuum) for ends in by_coder])
    paired = (len(lengths) - 1) * (2 * lengths**3 - 3 * lengths**2 + lengths) / 3
    room = np.maximum(gaps[None, :] - lengths[:, None] + 1, 0).sum(axis=1)
    positions = len(by_coder) * continuum.length
    pairs = positions * (positions - 1) - float((lengths * (lengths - 1)).sum())
    return float(2 / continuum.length * (paired + lengths**2 * room).sum() / pairs)


def _gaps(ends: Ends, continuum: Continuum) -> Floats:
    """Lengths of what lies before, between and after a coder's units."""
    starts, stops = np.append(ends[:, 0], continuum.end), np.insert(ends[:, 1], 0, continuum.start)
    lengths = starts - stops
    return np.asarray(lengths[lengths > 0])
