"""What a coder may not see yet: what others gave to segments that the coder has still to code blind."""

from collections.abc import Collection

from alianza.coding.assembly import place_now
from alianza.coding.progress import CodingState
from alianza.coding.rounds import RoundState

Span = tuple[str, int, int]
"""Name of a document, start and end, half-open, in code points of its text as it is now."""


def waiting_segments(state: CodingState, coder: str = "") -> frozenset[Span]:
    """Segments of rounds that a coder has still to code; that anybody has, where no coder is named."""
    source = {one.id: one for one in state.documents}
    found = set()
    for opened in state.rounds:
        current = RoundState(state, opened)
        coders = [one for one in opened.coders if coder in ("", one)]
        for unit in {unit for one in coders for unit in current.waiting(one)}:
            document, *place = opened.units[unit - 1]
            now = place_now(source[document], opened.number, (place[0], place[1]))
            if now is not None:
                found.add((source[document].name, *now))
    return frozenset(found)


def meets(span: Span, segments: Collection[Span]) -> bool:
    """Whether a passage shares a sign with one of some segments.

    >>> meets(("E01", 5, 9), {("E01", 8, 20)}), meets(("E02", 5, 9), {("E01", 8, 20)})
    (True, False)
    """
    document, start, end = span
    return any(name == document and first < end and start < last for name, first, last in segments)
