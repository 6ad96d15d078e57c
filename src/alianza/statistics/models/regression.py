"""Design-based linear and Poisson regression, and tests of terms by the likelihood ratio.

Coefficients solve the weighted score equations of a model with its canonical link; their covariance is the
sandwich of the information and the design variance of the scores. Tests and intervals use t with the domain's
degrees of freedom plus one minus the number of coefficients.

Source: Binder (1983), International Statistical Review 51(3); Lumley and Scott (2014), Scandinavian Journal of
Statistics 41 (likelihood ratio). Compared with R survey's svyglm(family=gaussian() and quasipoisson(),
control=glm.control(epsilon=1e-15, maxit=200)) and regTermTest(method="LRT").
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from alianza.statistics.estimates.wald import METHOD, places_of, wald_test
from alianza.statistics.models.coefficient import RegressionCoefficient
from alianza.statistics.models.even_columns import even_columns, singular_root
from alianza.statistics.models.model_matrix import ModelMatrix
from alianza.statistics.sampling.plan import Plan
from alianza.statistics.sampling.structure import Floats, Rows
from alianza.statistics.tables.chi_squared_sums import f_sum_tail
from alianza.study.estimate import Test

ROUNDS = 200
CHANGE = 1e-15
"""The iteration stops when the deviance changes by no more than this share (glm.control's epsilon)."""

STEP = 1e-13
"""It also stops when no coefficient moves by more than this share of its standard error."""


@dataclass(frozen=True, slots=True)
class Family:
    """A distribution with its canonical link.

    Attributes:
        name: Its name.
        mean: Linear predictor to mean.
        variance: Mean to variance, which is also the slope of the mean.
        deviance: Outcome and linear predictor to a row's deviance.
        start: Outcome to a first linear predictor.
    """

    name: str
    mean: Callable[[Floats], Floats]
    variance: Callable[[Floats], Floats]
    deviance: Callable[[Floats, Floats], Floats]
    start: Callable[[Floats], Floats]


def _expit(eta: Floats) -> Floats:
    return np.asarray(np.where(eta >= 0, 1 / (1 + np.exp(-np.abs(eta))), 1 - 1 / (1 + np.exp(-np.abs(eta)))))


def _poisson_deviance(y: Floats, eta: Floats) -> Floats:
    logs = np.log(np.where(y > 0, y, 1.0))
    return np.asarray(2 * (y * (logs - eta) - (y - np.exp(eta))))


GAUSSIAN = Family("linear", lambda eta: eta, np.ones_like, lambda y, eta: np.asarray((y - eta) ** 2), lambda y: y)
POISSON = Family("poisson", np.exp, lambda mean: mean, _poisson_deviance, lambda y: np.asarray(np.log(y + 0.1)))
BINOMIAL = Family(
    "logistic",
    _expit,
    lambda mean: np.asarray(mean * (1 - mean)),
    lambda y, eta: np.asarray(2 * (np.logaddexp(0.0, eta) - y * eta)),
    lambda y: np.asarray(np.log((y + 0.5) / (1.5 - y))),
)
FAMILIES = {family.name: family for family in (GAUSSIAN, POISSON, BINOMIAL)}


@dataclass(frozen=True, slots=True)
class Regression:
    """A fitted regression.

    Attributes:
        family: `linear` or `poisson` (`logistic` in likelihood-ratio tests).
        coefficients: One a term; empty where the model cannot be fitted.
        vcov: Covariance matrix of the coefficients under the design.
        naive: Inverse of the information with weights of mean 1 (R's naive.cov).
        n: Rows used.
        df: Degrees of freedom of tests and intervals.
        level: Level of the intervals.
        deviance: Weighted deviance, with weights of mean 1.
        null_deviance: That of the model with the intercept (and offset) alone.
        dispersion: Design-based variance of the Pearson residuals.
        aliased: Terms left out because earlier ones determine them.
        sources: Predictor that each coefficient belongs to.
        reason: `no_answers`, `not_converged`, `no_standard_error`, or empty.
    """

    family: str
    coefficients: tuple[RegressionCoefficient, ...]
    vcov: tuple[tuple[float, ...], ...]
    naive: tuple[tuple[float, ...], ...]
    n: int
    df: float
    level: float
    deviance: float | None = None
    null_deviance: float | None = None
    dispersion: float | None = None
    aliased: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reason: str = ""

    def coefficient(self, term: str) -> RegressionCoefficient:
        """The coefficient of a term.

        Raises:
            KeyError: If the model has no such term.
        """
        return {c.term: c for c in self.coefficients}[term]

    def places(self, terms: str | Sequence[str]) -> list[int]:
        """Places of the coefficients that belong to predictors or are single terms; none where there is no solution.

        Raises:
            KeyError: If a name is neither a predictor nor a term of the model.
        """
        if self.reason:
            return []
        return places_of(terms, [c.term for c in self.coefficients], self.sources)

    def wald(self, terms: str | Sequence[str]) -> Test:
        """Wald test that all coefficients of predictors (or single terms) are zero (R's regTermTest).

        Raises:
            KeyError: If a name is neither a predictor nor a term of the model.
        """
        if self.reason:
            return Test(None, None, None, None, METHOD, self.reason)
        places = self.places(terms)
        b = np.array([self.coefficients[i].b for i in places])
        return wald_test(b, np.array(self.vcov)[np.ix_(places, places)], self.df)


@dataclass(frozen=True, slots=True)
class RegressionSample:
    """What a model is fitted to: model matrix, outcome, offset and the rows of the domain."""

    matrix: ModelMatrix
    y: Floats
    offset: Floats
    domain: Rows


@dataclass(frozen=True, slots=True)
class Solution:
    """Coefficients, inverse information, working weights and deviance for one set of weights."""

    b: Floats
    bread: Floats
    working: Floats
    deviance: float
    settled: bool


@dataclass(frozen=True, slots=True)
class LikelihoodRatio:
    """A design-based likelihood-ratio test.

    Attributes:
        test: Its statistic (difference of deviances), degrees of freedom and p-value.
        eigenvalues: Weights of the chi-squared variables that the statistic is a sum of.
    """

    test: Test
    eigenvalues: tuple[float, ...]


def fit_regression(plan: Plan, sample: RegressionSample, family: Family, level: float) -> Regression:
    """Fit a model with a canonical link to the rows of a domain."""
    matrix, n = sample.matrix, sample.y.size
    # As in R, replicates count the domain's rows, linearisation those that answered.
    counted = sample.domain if plan.replicates else matrix.rows
    df = plan.degrees(counted) + 1 - len(matrix.terms) if n else 0.0
    if not n:
        return _without(family, sample, df, level, "no_answers")
    weights = plan.structure.weights[matrix.rows] / plan.structure.weights[sample.domain].mean()
    even = even_columns(matrix.values)
    sample = replace(sample, matrix=replace(matrix, values=even.x))
    fit = solve(family, even.x, sample, weights)
    vcov = _covariance(plan, family, sample, fit) if fit.settled else None
    if vcov is None or not np.isfinite(vcov).all():
        return _without(family, sample, df, level, "not_converged" if vcov is None else "no_standard_error")
    vcov = even.covariance(vcov)
    terms = zip(matrix.terms, even.coefficients(fit.b), np.sqrt(np.diag(vcov)), strict=True)
    lines = [replace(RegressionCoefficient.tested(*term, df, level), rates=family is not GAUSSIAN) for term in terms]
    null = solve(family, np.ones((n, 1)), sample, weights).deviance
    spread = _dispersion(family, sample, weights, fit, sample.domain.size if plan.structure.adjustments else n)
    return Regression(
        family.name, tuple(lines), _table(vcov), _table(even.covariance(fit.bread)), n, df, level, fit.deviance, null,
        spread, matrix.aliased, matrix.sources,
    )  # fmt: skip


def solve(
    family: Family, x: Floats, sample: RegressionSample, weights: Floats, start: Floats | None = None
) -> Solution:
    """Solve the weighted score equations by iterated least squares, stopping where R's glm stops at its tightest.

    The information is that of the last step, at the coefficients before it, as R keeps it.
    """
    y, offset = sample.y, sample.offset
    b = np.zeros(x.shape[1]) if start is None else start
    eta = family.start(y) if start is None else x @ b + offset
    at = Solution(b, np.full((b.size, b.size), np.nan), weights, float(weights @ family.deviance(y, eta)), False)
    for _ in range(ROUNDS):
        mean = family.mean(eta)
        slope = family.variance(mean)
        if not (np.isfinite(slope).all() and (slope > 0).all()):
            return at
        working = weights * slope
        root = np.sqrt(working)
        q, r = np.linalg.qr(x * root[:, None])
        if singular_root(r):
            return at
        inverse = np.linalg.inv(r)
        aim = inverse @ (q.T @ ((eta - offset + (y - mean) / slope) * root))
        b, eta, deviance = _moved(family, (x, sample, weights), at.b, aim)
        small = bool(np.all(np.abs(b - at.b) <= STEP * np.maximum(np.linalg.norm(inverse, axis=1), np.abs(b))))
        settled = small or abs(deviance - at.deviance) <= CHANGE * (abs(deviance) + 0.1)
        at = Solution(b, inverse @ inverse.T, working, deviance, settled)
        if settled:
            break
    return at


def _moved(
    family: Family, problem: tuple[Floats, RegressionSample, Floats], b: Floats, aim: Floats
) -> tuple[Floats, Floats, float]:
    """The next coefficients, nearer to the last ones where the step leaves what can be computed."""
    x, sample, weights = problem
    for _ in range(30):
        eta = x @ aim + sample.offset
        with np.errstate(over="ignore", invalid="ignore"):
            deviance = float(weights @ family.deviance(sample.y, eta))
        if math.isfinite(deviance):
            break
        aim = (aim + b) / 2
    return aim, eta, deviance


def _covariance(plan: Plan, family: Family, sample: RegressionSample, fit: Solution) -> Floats | None:
    x, rows = sample.matrix.values, sample.matrix.rows
    if plan.replicates:
        sets = plan.replicates.weights[rows].T
        fits = [_refit(family, sample, w, fit.b) for w in sets]
        if not all(other.settled for other in fits):
            return None
        return plan.replicates.covariance(np.stack([other.b for other in fits]), fit.b)
    mean = family.mean(x @ fit.b + sample.offset)
    scores = x * (fit.working * (sample.y - mean) / family.variance(mean))[:, None]
    return plan.structure.covariance(scores @ fit.bread, rows)


def _refit(family: Family, sample: RegressionSample, weights: Floats, start: Floats) -> Solution:
    kept = weights != 0
    part = RegressionSample(sample.matrix, sample.y[kept], sample.offset[kept], sample.domain)
    return solve(family, sample.matrix.values[kept], part, weights[kept], start)


def _dispersion(family: Family, sample: RegressionSample, weights: Floats, fit: Solution, rows: int) -> float | None:
    """R's dispersion of a svyglm: svyvar of the Pearson residuals.

    Where rows lack answers R scales it by the mean weight of the answering rows, that of the domain's rows being 1.
    """
    answered = float(weights.sum()) / rows
    mean = family.mean(sample.matrix.values @ fit.b + sample.offset)
    residuals = (sample.y - mean) / np.sqrt(family.variance(mean))
    n, total = int((weights != 0).sum()), float(weights.sum())
    centre = float(weights @ residuals) / total
    return float(weights @ (residuals - centre) ** 2) / total * n / (n - 1) * answered if n > 1 else None


def likelihood_ratio(plan: Plan, whole: Regression, reduced: Regression, places: Sequence[int]) -> LikelihoodRatio:
    """Test that the coefficients at `places` are zero, from the fits with and without them.

    The difference of deviances is a sum of chi-squared variables weighted by the eigenvalues of V0^-1 V, V0 being
    the coefficients' covariance under simple random sampling; its tail by a saddlepoint approximation with the
    model's degrees of freedom in the denominator.
    """
    reason = whole.reason or reduced.reason
    if reason or whole.deviance is None or reduced.deviance is None:
        return LikelihoodRatio(Test(None, None, None, None, "rao_scott_lrt", reason), ())
    inside = np.ix_(list(places), list(places))
    naive, vcov = np.array(whole.naive)[inside], np.array(whole.vcov)[inside]
    weights = np.sort(np.linalg.eigvals(np.linalg.solve(naive, vcov)).real)[::-1]
    statistic = reduced.deviance - whole.deviance
    p = f_sum_tail(statistic, weights, whole.df) if whole.df > 0 else None
    test = Test(statistic, len(places), whole.df, p, "rao_scott_lrt", "" if p is not None else "no_df")
    return LikelihoodRatio(test, tuple(float(value) for value in weights))


def _without(family: Family, sample: RegressionSample, df: float, level: float, reason: str) -> Regression:
    return Regression(family.name, (), (), (), sample.y.size, df, level, aliased=sample.matrix.aliased, reason=reason)


def _table(matrix: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(v) for v in row) for row in matrix)
