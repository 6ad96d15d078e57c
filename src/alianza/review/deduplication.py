"""Duplicates among the records of several databases: what is surely one publication, and what a person should see.

Records that share a key (the DOI, the title's beginning, author with year and page, volume with page) are compared;
pairs that are surely the same are joined from the most certain down, unless the group would then hold two DOIs, two
parts of a series, or a notice with its article. Pairs that are only likely go to the queue.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from alianza.review.likeness import Features, Likeness, features, likeness
from alianza.review.reference import Reference

SAME_TITLE, LIKE_TITLE, DOUBTFUL_TITLE = 0.95, 0.85, 0.85
SAME_DOI_TITLE = 0.6
"""Under one DOI titles may differ so much (a translation is left to a person)."""

CROWDED = 24
"""So many records under one key tell nothing (an editorial, a letter): only their neighbours in title are compared."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that are or may be one publication: positions, certainty, and what agrees and contradicts."""

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
        links: The pairs that made the groups, in the order in which they did.
    """

    merged: tuple[tuple[int, ...], ...]
    queue: tuple[Pair, ...]
    links: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided about duplicates before.

    Attributes:
        joined: Groups of positions that are one publication.
        apart: Pairs of positions that are two.
    """

    joined: Collection[Sequence[int]] = ()
    apart: Collection[tuple[int, int]] = field(default=())


NOTHING_DECIDED = Decided()


def duplicate_clusters(records: Sequence[Reference], decided: Decided = NOTHING_DECIDED) -> Clusters:
    """The groups of records that are one publication, and the doubtful pairs.

    Never joined: two different DOIs, two parts of a series, a notice (erratum, reply, retraction) with its article,
    and what a person set apart.

    Args:
        records: References of one or several exports; positions are places in this sequence.
        decided: What people decided before; it stands.
    """
    known = [features(record) for record in records]
    certain: list[Pair] = []
    doubtful: list[Pair] = []
    for first, second in candidates(known):
        found = likeness(known[first], known[second])
        if is_same(found) or is_doubtful(found):
            pair = Pair(first, second, found.score, found.agree, found.contradict, found.forbidden)
            (certain if is_same(found) else doubtful).append(pair)
    home, links = _joined(known, certain, decided)
    # What is certain but was set apart by a person, or by its group, is in no doubt either.
    return Clusters(_groups(home), _open(doubtful, home, decided), tuple(links))


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
    if found.forbidden == "notice":  # a notice has a DOI of its own: with its article's, one of the two is mistaken
        return "doi" in found.agree
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


def _joined(known: Sequence[Features], certain: Iterable[Pair], decided: Decided) -> tuple[list[int], list[Pair]]:
    """The group of each record, named by a position in it, and the pairs that joined; the most certain pairs first."""
    groups = _Groups([_Marks(one) for one in known], decided.apart)
    for together in decided.joined:
        for other in together[1:]:
            groups.join(together[0], other)
    ordered = sorted(certain, key=lambda pair: (-pair.score, pair.first, pair.second))
    links = [pair for pair in ordered if groups.allow(pair) and groups.join(pair.first, pair.second)]
    return groups.home, links


class _Groups:
    """Groups of records while pairs join them."""

    def __init__(self, marks: list["_Marks"], apart: Iterable[tuple[int, int]]) -> None:
        self.home = list(range(len(marks)))
        self.members = {place: [place] for place in self.home}
        self.marks = marks
        self.apart = [set[int]() for _ in marks]
        for first, second in apart:
            self.apart[first].add(second)
            self.apart[second].add(first)

    def allow(self, pair: Pair) -> bool:
        """Whether nothing keeps the groups of a pair from being one."""
        one, other = self.home[pair.first], self.home[pair.second]
        set_apart = any(not self.apart[place].isdisjoint(self.members[other]) for place in self.members[one])
        return not set_apart and self.marks[one].allow(self.marks[other])

    def join(self, first: int, second: int) -> bool:
        """Make one group of those of two records; whether they were two."""
        one, other = sorted((self.home[first], self.home[second]))
        if one == other:
            return False
        self.marks[one].take(self.marks[other])
        for place in self.members[other]:
            self.home[place] = one
        self.members[one] += self.members.pop(other)
        return True


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


def _open(doubtful: Iterable[Pair], home: Sequence[int], decided: Decided) -> tuple[Pair, ...]:
    """One pair, the most certain, of each two groups that stayed apart without anybody having said so."""
    settled = {_between(home, first, second) for first, second in decided.apart}
    kept: dict[tuple[int, int], Pair] = {}
    for one in sorted(doubtful, key=lambda pair: (-pair.score, pair.first, pair.second)):
        groups = _between(home, one.first, one.second)
        if groups[0] != groups[1] and groups not in settled:
            kept.setdefault(groups, one)
    return tuple(kept.values())


def _between(home: Sequence[int], first: int, second: int) -> tuple[int, int]:
    return min(home[first], home[second]), max(home[first], home[second])
