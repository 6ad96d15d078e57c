"""The design that a study declares reaches the estimates."""

import polars as pl
import pytest

from alianza.study.protocol import Source
from alianza.study.survey_design import SurveyDesign
from alianza.survey.design import design_of
from alianza.survey.responses import Responses

FRAME = pl.DataFrame(
    {
        "y": [1.0, 2.0, 3.0, 6.0],
        "w": [1.0, 1.0, 2.0, 4.0],
        "h": ["a", "a", "b", "b"],
        "_weight": [2.0, 2.0, 1.0, 1.0],
        "_stratum": ["a", "a", "b", "b"],
        "_fpc": [4.0, 4.0, 2.0, 2.0],
    }
)


def mean(frame: pl.DataFrame, design: SurveyDesign) -> tuple[float | None, float | None]:
    estimate = design_of(Responses(frame, Source(file="x.csv", design=design))).mean("y")[0]
    return estimate.value, estimate.se


def test_without_weights_every_firm_counts_once() -> None:
    assert mean(FRAME.select("y"), SurveyDesign())[0] == pytest.approx(3.0)


def test_declared_weights_and_strata_are_used() -> None:
    value, se = mean(FRAME.select("y", "w", "h"), SurveyDesign(weights="w", strata=("h",)))
    assert value == pytest.approx((1 + 2 + 6 + 24) / 8)
    # Linearised: e = w (y - 33/8) / 8; in each stratum n/(n-1) times the squares around the stratum's mean.
    e = [w * (y - 33 / 8) / 8 for y, w in zip([1, 2, 3, 6], [1, 1, 2, 4], strict=True)]
    assert se == pytest.approx((((e[0] - e[1]) ** 2) + ((e[2] - e[3]) ** 2)) ** 0.5)


def test_weights_computed_from_the_frame_win_and_a_census_of_a_stratum_has_no_error() -> None:
    value, se = mean(FRAME, SurveyDesign(weights="w", strata=("h",)))
    assert value == pytest.approx((2 + 4 + 3 + 6) / 6)
    # Stratum b is complete (2 of 2); stratum a has 2 of 4, so half its variance remains.
    e = [2 * (y - 2.5) / 6 for y in (1, 2)]
    assert se == pytest.approx(((1 - 2 / 4) * (e[0] - e[1]) ** 2) ** 0.5)
