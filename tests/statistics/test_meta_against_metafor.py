"""Meta-analysis of published data against R metafor with tight iterations (tests/reference/meta.R)."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from alianza.statistics.meta import (
    NORMAL,
    Fourfold,
    GroupMean,
    Model,
    Pooled,
    begg_test,
    cohen_d,
    cumulative,
    egger_test,
    fail_safe_n,
    fisher_z,
    generic,
    hedges_g,
    influence,
    leave_one_out,
    log_odds_ratio,
    log_response_ratio,
    log_risk_ratio,
    mean_difference,
    meta_regression,
    pool,
    pool_by,
    pool_nested,
    pool_shares,
    risk_difference,
    trim_and_fill,
)
from alianza.statistics.meta.effect_sizes import small_sample_correction
from alianza.study.estimate import Estimate

R = json.loads((Path(__file__).parents[1] / "reference" / "meta.json").read_text(encoding="utf-8"))
EXACT = 1e-12
CLOSE = 1e-7
REFITTED = 1e-4
"""What trimfill, leave1out and cumul fit again at metafor's default threshold."""
"""Iterated numbers: metafor's Fisher scoring ends where tau2 moves less than its own rounding."""
METHODS = ("fe", "dl", "he", "hs", "sj", "ml", "reml", "pm", "eb")
CASES = ("normand", "molloy", "egger")


def close(found: object, wanted: object, tolerance: float = CLOSE) -> None:
    np.testing.assert_allclose(np.array(found, dtype=float), np.array(wanted, dtype=float), tolerance, 1e-10)


def rows(case: str) -> list[tuple]:
    return list(zip(*R[case]["data"].values(), strict=True))


def arms(row: tuple) -> tuple[GroupMean, GroupMean]:
    return GroupMean(*row[:3]), GroupMean(*row[3:])


def effects(case: str) -> list[Estimate]:
    if case == "normand":
        return [hedges_g(*arms(row)) for row in rows(case)]
    if case == "molloy":
        return [fisher_z(row[0], row[1]) for row in rows(case)]
    return [log_odds_ratio(Fourfold(*row)) for row in rows(case)]


def model(letters: str, interval: str = "normal") -> Model:
    return Model("common" if letters == "fe" else letters, interval, prediction="interval")


def same(found: Pooled, wanted: dict) -> None:
    """Every number of a pooled effect."""
    h = found.heterogeneity
    numbers = {
        "b": found.effect.value, "se": found.effect.se, "statistic": found.test.statistic, "p": found.test.p,
        "low": found.effect.low, "high": found.effect.high, "tau2": h.tau2.value, "se_tau2": h.tau2.se,
        "i2": h.i2.value, "h2": h.h2.value, "q": h.q.statistic, "q_p": h.q.p, "qm": found.test.statistic**2,
        "qm_p": found.test.p, "r2": None, "log_likelihood": found.log_likelihood,
        "prediction": None if found.prediction.low is None else [found.prediction.low, found.prediction.high],
    }  # fmt: skip
    assert set(numbers) == set(wanted)
    for name, value in wanted.items():
        if value is None:
            assert numbers[name] is None, name
        else:
            close(numbers[name], value)


MEANS = {"hedges_g": hedges_g, "mean_difference": mean_difference, "log_response_ratio": log_response_ratio}
COUNTS = {"log_odds_ratio": log_odds_ratio, "log_risk_ratio": log_risk_ratio, "risk_difference": risk_difference}


@pytest.mark.parametrize("measure", MEANS)
def test_effects_of_two_means(measure: str) -> None:
    found, wanted = [MEANS[measure](*arms(row)) for row in rows("normand")], R["normand"]["effects"][measure]
    close([e.value for e in found], wanted["y"], EXACT)
    close([e.se**2 for e in found], wanted["v"], EXACT)


@pytest.mark.parametrize("measure", COUNTS)
def test_effects_of_fourfold_tables_with_empty_cells(measure: str) -> None:
    found, wanted = [COUNTS[measure](Fourfold(*row)) for row in rows("egger")], R["egger"]["effects"][measure]
    for one, y, v in zip(found, wanted["y"], wanted["v"], strict=True):
        if y is None:
            assert (one.value, one.reason) == (None, "same_outcome")
        else:
            close([one.value, one.se**2], [y, v], EXACT)


def test_effects_of_correlations() -> None:
    close([e.value for e in effects("molloy")], R["molloy"]["effects"]["y"], EXACT)
    close([e.se**2 for e in effects("molloy")], R["molloy"]["effects"]["v"], EXACT)


def test_cohens_d_is_g_before_its_correction() -> None:
    for row in rows("normand"):
        g, d = hedges_g(*arms(row)), cohen_d(*arms(row))
        assert g.value == pytest.approx(d.value * small_sample_correction(row[2] + row[5] - 2), rel=1e-14)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("letters", METHODS)
def test_pooled_effect_and_heterogeneity(case: str, letters: str) -> None:
    same(pool(effects(case), model(letters)), R[case]["methods"][letters])


@pytest.mark.parametrize("case", CASES)
def test_q_profile_intervals(case: str) -> None:
    h, wanted = pool(effects(case)).heterogeneity, R[case]["profile"]
    for found, name in ((h.tau2, "tau2"), (h.i2, "i2"), (h.h2, "h2")):
        close([found.low, found.high], wanted[name], 1e-9)


@pytest.mark.parametrize(
    ("letters", "interval"), [("reml", "t"), ("reml", "knapp_hartung"), ("sj", "knapp_hartung_ad_hoc")]
)
def test_intervals_that_allow_for_few_studies(letters: str, interval: str) -> None:
    same(pool(effects("molloy"), model(letters, interval)), R["molloy"]["tests"][interval])


FITS = {
    "normal": ("reml", "normal"), "knapp_hartung": ("reml", "knapp_hartung"), "ml": ("ml", "normal"),
    "dl": ("dl", "t"), "he": ("he", "normal"), "hs": ("hs", "normal"), "sj": ("sj", "normal"), "pm": ("pm", "normal"),
    "common": ("common", "normal"),
}  # fmt: skip


@pytest.mark.parametrize("name", R["molloy"]["regression"])
def test_meta_regression(name: str) -> None:
    wanted, data = R["molloy"]["regression"][name], R["molloy"]["data"]
    found = meta_regression(
        effects("molloy"), pl.DataFrame(data, strict=False).select("meanage", "design"), Model(*FITS[name])
    )
    terms, h = found.coefficients, found.heterogeneity
    assert [term.term for term in terms] == ["(Intercept)", "meanage", "design=prospective"]
    for field, ours in (
        ("b", [t.estimate.value for t in terms]),
        ("se", [t.estimate.se for t in terms]),
        ("statistic", [t.test.statistic for t in terms]),
        ("p", [t.test.p for t in terms]),
        ("low", [t.estimate.low for t in terms]),
        ("high", [t.estimate.high for t in terms]),
        ("tau2", h.tau2.value),
        ("q", h.q.statistic),
        ("q_p", h.q.p),
        ("i2", h.i2.value),
        ("h2", h.h2.value),
        ("qm", found.moderators.statistic),
        ("qm_p", found.moderators.p),
        ("log_likelihood", found.log_likelihood),
    ):
        close(ours, wanted[field])
    if name == "common":  # there metafor prints the adjusted R2 of the weighted regression, another thing
        assert (found.r2.value, found.r2.reason) == (None, "no_heterogeneity")
    else:
        close([h.tau2.se, found.r2.value], [wanted["se_tau2"], wanted["r2"]])


def test_leaving_out_each_study() -> None:
    wanted, found = R["molloy"]["leave_one_out"], leave_one_out(effects("molloy"), NORMAL)
    close([p.effect.value for p in found], wanted["b"])
    close([p.effect.se for p in found], wanted["se"])
    close([p.heterogeneity.tau2.value for p in found], wanted["tau2"], 1e-6)
    close([p.heterogeneity.q.statistic for p in found], wanted["q"])


def test_adding_one_study_after_the_other() -> None:
    wanted, found = R["molloy"]["cumulative"], cumulative(effects("molloy"), R["molloy"]["data"]["year"], NORMAL)
    close([p.effect.value for p in found], wanted["b"], 2e-6)
    close([p.effect.se for p in found], wanted["se"], 2e-6)


def test_influence_of_each_study() -> None:
    wanted, found = R["molloy"]["influence"], influence(effects("molloy"), NORMAL)
    close([one.residual for one in found], wanted["residual"], 1e-6)
    close([one.weight for one in found], wanted["weight"])
    close([one.cook for one in found], wanted["cook"], 1e-5)


@pytest.mark.parametrize(("name", "how"), [("lm", ()), ("mixed", (NORMAL,))])
def test_eggers_regression(name: str, how: tuple) -> None:
    wanted, found = R["molloy"]["egger"][name], egger_test(effects("molloy"), *how)
    close([found.test.statistic, found.test.p, found.limit.value], [wanted[x] for x in ("statistic", "p", "limit")])


@pytest.mark.parametrize("case", ["molloy", "egger"])
def test_begg_rank_correlation_with_ties_and_without(case: str) -> None:
    wanted, found = R[case]["begg"], begg_test(effects(case))
    close([found.statistic, found.p], [wanted["tau"], wanted["p"]], EXACT)


@pytest.mark.parametrize(
    ("name", "letters", "estimator"), [("L0", "reml", "L0"), ("R0", "reml", "R0"), ("L0_common", "common", "L0")]
)
def test_trim_and_fill_of_correlations(name: str, letters: str, estimator: str) -> None:
    wanted, found = R["molloy"]["fill"][name], trim_and_fill(effects("molloy"), Model(letters, "normal"), estimator)
    assert (found.side, found.missing, len(found.filled)) == (wanted["side"], wanted["missing"], wanted["missing"])
    close([found.pooled.effect.value, found.pooled.effect.se], [wanted["b"], wanted["se"]], REFITTED)


def test_trim_and_fill_on_the_right() -> None:
    wanted, found = R["egger"]["fill"], trim_and_fill(effects("egger"), NORMAL)
    assert (found.side, found.missing) == (wanted["side"], wanted["missing"])
    close([found.pooled.effect.value, found.pooled.effect.se], [wanted["b"], wanted["se"]], REFITTED)


def test_fail_safe_n() -> None:
    assert fail_safe_n(effects("molloy")) == R["molloy"]["fail_safe_n"]


def test_groups_of_studies() -> None:
    data, wanted = R["raudenbush"]["data"], R["raudenbush"]
    each = [generic(y, v) for y, v in zip(data["y"], data["v"], strict=True)]
    found = pool_by(each, data["setting"], NORMAL)
    for group, numbers in wanted["groups"].items():
        same(found.groups[group], numbers)
    close([found.test.statistic, found.test.p], [wanted["q_between"], wanted["p"]])


def test_effects_nested_in_studies() -> None:
    """The peak is flat: the search by metafor (Nelder-Mead) ends within 1e-6 of it, and not higher."""
    data, wanted = R["konstantopoulos"]["data"], R["konstantopoulos"]
    found = pool_nested([generic(y, v) for y, v in zip(data["y"], data["v"], strict=True)], data["district"])
    close([found.effect.value, found.effect.se], [wanted["b"], wanted["se"]], 1e-6)
    close([found.between, found.within], wanted["variances"], 1e-6)
    strong = [found.robust.se, found.robust_test.statistic, found.robust_test.p, found.robust.low, found.robust.high]
    close(strong, [wanted["robust"][name] for name in ("se", "statistic", "p", "low", "high")], 1e-5)
    assert found.log_likelihood == pytest.approx(wanted["log_likelihood"], rel=1e-10)
    assert found.log_likelihood >= wanted["log_likelihood"] - 1e-12


def test_shares_by_their_likelihood_against_rs_integrate() -> None:
    """R's optim ends where its simplex is small, not where the slope is zero: 1e-6 for the peak, 1e-4 for the error."""
    data, wanted = R["shares"]["data"], R["shares"]
    found = pool_shares(data["x"], data["n"])
    close([found.effect.value, found.tau2], [wanted["b"], wanted["tau2"]], 1e-6)
    close(found.effect.se, wanted["se"], 1e-4)
    assert found.log_likelihood == pytest.approx(wanted["log_likelihood"], rel=1e-11)
    assert found.log_likelihood >= wanted["log_likelihood"] - 1e-11
