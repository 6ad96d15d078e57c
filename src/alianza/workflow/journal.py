"""The study's log as an action sees it: opened to read or to write, and one change at a time recorded in it.

All phases share one log; each has its own events in it, and its state follows from those. A study without a database
whose folder, or its `review` folder, holds a log as text (`log*.jsonl`) is read from that; the first change brings the
log into a database.
"""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, TypeVar

from sqlalchemy import Connection

from alianza.formats import Refused
from alianza.storage.chain import broken_chain, require_end
from alianza.storage.database import FILE, StudyDatabase, exists, opened
from alianza.storage.event_log import Author
from alianza.storage.folder import StudyFolder, open_study
from alianza.storage.log_text import load
from alianza.storage.projections import current, record
from alianza.study.decoding import decode
from alianza.study.event import Event, Projection, Proposed
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol
from alianza.study.review_protocol import Review

LOGS, PLACES = "log*.jsonl", ("", "review")
"""Names of logs as text, and the folders of a study in which one may lie."""

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Study:
    """A study whose protocol can be read."""

    folder: StudyFolder
    protocol: Protocol

    @property
    def path(self) -> Path:
        """The study folder."""
        return self.folder.path

    @property
    def review(self) -> Review:
        """The review's protocol.

        Raises:
            Refused: `no_review` where the study declares none.
        """
        if self.protocol.review is None:
            raise Refused(Problem("no_review", file="study.toml"))
        return self.protocol.review


@dataclass(frozen=True, slots=True)
class Recorded(Generic[State]):
    """What an action did.

    Attributes:
        state: Where the phase stands now.
        events: The events that were recorded, if any.
        problems: What the command had to say: warnings, and rows that were left out.
    """

    state: State
    events: tuple[Event, ...] = ()
    problems: tuple[Problem, ...] = ()


def study_at(path: Path) -> Study:
    """The study in a folder.

    Raises:
        Refused: If there is none, or its protocol has errors.
    """
    folder = open_study(path)
    protocol, problems = decode(folder.protocol)
    errors = [problem for problem in problems if problem.severity == "error"]
    if protocol is None or errors:
        raise Refused(errors[0], others=tuple(errors[1:]))
    return Study(folder, protocol)


def instant() -> str:
    """Now in UTC, to the second; SOURCE_DATE_EPOCH stands for the clock where it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """The log of a study, only to read; an empty one where nothing happened yet.

    Raises:
        Refused: As `StudyDatabase`; `several_logs` or as `load` where the study is read from a text.
    """
    with (opened(path) if exists(path) else _from_text(path)).reading() as connection:
        yield connection


def log_problems(path: Path) -> tuple[Problem, ...]:
    """What is wrong with a study's log, as warnings for people who only look; a log as text is refused where it is.

    Raises:
        Refused: As `reading`.
    """
    if not exists(path):
        return ()
    with reading(path) as connection:
        return tuple(replace(one, severity="warning") for one in broken_chain(connection))


@contextmanager
def writing(path: Path) -> Iterator[Connection]:
    """The log of a study, to write in: everything in the block is kept, or nothing is.

    Raises:
        Refused: As `reading`; as `require_end` where the end of the log is not what was recorded.
    """
    if not exists(path):
        create(path, log_file(path))
    with opened(path).writing() as connection:
        require_end(connection)
        yield connection


def create(path: Path, log: Path | None) -> None:
    """Make the study's database, with a log as text in it where there is one; it appears whole or not at all.

    Raises:
        Refused: As `load`; `output_not_writable`.
    """
    beside = path / f".{FILE}-{secrets.token_hex(4)}"
    try:
        beside.mkdir()
        database = StudyDatabase(beside, create=True)
        try:
            if log is not None:
                load(log, database)
        finally:
            database.close()
        _appear(beside / FILE, path / FILE)
    except OSError as error:
        values = {"reason": error.strerror or ""}
        raise Refused(Problem("output_not_writable", found=str(path), values=values), 4) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def log_file(path: Path) -> Path | None:
    """The log as text in a study's folder or its `review` folder, if there is one.

    Raises:
        Refused: `several_logs` where it is not clear which one tells the study's history.
    """
    found = sorted(file for place in PLACES for file in (path / place).glob(LOGS))
    if len(found) > 1:
        names = ", ".join(file.relative_to(path).as_posix() for file in found)
        raise Refused(Problem("several_logs", found=names))
    return found[0] if found else None


def change(
    path: Path, projection: Projection[State], command: Callable[[Connection, State], Proposed], by: Author
) -> Recorded[State]:
    """Run a command on a phase's state as it is inside the writing transaction, and record what it proposes.

    Problems that are errors do not keep the proposed changes out: a command that has to be whole or nothing proposes
    no change beside an error.
    """
    with writing(path) as connection:
        return commit(connection, projection, command(connection, current(connection, projection)), by)


def commit(connection: Connection, projection: Projection[State], proposed: Proposed, by: Author) -> Recorded[State]:
    """Record what a command proposed; `connection` is the writing one."""
    state, events = record(connection, projection, list(proposed.changes), by)
    return Recorded(state, tuple(events), proposed.problems)


def whole(recorded: Recorded[State]) -> Recorded[State]:
    """What was recorded by a command that is whole or nothing.

    Raises:
        Refused: With the errors that kept it out.
    """
    errors = [problem for problem in recorded.problems if problem.severity == "error"]
    if errors:
        raise Refused(errors[0], others=tuple(errors[1:]))
    return recorded


def log_name(path: Path) -> str:
    """The file that holds a study's log, relative to its folder; empty where nothing happened yet."""
    if exists(path):
        return FILE
    log = log_file(path)
    return log.relative_to(path).as_posix() if log else ""


def _from_text(path: Path) -> StudyDatabase:
    """The log as text of a study without a database, in memory; an empty log where there is none."""
    database = StudyDatabase(None)
    log = log_file(path)
    if log is not None:
        load(log, database)
    return database


def _appear(made: Path, place: Path) -> None:
    """Let a finished database appear in its place, unless another command was faster."""
    try:
        os.link(made, place)
    except FileExistsError:
        return
    except OSError:  # file systems without links
        if not place.exists():
            made.rename(place)
