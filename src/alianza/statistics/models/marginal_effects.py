"""Average marginal effects of a logistic model: what a predictor does to the probability itself.

For a number it is the mean slope; for a category (and for any 0/1 column) the mean change of the probability from
the reference to that category. Standard errors by the delta method.

Source: Long and Mustillo (2021), Sociological Methods and Research 50(3). Compared with R (tests/reference/spss.R).
"""

import math

import numpy as np

from alianza.statistics.distributions import t_quantile
from alianza.statistics.models.likelihood import LikelihoodSample
from alianza.statistics.models.maximum_likelihood import Fitted, LikelihoodLogistic
from alianza.statistics.models.model_matrix import INTERCEPT
from alianza.statistics.sampling.structure import Floats
from alianza.study.estimate import Estimate


def average_marginal_effects(model: LikelihoodLogistic) -> dict[str, Estimate]:
    """Effect of each term on the probability, in shares; nothing where the model has no solution."""
    if model.fitted is None:
        return {}
    vcov = np.array(model.vcov)
    found = {}
    for place, term in enumerate(model.fitted.matrix.terms):
        if term == INTERCEPT:
            continue
        value, gradient = _effect(model.fitted, place)
        se = math.sqrt(max(0.0, float(gradient @ vcov @ gradient)))
        reach = t_quantile(0.5 + model.level / 2, math.inf) * se
        found[term] = Estimate(
            value, se, value - reach, value + reach, math.inf, None, model.n, model.level,
            unit="difference", method="average_marginal_effect",
        )  # fmt: skip
    return found


def _effect(fitted: Fitted, place: int) -> tuple[float, Floats]:
    sample, b = fitted.sample, fitted.peak.b
    share = sample.weights / sample.n
    if np.isin(sample.x[:, place], (0.0, 1.0)).all():
        return _change(fitted, place, share)
    chance = sample.chances(b)
    slope = chance * (1 - chance)
    gradient = b[place] * (share * slope * (1 - 2 * chance)) @ sample.x
    gradient[place] += float(share @ slope)
    return float(b[place] * (share @ slope)), gradient


def _change(fitted: Fitted, place: int, share: Floats) -> tuple[float, Floats]:
    """Mean change of the probability when a category replaces the reference."""
    sources, b = fitted.matrix.sources, fitted.peak.b
    without, having = fitted.sample.x.copy(), fitted.sample.x.copy()
    for other, source in enumerate(sources):
        if source == sources[place]:
            without[:, other] = having[:, other] = 0.0
    having[:, place] = 1.0
    (low, low_slope), (high, high_slope) = (_mean_chance(fitted.sample, x, b, share) for x in (without, having))
    return high - low, high_slope - low_slope


def _mean_chance(sample: LikelihoodSample, x: Floats, b: Floats, share: Floats) -> tuple[float, Floats]:
    chance = LikelihoodSample(x, sample.y, sample.weights).chances(b)
    return float(share @ chance), np.asarray((share * chance * (1 - chance)) @ x)
