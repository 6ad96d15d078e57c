"""The statistics room against R on seventy-two invented firms (tests/reference/statistics.R and firms.csv)."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from alianza.statistics import Design
from alianza.statistics.estimates.contrast import t_test
from alianza.statistics.spline import dose_response, spline_basis
from alianza.statistics.tables.fisher import fisher_exact
from alianza.statistics.tables.paired import paired_comparisons
from alianza.study.estimate import Estimate
from oracle import assert_close

REFERENCE = Path(__file__).parents[1] / "reference"
R = json.loads((REFERENCE / "statistics.json").read_text(encoding="utf-8"))
FIRMS = pl.read_csv(REFERENCE / "firms.csv")
ITEMS = ["clarity", "communication", "flexibility"]


def two_stage(rule: str) -> Design:
    """Firms in clusters in strata, both stages with finite populations."""
    return Design(FIRMS, weights="w", strata="stratum", psu="psu", ssu="ssu", fpc=["N1", "N2"], lonely_psu=rule)


def clusters(rule: str = "fail", **options: object) -> Design:
    """The same firms, clusters taken as drawn with replacement."""
    return Design(FIRMS, weights="w", strata="stratum", psu="psu", lonely_psu=rule, **options)


def check(estimates: list[Estimate], wanted: dict) -> None:
    """Values and standard errors."""
    values, errors = ([w] if isinstance(w, float) else w for w in (wanted["value"], wanted["se"]))
    assert_close([e.value for e in estimates], values)
    assert_close([e.se for e in estimates], errors)


@pytest.mark.parametrize("rule", ["remove", "adjust", "average", "certainty"])
def test_two_stages_and_a_stratum_with_one_cluster(rule: str) -> None:
    wanted = R["rules"][rule]
    check(two_stage(rule).mean("growth"), wanted["mean"])
    check(two_stage(rule).total("success"), wanted["total"])
    check(clusters(rule).total("success"), wanted["total_one_stage"])
    check(two_stage(rule).mean("success", by="kind"), wanted["by_kind"])


def test_without_weights_the_population_sizes_give_them() -> None:
    design = Design(FIRMS, strata="stratum", psu="psu", ssu="ssu", fpc=["N1", "N2"], lonely_psu="adjust")
    check(design.mean("months"), R["weightless"]["mean"])
    check(design.total("success"), R["weightless"]["total"])


@pytest.mark.parametrize("pairs", [None, {"D": "C"}])
def test_collapse_joins_the_stratum_before_it(pairs: dict | None) -> None:
    design = clusters("collapse", collapse=pairs)
    check(design.mean("success"), R["collapsed"])
    assert design.degf == R["collapsed_degf"]


def test_collapse_joins_the_declared_partner() -> None:
    merged = FIRMS.with_columns(
        unit=pl.concat_str("stratum", "psu"), stratum=pl.when(stratum="D").then(pl.lit("A")).otherwise("stratum")
    )
    by_hand = Design(merged, weights="w", strata="stratum", psu="unit").mean("success")[0]
    declared = clusters("collapse", collapse={"D": "A"}).mean("success")[0]
    assert_close([declared.value, declared.se, declared.df], [by_hand.value, by_hand.se, by_hand.df])
    assert declared.se != clusters("collapse").mean("success")[0].se


def test_quantiles_of_a_domain_and_limits_that_leave_the_range() -> None:
    found = clusters("adjust").quantile("growth", [0.25, 0.5, 0.9], where=pl.col("kind") != "consortium")
    assert_close([[e.value, e.low, e.high, e.se] for e in found[:2]], R["quantiles"][:2])
    assert_close([found[2].value, found[2].low], R["quantiles"][2][:2])
    assert (found[2].high, found[2].se, found[2].reason) == (None, None, "limit_outside")


def test_geometric_mean_has_its_interval_from_the_log_scale() -> None:
    (mean,) = clusters("adjust").geometric_mean("growth")
    wanted = R["log_mean"]
    assert_close([np.log(mean.value), mean.se / mean.value], [wanted["value"], wanted["se"]])
    assert mean.low < mean.value < mean.high
    assert_close(np.log(mean.high) - np.log(mean.value), np.log(mean.value) - np.log(mean.low))


def test_contrasts_of_two_groups() -> None:
    design = clusters("adjust")
    long = pl.col("months") > 6
    contrast = design.contrast("success", long)
    for estimate, name in zip(contrast, ("risk", "flat", "odds"), strict=True):
        wanted = R[name]
        test = t_test(estimate)
        exponent = np.log if estimate.unit != "difference" else float
        se = estimate.se if estimate.unit == "difference" else estimate.se / estimate.value
        assert_close(
            [exponent(estimate.value), se, estimate.df, test.p], [wanted[k] for k in ("b", "se", "df", "p")], 1e-7
        )
        assert_close([exponent(estimate.low), exponent(estimate.high)], [wanted["low"], wanted["high"]], 1e-7)
    ratio, wanted = design.geometric_ratio("growth", long), R["logs"]
    assert_close([np.log(ratio.value), ratio.se / ratio.value, ratio.df], [wanted[k] for k in ("b", "se", "df")])
    assert_close([np.log(ratio.low), np.log(ratio.high)], [wanted["low"], wanted["high"]])


def test_dose_response_along_a_spline() -> None:
    wanted = R["spline"]
    curve = dose_response(clusters("adjust"), "success", "months", [1, 3, 6, 9, 12, 20])
    assert_close(curve.knots, wanted["knots"])
    basis = spline_basis(np.array([1.0, 3, 6, 9, 12, 20]), curve.knots)
    assert np.allclose(basis, wanted["basis"], rtol=1e-12, atol=1e-12)
    for part, key in (("value", "chance"), ("se", "se"), ("low", "low"), ("high", "high")):
        assert_close([getattr(e, part) for e in curve.estimates], wanted[key])
    for test, key in ((curve.overall, "overall"), (curve.linearity, "linearity")):
        assert_close([test.statistic, test.df, test.df2, test.p], [wanted[key][k] for k in ("F", "df", "df2", "p")])


def replicated(kind: str) -> Design:
    """The replicate weights that statistics.R writes."""
    row, column = np.arange(1, FIRMS.height + 1)[:, None], np.arange(1, 9)[None, :]
    if kind == "bootstrap":
        values = FIRMS["w"].to_numpy()[:, None] * (1 + ((row * column) % 5 - 2) / 4)
        options = {"replicate_type": "bootstrap"}
    else:
        values = np.where((row * column) % 3 == 0, 1.7, 0.3)
        options = {"replicate_type": "Fay", "scale": 1 / (8 * 0.3**2), "mse": True, "combined_weights": False}
    names = [f"r{k}" for k in range(8)]
    frame = FIRMS.hstack(pl.DataFrame(values, schema=names))
    return Design(frame, weights="w", replicate_weights=names, **options)


@pytest.mark.parametrize("kind", ["bootstrap", "fay"])
def test_replicate_weights(kind: str) -> None:
    design, wanted = replicated(kind), R[kind]
    check(design.mean("growth"), wanted["mean"])
    check(design.total("success"), wanted["total"])
    check(design.ratio("success", "months"), wanted["ratio"])
    check(design.mean("success", by="kind"), wanted["by"])
    assert design.degf == wanted["degf"]
    assert design.mean("growth")[0].method == "replicate_t"


@pytest.mark.parametrize("name", ["job", "three", "kinds"])
def test_fisher_of_larger_tables(name: str) -> None:
    case = R["fisher"][name]
    test = fisher_exact(np.array(case["table"], dtype=np.int64))
    assert test.method == "exact"
    # R's network algorithm rounds log probabilities; its own documentation promises no more.
    assert_close(test.p, case["p"], 1e-6)


def test_paired_indicators_share_one_base_and_are_adjusted() -> None:
    found = paired_comparisons({name: FIRMS[name].to_list() for name in ITEMS})
    for comparison, (name, wanted), adjusted in zip(found, R["pairs"].items(), R["holm"], strict=True):
        assert f"{comparison.first}_{comparison.second}" == name
        assert comparison.n == R["pairs_n"]
        assert (comparison.only_first, comparison.only_second) == (wanted["only_first"], wanted["only_second"])
        assert_close([comparison.test.p, comparison.adjusted], [wanted["p"], adjusted])
