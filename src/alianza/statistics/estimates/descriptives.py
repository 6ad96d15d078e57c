"""Descriptive statistics of one number as SPSS prints them, with or without frequency weights.

Skewness and kurtosis are the unbiased type 2, percentiles follow SPSS's HAVERAGE rule, the mode is the
smallest of the most frequent values. Frequency weights count a row as so many rows; their sum is the base.

Source: Joanes and Gill (1998), The Statistician 47(1), for the types of skewness; Hyndman and Fan (1996), The
American Statistician 50(4), definition 6, for the percentiles. Compared with R's psych::describe(type=2) and
quantile(type=6), and with GNU PSPP 1.6.2.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from alianza.statistics.sampling.structure import Floats

Rule = Literal["haverage", "interpolated"]


@dataclass(frozen=True, slots=True)
class Descriptives:
    """Descriptive statistics of one variable; None where the base is too small for a number.

    Attributes:
        n: Valid answers: rows, or the sum of their frequency weights.
        missing: Rows (or weights) without an answer.
        mean: Arithmetic mean.
        se_mean: Its standard error, the standard deviation over the root of n.
        median: Percentile 50 by the HAVERAGE rule.
        mode: Smallest of the most frequent values.
        modes: How many values are most frequent.
        sd: Standard deviation with n - 1.
        variance: Its square.
        skewness: Type 2.
        se_skewness: Standard error of the skewness under normality.
        kurtosis: Excess kurtosis, type 2.
        se_kurtosis: Its standard error under normality.
        minimum: Smallest answer.
        maximum: Largest answer.
        total: Sum of the answers.
    """

    n: float
    missing: float
    mean: float | None = None
    se_mean: float | None = None
    median: float | None = None
    mode: float | None = None
    modes: int = 0
    sd: float | None = None
    variance: float | None = None
    skewness: float | None = None
    se_skewness: float | None = None
    kurtosis: float | None = None
    se_kurtosis: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    total: float | None = None

    @property
    def range(self) -> float | None:
        """Largest minus smallest answer."""
        return None if self.minimum is None or self.maximum is None else self.maximum - self.minimum


def varying(x: Floats) -> bool:
    """Whether two values differ; a sum of squares around the mean is not 0 for twelve values of 0.1."""
    return bool(x.size and x.max() > x.min())


def describe(values: Floats, weights: Floats | None = None) -> Descriptives:
    """Descriptive statistics of a number.

    Args:
        values: One number a row, NaN where missing.
        weights: Frequency weights, one a row; rows with weight zero or missing do not count.
    """
    counts = np.ones(values.size) if weights is None else np.nan_to_num(weights)
    known = ~np.isnan(values) & (counts > 0)
    missing = float(counts[np.isnan(values) & (counts > 0)].sum())
    x, w = values[known], counts[known]
    n = float(w.sum())
    if not x.size:
        return Descriptives(n, missing)
    mean = float((w * x).sum() / n)
    mode, modes = _mode(x, w)
    varies = varying(x)
    variance = (float((w * (x - mean) ** 2).sum()) / (n - 1) if varies else 0.0) if n > 1 else None
    scaled = (x - mean) / math.sqrt(variance) if variance else np.zeros(0)
    return Descriptives(
        n,
        missing,
        mean,
        None if variance is None else math.sqrt(variance / n),
        percentiles(x, [0.5], w)[0],
        mode,
        modes,
        None if variance is None else math.sqrt(variance),
        variance,
        *_shape(n, scaled, w),
        float(x.min()),
        float(x.max()),
        float((w * x).sum()),
    )


def percentiles(
    values: Floats, probabilities: Sequence[float], weights: Floats | None = None, rule: Rule = "haverage"
) -> list[float | None]:
    """Percentiles of a number.

    Args:
        values: One number a row, NaN where missing.
        probabilities: Shares between 0 and 1.
        weights: Frequency weights, one a row.
        rule: `haverage` places share p at (n + 1) p (SPSS, R's type 6); `interpolated` at 1 + (n - 1) p (R's type 7).

    Returns:
        One percentile a share; None without answers.

    >>> percentiles(np.array([1.0, 2.0, 3.0, 4.0]), [0.25, 0.5])
    [1.25, 2.5]
    """
    counts = np.ones(values.size) if weights is None else np.nan_to_num(weights)
    known = ~np.isnan(values) & (counts > 0)
    order = np.argsort(values[known], kind="stable")
    x, upto = values[known][order], np.cumsum(counts[known][order])
    if not x.size:
        return [None for _ in probabilities]
    n = float(upto[-1])
    places = [(n + 1) * p if rule == "haverage" else 1 + (n - 1) * p for p in probabilities]
    return [_at(x, upto, place) for place in places]


def _at(x: Floats, upto: Floats, place: float) -> float:
    """The value at a place of the sorted answers, between neighbours in proportion."""
    below = math.floor(place + 1e-9)
    share = max(0.0, place - below)
    first, second = (x[min(int(np.searchsorted(upto, at - 1e-9)), x.size - 1)] for at in (below, below + 1))
    return float(first + share * (second - first)) if below >= 1 else float(x[0])


def _mode(x: Floats, weights: Floats) -> tuple[float, int]:
    found, place = np.unique(x, return_inverse=True)
    counts = np.bincount(place, weights=weights)
    often = np.isclose(counts, counts.max(), rtol=1e-12)
    return float(found[np.argmax(often)]), int(often.sum())


def _shape(n: float, scaled: Floats, weights: Floats) -> tuple[float | None, float | None, float | None, float | None]:
    """Skewness and kurtosis of type 2 with their standard errors, as far as the base allows them.

    `scaled` are the distances from the mean in standard deviations; empty where the answers do not vary.
    """
    if n <= 2 or not scaled.size:
        return None, None, None, None
    skewness = n * float(weights @ scaled**3) / ((n - 1) * (n - 2))
    se = math.sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)))
    if n <= 3:
        return skewness, se, None, None
    fourth = n * (n + 1) * float(weights @ scaled**4) / (n - 1) - 3 * (n - 1) ** 2
    kurtosis = fourth / ((n - 2) * (n - 3))
    return skewness, se, kurtosis, math.sqrt(4 * (n**2 - 1) * se**2 / ((n - 3) * (n + 5)))
