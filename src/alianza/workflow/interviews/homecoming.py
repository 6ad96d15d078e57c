"""What a study has when a project comes in: the names it knows, the texts it has, and the people who withdrew."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from alianza.coding.adoption import Parts, take_apart
from alianza.coding.alignment import Known, Version
from alianza.coding.assembly import Assembled, identifier
from alianza.coding.belongings import SOMEBODY, belongings, without
from alianza.coding.brought_memos import brought_notes, is_erased
from alianza.coding.concealment import told_to
from alianza.coding.erasure import names_of
from alianza.coding.memos import memo_contents
from alianza.coding.own_memos import OwnMemo, OwnMemos, said
from alianza.coding.progress import Adoption, PassageCoding, Source
from alianza.coding.project import Document, QualitativeProject, guid_key, path_names
from alianza.coding.records import RECORDS
from alianza.storage.event_log import head, held
from alianza.study.event import Event, entries, standing
from alianza.study.problem import Problem
from alianza.study.text import folded
from alianza.workflow.interviews.contents import document_content, memo_words
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
    codes, undone = dict(_codes(now)), _undone(now)
    known = _held(now, undone)
    return Known(
        state=now.state,
        held=known,
        removed=frozenset((*now.state.removed, *(one.id for one in undone))),
        versions={one.id: _versions(now, one) for one in now.state.documents},
        codes=codes,
        foreign=_foreign(now, codes),
        called=_called(events, now),
        hidden=frozenset(known.by_name.keys() - told_to(now.state, known.by_name)),
        earlier=before.codes if before else {},
        number=head(now.connection)[0] + 1,
        own_memos=_own_memos(now),
        erased=frozenset(_erased_memos(now)),
    )


def _own_memos(now: ReadCoding) -> OwnMemos:
    """The memos that were written here, undone ones as well, and the codings whose note was erased."""
    written = [str(one.number) for one in now.events if one.kind == "memo_written"]
    erased = {str(one.payload["memo"]) for one in now.events if one.kind == "memo_erased"}
    versions, stands = memo_contents(now.events), {one.id: one.content for one in now.state.memos}
    study = now.study.protocol.study.id
    memos = {
        guid_key(identifier(study, f"memo/{memo}")): _own_memo(
            now.connection, versions[memo], stands.get(memo, ""), is_erased=memo in erased
        )
        for memo in written
    }
    return OwnMemos(memos, frozenset(guid_key(identifier(study, one)) for one in erased.difference(written)))


def _own_memo(connection: Connection, digests: Sequence[str], current: str, *, is_erased: bool) -> OwnMemo:
    """A memo by the digests of all its versions; words of somebody who withdrew are erased without a word on them."""
    if is_erased or held(connection, digests) != set(digests):
        return OwnMemo(is_erased=True)
    words = {digest: said(memo_words(connection, digest)) for digest in digests}
    former = frozenset(text for digest, text in words.items() if digest != current)
    return OwnMemo(words.get(current, ""), former=former)


def _held(now: ReadCoding, undone: Sequence[PassageCoding]) -> Assembled:
    """The study as a project, with codings that were removed or undone and all that coders gave in rounds."""
    codings = (*undone, *now.state.codings)
    return replace(now, state=replace(now.state, removed=(), codings=codings), rewritten=now.contents).blind


def _undone(now: ReadCoding) -> list[PassageCoding]:
    """Codings that people made here and took back."""
    stands = {one.number for one in standing(now.events)}
    made = (one for one in now.events if one.kind == "passage_coded" and one.number not in stands)
    return [one.record for one in entries(made, RECORDS)]


def _erased_memos(now: ReadCoding) -> Iterator[str]:
    """Compared identifiers of memos of files that were erased here."""
    for one in brought_notes(now.state, now.contents).values():
        if one.guid and is_erased(one):
            yield guid_key(one.guid)


def _versions(now: ReadCoding, source: Source) -> tuple[Version, ...]:
    """The versions of a text that are not erased, the newest first."""
    digests = [(0, source.content), *((one.number, one.content) for one in source.revisions)]
    there = held(now.connection, (digest for _, digest in digests))
    return tuple(
        Version(since, document_content(now.connection, digest).document.text)
        for since, digest in reversed(digests)
        if digest in there
    )


def _codes(now: ReadCoding) -> Iterator[tuple[str, str]]:
    """Identifier of exchange to code, of all that there ever were: those of files, and those that the study gave."""
    for adoption in now.state.adoptions:
        yield from adoption.guids.items()
    yield from _given(now).items()


def _given(now: ReadCoding) -> dict[str, str]:
    """Identifier of exchange that the study gives, or would give, to code: those of codes that are gone as well."""
    ever = (*now.state.former, *(entry.id for entry in now.state.codes))
    return {guid_key(identifier(now.study.protocol.study.id, f"code/{one}")): one for one in ever}


def _foreign(now: ReadCoding, codes: Mapping[str, str]) -> frozenset[str]:
    """Identifiers of codes that came with files, where no code has one of the study's that is the same."""
    came = {
        guid
        for one in now.state.adoptions
        for guid, code in one.guids.items()
        if codes[guid] == code and code.startswith(f"{one.number}.")
    }
    return frozenset(came - _given(now).keys())


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
