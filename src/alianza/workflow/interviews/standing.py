"""Where the coding of a study stands: its codebook, its rounds, who has how much left, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from alianza.coding.agreement_tables import Reported, reported, version_of
from alianza.coding.progress import Round
from alianza.coding.rounds import RoundState
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.workflow.interviews.history import changes_since_freeze
from alianza.workflow.interviews.reading import ReadCoding, read_coding


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """A round of blind coding.

    Attributes:
        name: Its name.
        version: The version of the codebook that it was opened on; empty where none was frozen.
        segments: Segments, without those of participants who withdrew.
        left: Coder to the segments that they have still to code.
        disagreements: Codes on which coders differ on a segment; 0 before all have handed in.
        open: Those of them that nobody has settled.
    """

    name: str
    version: str
    segments: int
    left: Mapping[str, int]
    disagreements: int
    open: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the coding stands.

    Attributes:
        documents: Texts.
        codes: Codes in the codebook.
        codings: Codings, those of rounds only where they stand.
        version: The last frozen version; empty where none was frozen.
        changed: Codes that differ from it.
        rounds: The rounds.
        reported: The round whose agreement the study reports, and why.
        next: What to do next, the first thing first.
        problems: Texts of which the registry and the log say that they are different people's, as warnings.
    """

    documents: int
    codes: int
    codings: int
    version: str
    changed: int
    rounds: tuple[RoundStanding, ...]
    reported: Reported
    next: tuple[Message, ...]
    problems: tuple[Problem, ...] = ()


def where_it_stands(path: Path) -> Standing:
    """Where the coding of the study in a folder stands."""
    now = read_coding(path)
    rounds = tuple(_standing(now, one) for one in now.state.rounds)
    state, changed = now.state, len(changes_since_freeze(now))
    version = state.freezes[-1].version if state.freezes else ""
    found = reported(state)
    steps = tuple(_next(now, rounds, found, changed))
    codings = len(now.assembled.project.codings)
    counts = len(state.documents), len(state.codes), codings
    return Standing(*counts, version, changed, rounds, found, steps, now.odd)


def _standing(now: ReadCoding, opened: Round) -> RoundStanding:
    current = RoundState(now.state, opened)
    left = {coder: len(current.waiting(coder)) for coder in opened.coders}
    found = current.disagreements() if current.complete else ()
    waiting = sum(one.settled is None for one in found)
    return RoundStanding(
        opened.name, version_of(now.state, opened), len(current.units), left, len(found), waiting
    )  # fmt: skip


def _next(now: ReadCoding, rounds: tuple[RoundStanding, ...], found: Reported, changed: int) -> list[Message]:
    """The steps that can be taken now, in the order of a study."""
    missing = [
        *([] if now.state.documents else [Message("coding.next.transcripts")]),
        *([] if now.state.codes else [Message("coding.next.codes")]),
    ]
    if missing:
        return missing
    current = {one.name for one in rounds[-1:]} | ({found.round.name} if found.round else set())
    steps = [step for one in rounds if one.name in current or one.open for step in _of_round(one)]
    if changed:
        steps.append(Message("coding.next.freeze_again", {"version": found.version, "changed": changed}))
    if not rounds:
        steps.append(Message("coding.next.round"))
    elif found.why == "not_frozen" and not steps:
        steps.append(Message("coding.next.freeze"))
    elif found.why == "no_round_since_freeze" and not changed:
        steps.append(Message("coding.next.reported_round", {"version": found.version}))
    return steps or [Message("coding.next.agreement", {"round": found.round.name if found.round else ""})]


def _of_round(one: RoundStanding) -> list[Message]:
    """What a round still needs."""
    waiting = tuple(coder for coder, left in one.left.items() if left)
    if waiting:
        return [Message("coding.next.judge", {"round": one.name, "coders": waiting})]
    return [Message("coding.next.settle", {"round": one.name, "disagreements": one.open})] if one.open else []
