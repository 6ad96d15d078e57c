"""Means, shares, totals and ratios of domains, with standard error, interval and design effect.

All four are totals or ratios of totals, so one linearisation serves them: the influence of a row on
R = sum(w a) / sum(w b) is w (a - R b) / sum(w b). Compared with R survey's svymean, svytotal, svyratio and
svyciprop; commands in tests/reference.

Source: Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, 5.5 to 5.7.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from alianza.statistics.distributions import t_quantile
from alianza.statistics.estimates.share_intervals import Share, replicated_odds, share_interval
from alianza.statistics.sampling.plan import Plan
from alianza.statistics.sampling.replicates import Replicates
from alianza.statistics.sampling.structure import Floats, Rows
from alianza.study.estimate import Estimate, Unit

ROUNDING = 1e-12
"""Relative distance that adding up a million rows may leave between a constant and its mean."""

SAME_SIZE = 1e-9
"""Weights that add up to the sample's size but for rounding claim no population beyond it."""


@dataclass(frozen=True, slots=True)
class Reporting:
    """How an estimate is labelled: interval level, degrees of freedom, subgroup and unit."""

    level: float
    df: float
    domain: Mapping[str, object]
    unit: Unit


@dataclass(frozen=True, slots=True)
class Quotients:
    """p ratios of totals over the same rows: numerators and denominators, rows by p.

    Without denominators they are totals.
    """

    numerators: Floats
    denominators: Floats | None
    rows: Rows

    def values(self, weights: Floats) -> Floats:
        """The p statistics, for one set of weights or one row a set (weights: rows by sets)."""
        top = weights.T @ self.numerators
        if self.denominators is None:
            return np.asarray(top)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(top / (weights.T @ self.denominators))

    def linear(self, weights: Floats) -> Floats:
        """Rows by p: the variables whose weighted totals vary as the statistics do."""
        if self.denominators is None:
            return self.numerators
        fitted = self.values(weights) * self.denominators
        around = self.numerators - fitted
        # A constant differs from its own mean by rounding only; that must not pass for variation.
        around[np.abs(around) <= ROUNDING * np.abs(fitted)] = 0.0
        return np.asarray(around / (weights @ self.denominators))


def covariance(plan: Plan, statistics: Quotients) -> Floats:
    """Covariance matrix of ratios of totals under the design."""
    rows = statistics.rows
    if plan.replicates:
        full = statistics.values(plan.structure.weights[rows])
        return plan.replicates.covariance(statistics.values(plan.replicates.weights[rows]), full)
    weights = plan.structure.weights[rows]
    return plan.structure.covariance(statistics.linear(weights) * weights[:, None], rows)


def estimate_mean(plan: Plan, y: Floats, rows: Rows, reporting: Reporting) -> Estimate:
    """Weighted mean of the answering rows of a domain, with its t interval.

    The design effect compares with simple random sampling without replacement (R's deff=TRUE).
    """
    rows = rows[~np.isnan(y[rows])]
    values = y[rows, None]
    return _estimate(plan, Quotients(values, np.ones_like(values), rows), reporting)


def estimate_total(plan: Plan, y: Floats, rows: Rows, reporting: Reporting) -> Estimate:
    """Weighted total of the answering rows of a domain, with its t interval."""
    rows = rows[~np.isnan(y[rows])]
    return _estimate(plan, Quotients(y[rows, None], None, rows), reporting)


def estimate_ratio(plan: Plan, pair: tuple[Floats, Floats], rows: Rows, reporting: Reporting) -> Estimate:
    """Ratio of two totals over the rows that answered both, with its t interval."""
    top, bottom = pair
    rows = rows[~np.isnan(top[rows] + bottom[rows])]
    return _estimate(plan, Quotients(top[rows, None], bottom[rows, None], rows), reporting)


def estimate_proportion(plan: Plan, y: Floats, rows: Rows, reporting: Reporting, method: str = "logit") -> Estimate:
    """Share of a 0/1 variable in a domain, with an interval of `share_intervals`.

    At 0 or 1 the log odds do not exist: no limits, reason `at_bound`. Compared with R's svyciprop.

    Raises:
        ValueError: If there is no such method.
    """
    mean = estimate_mean(plan, y, rows, reporting)
    if mean.value is None or mean.se is None:
        return mean
    known = rows[~np.isnan(y[rows])]
    name = f"{plan.method}_{method}"
    if mean.value <= 0 or mean.value >= 1 or y[known].min() == y[known].max():
        return replace(mean, low=None, high=None, method=name, reason="at_bound")
    low, high = share_interval(method, _share(plan, y, rows, (mean.value, mean.se), reporting))
    return replace(mean, low=low, high=high, method=name)


def _share(plan: Plan, y: Floats, rows: Rows, mean: tuple[float, float], reporting: Reporting) -> Share:
    """What the intervals of a share need; like R, a calibrated design counts its rows outside the domain too."""
    known = rows[~np.isnan(y[rows])]
    fitted = bool(plan.structure.adjustments) and plan.replicates is None
    counted = np.arange(y.size) if fitted else rows
    weights = plan.structure.weights[known] * (counted.size / plan.structure.weights[rows].sum())
    answered = int((~np.isnan(y[counted])).sum())
    base = counted.size if fitted else known.size
    odds_se = _log_odds_error(plan.replicates, y[known], known, mean[0])
    return Share(*mean, reporting.df, reporting.level, (counted.size, answered, base), y[known], weights, odds_se)


def _log_odds_error(replicates: Replicates | None, answers: Floats, known: Rows, value: float) -> float | None:
    """Standard error of a share's log odds over the replicates; None where one of them has no log odds."""
    if replicates is None:
        return None
    shares = Quotients(answers[:, None], np.ones((known.size, 1)), known).values(replicates.weights[known])
    inside = (shares > 0) & (shares < 1)
    if not (inside | np.isnan(shares)).all():
        return None
    full = math.log(value / (1 - value))
    variance = float(replicates.covariance(replicated_odds(shares, full), np.array([full]))[0, 0])
    return math.sqrt(variance) if variance >= 0 else None


def t_interval(value: float, se: float, reporting: Reporting) -> tuple[float | None, float | None]:
    """Symmetric interval with t quantiles; none without degrees of freedom."""
    if reporting.df <= 0:
        return None, None
    reach = t_quantile(0.5 + reporting.level / 2, reporting.df) * se
    return value - reach, value + reach


def _estimate(plan: Plan, statistic: Quotients, reporting: Reporting) -> Estimate:
    weights = plan.structure.weights[statistic.rows]
    method = f"{plan.method}_t"
    n = statistic.rows.size
    if not weights.sum() > 0:
        return nothing(reporting, method, "no_answers", n)
    value = float(statistic.values(weights)[0])
    if not math.isfinite(value):
        return nothing(reporting, method, "zero_denominator", n)
    variance = float(covariance(plan, statistic)[0, 0])
    if not variance >= 0:
        return Estimate(
            value, df=reporting.df, n=n, level=reporting.level, domain=reporting.domain, unit=reporting.unit,
            method=method, reason="no_standard_error",
        )  # fmt: skip
    se = math.sqrt(variance)
    low, high = t_interval(value, se, reporting)
    deff = design_effect(variance, statistic.linear(weights)[:, 0], weights)
    return Estimate(
        value, se, low, high, reporting.df, deff, n, reporting.level, reporting.domain, reporting.unit, method
    )


def nothing(reporting: Reporting, method: str, reason: str, n: int = 0) -> Estimate:
    """An estimate without a number, and the reason."""
    return Estimate(
        None, n=n, level=reporting.level, domain=reporting.domain, unit=reporting.unit, method=method, reason=reason
    )


def design_effect(variance: float, linear: Floats, weights: Floats) -> float | None:
    """Variance over that of simple random sampling without replacement of as many rows.

    None where no such comparison exists: a constant variable, one row, or a sample as large as the
    population that its weights claim.
    """
    n, population = int((weights != 0).sum()), float(weights.sum())
    if n < 2 or population <= n * (1 + SAME_SIZE):
        return None
    around = linear - weights @ linear / population
    spread = float(weights @ around**2) / population * n / (n - 1)
    srs = spread * population * (population - n) / n
    return variance / srs if srs > 0 else None
