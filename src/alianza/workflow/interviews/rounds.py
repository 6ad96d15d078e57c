"""Rounds of blind coding in a study: opened on segments drawn by the protocol, coded, and settled by a third person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from alianza.coding import rounds
from alianza.coding.assembly import place_now
from alianza.coding.concealment import seen_units
from alianza.coding.progress import CodingState, Round
from alianza.coding.rounds import Draw, RoundState, Ruling, Span, Unit, find_round
from alianza.formats import Refused
from alianza.interviews.segments import Surroundings, segments, surroundings
from alianza.interviews.speakers import declared_sides
from alianza.interviews.team import signer
from alianza.interviews.transcript import turns
from alianza.study.event import Proposed
from alianza.study.interview_protocol import Interviews
from alianza.study.problem import Problem
from alianza.workflow.interviews.actions import CodingRecorded, act
from alianza.workflow.interviews.history import changes_since_freeze
from alianza.workflow.interviews.reading import ReadCoding, read_coding


@dataclass(frozen=True, slots=True)
class Opening:
    """What a round is to be, where it differs from the protocol.

    Attributes:
        name: Its name; the next number where it is empty.
        coders: Who codes; everybody with the role `coder` where it is empty.
        share: Share of the segments of each interview.
        seed: Seed of the draw.
    """

    name: str = ""
    coders: tuple[str, ...] = ()
    share: float | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What was drawn for a round.

    Attributes:
        recorded: What was recorded.
        round: The round.
        segments: Segments that there are.
        documents: Documents with a drawn segment.
        known: Drawn segments that an earlier round held or that somebody coded openly: no others were left.
    """

    recorded: CodingRecorded
    round: Round
    segments: int
    documents: int
    known: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A segment of a round as its coder reads it.

    Attributes:
        unit: Its place in the round.
        document: Name of its document.
        participant: Pseudonym of whoever speaks; empty where the registry does not know the document.
        words: The segment, in the text as it is now; empty where nothing of it is left.
        around: What stands around it.
    """

    unit: int
    document: str
    participant: str
    words: str
    around: Surroundings


def open_round(path: Path, opening: Opening, by: str) -> Opened:
    """Open a round on segments drawn from all texts, as they are now.

    Raises:
        Refused: As `alianza.coding.rounds.open_round`; if the person may not, or a coder is none.
    """
    drawn: dict[str, Mapping[str, Sequence[Span]]] = {}
    known: set[Unit] = set()

    def decide(now: ReadCoding, _: str) -> Proposed:
        drawn["from"] = found = segments_of(now)
        known.update(_earlier(now.state), _seen(now, found))
        proposed = rounds.open_round(now.state, draw_of(now, opening), found, known)
        strangers = _strangers(now.protocol, opening.coders)
        if strangers:
            return Proposed(problems=strangers)
        return Proposed(proposed.changes, (*proposed.problems, *_unfrozen(now)))

    recorded = act(path, "round", by, decide)
    opened = recorded.state.rounds[-1]
    total = sum(map(len, drawn["from"].values()))
    again = sum(unit in known for unit in opened.units)
    return Opened(recorded, opened, total, len({unit[0] for unit in opened.units}), again)


def draw_of(now: ReadCoding, opening: Opening) -> Draw:
    """What a round is to be: as asked for, and else by the protocol."""
    declared = now.protocol.round
    return Draw(
        opening.name or str(len(now.state.rounds) + 1),
        opening.coders or now.protocol.of_role("coder"),
        declared.share if opening.share is None else opening.share,
        declared.seed if opening.seed is None else opening.seed,
    )


def segments_of(now: ReadCoding) -> dict[str, tuple[Span, ...]]:
    """Document, by its name in the log, to the segments of its text as it is now."""
    labels = declared_sides(now.protocol.labels)
    texts = {one.id: now.contents.documents[one.text_content].document.text for one in now.state.documents}
    return {name: segments(text, now.protocol.round.segments, labels) for name, text in texts.items()}


def rate(path: Path, round_name: str, unit: int, codes: Sequence[str], by: str) -> CodingRecorded:
    """Give codes to a segment of a round, or none.

    Raises:
        Refused: As `find_round` and `alianza.coding.rounds.rate`; if the person may not.
    """
    return act(path, "rate", by, lambda now, who: rounds.rate(round_of(now, round_name), unit, codes, who))


def settle(path: Path, round_name: str, ruling: Ruling, by: str) -> CodingRecorded:
    """Decide on a code on which the coders of a segment differ.

    Raises:
        Refused: As `find_round` and `alianza.coding.rounds.settle`; if the person may not.
    """
    return act(path, "settle", by, lambda now, who: rounds.settle(round_of(now, round_name), ruling, who))


def round_of(now: ReadCoding, name: str) -> RoundState:
    """A round with what its coders have given; the last one for an empty name.

    Raises:
        Refused: `no_round` or `round_unknown`.
    """
    found = find_round(now.state, name)
    if isinstance(found, Problem):
        raise Refused(found)
    return RoundState(now.state, found)


@dataclass(frozen=True, slots=True)
class Queue:
    """The disagreements of a round.

    Attributes:
        round: The round.
        incomplete: Who has how much left; nothing is shown as long as somebody has.
        disagreements: Every code on which coders differ, settled or not.
        shown: Segment to its words.
    """

    round: RoundState
    incomplete: Problem | None
    disagreements: tuple[rounds.Disagreement, ...]
    shown: Mapping[int, Shown]


def queue(path: Path, round_name: str) -> Queue:
    """What a third person has to decide in a round; nothing before every coder has handed in everything.

    Raises:
        Refused: As `find_round`; if the study cannot be read.
    """
    now = read_coding(path)
    current = round_of(now, round_name)
    if not current.complete:
        return Queue(current, rounds.incomplete(current), (), {})
    found = current.disagreements()
    units = sorted({one.unit for one in found})
    return Queue(current, None, found, {one.unit: one for one in show(now, current, units)})


def show(now: ReadCoding, current: RoundState, units: Sequence[int]) -> Iterator[Shown]:
    """Segments of a round with what stands around them, nobody's codes among it."""
    sources = {one.id: one for one in now.state.documents}
    texts = {name: now.contents.documents[one.text_content].document.text for name, one in sources.items()}
    labels = declared_sides(now.protocol.labels)
    wanted = {current.round.units[unit - 1][0] for unit in units}
    said = {name: turns(texts[name], labels) for name in wanted}
    for unit in units:
        document, start, end = current.round.units[unit - 1]
        source, text = sources[document], texts[document]
        place = place_now(source, current.round.number, (start, end))
        around = surroundings(text, place, said[document]) if place else Surroundings("", "")
        yield Shown(unit, source.name, source.participant, text[slice(*place)] if place else "", around)


def _strangers(protocol: Interviews, coders: Sequence[str]) -> tuple[Problem, ...]:
    """Why some of those named as coders could never hand in; nothing where all of them can."""
    signers = (signer(protocol, "rate", coder) for coder in coders)
    return tuple(one for one in signers if isinstance(one, Problem))


def _unfrozen(now: ReadCoding) -> list[Problem]:
    """`codebook_changed_since_freeze`, a warning: the round is not on the version that was frozen."""
    changed = len(changes_since_freeze(now))
    values = {"changed": changed}
    version = now.state.freezes[-1].version if changed else ""
    return [Problem("codebook_changed_since_freeze", "warning", found=version, values=values)] if changed else []


def _seen(now: ReadCoding, segments: Mapping[str, Sequence[Span]]) -> frozenset[Unit]:
    """Segments, by their documents' names in the log, of which everybody can read a code."""
    names = {one.name: one.id for one in now.state.documents}
    by_name = {name: segments[own] for name, own in names.items()}
    seen = seen_units(now.assembled.project, by_name)
    return frozenset((names[name], start, end) for name, start, end in seen)


def _earlier(state: CodingState) -> frozenset[Unit]:
    """Segments of the rounds so far, where they are now."""
    sources = {one.id: one for one in state.documents}
    units = ((one.number, *unit) for one in state.rounds for unit in one.units)
    places = (
        (document, place_now(sources[document], number, (start, end)))
        for number, document, start, end in units
        if document in sources
    )
    return frozenset((document, *place) for document, place in places if place)
