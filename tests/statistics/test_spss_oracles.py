"""What SPSS prints, on the reference cases: every number of every entry is checked or excepted by name.

An entry's numbers are handed out by a dictionary that remembers which of them were asked for; what nobody asked for
must stand in EXCEPTIONS with its reason.
"""

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from alianza.statistics import Design
from alianza.statistics.estimates.descriptives import describe, percentiles
from alianza.statistics.models.logistic_fit import (
    classification,
    coefficient_tests,
    fit_measures,
    hosmer_lemeshow,
    likelihood_ratio_tests,
    profile_limits,
    variance_inflation,
)
from alianza.statistics.models.maximum_likelihood import LikelihoodLogistic
from alianza.statistics.models.roc import model_auc
from alianza.statistics.scales.general_factor import general_factor
from alianza.statistics.scales.reliability import reliability
from alianza.statistics.tables.contingency import ContingencyTable, contingency_table
from alianza.statistics.tables.correlation import kendall_tau, pearson_correlation, spearman_correlation
from alianza.statistics.tables.mantel_haenszel import mantel_haenszel
from alianza.statistics.tables.odds import conditional_odds_ratio
from alianza.statistics.tables.two_samples import compare_two, rank_sum
from oracle import SHARED, assert_close, data

FOLDER = SHARED / "oracles" / "statistics"
FIRTH_OMNIBUS = Path(__file__).parents[1] / "reference" / "firth.json"
CASES = (
    "titanic_crosstabs",
    "birthwt_logit",
    "endometrial_firth_separation",
    "attitude_descriptives",
    "bfi_reliability",
)
R_STOPS = 1e-7
"""R's glm stops at a relative change of the deviance of 1e-8, one step before the information is up to date."""

NO_NUMBER = "names the method, no number"
EXCEPTIONS = {
    ("titanic_crosstabs", "logit", "iterations"): "how many steps a program needs is no property of the data",
    ("birthwt_logit", "logit_full", "iterations"): "how many steps a program needs is no property of the data",
    ("birthwt_logit", "logit_small", "iterations"): "how many steps a program needs is no property of the data",
    ("titanic_crosstabs", "cmh_sex_survived_by_class", "method"): NO_NUMBER,
    ("endometrial_firth_separation", "ml_diverges", "se"): "R's numbers where its iteration happened to stop",
    ("endometrial_firth_separation", "ml_diverges", "expect"): "a sentence; the warning itself is checked",
}


class Asked(dict[str, object]):
    """The numbers of an entry, remembering which were asked for."""

    def __init__(self, numbers: dict[str, object]) -> None:
        super().__init__(numbers)
        self.seen: set[str] = set()

    def __getitem__(self, key: str) -> object:
        self.seen.add(key)
        return super().__getitem__(key)


def entries() -> Iterator[tuple[str, str, dict[str, object]]]:
    for case in CASES:
        file = FOLDER / case / "expected.json"
        if file.exists():
            for entry in json.loads(file.read_text(encoding="utf-8"))["results"]:
                yield case, entry["id"], entry["expected"]


def frame(case: str) -> pl.DataFrame:
    return data(f"statistics/{case}")


def two_way(case: str, first: str, second: str) -> ContingencyTable:
    columns = Design(frame(case)).columns
    row, column = columns.factor(first), columns.factor(second)
    return contingency_table(row.levels, column.levels, (row.codes, column.codes))


def check_crosstab(table: ContingencyTable, wanted: Asked) -> None:
    assert_close(table.counts.tolist(), wanted["observed"])
    assert [str(level) for level in table.rows] == wanted["rows"]
    assert [str(level) for level in table.columns] == wanted["cols"]
    assert_close(table.expected.tolist(), wanted["expected"])
    assert_close(table.adjusted_residuals.tolist(), wanted["adj_residuals"])
    assert_close((table.standardised_residuals).tolist(), wanted["pearson_residuals"])
    for code, key, statistic in (("pearson", "pearson", "chisq"), ("likelihood_ratio", "likelihood_ratio", "G2")):
        test, expected = table.tests[code], wanted[key]
        assert_close([test.statistic, test.df], [expected[statistic], expected["df"]])
        # R's 1 - pchisq prints 0 where the tail is smaller than 1e-16.
        assert math.isclose(test.p, expected["p"], rel_tol=1e-8, abs_tol=0.0 if expected["p"] else 1e-16)
    assert_close(table.tests["fisher"].p, wanted["fisher_p"])
    assert_close([table.cramers_v, table.contingency], [wanted["cramers_v"], wanted["contingency_coef"]])
    assert_close(table.least_expected, wanted["min_expected"])
    assert table.few == wanted["cells_expected_lt5"]
    check_fourfold(table, wanted)


def check_fourfold(table: ContingencyTable, wanted: Asked) -> None:
    keys = ("yates_if_2x2", "phi", "risk_2x2", "fisher_or_cmle", "fisher_or_ci95")
    yates, phi, risk, odds, limits = (wanted[key] for key in keys)
    if table.risk is None:
        assert {yates, phi, risk, odds, limits} == {None}
        return
    test = table.tests["continuity"]
    assert_close([test.statistic, test.df, test.p, table.phi], [yates["chisq"], yates["df"], yates["p"], phi])
    for one, name in (
        (table.risk.odds_ratio, "odds_ratio"),
        (table.risk.first, "rr_col1"),
        (table.risk.second, "rr_col2"),
    ):
        assert_close([one.value, one.low, one.high], [risk[name], *risk[f"{name}_ci95"]])
    # R's fisher.test searches these roots with a tolerance of 1.2e-4; the exact ones are compared in spss.R.
    exact = conditional_odds_ratio(table.counts)
    assert_close([exact.value, exact.low, exact.high], [odds, *limits], 3e-4)


def check_strata(wanted: Asked) -> None:
    cells = frame("titanic_crosstabs").group_by("Class", "Sex", "Survived").len()
    counts = {tuple(line[:3]): float(line[3]) for line in cells.iter_rows()}
    tables = [
        np.array([[counts.get((grade, sex, out), 0.0) for out in ("No", "Yes")] for sex in ("Female", "Male")])
        for grade in ("1st", "2nd", "3rd", "Crew")
    ]
    found = mantel_haenszel(tables)
    assert_close(found.test.statistic, wanted["statistic"]["Mantel-Haenszel X-squared"])
    assert_close([found.test.df, found.test.p], [wanted["parameter"]["df"], wanted["p_value"]])
    assert_close(found.odds_ratio.value, wanted["estimate"])


def check_logit(model: LikelihoodLogistic, wanted: Asked) -> None:
    lines = model.coefficients
    assert model.n == wanted["n"]
    assert len(lines) == len(wanted["terms"])
    assert_close([line.b for line in lines], wanted["B"])
    assert_close([line.se for line in lines], wanted["SE"], R_STOPS)
    assert_close([line.statistic for line in lines], wanted["z"], R_STOPS)
    assert_close([line.statistic**2 for line in lines], wanted["Wald"], R_STOPS)
    assert wanted["df"] == [1] * len(lines)
    assert_close([line.p for line in lines], wanted["Sig"], R_STOPS)
    assert_close([line.odds_ratio for line in lines], wanted["ExpB"])
    assert_close([[line.low, line.high] for line in lines], wanted["ExpB_ci95_wald"], R_STOPS)
    logs = [[math.log(line.low), math.log(line.high)] for line in lines]
    assert_close(logs, wanted["B_ci95_wald"], R_STOPS)
    assert_close([list(line) for line in model.vcov], wanted["vcov"], R_STOPS)
    # MASS interpolates the profile with a spline; its exact roots are compared in spss.R.
    for ends, approximate, line in zip(profile_limits(model).values(), wanted["B_ci95_profile"], lines, strict=True):
        assert max(abs(end - other) for end, other in zip(ends, approximate, strict=True)) < 2e-3 * line.se
    check_fit(model, wanted)


def check_fit(model: LikelihoodLogistic, wanted: Asked) -> None:
    fit = fit_measures(model)
    assert_close([model.minus2ll, model.minus2ll_null], [wanted["minus2LL"], wanted["minus2LL_null"]])
    test, expected = model.omnibus, wanted["omnibus"]
    assert_close([test.statistic, test.df, test.p], [expected["chisq"], expected["df"], expected["p"]])
    keys = ("cox_snell_R2", "nagelkerke_R2", "mcfadden_R2", "AIC", "BIC", "brier")
    found = [fit.cox_snell, fit.nagelkerke, fit.mcfadden, fit.aic, fit.bic, fit.brier]
    assert_close(found, [wanted[key] for key in keys])
    table = classification(model)
    assert_close([list(line) for line in table.counts], wanted["classification_cut_0.5"]["table"])
    assert_close(table.correct[2] * 100, wanted["classification_cut_0.5"]["pct_correct"])
    groups = hosmer_lemeshow(model, grouping="quantiles")
    if (expected := wanted["hosmer_lemeshow_quantile_groups"]) is None:
        assert groups.test.reason == "no_df"
    else:
        test = groups.test
        assert_close([test.statistic, test.df, test.p], [expected["chisq"], expected["df"], expected["p"]])
        assert_close([list(pair) for pair in groups.observed], expected["observed"])
        assert_close([list(pair) for pair in groups.expected], expected["expected"])
    area = model_auc(model)
    assert area is not None
    assert_close([area.value, area.se], [wanted["auc"], wanted["auc_se_delong"]])
    assert_close([area.low, area.high], wanted["auc_ci95_delong"])
    tests = list(likelihood_ratio_tests(model).values())
    assert_close([test.statistic for test in tests], wanted["lr_tests"]["LRT"])
    assert_close(
        [[test.df, test.p] for test in tests],
        [list(pair) for pair in zip(wanted["lr_tests"]["df"], wanted["lr_tests"]["p"], strict=True)],
    )


def birthwt(predictors: str, **options: object) -> LikelihoodLogistic:
    names = predictors.split()
    reference = {"race": 1} if "race" in names else {}
    return Design(frame("birthwt_logit")).logistic("low", names, reference=reference, **{"method": "ml", **options})


FULL = "age lwt race smoke ptl ht ui ftv"


def check_firth(model: LikelihoodLogistic, wanted: Asked) -> None:
    assert len(model.coefficients) == len(wanted["terms"])
    assert_close([line.b for line in model.coefficients], wanted["coef"])
    assert_close([line.se for line in model.coefficients], wanted["se"])


def endometrial(names: list[str], method: str, where: object = None) -> LikelihoodLogistic:
    return Design(frame("endometrial_firth_separation")).logistic("HG", names, method=method, where=where)


def check_endometrial(wanted: Asked) -> None:
    model = endometrial(["NV", "PI", "EH"], "firth")
    check_firth(model, wanted)
    assert_close(model.penalised, wanted["penalized_loglik"])
    # tests/reference/firth.R: 43.656; the likelihoods without penalty would give 48.327.
    reference = json.loads(FIRTH_OMNIBUS.read_text(encoding="utf-8"))["endometrial"]
    assert_close([model.omnibus.statistic, model.omnibus.df, model.omnibus.p], reference[:3], 1e-6)
    tests = list(coefficient_tests(model).values())
    # The case maximised by a general optimiser: 3e-8 from the stationary point.
    assert_close([test.statistic for test in tests], wanted["plr_chisq"], R_STOPS)
    assert_close([test.p for test in tests], wanted["plr_p"], R_STOPS)
    assert_close([list(ends) for ends in profile_limits(model).values()], wanted["ci95_penalised_profile"], R_STOPS)


def check_divergence(wanted: Asked) -> None:
    model = endometrial(["NV", "PI", "EH"], "ml")
    assert (model.reason, model.separated) == ("separation", ("NV",))
    # The finite part of the limit is the model of the women whom NV does not decide.
    rest = endometrial(["PI", "EH"], "ml", where={"NV": 0})
    assert_close([line.b for line in rest.coefficients], [b for at, b in enumerate(wanted["coef"]) if at != 1], 1e-6)
    assert_close(rest.minus2ll, wanted["deviance"], 1e-8)


def check_groups(name: str, wanted: Asked) -> None:
    births = frame("birthwt_logit")
    groups = [births.filter(pl.col("low") == low)[name].to_numpy().astype(float) for low in (0, 1)]
    found = compare_two(groups[0], groups[1])
    for one, key in ((found.student, "student"), (found.welch, "welch")):
        assert one is not None
        expected = wanted[key]
        assert_close(
            [one.test.statistic, one.test.df, one.test.p],
            [expected["statistic"]["t"], expected["parameter"]["df"], expected["p_value"]],
        )
        assert_close([found.first.mean, found.second.mean], expected["estimate"])
    ranks = rank_sum(groups[0], groups[1])
    assert_close([ranks.statistic, ranks.p], [wanted["wilcox"]["statistic"]["W"], wanted["wilcox"]["p_value"]])


def attitude() -> dict[str, np.ndarray]:
    return {column.name: column.to_numpy().astype(float) for column in frame("attitude_descriptives")}


def check_description(wanted: Asked) -> None:
    found = [describe(values) for values in attitude().values()]
    assert list(attitude()) == wanted["vars"]
    names = ("n", "mean", "sd", "median", "skewness", "kurtosis", "se_mean")
    for name, key in zip(names, ("n", "mean", "sd", "median", "skew", "kurtosis", "se"), strict=True):
        assert_close([getattr(one, name) for one in found], wanted[key])
    assert_close([one.minimum for one in found], wanted["min"])
    assert_close([one.maximum for one in found], wanted["max"])


def check_percentiles(wanted: Asked) -> None:
    shares = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]
    for name, values in attitude().items():
        assert_close(percentiles(values, shares), wanted[name])


def check_correlations(wanted: Asked) -> None:
    values = list(attitude().values())
    assert_close([[pearson_correlation(a, b).statistic for b in values] for a in values], wanted["pearson"])
    assert_close([[spearman_correlation(a, b).statistic for b in values] for a in values], wanted["spearman"])
    assert_close([[kendall_tau(a, b) for b in values] for a in values], wanted["kendall"])


def check_attitude_alpha(wanted: Asked) -> None:
    found = reliability(np.stack(list(attitude().values()), axis=1), list(attitude()))
    assert_close([found.alpha, found.standardised], [wanted["raw"], wanted["std"]])


def scale(letter: str) -> tuple[np.ndarray, list[str]]:
    names = [f"{letter}{at}" for at in range(1, 6)]
    keyed = [(7 - pl.col(name)).alias(name) if name in ("A1", "C4", "C5") else pl.col(name) for name in names]
    answers = frame("bfi_reliability").select(keyed).cast(pl.Float64).fill_null(float("nan"))
    return answers.to_numpy(), names


def check_alpha(letter: str, wanted: Asked) -> None:
    found = reliability(*scale(letter))
    assert found.n == wanted["n"]
    assert [item.name for item in found.items] == wanted["items"]
    assert_close([found.alpha, found.standardised], [wanted["raw_alpha"], wanted["std_alpha"]])
    assert_close([found.lambda6, found.mean_correlation], [wanted["G6"], wanted["average_r"]])
    assert_close([item.alpha_without for item in found.items], wanted["alpha_if_dropped"])
    assert_close([item.item_total for item in found.items], wanted["r_drop_corrected_item_total"])
    assert_close([item.mean for item in found.items], wanted["item_mean"])
    assert_close([item.sd for item in found.items], wanted["item_sd"])
    assert_close([found.low, found.high], wanted["feldt_ci95"])
    assert_close([found.mean, found.sd], [wanted["scale_mean"], wanted["scale_sd"]])


def check_omega(letter: str, wanted: Asked, kind: str) -> None:
    """Loadings to 1e-5: factanal and lavaan stop their optimisers earlier (the case says so of factanal)."""
    found = reliability(*scale(letter))
    model = found.omega_correlations if kind == "correlations" else found.omega
    assert model is not None and model.converged
    assert_close(list(model.loadings), wanted["loadings"], 1e-5)
    assert_close(list(model.unique), wanted["uniqueness" if kind == "correlations" else "residual_var"], 1e-5)
    assert_close(model.omega, wanted["omega"], 1e-5)
    if kind == "covariances":
        assert_close([model.test.statistic, model.test.df], [wanted["chisq"], wanted["df"]])


def check_general_factor(wanted: Asked) -> None:
    """To 1e-5: minres stops earlier (the case allows 1e-3)."""
    answers = frame("bfi_reliability").drop_nulls().cast(pl.Float64).to_numpy()
    found = general_factor(np.corrcoef(answers.T))
    assert found is not None and len(found.turned) in (3, 7)
    assert_close([found.hierarchical, found.total], [wanted["omega_h"], wanted["omega_tot"]], 1e-5)
    assert_close(found.alpha, wanted["alpha"])


def check_inflation(wanted: Asked) -> None:
    """To 1e-4: the case took R's covariance at glm's default tolerance, whose inverse multiplies its error."""
    found = variance_inflation(birthwt(FULL))
    assert_close(list(found.values()), [wanted[key] for key in list(wanted)], 1e-4)


CHECKS: dict[tuple[str, str], Callable[[Asked], None]] = {
    ("titanic_crosstabs", "crosstab_class_survived"): lambda w: check_crosstab(
        two_way("titanic_crosstabs", "Class", "Survived"), w
    ),
    ("titanic_crosstabs", "crosstab_sex_survived"): lambda w: check_crosstab(
        two_way("titanic_crosstabs", "Sex", "Survived"), w
    ),
    ("titanic_crosstabs", "cmh_sex_survived_by_class"): check_strata,
    ("titanic_crosstabs", "logit"): lambda w: check_logit(
        Design(frame("titanic_crosstabs")).logistic("Survived", ["Class", "Sex", "Age"], method="ml"), w
    ),
    ("birthwt_logit", "logit_full"): lambda w: check_logit(birthwt(FULL), w),
    ("birthwt_logit", "logit_small"): lambda w: check_logit(birthwt("smoke ht"), w),
    ("birthwt_logit", "crosstab_smoke_low"): lambda w: check_crosstab(two_way("birthwt_logit", "smoke", "low"), w),
    ("birthwt_logit", "firth"): lambda w: check_firth(birthwt("age lwt race smoke ht ui", method="firth"), w),
    ("birthwt_logit", "vif"): check_inflation,
    ("birthwt_logit", "ttest_age"): lambda w: check_groups("age", w),
    ("birthwt_logit", "ttest_lwt"): lambda w: check_groups("lwt", w),
    ("endometrial_firth_separation", "firth"): check_endometrial,
    ("endometrial_firth_separation", "ml_diverges"): check_divergence,
    ("attitude_descriptives", "describe"): check_description,
    ("attitude_descriptives", "quantile_type6"): check_percentiles,
    ("attitude_descriptives", "cor"): check_correlations,
    ("attitude_descriptives", "alpha"): check_attitude_alpha,
    ("bfi_reliability", "alpha_A_complete"): lambda w: check_alpha("A", w),
    ("bfi_reliability", "alpha_C_complete"): lambda w: check_alpha("C", w),
    ("bfi_reliability", "omega_A"): lambda w: check_omega("A", w, "correlations"),
    ("bfi_reliability", "omega_C"): lambda w: check_omega("C", w, "correlations"),
    ("bfi_reliability", "omega_cov_A"): lambda w: check_omega("A", w, "covariances"),
    ("bfi_reliability", "omega_two_group"): check_general_factor,
    ("bfi_reliability", "omega_cov_C"): lambda w: check_omega("C", w, "covariances"),
}


@pytest.mark.skipif(not FOLDER.exists(), reason="reference cases are absent: ../shared/oracles/statistics")
def test_every_entry_is_checked_or_excepted_by_name() -> None:
    assert {(case, entry) for case, entry, _ in entries()} == set(CHECKS)


@pytest.mark.parametrize(
    ("case", "entry", "numbers"), list(entries()), ids=lambda part: part if isinstance(part, str) else ""
)
def test_entry(case: str, entry: str, numbers: dict[str, object]) -> None:
    asked = Asked(numbers)
    CHECKS[case, entry](asked)
    excepted = {key for one, other, key in EXCEPTIONS if (one, other) == (case, entry)}
    assert set(numbers) - asked.seen - excepted == set()
