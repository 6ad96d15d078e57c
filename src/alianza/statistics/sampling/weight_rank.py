"""Rank of a matrix of replicate weights, which is where their degrees of freedom come from.

The rank is the number of pivots of a QR decomposition with column exchange that exceed a share of the largest.
That takes seconds for a thousand replicates, and most matrices need less: a Cholesky factor of some rows proves
that the columns are independent, and the pivots of the cross products, the squares of the wanted ones, tell the
rank where none of them is near the bound.

Source: Golub and Van Loan (2013), Matrix Computations, 4.2 and 5.4; Lumley's degf.svyrep.design in R survey.
"""

import numpy as np

from alianza.statistics.sampling.structure import Floats

BLOCK = 64
"""Columns that the Cholesky factor takes at once: so few that OpenBLAS keeps them on the thread that asked, where
waiting for another one takes a hundred times longer than the factor itself."""

SPARE = 1.05
"""Rows per column that a proof of independence looks at."""

CLEAR = 100.0
"""Factor by which the pivots must miss the bound, on either side, for the cross products to be believed."""


def rank(matrix: Floats, tolerance: float) -> int:
    """Pivots of a QR decomposition with column exchange above `tolerance` times the largest."""
    rows, columns = len(matrix), int(matrix.shape[1])
    bound = tolerance**2 * float(np.einsum("ij,ij->j", matrix, matrix).max(initial=0.0))
    if not bound > 0:
        return 0
    if rows > SPARE * columns:
        some = np.asfortranarray(matrix[:: int(rows / (SPARE * columns))])
        if _beyond(some.T @ some, bound):
            return columns
    # The last pivot is at least the smallest singular value; over the root of the columns, for a wide matrix.
    cross, bound = (matrix.T @ matrix, bound) if rows >= columns else (matrix @ matrix.T, bound * columns)
    if _beyond(cross.copy(), bound):
        return len(cross)
    found = _by_cross_products(cross, tolerance)
    return _by_pivots(matrix, tolerance) if found is None else found


def _beyond(cross: Floats, bound: float) -> bool:
    """Whether every eigenvalue of cross products certainly exceeds the bound (overwrites the matrix).

    Those of some rows never exceed those of all.
    """
    # What the squares lose to rounding must not pass for independence.
    noise = 1e-14 * float(np.trace(cross))
    cross.flat[:: len(cross) + 1] -= bound + noise
    return _positive_definite(cross)


def _positive_definite(matrix: Floats) -> bool:
    """Whether a symmetric matrix has a Cholesky factor, block by block (overwrites the matrix)."""
    for start in range(0, len(matrix), BLOCK):
        here, later = slice(start, start + BLOCK), slice(start + BLOCK, None)
        try:
            corner = np.linalg.inv(np.linalg.cholesky(matrix[here, here]))
        except np.linalg.LinAlgError:
            return False
        below = matrix[later, here] @ corner.T
        matrix[later, later] -= below @ below.T
    return True


def _by_cross_products(cross: Floats, tolerance: float) -> int | None:
    """The rank by a Cholesky decomposition with exchange; None where a pivot lies too near the bound to tell."""
    from scipy.linalg.lapack import dpstrf

    largest = float(cross.diagonal().max())
    factor, _, found, _ = dpstrf(cross, tol=largest * (tolerance / CLEAR) ** 2, lower=1)
    pivots = np.diag(factor)[:found]
    if found and pivots.min() < CLEAR * tolerance * np.sqrt(largest):
        return None
    return int(found)


def _by_pivots(matrix: Floats, tolerance: float) -> int:
    from scipy.linalg import qr

    pivots = np.abs(np.diag(qr(matrix, mode="r", pivoting=True)[0]))
    return int((pivots > tolerance * pivots.max(initial=0.0)).sum())
