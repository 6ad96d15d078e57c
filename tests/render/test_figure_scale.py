"""Axes hold what they show, and words fit the room they are given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.render.figure_scale import Scale, nice_step, ratio_ticks, scale_of, text_width, ticks_between, wrapped
from alianza.study.estimate import Estimate, Unit

SHARES = st.floats(0, 1)
POSITIVE = st.floats(1e-3, 1e3)


def estimates(values: list[float], unit: Unit) -> list[Estimate]:
    return [Estimate(v, low=v / 2, high=v * 2, unit=unit) for v in values]


@given(st.lists(SHARES, min_size=1, max_size=8))
def test_a_share_axis_begins_at_zero_and_holds_every_estimate(values: list[float]) -> None:
    scale = scale_of([Estimate(v, low=v, high=min(1.0, v + 0.1), unit="share") for v in values], "share")
    assert scale.low == 0 and max(values) <= scale.high <= 1.0
    assert 2 <= len(scale.ticks) <= 6 and all(scale.low <= tick <= scale.high for tick in scale.ticks)


@given(st.lists(st.floats(-2, 5), min_size=1, max_size=8))
def test_a_growth_axis_holds_zero_and_every_estimate(values: list[float]) -> None:
    scale = scale_of([Estimate(v, low=v - 0.2, high=v + 0.2, unit="growth") for v in values], "growth", 0.0)
    assert all(scale.low <= v <= scale.high for v in [0.0, *values])
    assert scale.ticks and all(scale.low <= tick <= scale.high for tick in scale.ticks)


@given(st.lists(POSITIVE, min_size=1, max_size=8))
def test_a_ratio_axis_is_logarithmic_and_holds_one_and_every_estimate(values: list[float]) -> None:
    scale = scale_of(estimates(values, "odds_ratio"), "odds_ratio", 1.0)
    assert scale.log and all(scale.low <= v <= scale.high for v in [1.0, *values])
    assert 1.0 in scale.ticks


@given(SHARES, SHARES)
def test_places_keep_the_order_of_values(first: float, second: float) -> None:
    scale = Scale(0.0, 1.0, (0.0, 1.0))
    assert (scale.place(first) <= scale.place(second)) or first > second


def test_infinite_limits_do_not_stretch_the_axis() -> None:
    scale = scale_of([Estimate(2.0, low=0.0, high=float("inf"), unit="odds_ratio")], "odds_ratio", 1.0)
    assert 2 <= scale.high < 100 and scale.low > 0


def test_ratings_run_over_the_whole_questionnaire_scale() -> None:
    assert scale_of([Estimate(4.2, low=4.0, high=4.4, unit="rating")], "rating") == Scale(1, 5, (1, 2, 3, 4, 5))


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.01, 90, (0.1, 1.0, 10.0)),
        (0.15, 7, (0.2, 0.5, 1.0, 2.0, 5.0)),
        (0.97, 1.025, (0.98, 1.0, 1.02)),
        (0.5, 1.8, (0.5, 0.75, 1.0, 1.5)),
        (0.88, 1.4, (0.9, 1.0, 1.1, 1.2, 1.3)),
        (1.0, 1.0, (1.0,)),
    ],
)
def test_ratio_ticks_fit_the_span(low: float, high: float, ticks: tuple[float, ...]) -> None:
    assert set(ticks) <= set(ratio_ticks(low, high))


@given(st.floats(1e-4, 1e4), st.integers(2, 6))
def test_steps_are_round_and_cut_the_span_into_about_the_count(span: float, count: int) -> None:
    step = nice_step(span, count)
    assert span / count * 0.998 <= step <= span / count * 2.51
    assert len(ticks_between(0.0, span, count)) <= count + 1


@given(st.lists(st.text(alphabet="abcñ%W ", max_size=12), max_size=12).map(" ".join), st.floats(20, 300))
def test_wrapping_loses_no_word_and_keeps_lines_within_the_width(text: str, width: float) -> None:
    lines = wrapped(text, width, 11)
    assert " ".join(lines).split() == text.split()
    assert all(text_width(line, 11) <= width or " " not in line for line in lines)
