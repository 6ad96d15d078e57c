"""Every entry of the design-based reference cases, one by one, against R survey 4.1-1.

Each entry's expected numbers were computed by the R call that its expected.json quotes. An entry without a check
here and without a reason in EXCEPTIONS fails.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache

import polars as pl
import pytest

from alianza.statistics import Design
from alianza.statistics.errors import LonelyPsu
from alianza.statistics.estimates.contrast import t_test
from alianza.study.estimate import Estimate, Test
from oracle import SHARED, assert_close, data, declaration, expected

CASES = ("api_strat", "api_clus1_calibration", "api_strat_JKn", "nhanes_domain", "lonely_psu")
EXCEPTIONS = {
    "api_strat/quantile_oldtype": "oldsvyquantile interpolates a step function; R itself replaced it by svyquantile",
}
Z = 1.959963984540054
TYPES = {"E": 4421.0, "H": 755.0, "M": 1018.0}
WIDE = {"No": 1072.0, "Yes": 5122.0}
KNOWN = {"(Intercept)": 6194.0, "stype=H": 755.0, "stype=M": 1018.0, "api99": 3914069.0}
EIGHTHS = (0.1, 0.25, 0.5, 0.75, 0.9)
MODEL = ["ell", "meals", "stype"]
AWARDED = pl.col("comp.imp") == "Yes"

Check = Callable[[Design, dict], None]


@cache
def frame(case: str) -> pl.DataFrame:
    return data(f"statistics/{case}")


def design(case: str) -> Design:
    table = frame(case)
    if case == "api_strat":
        return Design(table, weights="pw", strata="stype", fpc="fpc")
    if case == "api_clus1_calibration":
        return Design(table, weights="pw", psu="dnum", fpc="fpc")
    if case == "nhanes_domain":
        return Design(table, weights="WTMEC2YR", strata="SDMVSTRA", psu="SDMVPSU")
    if case == "lonely_psu":
        return Design(table, weights="pw", strata="stype")
    declared = declaration("statistics/api_strat_JKn")
    names = [name for name in table.columns if name.startswith("jk")]
    return Design(table, weights="pw", replicate_weights=names, replicate_type="JKn", scale=declared["scale"],
                  rscales=declared["rscales"], mse=declared["mse"])  # fmt: skip


def estimates(found: Sequence[Estimate], case: dict, vcov: Sequence[Sequence[float]] | None = None) -> None:
    """Value, standard error, design effect, covariance and both intervals, in R's order."""
    names = list(case["estimate"])
    assert_close([e.value for e in found], [case["estimate"][name] for name in names])
    for estimate, name in zip(found, names, strict=True):
        if case["se"][name] == 0:
            assert estimate.se < 1e-12
        else:
            assert_close(estimate.se, case["se"][name])
            if "deff" in case:
                assert_close(estimate.deff, case["deff"][name])
    lower, upper = case["ci95_z"]["lower"], case["ci95_z"]["upper"]
    assert_close([e.value - Z * e.se for e in found], lower if isinstance(lower, list) else [lower])
    assert_close([e.value + Z * e.se for e in found], upper if isinstance(upper, list) else [upper])
    if "ci95_t" in case:
        lower, upper = case["ci95_t"]["lower"], case["ci95_t"]["upper"]
        assert_close([e.low for e in found], lower if isinstance(lower, list) else [lower])
        assert_close([e.high for e in found], upper if isinstance(upper, list) else [upper])
        assert {e.df for e in found} == {case["df"]}
    if vcov is None and len(names) == 1:
        vcov = [[found[0].se ** 2]]
    if vcov is not None:
        assert_close(vcov, case["vcov"])


def means(*names: str, **options: object) -> Check:
    def check(one: Design, case: dict) -> None:
        estimates(one.mean(list(names), **options), case, one.covariance_of_means(names, **options))

    return check


def totals(*names: str) -> Check:
    return lambda one, case: estimates(one.total(list(names)), case, one.covariance_of_totals(names))


def factor_shares(one: Design, case: dict) -> None:
    found = [*one.proportion("stype"), *one.proportion("comp.imp")]
    levels = [pl.col("stype") == v for v in "EHM"] + [pl.col("comp.imp") == v for v in ("No", "Yes")]
    estimates(found, {key: part for key, part in case.items() if key != "vcov"})
    for line, wanted in zip(one.covariance_of_means(levels), case["vcov"], strict=True):
        for value, other in zip(line, wanted, strict=True):
            assert value == pytest.approx(other, rel=1e-8, abs=1e-15)


def factor_totals(one: Design, case: dict) -> None:
    levels = [AWARDED.not_(), AWARDED]
    estimates(one.total("comp.imp"), case, one.covariance_of_totals(levels))


def ratio(one: Design, case: dict) -> None:
    (found,) = one.ratio("api.stu", "enroll")
    ends = [found.value - Z * found.se, found.value + Z * found.se]
    assert_close([found.value, found.se, found.deff, *ends], [case["ratio"], case["se"], case["deff"], *case["ci95_z"]])


def rows(one: Callable[[Design], list[Estimate]], *columns: str) -> Check:
    """Rows of svyby: the domain, the estimate, its standard error and what else is printed."""

    def check(subject: Design, case: dict) -> None:
        found = {tuple(e.domain.values()): e for e in one(subject)}
        for row in case["rows"]:
            estimate = found[tuple(row[name] for name in columns)]
            value, se, *rest = [v for k, v in row.items() if k not in columns]
            assert_close([estimate.value, estimate.se], [value, se])
            more = [estimate.value - Z * estimate.se, estimate.value + Z * estimate.se,
                    estimate.se / estimate.value, estimate.deff]  # fmt: skip
            assert_close(more[: len(rest)], rest)

    return check


def quantiles(rule: str) -> Check:
    def check(one: Design, case: dict) -> None:
        found = one.quantile("api00", EIGHTHS, rule=rule)
        assert_close([[e.value, e.low, e.high, e.se] for e in found], case["values"])

    return check


def share(method: str) -> Check:
    def check(one: Design, case: dict) -> None:
        (found,) = one.proportion(AWARDED, method=method)
        assert_close([found.value, found.se, found.low, found.high], [case["p"], case["se"], *case["ci95"]])

    return check


def independence(name: str, row: str = "sch.wide", column: str = "stype") -> Check:
    def check(one: Design, case: dict) -> None:
        test = one.crosstab(row, column).tests[name]
        assert_close([test.statistic, test.p], [*case["statistic"].values(), case["p_value"]])
        if case["parameter"]:
            dfs = [test.df] if len(case["parameter"]) == 1 else [test.df, test.df2]
            assert_close(dfs, list(case["parameter"].values()))

    return check


def difference(one: Design, case: dict) -> None:
    found = one.difference("api00", "comp.imp")
    assert_close(found.value, case["estimate"])
    same_test(t_test(found), case)


def same_test(test: Test, case: dict) -> None:
    assert_close([test.statistic, test.df, test.p],
                 [*case["statistic"].values(), *case["parameter"].values(), case["p_value"]])  # fmt: skip


def wilcoxon(one: Design, case: dict) -> None:
    found = one.rank_test("api00", "comp.imp")
    assert_close(found.difference, case["estimate"])
    same_test(found.test, case)


def kruskal_wallis(one: Design, case: dict) -> None:
    test = one.rank_test("api00", "stype", kind="kruskal_wallis").test
    # R 4.1 prints the two under each other's name.
    assert_close([test.df, test.statistic, test.p], [
        case["statistic"]["df"], case["parameter"]["Chisq"], case["p_value"]])  # fmt: skip


def logistic(outcome: object, predictors: list[str], **options: object) -> Check:
    def check(one: Design, case: dict) -> None:
        model = one.logistic(outcome, predictors, **options)
        lines = model.coefficients
        assert_close([c.b for c in lines], case["coef"])
        assert_close([c.se for c in lines], case["se"])
        assert_close([c.statistic for c in lines], case["stat"])
        assert_close([c.p for c in lines], case["p"])
        assert_close(model.vcov, case["vcov"])
        assert_close([[math.log(c.low), math.log(c.high)] for c in lines], case["ci95"])
        assert_close([c.odds_ratio for c in lines], case["exp_coef"])
        assert [model.n, model.df] == [case["n"], case["df_residual"]]
        whole = one.likelihood_ratio(outcome, predictors, predictors, **options)
        assert_close(whole.test.statistic, case["null_deviance"] - case["deviance"])

    return check


def regression(kind: str, outcome: str, predictors: list[str], **options: object) -> Check:
    def check(one: Design, case: dict) -> None:
        model = getattr(one, kind)(outcome, predictors, **options)
        lines = model.coefficients
        assert_close([c.b for c in lines], case["coef"])
        assert_close([c.se for c in lines], case["se"])
        assert_close([c.statistic for c in lines], case["stat"])
        assert_close([c.p for c in lines], case["p"])
        assert_close(model.vcov, case["vcov"])
        assert_close([[c.low, c.high] for c in lines], case["ci95"])
        if kind == "poisson":
            assert_close([c.rate_ratio for c in lines], case["exp_coef"])
        assert [model.n, model.df] == [case["n"], case["df_residual"]]
        assert_close([model.deviance, model.null_deviance], [case["deviance"], case["null_deviance"]])
        assert_close(model.dispersion, case["dispersion"])

    return check


def wald_of_a_term(one: Design, case: dict) -> None:
    test = one.logistic(AWARDED, MODEL).wald("stype")
    assert_close([test.statistic, test.df, test.df2, test.p], [case[key] for key in ("F", "df", "ddf", "p")])


def likelihood_ratio_of_a_term(one: Design, case: dict) -> None:
    found = one.likelihood_ratio(AWARDED, MODEL, "stype")
    test = found.test
    assert_close([test.statistic, test.df, test.df2, test.p], [case[key] for key in ("chisq", "df", "ddf", "p")])
    assert_close(found.eigenvalues, case["lambda"])


def reweighted(change: Callable[[Design], Design], then: Check | None = None) -> Check:
    """A design made from another: its weights, or an estimate of it."""

    def check(one: Design, case: dict) -> None:
        made = change(one)
        if then is not None:
            then(made, case)
        else:
            assert_close(list(made.weights), case)

    return check


def poststratified(one: Design) -> Design:
    return one.poststratify("stype", TYPES)


def raked(one: Design) -> Design:
    return one.rake({"stype": TYPES, "sch.wide": WIDE}, epsilon=1e-10, maxit=200)


def calibrated(kind: str, *bounds: float) -> Check:
    def check(one: Design, case: dict) -> None:
        made = one.calibrate(KNOWN, kind, bounds) if bounds else one.calibrate(KNOWN, kind)
        assert_close(list(made.weights), case["weights"])
        if "mean_api00" in case:
            means("api00")(made, case["mean_api00"])
            totals("enroll")(made, case["total_enroll"])

    return check


def jackknife(one: Design, case: dict) -> None:
    made = one.as_replicates("JK1")
    assert made.plan.replicates.weights.shape[1] == case["n_reps"]
    assert_close([made.plan.replicates.scale, *made.plan.replicates.rscales], [case["scale"], *case["rscales"]])
    means("api00", "enroll")(made, case)


def lonely(rule: str) -> Check:
    def check(one: Design, case: dict) -> None:
        means("api00", "enroll")(Design(one.frame, weights="pw", strata="stype", lonely_psu=rule), case)

    return check


def lonely_fails(one: Design, case: dict) -> None:
    with pytest.raises(LonelyPsu) as failure:
        one.mean("api00")
    assert "error" in case
    assert (failure.value.problem.found, "adjust" in failure.value.problem.expected) == ("H", True)


CHECKS: dict[str, Check] = {
    "api_strat/degf": lambda one, case: assert_close(one.degf, case),
    "api_strat/mean": means("api00", "api99", "enroll"),
    "api_strat/mean_deff_replace": lambda one, case: (
        means("api00")(one, {k: v for k, v in case.items() if k != "deff"}),
        assert_close(one.design_effect("api00", replacement=True), case["deff"]["api00"]),
    )[0],
    "api_strat/mean_nofpc": lambda one, case: means("api00", "enroll")(
        Design(one.frame, weights="pw", strata="stype"), case
    ),
    "api_strat/total": totals("enroll", "api.stu"),
    "api_strat/prop_factor": factor_shares,
    "api_strat/total_factor": factor_totals,
    "api_strat/ratio": ratio,
    "api_strat/by_mean": rows(lambda one: one.mean("api00", by="stype"), "stype"),
    "api_strat/by_mean2": rows(lambda one: one.mean("api00", by=["comp.imp", "sch.wide"]), "comp.imp", "sch.wide"),
    "api_strat/by_total": rows(lambda one: one.total("enroll", by="comp.imp"), "comp.imp"),
    "api_strat/by_ratio": rows(lambda one: one.ratio("api.stu", "enroll", by="comp.imp"), "comp.imp"),
    "api_strat/domain_subset": means("api00", "enroll", where={"comp.imp": "Yes"}),
    **{f"api_strat/quantile_{rule}": quantiles(rule)
       for rule in ("math", "school", "hf1", "hf2", "hf3", "hf7", "hf8", "shahvaish")},
    "api_strat/var": lambda one, case: assert_close(one.covariances(["api00", "enroll"]), case["values"]),
    **{f"api_strat/ciprop_{m}": share(m) for m in ("logit", "likelihood", "asin", "beta", "mean", "xlogit")},
    "api_strat/chisq_F": independence("rao_scott_f"),
    "api_strat/chisq_Chisq": independence("rao_scott_chisq"),
    "api_strat/chisq_Wald": independence("wald"),
    "api_strat/chisq_adjWald": independence("adjusted_wald"),
    "api_strat/chisq_lincom": independence("lincom"),
    "api_strat/chisq_saddlepoint": independence("saddlepoint"),
    "api_strat/table": lambda one, case: assert_close(one.crosstab("sch.wide", "stype").weighted, case["values"]),
    "api_strat/ttest": difference,
    "api_strat/ranktest_wilcoxon": wilcoxon,
    "api_strat/ranktest_kw": kruskal_wallis,
    "api_strat/glm_quasibinomial": logistic(AWARDED, MODEL),
    "api_strat/glm_gaussian": regression("linear", "api00", ["ell", "meals", "mobility", "stype"]),
    "api_strat/glm_quasipoisson": regression("poisson", "api.stu", ["enroll", "stype"]),
    "api_strat/glm_offset_poisson": regression("poisson", "api.stu", ["ell", "meals"], offset=pl.col("enroll").log()),
    "api_strat/regTermTest_Wald": wald_of_a_term,
    "api_strat/regTermTest_RaoScottLRT": likelihood_ratio_of_a_term,
    "api_clus1_calibration/degf": lambda one, case: assert_close(one.degf, case),
    "api_clus1_calibration/mean": means("api00", "enroll"),
    "api_clus1_calibration/total": totals("enroll"),
    "api_clus1_calibration/poststratify_weights": reweighted(poststratified),
    "api_clus1_calibration/poststratify_total": reweighted(poststratified, totals("enroll")),
    "api_clus1_calibration/poststratify_mean": reweighted(poststratified, means("api00")),
    "api_clus1_calibration/rake_weights": reweighted(raked),
    "api_clus1_calibration/rake_total": reweighted(raked, totals("enroll")),
    "api_clus1_calibration/rake_mean": reweighted(raked, means("api00")),
    "api_clus1_calibration/rake_default_eps_weights": reweighted(
        lambda one: one.rake({"stype": TYPES, "sch.wide": WIDE}, epsilon=1, maxit=10)
    ),
    "api_clus1_calibration/calibrate_linear": calibrated("linear"),
    "api_clus1_calibration/calibrate_raking": calibrated("raking"),
    "api_clus1_calibration/calibrate_logit": calibrated("logit", 0.2, 5.0),
    "api_clus1_calibration/trim": lambda one, case: assert_close(
        list(raked(one).trim(20.0, 45.0).weights), case["weights"]
    ),
    "api_clus1_calibration/JK1_repweights_mean": jackknife,
    "api_clus1_calibration/JK1_raked_total": lambda one, case: totals("enroll")(raked(one.as_replicates("JK1")), case),
    "api_strat_JKn/degf": lambda one, case: assert_close(one.degf, case),
    "api_strat_JKn/mean": means("api00", "enroll"),
    "api_strat_JKn/total": totals("enroll"),
    "api_strat_JKn/chisq_F": independence("rao_scott_f"),
    "api_strat_JKn/glm_quasibinomial": logistic(AWARDED, MODEL),
    "nhanes_domain/degf": lambda one, case: assert_close(one.degf, case),
    "nhanes_domain/mean_narm": means("HI_CHOL"),
    "nhanes_domain/by": rows(lambda one: one.mean("HI_CHOL", by=["race", "RIAGENDR"]), "race", "RIAGENDR"),
    "nhanes_domain/chisq_F": independence("rao_scott_f", "HI_CHOL", "race"),
    "nhanes_domain/chisq_Chisq": independence("rao_scott_chisq", "HI_CHOL", "race"),
    "nhanes_domain/chisq_Wald": independence("wald", "HI_CHOL", "race"),
    "nhanes_domain/chisq_adjWald": independence("adjusted_wald", "HI_CHOL", "race"),
    "nhanes_domain/chisq_lincom": independence("lincom", "HI_CHOL", "race"),
    "nhanes_domain/glm_quasibinomial": logistic(
        "HI_CHOL", ["race", "RIAGENDR", "agecat"], reference={"race": 1, "RIAGENDR": 1}
    ),
    "nhanes_domain/domain_mean": means("HI_CHOL", where=pl.col("RIAGENDR") == 2),
    "nhanes_domain/domain_glm": logistic(
        "HI_CHOL", ["race", "agecat"], reference={"race": 1}, where=pl.col("RIAGENDR") == 2
    ),
    **{f"lonely_psu/mean_{rule}": lonely(rule) for rule in ("remove", "certainty", "adjust", "average")},
    "lonely_psu/mean_fail": lonely_fails,
}  # fmt: skip


def entries() -> list[str]:
    """Identifiers of all entries of the cases; those of the checks where the cases are absent."""
    if not (SHARED / "oracles").exists():
        return sorted(CHECKS)
    return [f"{case}/{entry}" for case in CASES for entry in expected(f"statistics/{case}")]


@pytest.mark.parametrize("entry", entries())
def test_entry(entry: str) -> None:
    case, _, name = entry.partition("/")
    wanted = expected(f"statistics/{case}")[name]
    assert entry in CHECKS or EXCEPTIONS.get(entry), f"nobody checks {entry}, and no reason is given"
    if entry in CHECKS:
        CHECKS[entry](design(case), wanted)


def test_no_check_and_no_exception_is_of_an_entry_that_is_not_there() -> None:
    assert {*CHECKS, *EXCEPTIONS} == set(entries()) | (set(EXCEPTIONS) if not (SHARED / "oracles").exists() else set())
