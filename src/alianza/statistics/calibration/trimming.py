"""Weights cut to bounds, with the sum that they had.

Source: Lumley (2010), Complex Surveys, 7. Weights agree with R survey's trimWeights, round for round, where its rounds
settle.
"""

import numpy as np

from alianza.statistics.calibration.fitting import reweighted
from alianza.statistics.errors import BadDesign
from alianza.statistics.sampling.plan import Plan
from alianza.statistics.sampling.structure import Floats

TRIMMED = 50
"""Rounds of a strict trimming (R's) after which the weights are moved together instead: the rounds need not settle."""

ROUNDED = 1e-12
"""Share of their mean by which the weights may miss a bound all together, for rounding."""


def trim(plan: Plan, lower: float, upper: float, strict: bool) -> Plan:
    """Weights cut to bounds, the cut spread evenly over the rows inside them.

    Replicate weights are cut in the same way, those of rows that a replicate leaves out excepted. `strict`
    repeats the cut until no weight lies outside; where that does not settle, or no weight is left inside to take up
    the cut, all weights are moved by one amount and cut, so that they keep their sum.

    Raises:
        BadDesign: If no weights within the bounds have that sum.
    """
    return reweighted(
        plan,
        _trimmed(plan.structure.weights, lower, upper, strict),
        lambda old: _trimmed(old, lower, upper, strict),
    )


def _trimmed(weights: Floats, lower: float, upper: float, strict: bool) -> Floats:
    present = weights != 0
    outside = present & ((weights < lower) | (weights > upper))
    if not outside.any():
        return weights
    own = weights[present]
    mean, slack = float(own.mean()), ROUNDED * abs(own.mean())
    if (strict or (present == outside).all()) and not lower - slack <= mean <= upper + slack:
        raise BadDesign("trim_impossible", "weights", found=f"{mean:g}", expected=f"{lower:g} - {upper:g}")
    for _ in range(TRIMMED if strict else 1):
        inside = present & ~outside
        if not inside.any():
            break
        cut = np.where(outside, np.clip(weights, lower, upper), weights)
        weights = cut + inside * ((weights - cut).sum() / inside.sum())
        outside = present & ((weights < lower) | (weights > upper))
        if not (strict and outside.any()):
            return weights
    found = np.zeros_like(weights)
    found[present] = _shifted(own, lower, upper)
    return found


def _shifted(weights: Floats, lower: float, upper: float) -> Floats:
    """The weights, all moved by the same amount and cut to the bounds, that keep their sum.

    The sum of the cut weights rises with the amount, in straight pieces between the amounts at which a weight reaches
    a bound; on the piece that holds the wanted sum it is solved exactly.
    """
    # Nothing is moved beyond the largest and the smallest weight, unless to a bound; so none of the two is infinite.
    lower, upper = max(lower, min(weights.min(), upper)), min(upper, max(weights.max(), lower))
    turns = np.unique(np.concatenate([lower - weights, upper - weights]))
    total, low, high = weights.sum(), 0, turns.size - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if np.clip(weights + turns[middle], lower, upper).sum() <= total else (low, middle)
    first, last = (np.clip(weights + turns[at], lower, upper) for at in (low, high))
    share = (total - first.sum()) / (last - first).sum() if last.sum() > first.sum() else 0.0
    return np.asarray(np.clip(first + share * (last - first), lower, upper))
