"""What a funnel plot shows: effects against their standard errors, and the region in which they would lie by chance.

Source: Light and Pillemer (1984), Summing Up; Sterne and Egger (2001), Journal of Clinical Epidemiology 54(10), for the
standard error as the vertical axis; Peters et al. (2008), same journal 61(10), for contours of significance.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from alianza.statistics.distributions import t_quantile
from alianza.statistics.meta.evidence import usable
from alianza.statistics.meta.pooling import DEFAULT, Model, pool
from alianza.study.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Funnel:
    """A funnel.

    Attributes:
        positions: Places of the effects that are shown, in the order given.
        effects: Their values.
        errors: Their standard errors.
        centre: The pooled effect from which the funnel opens.
        level: Share of effects that lie inside, were there neither heterogeneity nor bias.
        measure: What the effects measure.
    """

    positions: tuple[int, ...]
    effects: tuple[float, ...]
    errors: tuple[float, ...]
    centre: Estimate
    level: float
    measure: str = ""

    def limits(self, error: float) -> tuple[float, float]:
        """Sides of the funnel at a standard error; both at the centre for 0."""
        centre = self.centre.value or 0.0
        reach = t_quantile(0.5 + self.level / 2, math.inf) * error
        return centre - reach, centre + reach


def funnel(effects: Sequence[Estimate], model: Model = DEFAULT) -> Funnel:
    """The funnel of effects round what is pooled from them."""
    places, _ = usable(effects)
    kept = [effects[i] for i in places]
    values, errors = (tuple(e.value or 0.0 for e in kept), tuple(e.se or 0.0 for e in kept))
    pooled = pool(effects, model)
    return Funnel(tuple(places), values, errors, pooled.effect, model.level, pooled.measure)
