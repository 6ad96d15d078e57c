"""Solutions of the weighted logistic score equations, by Newton's method.

`newton` is the plain, guarded iteration. `solve` gives the same answer on large samples: it starts at the
solution of every k-th row, passes through the rows in blocks that fit the processor's cache, and returns to
the guarded iteration where the steps do not shrink as Newton's must near a solution.

Source: McCullagh and Nelder (1989), Generalized Linear Models, 2.5 and 4.4.
"""

from dataclasses import dataclass

import numpy as np

from alianza.statistics.chunks import BLOCK, blocks, by_chunks, combined, cross
from alianza.statistics.models.even_columns import singular
from alianza.statistics.sampling.structure import Floats

ROUNDS = 100
VANISHED = 1e-12
"""Share of what a column could tell under which its information is nothing: chances of 0 and 1 but for rounding."""

STEP = 1e-12
"""Newton stops when no coefficient moves by more than this share of its standard error."""

LARGE = 10_000
"""Rows from which the blocks pay."""

PART = 8
"""A large sample starts at the solution of every so manieth row."""


START = 10.0
"""A start for the next larger sample is near enough after a step of this many standard errors: Newton squares what is
left, and the smaller sample errs by more."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Solution of the score equations: coefficients, and whether the iteration settled."""

    b: Floats
    settled: bool


@dataclass(frozen=True, slots=True, eq=False)
class Equations:
    """The score equations at some coefficients.

    Attributes:
        score: Sums of the rows' scores.
        information: Derivative of the score with the sign turned.
        furthest: Largest linear predictor in size.
        residuals: Row to weight times outcome minus chance, where they are kept; times the columns of the model they
            are the rows' scores.
    """

    score: Floats
    information: Floats
    furthest: float
    residuals: Floats | None = None


def newton(x: Floats, y: Floats, weights: Floats, start: Floats) -> Fit:
    """Solve the weighted logistic score equations by Newton's method, with steps halved where they overshoot."""
    scaled = weights / weights.mean()
    b, deviance = start, _deviance(x @ start, y, scaled)
    for _ in range(ROUNDS):
        chances = chance(x @ b)
        information = (x * (scaled * chances * (1 - chances))[:, None]).T @ x
        if singular(information):
            return Fit(b, False)
        step = np.linalg.solve(information, x.T @ (scaled * (y - chances)))
        b, deviance = _guarded(x, y, scaled, (b, step, deviance))
        if np.all(np.abs(step) <= STEP * np.maximum(1 / np.sqrt(np.diag(information)), np.abs(b))):
            # Under separation the errors grow without end, and any step is small beside them.
            told = np.diag(information) > VANISHED * (scaled @ x**2)
            return Fit(b, bool(told.all()))
    return Fit(b, False)


def solve(x: Floats, y: Floats, weights: Floats, enough: float = STEP) -> Fit:
    """Solve the weighted logistic score equations from nothing, in blocks where there are many rows.

    Weights are positive. `enough` is how near the solution is wanted, in standard errors.
    """
    nothing = np.zeros(x.shape[1])
    if y.size < LARGE:
        return newton(x, y, weights, nothing)
    some = slice(None, None, PART)
    first = solve(np.asfortranarray(x[some]), y[some], weights[some], START)
    found = _shrinking((x, y, weights), first.b if first.settled else nothing, enough)
    return found or newton(x, y, weights, nothing)


def _shrinking(sample: tuple[Floats, Floats, Floats], start: Floats, enough: float) -> Fit | None:
    """Newton without a guard, given up as soon as the steps fail to shrink."""
    b, last, mean = start, np.array(np.inf), sample[-1].mean()
    for _ in range(ROUNDS):
        at = equations(*sample, b)
        information = at.information / mean
        if singular(information):
            return None
        step = np.linalg.solve(information, at.score / mean)
        size = np.asarray((np.abs(step) * np.sqrt(np.diag(information))).max())
        if not size < last / 2:
            return None
        b = b + step
        if (size if np.isinf(last) else remaining(size, last)) <= enough:
            return Fit(b, True)
        last = size
    return None


def remaining(size: Floats, last: Floats) -> Floats:
    """How far Newton iterations still are from their ends, from the sizes of their last two steps.

    Newton squares its error: size = constant * last ** 2, and constant * size ** 2 remains.
    """
    return np.asarray(size * np.minimum(1.0, (size / last) ** 2))


def equations(x: Floats, y: Floats, weights: Floats, b: Floats, residuals: Floats | None = None) -> Equations:
    """The weighted logistic score equations at `b`, in one pass through the rows; `residuals` is room to keep them."""

    def of(chunk: slice) -> tuple[Floats, float]:
        total, furthest, room = np.zeros((b.size + 1, b.size)), 0.0, np.empty((b.size + 2, BLOCK))
        for rows in blocks(chunk, b.size):
            columns, weight, own = x[rows].T, weights[rows], room[:, : rows.stop - rows.start]
            linear = combined(b, columns)
            furthest = max(furthest, float(linear.max()), -float(linear.min()))
            chances, variance, residual = chance(linear, out=linear), own[-1], own[-2]
            np.multiply(np.subtract(y[rows], chances, out=residual), weight, out=residual)
            np.multiply(np.subtract(1, chances, out=variance), chances, out=variance)
            np.multiply(columns, np.multiply(variance, weight, out=variance), out=own[:-2])
            if residuals is not None:
                residuals[rows] = residual
            total += cross(own[:-1], columns)
        return total, furthest

    totals, far = zip(*by_chunks(of, y.size), strict=True)
    total = np.sum(totals, axis=0)
    return Equations(total[-1], total[:-1], max(far), residuals)


def _guarded(x: Floats, y: Floats, weights: Floats, at: tuple[Floats, Floats, float]) -> tuple[Floats, float]:
    b, step, deviance = at
    for _ in range(30):
        moved = _deviance(x @ (b + step), y, weights)
        if moved <= deviance * (1 + 1e-12):
            break
        step = step / 2
    return b + step, moved


def chance(linear: Floats, out: Floats | None = None) -> Floats:
    """Probabilities of linear predictors; written to `out`, which may be `linear` itself, where it is given."""
    # A linear predictor below -709 overflows to infinity, whose inverse is the right answer: 0.
    with np.errstate(over="ignore"):
        chances = np.exp(np.negative(linear, out=out), out=out)
    chances += 1
    return np.asarray(np.divide(1, chances, out=chances))


def _deviance(linear: Floats, y: Floats, weights: Floats) -> float:
    return float(2 * (weights * (np.logaddexp(0.0, linear) - y * linear)).sum())
