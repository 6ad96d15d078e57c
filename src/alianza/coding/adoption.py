"""A project from a file as an event and the contents beside it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from alianza.coding.contents import CodingInFile, DocumentContent, RestContent
from alianza.coding.progress import AdoptedCode, CodeEntry, described
from alianza.coding.project import Code, Coding, Note, OtherSelection, QualitativeProject, guid_key
from alianza.study.text import folded


@dataclass(frozen=True, slots=True)
class Parts:
    """A project taken apart for the log.

    Attributes:
        codes: Its codes, a parent before its children.
        documents: Its documents with what lies in them, in order.
        rest: What is neither.
        media: Path in the container to a file that is no text.
    """

    codes: tuple[AdoptedCode, ...]
    documents: tuple[DocumentContent, ...]
    rest: RestContent
    media: Mapping[str, bytes]


def take_apart(project: QualitativeProject) -> Parts:
    """A project as codes, documents with what lies in them, and the rest."""
    beside = _notes_by_document(project)
    placed = {id(note) for notes in beside.values() for note in notes}
    rest = RestContent(
        name=project.name,
        cases=project.cases,
        sets=project.sets,
        links=project.links,
        notes=tuple(note for note in project.notes if id(note) not in placed),
        coders=project.coders,
        positions=project.positions,
        variables=project.variables,
        graphs=project.graphs,
        description=project.description,
        users=project.users,
    )
    return Parts(adopted_codes(project.every_code), tuple(_documents(project, beside)), rest, project.media)


def with_coders(project: QualitativeProject, coders: Iterable[str]) -> QualitativeProject:
    """A project whose coders bear the names that the study declares for them, where only capitals or accents differ."""
    declared = {folded(one): one for one in coders}

    def known(name: str) -> str:
        return declared.get(folded(name), name)

    if all(known(name) == name for name in {one.coder for one in project.codings} | {*project.coders}):
        return project
    return replace(
        project,
        codings=tuple(replace(one, coder=known(one.coder)) for one in project.codings),
        others=tuple(
            replace(
                one,
                coder=known(one.coder),
                codings=tuple(replace(given, coder=known(given.coder)) for given in one.codings),
            )
            for one in project.others
        ),
        notes=tuple(replace(one, by=known(one.by)) for one in project.notes),
        coders=tuple(dict.fromkeys(map(known, project.coders))),
        users={known(name): guid for name, guid in project.users.items()},
    )


def adopted_codes(codes: Iterable[Code]) -> tuple[AdoptedCode, ...]:
    """Codes as the log takes them in."""
    return tuple(
        AdoptedCode(
            code.path,
            code.parent,
            CodeEntry(f"c{place}", code.name, guid=code.guid, codable=code.codable, **described(code)),
        )
        for place, code in enumerate(codes, 1)
    )


def _documents(project: QualitativeProject, notes: Mapping[str, Sequence[Note]]) -> list[DocumentContent]:
    codings: dict[str, list[CodingInFile]] = {}
    for one in project.codings:
        codings.setdefault(one.document, []).append(_in_file(one))
    others: dict[str, list[OtherSelection]] = {}
    for mark in project.others:
        others.setdefault(mark.document, []).append(mark)
    return [
        DocumentContent(
            document,
            tuple(codings.get(document.name, ())),
            tuple(others.get(document.name, ())),
            tuple(notes.get(document.name, ())),
        )
        for document in project.documents
    ]


def _in_file(one: Coding) -> CodingInFile:
    return CodingInFile(one.code, one.coder, one.start, one.end, one.memo, one.guid, one.selection, one.at, one.name)


def _notes_by_document(project: QualitativeProject) -> dict[str, list[Note]]:
    """The notes about one document or about passages of it: they are words about whoever speaks there."""
    about = {guid_key(name) for note in project.notes for name in note.about if name}
    home: dict[str, str] = {}
    for name, document in _homes(project) if about else ():
        if (key := guid_key(name)) in about:
            home.setdefault(key, document)
    found: dict[str, list[Note]] = {}
    for note in project.notes:
        homes = {home[key] for key in map(guid_key, note.about) if key in home}
        if len(homes) == 1:
            found.setdefault(homes.pop(), []).append(note)
    return found


def _homes(project: QualitativeProject) -> Iterator[tuple[str, str]]:
    """Identifier of each document, passage, mark and coding, with the name of the document that it is in."""
    yield from ((one.guid, one.name) for one in project.documents)
    yield from ((name, one.document) for one in project.codings for name in (one.guid, one.selection))
    yield from ((name, one.document) for one in project.others for name in one.guids)
