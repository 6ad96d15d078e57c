"""What a pooled effect owes to single studies: leave-one-out, cumulative pooling, influence.

Source: Lau et al. (1992), New England Journal of Medicine 327(4), for cumulative meta-analysis; Viechtbauer and Cheung
(2010), Research Synthesis Methods 1(2), for outliers and influence. Compared with R metafor's leave1out, cumul and
influence.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from alianza.statistics.meta.evidence import usable
from alianza.statistics.meta.pooling import DEFAULT, Model, Pooled, pool
from alianza.study.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Influence:
    """What one study does to the pooled effect.

    Attributes:
        position: Its place in the order given.
        weight: Its share of the weight.
        residual: Effect less the pooled effect of all the others, in standard errors (externally standardised).
        cook: Squared shift of the pooled effect when it is left out, in squared standard errors of the whole
            (Cook's distance).
        without: What is pooled without it.
    """

    position: int
    weight: float
    residual: float | None
    cook: float | None
    without: Pooled


def leave_one_out(effects: Sequence[Estimate], model: Model = DEFAULT) -> tuple[Pooled, ...]:
    """The pooled effect without each study in turn, in the order given."""
    return tuple(pool([*effects[:i], *effects[i + 1 :]], model) for i in range(len(effects)))


def cumulative(
    effects: Sequence[Estimate], order: Sequence[float] | None = None, model: Model = DEFAULT
) -> tuple[Pooled, ...]:
    """The pooled effect of the first two studies, of the first three, and so on to all.

    Args:
        effects: One a study.
        order: What to sort by, one number a study, such as the year; ties and the default keep the order given.
        model: How effects are pooled.
    """
    keys = list(range(len(effects))) if order is None else list(order)
    if len(keys) != len(effects):
        raise ValueError(f"{len(effects)} effects and {len(keys)} places in the order")
    ordered = [effects[i] for i in sorted(range(len(effects)), key=lambda i: keys[i])]
    return tuple(pool(ordered[:stop], model) for stop in range(2, len(ordered) + 1))


def influence(effects: Sequence[Estimate], model: Model = DEFAULT) -> tuple[Influence, ...]:
    """What each study that can be weighed does to the pooled effect."""
    whole = pool(effects, model)
    places, _ = usable(effects)
    without = {i: pool([*effects[:i], *effects[i + 1 :]], model) for i in places}
    return tuple(_influence(i, effects[i], whole, without[i]) for i in places)


def _influence(position: int, effect: Estimate, whole: Pooled, without: Pooled) -> Influence:
    weight = whole.weights[position]
    values = effect.value, effect.se, whole.effect.value, whole.effect.se, without.effect.value, without.effect.se
    if without.heterogeneity is None or any(x is None for x in values):
        return Influence(position, weight, None, None, without)
    y, se, b, spread, b_without, spread_without = (x or 0.0 for x in values)
    tau2 = without.heterogeneity.tau2.value or 0.0
    residual = (y - b_without) / math.sqrt(se**2 + tau2 + spread_without**2)
    return Influence(position, weight, residual, ((b - b_without) / spread) ** 2, without)
