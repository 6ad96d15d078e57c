"""How often a study of a given size would decide a hypothesis, by drawing it many times.

Each run draws the answers of two groups, computes the estimate and interval that the report would compute (a sample
without strata or weights, t with n - 2 degrees of freedom) and applies the decision rule. The random numbers are the
bits of PCG64, whose stream NumPy keeps for ever, turned into uniform numbers of 53 bits and into normal ones by the
inverse distribution function: the same seed gives the same power everywhere.

Source:
    O'Neill (2014), PCG: a family of simple fast space-efficient statistically good algorithms for random number
    generation; Korn and Graubard (1999), Analysis of Health Surveys, 3 (linearised variances).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FARTHEST = 20_000
"""Firms per group beyond which no simulation looks for a size."""

_BATCH = 1 << 20
"""Random numbers that are held at once."""


@dataclass(frozen=True, slots=True)
class SimulatedPower:
    """Shares of the runs by the verdict that they reached.

    Attributes:
        supported: Share of runs whose interval lies on the hypothesis's side of the margin: the power.
        contradicted: Share of runs whose interval lies on the other side.
        undecided: The rest, with runs that could not be estimated.
        error: Monte Carlo standard error of `supported`.
        runs: How many studies were drawn.
        seed: Where the random numbers started.
    """

    supported: float
    contradicted: float
    undecided: float
    error: float
    runs: int
    seed: int


@dataclass(frozen=True, slots=True)
class Study:
    """Sizes of the two groups of a study and its decision rule.

    Attributes:
        exposed: Firms in the group that the hypothesis is about.
        others: Firms that it is compared with.
        margin: The margin: 1.20 for H1, 0.35 for H2.
        alpha: One-sided error rate.
    """

    exposed: int
    others: int
    margin: float
    alpha: float = 0.05


def power_of_growth(study: Study, ratio: float, log_sd: float, *, runs: int = 2000, seed: int = 1) -> SimulatedPower:
    """Power of H1: the ratio of geometric mean growth factors exceeds the margin.

    Args:
        study: Alliance firms against independent firms.
        ratio: True ratio of the growth factors.
        log_sd: Standard deviation of the logarithm of growth inside each group.
        runs: Studies to draw.
        seed: Start of the random numbers.

    Raises:
        ValueError: If a group has fewer than two firms, or ratio, margin or deviation are not positive.
    """
    if min(study.exposed, study.others) < 2 or min(ratio, study.margin, log_sd) <= 0:
        raise ValueError("groups have two firms or more, and ratio, margin and deviation are positive")

    def one(uniform: Floats) -> tuple[Floats, Floats]:
        from scipy.special import ndtri

        logs = log_sd * ndtri(uniform)
        logs[:, : study.exposed] += math.log(ratio)
        return _difference(logs[:, : study.exposed], logs[:, study.exposed :])

    return _simulate(study, one, math.log(study.margin), runs, seed)


def power_of_reduction(
    study: Study, share: float, reduction: float, *, runs: int = 2000, seed: int = 1
) -> SimulatedPower:
    """Power of H2: the relative reduction of the share of successes does not exceed the margin.

    Args:
        study: Alliances with high differences against those with low ones.
        share: True share of successes where differences are low.
        reduction: True relative reduction where they are high: one minus the risk ratio.
        runs: Studies to draw.
        seed: Start of the random numbers.

    Raises:
        ValueError: If a group has fewer than two alliances, or a share or the margin lies outside its range.
    """
    high = share * (1 - reduction)
    if min(study.exposed, study.others) < 2 or not (0 < share < 1 and 0 < high < 1 and study.margin < 1):
        raise ValueError("groups have two alliances or more, shares lie between 0 and 1, and the margin below 1")

    def one(uniform: Floats) -> tuple[Floats, Floats]:
        return _log_risk_ratio(
            (uniform[:, : study.exposed] < high).astype(np.float64),
            (uniform[:, study.exposed :] < share).astype(np.float64),
        )

    return _simulate(study, one, math.log(1 - study.margin), runs, seed)


def size_of_power(power_of: Callable[[int], float], wanted: float, start: int) -> int:
    """Smallest size whose simulated power reaches what is wanted, found by halving.

    All sizes are drawn from the same random numbers, so that power rises with size nearly everywhere; the answer is as
    uncertain as the simulation.

    Args:
        power_of: Power of a study of that size.
        wanted: The power asked for.
        start: A guess, above 1.

    Raises:
        ValueError: If `FARTHEST` is not enough.
    """
    low, high = start * 3 // 4, max(2, start)
    if low > 1 and power_of(low) >= wanted:
        low, high = 1, low
    while power_of(high) < wanted:
        low, high = high, 2 * high
        if high > FARTHEST:
            raise ValueError(f"no study of {FARTHEST} firms per group reaches a power of {wanted:g}")
    while high - max(low, 1) > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power_of(middle) >= wanted else (middle, high)
    return high


def guess_for_reduction(share: float, reduction: float, study: Study, power: float) -> int:
    """Alliances per group for H2 by the normal approximation of the log risk ratio; where the simulation begins.

    n = ((z[1 - alpha] + z[power]) / log((1 - reduction) / (1 - margin)))^2 ((1 - p1) / p1 + (1 - p0) / p0).
    """
    from scipy.special import ndtri

    high = share * (1 - reduction)
    reach = float(ndtri(1 - study.alpha) + ndtri(power)) / math.log((1 - reduction) / (1 - study.margin))
    return math.ceil(reach**2 * ((1 - high) / high + (1 - share) / share))


def uniforms(seed: int, rows: int, columns: int, skip: int = 0) -> Floats:
    """Uniform random numbers inside (0, 1), the same for a seed on every machine.

    Args:
        seed: Start of the stream.
        rows: Rows wanted.
        columns: Columns wanted.
        skip: Numbers of the stream to leave out before.

    >>> uniforms(1, 1, 2).round(6).tolist()
    [[0.511822, 0.950464]]
    """
    stream = np.random.PCG64(seed)
    stream.advance(skip)
    bits = np.asarray(stream.random_raw(rows * columns), dtype=np.uint64) >> np.uint64(11)
    return np.asarray(((bits + 0.5) * 2.0**-53).reshape(rows, columns), dtype=np.float64)


def _simulate(
    study: Study, one: Callable[[Floats], tuple[Floats, Floats]], edge: float, runs: int, seed: int
) -> SimulatedPower:
    """Verdicts of all runs: the estimate on the log scale against the margin's logarithm."""
    from alianza.statistics.distributions import t_quantile

    size = study.exposed + study.others
    reach = t_quantile(1 - study.alpha, size - 2)
    above = below = 0
    batch = max(1, _BATCH // size)
    for start in range(0, runs, batch):
        value, se = one(uniforms(seed, min(batch, runs - start), size, start * size))
        above += int((value - reach * se > edge).sum())
        below += int((value + reach * se < edge).sum())
    share = above / runs
    error = math.sqrt(share * (1 - share) / runs)
    return SimulatedPower(share, below / runs, 1 - share - below / runs, error, runs, seed)


def _difference(exposed: Floats, others: Floats) -> tuple[Floats, Floats]:
    """Difference of two means in each row, and its linearised standard error."""
    n = exposed.shape[1] + others.shape[1]
    variance = (exposed.var(axis=1) / exposed.shape[1] + others.var(axis=1) / others.shape[1]) * n / (n - 1)
    return exposed.mean(axis=1) - others.mean(axis=1), np.sqrt(variance)


def _log_risk_ratio(exposed: Floats, others: Floats) -> tuple[Floats, Floats]:
    """Logarithm of the ratio of two shares in each row and its linearised standard error; NaN where one is 0."""
    n = exposed.shape[1] + others.shape[1]
    p1, p0 = exposed.mean(axis=1), others.mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = ((1 - p1) / (p1 * exposed.shape[1]) + (1 - p0) / (p0 * others.shape[1])) * n / (n - 1)
        found = np.where((p1 > 0) & (p0 > 0), np.log(p1 / p0), np.nan)
    return found, np.sqrt(variance)
