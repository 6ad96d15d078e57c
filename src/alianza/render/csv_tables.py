"""`tables/*.csv`: one file a table, one line a row, for spreadsheets and statistics programs.

Numbers carry a decimal point and twelve significant digits, texts come in both languages. An estimate takes the
columns `<id>`, `<id>_low`, `<id>_high`, `<id>_se` and `<id>_n`; a test `<id>`, `<id>_df`, `<id>_df2` and `<id>_p`.
A withheld cell is empty and the column `withheld` names it. Text that a spreadsheet would take for a formula gets an
apostrophe in front.
"""

import csv
import io
from typing import Final

from alianza.formats.formulas import safe
from alianza.render.messages import LANGUAGES, say
from alianza.render.plain_values import number
from alianza.study.estimate import Estimate, Test
from alianza.study.message import Message
from alianza.study.table import Cell, Row, Suppressed, Table
from alianza.study.text import Text

ESTIMATE_PARTS: Final = ("", "_low", "_high", "_se", "_n")
TEST_PARTS: Final = ("", "_df", "_df2", "_p")
LANGUAGE_PARTS: Final = tuple(f"_{language}" for language in LANGUAGES)


def csv_table(table: Table) -> str:
    """The file's text, with a byte order mark by which spreadsheets recognise UTF-8.

    Raises:
        ValueError: If the table could not be computed: it has no rows to write.
    """
    if not table.computable:
        raise ValueError(f"{table.id} needs {', '.join(table.needs)}")
    parts = [_parts([row.cells[index] for row in table.rows]) for index in range(len(table.columns))]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_header(table, parts))
    for row in table.rows:
        writer.writerow([safe(field) for field in _line(row, table, parts)])
    return "\ufeff" + text.getvalue()


def _parts(cells: list[Cell]) -> tuple[str, ...]:
    """Endings of the columns that a table's column takes."""
    if any(isinstance(cell, Estimate) for cell in cells):
        return ESTIMATE_PARTS
    if any(isinstance(cell, Test) for cell in cells):
        return TEST_PARTS
    if any(isinstance(cell, Message | Text) for cell in cells):
        return LANGUAGE_PARTS
    return ("",)


def _header(table: Table, parts: list[tuple[str, ...]]) -> list[str]:
    labels = [f"label_{language}" for language in LANGUAGES]
    values = [column.id + part for column, own in zip(table.columns, parts, strict=True) for part in own]
    return ["row", *labels, *values, "withheld"]


def _line(row: Row, table: Table, parts: list[tuple[str, ...]]) -> list[object]:
    withheld = [
        f"{column.id}: {cell.why}"
        for column, cell in zip(table.columns, row.cells, strict=True)
        if isinstance(cell, Suppressed)
    ]
    values = [value for cell, own in zip(row.cells, parts, strict=True) for value in _values(cell, own)]
    return [row.id, *(say(row.label, language) for language in LANGUAGES), *values, "; ".join(withheld)]


def _values(cell: Cell, parts: tuple[str, ...]) -> list[object]:
    """The fields of one cell; words in a column of numbers stand in the first field, in the first language."""
    fields = _fields(cell)
    if isinstance(cell, Message | Text) and parts != LANGUAGE_PARTS:
        fields = fields[:1]
    return [*fields, *[""] * (len(parts) - len(fields))]


def _fields(cell: Cell) -> list[object]:
    match cell:
        case None | Suppressed():
            return [""]
        case Estimate():
            limits = [number(part) for part in (cell.value, cell.low, cell.high, cell.se)]
            return [*("" if part is None else part for part in limits), cell.n]
        case Test():
            numbers = [number(part) for part in (cell.statistic, cell.df, cell.df2, cell.p)]
            return ["" if part is None else part for part in numbers]
        case Message() | Text():
            return [say(cell, language) for language in LANGUAGES]
        case bool():
            return ["true" if cell else "false"]
        case int() | float():
            return [number(cell)]
    return [cell]
