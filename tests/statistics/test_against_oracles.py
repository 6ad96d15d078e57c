"""Design against R survey 4.1-1 (and R's chisq.test, fisher.test, glm), on the reference cases.

Every expected number was computed by the R call that the case's expected.json quotes.
"""

import math

import polars as pl
import pytest

from alianza.statistics import Design
from alianza.statistics.errors import LonelyPsu
from alianza.statistics.estimates.contrast import t_test
from alianza.statistics.models.logistic import Logistic
from alianza.statistics.tables.crosstab import Crosstab
from alianza.study.estimate import Estimate
from oracle import assert_close, data, declaration, expected


def check(estimates: list[Estimate], case: dict, deff: bool = True) -> None:
    """Value, standard error, design effect and t interval, in the order R prints them."""
    names = list(case["estimate"])
    assert_close([e.value for e in estimates], [case["estimate"][name] for name in names])
    assert_close([e.se for e in estimates], [case["se"][name] for name in names])
    if deff and "deff" in case:
        assert_close([e.deff for e in estimates], [case["deff"][name] for name in names])
    if "ci95_t" in case:
        lower, upper = case["ci95_t"]["lower"], case["ci95_t"]["upper"]
        assert_close([e.low for e in estimates], lower if isinstance(lower, list) else [lower])
        assert_close([e.high for e in estimates], upper if isinstance(upper, list) else [upper])
        assert {e.df for e in estimates} == {case["df"]} if "df" in case else True


def check_model(model: Logistic, case: dict) -> None:
    """Coefficients, tests, limits and covariance of a logistic model against svyglm or glm."""
    assert_close([c.b for c in model.coefficients], case["coef"])
    assert_close([c.se for c in model.coefficients], case["se"])
    assert_close([c.statistic for c in model.coefficients], case["stat"])
    assert_close([c.p for c in model.coefficients], case["p"])
    assert_close(
        [[c.low, c.high] for c in model.coefficients], [[math.exp(end) for end in ends] for ends in case["ci95"]]
    )
    assert_close([c.odds_ratio for c in model.coefficients], case["exp_coef"])
    assert_close(model.vcov, case["vcov"], 1e-7)
    assert model.n == case["n"]
    assert model.df == case["df_residual"]


def check_rao_scott(table: Crosstab, cases: dict) -> None:
    """Both corrected tests against svychisq."""
    f, chisq = table.tests["rao_scott_f"], table.tests["rao_scott_chisq"]
    wanted = cases["chisq_F"]
    assert_close(
        [f.statistic, f.df, f.df2, f.p],
        [wanted["statistic"]["F"], wanted["parameter"]["ndf"], wanted["parameter"]["ddf"], wanted["p_value"]],
    )
    if "chisq_Chisq" in cases:
        wanted = cases["chisq_Chisq"]
        assert_close([chisq.statistic, chisq.p], [wanted["statistic"]["X-squared"], wanted["p_value"]])
        assert chisq.df == wanted["parameter"]["df"]


class TestStratifiedWithFinitePopulation:
    """api_strat: 200 schools, stratified by type."""

    @pytest.fixture
    def cases(self) -> dict:
        return expected("statistics/api_strat")

    @pytest.fixture
    def design(self, cases: dict) -> Design:
        return Design(data("statistics/api_strat"), weights="pw", strata="stype", fpc="fpc")

    def test_degrees_of_freedom(self, design: Design, cases: dict) -> None:
        assert design.degf == cases["degf"]

    def test_means_with_intervals_and_design_effects(self, design: Design, cases: dict) -> None:
        check(design.mean(["api00", "api99", "enroll"]), cases["mean"])

    def test_means_without_finite_population(self, design: Design, cases: dict) -> None:
        endless = Design(design.frame, weights="pw", strata="stype")
        check(endless.mean(["api00", "enroll"]), cases["mean_nofpc"])

    def test_sampling_fractions_serve_as_well_as_sizes(self, design: Design, cases: dict) -> None:
        fractions = design.frame.with_columns(fraction=pl.len().over("stype") / pl.col("fpc"))
        check(
            Design(fractions, weights="pw", strata="stype", fpc="fraction").mean(["api00", "api99", "enroll"]),
            cases["mean"],
        )

    def test_totals(self, design: Design, cases: dict) -> None:
        check(design.total(["enroll", "api.stu"]), cases["total"])

    def test_totals_of_categories(self, design: Design, cases: dict) -> None:
        both = [design.total(pl.col("comp.imp") == level)[0] for level in ("No", "Yes")]
        check(both, cases["total_factor"])

    def test_shares_of_categories(self, design: Design, cases: dict) -> None:
        shares = design.proportion("comp.imp")
        wanted = cases["prop_factor"]
        for share in shares:
            name = f"comp.imp{share.domain['comp.imp']}"
            assert_close([share.value, share.se], [wanted["estimate"][name], wanted["se"][name]])
            assert_close(share.deff, wanted["deff"][name])

    def test_shares_fixed_by_the_design_do_not_vary(self, design: Design, cases: dict) -> None:
        shares = {share.domain["stype"]: share for share in design.proportion("stype")}
        assert_close(shares["E"].value, cases["prop_factor"]["estimate"]["stypeE"])
        assert all(share.se < 1e-12 for share in shares.values())

    def test_logit_interval(self, design: Design, cases: dict) -> None:
        (share,) = design.proportion(pl.col("comp.imp") == "Yes")
        assert_close([share.value, share.se, share.low, share.high], [
            cases["ciprop_logit"]["p"], cases["ciprop_logit"]["se"], *cases["ciprop_xlogit"]["ci95"]])  # fmt: skip
        assert_close([share.low, share.high], cases["ciprop_logit"]["ci95"])

    def test_ratio(self, design: Design, cases: dict) -> None:
        (ratio,) = design.ratio("api.stu", "enroll")
        wanted = cases["ratio"]
        assert_close([ratio.value, ratio.se, ratio.deff], [wanted["ratio"], wanted["se"], wanted["deff"]])

    def test_means_of_domains_with_design_effects(self, design: Design, cases: dict) -> None:
        for estimate, row in zip(design.mean("api00", by="stype"), cases["by_mean"]["rows"], strict=True):
            assert estimate.domain == {"stype": row["stype"]}
            assert_close([estimate.value, estimate.se, estimate.deff], [row["api00"], row["se"], row["DEff.api00"]])

    def test_means_of_crossed_domains(self, design: Design, cases: dict) -> None:
        found = {tuple(e.domain.values()): e for e in design.mean("api00", by=["comp.imp", "sch.wide"])}
        for row in cases["by_mean2"]["rows"]:
            estimate = found[row["comp.imp"], row["sch.wide"]]
            assert_close([estimate.value, estimate.se], [row["api00"], row["se"]])

    def test_totals_and_ratios_of_domains(self, design: Design, cases: dict) -> None:
        totals = design.total("enroll", by="comp.imp")
        ratios = design.ratio("api.stu", "enroll", by="comp.imp")
        for total, ratio, row, line in zip(
            totals, ratios, cases["by_total"]["rows"], cases["by_ratio"]["rows"], strict=True
        ):
            assert_close([total.value, total.se], [row["enroll"], row["se"]])
            assert_close([ratio.value, ratio.se], [line["api.stu/enroll"], line["se.api.stu/enroll"]])

    @pytest.mark.parametrize("where", [pl.col("comp.imp") == "Yes", {"comp.imp": "Yes"}, {"comp.imp": ["Yes"]}])
    def test_domain_by_condition(self, design: Design, cases: dict, where: object) -> None:
        check(design.mean(["api00", "enroll"], where=where), cases["domain_subset"])

    def test_quantiles(self, design: Design, cases: dict) -> None:
        found = design.quantile("api00", [0.1, 0.25, 0.5, 0.75, 0.9])
        assert_close([[e.value, e.low, e.high, e.se] for e in found], cases["quantile_math"]["values"])

    def test_rao_scott(self, design: Design, cases: dict) -> None:
        check_rao_scott(design.crosstab("sch.wide", "stype"), cases)

    def test_weighted_table(self, design: Design, cases: dict) -> None:
        assert_close(design.crosstab("sch.wide", "stype").weighted, cases["table"]["values"])

    def test_logistic_model(self, design: Design, cases: dict) -> None:
        model = design.logistic(pl.col("comp.imp") == "Yes", ["ell", "meals", "stype"])
        assert [c.term for c in model.coefficients] == ["(Intercept)", "ell", "meals", "stype=H", "stype=M"]
        check_model(model, cases["glm_quasibinomial"])
        wald, wanted = model.wald("stype"), cases["regTermTest_Wald"]
        assert_close([wald.statistic, wald.df, wald.df2, wald.p], [wanted[k] for k in ("F", "df", "ddf", "p")])

    def test_difference_of_two_means(self, design: Design, cases: dict) -> None:
        test = t_test(design.difference("api00", "comp.imp"))
        wanted = cases["ttest"]
        assert_close([test.statistic, test.df, test.p], [
            wanted["statistic"]["t"], wanted["parameter"]["df"], wanted["p_value"]])  # fmt: skip
        assert_close(design.difference("api00", "comp.imp").value, wanted["estimate"])


def test_clusters_with_finite_population() -> None:
    cases = expected("statistics/api_clus1_calibration")
    design = Design(data("statistics/api_clus1_calibration"), weights="pw", psu="dnum", fpc="fpc")
    assert design.degf == cases["degf"]
    check(design.mean(["api00", "enroll"]), cases["mean"])
    check(design.total(["enroll"]), cases["total"])


def test_jackknife_of_clusters() -> None:
    frame = data("statistics/api_clus1_calibration")
    districts = frame["dnum"].unique(maintain_order=True).to_list()
    n = len(districts)
    left_out = {f"jk{d}": pl.when(dnum=d).then(0.0).otherwise(pl.col("pw") * n / (n - 1)) for d in districts}
    design = Design(
        frame.with_columns(**left_out), weights="pw", replicate_weights=list(left_out), replicate_type="JK1",
        scale=(n - 1) / n * (1 - n / 757),
    )  # fmt: skip
    check(design.mean(["api00", "enroll"]), expected("statistics/api_clus1_calibration")["JK1_repweights_mean"], False)


def test_separation_is_named_where_r_diverges() -> None:
    assert "ml_diverges" in expected("statistics/endometrial_firth_separation")
    model = Design(data("statistics/endometrial_firth_separation")).logistic("HG", ["NV", "PI", "EH"])
    assert (model.reason, model.separated) == ("separation", ("NV",))


class TestClustersWithMissingAnswers:
    """nhanes_domain: 31 clusters in 15 strata, a tenth of the answers missing."""

    @pytest.fixture
    def cases(self) -> dict:
        return expected("statistics/nhanes_domain")

    @pytest.fixture
    def design(self, cases: dict) -> Design:
        return Design(data("statistics/nhanes_domain"), weights="WTMEC2YR", strata="SDMVSTRA", psu="SDMVPSU")

    def test_mean_of_those_who_answered(self, design: Design, cases: dict) -> None:
        check(design.mean("HI_CHOL"), cases["mean_narm"])

    def test_mean_of_a_domain(self, design: Design, cases: dict) -> None:
        check(design.mean("HI_CHOL", where={"RIAGENDR": 2}), cases["domain_mean"])

    def test_means_of_crossed_domains(self, design: Design, cases: dict) -> None:
        found = {(e.domain["race"], e.domain["RIAGENDR"]): e for e in design.mean("HI_CHOL", by=["race", "RIAGENDR"])}
        for row in cases["by"]["rows"]:
            estimate = found[row["race"], row["RIAGENDR"]]
            assert_close([estimate.value, estimate.se], [row["HI_CHOL"], row["se"]])

    def test_rao_scott(self, design: Design, cases: dict) -> None:
        check_rao_scott(design.crosstab("HI_CHOL", "race"), cases)

    def test_logistic_model(self, design: Design, cases: dict) -> None:
        model = design.logistic("HI_CHOL", ["race", "RIAGENDR", "agecat"], reference={"race": 1, "RIAGENDR": 1})
        check_model(model, cases["glm_quasibinomial"])

    def test_logistic_model_of_a_domain(self, design: Design, cases: dict) -> None:
        model = design.logistic("HI_CHOL", ["race", "agecat"], reference={"race": 1}, where=pl.col("RIAGENDR") == 2)
        check_model(model, cases["domain_glm"])


class TestStratumWithOneUnit:
    """lonely_psu: api_strat with one high school left."""

    @pytest.fixture
    def cases(self) -> dict:
        return expected("statistics/lonely_psu")

    @pytest.mark.parametrize("rule", ["remove", "certainty", "adjust", "average"])
    def test_rules(self, cases: dict, rule: str) -> None:
        design = Design(data("statistics/lonely_psu"), weights="pw", strata="stype", lonely_psu=rule)
        check(design.mean(["api00", "enroll"]), cases[f"mean_{rule}"])

    def test_fail_names_the_stratum_and_the_rules(self, cases: dict) -> None:
        design = Design(data("statistics/lonely_psu"), weights="pw", strata="stype")
        with pytest.raises(LonelyPsu) as failure:
            design.mean("api00")
        assert "error" in cases["mean_fail"]
        assert failure.value.problem.found == "H"
        assert "adjust" in failure.value.problem.expected


class TestReplicateWeights:
    """api_strat_JKn: 200 stratified jackknife replicates."""

    @pytest.fixture
    def cases(self) -> dict:
        return expected("statistics/api_strat_JKn")

    @pytest.fixture
    def design(self, cases: dict) -> Design:
        frame = data("statistics/api_strat_JKn")
        names = [name for name in frame.columns if name.startswith("jk")]
        declared = declaration("statistics/api_strat_JKn")
        return Design(
            frame, weights="pw", replicate_weights=names, replicate_type="JKn",
            scale=declared["scale"], rscales=declared["rscales"], mse=declared["mse"],
        )  # fmt: skip

    def test_means_and_totals(self, design: Design, cases: dict) -> None:
        assert design.degf == cases["degf"]
        check(design.mean(["api00", "enroll"]), cases["mean"])
        check(design.total(["enroll"]), cases["total"])

    def test_rao_scott(self, design: Design, cases: dict) -> None:
        check_rao_scott(design.crosstab("sch.wide", "stype"), cases)

    def test_logistic_model(self, design: Design, cases: dict) -> None:
        model = design.logistic(pl.col("comp.imp") == "Yes", ["ell", "meals", "stype"])
        wanted = cases["glm_quasibinomial"]
        assert_close([c.b for c in model.coefficients], wanted["coef"])
        assert_close([c.se for c in model.coefficients], wanted["se"])


class TestCounts:
    """titanic_crosstabs and birthwt_logit: whole populations, unweighted."""

    @pytest.mark.parametrize(
        ("folder", "entry", "row", "column"),
        [
            ("titanic_crosstabs", "crosstab_class_survived", "Class", "Survived"),
            ("titanic_crosstabs", "crosstab_sex_survived", "Sex", "Survived"),
            ("birthwt_logit", "crosstab_smoke_low", "smoke", "low"),
        ],
    )
    def test_tests_of_counts(self, folder: str, entry: str, row: str, column: str) -> None:
        wanted = expected(f"statistics/{folder}")[entry]
        table = Design(data(f"statistics/{folder}")).crosstab(row, column)
        assert [list(line) for line in table.counts] == wanted["observed"]
        assert_close(table.expected, wanted["expected"])
        assert_close(table.cramers_v, wanted["cramers_v"])
        pearson, ratio = table.tests["pearson"], table.tests["likelihood_ratio"]
        assert_close([pearson.statistic, pearson.df, pearson.p], [wanted["pearson"][k] for k in ("chisq", "df", "p")])
        assert_close([ratio.statistic, ratio.df], [wanted["likelihood_ratio"][k] for k in ("G2", "df")])
        assert table.tests["fisher"].method == "exact"
        assert_close(table.tests["fisher"].p, wanted["fisher_p"])

    @pytest.mark.parametrize(
        ("entry", "predictors"),
        [
            ("logit_full", ["age", "lwt", "race", "smoke", "ptl", "ht", "ui", "ftv"]),
            ("logit_small", ["smoke", "ht"]),
        ],
    )
    def test_coefficients_and_odds_ratios(self, entry: str, predictors: list[str]) -> None:
        wanted = expected("statistics/birthwt_logit")[entry]
        reference = {"race": 1} if "race" in predictors else {}
        model = Design(data("statistics/birthwt_logit")).logistic("low", predictors, reference=reference)
        assert_close([c.b for c in model.coefficients], wanted["B"])
        assert_close([c.odds_ratio for c in model.coefficients], wanted["ExpB"])

    def test_categorical_predictors_take_the_first_level_as_reference(self) -> None:
        wanted = expected("statistics/titanic_crosstabs")["logit"]
        model = Design(data("statistics/titanic_crosstabs")).logistic("Survived", ["Class", "Sex", "Age"])
        assert [c.term.replace("=", "") for c in model.coefficients] == wanted["terms"]
        assert_close([c.b for c in model.coefficients], wanted["B"])
