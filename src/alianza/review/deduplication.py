"""Duplicates among the records of several databases: what is surely one publication, and what a person should see.

Records that share a key (the DOI, the title's beginning, author with year and page, volume with page) are compared;
pairs that are surely the same are joined from the most certain down, unless the group would then hold two DOIs, two
parts of a series, or a notice with its article. Pairs that are only likely go to the queue.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from alianza.review.likeness import Features, Likeness, features, likeness
from alianza.review.reference import Reference

SAME_TITLE, LIKE_TITLE, DOUBTFUL_TITLE = 0.95, 0.85, 0.85
SAME_DOI_TITLE = 0.6
"""Under one DOI titles may differ so much (a translation is left to a person)."""

CROWDED = 24
"""So many records under one key tell nothing (an editorial, a letter): only their neighbours in title are compared."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two records that may be one publication: their positions, how certain it is, and what agrees and contradicts."""

    first: int
    second: int
    score: float
    agree: tuple[str, ...]
    contradict: tuple[str, ...]
    forbidden: str = ""


@dataclass(frozen=True, slots=True)
class Clusters:
    """What is one publication, and what may be.

    Attributes:
        merged: Groups of positions of records that are one publication, two or more each.
        queue: Pairs for a person, the most likely first.
    """

    merged: tuple[tuple[int, ...], ...]
    queue: tuple[Doubt, ...]


def duplicate_clusters(records: Sequence[Reference]) -> Clusters:
    """The groups of records that are one publication, and the doubtful pairs.

    Never joined: two different DOIs, two parts of a series, a notice (erratum, reply, retraction) with its article.

    Args:
        records: References of one or several exports; positions are places in this sequence.
    """
    known = [features(record) for record in records]
    certain: list[tuple[float, int, int]] = []
    doubtful: list[Doubt] = []
    for first, second in candidates(known):
        found = likeness(known[first], known[second])
        if is_same(found):
            certain.append((-found.score, first, second))
        elif is_doubtful(found):
            doubtful.append(Doubt(first, second, found.score, found.agree, found.contradict, found.forbidden))
    home = _joined(known, certain)
    return Clusters(_groups(home), _open(doubtful, home))


def is_same(found: Likeness) -> bool:
    """Whether a comparison settles that two records are one publication."""
    if found.forbidden:
        return False
    apart = "pages" in found.contradict
    if "doi" in found.agree:
        # Abstracts of one supplement share its DOI: there the page tells them apart.
        return found.title >= (SAME_TITLE if apart else SAME_DOI_TITLE)
    agree, contradict = len(found.agree), len(found.contradict)
    if found.title >= SAME_TITLE:
        return (contradict == 0 and agree >= 2) or (contradict == 1 and not apart and agree >= 4)
    return found.title >= LIKE_TITLE and contradict == 0 and agree >= 4


def is_doubtful(found: Likeness) -> bool:
    """Whether a person should look: the titles are alike and not too much stands against it."""
    if found.title < DOUBTFUL_TITLE:
        return "doi" in found.agree and "pages" in found.agree and "authors" in found.agree and not found.forbidden
    if found.forbidden:
        return found.forbidden == "doi" and found.title >= SAME_TITLE and len(found.contradict) <= 1
    known = "authors" in found.agree and found.title >= SAME_TITLE
    return known or "doi" in found.agree or len(found.agree) > len(found.contradict)


def candidates(known: Sequence[Features]) -> Iterator[tuple[int, int]]:
    """Pairs of positions that share a key, each once, the smaller position first."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, one in enumerate(known):
        for key in _keys(one):
            blocks[key].append(place)
    seen: set[tuple[int, int]] = set()
    for places in blocks.values():
        for pair in _pairs(places, known):
            if pair not in seen:
                seen.add(pair)
                yield pair


def _keys(one: Features) -> Iterator[tuple[str, ...]]:
    """What records of one publication share, whichever database they come from."""
    compact = one.title.replace(" ", "")
    year, author = str(one.year or ""), one.authors[0][:6] if one.authors else ""
    if one.doi:
        yield "doi", one.doi
    if len(compact) >= 12:
        yield "title", compact[:32]
        yield "title end", compact[-32:]
    if one.first_page and one.volume:
        yield "page", one.volume, one.first_page, author[:3]
    if author and one.first_page:
        yield "author page", author, one.first_page, year
    if author and year and one.title:
        yield "author year", author, year, "".join(word[0] for word in one.title.split()[:7])


def _pairs(places: Sequence[int], known: Sequence[Features]) -> Iterator[tuple[int, int]]:
    if len(places) <= CROWDED:
        yield from combinations(places, 2)
        return
    ordered = sorted(
        places, key=lambda place: (known[place].title, known[place].authors, known[place].year or 0, place)
    )
    for start in range(len(ordered)):
        for other in ordered[start + 1 : start + CROWDED // 3]:
            yield min(ordered[start], other), max(ordered[start], other)


def _joined(known: Sequence[Features], certain: Iterable[tuple[float, int, int]]) -> list[int]:
    """The group of each record, named by its first position; certain pairs are joined from the most certain down."""
    home = list(range(len(known)))
    members = {place: [place] for place in home}
    marks = [_Marks(one) for one in known]
    for _, first, second in sorted(certain):
        one, other = sorted((home[first], home[second]))
        if one == other or not marks[one].allow(marks[other]):
            continue
        marks[one].take(marks[other])
        for place in members[other]:
            home[place] = one
        members[one] += members.pop(other)
    return home


class _Marks:
    """What a group of records may not hold twice."""

    __slots__ = ("doi", "notice", "part")

    def __init__(self, one: Features) -> None:
        self.doi, self.notice, self.part = one.doi, one.notice, one.part

    def allow(self, other: "_Marks") -> bool:
        """Whether two groups can be one."""
        different_doi = bool(self.doi and other.doi and self.doi != other.doi)
        return not different_doi and (self.notice, self.part) == (other.notice, other.part)

    def take(self, other: "_Marks") -> None:
        """Become the marks of both groups."""
        self.doi = self.doi or other.doi


def _groups(home: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    groups: dict[int, list[int]] = defaultdict(list)
    for place, first in enumerate(home):
        groups[first].append(place)
    return tuple(tuple(places) for places in groups.values() if len(places) > 1)


def _open(doubtful: Iterable[Doubt], home: Sequence[int]) -> tuple[Doubt, ...]:
    """One pair, the most certain, of each two groups that stayed apart."""
    kept: dict[tuple[int, int], Doubt] = {}
    for one in sorted(doubtful, key=lambda doubt: (-doubt.score, doubt.first, doubt.second)):
        groups = home[one.first], home[one.second]
        if groups[0] != groups[1]:
            kept.setdefault((min(groups), max(groups)), one)
    return tuple(kept.values())
