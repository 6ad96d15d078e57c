"""How much true effects differ between studies: tau2 by nine estimators, its interval, Q, I2 and H2.

ML and REML are found wherever their peak lies: the score is searched over the whole range in which it can be zero, and
the highest peak wins, the boundary at zero included. The equations of Paule and Mandel and of the Q-profile interval
are monotone and solved to machine precision inside bounds that hold for any data (see `_furthest`).

Source: DerSimonian and Laird (1986), Controlled Clinical Trials 7(3); Hedges and Olkin (1985), Statistical Methods for
Meta-Analysis; Hunter and Schmidt (2004), Methods of Meta-Analysis; Sidik and Jonkman (2005), Applied Statistics 54(2);
Paule and Mandel (1982), Journal of Research of the NBS 87(5); Morris (1983), JASA 78(381), for empirical Bayes;
Viechtbauer (2005), Journal of Educational and Behavioral Statistics 30(3), for ML, REML and the errors; Viechtbauer
(2007), Statistics in Medicine 26(1), for the Q-profile interval; Higgins and Thompson (2002), Statistics in Medicine
21(11), for I2 and H2. Compared with R metafor's rma.uni and confint.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from alianza.statistics.distributions import chi2_tail
from alianza.statistics.meta.evidence import (
    Evidence,
    Weighted,
    log_likelihood,
    restricted_log_likelihood,
)
from alianza.study.estimate import Estimate, Test, Unit

COMMON: Final = "common"
"""The model without heterogeneity: one effect for all studies, inverse-variance weights."""
STEPS: Final = 64
"""Points at which the score of a likelihood is looked at before its roots are refined."""


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """How much the true effects differ.

    Attributes:
        tau2: Variance of the true effects, with its standard error and Q-profile interval; 0 by assumption in the
            common-effect model.
        q: Cochran's Q (the residual QE where there are moderators) against chi-squared.
        i2: Share of the variation between estimates that is not sampling error.
        h2: Total over sampling variation.
    """

    tau2: Estimate
    q: Test
    i2: Estimate
    h2: Estimate

    @property
    def tau(self) -> Estimate:
        """Standard deviation of the true effects with its interval."""
        at = self.tau2
        value, low, high = (None if x is None else math.sqrt(x) for x in (at.value, at.low, at.high))
        return Estimate(value, None, low, high, n=at.n, level=at.level, method=at.method, reason=at.reason)


@dataclass(frozen=True, slots=True)
class Tau2:
    """An estimate of tau2 and its standard error."""

    value: float
    se: float | None


def common(evidence: Evidence) -> Tau2:
    """No heterogeneity, by assumption."""
    return Tau2(0.0, None)


def dersimonian_laird(evidence: Evidence) -> Tau2:
    """Moment estimator from Cochran's Q: (Q - df) / tr P, not below zero."""
    fit = evidence.weighted()
    return _moments(evidence, fit, fit.q - evidence.df, fit.trace)


def hedges(evidence: Evidence) -> Tau2:
    """Moment estimator from the unweighted variance of the effects, less their mean sampling variance."""
    fit = Weighted.of(evidence, np.ones(evidence.k))
    return _moments(evidence, fit, fit.q - float(evidence.v @ (1 - fit.leverages)), evidence.df)


def hunter_schmidt(evidence: Evidence) -> Tau2:
    """(Q - k) / sum of the weights, not below zero: biased down, small in its error."""
    fit = evidence.weighted()
    return _moments(evidence, fit, fit.q - evidence.k, float(fit.w.sum()))


def _moments(evidence: Evidence, fit: Weighted, excess: float, scale: float) -> Tau2:
    """Excess over scale; its error is that of the quadratic form behind it, 2 tr (P O P O)."""
    value = max(0.0, excess / scale)
    return Tau2(value, math.sqrt(2 * fit.squared_trace(evidence.v + value)) / scale)


def sidik_jonkman(evidence: Evidence) -> Tau2:
    """Q over df at the weights of a crude estimate, times that estimate: never negative."""
    crude = float(np.var(evidence.y))
    if crude == 0:
        return Tau2(0.0, 0.0)
    fit = evidence.weighted(crude)
    scale = evidence.df / crude
    value = fit.q / scale
    return Tau2(value, math.sqrt(2 * fit.squared_trace(evidence.v + value)) / scale)


def maximum_likelihood(evidence: Evidence) -> Tau2:
    """Where the likelihood is highest."""
    value = _highest(evidence, evidence.k, lambda fit: float(fit.w.sum()), log_likelihood)
    w = evidence.weighted(value).w
    return Tau2(value, math.sqrt(2 / float(w @ w)))


def restricted_maximum_likelihood(evidence: Evidence) -> Tau2:
    """Where the restricted likelihood is highest, which allows for the coefficients that are estimated too."""
    value = _highest(evidence, evidence.df, lambda fit: fit.trace, restricted_log_likelihood)
    return Tau2(value, math.sqrt(2 / evidence.weighted(value).squared_trace()))


def paule_mandel(evidence: Evidence) -> Tau2:
    """The tau2 at which the generalised Q equals its degrees of freedom (the empirical Bayes estimator also)."""
    value = q_equals(evidence, evidence.df)
    total = float(evidence.weighted(value).w.sum())
    return Tau2(value, math.sqrt(2 / evidence.df) * evidence.k / total)


ESTIMATORS: Final[Mapping[str, Callable[[Evidence], Tau2]]] = MappingProxyType(
    {
        COMMON: common,
        "dl": dersimonian_laird,
        "he": hedges,
        "hs": hunter_schmidt,
        "sj": sidik_jonkman,
        "ml": maximum_likelihood,
        "reml": restricted_maximum_likelihood,
        "pm": paule_mandel,
        "eb": paule_mandel,
    }
)
"""Estimators of tau2 by their usual letters; each needs at least one degree of freedom."""


def _furthest(evidence: Evidence, target: float) -> float:
    """A tau2 beyond which the generalised Q stays below `target`: Q(tau2) <= RSS / (tau2 + least v)."""
    unweighted = Weighted.of(evidence, np.ones(evidence.k)).q
    return max(0.0, unweighted / target - float(evidence.v.min()))


def q_equals(evidence: Evidence, target: float) -> float:
    """The tau2 at which the generalised Q, which falls with tau2, equals `target`; 0 where it never reaches it."""
    from scipy.optimize import brentq

    def excess(tau2: float) -> float:
        return evidence.weighted(tau2).q - target

    end = _furthest(evidence, target) * (1 + 1e-9)
    if end <= 0 or excess(0.0) <= 0 or excess(end) >= 0:
        return 0.0
    return float(brentq(excess, 0.0, end, xtol=1e-15 * max(end, 1e-300), rtol=1e-14, maxiter=500))


def _highest(
    evidence: Evidence,
    free: int,
    information: Callable[[Weighted], float],
    likelihood: Callable[[Evidence, float], float],
) -> float:
    """The tau2 of the highest peak of a likelihood whose score is w^2 e^2 less `information`."""
    from scipy.optimize import brentq

    def score(tau2: float) -> float:
        fit = evidence.weighted(tau2)
        return float((fit.w * fit.residuals) @ (fit.w * fit.residuals)) - information(fit)

    least, end = float(evidence.v.min()), _last_root(evidence, free)
    places = np.concatenate([[0.0], np.geomspace(least, least + end, STEPS)[1:] - least])
    scores = [score(at) for at in places]
    peaks = [0.0] if scores[0] <= 0 else []
    for i in range(STEPS - 1):
        if scores[i] > 0 >= scores[i + 1]:
            peaks.append(float(brentq(score, places[i], places[i + 1], xtol=1e-15 * end, rtol=1e-14, maxiter=500)))
    return max(peaks, key=lambda at: likelihood(evidence, at), default=float(places[-1]))


def _last_root(evidence: Evidence, free: int) -> float:
    """A tau2 beyond which the score is negative.

    The squares are at most RSS / (tau2 + least v)^2 and the information at least free / (tau2 + greatest v), so that
    no root lies beyond the larger root of free s^2 = RSS (s + range of v) in s = tau2 + least v.
    """
    rss, spread = Weighted.of(evidence, np.ones(evidence.k)).q, float(np.ptp(evidence.v))
    largest = (rss + math.sqrt(rss * rss + 4 * free * rss * spread)) / (2 * free)
    return max(largest - float(evidence.v.min()), 1e-12 * float(evidence.v.min())) * (1 + 1e-9)


def tau2_interval(evidence: Evidence, level: float) -> tuple[float, float]:
    """Q-profile interval: the tau2 at which the generalised Q equals each quantile of chi-squared.

    Both limits are zero where even Q at tau2 = 0 lies under the lower quantile: the effects agree more than sampling
    error lets one expect.
    """
    from scipy.special import chdtri

    tail = (1 - level) / 2
    low, high = (q_equals(evidence, float(chdtri(evidence.df, p))) for p in (tail, 1 - tail))
    return low, high


def typical_variance(evidence: Evidence) -> float:
    """Sampling variance of a typical study, df / tr P (Higgins and Thompson 2002)."""
    return evidence.df / evidence.weighted().trace


def heterogeneity(evidence: Evidence, method: str, found: Tau2, level: float) -> Heterogeneity:
    """Everything that is said about heterogeneity once tau2 is estimated."""
    q, df, k = evidence.weighted().q, evidence.df, evidence.k
    test = Test(q, df, None, chi2_tail(q, df), "cochran_q")
    if method == COMMON:
        i2, h2 = max(0.0, 1 - df / q) if q > 0 else 0.0, q / df
        return Heterogeneity(
            Estimate(0.0, n=k, level=level, method=COMMON),
            test,
            Estimate(i2, n=k, level=level, unit="share", method="cochran_q"),
            Estimate(h2, n=k, level=level, method="cochran_q"),
        )
    at = found.value, *tau2_interval(evidence, level)
    typical, profile = typical_variance(evidence), f"{method}_q_profile"

    def told(value: float, low: float, high: float, unit: Unit = "number", se: float | None = None) -> Estimate:
        return Estimate(value, se, low, high, n=k, level=level, unit=unit, method=profile)

    share, low_share, high_share = (x / (x + typical) for x in at)
    ratio, low_ratio, high_ratio = (1 + x / typical for x in at)
    return Heterogeneity(
        told(*at, se=found.se), test, told(share, low_share, high_share, "share"), told(ratio, low_ratio, high_ratio)
    )
