"""The review's part of the study's log: its state, its panel, and one change at a time recorded in it."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

from alianza.formats import Refused
from alianza.review.panel import author
from alianza.review.progress import ReviewProjection, ReviewState
from alianza.storage.event_log import Author
from alianza.storage.projections import current
from alianza.study.deviation import digest, leaves
from alianza.study.event import Proposed
from alianza.study.problem import Problem
from alianza.workflow import journal
from alianza.workflow.journal import Recorded, Study, instant

REVIEW = ReviewProjection()
FOLDER = "review"

ReviewRecorded = Recorded[ReviewState]
Command = Callable[[Connection, ReviewState], Proposed]
"""What an action decides on the state as it is inside the writing transaction."""


def signed(study: Study, action: str, by: str) -> Author:
    """Who takes an action, now.

    Raises:
        Refused: If the protocol does not let this person take it, or nobody is named.
    """
    name = author(study.protocol.review, action, by)
    if isinstance(name, Problem):
        raise Refused(name)
    return Author(name, instant())


def state_at(connection: Connection) -> ReviewState:
    """Where the review stands."""
    return current(connection, REVIEW)


def change(path: Path, command: Command, by: Author) -> ReviewRecorded:
    """Run a command on the review as it is, and record what it proposes; as `alianza.workflow.journal.change`."""
    return journal.change(path, REVIEW, command, by)


def commit(connection: Connection, proposed: Proposed, by: Author) -> ReviewRecorded:
    """Record what a command of the review proposed; `connection` is the writing one."""
    return journal.commit(connection, REVIEW, proposed, by)


def protocol_digest(study: Study) -> str:
    """SHA-256 of what `study.toml` declares about the review.

    Raises:
        Refused: `no_review` where it declares none.
    """
    assert study.review
    return digest(leaves({"review": study.folder.protocol["review"]}))
