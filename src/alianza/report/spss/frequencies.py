"""Frequencies: the table Statistics and one frequency table a variable."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from alianza.report.spss.source import BLANK, Source, as_whole, row, table, words
from alianza.statistics.estimates.descriptives import Descriptives, describe, percentiles
from alianza.statistics.estimates.frequencies import Frequencies, frequencies
from alianza.statistics.sampling.structure import Floats
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table

QUARTILES = (0.25, 0.5, 0.75)
STATISTICS = ("mean", "se_mean", "median", "mode", "sd", "variance", "skewness", "se_skewness", "kurtosis",
              "se_kurtosis", "range", "minimum", "maximum", "total")  # fmt: skip
ANSWERS = frozenset({"mode", "range", "minimum", "maximum", "total"})
SUM = {"total": "sum"}
"""What SPSS calls the total of the answers."""

COLUMNS = (
    Column("category"),
    Column("frequency", "count"),
    Column("percent", "share"),
    Column("valid_percent", "share"),
    Column("cumulative_percent", "share"),
)


def frequency_tables(source: Source, names: Sequence[str]) -> tuple[Table, ...]:
    """The statistics of the numeric variables side by side, then a frequency table of each variable.

    Raises:
        alianza.statistics.errors.BadVariable: If a column is absent.
    """
    return (statistics_table(source, names), *(frequency_table(source, name) for name in names))


def statistics_table(source: Source, names: Sequence[str]) -> Table:
    """Statistics of several variables, one a column; a text has only its numbers of answers."""
    found = {name: _described(source, name) for name in names}
    columns = [Column("part"), *(Column(name, "number", source.title(name)) for name in names)]
    lines = [
        row(words("n"), words("valid"), *(_count(found[name][0].n) for name in names)),
        row(BLANK, words("missing"), *(_count(found[name][0].missing) for name in names)),
    ]
    if not any(_numeric(source.columns.series(name)) for name in names):
        return table("statistics", columns, lines)
    for code in STATISTICS:
        cells = [_statistic(code, found[name][0]) for name in names]
        label = words("mode_marked") if code == "mode" and _several(found) else words(SUM.get(code, code))
        lines.append(row(label, None, *cells))
    for place, share in enumerate(QUARTILES):
        label = words("percentiles") if not place else BLANK
        lines.append(row(label, int(share * 100), *(found[name][1][place] for name in names)))
    notes = [Message("stats.notes.several_modes")] if _several(found) else []
    return table("statistics", columns, lines, notes=notes)


def _several(found: dict[str, tuple[Descriptives, list[float | None]]]) -> bool:
    return any(one.modes > 1 for one, _ in found.values())


def _described(source: Source, name: str) -> tuple[Descriptives, list[float | None]]:
    """Descriptive statistics and quartiles; of a text only how many answers it has."""
    if not _numeric(source.columns.series(name)):
        known = source.factor(name).codes >= 0
        counts = source.counts
        return Descriptives(float(counts[known].sum()), float(counts[~known].sum())), [None] * len(QUARTILES)
    values: Floats = source.columns.numbers(name)
    return describe(values, source.counts), percentiles(values, QUARTILES, source.counts)


def _numeric(series: pl.Series) -> bool:
    return series.dtype.is_numeric() or series.dtype == pl.Boolean


def _statistic(code: str, found: Descriptives) -> Cell:
    """One statistic; what is an answer or a sum of answers has no decimals where they have none."""
    value: float | None = getattr(found, code)
    return as_whole(value) if code in ANSWERS else value


def _count(n: float) -> Estimate:
    return Estimate(n, unit="count")


def frequency_table(source: Source, name: str) -> Table:
    """How often each answer was given; codes declared missing keep their line."""
    counted = counts_of(source, name)
    lines: list[Row] = []
    for place, line in enumerate(counted.valid):
        label = words("valid") if not place else BLANK
        lines.append(row(label, source.label(name, line.value), line.count, line.share, line.valid, line.cumulative))
    if len(counted.valid) > 1 or counted.missing:
        whole = counted.n_valid, counted.n_valid / counted.n if counted.n else None, 1.0 if counted.n_valid else None
        lines.append(row(BLANK, words("total"), *whole, None))
    for place, line in enumerate(counted.missing):
        label = words("missing") if not place else BLANK
        value = words("system") if line.value is None else source.label(name, line.value)
        lines.append(row(label, value, line.count, line.share, None, None))
    if counted.missing:
        lines.append(row(words("total"), None, counted.n, 1.0, None, None))
    return table("frequency_table", COLUMNS, lines, {"variable": source.title(name)})


def counts_of(source: Source, name: str) -> Frequencies:
    """Frequencies of a column, with the codes that the file declares missing."""
    values: list[object] = source.columns.series(name).to_list()
    declared = source.declared_missing.get(name)
    codes: set[object] = set()
    if declared is not None:
        codes = set(declared.drop_nulls().to_list())
        values = [code if value is None else value for value, code in zip(values, declared.to_list(), strict=True)]
    return frequencies(values, np.asarray(source.counts).tolist(), codes)
