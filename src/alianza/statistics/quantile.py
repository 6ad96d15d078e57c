"""Quantiles of a domain with Woodruff's interval.

The quantile is the smallest value at which the weighted distribution passes the probability, or the value
below where it is met exactly (R survey's qrule "math"). Its interval turns the interval of the share at or
below the quantile back into values; the standard error is that interval's width over two t quantiles.

Source: Woodruff (1952), JASA 47(260); compared with R's svyquantile(qrule="math").
"""

import numpy as np

from alianza.statistics.distributions import t_quantile
from alianza.statistics.estimation import Plan, Reporting, estimate_mean, nothing
from alianza.statistics.structure import Floats, Rows
from alianza.study.estimate import Estimate


def quantile(values: Floats, weights: Floats, probability: float) -> float:
    """Weighted quantile of values that are all present.

    >>> quantile(np.array([1.0, 2.0, 3.0, 10.0]), np.ones(4), 0.5)
    2.0
    """
    known = weights > 0
    order = np.argsort(values[known], kind="stable")
    ranked, weight = values[known][order], weights[known][order]
    # Extended precision as in R: whether a sum meets the probability exactly decides between two values.
    below = np.cumsum(weight.astype(np.longdouble)).astype(np.float64)
    total = float(weight.astype(np.longdouble).sum())
    met = np.flatnonzero(below <= probability * total)
    last = int(met[-1]) if met.size else 0
    if met.size and probability - below[last] / total == 0:
        return float(ranked[last])
    # R steps to the second value even where the first already passes the probability; here it does not.
    return float(ranked[min(last + 1, ranked.size - 1)] if met.size else ranked[0])


def estimate_quantile(plan: Plan, y: Floats, rows: Rows, probability: float, reporting: Reporting) -> Estimate:
    """A quantile of the answering rows of a domain, with Woodruff's interval.

    A limit whose probability leaves the range from 0 to 1 is None; then there is no standard error either.
    """
    rows = rows[~np.isnan(y[rows])]
    weights = plan.structure.weights[rows]
    if not weights.sum() > 0:
        return nothing(reporting, "woodruff_t", "no_answers", rows.size)
    value = quantile(y[rows], weights, probability)
    share = np.full(y.size, np.nan)
    share[rows] = y[rows] <= value
    below = estimate_mean(plan, share, rows, reporting)
    low = _limit(y[rows], weights, below.low, 0.0)
    high = _limit(y[rows], weights, below.high, 1.0)
    reach = 2 * t_quantile(0.5 + reporting.level / 2, reporting.df) if reporting.df > 0 else np.nan
    se = (high - low) / reach if low is not None and high is not None else None
    return Estimate(
        value, se, low, high, reporting.df, None, rows.size, reporting.level, reporting.domain, reporting.unit,
        "woodruff_t", "" if se is not None else "limit_outside",
    )  # fmt: skip


def _limit(values: Floats, weights: Floats, share: float | None, bound: float) -> float | None:
    if share is None or (share < 0 if bound == 0.0 else share > 1):
        return None
    return quantile(values, weights, share)
