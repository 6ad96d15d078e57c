"""Disclosure control: small cells are withheld before anything is written (METHODS, survey inference; R050).

Source: Hundepool et al. (2012), Statistical Disclosure Control, ch. 4: minimum frequency, and complementary
suppression where a total would give the withheld cell away.
"""

from collections.abc import Mapping
from dataclasses import replace

from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.protocol import Rules
from alianza.study.table import Cell, Row, Suppressed, Table, Why

Counts = Mapping[str, int | None]


def protect(table: Table, rules: Rules) -> Table:
    """The table without cells that rest on fewer than `rules.minimum_cell` firms.

    A row whose count is too small is withheld whole. Where exactly one row of a partition is withheld, the smallest
    other row goes too, because the published total would reveal the first. Zero is no person and stays.
    """
    if not table.computable:
        return table
    counts = {row.id: _count(table, row) for row in table.rows}
    small = {identifier for identifier, n in counts.items() if n is not None and 0 < n < rules.minimum_cell}
    also = _complements(table.partitions, frozenset(small), counts)
    rows = tuple(_protected(row, _why(row.id, small, also), rules.minimum_cell) for row in table.rows)
    if rows == table.rows:
        return table
    note = Message("notes.suppressed", {"minimum": rules.minimum_cell})
    lead = None if table.lead is None or _quotes_withheld(table.lead, table, rows) else table.lead
    told = tuple(sentence for sentence in table.also if not _quotes_withheld(sentence, table, rows))
    return replace(table, rows=rows, notes=(*table.notes, note), lead=lead, also=told)


def _count(table: Table, row: Row) -> int | None:
    """The row's base: its `n` column, if it has one."""
    cells = {column.id: cell for column, cell in zip(table.columns, row.cells, strict=True)}
    n = cells.get("n")
    return n if isinstance(n, int) else None


def _complements(parts: tuple[tuple[str, ...], ...], small: frozenset[str], counts: Counts) -> frozenset[str]:
    """Rows withheld for the sake of others: repeated, since partitions cross (a cell has a row and a column total)."""
    withheld = small
    while True:
        more = frozenset(extra for part in parts for extra in _complement(part, withheld, counts))
        if more <= withheld:
            return withheld - small
        withheld |= more


def _complement(part: tuple[str, ...], withheld: frozenset[str], counts: Counts) -> frozenset[str]:
    """The smallest other row of a partition in which exactly one row is withheld."""
    others = [(n, identifier) for identifier in part if identifier not in withheld and (n := counts.get(identifier))]
    alone = sum(1 for identifier in part if identifier in withheld) == 1
    return frozenset({min(others)[1]}) if alone and others else frozenset()


def _why(identifier: str, small: set[str], also: frozenset[str]) -> Why | None:
    return "small" if identifier in small else "complementary" if identifier in also else None


def _protected(row: Row, why: Why | None, minimum: int) -> Row:
    if why is not None:
        return replace(row, cells=tuple(_withhold(cell, why) for cell in row.cells))
    return replace(row, cells=tuple(_small_base(cell, minimum) for cell in row.cells))


def _withhold(cell: Cell, why: Why) -> Cell:
    """Numbers are withheld; words stay."""
    return Suppressed(why) if isinstance(cell, (int, float, Estimate)) else cell


def _small_base(cell: Cell, minimum: int) -> Cell:
    return Suppressed("small") if isinstance(cell, Estimate) and 0 < cell.n < minimum else cell


def _quotes_withheld(sentence: Message, table: Table, rows: tuple[Row, ...]) -> bool:
    """Whether a sentence quotes an estimate that has just been withheld."""
    quoted = [id(value) for value in sentence.values.values() if isinstance(value, Estimate)]
    kept = {id(cell) for row in rows for cell in row.cells}
    lost = {id(cell) for row in table.rows for cell in row.cells} - kept
    return any(one in lost for one in quoted)
