"""What has happened in a review so far: imports, merges, votes, appraisals and extractions, from its events.

A record is named by the event that imported it and its place in the export, `12.3`; an article is a group of records
that describe one publication, named by the first of them. Votes stay with the record on which they were cast, so a
merge that is taken back in the middle of a review loses none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

import msgspec

from alianza.study.event import Entry
from alianza.study.review_protocol import Stage

Verdict = Literal["include", "exclude", "unsure"]

STAGES: tuple[Stage, ...] = ("title_abstract", "full_text")
VERDICTS: tuple[Verdict, ...] = ("include", "exclude", "unsure")

RecordName = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,9}\.[0-9]{1,9}\Z")]
"""Name of a record: the number of its import and its place in it."""

Count = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
"""Number of records in one export: more than any database gives out."""


@dataclass(frozen=True, slots=True)
class Import:
    """An export that was read.

    Attributes:
        number: The event's number, which begins the names of its records.
        file: The file's name.
        source: SHA-256 of the file as it came.
        records: SHA-256 of what was read from it: records, quarantined records and problems.
        database: Where the records come from.
        format: The format that was recognised.
        read: Records that were read.
        quarantined: Records that were kept apart unread.
        at: When.
    """

    number: int
    file: str
    source: str
    records: str
    database: str
    format: str
    read: Count
    quarantined: Count
    at: str


@dataclass(frozen=True, slots=True)
class Vote:
    """A judgement of an article at a stage, by a judge or by the person who settles a conflict.

    Attributes:
        number: The event's number.
        record: The record that was judged.
        stage: Title and abstract, or full text.
        verdict: Include, exclude or unsure.
        reason: Code of the criterion behind an exclusion.
        note: Words of the judge.
        by: The judge.
        at: When.
    """

    number: int
    record: RecordName
    stage: Stage
    verdict: Verdict
    reason: str = ""
    note: str = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A rater's answers to the appraisal checklist of an article.

    Attributes:
        number: The event's number.
        record: The record that was appraised.
        category: The study design, which decides the questions.
        answers: Question to `yes`, `no` or `cannot_tell`.
        by: The rater.
        at: When.
    """

    number: int
    record: RecordName
    category: str
    answers: Mapping[str, str]
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """One line of the extraction form: what an article says about one construct.

    Attributes:
        number: The event's number.
        record: The record that it was read in.
        values: Field of the form to its value.
        by: Who read it.
        at: When.
    """

    number: int
    record: RecordName
    values: Mapping[str, str]
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """A merge: what was decided before it was decided about one side only.

    Attributes:
        number: The event's number.
        sides: The records of each article that it joined, as the articles were then.
    """

    number: int
    sides: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SearchRun:
    """A search as it was carried out: database, string, day and hits."""

    number: int
    database: str
    query: str
    date: str
    hits: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """The panel's approval of the review protocol: the digest of what was approved, and the day."""

    number: int
    protocol: str
    note: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Unobtained:
    """A record whose full text could not be had."""

    record: RecordName


@dataclass(frozen=True, slots=True)
class Grouped:
    """Records that were merged, or split from the others of their article."""

    number: int
    records: tuple[RecordName, ...]


@dataclass(frozen=True, slots=True)
class KeptApart:
    """Two records that are two publications."""

    number: int
    records: tuple[RecordName, RecordName]


@dataclass(frozen=True, slots=True)
class ReviewState:
    """Where a review stands.

    Attributes:
        imports: Exports in the order in which they came.
        group: Record to the first record of its article, for records that are merged with others.
        joins: Merges, in order, with what each of them joined.
        apart: Pairs that a person found to be two publications: kept apart, or split and not merged again since.
        votes: Every vote of the judges, in order; nothing ever rewrites one.
        settled: Adjudications of conflicts, in order.
        unobtained: Records whose full text could not be had.
        appraisals: Every appraisal, in order.
        settled_appraisals: Appraisals on which the raters agreed after discussion, in order.
        extractions: Every line of the extraction form, in order.
        searches: The search log.
        approvals: Approvals of the protocol.
    """

    imports: tuple[Import, ...] = ()
    group: Mapping[str, str] = field(default_factory=dict)
    joins: tuple[Join, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    votes: tuple[Vote, ...] = ()
    settled: tuple[Vote, ...] = ()
    unobtained: tuple[str, ...] = ()
    appraisals: tuple[Appraisal, ...] = ()
    settled_appraisals: tuple[Appraisal, ...] = ()
    extractions: tuple[Extraction, ...] = ()
    searches: tuple[SearchRun, ...] = ()
    approvals: tuple[Approval, ...] = ()

    def records(self) -> list[str]:
        """Every record that was read, in order of import and place."""
        return [record_id(one.number, place) for one in self.imports for place in range(1, one.read + 1)]

    def articles(self) -> dict[str, tuple[str, ...]]:
        """Every article with its records, in the order of their first records."""
        members: dict[str, list[str]] = {}
        for record in self.records():
            members.setdefault(self.group.get(record, record), []).append(record)
        # A lead whose import was withdrawn hands its article to the first record that is left.
        return {records[0]: tuple(records) for records in members.values()}


class ReviewProjection:
    """A review's state as a function of its events."""

    stream = "review"
    version = 4
    records: Mapping[str, type] = {
        "imported": Import,
        "duplicates_merged": Grouped,
        "records_split": Grouped,
        "pair_kept_apart": KeptApart,
        "article_judged": Vote,
        "conflict_settled": Vote,
        "text_not_obtained": Unobtained,
        "article_appraised": Appraisal,
        "appraisal_settled": Appraisal,
        "data_extracted": Extraction,
        "search_run": SearchRun,
        "protocol_approved": Approval,
    }

    def start(self) -> ReviewState:
        """A review before anything happened."""
        return ReviewState()

    def apply(self, state: ReviewState, entries: Sequence[Entry]) -> ReviewState:
        """The state after some more events."""
        grouping = [entry for entry in entries if entry.kind in _GROUPING]
        regrouped = _regrouped(state, grouping) if grouping else state
        added: dict[str, list[Any]] = {}
        for kind, record in entries:
            if kind == "text_not_obtained":
                added.setdefault("unobtained", []).append(record.record)
            elif kind in _LISTS:
                added.setdefault(_LISTS[kind], []).append(record)
        extended: dict[str, Any] = {name: (*getattr(state, name), *new) for name, new in added.items()}
        return replace(regrouped, **extended)


def _regrouped(state: ReviewState, entries: Sequence[Entry]) -> ReviewState:
    """The state after some merges and splits: the groups of all records are laid out once for all of them."""
    groups, joins = _Groups(state.group, state.apart), list[Join]()
    for kind, record in entries:
        sides = _GROUPING[kind](groups, record.records)
        joins += [Join(record.number, sides)] if sides else []
    return replace(state, group=groups.lead, joins=(*state.joins, *joins), apart=tuple(groups.apart))


def record_id(number: int, place: int) -> str:
    """Name of a record: the number of its import and its 1-based place."""
    return f"{number}.{place}"


def in_order(record: str) -> tuple[int, int]:
    """Sorting key of a record's name: by import, then by place.

    >>> sorted(["10.1", "2.10", "2.9"], key=in_order)
    ['2.9', '2.10', '10.1']
    """
    number, _, place = record.partition(".")
    return int(number), int(place)


def _pair_order(pair: tuple[str, str]) -> tuple[tuple[int, int], tuple[int, int]]:
    return in_order(pair[0]), in_order(pair[1])


class _Groups:
    """Groups of records while they change: each record's first record, each first record's group, the pairs apart."""

    def __init__(self, lead: Mapping[str, str], apart: Iterable[tuple[str, str]]) -> None:
        self.lead = dict(lead)
        self.apart = dict.fromkeys(apart)
        self.members: dict[str, set[str]] = {}
        for record, first in lead.items():
            self.members.setdefault(first, set()).add(record)

    def merge(self, records: Iterable[str]) -> "_Sides":
        """Join the groups of some records into one; returns the groups as they were."""
        firsts = dict.fromkeys(self.lead.get(record, record) for record in records)
        sides = [self.members.pop(first, {first}) for first in firsts]
        joined = set().union(*sides)
        self._name(joined)
        for pair in [pair for pair in self.apart if joined.issuperset(pair)]:
            del self.apart[pair]
        return tuple(tuple(sorted(side, key=in_order)) for side in sides) if len(sides) > 1 else ()

    def split(self, records: Iterable[str]) -> "_Sides":
        """Set some records of each group apart from its others, as a group of their own."""
        leaving = set(records)
        for first in sorted({self.lead[record] for record in leaving if record in self.lead}, key=in_order):
            members = self.members.pop(first)
            self._name(members & leaving)
            self._name(members - leaving)
            self._keep_apart(members & leaving, members - leaving)
        return ()

    def keep_apart(self, records: Iterable[str]) -> "_Sides":
        """Remember that two records are two publications."""
        first, second = records
        self._keep_apart({first}, {second})
        return ()

    def _keep_apart(self, some: Iterable[str], others: Iterable[str]) -> None:
        pairs = (sorted((one, other), key=in_order) for one in some for other in others)
        self.apart.update(dict.fromkeys(sorted(((first, second) for first, second in pairs), key=_pair_order)))

    def _name(self, group: set[str]) -> None:
        if len(group) == 1:
            self.lead.pop(next(iter(group)), None)
        elif group:
            first = min(group, key=in_order)
            self.members[first] = group
            self.lead.update(dict.fromkeys(group, first))


_Sides = tuple[tuple[str, ...], ...]
"""Groups of records that were joined; none where nothing was."""

_GROUPING: Mapping[str, Callable[[_Groups, Iterable[str]], _Sides]] = {
    "duplicates_merged": _Groups.merge,
    "records_split": _Groups.split,
    "pair_kept_apart": _Groups.keep_apart,
}
_LISTS: Mapping[str, str] = {
    "imported": "imports",
    "article_judged": "votes",
    "conflict_settled": "settled",
    "article_appraised": "appraisals",
    "appraisal_settled": "settled_appraisals",
    "data_extracted": "extractions",
    "search_run": "searches",
    "protocol_approved": "approvals",
}
"""Kind of event to the list of the state that its records extend."""
