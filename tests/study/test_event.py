"""Which changes stand, and how they are taken back."""

from hypothesis import given
from hypothesis import strategies as st

from alianza.study.event import Change, Event, inverse, redo, standing, undo


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
