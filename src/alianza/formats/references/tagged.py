"""Formats of tagged lines: what begins a record, what ends it, and the values of its tags.

Records are cut out of the bytes before they are decoded, so that a record in another encoding, or a damaged one, is
kept apart from its neighbours.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from alianza.formats.references.entry import LINE_BREAK, Entry, Raw, decode, raw_fields
from alianza.study.problem import Problem

LINE_START = rb"(?<![^\r\n])(?:\xef\xbb\xbf)?"
"""The beginning of a line; joined files have byte order marks in their midst."""
_BLANK_BEFORE = re.compile(rb"(?:\A|(?:\n|\r(?!\n))[ \t]*(?:\r\n|\n|\r))[ \t]*\Z")
_LONGEST_BLANK = 200


@dataclass(frozen=True, slots=True)
class Grammar:
    """How the lines of a format are written.

    Attributes:
        line: A tag at the beginning of a line, in bytes; the tag is its first group.
        start: The tag that begins a record.
        end: The tag that ends it; empty where a blank line does.
        outside: Tags of the file, not of a record.
    """

    line: re.Pattern[bytes]
    start: bytes
    end: bytes = b""
    outside: frozenset[bytes] = frozenset()


@lru_cache(maxsize=8)
def _text_line(grammar: Grammar) -> re.Pattern[str]:
    """A tag at the beginning of a decoded line; the value follows its end."""
    return re.compile(grammar.line.pattern.removeprefix(LINE_START).decode())


def ended_entries(data: bytes, grammar: Grammar) -> Iterator[Entry]:
    """The records of a format that marks the end of each."""
    pieces = list(_ended_pieces(data, grammar))
    no_ends = len(pieces) > 1 and not any(ended for _, _, _, ended in pieces)
    for number, (begin, finish, started, ended) in enumerate(pieces, 1):
        problem = None
        if not started:
            problem = Problem("reference_without_start", expected=grammar.start.decode())
        elif not ended:
            cut_off = number == len(pieces) and not no_ends
            problem = _cut_off() if cut_off else Problem("references_without_end", "warning", found=grammar.end.decode())
        yield _entry(data, begin, finish, grammar, problem)


def _cut_off() -> Problem:
    return Problem("reference_cut_off")


def _ended_pieces(data: bytes, grammar: Grammar) -> Iterator[tuple[int, int, bool, bool]]:
    """Begin and end of each record, and whether it has its marks of beginning and end."""
    begin, started = -1, False
    for line in grammar.line.finditer(data):
        tag = line[1]
        if tag == grammar.start:
            if begin >= 0:
                yield begin, line.start(), started, False
            begin, started = line.start(), True
        elif begin < 0 and tag not in grammar.outside:
            begin, started = line.start(), False
        if tag == grammar.end and begin >= 0:
            yield begin, line.end(), started, True
            begin = -1
    if begin >= 0:
        yield begin, len(data), started, False


def block_entries(data: bytes, grammar: Grammar) -> Iterator[Entry]:
    """The records of a format that parts them by blank lines."""
    starts = _block_starts(data, grammar)
    for begin, finish in zip(starts, [*starts[1:], len(data)], strict=True):
        yield _entry(data, begin, finish, grammar, None)


def _block_starts(data: bytes, grammar: Grammar) -> list[int]:
    """Where records begin: at a tag after a blank line, or at the starting tag if the first record has it in front."""
    lines = list(grammar.line.finditer(data))
    marked = bool(lines) and lines[0][1] == grammar.start
    return [
        line.start()
        for number, line in enumerate(lines)
        if number == 0 or (marked and line[1] == grammar.start) or _after_blank(data, line.start())
    ]


def _after_blank(data: bytes, at: int) -> bool:
    return bool(_BLANK_BEFORE.search(data, max(0, at - _LONGEST_BLANK), at))


def _entry(data: bytes, begin: int, finish: int, grammar: Grammar, problem: Problem | None) -> Entry:
    content = data[begin:finish].rstrip()
    if problem is not None and problem.severity == "error":
        return Entry(begin, content, problem=problem)
    text, encoding = decode(content)
    return Entry(begin, content, encoding, values(text, grammar), problem)


def values(text: str, grammar: Grammar) -> Raw:
    """The values of a record's tags in order; lines without a tag continue the one before."""
    line_of, found = _text_line(grammar), _Values({})
    end = grammar.end.decode()
    for line in LINE_BREAK.split(text.lstrip("\ufeff")):
        tag = line_of.match(line)
        if tag is None:
            found.continue_with(line)
        elif tag[1] != end:
            found.begin(intern(tag[1]), line[tag.end() :].strip())
    return raw_fields(found.closed())


@dataclass(slots=True)
class _Values:
    """Values as their lines come in."""

    fields: dict[str, list[str]]
    tag: str = ""
    lines: list[str] | None = None

    def begin(self, tag: str, line: str) -> None:
        self.closed()
        self.tag, self.lines = tag, [line]

    def continue_with(self, line: str) -> None:
        if self.lines is not None:
            self.lines.append(line.strip())

    def closed(self) -> Mapping[str, list[str]]:
        if self.lines is not None:
            value = self.lines[0] if len(self.lines) == 1 else "\n".join(self.lines).strip()
            self.fields.setdefault(self.tag, []).append(value)
            self.lines = None
        return self.fields
