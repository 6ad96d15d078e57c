"""No change to the log goes unnoticed, and what was checked is not checked again as long as nobody touched it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from alianza.formats import Refused
from alianza.storage.chain import broken_chain, broken_links, require_chain, require_end
from alianza.storage.database import StudyDatabase
from alianza.storage.event_log import Author, append, read
from alianza.study.event import Change

ANA = Author("ana", "2025-03-01T10:00:00Z")


def vote(article: str) -> Change:
    return Change("article_judged", {"record": article, "stage": "title_abstract", "verdict": "include"})


@pytest.fixture
def database(tmp_path: Path) -> Iterator[StudyDatabase]:
    """A log of three votes, which its connection has found to be whole."""
    database = StudyDatabase(tmp_path, create=True)
    with database.writing() as connection:
        append(connection, "review", [vote("1.1"), vote("1.2"), vote("1.3")], ANA)
    with database.writing() as connection:
        require_chain(connection)
    yield database
    database.close()


def change(database: StudyDatabase, *statements: str) -> None:
    """Change the database behind the program's back."""
    raw = sqlite3.connect(str(database.engine.url.database), isolation_level=None)
    raw.execute("DROP TRIGGER IF EXISTS event_UPDATE")
    raw.execute("DROP TRIGGER IF EXISTS event_DELETE")
    for statement in statements:
        raw.execute(statement)
    raw.close()


def codes(database: StudyDatabase) -> list[str]:
    with database.reading() as connection:
        return [problem.code for problem in broken_chain(connection)]


ANOTHER = """UPDATE event SET payload = '{"record":"9.9"}' WHERE number = """


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (ANOTHER + "1", ["log_changed"]),
        (ANOTHER + "3", ["log_changed"]),
        ("UPDATE event SET payload = '{' WHERE number = 2", ["log_changed"]),
        ("UPDATE event SET payload = x'00' WHERE number = 2", ["log_changed"]),
        ("UPDATE event SET kind = x'00' WHERE number = 2", ["log_changed"]),
        ("UPDATE event SET author = 'luis' WHERE number = 2", ["log_changed"]),
        ("UPDATE event SET previous = digest WHERE number = 2", ["log_changed"]),
        ("DELETE FROM event WHERE number = 2", ["log_gap", "log_changed"]),
        ("DELETE FROM event WHERE number = 1", ["log_gap", "log_changed"]),
        ("DELETE FROM event WHERE number >= 2", ["log_cut"]),
        ("DELETE FROM event", ["log_cut"]),
    ],
)
def test_a_change_behind_our_back_is_named_also_to_who_checked_before(
    database: StudyDatabase, statement: str, expected: list[str]
) -> None:
    change(database, statement)
    assert codes(database) == expected
    assert codes(database) == expected
    with database.writing() as connection, pytest.raises(Refused) as refused:
        require_chain(connection)
    assert [one.code for one in (refused.value.problem, *refused.value.others)] == expected


def test_an_end_that_was_removed_is_told_by_the_number_that_was_noted(database: StudyDatabase) -> None:
    change(database, "DELETE FROM event WHERE number >= 2")
    with database.reading() as connection:
        (cut,) = broken_chain(connection)
    assert (cut.found, cut.expected) == ("2", "3")


def test_an_end_that_was_exchanged_for_one_that_fits_is_named(database: StudyDatabase, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = StudyDatabase(tmp_path / "other", create=True)
    with other.writing() as connection:
        append(connection, "review", [vote("1.1"), vote("1.2"), vote("1.9"), vote("1.4")], ANA)
    other.close()
    change(
        database,
        f"ATTACH '{tmp_path / 'other' / 'alianza.db'}' AS other",
        "DELETE FROM event WHERE number = 3",
        "INSERT INTO event SELECT * FROM other.event WHERE number >= 3",
    )
    with database.reading() as connection:
        (problem,) = broken_links(connection)
    assert (problem.code, problem.place) == ("log_rewritten", "3")


@pytest.mark.parametrize("noted", ["", "x", "9" * 5000 + " x", "-1 x"])
def test_a_note_of_the_end_that_cannot_be_read_says_nothing(database: StudyDatabase, noted: str) -> None:
    change(database, f"UPDATE fact SET value = '{noted}' WHERE name = 'head'")
    assert codes(database) == []


def test_a_log_without_a_note_of_its_end_is_whole(database: StudyDatabase) -> None:
    change(database, "DELETE FROM fact WHERE name = 'head'")
    assert codes(database) == []


def test_who_checked_before_reads_only_what_came_since(database: StudyDatabase) -> None:
    asked = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    with database.writing() as connection:
        append(connection, "review", [vote("1.4")], ANA)
    with database.writing() as connection:
        require_chain(connection)
    assert [given for statement, given in asked if "event.payload" in statement and "SELECT" in statement] == [(3,)]


def test_what_another_process_appended_is_checked_with_everything_before_it(database: StudyDatabase) -> None:
    other = StudyDatabase(Path(str(database.engine.url.database)).parent)
    with other.writing() as connection:
        append(connection, "review", [vote("1.4")], ANA)
    other.close()
    assert codes(database) == []
    change(database, ANOTHER + "4")
    assert codes(database) == ["log_changed"]


def test_nothing_is_remembered_of_a_block_that_failed(database: StudyDatabase) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        append(connection, "review", [vote("1.4")], ANA)
        require_chain(connection)
        raise ZeroDivisionError
    with database.writing() as connection:
        append(connection, "review", [vote("1.5"), vote("1.6")], ANA)
    assert codes(database) == []
    change(database, "DELETE FROM event WHERE number = 4")
    assert codes(database) == ["log_gap", "log_changed"]


@pytest.mark.parametrize("payload", ["[" * 200_000, "[1]", "no json"])
def test_a_payload_that_is_no_record_breaks_the_chain_and_is_named_where_it_is_read(
    database: StudyDatabase, payload: str
) -> None:
    change(database, f"UPDATE event SET payload = '{payload}' WHERE number = 2")
    assert codes(database) == ["log_changed"]
    with database.reading() as connection, pytest.raises(Refused) as refused:
        read(connection)
    named = refused.value.problem
    assert (named.code, named.place, named.values) == ("event_malformed", "2", {"field": "payload"})


def refusals(database: StudyDatabase) -> list[str]:
    """Codes of what keeps a command from appending."""
    with database.writing() as connection:
        try:
            require_end(connection)
        except Refused as refused:
            return [one.code for one in (refused.problem, *refused.others)]
    return []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM event WHERE number >= 2", ["log_cut"]),
        ("DELETE FROM event", ["log_cut"]),
        (ANOTHER + "3", ["log_changed"]),
        ("UPDATE event SET digest = 'x' WHERE number = 3", ["log_changed", "log_rewritten"]),
        ("UPDATE event SET digest = 'x' WHERE number = 2", ["log_changed"]),
        ("INSERT INTO event VALUES (4, 'review', 'undone', 'ana', '', '{}', 'x', 'y')", ["log_changed"]),
        ("INSERT INTO event VALUES (9, 'review', 'undone', 'ana', '', '{}', 'x', 'y')", ["log_gap", "log_changed"]),
        ("DELETE FROM fact WHERE name = 'head'", []),
    ],
)
def test_nobody_appends_after_an_end_that_is_not_what_was_recorded(
    database: StudyDatabase, statement: str, expected: list[str]
) -> None:
    assert refusals(database) == []
    change(database, statement)
    assert refusals(database) == expected


def test_without_a_note_of_its_end_the_whole_log_is_asked_before_anybody_appends(database: StudyDatabase) -> None:
    change(database, "DELETE FROM fact WHERE name = 'head'", ANOTHER + "1")
    assert refusals(database) == ["log_changed"]


def test_who_appends_reads_the_end_of_the_log_only(database: StudyDatabase) -> None:
    asked = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    assert refusals(database) == []
    assert [given for statement, given in asked if "event.payload" in statement] == [(2,)]
