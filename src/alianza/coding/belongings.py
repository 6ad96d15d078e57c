"""What an adopted project says of a participant outside of their documents: cases, memos, groups, files.

A project of another program knows no participants. A case is somebody's where it bears their name, or where every text
in it is theirs; then recordings and photographs in it are theirs as well, and texts only where the case bears their
name. A case that several people share, or may share, stays without what is theirs alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import compress
from typing import Literal

from alianza.coding.assembly import speaker
from alianza.coding.brought_memos import erased, is_erased, names_of_notes, not_about, without_note
from alianza.coding.code_words import codes_quoting
from alianza.coding.contents import Contents, DocumentContent, RestContent
from alianza.coding.progress import Adoption, CodingState, Source
from alianza.coding.project import Case, Graph, GroupSet, Link, Note, guid_key
from alianza.coding.translation import guids_of

SOMEBODY = "?"
"""Participant of a text that nobody has said whose it is: perhaps somebody else's."""
Kind = Literal[
    "shared_case", "memo", "own_memo", "reason", "description", "medium", "shared_file", "beside_file", "code",
    "other_text", "survey", "reports", "document_name",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Belongings:
    """What of an adopted project is a participant's.

    Attributes:
        documents: Names of the documents in the file.
        cases: Cases that are theirs.
        shared: Cases that are other people's too.
    """

    documents: frozenset[str]
    cases: tuple[Case, ...]
    shared: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a withdrawal takes out of a study's adopted projects and its documents.

    Attributes:
        documents: The documents that are the participant's.
        cases: Names of the cases that are theirs.
        media: Paths of the files that are theirs.
        rests: Number of an adoption to what is left around its documents; only of those where something goes.
        left: What may still speak of them.
    """

    documents: tuple[Source, ...]
    cases: tuple[str, ...]
    media: tuple[str, ...]
    rests: Mapping[str, RestContent]
    left: tuple["Left", ...]


@dataclass(frozen=True, slots=True)
class Left:
    """What may speak of a participant and cannot be told apart: a person has to look at it."""

    kind: Kind
    name: str


def belongings(rest: RestContent, people: Mapping[str, str], participant: str, called: frozenset[str]) -> Belongings:
    """What of a project is a participant's.

    Args:
        rest: What the project says around its documents.
        people: Name of a document in the file to its participant; `SOMEBODY` for a text, and empty for another
            document, where nobody said whose it is.
        participant: The pseudonym.
        called: Names that a case of theirs may bear: the pseudonym and their interviews.
    """
    known = [frozenset(people.get(name, "") for name in case.documents) - {""} for case in rest.cases]
    own_case = [case.name in called or who == {participant} for case, who in zip(rest.cases, known, strict=True)]
    theirs = tuple(compress(rest.cases, own_case))
    shared = [participant in who and not own for who, own in zip(known, own_case, strict=True)]
    own = {name for name, who in people.items() if who == participant}
    beside = {
        name
        for case in theirs
        for name in case.documents
        if people.get(name) == "" or (case.name in called and people.get(name) == SOMEBODY)
    }
    return Belongings(frozenset(own | beside), theirs, tuple(compress(rest.cases, shared)))


def without(rest: RestContent, theirs: Belongings, documents: Mapping[str, DocumentContent]) -> RestContent:
    """What a project says around its documents, without what is a participant's.

    Args:
        rest: What it says.
        theirs: What of it is theirs.
        documents: The documents of the project by their names in the file.
    """
    guids = _guids(theirs, documents)
    lost = _notes_about(rest.notes, guids)
    notes = tuple(erased(one) if _names(one.about, guids | lost) else one for one in rest.notes)
    kept = {one.document.medium for name, one in documents.items() if name not in theirs.documents}
    media = {documents[name].document.medium for name in theirs.documents if name in documents} - kept
    return replace(
        rest,
        cases=tuple(_case(one, theirs, guids) for one in rest.cases if one not in theirs.cases),
        sets=tuple(_set(one, theirs.documents, lost) for one in rest.sets),
        notes=notes,
        links=tuple(_link(one, guids) for one in rest.links if not _names((one.source, one.target), guids | lost)),
        graphs=tuple(_graph(one, guids | lost) for one in rest.graphs),
        media={path: digest for path, digest in rest.media.items() if path not in media},
    )


def without_memo(rest: RestContent, home: str, name: str, guid: str) -> RestContent:
    """What a project says around its documents, without a memo and without what names that.

    Args:
        rest: What it says.
        home: Its adoption.
        name: The memo's name in the log; it may lie elsewhere.
        guid: The memo's identifier as compared; empty where it has none.
    """
    notes = without_note(home, rest.notes, name)
    if not guid:
        return replace(rest, notes=notes)
    return replace(
        rest,
        notes=not_about(notes, guid),
        sets=tuple(_set(one, frozenset(), {guid}) for one in rest.sets),
        links=tuple(_link(one, {guid}) for one in rest.links if not _names((one.source, one.target), {guid})),
        graphs=tuple(_graph(one, {guid}) for one in rest.graphs),
    )


def left(rest: RestContent, home: str, theirs: Belongings, documents: Iterable[DocumentContent]) -> tuple[Left, ...]:
    """What stays of a project and may still speak of a participant: nobody but a person can tell.

    Args:
        rest: What the project says around its documents, without what is theirs.
        home: Its adoption, by which its memos are named.
        theirs: What was theirs.
        documents: The documents of the project.
    """
    attached = {one.document.medium for one in documents}
    found = [Left("shared_case", one.name) for one in theirs.shared]
    found += [Left("memo", name) for name, one in names_of_notes(home, rest.notes) if not is_erased(one)]
    found += [Left("description", rest.name)] if rest.description else []
    return (*found, *(Left("medium", path) for path in rest.media if path not in attached))


def reach(state: CodingState, contents: Contents, participant: str, called: frozenset[str]) -> Reach:
    """What a withdrawal takes out of a study.

    Args:
        state: Where the coding stands.
        contents: The contents that it names.
        participant: The pseudonym.
        called: As in `belongings`; documents of these names are theirs as well, as are those of which the file that
            they came in says so.
    """
    who = {one.id: speaker(one, contents.documents[one.text_content].document) for one in state.documents}
    own = {one.id: one for one in state.documents if who[one.id] == participant or state.name_told(one) in called}
    cases: list[str] = []
    rests: dict[str, RestContent] = {}
    remains: list[Left] = []
    for adoption in state.adoptions:
        if not adoption.rest:
            continue
        sources = _sources(state, contents, adoption)
        inside = {name: contents.documents[one.text_content] for name, one in sources.items()}
        people = {
            name: participant if one.id in own else who[one.id] or _nobody(inside[name])
            for name, one in sources.items()
        }
        before = contents.rests[adoption.rest]
        theirs = belongings(before, people, participant, called)
        after = without(before, theirs, inside)
        own |= {sources[name].id: sources[name] for name in theirs.documents & sources.keys()}
        cases += [case.name for case in theirs.cases]
        rests |= {str(adoption.number): after} if after != before else {}
        remains += left(after, str(adoption.number), theirs, inside.values())
    media = [path for one in state.adoptions if str(one.number) in rests
             for path in contents.rests[one.rest].media if path not in rests[str(one.number)].media]  # fmt: skip
    documents = tuple(one for one in state.documents if one.id in own)
    texts = [contents.documents[one.text_content].document.text for one in documents]
    remains += [Left("code", path) for path in codes_quoting(state.codes, texts)]
    return Reach(documents, tuple(cases), tuple(media), rests, tuple(remains))


def _nobody(content: DocumentContent) -> str:
    """Whose a document is that nobody has said whose it is."""
    return SOMEBODY if content.document.text or content.document.kind in ("text", "pdf") else ""


def _sources(state: CodingState, contents: Contents, adoption: Adoption) -> dict[str, Source]:
    """The documents of an adopted project that are still there, those that it added to as well, by their names."""
    number = f"{adoption.number}."
    own = [
        one
        for one in state.documents
        if one.id.startswith(number) or any(version.number == adoption.number for version in one.revisions)
    ]
    return {contents.documents[one.text_content].document.name: one for one in own}


def taken_out(
    state: CodingState, contents: Contents, participant: str, called: frozenset[str]
) -> tuple[CodingState, Contents]:
    """A state that says whose everything of a participant is, and contents without what is theirs around documents."""
    found = reach(state, contents, participant, called)
    theirs = {one.id for one in found.documents}
    documents = tuple(replace(one, participant=participant) if one.id in theirs else one for one in state.documents)
    digests = {one.rest: found.rests[str(one.number)] for one in state.adoptions if str(one.number) in found.rests}
    return replace(state, documents=documents), replace(contents, rests={**contents.rests, **digests})


def _guids(theirs: Belongings, documents: Mapping[str, DocumentContent]) -> set[str]:
    """Identifiers of everything that is theirs: documents, passages, codings, cases."""
    found = {one.guid for one in theirs.cases}
    for name in theirs.documents & documents.keys():
        content = documents[name]
        found |= set(guids_of(content))
    return {guid_key(one) for one in found if one}


def _notes_about(notes: Iterable[Note], guids: set[str]) -> set[str]:
    """Identifiers of the notes about some things, and of those about such notes."""
    upon: dict[str, list[str]] = {}
    for note in notes:
        for about in map(guid_key, note.about):
            upon.setdefault(about, []).append(guid_key(note.guid))
    found: set[str] = set()
    waiting = list(guids & upon.keys())
    while waiting:
        new = {guid for guid in upon.get(waiting.pop(), ()) if guid} - found
        found |= new
        waiting += new
    return found


def _names(given: Iterable[str], guids: set[str]) -> bool:
    return any(guid_key(one) in guids for one in given)


def _link(link: Link, guids: set[str]) -> Link:
    return replace(link, evidence=tuple(one for one in link.evidence if guid_key(one) not in guids))


def _case(case: Case, theirs: Belongings, guids: set[str]) -> Case:
    return replace(
        case,
        documents=tuple(one for one in case.documents if one not in theirs.documents),
        selections=tuple(one for one in case.selections if guid_key(one) not in guids),
    )


def _set(one: GroupSet, documents: frozenset[str], notes: set[str]) -> GroupSet:
    return replace(
        one,
        documents=tuple(name for name in one.documents if name not in documents),
        notes=tuple(note for note in one.notes if guid_key(note) not in notes),
    )


def _graph(graph: Graph, guids: set[str]) -> Graph:
    """A drawing without the points that stand for what is gone, and without the lines to them."""
    points = tuple(one for one in graph.vertices if guid_key(one.get("representedGUID", "")) not in guids)
    there = {one.get("guid", "") for one in points}
    lost = {one.get("guid", "") for one in graph.vertices} - there
    lines = tuple(
        one
        for one in graph.edges
        if not lost & {one.get("sourceVertex", ""), one.get("targetVertex", "")}
        and guid_key(one.get("representedGUID", "")) not in guids
    )
    return replace(graph, vertices=points, edges=lines)
