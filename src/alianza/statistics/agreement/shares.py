"""Agreement without a correction for chance: percent agreement and Holsti's coefficient.

They say how often coders agree, and are high for rare codes whatever the coders do; print them beside a coefficient
that allows for chance.
"""

from typing import Literal, Unpack

import numpy as np

from alianza.statistics.agreement.coefficient import Coefficient, Numbers, as_gwet
from alianza.statistics.agreement.interval import How, measured
from alianza.statistics.agreement.patterns import Patterns, coder_pairs, in_table, over_pairs
from alianza.statistics.agreement.ratings import MISSING, Codes, Codings, read_ratings
from alianza.statistics.agreement.result import Agreement
from alianza.statistics.agreement.weights import Weights, weight_matrix
from alianza.statistics.sampling.structure import Floats

Counting = Literal["units", "values", "unanimous"]


def percent_agreement(
    ratings: Codings,
    counting: Counting = "units",
    weights: Weights = "unweighted",
    codes: Codes | None = None,
    *,
    level: float = 0.95,
    **how: Unpack[How],
) -> Agreement:
    """Share of agreement among the codings of a unit, from 0 to 1.

    For r_ik coders who gave unit i the code k, of r_i who coded it: the mean over the units with r_i >= 2 of
    sum_k r_ik (r_ik - 1) / (r_i (r_i - 1)).

    Args:
        ratings: Units by coders; see `Codings` for what is read and what is a gap.
        counting: `units`: the mean over units of the share of pairs of coders that agree; `values`: the same with
            each unit counted as often as it was coded, Krippendorff's observed agreement; `unanimous`: the share of
            units on which all who coded them agree.
        weights: Partial agreement between codes; see `weight_matrix`.
        codes: All codes that could be given, in their order; those found if None.
        level: Level of the interval.
        **how: How the interval is made; see `How`.

    Source:
        Gwet (2021), Handbook of Inter-Rater Reliability; Krippendorff (2019), Content Analysis, chapter 12.
        Compared with R irrCAC 1.4 and irr 0.84.1.

    >>> percent_agreement([[1, 1], [1, 0], [0, 0], [0, 0]], interval="none").value
    0.75
    """
    table = read_ratings(ratings, codes)
    apart = 1 - weight_matrix(weights, table)
    return measured(table, lambda found: _shares(found, apart, counting), level, **how)


def holsti(ratings: Codings, codes: Codes | None = None, *, level: float = 0.95, **how: Unpack[How]) -> Agreement:
    """Holsti's coefficient of reliability: the mean over pairs of coders of 2 M / (N1 + N2).

    M units have the same code by both; N1 and N2 were coded by each. A unit that only one of the two coded counts
    against agreement, where percent agreement leaves it out.

    Args:
        ratings: Units by coders; see `Codings` for what is read and what is a gap.
        codes: All codes that could be given; those found if None.
        level: Level of the interval.
        **how: How the interval is made; see `How`. The analytic one is by linearisation.

    Source:
        Holsti (1969), Content Analysis for the Social Sciences and Humanities, page 140.

    >>> round(holsti([["a", "a"], ["a", "b"], ["b", None]], interval="none").value, 6)
    0.4
    """
    return measured(read_ratings(ratings, codes), _holsti, level, who=True, **how)


def _shares(found: Patterns, apart: Floats, counting: Counting) -> Coefficient:
    """Sums: disagreement of the units that two coders coded, and how many these are or how often they were coded."""
    coded, lowest = found.coded, 1 - float(apart.max(initial=1.0))
    twice = (coded >= 2).astype(np.float64)
    differing = over_pairs(found.rows, in_table(apart)) / np.maximum(coded * (coded - 1), 1)
    if counting == "units":
        published = as_gwet(_uncorrected, found.times, twice)
        return Coefficient(found.times, np.column_stack([differing, twice]), _uncorrected, published, lowest)
    if counting == "values":
        return Coefficient(found.times, np.column_stack([differing * coded, twice * coded]), _uncorrected, None, lowest)
    if counting == "unanimous":
        return Coefficient(found.times, np.column_stack([differing > 0, twice]), _uncorrected, lowest=0.0)
    raise ValueError(f"no such counting: {counting!r}")


def _uncorrected(sums: Numbers) -> tuple[Numbers, Numbers]:
    share = sums[:, 0] / sums[:, 1]
    return share, np.ones_like(share)


def _holsti(found: Patterns) -> Coefficient:
    """Sums: units with the same code by each two coders, then decisions by each two."""
    coders = found.rows.shape[1]
    same = np.zeros((len(found.times), coders * (coders - 1) // 2))
    for pair, (one, other, both) in enumerate(coder_pairs(found.rows)):
        same[both, pair] = one == other
    coded = (found.rows != MISSING).astype(np.float64)
    first, second = np.tril_indices(coders, -1)
    decisions = coded[:, first] + coded[:, second]
    return Coefficient(found.times, np.hstack([same, decisions]), _mean_of_pairs, lowest=0.0)


def _mean_of_pairs(sums: Numbers) -> tuple[Numbers, Numbers]:
    same, decisions = np.split(sums, 2, axis=1)
    share = (1 - 2 * same / decisions).mean(axis=1)
    return share, np.ones_like(share)
