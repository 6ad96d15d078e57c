"""Logistic models of all replicates at once.

Every replicate starts at the solution of the full sample, so the first step of all is one product of their
weights with scores and information rows that they share. Later steps pass through groups of replicates and
blocks of rows that fit the processor's cache: linear predictors are one product, and the information of all
replicates is another, weights times variance against the p(p + 1)/2 products of columns. Replicates leave as
they settle; the ones that do not are solved one by one with the guarded iteration of `score_equations`.

Groups do not depend on the number of threads and sums follow the order of rows, so neither do the results.

Source: McCullagh and Nelder (1989), Generalized Linear Models, 2.5. Compared with R survey's svyglm on
svrepdesign objects, and with `score_equations.newton` replicate by replicate.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from alianza.statistics.chunks import SINGLE, THREADS
from alianza.statistics.models.score_equations import Fit, newton, remaining
from alianza.statistics.sampling.structure import Floats, Rows

ROUNDS = 12
"""Passes after which a replicate is left to the guarded iteration."""

STEP = 1e-10
"""A replicate is settled when its coefficients are this share of their standard errors from the solution."""

NEAR = 1e-2
"""Share of a standard error under which a step may use the information of the step before."""

VANISHED = 1e-6
"""Share of the information at the full sample's solution under which a replicate is taken for separated: its steps
shrink with its information, not towards a solution, and the guarded iteration has to tell."""

GROUP = 800_000
"""Numbers of weights in a group of replicates, about."""

LARGE = 1_000_000
"""Numbers of weights from which a second thread pays."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What all replicates have in common: rows by columns, and what the full-sample solution `b` makes of them.

    Attributes:
        b: Coefficients of the full sample.
        minus: Minus the model matrix, columns by rows.
        x: The model matrix.
        products: Products of its columns, one a pair of the upper triangle.
        start: Scores at `b`, information products at `b`, and columns times outcome; one row a row.
        pairs: Rows and columns of the upper triangle.
    """

    b: Floats
    minus: Floats
    x: Floats
    products: Floats
    start: Floats
    pairs: tuple[Rows, Rows]


def replicate_coefficients(x: Floats, y: Floats, weights: Floats, full: Fit) -> tuple[Floats, int]:
    """Solve the weighted logistic score equations for every set of weights.

    Args:
        x: Rows by p columns.
        y: 0 or 1 a row.
        weights: Replicates by rows; rows with a weight of 0 or less count for nothing.
        full: Solution of the full sample.

    Returns:
        Replicates by p coefficients, and how many of the replicates have no finite solution (their rows are
        not numbers).
    """
    shared = _share(x, y, full.b)
    size = max(32, min(512, GROUP // max(1, y.size)))
    groups = [slice(start, start + size) for start in range(0, len(weights), size)]
    solve = partial(_group, shared, weights)
    if weights.size < LARGE:
        b = np.concatenate([solve(group) for group in groups])
    else:
        with ThreadPoolExecutor(THREADS) as threads:
            b = np.concatenate(list(threads.map(solve, groups)))
    for place in np.flatnonzero(~np.isfinite(b).all(axis=1)):
        b[place] = _alone(x, y, weights[place], full)
    return b, int((~np.isfinite(b).all(axis=1)).sum())


def _share(x: Floats, y: Floats, b: Floats) -> Shared:
    x = np.ascontiguousarray(x)
    upper, lower = np.triu_indices(x.shape[1])
    products = x[:, upper] * x[:, lower]
    chances = 1 / (1 + np.exp(-(x @ b)))
    variance = chances * (1 - chances)
    start = np.hstack([x * (y - chances)[:, None], products * variance[:, None], x * y[:, None]])
    return Shared(b, np.ascontiguousarray(-x.T), x, products, start, (upper, lower))


def _group(shared: Shared, weights: Floats, group: slice) -> Floats:
    """Coefficients of some replicates; not numbers where the iteration does not settle."""
    own = weights[group]
    if own.min(initial=0.0) < 0:
        own = np.maximum(own, 0.0)
    with np.errstate(all="ignore"):
        return _iterate(shared, own)


def _iterate(shared: Shared, weights: Floats) -> Floats:
    p = shared.b.size
    found = np.full((len(weights), p), np.nan)
    score, information, observed = np.split(_products(weights, shared.start), [p, shared.start.shape[1] - p], axis=1)
    step, size = _step(shared, score, information)
    b, left = shared.b + step, np.arange(len(weights))
    diagonal = np.flatnonzero(shared.pairs[0] == shared.pairs[1])
    least = VANISHED * information[:, diagonal]
    for _ in range(ROUNDS):
        fresh = not size.max() < NEAR
        expected, renewed = _pass(shared, weights, b, fresh)
        information = renewed if fresh else information
        last, (step, size) = size, _step(shared, observed - expected, information)
        b = b + step
        rest = remaining(size, last) if fresh else size * size / last
        settled = rest <= STEP
        solved = settled & (information[:, diagonal] >= least).all(axis=1)
        found[left[solved]] = b[solved]
        if settled.all():
            break
        if settled.any():
            kept = ~settled
            weights, b, left, size = weights[kept], b[kept], left[kept], size[kept]
            observed, information, least = observed[kept], information[kept], least[kept]
    return found


def _products(weights: Floats, columns: Floats) -> Floats:
    """Weights (replicates by rows) times columns, in blocks that stay on one thread."""
    block = _block(len(weights), columns.shape[1])
    total = np.zeros((len(weights), columns.shape[1]))
    for start in range(0, len(columns), block):
        total += weights[:, start : start + block] @ columns[start : start + block]
    return total


def _block(replicates: int, columns: int) -> int:
    return max(16, SINGLE // (replicates * columns) // 16 * 16)


def _pass(shared: Shared, weights: Floats, b: Floats, fresh: bool) -> tuple[Floats, Floats]:
    """Columns times weighted chances of every replicate, and the information where it is asked for."""
    p, pairs = shared.x.shape[1], shared.products.shape[1]
    expected, information = np.zeros((len(b), p)), np.zeros((len(b), pairs))
    block = _block(len(b), p)
    room, spare = np.empty((2, len(b) * block))
    for start in range(0, len(shared.x), block):
        rows = slice(start, start + block)
        own = weights[:, rows]
        chances, weighted = room[: own.size].reshape(own.shape), spare[: own.size].reshape(own.shape)
        np.matmul(b, shared.minus[:, rows], out=chances)
        np.exp(chances, out=chances)
        chances += 1
        np.divide(1, chances, out=chances)
        np.multiply(own, chances, out=weighted)
        expected += weighted @ shared.x[rows]
        if fresh:
            chances *= weighted
            weighted -= chances
            information += _products(weighted, shared.products[rows])
    return expected, information


def _step(shared: Shared, score: Floats, information: Floats) -> tuple[Floats, Floats]:
    """Newton's step of every replicate, and its largest coordinate in standard errors."""
    p = shared.b.size
    rows, columns = shared.pairs
    augmented = np.empty((p, p + 1, len(score)))
    augmented[rows, columns] = augmented[columns, rows] = information.T
    augmented[:, p] = score.T
    spread = np.sqrt(augmented[np.arange(p), np.arange(p)])
    step = _eliminate(augmented)
    return step.T, (np.abs(step) * spread).max(axis=0)


def _eliminate(augmented: Floats) -> Floats:
    """Solve positive definite systems side by side: p by p + 1 by systems, the right-hand side last (overwritten).

    Gaussian elimination without exchange, which such systems do not need; a singular one gives no numbers.
    """
    p = len(augmented)
    for k in range(p):
        below = augmented[k + 1 :, k] / augmented[k, k]
        augmented[k + 1 :, k + 1 :] -= below[:, None] * augmented[k, k + 1 :]
    solution = augmented[:, p]
    for k in reversed(range(p)):
        solution[k] -= (augmented[k, k + 1 : p] * solution[k + 1 :]).sum(axis=0)
        solution[k] /= augmented[k, k]
    return solution


def _alone(x: Floats, y: Floats, weights: Floats, full: Fit) -> Floats:
    """Coefficients of one replicate by the guarded iteration, first from the full sample, then from nothing."""
    rows = weights > 0
    for start in (full.b, np.zeros_like(full.b)) if rows.any() else ():
        fit = newton(x[rows], y[rows], weights[rows], start)
        if fit.settled:
            return fit.b
    return np.full_like(full.b, np.nan)
