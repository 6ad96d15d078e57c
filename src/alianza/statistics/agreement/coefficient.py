"""A coefficient as a function of sums over units, which gives its value, its resamples and its standard error.

Every coefficient here is 1 - observed / expected disagreement, and both are functions of sums over the units. The sums
of a resample are its counts of patterns times what one unit of each pattern adds: one matrix product for thousands
of resamples.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alianza.statistics.agreement.patterns import Counts
from alianza.statistics.sampling.structure import Floats

Numbers = NDArray[Any]
"""Real numbers, or complex ones on the way to a derivative."""

Disagreement = Callable[[Numbers], tuple[Numbers, Numbers]]
"""Rows of sums to observed and expected disagreement. It may not take absolute values or compare sums."""

LOWEST = -1.0
"""What a kappa or alpha is at least, where the codings that say what is seen also say what chance would give.

The difference of two codings is at most the sum of their differences from a third one drawn by chance (of squared
differences: twice that sum), so no more than twice the disagreement by chance can be seen. It is no bound where a unit
that one coder coded counts in the chance term alone, nor for weights of one's own.
"""

STEP = 1e-20
"""Imaginary step of the derivative; it cancels nothing, so it can be this small."""

BLOCK = 256
"""Derivatives that are taken at a time."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What is needed to compute an agreement coefficient again and again.

    Attributes:
        times: Pattern to the units that show it.
        parts: What one unit of a pattern adds to the sums: patterns by sums (an array, or sparse).
        disagreement: Sums to observed and expected disagreement.
        published: The same where the published standard error is that of another function, which has the same value
            or nearly so.
        lowest: What the coefficient cannot be below.
    """

    times: Counts
    parts: Any
    disagreement: Disagreement
    published: Disagreement | None = None
    lowest: float = -math.inf

    @property
    def units(self) -> int:
        """Units that enter the sums."""
        return int(self.times.sum())

    @property
    def sums(self) -> Floats:
        """The sums over the units."""
        return np.asarray(self.times.astype(np.float64)[None, :] @ self.parts)

    def terms(self) -> tuple[float, float]:
        """Observed and expected disagreement of all units."""
        observed, expected = self.disagreement(self.sums)
        return float(observed[0]), float(expected[0])


def values(disagreement: Disagreement, sums: Numbers) -> Numbers:
    """The coefficient for each row of sums; NaN where no disagreement can be expected."""
    with np.errstate(divide="ignore", invalid="ignore"):
        observed, expected = disagreement(sums)
        return np.asarray(np.where(expected.real > 0, 1 - observed / expected, np.nan))


def as_gwet(disagreement: Disagreement, times: Counts, twice: Floats) -> Disagreement:
    """What Gwet differentiates: the number of units coded twice is taken as fixed where P_o is divided by it.

    Sums are the disagreement, the number of units coded twice, and what P_e needs. With complete data nothing changes;
    otherwise a unit that one coder coded adds to the variance as one without agreement.

    Args:
        disagreement: The coefficient's own.
        times: Pattern to units.
        twice: 1 for the patterns that two coders coded.
    """
    fixed = float(times @ twice)

    def published(sums: Numbers) -> tuple[Numbers, Numbers]:
        _, expected = disagreement(sums)
        return sums[:, 0] / fixed - (sums[:, 1] / fixed - 1) * expected, expected

    return published


def standard_error(coefficient: Coefficient, lost: int = 1) -> float:
    """Standard error of a coefficient by linearisation, for units drawn at random.

    With the influence u_i of unit i, the derivative of the coefficient by the weight of that unit, the variance is
    the sum of u_i^2 over n (n - lost). Gwet's variances are this with lost = 1; Fleiss, Cohen and Everitt's of
    Cohen's kappa is this with lost = 0. The derivative is exact: it is taken by a complex step, not by a difference.

    Args:
        coefficient: The coefficient.
        lost: Degrees of freedom that the mean took.

    Source:
        Gwet (2021), Handbook of Inter-Rater Reliability, 5th ed., chapter 6; Squire and Trapp (1998), SIAM Review
        40(1), for the complex step.
    """
    sums, n = coefficient.sums, coefficient.units
    slope = _slope(coefficient.published or coefficient.disagreement, sums[0])
    influence = n * np.asarray(coefficient.parts @ slope) - float(sums[0] @ slope)
    return float(np.sqrt(coefficient.times @ influence**2 / (n * (n - lost))))


def _slope(disagreement: Disagreement, sums: Floats) -> Floats:
    """Derivative of a coefficient by each of its sums, some at a time."""
    slopes = []
    for start in range(0, len(sums), BLOCK):
        steps = np.eye(min(BLOCK, len(sums) - start), len(sums), start)
        slopes.append(values(disagreement, sums + 1j * STEP * steps).imag / STEP)
    return np.concatenate(slopes)
