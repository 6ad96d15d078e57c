"""Memos in a study: written, listed, changed by whoever wrote them, and erased for good."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from alianza.coding import memos
from alianza.coding.codebook import Codebook
from alianza.coding.concealment import told_to
from alianza.coding.memos import NOTES, memo_contents
from alianza.coding.naming import names_now
from alianza.coding.rounds import RoundState
from alianza.interviews.team import may_undo
from alianza.study.event import Event, Proposed
from alianza.study.problem import Problem
from alianza.workflow.interviews.actions import CodingRecorded, act, run
from alianza.workflow.interviews.contents import keep_words
from alianza.workflow.interviews.erasing import erase_words
from alianza.workflow.interviews.reading import ReadCoding, protocol_of, read_coding
from alianza.workflow.journal import study_at


@dataclass(frozen=True, slots=True)
class WrittenMemo:
    """A memo, or the note on a coding.

    Attributes:
        id: Its name in the log: of a note, that of the coding.
        kind: Its kind; `coding` for a note on a coding.
        about: What it is about, by the names that people use.
        words: What it says.
        by: Who wrote it.
        at: When.
    """

    id: str
    kind: str
    about: tuple[str, ...]
    words: str
    by: str
    at: str


def write_memo(path: Path, kind: str, about: Sequence[str], words: str, by: str) -> CodingRecorded:
    """Write a memo about documents (by name), codes (by path), codings or relations (by number), or about the study.

    Raises:
        Refused: `memo_about_nothing`, `memo_empty`, `memo_kind_unknown`; if the person may not.
    """

    def command(connection: Connection, now: ReadCoding, signed: str) -> Proposed:
        named = [_name_of(now, one, signed) for one in about]
        wrong = [one for one in named if isinstance(one, Problem)]
        if wrong or not words.strip():
            return Proposed(problems=tuple(wrong) or (Problem("memo_empty"),))
        content = keep_words(connection, words)
        return memos.write_memo(kind, [one for one in named if isinstance(one, str)], content)

    return run(study_at(path), "memo", by, command)


def change_memo(path: Path, memo: str, words: str, by: str) -> CodingRecorded:
    """Give a memo, or the note on a coding, other words; the number of a change of it names it as well.

    Raises:
        Refused: `memo_unknown`, `memo_of_another` or `memo_empty`.
    """

    def command(connection: Connection, now: ReadCoding, signed: str) -> Proposed:
        here = {*(one.id for one in now.state.memos), *(one.id for one in now.state.codings)}
        name = _memo_of(now, memo)
        wrong = _may_change(now, name, signed) if name in here else _unknown(memo)
        if wrong or not words.strip():
            return Proposed(problems=(wrong or Problem("memo_empty"),))
        return memos.change_memo(name, keep_words(connection, words))

    return run(study_at(path), "memo", by, command)


def erase_memo(path: Path, memo: str, by: str) -> CodingRecorded:
    """Erase every version of a memo, or of the note on a coding, also one that was undone; this cannot be undone.

    Args:
        path: The study folder.
        memo: Its number, or that of a change of it.
        by: Who erases it.

    Raises:
        Refused: `memo_unknown` or `memo_of_another`.
    """

    def decide(now: ReadCoding, signed: str) -> Proposed:
        name = _memo_of(now, memo)
        wrong = _may_change(now, name, signed)
        return Proposed(problems=(wrong,)) if wrong else memos.erase_memo(name)

    recorded = act(path, "memo", by, decide)
    erased = str(recorded.events[-1].payload["memo"])
    erase_words(study_at(path), lambda events: memo_contents(events).get(erased, ()))
    return recorded


def list_memos(path: Path, by: str = "") -> tuple[WrittenMemo, ...]:
    """The memos of a study and the notes on its codings, in the order in which they were written.

    What speaks of a segment of a round that is still open is told only to who wrote it.

    Raises:
        Refused: As `read_coding`.
    """
    now = read_coding(path)
    return tuple(sorted(_written(now, by), key=lambda one: int(one.id)))


def _written(now: ReadCoding, by: str) -> Iterator[WrittenMemo]:
    words, names = now.contents.words, names_now(now.state, now.events)
    waiting = {one.id for one in now.state.rounds if not RoundState(now.state, one).complete}
    for memo in now.state.memos:
        if memo.by == by or not waiting & {name.partition(":")[0] for name in memo.about if ":" in name}:
            about = tuple(names.of("about", name) for name in memo.about)
            yield WrittenMemo(memo.id, memo.kind, about, words[memo.content], memo.by, memo.at)
    for coding in now.state.codings:
        if coding.memo and coding.id in now.assembled.by_name:
            about = (names.of("document", coding.document), names.of("code", now.state.current_code(coding.code)))
            yield WrittenMemo(coding.id, "coding", about, words[coding.memo], coding.by, coding.at)


def _may_change(now: ReadCoding, memo: str, by: str) -> Problem | None:
    """`memo_unknown`, or `memo_of_another` for who neither wrote the memo nor leads nor keeps the names; else None."""
    written = _event(now, memo)
    if written is None:
        return _unknown(memo)
    protocol = protocol_of(now.study)
    allowed = may_undo(protocol, written.by, by) or by in protocol.of_role("keeper")
    return None if allowed else Problem("memo_of_another", found=memo, place=written.by)


def _unknown(memo: str) -> Problem:
    """`memo_unknown`, which puts its own quotation marks around what somebody may have copied with some."""
    return Problem("memo_unknown", found=memo.strip('«»“”" '))


def _memo_of(now: ReadCoding, given: str) -> str:
    """The memo that a number names: its own, or that of a change of it, undone or not."""
    change = next((one for one in now.events if str(one.number) == given and one.kind == "memo_changed"), None)
    return str(change.payload["memo"]) if change else given


def _event(now: ReadCoding, memo: str) -> Event | None:
    """The event that wrote a memo, withdrawn or not."""
    return next((one for one in now.events if str(one.number) == memo and one.kind in NOTES), None)


def _name_of(now: ReadCoding, given: str, by: str) -> str | Problem:
    """The name in the log of a document, a code, a coding that somebody may know of, or a relation."""
    documents = {one.name: one.id for one in now.state.documents}
    if given in documents:
        return documents[given]
    if given in told_to(now.state, now.blind.by_name, by) or given in {one.id for one in now.state.relations}:
        return given
    found = Codebook(now.state).find(given)
    return Problem("memo_about_nothing", found=given) if isinstance(found, Problem) else found.id
