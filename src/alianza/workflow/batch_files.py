"""Batches as files: a CSV or a workbook that spreadsheets open without harm, and what comes back from them.

Headings and choices are written in the reader's language and read in either. Texts that a spreadsheet would take for
formulas are made plain. A workbook offers the choices as lists and holds the criteria on a second sheet.
"""

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from alianza.formats import Refused
from alianza.formats.formulas import safe
from alianza.formats.sheet import read
from alianza.render.messages import LANGUAGES, catalogue, sentence
from alianza.study.batch import Row
from alianza.study.event import Proposed
from alianza.study.problem import Problem
from alianza.study.text import visible
from alianza.survey.values import fold, texts

ABSENT = 4
MAX_BYTES = 50_000_000
WIDE = frozenset({"title", "abstract", "wording", "note", "keywords", "before", "passage", "after", "codes"})
WIDE_COLUMN, COLUMN = 60, 16
"""Widths of a workbook's columns, in letters."""
_SHEETS = ".xlsx"


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch to be filled in.

    Attributes:
        columns: Its columns.
        rows: One text a column, for each row.
        choices: Column to the words that may stand in it.
        guide: Rows of the second sheet: what the words mean.
        headings: Where the catalogue keeps the headings.
    """

    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    guide: Sequence[Sequence[str]] = ()
    headings: str = "columns"


@dataclass(frozen=True, slots=True)
class Returned:
    """A batch that came back: the columns that it has, filled or not, and its rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class HandedBack:
    """What came of a batch.

    Attributes:
        kept: Rows, or groups of them, that were recorded.
        known: Rows that said what was known already.
        empty: Rows that are not filled in.
        problems: What is wrong with the others, row by row.
        round: Name of the blind round that it belongs to; empty where batches are of no round.
    """

    kept: int
    known: int
    empty: int
    problems: tuple[Problem, ...]
    round: str = ""


def tallied(file: Path, tally: Sequence[tuple[Row, Proposed | None]]) -> HandedBack:
    """What came of the rows of a batch, from what each proposes; None for rows that are not filled in."""
    filled = [(row, proposed) for row, proposed in tally if proposed is not None]
    return HandedBack(
        sum(len(proposed.changes) for _, proposed in filled),
        sum(not proposed.changes and not proposed.problems for _, proposed in filled),
        sum(proposed is None for _, proposed in tally),
        tuple(placed(problem, file, row.number) for row, proposed in filled for problem in proposed.problems),
    )


def changes_of(tally: Sequence[tuple[Row, Proposed | None]]) -> Proposed:
    """What the good rows of a batch propose together."""
    return Proposed(tuple(made for _, proposed in tally if proposed is not None for made in proposed.changes))


def write_batch(batch: Batch, path: Path, language: str) -> None:
    """Write a batch; a file of that name is never written over: it may hold somebody's work.

    Raises:
        Refused: `batch_exists`, `batch_ending_unknown`, or `output_not_writable` (exit code 4).
    """
    if path.suffix.lower() not in (".csv", _SHEETS):
        raise Refused(Problem("batch_ending_unknown", found=path.name))
    header = [heading(name, language, batch.headings) for name in batch.columns]
    content = _workbook(batch, header, language) if path.suffix.lower() == _SHEETS else _table(batch, header)
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise Refused(Problem("batch_exists", found=path.name)) from None
    except OSError as error:
        values = {"reason": os.strerror(error.errno or 0)}
        raise Refused(Problem("output_not_writable", found=str(path), values=values), ABSENT) from None


def read_batch(path: Path, headings: str = "columns") -> Returned:
    """A batch that came back, under the columns' names; empty cells are left out.

    Args:
        path: The file.
        headings: Where the catalogue keeps the headings of batches of this kind.

    Raises:
        Refused: `batch_ending_unknown`; as `alianza.formats.sheet.read`; or where rows do not fit the header.
    """
    if path.is_file() and path.suffix.lower() not in (".csv", ".tsv", ".txt", _SHEETS):
        raise Refused(Problem("batch_ending_unknown", found=path.name))
    sheet = read(path, max_bytes=MAX_BYTES, as_text=True)
    errors = [problem for problem in sheet.problems if problem.severity == "error"]
    if errors:
        raise Refused(errors[0], others=tuple(errors[1:]))
    known = _headings(headings)
    columns = {known.get(fold(name), name): texts(sheet.frame[name]).to_list() for name in sheet.columns}
    numbers = sheet.rows.to_list() if sheet.rows is not None else list(range(2, sheet.frame.height + 2))
    rows = (
        Row(number, {name: str(values[place]) for name, values in columns.items() if values[place] is not None})
        for place, number in enumerate(numbers)
    )
    return Returned(tuple(columns), tuple(rows))


def heading(column: str, language: str, headings: str = "columns") -> str:
    """A column's heading; the column's own name where the catalogue has none (fields that a protocol declares)."""
    return catalogue(language).get(f"batch.{headings}.{column}", column)


def choice(kind: str, name: str, language: str) -> str:
    """The word for a choice, as a batch writes it."""
    return sentence(f"batch.{kind}.{name}", language)


def chosen(kind: str, text: str, names: Iterable[str]) -> str:
    """The choice that a word in either language stands for; the text as it is where it stands for none.

    >>> chosen("verdicts", "Incluir", ("include", "exclude")), chosen("verdicts", "quizás", ("include",))
    ('include', 'quizás')
    """
    spoken = {fold(word): name for name in names for word in (name, *_words(kind, name))}
    return spoken.get(fold(text), text)


def column_of(text: str) -> str:
    """The column that a heading in either language stands for; the text as it is where it stands for none.

    >>> column_of("Dirección"), column_of("direction"), column_of("muestra")
    ('direction', 'direction', 'muestra')
    """
    return _headings("columns").get(fold(text), text)


def _words(kind: str, name: str) -> Iterator[str]:
    """What a choice is called in either language, and what else people write for it."""
    for language in LANGUAGES:
        for code in (f"batch.{kind}.{name}", f"batch.also.{kind}.{name}"):
            if code in catalogue(language):
                yield sentence(code, language)


def begins_like_batch(start: bytes) -> bool:
    r"""Whether a file begins with the heading of a batch's first column.

    >>> begins_like_batch(b"lote;art\xc3\xadculo"), begins_like_batch(b"TY  - JOUR")
    (True, False)
    """
    first = start.removeprefix("\ufeff".encode()).split(b",")[0].split(b";")[0].strip(b'" ').lower()
    return first in {heading("batch", language).encode() for language in LANGUAGES}


def placed(problem: Problem, path: Path, row: int) -> Problem:
    """A problem with the row of the file in which it stands."""
    return replace(problem, file=path.name, row=row)


def _headings(table: str) -> dict[str, str]:
    """Heading in either language, without accents, to the column's name."""
    prefix = f"batch.{table}."
    return {
        fold(words): code.removeprefix(prefix)
        for language in LANGUAGES
        for code, words in catalogue(language).items()
        if code.startswith(prefix)
    }


def _table(batch: Batch, header: Sequence[str]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe(visible(" ".join(cell.split()))) for cell in row] for row in batch.rows)
    return ("\ufeff" + text.getvalue()).encode("utf-8")


def _workbook(batch: Batch, header: Sequence[str], language: str) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = sentence("batch.sheet", language)
    _fill(sheet, [header, *batch.rows])
    _lay_out(sheet, batch)
    if batch.guide:
        guide = book.create_sheet(sentence("batch.guide", language))
        _fill(guide, batch.guide)
        for letter in "ABCDE":
            guide.column_dimensions[letter].width = WIDE_COLUMN / 2
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(sheet: Any, rows: Iterable[Sequence[str]]) -> None:
    """Texts as texts: a title that begins with «=» is no formula."""
    from openpyxl.styles import Alignment

    for number, row in enumerate(rows, 1):
        for place, text in enumerate(row, 1):
            cell = sheet.cell(number, place)
            cell.value, cell.data_type = visible(text)[:32_000], "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _lay_out(sheet: Any, batch: Batch) -> None:
    """Column widths, a header that stays, and lists of choices."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.freeze_panes = "A2"
    for place, name in enumerate(batch.columns, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = WIDE_COLUMN if name in WIDE else COLUMN
        sheet.cell(1, place).font = Font(bold=True)
        words = ",".join(batch.choices.get(name, ()))
        if words and len(words) < 255:  # Excel takes no longer list in a cell's rule
            rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{len(batch.rows) + 1}")
