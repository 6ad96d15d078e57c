"""Reliability of a scale: Cronbach's alpha with its interval, the item-total table, McDonald's omega.

Rows that miss an item are left out, as SPSS does. Reverse-keyed items are to be recoded before.

Source: Cronbach (1951), Psychometrika 16(3); Feldt, Woodruff and Salih (1987), Applied Psychological Measurement
11(1), for the interval; Guttman (1945), Psychometrika 10(4), for lambda 6. Compared with R's psych::alpha,
factanal and lavaan, and with GNU PSPP 1.6.2's RELIABILITY.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from alianza.statistics.estimates.descriptives import varying
from alianza.statistics.sampling.structure import Floats
from alianza.statistics.scales.factor_model import OneFactor, one_factor


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a scale; what concerns the rest of the scale is None where there is none.

    Attributes:
        name: Its name.
        mean: Mean of its answers.
        sd: Standard deviation.
        mean_without: Mean of the sum of the other items.
        variance_without: Variance of that sum.
        item_total: Correlation with that sum (corrected item-total correlation).
        multiple: Squared multiple correlation with the other items.
        alpha_without: Alpha of the other items.
    """

    name: str
    mean: float
    sd: float
    mean_without: float
    variance_without: float
    item_total: float | None
    multiple: float | None
    alpha_without: float | None


@dataclass(frozen=True, slots=True)
class Reliability:
    """How consistently several items measure one thing.

    Attributes:
        n: Cases with all items (sum of their frequency weights).
        excluded: Cases that miss an item.
        alpha: Cronbach's alpha, None where it cannot be computed (then `reason` says why).
        low: Lower limit of Feldt's interval at `level`.
        high: Upper limit.
        standardised: Alpha of the standardised items.
        lambda6: Guttman's lambda 6.
        mean_correlation: Mean correlation of the items.
        omega: One-factor model of the covariances; its `omega` is McDonald's omega.
        omega_correlations: The same of the correlations.
        items: One an item.
        correlations: Correlations of the items.
        mean: Mean of the sum score.
        sd: Its standard deviation.
        reversed: Items that correlate negatively with the rest: probably to be recoded.
        constant: Items without variance, which are left out of the scale.
        reason: `no_answers`, `one_item`, `constant`, or empty.
    """

    n: float
    excluded: float
    level: float
    alpha: float | None = None
    low: float | None = None
    high: float | None = None
    standardised: float | None = None
    lambda6: float | None = None
    mean_correlation: float | None = None
    omega: OneFactor | None = None
    omega_correlations: OneFactor | None = None
    items: tuple[Item, ...] = ()
    correlations: tuple[tuple[float, ...], ...] = ()
    mean: float | None = None
    sd: float | None = None
    reversed: tuple[str, ...] = ()
    constant: tuple[str, ...] = ()
    reason: str = ""


def reliability(
    answers: Floats, names: Sequence[str], weights: Floats | None = None, level: float = 0.95
) -> Reliability:
    """Reliability of the scale that several items add up to.

    Args:
        answers: Rows by items, NaN where missing.
        names: Names of the items.
        weights: Frequency weights, one a row.
        level: Level of the interval of alpha.
    """
    counts = np.ones(len(answers)) if weights is None else np.nan_to_num(weights)
    complete = ~np.isnan(answers).any(axis=1) & (counts > 0)
    x, w = answers[complete], counts[complete]
    n, excluded = float(w.sum()), float(counts[~complete & (counts > 0)].sum())
    if answers.shape[1] < 2 or n <= 1:
        return Reliability(n, excluded, level, reason="one_item" if answers.shape[1] < 2 else "no_answers")
    told = [place for place in range(x.shape[1]) if varying(x[:, place])]
    constant = tuple(name for place, name in enumerate(names) if place not in told)
    if constant and len(told) >= 2:
        # As SPSS: an item without variance is left out of the scale, and said so.
        return replace(
            reliability(answers[:, told], [names[place] for place in told], weights, level), constant=constant
        )
    means = (w @ x) / n
    centred = x - means
    covariance = (centred * w[:, None]).T @ centred / (n - 1)
    if constant or covariance.sum() <= 0:
        return Reliability(n, excluded, level, reason="constant")
    return _measured((n, excluded, level), covariance, means, names)


def _measured(base: tuple[float, float, float], covariance: Floats, means: Floats, names: Sequence[str]) -> Reliability:
    n, _, level = base
    k = len(names)
    spread = np.sqrt(np.diag(covariance))
    r = covariance / np.outer(spread, spread)
    alpha = cronbach_alpha(covariance)
    items = _items(covariance, means, names)
    multiple = _multiple(r)
    return Reliability(
        *base,
        alpha,
        *feldt(alpha, n, k, level),
        cronbach_alpha(r),
        None if multiple is None else 1 - float((1 - multiple).sum() / r.sum()),
        float((r.sum() - k) / (k * (k - 1))),
        one_factor(covariance * (n - 1) / n, n),
        one_factor(r, n),
        items,
        tuple(tuple(float(value) for value in line) for line in r),
        float(means.sum()),
        math.sqrt(float(covariance.sum())),
        tuple(item.name for item in items if item.item_total is not None and item.item_total < 0),
    )


def cronbach_alpha(covariance: Floats) -> float:
    """Cronbach's alpha of a covariance matrix.

    >>> round(cronbach_alpha(np.array([[1.0, 0.5], [0.5, 1.0]])), 6)
    0.666667
    """
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def feldt(alpha: float, n: float, k: int, level: float = 0.95) -> tuple[float, float]:
    """Feldt's interval of alpha for k items and n cases.

    >>> [round(limit, 6) for limit in feldt(0.703755894374836, 2709, 5)]
    [0.685745, 0.721036]
    """
    from scipy.special import fdtri

    df = n - 1, (n - 1) * (k - 1)
    low, high = (1 - (1 - alpha) * float(fdtri(*df, 0.5 + side * level / 2)) for side in (1, -1))
    return low, high


def _items(covariance: Floats, means: Floats, names: Sequence[str]) -> tuple[Item, ...]:
    multiple = _multiple(covariance)
    found = []
    for place, name in enumerate(names):
        rest = np.delete(np.delete(covariance, place, 0), place, 1)
        variance, sd = float(rest.sum()), math.sqrt(covariance[place, place])
        shared = float(covariance[place].sum() - covariance[place, place])
        found.append(
            Item(
                name,
                float(means[place]),
                sd,
                float(means.sum() - means[place]),
                variance,
                shared / (sd * math.sqrt(variance)) if variance > 0 else None,
                None if multiple is None else float(multiple[place]),
                cronbach_alpha(rest) if len(rest) > 1 and variance > 0 else None,
            )
        )
    return tuple(found)


def _multiple(covariance: Floats) -> Floats | None:
    """Squared multiple correlation of each item with the others; None where one determines another."""
    if np.linalg.cond(covariance) > 1e12:
        return None
    return np.asarray(1 - 1 / (np.diag(covariance) * np.diag(np.linalg.inv(covariance))))
