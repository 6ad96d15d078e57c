"""Columns of a model matrix brought to one size, each without what the columns before it say.

Sales in dollars, years beside their squares and timestamps span the same space as columns of one size, in which the
cross products keep their digits. A model is solved there; its coefficients b are `back` times those solved for, and
their covariance follows. Columns that are even enough already stay as they are.

Source: Golub and Van Loan (2013), Matrix Computations, 5.2 (QR) and 5.3.2 (what cross products lose).
"""

from dataclasses import dataclass

import numpy as np

from alianza.statistics.chunks import by_chunks
from alianza.statistics.models.model_matrix import SOME
from alianza.statistics.sampling.structure import Floats

UNEVEN = 1e6
"""Condition of the cross products from which the columns are evened: it multiplies what rounding does to a variance."""

SINGULAR = 1e15
"""Condition number beyond which an information matrix of even columns counts as singular."""

SINGULAR_ROOT = 1e14
"""The same of the triangular root that the rows themselves give, which rounding reaches much later."""


@dataclass(frozen=True, slots=True, eq=False)
class EvenColumns:
    """Columns `x` of which the coefficients of the model's own columns are computed.

    Attributes:
        x: Rows by columns: the model's columns times `back`.
        back: Matrix by which coefficients of `x` become those of the model's columns.
    """

    x: Floats
    back: Floats

    def coefficients(self, b: Floats) -> Floats:
        """Coefficients of the model's columns from those of `x`."""
        return np.asarray(self.back @ b)

    def inside(self, b: Floats) -> Floats:
        """Coefficients of `x` from those of the model's columns."""
        return np.asarray(np.linalg.solve(self.back, b))

    def covariance(self, vcov: Floats) -> Floats:
        """Covariance of the coefficients of the model's columns from that of those of `x`."""
        return np.asarray(self.back @ vcov @ self.back.T)


def even_columns(x: Floats) -> EvenColumns:
    """The columns evened where their cross products would lose digits; some rows show it where there are many."""
    some = x[:: max(1, len(x) // SOME)]
    if not _uneven(some) or (some.size < x.size and not _uneven(x)):
        return EvenColumns(x, np.eye(x.shape[1]))
    back = _back(some)
    back = _back(x) if back is None else back
    return EvenColumns(x, np.eye(x.shape[1])) if back is None else EvenColumns(_times(x, back), back)


def singular(information: Floats) -> bool:
    """Whether an information matrix of even columns has no inverse worth printing."""
    return not np.isfinite(information).all() or bool(np.linalg.cond(information) > SINGULAR)


def singular_root(root: Floats) -> bool:
    """Whether the information of even columns, with `root` its triangular root, has no inverse worth printing."""
    return not np.isfinite(root).all() or bool(np.linalg.cond(root) > SINGULAR_ROOT)


def _uneven(x: Floats) -> bool:
    cross = x.T @ x
    return bool(np.isfinite(cross).all() and np.linalg.cond(cross) > UNEVEN)


def _back(x: Floats) -> Floats | None:
    """What makes the columns orthogonal, with a mean square of 1; None where these rows do not tell them apart."""
    if len(x) < x.shape[1]:
        return None
    sizes = np.linalg.norm(x, axis=0)
    if not (sizes > 0).all():
        return None
    root = np.linalg.qr(x / sizes, mode="r")
    if not np.abs(np.diag(root)).min() > 1e-10:
        return None
    return np.asarray(np.linalg.inv(root * np.sign(np.diag(root))[:, None]) * np.sqrt(len(x)) / sizes[:, None])


def _times(x: Floats, back: Floats) -> Floats:
    """The columns times `back`, column after column in memory as the model's are."""
    found = np.empty((back.shape[1], len(x)))

    def write(rows: slice) -> None:
        np.matmul(back.T, x[rows].T, out=found[:, rows])

    by_chunks(write, len(x))
    return found.T
