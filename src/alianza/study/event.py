"""The record of a change that a person made, and which changes stand.

Everything that people do to a study (import, merge, vote, code a passage) is an event in one log that is only ever
appended to. Undoing is an event as well: it names the number of the event that it withdraws, and redoing names it
again. A phase's state is therefore a function of the events that stand, in their order; each phase owns that
function, and undo is written once, here.

What an event of each kind holds, its phase declares in one table, kind to type of record: every payload is checked
against it before the phase sees it. A kind that is not in the table changes nothing: a later version wrote it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple, Protocol, TypeVar

import msgspec

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


def together(proposals: Iterable[Proposed]) -> Proposed:
    """Several proposals as one; where one has an error none is recorded."""
    found = list(proposals)
    problems = tuple(problem for one in found for problem in one.problems)
    failed = any(problem.severity == "error" for problem in problems)
    return Proposed(() if failed else tuple(made for one in found for made in one.changes), problems)


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


@dataclass(frozen=True, slots=True)
class About:
    """What an event about another event holds: that event's number."""

    event: Annotated[int, msgspec.Meta(ge=1)]


class Entry(NamedTuple):
    """An event that stands, as its phase reads it.

    Attributes:
        kind: What happened.
        record: The record that the phase declares for the kind, made of the payload and, where the record has fields
            of these names, of the event's `number`, `by` and `at`.
    """

    kind: str
    record: Any


class MalformedEvents(ValueError):
    """Events whose payload is not what their kind holds: none of this program's.

    Attributes:
        problems: `event_malformed` for each, with its number, its kind and the field.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(f"{one.place} {one.found}" for one in problems))
        self.problems = tuple(problems)


State = TypeVar("State")


class Projection(Protocol[State]):
    """How a phase's state follows from its events.

    Attributes:
        stream: The events that it reads.
        version: Raised whenever `apply` or a record changes, so that stored states are computed again.
        records: Kind of event to the type of its record: a frozen dataclass or Struct with the payload's fields.
    """

    stream: str
    version: int
    records: Mapping[str, type]

    def start(self) -> State:
        """The state before any event."""
        ...

    def apply(self, state: State, entries: Sequence[Entry]) -> State:
        """The state after some more events, which all stand; `state` itself is left as it was."""
        ...


def standing(events: Iterable[Event]) -> list[Event]:
    """The events that stand, in order: neither withdrawn, nor about another event; nothing withdraws what is to come.

    >>> log = [Event(1, "review", "merged", {}, "ana", ""), Event(2, "review", "withdrawn", {"event": 1}, "ana", "")]
    >>> standing(log)
    []
    """
    given = list(events)
    withdrawn: set[int] = set()
    for event in given:
        if event.about is not None and event.about < event.number:
            (withdrawn.add if event.kind == WITHDRAWN else withdrawn.discard)(event.about)
    return [event for event in given if event.about is None and event.number not in withdrawn]


def entries(events: Iterable[Event], records: Mapping[str, type]) -> list[Entry]:
    """The events that stand as a phase reads them, in order; kinds that it does not declare are left out.

    Args:
        events: All events since some moment, withdrawals among them.
        records: Kind to the type of its record, as `Projection.records`.

    Raises:
        MalformedEvents: If the payload of any of them, standing or not, is not what its kind holds.
    """
    given = list(events)
    known = {**records, WITHDRAWN: About, RESTORED: About}
    read, problems = dict[int, Entry](), list[Problem]()
    for event in given:
        kind = known.get(event.kind)
        if kind is None:
            continue
        values = {**event.payload, "number": event.number, "by": event.by, "at": event.at}
        try:
            read[event.number] = Entry(event.kind, msgspec.convert(values, kind))
        except msgspec.ValidationError as error:
            problems.append(_malformed(event, str(error)))
    if problems:
        raise MalformedEvents(problems)
    return [read[event.number] for event in standing(given) if event.number in read]


def state_of(projection: Projection[State], events: Iterable[Event]) -> State:
    """The state that a phase is in after these events.

    Raises:
        MalformedEvents: As `entries`.
    """
    return projection.apply(projection.start(), entries(events, projection.records))


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


def _malformed(event: Event, reason: str) -> Problem:
    """The problem of a payload, with the field that msgspec names in its reason."""
    missing = re.search(r"required field `(.+?)`", reason)
    path = re.search(r" - at (?:key in )?`\$\.?(.*)`$", reason)
    names = [path[1] if path else "", missing[1] if missing else ""]
    values = {"field": ".".join(filter(None, names))}
    return Problem("event_malformed", place=str(event.number), found=event.kind, values=values)
