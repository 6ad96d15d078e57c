"""Segments of a transcript, their boundaries fixed before anybody codes: turns, paragraphs or sentences.

What the interviewer says is context and no segment: codes are given to what participants say. A text in which nobody is
recognised is taken whole, by its paragraphs where turns are asked for.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alianza.interviews.speakers import Role
from alianza.interviews.transcript import Conversation, Turn, conversation
from alianza.study.interview_protocol import SegmentKind

Span = tuple[int, int]

BEFORE, AFTER = 600, 300
"""Signs of the text around a segment that its reader sees at most."""

_PARAGRAPH: Final = re.compile(r"\S(?:.|\n(?!\s*\n))*")
_SENTENCE: Final = re.compile(r"\S.*?(?<![.!?…])[.!?…]++[»”’\"')\]]*+(?=\s|$)|\S.*\S|\S", re.DOTALL)
"""Up to signs that end a sentence and a space; an abbreviation with a point ends one as well. Each run of such signs is
looked at once: a text of nothing else takes no longer."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a segment.

    Attributes:
        before: From the turn before on, up to the segment: mostly the question.
        after: From the segment on, up to the end of the turn after.
    """

    before: str
    after: str


def segments(text: str, kind: SegmentKind, named: Mapping[str, Role] | None = None) -> tuple[Span, ...]:
    r"""The segments of a text, in its order.

    Args:
        text: The text.
        kind: What one segment is.
        named: Labels that the study declares, with the side that each is on.

    Returns:
        Where each begins and ends, in code points; spaces at its edges are no part of it.

    >>> text = "E: ¿Y?\nP: Bien. Nos va bien.\nE: ¿Sí?\nP: Sí."
    >>> [text[slice(*one)] for one in segments(text, "turn")]
    ['Bien. Nos va bien.', 'Sí.']
    >>> [text[slice(*one)] for one in segments(text, "sentence")]
    ['Bien.', 'Nos va bien.', 'Sí.']
    """
    stretches = _answers(conversation(text, named))
    if kind == "turn" and stretches:
        return stretches
    pattern = _SENTENCE if kind == "sentence" else _PARAGRAPH
    return tuple(span for stretch in stretches or ((0, len(text)),) for span in _parts(text, stretch, pattern))


def surroundings(text: str, segment: Span, turns: Sequence[Turn]) -> Surroundings:
    """What stands around a segment: a turn on each side, and the rest of its own, as far as there is room.

    Args:
        text: The text.
        segment: Where it begins and ends.
        turns: The turns of the text.
    """
    start, end = segment
    first = max((one.start for one in turns if one.end <= start), default=0)
    last = min((one.end for one in turns if one.start >= end), default=len(text))
    return Surroundings(text[max(first, start - BEFORE) : start].strip(), text[end : min(last, end + AFTER)].strip())


def _answers(found: Conversation) -> tuple[Span, ...]:
    """The turns of those who are not known to ask."""
    asking = {one.name for one in found.speakers if one.role == "interviewer"}
    return tuple((one.start, one.end) for one in found.turns if one.speaker not in asking)


def _parts(text: str, stretch: Span, pattern: re.Pattern[str]) -> Iterator[Span]:
    """What a pattern finds in a stretch of a text, without the spaces at its edges."""
    for found in pattern.finditer(text, *stretch):
        yield found.start(), found.start() + len(found[0].rstrip())
