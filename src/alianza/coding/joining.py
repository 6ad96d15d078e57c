"""Copies of a study's documents that come home: what in them is new, what the study has, and what stays out."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from alianza.coding.adoption import Parts
from alianza.coding.alignment import Aligned, Known, Met
from alianza.coding.assembly import place_now
from alianza.coding.brought_memos import is_erased
from alianza.coding.concealment import OpenRounds
from alianza.coding.contents import CodingInFile, DocumentContent, RestContent
from alianza.coding.own_memos import said, without_forgotten
from alianza.coding.project import (
    Case,
    Coding,
    Graph,
    GroupSet,
    Link,
    Note,
    OtherSelection,
    QualitativeProject,
    guid_key,
    is_same_instant,
)
from alianza.coding.translation import REPRESENTED, another_guid
from alianza.study.problem import Problem
from alianza.study.text import folded

_Key = tuple[str, str, str, int, int]
"""Document, code, coder, start and end of a coding."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the codings of a copy.

    Attributes:
        new: Taken in.
        known: The study has them.
        removed: Somebody removed or undid them here since, or removed their code: they stay out.
        awaited: On segments of rounds that are not complete: they stay out.
        lost: On words that the study's text does not have any more.
        moved: The study has them on another passage, where they stay.
    """

    new: int = 0
    known: int = 0
    removed: int = 0
    awaited: int = 0
    lost: int = 0
    moved: int = 0


@dataclass(frozen=True, slots=True)
class Joining:
    """What a project brings to a study.

    Attributes:
        parts: Its codes, its new documents, and what is new around them.
        added: Name of a document of the study to what the copy adds to it: codings, selections, notes.
        documents: Names of the documents that the study has, with something new in them or without.
        new_codes: Number of codes that the study does not have.
        counts: What became of the codings in those documents.
        problems: What stays out, as warnings, and codes that the file calls otherwise, as notices.
    """

    parts: Parts
    added: Mapping[str, DocumentContent]
    documents: tuple[str, ...]
    new_codes: int
    counts: Counts
    problems: tuple[Problem, ...]

    @property
    def is_new(self) -> bool:
        """Whether the study lacks anything of it."""
        rest = self.parts.rest
        around = (rest.cases, rest.sets, rest.links, rest.notes, rest.variables, rest.graphs, rest.description)
        return bool(self.parts.documents or self.added or self.new_codes or self.parts.media or any(around))


def join(aligned: Aligned, known: Known) -> Joining:
    """What of a project a study does not have yet.

    A coding is known by document, code, coder and place. One with the identifier of a coding of the study, on the same
    document, with the same code, of the same coder and instant, was moved in one of the two. The identifier alone says
    nothing: it follows from the number of an event, and two copies of a study's folder number theirs alike.
    """
    told = {guid_key(one.guid) for one in known.held.project.notes}
    remembered, forgotten = without_forgotten(aligned.parts, known.own_memos, told)
    aligned = replace(aligned, parts=remembered)
    copies = _Copies(aligned, known)
    added = {name: copies.added(content, aligned.met[name]) for name, content in copies.of_study()}
    own = set(known.held.project.code)
    documents = copies.new_documents()
    copies.recognise(aligned.parts)
    around = replace(
        aligned.parts, documents=tuple(map(copies.with_new_notes, documents)), rest=copies.told_of(aligned.parts.rest)
    )
    parts = replace(around, rest=_new_around(around, known), media=_new_media(around, aligned, known))
    brought = {name: copies.with_new_notes(one) for name, one in added.items()}
    return Joining(
        parts,
        {name: one for name, one in brought.items() if one.codings or one.others or one.notes},
        tuple(added),
        len({one.path for one in parts.codes} - own),
        copies.counts(),
        (*aligned.renamed, *copies.problems(), *_told({"copy_memos_removed": forgotten})),
    )


@dataclass
class _Copies:
    """Documents that the study has, while what is new in them is looked for.

    What a file names by an identifier is found by what that became here: that of the study where both have the thing,
    another one where the study has given it to something else.
    """

    aligned: Aligned
    known: Known
    left_out: set[str] = field(default_factory=set)
    tally: dict[str, int] = field(default_factory=dict)
    erased: int = 0
    rounds: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.keys: dict[_Key, str] = {}
        self.guids: dict[str, tuple[str, Coding]] = {}
        by_name = self.known.held.by_name
        for name, one in sorted(
            by_name.items(), key=lambda pair: pair[0] not in self.known.removed
        ):  # what stands wins
            self.keys[_key(one.document, one)] = name
            self.guids[guid_key(one.guid)] = name, one
        self.taken = self.guids.keys() | {guid_key(one.guid) for one in self.known.held.project.documents}
        self.same: dict[str, str] = dict(self.aligned.guids)
        self.kept_codes = {guid_key(one.entry.guid) for one in self.aligned.parts.codes} - self.known.codes.keys()
        self.brought: dict[_Key, str] = {}
        self.known_notes: set[int] = set()
        self.open_rounds = OpenRounds(self.known.state)
        self.notes = _HeldNotes(self.known.held.project.notes)
        self.marks = _HeldMarks(self.known.held.project.others)

    def of_study(self) -> list[tuple[str, DocumentContent]]:
        met = self.aligned.met
        return [(one.document.name, one) for one in self.aligned.parts.documents if one.document.name in met]

    def new_documents(self) -> tuple[DocumentContent, ...]:
        met = self.aligned.met
        return tuple(self._whole(one) for one in self.aligned.parts.documents if one.document.name not in met)

    def _whole(self, content: DocumentContent) -> DocumentContent:
        """A new document, without codings of codes that were taken out here."""
        stay = [one for one in content.codings if not self._is_gone(one)]
        lost = len(content.codings) - len(stay)
        self.tally |= {"removed": self.tally.get("removed", 0) + lost} if lost else {}
        return replace(content, codings=tuple(replace(one, guid=self._free(one.guid, self.taken)) for one in stay))

    def added(self, content: DocumentContent, met: Met) -> DocumentContent:
        """What a copy adds to a document, without its text."""
        codings = tuple(
            placed for one in content.codings if (placed := self._new(one, content.document.name, met)) is not None
        )
        return replace(
            content, document=replace(content.document, text=""), codings=codings, others=self.marks.new(content.others)
        )

    def recognise(self, parts: Parts) -> None:
        """Find out what the relations and memos of a copy are in the study: memos may be about both."""
        held = self.known.held.project.links
        alike, guids = {_ends(one): one.guid for one in held}, {guid_key(one.guid) for one in held}
        for link in parts.rest.links:
            known = alike.get(_ends(self._link(link)))
            if known is not None and link.guid:
                self.same[guid_key(link.guid)] = known
            else:
                self._free(link.guid, guids)
        became: dict[str, str] = {}
        for note in (*(note for one in parts.documents for note in one.notes), *parts.rest.notes):
            known = self.notes.known_as(self._about_same(note))
            self.known_notes |= {id(note)} if known is not None else set()
            if note.guid:
                became[guid_key(note.guid)] = known or self._own(note.guid, self.notes.guids)
        self.same |= became

    def with_new_notes(self, content: DocumentContent) -> DocumentContent:
        """A document without memos that the study has."""
        return replace(content, notes=self._new_notes(content.notes))

    def _new_notes(self, notes: Iterable[Note]) -> tuple[Note, ...]:
        """Memos that the study does not have, but those on passages that stay out."""
        given = [one for one in notes if not is_erased(one)]
        stay_out = [one for one in given if one.guid and guid_key(one.guid) in self.known.erased]
        self.erased += len(stay_out)
        new = (one for one in given if one not in stay_out and id(one) not in self.known_notes)
        stay = (one for one in new if not self.left_out & set(map(guid_key, one.about)))
        return tuple(replace(self._about_same(one), guid=self._same(one.guid)) for one in stay)

    def told_of(self, rest: RestContent) -> RestContent:
        """What is said around the documents, of the study's things where the copy's are the same."""
        return replace(
            rest,
            notes=self._new_notes(rest.notes),
            links=tuple(map(self._link, rest.links)),
            cases=tuple(replace(one, selections=tuple(map(self._same, one.selections))) for one in rest.cases),
            sets=tuple(replace(one, notes=tuple(map(self._same, one.notes))) for one in rest.sets),
            graphs=tuple(map(self._graph, rest.graphs)),
        )

    def _link(self, link: Link) -> Link:
        source, target = self._same(link.source), self._same(link.target)
        evidence = tuple(map(self._same, link.evidence))
        return replace(link, source=source, target=target, evidence=evidence, guid=self._same(link.guid))

    def _graph(self, graph: Graph) -> Graph:
        vertices, edges = (tuple(map(self._drawn, ones)) for ones in (graph.vertices, graph.edges))
        return replace(graph, vertices=vertices, edges=edges)

    def _drawn(self, part: Mapping[str, str]) -> dict[str, str]:
        meant = part.get(REPRESENTED, "")
        is_kept = not meant or guid_key(meant) in self.kept_codes
        return dict(part) if is_kept else {**part, REPRESENTED: self._same(meant)}

    def _about_same(self, note: Note) -> Note:
        return replace(note, about=tuple(map(self._same, note.about)))

    def _same(self, guid: str) -> str:
        """The identifier here of what a reference of the copy means."""
        return self.same.get(guid_key(guid), guid)

    def _own(self, guid: str, taken: Container[str]) -> str:
        """The identifier of a thing that is new: its own, or another one where the study has given that."""
        return another_guid(self.known.number, guid) if guid and guid_key(guid) in taken else guid

    def _free(self, guid: str, taken: Container[str]) -> str:
        """As `_own`; what the copy says of the thing follows."""
        own = self._own(guid, taken)
        if own != guid:
            self.same[guid_key(guid)] = own
        return own

    def _new(self, one: CodingInFile, document: str, met: Met) -> CodingInFile | None:
        """A coding where its passage is now, or None where it is not new; either is counted."""
        place = place_now(met.source, met.since, (one.start, one.end))
        placed = one if place is None else replace(one, start=place[0], end=place[1], event=self.known.number)
        fate = self._fate(placed, document, met, is_lost=place is None)
        self.tally[fate] = self.tally.get(fate, 0) + 1
        if fate in ("awaited", "removed"):
            self.left_out |= {guid_key(name) for name in (one.guid, one.selection) if name}
        if fate == "known" and one.guid:
            name = self._known_as(placed, document)[0]
            twice = self.brought.get(_key(document, placed), one.guid)
            self.same[guid_key(one.guid)] = self.known.held.by_name[name].guid if name else twice
        if fate != "new":
            return None
        guid = self._free(one.guid, self.taken)
        self.keys[_key(document, placed)], self.brought[_key(document, placed)] = "", guid
        return replace(placed, guid=guid)

    def _fate(self, one: CodingInFile, document: str, met: Met, *, is_lost: bool) -> str:
        """What becomes of a coding; what coders gave in a round that is not complete is known to nobody yet."""
        if self._is_gone(one):
            return "removed"
        name, moved = self._known_as(one, document)
        if name is not None and name not in self.known.hidden:
            return "removed" if name in self.known.removed else "moved" if moved else "known"
        if is_lost:
            return "lost"
        blind = self.open_rounds.problem(met.source, one.start, one.end)
        if blind is not None:
            self.rounds[blind.found] = self.rounds.get(blind.found, 0) + 1
            return "awaited"
        return "new" if name is None else "known"

    def _is_gone(self, one: CodingInFile) -> bool:
        return one.code in self.aligned.gone

    def _known_as(self, one: CodingInFile, document: str) -> tuple[str | None, bool]:
        """Name in the log of the study's coding, and whether that stands on another passage."""
        same = self.keys.get(_key(document, one))
        if same is not None:
            return same, False
        name, held = self.guids.get(guid_key(one.guid), ("", None)) if one.guid else ("", None)
        if held is None or (held.document, held.code) != (document, one.code) or not _is_by(one, held):
            return None, False
        moved = (held.start, held.end) != (one.start, one.end)
        return (None, False) if moved and not is_same_instant(one.at, held.at) else (name, moved)

    def counts(self) -> Counts:
        return Counts(**self.tally)

    def problems(self) -> tuple[Problem, ...]:
        """What stays out and why."""
        found = self.counts()
        told = {
            "copy_codings_removed": found.removed,
            "copy_codings_lost": found.lost,
            "copy_codings_moved": found.moved,
            "copy_memos_erased": self.erased,
        }
        return (
            *(
                Problem("copy_codings_awaited", "warning", found=one, values={"count": n})
                for one, n in self.rounds.items()
            ),
            *_told(told),
        )


def _told(counts: Mapping[str, int]) -> Iterator[Problem]:
    """A warning of each number but 0."""
    return (Problem(code, "warning", found=str(n), values={"count": n}) for code, n in counts.items() if n)


def _key(document: str, one: Coding | CodingInFile) -> _Key:
    return document, one.code, folded(one.coder), one.start, one.end


def _is_by(one: CodingInFile, held: Coding) -> bool:
    """Whether a coding of a file may be of the same person: some programs leave out who gave it."""
    return folded(one.coder) in ("", folded(held.coder))


class _HeldMarks:
    """The marks of a study that are no passages."""

    def __init__(self, held: Sequence[OtherSelection]) -> None:
        self._guids = {guid_key(one.guid) for one in held if one.guid}
        self._alike = set(map(_mark, held))

    def new(self, given: Iterable[OtherSelection]) -> tuple[OtherSelection, ...]:
        """Those that the study does not have."""
        return tuple(one for one in given if guid_key(one.guid) not in self._guids and _mark(one) not in self._alike)


def _mark(one: OtherSelection) -> tuple[object, ...]:
    return one.document, one.kind, one.codes, tuple(sorted(one.place.items()))


class _HeldNotes:
    """The memos of a study.

    Attributes:
        guids: Their compared identifiers.
    """

    def __init__(self, held: Sequence[Note]) -> None:
        self.guids = {guid_key(one.guid) for one in held if one.guid}
        self._words = {(guid_key(one.guid), said(one.text)): one for one in held if one.guid}
        self._alike = {_said(one): one.guid for one in held}

    def known_as(self, note: Note) -> str | None:
        """The identifier of the memo of the study that a memo is, or None: one with other words is another memo.

        So is one of the same words about other things, or of somebody else: people note «see above» on many a passage.
        """
        own = self._words.get((guid_key(note.guid), said(note.text)))
        if own is not None and _may_be_by_one(own, note) and _may_be_about_one(own, note):
            return own.guid
        return self._alike.get(_said(note))


def _said(note: Note) -> tuple[str, str, str, frozenset[str]]:
    return note.title, said(note.text), note.by, _about(note)


def _may_be_by_one(one: Note, other: Note) -> bool:
    """Whether two memos may be of one person: some programs leave out who wrote them."""
    return not one.by or not other.by or folded(one.by) == folded(other.by)


def _may_be_about_one(one: Note, other: Note) -> bool:
    """Whether two memos share a thing that they are about, or one does not say what it is about."""
    return not any(one.about) or not any(other.about) or bool(_about(one) & _about(other))


def _about(note: Note) -> frozenset[str]:
    return frozenset(guid_key(one) for one in note.about if one)


def _new_around(parts: Parts, known: Known) -> RestContent:
    """What a project says around its documents and the study does not have; its memos are all new."""
    rest, held = parts.rest, known.held.project
    variables = {one.name for one in held.variables}
    variables |= {name for one in held.documents for name in one.attributes}
    variables |= {name for one in held.cases for name in one.attributes}
    is_said = rest.description.strip() in held.description
    return replace(
        rest,
        cases=_new_named(rest.cases, held.cases),
        sets=_new_named(rest.sets, held.sets),
        links=_new_links(rest.links, held),
        variables=tuple(one for one in rest.variables if one.name not in variables),
        graphs=tuple(one for one in rest.graphs if (one.guid, one.name) not in {(g.guid, g.name) for g in held.graphs}),
        description="" if is_said else rest.description,
    )


_Named = TypeVar("_Named", Case, GroupSet)


def _new_named(given: Iterable[_Named], held: Iterable[_Named]) -> tuple[_Named, ...]:
    known = [*held]
    guids, names = {guid_key(one.guid) for one in known if one.guid}, {one.name for one in known}
    return tuple(one for one in given if guid_key(one.guid) not in guids and one.name not in names)


def _new_links(given: Iterable[Link], held: QualitativeProject) -> tuple[Link, ...]:
    alike = set(map(_ends, held.links))
    return tuple(one for one in given if _ends(one) not in alike)


def _ends(link: Link) -> tuple[str, str, str]:
    return link.source, link.target, link.kind


def _new_media(parts: Parts, aligned: Aligned, known: Known) -> dict[str, bytes]:
    """Files of a project but those that the study has, or that belong to documents which it has."""
    held = known.held.project.media
    own = {one.document.medium for one in parts.documents}
    here = {one.document.medium for one in aligned.parts.documents if one.document.name in aligned.met} - own
    return {
        path: data for path, data in parts.media.items() if path in own or (path not in here and held.get(path) != data)
    }
