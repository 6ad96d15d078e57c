"""Design-based rank tests: Wilcoxon, Kruskal-Wallis, van der Waerden, median.

Ranks are estimated population ranks (mid-ranks on the weighted distribution), turned into scores; the test
compares the mean scores of the groups under the design.

Source: Lumley and Scott (2013), Biometrika 100(4). Compared with R survey's svyranktest.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from alianza.statistics.distributions import f_tail, t_two_sided
from alianza.statistics.estimates.estimation import Quotients, covariance
from alianza.statistics.sampling.plan import Plan
from alianza.statistics.sampling.structure import Floats, Rows
from alianza.statistics.sampling.variables import MISSING, Factor
from alianza.study.estimate import Test


def _normal(ranks: Floats) -> Floats:
    from scipy.special import ndtri

    return np.asarray(ndtri(ranks))


SCORES: dict[str, Callable[[Floats], Floats]] = {
    "wilcoxon": lambda ranks: ranks,
    "kruskal_wallis": lambda ranks: ranks,
    "van_der_waerden": _normal,
    "median": lambda ranks: (ranks > 0.5).astype(np.float64),
}
"""Score of a population rank between 0 and 1."""


@dataclass(frozen=True, slots=True)
class RankTest:
    """A rank test.

    Attributes:
        test: With two groups t (df: the domain's degrees of freedom minus one); with more Wald's chi-squared, whose
            p comes from F: statistic / df against `df` and `df2`.
        difference: With two groups the mean score of the second less that of the first, otherwise None.
    """

    test: Test
    difference: float | None


def rank_test(plan: Plan, y: Floats, groups: Factor, rows: Rows, kind: str) -> RankTest:
    """Test that a variable is distributed alike in all groups.

    Raises:
        ValueError: If there is no such test.
    """
    if kind not in SCORES:
        raise ValueError(f"kind is one of {', '.join(SCORES)}, not {kind!r}")
    rows = rows[~np.isnan(y[rows]) & (groups.codes[rows] != MISSING) & (plan.structure.weights[rows] != 0)]
    codes, group = np.unique(groups.codes[rows], return_inverse=True)
    if codes.size < 2:
        return RankTest(Test(None, None, None, None, kind, "one_level" if rows.size else "no_answers"), None)
    weights = plan.structure.weights[rows]
    scores = SCORES[kind](population_ranks(y[rows], weights))
    inside = (group.reshape(-1)[:, None] == np.arange(codes.size)).astype(np.float64)
    sums = weights @ inside
    means = (weights * scores) @ inside / sums
    influence = inside * (scores[:, None] - means) / sums
    variance = covariance(plan, Quotients(influence, None, rows))
    contrast = np.eye(codes.size)[1:] - np.eye(codes.size)[0]
    return _tested(kind, contrast @ means, contrast @ variance @ contrast.T, plan.degrees(rows))


def population_ranks(y: Floats, weights: Floats) -> Floats:
    """Estimated rank of each value in the population, as a share: half of its own weight and all below.

    >>> population_ranks(np.array([3.0, 1.0, 3.0]), np.array([1.0, 2.0, 1.0])).tolist()
    [0.75, 0.25, 0.75]
    """
    order = np.argsort(y, kind="stable")
    middle = np.cumsum(weights[order]) - weights[order] / 2
    _, tied = np.unique(y[order], return_inverse=True)
    ranks = np.empty_like(middle)
    # Tied rows share the plain mean of their ranks, as in R, also where their weights differ.
    ranks[order] = (np.bincount(tied, weights=middle) / np.bincount(tied))[tied]
    return np.asarray(ranks / weights.sum())


def _tested(kind: str, difference: Floats, variance: Floats, degrees: float) -> RankTest:
    k = difference.size
    if np.linalg.matrix_rank(variance) < k:
        return RankTest(Test(None, None, None, None, kind, "no_variance"), None)
    if k == 1:
        t, df = float(difference[0] / np.sqrt(variance[0, 0])), degrees - 1
        p = t_two_sided(t, df) if df > 0 else None
        return RankTest(Test(t, df, None, p, kind, "" if df > 0 else "no_df"), float(difference[0]))
    wald, df2 = float(difference @ np.linalg.solve(variance, difference)), degrees - k
    p = f_tail(wald / k, k, df2) if df2 > 0 else None
    return RankTest(Test(wald, k, df2, p, kind, "" if df2 > 0 else "no_df"), None)
