"""A project out of its XML: each part of the file goes to the part of the project that it means."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from alianza.coding.project import QualitativeProject
from alianza.formats.refi.around import case, explained, graph, group_set, link, notes
from alianza.formats.refi.container import Container
from alianza.formats.refi.gathered import Gathered
from alianza.formats.refi.positions import counted
from alianza.formats.refi.sources import KINDS, Source, finished, other_selections, sources
from alianza.formats.refi.trees import Node, named, words
from alianza.formats.refused import Refused
from alianza.study.problem import Problem

_ROOTS = ("Project", "CodeBook")
_GROUPING = ("Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs")


class Reading:
    """Collects a project from its parts.

    What refers to something is looked up at the end, since files differ in the order of their parts.
    """

    def __init__(self, path: Path, entries: Container | None) -> None:
        self._file = path.name
        self._gathered = Gathered(path.name, entries, path.stat().st_size)
        self._root: dict[str, str] = {}
        self._description = ""
        self._sources: list[Source] = []
        self._later: dict[str, list[Node]] = {"Case": [], "Note": [], "Link": [], "Set": [], "Graph": []}
        self._simple: dict[str, Callable[[Node], None]] = {
            "User": self._gathered.user,
            "Variable": self._gathered.variable,
            "Code": self._gathered.codebook.add,
            "Codes": self._codes,
            "Description": self._describe,
            "NoteRef": lambda node: self._gathered.refer(node, ""),
            **{part: nodes.append for part, nodes in self._later.items()},
        }

    def take(self, above: tuple[str, ...], node: Node) -> None:
        """Take one part of the file."""
        part = node[0]
        if not above:
            self._begin(node)
        elif above[-1] == "Sources" and part in KINDS:
            self._sources += sources(node, self._gathered)
        elif part in self._simple:
            self._simple[part](node)
        elif part not in _GROUPING:
            self._gathered.findings.note("refi_not_taken", part)

    def _begin(self, root: Node) -> None:
        """The root of the file, which comes last.

        Raises:
            Refused: `refi_not_a_project` where it is that of another kind of file.
        """
        if root[0] not in _ROOTS:
            raise Refused(Problem("refi_not_a_project", file=self._file))
        self._root = root[1]

    def _codes(self, node: Node) -> None:
        for one in named(node, "Code"):
            self._gathered.codebook.add(one)

    def _describe(self, node: Node) -> None:
        self._description = words(node)

    def project(self, positions: str) -> QualitativeProject:
        """The project, once all its parts are in.

        Raises:
            Refused: `refi_positions_unknown`.
        """
        gathered, later, origin = self._gathered, self._later, self._root.get("origin", "")
        texts = [one.passages() for one in self._sources]
        way, said = counted(texts, positions, origin.startswith("alianza"))
        parts = [finished(*one, way, gathered) for one in zip(self._sources, texts, strict=True)]
        others = [one for part in parts for one in part[2]]
        others += [one for source in self._sources for one in other_selections(source, gathered)]
        project = QualitativeProject(
            name=self._root.get("name", ""),
            documents=tuple(part[0] for part in parts),
            codes=tuple(gathered.codebook.codes.values()),
            codings=tuple(one for part in parts for one in part[1]),
            cases=tuple(case(node, gathered) for node in later["Case"]),
            sets=tuple(group_set(node, gathered) for node in later["Set"]),
            links=tuple(link(node, gathered) for node in later["Link"]),
            others=tuple(others),
            coders=tuple(gathered.users),
            positions=way,
            origin=origin,
            media=gathered.media,
            variables=tuple(gathered.variables.values()),
            graphs=tuple(graph(node, gathered) for node in later["Graph"]),
            description=self._description,
            users=gathered.users,
        )
        links, memos = explained(project.links, notes(later["Note"], gathered), project.codings)
        project = replace(project, links=links, notes=memos)
        problems = [replace(one, file=self._file) for one in said]
        return replace(project, problems=(*problems, *gathered.findings.problems()))
