"""Every number of the real study's tables equals R survey 4.1's, to 1e-8 relative.

R's numbers are in tests/reference/acti.json, written by `Rscript tests/reference/acti.R` from the survey file.
"""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from alianza.report import cooperation_by_growth, cooperation_by_sector, growth_by_partner, growth_model
from alianza.report.evidence import Evidence
from alianza.study.estimate import Estimate, Test
from alianza.study.table import Table

R: dict[str, Any] = json.loads((Path(__file__).parents[1] / "reference" / "acti.json").read_text("utf-8"))
PARTNERS = {
    "clients": "a",
    "competitors": "b",
    "suppliers": "c",
    "consultants": "d",
    "universities": "e",
    "laboratories": "f",
    "public_science": "g",
    "any": "any",
    "strict": "strict",
    "none": "none",
}


def close(value: object) -> object:
    return pytest.approx(value, rel=1e-8, abs=1e-14)


def cell(table: Table, row: str, column: str) -> Any:
    place = [one.id for one in table.columns].index(column)
    return next(one.cells[place] for one in table.rows if one.id == row)


def same_estimate(
    found: Estimate, value: float, se: float | None = None, limits: tuple[float, float] | None = None
) -> None:
    assert found.value == close(value)
    if se is not None:
        assert found.se == close(se)
    if limits is not None:
        assert (found.low, found.high) == (close(limits[0]), close(limits[1]))


def same_test(found: Test, expected: dict[str, float]) -> None:
    if "statistic" in expected:
        assert found.statistic == close(expected["statistic"])
        assert found.df == close(expected["df"])
    if "df2" in expected:
        assert found.df2 == close(expected["df2"])
    assert found.p == close(expected["p"])


@pytest.fixture(scope="module")
def by_sector(acti: Evidence) -> Table:
    return cooperation_by_sector.compute(acti)


@pytest.fixture(scope="module")
def by_partner(acti: Evidence) -> Table:
    return growth_by_partner.compute(acti)


@pytest.mark.parametrize(("column", "name"), [("cooperation", "any"), ("strict", "strict")])
@pytest.mark.parametrize("sector", ["1", "2", "3", "4", "all"])
def test_cooperation_in_each_sector(by_sector: Table, column: str, name: str, sector: str) -> None:
    expected = R["cooperation_by_sector"][name][sector]
    found = cell(by_sector, sector, column)
    same_estimate(found, expected["share"], expected["se"], (expected["low"], expected["high"]))
    assert found.deff == close(expected["deff"])
    assert found.n == cell(by_sector, sector, "n") == expected["n"]


@pytest.mark.parametrize(("column", "name"), [("cooperation", "any"), ("strict", "strict")])
@pytest.mark.parametrize("test", ["pearson", "rao_scott_f", "rao_scott_chisq"])
def test_cooperation_differs_by_sector(by_sector: Table, column: str, name: str, test: str) -> None:
    same_test(by_sector.tests[f"{column}:{test}"], R["cooperation_by_sector"][f"{name}_tests"][test])


@pytest.mark.parametrize(("row", "name"), PARTNERS.items())
def test_growth_four_ways(by_partner: Table, row: str, name: str) -> None:
    expected = R["growth_by_partner"][name]
    assert cell(by_partner, row, "n") == expected["n"]
    same_estimate(cell(by_partner, row, "growth_mean"), expected["mean"], expected["mean_se"])
    limits = (expected["median_low"], expected["median_high"])
    same_estimate(cell(by_partner, row, "growth_median"), expected["median"], expected["median_se"], limits)
    geometric = expected["geometric"]
    same_estimate(cell(by_partner, row, "growth_geometric"), geometric - 1, geometric * expected["mean_log_se"])
    same_estimate(cell(by_partner, row, "growth_total"), expected["ratio"] - 1, expected["ratio_se"])


@pytest.mark.parametrize(("row", "name"), [pair for pair in PARTNERS.items() if pair[0] != "none"])
def test_growth_against_firms_that_do_not_cooperate(by_partner: Table, row: str, name: str) -> None:
    expected = R["growth_by_partner"][name]["against_none"]
    same_estimate(cell(by_partner, row, "difference"), expected["difference"], expected["se"])
    ratio = math.exp(expected["log_difference"])
    same_estimate(cell(by_partner, row, "ratio_geometric"), ratio, ratio * expected["log_se"])
    assert cell(by_partner, row, "difference").df == expected["df"]


@pytest.mark.parametrize(("kind", "name"), [("alliance", "any"), ("strict_alliance", "strict")])
def test_cooperation_against_growth(acti: Evidence, kind: str, name: str) -> None:
    table, expected = cooperation_by_growth.compute(acti), R["cooperation_by_growth"][name]
    for side, index in (("no", 0), ("yes", 1)):
        row = f"{kind}_{side}"
        assert [cell(table, row, "did_not_grow"), cell(table, row, "grew")] == expected["counts"][index]
        same_estimate(cell(table, row, "growth_20"), expected["row_share"][index], expected["row_se"][index])
    for test in ("pearson", "likelihood_ratio", "rao_scott_f", "rao_scott_chisq"):
        same_test(table.tests[f"{kind}:{test}"], expected[test])
    # R's own exact test stops at a relative 1e-7.
    assert table.tests[f"{kind}:fisher"].p == pytest.approx(expected["fisher"]["p"], rel=1e-7)


@pytest.mark.parametrize(("prefix", "name"), [("", "any"), ("strict:", "strict")])
def test_growth_model(acti: Evidence, prefix: str, name: str) -> None:
    table, expected = growth_model.compute(acti), R["growth_model"][name]
    words = {"any": "alliance", "strict": "strict_alliance"}
    for index, term in enumerate(expected["terms"]):
        row = prefix + words.get(term, term)
        assert cell(table, row, "b").value == close(expected["b"][index])
        assert cell(table, row, "se") == close(expected["se"][index])
        assert cell(table, row, "statistic") == close(expected["statistic"][index])
        assert cell(table, row, "p") == close(expected["p"][index])
        odds = cell(table, row, "odds_ratio")
        same_estimate(odds, math.exp(expected["b"][index]))
        assert (odds.low, odds.high) == (
            close(math.exp(expected["low"][index])),
            close(math.exp(expected["high"][index])),
        )


def test_firms_on_the_edge_of_the_threshold_are_reported(acti: Evidence) -> None:
    edge = [problem for problem in acti.responses.problems if problem.code == "on_threshold"]
    assert [problem.values["count"] for problem in edge] == [R["design"]["edge"]]
