"""How the coding's state follows from its events: what each kind of event does to it.

What names something that is gone changes nothing. While a state changes its codes and documents are what the events
call them; `alianza.coding.placing` says where they stand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from alianza.coding.placing import code_as_told, document_as_told, placed_codes, placed_documents
from alianza.coding.progress import (
    FINAL,
    Adoption,
    CodeEntry,
    CodingState,
    Memo,
    Relation,
    Revision,
    Source,
    code_paths,
    home_of,
    merged_into,
    segment_homes,
    without_gone,
)
from alianza.coding.project import guid_key, path_names
from alianza.coding.records import (
    RECORDS,
    CodeAdded,
    CodeChanged,
    CodeRemoved,
    CodesMerged,
    Codings,
    DocumentAdded,
    DocumentNamed,
    MemoChanged,
    MemoErased,
    ParticipantWithdrawn,
    PassagesCleared,
    ProjectAdopted,
    RelationRemoved,
)
from alianza.study.event import Entry


class CodingProjection:
    """The coding's state as a function of its events."""

    stream = "coding"
    version = 9
    records = RECORDS

    def start(self) -> CodingState:
        """Before anything was read."""
        return CodingState()

    def apply(self, state: CodingState, entries: Sequence[Entry]) -> CodingState:
        """The state after some more events, which all stand."""
        draft = _Draft(state)
        for entry in entries:
            _CHANGES[entry.kind](draft, entry.record)
        return draft.finished()


class _Draft:
    """A state while it changes: what is looked up by name lies in dictionaries, in order."""

    def __init__(self, state: CodingState) -> None:
        self.documents = {one.id: document_as_told(one, state.displaced) for one in state.documents}
        self.codes = {one.id: code_as_told(one, state.displaced) for one in state.codes}
        self.relations = {one.id: one for one in state.relations}
        self.memos = {one.id: one for one in state.memos}
        self.notes: dict[str, str] = {}
        self.became = dict(state.became)
        self.former = dict(state.former)
        self.removed = dict.fromkeys(state.removed)
        self.cleared = dict.fromkeys(state.cleared)
        self.gone = dict.fromkeys(state.gone)
        self.rests: dict[str, str] = {}
        self.added: dict[str, list[Any]] = {name: [] for name in _APPENDED}
        self._before = state
        self._homes: dict[str, str] = {}
        self._placed: dict[str, int] = {}

    def finished(self) -> CodingState:
        appended: dict[str, tuple[Any, ...]] = {
            name: (*getattr(self._before, name), *new) for name, new in self.added.items() if new
        }
        adoptions = appended.pop("adoptions", self._before.adoptions)
        codings = appended.pop("codings", self._before.codings)
        if self.notes:
            codings = tuple(replace(one, memo=self.notes.get(one.id, one.memo)) for one in codings)
        settlements = appended.pop("settlements", self._before.settlements)
        if self.notes:
            settlements = tuple(replace(one, words=self.notes.get(str(one.number), one.words)) for one in settlements)
        codes, displaced = placed_codes(self.codes.values())
        state = replace(
            self._before,
            adoptions=tuple(replace(one, rest=self.rests.get(str(one.number), one.rest)) for one in adoptions),
            documents=tuple(self.documents.values()),
            codes=codes,
            codings=codings,
            settlements=settlements,
            relations=tuple(self.relations.values()),
            memos=tuple(self.memos.values()),
            became=self.became,
            former=self.former,
            removed=tuple(self.removed),
            cleared=tuple(self.cleared),
            gone=tuple(self.gone),
            displaced=displaced,
            **appended,
        )
        if self.gone:
            state = without_gone(state)
        documents, renamed = placed_documents(state.documents)
        return replace(state, documents=documents, displaced={**displaced, **renamed})

    def document_of(self, coding: str) -> str:
        """The document of a coding, by its name: one made here, one that came with a document, or one of a round.

        An index of homes answers, which takes in what came since it was last asked: a text may be revised after each of
        a hundred thousand codings.
        """
        self._homes |= {one.id: one.document for one in self._unplaced("codings")}
        self._homes |= (home for one in self._unplaced("rounds") for home in segment_homes(one.id, one.units))
        return home_of(coding, self._homes)

    def _unplaced(self, name: str) -> tuple[Any, ...]:
        before = () if name in self._placed else getattr(self._before, name)
        new = self.added[name][self._placed.get(name, 0) :]
        self._placed[name] = len(self.added[name])
        return (*before, *new)

    def paths(self) -> dict[str, str]:
        """Code to its path, as the codebook stands."""
        return code_paths(placed_codes(self.codes.values())[0])

    def current(self, code: str) -> str:
        """The code that a code has become by merging."""
        return merged_into(code, self.became)


def _document_added(draft: _Draft, record: DocumentAdded) -> None:
    source = Source(str(record.number), record.name, record.content, record.participant)
    draft.documents[source.id] = source


def _document_revised(draft: _Draft, record: Revision) -> None:
    """A new version; who cleared a passage for printing read the version before, so that has to be done again.

    Where only what is said of the document was redacted or erased, its passages are as they were. A version between
    which does not lead to this one was taken back when this one was made: positions pass it by.
    """
    source = draft.documents.get(record.document)
    if source is not None:
        before = source.revisions
        while before and before[-1].new_length != record.length:
            before = before[:-1]
        draft.documents[source.id] = replace(source, revisions=(*before, record))
    if source is not None and (record.edits or record.why not in FINAL):
        draft.cleared = {name: None for name in draft.cleared if draft.document_of(name) != source.id}


def _document_named(draft: _Draft, record: DocumentNamed) -> None:
    source = draft.documents.get(record.document)
    if source is not None:
        draft.documents[source.id] = replace(source, participant=record.participant)


def _code_added(draft: _Draft, record: CodeAdded) -> None:
    values = {name: value for name, value in asdict(record).items() if name != "number"}
    parent = draft.current(record.parent)
    entry = CodeEntry(**{**values, "id": record.id or str(record.number), "parent": parent})
    draft.codes[entry.id] = entry
    draft.became.pop(entry.id, None)
    draft.former.pop(entry.id, None)


def _code_changed(draft: _Draft, record: CodeChanged) -> None:
    """New values; a name without a sign in it is none."""
    entry = draft.codes.get(record.code)
    if entry is not None:
        new = {name: value for name, value in asdict(record.values).items() if value is not None}
        new |= {"parent": draft.current(new["parent"])} if "parent" in new else {}
        if not new.get("name", entry.name).strip():
            del new["name"]
        draft.codes[entry.id] = replace(entry, **new)


def _codes_merged(draft: _Draft, record: CodesMerged) -> None:
    """The lowest first: one that is named and stands below another that is named becomes what was asked for."""
    paths, into = draft.paths(), draft.current(record.into)
    known = [code for code in record.codes if code in paths]
    for code in sorted(known, key=lambda code: -len(path_names(paths[code]))):
        _merge(draft, code, into, paths)


def _merge(draft: _Draft, code: str, into: str, paths: Mapping[str, str]) -> None:
    """One code becomes another; a code below it becomes the one of the same name that is there already."""
    if into not in draft.codes or code not in draft.codes or code == into:
        return
    _lift(draft, into, code)
    draft.codes.pop(code)
    draft.former[code], draft.became[code] = paths[code], into
    theirs = {one.name: one.id for one in _children(draft, into)}
    for child in _children(draft, code):
        if child.name in theirs:
            _merge(draft, child.id, theirs[child.name], paths)
        elif child.id in draft.codes:
            draft.codes[child.id] = replace(child, parent=into)
            theirs[child.name] = child.id


def _lift(draft: _Draft, code: str, out_of: str) -> None:
    """Where a code stands below another one, the branch that it is in goes beside that one."""
    met: set[str] = set()
    while code in draft.codes and code not in met:
        entry = draft.codes[code]
        if entry.parent == out_of:
            draft.codes[code] = replace(entry, parent=draft.codes[out_of].parent)
            return
        met.add(code)
        code = entry.parent


def _code_removed(draft: _Draft, record: CodeRemoved) -> None:
    if record.code in draft.codes:
        draft.former[record.code] = draft.paths()[record.code]
        entry = draft.codes.pop(record.code)
        for child in _children(draft, entry.id):
            draft.codes[child.id] = replace(child, parent="" if child.id == entry.parent else entry.parent)


def _children(draft: _Draft, code: str) -> list[CodeEntry]:
    return [one for one in draft.codes.values() if one.parent == code]


def _codings_removed(draft: _Draft, record: Codings) -> None:
    draft.removed.update(dict.fromkeys(record.codings))


def _passages_cleared(draft: _Draft, record: PassagesCleared) -> None:
    """Passages of the text that was read: where undoing left another version there, nobody has read its words."""
    for coding in record.codings:
        source = draft.documents.get(draft.document_of(coding))
        if source is not None and record.texts.get(source.id, source.content) == source.text_content:
            draft.cleared[coding] = None


def _appending(name: str) -> "_Apply":
    """The change that appends a record as it is to a list of the state."""
    return lambda draft, record: draft.added[name].append(record)


def _memo_written(draft: _Draft, record: Memo) -> None:
    draft.memos[record.id] = record


def _memo_changed(draft: _Draft, record: MemoChanged) -> None:
    memo = draft.memos.get(record.memo)
    if memo is not None:
        draft.memos[memo.id] = replace(memo, content=record.content)
    else:
        draft.notes[record.memo] = record.content


def _memo_erased(draft: _Draft, record: MemoErased) -> None:
    """A note goes, and the coding that it is on stays; so do a settlement without its reason, a project without a memo.

    The reason is kept with the notes: both are named by the event that they stand in.
    """
    draft.rests.update(record.rests)
    if draft.memos.pop(record.memo, None) is None:
        draft.notes[record.memo] = ""


def _relation_drawn(draft: _Draft, record: Relation) -> None:
    draft.relations[record.id] = record


def _relation_removed(draft: _Draft, record: RelationRemoved) -> None:
    draft.relations.pop(record.relation, None)


def _participant_withdrawn(draft: _Draft, record: ParticipantWithdrawn) -> None:
    draft.gone[record.participant] = None
    draft.rests.update(record.rests)


def _project_adopted(draft: _Draft, record: ProjectAdopted) -> None:
    """Codes of a file join those of the same path; its documents come as they are, or add to those of the study."""
    known = {path: code for code, path in draft.paths().items()}
    became: dict[str, str] = {}
    guids: dict[str, str] = {}
    for place, code in enumerate(record.codes, 1):
        identifier = known.get(code.path)
        if identifier is None:
            identifier = f"{record.number}.{code.entry.id or place}"
            parent = became.get(code.above, known.get(code.above, ""))
            draft.codes[identifier] = replace(code.entry, id=identifier, parent=parent)
        became[code.path] = identifier
        guids |= {guid_key(code.entry.guid): identifier} if code.entry.guid else {}
    for place, source in enumerate(record.documents, 1):
        identifier = f"{record.number}.{place}"
        draft.documents[identifier] = replace(source, id=identifier)
    for joined in record.joined:
        if own := draft.documents.get(joined.document):
            version = Revision(record.number, joined.document, joined.content, (), joined.length, "joined")
            draft.documents[own.id] = replace(own, revisions=(*own.revisions, version))
    codings = sum(one.codings for one in record.documents) + sum(one.codings for one in record.joined)
    origin = (record.file, record.source, record.origin)
    counts = (len(record.documents), codings)
    draft.added["adoptions"].append(Adoption(record.number, *origin, became, record.rest, *counts, record.at, guids))


_Apply = Callable[[_Draft, Any], None]
_APPENDED = ("codings", "rounds", "ratings", "settlements", "freezes", "adoptions")
_CHANGES: Mapping[str, _Apply] = {
    "document_added": _document_added,
    "document_revised": _document_revised,
    "document_named": _document_named,
    "project_adopted": _project_adopted,
    "code_added": _code_added,
    "code_changed": _code_changed,
    "codes_merged": _codes_merged,
    "code_removed": _code_removed,
    "codebook_frozen": _appending("freezes"),
    "passage_coded": _appending("codings"),
    "codings_removed": _codings_removed,
    "passages_cleared": _passages_cleared,
    "memo_written": _memo_written,
    "memo_changed": _memo_changed,
    "memo_erased": _memo_erased,
    "relation_drawn": _relation_drawn,
    "relation_removed": _relation_removed,
    "round_opened": _appending("rounds"),
    "unit_rated": _appending("ratings"),
    "rating_settled": _appending("settlements"),
    "participant_withdrawn": _participant_withdrawn,
}
"""Kind of event to what it does to the state."""
