"""Several effects from one study: a random effect of the study and one of each effect, and errors robust to clusters.

Effects of one article share authors, firms and measures; pooled as if they were independent they look more certain than
they are. Model: y = mu + u (study) + w (effect) + e, fitted by REML.

Source: Konstantopoulos (2011), Research Synthesis Methods 2(1); Hedges, Tipton and Johnson (2010), Research Synthesis
Methods 1(1), for robust errors. Compared with R metafor's rma.mv(random = ~ 1 | study/effect) and robust().
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from alianza.statistics.distributions import t_quantile
from alianza.statistics.meta.evidence import Evidence, LeftOut, evidence_of, not_comparable, usable
from alianza.statistics.meta.pooling import wald
from alianza.statistics.sampling.structure import Floats, Rows
from alianza.study.estimate import Estimate, Test


@dataclass(frozen=True, slots=True)
class NestedPooled:
    """A pooled effect of effects nested in studies.

    Attributes:
        effect: With the error of the model; its base is the number of effects.
        robust: The same with an error that holds whatever the dependence inside studies (CR1, t with studies - 1).
        test: Test by the model that the effect is zero.
        robust_test: The same by the robust error.
        between: Variance of true effects between studies.
        within: Variance between effects of one study.
        studies: Number of studies.
        left_out: Effects that did not enter, with reasons.
        log_likelihood: Restricted log-likelihood.
    """

    effect: Estimate
    robust: Estimate
    test: Test
    robust_test: Test
    between: float | None
    within: float | None
    studies: int
    left_out: tuple[LeftOut, ...]
    log_likelihood: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Blocks:
    """Effects with the number of the study of each."""

    evidence: Evidence
    study: Rows
    count: int

    def at(self, variances: Floats) -> "_Fit":
        """The generalised least squares fit at variances between and within studies."""
        between, within = (float(x) for x in variances)
        d = 1 / (self.evidence.v + within)
        total = self.sums(d)
        shrink = 1 + between * total
        mean = float((self.sums(d * self.evidence.y) / shrink).sum() / (total / shrink).sum())
        e = self.evidence.y - mean
        scores = d * (e - between * (self.sums(d * e) / shrink)[self.study])
        return _Fit(self, d, shrink, total, mean, scores)

    def sums(self, values: Floats) -> Floats:
        """Sum over the effects of each study."""
        return np.asarray(np.bincount(self.study, weights=values, minlength=self.count), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """Generalised least squares of effects whose covariance inside a study is diag(1 / d) + between.

    `shrink` is 1 + between x `total`, `total` the sum of d in a study, `scores` the inverse covariance times residuals.
    """

    blocks: _Blocks
    d: Floats
    shrink: Floats
    total: Floats
    mean: float
    scores: Floats

    @property
    def information(self) -> float:
        """Inverse of the variance of the mean."""
        return float((self.total / self.shrink).sum())

    @property
    def log_likelihood(self) -> float:
        """Restricted log-likelihood."""
        k = self.d.size
        residual = float(self.scores @ (self.blocks.evidence.y - self.mean))
        fixed = (k - 1) * math.log(2 * math.pi) - math.log(k) + math.log(self.information)
        return -(fixed - float(np.log(self.d).sum()) + float(np.log(self.shrink).sum()) + residual) / 2

    def gradient(self, between: float) -> Floats:
        """Derivatives of the restricted log-likelihood by the variance between and the variance within."""
        ones = self.total / self.shrink
        squares = self.blocks.sums(self.d**2)
        study = float((self.blocks.sums(self.scores) ** 2).sum() - ones.sum() + (ones**2).sum() / self.information)
        traces = float((self.total - between * squares / self.shrink).sum())
        shared = float((squares / self.shrink**2).sum()) / self.information
        return np.array([study, float(self.scores @ self.scores) - traces + shared]) / 2


def pool_nested(effects: Sequence[Estimate], studies: Sequence[Hashable], level: float = 0.95) -> NestedPooled:
    """Pool effects of which several may come from one study.

    Args:
        effects: In any order.
        studies: The study of each effect.
        level: Level of the intervals.

    Raises:
        ValueError: If there is not one study an effect.
    """
    if len(effects) != len(studies):
        raise ValueError(f"{len(effects)} effects and {len(studies)} studies")
    places, left_out = usable(effects)
    kept = [effects[i] for i in places]
    names = list(dict.fromkeys(studies[i] for i in places))
    if not_comparable(kept) or len(names) < 2:
        return _nothing(len(kept), len(names), level, left_out, not_comparable(kept))
    codes = np.array([names.index(studies[i]) for i in places], dtype=np.intp)
    blocks = _Blocks(evidence_of(kept), codes, len(names))
    variances = _restricted_peak(blocks)
    fit = blocks.at(variances)
    effect = _estimate(kept[0], fit, 1 / math.sqrt(fit.information), math.inf, level)
    scatter = float((blocks.sums(fit.scores) ** 2).sum()) * blocks.count / (blocks.count - 1)
    robust = _estimate(kept[0], fit, math.sqrt(scatter) / fit.information, blocks.count - 1.0, level)
    tests = wald(effect, effect.method), wald(robust, robust.method)
    between, within = (float(x) for x in variances)
    return NestedPooled(effect, robust, *tests, between, within, blocks.count, left_out, fit.log_likelihood)


def _nothing(k: int, studies: int, level: float, left_out: tuple[LeftOut, ...], mixed: bool) -> NestedPooled:
    reason = "not_comparable" if mixed else "fewer_than_two"
    none = Estimate(None, n=k, level=level, method="nested", reason=reason)
    test = Test(None, None, None, None, "nested", reason)
    return NestedPooled(none, none, test, test, None, None, studies, left_out)


def _estimate(like: Estimate, fit: _Fit, se: float, df: float, level: float) -> Estimate:
    reach, method = t_quantile(0.5 + level / 2, df) * se, "nested" if math.isinf(df) else "nested_robust"
    limits = fit.mean - reach, fit.mean + reach
    return Estimate(fit.mean, se, *limits, df, n=fit.d.size, level=level, unit=like.unit, method=method)


def _restricted_peak(blocks: _Blocks) -> Floats:
    """Variances between and within studies where the restricted likelihood is highest, from several starts."""
    from scipy.optimize import minimize

    scale = max(float(np.var(blocks.evidence.y)), float(blocks.evidence.v.min()))

    def downhill(at: Floats) -> tuple[float, Floats]:
        fit = blocks.at(at * scale)
        return -fit.log_likelihood, -fit.gradient(float(at[0]) * scale) * scale

    starts = [np.array(start) for start in ((0.5, 0.5), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0))]
    options = {"ftol": 1e-16, "gtol": 1e-11, "maxiter": 1000}
    ends = [
        minimize(downhill, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * 2, options=options)
        for start in starts
    ]
    return np.asarray(min(ends, key=lambda end: float(end.fun)).x) * scale
