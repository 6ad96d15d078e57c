"""Models of all replicates at once: against R, and against the plain iteration replicate by replicate.

The numbers of R come from tests/reference/replicate_logistic.R.
"""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alianza.statistics import Design
from alianza.statistics.models import replicate_logistic
from alianza.statistics.models.model_matrix import model_matrix
from alianza.statistics.models.replicate_logistic import replicate_coefficients
from alianza.statistics.models.score_equations import LARGE, chance, equations, newton, solve
from alianza.statistics.sampling.structure import Floats
from alianza.statistics.sampling.variables import Columns
from oracle import assert_close

REFERENCE = Path(__file__).parents[1] / "reference"
R = json.loads((REFERENCE / "replicate_logistic.json").read_text(encoding="utf-8"))
FIRMS = pl.read_csv(REFERENCE / "replicate_logistic.csv")
BOOTSTRAP = {"replicate_weights": [f"b{k}" for k in range(1, 61)], "replicate_type": "bootstrap"}
JACKKNIFE = {"replicate_weights": [f"j{k}" for k in range(1, 61)], "replicate_type": "JK1", "combined_weights": False}


@pytest.mark.parametrize(
    ("case", "declared", "where"),
    [
        ("bootstrap", BOOTSTRAP, None),
        ("mse", {**BOOTSTRAP, "mse": True}, None),
        ("jackknife", JACKKNIFE, None),
        ("domain", BOOTSTRAP, "inside"),
    ],
)
def test_coefficients_covariances_and_degrees_of_freedom_are_those_of_r(
    case: str, declared: dict[str, object], where: str | None
) -> None:
    model = Design(FIRMS, weights="w", **declared).logistic("y", ["x", "z", "kind"], where=where)
    assert_close([c.b for c in model.coefficients], R[case]["b"])
    assert_close([list(row) for row in model.vcov], R[case]["vcov"])
    assert (model.df, model.unsolved) == (R[case]["df"], 0)


def drawn(seed: int, n: int, p: int, replicates: int) -> tuple[Floats, Floats, Floats]:
    """Model matrix, outcome and bootstrap weights (replicates by rows) of an invented sample."""
    random = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), random.normal(size=(n, p - 1))])
    y = (random.random(n) < chance(x @ random.normal(scale=0.5, size=p))).astype(np.float64)
    return x, y, random.poisson(1.0, size=(replicates, n)) * random.uniform(1, 9, n)


def one_by_one(x: Floats, y: Floats, weights: Floats, start: Floats) -> Floats:
    """The plain twin: every replicate on its own."""
    fits = [newton(x[w > 0], y[w > 0], w[w > 0], start) for w in weights]
    return np.array([fit.b if fit.settled else np.full(start.size, np.nan) for fit in fits])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(40, 400), st.integers(1, 6), st.integers(1, 90))
def test_all_at_once_is_one_by_one(seed: int, n: int, p: int, replicates: int) -> None:
    x, y, weights = drawn(seed, n, p, replicates)
    full = newton(x, y, np.ones(n), np.zeros(p))
    if not full.settled:
        return
    b, unsolved = replicate_coefficients(x, y, weights, full)
    plain = one_by_one(x, y, weights, full.b)
    assert unsolved == np.isnan(plain).any(axis=1).sum()
    np.testing.assert_allclose(b, plain, rtol=1e-8, atol=1e-10)


def test_a_separated_replicate_is_not_taken_for_settled() -> None:
    """Its steps shrink in standard errors because these grow without end."""
    x, y, weights = drawn(49, 49, 6, 25)
    full = newton(x, y, np.ones(49), np.zeros(6))
    b, unsolved = replicate_coefficients(x, y, weights, full)
    assert unsolved == np.isnan(one_by_one(x, y, weights, full.b)).any(axis=1).sum() == 2
    assert np.nanmax(np.abs(b)) < 50


def test_every_score_is_zero() -> None:
    x, y, weights = drawn(1, 3_000, 5, 200)
    b, unsolved = replicate_coefficients(x, y, weights, solve(x, y, np.ones(y.size)))
    scores = (weights * (y - chance(b @ x.T))) @ x
    assert unsolved == 0
    assert np.abs(scores).max() < 1e-6


def test_the_number_of_threads_changes_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y, weights = drawn(2, 2_000, 4, 600)
    assert weights.size > replicate_logistic.LARGE
    full = solve(x, y, np.ones(y.size))
    monkeypatch.setattr(replicate_logistic, "THREADS", 1)
    alone = replicate_coefficients(x, y, weights, full)[0]
    monkeypatch.setattr(replicate_logistic, "THREADS", 3)
    assert alone.tobytes() == replicate_coefficients(x, y, weights, full)[0].tobytes()


def test_rows_with_a_negative_weight_count_for_nothing() -> None:
    x, y, weights = drawn(3, 200, 3, 20)
    full = solve(x, y, np.ones(y.size))
    b, _ = replicate_coefficients(x, y, np.where(weights == 0, -2.0, weights), full)
    np.testing.assert_array_equal(b, replicate_coefficients(x, y, weights, full)[0])


def changed(frame: pl.DataFrame, **replicates: pl.Expr) -> Design:
    return Design(frame.with_columns(**replicates), weights="w", **BOOTSTRAP)


def test_replicates_without_a_solution_are_counted_and_not_averaged() -> None:
    apart = pl.when((pl.col("x") > 0) == (pl.col("y") == 1)).then(1.0).otherwise(0.0)
    model = changed(FIRMS, b3=apart, b9=apart).logistic("y", ["x", "z"])
    assert (model.reason, model.unsolved, model.coefficients) == ("replicates_unsolved", 2, ())


def test_a_replicate_without_any_weight_in_the_domain_is_counted() -> None:
    nothing = pl.when(pl.col("inside") == 1).then(0.0).otherwise(pl.col("b7"))
    model = changed(FIRMS, b7=nothing).logistic("y", ["x"], where="inside")
    assert (model.reason, model.unsolved) == ("replicates_unsolved", 1)


def test_a_replicate_that_misses_a_level_is_counted() -> None:
    without = pl.when(pl.col("kind") == "c").then(0.0).otherwise(pl.col("b1"))
    model = changed(FIRMS, b1=without).logistic("y", ["x", "kind"])
    assert (model.reason, model.unsolved) == ("replicates_unsolved", 1)


class TestLargeSamples:
    def test_blocks_solve_what_the_plain_iteration_solves(self) -> None:
        x, y, weights = drawn(4, LARGE + 777, 5, 1)
        weights = weights[0] + 0.5
        plain = newton(x, y, weights, np.zeros(5))
        np.testing.assert_allclose(solve(x, y, weights).b, plain.b, rtol=1e-11)

    def test_a_level_that_the_first_look_misses_is_solved_all_the_same(self) -> None:
        x, y, _ = drawn(5, LARGE + 1, 3, 1)
        rare = np.zeros(y.size)
        rare[[1, 9, 17, 25, 33]] = 1.0  # none of them an eighth row
        y[[1, 9]], y[[17, 25, 33]] = 1.0, 0.0
        x = np.column_stack([x, rare])
        plain = newton(x, y, np.ones(y.size), np.zeros(4))
        assert plain.settled
        np.testing.assert_allclose(solve(x, y, np.ones(y.size)).b, plain.b, rtol=1e-11)

    def test_scores_and_information_are_those_of_the_formula(self) -> None:
        x, y, weights = drawn(6, 20_000, 4, 1)
        b = np.array([0.1, -0.4, 2.0, 0.0])
        chances = chance(x @ b)
        found = equations(x, y, weights[0], b, np.empty(y.size))
        residuals = weights[0] * (y - chances)
        np.testing.assert_allclose(found.residuals, residuals, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(found.score, x.T @ residuals, rtol=1e-11)
        information = (x * (weights[0] * chances * (1 - chances))[:, None]).T @ x
        np.testing.assert_allclose(found.information, information, rtol=1e-12)
        assert found.furthest == pytest.approx(np.abs(x @ b).max(), rel=1e-12)
        assert equations(x, y, weights[0], b).residuals is None

    def test_a_column_that_others_determine_is_named(self) -> None:
        random = np.random.default_rng(7)
        frame = pl.DataFrame({"a": random.normal(size=60_000), "k": random.integers(0, 3, 60_000).astype(str)})
        frame = frame.with_columns(twice=2 * pl.col("a") + 1, near=pl.col("a") + 1e-6 * random.normal(size=60_000))
        matrix = model_matrix(Columns(frame), ["a", "k", "twice", "near"], {}, np.arange(60_000))
        assert matrix.aliased == ("twice",)
        assert matrix.terms == ("(Intercept)", "a", "k=1", "k=2", "near")


def test_predictors_of_chance_stay_between_0_and_1() -> None:
    np.testing.assert_allclose(
        chance(np.array([-800.0, -40.0, 0.0, 40.0, 800.0])), [0, 4.248354255291589e-18, 0.5, 1, 1]
    )
