"""Measures of association of ordered categories, with their asymptotic errors.

Each pair of cases agrees (one is higher on both variables), disagrees or ties; gamma, tau-b and tau-c weigh the ties
differently. Pearson's r and Spearman's rho are those of the categories' scores and of their mid-ranks. `se` is the
error without assuming the null hypothesis, and `t` the value over its error under it, but for the two correlations,
whose t is that of a correlation.

Source: Goodman and Kruskal (1972), JASA 67(338); Brown and Benedetti (1977), JASA 72(358), for the errors under the
null hypothesis. Compared with GNU PSPP 1.6.2's CROSSTABS /STATISTICS=GAMMA BTAU CTAU CORR (tests/reference/spss.sps).
"""

import math
from dataclasses import dataclass

import numpy as np

from alianza.statistics.distributions import t_two_sided
from alianza.statistics.sampling.structure import Floats

ORDINAL = ("tau_b", "tau_c", "gamma")


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of association: value, asymptotic standard error, approximate t and its two-sided p-value."""

    value: float
    se: float | None = None
    t: float | None = None
    p: float | None = None


def ordinal_measures(counts: Floats) -> dict[str, Measure]:
    """Kendall's tau-b and tau-c and Goodman and Kruskal's gamma of a table whose margins are all positive.

    >>> found = ordinal_measures(np.array([[20.0, 5.0], [10.0, 15.0]]))
    >>> [round(found[name].value, 4) for name in ORDINAL]
    [0.4082, 0.4, 0.7143]
    """
    n, row, column = float(counts.sum()), counts.sum(axis=1), counts.sum(axis=0)
    agree, differ = pairs(counts)
    p, q = float((counts * agree).sum()), float((counts * differ).sum())
    gap = agree - differ
    free_rows, free_columns = n**2 - float(row @ row), n**2 - float(column @ column)
    spread = math.sqrt(max(0.0, float((counts * gap**2).sum()) - (p - q) ** 2 / n))
    root, least = math.sqrt(free_rows * free_columns), min(counts.shape)
    tau_b = (p - q) / root
    ties = row[:, None] * free_columns + column * free_rows
    inside = float((counts * (2 * root * gap + tau_b * ties) ** 2).sum())
    inside -= n**3 * tau_b**2 * (free_rows + free_columns) ** 2
    tau_c_se = 2 * least / ((least - 1) * n**2) * spread
    tau_c = least * (p - q) / (n**2 * (least - 1))
    crossed = math.sqrt(float((counts * (q * agree - p * differ) ** 2).sum()))
    return {
        "tau_b": _measure(tau_b, math.sqrt(max(0.0, inside)) / root**2, 2 / root * spread),
        "tau_c": _measure(tau_c, tau_c_se, tau_c_se),
        "gamma": _measure((p - q) / (p + q), 4 * crossed / (p + q) ** 2, 2 / (p + q) * spread)
        if p + q
        else Measure(0.0),
    }


def pairs(counts: Floats) -> tuple[Floats, Floats]:
    """For each cell how many cases are higher or lower on both variables, and how many on one and not the other.

    >>> agree, differ = pairs(np.array([[20.0, 5.0], [10.0, 15.0]]))
    >>> agree.tolist(), differ.tolist()
    ([[15.0, 0.0], [0.0, 20.0]], [[0.0, 10.0], [5.0, 0.0]])
    """

    def before(table: Floats) -> Floats:
        """Cases strictly above and to the left of each cell."""
        whole = np.zeros((table.shape[0] + 1, table.shape[1] + 1))
        whole[1:, 1:] = table.cumsum(axis=0).cumsum(axis=1)
        return whole[:-1, :-1]

    agree = before(counts) + before(counts[::-1, ::-1])[::-1, ::-1]
    differ = before(counts[:, ::-1])[:, ::-1] + before(counts[::-1])[::-1]
    return agree, differ


def correlation_measures(counts: Floats, rows: Floats, columns: Floats) -> dict[str, Measure]:
    """Pearson's r of the categories' scores and Spearman's rho of a table whose margins are all positive."""
    ranks = (np.cumsum(sums) - (sums - 1) / 2 for sums in (counts.sum(axis=1), counts.sum(axis=0)))
    return {"spearman": _correlation(counts, *ranks), "pearson_r": _correlation(counts, rows, columns)}


def _correlation(counts: Floats, rows: Floats, columns: Floats) -> Measure:
    n, row, column = float(counts.sum()), counts.sum(axis=1), counts.sum(axis=0)
    x, y = rows - float(row @ rows) / n, columns - float(column @ columns) / n
    sx, sy, product = float(row @ x**2), float(column @ y**2), float(x @ counts @ y)
    root = math.sqrt(sx * sy)
    r = product / root
    away = root * np.outer(x, y) - product / (2 * root) * (x[:, None] ** 2 * sy + y**2 * sx)
    se = math.sqrt(float((counts * away**2).sum())) / root**2
    if n <= 2 or abs(r) >= 1:
        return Measure(r, se)
    t = r * math.sqrt((n - 2) / (1 - r * r))
    return Measure(r, se, t, t_two_sided(t, n - 2))


def _measure(value: float, se: float, null_se: float) -> Measure:
    """The measure with its t over the error that it has under the null hypothesis, normal for large tables."""
    t = value / null_se if null_se > 0 else None
    return Measure(value, se, t, None if t is None else t_two_sided(t, math.inf))
