"""States follow from the events and from nothing else, however they are computed."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from alianza.formats import Refused
from alianza.review.progress import ReviewProjection, ReviewState
from alianza.storage import projections
from alianza.storage.chain import require_chain
from alianza.storage.database import StudyDatabase
from alianza.storage.event_log import Author, append, head
from alianza.storage.projections import (
    current,
    encoded,
    is_damaged,
    is_forged,
    rebuilt,
    record,
    recorded,
    stored_bytes,
)
from alianza.study.event import RESTORED, WITHDRAWN, Change

ANA = Author("ana", "2025-03-01T10:00:00Z")
REVIEW = ReviewProjection()


def vote(article: str) -> Change:
    return Change("article_judged", {"record": article, "stage": "title_abstract", "verdict": "include"})


def merged(*records: str) -> Change:
    return Change("duplicates_merged", {"records": list(records)})


@pytest.fixture
def database(tmp_path: Path) -> Iterator[StudyDatabase]:
    database = StudyDatabase(tmp_path, create=True)
    yield database
    database.close()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every state be stored."""
    monkeypatch.setattr(projections, "STORED_EVERY", 1)


def change(database: StudyDatabase, statement: str, *values: object) -> None:
    """Change the database behind the program's back."""
    raw = sqlite3.connect(str(database.engine.url.database), isolation_level=None)
    raw.execute(statement, values)
    raw.close()


def another(database: StudyDatabase) -> StudyDatabase:
    """The same database as another process opens it, which knows nothing yet."""
    return StudyDatabase(Path(str(database.engine.url.database)).parent)


def voted(state: ReviewState) -> list[str]:
    return [one.record for one in state.votes]


def test_a_stored_state_equals_the_one_computed_anew(database: StudyDatabase, at_once: None) -> None:
    for step in ([vote("1.1"), vote("1.2")], [merged("1.1", "1.2")], [Change(WITHDRAWN, {"event": 1})], [vote("1.3")]):
        with database.writing() as connection:
            state, _ = record(connection, REVIEW, step, ANA)
            assert stored_bytes(connection, REVIEW) == rebuilt(connection, REVIEW) == encoded(state)
    with another(database).reading() as connection:
        assert current(connection, REVIEW) == state
    assert voted(state) == ["1.2", "1.3"]


def test_a_state_is_stored_again_only_after_so_many_events(
    database: StudyDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projections, "STORED_EVERY", 3)
    stored = []
    for place in range(1, 8):
        with database.writing() as connection:
            record(connection, REVIEW, [vote(f"1.{place}")], ANA)
            stored.append((stored_bytes(connection, REVIEW) or b"").count(b'"record"'))
    assert stored == [0, 0, 3, 3, 3, 6, 6]
    with another(database).reading() as connection:
        assert voted(current(connection, REVIEW)) == [f"1.{place}" for place in range(1, 8)]


def test_what_is_undone_after_a_state_was_stored_is_undone_for_who_reads_it(
    database: StudyDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projections, "STORED_EVERY", 2)
    with database.writing() as connection:
        record(connection, REVIEW, [vote("1.1"), vote("1.2")], ANA)
    monkeypatch.setattr(projections, "STORED_EVERY", 99)
    with database.writing() as connection:
        record(connection, REVIEW, [vote("1.3"), Change(WITHDRAWN, {"event": 1})], ANA)
    with another(database).reading() as connection:
        assert voted(current(connection, REVIEW)) == ["1.2", "1.3"]


def test_a_state_of_another_version_is_computed_anew(database: StudyDatabase, at_once: None) -> None:
    class Later(ReviewProjection):
        version = ReviewProjection.version + 1

        def apply(self, state, entries):  # type: ignore[no-untyped-def]
            return super().apply(state, [entry for entry in entries if entry.record.record != "1.1"])

    with database.writing() as connection:
        record(connection, REVIEW, [vote("1.1"), vote("1.2")], ANA)
    for opened in (database, another(database)):
        with opened.reading() as connection:
            assert voted(current(connection, Later())) == ["1.2"]


@pytest.mark.parametrize("damage", ["state = x'00'", "state = 'text'", "number = 99", "number = 1", "number = 'x'"])
def test_a_damaged_state_is_left_aside(database: StudyDatabase, at_once: None, damage: str) -> None:
    with database.writing() as connection:
        state, _ = record(connection, REVIEW, [vote("1.1"), vote("1.2")], ANA)
    change(database, f"UPDATE projection SET {damage}")
    with another(database).writing() as connection:
        assert is_damaged(connection, REVIEW)
        assert not is_forged(connection, REVIEW)
        require_chain(connection)
        assert current(connection, REVIEW) == state
        record(connection, REVIEW, [vote("1.3")], ANA)
        assert not is_damaged(connection, REVIEW)


def forge(database: StudyDatabase, state: bytes) -> None:
    """Put a state in the place of the stored one, under a seal that holds."""
    with database.reading() as connection:
        number, digest = head(connection)
    sealed = projections._sealed(REVIEW.version, number, digest, state)
    change(database, "UPDATE projection SET state = ?, number = ?", sealed, number)


@pytest.mark.parametrize("state", [encoded(REVIEW.start()), b'{"votes": []}', b"[]", b"no json"])
def test_a_state_that_somebody_sealed_is_named_and_decides_no_result(
    database: StudyDatabase, at_once: None, state: bytes
) -> None:
    with database.writing() as connection:
        record(connection, REVIEW, [vote("1.1")], ANA)
        assert not is_forged(connection, REVIEW)
    forge(database, state)
    for opened in (another(database), another(database)):
        with opened.writing() as connection:
            assert is_forged(connection, REVIEW)
            assert not is_damaged(connection, REVIEW)
            current(connection, REVIEW)
            assert voted(recorded(connection, REVIEW)) == ["1.1"]


def test_a_sealed_state_before_the_last_events_is_compared_with_the_events_until_then(
    database: StudyDatabase, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as connection:
        record(connection, REVIEW, [vote("1.1"), vote("1.2")], ANA)
    monkeypatch.setattr(projections, "STORED_EVERY", 99)
    with database.writing() as connection:
        record(connection, REVIEW, [Change(WITHDRAWN, {"event": 1})], ANA)
        assert not is_forged(connection, REVIEW)


def test_results_are_refused_where_the_log_is_not_what_was_recorded(database: StudyDatabase) -> None:
    with database.writing() as connection:
        record(connection, REVIEW, [vote("1.1"), vote("1.2")], ANA)
    change(database, "DROP TRIGGER event_DELETE")
    change(database, "DELETE FROM event WHERE number = 1")
    with database.reading() as connection, pytest.raises(Refused) as refused:
        recorded(connection, REVIEW)
    assert refused.value.problem.code == "log_gap"


def reads(database: StudyDatabase) -> list[object]:
    """Fills with the number after which events are read, at each reading."""
    asked: list[object] = []

    def hear(*call: object) -> None:
        if "SELECT" in str(call[2]) and "event.payload" in str(call[2]):
            asked.append(call[3][0])  # type: ignore[index]

    event.listen(database.engine, "before_cursor_execute", hear)
    return asked


def test_a_process_reads_only_what_came_since_its_last_state(database: StudyDatabase) -> None:
    with database.writing() as connection:
        record(connection, REVIEW, [vote("1.1"), vote("1.2")], ANA)
    asked = reads(database)
    with database.writing() as connection:
        current(connection, REVIEW)
        record(connection, REVIEW, [vote("1.3")], ANA)
        state = current(connection, REVIEW)
    assert (asked, voted(state)) == ([2], ["1.1", "1.2", "1.3"])


def test_what_was_done_lately_is_undone_without_reading_the_whole_log(
    database: StudyDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projections, "STEP", 4)
    for place in range(1, 31):
        with database.writing() as connection:
            record(connection, REVIEW, [vote(f"1.{place}")], ANA)
    asked = reads(database)
    with database.writing() as connection:
        state, _ = record(connection, REVIEW, [Change(WITHDRAWN, {"event": 28})], ANA)
    assert min(asked) >= 20
    assert voted(state) == [f"1.{place}" for place in range(1, 31) if place != 28]


def test_a_state_of_a_block_that_failed_is_forgotten(database: StudyDatabase) -> None:
    with database.writing() as connection:
        record(connection, REVIEW, [vote("1.1")], ANA)
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        record(connection, REVIEW, [vote("1.2"), vote("1.3")], ANA)
        raise ZeroDivisionError
    with database.writing() as connection:
        assert voted(current(connection, REVIEW)) == ["1.1"]
        record(connection, REVIEW, [vote("1.4")], ANA)
        record(connection, REVIEW, [vote("1.5")], ANA)
        assert voted(current(connection, REVIEW)) == ["1.1", "1.4", "1.5"]


def test_a_process_that_knows_nothing_yet_reads_only_what_came_since_the_stored_state(
    database: StudyDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projections, "STORED_EVERY", 3)
    for place in range(1, 6):
        with database.writing() as connection:
            record(connection, REVIEW, [vote(f"1.{place}")], ANA)
    other = another(database)
    asked = reads(other)
    with other.writing() as connection:
        assert voted(current(connection, REVIEW)) == [f"1.{place}" for place in range(1, 6)]
    assert asked == [3]


def test_what_is_taken_back_in_the_stored_state_stores_it_anew(
    database: StudyDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise every process after it would have to read the whole log."""
    monkeypatch.setattr(projections, "STORED_EVERY", 3)
    for step in ([vote("1.1"), vote("1.2"), vote("1.3")], [vote("1.4")], [Change(WITHDRAWN, {"event": 2})]):
        with database.writing() as connection:
            record(connection, REVIEW, step, ANA)
    other = another(database)
    asked = reads(other)
    with other.writing() as connection:
        assert voted(current(connection, REVIEW)) == ["1.1", "1.3", "1.4"]
    assert asked == []


numbers = st.integers(1, 12)
steps = st.one_of(
    st.builds(lambda place: [vote(f"1.{place}")], numbers),
    st.builds(lambda one, other: [merged(f"1.{one}", f"1.{other}"), vote(f"1.{one}")], numbers, numbers),
    st.builds(lambda kind, number: [Change(kind, {"event": number})], st.sampled_from([WITHDRAWN, RESTORED]), numbers),
    st.just([]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(steps, st.sampled_from(["keep", "keep", "lose", "elsewhere"])), max_size=14))
def test_whoever_computes_it_from_whatever_he_knows_the_state_is_that_of_the_events(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[list[Change], str]]
) -> None:
    place = tmp_path_factory.mktemp("study")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(projections, "STORED_EVERY", 3)
        patch.setattr(projections, "STEP", 2)
        own, other = StudyDatabase(place, create=True), StudyDatabase(place)
        for changes, how in history:
            with (other if how == "elsewhere" else own).writing() as connection:
                state, _ = record(connection, REVIEW, changes, ANA)
                assert encoded(state) == rebuilt(connection, REVIEW)
                if how == "lose":
                    connection.rollback()
        for database in (own, other, StudyDatabase(place)):
            with database.reading() as connection:
                assert encoded(recorded(connection, REVIEW)) == rebuilt(connection, REVIEW)
                assert encoded(current(connection, REVIEW)) == rebuilt(connection, REVIEW)
                assert not is_forged(connection, REVIEW)
            database.close()


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
        current(connection, REVIEW)
    named = refused.value.problem
    assert (named.code, named.file, named.place, named.found) == ("event_malformed", "alianza.db", "2", kind)
    assert named.values == {"field": field}
