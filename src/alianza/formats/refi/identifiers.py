"""The identifiers of everything in a project: those that it came with, or made from what each thing is."""

import re
from functools import cached_property

from alianza.coding.project import (
    Code,
    Coding,
    Document,
    Link,
    OtherSelection,
    QualitativeProject,
    code_path,
    path_names,
)
from alianza.formats.refi.codebook import key, link_memo, made_guid
from alianza.formats.refi.pieces import attributes, element

_BARE = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
GUID = re.compile(rf"{_BARE}|\{{{_BARE}\}}")
ROOT = "\0"
"""What codes at the root stand below."""


class Identifiers:
    """What a project is written with.

    Attributes:
        project: The project.
        codes: Identifier of each code by its path.
        children: Paths below a path; below `ROOT` those at the root.
        people: Identifier of each person by name.
        documents: Identifier of each document by name.
        variables: Identifier, kind and description of each variable by name.
        links: Each relation with its identifier.
    """

    def __init__(self, project: QualitativeProject) -> None:
        self.project = project
        self._known = {one.path: one for one in project.codes}
        self.codes = {path: self.guid(self.code(path).guid, "code", path) for path in self._paths()}
        self.children: dict[str, list[str]] = {}
        for path in self.codes:
            self.children.setdefault(self.code(path).parent if len(path_names(path)) > 1 else ROOT, []).append(path)
        coders = [*project.coders, *(one.coder for one in project.codings), *(one.coder for one in project.others)]
        people = dict.fromkeys([*coders, *(one.by for one in project.notes)])
        self.people = {name: self.guid(project.users.get(name, ""), "user", name) for name in people if name}
        self.documents = {one.name: self.document(one) for one in project.documents}
        self.variables = self._all_variables()
        self._notes: dict[str, list[str]] = {}
        for note in project.notes:
            for about in note.about or ("",):
                self._notes.setdefault(key(about), []).append(self.guid(note.guid, "note", note.title, note.text))
        self.links = [(self._link(number, one), one) for number, one in enumerate(project.links)]
        for guid, link in self.links:
            for about in (guid, *map(self.guid, link.evidence)) if link.memo or link.evidence else ():
                self._notes.setdefault(key(about), []).append(link_memo(guid))
        self._placed: set[str] = set()

    def code(self, path: str) -> Code:
        """A code, also one that only codings or codes below it name."""
        return self._known.get(path) or Code(path, codable=any(one.code == path for one in self.project.codings))

    def _paths(self) -> dict[str, None]:
        """All codes, those that only others name or stand under included."""
        given = [one.path for one in self.project.codes] + [one.code for one in self.project.codings]
        given += [code for other in self.project.others for code in other.codes]
        found: dict[str, None] = {}
        for path in dict.fromkeys(given):
            names = path_names(path)
            for depth in range(1, len(names)):
                found.setdefault(code_path(names[:depth]))
            found.setdefault(path)
        return found

    def guid(self, given: str, *what: str) -> str:
        """The identifier that a thing came with, if it is one; otherwise one made from what the thing is."""
        if GUID.fullmatch(given):
            return given
        return made_guid("was", given) if given else made_guid(*what)

    def document(self, document: Document) -> str:
        """Identifier of a document."""
        return self.guid(document.guid, "document", document.name)

    def _link(self, number: int, link: Link) -> str:
        return self.guid(link.guid, "link", str(number), link.source, link.target, link.kind)

    def _all_variables(self) -> dict[str, tuple[str, str, str]]:
        """Identifier, kind and description by name."""
        said = {one.name: (self.guid(one.guid, "variable", one.name), one.kind, one.description)
                for one in self.project.variables}  # fmt: skip
        holders = [one.attributes for one in self.project.documents]
        holders += [one.attributes for one in self.project.cases]
        for name in dict.fromkeys(name for values in holders for name in values):
            said.setdefault(name, (made_guid("variable", name), "Text", ""))
        return said

    def references(self, guid: str) -> list[str]:
        """References to the memos about a thing."""
        notes = self._notes.get(key(guid), [])
        self._placed.update(notes)
        return [element("NoteRef", attributes(targetGUID=note)) for note in notes]

    def loose_notes(self) -> list[str]:
        """Memos of the project, and those about things that cannot say so in the standard."""
        every = dict.fromkeys(note for notes in self._notes.values() for note in notes)
        of_the_project = self._notes.get("", ())
        loose = (one for one in every if one not in self._placed or one in of_the_project)
        return [element("NoteRef", attributes(targetGUID=one)) for one in loose]

    @cached_property
    def coded(self) -> dict[str, list[Coding]]:
        """The codings of each document."""
        found: dict[str, list[Coding]] = {}
        for one in self.project.codings:
            found.setdefault(one.document, []).append(one)
        return found

    @cached_property
    def others(self) -> dict[str, list[OtherSelection]]:
        """The other selections of each document."""
        found: dict[str, list[OtherSelection]] = {}
        for one in self.project.others:
            found.setdefault(one.document, []).append(one)
        return found
