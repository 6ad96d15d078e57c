"""From a coefficient to a result with its interval.

The interval of the bootstrap runs between percentiles of the coefficient over resamples of units. Krippendorff's own
bootstrap draws pairs of values instead and is too narrow. Where as many resamples are undefined as lie beyond one
limit, there is no interval: that limit could be anything.

Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, 13.3; Gwet (2021), Handbook of Inter-Rater
Reliability, chapter 6.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, TypedDict, Unpack

import numpy as np

from alianza.statistics.agreement.bootstrap import resampled
from alianza.statistics.agreement.coefficient import Coefficient, standard_error
from alianza.statistics.agreement.patterns import Patterns, patterns
from alianza.statistics.agreement.ratings import MISSING, Ratings
from alianza.statistics.agreement.result import Agreement
from alianza.statistics.distributions import t_quantile

DRAWS = 10_000
SEED = 1960
"""Seed of the resamples, so that the same codings always give the same interval."""

Interval = Literal["bootstrap", "analytic", "none"]
Analytic = Callable[[Coefficient], tuple[float, float, str]]
"""A coefficient to its standard error, the degrees of freedom behind it, and the name of the method."""


class How(TypedDict, total=False):
    """How an interval is made.

    Attributes:
        interval: `bootstrap` (of units, the default), `analytic` (the published formula) or `none`.
        draws: Resamples of the bootstrap, 10,000 by default.
        seed: Seed of its PCG64 generator.
    """

    interval: Interval
    draws: int
    seed: int


def linearised(coefficient: Coefficient) -> tuple[float, float, str]:
    """Gwet's standard error: linearisation, with Student's t."""
    return standard_error(coefficient), coefficient.units - 1, "linearised_t"


def measured(
    ratings: Ratings,
    make: Callable[[Patterns], Coefficient],
    level: float,
    analytic: Analytic = linearised,
    *,
    who: bool = False,
    least: int = 1,
    **how: Unpack[How],
) -> Agreement:
    """A coefficient of a table of codings, or the reason why it has none.

    Args:
        ratings: The codings.
        make: Makes the coefficient from the distinct patterns.
        level: Level of the interval.
        analytic: The published standard error.
        who: Whether the coefficient depends on which coder gave a code.
        least: Coders that must have coded a unit for it to count at all.
        **how: How the interval is made.
    """
    # Who coded nothing is no coder.
    coded = ratings.cells != MISSING
    cells = ratings.cells[:, coded.any(axis=0)] if coded.any() else ratings.cells
    if cells.shape[1] < 2:
        return nothing("one_coder", 0, level)
    found = patterns(cells, who=who).coded_by(least)
    units = int(found.coded_by(2).times.sum())
    if not units:
        return nothing("no_pairs", 0, level)
    return estimated(make(found), units, level, analytic, **how)


def nothing(reason: str, n_units: int, level: float) -> Agreement:
    """A result without a value."""
    return Agreement(None, None, None, n_units, "none", level, reason=reason)


def estimated(
    coefficient: Coefficient, n_units: int, level: float, analytic: Analytic = linearised, **how: Unpack[How]
) -> Agreement:
    """Value and interval of a coefficient.

    Args:
        coefficient: The coefficient.
        n_units: Its base.
        level: Level of the interval.
        analytic: The published standard error.
        **how: How the interval is made.
    """
    observed, expected = coefficient.terms()
    if expected <= 0:
        return replace(nothing("one_code", n_units, level), observed=observed, expected=0.0)
    point = Agreement(1 - observed / expected, None, None, n_units, "none", level, observed=observed, expected=expected)
    interval = how.get("interval", "bootstrap")
    if interval == "none":
        return point
    if coefficient.units < 2:
        return replace(point, reason="one_unit")
    if interval == "analytic":
        return _analytic(point, *analytic(coefficient))
    if interval != "bootstrap":
        raise ValueError(f"no such interval: {interval!r}")
    return _bootstrap(point, coefficient, how.get("draws", DRAWS), how.get("seed", SEED))


def _analytic(point: Agreement, se: float, df: float, method: str) -> Agreement:
    assert point.value is not None
    half = t_quantile((1 + point.level) / 2, df) * se
    return replace(point, low=point.value - half, high=min(1.0, point.value + half), se=se, method=method)


def _bootstrap(point: Agreement, coefficient: Coefficient, draws: int, seed: int) -> Agreement:
    found = resampled(coefficient, draws, seed)
    known = found[~np.isnan(found)]
    tail = (1 - point.level) / 2
    undefined = len(found) - len(known)
    if undefined >= tail * draws:
        return replace(point, reason="resamples_undefined", undefined=undefined)
    low, high = np.quantile(known, [tail, 1 - tail]).tolist()
    se = float(known.std(ddof=1)) if len(known) > 1 else None
    return replace(point, low=low, high=high, se=se, method="bootstrap_units", undefined=undefined)
