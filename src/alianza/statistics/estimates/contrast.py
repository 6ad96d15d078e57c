"""Two groups against each other: differences of means, risk ratios, risk differences, odds ratios.

Both group means come from one sample, so their covariance enters every standard error (delta method). Ratios
have intervals on the log scale; all use t with the degrees of freedom of the compared rows minus one, as R's
svyttest and svyglm with one predictor do.

Source: Korn and Graubard (1999), Analysis of Health Surveys, 3. Compared with R's svyttest, svyglm.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from alianza.statistics.distributions import t_two_sided
from alianza.statistics.estimates.estimation import Quotients, Reporting, covariance, nothing, t_interval
from alianza.statistics.sampling.plan import Plan
from alianza.statistics.sampling.structure import Floats, Rows
from alianza.study.estimate import Estimate, Test, Unit

LOG_UNITS: tuple[Unit, Unit] = ("ratio", "odds_ratio")


@dataclass(frozen=True, slots=True)
class Contrast:
    """A binary outcome in the exposed against the unexposed, on three scales.

    Each estimate's test is `t_test(estimate)`.
    """

    risk_ratio: Estimate
    risk_difference: Estimate
    odds_ratio: Estimate
    exposed: float | None
    unexposed: float | None
    n_exposed: int
    n_unexposed: int

    def __iter__(self) -> Iterator[Estimate]:
        """The three estimates: ratio, difference, odds ratio."""
        return iter((self.risk_ratio, self.risk_difference, self.odds_ratio))

    @property
    def relative_reduction(self) -> Estimate:
        """One minus the risk ratio: by what share the exposed fall behind; its limits change places."""
        ratio = self.risk_ratio
        value, low, high = (None if one is None else 1 - one for one in (ratio.value, ratio.high, ratio.low))
        return replace(ratio, value=value, low=low, high=high, unit="share", method="one_minus_risk_ratio")


@dataclass(frozen=True, slots=True)
class Pair:
    """Means of two groups, unexposed first, with their covariance under the design."""

    means: Floats
    covariance: Floats
    n: int
    df: float

    def gradient_se(self, gradient: tuple[float, float]) -> float | None:
        """Standard error of a function of the two means with this gradient; None where the design has none."""
        slope = np.array(gradient)
        variance = float(slope @ self.covariance @ slope)
        return None if math.isnan(variance) else math.sqrt(max(0.0, variance))


def pair(plan: Plan, y: Floats, exposed: Floats, rows: Rows) -> Pair | None:
    """Means of `y` where `exposed` is 0 and 1; None if a group has no answers."""
    used = rows[~np.isnan(y[rows] + exposed[rows])]
    weights = plan.structure.weights[used]
    member = np.stack([exposed[used] == 0, exposed[used] == 1], axis=1).astype(np.float64)
    if not (weights @ member > 0).all():
        return None
    statistics = Quotients(member * y[used, None], member, used)
    return Pair(statistics.values(weights), covariance(plan, statistics), used.size, plan.degrees(used) - 1)


def difference(plan: Plan, y: Floats, exposed: Floats, rows: Rows, reporting: Reporting) -> Estimate:
    """Mean of the exposed minus mean of the unexposed."""
    both = pair(plan, y, exposed, rows)
    if both is None:
        return nothing(reporting, "difference_t", "no_answers")
    value, se = float(both.means[1] - both.means[0]), both.gradient_se((-1.0, 1.0))
    return _reported(value, se, both, reporting, "difference_t")


def contrast(plan: Plan, y: Floats, exposed: Floats, rows: Rows, level: float) -> Contrast:
    """Risk ratio, risk difference and odds ratio of a 0/1 outcome.

    A ratio does not exist where a group's share is 0 or 1 (reason `at_bound`).
    """
    used = rows[~np.isnan(y[rows] + exposed[rows])]
    sizes = int((exposed[used] == 1).sum()), int((exposed[used] == 0).sum())
    both = pair(plan, y, exposed, rows)
    flat = difference(plan, y, exposed, rows, _reporting(level, "difference"))
    if both is None:
        empty = [nothing(_reporting(level, unit), "contrast_t", "no_answers") for unit in LOG_UNITS]
        return Contrast(empty[0], flat, empty[1], None, None, *sizes)
    p0, p1 = (float(mean) for mean in both.means)
    ratio = _of_logs(both, (p1, p0), (-1 / p0, 1 / p1) if p0 > 0 and p1 > 0 else None, _reporting(level, "ratio"))
    inner = 0 < p0 < 1 and 0 < p1 < 1
    slopes = (-1 / (p0 * (1 - p0)), 1 / (p1 * (1 - p1))) if inner else None
    odds = (p1 / (1 - p1), p0 / (1 - p0)) if inner else (1.0, 1.0)
    return Contrast(ratio, flat, _of_logs(both, odds, slopes, _reporting(level, "odds_ratio")), p1, p0, *sizes)


def exponential(estimate: Estimate, unit: Unit) -> Estimate:
    """A mean or difference of logarithms as the geometric mean or ratio that it stands for."""
    if estimate.value is None:
        return estimate
    value = math.exp(estimate.value)
    se = None if estimate.se is None else value * estimate.se
    low = None if estimate.low is None else math.exp(estimate.low)
    high = None if estimate.high is None else math.exp(estimate.high)
    return Estimate(
        value, se, low, high, estimate.df, estimate.deff, estimate.n, estimate.level, estimate.domain, unit,
        "geometric_t", estimate.reason,
    )  # fmt: skip


def t_test(estimate: Estimate) -> Test:
    """Test that a difference is 0, or that a ratio is 1 (on the log scale), from an estimate."""
    if estimate.value is None or not estimate.se or not estimate.df or estimate.df <= 0:
        return Test(None, None, None, None, "t", estimate.reason or "no_variance")
    if estimate.unit in LOG_UNITS:
        statistic = math.log(estimate.value) * estimate.value / estimate.se
    else:
        statistic = estimate.value / estimate.se
    return Test(statistic, estimate.df, None, t_two_sided(statistic, estimate.df), "t")


def _reporting(level: float, unit: Unit) -> Reporting:
    return Reporting(level, 0.0, {}, unit)


def _of_logs(both: Pair, parts: tuple[float, float], slopes: tuple[float, float] | None, to: Reporting) -> Estimate:
    if slopes is None:
        return nothing(to, "contrast_t", "at_bound", both.n)
    logs = _reported(math.log(parts[0] / parts[1]), both.gradient_se(slopes), both, to, "contrast_t")
    return exponential(logs, to.unit)


def _reported(value: float, se: float | None, both: Pair, to: Reporting, method: str) -> Estimate:
    limits = (None, None) if se is None else t_interval(value, se, replace(to, df=both.df))
    reason = "no_standard_error" if se is None else ""
    return Estimate(value, se, *limits, both.df, None, both.n, to.level, to.domain, to.unit, method, reason)
