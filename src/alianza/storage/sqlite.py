"""SQLite as the study's database: one file in the study folder, in write-ahead mode with full synchronisation.

What a command has acknowledged survives the loss of power; readers see the database as it was when they began; writers
take their turn (`BEGIN IMMEDIATE`), so a command computes on the state that it changes.
"""

import os
import sqlite3
import stat
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from alianza.formats import Refused
from alianza.study.problem import Problem

WAIT_SECONDS = 30
"""How long a writer waits for its turn."""
ABSENT = 4
BESIDE = ("", "-wal", "-shm", "-journal")
"""Endings of the files that make up a database: SQLite opens them all."""

_APPEND_ONLY = (
    "CREATE TRIGGER IF NOT EXISTS event_{verb} BEFORE {verb} ON event "
    "BEGIN SELECT RAISE(ABORT, 'the log is only appended to'); END"
)
_CODES = {
    "SQLITE_BUSY": "database_busy",
    "SQLITE_LOCKED": "database_busy",
    "SQLITE_FULL": "database_full",
    "SQLITE_READONLY": "database_read_only",
    "SQLITE_CANTOPEN": "database_unusable",
    "SQLITE_IOERR": "database_unusable",
    "SQLITE_PERM": "database_unusable",
}
"""Families of SQLite's errors to problems; what is in none of them stands in the file and is `not_a_database`."""


class Sqlite:
    """How a database of SQLite is opened, waited for and watched.

    Args:
        file: The file; None for a database in memory, which ends with the program.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def engine(self) -> Engine:
        """The database, opened when it is first used.

        One connection stays open and is used again: what a process knows of the log it knows by this connection, and
        SQLite tells it whether any other one has changed something since.

        Raises:
            Refused: As `require_plain_files`.
        """
        if self._file is None:
            engine = create_engine("sqlite://", poolclass=StaticPool)
        else:
            require_plain_files(self._file)
            address = URL.create("sqlite", database=str(self._file))
            engine = create_engine(address, creator=self._connect, poolclass=QueuePool, pool_size=1, max_overflow=-1)
        event.listen(engine, "connect", self._configure)
        return engine

    def begin(self, connection: Connection, writing: bool) -> None:
        """Begin a transaction; a writing one waits for its turn first."""
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    def forbid_changes(self, connection: Connection) -> None:
        """Let the database itself refuse to change or delete an event."""
        for verb in ("UPDATE", "DELETE"):
            connection.execute(text(_APPEND_ONLY.format(verb=verb)))

    def forget(self, connection: Connection) -> None:
        """Write the file anew without what was deleted from it.

        Raises:
            Refused: `database_busy` where somebody reads for so long that the file beside it cannot be emptied.
        """
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute("VACUUM")
        ((busy, *_),) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if busy:
            raise Refused(
                Problem("database_busy", file=self._file.name if self._file else "", found="wal_checkpoint"), ABSENT
            )

    @staticmethod
    def mark(connection: Connection, number: int) -> object:
        """A value that stays the same as long as no other connection changes the database."""
        return connection.exec_driver_sql("PRAGMA data_version").scalar()

    def problem(self, error: DBAPIError) -> tuple[str, int]:
        """Code of the problem behind an error, and the exit code."""
        name = getattr(error.orig, "sqlite_errorname", "") or ""
        code = next((code for family, code in _CODES.items() if name.startswith(family)), "not_a_database")
        return code, 3 if code == "not_a_database" else ABSENT

    def _connect(self) -> sqlite3.Connection:
        """A connection to the file; one that cannot be written to is read without the files beside it.

        In a folder without write permission SQLite cannot make the files through which readers and writers see each
        other, so that reading is only possible where nobody is writing: no write-ahead file has anything in it.
        """
        assert self._file is not None
        options = "?mode=ro&immutable=1" if self._is_read_only() else ""
        address = f"{self._file.absolute().as_uri()}{options}"
        return sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS, check_same_thread=False)

    def _is_read_only(self) -> bool:
        if self._file is None or not self._file.exists():
            return False
        effective = os.access in os.supports_effective_ids
        writable = all(os.access(one, os.W_OK, effective_ids=effective) for one in (self._file, self._file.parent))
        ahead = Path(f"{self._file}-wal")
        return not writable and not (ahead.exists() and ahead.stat().st_size)

    def _configure(self, connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions begin where `begin` says, not where the driver guesses
        (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        if self._file is not None and mode != "wal" and not self._is_read_only():
            raise Refused(Problem("database_without_wal", file=self._file.name, found=mode), ABSENT)
        for setting in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {setting}")


def require_plain_files(file: Path) -> None:
    """Let nothing but files of the study folder itself be opened as its database.

    A link would let a folder that somebody hands on write into another one; a pipe would wait for ever.

    Raises:
        Refused: `database_link` or `not_a_file`.
    """
    for ending in BESIDE:
        place = Path(f"{file}{ending}")
        try:
            mode = place.lstat().st_mode
        except FileNotFoundError:
            continue
        except OSError as error:
            raise Refused(Problem("database_unusable", file=place.name, found=error.strerror or ""), ABSENT) from None
        if not stat.S_ISREG(mode):
            raise Refused(Problem("database_link" if stat.S_ISLNK(mode) else "not_a_file", file=place.name))
