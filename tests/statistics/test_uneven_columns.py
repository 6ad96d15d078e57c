"""Models of predictors that are large, far from zero or nearly collinear: against R, and against themselves rescaled.

The numbers of R come from tests/reference/uneven_columns.R.
"""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from alianza.statistics import Design
from alianza.statistics.models.even_columns import UNEVEN, even_columns
from alianza.statistics.models.logistic import Logistic
from alianza.statistics.models.logistic_fit import likelihood_ratio_tests, profile_limits
from oracle import assert_close

REFERENCE = Path(__file__).parents[1] / "reference"
R = json.loads((REFERENCE / "uneven_columns.json").read_text(encoding="utf-8"))
FIRMS = pl.read_csv(REFERENCE / "uneven_columns.csv").with_columns(pl.col("sales", "stamp", "year2").cast(pl.Float64))
DESIGN = Design(FIRMS, weights="w")
PREDICTORS = {
    "sales": ["sales"],
    "years": ["year", "year2"],
    "stamp": ["stamp"],
    "both": ["year", "sales"],
    "all": ["stamp", "year", "sales"],
}


@pytest.mark.parametrize("case", PREDICTORS)
class TestAgainstR:
    def test_design(self, case: str) -> None:
        same(DESIGN.logistic("y", PREDICTORS[case]), R[case]["design"])

    def test_maximum_likelihood(self, case: str) -> None:
        same(Design(FIRMS).logistic("y", PREDICTORS[case], method="ml"), R[case]["ml"])

    def test_poisson_and_linear(self, case: str) -> None:
        same(DESIGN.poisson("count", PREDICTORS[case]), R[case]["poisson"])
        same(DESIGN.linear("count", PREDICTORS[case]), R[case]["linear"])


def same(model: object, wanted: dict[str, list[float]]) -> None:
    assert_close([c.b for c in model.coefficients], wanted["b"])
    assert_close([c.se for c in model.coefficients], wanted["se"])


def fitted(frame: pl.DataFrame, method: str) -> Logistic:
    design = Design(frame, weights="w")
    if method == "replicates":
        return design.as_replicates("bootstrap", replicates=20, seed=1).logistic("y", ["x", "z"])
    return design.logistic("y", ["x", "z"], method=method)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from(["design", "ml", "firth", "replicates"]),
    st.floats(-12, 12),
    st.floats(-1e3, 1e3),
)
def test_another_unit_and_origin_change_no_test(seed: int, method: str, power: float, origin: float) -> None:
    random = np.random.default_rng(seed)
    x, z = random.normal(size=(2, 80))
    frame = pl.DataFrame({"x": x, "z": z, "w": random.uniform(1, 3, 80), "y": (random.random(80) < 0.5).astype(int)})
    before = fitted(frame, method)
    assume(not before.reason)
    unit = 10.0**power
    after = fitted(frame.with_columns(x=unit * pl.col("x") + unit * origin), method)
    assert after.reason == ""
    for term in ("x", "z"):
        one, other = before.coefficient(term), after.coefficient(term)
        assert other.statistic == pytest.approx(one.statistic, rel=1e-7, abs=1e-8)
        assert other.p == pytest.approx(one.p, rel=1e-7)
    assert after.coefficient("x").b * unit == pytest.approx(before.coefficient("x").b, rel=1e-7, abs=1e-8)


@pytest.mark.parametrize("method", ["ml", "firth"])
def test_profile_limits_and_ratio_tests_do_not_depend_on_the_unit(method: str) -> None:
    small = FIRMS.with_columns(sales=pl.col("sales") / 1e7, year=pl.col("year") - 2000)
    one, other = (Design(frame).logistic("y", ["year", "sales"], method=method) for frame in (small, FIRMS))
    near, far = profile_limits(one), profile_limits(other)
    np.testing.assert_allclose(np.array(far["sales"]) * 1e7, near["sales"], rtol=1e-7)
    np.testing.assert_allclose(far["year"], near["year"], rtol=1e-7)
    assert other.omnibus.statistic == pytest.approx(one.omnibus.statistic, rel=1e-7)
    before, after = likelihood_ratio_tests(one), likelihood_ratio_tests(other)
    for name in ("year", "sales"):
        assert after[name].statistic == pytest.approx(before[name].statistic, rel=1e-7)


def test_separation_by_a_year_is_named() -> None:
    frame = FIRMS.with_columns(y=(pl.col("year") > 2005).cast(pl.Int64))
    for method in ("ml", "design"):
        model = Design(frame).logistic("y", ["year", "sales"], method=method)
        assert (model.reason, model.separated) == ("separation", ("year",))


class TestEvenColumns:
    def test_even_ones_stay_as_they_are(self) -> None:
        x = np.column_stack([np.ones(50), np.random.default_rng(1).normal(size=(50, 3))])
        assert even_columns(x).x is x

    def test_a_level_that_the_first_look_misses_is_evened_all_the_same(self) -> None:
        random = np.random.default_rng(2)
        rare = np.zeros(40_001)
        rare[[1, 3, 5]] = 1.0  # a first look takes every second row
        x = np.column_stack([np.ones(rare.size), random.normal(1e8, 1e3, rare.size), rare])
        even = even_columns(x)
        assert np.linalg.cond(even.x.T @ even.x) < UNEVEN
        np.testing.assert_allclose(x @ even.back, even.x, atol=1e-6)
        np.testing.assert_allclose(even.inside(even.coefficients(np.array([1.0, 2.0, 3.0]))), [1, 2, 3], rtol=1e-9)


@pytest.mark.parametrize("method", ["design", "ml", "firth"])
def test_chances_are_fitted_to_every_row_used(method: str) -> None:
    frame = FIRMS.with_columns(year=pl.when(pl.col("year") == 2000).then(None).otherwise(pl.col("year")))
    model = Design(frame).logistic("y", ["year", "sales"], method=method)
    used = frame["year"].is_not_null().arg_true().to_numpy()
    b = [c.b for c in model.coefficients]
    linear = b[0] + b[1] * frame["year"].to_numpy()[used] + b[2] * frame["sales"].to_numpy()[used]
    assert model.matrix is not None
    np.testing.assert_array_equal(model.matrix.rows, used)
    np.testing.assert_allclose(model.chances, 1 / (1 + np.exp(-linear)), rtol=1e-9)
