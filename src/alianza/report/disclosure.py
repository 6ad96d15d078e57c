"""Disclosure control: small cells are withheld before anything is written (METHODS, survey inference; R050).

A cell is small where it rests on fewer firms than `rules.minimum_cell`, or counts fewer. What would give it away
goes with it: another row of a published total, the other side of a difference, the sentence that quotes it.

Source: Hundepool et al. (2012), Statistical Disclosure Control, ch. 4: minimum frequency, and complementary
suppression where a total would give the withheld cell away.
"""

from collections.abc import Mapping
from dataclasses import replace

from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.protocol import Rules
from alianza.study.table import Cell, Column, Row, Suppressed, Table, Why

Counts = Mapping[str, int | None]


def protect(table: Table, rules: Rules) -> Table:
    """The table without cells that rest on fewer than `rules.minimum_cell` firms, or count fewer.

    A row whose count is too small is withheld whole. Where the rows withheld from a partition are one, or hold
    fewer firms than the minimum together, the smallest other row goes too, because the published total would
    reveal them. Cells that give each other away (`Table.tied`) go together. Zero is no person and stays.
    """
    if not table.computable:
        return table
    minimum = rules.minimum_cell
    counts = {row.id: _count(table, row) for row in table.rows}
    small = {identifier for identifier, n in counts.items() if _is_small(n, minimum)} | _withheld_already(table)
    also = _complements(table.partitions, frozenset(small), counts, minimum)
    rows = tuple(_protected(table, row, _why(row.id, small, also), minimum) for row in table.rows)
    hidden = any(isinstance(cell, Suppressed) for row in rows for cell in row.cells)
    base = None if _is_small(table.base, minimum) else table.base
    if rows == table.rows and base == table.base and not hidden:
        return table
    return replace(
        _told(table, rows, minimum), rows=rows, base=base, notes=(*table.notes, *_note(table, rows, minimum))
    )


def _note(table: Table, rows: tuple[Row, ...], minimum: int) -> tuple[Message, ...]:
    """What was withheld for being small, or because of that; dominance has a note of its own."""
    reasons = {cell.why for row in rows for cell in row.cells if isinstance(cell, Suppressed)}
    note = "suppressed_persons" if table.strand == "interviews" else "suppressed"
    return (Message(f"notes.{note}", {"minimum": minimum}),) if reasons & {"small", "complementary"} else ()


def _count(table: Table, row: Row) -> int | None:
    """The row's base: its `n` column, if it has one."""
    cells = {column.id: cell for column, cell in zip(table.columns, row.cells, strict=True)}
    n = cells.get("n")
    return n if isinstance(n, int) else None


def _is_small(n: int | float | None, minimum: int) -> bool:
    return n is not None and 0 < n < minimum


def _withheld_already(table: Table) -> set[str]:
    """Rows that their module withheld: a figure of another table would give a small one away."""
    place = next((index for index, column in enumerate(table.columns) if column.id == "n"), None)
    return set() if place is None else {row.id for row in table.rows if isinstance(row.cells[place], Suppressed)}


def _complements(
    parts: tuple[tuple[str, ...], ...], small: frozenset[str], counts: Counts, minimum: int
) -> frozenset[str]:
    """Rows withheld for the sake of others: repeated, since partitions cross (a cell has a row and a column total)."""
    withheld = small
    while True:
        more = frozenset(extra for part in parts for extra in _complement(part, withheld, counts, minimum))
        if more <= withheld:
            return withheld - small
        withheld |= more


def _complement(part: tuple[str, ...], withheld: frozenset[str], counts: Counts, minimum: int) -> frozenset[str]:
    """The smallest other row of a partition whose withheld rows do not hide each other."""
    inside = [identifier for identifier in part if identifier in withheld]
    others = [(n, identifier) for identifier in part if identifier not in withheld and (n := counts.get(identifier))]
    together = sum(counts.get(identifier) or 0 for identifier in inside)
    exposed = len(inside) == 1 or (bool(inside) and _is_small(together, minimum))
    return frozenset({min(others)[1]}) if exposed and others else frozenset()


def _why(identifier: str, small: set[str], also: frozenset[str]) -> Why | None:
    return "small" if identifier in small else "complementary" if identifier in also else None


def _protected(table: Table, row: Row, why: Why | None, minimum: int) -> Row:
    if why is not None:
        return replace(row, cells=tuple(_withhold(cell, why) for cell in row.cells))
    cells = tuple(_small_cell(cell, column, minimum) for cell, column in zip(row.cells, table.columns, strict=True))
    return replace(row, cells=_tied(table, cells))


def _withhold(cell: Cell, why: Why) -> Cell:
    """Numbers are withheld; words stay."""
    return Suppressed(why) if isinstance(cell, (int, float, Estimate)) else cell


def _small_cell(cell: Cell, column: Column, minimum: int) -> Cell:
    if isinstance(cell, Estimate):
        few = _is_small(cell.n, minimum) or (cell.unit == "count" and _is_small(cell.value, minimum))
        return Suppressed("small") if few else cell
    counted = column.unit == "count" and isinstance(cell, int)
    return Suppressed("small") if counted and _is_small(cell, minimum) else cell  # type: ignore[arg-type]


def _tied(table: Table, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The cells without those that would give a withheld one away; judged once, so that the rest stays."""
    ids = [column.id for column in table.columns]
    withheld = {name for name, cell in zip(ids, cells, strict=True) if isinstance(cell, Suppressed)}
    lost = {name for group in table.tied if withheld.intersection(group) for name in group}
    return tuple(
        _withhold(cell, "complementary") if name in lost else cell for name, cell in zip(ids, cells, strict=True)
    )


def _told(table: Table, rows: tuple[Row, ...], minimum: int) -> Table:
    """The table with those of its sentences that quote nothing withheld."""
    kept = [cell for row in rows for cell in row.cells if isinstance(cell, Estimate)]
    lead = None if table.lead is None or _reveals(table.lead, kept, minimum) else table.lead
    return replace(table, lead=lead, also=tuple(one for one in table.also if not _reveals(one, kept, minimum)))


def _reveals(sentence: Message, kept: list[Estimate], minimum: int) -> bool:
    """Whether a sentence quotes an estimate that the table does not (or no longer) print, or a small count."""
    quoted = [value for value in sentence.values.values() if isinstance(value, Estimate)]
    return any(one not in kept for one in quoted) or _is_small(sentence.values.get("n"), minimum)  # type: ignore[arg-type]
