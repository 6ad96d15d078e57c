"""Population variances and covariances, covariance matrices of estimated means, and design effects.

Source: R survey's svyvar and svymean (vcov, deff); Kish (1965), Survey Sampling, 8.2.
"""

import math
from collections.abc import Sequence

import numpy as np

from alianza.statistics.estimates.estimation import Quotients, Reporting, covariance, nothing, t_interval
from alianza.statistics.sampling.plan import Plan
from alianza.statistics.sampling.structure import Floats, Rows
from alianza.study.estimate import Estimate

Matrix = tuple[tuple[float, ...], ...]


def estimate_covariance(plan: Plan, pair: tuple[Floats, Floats], rows: Rows, reporting: Reporting) -> Estimate:
    """Population covariance of two variables (their variance where both are one), with n - 1 as R's svyvar.

    The standard error takes the means as known, as R's does; replicates estimate them anew.
    """
    one, two = pair
    known = rows[~np.isnan(one[rows] + two[rows])]
    weights = plan.structure.weights[known]
    if not weights.sum() > 0:
        return nothing(reporting, f"{plan.method}_t", "no_answers", known.size)
    # R counts the rows of the domain before it drops those without an answer; replicates count after.
    counted = known.size if plan.replicates else int((plan.structure.weights[rows] != 0).sum())
    if counted < 2:
        return nothing(reporting, f"{plan.method}_t", "no_variance", known.size)
    y, z, more = one[known], two[known], counted / (counted - 1)

    def value(w: Floats) -> float:
        around, about = y - w @ y / w.sum(), z - w @ z / w.sum()
        return float(more * (w @ (around * about)) / w.sum())

    full = value(weights)
    if plan.replicates:
        replicated = np.array([[value(w)] for w in plan.replicates.weights[known].T])
        variance = float(plan.replicates.covariance(replicated, np.array([full]))[0, 0])
    else:
        products = (y - weights @ y / weights.sum()) * (z - weights @ z / weights.sum()) * more
        ones = np.ones((known.size, 1))
        variance = float(covariance(plan, Quotients(products[:, None], ones, known))[0, 0])
    return _reported(plan, full, variance, reporting, known.size)


def _reported(plan: Plan, value: float, variance: float, reporting: Reporting, n: int) -> Estimate:
    method = f"{plan.method}_t"
    if not variance >= 0:
        return Estimate(
            value, n=n, level=reporting.level, domain=reporting.domain, method=method, reason="no_standard_error"
        )
    se = math.sqrt(variance)
    low, high = t_interval(value, se, reporting)
    return Estimate(
        value, se, low, high, reporting.df, None, n, reporting.level, reporting.domain, reporting.unit, method
    )


def covariance_of_means(plan: Plan, variables: Sequence[Floats], rows: Rows) -> Matrix:
    """Covariance matrix of the means of several variables over the rows that answered all (R's vcov of svymean)."""
    values = np.stack(variables, axis=1)
    known = rows[~np.isnan(values[rows]).any(axis=1)]
    answers = values[known]
    return matrix(covariance(plan, Quotients(answers, np.ones_like(answers), known)))


def covariance_of_totals(plan: Plan, variables: Sequence[Floats], rows: Rows) -> Matrix:
    """Covariance matrix of the totals of several variables over the rows that answered all (R's vcov of svytotal)."""
    values = np.stack(variables, axis=1)
    known = rows[~np.isnan(values[rows]).any(axis=1)]
    return matrix(covariance(plan, Quotients(values[known], None, known)))


def matrix(values: Floats) -> Matrix:
    """A matrix as tuples of rows."""
    return tuple(tuple(float(cell) for cell in line) for line in values)
