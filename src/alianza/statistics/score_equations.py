"""Solutions of the weighted logistic score equations, by Newton's method.

`newton` is the plain, guarded iteration. `solve` gives the same answer on large samples: it starts at the
solution of every k-th row, passes through the rows in blocks that fit the processor's cache, and returns to
the guarded iteration where the steps do not shrink as Newton's must near a solution.

Source: McCullagh and Nelder (1989), Generalized Linear Models, 2.5 and 4.4.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from alianza.statistics.structure import BLOCK, Floats

ROUNDS = 100
STEP = 1e-12
"""Newton stops when no coefficient moves by more than this share of its standard error."""

SINGULAR = 1e15
"""Condition number beyond which an information matrix counts as singular."""

LARGE = 50_000
"""Rows from which the blocks pay."""

THREADS = 2

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fit:
    """Solution of the score equations: coefficients, bread and whether the iteration settled."""

    b: Floats
    bread: Floats
    settled: bool


def newton(x: Floats, y: Floats, weights: Floats, start: Floats) -> Fit:
    """Solve the weighted logistic score equations by Newton's method, with steps halved where they overshoot."""
    scaled = weights / weights.mean()
    b, deviance = start, _deviance(x @ start, y, scaled)
    for _ in range(ROUNDS):
        chances = chance(x @ b)
        information = (x * (scaled * chances * (1 - chances))[:, None]).T @ x
        if _singular(information):
            return Fit(b, information, False)
        step = np.linalg.solve(information, x.T @ (scaled * (y - chances)))
        b, deviance = _guarded(x, y, scaled, (b, step, deviance))
        if np.all(np.abs(step) <= STEP * np.maximum(1 / np.sqrt(np.diag(information)), np.abs(b))):
            return Fit(b, np.linalg.inv(information) / weights.mean(), True)
    return Fit(b, information, False)


def solve(x: Floats, y: Floats, weights: Floats) -> Fit:
    """Solve the weighted logistic score equations from nothing, in blocks where there are many rows."""
    nothing = np.zeros(x.shape[1])
    if y.size < LARGE:
        return newton(x, y, weights, nothing)
    some = slice(None, None, max(1, y.size // (LARGE // 4)))
    first = newton(x[some], y[some], weights[some], nothing) if weights[some].any() else None
    scaled = weights / weights.mean()
    found = _shrinking(x, y, scaled, first.b if first is not None and first.settled else nothing)
    return newton(x, y, weights, nothing) if found is None else Fit(found.b, found.bread / weights.mean(), True)


def _shrinking(x: Floats, y: Floats, weights: Floats, start: Floats) -> Fit | None:
    """Newton without a guard, given up as soon as the steps fail to shrink."""
    b, last = start, np.inf
    for _ in range(ROUNDS):
        score, information = _score(x, y, weights, b)
        if _singular(information):
            return None
        step = np.linalg.solve(information, score)
        size = (np.abs(step) * np.sqrt(np.diag(information))).max()
        if not size < last / 2:
            return None
        b = b + step
        if (size if last == np.inf else remaining(size, last)) <= STEP:
            return Fit(b, np.linalg.inv(information), True)
        last = size
    return None


def remaining(size: Floats, last: Floats) -> Floats:
    """How far Newton iterations still are from their ends, from the sizes of their last two steps.

    Newton squares its error: size = constant * last ** 2, and constant * size ** 2 remains.
    """
    return np.asarray(size * np.minimum(1.0, (size / last) ** 2))


def _score(x: Floats, y: Floats, weights: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Score and information at `b`: sums over blocks in the order of the rows, whatever the threads do."""

    def of(block: slice) -> tuple[Floats, Floats]:
        rows = x[block]
        chances = chance(rows @ b)
        weighted = weights[block] * chances
        score = rows.T @ (weights[block] * y[block] - weighted)
        return score, (rows * (weighted * (1 - chances))[:, None]).T @ rows

    parts = _in_blocks(of, y.size)
    return np.sum([score for score, _ in parts], axis=0), np.sum([part for _, part in parts], axis=0)


def score_rows(x: Floats, y: Floats, weights: Floats, b: Floats) -> Floats:
    """What each row adds to the score at `b`: rows by p, column by column in memory."""
    scores = np.empty(x.shape[::-1])

    def fill(block: slice) -> None:
        rows = x[block]
        np.multiply(rows.T, weights[block] * (y[block] - chance(rows @ b)), out=scores[:, block])

    _in_blocks(fill, y.size)
    return scores.T


def _in_blocks(of: Callable[[slice], T], rows: int) -> list[T]:
    """Results for consecutive slices of rows, in their order; by threads where there are many."""
    slices = [slice(start, start + BLOCK) for start in range(0, rows, BLOCK)]
    if rows < LARGE:
        return [of(block) for block in slices]
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(of, slices))


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
        return np.asarray(1 / (1 + np.exp(-linear)))


def _deviance(linear: Floats, y: Floats, weights: Floats) -> float:
    return float(2 * (weights * (np.logaddexp(0.0, linear) - y * linear)).sum())
