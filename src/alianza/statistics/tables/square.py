"""Two ratings of the same cases in the same categories: Cohen's kappa, and McNemar's and Bowker's tests of symmetry.

Source: Cohen (1960), Educational and Psychological Measurement 20(1); Fleiss, Cohen and Everitt (1969), Psychological
Bulletin 72(5), for kappa's errors; McNemar (1947), Psychometrika 12(2), exact; Bowker (1948), JASA 43(244). Compared
with R's psych::cohen.kappa, binom.test and mcnemar.test (tests/reference/spss.R); GNU PSPP 1.6.2 prints the same kappa
and t, but another error than the delta method gives.
"""

import math

import numpy as np

from alianza.statistics.distributions import chi2_tail, t_two_sided
from alianza.statistics.sampling.structure import Floats
from alianza.statistics.tables.ordinal import Measure
from alianza.statistics.tables.paired import mcnemar_exact
from alianza.study.estimate import Test


def kappa(counts: Floats) -> Measure | None:
    """Cohen's kappa of a square table; None where chance alone would agree always.

    >>> found = kappa(np.array([[20.0, 5.0], [10.0, 15.0]]))
    >>> round(found.value, 4), round(found.se, 6), round(found.t, 6)
    (0.4, 0.126996, 2.886751)
    """
    n = float(counts.sum())
    p = counts / n
    row, column, same = p.sum(axis=1), p.sum(axis=0), float(np.trace(p))
    chance = float(row @ column)
    if chance >= 1:
        return None
    value = (same - chance) / (1 - chance)
    diagonal = float((np.diag(p) * ((1 - chance) - (row + column) * (1 - same)) ** 2).sum())
    off = p * (column[:, None] + row) ** 2
    off_diagonal = (1 - same) ** 2 * float(off.sum() - np.trace(off))
    variance = diagonal + off_diagonal - (same * chance - 2 * chance + same) ** 2
    null = chance + chance**2 - float((row * column * (row + column)).sum())
    se, null_se = (math.sqrt(max(0.0, part) / n) / (1 - chance) ** power for part, power in ((variance, 2), (null, 1)))
    t = value / null_se if null_se > 0 else None
    return Measure(value, se, t, None if t is None else t_two_sided(t, math.inf))


def symmetry(counts: Floats) -> Test:
    """Whether cases move from one category to another as often as back: exact for two categories, else Bowker's.

    >>> round(symmetry(np.array([[20.0, 2.0], [10.0, 15.0]])).p, 6)
    0.038574
    """
    if counts.shape == (2, 2):
        return mcnemar_exact(int(counts[0, 1]), int(counts[1, 0]))
    above, below = counts[np.triu_indices(len(counts), 1)], counts.T[np.triu_indices(len(counts), 1)]
    met = above + below > 0
    df = int(met.sum())
    if not df:
        return Test(None, None, None, 1.0, "bowker", "no_discordant_pairs")
    statistic = float(((above - below)[met] ** 2 / (above + below)[met]).sum())
    return Test(statistic, df, None, chi2_tail(statistic, df), "bowker")
