"""From a coefficient to a result with its interval.

The interval of the bootstrap runs between percentiles of the coefficient over resamples of units. Krippendorff's own
bootstrap draws pairs of values instead and is too narrow. Units of one cluster, such as the codes of one passage, are
no independent draws: whole clusters are drawn then. Where as many resamples are undefined as lie beyond one limit,
there is no interval: that limit could be anything.

Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, 13.3; Gwet (2021), Handbook of Inter-Rater
Reliability, chapter 6; Davison and Hinkley (1997), Bootstrap Methods and their Application, 3.8, for clusters.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Literal, TypedDict, Unpack

import numpy as np

from alianza.statistics.agreement.bootstrap import resampled
from alianza.statistics.agreement.coefficient import Coefficient, standard_error
from alianza.statistics.agreement.patterns import Patterns, patterns, spread
from alianza.statistics.agreement.ratings import MISSING, Cells, Ratings
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
        clusters: The cluster of each unit; the bootstrap draws whole ones. There is no analytic interval of clusters.
    """

    interval: Interval
    draws: int
    seed: int
    clusters: Sequence[Hashable]


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

    Raises:
        ValueError: If an analytic interval is asked for clusters, or their list is not as long as the codings.
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
    coefficient = clustered(make, cells, how["clusters"], least) if "clusters" in how else make(found)
    return estimated(coefficient, units, level, analytic, **how)


def clustered(
    make: Callable[[Patterns], Coefficient], cells: Cells, clusters: Sequence[Hashable], least: int
) -> Coefficient:
    """A coefficient whose units are clusters: what one of them adds to the sums is what its units add together.

    Args:
        make: Makes the coefficient of units from their patterns.
        cells: Units by coders.
        clusters: The cluster of each unit.
        least: Coders that must have coded a unit for it to count at all.

    Raises:
        ValueError: If the list of clusters is not as long as that of the units.
    """
    if len(clusters) != len(cells):
        raise ValueError(f"{len(cells)} units in {len(clusters)} clusters: one is needed for each unit")
    kept = (cells != MISSING).sum(axis=1) >= least
    each = make(Patterns(cells[kept], np.ones(int(kept.sum()), dtype=np.int64)))
    names = [name for name, is_kept in zip(clusters, kept, strict=True) if is_kept]
    place = {name: number for number, name in enumerate(dict.fromkeys(names))}
    row = np.array([place[name] for name in names], dtype=np.int64)
    together = spread(row, np.arange(len(row)), np.ones(len(row)), (len(place), len(row)))
    return replace(each, times=np.ones(len(place), dtype=np.int64), parts=together @ each.parts)


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
    if interval == "analytic" and "clusters" in how:
        raise ValueError("an analytic interval takes units for independent: clusters need the bootstrap")
    if interval == "none":
        return point
    if coefficient.units < 2:
        return replace(point, reason="one_unit")
    if interval == "analytic":
        return _analytic(point, coefficient.lowest, *analytic(coefficient))
    if interval != "bootstrap":
        raise ValueError(f"no such interval: {interval!r}")
    drawn = _bootstrap(point, coefficient, how.get("draws", DRAWS), how.get("seed", SEED))
    return replace(drawn, method="bootstrap_clusters") if "clusters" in how and drawn.method != "none" else drawn


def _analytic(point: Agreement, lowest: float, se: float, df: float, method: str) -> Agreement:
    """The interval of the formula, as far as the coefficient can reach."""
    assert point.value is not None
    half = t_quantile((1 + point.level) / 2, df) * se
    low, high = max(lowest, point.value - half), min(1.0, point.value + half)
    return replace(point, low=low, high=high, se=se, method=method)


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
