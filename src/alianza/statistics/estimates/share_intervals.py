"""Intervals of a share under the design, by the six methods of R's svyciprop.

`logit` and `xlogit` work on the log-odds scale: one through a model, one through the delta method. The limits are the
same, except under replicate weights, where the model takes the variance of the log odds over the replicates. `asin`
works on the arcsine scale, `mean` on the shares themselves; `beta` is the interval of Clopper and
Pearson at the effective sample size; `likelihood` profiles the likelihood, scaled by the design.

Source: Korn and Graubard (1998), Survey Methodology 24; Rao and Scott (1984), Annals of Statistics 12(1); Lumley
(2010), Complex Surveys, 2.3. Compared with R survey 4.1's svyciprop.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from alianza.statistics.distributions import logistic, t_quantile
from alianza.statistics.sampling.structure import Floats

Interval = tuple[float | None, float | None]

GLM_EPSILON = 1e-8
"""Relative change of the deviance at which R's glm stops by default."""

ROUNDS = 25
"""Most iterations of R's glm."""

STEPS = 9
"""Most points on each side of a profile (R's profile.glm)."""


@dataclass(frozen=True, slots=True)
class Share:
    """An estimated share and what its intervals need.

    Attributes:
        value: The share, strictly between 0 and 1.
        se: Its standard error under the design.
        df: Degrees of freedom of the domain.
        level: Level of the interval.
        rows: Rows counted, answered or not; those of them that answered; and the rows that share out the dispersion.
        answers: 1 or 0 of each answering row.
        weights: Weight of each answering row, divided by the mean weight of the rows counted.
        odds_se: Standard error of the log odds over the replicates; None where the delta method gives it.
    """

    value: float
    se: float
    df: float
    level: float
    rows: tuple[int, int, int]
    answers: Floats
    weights: Floats
    odds_se: float | None = None

    @property
    def delta(self) -> float:
        """Standard error of the log odds by the delta method."""
        return self.se / (self.value * (1 - self.value))

    @property
    def reach(self) -> float:
        """Quantile of Student's t for the interval."""
        return t_quantile(0.5 + self.level / 2, self.df)


def share_interval(method: str, share: Share) -> Interval:
    """Limits of a share; none without degrees of freedom.

    Raises:
        ValueError: If there is no such method.
    """
    if method not in METHODS:
        raise ValueError(f"method is one of {', '.join(METHODS)}, not {method!r}")
    return METHODS[method](share) if share.df > 0 else (None, None)


def _mean(share: Share) -> Interval:
    return share.value - share.reach * share.se, share.value + share.reach * share.se


def _logit(share: Share) -> Interval:
    return _on_odds(share, share.delta if share.odds_se is None else share.odds_se)


def _xlogit(share: Share) -> Interval:
    return _on_odds(share, share.delta)


def _on_odds(share: Share, se: float) -> Interval:
    centre = math.log(share.value / (1 - share.value))
    reach = share.reach * se
    return logistic(centre - reach), logistic(centre + reach)


def _asin(share: Share) -> Interval:
    centre = math.asin(math.sqrt(share.value))
    reach = share.reach * share.se / (2 * math.sqrt(share.value * (1 - share.value)))
    return math.sin(centre - reach) ** 2, math.sin(centre + reach) ** 2


def _beta(share: Share) -> Interval:
    from scipy.special import betaincinv

    if not share.se > 0 or share.rows[0] < 2:
        return None, None
    tail = (1 - share.level) / 2
    # Korn and Graubard: as many degrees of freedom as rows would give the same precision with fewer rows.
    size = share.value * (1 - share.value) / share.se**2 * (t_quantile(tail, share.rows[0] - 1) / share.reach) ** 2
    hits, misses = size * share.value, size * (1 - share.value)
    return float(betaincinv(hits, misses + 1, tail)), float(betaincinv(hits + 1, misses, 1 - tail))


def _likelihood(share: Share) -> Interval:
    """Where the deviance, per unit of the design's variance inflation, passes t squared.

    R follows the profile in steps and interpolates; so does this, or the limits would differ in the fifth digit.
    """
    from scipy.special import fdtri, ndtr, ndtri

    if not share.se > 0 or share.answers.size < 2:
        return None, None
    se = share.delta if share.odds_se is None else share.odds_se
    naive = 1 / (float(share.weights.sum()) * _steadiness_before(share))
    tail = float(ndtr(-share.reach * se / math.sqrt(naive))) / 2
    farthest = math.sqrt(float(fdtri(1, share.rows[1] - 1, 1 - tail)))
    centre = math.log(share.value / (1 - share.value))
    lower = _profile(share, centre, -se * farthest / 5, farthest)
    upper = _profile(share, centre, se * farthest / 5, farthest)
    points = np.array([*reversed(lower), (centre, 0.0), *upper])
    grid = np.linspace(points[0, 0], points[-1, 0], 3 * len(points))
    roots = forsythe_spline(points[:, 0], points[:, 1], grid)
    cutoff = float(ndtri(2 * tail))
    found = np.interp([cutoff, -cutoff], roots, grid, left=np.nan, right=np.nan)
    low, high = (None if math.isnan(end) else logistic(end) for end in found)
    return low, high


def replicated_odds(shares: Floats, start: float) -> Floats:
    """Log odds of the replicates' shares, as R's glm leaves them when it starts at the full sample's.

    At its default precision the last digits still move the limits by 2e-8; an iteration that does not settle gives
    way to the logarithm itself.

    >>> replicated_odds(np.array([[0.5], [0.6]]), 0.1).round(6).tolist()
    [[0.0], [0.405465]]
    """
    exact = np.log(shares / (1 - shares))
    odds, settled = np.full(shares.shape, start), np.zeros(shares.shape, dtype=bool)
    last = _share_deviance(shares, odds)
    with np.errstate(all="ignore"):
        for _ in range(ROUNDS):
            mean = 1 / (1 + np.exp(-odds))
            odds = np.where(settled, odds, odds + (shares - mean) / (mean * (1 - mean)))
            deviance = _share_deviance(shares, odds)
            settled |= np.abs(deviance - last) / (np.abs(deviance) + 0.1) < GLM_EPSILON
            last = deviance
    return np.where(settled, odds, exact)


def _share_deviance(shares: Floats, odds: Floats) -> Floats:
    return np.asarray(2 * (np.logaddexp(0.0, odds) - shares * odds))


def _steadiness_before(share: Share) -> float:
    """Value of p (1 - p) one step before R's glm stops at its default precision: R takes the information there."""
    mean = (share.weights * share.answers + 0.5) / (share.weights + 1)
    last = math.inf
    for _ in range(ROUNDS):
        slope = mean * (1 - mean)
        working = share.weights * slope
        odds = float(working @ (np.log(mean / (1 - mean)) + (share.answers - mean) / slope) / working.sum())
        deviance = _deviance(odds, share)
        if abs(deviance - last) / (abs(deviance) + 0.1) < GLM_EPSILON:
            break
        last, mean = deviance, np.full(mean.size, logistic(odds))
    return float(working.sum() / share.weights.sum())


def _profile(share: Share, centre: float, step: float, farthest: float) -> list[tuple[float, float]]:
    """Points (log odds, signed root of the scaled deviance) from the estimate outwards."""
    residuals = (share.answers - share.value) / math.sqrt(share.value * (1 - share.value))
    total, n = float(share.weights.sum()), int((share.weights != 0).sum())
    mean = float(share.weights @ residuals) / total
    dispersion = float(share.weights @ (residuals - mean) ** 2) / (n - 1) * n / share.rows[2]
    points: list[tuple[float, float]] = []
    while len(points) < STEPS and (not points or abs(points[-1][1]) < farthest):
        odds = centre + step * (len(points) + 1)
        drop = _deviance(odds, share) - _deviance(centre, share)
        points.append((odds, math.copysign(math.sqrt(max(drop / dispersion, 0.0)), step)))
    return points


def _deviance(odds: float, share: Share) -> float:
    return float(2 * (share.weights @ (np.logaddexp(0.0, odds) - share.answers * odds)))


def forsythe_spline(x: Floats, y: Floats, at: Floats) -> Floats:
    """Cubic spline whose ends follow the cubic through the four outermost points (R's spline, method "fmm").

    Source: Forsythe, Malcolm, Moler (1977), Computer Methods for Mathematical Computations, 4.4.
    """
    gap, slope = np.diff(x), np.diff(y) / np.diff(x)
    n = x.size
    matrix, right = np.zeros((n, n)), np.zeros(n)
    inner = np.arange(1, n - 1)
    matrix[inner, inner] = 2 * (gap[:-1] + gap[1:])
    matrix[np.arange(n - 1), np.arange(1, n)] = gap
    matrix[np.arange(1, n), np.arange(n - 1)] = gap
    matrix[0, 0], matrix[-1, -1] = -gap[0], -gap[-1]
    right[1:-1] = np.diff(slope)
    if n > 3:
        bends = right[1:-1] / (x[2:] - x[:-2])
        right[0] = (bends[1] - bends[0]) * gap[0] ** 2 / (x[3] - x[0])
        right[-1] = -(bends[-1] - bends[-2]) * gap[-1] ** 2 / (x[-1] - x[-4])
    bend = np.linalg.solve(matrix, right)
    place = np.clip(np.searchsorted(x, at, side="right") - 1, 0, n - 2)
    step, h = at - x[place], gap[place]
    first = slope[place] - h * (bend[place + 1] + 2 * bend[place])
    return np.asarray(y[place] + step * (first + step * (3 * bend[place] + step * (bend[place + 1] - bend[place]) / h)))


METHODS: dict[str, Callable[[Share], Interval]] = {
    "logit": _logit,
    "likelihood": _likelihood,
    "asin": _asin,
    "beta": _beta,
    "mean": _mean,
    "xlogit": _xlogit,
}
