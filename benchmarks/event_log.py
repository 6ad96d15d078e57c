"""Commands a second on a long log, and what reading it costs: `python benchmarks/event_log.py`.

Each command is a transaction of its own, as every command of `alianza review` and `alianza codes` is one: check the end
of the chain, take the state, decide on it, append an event, see it on the disk. Three programs take turns on copies of
one SYNTHETIC log: this one in one process; this one as a process that knows nothing yet, which every command of a
terminal is (without the start of Python); and a bare transaction that appends a row to a table of SQLite with the same
durability, which nothing can be faster than. The large log holds 100,000 codings of 25 interviews; its commands are the
whole action, with the study's protocol and registry read each time.
"""

import resource
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from alianza.coding.contents import DocumentContent
from alianza.coding.open_coding import Passage
from alianza.coding.project import Document
from alianza.coding.projection import CodingProjection
from alianza.review.progress import ReviewProjection
from alianza.storage.chain import broken_chain, require_end
from alianza.storage.database import FILE, StudyDatabase, opened
from alianza.storage.event_log import Author, read
from alianza.storage.projections import current, is_forged, record, recorded
from alianza.study.event import Change, Projection, entries
from alianza.workflow.interviews import actions
from alianza.workflow.interviews.contents import keep_document

EVENTS, CODINGS, COMMANDS, COLD = 20_000, 100_000, 2_000, 20
MIN_COMMANDS, MAX_COLD, MAX_READ = 50.0, 0.3, 0.5
"""Commands a second in one process; seconds of one command that knows nothing yet, and of reading 20,000 events."""

INTERVIEWS, CODES = 25, 60
PROTOCOL = """
synthetic = true
[study]
id = "long"
title = { es = "Registro largo", en = "Long log" }
country = "EC"
wave = "2025"
period = { first = 2020, last = 2024 }
population = { es = "empresas", en = "firms" }
unit_of_analysis = "firm"
focal_alliance = "none"
[interviews]
"""
TEXT = "SYNTHETIC " + "Nos reunimos cada mes y la confianza creció. " * 2_500

ANA = Author("ana", "2025-03-01T10:00:00Z")
REVIEW, CODING = ReviewProjection(), CodingProjection()


def voted(place: int) -> Change:
    """A vote, and now and then a merge."""
    if place % 10 == 0:
        return Change("duplicates_merged", {"records": [f"1.{place}", f"1.{place + 1}"], "rule": "person"})
    values = {"record": f"1.{place}", "stage": "title_abstract", "verdict": "include", "reason": "", "note": "sí"}
    return Change("article_judged", values)


def coded(place: int) -> Change:
    """A passage of an interview that is given a code."""
    document, code = place % INTERVIEWS + 1, INTERVIEWS + place % CODES + 1
    start = place % 100_000
    return Change("passage_coded", {"document": str(document), "start": start, "end": start + 80, "code": str(code)})


def main() -> int:
    """Print every figure beside its limit; exit code 1 where one does not hold."""
    with tempfile.TemporaryDirectory() as place:
        review, interviews = reviewed(Path(place) / "review"), interviewed(Path(place) / "interviews")
        told("review", EVENTS, review)
        held = reading(review, REVIEW, EVENTS)
        held += writing(review, lambda place: vote(review, place), EVENTS)
        told("interviews", CODINGS, interviews)
        held += reading(interviews, CODING, CODINGS)
        held += writing(interviews, lambda place: code(interviews, place), CODINGS)
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0 if all(held) else 1


def told(name: str, count: int, folder: Path) -> None:
    """Print which log the next figures are of."""
    print(f"\n{name}: {count:,} events, {(folder / FILE).stat().st_size / 1e6:.0f} MB")


def reviewed(folder: Path) -> Path:
    """A database with so many votes, all written at once."""
    folder.mkdir()
    database = StudyDatabase(folder, create=True)
    with database.writing() as connection:
        record(connection, REVIEW, [voted(place) for place in range(1, EVENTS + 1)], ANA)
    database.close()
    return folder


def interviewed(folder: Path) -> Path:
    """A study with interviews, a codebook and so many codings, all written at once."""
    folder.mkdir()
    (folder / "study.toml").write_text(PROTOCOL, encoding="utf-8")
    database = StudyDatabase(folder, create=True)
    with database.writing() as connection:
        texts = [DocumentContent(Document(f"E{one}", f"{one} {TEXT}")) for one in range(1, INTERVIEWS + 1)]
        added = [
            Change("document_added", {"name": one.document.name, "content": keep_document(connection, one)})
            for one in texts
        ]
        codes = [Change("code_added", {"name": f"código {one}"}) for one in range(1, CODES + 1)]
        record(connection, CODING, [*added, *codes, *(coded(place) for place in range(CODINGS))], ANA)
    database.close()
    return folder


def reading(folder: Path, projection: Projection[Any], count: int) -> list[bool]:
    """What a process that knows nothing yet pays to check the log and to compute its state, by every way."""
    limit = MAX_READ * count / EVENTS
    found = {
        "check the chain": least(folder, broken_chain),
        "compute the state for results": least(folder, lambda one: recorded(one, projection)),
        "take it from the stored one": least(folder, lambda one: current(one, projection)),
        "compare the stored one with the events": least(folder, lambda one: is_forged(one, projection)),
    }
    with fresh(folder) as database, database.reading() as connection:
        events = read(connection, projection.stream)
    began = perf_counter()
    entries(events, projection.records)
    found["of which checking every payload"] = perf_counter() - began
    return [line(name, seconds * 1000, limit * 1000, "ms", most=True) for name, seconds in found.items()]


def writing(folder: Path, command: Callable[[int], object], count: int) -> list[bool]:
    """Commands a second, the slowest of them, and one that knows nothing yet, beside the bare transaction."""
    command(0)  # the first one loads what commands import
    warm = seconds_of(command, range(COMMANDS))
    cold = seconds_of(lambda place: (opened(folder).close(), command(place)), range(COLD))
    line("a bare transaction", transactions(folder / "bare.db"), 0, "a second")
    return [
        line("commands in one process", COMMANDS / sum(warm), MIN_COMMANDS, "a second"),
        line("the slowest of them", max(warm) * 1000, MAX_COLD * 1000, "ms", most=True),
        line("a command that knows nothing yet", median(cold) * 1000, MAX_COLD * 1000, "ms", most=True),
    ]


def seconds_of(command: Callable[[int], object], places: Iterable[int]) -> list[float]:
    """Seconds of each of some commands, one after the other."""
    seconds = []
    for place in places:
        began = perf_counter()
        command(place)
        seconds.append(perf_counter() - began)
    return seconds


def vote(folder: Path, place: int) -> None:
    """One command of the review, as `alianza.workflow.journal.change` runs it."""
    with opened(folder).writing() as connection:
        require_end(connection)
        current(connection, REVIEW)
        record(connection, REVIEW, [voted(place + 1)], ANA)


def code(folder: Path, place: int) -> None:
    """One command of a coder."""
    passage = Passage(place, place + 80)
    target = actions.Target(f"E{place % INTERVIEWS + 1}", passage)
    actions.code_passage(folder, target, [f"código {place % CODES + 1}"], "ana")


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
def fresh(folder: Path) -> Iterator[StudyDatabase]:
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
        with fresh(folder) as database, database.reading() as connection:
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
