"""A review as it stands, read once for everything that only looks at it."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection

from alianza.review.article import Article, article
from alianza.review.evidence import ReviewEvidence, gather_review
from alianza.review.grouping import DoubtfulPair, Duplicates, duplicates
from alianza.review.progress import ReviewState
from alianza.review.reference import Reference
from alianza.storage.event_log import head, read
from alianza.storage.projections import recorded
from alianza.study.event import Event
from alianza.workflow.journal import Study, reading, study_at
from alianza.workflow.review.journal import REVIEW, state_at
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
    """

    study: Study
    state: ReviewState
    references: dict[str, Reference]
    events: tuple[Event, ...]
    head: str

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
        return gather_review(self.state, self.study.review, self.articles)

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
    """The review of the study in a folder.

    Raises:
        Refused: If the study or its log cannot be read.
    """
    return read_opened(study_at(path))


def read_opened(study: Study) -> ReadReview:
    """The review of a study that is open already.

    Raises:
        Refused: If its log cannot be read.
    """
    with reading(study.path) as connection:
        return _read(study, connection, state_at(connection))


def read_recorded(study: Study) -> ReadReview:
    """The review as its events tell it, for results: a stored state is not believed, nor a log that was changed.

    Raises:
        Refused: If its log cannot be read or is not what was recorded.
    """
    with reading(study.path) as connection:
        return _read(study, connection, recorded(connection, REVIEW))


def _read(study: Study, connection: Connection, state: ReviewState) -> ReadReview:
    events = tuple(read(connection, REVIEW.stream))
    return ReadReview(study, state, references(connection, state), events, head(connection)[1])
