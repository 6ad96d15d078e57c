"""Delimited text: every row is counted, and a row that does not fit the header is named, never dropped.

The file is split by Python's csv reader in pieces of bounded size, so that quoted line breaks, odd encodings
and exact row numbers come for free and memory follows the columns that are kept, not the file.
"""

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import polars as pl

from alianza.formats.dialect import Dialect, recognise
from alianza.formats.names import unique_names
from alianza.formats.sheet import Reading, Sheet
from alianza.study.problem import Problem, Severity
from alianza.survey.places import row_values

_CELLS_A_PIECE = 400_000
_FIELD_LIMIT = 10_000_000
# Longer digit strings are identifiers, and leading zeros are codes: both stay text, exactly as written.
_INTEGER = r"^-?(0|[1-9]\d{0,14})$"
# A number has a digit before its exponent: E1 and a lone sign are texts.
_POINT = r"^-?((0|[1-9]\d{0,14})(\.\d+)?|\.\d+)([eE][+-]?\d{1,3})?$"
_COMMA = r"^-?((0|[1-9]\d{0,14})(,\d+)?|,\d+)([eE][+-]?\d{1,3})?$"


def read(reading: Reading) -> Sheet:
    """Read a delimited text file.

    Columns of numbers become numbers, everything else stays text; empty fields are missing. A row with
    another number of fields than the header is an error that names its row.

    Raises:
        Refused: `broken_quotes`, or a reason of `alianza.formats.dialect.recognise`.
    """
    dialect = recognise(reading)
    first, header = _header(reading, dialect)
    names, problems = unique_names(header, reading)
    pieces = _Pieces(reading, dialect, first, len(header))
    places = {name: place for place, name in enumerate(names)}
    keep = {places[name]: name for name in reading.wanted(names)}
    columns, mixed = _columns(pieces, keep, frozenset(names if reading.as_text else ()))
    if mixed:  # text further down a column of decimals: read it again, as written
        again = _Pieces(reading, dialect, first, len(header))
        columns |= _columns(again, {places[name]: name for name in mixed}, mixed)[0]
    return Sheet(
        pl.DataFrame([columns[name] for name in keep.values()]),
        reading.name,
        reading.digest,
        tuple(names),
        rows=pieces.file_rows(),
        problems=(*dialect.problems, *problems, *pieces.problems()),
        recognised={"encoding": dialect.encoding, "delimiter": dialect.delimiter, "decimal": dialect.decimal},
    )


def _header(reading: Reading, dialect: Dialect) -> tuple[int, list[str]]:
    """The first record that is not blank, and its number."""
    for number, row in _records(reading, dialect):
        if any(name.strip() for name in row):
            return number, row
    raise reading.refuse("empty_file")


def _records(reading: Reading, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """The file's records with their 1-based numbers, the header first."""
    csv.field_size_limit(_FIELD_LIMIT)
    number = dialect.skipped
    try:
        with reading.path.open(encoding=dialect.encoding, newline="") as file:
            for _ in range(dialect.skipped):
                next(file)
            reader = csv.reader(file, delimiter=dialect.delimiter, strict=True)
            for number, row in enumerate(reader, dialect.skipped + 1):
                yield number, row
    except csv.Error:
        raise reading.refuse("broken_quotes", row=number + 1) from None
    except UnicodeError:
        raise reading.refuse("wrong_encoding", row=number + 1, found=dialect.encoding) from None


@dataclass(slots=True)
class _Pieces:
    """The rows below the header in bounded pieces, counting what does not fit on the way."""

    reading: Reading
    dialect: Dialect
    header: int
    width: int
    short: list[int] = field(default_factory=list)
    long: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    last: int = 0

    def __iter__(self) -> Iterator[list[list[str]]]:
        records = (record for record in _records(self.reading, self.dialect) if record[0] > self.header)
        size = max(_CELLS_A_PIECE // self.width, 1)
        while piece := list(islice(records, size)):
            yield [self._fitted(number, row) for number, row in piece if self._filled(number, row)]

    def _filled(self, number: int, row: list[str]) -> bool:
        if any(row):
            self.last = number
            return True
        self.blank.append(number)
        return False

    def _fitted(self, number: int, row: list[str]) -> list[str]:
        if len(row) < self.width:
            self.short.append(number)
            return row + [""] * (self.width - len(row))
        if len(row) > self.width and any(row[self.width :]):
            self.long.append(number)
        return row

    def file_rows(self) -> pl.Series | None:
        """File row of each row kept, or None where the first is 2 and none is left out."""
        left_out = frozenset(number for number in self.blank if number < self.last)
        if not left_out and self.header == 1:
            return None
        kept = [number for number in range(self.header + 1, self.last + 1) if number not in left_out]
        return pl.Series("row", kept, dtype=pl.UInt32)

    def problems(self) -> list[Problem]:
        """Rows that did not fit; blank lines at the end of the file are no gap."""
        gaps = [number for number in self.blank if number < self.last]
        found = [
            _rows_problem("long_rows", "error", self.reading.name, self.long, self.width),
            _rows_problem("short_rows", "error", self.reading.name, self.short, self.width),
            _rows_problem("blank_rows", "notice", self.reading.name, gaps, self.width),
        ]
        if not self.last:
            found.append(Problem("no_rows", "error", self.reading.name))
        return [problem for problem in found if problem is not None]


def _rows_problem(code: str, severity: Severity, file: str, rows: list[int], width: int) -> Problem | None:
    if not rows:
        return None
    return Problem(code, severity, file, rows[0], expected=str(width), values=row_values(rows))


def _columns(
    pieces: _Pieces, keep: dict[int, str], as_text: Collection[str]
) -> tuple[dict[str, pl.Series], frozenset[str]]:
    """The kept columns, and those whose type changes on the way and must be read again as text."""
    parts: dict[str, list[pl.Series]] = {name: [] for name in keep.values()}
    for piece in pieces:
        for index, name in keep.items():
            column = pl.Series(name, [row[index] for row in piece], dtype=pl.String)
            column = column.set(column == "", None)
            parts[name].append(column if name in as_text else _typed(column, pieces.dialect.decimal))
    mixed = frozenset(name for name, column in parts.items() if _changes(column))
    # Popping frees the pieces of each column as soon as it is joined, or the file would be held twice.
    return {name: _joined(name, parts.pop(name)) for name in list(parts) if name not in mixed}, mixed


def _typed(column: pl.Series, decimal: str) -> pl.Series:
    """The column as numbers where all its fields are, otherwise as it is."""
    if column.null_count() == len(column):
        return column.cast(pl.Null)
    if column.str.contains(_INTEGER).all():
        return column.cast(pl.Int64)
    if column.str.contains(_COMMA if decimal == "," else _POINT).all():
        numbers = column.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        return column if numbers.is_infinite().any() else numbers  # 1e400 is no number: it stays as written
    return column


def _changes(parts: Sequence[pl.Series]) -> bool:
    kinds = {part.dtype for part in parts}
    return pl.String in kinds and pl.Float64 in kinds


def _joined(name: str, parts: list[pl.Series]) -> pl.Series:
    kinds = {part.dtype for part in parts} - {pl.Null()}
    if not kinds or pl.String in kinds:
        kind: pl.DataType = pl.String()
    else:
        kind = pl.Float64() if pl.Float64 in kinds else pl.Int64()
    return pl.concat([part.cast(kind) for part in parts]) if parts else pl.Series(name, [], dtype=kind)
