"""Memos in a study: written, listed, changed by whoever wrote them, and erased for good."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from re import findall

from sqlalchemy import Connection

from alianza.coding import memos
from alianza.coding.assembly import identifier
from alianza.coding.brought_memos import brought_notes
from alianza.coding.codebook import Codebook
from alianza.coding.concealment import told_to
from alianza.coding.memos import NOTES, memo_contents
from alianza.coding.naming import names_now
from alianza.coding.progress import MEMO_KINDS
from alianza.coding.project import QualitativeProject, guid_key
from alianza.interviews.team import may_undo
from alianza.study.event import Event, Proposed
from alianza.study.problem import Problem
from alianza.workflow.interviews.actions import CodingRecorded, run
from alianza.workflow.interviews.contents import keep_words
from alianza.workflow.interviews.erasing import erase_words
from alianza.workflow.interviews.erasing_memos import erase_brought, erased_digests
from alianza.workflow.interviews.reading import ReadCoding, protocol_of, read_coding
from alianza.workflow.journal import study_at


@dataclass(frozen=True, slots=True)
class WrittenMemo:
    """A memo, or the note on a coding.

    Attributes:
        id: Its name in the log: of a note, that of the coding; of one that came with a file `1.n2`.
        kind: Its kind; `coding` for a note on a coding, `brought` for one of a file that says none.
        about: What it is about, by the names that people use.
        words: What it says.
        by: Who wrote it.
        at: When.
        title: Its title, if it came with one.
    """

    id: str
    kind: str
    about: tuple[str, ...]
    words: str
    by: str
    at: str
    title: str = ""


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
        Refused: `memo_unknown`, `memo_of_another` or `memo_empty`; `memo_of_file` for one that came with a project.
    """

    def command(connection: Connection, now: ReadCoding, signed: str) -> Proposed:
        here = {*(one.id for one in now.state.memos), *(one.id for one in now.state.codings)}
        name = _memo_of(now, memo)
        wrong = _may_change(now, name, signed) if name in here else _not_changed(now, memo)
        if wrong or not words.strip():
            return Proposed(problems=(wrong or Problem("memo_empty"),))
        return memos.change_memo(name, keep_words(connection, words))

    return run(study_at(path), "memo", by, command)


def erase_memo(path: Path, memo: str, by: str) -> CodingRecorded:
    """Erase every version of a memo, or of the note on a coding, also one that was undone; this cannot be undone.

    A memo that came with a project goes from there, and the project's file does not bring it again.

    Args:
        path: The study folder.
        memo: Its number, or that of a change of it; its name for one that came with a project.
        by: Who erases it.

    Raises:
        Refused: `memo_unknown` or `memo_of_another`.
    """

    def command(connection: Connection, now: ReadCoding, signed: str) -> Proposed:
        name = _memo_of(now, memo)
        wrong = _may_change(now, name, signed)
        if wrong:
            return Proposed(problems=(wrong,))
        return memos.erase_memo(name) if _event(now, name) else erase_brought(connection, now, name)

    recorded = run(study_at(path), "memo", by, command)
    erased = str(recorded.events[-1].payload["memo"])

    def words(events: Sequence[Event]) -> Iterable[str]:
        return memo_contents(events).get(erased) or erased_digests(events, recorded.state, erased)

    erase_words(study_at(path), words)
    return recorded


def list_memos(path: Path, by: str = "") -> tuple[WrittenMemo, ...]:
    """The memos of a study, the notes on its codings and the memos of imported projects, in the order of their names.

    What speaks of a segment of a round that is still open is told only to who wrote it.

    Raises:
        Refused: As `read_coding`.
    """
    now = read_coding(path)
    return tuple(sorted(_written(now, by), key=lambda one: [int(part) for part in findall(r"\d+", one.id)]))


def _written(now: ReadCoding, by: str) -> Iterator[WrittenMemo]:
    words, names = now.contents.words, names_now(now.state, now.events)
    told, study = {one.guid for one in now.assembled.project.notes}, now.study.protocol.study.id
    for memo in now.state.memos:
        if memo.by == by or identifier(study, f"memo/{memo.id}") in told:
            about = tuple(names.of("about", name) for name in memo.about)
            yield WrittenMemo(memo.id, memo.kind, about, words[memo.content], memo.by, memo.at)
    for coding in now.state.codings:
        if coding.memo and coding.id in now.assembled.by_name:
            about = (names.of("document", coding.document), names.of("code", now.state.current_code(coding.code)))
            yield WrittenMemo(coding.id, "coding", about, words[coding.memo], coding.by, coding.at)

    things = _called(now.assembled.project)
    for name, note in now.assembled.brought.items():
        of = dict.fromkeys(one for guid in note.about for one in things.get(guid_key(guid), ()))
        kind = note.kind if note.kind in MEMO_KINDS else "brought"
        yield WrittenMemo(name, kind, tuple(of), note.text, note.by, note.at, note.title)


def _called(project: QualitativeProject) -> dict[str, tuple[str, ...]]:
    """Compared identifier of each thing to what people call it; a passage by its document and its code."""
    found: dict[str, tuple[str, ...]] = {guid_key(one.guid): (one.path,) for one in project.codes}
    found |= {guid_key(one.guid): (one.name,) for one in project.documents}
    found |= {guid_key(one.guid): (one.name,) for one in project.cases}
    found |= {guid_key(one.guid): (one.name,) for one in project.sets}
    found |= {guid_key(one.guid): (one.title,) for one in project.notes}
    found |= {guid_key(guid): (one.document,) for one in project.others for guid in one.guids}
    for one in project.codings:
        found |= {guid_key(guid): (one.document, one.code) for guid in (one.guid, one.selection)}
    return {guid: names for guid, names in found.items() if guid and all(names)}


def _may_change(now: ReadCoding, memo: str, by: str) -> Problem | None:
    """`memo_unknown`, or `memo_of_another` for who neither wrote the memo nor leads nor keeps the names; else None."""
    writers = _writers(now, memo)
    if not writers:
        return _unknown(memo)
    protocol = protocol_of(now.study)
    allowed = any(may_undo(protocol, one, by) for one in writers) or by in protocol.of_role("keeper")
    return None if allowed else Problem("memo_of_another", found=memo, place=", ".join(writers))


def _writers(now: ReadCoding, memo: str) -> tuple[str, ...]:
    """Who wrote a memo, withdrawn or not; of one that came with a project who it says, and who brought that."""
    event, number = _event(now, memo), memo.partition(".")[0]
    note = None if event else brought_notes(now.state, now.contents).get(memo)
    brought = [one.by for one in now.events if note is not None and str(one.number) == number]
    return (event.by,) if event else tuple(dict.fromkeys([*([note.by] if note and note.by else []), *brought]))


def _not_changed(now: ReadCoding, memo: str) -> Problem:
    """Why a memo is not one that may be changed."""
    return Problem("memo_of_file", found=memo) if memo in now.assembled.brought else _unknown(memo)


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
