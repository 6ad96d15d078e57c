"""One effect from several studies: common-effect and random-effects models.

Source: DerSimonian and Laird (1986), Controlled Clinical Trials 7(3); Hartung and Knapp (2001), Statistics in Medicine
20(24), and Sidik and Jonkman (2002), Statistics in Medicine 21(21), for the interval that allows for an estimated tau2;
Röver, Knapp and Friede (2015), BMC Medical Research Methodology 15, for its ad hoc form, whose error is never smaller
than the plain one; Higgins, Thompson and Spiegelhalter (2009), JRSS A 172(1), for prediction intervals. Compared with R
metafor's rma.uni and predict.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from alianza.statistics.distributions import t_quantile, t_two_sided
from alianza.statistics.meta.evidence import (
    Evidence,
    LeftOut,
    Weighted,
    evidence_of,
    log_likelihood,
    not_comparable,
    restricted_log_likelihood,
    usable,
)
from alianza.statistics.meta.heterogeneity import COMMON, ESTIMATORS, Heterogeneity, heterogeneity
from alianza.study.estimate import Estimate, Test, Unit

Tau2Method = Literal["common", "dl", "he", "hs", "sj", "ml", "reml", "pm", "eb"]
Interval = Literal["normal", "t", "knapp_hartung", "knapp_hartung_ad_hoc"]
Prediction = Literal["higgins", "interval"]
INTERVALS: Final = ("normal", "t", "knapp_hartung", "knapp_hartung_ad_hoc")
PREDICTIONS: Final = ("higgins", "interval")


@dataclass(frozen=True, slots=True)
class Model:
    """How effects are pooled.

    Attributes:
        tau2: Estimator of the variance of true effects; `common` assumes that there is none.
        interval: `normal`; `t` with k - p degrees of freedom; `knapp_hartung`, whose error is also multiplied by the
            generalised Q over its degrees of freedom; `knapp_hartung_ad_hoc`, where that factor is at least 1.
        level: Level of every interval.
        prediction: `higgins`, the t distribution with k - 2 degrees of freedom; `interval`, the distribution of the
            confidence interval, as R's metafor.

    Raises:
        ValueError: If a name is unknown or the level is not between 0 and 1.
    """

    tau2: Tau2Method = "reml"
    interval: Interval = "knapp_hartung"
    level: float = 0.95
    prediction: Prediction = "higgins"

    def __post_init__(self) -> None:
        for name, allowed in (("tau2", tuple(ESTIMATORS)), ("interval", INTERVALS), ("prediction", PREDICTIONS)):
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name} is one of {', '.join(allowed)}, not {getattr(self, name)!r}")
        if not 0 < self.level < 1:
            raise ValueError(f"a level lies between 0 and 1, not at {self.level}")

    @property
    def name(self) -> str:
        """The method of an estimate made in this way."""
        return f"{self.tau2}_{self.interval}"

    def scale(self, fit: Weighted, df: int) -> float:
        """What the variance of coefficients is multiplied by."""
        if not self.interval.startswith("knapp_hartung"):
            return 1.0
        factor = fit.q / df
        return max(1.0, factor) if self.interval == "knapp_hartung_ad_hoc" else factor

    def degrees(self, df: int) -> float:
        """Degrees of freedom of tests and intervals."""
        return math.inf if self.interval == "normal" else float(df)


DEFAULT: Final = Model()
"""REML with the interval of Knapp and Hartung."""
NORMAL: Final = Model("reml", "normal", prediction="interval")
"""What R's metafor does when nothing is said."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """What several studies say together.

    Attributes:
        effect: The pooled effect; its base is the number of studies.
        test: Test that it is zero.
        prediction: The effect to be expected in a new study, with its interval.
        heterogeneity: tau2, Q, I2 and H2; None where nothing could be pooled.
        weights: Share of the weight of each effect, in the order given; 0 for those left out.
        left_out: Effects that did not enter, with reasons.
        measure: What the effects measure, their common `method`.
        typical_n: Harmonic mean of the studies' sizes, which the double arcsine needs on its way back.
        log_likelihood: Of the model, restricted for REML.
    """

    effect: Estimate
    test: Test
    prediction: Estimate
    heterogeneity: Heterogeneity | None
    weights: tuple[float, ...]
    left_out: tuple[LeftOut, ...]
    measure: str
    typical_n: float | None = None
    log_likelihood: float | None = None

    @property
    def k(self) -> int:
        """Number of studies pooled."""
        return self.effect.n


def pool(effects: Sequence[Estimate], model: Model = DEFAULT) -> Pooled:
    """Pool effects of one measure.

    Effects without a value or a positive standard error are left out and named. Fewer than two that remain
    (`fewer_than_two`), or effects of different measures (`not_comparable`), give a reason in place of numbers.

    >>> from alianza.statistics.meta.effect_sizes import generic
    >>> found = pool([generic(0.10, 0.04), generic(0.30, 0.03), generic(0.35, 0.05)], Model("dl", "normal"))
    >>> round(found.effect.value, 4), found.heterogeneity.tau2.value
    (0.2489, 0.0)
    """
    places, left_out = usable(effects)
    kept = [effects[i] for i in places]
    if not_comparable(kept):
        return _nothing(effects, model, left_out, "not_comparable")
    if len(kept) < 2:
        return _nothing(effects, model, left_out, "fewer_than_two")
    evidence = evidence_of(kept)
    found = ESTIMATORS[model.tau2](evidence)
    fit = evidence.weighted(found.value)
    effect = coefficient(fit, model, evidence.df, 0, kept[0].unit)
    weights = np.zeros(len(effects))
    weights[places] = fit.w / fit.w.sum()
    return Pooled(
        effect,
        wald(effect, model.name),
        predicted(effect, fit, found.value, model),
        heterogeneity(evidence, model.tau2, found, model.level),
        tuple(weights.tolist()),
        left_out,
        kept[0].method,
        _harmonic_mean([e.n for e in kept]),
        likelihood(evidence, model, found.value),
    )


def _nothing(effects: Sequence[Estimate], model: Model, left_out: tuple[LeftOut, ...], reason: str) -> Pooled:
    k = len(effects) - len(left_out)
    none = Estimate(None, n=k, level=model.level, method=model.name, reason=reason)
    measure = effects[0].method if effects and not not_comparable(effects) else ""
    empty = Test(None, None, None, None, model.name, reason)
    return Pooled(none, empty, none, None, (0.0,) * len(effects), left_out, measure)


def _harmonic_mean(sizes: Sequence[int]) -> float | None:
    return len(sizes) / sum(1 / n for n in sizes) if sizes and min(sizes) > 0 else None


def coefficient(fit: Weighted, model: Model, df: int, place: int, unit: Unit) -> Estimate:
    """One coefficient with its error and interval.

    Effects that agree to the last digit leave Knapp and Hartung nothing to estimate an error from: no interval then,
    for `no_spread`.
    """
    value, k = float(fit.b[place]), int(fit.w.size)
    se = math.sqrt(model.scale(fit, df) * float(fit.covariance[place, place]))
    degrees = model.degrees(df)
    if se <= 1e-12 * math.sqrt(float(fit.covariance[place, place])):
        return Estimate(
            value, None, df=degrees, n=k, level=model.level, unit=unit, method=model.name, reason="no_spread"
        )
    reach = t_quantile(0.5 + model.level / 2, degrees) * se
    return Estimate(
        value, se, value - reach, value + reach, degrees, n=k, level=model.level, unit=unit, method=model.name
    )


def wald(estimate: Estimate, method: str) -> Test:
    """Test that an estimate is zero, against the distribution of its interval."""
    if estimate.value is None or estimate.se is None or estimate.df is None:
        return Test(None, estimate.df, None, None, method, estimate.reason)
    statistic = estimate.value / estimate.se
    return Test(statistic, estimate.df, None, t_two_sided(statistic, estimate.df), method)


def predicted(effect: Estimate, fit: Weighted, tau2: float, model: Model) -> Estimate:
    """Interval that holds the true effect of a new study: mean -+ quantile x root of tau2 + se^2.

    Source: Higgins, Thompson and Spiegelhalter (2009), equation 12. The error is that of the confidence interval under
    `interval`, and the plain one under `higgins`.
    """
    method, k = f"prediction_{model.prediction}", effect.n
    if model.tau2 == COMMON:
        return _unpredicted(effect, "no_prediction", method)
    if model.prediction == "higgins" and k < 3:
        return _unpredicted(effect, "fewer_than_three", method)
    if effect.value is None or effect.se is None or effect.df is None:
        return _unpredicted(effect, effect.reason, method)
    plain = float(fit.covariance[0, 0])
    variance, df = (plain, k - 2.0) if model.prediction == "higgins" else (effect.se**2, effect.df)
    reach = t_quantile(0.5 + model.level / 2, df) * math.sqrt(tau2 + variance)
    low, high = effect.value - reach, effect.value + reach
    return Estimate(effect.value, None, low, high, df, n=k, level=model.level, unit=effect.unit, method=method)


def _unpredicted(effect: Estimate, reason: str, method: str) -> Estimate:
    return Estimate(None, n=effect.n, level=effect.level, unit=effect.unit, method=method, reason=reason)


def likelihood(evidence: Evidence, model: Model, tau2: float) -> float:
    """Log-likelihood of the model: the restricted one for REML."""
    return (restricted_log_likelihood if model.tau2 == "reml" else log_likelihood)(evidence, tau2)
