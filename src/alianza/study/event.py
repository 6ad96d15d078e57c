"""The record of a change that a person made, and which changes stand.

Everything that people do to a study (import, merge, vote, code a passage) is an event in one log that is only ever
appended to. Undoing is an event as well: it names the number of the event that it withdraws, and redoing names it
again. A phase's state is therefore a function of the events that stand, in their order; each phase owns that
function, and undo is written once, here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from alianza.study.problem import Problem

WITHDRAWN, RESTORED = "withdrawn", "restored"
"""Kinds of the two events that are about other events; their payload is `{"event": number}`."""

ABOUT_OTHERS = frozenset({WITHDRAWN, RESTORED})


@dataclass(frozen=True, slots=True)
class Change:
    """What a command wants to record: a kind in the past tense, and the values that belong to it (JSON)."""

    kind: str
    payload: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a command makes of a state: changes to record, and what it found wrong on the way.

    Attributes:
        changes: The changes, in order; none where nothing is to change.
        problems: An error among them says what was not taken into the changes.
    """

    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """A recorded change.

    Attributes:
        number: Place in the log, from 1 without gaps.
        stream: The phase that it belongs to: `review`, `coding` and others.
        kind: What happened, in the past tense.
        payload: The values that belong to it.
        by: Who made it: a pseudonym of the study, never a contact.
        at: When, as an ISO 8601 instant in UTC.
    """

    number: int
    stream: str
    kind: str
    payload: Mapping[str, object]
    by: str
    at: str

    @property
    def about(self) -> int | None:
        """The number of the event that this one withdraws or restores; None for any other."""
        return int(str(self.payload["event"])) if self.kind in ABOUT_OTHERS else None


State = TypeVar("State")


class Projection(Protocol[State]):
    """How a phase's state follows from its events.

    Attributes:
        stream: The events that it reads.
        version: Raised whenever `apply` changes, so that stored states are computed again.
    """

    stream: str
    version: int

    def start(self) -> State:
        """The state before any event."""
        ...

    def apply(self, state: State, events: Sequence[Event]) -> State:
        """The state after some more events, which all stand; `state` itself is left as it was."""
        ...


def standing(events: Iterable[Event]) -> list[Event]:
    """The events that stand, in order: neither withdrawn, nor about another event.

    >>> log = [Event(1, "review", "merged", {}, "ana", ""), Event(2, "review", "withdrawn", {"event": 1}, "ana", "")]
    >>> standing(log)
    []
    """
    given = list(events)
    withdrawn: set[int] = set()
    for event in given:
        if event.about is not None:
            (withdrawn.add if event.kind == WITHDRAWN else withdrawn.discard)(event.about)
    return [event for event in given if event.about is None and event.number not in withdrawn]


def state_of(projection: Projection[State], events: Iterable[Event]) -> State:
    """The state that a phase is in after these events."""
    return projection.apply(projection.start(), standing(events))


def inverse(event: Event) -> Change:
    """The change that takes an event back, and for a withdrawal the one that restores what it withdrew."""
    if event.kind == WITHDRAWN:
        return Change(RESTORED, {"event": event.about})
    return Change(WITHDRAWN, {"event": event.number if event.about is None else event.about})


def undo(events: Sequence[Event], by: str = "") -> Change | None:
    """The change that withdraws the last standing event (of one person, where one is named); None without any."""
    own = [event for event in standing(events) if by in ("", event.by)]
    return inverse(own[-1]) if own else None


def redo(events: Sequence[Event], by: str = "") -> Change | None:
    """The change that restores what was undone last; None once something new was done since.

    Undoing twice and redoing twice ends where it began: a withdrawal that was answered by a restoration is spent.
    """
    open_: list[Event] = []
    for event in events:
        if by not in ("", event.by):
            continue
        if event.kind == WITHDRAWN:
            open_.append(event)
        elif event.kind == RESTORED:
            open_ = [one for one in open_ if one.about != event.about]
        else:
            open_ = []
    return inverse(open_[-1]) if open_ else None
