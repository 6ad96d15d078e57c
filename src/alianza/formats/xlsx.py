"""Excel workbooks (.xlsx): values only, one sheet, its first filled row as header."""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile

import polars as pl

from alianza.formats.archive import check_archive
from alianza.formats.names import unique_names
from alianza.formats.sheet import Reading, Sheet
from alianza.study.problem import Problem
from alianza.survey.places import row_values
from alianza.survey.values import near, value_text

_MAX_CELLS = 60_000_000
_SHOWN_COLUMNS = 5
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})

Cells = tuple[Any, ...]
NumberedRow = tuple[int, Cells]


@dataclass(frozen=True, slots=True)
class _Grid:
    """The filled rows of a sheet with their row numbers, header first."""

    sheet: str
    rows: list[NumberedRow]
    problems: tuple[Problem, ...]


def read(reading: Reading) -> Sheet:
    """Read one sheet of a workbook.

    Formulas give the value that was last computed. Blank rows are left out; header cells without a name (as merged
    headers leave them), cells with an error and formulas without a value are named.

    Raises:
        Refused: `unreadable_file`, `unpacks_too_large`, `unknown_sheet` or `empty_file`.
    """
    check_archive(reading)
    grid = _grid(reading, values=True)
    if not grid.rows:
        raise reading.refuse("empty_file", place=grid.sheet)
    header_row, header = grid.rows[0]
    width = _width(grid.rows)
    names, problems = _names(header, width, header_row, reading)
    body = grid.rows[1:]
    wanted = frozenset(reading.wanted(names))
    columns = [
        _column(name, [row[place] if place < len(row) else None for _, row in body])
        for place, name in enumerate(names)
        if name in wanted
    ]
    problems += [*_cell_errors(body, names, reading), *_uncomputed(reading, body)]
    if not body:
        problems.append(Problem("no_rows", "error", reading.name, place=grid.sheet))
    rows = [number for number, _ in body]
    return Sheet(
        pl.DataFrame(columns),
        reading.name,
        reading.digest,
        tuple(names),
        rows=None if rows == list(range(2, len(rows) + 2)) else pl.Series("row", rows, dtype=pl.UInt32),
        problems=(*grid.problems, *problems),
        recognised={"sheet": grid.sheet},
    )


def _grid(reading: Reading, values: bool) -> _Grid:
    """The rows of the sheet that was asked for; formulas in place of values where `values` is false."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that openpyxl does not know
            book = openpyxl.load_workbook(reading.path, read_only=True, data_only=values, keep_links=False)
            try:
                name, problems = _chosen(reading, [sheet.title for sheet in book.worksheets])
                sheet = book[name]
                sheet.reset_dimensions()  # the stored extent may be wrong, or enormous
                return _Grid(name, list(_filled(reading, sheet.iter_rows(values_only=True))), problems)
            finally:
                book.close()
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, SyntaxError, OSError, EOFError):
        raise reading.refuse("unreadable_file", expected="xlsx") from None


def _chosen(reading: Reading, names: Sequence[str]) -> tuple[str, tuple[Problem, ...]]:
    if not names or (reading.sheet and reading.sheet not in names):
        raise reading.refuse(
            "unknown_sheet", found=reading.sheet, expected=", ".join(names), near=near(reading.sheet, names)
        )
    if reading.sheet or len(names) == 1:
        return reading.sheet or names[0], ()
    others = tuple(names[1:])
    return names[0], (Problem("first_sheet_read", "notice", reading.name, found=names[0], values={"others": others}),)


def _filled(reading: Reading, rows: Iterator[Cells]) -> Iterator[NumberedRow]:
    cells = 0
    for number, row in enumerate(rows, 1):
        cells += len(row)
        if cells > _MAX_CELLS:
            raise reading.refuse("too_many_cells", limit=_MAX_CELLS)
        if any(value is not None and value != "" for value in row):
            yield number, row


def _width(rows: list[NumberedRow]) -> int:
    """Columns up to the last one with a value."""
    return max(
        (position for _, row in rows for position, value in enumerate(row, 1) if value is not None and value != ""),
        default=0,
    )


def _names(header: Cells, width: int, row: int, reading: Reading) -> tuple[list[str], list[Problem]]:
    given = [value_text(value) if value is not None else "" for value in header[:width]]
    names, problems = unique_names(given + [""] * (width - len(given)), reading)
    unnamed = [problem for problem in problems if problem.code == "unnamed_column"]
    others = [problem for problem in problems if problem.code != "unnamed_column"]
    if unnamed:  # merged header cells leave their name in the first column only
        places = tuple(problem.place for problem in unnamed)
        others.append(
            Problem(
                "merged_header", "warning", reading.name, row, places[0], values={"columns": places[:_SHOWN_COLUMNS]}
            )
        )
    return names, others


def _column(name: str, values: list[Any]) -> pl.Series:
    """Numbers, truth values or dates where all values are; text as written otherwise."""
    filled = {type(value) for value in values if value is not None}
    if not filled or filled <= {int, float}:
        return pl.Series(name, values, dtype=pl.Float64 if filled else pl.String, strict=False)
    if filled == {bool}:
        return pl.Series(name, values, dtype=pl.Boolean)
    texts = [None if value is None else value if isinstance(value, str) else value_text(value) for value in values]
    return pl.Series(name, [text if text != "" else None for text in texts], dtype=pl.String)


def _cell_errors(body: list[NumberedRow], names: list[str], reading: Reading) -> list[Problem]:
    """Cells whose formula failed: they stay as text, so that nobody counts them as missing."""
    wanted = set(reading.wanted(names))
    rows = [
        (number, names[position], value)
        for number, row in body
        for position, value in enumerate(row[: len(names)])
        if isinstance(value, str) and value in _ERRORS and names[position] in wanted
    ]
    if not rows:
        return []
    number, place, found = rows[0]
    values = row_values([row for row, _, _ in rows])
    return [Problem("cell_error", "error", reading.name, number, place, found, values=values)]


def _uncomputed(reading: Reading, body: list[NumberedRow]) -> list[Problem]:
    """Formulas that were saved without a value look like empty cells; the second look is at the formulas."""
    if not _has_formulas(reading):
        return []
    values = dict(body)
    formulas = _grid(reading, values=False).rows[1:]
    rows = [number for number, row in formulas if _misses(row, values.get(number, ()))]
    if not rows:
        return []
    return [Problem("formula_without_value", "error", reading.name, rows[0], values=row_values(rows))]


def _misses(formulas: Cells, values: Cells) -> bool:
    padded = (*values, *[None] * (len(formulas) - len(values)))
    return any(
        isinstance(formula, str) and formula.startswith("=") and value is None
        for formula, value in zip(formulas, padded, strict=False)
    )


def _has_formulas(reading: Reading) -> bool:
    import zipfile

    with zipfile.ZipFile(reading.path) as archive:
        for entry in archive.namelist():
            if entry.startswith("xl/worksheets/") and entry.endswith(".xml"):
                with archive.open(entry) as file:
                    while piece := file.read(1 << 20):
                        if b"<f>" in piece or b"<f " in piece:
                            return True
    return False
