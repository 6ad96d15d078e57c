"""A study's coding as the project that every analysis takes and every file of exchange holds."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from uuid import NAMESPACE_URL, uuid5

from alianza.coding.brought_memos import is_erased, names_of_notes
from alianza.coding.contents import Contents, coding_names
from alianza.coding.progress import (
    CodingState,
    Memo,
    PassageCoding,
    Relation,
    Round,
    Source,
    code_paths,
    described,
    tree_order,
)
from alianza.coding.project import (
    Code,
    Coding,
    Document,
    Link,
    Note,
    OtherSelection,
    QualitativeProject,
    Variable,
    guid_key,
)
from alianza.coding.repeated_relations import without_repeated
from alianza.coding.rounds import RoundState
from alianza.coding.translation import Translation, brought_again, media_names

ROUND = "@"
"""Between the name of a round's segment and the coder, in the name of a coding that comes from a round."""


Facts = Callable[[str, str], Mapping[str, str]]
"""Name of a document and its participant to what is said of them, by attribute."""


@dataclass(frozen=True)
class Assembled:
    """A study's coding as a project, with the names of its codings in the log.

    Attributes:
        project: The project.
        names: Name in the log of each coding, in the order of the project's codings.
        brought: Name in the log of each memo that came with a file, to the memo as the project has it.
        gone: Path in its file of each code of an adopted project that the study has no more, with how many relations,
            groups, cases and marks that name it are left out.
    """

    project: QualitativeProject
    names: tuple[str, ...]
    gone: Mapping[str, int] = field(default_factory=dict)
    brought: Mapping[str, Note] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> Mapping[str, Coding]:
        """Coding by its name in the log."""
        return dict(zip(self.names, self.project.codings, strict=True))


def assemble(
    state: CodingState,
    contents: Contents,
    study: str,
    facts: Facts = lambda document, participant: {},
    *,
    blind: bool = False,
) -> Assembled:
    """The project that follows from where the coding stands.

    Args:
        state: Where the coding stands.
        contents: The contents that it names.
        study: Name of the study: identifiers of exchange follow from it and from the names in the log.
        facts: What the registry says of a document and its participant; the document bears it as attributes.
        blind: Whether codings of rounds are those that each coder gave. Else a code stands on a segment of a round
            only where every coder gave it or it was settled so.
    """
    return _Assembly(state, contents, study, facts, blind).assembled()


class _Assembly:
    """What is looked up again and again while a project is put together."""

    def __init__(self, state: CodingState, contents: Contents, study: str, facts: Facts, blind: bool) -> None:
        self.state, self.contents, self.study, self.facts, self.blind = state, contents, study, facts, blind
        self.paths = code_paths(state.codes)
        self.removed = frozenset(state.removed)
        self.name = {source.id: source.name for source in state.documents}
        self.content = {source.id: contents.documents[source.text_content] for source in state.documents}
        self.code_guids = self._code_guids()
        self.translations = self._translations()
        first: dict[str, int] = {}
        for one in state.adoptions:
            first.setdefault(one.rest, one.number)
        self.rests = [(self.translations[number], contents.rests[rest]) for rest, number in first.items() if rest]

    def assembled(self) -> Assembled:
        named = sorted(
            [*self._of_files(), *self._of_people(), *self._of_rounds()], key=lambda pair: self._place(pair[1])
        )
        codings = tuple(coding for _, coding in named)
        names = tuple(name for name, _ in named)
        known = dict(zip(names, codings, strict=True))
        rests = [rest for _, rest in self.rests]
        notes = self._notes(known)
        graphs = tuple(of.graph(one) for of, rest in self.rests for one in rest.graphs)
        project = QualitativeProject(
            name=self.study,
            documents=tuple(self._document(source) for source in self.state.documents),
            codes=self._codes(),
            codings=codings,
            cases=tuple(of.case(one) for of, rest in self.rests for one in rest.cases),
            sets=tuple(of.group(one) for of, rest in self.rests for one in rest.sets),
            links=without_repeated(self._links(known), codings, (notes, graphs)),
            notes=notes,
            others=tuple(self._others()),
            variables=self._variables(),
            graphs=graphs,
            description="\n\n".join(rest.description for rest in rests if rest.description),
            users={coder: guid for rest in rests for coder, guid in rest.users.items()},
            coders=tuple(sorted({one.coder for one in codings} | {*self._coders()})),
            media={
                of.media[path]: self.contents.media[digest]
                for of, rest in self.rests
                for path, digest in rest.media.items()
                if of.media[path] not in self._withheld
            },
        )
        return Assembled(project, names, self._gone(), self._brought)

    def guid(self, name: str) -> str:
        """As `identifier`, of this study."""
        return identifier(self.study, name)

    def _code_guids(self) -> dict[str, str]:
        """Identifier of each code: of two that came with the same one, the first keeps it."""
        used: set[str] = set()
        found = {}
        for one in self.state.codes:
            free = one.guid and guid_key(one.guid) not in used
            found[one.id] = one.guid if free else self.guid(f"code/{one.id}")
            used.add(guid_key(found[one.id]))
        return found

    def _translations(self) -> dict[int, Translation]:
        """What the names of each adopted file are now."""
        brought: dict[int, list[Source]] = {one.number: [] for one in self.state.adoptions}
        for source in self.state.documents:
            brought.get(_event(source), []).append(source)
        files = {number: [self.content[one.id] for one in sources] for number, sources in brought.items()}
        rests = {one.number: self.contents.rests[one.rest] for one in self.state.adoptions if one.rest}
        media = media_names((number, rest.media) for number, rest in rests.items())
        several = sum(1 for number in brought if number in rests) > 1
        again = brought_again((number, rests.get(number), files[number]) for number in files) if several else {}
        names = {name: name for name in self.name.values()}
        now = {guid: self._code_guid_now(code) for guid, code in self._codes_ever().items()}
        return {
            one.number: Translation(
                one.number,
                {path: self.paths.get(self.state.current_code(code)) for path, code in one.codes.items()},
                now | {guid: self._code_guid_now(code) for guid, code in one.guids.items()},
                names | {self.content[source.id].document.name: source.name for source in brought[one.number]},
                media.get(one.number, {}),
                again.get(one.number, frozenset()),
            )
            for one in self.state.adoptions
        }

    def _codes_ever(self) -> dict[str, str]:
        """Compared identifier to code, of all that there ever were: copies name codes by those of the study."""
        own = {guid_key(self.guid(f"code/{code}")): code for code in (*self.state.former, *self.code_guids)}
        came = {guid: code for one in reversed(self.state.adoptions) for guid, code in one.guids.items()}
        return {**came, **own, **{guid_key(guid): code for code, guid in self.code_guids.items()}}

    def _code_guid_now(self, code: str) -> str:
        return self.code_guids.get(self.state.current_code(code), "")

    def _gone(self) -> Mapping[str, int]:
        found: Counter[str] = Counter()
        for of, rest in self.rests:
            documents = [self.content[one.id] for one in self.state.documents if _event(one) == of.adoption]
            found += of.gone(rest, documents)
        return found

    def _translation(self, source: Source) -> Translation | None:
        """What the names of the file are now that a document came in; None for one that came alone."""
        return self.translations.get(_event(source))

    def _place(self, coding: Coding) -> tuple[int, int, int]:
        return self._order[coding.document], coding.start, coding.end

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {source.name: place for place, source in enumerate(self.state.documents)}

    def _document(self, source: Source) -> Document:
        own = self.content[source.id].document
        who = speaker(source, own)
        attributes = {**own.attributes, **self.facts(source.name, who)}
        if who and "participant" in attributes:
            attributes["participant"] = who
        medium = "" if source.is_redacted else self._medium(source)
        return replace(own, name=source.name, guid=self._document_guid(source), attributes=attributes, medium=medium)

    def _medium(self, source: Source) -> str:
        own, of = self.content[source.id].document.medium, self._translation(source)
        return of.media.get(own, own) if of else own

    @cached_property
    def _withheld(self) -> frozenset[str]:
        """Files of redacted documents: they still hold the names."""
        return frozenset(self._medium(one) for one in self.state.documents if one.is_redacted)

    def _document_guid(self, source: Source) -> str:
        given, of = self.content[source.id].document.guid, self._translation(source)
        return (of.own(given) if of else given) or self.guid(source.id)

    def _codes(self) -> tuple[Code, ...]:
        """The codes, a parent before its children."""
        return tuple(
            Code(self.paths[one.id], guid=self.code_guids[one.id], codable=one.codable, **described(one))
            for one in tree_order(self.state.codes)
        )

    def _of_files(self) -> Iterator[tuple[str, Coding]]:
        """Codings that came with documents, under the codes that those of the file became."""
        for source in self.state.documents:
            own, content = self._translation(source), self.content[source.id]
            for name, one in zip(coding_names(source.id, content.codings), content.codings, strict=True):
                of = self.translations.get(one.event) if one.event else own
                path = of.path(one.code) if of else None
                if of is None or path is None or name in self.removed:
                    continue
                passage = content.document.text[one.start : one.end]
                yield (
                    name,
                    Coding(
                        source.name, path, one.coder, one.start, one.end, passage, "", one.memo,
                        of.own(one.guid) or self.guid(name), of.own(one.selection), one.at, one.name,
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

    def _variables(self) -> tuple[Variable, ...]:
        """The variables of all files; of several of one name the first."""
        found: dict[str, Variable] = {}
        for _, rest in self.rests:
            for one in rest.variables:
                found.setdefault(one.name, one)
        return tuple(found.values())

    def _links(self, codings: Mapping[str, Coding]) -> tuple[Link, ...]:
        own = (self._relation(one, codings) for one in self.state.relations)
        given = (of.link(link) for of, rest in self.rests for link in rest.links)
        return tuple(link for link in (*given, *own) if link is not None)

    def _relation(self, one: Relation, codings: Mapping[str, Coding]) -> Link | None:
        source, target = (self.paths.get(self.state.current_code(code)) for code in (one.source, one.target))
        if source is None or target is None or source == target:
            return None
        evidence = tuple(codings[name].guid for name in one.evidence if name in codings)
        return Link(source, target, one.kind, evidence, one.memo, guid=self.guid(f"relation/{one.id}"))

    def _notes(self, codings: Mapping[str, Coding]) -> tuple[Note, ...]:
        written = tuple(
            Note(
                text=self.contents.words.get(memo.content, ""),
                about=tuple(filter(None, (self._identifier(name, codings) for name in memo.about))),
                kind=memo.kind,
                by=memo.by,
                guid=self.guid(f"memo/{memo.id}"),
                at=memo.at,
            )
            for memo in self.state.memos
            if self._is_told(memo, codings)
        )
        return (*self._brought.values(), *written)

    @cached_property
    def _brought(self) -> Mapping[str, Note]:
        """Memos that came with projects and with documents, by their names in the log."""
        homes: list[tuple[str, Translation | None, Iterable[Note]]] = [
            *((str(of.adoption), of, rest.notes) for of, rest in self.rests),
            *((one.id, self._translation(one), self.content[one.id].notes) for one in self.state.documents),
        ]
        return {
            name: of.note(note) if of else note
            for home, of, notes in homes
            for name, note in names_of_notes(home, notes)
            if not is_erased(note)
        }

    def _is_told(self, memo: Memo, codings: Mapping[str, Coding]) -> bool:
        """Whether a memo may be read by everybody: not while it speaks of a segment that is being coded blind.

        It does where it is about an answer in the round, or was written since on another coding of the same words.
        """
        opened = {one.id for one in self._open_rounds}
        if any(name.partition(":")[0] in opened for name in memo.about if ":" in name):
            return False
        passages = [codings[name] for name in memo.about if name in codings]
        return not any(
            since < memo.number and document == one.document and start < one.end and one.start < end
            for one in passages
            for since, document, start, end in self._open_segments
        )

    @cached_property
    def _open_rounds(self) -> tuple[Round, ...]:
        """The rounds that are not complete."""
        return tuple(one for one in self.state.rounds if not RoundState(self.state, one).complete)

    @cached_property
    def _open_segments(self) -> tuple[tuple[int, str, int, int], ...]:
        """Number of each of these rounds, and document and place of each of its segments as they are now."""
        found = []
        for opened in self._open_rounds:
            for document, start, end in opened.units:
                place = self._moved(document, opened.number, start, end)
                if place is not None:
                    found.append((opened.number, self.name[document], *place))
        return tuple(found)

    def _identifier(self, name: str, codings: Mapping[str, Coding]) -> str:
        """The identifier of exchange of what a memo is about; empty for a code that is gone."""
        if name in codings:
            return codings[name].guid
        code = self.state.current_code(name)
        if code in self.code_guids:
            return self.code_guids[code]
        if name in self._source:
            return self._document_guid(self._source[name])
        if name in self._drawn:
            return self.guid(f"relation/{name}")
        return "" if code in self.state.former else self.guid(name)

    @cached_property
    def _drawn(self) -> frozenset[str]:
        return frozenset(one.id for one in self.state.relations)

    def _others(self) -> Iterator[OtherSelection]:
        for source in self.state.documents:
            of = self._with_joined(source)
            for one in self.content[source.id].others:
                yield of.other(one, source.name) if of else replace(one, document=source.name)

    def _with_joined(self, source: Source) -> Translation | None:
        """The translation of a document's marks, which copies of it may have brought with codes of their own."""
        own, numbers = self._translation(source), [one.number for one in source.revisions if one.why == "joined"]
        joined = [self.translations[number] for number in numbers if number in self.translations]
        every = [*joined, *([own] if own else [])]
        codes = {path: code for one in every for path, code in one.codes.items()}
        return replace(every[-1], codes=codes) if joined else own

    def _coders(self) -> Iterable[str]:
        return (coder for _, rest in self.rests for coder in rest.coders)


def _event(source: Source) -> int:
    """Number of the event that brought a document."""
    return int(source.id.partition(".")[0])


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
            found = revision.positions.place(*now)
            now = None if found.fate == "lost" else (found.start, found.end)
    return now
