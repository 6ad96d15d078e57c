"""A review as it stands, read once for everything that only looks at it."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection

from alianza.formats import Refused
from alianza.review.article import Article, article
from alianza.review.evidence import ReviewEvidence, gather_review
from alianza.review.grouping import DoubtfulPair, Duplicates, duplicates
from alianza.review.progress import ReviewState
from alianza.review.reference import Reference
from alianza.storage.chain import broken_chain
from alianza.storage.event_log import head, read
from alianza.storage.projections import current, recorded, wrong_state
from alianza.study.event import Event
from alianza.study.problem import Problem
from alianza.workflow.journal import Study, reading, study_at
from alianza.workflow.review.journal import REVIEW, protocol_digest
from alianza.workflow.review.records import references


@dataclass(frozen=True)
class ReadReview:
    """A review as it stands.

    Attributes:
        study: The study.
        state: Where the review stands.
        references: Every record, by name.
        events: Everything that happened, withdrawn or not.
        head: Digest of the log's last event.
        problems: What is wrong with the log or with what is stored beside it; a warning, as people may still look.
    """

    study: Study
    state: ReviewState
    references: dict[str, Reference]
    events: tuple[Event, ...]
    head: str
    problems: tuple[Problem, ...] = ()

    @cached_property
    def articles(self) -> dict[str, Article]:
        """Every article with all that its records say."""
        return {
            name: article({record: self.references[record] for record in records})
            for name, records in self.state.articles().items()
        }

    @cached_property
    def evidence(self) -> ReviewEvidence:
        """What tables are computed from."""
        gathered = gather_review(self.state, self.study.review, self.articles)
        return replace(gathered, protocol=protocol_digest(self.study))

    @cached_property
    def duplicates(self) -> Duplicates:
        """What is surely repeated and not yet joined, and the doubtful pairs."""
        return duplicates(self.state, self.references)

    @property
    def queue(self) -> tuple[DoubtfulPair, ...]:
        """The doubtful pairs that nobody has decided."""
        return self.duplicates.queue

    def article_of(self, record: str) -> Article | None:
        """The article that a record belongs to."""
        return next((one for one in self.articles.values() if record in one.records), None)


def read_review(path: Path) -> ReadReview:
    """The review of the study in a folder, for somebody who only looks: of a log that is not whole it says so.

    Raises:
        Refused: If the study or its log cannot be read.
    """
    study = study_at(path)
    with reading(study.path) as connection:
        broken = broken_chain(connection)
        try:
            read = _read(study, connection, current(connection, REVIEW))
        except Refused as refused:  # what nobody can read is the lesser news
            told = (*broken, refused.problem, *refused.others)
            raise Refused(told[0], refused.exit_code, told[1:]) from None
        return replace(read, problems=tuple(replace(one, severity="warning") for one in broken))


def read_recorded(study: Study) -> ReadReview:
    """The review as its events tell it, for results: a stored state is not believed, nor a log that was changed.

    Raises:
        Refused: If its log cannot be read or is not what was recorded.
    """
    with reading(study.path) as connection:
        read = _read(study, connection, recorded(connection, REVIEW))
        wrong = (one for one in wrong_state(connection, REVIEW) if one.severity != "notice")
        return replace(read, problems=tuple(wrong))


def _read(study: Study, connection: Connection, state: ReviewState) -> ReadReview:
    events = tuple(read(connection, REVIEW.stream))
    return ReadReview(study, state, references(connection, state), events, head(connection)[1])
