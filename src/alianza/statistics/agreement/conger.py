"""Conger's kappa: Cohen's kappa for more than two coders."""

import math
from dataclasses import replace
from typing import Unpack

import numpy as np

from alianza.statistics.agreement.coefficient import LOWEST, Coefficient, Numbers, as_gwet
from alianza.statistics.agreement.interval import How, measured
from alianza.statistics.agreement.patterns import Patterns, beside, in_table, over_pairs, tally
from alianza.statistics.agreement.ratings import MISSING, Codes, Codings, read_ratings
from alianza.statistics.agreement.result import Agreement
from alianza.statistics.agreement.weights import Weights, weight_matrix
from alianza.statistics.sampling.structure import Floats


def conger_kappa(
    ratings: Codings,
    weights: Weights = "unweighted",
    codes: Codes | None = None,
    *,
    level: float = 0.95,
    **how: Unpack[How],
) -> Agreement:
    """Conger's kappa: as Fleiss' kappa, but by chance each coder uses the codes as that coder does.

    With p_gk the share of code k among the codings of coder g of m, agreement weights w_kl and the P_o of Fleiss'
    kappa: P_e = sum over coders g != h of sum_kl w_kl p_gk p_hl / (m (m - 1)). For two coders it is Cohen's kappa.

    Args:
        ratings: Units by coders; see `Codings` for what is read and what is a gap.
        weights: Partial agreement between codes; see `weight_matrix`.
        codes: All codes that could be given, in their order; those found if None.
        level: Level of the interval.
        **how: How the interval is made; see `How`. The analytic one is Gwet's.

    Source:
        Conger (1980), Psychological Bulletin 88(2). Compared with R irr 0.84.1 and irrCAC 1.4.

    >>> round(conger_kappa([["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"], ["b", "b"]]).value, 6)
    0.545455
    """
    table = read_ratings(ratings, codes)
    apart = 1 - weight_matrix(weights, table)
    lowest = LOWEST if isinstance(weights, str) else -math.inf

    def make(found: Patterns) -> Coefficient:
        return replace(_coefficient(found, apart), lowest=lowest if found.complete else -math.inf)

    return measured(table, make, level, who=True, **how)


def _coefficient(found: Patterns, apart: Floats) -> Coefficient:
    """Sums: disagreement of the units coded twice, how many they are, and each coder's uses of each code."""
    coders, codes = found.rows.shape[1], len(apart)
    coded = found.coded
    differing = over_pairs(found.rows, in_table(apart)) / np.maximum(coded * (coded - 1), 1)
    # Each coder's codes are counted apart, as if they were other codes.
    own = np.where(found.rows != MISSING, found.rows + codes * np.arange(coders), MISSING)
    used = tally(own, coders * codes)

    def disagreement(sums: Numbers) -> tuple[Numbers, Numbers]:
        uses = sums[:, 2:].reshape(-1, coders, codes)
        shares = uses / uses.sum(axis=2, keepdims=True)
        together = shares.sum(axis=1)
        alone = ((shares @ apart) * shares).sum(axis=(1, 2))
        expected = (((together @ apart) * together).sum(axis=1) - alone) / (coders * (coders - 1))
        return sums[:, 0] / sums[:, 1], expected

    twice = (coded >= 2).astype(np.float64)
    published = as_gwet(disagreement, found.times, twice)
    return Coefficient(found.times, beside(differing, twice, used), disagreement, published)
