"""Dose and response: the chance of an outcome along a continuous exposure, without assuming a straight line.

A restricted cubic spline (linear beyond its outer knots) enters a design-based logistic model.

Source: Harrell (2015), Regression Modeling Strategies, 2.4.5 and table 2.3; Stone and Koo (1985). The basis is
compared with Hmisc::rcspline.eval, the model with R survey's svyglm and regTermTest.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alianza.statistics.design import Design
from alianza.statistics.distributions import logistic, t_quantile
from alianza.statistics.models.logistic import Logistic, fit_logistic
from alianza.statistics.models.model_matrix import INTERCEPT, ModelMatrix
from alianza.statistics.sampling.structure import Floats
from alianza.statistics.sampling.variables import Variable, Where
from alianza.study.estimate import Estimate, Test

KNOT_QUANTILES = {
    3: (0.10, 0.50, 0.90),
    4: (0.05, 0.35, 0.65, 0.95),
    5: (0.05, 0.275, 0.50, 0.725, 0.95),
}
"""Harrell (2015), table 2.3."""


@dataclass(frozen=True, slots=True)
class DoseResponse:
    """Chance of the outcome along the exposure.

    Attributes:
        estimates: One a grid value; `domain` names the exposure.
        knots: Where the cubic pieces meet; empty for a straight line.
        overall: Wald test that the exposure does not matter.
        linearity: Wald test that a straight line is enough (no statistic without spline terms).
        model: The fitted model.
    """

    estimates: tuple[Estimate, ...]
    knots: tuple[float, ...]
    overall: Test
    linearity: Test
    model: Logistic


def spline_knots(values: Floats, count: int = 4) -> tuple[float, ...]:
    """Knots at Harrell's quantiles of the values; fewer where quantiles coincide, none below three.

    Raises:
        ValueError: If `count` is not 3, 4 or 5.
    """
    if count not in KNOT_QUANTILES:
        raise ValueError("3, 4 or 5 knots")
    knots = np.unique(np.quantile(values, KNOT_QUANTILES[count]))
    return tuple(float(knot) for knot in knots) if knots.size >= 3 else ()


def spline_basis(x: Floats, knots: Sequence[float]) -> Floats:
    """Restricted cubic spline basis: x itself and one column a knot but two.

    Column j is [(x-t_j)^3 - (x-t_k-1)^3 (t_k-t_j)/(t_k-t_k-1) + (x-t_k)^3 (t_k-1-t_j)/(t_k-t_k-1)] / (t_k-t_1)^2,
    with negative brackets cut to 0.
    """
    columns = [np.asarray(x, dtype=np.float64)]
    if len(knots) >= 3:
        last, before = knots[-1], knots[-2]
        for knot in knots[:-2]:
            inner = _cube(x - before) * (last - knot) / (last - before)
            outer = _cube(x - last) * (before - knot) / (last - before)
            columns.append((_cube(x - knot) - inner + outer) / (last - knots[0]) ** 2)
    return np.stack(columns, axis=1)


def dose_response(
    design: Design, outcome: Variable, exposure: str, grid: Sequence[float], where: Where = None, knots: int = 4
) -> DoseResponse:
    """Chance of a binary outcome at each value of `grid`, with 95 % intervals from the logit scale.

    The model has no other predictors: it describes, it does not adjust.
    """
    y, x = design.columns.event(outcome), design.columns.numbers(exposure)
    rows = np.flatnonzero(design.columns.inside(where))
    rows = rows[~np.isnan(y[rows] + x[rows]) & (design.weights[rows] > 0)]
    places = spline_knots(x[rows], knots) if rows.size else ()
    basis = spline_basis(x[rows], places)
    terms = (INTERCEPT, exposure, *(f"{exposure}{chr(39) * k}" for k in range(1, basis.shape[1])))
    values = np.column_stack([np.ones(rows.size), basis])
    model = fit_logistic(design.plan, ModelMatrix(values, terms, terms, rows, ()), y[rows], 0.95)
    curved = terms[2:]
    linearity = model.wald(curved) if curved else Test(None, None, None, None, "wald_f", "one_line")
    points = tuple(_predicted(model, float(value), places, exposure) for value in grid)
    return DoseResponse(points, places, model.wald(terms[1:]), linearity, model)


def _predicted(model: Logistic, value: float, knots: tuple[float, ...], exposure: str) -> Estimate:
    domain = {exposure: value}
    if model.reason:
        return Estimate(None, n=model.n, domain=domain, unit="share", method="spline_logit", reason=model.reason)
    x = np.concatenate([[1.0], spline_basis(np.array([value]), knots)[0]])
    linear = float(x @ np.array([c.b for c in model.coefficients]))
    spread = math.sqrt(float(x @ np.array(model.vcov) @ x))
    reach = t_quantile(0.975, model.df) * spread if model.df > 0 else math.inf
    chance = logistic(linear)
    return Estimate(
        chance, spread * chance * (1 - chance), logistic(linear - reach), logistic(linear + reach), model.df, None,
        model.n, 0.95, domain, "share", "spline_logit",
    )  # fmt: skip


def _cube(x: Floats) -> Floats:
    return np.asarray(np.maximum(x, 0.0) ** 3)
