"""The numbers of a meta-analysis and weighted least squares over them.

Effects y with known sampling variances v follow y = X b + u + e, u ~ N(0, tau2), e ~ N(0, v). Everything that a tau2
fixes, the coefficients, Cochran's Q and the traces that estimators of tau2 need, comes from one QR decomposition of the
weighted X; no k x k matrix is ever made.

Source: Viechtbauer (2005), Journal of Educational and Behavioral Statistics 30(3); Raudenbush (2009), in Cooper, Hedges
and Valentine, The Handbook of Research Synthesis, chapter 16.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alianza.statistics.sampling.structure import Floats
from alianza.study.estimate import Estimate


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An effect that does not enter, by its place in the order given, and why."""

    position: int
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Effects, their sampling variances, and the model matrix of their mean (a column of ones without moderators)."""

    y: Floats
    v: Floats
    x: Floats

    @property
    def k(self) -> int:
        """Number of effects."""
        return int(self.y.size)

    @property
    def df(self) -> int:
        """Effects less coefficients."""
        return self.k - int(self.x.shape[1])

    def weighted(self, tau2: float = 0.0) -> "Weighted":
        """Least squares with the weights 1 / (v + tau2)."""
        return Weighted.of(self, 1 / (self.v + tau2))


@dataclass(frozen=True, slots=True, eq=False)
class Weighted:
    """Weighted least squares of `evidence`: y' P y and its kin, with P = W - W X (X' W X)^-1 X' W.

    Attributes:
        w: Weights.
        b: Coefficients.
        basis: Q of the QR decomposition of the weighted model matrix.
        triangle: R of it.
        residuals: y - X b.
    """

    w: Floats
    b: Floats
    basis: Floats
    triangle: Floats
    residuals: Floats

    @classmethod
    def of(cls, evidence: Evidence, w: Floats) -> "Weighted":
        """The fit with given weights."""
        root = np.sqrt(w)
        basis, triangle = np.linalg.qr(evidence.x * root[:, None])
        b = np.linalg.solve(triangle, basis.T @ (root * evidence.y))
        return cls(w, b, basis, triangle, evidence.y - evidence.x @ b)

    @property
    def covariance(self) -> Floats:
        """(X' W X)^-1."""
        inverse = np.linalg.inv(self.triangle)
        return np.asarray(inverse @ inverse.T)

    @property
    def q(self) -> float:
        """Weighted sum of squared residuals, y' P y: Cochran's Q at tau2 = 0."""
        return float(self.w @ self.residuals**2)

    @property
    def leverages(self) -> Floats:
        """Diagonal of the hat matrix."""
        return np.asarray((self.basis**2).sum(axis=1))

    @property
    def trace(self) -> float:
        """Trace of P."""
        return float(self.w @ (1 - self.leverages))

    def squared_trace(self, variances: Floats | float = 1.0) -> float:
        """Trace of P O P O with O = diag(variances); without them that of P P."""
        d = self.w * variances
        inner = self.basis.T @ (self.basis * d[:, None])
        return float(d @ d - 2 * (d * d) @ self.leverages + (inner * inner).sum())

    @property
    def log_determinant(self) -> float:
        """Logarithm of the determinant |X' W X|."""
        return 2 * float(np.log(np.abs(np.diag(self.triangle))).sum())


def log_likelihood(evidence: Evidence, tau2: float) -> float:
    """Log-likelihood of tau2 at the coefficients that fit it best."""
    fit = evidence.weighted(tau2)
    return -(evidence.k * math.log(2 * math.pi) - float(np.log(fit.w).sum()) + fit.q) / 2


def restricted_log_likelihood(evidence: Evidence, tau2: float) -> float:
    """Log-likelihood of tau2 over the contrasts that are free of the coefficients (Harville 1974)."""
    fit = evidence.weighted(tau2)
    own = Weighted.of(evidence, np.ones(evidence.k)).log_determinant
    lost = evidence.df * math.log(2 * math.pi) + fit.log_determinant - own
    return -(lost - float(np.log(fit.w).sum()) + fit.q) / 2


def usable(effects: Sequence[Estimate]) -> tuple[list[int], tuple[LeftOut, ...]]:
    """Places of the effects that can be weighed, and the others with their reasons."""
    left_out = tuple(LeftOut(i, why) for i, e in enumerate(effects) if (why := _obstacle(e)))
    gone = {one.position for one in left_out}
    return [i for i in range(len(effects)) if i not in gone], left_out


def _obstacle(estimate: Estimate) -> str:
    if estimate.value is None or not math.isfinite(estimate.value):
        return estimate.reason or "no_value"
    if estimate.se is None or not math.isfinite(estimate.se):
        return estimate.reason or "unknown_error"
    return "zero_variance" if estimate.se <= 0 or estimate.se**2 == 0 else ""


def not_comparable(effects: Sequence[Estimate]) -> bool:
    """Whether the effects are estimates of different measures."""
    return len({e.method for e in effects}) > 1


def evidence_of(effects: Sequence[Estimate], x: Floats | None = None) -> Evidence:
    """The effects as arrays; `x` is a column of ones by default."""
    y = np.array([e.value for e in effects], dtype=np.float64)
    se = np.array([e.se for e in effects], dtype=np.float64)
    return Evidence(y, se**2, np.ones((y.size, 1)) if x is None else x)
