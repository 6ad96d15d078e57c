"""Weights adjusted for non-response by a model.

The chance of answering is fitted by a logistic regression over the eligible firms with their design weights. Either
each respondent is divided by its own fitted chance, or firms are sorted into classes of similar chance and the
respondents of a class carry the weight of all its firms, which leans less on the model.

Source:
    Little (1986), Survey nonresponse adjustments for estimates of means, International Statistical Review 54(2);
    Valliant, Dever and Kreuter (2018), Practical Tools for Designing and Weighting Survey Samples, 13.5 and 14.4.
    Compared with R's glm; tests/reference/sampling.R.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alianza.statistics import Design
from alianza.statistics.models.logistic import Logistic

Floats = NDArray[np.float64]
QUINTILES = 5


class NoFit(ValueError):
    """The model of response has no finite fit; `reason` says why and `terms` which terms part answers from silence."""

    def __init__(self, reason: str, terms: Sequence[str]) -> None:
        super().__init__(f"the model has no finite fit: {reason}")
        self.reason, self.terms = reason, tuple(terms)


@dataclass(frozen=True, slots=True)
class Propensity:
    """Fitted chances of answering, and the weights that follow.

    Attributes:
        chances: Fitted chance of each firm; not a number for firms without weight, which count for nothing.
        weights: Adjusted weights; 0 for firms that did not answer.
        classes: Class of each firm, 0 for the least likely to answer; all 0 where the inverse chance is used, and for
            firms without weight.
    """

    chances: Floats
    weights: Floats
    classes: NDArray[np.int64]


def response_propensity(
    firms: pl.DataFrame, responded: str, predictors: Sequence[str], weights: str, classes: int = QUINTILES
) -> Propensity:
    """Weights adjusted by the chance of answering.

    Args:
        firms: One row an eligible firm, answered or not; every predictor is known of both.
        responded: Whether the firm answered.
        predictors: What the chance depends on, known of every firm.
        weights: Design weights.
        classes: Classes of equal numbers of firms by their chance; 0 divides by each firm's own chance instead.

    Returns:
        The adjustment. Weights add up to those of all firms with classes, and only nearly so without.

    Raises:
        alianza.statistics.errors.BadVariable: If a column is absent or of the wrong kind.
        NoFit: If the model has no finite fit.
        ValueError: If nobody answered, or a predictor is missing somewhere.
    """
    _check(firms, responded, predictors)
    model = Design(firms, weights=weights).logistic(responded, predictors)
    if not model.coefficients:
        raise NoFit(model.reason, model.separated)
    given = firms[weights].to_numpy().astype(np.float64)
    chances, answered = _chances(model, given), firms[responded].cast(pl.Boolean).to_numpy()
    if not classes:
        inverse = np.divide(given, chances, out=np.zeros_like(given), where=answered)
        return Propensity(chances, inverse, np.zeros(given.size, dtype=np.int64))
    groups, counted = np.zeros(given.size, dtype=np.int64), ~np.isnan(chances)
    groups[counted] = _classes(chances[counted], answered[counted], classes)
    return Propensity(chances, carried(given, answered, groups), groups)


def carried(weights: Floats, answered: NDArray[np.bool_], groups: NDArray[np.int64]) -> Floats:
    """Weights of the respondents of each group raised to the sum of all its firms; 0 for the others."""
    wanted, there = np.bincount(groups, weights), np.bincount(groups, weights * answered)
    factor = np.divide(wanted, there, out=np.zeros_like(wanted), where=there > 0)
    return np.where(answered, weights * factor[groups], 0.0)


def _check(firms: pl.DataFrame, responded: str, predictors: Sequence[str]) -> None:
    unknown = [name for name in (responded, *predictors) if name in firms.columns and firms[name].null_count()]
    if unknown:
        raise ValueError(f"of some firms it is not known: {', '.join(unknown)}")
    if responded in firms.columns and not firms[responded].cast(pl.Boolean).any():
        raise ValueError("nobody answered")


def _chances(model: Logistic, weights: Floats) -> Floats:
    """The fitted chance of every firm that counts; not a number for the others."""
    chances = np.full(weights.size, np.nan)
    if model.matrix is not None:
        chances[model.matrix.rows] = model.chances
    if np.isnan(chances[weights > 0]).any():
        raise ValueError("of some firms a predictor is not a number")
    return chances


def _classes(chances: Floats, answered: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """Classes of nearly equal size by chance; equal chances stay together, empty ones join the next."""
    ranks = np.searchsorted(np.sort(chances), chances, side="left")
    groups = ranks * count // chances.size
    for group in np.unique(groups)[::-1]:
        inside = groups == group
        if inside.any() and not (answered & inside).any():
            others = np.unique(groups[~inside])
            groups = np.where(inside, others[np.abs(others - group).argmin()], groups)
    return groups.astype(np.int64)
