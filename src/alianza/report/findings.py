"""Findings: every estimate of every table under the name by which claims and hypotheses refer to it."""

from collections.abc import Iterable, Iterator

from alianza.study.estimate import Estimate
from alianza.study.finding import Finding
from alianza.study.table import Row, Table


def findings_of(tables: Iterable[Table]) -> tuple[Finding, ...]:
    """One finding an estimate, in the order of the tables, named `<table>.<row>.<column>`."""
    return tuple(finding for table in tables for row in table.rows for finding in _row_findings(table, row))


def _row_findings(table: Table, row: Row) -> Iterator[Finding]:
    p = _p_value(table, row)
    for column, cell in zip(table.columns, row.cells, strict=True):
        if isinstance(cell, Estimate) and cell.value is not None:
            identifier = f"{table.id}.{row.id}.{column.id}"
            yield Finding(identifier, row.construct or table.topic, table.strand, cell, p, column.adverse)


def _p_value(table: Table, row: Row) -> float | None:
    """The row's own p-value; who judges a family of findings adjusts it for that family."""
    p = dict(zip((column.id for column in table.columns), row.cells, strict=True)).get("p")
    return p if isinstance(p, float) else None
