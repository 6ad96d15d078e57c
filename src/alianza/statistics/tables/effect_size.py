"""Standardised difference of two means: Cohen's d and Hedges's g, with limits from the noncentral t distribution.

Source: Cohen (1988), Statistical Power Analysis, 2; Hedges (1981), Journal of Educational Statistics 6(2), for the
exact correction; Steiger and Fouladi (1997), in What If There Were No Significance Tests?, for the limits. Compared
with R's pt(ncp) solved by uniroot (tests/reference/spss_tables.R).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from alianza.statistics.sampling.structure import Floats
from alianza.statistics.tables.two_samples import TwoSamples

NODES = 200
"""Nodes of the integral over the estimated standard deviation."""
WIDE = 12.0
"""The integral reaches so many standard deviations of its variable to both sides; beyond lies nothing that shows."""


@dataclass(frozen=True, slots=True)
class EffectSize:
    """A difference of means in units of `standardiser`, with its limits."""

    standardiser: float
    value: float
    low: float
    high: float


def cohen_d(both: TwoSamples, level: float = 0.95) -> EffectSize | None:
    """Difference over the pooled standard deviation; None where the groups do not vary."""
    if both.student is None or both.student.test.statistic is None or not both.student.test.df:
        return None
    scale = math.sqrt(1 / both.first.n + 1 / both.second.n)
    t, df = both.student.test.statistic, both.student.test.df
    low, high = (noncentrality(t, df, 0.5 + side * level / 2) * scale for side in (1, -1))
    return EffectSize(both.student.se / scale, t * scale, low, high)


def hedges_g(both: TwoSamples, level: float = 0.95) -> EffectSize | None:
    """Cohen's d without its bias in small samples; its limits are corrected alike."""
    d = cohen_d(both, level)
    if d is None or both.student is None:
        return None
    by = correction(both.student.test.df or math.inf)
    return EffectSize(d.standardiser / by, d.value * by, d.low * by, d.high * by)


def correction(df: float) -> float:
    """Hedges's exact correction of Cohen's d.

    >>> round(correction(10), 6)
    0.922746
    """
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2) if df > 1 else math.nan


def noncentrality(t: float, df: float, share: float) -> float:
    """The noncentrality under which a share of the distribution of t lies below `t`.

    A noncentral t is a standard normal plus the noncentrality, over an independent estimate s of its deviation; given
    s the share below `t` is normal, and s is integrated out by Gauss and Legendre's rule, in parts around
    the rise of that share. Nine digits agree with R for 1 to 500 degrees of freedom and t up to a million in size
    (tests/reference/noncentral_t.R).

    >>> round(noncentrality(2.0, 10, 0.975), 4), round(noncentrality(2.0, 10, 0.025), 4)
    (-0.1835, 4.1011)
    """
    from scipy.optimize import brentq
    from scipy.special import ndtr

    low, high = _range(df)

    def away(at: float) -> float:
        s, mass = _deviations(df, (low, *_step(t, at, (low, high)), high))
        return float(mass @ ndtr(t * s - at)) - share

    ends = min(t * low, t * high) - WIDE, max(t * low, t * high) + WIDE
    return float(brentq(away, *ends, xtol=1e-13, rtol=1e-13))


def _range(df: float) -> tuple[float, float]:
    """Between which values lies, to all digits, the root of chi-squared over its degrees of freedom."""
    spread = WIDE / math.sqrt(2 * df)
    return max(0.0, 1 - spread), 1 + spread


def _step(t: float, at: float, ends: tuple[float, float]) -> tuple[float, ...]:
    """Where the normal share begins and ends to rise from 0 to 1: around at / t, the more steeply the larger t."""
    low, high = ends
    rise = () if t == 0 else ((at - WIDE) / t, (at + WIDE) / t)
    return tuple(sorted(point for point in rise if low < point < high))


def _deviations(df: float, edges: Sequence[float]) -> tuple[Floats, Floats]:
    """Values of the root of chi-squared over its degrees of freedom, and the probability that each stands for.

    Between one edge and the next what is integrated is smooth on one scale, and has nodes of its own.
    """
    nodes, weights = _rule()
    starts, widths = np.array(edges[:-1])[:, None], np.diff(edges)[:, None]
    s = (starts + (nodes + 1) / 2 * widths).ravel()
    logs = (df - 1) * np.log(s) - df * (s**2 - 1) / 2
    mass = (weights * widths).ravel() * np.exp(logs - logs.max())
    return s, np.asarray(mass / mass.sum())


@cache
def _rule() -> tuple[Floats, Floats]:
    """Nodes and weights of Gauss and Legendre's rule between -1 and 1."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return nodes, weights
