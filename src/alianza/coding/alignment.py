"""A copy's names and the study's: which of its documents, codes and coders the study has, under what name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from alianza.coding.adoption import Parts
from alianza.coding.assembly import Assembled
from alianza.coding.code_words import words_of
from alianza.coding.contents import CodingInFile, DocumentContent, RestContent
from alianza.coding.own_memos import OwnMemos
from alianza.coding.progress import AdoptedCode, CodingState, Source, code_paths
from alianza.coding.project import Document, Link, OtherSelection, SelectionCoding, code_path, guid_key, path_names
from alianza.coding.translation import another_guid
from alianza.study.distinct_names import DistinctNames
from alianza.study.problem import Problem
from alianza.study.text import folded

MOST = 0.8
"""Share of a redacted text's words that stand in the text before: all but what is put in place of names. No two
interviews of the example study, which have the same questions, share more than 65 percent."""


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
        held: The study as a project, with codings that were removed or undone and all that coders gave in rounds.
        removed: Names in the log of those that were removed or undone.
        versions: Document to the versions of its text that are not erased, the newest first.
        codes: Identifier of exchange of every code there ever was to its name in the log.
        foreign: Those of the identifiers that came with files, and that the study gave to no code of its own.
        called: Code to every name that it ever had.
        hidden: Names in the log of what coders gave in rounds that are not complete.
        earlier: Path in this very file to code, where the file was taken in before.
        number: Number of the event that takes the project in.
        own_memos: Memos that were written here: of those that are gone nothing comes back.
        erased: Compared identifiers of memos of files that were erased for good.
    """

    state: CodingState
    held: Assembled
    removed: frozenset[str]
    versions: Mapping[str, Sequence[Version]]
    codes: Mapping[str, str]
    foreign: frozenset[str]
    called: Mapping[str, frozenset[str]]
    hidden: frozenset[str]
    earlier: Mapping[str, str]
    number: int
    own_memos: OwnMemos
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
        guids: Compared identifier of a document or a code in the file to the study's: memos still name the former.
        renamed: `copy_code_renamed`, a notice, for each code of the study to which the file gives a name of its own.
        problems: `copy_of_redacted` for each document that is one of the study before its names were taken out, and
            `copy_of_another_text` where another text of the study bears its name.
    """

    parts: Parts
    met: Mapping[str, Met]
    came_as: Mapping[str, str]
    gone: frozenset[str]
    guids: Mapping[str, str]
    renamed: tuple[Problem, ...]
    problems: tuple[Problem, ...]


def align(parts: Parts, known: Known, rename: bool = False) -> Aligned:
    """Give what the study has of a project the study's names.

    Args:
        parts: The project.
        known: What the study has.
        rename: Give a document whose name another text of the study bears the next free name; not where that one was
            redacted, since its names would come back.
    """
    same = _same_codes(parts.codes, known)
    paths, gone = _code_paths(parts.codes, known, same)
    met, names, problems = _documents(parts.documents, known, rename)
    guids = _guids(parts, known, paths, gone, {name: own for name, own in names.items() if own in met})
    documents = tuple(_document(one, names, guids) for one in parts.documents)
    codes = tuple(_code(one, paths, known, guids) for one in parts.codes if one.path not in gone)
    coded = tuple(replace(one, codings=_coded(one, paths, gone), others=_marked(one, paths, gone)) for one in documents)
    rest = _rest(parts.rest, names, paths)
    came_as = {name: own for own, name in names.items()}
    renamed = tuple(_renamed_elsewhere(parts.codes, known, same))
    return Aligned(Parts(codes, coded, rest, parts.media), met, came_as, gone, guids, renamed, problems)


def is_same_text(one: str, other: str) -> bool:
    r"""Whether two texts differ in nothing but how lines end, and white space behind the last word.

    >>> is_same_text("P1: sí.\r\n", "P1: sí."), is_same_text("P1: sí.", "P1: no.")
    (True, False)
    """
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()


def _code_paths(
    codes: Sequence[AdoptedCode], known: Known, same: Mapping[str, str]
) -> tuple[dict[str, str], frozenset[str]]:
    """Path in the file to path in the study, and the paths in the file of codes that were taken out there."""
    current, found, gone = code_paths(known.state.codes), dict[str, str](), set[str]()
    for code in codes:
        own = same.get(code.path)
        if own:
            path = current.get(known.state.current_code(own))
            found[code.path] = path or code.path
            gone |= {code.path} if path is None else set()
        else:
            above = () if code.above in gone or not code.above else path_names(found.get(code.above, code.above))
            found[code.path] = code_path([*above, code.entry.name])
    return found, frozenset(gone)


def _same_codes(codes: Iterable[AdoptedCode], known: Known) -> dict[str, str]:
    """Path in the file to the code of the study that it is, where more than its path says so.

    A code that came with a file keeps that file's identifier in every program, so it is the same under any name; but
    not where another code of this file has the path that it has here.
    """
    found = {code.path: own for code in codes if (own := _code_of(code, known))}
    current, others = code_paths(known.state.codes), {code.path for code in codes} - found.keys()
    for code in codes:
        guid = guid_key(code.entry.guid) if code.entry.guid else ""
        if code.path in others and guid in known.foreign:
            own = known.codes[guid]
            if current.get(known.state.current_code(own)) not in others - {code.path}:
                found[code.path] = own
    return found


def _renamed_elsewhere(codes: Iterable[AdoptedCode], known: Known, same: Mapping[str, str]) -> Iterator[Problem]:
    current = code_paths(known.state.codes)
    for code in codes:
        own = same.get(code.path, "")
        path = current.get(known.state.current_code(own)) if own else None
        if path is not None and folded(code.entry.name) not in known.called.get(own, ()):
            yield Problem("copy_code_renamed", "notice", found=code.entry.name, expected=path)


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
    distinct = DistinctNames(by_name)
    problems: list[Problem] = []
    for content in documents:
        own = content.document
        for name in (by_guid.get(guid_key(own.guid), ""), own.name):
            found = _met(own, by_name.get(name), known)
            if found is not None and name not in met:
                met[name], names[own.name] = found, name
                break
        else:
            redacted = _before_redaction(
                own, by_name.get(own.name), by_name.get(by_guid.get(guid_key(own.guid), "")), known
            )
            if redacted is not None:
                problems.append(Problem("copy_of_redacted", found=own.name, expected=redacted.name))
            elif own.name in by_name and not rename:
                problems.append(Problem("copy_of_another_text", found=own.name))
            names[own.name] = distinct.own(own.name)
    return met, names, tuple(problems)


def _met(document: Document, source: Source | None, known: Known) -> Met | None:
    """The study's document, where one of its versions has the text of a file's document, or the file lacks the text."""
    versions = known.versions.get(source.id, ()) if source is not None else ()
    same = next((one for one in versions if not document.text or is_same_text(one.text, document.text)), None)
    return Met(source, same.since) if source is not None and same is not None else None


def _before_redaction(own: Document, named: Source | None, same: Source | None, known: Known) -> Source | None:
    """The document of the study that a file has with the names that were taken out of it here.

    Args:
        own: The file's document, of whose text the study has no version.
        named: The study's document of that name.
        same: The study's document of that identifier, which is believed where the words are mostly the same.
        known: What the study has.
    """
    if named is not None and named.is_redacted:
        return named
    versions = known.versions.get(same.id, ()) if same is not None and same.is_redacted else ()
    words = set(words_of(versions[0].text)) if versions else set()
    stay = words & set(words_of(own.text))
    return same if words and len(stay) >= MOST * len(words) else None


def _guids(
    parts: Parts, known: Known, paths: Mapping[str, str], gone: frozenset[str], own: Mapping[str, str]
) -> dict[str, str]:
    """Identifier of a document or a code in the file to the study's.

    What both have bears that of the study; what is new gets another one where the study has given its own elsewhere.

    Args:
        parts: The project.
        known: What the study has.
        paths: Path in the file to path in the study.
        gone: Paths in the file of codes that were taken out.
        own: Name in the file to the name in the study, of documents that both have.
    """
    project, found = known.held.project, dict[str, str]()
    taken = {guid_key(one.guid) for one in project.documents} | {guid_key(one.guid) for one in project.codings}
    for content in parts.documents:
        guid, name = content.document.guid, own.get(content.document.name)
        if guid and (name or guid_key(guid) in taken):
            found[guid_key(guid)] = project.document[name].guid if name else another_guid(known.number, guid)
    for code in parts.codes:
        guid, here = code.entry.guid, project.code.get(paths[code.path])
        if guid and (here or (guid_key(guid) in known.codes and code.path not in gone)):
            found[guid_key(guid)] = here.guid if here else another_guid(known.number, guid)
    return found


def _document(content: DocumentContent, names: Mapping[str, str], guids: Mapping[str, str]) -> DocumentContent:
    own, name = content.document, names[content.document.name]
    others = tuple(replace(one, document=name) for one in content.others)
    document = replace(own, name=name, guid=guids.get(guid_key(own.guid), own.guid))
    return replace(content, document=document, others=others)


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


def _code(code: AdoptedCode, paths: Mapping[str, str], known: Known, guids: Mapping[str, str]) -> AdoptedCode:
    """A code under the study's path; an identifier that the study gave before means what it means there."""
    names, given = path_names(paths[code.path]), guid_key(code.entry.guid)
    guid = guids.get(given, code.entry.guid) if given in known.codes else code.entry.guid
    return AdoptedCode(paths[code.path], code_path(names[:-1]), replace(code.entry, name=names[-1], guid=guid))


def _rest(rest: RestContent, names: Mapping[str, str], paths: Mapping[str, str]) -> RestContent:
    def coded(codes: Iterable[str]) -> tuple[str, ...]:
        return _renamed(codes, paths)

    def linked(link: Link) -> Link:
        return replace(link, source=paths.get(link.source, link.source), target=paths.get(link.target, link.target))

    return replace(
        rest,
        cases=tuple(
            replace(one, documents=_renamed(one.documents, names), codes=coded(one.codes)) for one in rest.cases
        ),
        sets=tuple(replace(one, documents=_renamed(one.documents, names), codes=coded(one.codes)) for one in rest.sets),
        links=tuple(map(linked, rest.links)),
    )


def _renamed(given: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names.get(one, names.get(guid_key(one), one)) for one in given)
