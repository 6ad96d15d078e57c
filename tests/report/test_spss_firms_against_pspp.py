"""Layers, ordinal measures, t tests, correlations and listwise cases against GNU PSPP 1.6.2, cell for cell.

tests/reference/spss.sps holds the data and the commands, spss_pspp.csv what PSPP printed. It must always run.
"""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from alianza.report.spss.compare_means import Groups, ttest_tables
from alianza.report.spss.correlations import correlation_table
from alianza.report.spss.crosstab import STATISTICS, Crossing, crosstab_tables
from alianza.report.spss.crosstab_cells import CELLS
from alianza.report.spss.descriptives import descriptive_table
from alianza.report.spss.frequencies import frequency_table
from alianza.report.spss.logistic import logistic_tables
from alianza.report.spss.logistic_model import Model
from alianza.report.spss.source import Source
from alianza.statistics.sampling.variables import Columns
from alianza.study.table import Table
from tests.report.pspp import assert_rows, numbers_of, tables_of

FOLDER = Path(__file__).parents[1] / "reference"
NAMES = ("success", "months", "sector", "export", "count", "trust")
ROUNDED = 5.001e-4
"""PSPP prints p-values and correlations with three decimals."""


def firms() -> pl.DataFrame:
    """The data that the commands hold; 9 is no answer about trust."""
    text = (FOLDER / "spss.sps").read_text(encoding="utf-8")
    lines = text.split("BEGIN DATA\n")[1].split("END DATA")[0].splitlines()
    return pl.DataFrame([[int(value) for value in line.split()] for line in lines], schema=list(NAMES), orient="row")


def source(weight: str = "") -> Source:
    frame = firms()
    declared = pl.select(pl.when(frame["trust"] == 9).then(frame["trust"])).to_series()
    answered = frame.with_columns(pl.col("trust").replace(9, None))
    weights = answered[weight].to_numpy().astype(float) if weight else None
    return Source(Columns(answered), {}, {}, {"trust": declared}, weights, weight)


def pspp(title: str, place: int = 0) -> list[list[object]]:
    """PSPP's table of that title, the first one or a later one."""
    with (FOLDER / "spss_pspp.csv").open(encoding="utf-8", newline="") as file:
        found = tables_of(list(csv.reader(file)))
    return [rows for name, rows in found if name == title][place]


def cells(rows: Sequence[Sequence[object]], stub: int) -> list[list[object]]:
    """What stands behind the labels of some rows, blanks left out."""
    return [[cell for cell in row[stub:] if cell != ""] for row in rows]


def ours(tables: Sequence[Table], identifier: str) -> Table:
    return next(table for table in tables if table.id == identifier)


def numbers(table: Table, *ids: str) -> list[list[float]]:
    """Numbers of the rows whose id ends so, or of all."""
    return [numbers_of(row) for row in table.rows if not ids or row.id.endswith(ids)]


def near(found: list[list[float]], seen: list[list[object]], tolerance: float = ROUNDED) -> None:
    assert [len(line) for line in found] == [len(line) for line in seen]
    apart = [
        (mine, theirs)
        for line, other in zip(found, seen, strict=True)
        for mine, theirs in zip(line, other, strict=True)
        if not isinstance(theirs, float) or abs(mine - theirs) > tolerance
    ]
    assert apart == []


PANELS = Crossing("export", "success", "sector", CELLS, (*STATISTICS,))


@pytest.mark.parametrize("weight", ["", "count"])
def test_counts_and_tests_of_each_layer(weight: str) -> None:
    tables = crosstab_tables(source(weight), PANELS)
    place = 1 if weight else 0
    counts = [row[5:] for row in pspp("export × success × sector", place)[2:] if row[4] == "Count"]
    *layers, _, _, _ = numbers(ours(tables, "crosstab"), "_count")  # the last three: all layers together
    assert_rows(layers, counts)
    for code, label in (
        ("pearson", "Pearson Chi-Square"),
        ("likelihood_ratio", "Likelihood Ratio"),
        ("continuity", "Continuity Correction"),
        ("linear_by_linear", "Linear-by-Linear Association"),
    ):
        seen = [row[3:] for row in pspp("Chi-Square Tests", place) if row[2] == label]
        found = numbers(ours(tables, "chi_square_tests"), f"_{code}")[:3]
        assert_rows([line[:2] for line in found], [line[:2] for line in seen])
        near([line[2:] for line in found], [[line[2]] for line in seen])
    # PSPP overlooks the other tail where both ends are as likely (sector 2): two-sided values are compared in spss.R.
    exact = [[row[7]] for row in pspp("Chi-Square Tests", place) if row[2] == "Fisher's Exact Test"]
    near([line[1:] for line in numbers(ours(tables, "chi_square_tests"), "_fisher")[:3]], exact)


def test_percentages_and_residuals_of_each_layer() -> None:
    table = ours(crosstab_tables(source(), PANELS), "crosstab")
    rows = pspp("export × success × sector")[2:]
    inside = [row for row in rows if row[2] != "Total" and row[1] != "Total"]
    for code, label in (("residual", "Residual"), ("standardised_residual", "Std. Residual"),
                        ("adjusted_residual", "Adjusted Residual")):  # fmt: skip
        seen = [row[5:7] for row in inside if row[4] == label]
        near(numbers(table, *(f"{panel}_{level}_{code}" for panel in range(3) for level in range(2))), seen, 5.001e-3)
    shares = [row[5:] for row in rows if row[4] == "Row %"]
    assert_rows(numbers(table, "_row_percent")[: len(shares)], shares)
    expected = [row[5:7] for row in rows if row[4] == "Expected" and row[3] != ""]
    found = [numbers_of(row)[:2] for row in table.rows if row.id.endswith("_expected") and "total" not in row.id]
    assert_rows(found[: len(expected)], expected)


def test_nominal_measures_of_each_layer() -> None:
    table = ours(crosstab_tables(source(), Crossing("export", "success", "sector")), "symmetric_measures")
    for code, label in (("phi", "Phi"), ("cramers_v", "Cramer's V"), ("contingency", "Contingency Coefficient")):
        seen = [[row[4]] for row in pspp("Symmetric Measures") if row[3] == label]
        assert_rows([line[:1] for line in numbers(table, f"_{code}")[:3]], seen)


def test_ordinal_measures() -> None:
    asked = Crossing("trust", "sector", statistics=("btau", "ctau", "gamma", "corr"))
    table = ours(crosstab_tables(source(), asked), "symmetric_measures")
    found = [line[:3] for line in numbers(table)[:-1]]
    assert_rows(found, cells(pspp("Symmetric Measures", 1)[1:-1], 2))


def test_kappa_and_its_t() -> None:
    """PSPP's error of kappa is not that of the delta method, which psych::cohen.kappa and ours are (spss.R)."""
    asked = Crossing("export", "success", statistics=("kappa",))
    table = ours(crosstab_tables(source(), asked), "symmetric_measures")
    [line] = [line for line in numbers(table) if len(line) > 1]
    value, _, t = cells(pspp("Symmetric Measures", 2)[1:2], 2)[0]
    assert_rows([[line[0], line[2]]], [[value, t]])


@pytest.mark.parametrize(
    ("place", "weight", "groups", "names", "listwise"),
    [
        (0, "", ("export", 0, 1), ["months", "trust"], False),
        (1, "", ("sector", 0, 2), ["months", "trust"], True),
        (2, "count", ("export", 0, 1), ["months"], False),
    ],
)
def test_t_tests(place: int, weight: str, groups: tuple[str, int, int], names: list[str], listwise: bool) -> None:
    file = source(weight)
    statistics, tests, _ = ttest_tables(file.listwise(names) if listwise else file, Groups(*groups), names)
    assert_rows(numbers(statistics), cells(pspp("Group Statistics", place)[1:], 2))
    for row, seen in zip(tests.rows, pspp("Independent Samples Test", place)[3:], strict=True):
        f, sig, t, df, one_sided, two_sided, *interval = row.cells[1:]
        if f is not None:
            assert_rows([[f]], [[seen[2]]]), near([[sig]], [[seen[3]]])
        assert_rows([[t, df, *interval]], [[*seen[4:6], *seen[7:]]])
        near([[two_sided]], [[seen[6]]])
        assert one_sided == two_sided / 2


@pytest.mark.parametrize(("place", "listwise"), [(0, False), (1, True)])
def test_correlations(place: int, listwise: bool) -> None:
    table = correlation_table(source(), ["months", "trust", "count"], listwise)
    near(numbers(table), cells(pspp("Correlations", place)[1:], 2))


def test_listwise_descriptives() -> None:
    names = ["months", "trust"]
    table = descriptive_table(source().listwise(names), names)
    order = ("n", "mean", "sd", "minimum", "maximum")
    places = [[column.id for column in table.columns].index(code) for code in order]
    found = [[float(row.cells[place]) for place in places] for row in table.rows[:2]]
    assert_rows(found, [row[1:] for row in pspp("Descriptive Statistics")[1:3]])
    assert numbers_of(table.rows[-1]) == [35.0]


def test_frequencies_with_a_code_declared_missing() -> None:
    rows = [row for row in frequency_table(source(), "trust").rows if row.label != "" or row.cells[0] is not None]
    found = [numbers_of(row) for row in rows]
    found = [line for line in found if line != [35.0, 0.875, 1.0]]  # SPSS also adds the valid answers up
    assert_rows(found, cells(pspp("trust")[1:], 2))


def test_weighted_logistic_regression_counts_unweighted_cases_first() -> None:
    tables = logistic_tables(source("count"), Model("success", ("months", "export")))
    assert numbers(ours(tables, "logistic_cases"))[0] == [40.0, 1.0]
    assert_rows(numbers(ours(tables, "classification")), cells(pspp("Classification Table")[3:], 3))
    for found, seen in zip(
        numbers(ours(tables, "equation")), cells(pspp("Variables in the Equation")[2:], 2), strict=True
    ):
        # PSPP stops its iteration early: coefficients are right to 1e-6, errors to 2e-4.
        assert_rows([found[:1]], [seen[:1]], 1e-6)
        assert_rows([[*found[1:4], *found[5:]]], [[*seen[1:4], *seen[5:]]], 2e-4)
        near([[found[4]]], [[seen[4]]])


def test_weights_of_a_t_test_count_rows() -> None:
    """Frequency weights and repeated rows give the same numbers."""
    frame = firms()
    long = frame.select(pl.exclude("count").repeat_by("count")).explode(pl.all())
    weighted = ttest_tables(source("count"), Groups("export", 0, 1), ["months"])
    repeated = ttest_tables(Source(Columns(long)), Groups("export", 0, 1), ["months"])
    for one, other in zip(weighted, repeated, strict=True):
        np.testing.assert_allclose(np.concatenate(numbers(one)), np.concatenate(numbers(other)), rtol=1e-12)
