"""Correlations of two numbers: Pearson's, Spearman's and Kendall's tau-b.

Source: Kendall (1945), Biometrika 33(3), for tau-b. Compared with R's cor and cor.test.
"""

import math

import numpy as np

from alianza.statistics.distributions import t_two_sided
from alianza.statistics.sampling.structure import Floats
from alianza.study.estimate import Test

BLOCK = 512
"""Rows compared with all others at a time, so that Kendall's pairs fit the cache."""


def pearson_correlation(x: Floats, y: Floats, weights: Floats | None = None) -> Test:
    """Pearson's r of the rows that have both, with Student's t test.

    Args:
        x: One number a row, NaN where missing.
        y: The other number.
        weights: Frequency weights.

    Returns:
        A test whose statistic is r and whose `df` is n - 2; no statistic where a variable is constant.
    """
    w = np.ones(x.size) if weights is None else np.nan_to_num(weights)
    both = ~np.isnan(x) & ~np.isnan(y) & (w > 0)
    x, y, w = x[both], y[both], w[both]
    n = float(w.sum())
    if n < 2:
        return Test(None, None, None, None, "pearson_r", "no_answers")
    across, down = x - (w * x).sum() / n, y - (w * y).sum() / n
    spread = math.sqrt(float((w * across**2).sum()) * float((w * down**2).sum()))
    if spread == 0:
        return Test(None, n - 2, None, None, "pearson_r", "constant")
    r = max(-1.0, min(1.0, float((w * across * down).sum()) / spread))
    if n <= 2:
        return Test(r, n - 2, None, None, "pearson_r", "no_df")
    p = t_two_sided(r * math.sqrt((n - 2) / (1 - r * r)), n - 2) if abs(r) < 1 else 0.0
    return Test(r, n - 2, None, p, "pearson_r")


def spearman_correlation(x: Floats, y: Floats) -> Test:
    """Spearman's rho: Pearson's r of the mid-ranks."""
    both = ~np.isnan(x) & ~np.isnan(y)
    found = pearson_correlation(mid_ranks(x[both]), mid_ranks(y[both]))
    return Test(found.statistic, found.df, None, found.p, "spearman_rho", found.reason)


def kendall_tau(x: Floats, y: Floats) -> float | None:
    """Kendall's tau-b, which allows for ties; None where a variable is constant."""
    both = ~np.isnan(x) & ~np.isnan(y)
    x, y = x[both], y[both]
    agreed = untied_x = untied_y = 0.0
    for start in range(0, x.size, BLOCK):
        across = np.sign(x[start : start + BLOCK, None] - x)
        down = np.sign(y[start : start + BLOCK, None] - y)
        agreed += float((across * down).sum())
        untied_x += float(np.abs(across).sum())
        untied_y += float(np.abs(down).sum())
    return agreed / math.sqrt(untied_x * untied_y) if untied_x and untied_y else None


def mid_ranks(x: Floats) -> Floats:
    """Ranks from 1, ties at their mean.

    >>> mid_ranks(np.array([10.0, 20.0, 10.0])).tolist()
    [1.5, 3.0, 1.5]
    """
    _, place, counts = np.unique(x, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[place], dtype=np.float64)
