"""The real study computed by Design straight from the CSV, against R survey (tests/reference/acti.R)."""

import json
import math
from pathlib import Path

import polars as pl
import pytest

from alianza.statistics import Design
from alianza.statistics.estimates.contrast import t_test
from alianza.statistics.tables.crosstab import Crosstab
from oracle import SHARED, assert_close

SOURCE = SHARED / "data" / "ecuador_acti" / "acti_2012_2014.csv"
R = json.loads((Path(__file__).parents[1] / "reference" / "acti.json").read_text(encoding="utf-8"))
PARTNERS = "abcdefgj"
SECTORS = (1, 2, 3, 4)


@pytest.fixture(scope="module")
def firms() -> Design:
    """The firms with the variables of the study, as acti.R derives them."""
    if not SOURCE.exists():
        pytest.skip("real data are absent: ../shared/data/ecuador_acti")
    raw = pl.read_csv(SOURCE, infer_schema_length=None)
    growing = (pl.col("ii_9_a_2012") > 0).fill_null(False) & (pl.col("ii_9_a_2014") > 0).fill_null(False)
    factor = pl.when(growing).then(pl.col("ii_9_a_2014") / pl.col("ii_9_a_2012"))
    frame = raw.with_columns(
        *[(pl.col(f"viii_2_{x}") == 1).fill_null(False).alias(x) for x in PARTNERS], growing=growing, factor=factor
    ).with_columns(
        any=pl.any_horizontal(*"abcdefg"),
        strict=pl.any_horizontal(*"bdefg"),
        growth=pl.col("factor") - 1,
        exporter=(pl.col("ii_9_b_2012") > 0).fill_null(False),
        log_employees=pl.col("ii_9_d_2012").clip(1).log(),
        log_age=pl.col("anios_empresa").clip(1).log(),
    )
    frame = frame.with_columns(none=~pl.col("any"), growth20=pl.col("growth") >= 0.20)
    return Design(frame, weights="fexp", strata=["ciiu1", "tamaño"], lonely_psu="adjust")


def check_tests(table: Crosstab, wanted: dict) -> None:
    """The four tests that R computed for a table."""
    for name in ("pearson", "likelihood_ratio", "rao_scott_f", "rao_scott_chisq"):
        test, numbers = table.tests[name], wanted[name]
        assert_close([test.statistic, test.df, test.p], [numbers["statistic"], numbers["df"], numbers["p"]])
        assert_close([test.df2] if test.df2 else [], [numbers["df2"]] if "df2" in numbers else [])


def test_the_sample(firms: Design) -> None:
    wanted = R["design"]
    growth = firms.frame.get_column("growth")
    assert (firms.n, firms.degf) == (wanted["rows"], wanted["degf"])
    assert (growth.count(), int(((growth - 0.20).abs() < 1e-9).sum())) == (wanted["growing"], wanted["edge"])
    assert_close(float(firms.weights.sum()), wanted["weights"])


@pytest.mark.parametrize("kind", ["any", "strict"])
def test_cooperation_by_sector(firms: Design, kind: str) -> None:
    wanted = R["cooperation_by_sector"]
    shares = [*firms.proportion(kind, by="sector"), *firms.proportion(kind)]
    for share, name in zip(shares, ["1", "2", "3", "4", "all"], strict=True):
        numbers = wanted[kind][name]
        found = [share.value, share.se, share.low, share.high, share.deff, share.n]
        assert_close(found, [numbers[key] for key in ("share", "se", "low", "high", "deff", "n")])
    check_tests(firms.crosstab(kind, "sector"), wanted[f"{kind}_tests"])


@pytest.mark.parametrize("partner", PARTNERS)
def test_cooperation_with_each_partner(firms: Design, partner: str) -> None:
    (share,) = firms.proportion(partner)
    wanted = R["cooperation_by_sector"][f"partner_{partner}"]
    assert_close([share.value, share.se], [wanted["share"], wanted["se"]])


@pytest.mark.parametrize("partner", [*PARTNERS, "any", "strict", "none"])
def test_growth_by_partner(firms: Design, partner: str) -> None:
    wanted = R["growth_by_partner"][partner]
    where = pl.col("growing") & pl.col(partner)
    (mean,) = firms.mean("growth", where=where)
    (median,) = firms.quantile("growth", 0.5, where=where)
    (geometric,) = firms.geometric_mean("factor", where=where)
    (ratio,) = firms.ratio("ii_9_a_2014", "ii_9_a_2012", where=where)
    assert mean.n == median.n == geometric.n == ratio.n == wanted["n"]
    assert_close([mean.value, mean.se], [wanted["mean"], wanted["mean_se"]])
    assert_close(
        [median.value, median.se, median.low, median.high],
        [wanted[f"median{part}"] for part in ("", "_se", "_low", "_high")],
    )
    assert_close([geometric.value, geometric.se / geometric.value], [wanted["geometric"], wanted["mean_log_se"]])
    assert_close([ratio.value, ratio.se], [wanted["ratio"], wanted["ratio_se"]])


@pytest.mark.parametrize("partner", [*PARTNERS, "any", "strict"])
def test_growth_against_no_cooperation(firms: Design, partner: str) -> None:
    wanted = R["growth_by_partner"][partner]["against_none"]
    where = pl.col("growing") & (pl.col(partner) | pl.col("none"))
    flat = firms.difference("growth", partner, where=where)
    ratio = firms.geometric_ratio("factor", partner, where=where)
    assert_close([flat.value, flat.se, flat.df, t_test(flat).p], [wanted[k] for k in ("difference", "se", "df", "p")])
    assert_close(ratio.se / ratio.value, wanted["log_se"])
    assert_close(t_test(ratio).p, wanted["log_p"])


@pytest.mark.parametrize("kind", ["any", "strict"])
def test_cooperation_by_growth(firms: Design, kind: str) -> None:
    wanted = R["cooperation_by_growth"][kind]
    table = firms.crosstab(kind, "growth20", where="growing")
    assert [list(line) for line in table.counts] == wanted["counts"]
    assert_close(table.shares, wanted["shares"])
    assert_close([table.cramers_v, table.cramers_v_weighted], [wanted["cramers_v"], wanted["cramers_v_weighted"]])
    assert_close(table.tests["fisher"].p, wanted["fisher"]["p"])
    check_tests(table, wanted)
    rows = firms.mean("growth20", by=kind, where="growing")
    assert_close([row.value for row in rows], wanted["row_share"])
    assert_close([row.se for row in rows], wanted["row_se"])


@pytest.mark.parametrize("kind", ["any", "strict"])
def test_growth_model(firms: Design, kind: str) -> None:
    wanted = R["growth_model"][kind]
    predictors = [kind, "exporter", "log_employees", "log_age", "sector"]
    model = firms.logistic("growth20", predictors, reference={"sector": 2}, where="growing")
    assert [c.term for c in model.coefficients] == wanted["terms"]
    for key in ("b", "se", "statistic", "p"):
        assert_close([getattr(c, key) for c in model.coefficients], wanted[key])
    assert_close([c.low for c in model.coefficients], [math.exp(limit) for limit in wanted["low"]])
    assert_close([c.high for c in model.coefficients], [math.exp(limit) for limit in wanted["high"]])
    assert (model.n, model.df) == (wanted["n"], wanted["df"])
    wald = model.wald("sector")
    assert_close(
        [wald.statistic, wald.df, wald.df2, wald.p], [wanted["sector_wald"][k] for k in ("F", "df", "df2", "p")]
    )
