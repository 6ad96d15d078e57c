"""How much single cases sway a logistic model: leverage, Cook's distance, DfBeta, residuals.

Source: Pregibon (1981), Annals of Statistics 9(4), one-step approximations. Compared with R's hatvalues,
cooks.distance and rstandard, and with Pregibon's formula for DfBeta in R (tests/reference/spss.R).
"""

from dataclasses import dataclass

import numpy as np

from alianza.statistics.models.maximum_likelihood import LikelihoodLogistic
from alianza.statistics.sampling.structure import Floats, Rows

ALONE = 1 - 1e-9
"""Leverage from which on a case decides its own fit."""


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """Diagnostics of each case of a model; NaN where the model cannot be fitted without the case.

    Attributes:
        rows: Rows of the data that the cases are.
        chance: Fitted probabilities.
        leverage: Diagonal of the hat matrix.
        pearson: Pearson residuals.
        deviance: Deviance residuals.
        cook: Cook's distance, divided by the number of coefficients as R does.
        cook_spss: The same not divided, as SPSS's LOGISTIC REGRESSION saves it.
        dfbeta: Cases by coefficients: how much a coefficient falls, in one step, when the case is left out.
    """

    rows: Rows
    chance: Floats
    leverage: Floats
    pearson: Floats
    deviance: Floats
    cook: Floats
    cook_spss: Floats
    dfbeta: Floats


def influence(model: LikelihoodLogistic) -> Influence | None:
    """Diagnostics of each case; None where the model has no solution."""
    if model.fitted is None:
        return None
    sample, b = model.fitted.sample, model.fitted.peak.b
    chance, leverage = sample.chances(b), sample.leverages(b)
    away = sample.y - chance
    pearson = away * np.sqrt(sample.weights / (chance * (1 - chance)))
    unlikely = np.where(sample.y == 1, -np.log(chance), -np.log1p(-chance))
    # A case that the model fits by itself has leverage 1: what it would be without that case is undefined.
    free = np.where(leverage < ALONE, 1 - leverage, np.nan)
    cook = pearson**2 * leverage / free**2
    step = sample.x * (sample.weights * away / free)[:, None]
    return Influence(
        model.fitted.matrix.rows,
        chance,
        leverage,
        pearson,
        np.sign(away) * np.sqrt(2 * sample.weights * unlikely),
        cook / b.size,
        cook,
        np.asarray(np.linalg.solve(sample.information(b), step.T).T),
    )
