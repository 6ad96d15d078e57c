"""Descriptives: one line a variable."""

from collections.abc import Sequence

from alianza.report.spss.source import Source, as_whole, row, table, words
from alianza.statistics.estimates.descriptives import describe
from alianza.study.table import Column, Table

STATISTICS = ("n", "range", "minimum", "maximum", "total", "mean", "se_mean", "sd", "variance", "skewness",
              "se_skewness", "kurtosis", "se_kurtosis")  # fmt: skip
ANSWERS = frozenset({"range", "minimum", "maximum", "total"})


def descriptive_table(source: Source, names: Sequence[str]) -> Table:
    """Descriptive statistics of numeric variables, and how many cases answered them all.

    Raises:
        alianza.statistics.errors.BadVariable: If a column is absent or holds text.
    """
    columns = [Column("sum" if code == "total" else code, "count" if code == "n" else "number") for code in STATISTICS]
    lines = []
    for name in names:
        found = describe(source.columns.numbers(name), source.counts)
        values = ((code, getattr(found, code)) for code in STATISTICS)
        cells = [as_whole(value) if code in ANSWERS else value for code, value in values]
        lines.append(row(source.title(name), *cells, identifier=name))
    counted = float(source.counts[source.complete(names)].sum()) if names else 0.0
    blanks = [None] * (len(STATISTICS) - 1)
    return table("descriptives", columns, [*lines, row(words("valid_listwise"), counted, *blanks)])
