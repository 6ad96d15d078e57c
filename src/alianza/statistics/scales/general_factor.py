"""Omega of a scale with group factors: how much of the sum score one general factor explains, and all factors together.

Principal factors iterated to the least squares solution, rotated by oblimin; the general factor stands behind the
correlated ones (Schmid and Leiman's transformation). With two of them their loadings on it are not identified and
are taken as equal.

Source: Schmid and Leiman (1957), Psychometrika 22(1); Jennrich (2002), Psychometrika 67(1), for the rotation;
Zinbarg, Revelle, Yovel and Li (2005), Psychometrika 70(1). Compared with R's psych::omega(nfactors=2,
option="equal"), whose minres stops at 1e-3 to 1e-4.
"""

import math
from dataclasses import dataclass

import numpy as np

from alianza.statistics.sampling.structure import Floats
from alianza.statistics.scales.reliability import cronbach_alpha

ROUNDS = 20_000
SETTLED = 1e-12


@dataclass(frozen=True, slots=True)
class GeneralFactor:
    """Two group factors and the general one behind them, items turned so that all point its way.

    Attributes:
        hierarchical: Share of the sum score's variance that is the general factor's (omega hierarchical).
        total: Share of it that all factors explain together (omega total).
        alpha: Cronbach's alpha of the standardised items, turned.
        loadings: Loadings on the general factor.
        turned: Positions of the items that were turned.
        factor_correlation: Correlation of the group factors.
    """

    hierarchical: float
    total: float
    alpha: float
    loadings: tuple[float, ...]
    turned: tuple[int, ...]
    factor_correlation: float


def general_factor(r: Floats) -> GeneralFactor | None:
    """Fit two group factors to a correlation matrix; None with fewer than five items or without a solution.

    Args:
        r: Correlations of the items, complete cases.
    """
    if len(r) < 5:
        return None
    loadings = principal_factors(r, 2)
    if loadings is None:
        return None
    rotated, phi = oblimin(loadings)
    shared = float(phi[0, 1])
    general = rotated @ np.full(2, math.sqrt(abs(shared)))
    signs = np.where(general < 0, -1.0, 1.0)
    turned = r * np.outer(signs, signs)
    unexplained = 1 - np.einsum("ij,jk,ik->i", rotated, phi, rotated)
    variance = float(turned.sum())
    return GeneralFactor(
        float(np.abs(general).sum()) ** 2 / variance,
        1 - float(unexplained.sum()) / variance,
        cronbach_alpha(turned),
        tuple(float(v) for v in np.abs(general)),
        tuple(int(at) for at in np.flatnonzero(signs < 0)),
        shared,
    )


def principal_factors(r: Floats, factors: int) -> Floats | None:
    """Loadings with the least squares of the residual correlations, by iterated communalities; None if they diverge."""
    shared = 1 - 1 / np.diag(np.linalg.inv(r))
    for _ in range(ROUNDS):
        reduced = r.copy()
        np.fill_diagonal(reduced, shared)
        values, vectors = np.linalg.eigh(reduced)
        if values[-factors] <= 0:
            return None
        loadings = vectors[:, -factors:] * np.sqrt(values[-factors:])
        before, shared = shared, (loadings**2).sum(axis=1)
        if np.abs(shared - before).max() < SETTLED:
            return np.asarray(loadings)
    return None


def oblimin(loadings: Floats) -> tuple[Floats, Floats]:
    """Loadings rotated to simple structure (direct quartimin) and the factors' correlations.

    Gradient projection from the unrotated solution, with steps halved until they pay.
    """
    axes = np.eye(loadings.shape[1])
    rotated, value, slope = _rotated(loadings, axes)
    step = 1.0
    for _ in range(ROUNDS):
        along = slope - axes * (axes * slope).sum(axis=0)
        size = float(np.sqrt((along**2).sum()))
        if size < 1e-9:
            break
        step *= 2
        for _ in range(30):
            moved = axes - step * along
            moved = moved / np.sqrt((moved**2).sum(axis=0))
            reached = _rotated(loadings, moved)
            if reached[1] < value - 0.5 * size**2 * step:
                break
            step /= 2
        axes, (rotated, value, slope) = moved, reached
    return rotated, np.asarray(axes.T @ axes)


def _rotated(loadings: Floats, axes: Floats) -> tuple[Floats, float, Floats]:
    """Rotated loadings, the quartimin criterion and its gradient by the axes."""
    inverse = np.linalg.inv(axes)
    rotated = loadings @ inverse.T
    others = rotated**2 @ (1 - np.eye(axes.shape[0]))
    gradient = -(rotated.T @ (rotated * others) @ inverse).T
    return np.asarray(rotated), float((rotated**2 * others).sum()) / 4, np.asarray(gradient)
