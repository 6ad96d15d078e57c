"""Whether a study's log is what was recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from alianza.formats import Refused
from alianza.storage.chain import broken_links
from alianza.storage.event_log import content, head
from alianza.storage.projections import wrong_state
from alianza.study.problem import Problem
from alianza.workflow.journal import reading, study_at
from alianza.workflow.review.journal import REVIEW, state_at
from alianza.workflow.review.records import receipt_of


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found: the number of events, the digest of the last one, and what does not hold."""

    events: int
    head: str
    problems: tuple[Problem, ...]


def verify_log(path: Path) -> Verified:
    """Check every link of the chain, every content that an import names, and the stored state against the events."""
    study = study_at(path)
    with reading(study.path) as connection:
        number, digest = head(connection)
        problems = broken_links(connection) or [*_missing(connection), *wrong_state(connection, REVIEW)]
        return Verified(number, digest, tuple(problems))


def _missing(connection: Connection) -> list[Problem]:
    """Contents that an import names and that are not there, or are not what it says."""
    return [
        problem
        for one in state_at(connection).imports
        for problem in (*_refusal(content, connection, one.source), *_refusal(receipt_of, connection, one))
    ]


def _refusal(read: Callable[..., object], *arguments: object) -> list[Problem]:
    try:
        read(*arguments)
    except Refused as refused:
        return [refused.problem]
    return []
