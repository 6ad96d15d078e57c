"""Correlations of two numbers: Pearson's, Spearman's and Kendall's tau-b, each with its test.

Source: Kendall (1945), Biometrika 33(3), for tau-b; Kendall and Gibbons (1990), Rank Correlation Methods, 4 and 5, for
its normal test with ties. Compared with R's cor and cor.test (exact = FALSE for tau-b).
"""

import math

import numpy as np

from alianza.statistics.distributions import t_two_sided
from alianza.statistics.estimates.descriptives import varying
from alianza.statistics.sampling.structure import Floats
from alianza.statistics.tables.ordinal import pairs as pairs_of_cells
from alianza.study.estimate import Test

BLOCK = 512
"""Rows compared with all others at a time, so that Kendall's pairs fit the cache."""

CELLS = 4_000_000
"""Tables of up to so many cells are counted cell by cell instead of row by row."""


def pearson_correlation(x: Floats, y: Floats, weights: Floats | None = None) -> Test:
    """Pearson's r of the rows that have both, with Student's t test.

    Args:
        x: One number a row, NaN where missing.
        y: The other number.
        weights: Frequency weights.

    Returns:
        A test whose statistic is r and whose `df` is n - 2; no statistic where a variable is constant.
    """
    x, y, w = _both(x, y, weights)
    n = float(w.sum())
    if n < 2:
        return Test(None, None, None, None, "pearson_r", "no_answers")
    across, down = x - (w * x).sum() / n, y - (w * y).sum() / n
    spread = math.sqrt(float((w * across**2).sum()) * float((w * down**2).sum()))
    if not (varying(x) and varying(y) and spread > 0):
        return Test(None, n - 2, None, None, "pearson_r", "constant")
    r = max(-1.0, min(1.0, float((w * across * down).sum()) / spread))
    if n <= 2:
        return Test(r, n - 2, None, None, "pearson_r", "no_df")
    p = t_two_sided(r * math.sqrt((n - 2) / (1 - r * r)), n - 2) if abs(r) < 1 else 0.0
    return Test(r, n - 2, None, p, "pearson_r")


def spearman_correlation(x: Floats, y: Floats, weights: Floats | None = None) -> Test:
    """Spearman's rho: Pearson's r of the mid-ranks, where a frequency weight counts a row so many times."""
    x, y, w = _both(x, y, weights)
    found = pearson_correlation(mid_ranks(x, w), mid_ranks(y, w), w)
    return Test(found.statistic, found.df, None, found.p, "spearman_rho", found.reason)


def kendall_tau(x: Floats, y: Floats) -> float | None:
    """Kendall's tau-b, which allows for ties; None where a variable is constant."""
    return kendall_correlation(x, y).statistic


def kendall_correlation(x: Floats, y: Floats, weights: Floats | None = None) -> Test:
    """Kendall's tau-b with its normal test, whose variance allows for ties; no statistic where a variable is constant.

    Args:
        x: One number a row, NaN where missing.
        y: The other number.
        weights: Frequency weights.
    """
    x, y, w = _both(x, y, weights)
    n = float(w.sum())
    across, down = (np.bincount(np.unique(v, return_inverse=True)[1], weights=w) for v in (x, y))
    free = [n**2 - float(sizes @ sizes) for sizes in (across, down)]
    if n <= 2 or not all(free):
        return Test(None, None, None, None, "kendall_tau_b", "no_df" if n <= 2 else "constant")
    agreed = _agreement(x, y, w)
    pairs, triples = ([float((s * (s - 1)) @ (s - k)) for s in (across, down)] for k in (-2.5, 2))
    tied = [float(s @ (s - 1)) for s in (across, down)]
    variance = (n * (n - 1) * (2 * n + 5) - 2 * sum(pairs)) / 18
    variance += triples[0] * triples[1] / (9 * n * (n - 1) * (n - 2)) + tied[0] * tied[1] / (2 * n * (n - 1))
    z = agreed / 2 / math.sqrt(variance) if variance > 0 else math.inf
    return Test(agreed / math.sqrt(free[0] * free[1]), None, None, t_two_sided(z, math.inf), "kendall_tau_b")


def _both(x: Floats, y: Floats, weights: Floats | None) -> tuple[Floats, Floats, Floats]:
    """The rows that have both numbers and count, with their weights."""
    w = np.ones(x.size) if weights is None else np.nan_to_num(weights)
    both = ~np.isnan(x) & ~np.isnan(y) & (w > 0)
    return x[both], y[both], w[both]


def _agreement(x: Floats, y: Floats, w: Floats) -> float:
    """Pairs in the same order on both variables minus pairs in opposite order, each pair counted twice."""
    (levels, row), (others, column) = (np.unique(v, return_inverse=True) for v in (x, y))
    if levels.size * others.size <= CELLS:
        size = levels.size, others.size
        sums = np.bincount(row * size[1] + column, weights=w, minlength=size[0] * size[1])
        counts = np.asarray(sums, dtype=np.float64).reshape(size)
        agree, differ = pairs_of_cells(counts)
        return float((counts * (agree - differ)).sum())
    return pair_by_pair(x, y, w)


def pair_by_pair(x: Floats, y: Floats, w: Floats) -> float:
    """The same, comparing each row with all others: for numbers with few ties."""
    agreed = 0.0
    for start in range(0, x.size, BLOCK):
        part = slice(start, start + BLOCK)
        same = np.sign(x[part, None] - x) * np.sign(y[part, None] - y)
        agreed += float(w[part] @ (same @ w))
    return agreed


def mid_ranks(x: Floats, weights: Floats | None = None) -> Floats:
    """Ranks from 1, ties at their mean.

    >>> mid_ranks(np.array([10.0, 20.0, 10.0])).tolist()
    [1.5, 3.0, 1.5]
    """
    _, place = np.unique(x, return_inverse=True)
    counts = np.bincount(place, weights=weights)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[place], dtype=np.float64)
