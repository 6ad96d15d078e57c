"""What a project says around its documents: cases, groups, relations, memos and drawings."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from alianza.coding.project import Case, Coding, Graph, GroupSet, Link, Note
from alianza.formats.refi.codebook import key, link_memo
from alianza.formats.refi.gathered import Gathered
from alianza.formats.refi.positions import Passages
from alianza.formats.refi.sources import text
from alianza.formats.refi.trees import Node, elements, marked, named, words

_NOTE_KINDS = ("theoretical", "method", "code", "reflexive")


def case(node: Node, gathered: Gathered) -> Case:
    """A case with its documents, values, codes and passages."""
    name = node[1].get("name", "")
    guid = gathered.own_guid(node[1].get("guid", ""), "case", name)
    gathered.noted(node, guid)
    return Case(
        name,
        gathered.targets(node, "SourceRef", gathered.document_names),
        gathered.values(node, name),
        words(node, "Description"),
        guid,
        gathered.targets(node, "CodeRef", gathered.codebook.paths),
        tuple(one[1].get("targetGUID", "") for one in named(node, "SelectionRef")),
    )


def group_set(node: Node, gathered: Gathered) -> GroupSet:
    """A group of codes, documents and memos."""
    name = node[1].get("name", "")
    return GroupSet(
        name,
        gathered.targets(node, "MemberCode", gathered.codebook.paths),
        gathered.targets(node, "MemberSource", gathered.document_names),
        words(node, "Description"),
        gathered.own_guid(node[1].get("guid", ""), "set", name),
        tuple(one[1].get("targetGUID", "") for one in named(node, "MemberNote")),
    )


def link(node: Node, gathered: Gathered) -> Link:
    """A relation between two things; codes are named by their paths, all else by its identifier."""
    origin, target = (node[1].get(end, "") for end in ("originGUID", "targetGUID"))
    direction = node[1].get("direction", "Associative")
    guid = gathered.own_guid(node[1].get("guid", ""), "link", origin, target)
    gathered.noted(node, guid)
    gathered.left(node, "color")
    paths = gathered.codebook.paths
    return Link(
        paths.get(key(origin), origin),
        paths.get(key(target), target),
        node[1].get("name") or "associated",
        directed=direction == "OneWay",
        guid=guid,
        both=direction == "Bidirectional",
    )


def graph(node: Node, gathered: Gathered) -> Graph:
    """A drawing."""
    name = node[1].get("name", "")
    vertices = tuple(one[1] for one in named(node, "Vertex"))
    edges = tuple(one[1] for one in named(node, "Edge"))
    return Graph(name, vertices, edges, gathered.own_guid(node[1].get("guid", ""), "graph", name))


def notes(nodes: list[Node], gathered: Gathered) -> tuple[Note, ...]:
    """The memos with what they are about: all references but those of memos have to be in."""
    own = [gathered.own_guid(one[1].get("guid", ""), "note", one[1].get("name", "")) for one in nodes]
    for node, guid in zip(nodes, own, strict=True):
        gathered.noted(node, guid)
    about: dict[str, list[str]] = {}
    for note, target in [*gathered.codebook.notes, *gathered.references]:
        about.setdefault(key(note), []).append(target)
    known = set(map(key, own))
    gathered.findings.note("refi_dangling_reference", "NoteRef", times=sum(one not in known for one in about))
    return tuple(_note(node, guid, about.get(key(guid), []), gathered) for node, guid in zip(nodes, own, strict=True))


def _note(node: Node, guid: str, about: list[str], gathered: Gathered) -> Note:
    attributes, said = node[1], words(node, "Description")
    title = attributes.get("name", "")
    kind = said if said in _NOTE_KINDS else ""
    body = Passages(text(node, title, gathered) or "", (), ()).text
    gathered.passages_left(marked(node))
    for one in elements(node):
        if one[0] not in ("PlainTextContent", "NoteRef"):
            gathered.refer(one, guid)
    return Note(
        title,
        body if kind or not said else f"{said}\n\n{body}".rstrip("\n"),
        tuple(dict.fromkeys(about)) if any(about) else (),
        kind,
        gathered.coder(attributes.get("creatingUser", "")),
        guid,
        attributes.get("creationDateTime", ""),
    )


def explained(
    links: tuple[Link, ...], notes: tuple[Note, ...], codings: Iterable[Coding]
) -> tuple[tuple[Link, ...], tuple[Note, ...]]:
    """Relations with the memo and the evidence that alianza wrote as a memo about them, and the memos that are left."""
    memos = {key(one.guid): one for one in notes}
    theirs = {one.guid: memos[memo] for one in links if (memo := key(link_memo(one.guid))) in memos}
    if not theirs:
        return links, notes
    known = {key(one.guid) for one in codings if one.guid}
    told = tuple(
        replace(one, memo=theirs[one.guid].text, evidence=tuple(_of_codings(theirs[one.guid].about, known)))
        if one.guid in theirs
        else one
        for one in links
    )
    folded = {key(one.guid) for one in theirs.values()}
    return told, tuple(one for one in notes if key(one.guid) not in folded)


def _of_codings(guids: Iterable[str], known: set[str]) -> Iterator[str]:
    """Identifiers that are those of codings."""
    return (guid for guid in guids if key(guid) in known)
