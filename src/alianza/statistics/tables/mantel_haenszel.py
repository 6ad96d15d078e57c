"""Fourfold tables in strata: common odds ratio, tests of conditional independence, and whether the odds ratios agree.

Source: Mantel and Haenszel (1959), JNCI 22(4); Cochran (1954), Biometrics 10(4), for his test; Robins, Breslow and
Greenland (1986), Biometrics 42(2), for the variance of the log odds ratio; Breslow and Day (1980), Statistical Methods
in Cancer Research 1, 4.4; Tarone (1985), Biometrika 72(1). Compared with R's mantelhaen.test; Cochran's test and that
of homogeneity with their formulas in R (tests/reference/spss.R).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alianza.statistics.distributions import chi2_tail, t_quantile, t_two_sided
from alianza.statistics.sampling.structure import Floats
from alianza.study.estimate import Estimate, Test


@dataclass(frozen=True, slots=True)
class MantelHaenszel:
    """What fourfold tables in strata say together.

    Attributes:
        odds_ratio: Common odds ratio with its interval.
        test: Mantel-Haenszel test of no association, without continuity correction.
        corrected: The same with continuity correction.
        cochran: Cochran's test of no association, whose variance is binomial instead of hypergeometric.
        breslow_day: Test that all strata share one odds ratio.
        tarone: The same with Tarone's correction.
        log_se: Standard error of the logarithm of the common odds ratio.
        strata: Tables that inform the common odds ratio.
    """

    odds_ratio: Estimate
    test: Test
    corrected: Test
    cochran: Test
    breslow_day: Test
    tarone: Test
    log_se: float | None
    strata: int

    @property
    def significance(self) -> float | None:
        """Two-sided p-value of a common odds ratio of one, from its logarithm and that one's error."""
        if not (self.odds_ratio.value and self.log_se):
            return None
        return t_two_sided(math.log(self.odds_ratio.value) / self.log_se, math.inf)


def mantel_haenszel(tables: Sequence[Floats], level: float = 0.95) -> MantelHaenszel:
    """Join fourfold tables of counts, one a stratum; those with an empty margin carry no information.

    Args:
        tables: 2 x 2 arrays, rows exposed and unexposed, columns outcome and no outcome.
        level: Level of the interval.
    """
    useful = [
        np.asarray(t, dtype=np.float64) for t in tables if (t.sum(axis=0) > 0).all() and (t.sum(axis=1) > 0).all()
    ]
    if not useful:
        none = Test(None, None, None, None, "mantel_haenszel", "no_answers")
        missing = Estimate(None, level=level, unit="odds_ratio", method="mantel_haenszel", reason="no_answers")
        return MantelHaenszel(missing, none, none, none, none, none, None, 0)
    cells = np.stack(useful)
    odds, log_se = _common(cells, level)
    tests = _association(cells, 0.0, 1), _association(cells, 0.5, 1), _association(cells, 0.0, 0)
    return MantelHaenszel(odds, *tests, *_homogeneity(cells, odds.value), log_se, len(useful))


def _common(cells: Floats, level: float) -> tuple[Estimate, float | None]:
    """Common odds ratio, and the standard error of its logarithm."""
    n = cells.sum(axis=(1, 2))
    a, b, c, d = cells[:, 0, 0], cells[:, 0, 1], cells[:, 1, 0], cells[:, 1, 1]
    along, across, same, cross = a * d / n, b * c / n, (a + d) / n, (b + c) / n
    top, bottom, total = float(along.sum()), float(across.sum()), int(n.sum())
    if not (top and bottom):
        value = top / bottom if bottom else None
        reason = "empty_cell"
        return Estimate(value, n=total, level=level, unit="odds_ratio", method="mantel_haenszel", reason=reason), None
    variance = (
        float((same * along).sum()) / (2 * top**2)
        + float((same * across + cross * along).sum()) / (2 * top * bottom)
        + float((cross * across).sum()) / (2 * bottom**2)
    )
    reach = t_quantile(0.5 + level / 2, math.inf) * math.sqrt(variance)
    value = top / bottom
    low, high = value * math.exp(-reach), value * math.exp(reach)
    found = Estimate(value, None, low, high, None, None, total, level, unit="odds_ratio", method="mantel_haenszel")
    return found, math.sqrt(variance)


def _association(cells: Floats, correction: float, lost: int) -> Test:
    """Test of no association; `lost` is what a stratum's n is lowered by in the variance: 1, or 0 for Cochran's."""
    method = "mantel_haenszel" if lost else "cochran"
    n = cells.sum(axis=(1, 2))
    rows, columns = cells.sum(axis=2), cells.sum(axis=1)
    away = abs(float((cells[:, 0, 0] - rows[:, 0] * columns[:, 0] / n).sum()))
    inside = n > lost
    margins = (rows.prod(axis=1) * columns.prod(axis=1))[inside]
    variance = float((margins / (n[inside] ** 2 * (n[inside] - lost))).sum())
    if variance <= 0:
        return Test(None, 1, None, None, method, "no_variance")
    statistic = (away - min(correction, away)) ** 2 / variance
    return Test(statistic, 1, None, chi2_tail(statistic, 1), method)


def _homogeneity(cells: Floats, odds: float | None) -> tuple[Test, Test]:
    """Breslow and Day's test, plain and with Tarone's correction."""
    df = len(cells) - 1
    if odds is None or odds <= 0 or df < 1:
        return (Test(None, df, None, None, "breslow_day", "no_df"), Test(None, df, None, None, "tarone", "no_df"))
    rows, columns = cells.sum(axis=2), cells.sum(axis=1)
    fitted = np.array([_fitted(row[0], row[1], column[0], odds) for row, column in zip(rows, columns, strict=True)])
    others = rows[:, 0] - fitted, columns[:, 0] - fitted, rows[:, 1] - columns[:, 0] + fitted
    variance = 1 / (1 / fitted + sum(1 / other for other in others))
    away = cells[:, 0, 0] - fitted
    plain = float((away**2 / variance).sum())
    corrected = plain - float(away.sum()) ** 2 / float(variance.sum())
    return (
        Test(plain, df, None, chi2_tail(plain, df), "breslow_day"),
        Test(corrected, df, None, chi2_tail(corrected, df), "tarone"),
    )


def _fitted(row: float, other: float, column: float, odds: float) -> float:
    """First cell of a fourfold table with these margins and this odds ratio (the root inside its range)."""
    if abs(odds - 1) < 1e-12:
        return row * column / (row + other)
    half = odds * (row + column) + other - column
    root = math.sqrt(half**2 - 4 * (odds - 1) * odds * row * column)
    # The stable form of the smaller root: no difference of nearly equal numbers.
    return 2 * odds * row * column / (half + root) if half > 0 else (half - root) / (2 * (odds - 1))
