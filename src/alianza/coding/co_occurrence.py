"""Co-occurrence of codes: how often two codes were given where the text is the same, nested or near.

A passage counts once for a code, however many coders gave it. Two codes co-occur once for each pair of a passage of
the one and a passage of the other that meet, so that the count of a pair is what one would read to see them together.
The c-coefficient sets it against all passages of the two:

    c = n12 / (n1 + n2 - n12)

0 where they never meet, 1 where every passage of the one meets one of the other. It has no sense, and none is given,
where passages of one code meet several of the other so often that n12 exceeds n1 or n2.

Source:
    ATLAS.ti Scientific Software Development, ATLAS.ti 22 Windows, User Manual, "Code Co-occurrence Coefficient": the
    formula, its example (100 and 10 quotations that meet 5 times: 5/105 = 0.048), and that it can leave its range where
    text entities overlap. Such values are withheld here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from alianza.coding.project import QualitativeProject

Meeting = Literal["overlap", "containment", "proximity"]
"""When two passages of a document meet: they share a sign, one lies within the other, or little lies between them."""
Reason = Literal["", "no_passages", "more_meetings_than_passages"]
Integers = NDArray[np.int64]

AT_ONCE: Final = 1 << 18
"""Pairs of passages counted at once, which keeps them in the processor's cache."""

LARGEST: Final = 2**63 - 1
"""Largest number of which a passage is made one, so that passages are sorted as numbers; else part by part, slower."""


@dataclass(frozen=True, slots=True, eq=False)
class CoOccurrence:
    """Co-occurrence of every two codes.

    Attributes:
        codes: Paths of the codes; rows and columns follow them.
        passages: Distinct passages of each.
        counts: Pairs of passages that meet, by code and code; a code with itself has its passages.
        coefficient: The c-coefficient, by code and code; NaN where there is none (`reason` says why).
    """

    codes: tuple[str, ...]
    passages: Integers
    counts: Integers
    coefficient: NDArray[np.float64]

    def reason(self, first: str, second: str) -> Reason:
        """Why two codes have no coefficient; empty where they have one."""
        row, column = self.codes.index(first), self.codes.index(second)
        fewer = min(self.passages[row], self.passages[column])
        if fewer == 0:
            return "no_passages"
        return "more_meetings_than_passages" if self.counts[row, column] > fewer else ""


def co_occurrence(project: QualitativeProject, meeting: Meeting = "overlap", within: int = 0) -> CoOccurrence:
    """Co-occurrence of a project's codes; passages without a sign are left out.

    Args:
        project: The project.
        meeting: When two passages meet.
        within: Signs that may lie between two passages, for `proximity`; 0 where they must at least touch.

    Raises:
        ValueError: If `within` is negative, or given for another meeting than `proximity`.
    """
    if within < 0 or (within and meeting != "proximity"):
        raise ValueError("signs between passages are counted for proximity, from 0")
    codes = tuple(one.path for one in project.codes)
    return count_meetings(codes, *_passages(project, codes, within), meeting=meeting, reach=_reach(meeting, within))


def count_meetings(
    codes: tuple[str, ...], code: Integers, start: Integers, end: Integers, *, meeting: Meeting, reach: int
) -> CoOccurrence:
    """Co-occurrence from passages of one sign or more on one axis, where those of two documents never meet.

    Args:
        codes: Paths of the codes.
        code: Place of each passage's code in `codes`.
        start: Where each begins.
        end: Where each ends.
        meeting: When two passages meet.
        reach: How far behind its end a passage meets one that begins there, in signs.
    """
    code, start, end = _distinct(code, start, end)
    passages = np.bincount(code, minlength=len(codes))
    size = len(codes)
    counts = np.zeros(size * size, np.int64)
    for first, second in _pairs(start, end + reach):
        keys = code[first] * size + code[second]
        if meeting == "containment":
            keys = keys[end[second] <= end[first]]
        counts += np.bincount(keys, minlength=size * size)
    square = counts.reshape(size, size)
    square = square + square.T
    np.fill_diagonal(square, passages)
    return CoOccurrence(codes, passages, square, _coefficient(passages, square))


def _reach(meeting: Meeting, within: int) -> int:
    """A passage that begins `within` signs after the end still meets it; one that overlaps begins before the end."""
    return within + 1 if meeting == "proximity" else 0


def _passages(project: QualitativeProject, codes: tuple[str, ...], within: int) -> tuple[Integers, Integers, Integers]:
    """Code, start and end of each coding, the documents one behind the other at more than the distance that counts."""
    place = {path: index for index, path in enumerate(codes)}
    documents: dict[str, int] = {}
    document = np.array([documents.setdefault(one.document, len(documents)) for one in project.codings], np.int64)
    code = np.array([place[one.code] for one in project.codings], np.int64)
    start = np.array([one.start for one in project.codings], np.int64)
    end = np.array([one.end for one in project.codings], np.int64)
    document *= end.max(initial=0) + within + 2
    filled = end > start
    return code[filled], (start + document)[filled], (end + document)[filled]


def _distinct(code: Integers, start: Integers, end: Integers) -> tuple[Integers, Integers, Integers]:
    """The passages by their start, the longer first; a passage that a code has twice, once."""
    length, codes = end - start, int(code.max(initial=0)) + 1
    lengths = int(length.max(initial=0)) + 1
    if (int(start.max(initial=0)) + 1) * lengths * codes > LARGEST:
        order = np.lexsort((code, -end, start))
        ordered = np.stack((code, start, end))[:, order]
        code, start, end = ordered[:, _changes(ordered)]
        return code, start, end
    keys = np.sort((start * lengths + (lengths - 1 - length)) * codes + code)
    places, code = np.divmod(keys[_changes(keys[None])], codes)
    start, shorter = np.divmod(places, lengths)
    return code, start, start + (lengths - 1 - shorter)


def _changes(ordered: Integers) -> NDArray[np.bool_]:
    """Whether each column differs from the one before it."""
    new = np.ones(ordered.shape[1], np.bool_)
    new[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    return new


def _pairs(start: Integers, until: Integers) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Places of every two passages of which the second begins before the first one's `until`, some at a time."""
    places = np.arange(len(start))
    following = np.searchsorted(start, until) - places - 1
    before = np.concatenate(([0], np.cumsum(following)))
    begin = 0
    while begin < len(start):
        stop = max(begin + 1, int(np.searchsorted(before, before[begin] + AT_ONCE, "right")) - 1)
        counts = following[begin:stop]
        first = np.repeat(places[begin:stop], counts)
        shift = np.repeat(places[begin:stop] + 1 - before[begin:stop] + before[begin], counts)
        yield first, np.arange(len(first)) + shift
        begin = stop


def _coefficient(passages: Integers, counts: Integers) -> NDArray[np.float64]:
    fewer = np.minimum.outer(passages, passages)
    together = np.add.outer(passages, passages) - counts
    known = (fewer > 0) & (counts <= fewer)
    found: NDArray[np.float64] = np.full(counts.shape, np.nan)
    np.divide(counts, together, out=found, where=known)
    return found
