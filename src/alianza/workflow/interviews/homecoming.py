"""What a study has when a project comes in: the names it knows, the texts it has, and the people who withdrew."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from alianza.coding.adoption import Parts, take_apart
from alianza.coding.alignment import Known, Version
from alianza.coding.assembly import Assembled, identifier
from alianza.coding.belongings import SOMEBODY, belongings, without
from alianza.coding.brought_memos import brought_notes, is_erased
from alianza.coding.concealment import told_to
from alianza.coding.erasure import names_of
from alianza.coding.progress import Adoption, Source
from alianza.coding.project import Document, QualitativeProject, guid_key, path_names
from alianza.storage.event_log import head, held
from alianza.study.event import Event, standing
from alianza.study.problem import Problem
from alianza.study.text import folded
from alianza.workflow.interviews.contents import document_content
from alianza.workflow.interviews.reading import ReadCoding
from alianza.workflow.interviews.registry import called


@dataclass(frozen=True, slots=True)
class People:
    """Whose the documents of a project are.

    Attributes:
        by_interview: Interview to its participant, as the registry says.
        known: Pseudonyms that the study knows. No other word of a file gets into the log, which nobody can erase.
    """

    by_interview: Mapping[str, str]
    known: frozenset[str]

    @classmethod
    def of_study(cls, now: ReadCoding) -> "People":
        """Those whom the registry and the log of a study know."""
        people = now.registry.participant_of
        return cls(people, frozenset({*people.values(), *now.state.gone}))

    def of(self, document: Document) -> str:
        """The participant by the document's name, else by its variable `participant`; empty where neither is known."""
        named = self.by_interview.get(document.name, self.by_interview.get(Path(document.name).stem, ""))
        said = document.attributes.get("participant", "")
        return named or (said if said in self.known else "")


def without_gone_people(now: ReadCoding, project: QualitativeProject) -> tuple[Parts, tuple[Problem, ...]]:
    """A project taken apart, without what is of participants who withdrew, and which documents that were."""
    parts, gone = take_apart(project), sorted({*now.state.gone, *now.registry.withdrawn})
    if not gone:
        return parts, ()
    inside = {one.document.name: one for one in parts.documents}
    who = _speakers(now, parts, gone)
    rest, names = replace(parts.rest, media=dict.fromkeys(parts.media, "")), set[str]()
    for participant in gone:
        theirs = belongings(rest, who, participant, called(now.registry, participant))
        rest = without(rest, theirs, inside)
        names |= theirs.documents
    stay = tuple(one for one in parts.documents if one.document.name not in names)
    media = {path: parts.media[path] for path in rest.media}
    problems = tuple(Problem("copy_of_withdrawn", "warning", found=one) for one in sorted(names))
    return Parts(parts.codes, stay, replace(rest, media={}), media), problems


def _speakers(now: ReadCoding, parts: Parts, gone: Iterable[str]) -> dict[str, str]:
    """Whose each document is: by what it says, or by the name of a document of theirs that is gone."""
    people = People.of_study(now)
    named = {name: who for who in gone for name in names_of(now.events, {who})}
    nobody = {one.document.name: SOMEBODY if one.document.text else "" for one in parts.documents}
    return {
        name: people.of(one.document) or named.get(name, nobody[name])
        for one in parts.documents
        if (name := one.document.name)
    }


def what_is_known(now: ReadCoding, before: Adoption | None) -> Known:
    """What a study has, for a project that comes.

    Args:
        now: The coding as the writing transaction sees it.
        before: What became of the very same file before.
    """
    events = standing(now.events) if now.state.codes or now.state.documents else []
    codes, known = dict(_codes(now, events)), _held(now)
    return Known(
        now.state,
        known,
        {one.id: _versions(now, one) for one in now.state.documents},
        codes,
        _called(events, now),
        frozenset(known.by_name.keys() - told_to(now.state, known.by_name)),
        before.codes if before else {},
        head(now.connection)[0] + 1,
        frozenset(_erased_memos(now)),
    )


def _erased_memos(now: ReadCoding) -> Iterator[str]:
    """Compared identifiers of memos that were erased: of those of files, and of the study's own in its exports."""
    yield from (
        guid_key(one.guid) for one in brought_notes(now.state, now.contents).values() if one.guid and is_erased(one)
    )
    for event in now.events:
        if event.kind == "memo_erased":
            yield guid_key(identifier(now.study.protocol.study.id, f"memo/{event.payload['memo']}"))


def _held(now: ReadCoding) -> Assembled:
    """The study as a project, with codings that were removed and all that coders gave in rounds."""
    return replace(now, state=replace(now.state, removed=()), rewritten=now.contents).blind


def _versions(now: ReadCoding, source: Source) -> tuple[Version, ...]:
    """The versions of a text that are not erased, the newest first."""
    digests = [(0, source.content), *((one.number, one.content) for one in source.revisions)]
    there = held(now.connection, (digest for _, digest in digests))
    return tuple(
        Version(since, document_content(now.connection, digest).document.text)
        for since, digest in reversed(digests)
        if digest in there
    )


def _codes(now: ReadCoding, events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """Identifier of exchange to code, of all that there ever were: those of files, and those that the study gave."""
    became = {one.number: one.codes for one in now.state.adoptions}
    for event in events:
        given = event.payload.get("codes") if event.kind == "project_adopted" else None
        for code in given if isinstance(given, list) else ():
            if code["entry"].get("guid"):
                yield guid_key(code["entry"]["guid"]), became[event.number][code["path"]]
    for one in (*now.state.former, *(entry.id for entry in now.state.codes)):
        yield guid_key(identifier(now.study.protocol.study.id, f"code/{one}")), one


def _called(events: Sequence[Event], now: ReadCoding) -> dict[str, frozenset[str]]:
    """Code to every name that it ever had, as names are compared."""
    became = {one.number: one.codes for one in now.state.adoptions}
    found: dict[str, set[str]] = {}
    for event in events:
        for code, name in _names_given(event, became):
            found.setdefault(code, set()).add(folded(name))
    return {code: frozenset(names) for code, names in found.items()}


def _names_given(event: Event, became: Mapping[int, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    payload = event.payload
    if event.kind == "code_added":
        yield str(payload.get("id") or event.number), str(payload["name"])
    elif event.kind == "code_changed":
        values = payload["values"]
        if isinstance(values, Mapping) and values.get("name"):
            yield str(payload["code"]), str(values["name"])
    elif event.kind == "project_adopted":
        yield from ((code, path_names(path)[-1]) for path, code in became[event.number].items())
