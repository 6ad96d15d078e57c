"""How the coding's state follows from its events: what each kind of event does to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from alianza.coding.progress import (
    AdoptedProject,
    Adoption,
    CodeEntry,
    CodingState,
    Freeze,
    Memo,
    PassageCoding,
    Rating,
    Relation,
    Revision,
    Round,
    Settlement,
    Source,
    code_paths,
    without_gone,
)
from alianza.study.event import Event


class CodingProjection:
    """The coding's state as a function of its events."""

    stream = "coding"
    version = 1

    def start(self) -> CodingState:
        """Before anything was read."""
        return CodingState()

    def apply(self, state: CodingState, events: Sequence[Event]) -> CodingState:
        """The state after some more events; kinds that this version does not know change nothing."""
        draft = _Draft(state)
        for event in events:
            change = _CHANGES.get(event.kind)
            if change is not None:
                change(draft, event)
        return draft.finished()


class _Draft:
    """A state while it changes: what is looked up by name lies in dictionaries, in order."""

    def __init__(self, state: CodingState) -> None:
        self.documents = {one.id: one for one in state.documents}
        self.codes = {one.id: one for one in state.codes}
        self.relations = {one.id: one for one in state.relations}
        self.became = dict(state.became)
        self.removed = dict.fromkeys(state.removed)
        self.cleared = dict.fromkeys(state.cleared)
        self.gone = dict.fromkeys(state.gone)
        self.added: dict[str, list[Any]] = {name: [] for name in _APPENDED}
        self._before = state

    def finished(self) -> CodingState:
        appended = {name: (*getattr(self._before, name), *new) for name, new in self.added.items() if new}
        state = replace(
            self._before,
            documents=tuple(self.documents.values()),
            codes=tuple(self.codes.values()),
            relations=tuple(self.relations.values()),
            became=self.became,
            removed=tuple(self.removed),
            cleared=tuple(self.cleared),
            gone=tuple(self.gone),
            **appended,
        )
        return without_gone(state) if self.gone else state

    def paths(self) -> dict[str, str]:
        """Path to code, as the codebook stands."""
        return {path: code for code, path in code_paths(self.codes.values()).items()}


def _payload(event: Event, kind: type[Any]) -> Any:
    """A record from an event: its payload, its number, its author and its instant, where the record has them.

    Raises:
        msgspec.ValidationError: If the payload is none of that kind.
    """
    names = {one.name for one in fields(kind)}
    values = {"id": str(event.number), "number": event.number, "by": event.by, "at": event.at, **event.payload}
    return _converted({name: value for name, value in values.items() if name in names}, kind)


def _converted(values: object, kind: type[Any]) -> Any:
    import msgspec

    return msgspec.convert(values, kind)


def _text(event: Event, name: str) -> str:
    value = event.payload[name]
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _texts(event: Event, name: str) -> list[str]:
    value = event.payload[name]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError(name)
    return value


def _appending(name: str, kind: type[Any]) -> "_Apply":
    """The change that appends a record of an event to a list of the state."""

    def change(draft: _Draft, event: Event) -> None:
        draft.added[name].append(_payload(event, kind))

    return change


def _document_added(draft: _Draft, event: Event) -> None:
    source = _payload(event, Source)
    draft.documents[source.id] = source


def _document_revised(draft: _Draft, event: Event) -> None:
    source = draft.documents[_text(event, "document")]
    revision = _payload(event, Revision)
    draft.documents[source.id] = replace(source, revisions=(*source.revisions, revision))


def _document_named(draft: _Draft, event: Event) -> None:
    """Who speaks in a document, or what it is called, was put right."""
    source = draft.documents[_text(event, "document")]
    named = {name: _text(event, name) for name in ("name", "participant") if name in event.payload}
    draft.documents[source.id] = _converted({**asdict(source), **named}, Source)


def _document_removed(draft: _Draft, event: Event) -> None:
    draft.documents.pop(_text(event, "document"), None)


def _code_added(draft: _Draft, event: Event) -> None:
    entry = _payload(event, CodeEntry)
    draft.codes[entry.id] = entry


def _code_changed(draft: _Draft, event: Event) -> None:
    """New values of a code's attributes; a code that moves names its new parent."""
    entry = draft.codes[_text(event, "code")]
    values = event.payload["values"]
    if not isinstance(values, Mapping) or not {*values} <= CHANGEABLE:
        raise ValueError("values")
    draft.codes[entry.id] = _converted({**asdict(entry), **values}, CodeEntry)


def _codes_merged(draft: _Draft, event: Event) -> None:
    into = _text(event, "into")
    for code in _texts(event, "codes"):
        if code in draft.codes and code != into:
            entry = draft.codes.pop(code)
            draft.became[code] = into
            _hand_children(draft, code, into if into != entry.parent else entry.parent)


def _code_removed(draft: _Draft, event: Event) -> None:
    entry = draft.codes.pop(_text(event, "code"), None)
    if entry is not None:
        _hand_children(draft, entry.id, entry.parent)


def _hand_children(draft: _Draft, code: str, to: str) -> None:
    for child in [one for one in draft.codes.values() if one.parent == code]:
        draft.codes[child.id] = replace(child, parent="" if child.id == to else to)


def _coding_removed(draft: _Draft, event: Event) -> None:
    draft.removed.update(dict.fromkeys(_texts(event, "codings")))


def _passages_cleared(draft: _Draft, event: Event) -> None:
    draft.cleared.update(dict.fromkeys(_texts(event, "codings")))


def _relation_drawn(draft: _Draft, event: Event) -> None:
    relation = _payload(event, Relation)
    draft.relations[relation.id] = relation


def _relation_removed(draft: _Draft, event: Event) -> None:
    draft.relations.pop(_text(event, "relation"), None)


def _participant_withdrawn(draft: _Draft, event: Event) -> None:
    draft.gone[_text(event, "participant")] = None


def _project_adopted(draft: _Draft, event: Event) -> None:
    """Codes of a file join those of the same path; its documents come as they are."""
    payload = _converted(event.payload, AdoptedProject)
    known = draft.paths()
    became: dict[str, str] = {}
    for place, code in enumerate(payload.codes, 1):
        identifier = known.get(code.path)
        if identifier is None:
            identifier = f"{event.number}.{place}"
            parent = became.get(code.above, known.get(code.above, ""))
            draft.codes[identifier] = replace(code.entry, id=identifier, parent=parent)
        became[code.path] = identifier
    for place, source in enumerate(payload.documents, 1):
        identifier = f"{event.number}.{place}"
        draft.documents[identifier] = replace(source, id=identifier)
    draft.added["adoptions"].append(
        Adoption(
            event.number,
            payload.file,
            payload.source,
            payload.origin,
            became,
            payload.rest,
            len(payload.documents),
            sum(one.codings for one in payload.documents),
            event.at,
        )
    )


CHANGEABLE = frozenset({one.name for one in fields(CodeEntry)} - {"id", "guid"})
"""Attributes of a code that people change."""

_Apply = Callable[[_Draft, Event], None]
_APPENDED = ("codings", "memos", "rounds", "ratings", "settlements", "freezes", "adoptions")
_CHANGES: Mapping[str, _Apply] = {
    "document_added": _document_added,
    "document_revised": _document_revised,
    "document_named": _document_named,
    "document_removed": _document_removed,
    "project_adopted": _project_adopted,
    "code_added": _code_added,
    "code_changed": _code_changed,
    "codes_merged": _codes_merged,
    "code_removed": _code_removed,
    "codebook_frozen": _appending("freezes", Freeze),
    "passage_coded": _appending("codings", PassageCoding),
    "codings_removed": _coding_removed,
    "passages_cleared": _passages_cleared,
    "memo_written": _appending("memos", Memo),
    "relation_drawn": _relation_drawn,
    "relation_removed": _relation_removed,
    "round_opened": _appending("rounds", Round),
    "unit_rated": _appending("ratings", Rating),
    "rating_settled": _appending("settlements", Settlement),
    "participant_withdrawn": _participant_withdrawn,
}
"""Kind of event to what it does to the state."""
