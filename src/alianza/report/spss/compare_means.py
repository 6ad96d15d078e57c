"""T-Test of two independent groups: group statistics, both tests with Levene's, and effect sizes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alianza.report.spss.source import BLANK, Footnotes, Source, as_whole, row, table, words
from alianza.statistics.estimates.descriptives import Descriptives
from alianza.statistics.tables.effect_size import cohen_d, hedges_g
from alianza.statistics.tables.two_samples import MeanDifference, TwoSamples, compare_two
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table

TEST_COLUMNS = ("levene_f", "levene_sig", "t", "df", "one_sided", "two_sided", "mean_difference", "se_difference",
                "difference_low", "difference_high")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Groups:
    """Two groups: the variable that tells them apart, and the positions of its two values among its levels."""

    name: str
    first: int
    second: int


def ttest_tables(source: Source, groups: Groups, names: Sequence[str]) -> tuple[Table, Table, Table]:
    """Group statistics, independent samples test and effect sizes of each variable.

    Raises:
        alianza.statistics.errors.BadVariable: If a column is absent or holds text.
    """
    found = {name: _compared(source, groups, name) for name in names}
    return _group_statistics(source, groups, found), _tests(source, found), _effect_sizes(source, found)


def _compared(source: Source, groups: Groups, name: str) -> TwoSamples:
    codes, values, counts = source.factor(groups.name).codes, source.columns.numbers(name), source.counts
    first, second = (np.flatnonzero(codes == code) for code in (groups.first, groups.second))
    return compare_two(values[first], values[second], weights=(counts[first], counts[second]))


def _group_statistics(source: Source, groups: Groups, found: dict[str, TwoSamples]) -> Table:
    levels = source.factor(groups.name).levels
    labels = [source.label(groups.name, levels[code]) for code in (groups.first, groups.second)]
    lines: list[Row] = []
    for name, both in found.items():
        for place, (label, one) in enumerate(zip(labels, (both.first, both.second), strict=True)):
            title = source.title(name) if not place else BLANK
            lines.append(row(title, label, *_described(one), identifier=f"{name}_{place}"))
    columns = [Column("group", "label", source.title(groups.name)), Column("n", "count")]
    return table("group_statistics", [*columns, Column("mean"), Column("sd"), Column("se_mean")], lines)


def _described(one: Descriptives) -> tuple[Cell, ...]:
    return Estimate(one.n, unit="count"), one.mean, one.sd, one.se_mean


def _tests(source: Source, found: dict[str, TwoSamples]) -> Table:
    lines: list[Row] = []
    for name, both in found.items():
        kinds = ("equal_variances", both.student), ("unequal_variances", both.welch)
        for place, (code, one) in enumerate(kinds):
            levene: tuple[Cell, Cell] = (None, None) if place else (both.levene.statistic, both.levene.p)
            title = source.title(name) if not place else BLANK
            lines.append(row(title, words(code), *levene, *_test(one, pooled=not place), identifier=f"{name}_{code}"))
    return table("independent_samples", [Column("assumption"), *map(Column, TEST_COLUMNS)], lines)


def _test(one: MeanDifference | None, pooled: bool) -> tuple[Cell, ...]:
    """The cells of a test; pooled degrees of freedom are whole and print so, Welch's keep their decimals."""
    if one is None:
        return (None,) * 8
    test = one.test
    half = None if test.p is None else test.p / 2
    df = as_whole(test.df) if pooled else test.df
    return test.statistic, df, half, test.p, one.value, one.se, one.low, one.high


def _effect_sizes(source: Source, found: dict[str, TwoSamples]) -> Table:
    """Cohen's d and Hedges's correction of it."""
    footnotes, lines = Footnotes(), []
    for name, both in found.items():
        for place, (code, one) in enumerate((("cohen_d", cohen_d(both)), ("hedges_g", hedges_g(both)))):
            label = footnotes.mark(words(code), Message(f"stats.notes.{code}"))
            cells = (None,) * 4 if one is None else (one.standardiser, one.value, one.low, one.high)
            title = source.title(name) if not place else BLANK
            lines.append(row(title, label, *cells, identifier=f"{name}_{code}"))
    columns = [Column("effect_kind"), Column("standardiser"), Column("point_estimate")]
    columns += [Column("low_95"), Column("high_95")]
    return table("effect_sizes", columns, lines, notes=footnotes.notes)
