"""Tests of independence in a weighted table that need the design's covariance, each computed when asked for.

`wald` and `adjusted_wald` compare every cell with what the margins predict, under the covariance of the cells;
`lincom` and `saddlepoint` refer Pearson's statistic to the sum of chi-squared variables that it follows under the
design, where `rao_scott_f` takes a single one with the same first two moments.

Both of the last use the saddlepoint approximation, as R does where CompQuadForm is not installed.

Source: Koch, Freeman, Freeman (1975), International Statistical Review 43; Thomas and Rao (1987), JASA 82(398);
Kuonen (1999), Biometrika 86(4). Compared with R survey's svychisq(statistic="Wald"), "adjWald", "lincom" and
"saddlepoint".
"""

import numpy as np

from alianza.statistics.distributions import f_tail
from alianza.statistics.sampling.structure import Floats
from alianza.statistics.tables.chi_squared_sums import chi_squared_sum_tail, f_sum_tail
from alianza.study.estimate import Test


def wald(table: Floats, variance: Floats, degrees: float, adjusted: bool) -> Test:
    """Wald test of the weighted counts less those that the margins predict.

    Args:
        table: Weighted counts.
        variance: Their covariance, cells in row order.
        degrees: Degrees of freedom of the design.
        adjusted: Correct for few degrees of freedom (denominator: degrees - df + 1).
    """
    name = "adjusted_wald" if adjusted else "wald"
    rows, columns = table.shape
    change = _change(table)
    residual = (table - np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()).reshape(-1)
    used = np.arange(rows * columns).reshape(rows, columns)[1:, 1:].reshape(-1)
    spread = (change @ variance @ change.T)[np.ix_(used, used)]
    df = used.size
    df2 = degrees - df + 1 if adjusted else degrees
    size = np.sqrt(np.maximum(np.diag(spread), 0.0))
    if not (size > 0).all() or np.linalg.matrix_rank(spread / np.outer(size, size)) < df:
        return Test(None, None, None, None, name, "no_variance")
    quadratic = float(residual[used] @ np.linalg.solve(spread, residual[used]))
    statistic = quadratic / df * (df2 / degrees if adjusted and degrees > 0 else 1.0)
    p = f_tail(statistic, df, df2) if df2 > 0 else None
    return Test(statistic, df, df2, p, name, "" if p is not None else "no_df")


def _change(table: Floats) -> Floats:
    """Derivative of every cell's residual by every cell."""
    rows, columns = table.shape
    total = table.sum()
    row, column = np.divmod(np.arange(rows * columns), columns)
    by_row, by_column = table.sum(axis=1)[row], table.sum(axis=0)[column]
    same_row, same_column = row[:, None] == row, column[:, None] == column
    own = np.eye(rows * columns)
    return np.asarray(
        own
        - same_row * (by_column / total)[:, None]
        - same_column * (by_row / total)[:, None]
        + (by_row * by_column / total**2)[:, None]
    )


def chi_squared_sum(name: str, statistic: float, effects: Floats, denominator: float | None) -> Test:
    """Pearson's statistic against the sum of chi-squared variables weighted by the generalised design effects.

    Args:
        name: `lincom` or `saddlepoint`.
        statistic: Pearson's chi-squared of the weighted table, scaled to the sample's size.
        effects: Generalised design effects.
        denominator: Degrees of freedom of the estimated covariance, or None to take it as known.
    """
    if denominator is None:
        return Test(statistic, float(effects.size), None, chi_squared_sum_tail(statistic, effects), name)
    if denominator < 1:
        return Test(statistic, float(effects.size), denominator, None, name, "no_df")
    return Test(statistic, float(effects.size), denominator, f_sum_tail(statistic, effects, denominator), name)
