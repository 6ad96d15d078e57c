"""How near two codes are: 1 for the same code, less for codes further apart."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from alianza.statistics.agreement.ratings import Ratings
from alianza.statistics.sampling.structure import Floats

Kind = Literal["unweighted", "linear", "quadratic", "ordinal"]
Weights = Kind | Floats | Sequence[Sequence[float]]


def weight_matrix(weights: Weights, ratings: Ratings) -> Floats:
    """Agreement weights, codes by codes.

    With distance d between two codes and the largest distance D: linear 1 - d / D, quadratic 1 - (d / D)^2. Codes
    that are numbers stand at their value, declared texts at their place. Ordinal weights count the pairs of codes
    between the two, both included: 1 - C(j - i + 1, 2) / C(q, 2) for the places i < j of q codes.

    Args:
        weights: Their kind, or a symmetric matrix with ones on its diagonal.
        ratings: The codings, for the codes and their order.

    Raises:
        ValueError: If the codes are texts in no declared order, or the matrix does not fit them.

    Source:
        Cohen (1968), Psychological Bulletin 70(4); Gwet (2021), Handbook of Inter-Rater Reliability, chapter 3.
    """
    if not isinstance(weights, str):
        return _given(np.asarray(weights, dtype=np.float64), len(ratings.codes))
    if weights not in ("unweighted", "linear", "quadratic", "ordinal"):
        raise ValueError(f"no such weights: {weights!r}")
    if weights == "unweighted" or len(ratings.codes) < 2:
        return np.eye(len(ratings.codes))
    return _ordinal(ratings) if weights == "ordinal" else _by_distance(weights, ratings)


def positions(ratings: Ratings) -> Floats:
    """Where each code stands: its number, or its place in the declared order.

    Raises:
        ValueError: If the codes are texts in no declared order.
    """
    if not ratings.ordered:
        raise ValueError("codes that are texts have an order only if `codes` lists them in it")
    values = ratings.values
    return np.arange(len(ratings.codes), dtype=np.float64) if values is None else values


def all_finite(values: Floats) -> Floats:
    """The codes as numbers that have distances.

    Raises:
        ValueError: If one is infinite.
    """
    if not np.isfinite(values).all():
        raise ValueError(
            f"a code that is infinite has no distance from others: {values[~np.isfinite(values)].tolist()}"
        )
    return values


def _by_distance(kind: str, ratings: Ratings) -> Floats:
    places = all_finite(positions(ratings))
    distance = np.abs(places[:, None] - places[None, :]) / np.ptp(places)
    return np.asarray(1 - (distance if kind == "linear" else distance**2))


def _ordinal(ratings: Ratings) -> Floats:
    order = np.argsort(np.argsort(positions(ratings)))
    span = np.abs(order[:, None] - order[None, :]).astype(np.float64)
    return np.asarray(1 - span * (span + 1) / (len(order) * (len(order) - 1)))


def _given(matrix: Floats, codes: int) -> Floats:
    if matrix.shape != (codes, codes):
        raise ValueError(f"weights for {codes} codes are a table of {codes} by {codes}, not {matrix.shape}")
    if not (np.allclose(matrix, matrix.T) and np.allclose(np.diag(matrix), 1)):
        raise ValueError("agreement weights are symmetric and 1 for the same code")
    return matrix
