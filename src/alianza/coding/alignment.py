"""A copy's names and the study's: which of its documents, codes and coders the study has, under what name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from alianza.coding.adoption import Parts
from alianza.coding.assembly import Assembled
from alianza.coding.contents import CodingInFile, DocumentContent, RestContent
from alianza.coding.progress import AdoptedCode, CodingState, Source, code_paths
from alianza.coding.project import Document, Link, OtherSelection, SelectionCoding, code_path, guid_key, path_names
from alianza.study.problem import Problem
from alianza.study.text import folded


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document's text: codings on it moved with every revision of a higher number than `since`."""

    since: int
    text: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a study has when a project comes.

    Attributes:
        state: Where the coding stands.
        held: The study as a project, with codings that were removed and all that coders gave in rounds.
        versions: Document to the versions of its text that are not erased, the newest first.
        codes: Identifier of exchange of every code there ever was to its name in the log.
        called: Code to every name that it ever had.
        hidden: Names in the log of what coders gave in rounds that are not complete.
        earlier: Path in this very file to code, where the file was taken in before.
        number: Number of the event that takes the project in.
        erased: Compared identifiers of memos that were erased for good.
    """

    state: CodingState
    held: Assembled
    versions: Mapping[str, Sequence[Version]]
    codes: Mapping[str, str]
    called: Mapping[str, frozenset[str]]
    hidden: frozenset[str]
    earlier: Mapping[str, str]
    number: int
    erased: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Met:
    """A document of the study that a copy has as well, and the version of its text that the copy has."""

    source: Source
    since: int


@dataclass(frozen=True, slots=True)
class Aligned:
    """A project in the study's words.

    Attributes:
        parts: The project; its documents bear the study's names, its codes the study's paths.
        met: Name of a document to the one of the study that it is.
        came_as: Name of a document to the one that it has in the file.
        gone: Paths in the file of codes that were taken out of the study's codebook.
        problems: `copy_of_another_text` for each document whose name another text of the study bears.
    """

    parts: Parts
    met: Mapping[str, Met]
    came_as: Mapping[str, str]
    gone: frozenset[str]
    problems: tuple[Problem, ...]


def align(parts: Parts, known: Known, rename: bool = False) -> Aligned:
    """Give what the study has of a project the study's names.

    Args:
        parts: The project.
        known: What the study has.
        rename: Give a document whose name another text of the study bears the next free name.
    """
    paths, gone = _code_paths(parts.codes, known)
    met, names, problems = _documents(parts.documents, known, rename)
    guids = _guids(parts, known, paths, met)
    documents = tuple(_document(one, names, known, met, guids) for one in parts.documents)
    codes = tuple(_code(one, paths, known) for one in parts.codes if one.path not in gone)
    coded = tuple(replace(one, codings=_coded(one, paths, gone), others=_marked(one, paths, gone)) for one in documents)
    rest = _rest(parts.rest, names, paths, guids)
    return Aligned(
        Parts(codes, coded, rest, parts.media), met, {name: own for own, name in names.items()}, gone, problems
    )


def is_same_text(one: str, other: str) -> bool:
    r"""Whether two texts differ in nothing but how lines end, and white space behind the last word.

    >>> is_same_text("P1: sí.\r\n", "P1: sí."), is_same_text("P1: sí.", "P1: no.")
    (True, False)
    """
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()


def _code_paths(codes: Sequence[AdoptedCode], known: Known) -> tuple[dict[str, str], frozenset[str]]:
    """Path in the file to path in the study, and the paths in the file of codes that were taken out there."""
    current, found, gone = code_paths(known.state.codes), dict[str, str](), set[str]()
    for code in codes:
        own = _code_of(code, known)
        if own:
            path = current.get(known.state.current_code(own))
            found[code.path] = path or code.path
            gone |= {code.path} if path is None else set()
        else:
            above = () if code.above in gone or not code.above else path_names(found.get(code.above, code.above))
            found[code.path] = code_path([*above, code.entry.name])
    return found, frozenset(gone)


def _code_of(code: AdoptedCode, known: Known) -> str:
    """The code of the study that a code of the file is, by what the file became before, or by its identifier.

    Copies of one study give different codes the same identifier once both are worked on: the name has to be one that
    the code had here.
    """
    own = known.codes.get(guid_key(code.entry.guid), "") if code.entry.guid else ""
    if own and folded(code.entry.name) not in known.called.get(own, ()):
        own = ""
    return known.earlier.get(code.path, own)


def _documents(
    documents: Iterable[DocumentContent], known: Known, rename: bool
) -> tuple[dict[str, Met], dict[str, str], tuple[Problem, ...]]:
    """The study's documents by the names that they have there, name in the file to that name, and names in the way."""
    by_guid = {guid_key(one.guid): one.name for one in known.held.project.documents if one.guid}
    by_name = {one.name: one for one in known.state.documents}
    met: dict[str, Met] = {}
    names: dict[str, str] = {}
    problems: list[Problem] = []
    for content in documents:
        own = content.document
        for name in (by_guid.get(guid_key(own.guid), ""), own.name):
            found = _met(own, by_name.get(name), known)
            if found is not None and name not in met:
                met[name], names[own.name] = found, name
                break
        else:
            taken = {*by_name, *names.values()}
            if own.name in by_name and not rename:
                problems.append(Problem("copy_of_another_text", found=own.name))
            names[own.name] = _free(own.name, taken)
    return met, names, tuple(problems)


def _met(document: Document, source: Source | None, known: Known) -> Met | None:
    """The study's document, where one of its versions has the text of a file's document, or the file lacks the text."""
    versions = known.versions.get(source.id, ()) if source is not None else ()
    same = next((one for one in versions if not document.text or is_same_text(one.text, document.text)), None)
    return Met(source, same.since) if source is not None and same is not None else None


def _free(name: str, taken: Iterable[str]) -> str:
    known = set(taken)
    return next(one for number in count(1) if (one := name if number == 1 else f"{name} ({number})") not in known)


def _guids(parts: Parts, known: Known, paths: Mapping[str, str], met: Mapping[str, Met]) -> dict[str, str]:
    """Identifier in the file to the study's, of documents and codes that both have."""
    project, found = known.held.project, dict[str, str]()
    for code in parts.codes:
        own = project.code.get(paths[code.path])
        if own is not None and code.entry.guid:
            found[guid_key(code.entry.guid)] = own.guid
    by_text = {one.source.name for one in met.values()}
    for content in parts.documents:
        if content.document.guid and content.document.name in by_text:
            found[guid_key(content.document.guid)] = project.document[content.document.name].guid
    return found


def _document(
    content: DocumentContent,
    names: Mapping[str, str],
    known: Known,
    met: Mapping[str, Met],
    guids: Mapping[str, str],
) -> DocumentContent:
    name = names[content.document.name]
    taken = {guid_key(one.guid) for one in known.held.project.documents}
    guid = content.document.guid if name in met or guid_key(content.document.guid) not in taken else ""
    notes = tuple(replace(one, about=_renamed(one.about, guids)) for one in content.notes)
    others = tuple(replace(one, document=name) for one in content.others)
    return replace(content, document=replace(content.document, name=name, guid=guid), notes=notes, others=others)


def _coded(content: DocumentContent, paths: Mapping[str, str], gone: frozenset[str]) -> tuple[CodingInFile, ...]:
    return tuple(
        one if one.code in gone else replace(one, code=paths.get(one.code, one.code)) for one in content.codings
    )


def _marked(content: DocumentContent, paths: Mapping[str, str], gone: frozenset[str]) -> tuple[OtherSelection, ...]:
    """Marks that are no passages, without the codes that were taken out of the study."""

    def given(mark: OtherSelection) -> tuple[SelectionCoding, ...]:
        stay = (one for one in mark.codings if one.code not in gone)
        return tuple(replace(one, code=paths.get(one.code, one.code)) for one in stay)

    return tuple(replace(one, codings=given(one)) for one in content.others)


def _code(code: AdoptedCode, paths: Mapping[str, str], known: Known) -> AdoptedCode:
    names = path_names(paths[code.path])
    own = known.held.project.code.get(paths[code.path])
    guid = code.entry.guid if own is not None or guid_key(code.entry.guid) not in known.codes else ""
    return AdoptedCode(paths[code.path], code_path(names[:-1]), replace(code.entry, name=names[-1], guid=guid))


def _rest(
    rest: RestContent, names: Mapping[str, str], paths: Mapping[str, str], guids: Mapping[str, str]
) -> RestContent:
    def coded(codes: Iterable[str]) -> tuple[str, ...]:
        return _renamed(codes, paths)

    def end(name: str) -> str:
        return paths.get(name, guids.get(guid_key(name), name))

    def linked(link: Link) -> Link:
        return replace(link, source=end(link.source), target=end(link.target))

    return replace(
        rest,
        cases=tuple(
            replace(one, documents=_renamed(one.documents, names), codes=coded(one.codes)) for one in rest.cases
        ),
        sets=tuple(replace(one, documents=_renamed(one.documents, names), codes=coded(one.codes)) for one in rest.sets),
        links=tuple(map(linked, rest.links)),
        notes=tuple(replace(one, about=_renamed(one.about, guids)) for one in rest.notes),
    )


def _renamed(given: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names.get(one, names.get(guid_key(one), one)) for one in given)
