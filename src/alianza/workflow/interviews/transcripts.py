"""Transcripts into a study: read from files of any of the usual formats, each linked to its row of the registry."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from alianza.coding.contents import DocumentContent
from alianza.coding.progress import CodingState
from alianza.coding.project import Document
from alianza.formats import Refused
from alianza.formats.transcripts import read
from alianza.interviews.answers import other_voices
from alianza.interviews.registry import Interview, Registry
from alianza.interviews.speakers import declared_sides, key
from alianza.interviews.transcript import Conversation, Transcript
from alianza.study.event import Change, Proposed
from alianza.study.problem import Problem
from alianza.workflow.interviews.actions import CodingRecorded, signed
from alianza.workflow.interviews.contents import keep_document
from alianza.workflow.interviews.reading import CODING, protocol_of
from alianza.workflow.interviews.registry import disagreements, registry_of
from alianza.workflow.interviews.transcript_files import people_of, row_of
from alianza.workflow.journal import Study, change, study_at, whole


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a transcript's file.

    Attributes:
        file: Its name.
        document: Name of the document that it became; empty where it was refused.
        participant: Pseudonym of whoever speaks in it; empty where the registry does not know it.
        turns: Number of turns that were recognised.
        number: Number of the event; 0 where the same text was there already, or where it was refused.
        problems: Why it was refused, or what is odd about it.
        exit_code: 0, 3 or 4.
    """

    file: str
    document: str = ""
    participant: str = ""
    turns: int = 0
    number: int = 0
    problems: tuple[Problem, ...] = ()
    exit_code: int = 0


Hear = Callable[[Added], None]


def add_transcripts(path: Path, files: Iterable[Path], by: str, hear: Hear | None = None) -> list[Added]:
    """Take transcripts into a study, each whole or not at all; one that is refused keeps no other out.

    Args:
        path: The study folder.
        files: The transcripts.
        by: Who takes them in.
        hear: Hears of each when it is done.

    Raises:
        Refused: If the study or its registry cannot be read, or the person may not.
    """
    study = study_at(path)
    signed(study, "transcripts", by)
    registry = registry_of(study.folder, protocol_of(study))
    done = []
    for file in files:
        added = _told(study, registry, file, by)
        done.append(added)
        if hear is not None:
            hear(added)
    return done


def follow_registry(path: Path, by: str) -> CodingRecorded:
    """Say in the log whose each text is by the registry, where the log names somebody else or nobody.

    Returns:
        What was recorded, with `text_of_withdrawn` for texts of people who withdrew: those are to be erased.

    Raises:
        Refused: If the study or its registry cannot be read, or the person may not.
    """
    study = study_at(path)
    protocol = protocol_of(study)
    registry = registry_of(study.folder, protocol)
    people = registry.participant_of

    def command(_: Connection, state: CodingState) -> Proposed:
        gone = {*state.gone, *registry.withdrawn}
        differing = [one for one in state.documents if people.get(one.name, one.participant) != one.participant]
        named = tuple(
            Change("document_named", {"document": one.id, "participant": people[one.name]})
            for one in differing
            if people[one.name] not in gone
        )
        odd = disagreements(state, registry, protocol.registry)
        return Proposed(named, tuple(one for one in odd if one.code == "text_of_withdrawn"))

    return whole(change(study.path, CODING, command, signed(study, "transcripts", by)))


def _told(study: Study, registry: Registry, file: Path, by: str) -> Added:
    try:
        return _added(study, registry, file, by)
    except Refused as refused:
        problems = (refused.problem, *refused.others)
        named = tuple(one if one.file else replace(one, file=file.name) for one in problems)
        return Added(file.name, problems=named, exit_code=refused.exit_code)


def _added(study: Study, registry: Registry, file: Path, by: str) -> Added:
    transcript = read(file, named=declared_sides(protocol_of(study).labels))
    interview, asked = row_of(registry.interviews, file), row_of(registry.rows, file)
    name = interview.id if interview else transcript.name
    who = interview.participant if interview else ""
    _require_one_person(registry, file, transcript, asked)

    def command(connection: Connection, state: CodingState) -> Proposed:
        content = keep_document(connection, DocumentContent(Document(name, transcript.text)))
        return _adding(state, name, who, content)

    recorded = whole(change(study.path, CODING, command, signed(study, "transcripts", by)))
    number = recorded.events[0].number if recorded.events else 0
    others = [one for one in disagreements(recorded.state, registry, protocol_of(study).registry) if one.place == name]
    odd = [*transcript.problems, *_unregistered(file, interview, registry), *others]
    odd += _others_speak(registry, transcript, who)
    return Added(file.name, name, who, len(transcript.turns), number, tuple(odd))


def _require_one_person(registry: Registry, file: Path, transcript: Transcript, asked: Interview | None) -> None:
    """A text is one participant's, or that of a group under one pseudonym, and nobody's who withdrew.

    Raises:
        Refused: `transcript_of_several` or `transcript_of_withdrawn`.
    """
    people = people_of(registry.rows, file)
    if len(people) > 1:
        raise Refused(Problem("transcript_of_several", file=file.name, found=", ".join(people)))
    labels = {key(who.name) for who in transcript.speakers} if asked is None else set()
    gone = [one for one in sorted(registry.withdrawn) if key(one) in labels]
    gone += [asked.participant] if asked is not None and asked.participant in registry.withdrawn else []
    if gone:
        raise Refused(Problem("transcript_of_withdrawn", file=file.name, found=gone[0]))


def _others_speak(registry: Registry, transcript: Transcript, participant: str) -> list[Problem]:
    """`transcript_other_speakers`, a warning: what other participants say in it is not quoted and does not vote."""
    said = Conversation(transcript.turns, transcript.speakers)
    heard = other_voices(said, participant, [one.participant for one in registry.rows])
    return (
        [Problem("transcript_other_speakers", "warning", file=transcript.name, found=", ".join(heard))] if heard else []
    )


def _adding(state: CodingState, name: str, participant: str, content: str) -> Proposed:
    """The change that adds a document; none where it is there with this text, an error where with another one."""
    known = {one.name: one for one in state.documents}
    if name in known and known[name].content == content:
        return Proposed()
    if name in known:
        return Proposed(problems=(Problem("document_name_taken", found=name),))
    if participant in state.gone:
        return Proposed(problems=(Problem("transcript_of_withdrawn", found=participant),))
    return Proposed((Change("document_added", {"name": name, "content": content, "participant": participant}),))


def _unregistered(file: Path, interview: Interview | None, registry: Registry) -> list[Problem]:
    if interview is not None or not registry.interviews:
        return []
    return [Problem("transcript_not_registered", "warning", file=file.name)]
