"""What the names of an adopted file are in the study: its codes, its identifiers, its documents and its other files.

A file names codes by its own paths and its own identifiers. In the study codes are renamed, moved, merged and taken
out, some were there before under another identifier, and copies of one project bring the same identifiers twice. So
nothing of a file is told as it came: every reference goes through here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import NAMESPACE_URL, uuid5

from alianza.coding.contents import DocumentContent, RestContent
from alianza.coding.project import Case, Graph, GroupSet, Link, Note, OtherSelection, guid_key

REPRESENTED = "representedGUID"
"""Attribute of a point or a line of a drawing that names what it stands for."""
_REFERRING = (REPRESENTED, "sourceVertex", "targetVertex")
"""Attributes of the points and lines of a drawing that name something else."""


@dataclass(frozen=True)
class Translation:
    """What the names of one adopted file are in the study.

    Attributes:
        adoption: Number of the event that took the file in.
        codes: Path in the file to the code's path now; None for a code that is gone.
        code_guids: Compared identifier of a code in the file to its identifier now; empty for a code that is gone.
        documents: Name in the file to the name in the study, of documents that are there; those of the study by theirs.
        media: Path in the file to the path in the study's project.
        again: Compared identifiers of things of the file that an earlier file brought too.
    """

    adoption: int
    codes: Mapping[str, str | None]
    code_guids: Mapping[str, str]
    documents: Mapping[str, str]
    media: Mapping[str, str]
    again: frozenset[str]

    def own(self, guid: str) -> str:
        """The identifier of a thing of the file: its own, or another one where an earlier file brought the same."""
        compared = guid_key(guid) if self.again else ""
        return another_guid(self.adoption, guid) if compared in self.again else guid

    def meant(self, guid: str) -> str:
        """The identifier now of what a reference of the file means; empty for a code that is gone."""
        known = self.code_guids.get(guid_key(guid))
        return self.own(guid) if known is None else known

    def path(self, code: str) -> str | None:
        """The path of a code now; None where it is gone."""
        return self.codes.get(code)

    def paths(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The paths of several codes now, each once, without those that are gone."""
        return tuple(dict.fromkeys(path for code in codes if (path := self.path(code)) is not None))

    def case(self, case: Case) -> Case:
        """A case with its codes, documents and passages as they are now."""
        return replace(
            case,
            guid=self.own(case.guid),
            codes=self.paths(case.codes),
            documents=self._there(case.documents),
            selections=tuple(map(self.own, case.selections)),
        )

    def group(self, group: GroupSet) -> GroupSet:
        """A group with its codes, documents and memos as they are now."""
        return replace(
            group,
            guid=self.own(group.guid),
            codes=self.paths(group.codes),
            documents=self._there(group.documents),
            notes=tuple(map(self.own, group.notes)),
        )

    def link(self, link: Link) -> Link | None:
        """A relation as it is now; None where one of its codes is gone or both have become one."""
        source, target = self._end(link.source), self._end(link.target)
        if source is None or target is None or (source == target and link.source != link.target):
            return None
        evidence = tuple(map(self.own, link.evidence))
        return replace(link, source=source, target=target, guid=self.own(link.guid), evidence=evidence)

    def note(self, note: Note) -> Note:
        """A memo about what its things are now; one about codes that are gone is about the project."""
        about = tuple(dict.fromkeys(self.meant(one) for one in note.about if not one or self.meant(one)))
        return replace(note, guid=self.own(note.guid), about=about if any(about) else ())

    def graph(self, graph: Graph) -> Graph:
        """A drawing whose points stand for what its things are now."""
        points, lines = (tuple(map(self._drawn, ones)) for ones in (graph.vertices, graph.edges))
        return replace(graph, guid=self.own(graph.guid), vertices=points, edges=lines)

    def other(self, other: OtherSelection, document: str) -> OtherSelection:
        """A marked part of a document, without the codes that are gone."""
        codings = tuple(
            replace(one, code=path, guid=self.own(one.guid))
            for one in other.codings
            if (path := self.path(one.code)) is not None
        )
        return replace(other, document=document, guid=self.own(other.guid), codings=codings)

    def gone(self, rest: RestContent, documents: Iterable[DocumentContent]) -> Counter[str]:
        """Codes of the file that are gone, with how often what the file says around its codings names them."""
        named = [code for case in rest.cases for code in case.codes]
        named += [code for group in rest.sets for code in group.codes]
        named += [code for content in documents for mark in content.others for code in mark.codes]
        ends = [{link.source, link.target} for link in rest.links]
        named += [next(iter(lost)) for one in ends if (lost := {end for end in one if self._end(end) is None})]
        return Counter(code for code in named if self.path(code) is None)

    def _end(self, end: str) -> str | None:
        """The end of a relation: a code of the file by its path, else the identifier of something."""
        return self.codes[end] if end in self.codes else self.meant(end)

    def _there(self, documents: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.documents[name] for name in documents if name in self.documents)

    def _drawn(self, part: Mapping[str, str]) -> dict[str, str]:
        given = {name: self.meant(value) if name in _REFERRING else value for name, value in part.items()}
        given |= {"guid": self.own(part["guid"])} if "guid" in part else {}
        return {name: value for name, value in given.items() if value or name not in _REFERRING}


def another_guid(adoption: int, guid: str) -> str:
    """The identifier of a thing of a file whose own one the study has given to something else."""
    return str(uuid5(NAMESPACE_URL, f"alianza:{adoption}/{guid_key(guid)}"))


def brought_again(
    files: Iterable[tuple[int, RestContent | None, Iterable[DocumentContent]]],
) -> dict[int, frozenset[str]]:
    """For each adoption the compared identifiers in its file that an earlier one brought too.

    Args:
        files: Number of each adoption, what its file says around the documents, and the documents.
    """
    known: set[str] = set()
    again: dict[int, frozenset[str]] = {}
    for number, rest, documents in files:
        around = _around(rest) if rest else ()
        own = {guid_key(guid) for guid in (*around, *(guid for one in documents for guid in guids_of(one)))}
        again[number] = frozenset(own & known)
        known |= own
    return again


def guids_of(content: DocumentContent) -> Iterable[str]:
    """The identifiers of a document and of everything in it."""
    yield from (guid for one in content.others for guid in one.guids)
    yield from (one.guid for one in content.notes if one.guid)
    yield from (guid for one in content.codings for guid in (one.guid, one.selection) if guid)
    yield from filter(None, [content.document.guid])


def _around(rest: RestContent) -> Iterable[str]:
    """The identifiers of what a file says around its documents."""
    for things in (rest.cases, rest.sets, rest.links, rest.notes, rest.graphs):
        yield from (one.guid for one in things if one.guid)
    for graph in rest.graphs:
        yield from (one["guid"] for one in (*graph.vertices, *graph.edges) if one.get("guid"))


def media_names(files: Iterable[tuple[int, Mapping[str, str]]]) -> dict[int, dict[str, str]]:
    """For each adoption the path in its file to the path in the study's project: equal paths of two files are two.

    Args:
        files: Number of each adoption, and path to digest of its files that are no text.
    """
    taken: dict[str, str] = {}
    names: dict[int, dict[str, str]] = {}
    for number, media in files:
        for path, digest in media.items():
            name, again = path, number
            while taken.setdefault(name.casefold(), digest) != digest:
                name, again = _numbered(path, again), again + 1
            names.setdefault(number, {})[path] = name
    return names


def _numbered(path: str, number: int) -> str:
    """A path with a number before its ending.

    >>> _numbered("fotos/plaza.png", 2), _numbered("fotos.2025/plaza", 2)
    ('fotos/plaza-2.png', 'fotos.2025/plaza-2')
    """
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    return f"{folder}{slash}{stem}-{number}{dot}{ending}" if dot else f"{folder}{slash}{name}-{number}"
