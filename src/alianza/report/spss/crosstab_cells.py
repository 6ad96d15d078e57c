"""The cells of a crosstab: counts, expected counts, percentages and residuals, as many of them as are asked for."""

from collections.abc import Iterator, Sequence

import numpy as np

from alianza.report.spss.panel import Panel
from alianza.report.spss.source import BLANK, row, words
from alianza.statistics.sampling.structure import Floats
from alianza.statistics.tables.contingency import ContingencyTable
from alianza.study.estimate import Estimate, Unit
from alianza.study.message import Message
from alianza.study.table import Cell, Row
from alianza.study.text import Text

CELLS = ("count", "expected", "row", "column", "total", "resid", "sresid", "asresid")
"""What the subcommand CELLS may ask for, in the order in which SPSS prints it."""
WORDS = {
    "row": "row_percent",
    "column": "column_percent",
    "total": "total_percent",
    "resid": "residual",
    "sresid": "standardised_residual",
    "asresid": "adjusted_residual",
}
UNITS: dict[str, Unit] = {"count": "count", "row": "share", "column": "share", "total": "share"}


def cell_rows(panel: Panel, whole: Panel, chosen: Sequence[str]) -> list[Row]:
    """The rows of one panel: its row values with the statistics chosen, and their total.

    A column value that occurs only in other panels (`whole` has them all) has empty cells here.
    """
    found, titles = panel.table, panel.titles
    at = [whole.table.columns.index(level) for level in found.columns]
    lines: list[Row] = []
    for place, (level, values) in enumerate(_values(found, panel.row_labels)):
        is_total = place == len(found.rows)
        for kind in (kind for kind in CELLS if kind in chosen and kind in values):
            code, first = WORDS.get(kind, kind), kind == _first(chosen)
            label: Text | Message = titles["row"] if not lines else words("total") if is_total and first else BLANK
            shown = level if first and not is_total else None
            cells = _spread(values[kind], UNITS.get(kind, "number"), at, len(whole.table.columns))
            identifier = f"{'total' if is_total else place}_{code}"
            lines.append(row(label, shown, words(code, **titles), *cells, identifier=identifier))
    return lines


def _first(chosen: Sequence[str]) -> str:
    return next(kind for kind in CELLS if kind in chosen)


def _values(
    found: ContingencyTable, labels: Sequence[Text | Message]
) -> Iterator[tuple[Text | Message, dict[str, Floats]]]:
    """Every row value with its statistics, the total last; the last number of a statistic is the row's own total."""
    if not found.n:
        return
    sums, n = found.counts.sum(axis=0), found.n
    for place, label in enumerate(labels):
        counts, size = found.counts[place], float(found.counts[place].sum())
        yield (
            label,
            {
                "count": np.append(counts, size),
                "expected": np.append(found.expected[place], size),
                "row": np.append(counts / size, 1.0),
                "column": np.append(counts / sums, size / n),
                "total": np.append(counts, size) / n,
                "resid": found.residuals[place],
                "sresid": found.standardised_residuals[place],
                "asresid": found.adjusted_residuals[place],
            },
        )
    whole = np.append(sums, n)
    ones = np.ones(sums.size + 1)
    yield BLANK, {"count": whole, "expected": whole, "row": whole / n, "column": ones, "total": whole / n}


def _spread(values: Floats, unit: Unit, places: Sequence[int], width: int) -> list[Cell]:
    """Cells in the columns that the values belong to, and the total behind them where there is one."""
    cells: list[Cell] = [None] * (width + 1)
    for place, value in zip((*places, width), values, strict=False):
        cells[place] = Estimate(float(value), unit=unit)
    return cells
