"""How a delimited text file is written: its encoding, its delimiter and its decimal mark.

What the study declares is used as it is; the rest is recognised from the bytes, and an encoding that can
only be assumed is said to be assumed.
"""

import codecs
import csv
import re
from dataclasses import dataclass
from pathlib import Path

from alianza.formats.encodings import unmarked_utf16
from alianza.formats.sheet import Reading
from alianza.study.problem import Problem

_DELIMITERS = (",", ";", "\t", "|")
_NO_DELIMITERS = '"\r\n\0'
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SAMPLE_BYTES = 1 << 18
_SAMPLE_ROWS = 200
_PIECE = 1 << 20
_COMMA_DECIMAL = re.compile(r"[+-]?\d+,\d+")
_POINT_DECIMAL = re.compile(r"[+-]?\d*\.\d+")
_EXCEL_HINT = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited text file is written; `skipped` lines come before the header."""

    encoding: str
    delimiter: str
    decimal: str
    skipped: int = 0
    problems: tuple[Problem, ...] = ()


def recognise(reading: Reading) -> Dialect:
    """The file's dialect: as declared, else as its bytes show.

    Raises:
        Refused: `unknown_encoding`, `wrong_encoding`, or `unreadable_file` where the bytes are no text.
    """
    encoding, problems = _encoding(reading)
    sample = _sample(reading, encoding)
    hint = _EXCEL_HINT.match(sample)
    body = sample[hint.end() :] if hint else sample
    delimiter = reading.delimiter or (hint.group(1) if hint else _delimiter(body))
    if len(delimiter) != 1 or delimiter in _NO_DELIMITERS:
        raise reading.refuse("wrong_delimiter", found=delimiter)
    decimal = reading.decimal or _decimal(body, delimiter)
    return Dialect(encoding, delimiter, decimal, 1 if hint else 0, problems)


def _encoding(reading: Reading) -> tuple[str, tuple[Problem, ...]]:
    with reading.path.open("rb") as file:
        start = file.read(4096)
    if reading.encoding:
        return _declared(reading, start), ()
    marked = next((name for mark, name in _BOMS.items() if start.startswith(mark)), "") or unmarked_utf16(start)
    if marked:
        return marked, ()
    if b"\0" in start:
        raise reading.refuse("unreadable_file", expected="csv")
    if _is_utf8(reading.path):
        return "utf-8", ()
    assumed = "cp1252" if _decodes(reading.path, "cp1252") else "latin-1"
    return assumed, (Problem("encoding_assumed", "notice", reading.name, found=assumed),)


def _declared(reading: Reading, start: bytes) -> str:
    try:
        reading.path.open(encoding=reading.encoding).close()  # refuses what is no text encoding, such as hex
        name = codecs.lookup(reading.encoding).name
    except (LookupError, ValueError):
        raise reading.refuse("unknown_encoding", found=reading.encoding) from None
    return "utf-8-sig" if name == "utf-8" and start.startswith(codecs.BOM_UTF8) else name


def _is_utf8(path: Path) -> bool:
    return _decodes(path, "utf-8")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _sample(reading: Reading, encoding: str) -> str:
    """The first whole lines of the file."""
    try:
        with reading.path.open(encoding=encoding, newline="") as file:
            text = file.read(_SAMPLE_BYTES)
    except (UnicodeDecodeError, UnicodeError):
        if reading.encoding:
            raise reading.refuse("wrong_encoding", found=encoding) from None
        raise reading.refuse("unreadable_file", expected="csv") from None
    return text if len(text) < _SAMPLE_BYTES else text[: text.rfind("\n") + 1] or text


def _rows(sample: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(sample.splitlines(keepends=True), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) == _SAMPLE_ROWS:
                break
    except csv.Error:
        pass  # a row too odd to split ends the sample
    return rows


def _delimiter(sample: str) -> str:
    """The delimiter that splits most rows into as many fields as the header, the wider header on a tie."""

    def fit(delimiter: str) -> tuple[float, int]:
        rows = _rows(sample, delimiter)
        width = len(rows[0]) if rows else 0
        if width < 2:
            return 0.0, 0
        return sum(len(row) == width for row in rows) / len(rows), width

    return max(_DELIMITERS, key=fit)


def _decimal(sample: str, delimiter: str) -> str:
    """A comma where some fields are numbers with a comma and none with a point; otherwise a point."""
    fields = [field.strip() for row in _rows(sample, delimiter)[1:] for field in row]
    comma = any(_COMMA_DECIMAL.fullmatch(field) for field in fields)
    point = any(_POINT_DECIMAL.fullmatch(field) for field in fields)
    return "," if comma and not point else "."
