"""Ranges of columns as offices document them: "jk001 to jk200" stands for two hundred names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST = 10_000
"""More columns than any survey has; a range beyond it is a slip of the pen."""

DIGITS = 18
"""More digits than any column's number has."""

_RANGE = re.compile(r"\s*(\S+)\s+(?:to|TO|To|a|A)\s+(\S+)\s*")
_OTHER_FORM = re.compile(r"\s*(\S+?)\s*(?:-|–|:|\.\.+)\s*(\S+)\s*")
_NUMBERED = re.compile(r"(.*?)(\d+)(\D*)")


def expanded(declared: str | Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The column names that a declaration stands for, and the ranges in it that make no sense.

    Args:
        declared: A name, a range, or a list of both. The ends of a range differ in one number only; leading zeros
            are kept.

    >>> expanded("jk099 to jk101")
    (('jk099', 'jk100', 'jk101'), ())
    >>> expanded(["rep_9 a rep_10", "extra", "w2 to v4", "w4 to w2"])
    (('rep_9', 'rep_10', 'extra'), ('w2 to v4', 'w4 to w2'))
    """
    names: list[str] = []
    senseless: list[str] = []
    for entry in (declared,) if isinstance(declared, str) else declared:
        ends = _RANGE.fullmatch(entry)
        between = _between(*ends.groups()) if ends else [entry.strip()]
        if not between or len(names) + len(between) > MOST:
            senseless.append(entry)
        else:
            names += between
    return tuple(name for name in names if name), tuple(senseless)


def range_of(name: str) -> str:
    """The range that a name in another notation seems to mean, in the form that is read; empty where it means none.

    >>> range_of("jk001-jk200"), range_of("r1:r6"), range_of("a-b"), range_of("jk001")
    ('jk001 to jk200', 'r1 to r6', '', '')
    """
    ends = _OTHER_FORM.fullmatch(name)
    return f"{ends[1]} to {ends[2]}" if ends and _between(ends[1], ends[2]) else ""


def _between(first: str, last: str) -> list[str]:
    """The names from one to another; none where they differ in more than a growing number."""
    low, high = _NUMBERED.fullmatch(first), _NUMBERED.fullmatch(last)
    if not low or not high or (low[1], low[3]) != (high[1], high[3]) or max(len(low[2]), len(high[2])) > DIGITS:
        return []
    start, end = int(low[2]), int(high[2])
    if not start <= end < start + MOST:
        return []
    return [f"{low[1]}{number:0{len(low[2])}d}{low[3]}" for number in range(start, end + 1)]


@dataclass(frozen=True, slots=True)
class Series:
    """Columns that differ in a growing number only: the first, the last, and all of them."""

    names: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The range that stands for them."""
        return f"{self.names[0]} to {self.names[-1]}"

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.names)


def collapsed(names: Sequence[str], fewest: int = 10) -> tuple[Series, ...]:
    """The runs of at least `fewest` neighbouring names that one range stands for.

    >>> [(run.shown, run.count) for run in collapsed(["y", "r1", "r2", "r3", "w9", "w10"], 2)]
    [('r1 to r3', 3), ('w9 to w10', 2)]
    """
    runs: list[list[str]] = []
    for name in names:
        if runs and _between(runs[-1][-1], name) == [runs[-1][-1], name]:
            runs[-1].append(name)
        else:
            runs.append([name])
    return tuple(Series(tuple(run)) for run in runs if len(run) >= fewest)
