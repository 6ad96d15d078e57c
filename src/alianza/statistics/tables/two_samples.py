"""Two independent groups compared: Student's and Welch's t, Levene's test, Wilcoxon's rank sum.

Source: Welch (1947), Biometrika 34(1/2); Levene (1960), around the group means as SPSS; Wilcoxon (1945),
normal approximation with continuity and tie correction as R. Compared with R's t.test and wilcox.test and with
GNU PSPP 1.6.2's T-TEST.
"""

import math
from dataclasses import dataclass

import numpy as np

from alianza.statistics.distributions import f_tail, t_quantile, t_two_sided
from alianza.statistics.estimates.descriptives import Descriptives, describe
from alianza.statistics.sampling.structure import Floats
from alianza.statistics.tables.correlation import mid_ranks
from alianza.study.estimate import Test


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """First mean minus second mean with its t test and its interval."""

    value: float
    se: float
    test: Test
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TwoSamples:
    """Two groups of one number: their descriptive statistics, Levene's F and both t tests."""

    first: Descriptives
    second: Descriptives
    levene: Test
    student: MeanDifference | None
    welch: MeanDifference | None


def compare_two(first: Floats, second: Floats, level: float = 0.95) -> TwoSamples:
    """Compare two groups of a number; NaN counts as missing, and each group needs two different answers or more."""
    first, second = first[~np.isnan(first)], second[~np.isnan(second)]
    one, other = describe(first), describe(second)
    if not one.variance and not other.variance or one.variance is None or other.variance is None:
        return TwoSamples(one, other, Test(None, None, None, None, "levene", "no_variance"), None, None)
    parts = one.variance / one.n, other.variance / other.n
    pooled = ((one.n - 1) * one.variance + (other.n - 1) * other.variance) / (one.n + other.n - 2)
    same = math.sqrt(pooled * (1 / one.n + 1 / other.n)), one.n + other.n - 2
    df = sum(parts) ** 2 / (parts[0] ** 2 / (one.n - 1) + parts[1] ** 2 / (other.n - 1))
    gap = (one.mean or 0.0) - (other.mean or 0.0)
    return TwoSamples(
        one,
        other,
        levene(first, second),
        _difference(gap, *same, "student_t", level),
        _difference(gap, math.sqrt(sum(parts)), df, "welch_t", level),
    )


def levene(first: Floats, second: Floats) -> Test:
    """Levene's test of equal variances: analysis of variance of the distances from the group means."""
    away = [np.abs(x - x.mean()) for x in (first, second)]
    n = first.size + second.size
    grand = np.concatenate(away).mean()
    between = sum(x.size * (x.mean() - grand) ** 2 for x in away)
    within = sum(float(((x - x.mean()) ** 2).sum()) for x in away)
    if within <= 0 or n <= 2:
        return Test(None, 1, n - 2, None, "levene", "no_variance")
    statistic = float(between * (n - 2) / within)
    return Test(statistic, 1, n - 2, f_tail(statistic, 1, n - 2), "levene")


def rank_sum(first: Floats, second: Floats) -> Test:
    """Wilcoxon's rank sum test, with W as R: rank sum of the first group minus its least possible value."""
    from scipy.special import ndtr

    first, second = first[~np.isnan(first)], second[~np.isnan(second)]
    n, m = first.size, second.size
    ranks = mid_ranks(np.concatenate([first, second]))
    w = float(ranks[:n].sum() - n * (n + 1) / 2)
    ties = np.unique(ranks, return_counts=True)[1].astype(float)
    tied = float((ties**3 - ties).sum()) / ((n + m) * (n + m - 1)) if n + m > 1 else 0.0
    sigma = math.sqrt(n * m / 12 * (n + m + 1 - tied))
    if sigma == 0:
        return Test(w, None, None, None, "wilcoxon", "no_variance")
    z = max(0.0, abs(w - n * m / 2) - 0.5) / sigma
    return Test(w, None, None, float(2 * ndtr(-z)), "wilcoxon")


def _difference(gap: float, se: float, df: float, method: str, level: float) -> MeanDifference:
    reach = t_quantile(0.5 + level / 2, df) * se
    return MeanDifference(
        gap, se, Test(gap / se, df, None, t_two_sided(gap / se, df), method), gap - reach, gap + reach
    )
