"""Copies of a study's documents that come home: what in them is new, what the study has, and what stays out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from alianza.coding.adoption import Parts
from alianza.coding.alignment import Aligned, Known, Met
from alianza.coding.assembly import place_now
from alianza.coding.brought_memos import is_erased
from alianza.coding.concealment import OpenRounds
from alianza.coding.contents import CodingInFile, DocumentContent, RestContent
from alianza.coding.project import Case, Coding, GroupSet, Link, Note, OtherSelection, QualitativeProject, guid_key
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
        removed: Somebody removed them here since, or their code: they stay out.
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
        problems: What stays out, as warnings.
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

    A coding is known by document, code, coder and place. One whose identifier the study gave, on the same document with
    the same code, is known as well where its place differs: it was moved in one of the two.
    """
    copies = _Copies(aligned, known)
    added = {name: copies.added(content, aligned.met[name]) for name, content in copies.of_study()}
    own = set(known.held.project.code)
    around = replace(aligned.parts, documents=copies.new_documents(), rest=copies.told_of(aligned.parts.rest))
    parts = replace(around, rest=_new_around(around, known, copies.left_out), media=_new_media(around, aligned, known))
    return Joining(
        parts,
        {name: one for name, one in added.items() if one.codings or one.others or one.notes},
        tuple(added),
        len({one.path for one in parts.codes} - own),
        copies.counts(),
        copies.problems(),
    )


@dataclass
class _Copies:
    """Documents that the study has, while what is new in them is looked for."""

    aligned: Aligned
    known: Known
    left_out: set[str] = field(default_factory=set)
    tally: dict[str, int] = field(default_factory=dict)
    erased: int = 0
    rounds: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.keys: dict[_Key, str] = {}
        self.guids: dict[str, tuple[str, Coding]] = {}
        for name, one in self.known.held.by_name.items():
            self.keys[_key(one.document, one)] = name
            self.guids[guid_key(one.guid)] = name, one
        self.same: dict[str, str] = {}
        self.open_rounds = OpenRounds(self.known.state)
        self.removed = frozenset(self.known.state.removed)
        self.notes = self.known.held.project.notes

    def of_study(self) -> list[tuple[str, DocumentContent]]:
        met = self.aligned.met
        return [(one.document.name, one) for one in self.aligned.parts.documents if one.document.name in met]

    def new_documents(self) -> tuple[DocumentContent, ...]:
        met = self.aligned.met
        return tuple(map(self._whole, (one for one in self.aligned.parts.documents if one.document.name not in met)))

    def _whole(self, content: DocumentContent) -> DocumentContent:
        """A new document, without memos that were erased here, nor codings of codes that were taken out."""
        notes = tuple(self._not_erased(content.notes))
        content = content if notes == content.notes else replace(content, notes=notes)
        stay = tuple(one for one in content.codings if not self._is_gone(one))
        if len(stay) == len(content.codings):
            return content
        self.tally["removed"] = self.tally.get("removed", 0) + len(content.codings) - len(stay)
        return replace(content, codings=stay)

    def added(self, content: DocumentContent, met: Met) -> DocumentContent:
        """What a copy adds to a document, without its text."""
        codings = tuple(
            placed for one in content.codings if (placed := self._new(one, content.document.name, met)) is not None
        )
        others = _new_selections(content.others, self.known.held.project.others)
        notes = new_notes(self._not_erased(content.notes), self.notes, self.left_out)
        return DocumentContent(replace(content.document, text=""), codings, others, notes)

    def told_of(self, rest: RestContent) -> RestContent:
        """What is said around the documents, of the study's codings where the copy's are the same."""
        links = (replace(one, evidence=tuple(map(self._same, one.evidence))) for one in rest.links)
        return replace(rest, notes=tuple(self._not_erased(rest.notes)), links=tuple(links))

    def _not_erased(self, notes: Iterable[Note]) -> list[Note]:
        """Memos about the study's codings, but those that were erased for good: they stay out whatever they say."""
        given = [one for one in notes if not is_erased(one)]
        stay = [one for one in given if not one.guid or guid_key(one.guid) not in self.known.erased]
        self.erased += len(given) - len(stay)
        return self._about_same(stay)

    def _about_same(self, notes: Iterable[Note]) -> list[Note]:
        return [replace(one, about=tuple(map(self._same, one.about))) for one in notes]

    def _same(self, guid: str) -> str:
        return self.same.get(guid_key(guid), guid)

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
            self.same[guid_key(one.guid)] = self.known.held.by_name[name].guid if name else one.guid
        if fate != "new":
            return None
        self.keys[_key(document, placed)] = ""
        return replace(placed, guid="") if guid_key(one.guid) in self.guids else placed

    def _fate(self, one: CodingInFile, document: str, met: Met, *, is_lost: bool) -> str:
        """What becomes of a coding; what coders gave in a round that is not complete is known to nobody yet."""
        if self._is_gone(one):
            return "removed"
        name, moved = self._known_as(one, document)
        if name is not None and name not in self.known.hidden:
            return "removed" if name in self.removed else "moved" if moved else "known"
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
        if held is None or (held.document, held.code) != (document, one.code):
            return None, False
        return name, (held.start, held.end) != (one.start, one.end)

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
            *(Problem(code, "warning", found=str(n), values={"count": n}) for code, n in told.items() if n),
        )


def _key(document: str, one: Coding | CodingInFile) -> _Key:
    return document, one.code, folded(one.coder), one.start, one.end


def _new_selections(given: Iterable[OtherSelection], held: Iterable[OtherSelection]) -> tuple[OtherSelection, ...]:
    known = [*held]
    guids = {guid_key(one.guid) for one in known if one.guid}
    alike = {(one.document, one.kind, one.codes, tuple(sorted(one.place.items()))) for one in known}
    return tuple(
        one
        for one in given
        if guid_key(one.guid) not in guids
        and (one.document, one.kind, one.codes, tuple(sorted(one.place.items()))) not in alike
    )


def new_notes(given: Iterable[Note], held: Iterable[Note], left_out: Iterable[str] = ()) -> tuple[Note, ...]:
    """Memos that a study does not have: one with other words under a known identifier is another memo.

    Args:
        given: Memos of a project.
        held: Those of the study.
        left_out: Identifiers of passages that stay out: a memo on one of them stays out as well.
    """
    known = [*held]
    words = {(guid_key(one.guid), one.text.strip()) for one in known if one.guid}
    alike = {(one.title, one.text.strip(), one.by) for one in known}
    guids, out = {guid for guid, _ in words}, set(left_out)
    return tuple(
        replace(one, guid="") if guid_key(one.guid) in guids else one
        for one in given
        if (guid_key(one.guid), one.text.strip()) not in words
        and (one.title, one.text.strip(), one.by) not in alike
        and not out & {guid_key(name) for name in one.about}
    )


def _new_around(parts: Parts, known: Known, left_out: Iterable[str]) -> RestContent:
    """What a project says around its documents and the study does not have."""
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
        notes=new_notes(rest.notes, held.notes, left_out),
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
    alike = {(one.source, one.target, one.kind) for one in held.links}
    guids = {guid_key(one.guid) for one in held.links if one.guid}
    return tuple(
        replace(one, guid="") if guid_key(one.guid) in guids else one
        for one in given
        if (one.source, one.target, one.kind) not in alike
    )


def _new_media(parts: Parts, aligned: Aligned, known: Known) -> dict[str, bytes]:
    """Files of a project but those that the study has, or that belong to documents which it has."""
    held = known.held.project.media
    own = {one.document.medium for one in parts.documents}
    here = {one.document.medium for one in aligned.parts.documents if one.document.name in aligned.met} - own
    return {
        path: data for path, data in parts.media.items() if path in own or (path not in here and held.get(path) != data)
    }
