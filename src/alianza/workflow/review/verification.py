"""Whether a study's log is what was recorded."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from alianza.formats import Refused
from alianza.storage.database import FILE
from alianza.storage.event_log import broken_links, content, head
from alianza.storage.projections import encoded, is_damaged, lost_end, rebuilt
from alianza.study.problem import Problem
from alianza.workflow.journal import reading, study_at
from alianza.workflow.review.journal import REVIEW, state_at


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
        problems = [*broken_links(connection), *lost_end(connection)] or _missing(connection)
        if is_damaged(connection, REVIEW) and not problems:
            problems.append(Problem("state_damaged", file=FILE, severity="notice"))
        if not problems and encoded(state_at(connection)) != rebuilt(connection, REVIEW):
            problems.append(Problem("state_differs", file=FILE))
        return Verified(number, digest, tuple(problems))


def _missing(connection: Connection) -> list[Problem]:
    """Contents that an import names and that are not there."""
    found = []
    for one in state_at(connection).imports:
        for named in (one.source, one.records):
            try:
                content(connection, named)
            except Refused as refused:
                found.append(refused.problem)
    return found
