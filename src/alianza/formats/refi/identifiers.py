"""The identifiers of everything in a project: those that it came with, or made from what each thing is.

No two things of a file have the same one. Copies of one project share theirs, and programs repeat them: the first thing
keeps its identifier, and a further one gets another, which is always the same for the same project.
"""

import re
from collections.abc import Iterable
from functools import cached_property

from alianza.coding.project import (
    Code,
    Coding,
    Link,
    OtherSelection,
    QualitativeProject,
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
        texts: Path of the text of each document by name, where it is no file of the project.
        variables: Identifier, kind and description of each variable by name.
        notes: Each memo with its identifier.
        links: Each relation with its identifier.
    """

    def __init__(self, project: QualitativeProject) -> None:
        self.project = project
        self._used: set[str] = set()
        self._known = {one.path: one for one in project.every_code}
        self.codes = {path: self.own(one.guid, "code", path) for path, one in self._known.items()}
        self.children: dict[str, list[str]] = {}
        for path in self.codes:
            self.children.setdefault(self.code(path).parent if len(path_names(path)) > 1 else ROOT, []).append(path)
        self.people = {name: self.own(project.users.get(name, ""), "user", name) for name in self._people() if name}
        self.documents = {one.name: self.own(one.guid, "document", one.name) for one in project.documents}
        self.texts = self._texts()
        self.variables = self._all_variables()
        self._notes: dict[str, list[str]] = {}
        self.notes = [(self.own(one.guid, "note", one.title, one.text), one) for one in project.notes]
        for guid, note in self.notes:
            for about in note.about or ("",):
                self._notes.setdefault(key(self.guid(about) if about else ""), []).append(guid)
        self.links = [(self._link(number, one), one) for number, one in enumerate(project.links)]
        for guid, link in self.links:
            self._used.add(key(link_memo(guid)))
            for about in (guid, *map(self.guid, link.evidence)) if link.memo or link.evidence else ():
                self._notes.setdefault(key(about), []).append(link_memo(guid))
        self._placed: set[str] = set()

    def code(self, path: str) -> Code:
        """A code, also one that only codings or codes below it name."""
        return self._known[path]

    def _people(self) -> dict[str, None]:
        """Everybody who coded, marked or wrote something."""
        project = self.project
        coders = [*project.coders, *(one.coder for one in project.codings), *(one.coder for one in project.others)]
        coders += [given.coder for one in project.others for given in one.codings]
        return dict.fromkeys([*coders, *(one.by for one in project.notes)])

    def _texts(self) -> dict[str, str]:
        taken = {path.casefold() for path in self.project.media}
        paths = {name: f"{guid}.txt" for name, guid in self.documents.items()}
        return {
            name: f"{made_guid('text file', path)}.txt" if path.casefold() in taken else path
            for name, path in paths.items()
        }

    def own(self, given: str, *what: str) -> str:
        """The identifier that a thing is written with: as `guid`, or another one where something before it has that."""
        guid = self.guid(given, *what)
        compared, times = key(guid), 1
        while compared in self._used:
            times += 1
            guid = made_guid("again", str(times), given, *what)
            compared = key(guid)
        self._used.add(compared)
        return guid

    def guid(self, given: str, *what: str) -> str:
        """The identifier that a thing came with, if it is one; otherwise one made from what the thing is."""
        if GUID.fullmatch(given):
            return given
        return made_guid("was", given) if given else made_guid(*what)

    def _link(self, number: int, link: Link) -> str:
        return self.own(link.guid, "link", str(number), link.source, link.target, link.kind)

    def _all_variables(self) -> dict[str, tuple[str, str, str]]:
        """Identifier, kind and description by name."""
        variables = {one.name: one for one in self.project.variables}.values()
        said = {one.name: (self.own(one.guid, "variable", one.name), one.kind, one.description) for one in variables}
        holders = [one.attributes for one in self.project.documents]
        holders += [one.attributes for one in self.project.cases]
        for name in dict.fromkeys(name for values in holders for name in values):
            if name not in said:
                said[name] = (self.own("", "variable", name), "Text", "")
        return said

    def references(self, guid: str) -> list[str]:
        """References to the memos about a thing."""
        notes = self._notes.get(key(guid), [])
        self._placed.update(notes)
        return [element("NoteRef", attributes(targetGUID=note)) for note in notes]

    def known_notes(self, guids: Iterable[str]) -> list[str]:
        """Those of some identifiers that are of memos of the project: a memo of a group may have been erased."""
        known = {key(guid) for guid, _ in self.notes} | {key(one.guid) for _, one in self.notes}
        return [one for one in guids if key(one) in known]

    def loose_notes(self) -> list[str]:
        """Memos of the project, and those about things that cannot say so in the standard."""
        every = dict.fromkeys(note for notes in self._notes.values() for note in notes)
        of_the_project = frozenset(self._notes.get("", ()))
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
