"""A table of the report as a block: headers with units, aligned numbers, panels that fit the page, notes."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from alianza.render import numbers
from alianza.render.cells import cell, reasons, test, test_name
from alianza.render.document import BodyCell, BodyRow, HeaderCell, Panel, TableBlock
from alianza.render.messages import capitalised, known, say, sentence
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table

COLUMNS_AT_MOST: Final = 7
"""Columns of a printed panel, row labels included (LOOK)."""
WIDTH_AT_MOST: Final = 100
"""Characters side by side in a printed panel."""
STUB_AT_MOST: Final = 32
WRAPPED: Final = 19
"""Characters of a column whose words may run over several lines."""
GAP: Final = 3
GROUPING: Final = "variable"
"""A first column of this id becomes subtitles across the table."""
PSEUDONYM: Final = "rows.pseudonym"
"""A label that is a name, written as its bearer writes it also where a line begins."""
BASES: Final = frozenset({"n"})


def table_block(table: Table, label: str, language: str) -> TableBlock:
    """The printed form of a computable table."""
    groups, inner = _grouped(table, language)
    columns = tuple(_column(inner, index, language) for index in range(len(inner.columns)))
    labels = [_label(row, inner, language) for row in inner.rows]
    kept = _panels(labels, columns, inner.columns)
    panels = tuple(
        Panel(
            tuple(columns[index][0] for index in panel),
            _body(labels, [columns[index][1] for index in panel], groups, [row.depth for row in inner.rows]),
            f"({chr(ord('a') + position)})" if len(kept) > 1 else "",
            _share(labels) if any(columns[index][0].share for index in panel) else 0.0,
        )
        for position, panel in enumerate(kept)
    )
    lead = say(table.lead, language) if table.lead else ""
    stub = _optional(f"tables.{table.id}.stub", language)
    return TableBlock(table.id, label, title(table, language), lead, stub, panels, _notes(table, len(panels), language))


def title(table: Table, language: str) -> str:
    """The table's title in the catalogue."""
    return sentence(f"tables.{table.id}.title", language)


def _label(row: Row, table: Table, language: str) -> str:
    """The row's label, with the unit where a cell is a percentage in a column that is not."""
    percent = numbers.PERCENT_UNITS
    units = {
        cell.unit
        for cell, column in zip(row.cells, table.columns, strict=True)
        if isinstance(cell, Estimate) and cell.unit in percent and column.unit not in percent
    }
    words = ", ".join(sentence(f"units.{unit}", language) for unit in sorted(units))
    label = say(row.label, language)
    named = isinstance(row.label, Message) and row.label.code == PSEUDONYM
    return (label if named else capitalised(label)) + (f" ({words})" if words else "")


def _optional(code: str, language: str) -> str:
    return sentence(code, language) if known(code, language) else ""


def _grouped(table: Table, language: str) -> tuple[dict[int, str], Table]:
    """Subtitles by the row that they precede, and the table without the column that held them."""
    if not table.columns or table.columns[0].id != GROUPING:
        return {}, table
    words = [cell(row.cells[0], table.columns[0], language).value for row in table.rows]
    starts = [index for index, word in enumerate(words) if not index or words[index - 1] != word]
    rows = tuple(replace(row, cells=row.cells[1:]) for row in table.rows)
    return {index: capitalised(words[index]) for index in starts}, replace(table, columns=table.columns[1:], rows=rows)


def _column(table: Table, index: int, language: str) -> tuple[HeaderCell, list[BodyCell]]:
    """A column's header and its cells, decimal marks aligned."""
    column = table.columns[index]
    raw = [row.cells[index] for row in table.rows]
    cells = [cell(value, column, language) for value in _with_one_precision(raw, column)]
    values = numbers.align([one.value for one in cells], language)
    aligned = [replace(one, value=value) for one, value in zip(cells, values, strict=True)]
    numeric = column.unit != "label" or any(isinstance(value, Estimate | int | float) for value in raw)
    paired = any(one.interval for one in cells)
    level = next((value.level for value in raw if isinstance(value, Estimate) and value.low is not None), None)
    unit = _unit(column, level if paired else None, language)
    share = _share([one.value for one in cells]) if column.wraps else 0.0
    return HeaderCell(_header(table.id, column, language), unit, numeric, paired, share), aligned


def _with_one_precision(values: list[Cell], column: Column) -> list[Cell]:
    """The cells of a column; percentages among other quantities have the decimals that their smallest base bears."""
    percent = numbers.PERCENT_UNITS
    if column.unit in percent:
        return values
    bases = (one.n for one in values if isinstance(one, Estimate) and one.unit in percent and one.value is not None)
    least = min(bases, default=0)
    return [replace(one, n=least) if isinstance(one, Estimate) and one.unit in percent else one for one in values]


def _share(texts: Iterable[str]) -> float:
    """Share of the width that a column of words takes: the root of its longest text, so that long ones fold."""
    return round(math.sqrt(max((len(text) for text in texts), default=1)), 2)


def _header(table: str, column: Column, language: str) -> str:
    if column.label:
        return say(column.label, language)
    own = f"tables.{table}.columns.{column.id}"
    return sentence(own if known(own, language) else f"columns.{column.id}", language)


def _unit(column: Column, level: float | None, language: str) -> str:
    unit = sentence(f"units.{column.unit}", language)
    if level is None:
        return unit
    values = {"unit": unit, "level": numbers.percent(level, 0, language)}
    return say(Message("interval.with_unit" if unit else "interval.alone", values), language)


def _panels(
    labels: Sequence[str], columns: Sequence[tuple[HeaderCell, list[BodyCell]]], ids: Sequence[Column]
) -> list[list[int]]:
    """Column numbers of each panel; a base that stands first is repeated in every panel."""
    stub = min(STUB_AT_MOST, max((len(label) for label in labels), default=0)) + GAP
    widths = [_width(header, cells, column.wraps) for (header, cells), column in zip(columns, ids, strict=True)]
    first = [0] if ids and ids[0].id in BASES else []
    panels: list[list[int]] = [list(first)]
    for index in range(len(first), len(columns)):
        used = stub + sum(widths[kept] for kept in panels[-1])
        full = used + widths[index] > WIDTH_AT_MOST or len(panels[-1]) + 2 > COLUMNS_AT_MOST
        if full and len(panels[-1]) > len(first):
            panels.append(list(first))
        panels[-1].append(index)
    return panels if len(panels) == 1 else _evened(panels, len(first))


def _evened(panels: list[list[int]], repeated: int) -> list[list[int]]:
    """The same columns spread evenly, so that no panel is left with a single one."""
    first, rest = panels[0][:repeated], [index for panel in panels for index in panel[repeated:]]
    size = -(-len(rest) // len(panels))
    return [first + rest[start : start + size] for start in range(0, len(rest), size)]


def _width(header: HeaderCell, cells: Iterable[BodyCell], wraps: bool = False) -> int:
    """Characters that a column needs; one whose words may wrap needs little."""
    body = max((len(one.value) + len(one.interval) + bool(one.interval) for one in cells), default=0)
    words = [len(word) for word in (header.text + " " + header.unit.replace(numbers.NO_BREAK, " ")).split()]
    return max([min(body, WRAPPED if wraps else 44), *words, -(-len(header.text) // 3)]) + GAP


def _body(
    labels: list[str], columns: list[list[BodyCell]], groups: dict[int, str], depths: Sequence[int]
) -> tuple[BodyRow, ...]:
    rows: list[BodyRow] = []
    for index, label in enumerate(labels):
        if index in groups:
            rows.append(BodyRow(groups[index], group=True))
        rows.append(BodyRow(label, tuple(column[index] for column in columns), depth=depths[index] + bool(groups)))
    return tuple(rows)


def _notes(table: Table, panels: int, language: str) -> tuple[str, ...]:
    """Base, the table's own notes, tests, why cells are empty, and where it was computed."""
    own_base = f"tables.{table.id}.base"
    of_strand = f"notes.base_{table.strand}"
    code = next((code for code in (own_base, of_strand) if known(code, language)), "notes.base")
    base = [] if table.base is None else [say(Message(code, {"n": table.base}), language)]
    own = [say(note, language) for note in table.notes]
    split = [sentence("notes.panels", language)] if panels > 1 else []
    empty = reasons([value for row in table.rows for value in row.cells], language)
    module = [say(Message("notes.module", {"module": table.module}), language)] if table.module else []
    return (*base, *own, *_tests(table, language), *empty, *split, *module)


def _tests(table: Table, language: str) -> list[str]:
    told = [
        say(Message("notes.test", {"name": test_name(name, language), "result": test(one, name, language)}), language)
        for name, one in table.tests.items()
    ]
    return [say(Message("notes.tests", {"tests": "; ".join(told)}), language)] if told else []
