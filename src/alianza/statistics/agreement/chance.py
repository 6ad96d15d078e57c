"""Tests of the hypothesis that coders agree no more than by chance.

Their standard errors hold where that hypothesis does; an interval around a kappa needs another one.
"""

import math

import numpy as np

from alianza.statistics.agreement.ratings import MISSING, Ratings
from alianza.statistics.distributions import t_two_sided
from alianza.statistics.sampling.structure import Floats
from alianza.study.estimate import Test


def fleiss_nee_landis(kappa: float, ratings: Ratings) -> Test | None:
    """Large-sample test of Fleiss' kappa; None where units were coded by different numbers of coders.

    For n units and m coders, p_k the share of code k and q_k = 1 - p_k, the variance under chance is
    2 ((sum p_k q_k)^2 - sum p_k q_k (q_k - p_k)) / (n m (m - 1) (sum p_k q_k)^2).

    Source:
        Fleiss, Nee and Landis (1979), Psychological Bulletin 86(5), formula 12. Compared with R irr 0.84.1.
    """
    coded = ratings.cells != MISSING
    units = ratings.cells[coded.any(axis=1)][:, coded.any(axis=0)]
    if (units == MISSING).any():
        return None
    n, m = units.shape
    p = np.bincount(units.ravel(), minlength=len(ratings.codes)) / units.size
    spread = float((p * (1 - p)).sum())
    variance = 2 * (spread**2 - float((p * (1 - p) * (1 - 2 * p)).sum())) / (n * m * (m - 1) * spread**2)
    return _normal(kappa / math.sqrt(variance), "fleiss_nee_landis")


def fleiss_cohen_everitt(kappa: float, table: Floats, near: Floats) -> Test:
    """Large-sample test of Cohen's kappa, weighted or not.

    With p_i. and p_.j the shares of the two coders' codes, w_i. = sum_j p_.j w_ij and w_.j = sum_i p_i. w_ij, the
    variance under chance is (sum_ij p_i. p_.j (w_ij - w_i. - w_.j)^2 - P_e^2) / (n (1 - P_e)^2).

    Args:
        kappa: The coefficient.
        table: Units by the first coder's code and the second's.
        near: Agreement weights.

    Source:
        Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72(5), formula 9. Compared with R irr 0.84.1 kappa2.
    """
    n = float(table.sum())
    first, second = table.sum(axis=1) / n, table.sum(axis=0) / n
    by_chance = np.outer(first, second)
    expected = float((by_chance * near).sum())
    means = (near @ second)[:, None] + (first @ near)[None, :]
    variance = (float((by_chance * (near - means) ** 2).sum()) - expected**2) / (n * (1 - expected) ** 2)
    if variance <= 0:  # One coder used one code only: kappa is 0 whatever the other did.
        return Test(None, None, None, None, "fleiss_cohen_everitt", "one_code")
    return _normal(kappa / math.sqrt(variance), "fleiss_cohen_everitt")


def _normal(statistic: float, method: str) -> Test:
    return Test(statistic, None, None, t_two_sided(statistic, math.inf), method)
