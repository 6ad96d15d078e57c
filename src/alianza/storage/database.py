"""The study's database: one log of events, the contents that they name, and the states that follow from them.

It lies in the study folder as `alianza.db`, a file of SQLite. A process opens it once and keeps it open: what it has
checked and computed it knows by the connection, and asks only for what came since. Triggers keep the database itself
from changing or deleting an event.
"""

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    select,
)
from sqlalchemy.exc import DBAPIError

from alianza.formats import Refused
from alianza.storage.sqlite import Sqlite
from alianza.study.problem import Problem

FILE = "alianza.db"
SCHEMA = 1
ABSENT = 4
KEPT_OPEN = 4
"""Databases that a process keeps open: those of the studies that it worked on last."""

metadata = MetaData()
EVENTS = Table(
    "event",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("stream", String(40), nullable=False, index=True),
    Column("kind", String(60), nullable=False),
    Column("author", Text, nullable=False),
    Column("at", String(40), nullable=False),
    Column("payload", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
)
CONTENTS = Table(
    "content",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)
PROJECTIONS = Table(
    "projection",
    metadata,
    Column("stream", String(40), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", LargeBinary, nullable=False),
)
FACTS = Table("fact", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))


class StudyDatabase:
    """An open database of a study.

    Args:
        folder: The study folder; None for a database in memory, which ends with the program.
        create: Whether to make the database where there is none.

    Raises:
        Refused: `no_database` where there is none and none is to be made (exit code 4); `database_link` or
            `not_a_file` where something else stands in its place; `not_a_database` where the file holds something
            else; `other_database_version` where a later version wrote it; `database_busy`, `database_full`,
            `database_read_only`, `database_without_wal` or `database_unusable` where the disk does not let us (exit
            code 4).
    """

    def __init__(self, folder: Path | None, *, create: bool = False) -> None:
        if folder is not None and not create and not exists(folder):
            raise Refused(Problem("no_database", file=FILE, found=str(folder)), ABSENT)
        self._dialect = Sqlite(folder / FILE if folder is not None else None)
        self.engine = self._dialect.engine()
        try:
            self._prepare(create or folder is None)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the database as it is now, and only reads."""
        with self._begun(writing=False) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The one connection that writes: everything in the block is kept, or nothing is."""
        with self._begun(writing=True) as connection:
            yield connection

    def forget(self) -> None:
        """Write the file anew without what was deleted from it: no byte of that is left in it or beside it."""
        with self._named_failures(), self.engine.connect() as connection:
            self._dialect.forget(connection)

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    @contextmanager
    def _begun(self, writing: bool) -> Iterator[Connection]:
        with self._named_failures(), self.engine.connect() as connection, connection.begin():
            self._dialect.begin(connection, writing)
            yield connection

    @contextmanager
    def _named_failures(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            code, exit_code = self._dialect.problem(error)
            raise Refused(Problem(code, file=FILE, found=str(error.orig)), exit_code) from None

    def _prepare(self, create: bool) -> None:
        """Make what is not there yet, and see that this program can read what is."""
        with self._begun(writing=create) as connection:
            if create:
                self._make(connection)
            _check_version(connection)

    def _make(self, connection: Connection) -> None:
        metadata.create_all(connection)
        self._dialect.forbid_changes(connection)
        if connection.execute(select(FACTS.c.value).where(FACTS.c.name == "schema")).scalar() is None:
            connection.execute(FACTS.insert().values(name="schema", value=str(SCHEMA)))


def mark(connection: Connection, number: int) -> object:
    """A value that stays the same as long as nobody else touches the events up to a number."""
    return Sqlite.mark(connection, number)


def exists(folder: Path) -> bool:
    """Whether anything stands where a study's database lies, be it a broken link."""
    return os.path.lexists(folder / FILE)


_open: dict[tuple[int, Path], tuple[tuple[int, int], StudyDatabase]] = {}
_turn = Lock()


def opened(folder: Path) -> StudyDatabase:
    """The database of a study, which this process opens once; a file that took its place is opened anew.

    Raises:
        Refused: As `StudyDatabase`.
    """
    key = os.getpid(), folder.resolve()  # a process that another one made opens its own
    with _turn:
        identity, database = _open.pop(key, ((0, 0), None))
        if database is None or identity != _identity(folder):
            if database is not None:
                database.close()
            database = StudyDatabase(folder)
        _open[key] = _identity(folder), database
        for oldest in list(_open)[:-KEPT_OPEN]:
            _open.pop(oldest)[1].close()
        return database


def _identity(folder: Path) -> tuple[int, int]:
    """Device and number of the file, which tell it from one that took its place."""
    try:
        found = (folder / FILE).lstat()
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino


@atexit.register
def _close_all() -> None:
    for (process, _), (_, database) in _open.items():
        if process == os.getpid():
            database.close()


def _check_version(connection: Connection) -> None:
    found = connection.execute(select(FACTS.c.value).where(FACTS.c.name == "schema")).scalar()
    if found != str(SCHEMA):
        raise Refused(Problem("other_database_version", file=FILE, found=str(found), expected=str(SCHEMA)))
