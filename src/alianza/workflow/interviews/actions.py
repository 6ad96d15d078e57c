"""The actions that change the coding of a study: each runs a command of `alianza.coding` in one writing transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from alianza.coding import codebook, open_coding, relating
from alianza.coding.agreement_tables import reported
from alianza.coding.concealment import codes_awaited, told_to
from alianza.coding.hindsight import FRAMES, chosen_later, coded_with
from alianza.coding.open_coding import Passage, find_document, find_passage
from alianza.coding.progress import CodingState
from alianza.coding.restoration import overtaken
from alianza.coding.withdrawal import CODEBOOK, obstacle, upset
from alianza.formats import Refused
from alianza.interviews.team import may_undo, signer
from alianza.storage.event_log import Author
from alianza.study.event import WITHDRAWN, Change, Event, Proposed, inverse, redo, standing, state_of, undo
from alianza.study.problem import Problem
from alianza.study.text import folded
from alianza.workflow.interviews.contents import keep_words, reasons_beside
from alianza.workflow.interviews.reading import CODING, ReadCoding, protocol_of, read_connected
from alianza.workflow.journal import Recorded, Study, change, instant, study_at, whole

CodingRecorded = Recorded[CodingState]
Decide = Callable[[ReadCoding, str], Proposed]
"""What an action decides on the coding as it is inside the writing transaction, and on who takes it."""


Command = Callable[[Connection, ReadCoding, str], Proposed]
"""As `Decide`, of an action that keeps words beside the log."""


@dataclass(frozen=True, slots=True)
class Target:
    """The passage that a code is given to: code points, or the words that stand there."""

    document: str
    place: Passage | None = None
    words: str = ""


def add_code(path: Path, name: str, values: Mapping[str, str], by: str) -> CodingRecorded:
    """Add a code to the codebook."""
    return act(path, "codebook", by, lambda now, _: codebook.add_code(now.state, name, values, _constructs(now)))


def change_code(path: Path, name: str, values: Mapping[str, str], by: str) -> CodingRecorded:
    """Give a code another name, definition or other attribute."""
    return act(path, "codebook", by, lambda now, _: codebook.change_code(now.state, name, values, _constructs(now)))


def move_code(path: Path, name: str, below: str, by: str) -> CodingRecorded:
    """Put a code below another one."""
    return act(path, "codebook", by, lambda now, _: codebook.move_code(now.state, name, below))


def merge_codes(path: Path, names: Sequence[str], into: str, by: str) -> CodingRecorded:
    """Make several codes one."""

    def decide(now: ReadCoding, _: str) -> Proposed:
        return codebook.merge_codes(now.state, names, into, codes_awaited(now.state))

    return act(path, "codebook", by, decide)


def remove_code(path: Path, name: str, by: str, confirmed: bool = False) -> CodingRecorded:
    """Take a code out of the codebook."""

    def decide(now: ReadCoding, signed: str) -> Proposed:
        found = codebook.Codebook(now.state)
        entry = found.find(name)
        if isinstance(entry, Problem):
            return Proposed(problems=(entry,))
        told = told_to(now.state, now.blind.by_name, signed).values()
        codings = sum(one.code == found.path[entry.id] for one in told)
        awaiting = codes_awaited(now.state).get(entry.id, "")
        return codebook.remove_code(now.state, name, codings, confirmed, awaiting)

    return act(path, "codebook", by, decide)


def freeze_codebook(path: Path, version: str, by: str) -> CodingRecorded:
    """Freeze the codebook under the name of a version.

    An unchanged one is frozen again only where somebody left the reported round unfinished.
    """

    def decide(now: ReadCoding, _: str) -> Proposed:
        may_replace = not now.state.freezes or reported(now.state).waiting
        frozen = None if may_replace else codebook_at(now, now.state.freezes[-1].version)
        return codebook.freeze_codebook(now.state, version, frozen if isinstance(frozen, CodingState) else None)

    return act(path, "freeze", by, decide)


def code_passage(path: Path, target: Target, codes: Sequence[str], by: str, memo: str = "") -> CodingRecorded:
    """Give codes to a passage, perhaps with a note on why."""

    def command(connection: Connection, now: ReadCoding, _: str) -> Proposed:
        proposed = given_codes(now, target, codes)
        return Proposed(tuple(noted(connection, one, memo) for one in proposed.changes), proposed.problems)

    return run(study_at(path), "code", by, command)


def given_codes(now: ReadCoding, target: Target, codes: Sequence[str]) -> Proposed:
    """What gives codes to a passage of the coding as it stands."""
    source = find_document(now.state, target.document)
    if isinstance(source, Problem):
        return Proposed(problems=(source,))
    text = now.text_of(source)
    place = target.place or find_passage(text, target.words)
    if isinstance(place, Problem):
        return Proposed(problems=(place,))
    return open_coding.code_passage(now.state, text, target.document, place, codes, now.open_rounds)


def noted(connection: Connection, coding: Change, memo: str) -> Change:
    """A coding with a note on it, whose words lie beside the log; as it is where the note says nothing."""
    if not memo.strip():
        return coding
    return Change(coding.kind, {**coding.payload, "memo": keep_words(connection, memo)})


def remove_codings(path: Path, names: Sequence[str], by: str) -> CodingRecorded:
    """Take codings away: one's own, also where a file brought them; anybody's for who leads."""

    def decide(now: ReadCoding, signed: str) -> Proposed:
        protocol, known = protocol_of(now.study), told_to(now.state, now.blind.by_name, signed)
        declared = {folded(one.id): one.id for one in protocol.coders}
        given = {name: known[name].coder for name in names if name in known}
        coders = {name: declared.get(folded(coder), coder) for name, coder in given.items()}
        others = [
            Problem(
                "coding_of_another" if coder in declared.values() else "coding_of_a_file",
                found=name,
                place=coder or "—",
            )
            for name, coder in coders.items()
            if not may_undo(protocol, coder, signed)
        ]
        if others:
            return Proposed(problems=tuple(others))
        return open_coding.remove_codings(now.state, tuple(known), names)

    return act(path, "code", by, decide)


def clear_passages(path: Path, names: Sequence[str], by: str) -> CodingRecorded:
    """Clear passages for printing."""

    def decide(now: ReadCoding, signed: str) -> Proposed:
        known = told_to(now.state, now.blind.by_name, signed)
        return open_coding.clear_passages(now.state, known, names, signed)

    return act(path, "clear", by, decide)


def relate(path: Path, ends: tuple[str, str], kind: str, evidence: Sequence[str], by: str) -> CodingRecorded:
    """Draw an axial relation between two codes."""

    def decide(now: ReadCoding, signed: str) -> Proposed:
        told = told_to(now.state, now.blind.by_name, signed)
        return relating.relate(now.state, ends, kind, evidence, tuple(told))

    return act(path, "relate", by, decide)


def unrelate(path: Path, relation: str, by: str) -> CodingRecorded:
    """Take an axial relation away."""
    return act(path, "relate", by, lambda now, _: relating.unrelate(now.state, relation))


def restore_codebook(path: Path, version: str, by: str) -> CodingRecorded:
    """Bring the codebook back to a frozen version."""

    def decide(now: ReadCoding, _: str) -> Proposed:
        earlier = codebook_at(now, version)
        if isinstance(earlier, Problem):
            return Proposed(problems=(earlier,))
        return codebook.restore_codebook(now.state, earlier)

    return act(path, "codebook", by, decide)


def codebook_at(now: ReadCoding, version: str) -> CodingState | Problem:
    """The state at the moment when a version of the codebook was frozen, or `version_unknown`."""
    frozen = {one.version: one.number for one in now.state.freezes}
    if version not in frozen:
        return Problem("version_unknown", found=version, expected=", ".join(frozen))
    return state_of(CODING, _before(now.events, frozen[version]))


def _before(events: Sequence[Event], number: int) -> list[Event]:
    """The events that stand now and happened up to a number."""
    return [event for event in standing(events) if event.number <= number]


def take_back(path: Path, by: str, number: int | None = None) -> CodingRecorded:
    """Undo one's last change, or the event of a number; undoing an undo brings back what it took back.

    Raises:
        Refused: `nothing_to_undo`, `event_unknown`, `event_withdrawn`, `undo_of_anothers`, or what is in the way,
            as `obstacle`, `overtaken` and `upset` say.
    """

    def decide(now: ReadCoding, signed: str) -> Proposed:
        events = now.recent if number is None and undo(now.recent, signed) else now.events
        chosen = _last(events, signed) if number is None else _named(now, signed, number)
        return Proposed(problems=(chosen,)) if isinstance(chosen, Problem) else _unobstructed(now, inverse(chosen))

    return act(path, "undo", by, decide)


def bring_back(path: Path, by: str) -> CodingRecorded:
    """Redo what one undid last.

    Raises:
        Refused: `nothing_to_redo`, or what is in the way, as `overtaken` and `upset` say.
    """

    def decide(now: ReadCoding, signed: str) -> Proposed:
        last = redo(now.recent, signed) or redo(now.events, signed)
        if last is None or not _is_own(now, last, signed):
            return Proposed(problems=(Problem("nothing_to_redo", found=signed),))
        return _unobstructed(now, last)

    return act(path, "undo", by, decide)


def _is_own(now: ReadCoding, restored: Change, by: str) -> bool:
    """Whether what somebody would bring back is withdrawn, and by nobody whose word they may not undo."""
    last = [one for one in now.events if one.about == restored.payload["event"]][-1]
    return last.kind == WITHDRAWN and may_undo(protocol_of(now.study), last.by, by)


def _unobstructed(now: ReadCoding, change: Change) -> Proposed:
    """A change that withdraws or restores an event, or what stands in its way."""
    about = int(str(change.payload["event"]))
    withdraws = change.kind == WITHDRAWN
    events = now.recent if withdraws and now.recent and now.recent[0].number <= about else now.events
    event = next(one for one in events if one.number == about)
    found = (obstacle if withdraws else overtaken)(now.state, events, event) or _upset(now, change, event)
    found = found or _in_hindsight(now, change, event)
    return Proposed(problems=(found,)) if found else Proposed((change,))


def _upset(now: ReadCoding, change: Change, event: Event) -> Problem | None:
    """What a change would do to codes and documents; only an event that places some can do anything to them."""
    if event.kind not in (*CODEBOOK, "document_added"):
        return None
    return upset(now.state, _after(now, change), now.events, event)


def _in_hindsight(now: ReadCoding, change: Change, event: Event) -> Problem | None:
    """What nobody may choose once answers are there."""
    chosen = chosen_later(now.state, _after(now, change), event) if event.kind in FRAMES else None
    return chosen or coded_with(now.state, event)


def _after(now: ReadCoding, change: Change) -> CodingState:
    """Where the coding would stand after a change."""
    last = Event(now.events[-1].number + 1, CODING.stream, change.kind, change.payload, "", "")
    return state_of(CODING, [*now.events, last])


def act(path: Path, action: str, by: str, decide: Decide) -> CodingRecorded:
    """Run an action that is whole or nothing and keeps no words beside the log.

    Raises:
        Refused: If the person may not take the action, or it found an error.
    """
    return run(study_at(path), action, by, lambda _, now, signed: decide(now, signed))


def signed(study: Study, action: str, by: str) -> Author:
    """Who takes an action, now.

    Raises:
        Refused: If the protocol does not let this person take it, or nobody is named.
    """
    name = signer(protocol_of(study), action, by)
    if isinstance(name, Problem):
        raise Refused(name)
    return Author(name, instant())


def run(study: Study, action: str, by: str, command: Command) -> CodingRecorded:
    """Run an action that is whole or nothing.

    Raises:
        Refused: As `act`.
    """
    author = signed(study, action, by)
    return whole(
        change(
            study.path,
            CODING,
            lambda log, _: reasons_beside(log, command(log, read_connected(study, log), author.by)),
            author,
        )
    )


def _constructs(now: ReadCoding) -> tuple[str, ...]:
    return tuple(one.id for one in now.study.protocol.constructs)


def _last(events: Sequence[Event], by: str) -> Event | Problem:
    """One's last event that stands."""
    last = undo(events, by)
    found = next((one for one in events if last and one.number == last.payload["event"]), None)
    return found or Problem("nothing_to_undo", found=by)


def _holds(events: Sequence[Event], event: Event) -> bool:
    """Whether an event has effect: one that stands, or the last word on another one."""
    if event.about is None:
        return event in standing(events)
    return event == [one for one in events if one.about == event.about][-1]


def _named(now: ReadCoding, by: str, number: int) -> Event | Problem:
    """The event of a number, which may be taken back."""
    named = next((one for one in now.events if one.number == number), None)
    if named is None:
        return Problem("event_unknown", found=str(number))
    if not _holds(now.events, named):
        return Problem("event_withdrawn", found=str(number))
    if not may_undo(protocol_of(now.study), named.by, by):
        return Problem("undo_of_anothers", found=named.by, place=str(number))
    return named
