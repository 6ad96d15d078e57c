"""Whether answers differ by the mode in which they were given, beside what the sectors explain.

For each outcome: the difference between the second mode and the first under the design, and the same difference
after standardising both modes to the sectors of all answers, so that modes which reached other sectors are compared
like with like. Differences of a family are adjusted together by Holm.

Source:
    Korn and Graubard (1999), Analysis of Health Surveys, 3.4 (standardised means); de Leeuw (2005), To mix or not to
    mix data collection modes, Journal of Official Statistics 21(2). Compared with R; tests/reference/sampling.R.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alianza.statistics import Design
from alianza.statistics.distributions import t_quantile
from alianza.statistics.estimates.contrast import t_test
from alianza.statistics.tables.multiple_testing import holm
from alianza.study.estimate import Estimate, Test

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ModeEffect:
    """An outcome by mode.

    Attributes:
        outcome: The outcome.
        plain: Second mode minus first.
        adjusted: The same at the sectors of all answers; `reason` is `empty_cell` where a sector lacks a mode.
        test: Test that the adjusted difference is 0, with its p-value adjusted over all outcomes.
    """

    outcome: str
    plain: Estimate
    adjusted: Estimate
    test: Test


def mode_effects(
    design: Design, outcomes: Sequence[str], mode: str, sector: str, level: float = 0.95
) -> tuple[ModeEffect, ...]:
    """Differences of key outcomes by mode of answering.

    Args:
        design: The survey.
        outcomes: Numbers or Booleans.
        mode: Column of two modes; the first in sorted order is the one that is compared with.
        sector: Column whose categories both modes are standardised to.
        level: Level of the intervals.
    """
    found = [_one(design, outcome, mode, sector, level) for outcome in outcomes]
    tested = [place for place, one in enumerate(found) if one.test.p is not None]
    adjusted = holm([float(found[place].test.p or 0.0) for place in tested])
    values = dict(zip(tested, adjusted, strict=True))
    return tuple(replace(one, test=replace(one.test, adjusted=values.get(place))) for place, one in enumerate(found))


def _one(design: Design, outcome: str, mode: str, sector: str, level: float) -> ModeEffect:
    answered = pl.col(outcome).is_not_null() & pl.col(mode).is_not_null() & pl.col(sector).is_not_null()
    plain = design.difference(outcome, mode, where=answered, level=level)
    adjusted = plain if plain.value is None else _standardised(design, (outcome, mode, sector), plain)
    return ModeEffect(outcome, plain, adjusted, t_test(adjusted))


def _standardised(design: Design, names: tuple[str, str, str], plain: Estimate) -> Estimate:
    """Difference of the means by mode, averaged over the sectors with the weights that all answers have there.

    With W_s the sector's share, the statistic is the sum of W_s (mean_1s - mean_0s); its influence adds that of the
    means inside cells and that of the shares, which are estimated as well.
    """
    y, second, sectors = _columns(design, names)
    used = ~np.isnan(y) & ~np.isnan(second) & (sectors >= 0)
    weights = np.where(used, design.weights, 0.0)
    value, influence = 0.0, np.zeros(y.size)
    total = weights.sum()
    for code in range(int(sectors.max(initial=-1)) + 1):
        inside = used & (sectors == code)
        own = weights[inside].sum()
        if not own > 0:
            continue
        gap, single = _gap(np.nan_to_num(y), weights, inside & (second == 1), inside & (second == 0))
        if gap is None:
            return replace(plain, value=None, se=None, low=None, high=None, reason="empty_cell")
        value += own / total * gap
        influence += own / total * single + inside * weights / total * gap
    influence -= used * weights / total * value
    se = math.sqrt(max(0.0, float(design.variance(influence)[0, 0])))
    reach = t_quantile(0.5 + plain.level / 2, plain.df) * se if plain.df and plain.df > 0 else math.nan
    return replace(plain, value=value, se=se, low=value - reach, high=value + reach, method="standardised_t", deff=None)


def _gap(y: Floats, weights: Floats, one: NDArray[np.bool_], other: NDArray[np.bool_]) -> tuple[float | None, Floats]:
    """Difference of two cells' means, and its influence function; None where a cell is empty."""
    sizes = weights[one].sum(), weights[other].sum()
    if not min(sizes) > 0:
        return None, np.zeros(y.size)
    means = (weights * one) @ y / sizes[0], (weights * other) @ y / sizes[1]
    influence = weights * (one * (y - means[0]) / sizes[0] - other * (y - means[1]) / sizes[1])
    return float(means[0] - means[1]), influence


def _columns(design: Design, names: tuple[str, str, str]) -> tuple[Floats, Floats, NDArray[np.int64]]:
    outcome, mode, sector = names
    codes = design.columns.factor(sector).codes
    return design.columns.numbers(outcome), design.columns.event(mode), np.asarray(codes, dtype=np.int64)
