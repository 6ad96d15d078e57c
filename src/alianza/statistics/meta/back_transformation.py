"""Effects brought back to the scale on which people read them: ratios, correlations, shares.

Source: Miller (1978), The American Statistician 32(4), for the inverse of the double arcsine, with the harmonic mean of
the sample sizes. Compared with R metafor's predict(transf=...).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from alianza.statistics.distributions import logistic
from alianza.statistics.meta.effect_sizes import Measure
from alianza.statistics.meta.proportions import double_arcsine
from alianza.study.estimate import Estimate, Unit


def double_arcsine_share(angle: float, n: float) -> float:
    """The share whose Freeman-Tukey transform at sample size `n` is `angle`; 0 or 1 beyond what a share can have.

    >>> round(double_arcsine_share(double_arcsine(0.3, 25.0), 25.0), 12)
    0.3
    """
    if angle <= double_arcsine(0.0, n):
        return 0.0
    if angle >= double_arcsine(1.0, n):
        return 1.0
    sine = math.sin(2 * angle)
    rest = max(0.0, 1 - (sine + (sine - 1 / sine) / n) ** 2)
    return (1 - math.copysign(1.0, math.cos(2 * angle)) * math.sqrt(rest)) / 2


def arcsine_share(angle: float, n: float = 0.0) -> float:
    """The share whose arcsine of the square root is `angle`; 0 or 1 beyond what a share can have."""
    return math.sin(min(max(angle, 0.0), math.pi / 2)) ** 2


BACK: Final[Mapping[Measure, tuple[Callable[[float, float], float], Unit]]] = {
    "log_risk_ratio": (lambda x, n: _exp(x), "ratio"),
    "log_odds_ratio": (lambda x, n: _exp(x), "odds_ratio"),
    "log_response_ratio": (lambda x, n: _exp(x), "ratio"),
    "log_generic": (lambda x, n: _exp(x), "ratio"),
    "fisher_z": (lambda x, n: math.tanh(x), "number"),
    "logit_proportion": (lambda x, n: logistic(x), "share"),
    "arcsine_proportion": (arcsine_share, "share"),
    "double_arcsine_proportion": (double_arcsine_share, "share"),
}
"""Inverse of each measure's transformation (of the value and a sample size), and the unit of what it gives."""


def back_transformed(estimate: Estimate, measure: Measure, n: float | None = None) -> Estimate:
    """The estimate and its limits on the scale on which the measure is read, without standard error.

    Args:
        estimate: An effect or a pooled effect.
        measure: What it measures; one that is read as it is pooled comes back unchanged.
        n: Sample size that the double arcsine needs: for a pooled effect the harmonic mean of the studies' sizes;
            the estimate's own base by default.
    """
    if measure not in BACK:
        return estimate
    inverse, unit = BACK[measure]
    size = float(estimate.n if n is None else n)
    value, low, high = (None if x is None else inverse(x, size) for x in (estimate.value, estimate.low, estimate.high))
    return replace(estimate, value=value, se=None, low=low, high=high, unit=unit)


def _exp(x: float) -> float:
    """Exponential that is infinite, and no error, beyond the largest number."""
    return math.exp(x) if x < 709 else math.inf
