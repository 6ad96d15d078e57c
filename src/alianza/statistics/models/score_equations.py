"""Solutions of the weighted logistic score equations, by Newton's method.

`newton` is the plain, guarded iteration. `solve` gives the same answer on large samples: it starts at the
solution of every k-th row, passes through the rows in blocks that fit the processor's cache, and returns to
the guarded iteration where the steps do not shrink as Newton's must near a solution.

Source: McCullagh and Nelder (1989), Generalized Linear Models, 2.5 and 4.4.
"""

from dataclasses import dataclass

import numpy as np

from alianza.statistics.chunks import BLOCK, blocks, by_chunks
from alianza.statistics.sampling.structure import Floats

ROUNDS = 100
STEP = 1e-12
"""Newton stops when no coefficient moves by more than this share of its standard error."""

SINGULAR = 1e15
"""Condition number beyond which an information matrix counts as singular."""

LARGE = 50_000
"""Rows from which the blocks pay."""

PART = 8
"""A large sample starts at the solution of every so manieth row."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Solution of the score equations: coefficients, and whether the iteration settled."""

    b: Floats
    settled: bool


def newton(x: Floats, y: Floats, weights: Floats, start: Floats) -> Fit:
    """Solve the weighted logistic score equations by Newton's method, with steps halved where they overshoot."""
    scaled = weights / weights.mean()
    b, deviance = start, _deviance(x @ start, y, scaled)
    for _ in range(ROUNDS):
        chances = chance(x @ b)
        information = (x * (scaled * chances * (1 - chances))[:, None]).T @ x
        if _singular(information):
            return Fit(b, False)
        step = np.linalg.solve(information, x.T @ (scaled * (y - chances)))
        b, deviance = _guarded(x, y, scaled, (b, step, deviance))
        if np.all(np.abs(step) <= STEP * np.maximum(1 / np.sqrt(np.diag(information)), np.abs(b))):
            return Fit(b, True)
    return Fit(b, False)


def solve(x: Floats, y: Floats, weights: Floats) -> Fit:
    """Solve the weighted logistic score equations from nothing, in blocks where there are many rows.

    Weights are positive.
    """
    nothing = np.zeros(x.shape[1])
    if y.size < LARGE:
        return newton(x, y, weights, nothing)
    some = slice(None, None, PART)
    first = solve(np.asfortranarray(x[some]), y[some], weights[some])
    scaled = weights / weights.mean()
    found = _shrinking(x, y, scaled, first.b if first.settled else nothing)
    return found or newton(x, y, weights, nothing)


def _shrinking(x: Floats, y: Floats, weights: Floats, start: Floats) -> Fit | None:
    """Newton without a guard, given up as soon as the steps fail to shrink."""
    b, last = start, np.array(np.inf)
    for _ in range(ROUNDS):
        score, information = _score(x, y, weights, b)
        if _singular(information):
            return None
        step = np.linalg.solve(information, score)
        size = np.asarray((np.abs(step) * np.sqrt(np.diag(information))).max())
        if not size < last / 2:
            return None
        b = b + step
        if (size if np.isinf(last) else remaining(size, last)) <= STEP:
            return Fit(b, True)
        last = size
    return None


def remaining(size: Floats, last: Floats) -> Floats:
    """How far Newton iterations still are from their ends, from the sizes of their last two steps.

    Newton squares its error: size = constant * last ** 2, and constant * size ** 2 remains.
    """
    return np.asarray(size * np.minimum(1.0, (size / last) ** 2))


def _score(x: Floats, y: Floats, weights: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Score and information at `b`, in one pass through the rows."""

    def of(chunk: slice) -> Floats:
        total, room = np.zeros((b.size + 1, b.size)), np.empty((b.size + 1, BLOCK))
        for rows in blocks(chunk, b.size):
            columns, weight = x[rows].T, weights[rows]
            chances = _block_chance(columns, b)
            own = room[:, : weight.size]
            np.multiply(weight, y[rows] - chances, out=own[-1])
            np.multiply(columns, weight * chances * (1 - chances), out=own[:-1])
            total += own @ columns.T
        return total

    total = np.sum(by_chunks(of, y.size), axis=0)
    return total[-1], total[:-1]


def linearised(x: Floats, y: Floats, weights: Floats, b: Floats) -> tuple[Floats, Floats]:
    """What the design variance of the solution `b` is made of.

    Returns:
        What each row adds to the score (rows by p, column by column in memory), and the inverse of the information.
    """
    scores = np.empty((b.size, y.size))

    def of(chunk: slice) -> Floats:
        information = np.zeros((b.size, b.size))
        for rows in blocks(chunk, b.size):
            columns, weight = x[rows].T, weights[rows]
            chances = _block_chance(columns, b)
            np.multiply(columns, weight * (y[rows] - chances), out=scores[:, rows])
            information += (columns * (weight * chances * (1 - chances))) @ columns.T
        return information

    information = np.sum(by_chunks(of, y.size), axis=0)
    return scores.T, np.asarray(np.linalg.inv(information), dtype=np.float64)


def furthest(x: Floats, b: Floats) -> float:
    """Largest linear predictor in size."""

    def of(chunk: slice) -> float:
        return max(float(np.abs(_linear(x[rows].T, b)).max()) for rows in blocks(chunk, b.size))

    return max(by_chunks(of, len(x)), default=0.0)


def _block_chance(columns: Floats, b: Floats) -> Floats:
    return chance(_linear(columns, b))


def _linear(columns: Floats, b: Floats) -> Floats:
    # Two rows of coefficients make it a small matrix product, which OpenBLAS does not spread over threads; with one
    # row it does, and waiting for them takes longer than the product.
    return np.asarray((np.stack([b, b]) @ columns)[0])


def _singular(information: Floats) -> bool:
    return not np.isfinite(information).all() or np.linalg.cond(information) > SINGULAR


def _guarded(x: Floats, y: Floats, weights: Floats, at: tuple[Floats, Floats, float]) -> tuple[Floats, float]:
    b, step, deviance = at
    for _ in range(30):
        moved = _deviance(x @ (b + step), y, weights)
        if moved <= deviance * (1 + 1e-12):
            break
        step = step / 2
    return b + step, moved


def chance(linear: Floats) -> Floats:
    """Probabilities of linear predictors."""
    # A linear predictor below -709 overflows to infinity, whose inverse is the right answer: 0.
    with np.errstate(over="ignore"):
        chances = np.exp(-linear)
    chances += 1
    return np.asarray(np.divide(1, chances, out=chances))


def _deviance(linear: Floats, y: Floats, weights: Floats) -> float:
    return float(2 * (weights * (np.logaddexp(0.0, linear) - y * linear)).sum())
