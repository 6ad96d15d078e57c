"""Odds ratio and risk ratios of a fourfold table, with limits.

Source: Woolf (1955), Annals of Human Genetics 19(4), for the limits on the log scale; Cornfield (1956) for the
exact conditional ones, here the roots of the tail probabilities to machine precision (R's fisher.test stops at a
tolerance of 1e-4). Compared with R and with the SPSS layout of Risk Estimate.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from alianza.statistics.distributions import t_quantile
from alianza.statistics.sampling.structure import Floats
from alianza.study.estimate import Estimate, Unit

FURTHEST = 60.0
"""Largest log odds ratio that is searched for."""


@dataclass(frozen=True, slots=True)
class FourfoldRisk:
    """SPSS's Risk Estimate of a 2 x 2 table.

    Attributes:
        odds_ratio: Odds of the first column, first row against second row.
        first: Risk ratio of the first column, first row against second row.
        second: Risk ratio of the second column.
    """

    odds_ratio: Estimate
    first: Estimate
    second: Estimate


def fourfold_risk(counts: Floats, level: float = 0.95) -> FourfoldRisk:
    """Odds ratio and cohort risk ratios of a 2 x 2 table; a number with a zero below it is missing."""
    (a, b), (c, d) = (tuple(float(cell) for cell in line) for line in counts)
    row, other, n = a + b, c + d, int(counts.sum())
    odds = _ratio((a * d, b * c), sum(1 / cell for cell in (a, b, c, d)) if min(a, b, c, d) > 0 else None, n, level)
    return FourfoldRisk(
        odds,
        _ratio((a * other, c * row), 1 / a - 1 / row + 1 / c - 1 / other if a and c else None, n, level, "ratio"),
        _ratio((b * other, d * row), 1 / b - 1 / row + 1 / d - 1 / other if b and d else None, n, level, "ratio"),
    )


def _ratio(
    parts: tuple[float, float], variance: float | None, n: int, level: float, unit: Unit = "odds_ratio"
) -> Estimate:
    if variance is None:
        value = parts[0] / parts[1] if parts[1] else None
        return Estimate(value, n=n, level=level, unit=unit, method="woolf", reason="empty_cell")
    value, reach = parts[0] / parts[1], t_quantile(0.5 + level / 2, math.inf) * math.sqrt(variance)
    low, high = value * math.exp(-reach), value * math.exp(reach)
    return Estimate(value, None, low, high, None, None, n, level, unit=unit, method="woolf")


def conditional_odds_ratio(counts: Floats, level: float = 0.95) -> Estimate:
    """Conditional maximum-likelihood odds ratio of a 2 x 2 table with its exact interval.

    The first cell, given the margins, follows Fisher's noncentral hypergeometric distribution. At the ends of
    its range the estimate is 0 or infinite.
    """
    first, weights, seen = first_cell(counts)
    tail = (1 - level) / 2

    def chances(log_odds: float) -> Floats:
        logs = weights + log_odds * first
        chance = np.exp(logs - logs.max())
        return np.asarray(chance / chance.sum())

    if first.size == 1:
        return Estimate(None, None, 0.0, math.inf, n=int(counts.sum()), level=level, reason="one_level")
    value = _solved(lambda at: float(chances(at) @ first) - seen, seen, first)
    low = 0.0 if seen == first[0] else _root(lambda at: float(chances(at)[first >= seen].sum()) - tail)
    high = math.inf if seen == first[-1] else _root(lambda at: tail - float(chances(at)[first <= seen].sum()))
    return Estimate(
        value, None, low, high, n=int(counts.sum()), level=level, unit="odds_ratio", method="conditional_exact"
    )


def first_cell(counts: Floats) -> tuple[Floats, Floats, float]:
    """Possible values of the first cell of a 2 x 2 table, their log weights given the margins, and the one observed."""
    from scipy.special import gammaln

    (row, other), column = counts.sum(axis=1), counts[:, 0].sum()
    first = np.arange(max(0.0, column - other), min(row, column) + 1)
    logs = -sum(gammaln(cell + 1) for cell in (first, row - first, column - first, other - column + first))
    return first, np.asarray(logs), float(counts[0, 0])


def _solved(rising: Callable[[float], float], seen: float, first: Floats) -> float:
    if seen == first[0]:
        return 0.0
    return math.inf if seen == first[-1] else _root(rising)


def _root(rising: Callable[[float], float]) -> float:
    from scipy.optimize import brentq

    return math.exp(float(brentq(rising, -FURTHEST, FURTHEST, xtol=1e-14, rtol=1e-14, maxiter=500)))
