"""Crosstabs: case summary, the table itself, chi-square tests, symmetric measures, risk estimate."""

from dataclasses import replace

import numpy as np

from alianza.report.spss.source import BLANK, Source, marked, row, table, words
from alianza.statistics.sampling.structure import Floats
from alianza.statistics.sampling.variables import Factor
from alianza.statistics.tables.contingency import ContingencyTable, contingency_table
from alianza.study.estimate import Estimate, Test, Unit
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table
from alianza.study.text import Text

TESTS = ("pearson", "continuity", "likelihood_ratio", "fisher", "linear_by_linear")


def crosstab_tables(source: Source, first: str, second: str) -> tuple[Table, ...]:
    """Everything that Crosstabs prints about two columns.

    Raises:
        alianza.statistics.errors.BadVariable: If a column is absent.
    """
    rows, columns = source.factor(first), source.factor(second)
    scores = _scores(rows), _scores(columns)
    found = contingency_table(rows.levels, columns.levels, (rows.codes, columns.codes), source.counts, scores)
    named = {"row": source.title(first), "column": source.title(second)}
    constant = [
        title for title, levels in zip(named.values(), (found.rows, found.columns), strict=True) if len(levels) < 2
    ]
    notes = [Message("stats.notes.constant_variable", {"variables": constant})] if constant and found.n else []
    notes += [] if found.n else [Message("stats.notes.no_answers")]
    cells = replace(_cells(source, (first, second), found, named), notes=tuple(notes))
    tables = [_cases(source, (first, second), named), cells]
    if found.tests:
        tables += [_tests(found), _measures(found)]
    if found.risk:
        tables.append(_risk(source, (first, second), found))
    return tuple(tables)


def _scores(factor: Factor) -> Floats:
    """Numbers of a factor's levels: the values themselves, or their positions where they are texts."""
    if all(isinstance(level, (int, float)) for level in factor.levels):
        return np.array([float(level) for level in factor.levels if isinstance(level, (int, float))])
    return np.arange(len(factor.levels), dtype=np.float64)


def _cases(source: Source, names: tuple[str, str], named: dict[str, Text]) -> Table:
    valid, total = float(source.counts[source.complete(names)].sum()), source.n
    parts = "valid", "missing", "total"
    columns = [
        Column(f"{part}_{kind}" if part + kind != "validpercent" else "valid_percent_cases", unit)
        for part in parts
        for kind, unit in _KINDS
    ]
    cells = [cell for n in (valid, total - valid, total) for cell in (n, n / total if total else None)]
    return table("case_summary", columns, [row(Message("stats.rows.crossed", named), *cells)])


_KINDS: tuple[tuple[str, Unit], ...] = (("n", "count"), ("percent", "share"))


def _cells(source: Source, names: tuple[str, str], found: ContingencyTable, named: dict[str, Text]) -> Table:
    first, second = names
    columns = [Column("level"), Column("statistic")]
    columns += [Column(f"column_{i}", "number", source.label(second, v)) for i, v in enumerate(found.columns)]
    columns.append(Column("total", "number"))
    lines: list[Row] = []
    for place, level in enumerate(found.rows):
        for code, cells in _lines(found, place):
            start = not lines, code == "count"
            label: Text | Message = source.title(first) if start[0] else BLANK
            shown = source.label(first, level) if start[1] else None
            lines.append(row(label, shown, words(code, **named), *cells, identifier=f"{place}_{code}"))
    for code, cells in _totals(found):
        label = words("total") if code == "count" else BLANK
        lines.append(row(label, None, words(code, **named), *cells, identifier=f"total_{code}"))
    return table("crosstab", columns, lines, named)


def _lines(found: ContingencyTable, place: int) -> list[tuple[str, list[Cell]]]:
    """The statistics of one row level, each with its total."""
    counts, size, n = found.counts[place], float(found.counts[place].sum()), found.n
    sums = found.counts.sum(axis=0)
    return [
        ("count", [*_each(counts, "count"), Estimate(size, unit="count")]),
        ("expected", [*_each(found.expected[place], "number"), Estimate(size, unit="number")]),
        ("row_percent", [*_each(counts / size, "share"), Estimate(1.0, unit="share")]),
        ("column_percent", [*_each(counts / sums, "share"), Estimate(size / n, unit="share")]),
        ("total_percent", [*_each(counts / n, "share"), Estimate(size / n, unit="share")]),
        ("residual", [*_each(found.residuals[place], "number"), None]),
        ("standardised_residual", [*_each(found.standardised_residuals[place], "number"), None]),
        ("adjusted_residual", [*_each(found.adjusted_residuals[place], "number"), None]),
    ]


def _totals(found: ContingencyTable) -> list[tuple[str, list[Cell]]]:
    sums, n = found.counts.sum(axis=0), found.n
    if not n:
        return []
    whole = [*_each(sums / n, "share"), Estimate(1.0, unit="share")]
    ones = [*_each(np.ones(sums.size), "share"), Estimate(1.0, unit="share")]
    return [
        ("count", [*_each(sums, "count"), Estimate(n, unit="count")]),
        ("expected", [*_each(sums, "number"), Estimate(n, unit="number")]),
        ("row_percent", whole),
        ("column_percent", ones),
        ("total_percent", whole),
    ]


def _each(values: Floats, unit: Unit) -> list[Cell]:
    return [Estimate(float(value), unit=unit) for value in values]


def _tests(found: ContingencyTable) -> Table:
    """The tests, with SPSS's footnotes on small expected counts and on what is computed for 2 x 2 tables only."""
    columns = [Column("value"), Column("df", "count"), Column("asymptotic_sig")]
    columns += [Column("exact_sig"), Column("exact_sig_one")]
    lines = [_test_row(found, code) for code in TESTS if code in found.tests]
    lines.append(row(words("valid_cases"), Estimate(found.n, unit="count"), None, None, None, None))
    percent = 100 * found.few / found.expected.size
    notes = [Message("stats.notes.few_expected", {"few": found.few, "percent": percent, "least": found.least_expected})]
    if "continuity" in found.tests:
        notes.append(Message("stats.notes.fourfold_only"))
    if found.tests["fisher"].method.startswith("monte_carlo"):
        notes.append(Message("stats.notes.monte_carlo"))
    if found.tests["fisher"].reason == "too_many_cases":
        notes.append(Message("stats.notes.too_many_cases"))
    return table("chi_square_tests", columns, lines, notes=notes)


_MARKS = {"pearson": "a", "continuity": "b"}


def _test_row(found: ContingencyTable, code: str) -> Row:
    test: Test = found.tests[code]
    label = marked(words(code), _MARKS[code]) if code in _MARKS else words(code)
    if code == "fisher":
        one_sided = found.tests.get("fisher_one_sided")
        return row(label, None, None, None, test.p, one_sided.p if one_sided else None, identifier=code)
    df = int(test.df) if test.df is not None else None
    return row(label, test.statistic, df, test.p, None, None, identifier=code)


def _measures(found: ContingencyTable) -> Table:
    """Phi, V and the contingency coefficient, with the p-value of Pearson's test."""
    p = found.tests["pearson"].p
    lines = [
        row(words("nominal"), words("phi"), found.phi, p),
        row(BLANK, words("cramers_v"), found.cramers_v, p),
        row(BLANK, words("contingency"), found.contingency, p),
        row(words("valid_cases"), None, Estimate(found.n, unit="count"), None),
    ]
    return table("symmetric_measures", [Column("measure"), Column("value"), Column("approximate_sig")], lines)


def _risk(source: Source, names: tuple[str, str], found: ContingencyTable) -> Table:
    assert found.risk is not None
    first, second = names
    levels = [source.label(first, level) for level in found.rows]
    odds = words("odds_ratio", variable=source.title(first), first=levels[0], second=levels[1])
    cohorts = [
        words("cohort", variable=source.title(second), level=source.label(second, level)) for level in found.columns
    ]
    lines = [
        row(label, one.value, one.low, one.high)
        for label, one in zip(
            [odds, *cohorts], (found.risk.odds_ratio, found.risk.first, found.risk.second), strict=True
        )
    ]
    lines.append(row(words("valid_cases"), Estimate(found.n, unit="count"), None, None))
    return table("risk_estimate", [Column("value"), Column("low_95"), Column("high_95")], lines)
