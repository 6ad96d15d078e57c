"""A participant withdraws: their words are erased, and nothing that is made afterwards knows of them.

The event stays in the log under the pseudonym, so that a copy of the log from before is put right by the next run. The
text, its passages, the memos on them and the file of the transcript go. The row of the registry keeps the pseudonym and
the word that says that the person withdrew, and nothing else. It is struck out last, since it names the files: a
withdrawal that was interrupted is finished by repeating it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from alianza.coding.belongings import Left, reach
from alianza.coding.brought_memos import names_of_notes
from alianza.coding.code_words import Quoting
from alianza.coding.code_words import words_of as in_words
from alianza.coding.contents import Contents, RestContent
from alianza.coding.erasure import rest_versions, undone_imports, words_of
from alianza.coding.memos import memo_contents
from alianza.coding.progress import CodingState, Source
from alianza.formats import Refused
from alianza.formats.whole_file import put
from alianza.interviews.answers import other_voices
from alianza.interviews.registry import Interview, Registry
from alianza.interviews.speakers import Role, declared_sides, key
from alianza.interviews.transcript import conversation
from alianza.storage.event_log import held, read
from alianza.storage.output import OUT
from alianza.storage.projections import current
from alianza.study.event import Change, Event, Proposed
from alianza.study.problem import Problem
from alianza.workflow.interviews.actions import signed
from alianza.workflow.interviews.contents import document_content, keep_rest, memo_words, read_contents, rest_content
from alianza.workflow.interviews.erasing import erase_words
from alianza.workflow.interviews.reading import CODING, protocol_of
from alianza.workflow.interviews.registry import called, disagreements, registry_of, struck_out
from alianza.workflow.interviews.transcript_files import files_of, is_transcript
from alianza.workflow.journal import Study, change, reading, study_at, whole


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What is erased, or was.

    Attributes:
        participant: The pseudonym.
        documents: Names of the documents.
        contents: Number of texts, notes and memos beside the log.
        files: Transcripts in the study folder, relative to it.
        cases: Names of cases of adopted projects that are theirs.
        media: Paths of files in adopted projects that are theirs.
        left: What may still speak of them and cannot be told apart: a person has to look at it.
        done: Whether it is done, or only foretold.
        before: Whether it was done before, and nothing was left to erase.
    """

    participant: str
    documents: tuple[str, ...]
    contents: int
    files: tuple[str, ...]
    cases: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()
    done: bool = False
    before: bool = False


def withdraw(path: Path, participant: str, by: str, confirmed: bool = False) -> Withdrawn:
    """Erase everything of a participant; without `confirmed` only say what that is.

    Raises:
        Refused: `participant_unknown`, or `participant_is_interview` for the name of an interview; `text_of_another`
            where the registry says that a text which would go is somebody else's; if the person may not; if the
            registry or a file cannot be changed.
    """
    study = study_at(path)
    author = signed(study, "withdraw", by)
    registry = registry_of(study.folder, protocol_of(study))
    _require_undisputed(study, registry, participant)
    foretold = _foretold(study, registry, participant)
    if not confirmed:
        return foretold
    struck = struck_out(study.folder, protocol_of(study), participant)
    names = called(registry, participant)
    whole(change(study.path, CODING, lambda log, state: _withdrawal(log, state, participant, names), author))
    for file in foretold.files:
        (study.path / file).unlink(missing_ok=True)
    erase_words(study, lambda events: words_of(events, participant))
    if struck is not None and not foretold.before:
        put(study.path / protocol_of(study).registry, struck)
    return replace(foretold, done=True)


def _require_undisputed(study: Study, registry: Registry, participant: str) -> None:
    """Nobody's words are erased because somebody else withdraws.

    Raises:
        Refused: `text_of_another`.
    """
    with reading(study.path) as connection:
        odd = disagreements(current(connection, CODING), registry, protocol_of(study).registry)
    disputed = [one for one in odd if one.code == "text_of_another" and one.values["logged"] == participant]
    if disputed:
        first, *others = (replace(one, severity="error") for one in disputed)
        raise Refused(first, others=tuple(others))


def _withdrawal(log: Connection, state: CodingState, participant: str, names: frozenset[str]) -> Proposed:
    """The withdrawal, after saying of documents that only the registry or a case knows as theirs whose they are.

    What imports said that were taken back goes with them whole: nobody can bring it back after a withdrawal.
    """
    contents = read_contents(log, state)
    undone = _undone(log, read(log, CODING.stream), contents)
    reached = reach(state, contents, participant, names)
    named = tuple(
        Change("document_named", {"document": one.id, "participant": participant})
        for one in reached.documents
        if one.participant != participant
    )
    rests = {number: keep_rest(log, rest) for number, rest in reached.rests.items()}
    stays = {one.rest: contents.rests[one.rest] for one in state.adoptions if one.rest and str(one.number) not in rests}
    stays |= {digest: reached.rests[number] for number, digest in rests.items()}
    erased = sorted((_named(contents.rests) | undone) - _named(stays))
    gone = Change("participant_withdrawn", {"participant": participant, "rests": rests, "erased": erased})
    return Proposed((*named, *((gone,) if participant not in state.gone or rests or undone else ())))


def _undone(log: Connection, events: Sequence[Event], contents: Contents) -> frozenset[str]:
    """Digests of what is still there of imports that were taken back, with their files that nothing else names."""
    there = held(log, undone_imports(events))
    numbers = {str(one.number) for one in events if one.kind == "project_adopted"}
    last = {kept[-1] for number, kept in rest_versions(events).items() if number in numbers} & there
    files = {digest for one in last for digest in rest_content(log, one).media.values()}
    return there | held(log, files - contents.media.keys())


def _named(rests: Mapping[str, RestContent]) -> set[str]:
    """Digests of what projects say around their documents, and of their files."""
    return {*rests, *(digest for rest in rests.values() for digest in rest.media.values())}


def _foretold(study: Study, registry: Registry, participant: str) -> Withdrawn:
    interviewed = registry.participant_of.get(participant, participant)
    if interviewed != participant:
        raise Refused(Problem("participant_is_interview", found=participant, expected=interviewed))
    with reading(study.path) as connection:
        state, events = current(connection, CODING), read(connection, CODING.stream)
        beside = read_contents(connection, state)
        reached = reach(state, beside, participant, called(registry, participant))
        texts = words_of(events, participant, [one.id for one in reached.documents])
        contents = len(held(connection, texts | _undone(connection, events, beside)))
        names = called(registry, participant)
        naming = _Naming(names, _texts(connection, reached.documents))
        others = [one for one in state.documents if one not in reached.documents]
        memos = (*_memos_naming(connection, events, naming, texts), *_notes_naming(beside, others, naming))
        heard = tuple(_heard_in(connection, others, participant, declared_sides(protocol_of(study).labels)))
    rows = [one for one in registry.rows if one.participant == participant]
    if not rows and not reached.documents and not reached.cases and participant not in state.gone:
        known = sorted({one.participant for one in registry.interviews})
        raise Refused(Problem("participant_unknown", found=participant, expected=", ".join(known)))
    files = _files(study, registry, participant)
    documents = tuple(one.name for one in reached.documents)
    elsewhere = [Left("survey", one.respondent) for one in rows if one.respondent]
    reports = [Left("reports", OUT)] if any((study.path / OUT).glob("report.*")) else []
    pseudonyms = {word for one in registry.rows for word in (one.id, one.participant)}
    named = [Left("document_name", name) for name in documents if name not in pseudonyms]
    left = (*reached.left, *memos, *heard, *named, *files.left, *elsewhere, *reports)
    before = participant in state.gone and not (contents or files.own or reached.rests or _is_named(rows))
    return Withdrawn(participant, documents, contents, files.own, reached.cases, reached.media, left, before=before)


def _texts(connection: Connection, documents: Iterable[Source]) -> list[str]:
    return [document_content(connection, one.text_content).document.text for one in documents]


class _Naming:
    """Whether words name a participant or repeat theirs."""

    def __init__(self, names: Iterable[str], texts: Iterable[str]) -> None:
        self._called, self._quoting = {tuple(in_words(name)) for name in names}, Quoting(texts)

    def __call__(self, text: str) -> bool:
        return self._quoting.repeats(text) or _says(in_words(text), self._called)


def _memos_naming(
    connection: Connection, events: Sequence[Event], naming: _Naming, erased: Iterable[str]
) -> Iterator[Left]:
    """Memos and reasons of settlements, undone ones as well, that name a participant or repeat their words and stay."""
    settled = {str(one.number) for one in events if one.kind == "rating_settled"}
    for memo, digests in memo_contents(events).items():
        stays = held(connection, set(digests) - set(erased))
        if any(naming(memo_words(connection, digest)) for digest in sorted(stays)):
            yield Left("reason" if memo in settled else "own_memo", memo)


def _notes_naming(contents: Contents, documents: Iterable[Source], naming: _Naming) -> Iterator[Left]:
    """Memos that came with documents of others and name a participant or repeat their words."""
    for one in documents:
        for name, note in names_of_notes(one.id, contents.documents[one.text_content].notes):
            if naming(f"{note.title}\n{note.text}"):
                yield Left("own_memo", name)


def _heard_in(
    connection: Connection, documents: Iterable[Source], participant: str, labels: Mapping[str, Role]
) -> Iterator[Left]:
    """Texts of others in which turns are a participant's, as in a group."""
    for one, text in zip(documents, _texts(connection, documents), strict=True):
        if participant not in text:
            continue
        heard = conversation(text, labels)
        nobodys = not one.participant and key(participant) in {key(who.name) for who in heard.speakers}
        if nobodys or other_voices(heard, one.participant, (participant,)):
            yield Left("other_text", one.name)


def _says(words: Sequence[str], names: Iterable[tuple[str, ...]]) -> bool:
    """Whether one of some names, each in words, stands among words."""
    return any(tuple(words[at : at + len(name)]) == name for name in names for at in range(len(words) - len(name) + 1))


def _is_named(rows: Iterable[Interview]) -> bool:
    """Whether rows say more of a person than that they withdrew."""
    return any(one != Interview(one.id, one.participant, "withdrawn") for one in rows)


@dataclass(frozen=True, slots=True)
class _Files:
    """Files in the study folder that are a participant's.

    Attributes:
        own: Transcripts that are nobody else's: they are erased.
        left: What may be theirs and a person has to look at.
    """

    own: tuple[str, ...]
    left: tuple[Left, ...]


def _files(study: Study, registry: Registry, participant: str) -> _Files:
    """The transcripts that are erased; files of several people, and what is no transcript, stay and are named."""
    found = files_of(study.path, protocol_of(study).registry, registry.rows)
    who = {name: {one.participant for one in rows} for name, rows in found.items()}
    theirs = [name for name, people in who.items() if participant in people]
    shared = [name for name in theirs if len(who[name]) > 1]
    others = [name for name in theirs if name not in shared and not is_transcript(name)]
    own = tuple(name for name in theirs if name not in shared and name not in others)
    left = (*(Left("shared_file", name) for name in shared), *(Left("beside_file", name) for name in others))
    return _Files(own, left)
