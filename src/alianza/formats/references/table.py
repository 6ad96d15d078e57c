"""Tables of references: CSV and tab-delimited files, one row a record.

The rows are read by Python's csv module over bytes taken as Latin-1, which loses none, and each row is decoded by
itself. Web of Science writes quotation marks into tab-delimited files as they come, so there they quote nothing;
wosfile lets them quote and then runs rows together.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Literal

from alianza.formats.encodings import decode
from alianza.formats.references import counting
from alianza.formats.references.columns import PROFILES, Profile
from alianza.formats.references.entry import Entry, Format, raw_fields
from alianza.study.problem import Problem

_DELIMITERS = (",", ";", "\t", "|")
_FIELD_LIMIT = 50_000_000
_HEADER_LINES = 8
"""Lines above the header that are looked at: Dimensions writes one about the export, spreadsheet programs `sep=;`."""
_LONGEST_HEADER = 50_000


@dataclass(frozen=True, slots=True)
class Table:
    """How a table of references is written: where its header begins, its columns and its delimiter."""

    header: int
    columns: tuple[str, ...]
    delimiter: str
    profile: Profile

    @property
    def quoted(self) -> bool:
        """Whether quotation marks quote."""
        return self.profile.quoted


def recognise(start: bytes) -> Table | None:
    """The table whose header is among the first lines of a file, or None."""
    for offset, line in _first_lines(start):
        for delimiter in _DELIMITERS:
            columns = _cells(line, delimiter)
            known = frozenset(name.casefold() for name in columns)
            for profile in PROFILES:
                if profile.fits(known, delimiter):
                    return Table(offset, columns, delimiter, profile)
    return None


def found_columns(start: bytes) -> tuple[str, ...]:
    """The columns of a file that is a table, but not one of references; none where it is no table."""
    lines = [line for _, line in _first_lines(start)][:3]
    tried = [[_cells(line, delimiter) for line in lines] for delimiter in _DELIMITERS]
    fitting = [rows[0] for rows in tried if rows and len(rows[0]) > 1 and len({len(row) for row in rows}) == 1]
    return max(fitting, key=len, default=())


def _first_lines(start: bytes) -> Iterator[tuple[int, str]]:
    offset = 0
    for line in start.split(b"\n", _HEADER_LINES)[:_HEADER_LINES]:
        if line.strip() and len(line) < _LONGEST_HEADER:
            yield offset, decode(line.rstrip(b"\r"))[0]
        offset += len(line) + 1


def _cells(line: str, delimiter: str) -> tuple[str, ...]:
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        cells = next(csv.reader([line], delimiter=delimiter))
    except (csv.Error, StopIteration):
        return ()
    return tuple(name.strip() for name in cells)


def table_format(table: Table) -> Format:
    """The format of one table."""
    return Format(table.profile.name, partial(_count, table), partial(_entries, table), table.profile.layout)


def _count(table: Table, data: bytes) -> int:
    return max(counting.rows(data[table.header :], table.delimiter, table.quoted) - 1, 0)


def _entries(table: Table, data: bytes) -> Iterator[Entry]:
    rows = _rows(table, data)
    header = next(rows, None)
    if header is None:
        return
    columns = _trimmed(table.columns)
    for start, content, row in rows:
        yield _entry(start, content, row, columns, table)


def _rows(table: Table, data: bytes) -> Iterator[tuple[int, bytes, list[str] | None]]:
    """Place, bytes and cells of each row that is not blank; no cells where csv cannot read it."""
    csv.field_size_limit(_FIELD_LIMIT)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if table.quoted else csv.QUOTE_NONE
    taken: list[bytes] = []
    reader = csv.reader(_lines(data, table.header, taken), delimiter=table.delimiter, quoting=quoting, strict=True)
    offset = table.header
    while True:
        try:
            row: list[str] | None = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = None
        content = b"".join(taken)
        taken.clear()
        if row is None or any(cell.strip(' \t\r\n\x0c"') for cell in row):
            yield offset, content.rstrip(b"\r\n"), row
        offset += len(content)


def _lines(data: bytes, start: int, taken: list[bytes]) -> Iterator[str]:
    """The lines from `start` on as csv takes them, each also put into `taken` as it is."""
    file = BytesIO(data)
    file.seek(start)
    for line in file:
        taken.append(line)
        yield line.decode("latin-1").rstrip("\r\n") + "\n"


def _entry(start: int, content: bytes, row: list[str] | None, columns: Sequence[str], table: Table) -> Entry:
    if row is None:
        return Entry(start, content, problem=Problem("reference_quotes"))
    cells = _trimmed(row)
    if len(row) < len(columns) or len(cells) > len(columns):
        found, expected = str(len(row)), str(len(columns))
        return Entry(start, content, problem=Problem("reference_columns", found=found, expected=expected))
    encoding = decode(content)[1]
    fields: dict[str, list[str]] = {}
    for name, cell in zip(columns, cells, strict=False):
        fields.setdefault(name, []).append(cell if encoding == "ascii" else decode(cell.encode("latin-1"))[0])
    return Entry(start, encoding=encoding, raw=raw_fields(fields))


def _trimmed(cells: Sequence[str]) -> list[str]:
    """The cells without empty ones at the end, which Web of Science's last tab leaves."""
    kept = list(cells)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept
