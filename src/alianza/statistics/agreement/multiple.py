"""Chance-corrected agreement of any number of coders in which each coder's own habits do not matter.

All share the observed agreement P_o, the mean over units of the share of agreeing pairs of coders, and differ in the
agreement P_e expected by chance. With r_ik of r_i coders who gave unit i the code k, q codes, agreement weights w_kl
and pi_k the mean over all n units of r_ik / r_i:

- Fleiss: P_e = sum_kl w_kl pi_k pi_l
- Gwet AC1: P_e = sum_k pi_k (1 - pi_k) / (q - 1)
- Gwet AC2: P_e = sum_kl w_kl / (q (q - 1)) * sum_k pi_k (1 - pi_k)
- Brennan and Prediger: P_e = sum_kl w_kl / q^2

Missing codings are treated as Gwet does: a unit that one coder coded counts in pi, not in P_o.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Unpack

import numpy as np

from alianza.statistics.agreement.chance import fleiss_nee_landis
from alianza.statistics.agreement.coefficient import LOWEST, Coefficient, Numbers, as_gwet
from alianza.statistics.agreement.interval import How, measured
from alianza.statistics.agreement.patterns import Patterns, beside, in_table, over_pairs, tally
from alianza.statistics.agreement.ratings import MISSING, Cells, Codes, Codings, Ratings, read_ratings
from alianza.statistics.agreement.result import Agreement
from alianza.statistics.agreement.weights import Weights, weight_matrix
from alianza.statistics.sampling.structure import Floats

Chance = Callable[[Numbers, Floats], Numbers]
"""Shares of the codes (rows by codes) and weights to the agreement expected by chance."""


def fleiss_kappa(
    ratings: Codings,
    weights: Weights = "unweighted",
    codes: Codes | None = None,
    *,
    level: float = 0.95,
    **how: Unpack[How],
) -> Agreement:
    """Fleiss' kappa of any number of coders, with the kappa of each code against the others.

    Args:
        ratings: Units by coders; see `Codings` for what is read and what is a gap. The coders need not be the same
            persons for every unit.
        weights: Partial agreement between codes; see `weight_matrix`.
        codes: All codes that could be given, in their order; those found if None.
        level: Level of the interval.
        **how: How the interval is made; see `How`. The analytic one is Gwet's.

    Returns:
        The kappa; `by_code` holds that of each code, `chance` the large-sample test of Fleiss, Nee and Landis where
        every unit was coded as often. Their standard error holds under chance only, so no interval is made of it.

    Source:
        Fleiss (1971), Psychological Bulletin 76(5); Fleiss, Nee and Landis (1979), Psychological Bulletin 86(5).
        Compared with R irr 0.84.1 kappam.fleiss and irrCAC 1.4.

    >>> found = fleiss_kappa([["a", "a", "a"], ["a", "a", "b"], ["b", "b", "b"], ["b", "b", "b"]])
    >>> round(found.value, 6), round(found.by_code["a"].value, 6)
    (0.657143, 0.657143)
    """
    table = read_ratings(ratings, codes)
    found = _corrected(table, weights, _fleiss, level, **how)
    if not isinstance(weights, str) or weights != "unweighted" or found.value is None:
        return found
    each = {code: _one_code(table, place, level, **how) for place, code in enumerate(table.codes)}
    return replace(found, chance=fleiss_nee_landis(found.value, table), by_code=each)


def gwet_ac1(ratings: Codings, codes: Codes | None = None, *, level: float = 0.95, **how: Unpack[How]) -> Agreement:
    """Gwet's AC1, which stays high where coders agree and nearly all units have the same code.

    Args:
        ratings: Units by coders; see `Codings` for what is read and what is a gap.
        codes: All codes that could be given; those found if None. AC1 depends on how many there are.
        level: Level of the interval.
        **how: How the interval is made; see `How`. The analytic one is Gwet's.

    Source:
        Gwet (2008), British Journal of Mathematical and Statistical Psychology 61(1). Compared with R irrCAC 1.4.

    >>> round(gwet_ac1([[1, 1]] * 80 + [[1, 2]] * 7 + [[2, 1]] * 8 + [[2, 2]] * 5).value, 3)
    0.808
    """
    return gwet_ac2(ratings, "unweighted", codes, level=level, **how)


def gwet_ac2(
    ratings: Codings,
    weights: Weights = "quadratic",
    codes: Codes | None = None,
    *,
    level: float = 0.95,
    **how: Unpack[How],
) -> Agreement:
    """Gwet's AC2: AC1 with partial agreement between codes that are near each other.

    Args:
        ratings: Units by coders; see `Codings` for what is read and what is a gap.
        weights: Partial agreement between codes; see `weight_matrix`.
        codes: All codes that could be given, in their order; those found if None.
        level: Level of the interval.
        **how: How the interval is made; see `How`. The analytic one is Gwet's.

    Source:
        Gwet (2021), Handbook of Inter-Rater Reliability, 5th ed. Compared with R irrCAC 1.4.

    >>> round(gwet_ac2([[1, 1], [2, 3], [3, 3], [1, 2]], "linear", interval="none").value, 6)
    0.448276
    """
    return _corrected(read_ratings(ratings, codes), weights, _gwet, level, **how)


def brennan_prediger(
    ratings: Codings,
    weights: Weights = "unweighted",
    codes: Codes | None = None,
    *,
    level: float = 0.95,
    **how: Unpack[How],
) -> Agreement:
    """Brennan and Prediger's kappa: by chance every code is as likely as any other.

    With two codes and two coders it is also called PABAK or Bennett's S.

    Args:
        ratings: Units by coders; see `Codings` for what is read and what is a gap.
        weights: Partial agreement between codes; see `weight_matrix`.
        codes: All codes that could be given, in their order; those found if None. The coefficient depends on how
            many there are, so name them: a code that nobody used counts.
        level: Level of the interval.
        **how: How the interval is made; see `How`. The analytic one is Gwet's.

    Source:
        Brennan and Prediger (1981), Educational and Psychological Measurement 41(3). Compared with R irrCAC 1.4.

    >>> brennan_prediger([[1, 1], [1, 1], [1, 0], [1, 1]], codes=[0, 1], interval="none").value
    0.5
    """
    return _corrected(read_ratings(ratings, codes), weights, _equal_chances, level, **how)


def _fleiss(shares: Numbers, weights: Floats) -> Numbers:
    return np.asarray(((shares @ weights) * shares).sum(axis=1))


def _gwet(shares: Numbers, weights: Floats) -> Numbers:
    codes = len(weights)
    if codes < 2:  # With one code no disagreement can be expected.
        return np.ones(len(shares), dtype=shares.dtype)
    return np.asarray(weights.sum() / (codes * (codes - 1)) * (shares * (1 - shares)).sum(axis=1))


def _equal_chances(shares: Numbers, weights: Floats) -> Numbers:
    return np.full(len(shares), weights.mean(), dtype=shares.dtype)


def _corrected(table: Ratings, weights: Weights, chance: Chance, level: float, **how: Unpack[How]) -> Agreement:
    near = weight_matrix(weights, table)

    def make(found: Patterns) -> Coefficient:
        lowest = _lowest(chance, near, found.complete and isinstance(weights, str))
        return replace(_coefficient(found, near, chance), lowest=lowest)

    return measured(table, make, level, **how)


def _lowest(chance: Chance, near: Floats, bounded: bool) -> float:
    """What the coefficient cannot be below; for Gwet's and Brennan and Prediger's, P_e is sum w / q^2 at most."""
    if chance is _fleiss:
        return LOWEST if bounded else -math.inf
    least = 1 - float(near.mean()) if len(near) else 0.0
    return 1 - float((1 - near).max()) / least if least > 0 else -math.inf


def _coefficient(found: Patterns, near: Floats, chance: Chance) -> Coefficient:
    """Sums: disagreement of the units coded twice, how many they are, and the shares of the codes in every unit."""
    coded = found.coded
    differing = over_pairs(found.rows, in_table(1 - near)) / np.maximum(coded * (coded - 1), 1)
    shares = tally(found.rows, len(near), 1 / coded)

    def disagreement(sums: Numbers) -> tuple[Numbers, Numbers]:
        units = sums[:, 2:].sum(axis=1, keepdims=True)
        return sums[:, 0] / sums[:, 1], 1 - chance(sums[:, 2:] / units, near)

    twice = (coded >= 2).astype(np.float64)
    published = as_gwet(disagreement, found.times, twice)
    return Coefficient(found.times, beside(differing, twice, shares), disagreement, published)


def _one_code(table: Ratings, place: int, level: float, **how: Unpack[How]) -> Agreement:
    """Fleiss' kappa of one code against all others."""
    cells: Cells = np.where(table.cells == MISSING, MISSING, (table.cells == place).astype(np.int64))
    two = Ratings((False, True), cells, ordered=True)
    found = _corrected(two, "unweighted", _fleiss, level, **how)
    return found if found.value is None else replace(found, chance=fleiss_nee_landis(found.value, two))
