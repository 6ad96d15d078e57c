"""Krippendorff's alpha for units that are given, at four levels of measurement.

Units with fewer than two codings say nothing about agreement and are dropped, also from the shares of the codes.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal, Unpack

import numpy as np

from alianza.statistics.agreement.coefficient import LOWEST, Coefficient, Numbers
from alianza.statistics.agreement.interval import How, measured
from alianza.statistics.agreement.patterns import Patterns, beside, coder_pairs, in_table, over_pairs, spread, tally
from alianza.statistics.agreement.ratings import MISSING, Cells, Codes, Codings, Ratings, read_ratings
from alianza.statistics.agreement.result import Agreement
from alianza.statistics.agreement.weights import all_finite, positions
from alianza.statistics.sampling.structure import Floats

Level = Literal["nominal", "ordinal", "interval", "ratio"]

Terms = tuple[Numbers, Numbers, Numbers]
"""Observed disagreement, that of codings drawn with replacement, and the number of codings."""

NOTHING = 1e-12
"""A sum of squares below this share of its largest term is rounding error."""


def krippendorff_alpha(
    ratings: Codings,
    level: Level = "nominal",
    codes: Codes | None = None,
    *,
    confidence: float = 0.95,
    **how: Unpack[How],
) -> Agreement:
    """Krippendorff's alpha of any number of coders, with missing codings.

    The coincidence o_ck counts the pairs of codes c and k within units, each unit's divided by its codings less one;
    n_c = sum_k o_ck, n = sum_c n_c. alpha = 1 - D_o / D_e with D_o = sum o_ck d_ck / n and
    D_e = sum n_c n_k d_ck / (n (n - 1)). The difference d_ck is, by level of measurement:

    - nominal: 0 for the same code, 1 for others
    - ordinal: the square of (n_c / 2 + the codings between c and k + n_k / 2)
    - interval: (c - k)^2
    - ratio: ((c - k) / (c + k))^2

    Args:
        ratings: Units by coders; see `Codings` for what is read and what is a gap.
        level: Level of measurement.
        codes: All codes that could be given, in their order; those found if None. Texts need it for `ordinal`.
        confidence: Level of the interval.
        **how: How the interval is made; see `How`. The analytic one is by linearisation, as Gwet's.

    Raises:
        ValueError: If the level needs an order or numbers that the codes do not have.

    Source:
        Krippendorff (2019), Content Analysis, 4th ed., chapter 12; Krippendorff (2011), Computing Krippendorff's
        Alpha-Reliability. Compared with R irr 0.84.1 (which is wrong for complete data of more than two coders) and
        irrCAC 1.4 (whose "ordinal" is another coefficient).

    >>> found = krippendorff_alpha([[1, 1], [1, 0], [0, 1], [0, 0], [0, 0], [0, 1], [0, 0], [0, 1], [0, 0], [0, 0]])
    >>> round(found.value, 4), round(found.observed, 4), round(found.expected, 4)
    (0.0952, 0.4, 0.4421)
    """
    table = read_ratings(ratings, codes)
    if level == "ordinal":
        positions(table)
    elif level in ("interval", "ratio"):
        _values(table, level)
    elif level != "nominal":
        raise ValueError(f"no such level of measurement: {level!r}")
    return measured(table, lambda found: _coefficient(found, table, level), confidence, least=2, **how)


def _values(table: Ratings, level: str) -> Floats:
    values = table.values
    if values is None:
        raise ValueError(f"codes that are texts have no {level} differences")
    all_finite(values)
    if level == "ratio" and (values < 0).any():
        raise ValueError("ratio differences are for codes that are not negative")
    return values


def _coefficient(found: Patterns, table: Ratings, level: Level) -> Coefficient:
    if level == "interval":
        return _interval(found, _values(table, level))
    if level == "ordinal":
        return _ordinal(found, np.argsort(np.argsort(positions(table))))
    if level == "ratio":
        # Ratio differences are neither distances on a line nor squares of such: nothing is known to bound their alpha.
        return replace(_fixed(found, _ratio(_values(table, level))), lowest=-math.inf)
    return _nominal(found, len(table.codes))


def _alpha(found: Patterns, parts: Any, terms: Callable[[Numbers], Terms]) -> Coefficient:
    """Alpha from D_o, the D_e of codings drawn with replacement, and n.

    Gwet's standard error differentiates alpha without the factor n / (n - 1) of D_e.
    """

    def without_replacement(sums: Numbers) -> tuple[Numbers, Numbers]:
        observed, expected, n = terms(sums)
        return observed, expected * n / (n - 1)

    return Coefficient(found.times, parts, without_replacement, lambda sums: terms(sums)[:2], LOWEST)


def _ratio(values: Floats) -> Floats:
    total = values[:, None] + values[None, :]
    return np.asarray(((values[:, None] - values[None, :]) / np.where(total > 0, total, 1.0)) ** 2)


def _nominal(found: Patterns, codes: int) -> Coefficient:
    """Any two codes differ by 1. Sums: disagreement, and codings of each code."""
    differing = over_pairs(found.rows, lambda one, other: (one != other).astype(np.float64)) / (found.coded - 1)

    def terms(sums: Numbers) -> Terms:
        used = sums[:, 1:]
        n = used.sum(axis=1)
        return sums[:, 0] / n, (n**2 - (used**2).sum(axis=1)) / n**2, n

    return _alpha(found, beside(differing, tally(found.rows, codes)), terms)


def _fixed(found: Patterns, apart: Floats) -> Coefficient:
    """Differences that depend on the codes alone. Sums: their disagreement, and codings of each code."""
    differing = over_pairs(found.rows, in_table(apart)) / (found.coded - 1)

    def terms(sums: Numbers) -> Terms:
        used = sums[:, 1:]
        n = used.sum(axis=1)
        return sums[:, 0] / n, ((used @ apart) * used).sum(axis=1) / n**2, n

    return _alpha(found, beside(differing, tally(found.rows, len(apart))), terms)


def _interval(found: Patterns, values: Floats) -> Coefficient:
    """Squared differences. Sums: disagreement, codings, their values and the squares of these.

    D_e comes from moments, so that the number of different values costs nothing: the sum over all pairs of (c - k)^2
    is 2 (n sum v^2 - (sum v)^2).
    """
    present = found.rows != MISSING
    centre = values[found.rows][present].mean()
    v = np.where(present, values[found.rows] - centre, 0.0)
    differing = over_pairs(found.rows, lambda one, other: (values[one] - values[other]) ** 2) / (found.coded - 1)

    def terms(sums: Numbers) -> Terms:
        apart, n, total, squares = sums.T
        spread = n * squares - total**2
        spread = np.where(spread.real > NOTHING * (n * squares).real, spread, 0)
        return apart / n, 2 * spread / n**2, n

    return _alpha(found, np.column_stack([differing, found.coded, v.sum(axis=1), (v**2).sum(axis=1)]), terms)


def _ordinal(found: Patterns, order: Cells) -> Coefficient:
    """Differences that depend on the shares of the codes. Sums: coincidences of codes, and codings of each code.

    The ordinal difference is the squared difference of mid-ranks, so that D_e is a variance: about the middle rank
    n / 2, which is also their mean, sum_ck n_c n_k d_ck = 2 n sum_c n_c (rank_c - n / 2)^2.
    """
    codes = len(order)
    rows: Cells = np.where(found.rows != MISSING, order[found.rows], MISSING)
    coincidences, lower, upper = _coincidences(rows, codes, found.coded)

    def terms(sums: Numbers) -> Terms:
        seen, used = sums[:, : len(lower)], sums[:, len(lower) :]
        n = used.sum(axis=1)
        rank = np.cumsum(used, axis=1) - used / 2 - n[:, None] / 2
        observed = (seen * (rank[:, lower] - rank[:, upper]) ** 2).sum(axis=1) / n
        return observed, 2 * (used * rank**2).sum(axis=1) / n, n

    return _alpha(found, beside(coincidences, tally(rows, codes)), terms)


def _coincidences(rows: Cells, codes: int, coded: Floats) -> tuple[Any, Cells, Cells]:
    """Coincidences of the pairs of different codes that occur, patterns by pairs, and the two codes of each pair."""
    found = list(coder_pairs(rows))
    one, other, pattern = (np.concatenate([each[k] for each in found]) for k in range(3))
    different = one != other
    keys = np.minimum(one, other)[different] * codes + np.maximum(one, other)[different]
    pairs, column = np.unique(keys, return_inverse=True)
    pattern = pattern[different]
    table = spread(pattern, column, 2 / (coded[pattern] - 1), (len(rows), len(pairs)))
    return table, pairs // codes, pairs % codes
