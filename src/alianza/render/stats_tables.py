"""Tables in SPSS's shape as texts in one language, and as plain values for programs.

A number takes its decimals from its own unit where it has one, else from its column; counts have none, percentages
one, everything else three, as SPSS prints them, and thousands are not grouped, as there. A heading that the catalogue
does not know stays blank. A test in a cell is its statistic, with SPSS's stars where it is significant.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

from alianza.render import numbers
from alianza.render.messages import LANGUAGES, known, say, sentence
from alianza.render.plain_values import number
from alianza.render.stats_names import row_names
from alianza.study.estimate import Estimate, Test, Unit
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table, note_letter
from alianza.study.text import Text

SIGNIFICANCE: Final = frozenset(
    {"sig", "asymptotic_sig", "exact_sig", "exact_sig_one", "approximate_sig", "levene_sig", "one_sided", "two_sided"}
)
DECIMALS: Final[dict[str, int]] = {"crosstab": 1}
"""Decimals of the numbers of a table, where they are not three."""
USUAL: Final = 3
TURNING: Final = frozenset({"statistics"})
"""Tables whose columns are variables, to be turned on their side where there are many."""
STARS: Final = {"stats.notes.significant_01": "**", "stats.notes.significant_05": "*"}
"""Footnotes that explain stars instead of a letter."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A table in words: title, headings, one line of texts a row, which columns hold numbers, and footnotes.

    `stub` counts the leading columns of labels; `turns` tells whether the other columns are variables; `over` stands
    above the headings, the same text for neighbours that share it, or is empty.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    notes: tuple[str, ...]
    stub: int = 1
    turns: bool = False
    over: tuple[str, ...] = ()


def printed(table: Table, language: str) -> Printed:
    """The table in `language`; its row labels are the first column, under a blank heading."""
    rows = tuple((say(row.label, language), *_cells(table, row, language)) for row in table.rows)
    stub = 2 if table.id in TURNING else 1
    numeric = tuple(at >= stub and _holds_numbers(table, at - 1) for at in range(len(table.columns) + 1))
    headings = ("", *(heading(column, language) for column in table.columns))
    over = ("", *(say(column.over, language) if column.over else "" for column in table.columns))
    notes = _notes(table, language)
    return Printed(title(table, language), headings, rows, numeric, notes, stub, table.id in TURNING, over)


def _holds_numbers(table: Table, at: int) -> bool:
    return any(isinstance(row.cells[at], int | float | Estimate | Test) for row in table.rows)


def _notes(table: Table, language: str) -> tuple[str, ...]:
    """The footnotes, each behind its letter or its stars."""
    lettered = [note for note in table.notes if note.code not in STARS]
    marks = {id(note): note_letter(place) for place, note in enumerate(lettered)}
    return tuple(f"{STARS.get(note.code) or marks[id(note)]}. {_note(note, language)}" for note in table.notes)


def _note(note: Message, language: str) -> str:
    """A footnote's sentence; its thousands are not grouped, as in the tables."""
    return say(note, language, grouped=False)


def title(table: Table, language: str) -> str:
    """The table's title."""
    return say(table.lead, language) if table.lead else table.id


def heading(column: Column, language: str) -> str:
    """A column's heading; blank for columns of labels."""
    if column.label:
        return say(column.label, language)
    code = f"stats.columns.{column.id}"
    return sentence(code, language) if known(code, language) else ""


def record(table: Table, language: str) -> dict[str, Any]:
    """The table as plain values: numbers with twelve significant digits, words in `language`, headings in both."""
    return {
        "id": table.id,
        "title": title(table, language),
        "titles": {other: title(table, other) for other in LANGUAGES},
        "columns": [
            {
                "id": column.id,
                "unit": column.unit,
                "heading": heading(column, language),
                "headings": {other: heading(column, other) for other in LANGUAGES},
                "over": say(column.over, language) if column.over else "",
            }
            for column in table.columns
        ],
        "rows": [
            {
                "id": name.id,
                "label": name.label(language),
                "labels": {other: name.label(other) for other in LANGUAGES},
                "cells": [_plain(cell, language) for cell in row.cells],
            }
            for name, row in zip(row_names(table), table.rows, strict=True)
        ],
        "notes": [_note(note, language) for note in table.notes],
    }


def _cells(table: Table, row: Row, language: str) -> list[str]:
    """The cells of a row; p-values stand in a column or in a row of their own."""
    pairs = zip(row.cells, table.columns, strict=True)
    return [
        numbers.p_cell(value, language)
        if isinstance(value, int | float) and not SIGNIFICANCE.isdisjoint((column.id, row.id.rpartition(".")[2]))
        else _cell(value, column, table.id, language)
        for value, column in pairs
    ]


def _cell(value: Cell, column: Column, table: str, language: str) -> str:
    match value:
        case None:
            return ""
        case Message() | Text():
            return say(value, language)
        case Estimate():
            return "" if value.value is None else _number(value.value, value.unit, table, language)
        case Test():
            return "" if value.statistic is None else _number(value.statistic, "log", table, language) + _stars(value)
        case bool() | str():
            return str(value)
        case int():
            return numbers.number(value, 0, language, grouped=False)
        case float():
            return _number(value, column.unit, table, language)
    return str(value)


def _number(value: float, unit: Unit, table: str, language: str) -> str:
    if not math.isfinite(value):
        return "∞" if value > 0 else f"{numbers.MINUS}∞" if value < 0 else ""
    if unit == "difference":
        return numbers.number(value * 100, 1, language, grouped=False)
    if unit == "share":
        return numbers.number(value * 100, 1, language, grouped=False) + numbers.percent_sign(language)
    if unit == "count":
        return numbers.number(value, 0, language, grouped=False)
    return numbers.number(value, DECIMALS.get(table, USUAL), language, grouped=False)


def _stars(test: Test) -> str:
    """SPSS's flag of a significant correlation."""
    return "" if test.p is None or test.p > 0.05 else "*" if test.p > 0.01 else "**"


def _plain(value: Cell, language: str) -> Any:
    match value:
        case Message() | Text():
            return say(value, language)
        case Estimate():
            return number(value.value)
        case Test():
            return number(value.statistic)
        case int() | float():
            return number(value)
        case None | str():
            return value
    return str(value)
