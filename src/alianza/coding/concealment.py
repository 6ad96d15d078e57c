"""What a coder may not see yet: what others gave to segments that the coder has still to code blind."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from alianza.coding.assembly import place_now
from alianza.coding.progress import CodingState, PassageCoding, Round, Source
from alianza.coding.project import Coding, QualitativeProject
from alianza.coding.rounds import RoundState
from alianza.study.problem import Problem

Span = tuple[str, int, int]
"""Name of a document, start and end, half-open, in code points of its text as it is now."""
_Segment = tuple[Round, int, int, int]
"""A round, a segment's place in it, and where that begins and ends in the text as it is now."""


def waiting_segments(state: CodingState, coder: str = "") -> frozenset[Span]:
    """Segments of rounds that a coder has still to code; that anybody has, where no coder is named.

    A round that somebody left, while the others went on to another one, keeps nothing: nobody waits for it.
    """
    source = {one.id: one for one in state.documents}
    found = set()
    for opened in (one for one in state.rounds if _is_awaited(state, one)):
        current = RoundState(state, opened)
        coders = [one for one in opened.coders if coder in ("", one)]
        for unit in {unit for one in coders for unit in current.waiting(one)}:
            document, *place = opened.units[unit - 1]
            now = place_now(source[document], opened.number, (place[0], place[1]))
            if now is not None:
                found.add((source[document].name, *now))
    return frozenset(found)


class Stretches:
    """Stretches of documents, made of spans that overlap: what meets one of many is found without looking at all.

    >>> waiting = Stretches([("E01", 8, 20)])
    >>> waiting.meet(("E01", 5, 9)), waiting.meet(("E01", 5, 8)), waiting.meet(("E02", 5, 9))
    (True, False, False)
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        for document, start, end in sorted(spans):
            starts, ends = self._starts.setdefault(document, []), self._ends.setdefault(document, [])
            if ends and start < ends[-1]:  # those that only touch stay two: an empty span between them meets none
                ends[-1] = max(ends[-1], end)
            else:
                starts.append(start)
                ends.append(end)

    def meet(self, span: Span) -> bool:
        """Whether a span shares a sign with a stretch: the last that begins before its end would reach into it."""
        document, start, end = span
        before = bisect_left(self._starts.get(document, ()), end)
        return before > 0 and self._ends[document][before - 1] > start


def without_waiting(project: QualitativeProject, state: CodingState) -> QualitativeProject:
    """A project without codings on segments that somebody has still to code: quotes of a construct tell its codes."""
    waiting = Stretches(waiting_segments(state))
    shown = tuple(one for one in project.codings if not waiting.meet((one.document, one.start, one.end)))
    return replace(project, codings=shown)


def seen_units(project: QualitativeProject, segments: Mapping[str, Iterable[tuple[int, int]]]) -> frozenset[Span]:
    """Segments with a sign that somebody coded where everybody reads it: nobody can judge them alone any more.

    Args:
        project: The project.
        segments: Name of a document to its segments.
    """
    coded = Stretches((one.document, one.start, one.end) for one in project.codings)
    units = ((document, *place) for document, places in segments.items() for place in places)
    return frozenset(one for one in units if coded.meet(one))


class OpenRounds:
    """What may not be coded outside of its round: everybody reads such codes, and who codes blind may not.

    Each round is looked at once, and what its coders gave only where a passage meets one of its segments.

    Args:
        state: Where the coding stands.
    """

    def __init__(self, state: CodingState) -> None:
        self._state = state
        self._segments: dict[str, list[_Segment]] = {}
        self._awaited: dict[str, bool] = {}

    def problem(self, source: Source, start: int, end: int) -> Problem | None:
        """Why a passage may not be coded.

        Args:
            source: The passage's document.
            start: Where the passage begins in the text as it is now.
            end: Where it ends, exclusive.

        Returns:
            `passage_in_open_round` with the round and the first of its segments that is met, or None.
        """
        for opened, unit, first, last in self._of(source):
            if first < end and start < last and self._is_awaited(opened):
                return Problem("passage_in_open_round", found=opened.name, place=source.name, values={"unit": unit})
        return None

    def _of(self, source: Source) -> list[_Segment]:
        if source.id not in self._segments:
            self._segments[source.id] = list(self._placed(source))
        return self._segments[source.id]

    def _placed(self, source: Source) -> Iterator[_Segment]:
        """The segments of a document, in the order of the rounds, where they are in the text as it is now."""
        for opened in self._state.rounds:
            for unit, (document, first, last) in enumerate(opened.units, 1):
                now = place_now(source, opened.number, (first, last)) if document == source.id else None
                if now is not None:
                    yield opened, unit, *now

    def _is_awaited(self, opened: Round) -> bool:
        if opened.id not in self._awaited:
            self._awaited[opened.id] = _is_awaited(self._state, opened)
        return self._awaited[opened.id]


def shown_in_open_round(state: CodingState, codings: Iterable[PassageCoding]) -> Problem | None:
    """As `OpenRounds.problem`, for the first of some codings whose passage may not be shown with its code now."""
    source, rounds = {one.id: one for one in state.documents}, OpenRounds(state)
    for one in (one for one in codings if one.document in source):
        place = place_now(source[one.document], one.number, (one.start, one.end))
        found = rounds.problem(source[one.document], *place) if place else None
        if found is not None:
            return found
    return None


def codes_awaited(state: CodingState) -> dict[str, str]:
    """Code to the name of a round that can still be completed and in which it may be given."""
    return {code: one.name for one in state.rounds if _is_awaited(state, one) for code in one.codes}


def _is_awaited(state: CodingState, opened: Round) -> bool:
    """Whether a round can still be completed: not where somebody left it and the others went on to another round."""
    current = RoundState(state, opened)
    owing = {coder for coder in opened.coders if current.waiting(coder)}
    going_on = {
        coder
        for later in state.rounds
        if later.number > opened.number and set(later.coders) & set(opened.coders)
        for coder in later.coders
    }
    return bool(owing) and (not going_on or owing <= going_on)


def told_to(state: CodingState, codings: Mapping[str, Coding], coder: str = "") -> dict[str, Coding]:
    """Codings that somebody may know of: all but what others gave in a round that is still open.

    Args:
        state: Where the coding stands.
        codings: Name in the log to coding, what each coder gave in rounds as well.
        coder: Who asks.
    """
    still_open = {one.name for one in state.rounds if not RoundState(state, one).complete}
    return {name: one for name, one in codings.items() if one.round not in still_open or one.coder == coder}
