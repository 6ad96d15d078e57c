"""What is printed about a logistic model besides its coefficients: fit, classification, tests, limits, collinearity.

Source: Nagelkerke (1991), Biometrika 78(3); Hosmer and Lemeshow (2000), Applied Logistic Regression, 5.2; Venzon and
Moolgavkar (1988), Applied Statistics 37(1), for profile likelihoods; Davis et al. (1986), for variance inflation
from the covariance of coefficients. Compared with R (glm, drop1, confint, ResourceSelection's grouping, rms::vif) and
with GNU PSPP 1.6.2.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from alianza.statistics.distributions import chi2_tail, t_quantile
from alianza.statistics.models.likelihood import LikelihoodSample, maximise
from alianza.statistics.models.maximum_likelihood import Fitted, LikelihoodLogistic
from alianza.statistics.models.model_matrix import INTERCEPT
from alianza.statistics.sampling.structure import Floats, Rows
from alianza.study.estimate import Test

Grouping = Literal["blocks", "quantiles"]
WIDEST = 400.0
"""Profile limits farther than this many standard errors count as infinite."""
CUT = 0.5
"""Probability above which a case is classified as having the outcome."""


@dataclass(frozen=True, slots=True)
class FitMeasures:
    """How well a model describes its sample.

    Attributes:
        cox_snell: Cox and Snell's R squared.
        nagelkerke: The same over its largest possible value.
        mcfadden: One minus the ratio of log-likelihoods.
        aic: Akaike's criterion.
        bic: Schwarz's criterion.
        brier: Mean squared distance of outcome and probability.
    """

    cox_snell: float
    nagelkerke: float
    mcfadden: float
    aic: float
    bic: float
    brier: float


def fit_measures(model: LikelihoodLogistic) -> FitMeasures:
    """Measures of fit of a model that has a solution.

    Raises:
        ValueError: If it has none.
    """
    fitted = solved(model)
    sample, p = fitted.sample, len(model.coefficients)
    full, null, n = model.minus2ll or 0.0, model.minus2ll_null or 0.0, sample.n
    cox_snell = -math.expm1((full - null) / n)
    away = (sample.y - sample.chances(fitted.peak.b)) ** 2
    return FitMeasures(
        cox_snell,
        cox_snell / -math.expm1(-null / n),
        1 - full / null,
        full + 2 * p,
        full + p * math.log(n),
        float(sample.weights @ away) / n,
    )


@dataclass(frozen=True, slots=True)
class HosmerLemeshow:
    """Hosmer and Lemeshow's test with its table: observed and expected non-events and events of each group."""

    test: Test
    observed: tuple[tuple[float, float], ...]
    expected: tuple[tuple[float, float], ...]


def hosmer_lemeshow(model: LikelihoodLogistic, groups: int = 10, grouping: Grouping = "blocks") -> HosmerLemeshow:
    """Compare observed and expected outcomes in groups of similar probability.

    Args:
        model: A fitted model.
        groups: Groups aimed at.
        grouping: `blocks` fills groups in order with whole blocks of equal probability until each holds its share
            (SPSS, SAS); `quantiles` cuts at the quantiles of the probabilities, equal cuts joined (R's hoslem.test).

    Returns:
        The test with groups minus two degrees of freedom, none where two groups or fewer remain.

    Raises:
        ValueError: If the model has no solution.
    """
    fitted = solved(model)
    sample, chance = fitted.sample, fitted.sample.chances(fitted.peak.b)
    home = _blocks(chance, sample.weights, groups) if grouping == "blocks" else _quantiles(chance, groups)
    count = np.bincount(home, weights=sample.weights)
    happened = np.bincount(home, weights=sample.weights * sample.y)
    hoped = np.bincount(home, weights=sample.weights * chance)
    observed, expected = np.stack([count - happened, happened], axis=1), np.stack([count - hoped, hoped], axis=1)
    df = len(count) - 2
    statistic = float(((observed - expected) ** 2 / expected).sum())
    test = (
        Test(statistic, df, None, chi2_tail(statistic, df), "hosmer_lemeshow")
        if df > 0
        else Test(None, df, None, None, "hosmer_lemeshow", "no_df")
    )
    return HosmerLemeshow(test, _pairs(observed), _pairs(expected))


def _pairs(table: Floats) -> tuple[tuple[float, float], ...]:
    return tuple((float(first), float(second)) for first, second in table)


def _blocks(chance: Floats, weights: Floats, groups: int) -> Rows:
    """Groups of whole blocks: the next block joins while at most half of it exceeds the group's share.

    A last group of at most a twentieth of the cases joins the one before it (SAS/STAT, PROC LOGISTIC, LACKFIT).
    """
    levels, block = np.unique(np.round(chance, 12), return_inverse=True)
    sizes = np.bincount(block, weights=weights, minlength=levels.size)
    target = math.floor(float(weights.sum()) / groups + 0.5)
    home, group, held = np.zeros(levels.size, dtype=np.intp), 0, 0.0
    for place, size in enumerate(sizes):
        full = held >= target or held + math.floor(0.5 * size) > target
        if place and full and group < groups - 1:
            group, held = group + 1, 0.0
        home[place], held = group, held + size
    if group and held <= math.floor(0.05 * float(weights.sum())):
        home[home == group] = group - 1
    return np.asarray(home[block])


def _quantiles(chance: Floats, groups: int) -> Rows:
    cuts = np.unique(np.quantile(chance, np.linspace(0, 1, groups + 1)))
    home = np.searchsorted(cuts[1:-1], chance, side="left")
    return np.asarray(np.unique(home, return_inverse=True)[1])


@dataclass(frozen=True, slots=True)
class Classification:
    """Observed (rows) against predicted (columns) outcomes, no before yes, and the share that agrees."""

    counts: tuple[tuple[float, float], tuple[float, float]]
    cut: float
    correct: tuple[float, float, float]


def classification(model: LikelihoodLogistic, cut: float = CUT) -> Classification:
    """Classify each case by whether its probability exceeds `cut`.

    Raises:
        ValueError: If the model has no solution.
    """
    fitted = solved(model)
    sample = fitted.sample
    predicted = sample.chances(fitted.peak.b) > cut
    (a, b), (c, d) = (
        tuple(float(sample.weights[(sample.y == seen) & (predicted == said)].sum()) for said in (False, True))
        for seen in (0, 1)
    )
    return Classification(((a, b), (c, d)), cut, (a / (a + b), d / (c + d), (a + d) / sample.n))


def likelihood_ratio_tests(model: LikelihoodLogistic) -> dict[str, Test]:
    """Test of each predictor by the likelihood lost without it, in the order of the predictors (R's drop1).

    Raises:
        ValueError: If the model has no solution.
    """
    fitted = solved(model)
    found = {}
    for name in dict.fromkeys(source for source in model.sources if source != INTERCEPT):
        out = [place for place, source in enumerate(model.sources) if source == name]
        statistic = 2 * max(0.0, fitted.peak.value - _peak_without(fitted, out))
        found[name] = Test(statistic, len(out), None, chi2_tail(statistic, len(out)), "likelihood_ratio")
    return found


def _peak_without(fitted: Fitted, out: list[int]) -> float:
    """Largest likelihood with coefficients held at zero, under the penalty of the whole model where there is one."""
    return maximise(fitted.sample, dict.fromkeys(out, 0.0), fitted.peak.b).value


def coefficient_tests(model: LikelihoodLogistic) -> dict[str, Test]:
    """Likelihood-ratio test of each single coefficient, the constant among them."""
    fitted = solved(model)
    values = [2 * max(0.0, fitted.peak.value - _peak_without(fitted, [at])) for at in range(len(model.coefficients))]
    return {
        line.term: Test(value, 1, None, chi2_tail(value, 1), "likelihood_ratio")
        for line, value in zip(model.coefficients, values, strict=True)
    }


def profile_limits(model: LikelihoodLogistic) -> dict[str, tuple[float, float]]:
    """Limits of each coefficient (log-odds) by profile likelihood, at the model's level.

    A limit is where twice the log-likelihood, maximised over all other coefficients, has fallen by the chi-squared
    quantile. A likelihood that never falls so far on one side has an infinite limit there.

    Raises:
        ValueError: If the model has no solution.
    """
    fitted = solved(model)
    drop = t_quantile(0.5 + model.level / 2, math.inf) ** 2
    return {
        line.term: (_limit(fitted, place, drop, -line.se), _limit(fitted, place, drop, line.se))
        for place, line in enumerate(model.coefficients)
    }


def _limit(fitted: Fitted, place: int, drop: float, step: float) -> float:
    """The limit on one side: bracketed in steps of a standard error, then found by Brent's method."""
    from scipy.optimize import brentq

    centre, sample = float(fitted.peak.b[place]), fitted.sample
    fallen = _fall(sample, place, fitted, drop)
    inner, outer = 0.0, step
    while fallen(centre + outer) < 0:
        inner, outer = outer, outer * 1.5 if abs(outer) > 4 * abs(step) else outer + step
        if abs(outer) > WIDEST * abs(step):
            return math.copysign(math.inf, step)
    return float(brentq(fallen, centre + inner, centre + outer, xtol=1e-13 * abs(step), rtol=1e-13))


def _fall(sample: LikelihoodSample, place: int, fitted: Fitted, drop: float) -> Callable[[float], float]:
    def fallen(at: float) -> float:
        return 2 * (fitted.peak.value - maximise(sample, {place: at}, fitted.peak.b).value) - drop

    return fallen


def variance_inflation(model: LikelihoodLogistic) -> dict[str, float]:
    """Variance inflation of each coefficient, from their correlations without the constant (rms::vif).

    Raises:
        ValueError: If the model has no solution.
    """
    solved(model)
    places = [place for place, source in enumerate(model.sources) if source != INTERCEPT]
    part = np.array(model.vcov)[np.ix_(places, places)]
    spread = np.sqrt(np.diag(part))
    inflation = np.diag(np.linalg.inv(part / np.outer(spread, spread)))
    return {model.coefficients[place].term: float(v) for place, v in zip(places, inflation, strict=True)}


def solved(model: LikelihoodLogistic) -> Fitted:
    """The rows and the peak of a model.

    Raises:
        ValueError: If the model has no solution.
    """
    if model.fitted is None:
        raise ValueError(f"the model has no solution: {model.reason}")
    return model.fitted
