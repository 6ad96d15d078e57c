"""Tails of weighted sums of chi-squared variables, by Satterthwaite and by the saddlepoint.

The tests that correct a statistic for the design refer it to sum(a_i X_i), each X_i chi-squared with one degree of
freedom, over an independent chi-squared per degree of freedom where the variance was estimated.

Source: Kuonen (1999), Biometrika 86(4); Lumley and Scott (2014), Scandinavian Journal of Statistics 41. Compared
with R survey's pchisqsum and pFsum(method="saddlepoint").
"""

import math
from collections.abc import Callable

import numpy as np

from alianza.statistics.distributions import chi2_tail, f_tail
from alianza.statistics.sampling.structure import Floats

FLAT = 1e-4
"""A saddlepoint this close to 0 gives no approximation there (R's bound)."""

PRECISION = 1e-8
ROUNDS = 1000

EDGE = 0.99999
"""How near the saddlepoint may come to where the moments end, as a share."""


def f_sum_tail(statistic: float, weights: Floats, df2: float) -> float:
    """Chance that sum(weights * chi-squared) over an independent chi-squared(df2)/df2 exceeds the statistic."""
    if math.isinf(df2):
        return chi_squared_sum_tail(statistic, weights)
    # The quotient exceeds x where the numerator less x/df2 times each term of the denominator exceeds 0.
    terms = np.concatenate([weights, np.full(int(df2), -statistic / df2)])
    tail = saddlepoint_tail(0.0, terms)
    if tail is not None:
        return tail
    scale, df = _satterthwaite(weights)
    return f_tail(statistic / scale / df, df, df2)


def chi_squared_sum_tail(statistic: float, weights: Floats) -> float:
    """Chance that sum(weights * chi-squared) exceeds the statistic.

    >>> round(chi_squared_sum_tail(8.0, np.array([2.0, 1.0])), 4)
    0.0724
    """
    tail = saddlepoint_tail(statistic, weights)
    if tail is not None:
        return tail
    scale, df = _satterthwaite(weights)
    return chi2_tail(statistic / scale, df)


def _satterthwaite(weights: Floats) -> tuple[float, float]:
    """Scale and degrees of freedom of the chi-squared with the same mean and variance."""
    mean = float(weights.mean())
    square = float((weights**2).mean()) / mean**2
    return mean * square, weights.size / square


def saddlepoint_tail(statistic: float, weights: Floats) -> float | None:
    """Kuonen's approximation to the upper tail; None near the middle of the distribution, where it has none."""
    from scipy.special import ndtr

    largest = float(weights.max())
    if not largest > 0 or statistic < 0:
        return None
    a, x = weights / largest, statistic / largest

    def slope(zeta: float) -> float:
        return float((a / (1 - 2 * zeta * a)).sum()) - x

    upper = float((1 / (2 * a[a > 0])).min()) * EDGE
    lower = _lower_end(a, x)
    if not slope(lower) < 0 < slope(upper):
        return None
    zeta = root(slope, lower, upper)
    if abs(zeta) < FLAT:
        return None
    cumulants = -float(np.log1p(-2 * zeta * a).sum()) / 2
    w = math.copysign(math.sqrt(2 * (zeta * x - cumulants)), zeta)
    v = zeta * math.sqrt(2 * float((a**2 / (1 - 2 * zeta * a) ** 2).sum()))
    return float(ndtr(-(w + math.log(v / w) / w)))


def root(function: Callable[[float], float], a: float, b: float) -> float:
    """Root between two points at which a function has opposite signs, to within `PRECISION`.

    The tail depends on where exactly the search stops (in its eighth digit), so it goes the way of R's uniroot.

    Source: Brent (1973), Algorithms for Minimization without Derivatives, 4 (zeroin).

    >>> round(root(lambda x: x * x - 2, 0.0, 2.0), 7)
    1.4142136
    """
    at_a, at_b = function(a), function(b)
    c, at_c = a, at_a
    for _ in range(ROUNDS):
        before = b - a
        if abs(at_c) < abs(at_b):
            a, b, c = b, c, b
            at_a, at_b, at_c = at_b, at_c, at_b
        least = 2 * float(np.finfo(float).eps) * abs(b) + PRECISION / 2
        half = (c - b) / 2
        if abs(half) <= least or at_b == 0:
            break
        step = half
        if abs(before) >= least and abs(at_a) > abs(at_b):
            step = _interpolated((a, b, c), (at_a, at_b, at_c), (before, half, least))
        a, at_a = b, at_b
        b += step if abs(step) >= least else math.copysign(least, step)
        at_b = function(b)
        if at_b * at_c > 0:
            c, at_c = a, at_a
    return b


def _interpolated(
    points: tuple[float, float, float], values: tuple[float, float, float], steps: tuple[float, float, float]
) -> float:
    """Step by the secant or inverse parabola where it is short and falls inside, half the interval otherwise."""
    (a, b, c), (at_a, at_b, at_c), (before, half, least) = points, values, steps
    gap, quotient = c - b, at_b / at_a
    if a == c:
        p, q = gap * quotient, 1 - quotient
    else:
        first, second = at_a / at_c, at_b / at_c
        p = quotient * (gap * first * (first - second) - (b - a) * (second - 1))
        q = (first - 1) * (second - 1) * (quotient - 1)
    p, q = (p, -q) if p > 0 else (-p, q)
    near = p < 0.75 * gap * q - abs(least * q) / 2 and p < abs(before * q / 2)
    return p / q if near else half


def _lower_end(a: Floats, x: float) -> float:
    if (a < 0).any():
        return float((1 / (2 * a[a < 0])).max()) * EDGE
    if x > a.sum():
        return -0.01
    return -a.size / (2 * x) if x > 0 else -1e300
