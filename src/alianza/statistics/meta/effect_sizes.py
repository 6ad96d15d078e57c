"""Effect sizes with their sampling errors, from what articles report.

Every function returns an `Estimate`: the effect, its standard error, a normal interval, the number of persons or firms
behind it, and in `method` the measure that it is an estimate of. What an article does not allow to compute has a
`reason` in place of a number. Measures that are pooled on another scale than they are read on (logarithms, Fisher's z,
transformed shares) go back through `back_transformation`.

Source: Borenstein, Hedges, Higgins and Rothstein (2009), Introduction to Meta-Analysis, chapters 4 to 6; Hedges (1981),
Journal of Educational Statistics 6(2), for the correction of g; Hedges, Gurevitch and Curtis (1999), Ecology 80(4), for
the response ratio; Fisher (1921), Metron 1, for z. Compared with R metafor's escalc (tests/reference/meta.R).
"""

import math
from dataclasses import dataclass
from typing import Final, Literal

from alianza.statistics.distributions import t_quantile
from alianza.study.estimate import Estimate, Unit

Measure = Literal[
    "log_risk_ratio",
    "log_odds_ratio",
    "risk_difference",
    "mean_difference",
    "hedges_g",
    "cohen_d",
    "log_response_ratio",
    "fisher_z",
    "proportion",
    "logit_proportion",
    "arcsine_proportion",
    "double_arcsine_proportion",
    "generic",
    "log_generic",
]
UNITS: Final[dict[Measure, Unit]] = {
    "log_risk_ratio": "log",
    "log_odds_ratio": "log",
    "risk_difference": "difference",
    "log_response_ratio": "log",
    "proportion": "share",
    "logit_proportion": "log",
    "log_generic": "log",
}
"""Unit of the effect as it is pooled; all other measures are plain numbers."""
CORRECTION: Final = 0.5
"""What each cell of a table with an empty cell is raised by (Haldane 1956; Anscombe 1956)."""


@dataclass(frozen=True, slots=True)
class Fourfold:
    """Events among the members of two groups."""

    events: float
    n: float
    control_events: float
    control_n: float

    @property
    def cells(self) -> tuple[float, float, float, float]:
        """Events and non-events of the first group, then of the control group."""
        return self.events, self.n - self.events, self.control_events, self.control_n - self.control_events

    @property
    def corrected(self) -> tuple[float, float, float, float]:
        """The cells, each raised by one half where one of them is empty."""
        a, b, c, d = self.cells
        more = CORRECTION if min(a, b, c, d) == 0 else 0.0
        return a + more, b + more, c + more, d + more

    @property
    def reason(self) -> str:
        """Why no table can have these counts, or why it says nothing about a ratio; empty otherwise."""
        a, b, c, d = self.cells
        if not all(math.isfinite(x) for x in self.cells) or min(a, b, c, d) < 0 or min(a + b, c + d) <= 0:
            return "impossible_counts"
        return "same_outcome" if a + c == 0 or b + d == 0 else ""


@dataclass(frozen=True, slots=True)
class GroupMean:
    """Mean and standard deviation of a group of `n`."""

    mean: float
    sd: float
    n: int

    @property
    def possible(self) -> bool:
        """Whether a group of two or more can have these numbers."""
        return math.isfinite(self.mean) and math.isfinite(self.sd) and self.sd >= 0 and self.n > 1

    @property
    def variance(self) -> float:
        """Sampling variance of the mean."""
        return self.sd**2 / self.n


def effect(measure: Measure, value: float, variance: float, n: float = 0, level: float = 0.95) -> Estimate:
    """An effect with its normal interval; without a standard error where the variance is no positive number."""
    unit, size = UNITS.get(measure, "number"), round(n)
    if not math.isfinite(value):
        return missing(measure, "no_value", n, level)
    if not (math.isfinite(variance) and variance > 0):
        why = "zero_variance" if variance == 0 else "unknown_error"
        return Estimate(value, n=size, level=level, unit=unit, method=measure, reason=why)
    se = math.sqrt(variance)
    reach = t_quantile(0.5 + level / 2, math.inf) * se
    return Estimate(value, se, value - reach, value + reach, math.inf, n=size, level=level, unit=unit, method=measure)


def missing(measure: Measure, reason: str, n: float = 0, level: float = 0.95) -> Estimate:
    """An effect that cannot be computed, with the reason."""
    size = round(n) if math.isfinite(n) else 0
    return Estimate(None, n=size, level=level, unit=UNITS.get(measure, "number"), method=measure, reason=reason)


def log_risk_ratio(table: Fourfold, level: float = 0.95) -> Estimate:
    """Logarithm of p1 / p0; variance 1/a - 1/n1 + 1/c - 1/n0.

    >>> found = log_risk_ratio(Fourfold(4, 123, 11, 139))
    >>> round(found.value, 6), round(found.se**2, 6)
    (-0.889311, 0.325585)
    """
    n = table.n + table.control_n
    if table.reason:
        return missing("log_risk_ratio", table.reason, n, level)
    a, b, c, d = table.corrected
    value = math.log(a / (a + b)) - math.log(c / (c + d))
    return effect("log_risk_ratio", value, 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d), n, level)


def log_odds_ratio(table: Fourfold, level: float = 0.95) -> Estimate:
    """Logarithm of the odds ratio; variance 1/a + 1/b + 1/c + 1/d (Woolf 1955)."""
    n = table.n + table.control_n
    if table.reason:
        return missing("log_odds_ratio", table.reason, n, level)
    a, b, c, d = table.corrected
    return effect("log_odds_ratio", math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d, n, level)


def risk_difference(table: Fourfold, level: float = 0.95) -> Estimate:
    """Difference p1 - p0; variance p1 (1 - p1) / n1 + p0 (1 - p0) / n0."""
    n = table.n + table.control_n
    if table.reason == "impossible_counts":
        return missing("risk_difference", table.reason, n, level)
    a, b, c, d = table.corrected
    first, control = a / (a + b), c / (c + d)
    variance = first * (1 - first) / (a + b) + control * (1 - control) / (c + d)
    return effect("risk_difference", first - control, variance, n, level)


def mean_difference(first: GroupMean, control: GroupMean, level: float = 0.95) -> Estimate:
    """Difference of two means in their own unit; variance s1^2 / n1 + s0^2 / n0."""
    n = first.n + control.n
    if not (first.possible and control.possible):
        return missing("mean_difference", "impossible_means", n, level)
    return effect("mean_difference", first.mean - control.mean, first.variance + control.variance, n, level)


def hedges_g(first: GroupMean, control: GroupMean, level: float = 0.95) -> Estimate:
    """Standardised mean difference without its bias in small samples (Hedges 1981, exact correction).

    g = J d with d the difference in pooled standard deviations; variance 1/n1 + 1/n0 + g^2 / (2 (n1 + n0)).
    """
    return _standardised("hedges_g", first, control, level)


def cohen_d(first: GroupMean, control: GroupMean, level: float = 0.95) -> Estimate:
    """Difference of two means in pooled standard deviations, not corrected; variance as that of `hedges_g`."""
    return _standardised("cohen_d", first, control, level)


def _standardised(measure: Measure, first: GroupMean, control: GroupMean, level: float) -> Estimate:
    n, df = first.n + control.n, first.n + control.n - 2
    if not (first.possible and control.possible):
        return missing(measure, "impossible_means", n, level)
    pooled = math.sqrt(((first.n - 1) * first.sd**2 + (control.n - 1) * control.sd**2) / df)
    if pooled == 0:
        return missing(measure, "zero_variance", n, level)
    value = (first.mean - control.mean) / pooled * (small_sample_correction(df) if measure == "hedges_g" else 1.0)
    return effect(measure, value, 1 / first.n + 1 / control.n + value**2 / (2 * n), n, level)


def small_sample_correction(df: float) -> float:
    """Hedges' J: gamma(df/2) / (sqrt(df/2) gamma((df - 1)/2)), which is about 1 - 3 / (4 df - 1).

    >>> round(small_sample_correction(18), 6)
    0.957646
    """
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)


def log_response_ratio(first: GroupMean, control: GroupMean, level: float = 0.95) -> Estimate:
    """Logarithm of the ratio of two positive means; variance s1^2 / (n1 m1^2) + s0^2 / (n0 m0^2)."""
    n = first.n + control.n
    if not (first.possible and control.possible):
        return missing("log_response_ratio", "impossible_means", n, level)
    if min(first.mean, control.mean) <= 0:
        return missing("log_response_ratio", "not_positive", n, level)
    variance = first.variance / first.mean**2 + control.variance / control.mean**2
    return effect("log_response_ratio", math.log(first.mean / control.mean), variance, n, level)


def fisher_z(correlation: float, n: int, level: float = 0.95) -> Estimate:
    """Fisher's z of a correlation; variance 1 / (n - 3)."""
    if not abs(correlation) < 1:
        return missing("fisher_z", "impossible_correlation", n, level)
    if n < 4:
        return missing("fisher_z", "too_few", n, level)
    return effect("fisher_z", math.atanh(correlation), 1 / (n - 3), n, level)


def generic(value: float, variance: float, n: int = 0, level: float = 0.95) -> Estimate:
    """An effect that was published with its variance; that several of them are comparable is for the caller to know."""
    return effect("generic", value, variance, n, level)


@dataclass(frozen=True, slots=True)
class Published:
    """An effect as an article prints it, with the limits of its interval at `level`."""

    value: float
    low: float
    high: float
    n: int = 0
    level: float = 0.95


def from_interval(published: Published, ratio: bool = False, level: float = 0.95) -> Estimate:
    """An effect whose standard error is read from its interval: (high - low) / (2 z).

    Args:
        published: Value and limits as printed.
        ratio: Whether they are a ratio, whose logarithm is pooled and gives the standard error.
        level: Level of the interval that is returned.
    """
    measure: Measure = "log_generic" if ratio else "generic"
    value, low, high = published.value, published.low, published.high
    if not low <= value <= high:
        return missing(measure, "outside_interval", published.n, level)
    if ratio and low <= 0:
        return missing(measure, "not_positive", published.n, level)
    if ratio:
        value, low, high = math.log(value), math.log(low), math.log(high)
    se = (high - low) / (2 * t_quantile(0.5 + published.level / 2, math.inf))
    return effect(measure, value, se**2, published.n, level)
