"""Commands a second on a long log, and what reading it costs: `python benchmarks/event_log.py`.

Each command is a transaction of its own, as every command of `alianza review` is one: check the chain, compute the
state, decide on it, append an event, see it on the disk. Three programs take turns on copies of one SYNTHETIC log: this
one in one process; this one as a process that knows nothing yet, which every command of a terminal is (without the
start of Python); and a bare transaction that appends a row to a table of SQLite with the same durability, which nothing
can be faster than. The large state holds 100,000 codings; its phase is as simple as one can be.
"""

import resource
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from alianza.review.progress import ReviewProjection
from alianza.storage.chain import broken_chain, require_chain
from alianza.storage.database import StudyDatabase
from alianza.storage.event_log import Author, read
from alianza.storage.projections import current, is_forged, record, seen
from alianza.study.event import Change, Entry, Projection, entries

EVENTS, CODINGS, COMMANDS, COLD = 20_000, 100_000, 2_000, 20
MIN_COMMANDS, MAX_COLD, MAX_READ = 75.0, 0.6, 0.5
"""Commands a second in one process; seconds of one command that knows nothing yet, and of reading 20,000 events."""

ANA = Author("ana", "2025-03-01T10:00:00Z")
REVIEW = ReviewProjection()


@dataclass(frozen=True, slots=True)
class Coding:
    """A passage and its code."""

    number: int
    document: str
    start: int
    end: int
    code: str


@dataclass(frozen=True, slots=True)
class Coded:
    """Every coding, in order."""

    codings: tuple[Coding, ...] = ()


class CodingProjection:
    """The codings of a study as a function of its events."""

    stream, version = "coding", 1
    records: Mapping[str, type] = {"passage_coded": Coding}

    def start(self) -> Coded:
        """Nothing is coded."""
        return Coded()

    def apply(self, state: Coded, entries: Sequence[Entry]) -> Coded:
        """The codings after some more events."""
        return Coded((*state.codings, *(entry.record for entry in entries)))


def voted(place: int) -> Change:
    """A vote, and now and then a merge."""
    if place % 10 == 0:
        return Change("duplicates_merged", {"records": [f"1.{place}", f"1.{place + 1}"], "rule": "person"})
    values = {"record": f"1.{place}", "stage": "title_abstract", "verdict": "include", "reason": "", "note": "sí"}
    return Change("article_judged", values)


def coded(place: int) -> Change:
    """A passage of an interview that is given a code."""
    return Change(
        "passage_coded",
        {"document": f"interview-{place % 25}", "start": place, "end": place + 80, "code": f"code-{place % 60}"},
    )


def main() -> int:
    """Print every figure beside its limit; exit code 1 where one does not hold."""
    held = []
    with tempfile.TemporaryDirectory() as place:
        for projection, change, count in ((REVIEW, voted, EVENTS), (CodingProjection(), coded, CODINGS)):
            folder = made(Path(place) / projection.stream, projection, change, count)
            print(f"\n{projection.stream}: {count:,} events, {(folder / 'alianza.db').stat().st_size / 1e6:.0f} MB")
            held += [*reading(folder, projection, count), *writing(folder, projection, change, count)]
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0 if all(held) else 1


def made(folder: Path, projection: Projection[Any], change: Callable[[int], Change], count: int) -> Path:
    """A study's database with so many events, all written at once."""
    folder.mkdir()
    database = StudyDatabase(folder, create=True)
    with database.writing() as connection:
        record(connection, projection, [change(place) for place in range(1, count + 1)], ANA)
    database.close()
    return folder


def reading(folder: Path, projection: Projection[Any], count: int) -> list[bool]:
    """What a process that knows nothing yet pays to check the log and to compute its state, by every way."""
    limit = MAX_READ * count / EVENTS
    found = {
        "check the chain": least(folder, broken_chain),
        "compute the state from all events": least(folder, lambda one: current(one, projection)),
        "compute it from the stored one": least(folder, lambda one: seen(one, projection)),
        "compare the stored one with the events": least(folder, lambda one: is_forged(one, projection)),
    }
    with opened(folder) as database, database.reading() as connection:
        events = read(connection, projection.stream)
    began = perf_counter()
    entries(events, projection.records)
    found["of which checking every payload"] = perf_counter() - began
    return [line(name, seconds * 1000, limit * 1000, "ms", most=True) for name, seconds in found.items()]


def writing(folder: Path, projection: Projection[Any], change: Callable[[int], Change], count: int) -> list[bool]:
    """Commands a second, beside the bare transaction."""
    warm = commands(folder, projection, change)
    cold = seconds_of_new_processes(folder, projection, change)
    line("a bare transaction", transactions(folder / "bare.db"), 0, "a second")
    return [
        line("commands in one process", warm, MIN_COMMANDS, "a second"),
        line("a command that knows nothing yet", cold * 1000, MAX_COLD * count / EVENTS * 1000, "ms", most=True),
    ]


def commands(folder: Path, projection: Projection[Any], change: Callable[[int], Change]) -> float:
    """Commands a second, one after the other in one process."""
    with opened(folder) as database:
        began = perf_counter()
        for place in range(1, COMMANDS + 1):
            command(database, projection, change(place))
        return COMMANDS / (perf_counter() - began)


def seconds_of_new_processes(folder: Path, projection: Projection[Any], change: Callable[[int], Change]) -> float:
    """Seconds of a command with a database that was opened for it."""
    began = perf_counter()
    for place in range(1, COLD + 1):
        with opened(folder) as database:
            command(database, projection, change(place))
    return (perf_counter() - began) / COLD


def command(database: StudyDatabase, projection: Projection[Any], change: Change) -> None:
    """One command, as `alianza.workflow.journal.change` runs it."""
    with database.writing() as connection:
        require_chain(connection)
        current(connection, projection)
        record(connection, projection, [change], ANA)


def transactions(file: Path) -> float:
    """Rows a second that SQLite appends with the same durability, each in a transaction of its own."""
    raw = sqlite3.connect(file, isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE event (payload TEXT)"):
        raw.execute(statement)
    began = perf_counter()
    for place in range(COMMANDS):
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("INSERT INTO event VALUES (?)", (str(voted(place)),))
        raw.execute("COMMIT")
    elapsed = perf_counter() - began
    raw.close()
    return COMMANDS / elapsed


@contextmanager
def opened(folder: Path) -> Iterator[StudyDatabase]:
    """A database for a while, which knows nothing yet."""
    database = StudyDatabase(folder)
    try:
        yield database
    finally:
        database.close()


def least(folder: Path, compute: Callable[[Any], object]) -> float:
    """The least seconds of five times, each with a database that knows nothing yet."""
    seconds = []
    for _ in range(5):
        with opened(folder) as database, database.reading() as connection:
            began = perf_counter()
            compute(connection)
            seconds.append(perf_counter() - began)
    return min(seconds)


def line(name: str, value: float, limit: float, unit: str, most: bool = False) -> bool:
    """Print one figure beside its limit; returns whether it holds."""
    holds = value <= limit if most else value >= limit
    wanted = f"{'at most' if most else 'at least'} {limit:,.0f}" if limit else ""
    print(f"{'  ' if holds else '! '}{name:42} {value:10,.1f} {unit:9} {wanted}")
    return holds


if __name__ == "__main__":
    sys.exit(main())
