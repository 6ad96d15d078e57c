"""The passages of a study as people look for them: where each stands, who speaks there, and who gave it which code."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from alianza.coding.codebook import Codebook
from alianza.coding.concealment import Stretches, waiting_segments
from alianza.coding.progress import CodingState, PassageCoding
from alianza.coding.project import Coding, path_names
from alianza.formats import Refused
from alianza.interviews.speakers import Role, declared_sides
from alianza.interviews.transcript import Conversation, conversation
from alianza.study.problem import Problem
from alianza.workflow.interviews.actions import CodingRecorded
from alianza.workflow.interviews.reading import ReadCoding, read_coding, read_connected
from alianza.workflow.journal import reading, study_at


@dataclass(frozen=True, slots=True)
class CodedPassage:
    """A passage with a code.

    Attributes:
        id: Its name in the log, by which other commands know it.
        document: Document in which it stands.
        participant: Pseudonym of whoever speaks in the document; empty where the registry does not know it.
        start: Where it begins, in code points from 0.
        end: Where it ends; the sign at `end` is not part of it.
        turn: The turn of the conversation in which it begins, from 1; 0 before the first, or without turns.
        speaker: Label of whoever has that turn.
        code: Path of the code.
        coder: Who gave it.
        quotation: Its words.
        memo: What the coder noted.
        round: The round of blind coding; empty outside rounds.
        cleared: Whether a second person has cleared it for printing.
    """

    id: str
    document: str
    participant: str
    start: int
    end: int
    turn: int
    speaker: str
    code: str
    coder: str
    quotation: str
    memo: str
    round: str
    cleared: bool


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages that were asked for, and how many of them are hidden because a round is still open."""

    passages: tuple[CodedPassage, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which passages are asked for: of a document, of a code and those below it, as one coder may see them."""

    document: str = ""
    code: str = ""
    coder: str = ""


@dataclass(frozen=True)
class Speech:
    """Who speaks where in the documents of a study, each document looked at once."""

    now: ReadCoding

    @cached_property
    def labels(self) -> Mapping[str, Role]:
        """Labels that the study declares to be those of whoever asks."""
        return declared_sides(self.now.protocol.labels)

    @cached_property
    def _known(self) -> dict[str, Conversation]:
        return {}

    def of(self, document: str) -> Conversation:
        """The conversation of a document."""
        if document not in self._known:
            text = self.now.assembled.project.document[document].text
            self._known[document] = conversation(text, self.labels)
        return self._known[document]

    def turn_at(self, document: str, place: int) -> tuple[int, str]:
        """Number and speaker of the turn in which a place lies, or of the last one before it."""
        turns = self.of(document).turns
        number = sum(one.start <= place for one in turns)
        return (number, turns[number - 1].speaker) if number else (0, "")


def passages(path: Path, wanted: Wanted) -> Passages:
    """The passages of the study in a folder, in the order of the documents and places.

    What others gave to a segment that `wanted.coder` has still to code in an open round is left out and counted; where
    no coder is named, to a segment that anybody has still to code.

    Raises:
        Refused: `document_unknown`, `code_unknown` or `code_ambiguous`; as `read_coding`.
    """
    now = read_coding(path)
    branch = _branch(now, wanted)
    waiting = Stretches(waiting_segments(now.state, wanted.coder))
    asked = [pair for pair in now.assembled.by_name.items() if _is_asked(pair[1], wanted, branch)]
    shown = [
        (name, one)
        for name, one in asked
        if one.coder == wanted.coder or not waiting.meet((one.document, one.start, one.end))
    ]
    return Passages(tuple(_told(now, shown)), len(asked) - len(shown))


def passages_given(path: Path, recorded: CodingRecorded) -> tuple[CodedPassage, ...]:
    """The passages that an action has just given codes to; of all that a study holds only their texts are read.

    Raises:
        Refused: As `read_coding`.
    """
    numbers = {event.number for event in recorded.events}
    study = study_at(path)
    with reading(study.path) as connection:
        now = read_connected(study, connection)
        given = [one for one in now.state.codings if one.number in numbers]
        small = replace(now, state=_only(now.state, given))
        return tuple(_told(small, [(one.id, small.blind.by_name[one.id]) for one in given]))


def _only(state: CodingState, codings: Collection[PassageCoding]) -> CodingState:
    """The codebook, and of all that was coded with it some codings and their documents."""
    documents = {one.document for one in codings}
    return CodingState(
        documents=tuple(one for one in state.documents if one.id in documents),
        codes=state.codes,
        became=state.became,
        codings=tuple(codings),
        adoptions=tuple(replace(one, rest="") for one in state.adoptions),
    )


def _told(now: ReadCoding, named: Collection[tuple[str, Coding]]) -> list[CodedPassage]:
    speech, cleared = Speech(now), frozenset(now.state.cleared)
    who = {one.name: one.participant for one in now.state.documents}
    return [
        CodedPassage(
            name, one.document, who.get(one.document, ""), one.start, one.end, *speech.turn_at(one.document, one.start),
            one.code, one.coder, one.quotation, one.memo, one.round, name in cleared,
        )
        for name, one in named
    ]  # fmt: skip


def _branch(now: ReadCoding, wanted: Wanted) -> tuple[str, ...]:
    """Names from the root to the code that is asked for; none where every code is.

    Raises:
        Refused: If the document or the code is unknown.
    """
    names = [one.name for one in now.state.documents]
    if wanted.document and wanted.document not in names:
        raise Refused(Problem("document_unknown", found=wanted.document, expected=", ".join(names)))
    if not wanted.code:
        return ()
    book = Codebook(now.state)
    found = book.find(wanted.code)
    if isinstance(found, Problem):
        raise Refused(found)
    return path_names(book.path[found.id])


def _is_asked(one: Coding, wanted: Wanted, branch: tuple[str, ...]) -> bool:
    return wanted.document in ("", one.document) and path_names(one.code)[: len(branch)] == branch


@dataclass(frozen=True, slots=True)
class DrawnRelation:
    """An axial relation: its name in the log, the codes, its kind, the codings that it rests on, and who drew it."""

    id: str
    source: str
    target: str
    kind: str
    evidence: tuple[str, ...]
    by: str


def relations(path: Path) -> tuple[DrawnRelation, ...]:
    """The axial relations of the study in a folder, each with the evidence that stands; without those of gone codes.

    Those that an imported project brought come last; they have no name in the log, and nobody here drew them.
    """
    now = read_coding(path)
    paths, state = Codebook(now.state).path, now.state
    ends = (
        (one, paths.get(state.current_code(one.source)), paths.get(state.current_code(one.target)))
        for one in state.relations
    )
    stand, by_guid = now.blind.by_name, {one.guid: name for name, one in now.blind.by_name.items()}
    drawn = tuple(
        DrawnRelation(one.id, source, target, one.kind, tuple(name for name in one.evidence if name in stand), one.by)
        for one, source, target in ends
        if source is not None and target is not None and source != target
    )
    known = {(one.source, one.target, one.kind) for one in drawn}
    codes = now.assembled.project.code
    brought = (
        DrawnRelation("", one.source, one.target, one.kind, tuple(by_guid[g] for g in one.evidence if g in by_guid), "")
        for one in now.assembled.project.links
        if one.source in codes and one.target in codes and (one.source, one.target, one.kind) not in known
    )
    return (*drawn, *brought)
