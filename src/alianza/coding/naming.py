"""What the names in the log stand for: documents, codes and rounds as people called them when it happened.

Two things that came in one file may bear the same name in the log, a document and a code: what a value of an event
means says which of them it names.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from alianza.coding.progress import CodingState, code_paths
from alianza.coding.projection import CodingProjection
from alianza.coding.records import RECORDS
from alianza.coding.rounds import RoundState
from alianza.study.event import ABOUT_OTHERS, Event, entries, state_of

_CODE = ("code", "into", "source", "target", "codes")
_ABOUT = ("about", "codings", "evidence")
"""Values of an event that hold names of codes, and of whatever something is about."""

_OF_CODES = ("code_added", "code_changed", "codes_merged", "code_removed", "project_adopted")
NAMING = (*_OF_CODES, "document_added", "round_opened", *ABOUT_OTHERS)
"""Kinds of events on which names depend."""

_CODING = CodingProjection()


@dataclass(frozen=True, slots=True)
class Names:
    """Names in the log to what people call it."""

    documents: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    rounds: Mapping[str, str] = field(default_factory=dict)

    def of(self, key: str, name: str) -> str:
        """What people call what a value of an event names; the name itself where nobody gave another."""
        if key == "document":
            return self.documents.get(name, name)
        if key == "round":
            return self.rounds.get(name, name)
        if key in _CODE:
            return self.codes.get(name, name)
        return self.codes.get(name) or self.documents.get(name) or self.rounds.get(name, name)


def names_now(state: CodingState, events: Iterable[Event]) -> Names:
    """Names as they are now, and the last ones of what is gone.

    Args:
        state: Where the coding stands.
        events: Everything that happened; events of other kinds than `NAMING` give no name.
    """
    documents, rounds = _named(events)
    return Names(documents, {**state.former, **code_paths(state.codes)}, rounds)


def told(events: Iterable[Event]) -> Iterator[Event]:
    """Events whose names in the log are those that people used when they happened.

    Args:
        events: Everything that happened, or what is to be told and before it every event of the kinds `NAMING`.
    """
    given = list(events)
    documents, rounds = _named(given)
    codes: dict[str, str] = {}
    before: list[Event] = []
    state = _CODING.start()
    for event in given:
        if event.kind in _OF_CODES or event.kind in ABOUT_OTHERS:
            state = _after(state, before, event)
            before.append(event)
            after = {**codes, **state.former, **code_paths(state.codes)}
            is_new = event.kind == "code_added"
            yield spoken(event, Names(documents, after if is_new else {**after, **codes}, rounds))
            codes = after
        else:
            yield spoken(event, Names(documents, codes, rounds))


def spoken(event: Event, names: Names) -> Event:
    """An event whose names in the log are those that people use."""
    values = dict(event.payload)
    for key in ("document", "round", *_CODE, *_ABOUT):
        value = values.get(key)
        if isinstance(value, str):
            values[key] = names.of(key, value)
        elif isinstance(value, list):
            values[key] = ", ".join(names.of(key, one) for one in value if isinstance(one, str))
    if event.kind == "code_added":
        values["code"] = names.of("code", str(values.get("id") or event.number))
    return replace(event, payload=values)


def blinded(state: CodingState, events: Iterable[Event]) -> Iterator[Event]:
    """Events without the codes that coders gave in rounds that others are still coding."""
    waiting = {one.id for one in state.rounds if not RoundState(state, one).complete}
    for event in events:
        if event.kind == "unit_rated" and str(event.payload["round"]) in waiting:
            event = replace(event, payload={name: value for name, value in event.payload.items() if name != "codes"})
        yield event


def _after(state: CodingState, before: list[Event], event: Event) -> CodingState:
    """The codebook after an event; one that takes another back is no step further but another history."""
    if event.kind in ABOUT_OTHERS:
        about = {one.number for one in before}
        return state_of(_CODING, [*before, event]) if event.about in about else state
    return _CODING.apply(state, entries([event], RECORDS))


def _named(events: Iterable[Event]) -> tuple[dict[str, str], dict[str, str]]:
    """Documents and rounds with their names, which they keep."""
    documents: dict[str, str] = {}
    rounds: dict[str, str] = {}
    for event in events:
        if event.kind == "document_added":
            documents[str(event.number)] = str(event.payload["name"])
        elif event.kind == "round_opened":
            rounds[str(event.number)] = str(event.payload["name"])
        elif event.kind == "project_adopted":
            given = event.payload.get("documents")
            parts = enumerate(given if isinstance(given, list) else [], 1)
            documents |= {f"{event.number}.{place}": str(one["name"]) for place, one in parts}
    return documents, rounds
