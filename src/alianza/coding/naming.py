"""What the names in the log stand for: documents, codes and rounds as people call them, those that are gone as well."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from alianza.coding.progress import CodingState, code_paths
from alianza.coding.rounds import RoundState
from alianza.study.event import Event

_ONE = ("code", "into", "document", "round", "source", "target")
_SEVERAL = ("codes", "codings", "about", "evidence")
"""Values of an event that hold names in the log."""


NAMING = ("code_added", "code_changed", "document_added", "round_opened", "project_adopted")
"""Kinds of events that give names."""


def names_in_log(state: CodingState, events: Iterable[Event]) -> Mapping[str, str]:
    """Name in the log to what people call it: paths of codes that stand, and the last names of those that are gone.

    Args:
        state: Where the coding stands.
        events: Everything that happened; events of other kinds than `NAMING` give no name.
    """
    names: dict[str, str] = {}
    for event in events:
        names.update(_named_by(event))
    documents = {one.id: one.name for one in state.documents}
    return {**names, **documents, **code_paths(state.codes), **{one.id: one.name for one in state.rounds}}


def spoken(event: Event, names: Mapping[str, str]) -> Event:
    """An event whose names in the log are those that people use."""
    values = dict(event.payload)
    values |= {key: names.get(str(values[key]), values[key]) for key in _ONE if key in values}
    values |= {key: ", ".join(_listed(values[key], names)) for key in _SEVERAL if isinstance(values.get(key), list)}
    if event.kind == "code_added":
        own = str(values.get("id") or event.number)
        values["code"] = names.get(own, values.get("name", ""))
    return replace(event, payload=values)


def blinded(state: CodingState, events: Iterable[Event]) -> Iterator[Event]:
    """Events without the codes that coders gave in rounds that others are still coding."""
    waiting = {one.id for one in state.rounds if not RoundState(state, one).complete}
    for event in events:
        if event.kind == "unit_rated" and str(event.payload["round"]) in waiting:
            event = replace(event, payload={name: value for name, value in event.payload.items() if name != "codes"})
        yield event


def _listed(value: object, names: Mapping[str, str]) -> list[str]:
    return [names.get(one, one) for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _named_by(event: Event) -> dict[str, str]:
    """The names that an event gives."""
    payload, number = event.payload, str(event.number)
    match event.kind:
        case "code_added":
            return {str(payload.get("id") or number): str(payload["name"])}
        case "code_changed":
            values = payload["values"]
            named = isinstance(values, Mapping) and values.get("name")
            return {str(payload["code"]): str(named)} if named else {}
        case "document_added" | "round_opened":
            return {number: str(payload["name"])}
        case "project_adopted":
            return {**_parts(number, payload.get("documents"), "name"), **_parts(number, payload.get("codes"), "path")}
        case _:
            return {}


def _parts(number: str, parts: object, key: str) -> dict[str, str]:
    found = parts if isinstance(parts, list) else []
    return {f"{number}.{one.get('entry', {}).get('id') or place}": str(one[key]) for place, one in enumerate(found, 1)}
