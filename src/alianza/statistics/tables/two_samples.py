"""Two independent groups compared: Student's and Welch's t, Levene's test, Wilcoxon's rank sum.

Source: Welch (1947), Biometrika 34(1/2); Levene (1960), around the group means as SPSS; Wilcoxon (1945),
normal approximation with continuity and tie correction as R. Compared with R's t.test and wilcox.test and with
GNU PSPP 1.6.2's T-TEST.
"""

import math
from dataclasses import dataclass

import numpy as np

from alianza.statistics.distributions import f_tail, t_quantile, t_two_sided
from alianza.statistics.estimates.descriptives import Descriptives, describe, varying
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


def compare_two(
    first: Floats, second: Floats, level: float = 0.95, weights: tuple[Floats, Floats] | None = None
) -> TwoSamples:
    """Compare two groups of a number; NaN counts as missing.

    Student's test needs three answers of which two differ inside a group, Welch's two answers in each group.

    Args:
        first: Answers of the first group.
        second: Answers of the second group.
        level: Level of the intervals.
        weights: Frequency weights of both, which count a row as so many rows.
    """
    counts = weights or (np.ones(first.size), np.ones(second.size))
    (first, w), (second, v) = (_known(x, count) for x, count in zip((first, second), counts, strict=True))
    one, other = describe(first, w), describe(second, v)
    if not (one.n > 0 and other.n > 0 and (varying(first) or varying(second))):
        return TwoSamples(one, other, Test(None, None, None, None, "levene", "no_variance"), None, None)
    gap = (one.mean or 0.0) - (other.mean or 0.0)
    return TwoSamples(
        one,
        other,
        levene((first, w), (second, v)),
        _student(gap, (one, other), level),
        _welch(gap, (one, other), level),
    )


def _student(gap: float, groups: tuple[Descriptives, Descriptives], level: float) -> MeanDifference | None:
    """Under equal variances; a group of one answer borrows the other's."""
    one, other = groups
    df = one.n + other.n - 2
    if df <= 0:
        return None
    pooled = sum((group.n - 1) * group.variance for group in groups if group.variance is not None) / df
    return _difference(gap, math.sqrt(pooled * (1 / one.n + 1 / other.n)), df, "student_t", level)


def _welch(gap: float, groups: tuple[Descriptives, Descriptives], level: float) -> MeanDifference | None:
    """Under variances of their own, which a group of one answer does not have."""
    one, other = groups
    if one.variance is None or other.variance is None:
        return None
    parts = one.variance / one.n, other.variance / other.n
    df = sum(parts) ** 2 / (parts[0] ** 2 / (one.n - 1) + parts[1] ** 2 / (other.n - 1))
    return _difference(gap, math.sqrt(sum(parts)), df, "welch_t", level)


def _known(values: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Answers with their weights, without those that are missing or do not count."""
    known = ~np.isnan(values) & (np.nan_to_num(counts) > 0)
    return values[known], counts[known]


def levene(*groups: tuple[Floats, Floats]) -> Test:
    """Levene's test of equal variances: analysis of variance of the distances from the group means.

    Args:
        groups: Answers of each of two groups with their frequency weights.
    """
    away = [np.abs(x - float(w @ x) / w.sum()) for x, w in groups]
    sizes = [float(w.sum()) for _, w in groups]
    means = [float(w @ d) / size for d, (_, w), size in zip(away, groups, sizes, strict=True)]
    n = sum(sizes)
    grand = sum(size * mean for size, mean in zip(sizes, means, strict=True)) / n
    between = sum(size * (mean - grand) ** 2 for size, mean in zip(sizes, means, strict=True))
    within = sum(float(w @ (d - mean) ** 2) for d, (_, w), mean in zip(away, groups, means, strict=True))
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
