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
from alianza.storage.database import EVENTS, StudyDatabase
from alianza.storage.event_log import Author, append, broken_links, content, head, keep, read
from alianza.storage.projections import current, is_damaged, lost_end, rebuilt, record, require_chain, stored_bytes
from alianza.study.event import WITHDRAWN, Change

ANA = Author("ana", "2025-03-01T10:00:00Z")


def vote(article: str) -> Change:
    return Change("article_judged", {"record": article, "stage": "title_abstract", "verdict": "include"})


@pytest.fixture
def database(tmp_path: Path) -> StudyDatabase:
    return StudyDatabase(tmp_path, create=True)


def tampered(database: StudyDatabase, statement: str) -> list[str]:
    """The problems after a change made behind the program's back."""
    with sqlite3.connect(str(database.engine.url.database)) as raw:
        raw.execute("DROP TRIGGER event_UPDATE")
        raw.execute("DROP TRIGGER event_DELETE")
        raw.execute(statement)
    with database.reading() as connection:
        return [problem.code for problem in broken_links(connection)]


def test_events_are_numbered_and_read_in_order_by_stream(database: StudyDatabase) -> None:
    with database.writing() as connection:
        append(connection, "review", [vote("1.1"), vote("1.2")], ANA)
        append(connection, "coding", [Change("coded")], ANA)
    with database.reading() as connection:
        assert [event.number for event in read(connection)] == [1, 2, 3]
        assert [event.number for event in read(connection, "review", after=1)] == [2]
        assert read(connection)[0].by == "ana"
        assert list(broken_links(connection)) == []


def test_an_event_that_is_changed_is_named(database: StudyDatabase) -> None:
    with database.writing() as connection:
        append(connection, "review", [vote("1.1"), vote("1.2"), vote("1.3")], ANA)
    assert tampered(database, """UPDATE event SET payload = '{"record":"9.9"}' WHERE number = 2""") == ["log_changed"]


def test_an_event_that_is_removed_leaves_a_gap(database: StudyDatabase) -> None:
    with database.writing() as connection:
        append(connection, "review", [vote("1.1"), vote("1.2"), vote("1.3")], ANA)
    assert tampered(database, "DELETE FROM event WHERE number = 2") == ["log_gap", "log_changed"]


def test_a_log_whose_end_was_removed_is_named_and_not_written_to(database: StudyDatabase) -> None:
    with database.writing() as connection:
        record(connection, ReviewProjection(), [vote("1.1"), vote("1.2"), vote("1.3")], ANA)
    assert tampered(database, "DELETE FROM event WHERE number >= 2") == []
    with database.reading() as connection:
        (cut,) = lost_end(connection)
        assert (cut.code, cut.found, cut.expected) == ("log_cut", "2", "3")
        assert [one.record for one in current(connection, ReviewProjection()).votes] == ["1.1"]
        with pytest.raises(Refused):
            require_chain(connection)


@pytest.mark.parametrize("damage", ["state = x'00'", "state = 'text'", "number = 99", "number = 1", "number = 'x'"])
def test_a_damaged_state_is_left_aside(database: StudyDatabase, damage: str) -> None:
    projection = ReviewProjection()
    with database.writing() as connection:
        state, _ = record(connection, projection, [vote("1.1"), vote("1.2")], ANA)
    assert tampered(database, f"UPDATE projection SET {damage}") == []
    with database.writing() as connection:
        assert is_damaged(connection, projection)
        require_chain(connection)
        assert current(connection, projection) == state
        record(connection, projection, [vote("1.3")], ANA)
        assert not is_damaged(connection, projection)


def test_a_payload_that_is_no_json_is_named(database: StudyDatabase) -> None:
    with database.writing() as connection:
        append(connection, "review", [vote("1.1")], ANA)
    assert tampered(database, "UPDATE event SET payload = '{'") == ["log_changed"]


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


def test_a_stored_state_equals_the_one_computed_anew(database: StudyDatabase) -> None:
    projection = ReviewProjection()
    with database.writing() as connection:
        record(connection, projection, [vote("1.1"), vote("1.2")], ANA)
        record(connection, projection, [Change("duplicates_merged", {"records": ["1.1", "1.2"]})], ANA)
        record(connection, projection, [Change(WITHDRAWN, {"event": 1})], ANA)
        state, _ = record(connection, projection, [vote("1.3")], ANA)
    with database.reading() as connection:
        assert stored_bytes(connection, projection) == rebuilt(connection, projection)
        assert current(connection, projection) == state
        assert [one.record for one in state.votes] == ["1.2", "1.3"]


def test_a_state_of_another_version_is_computed_anew(database: StudyDatabase) -> None:
    class Later(ReviewProjection):
        version = ReviewProjection.version + 1

        def apply(self, state, entries):  # type: ignore[no-untyped-def]
            return super().apply(state, [entry for entry in entries if entry.record.record != "1.1"])

    with database.writing() as connection:
        record(connection, ReviewProjection(), [vote("1.1"), vote("1.2")], ANA)
    with database.reading() as connection:
        assert [one.record for one in current(connection, Later()).votes] == ["1.2"]


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
        assert list(broken_links(connection)) == []


KILLED = """
import sys
from pathlib import Path
from alianza.review.progress import ReviewProjection
from alianza.storage.database import StudyDatabase
from alianza.storage.event_log import Author
from alianza.storage.projections import record
from alianza.study.event import Change
database = StudyDatabase(Path(sys.argv[1]))
for place in range(1, 100000):
    change = Change("article_judged", {"record": f"1.{place}", "stage": "title_abstract", "verdict": "include"})
    with database.writing() as connection:
        record(connection, ReviewProjection(), [change], Author("ana", "2025-03-01T10:00:00Z"))
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
        assert list(broken_links(connection)) == []
        assert head(connection)[0] in (acknowledged, acknowledged + 1)
        assert stored_bytes(connection, ReviewProjection()) == rebuilt(connection, ReviewProjection())


@pytest.mark.parametrize(
    ("kind", "payload", "field"),
    [
        ("duplicates_merged", {}, "records"),
        ("duplicates_merged", {"records": ["a", "b"]}, "records[0]"),
        ("duplicates_merged", {"records": 5}, "records"),
        ("pair_kept_apart", {"records": ["1.1"]}, "records"),
        ("withdrawn", {}, "event"),
        ("withdrawn", {"event": "abc"}, "event"),
        ("imported", {"read": "9"}, "read"),
        ("article_judged", {"record": "1.1", "stage": "title_abstract", "verdict": "yes"}, "verdict"),
    ],
)
def test_an_event_that_no_program_wrote_is_named(
    database: StudyDatabase, kind: str, payload: dict[str, object], field: str
) -> None:
    with database.writing() as connection:
        append(connection, "review", [vote("1.1"), Change(kind, payload)], ANA)
    with database.reading() as connection, pytest.raises(Refused) as refused:
        current(connection, ReviewProjection())
    named = refused.value.problem
    assert (named.code, named.file, named.place, named.found) == ("event_malformed", "alianza.db", "2", kind)
    assert named.values == {"field": field}


@pytest.mark.parametrize("payload", ["[" * 200_000, "[1]", "no json"])
def test_a_payload_that_is_no_record_breaks_the_chain_and_nothing_else(database: StudyDatabase, payload: str) -> None:
    with database.writing() as connection:
        append(connection, "review", [vote("1.1")], ANA)
    assert tampered(database, f"UPDATE event SET payload = '{payload}'") == ["log_changed"]
    with database.reading() as connection, pytest.raises(Refused) as refused:
        read(connection)
    assert refused.value.problem.code == "event_malformed"


def test_a_content_that_was_changed_is_refused_where_it_is_read(database: StudyDatabase) -> None:
    with database.writing() as connection:
        digest = keep(connection, b"TY  - JOUR")
    with sqlite3.connect(str(database.engine.url.database)) as raw:
        raw.execute("UPDATE content SET bytes = 'text'")
    with database.reading() as connection, pytest.raises(Refused) as refused:
        content(connection, digest)
    assert refused.value.problem.code == "content_changed"
