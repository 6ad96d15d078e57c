"""Quantiles and tail areas, from scipy's special functions (imported on first use, scipy.stats is heavy)."""

import math

import numpy as np
from numpy.typing import NDArray


def t_quantile(probability: float, df: float) -> float:
    """Quantile of Student's t; the normal one for infinite `df`.

    Raises:
        ValueError: If the probability is not between 0 and 1 (a level of 95 instead of 0.95).

    >>> round(t_quantile(0.975, 10), 6)
    2.228139
    """
    from scipy.special import ndtri, stdtrit

    if not 0 < probability < 1:
        raise ValueError(f"a probability or level lies between 0 and 1, not at {probability}")
    return float(ndtri(probability) if math.isinf(df) else stdtrit(df, probability))


def t_two_sided(statistic: float, df: float) -> float:
    """Two-sided p-value of a t statistic."""
    from scipy.special import ndtr, stdtr

    lower = -abs(statistic)
    return float(2 * (ndtr(lower) if math.isinf(df) else stdtr(df, lower)))


def f_tail(statistic: float, df: float, df2: float) -> float:
    """Upper tail of the F distribution.

    >>> round(f_tail(4.0, 2, 10), 6)
    0.052922
    """
    from scipy.special import betainc, fdtrc

    if statistic <= 0:
        return 1.0
    # The beta form keeps its relative precision in the far tail, where 1 - x would lose it.
    tail = float(betainc(df2 / 2, df / 2, df2 / (df2 + df * statistic)))
    return tail if tail > 0 else float(fdtrc(df, df2, statistic))


def chi2_tail(statistic: float, df: float) -> float:
    """Upper tail of the chi-squared distribution.

    >>> round(chi2_tail(3.841459, 1), 6)
    0.05
    """
    from scipy.special import gammaincc

    return float(gammaincc(df / 2, max(statistic, 0.0) / 2))


def logistic(odds: float) -> float:
    """Probability of a log odds, at any size without overflow.

    >>> logistic(0.0), logistic(-1000.0), logistic(1000.0)
    (0.5, 0.0, 1.0)
    """
    small = math.exp(-abs(odds))
    return 1 / (1 + small) if odds >= 0 else small / (1 + small)


def hypergeometric_cdf(
    found: NDArray[np.int64], relevant: NDArray[np.int64], drawn: NDArray[np.int64], population: NDArray[np.int64]
) -> NDArray[np.float64]:
    """P(X <= found) where `drawn` of a population that holds `relevant` are drawn without replacement.

    The arguments are arrays of one length, or broadcast to one. More relevant ones than the population holds give 0.

    >>> four = np.array([4])
    >>> hypergeometric_cdf(np.array([0]), four, four, np.array([10])).round(6)
    array([0.071429])
    """
    from scipy.special import gammaln

    def log_choose(n: NDArray[np.int64], k: NDArray[np.int64]) -> NDArray[np.float64]:
        possible = (k >= 0) & (k <= n)
        with np.errstate(invalid="ignore", divide="ignore"):
            logs = gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0)
        return np.where(possible, logs, -np.inf)

    found, relevant, drawn, population = np.broadcast_arrays(found, relevant, drawn, population)
    values = np.arange(int(found.max(initial=0)) + 1)[:, None]
    logs = log_choose(relevant, values) + log_choose(population - relevant, drawn - values)
    logs = np.where((values <= found) & (relevant <= population), logs, -np.inf) - log_choose(population, drawn)
    total: NDArray[np.float64] = np.minimum(np.exp(logs).sum(axis=0), 1.0)
    return total
