"""Shares pooled by their own likelihood: a logistic model with a random intercept of the study.

No transformation and no correction of empty cells: x ~ Binomial(n, p), logit p = mu + tau z, z ~ N(0, 1). The integral
over z uses Gauss-Hermite quadrature centred on each study's own peak, with enough points to be exact to rounding.

Source: Stijnen, Hamza and Özdemir (2010), Statistics in Medicine 29(29); Pinheiro and Bates (1995), Journal of
Computational and Graphical Statistics 4(1), for the quadrature. Compared with R metafor's rma.glmm, which takes seven
points, and with R's integrate (tests/reference/meta.R).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alianza.statistics.distributions import t_quantile
from alianza.statistics.sampling.structure import Floats
from alianza.study.estimate import Estimate

POINTS = 40
"""Points of the quadrature."""
ROUNDS = 100
NOTHING = 1e-6
"""A tau under this is the boundary, as far as a search can tell."""
STARTS = (0.1, 0.5, 1.5)
"""Values of tau from which the peak is looked for."""


@dataclass(frozen=True, slots=True)
class PooledShare:
    """A pooled share by its likelihood.

    Attributes:
        effect: Pooled logit with its normal interval; `back_transformed(effect, "logit_proportion")` is the share of a
            typical study.
        tau2: Variance of the studies' logits.
        log_likelihood: At the peak.
    """

    effect: Estimate
    tau2: float | None
    log_likelihood: float | None = None


def pool_shares(events: Sequence[float], sizes: Sequence[float], level: float = 0.95) -> PooledShare:
    """Pool shares by maximum likelihood.

    Args:
        events: How many have the property, one a study.
        sizes: Out of how many.
        level: Level of the interval.

    Raises:
        ValueError: If events are fewer than none or more than the size, or the lists differ in length.
    """
    x, n = np.asarray(events, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    if x.shape != n.shape or (x < 0).any() or (x > n).any() or (n <= 0).any():
        raise ValueError("events lie between none and the size, one pair a study")
    if x.size < 2 or x.sum() in (0, n.sum()):
        reason = "fewer_than_two" if x.size < 2 else "at_bound"
        return PooledShare(
            Estimate(None, n=x.size, level=level, unit="log", method="logistic_normal", reason=reason), None
        )
    peak, height = _peak(x, n)
    se = math.sqrt(float(_inverse_information(x, n, peak)[0, 0]))
    reach = t_quantile(0.5 + level / 2, math.inf) * se
    limits = float(peak[0]) - reach, float(peak[0]) + reach
    effect = Estimate(
        float(peak[0]), se, *limits, math.inf, n=x.size, level=level, unit="log", method="logistic_normal"
    )
    return PooledShare(effect, float(peak[1]) ** 2, height)


def _peak(x: Floats, n: Floats) -> tuple[Floats, float]:
    """Mean and standard deviation of the logits where the likelihood is highest."""
    from scipy.optimize import minimize

    share = float(x.sum() / n.sum())
    centre = math.log(share / (1 - share))

    def downhill(at: Floats) -> tuple[float, Floats]:
        value, slope = likelihood_of_shares(x, n, at)
        return -value, -slope

    options = {"ftol": 1e-16, "gtol": 1e-10, "maxiter": 1000}
    starts = [np.array([centre, tau]) for tau in STARTS]
    ends = [
        minimize(downhill, start, jac=True, method="L-BFGS-B", bounds=[(None, None), (0, None)], options=options)
        for start in starts
    ]
    best = min(ends, key=lambda end: float(end.fun))
    # At tau = 0 the slope is zero whatever the data: the boundary is compared by its height.
    flat = np.array([centre, 0.0])
    height = likelihood_of_shares(x, n, flat)[0]
    settled = height >= -float(best.fun) or float(best.x[1]) < NOTHING
    return (flat, height) if settled else (np.asarray(best.x), -float(best.fun))


def likelihood_of_shares(x: Floats, n: Floats, at: Floats) -> tuple[float, Floats]:
    """Log-likelihood of `at`, mean and standard deviation of the logits, and its slope by both."""
    from scipy.special import gammaln, logsumexp

    mean, tau = float(at[0]), float(at[1])
    nodes, weights = np.polynomial.hermite.hermgauss(POINTS)
    centre, width = _centres(x, n, mean, tau)
    z = centre[:, None] + math.sqrt(2) * width[:, None] * nodes
    logit = mean + tau * z
    binomial = gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1)
    inside = x[:, None] * logit - n[:, None] * np.logaddexp(0, logit) - z * z / 2 + nodes**2 + np.log(weights)
    each = logsumexp(inside, axis=1)
    share = np.exp(inside - each[:, None])
    away = x[:, None] - n[:, None] / (1 + np.exp(-logit))
    total = float((binomial + each + np.log(width) - math.log(math.pi) / 2).sum())
    return total, np.array([(share * away).sum(), (share * away * z).sum()])


def _centres(x: Floats, n: Floats, mean: float, tau: float) -> tuple[Floats, Floats]:
    """Where each study's integrand over z peaks, and how wide it is there (Newton's method; it is log-concave)."""
    z = np.zeros_like(x)
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-(mean + tau * z)))
        step = (tau * (x - n * p) - z) / (1 + tau * tau * n * p * (1 - p))
        z = z + np.clip(step, -1.0, 1.0)
        if float(np.abs(step).max()) < 1e-10:
            break
    p = 1 / (1 + np.exp(-(mean + tau * z)))
    return z, 1 / np.sqrt(1 + tau * tau * n * p * (1 - p))


def _inverse_information(x: Floats, n: Floats, peak: Floats) -> Floats:
    """Inverse of the negative second derivatives, by central differences of the slope; at tau = 0 of the mean alone."""
    step = 1e-5
    if peak[1] <= step:
        p = 1 / (1 + math.exp(-float(peak[0])))
        return np.array([[1 / (float(n.sum()) * p * (1 - p))]])
    slopes = [
        (likelihood_of_shares(x, n, peak + move)[1] - likelihood_of_shares(x, n, peak - move)[1]) / (2 * step)
        for move in np.eye(2) * step
    ]
    curve = -np.array(slopes)
    return np.asarray(np.linalg.inv((curve + curve.T) / 2))
