"""Selection with probabilities proportional to size, and the totals that such a sample estimates.

Source:
    Madow (1949), Annals of Mathematical Statistics 20(3) (systematic selection); Horvitz and Thompson (1952), JASA
    47(260); Tillé (2006), Sampling Algorithms, ch. 2 and 7. Compared with R's package sampling;
    tests/reference/sampling.R.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CERTAIN = 1e-6
"""How near to 0 or 1 a probability must be for no chance to be left, as in R's sampling::UPsystematic."""


def inclusion_probabilities(sizes: Sequence[float] | Floats, n: int) -> Floats:
    """Probabilities proportional to size that add up to n; units too large for it are certain.

    Args:
        sizes: Sizes of the units; negative ones count as 0.
        n: Units to select.

    Raises:
        ValueError: If fewer than n units have a positive size.

    >>> inclusion_probabilities([1, 1, 2, 8], 2).round(4).tolist()
    [0.25, 0.25, 0.5, 1.0]
    """
    measure = np.maximum(np.asarray(sizes, dtype=np.float64), 0.0)
    if (measure > 0).sum() < n:
        raise ValueError(f"{n} units cannot be drawn from {(measure > 0).sum()} with a positive size")
    found = n * measure / measure.sum() if n else np.zeros_like(measure)
    certain = found >= 1
    while True:
        rest = measure * ~certain
        left = n - certain.sum()
        found = np.where(certain, 1.0, left * rest / rest.sum() if left else 0.0)
        if not ((found >= 1) & ~certain).any():
            return found
        certain |= found >= 1


def systematic(probabilities: Sequence[float] | Floats, start: float) -> NDArray[np.int64]:
    """Units met by equal steps from a start in [0, 1) along the cumulated probabilities, and the certain ones.

    Returns:
        0-based places of the selected units, in order.

    Raises:
        ValueError: If the start lies outside [0, 1).

    >>> systematic([0.25, 0.25, 0.5, 1.0], 0.37).tolist()
    [1, 3]
    """
    if not 0 <= start < 1:
        raise ValueError(f"the start lies in [0, 1): {start}")
    given = np.asarray(probabilities, dtype=np.float64)
    chance = (given > CERTAIN) & (given < 1 - CERTAIN)
    edges = (np.concatenate([[0.0], np.cumsum(given[chance])]) - start) % 1.0
    met = given >= 1 - CERTAIN
    met[chance] = edges[:-1] > edges[1:]
    return np.flatnonzero(met)


def joint_probabilities(probabilities: Sequence[float] | Floats) -> Floats:
    """Probabilities that two units are both met by systematic selection, single ones on the diagonal.

    Starts between two neighbouring fractional parts of the cumulated probabilities meet the same units, so the joint
    probability is the total length of the gaps that meet both. Units outside (0, 1) are met on their own: the
    product of the two probabilities, as in R's sampling::UPsystematicpi2.
    """
    given = np.asarray(probabilities, dtype=np.float64)
    chance = (given > 0) & (given < 1)
    joint = np.outer(given, given)
    if chance.any():
        joint[np.ix_(chance, chance)] = _gaps(given[chance])
    return joint


def _gaps(probabilities: Floats) -> Floats:
    edges = np.concatenate([[0.0], np.cumsum(probabilities)])
    parts = edges[1:] % 1.0
    parts[-1] = 0.0  # the last one is whole but for rounding
    bounds = np.concatenate([np.sort(parts), [1.0]])
    starts, lengths = (bounds[:-1] + bounds[1:]) / 2, np.diff(bounds)
    places = (edges[:, None] - starts[None, :]) % 1.0
    met = (places[:-1] > places[1:]).astype(np.float64)
    return np.asarray((met * lengths) @ met.T)


def horvitz_thompson(values: Sequence[float] | Floats, probabilities: Sequence[float] | Floats) -> float:
    """Total of the population: the sum of the sampled values over their probabilities.

    >>> horvitz_thompson([10, 20], [0.5, 1.0])
    40.0
    """
    return float((np.asarray(values, dtype=np.float64) / np.asarray(probabilities, dtype=np.float64)).sum())


def horvitz_thompson_variance(
    values: Sequence[float] | Floats, probabilities: Sequence[float] | Floats, joint: Floats
) -> float:
    """Horvitz and Thompson's estimate of the total's variance, from joint probabilities that are all positive.

    Sum over the sampled units k and l of (pi_kl - pi_k pi_l) / pi_kl (y_k / pi_k)(y_l / pi_l); it may be negative.

    Raises:
        ValueError: If a joint probability is 0: then no unbiased estimate exists, as under systematic selection.
    """
    single = np.asarray(probabilities, dtype=np.float64)
    if not (joint > 0).all():
        raise ValueError("a pair of units with joint probability 0 leaves the variance without an unbiased estimate")
    expanded = np.asarray(values, dtype=np.float64) / single
    return float(expanded @ ((joint - np.outer(single, single)) / joint) @ expanded)
