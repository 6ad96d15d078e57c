"""One common factor behind several items, by maximum likelihood, and McDonald's omega.

The model says S = l l' + diag(u). Scoring on loadings l and unique variances u; a unique variance that would fall
below a thousandth of its item's variance stays there (a Heywood case, which `heywood` reports).

Source: Jöreskog (1967), Psychometrika 32(4); McDonald (1999), Test Theory, 6. Compared with R's factanal
(correlations) and lavaan::cfa (covariances).
"""

import math
from dataclasses import dataclass

import numpy as np

from alianza.statistics.distributions import chi2_tail
from alianza.statistics.sampling.structure import Floats
from alianza.study.estimate import Test

ROUNDS = 2000
SETTLED = 1e-13
LEAST = 1e-3
"""Smallest share of an item's variance that may be its own."""


@dataclass(frozen=True, slots=True)
class OneFactor:
    """A fitted one-factor model.

    Attributes:
        loadings: One an item, in the items' units; their sum is positive.
        unique: Unique variances.
        omega: McDonald's omega: share of the sum score's variance that is the factor's.
        test: Likelihood-ratio test of the model against any covariances (n times the minimum of the fit function).
        heywood: Whether a unique variance hit its bound.
        converged: Whether the iteration settled.
    """

    loadings: tuple[float, ...]
    unique: tuple[float, ...]
    omega: float
    test: Test
    heywood: bool
    converged: bool


def one_factor(covariance: Floats, n: float) -> OneFactor | None:
    """Fit one factor to a covariance or correlation matrix of three items or more.

    Args:
        covariance: Items by items, with divisor n for lavaan's numbers; a correlation matrix for factanal's.
        n: Cases.

    Returns:
        The model; None with fewer than three items or a singular matrix.
    """
    spread = np.sqrt(np.diag(covariance))
    if len(spread) < 3 or not (spread > 0).all():
        return None
    r = covariance / np.outer(spread, spread)
    sign, log_det = np.linalg.slogdet(r)
    if sign <= 0 or np.linalg.cond(r) > 1e12:
        return None
    loadings, unique, converged = _scoring(r)
    fitted = np.outer(loadings, loadings) + np.diag(unique)
    gap = float(np.linalg.slogdet(fitted)[1] + np.trace(np.linalg.solve(fitted, r)) - log_det - len(r))
    df = len(r) * (len(r) - 3) // 2
    statistic = max(0.0, n * gap)
    test = Test(statistic, df, None, chi2_tail(statistic, df) if df else None, "one_factor", "" if df else "no_df")
    heywood = bool((unique <= LEAST * 1.0001).any())
    loadings, unique = loadings * spread * (1.0 if loadings.sum() >= 0 else -1.0), unique * spread**2
    common = float(loadings.sum()) ** 2
    return OneFactor(
        tuple(float(v) for v in loadings),
        tuple(float(v) for v in unique),
        common / (common + float(unique.sum())),
        test,
        heywood,
        converged,
    )


def _scoring(r: Floats) -> tuple[Floats, Floats, bool]:
    """Loadings and unique variances of a correlation matrix by Fisher scoring with halved steps."""
    loadings = _start(r)
    unique = np.maximum(1 - loadings**2, 0.1)
    value = _gap(r, loadings, unique)
    for _ in range(ROUNDS):
        step = _step(r, loadings, unique)
        for _ in range(40):
            moved = loadings + step[0], np.maximum(unique + step[1], LEAST)
            reached = _gap(r, *moved)
            if reached <= value + 1e-15 * abs(value):
                break
            step = step / 2
        change = max(float(np.abs(moved[0] - loadings).max()), float(np.abs(moved[1] - unique).max()))
        loadings, unique, value = *moved, reached
        if change < SETTLED:
            return loadings, unique, True
    return loadings, unique, change < math.sqrt(SETTLED)


def _start(r: Floats) -> Floats:
    values, vectors = np.linalg.eigh(r)
    return np.asarray(vectors[:, -1] * math.sqrt(max(values[-1] - 1, 0.3)))


def _gap(r: Floats, loadings: Floats, unique: Floats) -> float:
    fitted = np.outer(loadings, loadings) + np.diag(unique)
    sign, log_det = np.linalg.slogdet(fitted)
    return float(log_det + np.trace(np.linalg.solve(fitted, r))) if sign > 0 else math.inf


def _step(r: Floats, loadings: Floats, unique: Floats) -> Floats:
    """Scoring step for loadings (first row) and unique variances (second row)."""
    p = len(loadings)
    inverse = np.linalg.inv(np.outer(loadings, loadings) + np.diag(unique))
    away = inverse @ (r - np.outer(loadings, loadings) - np.diag(unique)) @ inverse
    gradient = np.concatenate([2 * away @ loadings, np.diag(away)])
    along = inverse @ loadings
    information = np.empty((2 * p, 2 * p))
    information[:p, :p] = 2 * (float(loadings @ along) * inverse + np.outer(along, along))
    information[:p, p:] = 2 * inverse * along
    information[p:, :p] = information[:p, p:].T
    information[p:, p:] = inverse**2
    # A unique variance at its bound that would fall further stays there, and the others move as if it were fixed:
    # cutting the joint step short instead stops far from the constrained maximum.
    free = np.concatenate([np.ones(p, dtype=bool), (unique > LEAST) | (np.diag(away) > 0)])
    step = np.zeros(2 * p)
    step[free] = np.linalg.lstsq(information[np.ix_(free, free)], gradient[free], rcond=1e-14)[0]
    return step.reshape(2, p)
