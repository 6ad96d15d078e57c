"""A synthetic review, enacted: exports imported, duplicates joined, articles judged, appraised and read.

Every change goes through the command that a person's change goes through, signed by a member of the protocol's panel on
the day that the plan names, so the log that comes out is one that people could have made.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, partial
from pathlib import Path

from sqlalchemy import Connection

from alianza.formats.references import read
from alianza.review import grouping, judging, recording
from alianza.review.appraisal import profiles
from alianza.review.judging import Ballot, Bench
from alianza.review.progress import ReviewState, SearchRun, record_id
from alianza.review.recording import FullTexts
from alianza.review.screening import conflicts
from alianza.review.simulation import UNOBTAINED, Literature, Work
from alianza.review.simulation_exports import export_text, holdings
from alianza.review.simulation_panel import Panel
from alianza.review.simulation_plan import ReviewPlan
from alianza.storage.event_log import Author
from alianza.study.event import Change, Proposed, together
from alianza.study.review_protocol import Review, Role, Stage
from alianza.workflow.journal import Study, whole
from alianza.workflow.review.imports import importing
from alianza.workflow.review.journal import commit, protocol_digest, state_at
from alianza.workflow.review.records import references

BATCHES = 4
"""Judges hand in their votes in so many batches, a week apart."""
NOON = "T17:00:00Z"
WEEK = 7


@dataclass(frozen=True)
class Enactment:
    """A synthetic review that can be carried out.

    Attributes:
        study: The study, whose panel and constructs it takes.
        plan: The literature and how it is judged.
        seed: The seed of the whole simulation.
    """

    study: Study
    plan: ReviewPlan
    seed: int

    @cached_property
    def works(self) -> tuple[Work, ...]:
        """The publications."""
        review, period = self.study.review, self.study.protocol.study.period
        years = (review.first or period.first, review.last or period.last)
        return Literature(self.plan, self.seed, years).works()

    @cached_property
    def panel(self) -> Panel:
        """The judges and raters."""
        return Panel(self.plan, self.seed, self.works)

    @cached_property
    def held(self) -> dict[str, tuple[Work, ...]]:
        """Database to its publications, in the order of its export."""
        return holdings(self.plan, self.works, self.seed)

    @property
    def log(self) -> str:
        """The log that tells the review, relative to the study folder."""
        return self.plan.log

    def files(self) -> dict[str, str]:
        """File to text of every export."""
        return {one.file: export_text(self.plan, one, self.held[one.database], self.seed) for one in self.plan.exports}

    def play(self, connection: Connection, folder: Path) -> None:
        """Carry the review out on the exports that lie in a folder."""
        _Played(self, connection).play(folder)


class _Played:
    """A review while it is carried out: the log that grows, and which publication each record is."""

    def __init__(self, enactment: Enactment, connection: Connection) -> None:
        self.plan, self.panel, self.held = enactment.plan, enactment.panel, enactment.held
        self.works, self.study, self.connection = enactment.works, enactment.study, connection
        self.truth: dict[str, str] = {}
        self.home: dict[str, str] = {}

    def play(self, folder: Path) -> None:
        """The whole review, in order."""
        self._approve()
        self._search()
        self._import(folder)
        self._group()
        self._judge("title_abstract")
        self._seek_texts()
        self._judge("full_text")
        self._appraise()
        self._extract()

    @property
    def review(self) -> Review:
        """The review's protocol."""
        return self.study.review

    def _of(self, role: Role) -> str:
        """The first member of the panel with a role."""
        return self.review.of_role(role)[0]

    def _do(self, step: str, by: str, command: Callable[[ReviewState], Proposed], days: int = 0) -> ReviewState:
        """Record what a command proposes on a step's day; an error in it is a mistake of the plan."""
        at = f"{date.fromisoformat(self.plan.days[step]) + timedelta(days=days)}{NOON}"
        return whole(commit(self.connection, command(state_at(self.connection)), Author(by, at))).state

    def _approve(self) -> None:
        digest = protocol_digest(self.study)
        for by in (*self.review.of_role("lead"), *self.review.of_role("advisor")):
            self._do("approve", by, partial(recording.approve, protocol=digest, note="", by=by))

    def _search(self) -> None:
        for one in self.plan.exports:
            hits = len(self.held[one.database]) + one.damaged
            run = SearchRun(0, one.database, "", self.plan.days["search"], hits)
            self._do("search", self._of("librarian"), partial(recording.run_search, review=self.review, run=run))

    def _import(self, folder: Path) -> None:
        """Take in each export as it lies in the folder."""
        for one in self.plan.exports:
            path = folder / one.file
            named = Change("imported", {"file": path.name, "database": one.database})
            command = partial(importing(path.read_bytes(), read(path), named), self.connection)
            number = self._do("import", self._of("librarian"), command).imports[-1].number
            self.truth |= {record_id(number, i): work.id for i, work in enumerate(self.held[one.database], 1)}
        for record, work in self.truth.items():
            self.home.setdefault(work, record)

    def _group(self) -> None:
        """Join what is surely repeated; decide doubtful pairs; join what only a reader of both would see."""
        known = references(self.connection, state_at(self.connection))
        librarian = self._of("librarian")
        state = self._do("group", librarian, partial(grouping.deduplicate, references=known))
        pairs = [pair.records for pair in grouping.duplicates(state, known).queue]
        for pair in (pair for pair in pairs if self._are_one(pair)):
            self._do("group", librarian, partial(grouping.merge, references=known, records=pair), 1)
        two = [pair for pair in pairs if not self._are_one(pair)]
        for one, other in two[: len(two) - self.plan.doubts.open]:
            self._do("group", librarian, partial(grouping.keep_apart, first=one, second=other), 1)
        for records in self._unseen():
            self._do("group", librarian, partial(grouping.merge, references=known, records=records), 2)

    def _are_one(self, pair: tuple[str, str]) -> bool:
        return self.truth[pair[0]] == self.truth[pair[1]]

    def _unseen(self) -> list[list[str]]:
        """Records of one publication that are still several articles: one record of each."""
        firsts: dict[str, list[str]] = {}
        for records in state_at(self.connection).articles().values():
            firsts.setdefault(self.truth[records[0]], []).append(records[0])
        return [records for records in firsts.values() if len(records) > 1]

    def _judge(self, stage: Stage) -> None:
        """Two judges, each in batches and without seeing the other; then a third person settles what they differ on."""
        works = self.panel.reaching(stage)
        for batch in range(BATCHES):
            for number, judge in enumerate(self.review.of_role("judge")[:2]):
                ballots = [self.panel.vote(work, stage, number) for work in works[batch::BATCHES]]
                self._do(
                    stage, judge, partial(self._votes, stage=stage, ballots=ballots, by=judge), batch * WEEK + number
                )
        right = {self.home[work.id]: self.panel.verdict(work, stage) for work in works}
        self._do(f"settle_{stage}", self._of("adjudicator"), partial(self._settlements, stage=stage, right=right))

    def _votes(self, state: ReviewState, stage: Stage, ballots: Sequence[Ballot], by: str) -> Proposed:
        bench = Bench(state, self.review, stage)
        return together(bench.vote(replace(one, record=self.home[one.record]), by) for one in ballots)

    def _settlements(self, state: ReviewState, stage: Stage, right: Mapping[str, Ballot]) -> Proposed:
        bench, by = Bench(state, self.review, stage), self._of("adjudicator")
        disputed = conflicts(state, self.review, stage)
        homes = {one.article: self.home[self.truth[one.article]] for one in disputed}
        return together(bench.settle(replace(right[home], record=article), by) for article, home in homes.items())

    def _seek_texts(self) -> None:
        lost = [self.home[work.id] for work in self.works if work.fate == UNOBTAINED]
        self._do("unobtained", self._of("librarian"), partial(self._lost, records=lost))

    def _lost(self, state: ReviewState, records: Sequence[str]) -> Proposed:
        return together(judging.not_obtained(state, self.review, record) for record in records)

    def _appraise(self) -> None:
        """Two raters, then what they agree on after they discussed their differences."""
        works = self.panel.appraised()
        for number, rater in enumerate(self.review.of_role("rater")[:2]):
            self._do("appraise", rater, partial(self._ratings, works=works, number=number, by=rater), number)
        self._do("settle_appraisal", self._of("lead"), partial(self._agreed, works=works))

    def _ratings(self, state: ReviewState, works: Sequence[Work], number: int, by: str) -> Proposed:
        texts = FullTexts(state, self.review)
        return together(
            recording.appraise(texts, self.home[work.id], work.design, self.panel.rating(work, number), by)
            for work in works
        )

    def _agreed(self, state: ReviewState, works: Sequence[Work]) -> Proposed:
        texts = FullTexts(state, self.review)
        disputed = {self.truth[name]: name for name, one in profiles(state).items() if one.disputed}
        return together(
            recording.settle_appraisal(texts, disputed[work.id], work.design, self.panel.answers(work))
            for work in works
            if work.id in disputed
        )

    def _extract(self) -> None:
        by, kept = self._of("extractor"), [work for work in self.works if work.lines]
        for batch in range(BATCHES):
            self._do("extract", by, partial(self._read_in, works=kept[batch::BATCHES]), batch * WEEK)

    def _read_in(self, state: ReviewState, works: Sequence[Work]) -> Proposed:
        texts, constructs = FullTexts(state, self.review), [one.id for one in self.study.protocol.constructs]
        return together(
            recording.extract(texts, constructs, self.home[work.id], values)
            for work in works
            for values in self.panel.lines(work)
        )
