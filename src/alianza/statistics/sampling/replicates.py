"""Variance from replicate weights: jackknife, balanced repeated replication, bootstrap.

The statistic is computed with every set of replicate weights; its variance is
scale * sum(rscales * (replicate - centre)^2), the centre being the mean of the replicates or, with `mse`,
the full-sample estimate. Agrees with R survey's svrVar.

Source: Lumley (2010), Complex Surveys, 2.3; Wolter (2007), Introduction to Variance Estimation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from alianza.statistics.errors import BadDesign
from alianza.statistics.sampling.structure import Floats, Rows
from alianza.statistics.sampling.variables import Columns
from alianza.statistics.sampling.weight_rank import rank
from alianza.study.column_ranges import expanded

DEFAULT_SCALES: dict[str, Callable[[int], float]] = {
    "JK1": lambda count: (count - 1) / count,
    "JK2": lambda count: 1.0,
    "JKN": lambda count: 1.0,
    "BRR": lambda count: 1.0 / count,
    "BOOTSTRAP": lambda count: 1.0 / max(count - 1, 1),
    "ACS": lambda count: 4.0 / count,
    "SDR": lambda count: 4.0 / count,
}
"""Scale of each type where none is given (R's svrepdesign). JKn needs rscales, Fay its rho."""

RANK_TOLERANCE = 1e-5
"""Relative size under which a pivot counts as zero in the degrees of freedom (R's degf.svyrep.design)."""


@dataclass(frozen=True, slots=True)
class Replicates:
    """Analysis weights of every replicate and how their spread becomes a variance.

    Attributes:
        weights: Rows by replicates, the sampling weight included.
        scale: Common factor.
        rscales: One factor a replicate.
        mse: Whether the centre is the full-sample estimate.
        degf: Degrees of freedom of the whole sample where they are not the rank of these weights.
    """

    weights: Floats
    scale: float
    rscales: Floats
    mse: bool
    degf: float | None = None

    def degrees(self, rows: Rows) -> float:
        """Rank of the replicate weights minus one (R's degf)."""
        if self.degf is not None and rows.size == self.weights.shape[0]:
            return self.degf
        part = self.weights if rows.size == len(self.weights) else self.weights[rows]
        return float(rank(part, RANK_TOLERANCE) - 1)

    def covariance(self, replicated: Floats, full: Floats) -> Floats:
        """Covariance matrix of p statistics from their replicates (one row a replicate).

        A replicate in which a domain has no weight left says nothing and is passed over, as in R; not a number
        where none remains.
        """
        told = np.isfinite(replicated).all(axis=1)
        used = told & (self.rscales > 0)
        if not used.any():
            return np.full((replicated.shape[1], replicated.shape[1]), np.nan)
        around = replicated[told] - (full if self.mse else replicated[used].mean(axis=0))
        return self.scale * (around * self.rscales[told, None]).T @ around


def replicate_names(declared: str | Sequence[str], columns: Columns) -> tuple[str, ...]:
    """The columns that names and ranges stand for; what is a column's name as it is written is no range.

    Raises:
        BadDesign: If the ends of a range differ in more than a growing number.
    """
    there = frozenset(columns.frame.columns)  # asked for once: it makes the list of all names anew
    names: list[str] = []
    for entry in (declared,) if isinstance(declared, str) else declared:
        between, senseless = ((entry,), ()) if entry in there else expanded(entry)
        if senseless:
            raise BadDesign("replicate_range", "replicate_weights", found=entry, expected="jk001 to jk200")
        names += between
    return tuple(names)


def replicates(
    columns: Columns, names: Sequence[str], kind: str, weights: Floats | None, options: dict[str, object]
) -> Replicates:
    """Replicate weights read from the frame.

    Args:
        columns: The data.
        names: Names of the replicate weight columns.
        kind: `JK1`, `JK2`, `JKn`, `BRR`, `Fay`, `bootstrap`, `ACS`, `SDR` or `other`.
        weights: Sampling weights to multiply with, or None where the columns contain them already.
        options: `scale`, `rscales`, `rho`, `mse` as given to the design; None where not given.

    Raises:
        BadDesign: If the type is unknown, needs a scale that was not given, `rscales` has another length, or `rho`
            does not lie between 0 and 1.
    """
    values = columns.side_by_side(names)
    if np.isnan(values).any():
        raise BadDesign("missing_in_design", ", ".join(names[:3]), found=str(int(np.isnan(values).sum())))
    if weights is not None:
        values = values * weights[:, None]
    rscales = options.get("rscales")
    given = np.ones(len(names)) if rscales is None else np.array(rscales, dtype=np.float64)
    if given.size not in (1, len(names)):
        raise BadDesign("replicate_factors", "rscales", found=str(given.size), expected=str(len(names)))
    if rscales is None and kind.upper() == "JKN":
        raise BadDesign("replicate_scale", "rscales", found=kind)
    scale, rho = options.get("scale"), options.get("rho")
    return Replicates(
        values,
        float(str(scale)) if scale is not None else _default_scale(kind, len(names), rho),
        np.broadcast_to(given, len(names)).copy(),
        bool(options.get("mse")),
    )


def _default_scale(kind: str, count: int, rho: object) -> float:
    if kind.upper() == "FAY" and rho is not None:
        return _fay_scale(float(str(rho)), count)
    known = DEFAULT_SCALES.get(kind.upper())
    if known is None:
        code = "replicate_scale" if kind.upper() in ("FAY", "OTHER") else "replicate_type"
        raise BadDesign(code, "scale", found=kind, expected=", ".join(DEFAULT_SCALES))
    return known(count)


def _fay_scale(rho: float, count: int) -> float:
    """1 / (R (1 - rho)^2), as in R's svrepdesign."""
    if not 0 <= rho < 1:
        raise BadDesign("replicate_rho", "rho", found=f"{rho:g}")
    return 1.0 / (count * (1.0 - rho) ** 2)
