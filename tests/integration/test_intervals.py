"""Intervals at another level, against R (commands in tests/reference/claims.R)."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.integration.intervals import exact_at_bound, interval
from alianza.statistics.distributions import t_quantile
from alianza.statistics.estimates.proportions import wilson
from alianza.statistics.tables.paired import holm
from alianza.study.estimate import Estimate, Unit

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "claims.json").read_text())


@pytest.mark.parametrize("level", [0.90, 0.95])
def test_a_share_is_taken_on_the_logit_scale_as_in_r(level: float) -> None:
    expected = REFERENCE["logit"][f"0.68 se 0.04 df 70 at {level:.2f}".replace("at 0", "at ")]
    from_error = interval(Estimate(0.68, 0.04, df=70, n=150, unit="share"), level)
    assert from_error == pytest.approx(expected, rel=1e-12)
    low, high = REFERENCE["logit"]["0.68 se 0.04 df 70 at .95"]
    from_limits = interval(Estimate(0.68, 0.04, low, high, df=70, n=150, unit="share"), level)
    assert from_limits == pytest.approx(expected, rel=1e-9)


def test_a_share_of_none_or_all_has_the_exact_interval() -> None:
    assert exact_at_bound(False, 12, 0.95) == pytest.approx(REFERENCE["exact_at_bound"]["0 of 12 at .95"])
    assert interval(Estimate(1.0, 0.0, n=30, unit="share", reason="at_bound"), 0.90) == pytest.approx(
        REFERENCE["exact_at_bound"]["30 of 30 at .90"]
    )


@pytest.mark.parametrize("unit", ["ratio", "odds_ratio"])
def test_a_ratio_is_taken_on_the_logarithm(unit: Unit) -> None:
    se, df = 0.2, 60
    reach = t_quantile(0.975, df) * se
    printed = Estimate(1.4, None, 1.4 * math.exp(-reach), 1.4 * math.exp(reach), df=df, unit=unit)
    narrow = t_quantile(0.95, df) * se
    assert interval(printed, 0.90) == pytest.approx((1.4 * math.exp(-narrow), 1.4 * math.exp(narrow)))


def test_growth_keeps_the_scale_on_which_it_was_printed() -> None:
    reach, narrow = t_quantile(0.975, 40) * 0.05, t_quantile(0.95, 40) * 0.05
    arithmetic = Estimate(0.285, 0.05, 0.285 - reach, 0.285 + reach, df=40, unit="growth")
    assert interval(arithmetic, 0.90) == pytest.approx((0.285 - narrow, 0.285 + narrow))
    factor = 1.285
    geometric = Estimate(0.285, None, factor * math.exp(-reach) - 1, factor * math.exp(reach) - 1, df=40, unit="growth")
    assert interval(geometric, 0.90) == pytest.approx((factor * math.exp(-narrow) - 1, factor * math.exp(narrow) - 1))


def test_a_median_shrinks_each_half() -> None:
    found = interval(Estimate(0.2, None, 0.1, 0.5, unit="growth"), 0.90)
    factor = t_quantile(0.95, math.inf) / t_quantile(0.975, math.inf)
    assert found == pytest.approx((0.2 - 0.1 * factor, 0.2 + 0.3 * factor))


def test_nothing_without_uncertainty() -> None:
    assert interval(Estimate(None, reason="no_answers"), 0.95) is None
    assert interval(Estimate(3.0, unit="rating"), 0.95) is None
    assert interval(Estimate(3.0, 0.1, df=0, unit="rating"), 0.95) is None


def test_what_was_counted_has_no_sampling_error() -> None:
    assert interval(Estimate(150 / 220, n=220, unit="share", method="counted"), 0.95) == (150 / 220, 150 / 220)
    assert interval(Estimate(1470, unit="count"), 0.95) == (1470, 1470)


@given(
    st.floats(0.01, 0.99),
    st.floats(0.001, 0.3),
    st.floats(1, 500),
    st.sampled_from(["share", "growth", "ratio", "rating", "log"]),
)
def test_the_narrower_level_lies_inside_and_holds_the_value(value: float, se: float, df: float, unit: Unit) -> None:
    estimate = Estimate(value, se, df=df, n=50, unit=unit)
    narrow, wide = interval(estimate, 0.90), interval(estimate, 0.95)
    assert narrow is not None and wide is not None
    assert wide.low <= narrow.low <= value <= narrow.high <= wide.high
    printed = Estimate(value, se, wide.low, wide.high, df=df, n=50, unit=unit)
    again = interval(printed, 0.95)
    assert again == pytest.approx(wide, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("count", "n", "level", "key"),
    [
        (102, 150, 0.95, "102 of 150 at .95"),
        (23, 48, 0.90, "23 of 48 at .90"),
        (1, 7, 0.95, "1 of 7 at .95"),
    ],
)
def test_the_published_shares_error_is_wilsons_interval_as_in_r(count: int, n: int, level: float, key: str) -> None:
    assert wilson(count, n, level) == pytest.approx(REFERENCE["wilson"][key], rel=1e-9)


def test_holms_adjustment_as_in_r() -> None:
    assert holm([0.010, 0.040, 0.030]) == pytest.approx(REFERENCE["holm .010 .040 .030"])
