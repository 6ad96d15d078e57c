"""Equality of group means against R's regTermTest on svyglm (tests/reference/equal_means.R and firms.csv)."""

import json
from pathlib import Path

import polars as pl
import pytest

from alianza.statistics import Design

REFERENCE = Path(__file__).parents[1] / "reference"
R = json.loads((REFERENCE / "equal_means.json").read_text(encoding="utf-8"))
FIRMS = pl.read_csv(REFERENCE / "firms.csv").with_columns(pl.col("growth").log().alias("logs"))


@pytest.mark.parametrize(("domain", "where"), [("all", None), ("some", pl.col("months") > 4)])
def test_wald_test_of_mean_growth_by_kind(domain: str, where: pl.Expr | None) -> None:
    design = Design(FIRMS, weights="w", strata="stratum", psu="psu", lonely_psu="adjust")
    found = design.equal_means("logs", "kind", where=where)
    wanted = R[domain]
    assert [found.statistic, found.df, found.df2, found.p] == pytest.approx(
        [wanted[name] for name in ("statistic", "df", "df2", "p")], rel=1e-8
    )


def test_one_group_has_nothing_to_compare() -> None:
    design = Design(FIRMS, weights="w", strata="stratum", psu="psu", lonely_psu="adjust")
    found = design.equal_means("logs", "kind", where=pl.col("kind") == "distribution")
    assert (found.statistic, found.reason) == (None, "no_answers")
