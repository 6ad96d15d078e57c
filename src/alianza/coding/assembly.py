"""A study's coding as the project that every analysis takes and every file of exchange holds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import NAMESPACE_URL, uuid5

from alianza.coding.contents import Contents, DocumentContent, coding_names
from alianza.coding.position_map import PositionMap
from alianza.coding.progress import (
    CodeEntry,
    CodingState,
    Memo,
    PassageCoding,
    Relation,
    Source,
    code_paths,
    described,
    tree_order,
)
from alianza.coding.project import (
    Case,
    Code,
    Coding,
    Document,
    GroupSet,
    Link,
    Note,
    OtherSelection,
    QualitativeProject,
)
from alianza.coding.rounds import RoundState

ROUND = "@"
"""Between the name of a round's segment and the coder, in the name of a coding that comes from a round."""


@dataclass(frozen=True)
class Assembled:
    """A study's coding as a project, with the names of its codings in the log.

    Attributes:
        project: The project.
        names: Name in the log of each coding, in the order of the project's codings.
    """

    project: QualitativeProject
    names: tuple[str, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Coding]:
        """Coding by its name in the log."""
        return dict(zip(self.names, self.project.codings, strict=True))


def assemble(
    state: CodingState,
    contents: Contents,
    study: str,
    facts: Mapping[str, Mapping[str, str]] | None = None,
    *,
    blind: bool = False,
) -> Assembled:
    """The project that follows from where the coding stands.

    Args:
        state: Where the coding stands.
        contents: The contents that it names.
        study: Name of the study: identifiers of exchange follow from it and from the names in the log.
        facts: Participant to what the registry says about them; documents bear it as attributes.
        blind: Whether codings of rounds are those that each coder gave. Else a code stands on a segment of a round
            only where every coder gave it or it was settled so.
    """
    return _Assembly(state, contents, study, facts or {}, blind).assembled()


class _Assembly:
    """What is looked up again and again while a project is put together."""

    def __init__(
        self, state: CodingState, contents: Contents, study: str, facts: Mapping[str, Mapping[str, str]], blind: bool
    ) -> None:
        self.state, self.contents, self.study, self.facts, self.blind = state, contents, study, facts, blind
        self.paths = code_paths(state.codes)
        self.removed = frozenset(state.removed)
        self.name = {source.id: source.name for source in state.documents}
        self.content = {source.id: contents.documents[source.text_content] for source in state.documents}
        self.adopted = {one.number: one.codes for one in state.adoptions}

    def assembled(self) -> Assembled:
        named = sorted(
            [*self._of_files(), *self._of_people(), *self._of_rounds()], key=lambda pair: self._place(pair[1])
        )
        codings = tuple(coding for _, coding in named)
        names = tuple(name for name, _ in named)
        project = QualitativeProject(
            name=self.study,
            documents=tuple(self._document(source) for source in self.state.documents),
            codes=self._codes(),
            codings=codings,
            cases=self._cases(),
            sets=tuple(self._set(one) for rest in self.contents.rests.values() for one in rest.sets),
            links=self._links(dict(zip(names, codings, strict=True))),
            notes=self._notes(),
            others=tuple(self._others()),
            variables=tuple(
                {one.name: one for rest in self.contents.rests.values() for one in rest.variables}.values()
            ),
            graphs=tuple(one for rest in self.contents.rests.values() for one in rest.graphs),
            description="\n\n".join(rest.description for rest in self.contents.rests.values() if rest.description),
            users={coder: guid for rest in self.contents.rests.values() for coder, guid in rest.users.items()},
            coders=tuple(sorted({one.coder for one in codings} | {*self._coders()})),
            media={
                path: self.contents.media[digest]
                for rest in self.contents.rests.values()
                for path, digest in rest.media.items()
            },
        )
        return Assembled(project, names)

    def guid(self, name: str) -> str:
        """As `identifier`, of this study."""
        return identifier(self.study, name)

    def _place(self, coding: Coding) -> tuple[int, int, int]:
        return self._order[coding.document], coding.start, coding.end

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {source.name: place for place, source in enumerate(self.state.documents)}

    def _document(self, source: Source) -> Document:
        own = self.content[source.id].document
        who = speaker(source, own)
        said = {"participant": who} if "participant" in own.attributes else {}
        attributes = {**own.attributes, **said, **self.facts.get(who, {})}
        return replace(own, name=source.name, guid=own.guid or self.guid(source.id), attributes=attributes)

    def _codes(self) -> tuple[Code, ...]:
        """The codes, a parent before its children."""
        return tuple(
            Code(self.paths[one.id], guid=self._code_guid(one), codable=one.codable, **described(one))
            for one in tree_order(self.state.codes)
        )

    def _code_guid(self, code: CodeEntry) -> str:
        return code.guid or self.guid(f"code/{code.id}")

    def _of_files(self) -> Iterator[tuple[str, Coding]]:
        """Codings that came with documents, under the codes that those of the file became."""
        for source in self.state.documents:
            own, content = int(source.id.partition(".")[0]), self.content[source.id]
            for name, one in zip(coding_names(source.id, content.codings), content.codings, strict=True):
                became = self.adopted.get(one.event or own, {})
                path = self.paths.get(self.state.current_code(became.get(one.code, "")))
                if path is None or name in self.removed:
                    continue
                passage = content.document.text[one.start : one.end]
                yield (
                    name,
                    Coding(
                        source.name, path, one.coder, one.start, one.end, passage, "", one.memo,
                        one.guid or self.guid(name), one.selection, one.at, one.name,
                    ),
                )  # fmt: skip

    def _of_people(self) -> Iterator[tuple[str, Coding]]:
        """Codings that people made here, where their passages are now."""
        for one in self.state.codings:
            path, place = self.paths.get(self.state.current_code(one.code)), self._now(one)
            if path is None or place is None or one.id in self.removed or one.document not in self.name:
                continue
            passage = self.content[one.document].document.text[slice(*place)]
            memo = self.contents.words.get(one.memo, "")
            yield (
                one.id,
                Coding(self.name[one.document], path, one.by, *place, passage, "", memo, self.guid(one.id), "", one.at),
            )

    def _now(self, coding: PassageCoding) -> tuple[int, int] | None:
        return self._moved(coding.document, coding.number, coding.start, coding.end)

    def _moved(self, document: str, since: int, start: int, end: int) -> tuple[int, int] | None:
        source = self._source.get(document)
        return place_now(source, since, (start, end)) if source else None

    @cached_property
    def _source(self) -> Mapping[str, Source]:
        return {source.id: source for source in self.state.documents}

    def _of_rounds(self) -> Iterator[tuple[str, Coding]]:
        for opened in self.state.rounds:
            current = RoundState(self.state, opened)
            for unit in current.units:
                document, start, end = opened.units[unit - 1]
                place = self._moved(document, opened.number, start, end)
                if place is not None:
                    yield from self._of_unit(current, unit, document, place)

    def _of_unit(
        self, current: RoundState, unit: int, document: str, place: tuple[int, int]
    ) -> Iterator[tuple[str, Coding]]:
        passage = self.content[document].document.text[slice(*place)]
        stands = current.standing_codes(unit)
        for coder in current.round.coders:
            for code, given in sorted(current.given_as(unit, coder).items()):
                name = f"{current.round.id}:{unit}:{given}{ROUND}{coder}"  # as given: no merge of codes alters a name
                if code in self.paths and name not in self.removed and (self.blind or code in stands):
                    yield (
                        name,
                        Coding(
                            self.name[document], self.paths[code], coder, *place, passage, current.round.name, "",
                            self.guid(name), "", current.ratings[unit, coder].at,
                        ),
                    )  # fmt: skip

    def _cases(self) -> tuple[Case, ...]:
        known = set(self.name.values())
        return tuple(
            replace(one, documents=tuple(name for name in one.documents if name in known))
            for rest in self.contents.rests.values()
            for one in rest.cases
        )

    def _set(self, one: GroupSet) -> GroupSet:
        known = set(self.name.values())
        return replace(one, documents=tuple(name for name in one.documents if name in known))

    def _links(self, codings: Mapping[str, Coding]) -> tuple[Link, ...]:
        own = (self._relation(one, codings) for one in self.state.relations)
        given = (link for rest in self.contents.rests.values() for link in rest.links)
        return (*given, *(link for link in own if link is not None))

    def _relation(self, one: Relation, codings: Mapping[str, Coding]) -> Link | None:
        source, target = (self.paths.get(self.state.current_code(code)) for code in (one.source, one.target))
        if source is None or target is None or source == target:
            return None
        evidence = tuple(codings[name].guid for name in one.evidence if name in codings)
        return Link(source, target, one.kind, evidence, one.memo, guid=self.guid(f"relation/{one.id}"))

    def _notes(self) -> tuple[Note, ...]:
        written = tuple(
            Note(
                text=self.contents.words.get(memo.content, ""),
                about=tuple(map(self._identifier, memo.about)),
                kind=memo.kind,
                by=memo.by,
                guid=self.guid(f"memo/{memo.id}"),
                at=memo.at,
            )
            for memo in self.state.memos
            if self._is_told(memo)
        )
        came = [note for rest in self.contents.rests.values() for note in rest.notes]
        beside = [note for content in self.content.values() for note in content.notes]
        return (*came, *beside, *written)

    def _is_told(self, memo: Memo) -> bool:
        """Whether a memo may be read by everybody: not while it speaks of a segment that is being coded blind."""
        return not any(name.partition(":")[0] in self._open_rounds for name in memo.about if ":" in name)

    @cached_property
    def _open_rounds(self) -> frozenset[str]:
        """Names in the log of the rounds that are not complete."""
        return frozenset(one.id for one in self.state.rounds if not RoundState(self.state, one).complete)

    def _identifier(self, name: str) -> str:
        """The identifier of exchange of what a memo is about."""
        if name in self.paths:
            return self._code_guid(next(one for one in self.state.codes if one.id == name))
        if name in self.content:
            return self.content[name].document.guid or self.guid(name)
        return self.guid(name)

    def _others(self) -> Iterator[OtherSelection]:
        for source in self.state.documents:
            for one in self.content[source.id].others:
                yield replace(one, document=source.name)

    def _coders(self) -> Iterable[str]:
        return (coder for rest in self.contents.rests.values() for coder in rest.coders)


def identifier(study: str, name: str) -> str:
    """An identifier of exchange that is always the same for one thing of one study, by its name in the log."""
    return str(uuid5(NAMESPACE_URL, f"alianza:{study}/{name}"))


def speaker(source: Source, document: Document) -> str:
    """Pseudonym of whoever speaks in a document: as the log says, else a variable `participant` of the file it came in.

    Quoting, counting and erasing all go by this; empty where neither says it.
    """
    return source.participant or document.attributes.get("participant", "")


def place_now(source: Source, since: int, place: tuple[int, int]) -> tuple[int, int] | None:
    """Where a passage lies in the text as it is now; None where nothing of it is left.

    Args:
        source: The document.
        since: Number of the event that names the passage: on the version of the text that stood then.
        place: Where it began and ended there.
    """
    now: tuple[int, int] | None = place
    for revision in source.revisions:
        if revision.number > since and now is not None:
            found = PositionMap.from_edits(revision.edits, revision.length).place(*now)
            now = None if found.fate == "lost" else (found.start, found.end)
    return now


def text_of(state: CodingState, contents: Mapping[str, DocumentContent], document: str) -> str:
    """The text of a document, by its name in the log, as it is now."""
    source = next(one for one in state.documents if one.id == document)
    return contents[source.text_content].document.text
