"""What a format's module makes of a file: its words, and what it left out of them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from alianza.formats.refused import Refused
from alianza.interviews.transcript import Turn
from alianza.study.problem import Problem
from alianza.study.text import CONTROL_SIGNS

MAX_SIGNS = 2_000_000
"""Signs of one transcript; an interview of three hours has about 200,000."""
MAX_LINES = 100_000
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(f"[{CONTROL_SIGNS}]")
_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of a sign that some programs write alone; they are no text."""


@dataclass(frozen=True, slots=True)
class Content:
    """The words of a file.

    Attributes:
        text: As `plain` leaves them.
        turns: Who speaks where, as the format itself says; None where only the words can tell.
        encoding: The encoding of a text file.
        problems: What was odd or left out.
    """

    text: str
    turns: tuple[Turn, ...] | None = None
    encoding: str = "utf-8"
    problems: tuple[Problem, ...] = ()


def plain(text: str) -> tuple[str, tuple[Problem, ...]]:
    r"""A text as transcripts have it: line breaks are `\n`, without mark and without signs that documents cannot carry.

    Letters and accents stay as they are written, composed or not: positions count the signs that the file has.

    >>> plain("\ufeffSí.\r\nNo\x0b\x07.")
    ('Sí.\nNo\n.', (Problem(code='transcript_control_signs', severity='warning', ..., values={'count': 1}),))
    """
    check_length(len(text))
    text = _LINE_BREAK.sub("\n", text.removeprefix("\ufeff"))
    if text.count("\n") > MAX_LINES:
        raise Refused(too_long())
    text, removed = _CONTROL.subn("", text)
    text, halves = _HALVES.subn("\ufffd", text)
    problems = []
    if removed:
        problems.append(Problem("transcript_control_signs", "warning", values={"count": removed}))
    if halves:
        problems.append(Problem("transcript_signs_lost", "warning", values={"count": halves}))
    return text, tuple(problems)


def check_length(signs: int) -> None:
    """Refuse what is longer than any interview, as soon as it is known to be.

    Raises:
        Refused: `transcript_too_long`.
    """
    if signs > MAX_SIGNS:
        raise Refused(too_long())


def too_long() -> Problem:
    """What is said of a text that is longer than any interview."""
    return Problem("transcript_too_long", values={"signs": MAX_SIGNS, "lines": MAX_LINES})


def left_out(counts: Counter[str]) -> Iterator[Problem]:
    """What a document has besides the words that were read."""
    if counts["notes"]:
        yield Problem("transcript_notes_left_out", "notice", values={"count": counts["notes"]})
    if counts["comments"]:
        yield Problem("transcript_comments_left_out", "notice", values={"count": counts["comments"]})
    if counts["signs"]:
        yield Problem("transcript_signs_lost", "warning", values={"count": counts["signs"]})
    if counts["deleted"]:
        yield Problem("transcript_deleted_left_out", "notice", values={"count": counts["deleted"]})


@dataclass(slots=True)
class Collected:
    """Words as they are met in a document, never more than a transcript may have.

    A line break is always a piece of its own, so that a table can take one back.
    """

    pieces: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, text: str) -> None:
        """Take the next words.

        Raises:
            Refused: `transcript_too_long`.
        """
        self.length += len(text)
        check_length(self.length)
        self.pieces.append(text)

    def fresh_line(self) -> None:
        """Begin a line where none begins here."""
        if self.pieces and self.pieces[-1] != "\n":
            self.add("\n")

    def end_cell(self) -> None:
        """A tab in place of the line break of the cell's last paragraph."""
        self._end_with("\n", "\t")

    def end_row(self) -> None:
        """A line break in place of the tab of the row's last cell."""
        self._end_with("\t", "\n")

    def _end_with(self, old: str, new: str) -> None:
        if self.pieces and self.pieces[-1] == old:
            self.pieces.pop()
        self.add(new)

    def content(self, problems: Iterable[Problem]) -> Content:
        """What was collected, without the line break behind the last paragraph."""
        text, odd = plain("".join(self.pieces).removesuffix("\n"))
        return Content(text, problems=(*problems, *odd))
