"""Whether a study's log is what was recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from alianza.coding.contents import Contents
from alianza.formats import Refused
from alianza.storage.chain import broken_links
from alianza.storage.event_log import content, head
from alianza.storage.projections import recorded, wrong_state
from alianza.study.problem import Problem
from alianza.workflow.interviews.contents import read_contents
from alianza.workflow.interviews.reading import CODING, protocol_of
from alianza.workflow.interviews.registry import registry_of, without_withdrawn
from alianza.workflow.journal import Study, reading, study_at
from alianza.workflow.review.journal import REVIEW
from alianza.workflow.review.records import receipt_of


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found: the number of events, the digest of the last one, and what does not hold."""

    events: int
    head: str
    problems: tuple[Problem, ...]


def verify_log(path: Path) -> Verified:
    """Check every link of the chain, every content that an event names, and the stored states against the events."""
    study = study_at(path)
    with reading(study.path) as connection:
        number, digest = head(connection)
        return Verified(number, digest, tuple(broken_links(connection) or _beside(study, connection)))


def _beside(study: Study, connection: Connection) -> list[Problem]:
    """What is wrong beside a log that is whole: with contents that its events name, and with stored states."""
    states = wrong_state(connection, REVIEW)
    states += [one for one in wrong_state(connection, CODING) if one not in states]
    return [*_missing(connection), *_refusal(_words, study, connection), *states]


def _missing(connection: Connection) -> list[Problem]:
    """Contents that an import names and that are not there, or are not what it says."""
    return [
        problem
        for one in recorded(connection, REVIEW).imports
        for problem in (*_refusal(content, connection, one.source), *_refusal(receipt_of, connection, one))
    ]


def _words(study: Study, connection: Connection) -> Contents:
    """The texts and memos that the coding names, without those of people who withdrew."""
    registry = registry_of(study.folder, protocol_of(study))
    return read_contents(connection, without_withdrawn(recorded(connection, CODING), registry))


def _refusal(read: Callable[..., object], *arguments: object) -> list[Problem]:
    try:
        read(*arguments)
    except Refused as refused:
        return [refused.problem]
    return []
