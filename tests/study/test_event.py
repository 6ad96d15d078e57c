"""Which changes stand, how they are taken back, and what their payloads hold."""

from dataclasses import dataclass
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.study.event import Change, Event, MalformedEvents, entries, inverse, redo, standing, undo


def recorded(changes: list[Change], by: str = "ana") -> list[Event]:
    return [Event(n, "review", one.kind, one.payload, by, "") for n, one in enumerate(changes, 1)]


def kinds(log: list[Event]) -> list[str]:
    return [event.kind for event in standing(log)]


def extended(log: list[Event], change: Change | None, by: str = "ana") -> list[Event]:
    assert change is not None
    return [*log, Event(len(log) + 1, "review", change.kind, change.payload, by, "")]


def test_undo_withdraws_the_last_standing_change_and_redo_restores_it():
    log = recorded([Change("imported"), Change("merged")])
    undone = extended(log, undo(log))
    assert kinds(undone) == ["imported"]
    assert kinds(extended(undone, redo(undone))) == ["imported", "merged"]


def test_a_change_in_the_middle_can_be_withdrawn_without_its_followers():
    log = recorded([Change("imported"), Change("merged"), Change("voted")])
    assert kinds(extended(log, inverse(log[1]))) == ["imported", "voted"]


def test_undoing_an_undo_is_a_redo():
    log = recorded([Change("imported")])
    undone = extended(log, inverse(log[0]))
    assert kinds(extended(undone, inverse(undone[-1]))) == ["imported"]


def test_after_something_new_there_is_nothing_to_redo():
    log = recorded([Change("imported"), Change("merged")])
    log = extended(log, undo(log))
    assert redo(extended(log, Change("voted"))) is None


def test_an_event_that_is_still_to_come_cannot_be_withdrawn():
    assert kinds(recorded([Change("withdrawn", {"event": 2}), Change("voted")])) == ["voted"]


def test_a_person_undoes_only_what_is_their_own():
    log = extended(recorded([Change("voted")], by="ana"), Change("voted"), by="luis")
    change = undo(log, "ana")
    assert change is not None and change.payload == {"event": 1}
    assert undo(log, "eva") is None


@given(st.lists(st.sampled_from(["new", "undo", "redo"]), max_size=40))
def test_undo_and_redo_are_a_stack(steps: list[str]) -> None:
    log: list[Event] = []
    done: list[int] = []
    undone: list[int] = []
    for step in steps:
        change = Change("voted") if step == "new" else undo(log) if step == "undo" else redo(log)
        if step == "new":
            done, undone = [*done, len(log) + 1], []
        elif step == "undo" and done:
            undone.append(done.pop())
        elif step == "redo" and undone:
            done.append(undone.pop())
        else:
            assert change is None
        if change:
            log = extended(log, change)
        assert [event.number for event in standing(log)] == sorted(done)


@dataclass(frozen=True)
class Voted:
    number: int
    article: str
    verdict: Literal["include", "exclude"]
    answers: dict[str, str] | None = None
    by: str = ""


RECORDS = {"voted": Voted}


def voted(**payload: object) -> Change:
    return Change("voted", {"article": "1.1", "verdict": "include", **payload})


def test_a_payload_becomes_the_record_of_its_kind_with_the_number_and_the_author_of_its_event():
    (entry,) = entries(recorded([voted()]), RECORDS)
    assert entry == ("voted", Voted(1, "1.1", "include", by="ana"))


def test_no_payload_speaks_for_its_event():
    (entry,) = entries(recorded([voted(number=9, by="luis")]), RECORDS)
    assert (entry.record.number, entry.record.by) == (1, "ana")


def test_a_kind_and_a_field_that_nobody_declared_change_nothing():
    found = entries(recorded([Change("dreamt", {"of": 5}), voted(mood="good")]), RECORDS)
    assert [entry.kind for entry in found] == ["voted"]


def test_withdrawn_events_are_no_entries():
    log = recorded([voted(), voted(article="1.2"), Change("withdrawn", {"event": 1})])
    assert [entry.record.article for entry in entries(log, RECORDS)] == ["1.2"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (Change("voted", {"verdict": "include"}), "article"),
        (voted(article=5), "article"),
        (voted(verdict="perhaps"), "verdict"),
        (voted(answers={"1": 5}), "answers[...]"),
        (voted(answers=["yes"]), "answers"),
        (Change("withdrawn"), "event"),
        (Change("withdrawn", {"event": "1"}), "event"),
        (Change("restored", {"event": -1}), "event"),
    ],
)
def test_a_malformed_event_is_named_with_its_number_its_kind_and_the_field(change: Change, field: str) -> None:
    with pytest.raises(MalformedEvents) as raised:
        entries(recorded([voted(), change]), RECORDS)
    (problem,) = raised.value.problems
    assert (problem.code, problem.place, problem.found) == ("event_malformed", "2", change.kind)
    assert problem.values == {"field": field}


def test_every_malformed_event_is_named():
    with pytest.raises(MalformedEvents) as raised:
        entries(recorded([voted(article=5), voted(), voted(verdict=5)]), RECORDS)
    assert [problem.place for problem in raised.value.problems] == ["1", "3"]
