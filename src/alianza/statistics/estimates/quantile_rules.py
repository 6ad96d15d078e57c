"""Weighted quantiles by the rules of R's svyquantile (survey 4.1).

`math` and `hf1` step to the next value, `school` and `hf2` take the mean of two where the probability is met
exactly, `hf3` the even one; `hf4` to `hf9` interpolate, `shahvaish` steps along corrected ranks. Numbers follow
Hyndman and Fan; with equal weights `hf1` to `hf9` are R's quantile types but for details of the weighting.

Source: Hyndman and Fan (1996), The American Statistician 50(4); Shah and Vaish (2006), ASA survey research
methods section; Lumley, survey 4.1, vignette on quantiles.
"""

from collections.abc import Callable

import numpy as np

from alianza.statistics.sampling.structure import Floats

Rule = Callable[[Floats, Floats, float], float]


def weighted_quantile(values: Floats, weights: Floats, probability: float, rule: str = "math") -> float:
    """Weighted quantile of values that are all present; rows without weight are passed over.

    Raises:
        ValueError: If there is no such rule.

    >>> weighted_quantile(np.array([1.0, 2.0, 3.0, 10.0]), np.ones(4), 0.5)
    2.0
    >>> weighted_quantile(np.array([1.0, 2.0, 3.0, 10.0]), np.ones(4), 0.5, "school")
    2.5
    """
    if rule not in RULES:
        raise ValueError(f"rule is one of {', '.join(RULES)}, not {rule!r}")
    known = weights != 0
    order = np.argsort(values[known], kind="stable")
    return RULES[rule](values[known][order], weights[known][order], probability)


def _around(weights: Floats, probability: float) -> tuple[int, int, float, float]:
    """Place at or below the probability, place after it, and the distances to both in shares of the weight."""
    # Extended precision as in R: whether a sum meets the probability exactly decides between two values.
    below = np.cumsum(weights.astype(np.longdouble)).astype(np.float64)
    total = float(weights.astype(np.longdouble).sum())
    met = np.flatnonzero(below <= probability * total)
    low = int(met[-1]) if met.size else 0
    high = min(low + 1, weights.size - 1)
    return low, high, float(probability - below[low] / total), float(below[high] / total - probability)


def _step(values: Floats, weights: Floats, probability: float) -> float:
    low, high, past, _ = _around(weights, probability)
    return float(values[low if past == 0 else high])


def _middle(values: Floats, weights: Floats, probability: float) -> float:
    low, high, past, _ = _around(weights, probability)
    return float((values[low] + values[high]) / 2 if past == 0 else values[high])


def _even(values: Floats, weights: Floats, probability: float) -> float:
    single, place = np.unique(values, return_inverse=True)
    low, high, past, _ = _around(np.bincount(place.reshape(-1), weights=weights).astype(np.float64), probability)
    return float(single[low if past == 0 and low % 2 == 1 else high])


def _linear(values: Floats, weights: Floats, probability: float) -> float:
    low, high, past, ahead = _around(weights, probability)
    share = past / (past + ahead) if past + ahead > 0 else 0.0  # beyond the last value, where R gives none
    return float(values[low] * (1 - share) + values[high] * share)


def _between(position: Callable[[Floats, Floats], Floats]) -> Rule:
    """A rule that interpolates between the values, placed along 0 to 1."""

    def rule(values: Floats, weights: Floats, probability: float) -> float:
        return float(np.interp(probability, position(np.cumsum(weights), weights), values))

    return rule


def _before(sums: Floats) -> Floats:
    return np.concatenate([[0.0], sums[:-1]])


def _type7(sums: Floats, weights: Floats) -> Floats:
    return np.asarray(_before(sums) / (sums[-2] if sums.size > 1 else sums[-1]))


def _shah_vaish(values: Floats, weights: Floats, probability: float) -> float:
    # R corrects by half the weight itself, not half the scaled weight; the order may change by that.
    place = (np.cumsum(weights / weights.mean()) + 0.5 - weights / 2) / (values.size + 1)
    order = np.argsort(place, kind="stable")
    at = int(np.searchsorted(place[order], probability, side="right")) - 1
    return float(values[order][max(at, 0)])


RULES: dict[str, Rule] = {
    "math": _step,
    "school": _middle,
    "shahvaish": _shah_vaish,
    "hf1": _step,
    "hf2": _middle,
    "hf3": _even,
    "hf4": _linear,
    "hf5": _between(lambda sums, w: (sums - w / 2) / sums[-1]),
    "hf6": _between(lambda sums, w: sums / (sums[-1] + w[-1])),
    "hf7": _between(_type7),
    "hf8": _between(lambda sums, w: (_before(sums) / 3 + sums * 2 / 3) / (sums[-1] + w[-1] / 3)),
    "hf9": _between(lambda sums, w: (_before(sums) * 3 / 8 + sums * 5 / 8) / (sums[-1] + w[-1] / 4)),
}
