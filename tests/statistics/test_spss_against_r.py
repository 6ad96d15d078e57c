"""What SPSS prints, against R 4.2.2: glm, drop1, confint's exact roots, pROC, factanal, mantelhaen.test and others.

The numbers come from tests/reference/spss.R (`Rscript tests/reference/spss.R > tests/reference/spss.json`).
"""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.statistics import Design
from alianza.statistics.errors import BadVariable
from alianza.statistics.estimates.descriptives import describe, percentiles
from alianza.statistics.estimates.frequencies import frequencies
from alianza.statistics.models.influence import influence
from alianza.statistics.models.logistic_fit import fit_measures, hosmer_lemeshow, likelihood_ratio_tests, profile_limits
from alianza.statistics.models.marginal_effects import average_marginal_effects
from alianza.statistics.models.maximum_likelihood import LikelihoodLogistic
from alianza.statistics.models.roc import auc
from alianza.statistics.scales.factor_model import one_factor
from alianza.statistics.scales.reliability import reliability
from alianza.statistics.tables.contingency import cochran_armitage, of_counts
from alianza.statistics.tables.correlation import kendall_tau, pearson_correlation, spearman_correlation
from alianza.statistics.tables.mantel_haenszel import mantel_haenszel
from alianza.statistics.tables.multiple_testing import benjamini_hochberg, holm
from alianza.statistics.tables.odds import conditional_odds_ratio
from alianza.statistics.tables.two_samples import compare_two, rank_sum
from oracle import assert_close

R = json.loads((Path(__file__).parents[1] / "reference" / "spss.json").read_text(encoding="utf-8"))
FIELDWORK = json.loads((Path(__file__).parents[1] / "reference" / "fieldwork.json").read_text(encoding="utf-8"))
SECTORS = ["commerce", "industry", "services", "services", "industry"] * 8
FIRMS = pl.DataFrame(
    {
        "success": [1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0]
        + [1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1],
        "months": [9, 8, 2, 7, 3, 6, 4, 5, 10, 3, 1, 8, 9, 4, 7, 2, 6, 5, 11, 3]
        + [8, 2, 4, 9, 6, 7, 5, 1, 10, 3, 4, 8, 2, 9, 6, 3, 7, 8, 5, 2],
        "sector": SECTORS,
        "export": [0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0]
        + [1, 0, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1],
        "count": [1, 2, 3, 1] * 10,
    }
)


@pytest.fixture(scope="module")
def model() -> LikelihoodLogistic:
    return Design(FIRMS).logistic("success", ["months", "sector", "export"], method="ml")


def numbers(name: str) -> np.ndarray:
    return FIRMS[name].to_numpy().astype(float)


def test_maximum_likelihood(model: LikelihoodLogistic) -> None:
    assert_close([line.b for line in model.coefficients], R["model"]["b"])
    assert_close([line.se for line in model.coefficients], R["model"]["se"])
    assert_close([model.minus2ll, model.minus2ll_null], [*R["model"]["minus2ll"], *R["model"]["minus2ll_null"]])


def test_frequency_weights_count_a_row_so_many_times() -> None:
    weighted = Design(FIRMS, weights="count").logistic("success", ["months", "export"], method="ml")
    assert_close([line.b for line in weighted.coefficients], R["weighted"]["b"])
    assert_close([line.se for line in weighted.coefficients], R["weighted"]["se"])
    long = FIRMS.select(pl.exclude("count").repeat_by("count")).explode(pl.all())
    repeated = Design(long).logistic("success", ["months", "export"], method="ml")
    assert_close([line.se for line in weighted.coefficients], [line.se for line in repeated.coefficients])
    assert_close([weighted.cases, weighted.minus2ll], [repeated.cases, repeated.minus2ll])
    assert_close(fit_measures(weighted).nagelkerke, fit_measures(repeated).nagelkerke)
    assert_close(hosmer_lemeshow(weighted).test.p, hosmer_lemeshow(repeated).test.p)


def test_leverage_cook_and_dfbeta(model: LikelihoodLogistic) -> None:
    found = influence(model)
    assert found is not None
    assert_close(found.leverage.tolist(), R["model"]["hat"])
    assert_close(found.cook.tolist(), R["model"]["cook"])
    assert_close((found.cook_spss / 5).tolist(), R["model"]["cook"])
    assert_close(found.pearson.tolist(), R["model"]["pearson"])
    assert_close(found.deviance.tolist(), R["model"]["deviance"])
    assert_close(found.dfbeta.tolist(), R["dfbeta"])


def test_average_marginal_effects_with_delta_method_errors(model: LikelihoodLogistic) -> None:
    found = average_marginal_effects(model)
    assert list(found) == ["months", "sector=industry", "sector=services", "export"]
    assert_close([[one.value, one.se] for one in found.values()], R["effects"])


def test_profile_limits_are_the_roots_of_the_deviance(model: LikelihoodLogistic) -> None:
    assert_close([list(ends) for ends in profile_limits(model).values()], R["profile"], 1e-9)


def test_exact_odds_ratio_and_both_tails_of_fisher() -> None:
    counts = np.array([[16.0, 6.0], [0.0, 0.0]])
    cells = FIRMS.group_by("export", "success").len()
    for export in (0, 1):
        for success in (0, 1):
            found = cells.filter((pl.col("export") == export) & (pl.col("success") == success))["len"]
            counts[export, success] = found.item()
    exact = conditional_odds_ratio(counts)
    assert_close([exact.value, exact.low, exact.high], R["exact_odds"])
    tests = of_counts(counts).tests
    assert_close([tests["fisher"].p, tests["fisher_one_sided"].p], [R["risk"][0], R["risk"][2]])


def test_strata_joined() -> None:
    strata = [np.array([[12.0, 7], [5, 16]]), np.array([[8.0, 6], [3, 13]]), np.array([[20.0, 4], [9, 7]])]
    found = mantel_haenszel(strata)
    odds = found.odds_ratio
    wanted = R["mantel_haenszel"]
    assert_close(
        [odds.value, odds.low, odds.high, found.test.statistic, found.test.p, found.corrected.statistic], wanted
    )
    assert_close([found.breslow_day.statistic, found.tarone.statistic], R["breslow_day"], 1e-7)
    assert mantel_haenszel([*strata, np.array([[3.0, 4], [0, 0]])]).odds_ratio.value == odds.value


def test_trend_over_ordered_groups() -> None:
    found = cochran_armitage(np.array([3.0, 6, 9, 11]), np.array([20.0, 20, 18, 15]))
    assert_close([found.statistic, found.p], R["trend"])


def test_area_under_the_curve_with_delong() -> None:
    found = auc(numbers("months"), numbers("success"))
    assert found is not None
    assert_close([found.value, found.se, found.low, found.high], R["auc"])
    assert auc(numbers("months"), np.ones(40)) is None


def test_weights_of_the_area_count_rows() -> None:
    counted = auc(numbers("months"), numbers("success"), numbers("count"))
    times = FIRMS["count"].to_numpy()
    repeated = auc(np.repeat(numbers("months"), times), np.repeat(numbers("success"), times))
    assert counted is not None and repeated is not None
    for part in ("value", "se", "low", "high", "se_hanley", "p"):
        assert_close(getattr(counted, part), getattr(repeated, part), 1e-12)


def test_one_factor_against_factanal() -> None:
    r = np.array([[1, 0.5, 0.4, 0.3], [0.5, 1, 0.45, 0.35], [0.4, 0.45, 1, 0.3], [0.3, 0.35, 0.3, 1]])
    found = one_factor(r, 200)
    assert found is not None and found.converged and not found.heywood
    assert_close(list(found.loadings), R["factor"]["loadings"], 1e-6)
    assert_close(list(found.unique), R["factor"]["unique"], 1e-6)


def test_one_factor_at_its_bound_against_factanal() -> None:
    r = np.array([[1, 0.6, 0.65], [0.6, 1, 0.35], [0.65, 0.35, 1]])
    found = one_factor(r, 150)
    assert found is not None and found.converged and found.heywood
    assert_close(list(found.loadings), FIELDWORK["heywood"]["loadings"], 1e-6)
    assert_close(list(found.unique), FIELDWORK["heywood"]["unique"], 1e-6)


def test_adjusted_p_values() -> None:
    given_p = [0.01, 0.04, 0.03, 0.005, 0.2]
    assert_close(holm(given_p), R["adjusted"]["holm"])
    assert_close(benjamini_hochberg(given_p), R["adjusted"]["bh"])


def test_weighted_percentiles_equal_those_of_repeated_rows() -> None:
    shares = [0.05, 0.25, 0.5, 0.75, 0.9]
    assert_close(percentiles(numbers("months"), shares, numbers("count")), R["type6"])
    assert_close(percentiles(numbers("months"), shares, numbers("count"), "interpolated"), R["type7"])
    found = describe(numbers("months"), numbers("count"))
    assert_close([found.n, found.mean, found.sd], R["weighted_moments"])


def test_correlations() -> None:
    months, count = numbers("months"), numbers("count")
    found = pearson_correlation(months, count)
    rho = spearman_correlation(months, count).statistic
    assert_close([found.statistic, rho, kendall_tau(months, count), found.p], R["correlation"])


def test_two_samples() -> None:
    groups = [numbers("months")[numbers("export") == kind] for kind in (0, 1)]
    found = compare_two(groups[0], groups[1])
    assert found.student is not None and found.welch is not None
    for one, wanted in ((found.student, R["student"]), (found.welch, R["welch"])):
        assert_close([one.test.statistic, one.test.df, one.test.p, one.low, one.high], wanted)
    test = rank_sum(groups[0], groups[1])
    assert_close([test.statistic, test.p], R["rank_sum"])


class TestRefusalsAndBounds:
    def test_a_separating_variable_is_named_and_firth_has_an_answer(self) -> None:
        frame = FIRMS.with_columns(perfect=pl.col("success") * 2)
        found = Design(frame).logistic("success", ["months", "perfect"], method="ml")
        assert (found.reason, found.separated, found.coefficients) == ("separation", ("perfect",), ())
        penalised = Design(frame).logistic("success", ["months", "perfect"], method="firth")
        assert penalised.converged and 0 < penalised.coefficient("perfect").b < 5
        low, high = profile_limits(penalised)["perfect"]
        assert 0 < low < penalised.coefficient("perfect").b < high

    def test_an_unknown_method_is_our_mistake(self) -> None:
        with pytest.raises(ValueError, match="ml or firth"):
            Design(FIRMS).logistic("success", ["months"], method="probit")

    def test_the_outcome_is_no_predictor(self) -> None:
        with pytest.raises(BadVariable):
            Design(FIRMS).logistic("success", ["success"], method="ml")

    def test_a_model_without_solution_has_no_fit(self) -> None:
        model = Design(FIRMS.filter(pl.col("success") == 1)).logistic("success", ["months"], method="ml")
        assert model.reason == "one_outcome"
        assert model.omnibus.statistic is None
        with pytest.raises(ValueError, match="one_outcome"):
            fit_measures(model)

    def test_few_events_are_counted_per_coefficient(self, model: LikelihoodLogistic) -> None:
        assert model.events_per_variable == 18 / 4

    def test_empty_cells_leave_ratios_without_limits(self) -> None:
        risk = of_counts(np.array([[10.0, 0.0], [5.0, 5.0]])).risk
        assert risk is not None
        assert (risk.odds_ratio.value, risk.odds_ratio.low, risk.odds_ratio.reason) == (None, None, "empty_cell")
        assert risk.first.value == 2.0
        exact = conditional_odds_ratio(np.array([[10.0, 0.0], [5.0, 5.0]]))
        assert exact.value == float("inf") and exact.high == float("inf") and exact.low is not None

    def test_a_scale_of_constants_or_of_one_item_has_no_alpha(self) -> None:
        assert reliability(np.ones((5, 3)), ["a", "b", "c"]).reason == "constant"
        assert reliability(np.ones((5, 1)), ["a"]).reason == "one_item"
        assert reliability(np.full((5, 2), np.nan), ["a", "b"]).reason == "no_answers"

    def test_item_to_be_recoded_is_named(self) -> None:
        base = numbers("months")
        found = reliability(np.stack([base, base + numbers("export"), 12 - base], axis=1), ["a", "b", "c"])
        assert "c" in found.reversed


@given(st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=1, max_size=40))
def test_frequencies_add_up(values: list[int | None]) -> None:
    table = frequencies(values)
    assert sum(line.count for line in (*table.valid, *table.missing)) == table.n == len(values)
    assert [line.value for line in table.valid] == sorted({value for value in values if value is not None})
    if table.valid:
        assert table.valid[-1].cumulative == 1.0


@given(st.lists(st.floats(-1e3, 1e3), min_size=5, max_size=30), st.randoms())
def test_permuting_rows_changes_no_description(values: list[float], random: object) -> None:
    mixed = list(values)
    random.shuffle(mixed)
    one, other = describe(np.array(values)), describe(np.array(mixed))
    assert (one.n, one.median, one.minimum, one.mode) == (other.n, other.median, other.minimum, other.mode)
    assert one.mean == pytest.approx(other.mean, abs=1e-9)


@given(st.lists(st.integers(1, 30), min_size=4, max_size=4))
def test_swapping_columns_inverts_the_odds_ratio_and_keeps_the_tests(cells: list[int]) -> None:
    counts = np.array(cells, dtype=float).reshape(2, 2)
    one, other = of_counts(counts), of_counts(counts[:, ::-1])
    assert one.risk is not None and other.risk is not None
    assert one.risk.odds_ratio.value * other.risk.odds_ratio.value == pytest.approx(1)
    assert one.tests["pearson"].statistic == pytest.approx(other.tests["pearson"].statistic, abs=1e-9)
    assert one.tests["fisher"].p == pytest.approx(other.tests["fisher"].p)
    assert one.risk.first.value == pytest.approx(other.risk.second.value)


def test_likelihood_ratio_tests_sum_up_what_single_predictors_lose(model: LikelihoodLogistic) -> None:
    tests = likelihood_ratio_tests(model)
    assert {name: test.df for name, test in tests.items()} == {"months": 1, "sector": 2, "export": 1}
    without = Design(FIRMS).logistic("success", ["months", "export"], method="ml")
    assert tests["sector"].statistic == pytest.approx(without.minus2ll - model.minus2ll, abs=1e-9)


def test_hosmer_lemeshow_blocks_keep_equal_probabilities_together_and_join_a_small_last_group() -> None:
    frame = pl.DataFrame({"x": [0] * 40 + [1] * 40 + [2] * 17 + [9] * 3, "y": [0, 0, 0, 1] * 10 + [0, 1] * 30})
    model = Design(frame).logistic("y", ["x"], method="ml")
    groups = hosmer_lemeshow(model)
    assert [sum(pair) for pair in groups.observed] == [40, 40, 20]
    assert groups.test.df == 1
    assert sum(pair[1] for pair in groups.expected) == pytest.approx(frame["y"].sum())
