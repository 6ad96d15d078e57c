"""The study's database: one log of events, the contents that they name, and the states that follow from them.

SQLite lies in the study folder as `alianza.db`, in write-ahead mode with full synchronisation: what a command has
acknowledged survives the loss of power. Writers take their turn (`BEGIN IMMEDIATE`), so a command computes on the
state that it changes. The schema is written for any database that SQLAlchemy speaks; triggers keep SQLite from
changing or deleting an event.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    select,
    text,
)
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool, StaticPool

from alianza.formats import Refused
from alianza.study.problem import Problem

FILE = "alianza.db"
SCHEMA = 1
WAIT_SECONDS = 30
"""How long a writer waits for its turn."""
ABSENT = 4

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

_APPEND_ONLY = (
    "CREATE TRIGGER IF NOT EXISTS event_{verb} BEFORE {verb} ON event "
    "BEGIN SELECT RAISE(ABORT, 'the log is only appended to'); END"
)


class StudyDatabase:
    """An open database of a study.

    Args:
        folder: The study folder; None for a database in memory, which ends with the program.
        create: Whether to make the database where there is none.

    Raises:
        Refused: `no_database` where there is none and none is to be made (exit code 4); `not_a_database` where the
            file is something else, or was written by a later version.
    """

    def __init__(self, folder: Path | None, *, create: bool = False) -> None:
        if folder is not None and not create and not (folder / FILE).is_file():
            raise Refused(Problem("no_database", file=FILE, found=str(folder)), ABSENT)
        self.engine = _engine(folder / FILE if folder is not None else None)
        create = create or folder is None
        with self._named_failures(), self._begun("BEGIN IMMEDIATE" if create else "BEGIN") as connection:
            if create:
                _make(connection)
            _check_version(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the database as it is now, and only reads."""
        with self._named_failures(), self._begun("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The one connection that writes: everything in the block is kept, or nothing is."""
        with self._named_failures(), self._begun("BEGIN IMMEDIATE") as connection:
            yield connection

    def forget(self) -> None:
        """Write the file anew without what was deleted from it: no byte of that is left in it or beside it."""
        with self._named_failures(), self.engine.connect() as connection:
            for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                connection.connection.driver_connection.execute(statement).fetchall()  # type: ignore[union-attr]

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    @contextmanager
    def _begun(self, statement: str) -> Iterator[Connection]:
        with self.engine.connect().execution_options(begin=statement) as connection, connection.begin():
            yield connection

    @contextmanager
    def _named_failures(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            code = "database_busy" if "locked" in str(error.orig) else "database_unusable"
            raise Refused(Problem(code, file=FILE, found=str(error.orig)), ABSENT) from None
        except DatabaseError as error:
            raise Refused(Problem("not_a_database", file=FILE, found=str(error.orig))) from None


def _engine(path: Path | None) -> Engine:
    waiting = {"timeout": WAIT_SECONDS}
    if path is None:
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args=waiting)
    else:
        engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool, connect_args=waiting)

    @event.listens_for(engine, "connect")
    def _configure(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.isolation_level = None  # transactions begin where `_begin` says, not where the driver guesses
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def _make(connection: Connection) -> None:
    metadata.create_all(connection)
    for verb in ("UPDATE", "DELETE"):
        connection.execute(text(_APPEND_ONLY.format(verb=verb)))
    if connection.execute(select(FACTS.c.value).where(FACTS.c.name == "schema")).scalar() is None:
        connection.execute(FACTS.insert().values(name="schema", value=str(SCHEMA)))


def _check_version(connection: Connection) -> None:
    found = connection.execute(select(FACTS.c.value).where(FACTS.c.name == "schema")).scalar()
    if found != str(SCHEMA):
        raise Refused(Problem("other_database_version", file=FILE, found=str(found), expected=str(SCHEMA)))
