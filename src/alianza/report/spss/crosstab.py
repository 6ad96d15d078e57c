"""Crosstabs: case summary, the table itself, tests, measures and risk, in panels by a layer, and the layers joined."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from alianza.report.spss.crosstab_cells import CELLS, cell_rows
from alianza.report.spss.crosstab_tests import (
    measure_columns,
    measure_rows,
    measured,
    risk_rows,
    risky,
    rows_of_tests,
    tested,
)
from alianza.report.spss.panel import Panel
from alianza.report.spss.source import BLANK, Footnotes, Source, row, table, words
from alianza.report.spss.stratified import stratified_tables
from alianza.statistics.sampling.structure import Floats
from alianza.statistics.sampling.variables import Factor
from alianza.statistics.tables.contingency import contingency_table
from alianza.study.estimate import Unit
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table
from alianza.study.text import Text

STATISTICS = ("chisq", "phi", "cc", "risk", "cmh", "mcnemar", "kappa", "btau", "ctau", "gamma", "corr", "trend")
"""What the subcommand STATISTICS may ask for; `trend` is Cochran and Armitage's test, which SPSS does not have."""
USUAL = STATISTICS[:5]
"""What is printed where nothing is chosen."""

TEST_COLUMNS = (
    Column("value"),
    Column("df", "count"),
    Column("asymptotic_sig"),
    Column("exact_sig"),
    Column("exact_sig_one"),
)
OPTIONAL = frozenset({"exact_sig", "exact_sig_one", "asymptotic_se", "approximate_t"})
"""Columns that a table may do without."""
RISK_COLUMNS = Column("value"), Column("low_95"), Column("high_95")


@dataclass(frozen=True, slots=True)
class Crossing:
    """A crosstab as it is asked for.

    Attributes:
        row: Row variable.
        column: Column variable.
        layer: Variable by whose values the table is repeated, or empty.
        cells: What each cell shows, in the order of `CELLS`.
        statistics: What is computed, a choice of `STATISTICS`.
    """

    row: str
    column: str
    layer: str = ""
    cells: tuple[str, ...] = CELLS
    statistics: tuple[str, ...] = USUAL

    @property
    def names(self) -> tuple[str, ...]:
        """The variables."""
        return (self.row, self.column, self.layer) if self.layer else (self.row, self.column)


def crosstab_tables(source: Source, asked: Crossing) -> tuple[Table, ...]:
    """Everything that Crosstabs prints about two variables, or about two by the values of a third.

    Raises:
        alianza.statistics.errors.BadVariable: If a column is absent.
    """
    panels = _panels(source, asked)
    named = {place: source.title(name) for place, name in zip(("row", "column", "layer"), asked.names, strict=False)}
    crossed = Message("stats.rows.crossed_by" if asked.layer else "stats.rows.crossed", named)
    tables = [_cases(source, asked, crossed), _cells(panels, asked, crossed)]
    if any(panel.table.tests for panel in panels):
        if tested(asked.statistics):
            tables.append(_stacked("chi_square_tests", TEST_COLUMNS, panels, asked, rows_of_tests))
        if measured(asked.statistics):
            columns = measure_columns(asked.statistics)
            tables.append(_stacked("symmetric_measures", columns, panels, asked, measure_rows))
    if risky(asked.statistics, panels):
        tables.append(_stacked("risk_estimate", RISK_COLUMNS, panels, asked, risk_rows))
    if asked.layer and "cmh" in asked.statistics:
        tables += stratified_tables(panels)
    return tuple(tables)


def _panels(source: Source, asked: Crossing) -> list[Panel]:
    """The table of every value of the layer, and that of all of them; one table without a layer."""
    rows, columns = source.factor(asked.row), source.factor(asked.column)
    scores = _scores(rows), _scores(columns)

    def panel(label: Text | Message | None, counts: Floats) -> Panel:
        found = contingency_table(rows.levels, columns.levels, (rows.codes, columns.codes), counts, scores)
        return Panel(source, (asked.row, asked.column), label, found)

    if not asked.layer:
        return [panel(None, source.counts)]
    layer, counts = source.factor(asked.layer), source.listwise(asked.names).counts
    titles = (
        Message("stats.valued", {"variable": source.title(asked.layer), "value": source.label(asked.layer, level)})
        for level in layer.levels
    )
    parts = [panel(title, np.where(layer.codes == code, counts, 0.0)) for code, title in enumerate(titles)]
    return [*(part for part in parts if part.table.n), panel(words("total"), counts)]


def _scores(factor: Factor) -> Floats:
    """Numbers of a factor's levels: the values themselves, or their positions where they are texts."""
    if all(isinstance(level, (int, float)) for level in factor.levels):
        return np.array([float(level) for level in factor.levels if isinstance(level, (int, float))])
    return np.arange(len(factor.levels), dtype=np.float64)


def _cases(source: Source, asked: Crossing, crossed: Message) -> Table:
    valid, total = float(source.counts[source.complete(asked.names)].sum()), source.n
    parts = "valid", "missing", "total"
    columns = [
        Column(f"{part}_{kind}" if part + kind != "validpercent" else "valid_percent_cases", unit)
        for part in parts
        for kind, unit in _KINDS
    ]
    cells = [cell for n in (valid, total - valid, total) for cell in (n, n / total if total else None)]
    return table("case_summary", columns, [row(crossed, *cells)])


_KINDS: tuple[tuple[str, Unit], ...] = (("n", "count"), ("percent", "share"))


def _cells(panels: Sequence[Panel], asked: Crossing, crossed: Message) -> Table:
    """The table itself: a column a value that occurs in any panel."""
    whole = panels[-1]
    columns = [Column("level"), Column("statistic")]
    over = whole.titles["column"]
    columns += [Column(f"column_{i}", "number", label, over=over) for i, label in enumerate(whole.column_labels)]
    columns.append(Column("total", "number"))
    parts = [(panel, cell_rows(panel, whole, asked.cells)) for panel in panels]
    return _joined("crosstab", columns, parts, whole.constant_notes, {"crossed": crossed})


def _stacked(
    identifier: str,
    columns: Sequence[Column],
    panels: Sequence[Panel],
    asked: Crossing,
    rows: Callable[[Panel, tuple[str, ...], Footnotes], list[Row]],
) -> Table:
    """A table whose rows are made for each panel, with the footnotes of all of them."""
    footnotes = Footnotes()
    parts = [(panel, rows(panel, asked.statistics, footnotes)) for panel in panels]
    return _filled(_joined(identifier, columns, parts, footnotes.notes))


def _filled(found: Table) -> Table:
    """The table without exact significances, errors or t where no row has one."""
    kept = [
        at
        for at, column in enumerate(found.columns)
        if column.id not in OPTIONAL or any(line.cells[at] is not None for line in found.rows)
    ]
    rows = tuple(replace(line, cells=tuple(line.cells[at] for at in kept)) for line in found.rows)
    return replace(found, columns=tuple(found.columns[at] for at in kept), rows=rows)


def _joined(
    identifier: str,
    columns: Sequence[Column],
    parts: Sequence[tuple[Panel, list[Row]]],
    notes: Sequence[Message],
    title: dict[str, object] | None = None,
) -> Table:
    """The rows of all panels one below the other, each panel under its layer where there is one."""
    if parts[0][0].label is None:
        return table(identifier, columns, parts[0][1], title, notes)
    lines = [
        Row(f"{place}_{line.id}" if line.id else "", panel.label if not at else BLANK, (line.label, *line.cells))
        for place, (panel, rows) in enumerate(parts)
        for at, line in enumerate(rows)
        if panel.label is not None
    ]
    return table(identifier, [Column("part"), *columns], lines, title, notes)
