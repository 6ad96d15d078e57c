"""The log keeps what it acknowledged, and no change to it goes unnoticed."""

import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError

from alianza.formats import Refused
from alianza.review.progress import ReviewProjection
from alianza.storage.chain import broken_links
from alianza.storage.database import EVENTS, StudyDatabase
from alianza.storage.event_log import Author, append, content, head, keep, read
from alianza.storage.projections import current, encoded, is_forged, rebuilt, record
from alianza.study.event import Change

ANA = Author("ana", "2025-03-01T10:00:00Z")


def vote(article: str) -> Change:
    return Change("article_judged", {"record": article, "stage": "title_abstract", "verdict": "include"})


@pytest.fixture
def database(tmp_path: Path) -> StudyDatabase:
    return StudyDatabase(tmp_path, create=True)


def test_events_are_numbered_and_read_in_order_by_stream(database: StudyDatabase) -> None:
    with database.writing() as connection:
        append(connection, "review", [vote("1.1"), vote("1.2")], ANA)
        append(connection, "coding", [Change("coded")], ANA)
    with database.reading() as connection:
        assert [event.number for event in read(connection)] == [1, 2, 3]
        assert [event.number for event in read(connection, "review", after=1)] == [2]
        assert read(connection)[0].by == "ana"
        assert broken_links(connection) == []


def test_the_database_itself_refuses_to_change_an_event(database: StudyDatabase) -> None:
    with database.writing() as connection:
        append(connection, "review", [vote("1.1")], ANA)
    with pytest.raises((DatabaseError, Refused)), database.writing() as connection:
        connection.execute(update(EVENTS).values(author="luis"))


def test_a_block_that_fails_leaves_nothing_behind(database: StudyDatabase) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        append(connection, "review", [vote("1.1")], ANA)
        raise ZeroDivisionError
    with database.reading() as connection:
        assert head(connection)[0] == 0


def test_contents_are_stored_once_and_come_back_whole(database: StudyDatabase) -> None:
    with database.writing() as connection:
        digest = keep(connection, b"TY  - JOUR\r\n")
        assert keep(connection, b"TY  - JOUR\r\n") == digest
        assert content(connection, digest) == b"TY  - JOUR\r\n"
        with pytest.raises(Refused) as refused:
            content(connection, "0" * 64)
    assert refused.value.problem.code == "content_missing"


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "alianza.db").write_bytes(b"%PDF-1.7 " * 200)
    with pytest.raises(Refused) as refused:
        StudyDatabase(tmp_path)
    assert refused.value.problem.code == "not_a_database"


@pytest.mark.parametrize("name", ["a?mode=x", "a%41#b", "año & más"])
def test_a_folder_of_any_name_keeps_its_own_database(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    StudyDatabase(folder, create=True).close()
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert (folder / "alianza.db").is_file()


def test_a_study_without_a_database_says_so(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        StudyDatabase(tmp_path)
    assert (refused.value.problem.code, refused.value.exit_code) == ("no_database", 4)


def write_votes(folder: Path, name: str, count: int) -> None:
    database = StudyDatabase(folder)
    for place in range(count):
        with database.writing() as connection:
            record(connection, ReviewProjection(), [vote(f"1.{place + 1}")], Author(name, "2025-03-01T10:00:00Z"))


def test_writers_of_two_processes_take_turns(tmp_path: Path) -> None:
    StudyDatabase(tmp_path, create=True)
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=write_votes, args=(tmp_path, name, 15)) for name in ("ana", "luis")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    with StudyDatabase(tmp_path).reading() as connection:
        assert sorted(vote.by for vote in current(connection, ReviewProjection()).votes) == ["ana"] * 15 + ["luis"] * 15
        assert broken_links(connection) == []


KILLED = """
import sys
from pathlib import Path
from alianza.review.progress import ReviewProjection
from alianza.storage.database import StudyDatabase
from alianza.storage.event_log import Author
from alianza.storage import projections
from alianza.study.event import Change
projections.STORED_EVERY = 7
database = StudyDatabase(Path(sys.argv[1]))
for place in range(1, 100000):
    change = Change("article_judged", {"record": f"1.{place}", "stage": "title_abstract", "verdict": "include"})
    with database.writing() as connection:
        projections.record(connection, ReviewProjection(), [change], Author("ana", "2025-03-01T10:00:00Z"))
    print(place, flush=True)
"""


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path, seed: int) -> None:
    StudyDatabase(tmp_path, create=True).close()
    writer = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    acknowledged = int(writer.stdout.readline())
    time.sleep(random.Random(seed).uniform(0.05, 0.4))
    os.kill(writer.pid, signal.SIGKILL)
    acknowledged = int((writer.stdout.read().split("\n")[:-1] or [str(acknowledged)])[-1])
    writer.wait()
    with StudyDatabase(tmp_path).reading() as connection:
        assert broken_links(connection) == []
        assert head(connection)[0] in (acknowledged, acknowledged + 1)
        assert encoded(current(connection, ReviewProjection())) == rebuilt(connection, ReviewProjection())
        assert not is_forged(connection, ReviewProjection())


def test_a_content_that_was_changed_is_refused_where_it_is_read(database: StudyDatabase) -> None:
    with database.writing() as connection:
        digest = keep(connection, b"TY  - JOUR")
    with sqlite3.connect(str(database.engine.url.database)) as raw:
        raw.execute("UPDATE content SET bytes = 'text'")
    with database.reading() as connection, pytest.raises(Refused) as refused:
        content(connection, digest)
    assert refused.value.problem.code == "content_changed"
