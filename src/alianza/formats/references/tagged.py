"""Formats of tagged lines: what begins a record, what ends it, and the values of its tags.

Records are cut out of the bytes before they are decoded, so that a record in another encoding, or a damaged one, is
kept apart from its neighbours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from sys import intern
from typing import Any, NamedTuple

from alianza.formats.encodings import decode
from alianza.formats.references.entry import LINE_BREAK, Entry
from alianza.formats.references.layout import Raw
from alianza.study.problem import Problem

_BLANK_BEFORE = re.compile(rb"(?:\A|(?:\n|\r(?!\n))[ \t]*(?:\r\n|\n|\r))[ \t]*\Z")
_LONGEST_BLANK = 200


@dataclass(frozen=True, slots=True)
class Grammar:
    """How the lines of a format are written.

    Attributes:
        line: A tag at the beginning of a line, in bytes; the tag is its first group and the value follows its end.
        text: The same in a decoded text.
        start: The tag that begins a record.
        end: The tag that ends it; empty where a blank line does.
        outside: Tags of the file, not of a record.
        once: A tag that no record has twice: two of them are two records whose border was lost.
    """

    line: re.Pattern[bytes]
    text: re.Pattern[str]
    start: bytes
    end: bytes = b""
    outside: frozenset[bytes] = frozenset()
    once: str = ""


def grammar(line: str, start: bytes, **rest: Any) -> Grammar:
    """A grammar whose line is the same in bytes and in text.

    A line begins after a line break or a byte order mark, which joined files have in their midst. The pattern looks
    back after the tag rather than before it: searching for a tag's letters first is three times as fast.
    """
    in_bytes = line.replace(r"\ufeff", r"\xbf").encode("ascii")
    return Grammar(re.compile(in_bytes), re.compile(line), start, **rest)


class _Piece(NamedTuple):
    """Where a record begins and finishes, and whether it has its marks of beginning and end."""

    begin: int
    finish: int
    started: bool
    ended: bool


def ended_entries(data: bytes, grammar: Grammar) -> Iterator[Entry]:
    """The records of a format that marks the end of each."""
    any_ended = False
    for number, piece in enumerate(_ended_pieces(data, grammar), 1):
        cut_off = not piece.ended and piece.finish == len(data) and (any_ended or number == 1)
        any_ended = any_ended or piece.ended
        yield _entry(data, piece.begin, piece.finish, grammar, _defect(grammar, piece, cut_off))


def _defect(grammar: Grammar, piece: _Piece, cut_off: bool) -> Problem | None:
    """A record without its beginning, or without its end where the file ends, is not whole; others are read."""
    if not piece.started:
        return Problem("reference_without_start", expected=grammar.start.decode())
    if piece.ended:
        return None
    if cut_off:
        return Problem("reference_cut_off")
    return Problem("references_without_end", "warning", found=grammar.end.decode())


def _ended_pieces(data: bytes, grammar: Grammar) -> Iterator[_Piece]:
    begin, started = -1, False
    for line in grammar.line.finditer(data):
        tag = line[1]
        if tag == grammar.start:
            if begin >= 0:
                yield _Piece(begin, line.start(), started, False)
            begin, started = line.start(), True
        elif begin < 0 and tag not in grammar.outside:
            begin, started = line.start(), False
        if tag == grammar.end and begin >= 0:
            yield _Piece(begin, line.end(), started, True)
            begin = -1
    if begin >= 0:
        yield _Piece(begin, len(data), started, False)


def block_entries(data: bytes, grammar: Grammar) -> Iterator[Entry]:
    """The records of a format that parts them by blank lines."""
    starts = _block_starts(data, grammar)
    for begin, finish in pairwise(chain(starts, (len(data),))):
        entry = _entry(data, begin, finish, grammar, None)
        if len(entry.raw.get(grammar.once, ())) > 1:
            entry = Entry(begin, data[begin:finish], problem=Problem("reference_merged", found=grammar.once))
        yield entry


def _block_starts(data: bytes, grammar: Grammar) -> Iterator[int]:
    """Where records begin: at a tag after a blank line, or at the starting tag if the first record has it in front."""
    first = grammar.line.search(data)
    marks = grammar.start if first and first[1] == grammar.start else None
    for number, line in enumerate(grammar.line.finditer(data)):
        if number == 0 or line[1] == marks or _after_blank(data, line.start()):
            yield line.start()


def _after_blank(data: bytes, at: int) -> bool:
    return bool(_BLANK_BEFORE.search(data, max(0, at - _LONGEST_BLANK), at))


def _entry(data: bytes, begin: int, finish: int, grammar: Grammar, problem: Problem | None) -> Entry:
    content = data[begin:finish].rstrip()
    if problem is not None and problem.severity == "error":
        return Entry(begin, content, problem=problem)
    text, encoding = decode(content)
    return Entry(begin, b"", encoding, values(text, grammar), problem)


def values(text: str, grammar: Grammar) -> Raw:
    """The values of a record's tags in order; lines without a tag continue the one before."""
    fields: dict[str, list[str]] = {}
    tag, begin = "", 0
    for mark in grammar.text.finditer(text):
        _keep(fields, tag, text[begin : mark.start()])
        tag, begin = mark[1], mark.end()
    _keep(fields, tag, text[begin:])
    fields.pop(grammar.end.decode(), None)
    return {tag: tuple(found) for tag, found in fields.items()}


def _keep(fields: dict[str, list[str]], tag: str, written: str) -> None:
    value = written.strip()
    if tag and value:
        fields.setdefault(intern(tag), []).append(_lines(value))


def _lines(value: str) -> str:
    """The value with one sign between its lines, each without the blanks that set it in."""
    if "\n" not in value and "\r" not in value:
        return value
    return "\n".join(line.strip() for line in LINE_BREAK.split(value))
