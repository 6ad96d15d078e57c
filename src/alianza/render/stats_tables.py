"""Tables in SPSS's shape as texts in one language, and as plain values for programs.

A number takes its decimals from its own unit where it has one, else from its column; counts have none, percentages
one, everything else three, as SPSS prints them. A heading that the catalogue does not know stays blank.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from alianza.render import numbers
from alianza.render.messages import known, say, sentence
from alianza.render.plain_values import number
from alianza.study.estimate import Estimate, Unit
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Table
from alianza.study.text import Text

SIGNIFICANCE: Final = frozenset({"sig", "asymptotic_sig", "exact_sig", "exact_sig_one", "approximate_sig"})
DECIMALS: Final[dict[str, int]] = {"crosstab": 1}
"""Decimals of the numbers of a table, where they are not three."""
USUAL: Final = 3
HEADING: Final = 18
"""Letters of a line of a heading."""
GAP: Final = "  "


@dataclass(frozen=True, slots=True)
class Printed:
    """A table in words: title, headings, one line of texts a row, which columns hold numbers, and footnotes."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    notes: tuple[str, ...]


def printed(table: Table, language: str) -> Printed:
    """The table in `language`; its row labels are the first column, under a blank heading."""
    rows = tuple(
        (say(row.label, language), *(_cell(value, column, table.id, language) for value, column in _pairs(table, row)))
        for row in table.rows
    )
    numeric = (
        False,
        *(any(isinstance(row.cells[at], int | float | Estimate) for row in table.rows) for at in _places(table)),
    )
    notes = tuple(f"{chr(ord('a') + place)}. {say(note, language)}" for place, note in enumerate(table.notes))
    headings = ("", *(heading(column, language) for column in table.columns))
    return Printed(title(table, language), headings, rows, numeric, notes)


def title(table: Table, language: str) -> str:
    """The table's title."""
    return say(table.lead, language) if table.lead else table.id


def heading(column: Column, language: str) -> str:
    """A column's heading; blank for columns of labels."""
    if column.label:
        return say(column.label, language)
    code = f"stats.columns.{column.id}"
    return sentence(code, language) if known(code, language) else ""


def plain_text(table: Printed) -> str:
    """The table as aligned lines: title, headings over a rule, rows, rule, footnotes."""
    if not table.rows:
        return "\n".join([table.title, *table.notes])
    heads = [wrapped(text) for text in table.headings]
    columns = zip(*table.rows, strict=True)
    widths = [max(len(text) for text in (*head, *column)) for head, column in zip(heads, columns, strict=True)]
    rule = "─" * (sum(widths) + len(GAP) * (len(widths) - 1))
    deepest = max(len(head) for head in heads)
    tops = [[head[at - deepest + len(head)] if at >= deepest - len(head) else "" for head in heads]
            for at in range(deepest)]  # fmt: skip
    lines = [_line(line, widths, table.numeric) for line in (*tops, *table.rows)]
    return "\n".join([table.title, rule, *lines[:deepest], rule, *lines[deepest:], rule, *table.notes])


def record(table: Table, language: str) -> dict[str, Any]:
    """The table as plain values: numbers with twelve significant digits, words in `language`."""
    return {
        "id": table.id,
        "title": title(table, language),
        "columns": [{"id": column.id, "heading": heading(column, language)} for column in table.columns],
        "rows": [
            {"label": say(row.label, language), "cells": [_plain(cell, language) for cell in row.cells]}
            for row in table.rows
        ],
        "notes": [say(note, language) for note in table.notes],
    }


def wrapped(text: str) -> list[str]:
    """A heading in lines of at most some letters, broken between words.

    >>> wrapped("Correlación total de elementos corregida")
    ['Correlación total', 'de elementos', 'corregida']
    """
    from textwrap import wrap

    return wrap(text, HEADING) or [""]


def _places(table: Table) -> range:
    return range(len(table.columns))


def _pairs(table: Table, row: Any) -> list[tuple[Cell, Column]]:
    return list(zip(row.cells, table.columns, strict=True))


def _line(texts: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    padded = [
        text.rjust(width) if right else text.ljust(width)
        for text, width, right in zip(texts, widths, numeric, strict=True)
    ]
    return GAP.join(padded).rstrip()


def _cell(value: Cell, column: Column, table: str, language: str) -> str:
    match value:
        case None:
            return ""
        case Message() | Text():
            return say(value, language)
        case Estimate():
            return "" if value.value is None else _number(value.value, value.unit, table, language)
        case bool() | str():
            return str(value)
        case int() | float() if column.id in SIGNIFICANCE:
            return numbers.p_cell(value, language)
        case int():
            return numbers.number(value, 0, language)
        case float():
            return _number(value, column.unit, table, language)
    return str(value)


def _number(value: float, unit: Unit, table: str, language: str) -> str:
    if not math.isfinite(value):
        return "∞" if value > 0 else f"{numbers.MINUS}∞" if value < 0 else ""
    if unit == "difference":
        return numbers.number(value * 100, 1, language)
    if unit == "share":
        return numbers.number(value * 100, 1, language) + numbers.percent_sign(language)
    if unit == "count":
        return numbers.number(value, 0, language)
    return numbers.number(value, DECIMALS.get(table, USUAL), language)


def _plain(value: Cell, language: str) -> Any:
    match value:
        case Message() | Text():
            return say(value, language)
        case Estimate():
            return number(value.value)
        case int() | float():
            return number(value)
        case None | str():
            return value
    return str(value)
