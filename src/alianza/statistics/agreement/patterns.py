"""Distinct rating patterns: what every resample of units is made of.

Thousands of units show few different rows. A resample is then no list of units but a count of each pattern, and a
coefficient that is a function of sums over units needs only those counts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alianza.statistics.agreement.ratings import MISSING, Cells
from alianza.statistics.sampling.structure import Floats

Counts = NDArray[np.int64]

DENSE = 2**20
"""Numbers up to which a table of patterns is held whole."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """The distinct rows of a table of codings.

    Attributes:
        rows: Patterns by coders: the place of the code, or `MISSING`.
        times: How many units show each pattern.
    """

    rows: Cells
    times: Counts

    @property
    def coded(self) -> Floats:
        """How many coders coded a unit of each pattern."""
        return np.asarray((self.rows != MISSING).sum(axis=1), dtype=np.float64)

    @property
    def complete(self) -> bool:
        """Whether every coder coded every unit."""
        return bool((self.rows != MISSING).all())

    def coded_by(self, least: int) -> "Patterns":
        """The patterns that so many coders coded at least."""
        kept = self.coded >= least
        return Patterns(self.rows[kept], self.times[kept])


def patterns(cells: Cells, *, who: bool) -> Patterns:
    """Distinct rows in an order that depends on nothing but the rows.

    Args:
        cells: Units by coders.
        who: Whether it matters which coder gave a code; if not, the codes of a unit are sorted first.
    """
    rows = cells if who else np.sort(cells, axis=1)
    base = int(rows.max(initial=0)) + 2
    if base ** rows.shape[1] >= 2**62:
        distinct, times = np.unique(rows, axis=0, return_counts=True)
        return Patterns(distinct, times)
    # One number a row: sorting numbers is many times faster than sorting rows.
    keys = (rows + 1) @ (base ** np.arange(rows.shape[1], dtype=np.int64))
    _, first, times = np.unique(keys, return_index=True, return_counts=True)
    return Patterns(rows[first], times)


def tally(rows: Cells, codes: int, amount: Floats | None = None) -> Any:
    """How many coders gave each code: patterns by codes, an array or sparse.

    Args:
        rows: Patterns by coders.
        codes: Number of codes.
        amount: What one coding of each pattern counts; 1 if None.
    """
    pattern, coder = np.nonzero(rows != MISSING)
    each = np.ones(len(pattern)) if amount is None else amount[pattern]
    return spread(pattern, rows[pattern, coder], each, (len(rows), codes))


def spread(row: Counts, column: Counts, amount: Floats, shape: tuple[int, int]) -> Any:
    """Amounts added up in a table: an array, or sparse where that would be large."""
    if shape[0] * shape[1] <= DENSE:
        flat = np.bincount(row * shape[1] + column, weights=amount, minlength=shape[0] * shape[1])
        return flat.reshape(shape)
    from scipy.sparse import csr_array

    return csr_array((amount, (row, column)), shape=shape)


def beside(*tables: Any) -> Any:
    """Tables of the same patterns beside each other; sparse if one of them is."""
    columns = [table[:, None] if table.ndim == 1 else table for table in tables]
    if all(isinstance(table, np.ndarray) for table in columns):
        return np.hstack(columns)
    from scipy.sparse import csr_array, hstack

    return hstack([csr_array(table) for table in columns], format="csr")


def over_pairs(rows: Cells, between: Callable[[Cells, Cells], Floats]) -> Floats:
    """Sum over a unit's ordered pairs of coders of what stands between their codes, for each pattern.

    Args:
        rows: Patterns by coders.
        between: Two lists of codes to the distance of each pair, the same in both directions.
    """
    sums = np.zeros(len(rows))
    for one, other, both in coder_pairs(rows):
        sums[both] += 2 * between(one, other)
    return sums


def in_table(distances: Floats) -> Callable[[Cells, Cells], Floats]:
    """Distances that are looked up, codes by codes."""
    return lambda one, other: np.asarray(distances[one, other])


def coder_pairs(rows: Cells) -> Iterator[tuple[Cells, Cells, Counts]]:
    """For each two coders: their codes in the patterns that both coded, and which patterns these are."""
    for first in range(rows.shape[1]):
        for second in range(first):
            (both,) = np.nonzero((rows[:, first] != MISSING) & (rows[:, second] != MISSING))
            yield rows[both, first], rows[both, second], both
