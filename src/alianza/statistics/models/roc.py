"""Area under the ROC curve with DeLong's interval, for scores or for the probabilities of a model.

Source: DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44(3); Hanley and McNeil (1982), Radiology 143(1), for
the standard error that SPSS prints. Compared with R's pROC and with GNU PSPP 1.6.2's ROC.
"""

import math
from dataclasses import dataclass

import numpy as np

from alianza.statistics.distributions import t_quantile, t_two_sided
from alianza.statistics.models.maximum_likelihood import LikelihoodLogistic
from alianza.statistics.sampling.structure import Floats


@dataclass(frozen=True, slots=True)
class Auc:
    """Area under a ROC curve.

    Attributes:
        value: Chance that a positive case scores higher than a negative one, ties counting half.
        se: DeLong's standard error.
        low: Lower limit of DeLong's interval, not below 0.
        high: Upper limit, not above 1.
        se_hanley: Standard error by Hanley and McNeil's formula without assumptions, as SPSS and PSPP print it.
        p: P-value of the test that the area is one half, with the standard error under that hypothesis (SPSS).
        positive: Cases with the outcome.
        negative: Cases without it.
    """

    value: float
    se: float | None
    low: float | None
    high: float | None
    se_hanley: float | None
    p: float
    positive: float
    negative: float


def auc(scores: Floats, outcome: Floats, weights: Floats | None = None, level: float = 0.95) -> Auc | None:
    """Area under the curve of a score for a binary outcome; None unless both outcomes occur.

    Args:
        scores: One number a row, NaN where missing; larger ones speak for the outcome.
        outcome: 1, 0 or NaN a row.
        weights: Frequency weights.
        level: Level of the interval.
    """
    w = np.ones(scores.size) if weights is None else np.nan_to_num(weights)
    known = ~np.isnan(scores) & ~np.isnan(outcome) & (w > 0)
    yes, no = known & (outcome == 1), known & (outcome == 0)
    m, n = float(w[yes].sum()), float(w[no].sum())
    if not (m and n):
        return None
    above, below = _placements(scores[yes], scores[no], w[no]), 1 - _placements(scores[no], scores[yes], w[yes])
    value = float(w[yes] @ above) / m
    moments = float(w[yes] @ above**2) / m, float(w[no] @ below**2) / n
    se = hanley = low = high = None
    if m > 1 and n > 1:
        se = math.sqrt((moments[0] - value**2) / (m - 1) + (moments[1] - value**2) / (n - 1))
        hanley = _hanley((scores[yes], w[yes]), (scores[no], w[no]), value)
        reach = t_quantile(0.5 + level / 2, math.inf) * se
        low, high = max(0.0, value - reach), min(1.0, value + reach)
    z = (value - 0.5) / math.sqrt((m + n + 1) / (12 * m * n))
    return Auc(value, se, low, high, hanley, t_two_sided(z, math.inf), m, n)


def model_auc(model: LikelihoodLogistic) -> Auc | None:
    """Area under the curve of a model's fitted probabilities; None where the model has no solution."""
    if model.fitted is None:
        return None
    sample = model.fitted.sample
    return auc(sample.chances(model.fitted.peak.b), sample.y, sample.weights, model.level)


def _placements(scores: Floats, others: Floats, weights: Floats) -> Floats:
    """Share of the others that each score exceeds, ties counting half."""
    below, tied = _compared(scores, others, weights)
    return below + tied / 2


def _hanley(positive: tuple[Floats, Floats], negative: tuple[Floats, Floats], value: float) -> float:
    """Hanley and McNeil's standard error, from scores and weights of both groups."""
    (up, more), (down, fewer) = positive, negative
    m, n = float(more.sum()), float(fewer.sum())
    less, tied = _compared(down, up, more)  # of each negative: positives below it, and level with it
    both_above = float(fewer @ _two_thirds(1 - less - tied, tied)) / n
    less, tied = _compared(up, down, fewer)
    both_below = float(more @ _two_thirds(less, tied)) / m
    spread = value * (1 - value) + (m - 1) * (both_above - value**2) + (n - 1) * (both_below - value**2)
    return math.sqrt(max(0.0, spread) / (m * n))


def _two_thirds(sure: Floats, tied: Floats) -> Floats:
    """Chance that two independent cases both win, where ties are broken at random."""
    return np.asarray(sure**2 + sure * tied + tied**2 / 3)


def _compared(scores: Floats, others: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Share of the others below each score, and share level with it."""
    order = np.argsort(others, kind="stable")
    upto = np.concatenate([[0.0], np.cumsum(weights[order])])
    left, right = (upto[np.searchsorted(others[order], scores, side=side)] for side in ("left", "right"))
    return left / upto[-1], (right - left) / upto[-1]
