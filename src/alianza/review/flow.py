"""The flow of records through the review (PRISMA 2020): every number is counted, none is subtracted from another.

What nobody has decided yet is neither screened nor assessed: it stands in boxes of its own.

Because each box is counted on its own, the sums that must hold between them can fail, and `broken_identities` says
where: a flow that does not add up stops the run.

Source:
    Page and others (2021), The PRISMA 2020 statement, BMJ 372:n71.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from alianza.review.deciding import Decision
from alianza.review.progress import ReviewState
from alianza.review.screening import both_decisions
from alianza.review.search_log import imported
from alianza.study.problem import Problem
from alianza.study.review_protocol import Review


@dataclass(frozen=True, slots=True)
class Flow:
    """Counts of the flow's boxes; mappings name databases, or reasons of exclusion by their codes.

    Attributes:
        identified: Records in each database's exports, readable or not.
        unreadable: Records that could not be read.
        duplicates: Records of each database that repeat another record.
        publications: Articles that the records describe.
        waiting: Articles not yet decided by title and abstract, conflicts among them.
        screened: Articles decided by title and abstract.
        excluded: Articles excluded by title and abstract, by reason.
        sought: Articles whose full text is sought.
        unobtained: Articles whose full text could not be had.
        undecided: Articles not yet decided by full text, conflicts among them.
        assessed: Articles decided by full text.
        ineligible: Articles excluded by full text, by reason.
        included: Articles included.
        included_by_database: Articles included that a database holds; one in several counts in each.
    """

    identified: Mapping[str, int] = field(default_factory=dict)
    unreadable: Mapping[str, int] = field(default_factory=dict)
    duplicates: Mapping[str, int] = field(default_factory=dict)
    publications: int = 0
    waiting: int = 0
    screened: int = 0
    excluded: Mapping[str, int] = field(default_factory=dict)
    sought: int = 0
    unobtained: int = 0
    undecided: int = 0
    assessed: int = 0
    ineligible: Mapping[str, int] = field(default_factory=dict)
    included: int = 0
    included_by_database: Mapping[str, int] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Whether every article is decided."""
        return self.waiting == 0 and self.undecided == 0


def flow(state: ReviewState, review: Review) -> Flow:
    """The review's flow at this moment."""
    return flow_of(state, *both_decisions(state, review))


def flow_of(state: ReviewState, first: Mapping[str, Decision], second: Mapping[str, Decision]) -> Flow:
    """The flow that decisions make.

    Args:
        state: Where the review stands.
        first: The decisions by title and abstract.
        second: The decisions by full text.
    """
    database = {str(one.number): one.database for one in state.imports}
    articles = state.articles()
    repeated = [record for records in articles.values() for record in records[1:]]
    kept = [one.article for one in second.values() if one.standing == "included"]
    found_in = [{_database(record, database) for record in articles[article]} for article in kept]
    return Flow(
        identified=imported(state),
        unreadable=_summed((one.database, one.quarantined) for one in state.imports),
        duplicates=_counted(_database(record, database) for record in repeated),
        publications=len(articles),
        waiting=_standing(first, "waiting", "conflict"),
        screened=_standing(first, "included", "excluded"),
        excluded=_reasons(first),
        sought=_standing(first, "included"),
        unobtained=_standing(second, "unobtained"),
        undecided=_standing(second, "waiting", "conflict"),
        assessed=_standing(second, "included", "excluded"),
        ineligible=_reasons(second),
        included=len(kept),
        included_by_database=_counted(name for names in found_in for name in names),
    )


def broken_identities(flow: Flow) -> list[Problem]:
    """The problem `flow_broken` for every sum that does not hold, with both sides; none in a right flow."""
    sums = {
        "publications": (
            sum(flow.identified.values()),
            sum(flow.unreadable.values()) + sum(flow.duplicates.values()) + flow.publications,
        ),
        "screened": (flow.publications, flow.waiting + flow.screened),
        "sought": (flow.screened, sum(flow.excluded.values()) + flow.sought),
        "assessed": (flow.sought, flow.unobtained + flow.undecided + flow.assessed),
        "included": (flow.assessed, sum(flow.ineligible.values()) + flow.included),
    }
    return [
        Problem("flow_broken", place=name, found=str(right), expected=str(left))
        for name, (left, right) in sums.items()
        if left != right
    ]


def _database(record: str, database: Mapping[str, str]) -> str:
    return database[record.partition(".")[0]]


def _reasons(decided: Mapping[str, Decision]) -> dict[str, int]:
    return _counted(one.reason for one in decided.values() if one.standing == "excluded")


def _standing(decided: Mapping[str, Decision], *standings: str) -> int:
    return sum(1 for one in decided.values() if one.standing in standings)


def _counted(names: Iterator[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _summed(parts: Iterator[tuple[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for name, count in parts:
        total[name] += count
    return dict(sorted(total.items()))
