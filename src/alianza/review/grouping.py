"""Which records are one article: what the program joins, and what a person merges, splits or keeps apart.

Each command takes the state and returns the changes to record. What a person decided stands: records that were split
or kept apart are never joined again by the program.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alianza.review.deduplication import Clusters, Decided, Pair, duplicate_clusters
from alianza.review.likeness import plain_doi
from alianza.review.progress import ReviewState, in_order
from alianza.review.reference import Reference
from alianza.study.event import Change, Proposed
from alianza.study.problem import Problem

RULE = "duplicate_clusters"
"""The rule that joins records by itself; a merge by a person names `person`."""
BY_PERSON = "person"


@dataclass(frozen=True, slots=True)
class DoubtfulPair:
    """Two records that may be one publication, for a person to decide.

    Attributes:
        records: The two records.
        score: Order of certainty, 0 to 1.
        agree: Fields that agree.
        contradict: Fields that contradict each other.
        forbidden: What keeps the program from joining them (`doi`, `part`, `notice`), or empty.
    """

    records: tuple[str, str]
    score: float
    agree: tuple[str, ...]
    contradict: tuple[str, ...]
    forbidden: str = ""

    @property
    def against(self) -> tuple[str, ...]:
        """What speaks against one publication: two DOIs first, then the fields that contradict each other."""
        return ("doi", *self.contradict) if self.forbidden == "doi" else self.contradict


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What is known about repeated publications.

    Attributes:
        merges: One merge for every group of records that are surely one publication and not yet one article.
        queue: The doubtful pairs that nobody has decided, the most likely first; of two articles only one pair.
    """

    merges: tuple[Change, ...]
    queue: tuple[DoubtfulPair, ...]


def duplicates(state: ReviewState, references: Mapping[str, Reference]) -> Duplicates:
    """The repeated publications among the records of a review.

    Args:
        state: Where the review stands.
        references: Every record of the state, by name.
    """
    names, found = _clusters(state, references)
    home = _homes(state)
    merges = []
    for group in found.merged:
        records = [names[place] for place in group]
        if len({home[record] for record in records}) > 1:
            merges.append(_merge(records, [link for link in found.links if link.first in group], names))
    queue = (
        DoubtfulPair((names[one.first], names[one.second]), one.score, one.agree, one.contradict, one.forbidden)
        for one in found.queue
    )
    return Duplicates(tuple(merges), tuple(queue))


def deduplicate(state: ReviewState, references: Mapping[str, Reference]) -> Proposed:
    """Join all records that are surely one publication."""
    return Proposed(duplicates(state, references).merges)


def merge(state: ReviewState, references: Mapping[str, Reference], records: Sequence[str]) -> Proposed:
    """Join the articles of some records, by a person's word; two DOIs are a warning, not an obstacle."""
    unknown = unknown_records(state, records)
    if unknown:
        return Proposed(problems=unknown)
    home = _homes(state)
    if len({home[record] for record in records}) < 2:
        return Proposed(problems=(Problem("records_already_together", found=", ".join(records)),))
    dois = sorted({plain_doi(references[record].doi) for record in records} - {""})
    warned = (Problem("merge_of_two_dois", "warning", found=", ".join(dois)),) if len(dois) > 1 else ()
    change = Change("duplicates_merged", {"records": sorted(records, key=in_order), "rule": BY_PERSON})
    return Proposed((change,), warned)


def split(state: ReviewState, records: Sequence[str]) -> Proposed:
    """Set some records apart from the others of their article, as an article of their own, for good."""
    unknown = unknown_records(state, records)
    if unknown:
        return Proposed(problems=unknown)
    home, articles = _homes(state), state.articles()
    own = {home[record] for record in records}
    if len(own) > 1:
        return Proposed(problems=(Problem("records_not_together", found=", ".join(records)),))
    if set(articles[own.pop()]) <= set(records):
        return Proposed(problems=(Problem("nothing_to_split", found=", ".join(records)),))
    return Proposed((Change("records_split", {"records": sorted(records, key=in_order)}),))


def keep_apart(state: ReviewState, first: str, second: str) -> Proposed:
    """Remember that two records are two publications; no change where that is known."""
    unknown = unknown_records(state, (first, second))
    if unknown:
        return Proposed(problems=unknown)
    home = _homes(state)
    if home[first] == home[second]:
        return Proposed(problems=(Problem("records_together", found=f"{first}, {second}"),))
    if {frozenset((first, second))} & {frozenset(pair) for pair in state.apart}:
        return Proposed()
    return Proposed((Change("pair_kept_apart", {"records": sorted((first, second), key=in_order)}),))


def unknown_records(state: ReviewState, records: Sequence[str]) -> tuple[Problem, ...]:
    """`record_unknown` for each name that no record has."""
    known = set(state.records())
    return tuple(Problem("record_unknown", found=record) for record in records if record not in known)


def _clusters(state: ReviewState, references: Mapping[str, Reference]) -> tuple[list[str], Clusters]:
    """The names of all records in order, and what is one publication given what people decided."""
    names = state.records()
    place = {name: index for index, name in enumerate(names)}
    joined = [[place[record] for record in records] for records in state.articles().values() if len(records) > 1]
    apart = [(place[one], place[other]) for one, other in state.apart if one in place and other in place]
    return names, duplicate_clusters([references[name] for name in names], Decided(joined, apart))


def _merge(records: Sequence[str], links: Sequence[Pair], names: Sequence[str]) -> Change:
    """A merge with its reasons: each pair that joined, how certain it was and what agreed."""
    reasons = [
        {
            "records": [names[link.first], names[link.second]],
            "score": link.score,
            "agree": list(link.agree),
            "contradict": list(link.contradict),
        }
        for link in links
    ]
    score = min(link.score for link in links)
    return Change("duplicates_merged", {"records": list(records), "rule": RULE, "score": score, "links": reasons})


def _homes(state: ReviewState) -> dict[str, str]:
    return {record: article for article, records in state.articles().items() for record in records}
