"""What always holds of a meta-analysis, the reasons in place of numbers, and slow plain twins of the fast paths."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from alianza.statistics.meta import (
    NORMAL,
    Fourfold,
    GroupMean,
    Model,
    Published,
    arcsine_proportion,
    back_transformed,
    begg_test,
    cumulative,
    double_arcsine_proportion,
    egger_test,
    fisher_z,
    from_interval,
    funnel,
    generic,
    hedges_g,
    influence,
    leave_one_out,
    log_odds_ratio,
    log_response_ratio,
    log_risk_ratio,
    logit_proportion,
    mean_difference,
    meta_regression,
    pool,
    pool_by,
    pool_nested,
    pool_shares,
    proportion,
    risk_difference,
    trim_and_fill,
)
from alianza.statistics.meta.evidence import Evidence, evidence_of, log_likelihood, restricted_log_likelihood
from alianza.statistics.meta.heterogeneity import ESTIMATORS, q_equals
from alianza.statistics.meta.nested import _Blocks
from alianza.statistics.meta.proportion_model import likelihood_of_shares
from alianza.statistics.meta.small_study_effects import discordant_chances
from alianza.study.estimate import Estimate

METHODS = tuple(ESTIMATORS)
FEW = settings(max_examples=40, deadline=None)
STUDY = st.tuples(st.floats(-3, 3), st.floats(0.005, 2))
STUDIES = st.lists(STUDY, min_size=3, max_size=12)


def studies(pairs: list[tuple[float, float]]) -> list[Estimate]:
    return [generic(y, v) for y, v in pairs]


def tau2(pairs: list[tuple[float, float]], method: str) -> float:
    return pool(studies(pairs), Model(method, "normal")).heterogeneity.tau2.value


# What always holds


@FEW
@given(STUDIES, st.floats(-5, 5), st.sampled_from(METHODS))
def test_a_constant_added_to_every_effect_shifts_the_pooled_effect_alone(
    pairs: list[tuple[float, float]], shift: float, method: str
) -> None:
    before = pool(studies(pairs), Model(method, "normal"))
    after = pool(studies([(y + shift, v) for y, v in pairs]), Model(method, "normal"))
    near = {"rel": 1e-5, "abs": 1e-6}
    assert after.effect.value == pytest.approx(before.effect.value + shift, **near)
    assert after.effect.se == pytest.approx(before.effect.se, **near)
    assert after.heterogeneity.tau2.value == pytest.approx(before.heterogeneity.tau2.value, **near)
    assert after.weights == pytest.approx(before.weights, **near)


@FEW
@given(STUDIES, st.floats(0.01, 50), st.sampled_from(METHODS))
def test_another_unit_scales_effect_error_and_tau2(
    pairs: list[tuple[float, float]], factor: float, method: str
) -> None:
    before = pool(studies(pairs), Model(method, "normal"))
    after = pool(studies([(y * factor, v * factor**2) for y, v in pairs]), Model(method, "normal"))
    assert after.effect.value == pytest.approx(before.effect.value * factor, rel=1e-5, abs=1e-6 * factor)
    assert after.effect.se == pytest.approx(before.effect.se * factor, rel=1e-5)
    assert after.heterogeneity.i2.value == pytest.approx(before.heterogeneity.i2.value, rel=1e-5, abs=1e-6)


@FEW
@given(STUDIES, st.randoms(), st.sampled_from(METHODS))
def test_the_order_of_studies_is_irrelevant(pairs: list[tuple[float, float]], random: object, method: str) -> None:
    other = list(pairs)
    random.shuffle(other)
    one, two = (pool(studies(p), Model(method, "normal")) for p in (pairs, other))
    assert one.effect.value == pytest.approx(two.effect.value, rel=1e-6, abs=1e-9)
    assert one.heterogeneity.tau2.value == pytest.approx(two.heterogeneity.tau2.value, rel=1e-6, abs=1e-9)


@FEW
@given(st.floats(-3, 3), st.lists(st.floats(0.005, 2), min_size=3, max_size=10), st.sampled_from(METHODS))
def test_equal_effects_have_no_heterogeneity(value: float, variances: list[float], method: str) -> None:
    found = pool([generic(value, v) for v in variances], Model(method, "normal"))
    assert found.heterogeneity.tau2.value == pytest.approx(0, abs=1e-12)
    assert found.effect.value == pytest.approx(value, rel=1e-12, abs=1e-12)
    assert found.heterogeneity.i2.value == pytest.approx(0, abs=1e-9)


@FEW
@given(STUDIES, st.sampled_from(METHODS))
def test_a_pooled_effect_lies_between_the_studies_and_weights_add_up(
    pairs: list[tuple[float, float]], method: str
) -> None:
    found, values = pool(studies(pairs), Model(method, "normal")), [y for y, _ in pairs]
    assert min(values) - 1e-9 <= found.effect.value <= max(values) + 1e-9
    assert sum(found.weights) == pytest.approx(1) and min(found.weights) > 0


@FEW
@given(STUDIES)
def test_the_ad_hoc_interval_is_never_narrower(pairs: list[tuple[float, float]]) -> None:
    plain, ad_hoc = (pool(studies(pairs), Model("dl", i)).effect for i in ("t", "knapp_hartung_ad_hoc"))
    assert ad_hoc.se >= plain.se * (1 - 1e-12)


@FEW
@given(STUDIES)
def test_the_prediction_interval_holds_the_confidence_interval(pairs: list[tuple[float, float]]) -> None:
    found = pool(studies(pairs), NORMAL)
    assert found.prediction.low <= found.effect.low + 1e-12 and found.effect.high <= found.prediction.high + 1e-12


# Fast paths and their plain twins


@FEW
@given(STUDIES)
def test_dersimonian_and_lairds_closed_form(pairs: list[tuple[float, float]]) -> None:
    w, y = [1 / v for _, v in pairs], [y for y, _ in pairs]
    mean = sum(a * b for a, b in zip(w, y, strict=True)) / sum(w)
    q = sum(a * (b - mean) ** 2 for a, b in zip(w, y, strict=True))
    plain = max(0.0, (q - (len(y) - 1)) / (sum(w) - sum(a * a for a in w) / sum(w)))
    assert tau2(pairs, "dl") == pytest.approx(plain, rel=1e-9, abs=1e-12)


@FEW
@given(STUDIES)
@pytest.mark.parametrize(
    ("method", "likelihood"), [("reml", restricted_log_likelihood), ("ml", log_likelihood)], ids=["reml", "ml"]
)
def test_no_tau2_of_a_grid_is_more_likely(method: str, likelihood: object, pairs: list[tuple[float, float]]) -> None:
    evidence = evidence_of(studies(pairs))
    best = likelihood(evidence, tau2(pairs, method))
    grid = np.concatenate([[0.0], np.geomspace(1e-6, 100, 400)])
    assert best >= max(likelihood(evidence, at) for at in grid) - 1e-9


def test_the_higher_of_two_peaks_of_the_likelihood_wins() -> None:
    """Fisher scoring that starts near zero would stop at the lower peak."""
    pairs = [(-1.0, 0.001), (-1.0, 0.001), (-1.001, 0.001), (4.0, 3.0), (6.0, 3.0), (-7.0, 3.0), (7.5, 3.0)]
    evidence = evidence_of(studies(pairs))
    found = tau2(pairs, "ml")
    grid = np.concatenate([[0.0], np.geomspace(1e-6, 1000, 4000)])
    heights = np.array([log_likelihood(evidence, at) for at in grid])
    peaks = np.flatnonzero((heights[1:-1] > heights[:-2]) & (heights[1:-1] > heights[2:])) + 1
    assert len(peaks) + int(heights[0] > heights[1]) == 2
    assert found == pytest.approx(grid[int(heights.argmax())], rel=0.01)


@FEW
@given(STUDIES, st.floats(0.5, 30))
def test_the_generalised_q_is_where_it_should_be(pairs: list[tuple[float, float]], target: float) -> None:
    evidence = evidence_of(studies(pairs))
    at = q_equals(evidence, target)
    q = evidence.weighted(at).q
    assert q == pytest.approx(target, rel=1e-6) if at > 0 else q <= target * (1 + 1e-9)


@FEW
@given(STUDIES, st.floats(0, 3))
def test_traces_equal_those_of_the_full_projection_matrix(pairs: list[tuple[float, float]], at: float) -> None:
    y, v = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])
    x = np.column_stack([np.ones(y.size), np.linspace(-1, 1, y.size)])
    fit = Evidence(y, v, x).weighted(at)
    w = np.diag(1 / (v + at))
    p = w - w @ x @ np.linalg.inv(x.T @ w @ x) @ x.T @ w
    omega = np.diag(v + 0.3)
    assert fit.trace == pytest.approx(np.trace(p), rel=1e-8)
    assert fit.q == pytest.approx(y @ p @ y, rel=1e-6, abs=1e-9)
    assert fit.squared_trace() == pytest.approx(np.trace(p @ p), rel=1e-7)
    assert fit.squared_trace(v + 0.3) == pytest.approx(np.trace(p @ omega @ p @ omega), rel=1e-7)


@FEW
@given(st.lists(st.tuples(STUDY, st.integers(0, 3)), min_size=4, max_size=10), st.floats(0, 2), st.floats(0, 2))
def test_nested_likelihood_and_slope_equal_those_of_the_full_covariance(
    rows: list[tuple[tuple[float, float], int]], between: float, within: float
) -> None:
    names = sorted({study for _, study in rows})
    assume(len(names) > 1)
    study = np.array([names.index(s) for _, s in rows])
    blocks = _Blocks(evidence_of(studies([pair for pair, _ in rows])), study, len(names))
    y, same = blocks.evidence.y, study[:, None] == study

    def plain(b: float, w: float) -> float:
        m = np.diag(blocks.evidence.v + w) + b * same
        inverse, ones = np.linalg.inv(m), np.ones(y.size)
        total = ones @ inverse @ ones
        e = y - ones @ inverse @ y / total
        fixed = (y.size - 1) * math.log(2 * math.pi) - math.log(y.size) + math.log(total)
        return -(fixed + np.linalg.slogdet(m)[1] + e @ inverse @ e) / 2

    fit, step = blocks.at(np.array([between, within])), 1e-5
    assert fit.log_likelihood == pytest.approx(plain(between, within), rel=1e-9, abs=1e-9)
    slopes = [
        (plain(between + step, within) - plain(between, within)) / step,
        (plain(between, within + step) - plain(between, within)) / step,
    ]
    assert fit.gradient(between) == pytest.approx(slopes, rel=0.02, abs=0.02)


def test_chances_of_discordant_pairs_count_all_orderings() -> None:
    from itertools import combinations, permutations

    counts = [sum(a > b for a, b in combinations(order, 2)) for order in permutations(range(6))]
    assert (discordant_chances(6) * 720).round().tolist() == [counts.count(i) for i in range(16)]


@FEW
@given(st.floats(-2, 2), st.floats(0, 2))
def test_likelihood_of_shares_equals_a_fine_sum(mean: float, tau: float) -> None:
    from scipy.special import comb

    x, n = np.array([3.0, 0.0, 12.0]), np.array([20.0, 8.0, 12.0])
    z = np.linspace(-9, 9, 4001)
    p = 1 / (1 + np.exp(-(mean + tau * z)))
    density = np.exp(-z * z / 2) / math.sqrt(2 * math.pi) * (z[1] - z[0])
    plain = sum(math.log((comb(b, a) * p**a * (1 - p) ** (b - a) * density).sum()) for a, b in zip(x, n, strict=True))
    value, slope = likelihood_of_shares(x, n, np.array([mean, tau]))
    assert value == pytest.approx(plain, rel=1e-9)
    step = 1e-6
    up, down = (likelihood_of_shares(x, n, np.array([mean + s, tau]))[0] for s in (step, -step))
    assert slope[0] == pytest.approx((up - down) / (2 * step), rel=1e-4, abs=1e-5)


# From effect to effect size and back


@given(st.integers(0, 40), st.integers(1, 40))
def test_shares_come_back_from_their_transformations(events: int, more: int) -> None:
    n = events + more
    for effect in (proportion, logit_proportion, arcsine_proportion, double_arcsine_proportion):
        found = back_transformed(effect(events, n), effect(events, n).method)
        corrected = events == 0 and effect in (proportion, logit_proportion)
        wanted = 0.5 / (n + 1) if corrected else events / n
        assert found.value == pytest.approx(wanted, abs=1e-6)
        assert found.unit == "share"


@pytest.mark.parametrize(("events", "share"), [(0, 0.0), (12, 1.0)])
def test_an_arcsine_beyond_what_a_share_can_have_comes_back_as_the_bound(events: int, share: float) -> None:
    for effect in (arcsine_proportion(events, 12), double_arcsine_proportion(events, 12)):
        back = back_transformed(effect, effect.method)
        assert back.value == pytest.approx(share, abs=1e-12) and 0 <= back.low <= back.high <= 1


def test_ratios_and_correlations_come_back() -> None:
    table = Fourfold(10, 50, 5, 50)
    ratio, odds = (back_transformed(e, e.method) for e in (log_risk_ratio(table), log_odds_ratio(table)))
    assert (ratio.value, ratio.unit) == (pytest.approx(2.0), "ratio")
    assert (odds.value, odds.unit) == (pytest.approx(10 * 45 / (5 * 40)), "odds_ratio")
    assert back_transformed(fisher_z(0.3, 40), "fisher_z").value == pytest.approx(0.3)
    difference = risk_difference(table)
    assert back_transformed(difference, difference.method) is difference


@given(st.floats(-3, 3), st.floats(0.01, 4), st.sampled_from((0.8, 0.9, 0.95, 0.99)))
def test_an_error_read_from_an_interval_is_the_one_that_made_it(value: float, variance: float, level: float) -> None:
    made = generic(value, variance, level=level)
    read = from_interval(Published(made.value, made.low, made.high, level=level))
    assert read.se == pytest.approx(made.se, rel=1e-9)
    ratio = from_interval(Published(*(math.exp(x) for x in (made.value, made.low, made.high)), level=level), ratio=True)
    assert (ratio.value, ratio.se) == (pytest.approx(made.value, abs=1e-9), pytest.approx(made.se, rel=1e-9))


# Reasons in place of numbers

EMPTY = GroupMean(1.0, 0.0, 5)


@pytest.mark.parametrize(
    ("effect", "reason"),
    [
        (log_risk_ratio(Fourfold(0, 10, 0, 12)), "same_outcome"),
        (log_odds_ratio(Fourfold(10, 10, 12, 12)), "same_outcome"),
        (log_risk_ratio(Fourfold(11, 10, 1, 12)), "impossible_counts"),
        (risk_difference(Fourfold(1, 0, 1, 12)), "impossible_counts"),
        (log_odds_ratio(Fourfold(math.nan, 10, 1, 12)), "impossible_counts"),
        (hedges_g(GroupMean(1, 1, 1), GroupMean(1, 1, 9)), "impossible_means"),
        (hedges_g(EMPTY, EMPTY), "zero_variance"),
        (mean_difference(GroupMean(1, -1, 9), EMPTY), "impossible_means"),
        (log_response_ratio(GroupMean(-1, 1, 9), GroupMean(1, 1, 9)), "not_positive"),
        (log_response_ratio(GroupMean(1, 1, 1), GroupMean(1, 1, 9)), "impossible_means"),
        (fisher_z(1.0, 30), "impossible_correlation"),
        (fisher_z(math.nan, 30), "impossible_correlation"),
        (fisher_z(0.4, 3), "too_few"),
        (proportion(5, 4), "impossible_counts"),
        (logit_proportion(-1, 4), "impossible_counts"),
        (arcsine_proportion(math.inf, 4), "impossible_counts"),
        (double_arcsine_proportion(0, 0), "impossible_counts"),
        (from_interval(Published(1.0, 2.0, 3.0)), "outside_interval"),
        (from_interval(Published(1.0, 0.0, 3.0), ratio=True), "not_positive"),
        (generic(math.inf, 1.0), "no_value"),
    ],
)
def test_an_effect_that_cannot_be_computed_says_why(effect: Estimate, reason: str) -> None:
    assert (effect.value, effect.se, effect.reason) == (None, None, reason)


@pytest.mark.parametrize(
    ("effect", "reason"),
    [
        (mean_difference(EMPTY, EMPTY), "zero_variance"),
        (generic(1.0, 0.0), "zero_variance"),
        (generic(1.0, -1.0), "unknown_error"),
        (generic(1.0, math.nan), "unknown_error"),
    ],
)
def test_an_effect_without_error_keeps_its_value_and_is_not_pooled(effect: Estimate, reason: str) -> None:
    assert (effect.value is not None, effect.se, effect.reason) == (True, None, reason)
    found = pool([effect, generic(0.1, 0.2), generic(0.3, 0.1)])
    assert [(one.position, one.reason) for one in found.left_out] == [(0, reason)]
    assert (found.k, found.weights[0]) == (2, 0.0)


def test_effects_left_out_are_named_and_change_nothing() -> None:
    known = [generic(0.1, 0.2), generic(0.3, 0.1), generic(0.6, 0.3)]
    with_gap = [known[0], Estimate(None, reason="same_outcome", method="generic"), *known[1:]]
    found = pool(with_gap)
    assert found.effect == pool(known).effect
    assert [(one.position, one.reason) for one in found.left_out] == [(1, "same_outcome")]
    assert (len(found.weights), found.weights[1]) == (4, 0.0)


@pytest.mark.parametrize(
    ("effects", "reason"),
    [
        ([], "fewer_than_two"),
        ([generic(0.1, 0.2)], "fewer_than_two"),
        ([generic(0.1, 0.2), generic(0.3, 0.0)], "fewer_than_two"),
        ([generic(0.1, 0.2), fisher_z(0.3, 40)], "not_comparable"),
    ],
)
def test_what_cannot_be_pooled_says_why(effects: list[Estimate], reason: str) -> None:
    found = pool(effects)
    assert (found.effect.value, found.effect.reason, found.heterogeneity) == (None, reason, None)
    assert (found.test.reason, found.prediction.reason, sum(found.weights)) == (reason, reason, 0.0)
    assert trim_and_fill(effects) is None
    assert begg_test(effects).reason in ("too_few", "not_comparable")
    assert egger_test(effects).slope.reason in ("too_few", "not_comparable")
    assert funnel(effects).centre.reason == reason


def test_two_studies_predict_nothing_by_higgins() -> None:
    pair = [generic(0.1, 0.2), generic(0.9, 0.1)]
    assert pool(pair).prediction.reason == "fewer_than_three"
    assert pool(pair, Model("dl", "t", prediction="interval")).prediction.low is not None


def test_a_common_effect_predicts_nothing() -> None:
    assert pool(studies([(0.1, 0.2), (0.4, 0.3), (0.2, 0.2)]), Model("common")).prediction.reason == "no_prediction"


def test_effects_equal_to_the_last_digit_leave_knapp_and_hartung_no_error() -> None:
    found = pool([generic(0.5, v) for v in (0.1, 0.2, 0.3)])
    assert (found.effect.value, found.effect.se, found.effect.reason) == (pytest.approx(0.5), None, "no_spread")
    assert found.test.reason == "no_spread" and found.prediction.reason == "no_spread"
    assert pool([generic(0.5, v) for v in (0.1, 0.2, 0.3)], Model("reml", "knapp_hartung_ad_hoc")).effect.se > 0


def test_equal_errors_allow_no_test_of_small_studies() -> None:
    equal = studies([(0.1, 0.2), (0.5, 0.2), (0.3, 0.2), (0.7, 0.2)])
    assert egger_test(equal).slope.reason == "equal_errors"
    assert begg_test(equal).reason == "equal_errors"
    assert egger_test(equal).few and egger_test(equal).k == 4


@pytest.mark.parametrize(
    "name", [{"tau2": "xx"}, {"interval": "xx"}, {"prediction": "xx"}, {"level": 95}, {"level": 0.0}]
)
def test_a_model_that_does_not_exist_is_refused(name: dict) -> None:
    with pytest.raises(ValueError):
        Model(**name)


# Sensitivity, groups, moderators, nested effects


def test_influence_is_zero_for_a_study_that_changes_nothing_and_large_for_an_outlier() -> None:
    pairs = [(0.1, 0.1), (0.2, 0.1), (0.0, 0.1), (0.15, 0.1), (3.0, 0.1)]
    found = influence(studies(pairs), NORMAL)
    assert [one.position for one in found] == [0, 1, 2, 3, 4]
    assert max(found, key=lambda one: one.cook).position == 4
    assert found[4].residual > 3 and abs(found[3].residual) < 1
    assert found[4].without.effect.value == pytest.approx(0.1125)


def test_two_studies_have_no_influence_to_measure() -> None:
    assert [one.cook for one in influence(studies([(0.1, 0.1), (0.4, 0.2)]))] == [None, None]
    assert [p.effect.reason for p in leave_one_out(studies([(0.1, 0.1), (0.4, 0.2)]))] == ["fewer_than_two"] * 2


def test_cumulative_pooling_ends_with_all_studies() -> None:
    effects = studies([(0.1, 0.1), (0.2, 0.3), (0.0, 0.1), (1.5, 0.1)])
    assert cumulative(effects, [2004, 2001, 2003, 2002])[-1].effect.value == pytest.approx(pool(effects).effect.value)
    assert cumulative(effects)[0].effect == pool(effects[:2]).effect
    with pytest.raises(ValueError, match="places in the order"):
        cumulative(effects, [1, 2])


def test_groups_and_moderators_need_one_value_a_study() -> None:
    effects = studies([(0.1, 0.1), (0.2, 0.3)])
    with pytest.raises(ValueError, match="groups"):
        pool_by(effects, ["a"])
    with pytest.raises(ValueError, match="rows of moderators"):
        meta_regression(effects, pl.DataFrame({"x": [1.0]}))
    with pytest.raises(ValueError, match="studies"):
        pool_nested(effects, ["a"])
    assert pool_by(effects, ["a", "b"]).test.reason == "fewer_than_two"


def test_a_moderator_that_decides_everything_leaves_no_heterogeneity() -> None:
    x = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    effects = [generic(1 + 2 * at, 0.1 + at / 10) for at in x]
    found = meta_regression(effects, pl.DataFrame({"x": x}), NORMAL)
    assert [c.estimate.value for c in found.coefficients] == pytest.approx([1, 2])
    assert (found.heterogeneity.tau2.value, found.r2.value) == (pytest.approx(0, abs=1e-12), pytest.approx(1))


def test_studies_without_a_moderator_are_left_out_and_named() -> None:
    effects = studies([(0.1, 0.1), (0.2, 0.3), (0.0, 0.1), (1.5, 0.1), (0.7, 0.2)])
    found = meta_regression(effects, pl.DataFrame({"x": [1.0, None, 3.0, 5.0, 9.0]}))
    assert [(one.position, one.reason) for one in found.left_out] == [(1, "no_moderator")]
    assert found.r2.n == 4
    assert meta_regression(effects[:2], pl.DataFrame({"x": [1.0, 2.0]})).reason == "too_few"


def test_a_moderator_that_repeats_another_is_named_and_dropped() -> None:
    effects = studies([(0.1, 0.1), (0.2, 0.3), (0.0, 0.1), (1.5, 0.1), (0.7, 0.2)])
    x = [1.0, 2.0, 4.0, 5.0, 9.0]
    found = meta_regression(effects, pl.DataFrame({"x": x, "double": [2 * v for v in x]}))
    assert found.aliased == ("double",) and len(found.coefficients) == 2


def test_the_reference_level_is_the_one_asked_for() -> None:
    effects = studies([(0.1, 0.1), (0.2, 0.3), (0.0, 0.1), (1.5, 0.1)])
    frame = pl.DataFrame({"kind": ["a", "a", "b", "b"]})
    found = meta_regression(effects, frame, NORMAL, {"kind": "b"})
    assert [c.term for c in found.coefficients] == ["(Intercept)", "kind=a"]


def test_effects_one_a_study_are_pooled_as_by_reml() -> None:
    effects = studies([(0.1, 0.1), (0.9, 0.3), (-0.4, 0.1), (1.5, 0.1), (0.7, 0.2)])
    nested, plain = pool_nested(effects, list("abcde")), pool(effects, NORMAL)
    assert nested.effect.value == pytest.approx(plain.effect.value, rel=1e-6)
    assert nested.between + nested.within == pytest.approx(plain.heterogeneity.tau2.value, rel=1e-5)
    assert pool_nested(effects[:2], ["a", "a"]).effect.reason == "fewer_than_two"
    assert pool_nested([effects[0], fisher_z(0.1, 20)], ["a", "b"]).effect.reason == "not_comparable"


def test_equal_shares_have_no_variance_between_studies() -> None:
    found = pool_shares([5, 10, 20], [10, 20, 40])
    assert (found.tau2, found.effect.value) == (0.0, pytest.approx(0.0, abs=1e-9))
    assert found.effect.se == pytest.approx(math.sqrt(4 / 70))
    assert pool_shares([12, 30, 7, 0], [40, 85, 15, 10]).tau2 == 0.0
    assert pool_shares([0, 0], [10, 5]).effect.reason == "at_bound"
    assert pool_shares([1], [10]).effect.reason == "fewer_than_two"
    with pytest.raises(ValueError, match="between none and the size"):
        pool_shares([11], [10])


def test_a_mirror_image_makes_a_lopsided_funnel_even() -> None:
    pairs = [(0.0, 0.01), (0.02, 0.01), (0.1, 0.05), (0.3, 0.1), (0.5, 0.2), (0.8, 0.4), (1.2, 0.6), (1.5, 0.8)]
    found = trim_and_fill(studies(pairs), NORMAL)
    assert found.side == "left" and found.missing > 0
    assert found.pooled.effect.value < pool(studies(pairs), NORMAL).effect.value
    turned = trim_and_fill(studies([(-y, v) for y, v in pairs]), NORMAL)
    assert (turned.side, turned.missing) == ("right", found.missing)
    assert turned.pooled.effect.value == pytest.approx(-found.pooled.effect.value, rel=1e-6)


def test_a_funnel_opens_with_the_error() -> None:
    found = funnel(studies([(0.1, 0.04), (0.2, 0.09), (0.0, 0.01)]), NORMAL)
    assert found.errors == pytest.approx((0.2, 0.3, 0.1)) and found.positions == (0, 1, 2)
    assert found.limits(0.0) == (found.centre.value, found.centre.value)
    low, high = found.limits(0.2)
    assert high - low == pytest.approx(2 * 1.959964 * 0.2, rel=1e-6)
