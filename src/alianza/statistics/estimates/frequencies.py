"""How often each answer was given: SPSS's Frequencies.

Percentages stand on all rows, valid percentages on the rows with an answer; each code that the file declares
missing keeps its own line. Compared with GNU PSPP 1.6.2's FREQUENCIES.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frequency:
    """One answer of a frequency table; `valid` and `cumulative` are None on the lines of missing answers.

    Attributes:
        value: The answer; None for an answer that was not given.
        count: Rows, or the sum of their frequency weights.
        share: Share of all rows.
        valid: Share of the rows with a valid answer.
        cumulative: Share of the rows with this or an earlier valid answer.
    """

    value: object
    count: float
    share: float
    valid: float | None = None
    cumulative: float | None = None


@dataclass(frozen=True, slots=True)
class Frequencies:
    """A frequency table: valid answers in sorted order, then the missing ones, system-missing last."""

    valid: tuple[Frequency, ...]
    missing: tuple[Frequency, ...]
    n_valid: float
    n: float


def frequencies(
    values: Sequence[object], weights: Sequence[float] | None = None, missing: Collection[object] = ()
) -> Frequencies:
    """Count the answers of a column.

    Args:
        values: One answer a row, None where there is none; answers of a column can be sorted.
        weights: Frequency weights, one a row; rows with weight zero do not count.
        missing: Answers that are declared missing.

    >>> table = frequencies(["b", "a", "b", None])
    >>> [(line.value, line.count, line.valid) for line in table.valid], table.n
    ([('a', 1.0, 0.3333333333333333), ('b', 2.0, 0.6666666666666666)], 4.0)
    """
    counts: dict[object, float] = {}
    for value, weight in zip(values, weights or [1.0] * len(values), strict=True):
        if weight > 0:
            counts[value] = counts.get(value, 0.0) + weight
    absent = {value: counts.pop(value) for value in [*_sorted(missing), None] if value in counts}
    n_valid = sum(counts.values())
    n = n_valid + sum(absent.values())
    lines, upto = [], 0.0
    for value in _sorted(counts):
        upto += counts[value]
        lines.append(Frequency(value, counts[value], counts[value] / n, counts[value] / n_valid, upto / n_valid))
    return Frequencies(tuple(lines), tuple(Frequency(v, c, c / n) for v, c in absent.items()), n_valid, n)


def _sorted(values: Collection[object]) -> list[object]:
    """Numbers before texts, each in its own order."""
    return sorted(values, key=lambda value: (isinstance(value, str), value))
