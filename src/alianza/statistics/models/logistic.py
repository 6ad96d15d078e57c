"""Design-based logistic regression.

Coefficients solve the weighted score equations; their covariance is the sandwich of the information and the
design variance of the scores. Tests and intervals use t with the domain's degrees of freedom plus one minus
the number of coefficients. A variable that separates the outcomes has no finite coefficient: it is named
instead of printed.

Source: Binder (1983), International Statistical Review 51(3); Lumley (2010), Complex Surveys, 6. Compared
with R survey's svyglm(family=quasibinomial(), control=glm.control(epsilon=1e-15, maxit=200)), confint and
regTermTest; Albert and Anderson (1984), Biometrika 71(1), for separation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from alianza.statistics.errors import BadVariable
from alianza.statistics.estimates.wald import METHOD, places_of, wald_test
from alianza.statistics.models.coefficient import Coefficient
from alianza.statistics.models.even_columns import EvenColumns, even_columns
from alianza.statistics.models.model_matrix import INTERCEPT, ModelMatrix, model_matrix
from alianza.statistics.models.replicate_logistic import replicate_coefficients
from alianza.statistics.models.score_equations import Equations, Fit, chance, equations, solve
from alianza.statistics.sampling.plan import Plan
from alianza.statistics.sampling.structure import Floats, Rows, at
from alianza.statistics.sampling.variables import Columns, Variable
from alianza.study.estimate import Test

EXTREME = 12.0
"""A linear predictor beyond this (a chance of 6 in a million) makes separation worth a linear programme."""

SOLVED = 1e-7
"""Precision of the linear programme."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted logistic model.

    Attributes:
        coefficients: One a term; empty where the model has no finite solution.
        vcov: Covariance matrix of the coefficients under the design.
        n: Rows used.
        events: Rows used whose outcome happened.
        df: Degrees of freedom of tests and intervals.
        level: Level of the intervals.
        converged: Whether the score equations are solved.
        aliased: Terms left out because earlier ones determine them.
        separated: Terms that separate the outcomes.
        sources: Predictor that each coefficient belongs to.
        reason: `separation`, `one_outcome`, `no_answers`, `not_converged`, `replicates_unsolved`,
            `no_standard_error`, or empty.
        unsolved: Sets of replicate weights under which the model has no finite solution; they are never left out
            of the standard errors in silence.
        matrix: The rows used and their predictors; None where the model has no solution.
    """

    coefficients: tuple[Coefficient, ...]
    vcov: tuple[tuple[float, ...], ...]
    n: int
    events: int
    df: float
    level: float
    converged: bool
    aliased: tuple[str, ...] = ()
    separated: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reason: str = ""
    unsolved: int = field(default=0, kw_only=True)
    matrix: ModelMatrix | None = field(default=None, kw_only=True, repr=False, compare=False)

    @property
    def chances(self) -> Floats:
        """Fitted probability of each row used, in the order of `matrix.rows`; empty where there is no solution."""
        if self.matrix is None:
            return np.empty(0)
        return chance(self.matrix.values @ np.array([c.b for c in self.coefficients]))

    def coefficient(self, term: str) -> Coefficient:
        """The coefficient of a term.

        Raises:
            KeyError: If the model has no such term.
        """
        return {c.term: c for c in self.coefficients}[term]

    def wald(self, terms: str | Sequence[str]) -> Test:
        """Wald test that all coefficients of predictors (or single terms) are zero (R's regTermTest).

        Raises:
            KeyError: If a name is neither a predictor nor a term of the model.
        """
        if self.reason:
            return Test(None, None, None, None, METHOD, self.reason)
        places = places_of(terms, [c.term for c in self.coefficients], self.sources)
        b = np.array([self.coefficients[i].b for i in places])
        return wald_test(b, np.array(self.vcov)[np.ix_(places, places)], self.df)


def logistic(
    plan: Plan,
    columns: Columns,
    outcome: Variable,
    predictors: Sequence[str],
    rows: Rows,
    reference: Mapping[str, object],
    level: float,
) -> Logistic:
    """Fit a logistic model over the rows of a domain that answered everything.

    Raises:
        BadVariable: If the outcome has more than two values or a column is absent.
    """
    y = columns.event(outcome)
    answered = ~np.isnan(at(y, rows)) & (at(plan.structure.weights, rows) > 0)
    known = rows if answered.all() else rows[answered]
    matrix = model_matrix(columns, predictors, reference, known)
    name = columns.stored(outcome).name
    if name in predictors and isinstance(outcome, str):
        raise BadVariable("outcome_among_predictors", name)
    return fit_logistic(plan, matrix, at(y, matrix.rows), level)


def fit_logistic(plan: Plan, matrix: ModelMatrix, y: Floats, level: float) -> Logistic:
    """Fit a logistic model to a ready model matrix; `y` is 0 or 1 a row of it."""
    n, events = int(y.size), int(y.sum())
    df = plan.degrees(matrix.rows) + 1 - len(matrix.terms) if n else 0.0
    if events in (0, n):
        return _without(matrix, (n, events, df, level), "one_outcome" if n else "no_answers")
    weights = at(plan.structure.weights, matrix.rows)
    even = even_columns(matrix.values)
    fit = solve(even.x, y, weights)
    solved = equations(even.x, y, weights, fit.b, np.empty(n)) if fit.settled else None
    apart = separating(matrix, y) if solved is None or solved.furthest > EXTREME else ()
    if apart or solved is None:
        return _without(matrix, (n, events, df, level), "separation" if apart else "not_converged", apart)
    vcov, unsolved = _covariance(plan, (matrix.rows, y, even), fit, solved)
    if unsolved or not np.isfinite(vcov).all():
        reason = "replicates_unsolved" if unsolved else "no_standard_error"
        return replace(_without(matrix, (n, events, df, level), reason), unsolved=unsolved)
    terms = zip(matrix.terms, even.coefficients(fit.b), np.sqrt(np.diag(vcov)), strict=True)
    lines = tuple(Coefficient.tested(*term, df, level) for term in terms)
    table = tuple(tuple(float(v) for v in row) for row in vcov)
    return Logistic(lines, table, n, events, df, level, True, matrix.aliased, (), matrix.sources, matrix=matrix)


def _covariance(
    plan: Plan, sample: tuple[Rows, Floats, EvenColumns], fit: Fit, solved: Equations
) -> tuple[Floats, int]:
    """Covariance of the coefficients, and the number of replicates without a finite solution."""
    rows, y, even = sample
    if plan.replicates:
        sets = plan.replicates.weights.T
        # A subset is copied; the whole is not.
        sets = np.ascontiguousarray(sets if rows.size == sets.shape[1] else sets[:, rows])
        b, unsolved = replicate_coefficients(even.x, y, sets, fit)
        return even.covariance(plan.replicates.covariance(b, fit.b)), unsolved
    bread = np.linalg.inv(solved.information)
    return even.covariance(bread @ plan.structure.covariance(even.x, rows, solved.residuals) @ bread), 0


def separating(matrix: ModelMatrix, y: Floats) -> tuple[str, ...]:
    """Terms that separate the outcomes completely or quasi-completely; empty if the solution is finite.

    Named are the terms without which nothing separates, or, where several do so alone, all that take part.
    """
    places = range(1, len(matrix.terms))
    x = _from_zero(matrix)
    whole = _direction(x, y)
    if whole is None:
        return ()
    needed = [place for place in places if _direction(np.delete(x, place, axis=1), y) is None]
    return tuple(matrix.terms[i] for i in needed or [place for place in places if abs(whole[place]) > SOLVED])


def _from_zero(matrix: ModelMatrix) -> Floats:
    """The columns counted from their least value: a year in its thousands would hide from the linear programme.

    What separates, and which terms do, stays the same beside a constant.
    """
    first = 1 if matrix.terms[0] == INTERCEPT else matrix.values.shape[1]
    return np.hstack([matrix.values[:, :first], matrix.values[:, first:] - matrix.values[:, first:].min(axis=0)])


def _direction(x: Floats, y: Floats) -> Floats | None:
    """Some b within [-1, 1] with (2y - 1) x'b never negative and somewhere positive; None if there is none."""
    from scipy.optimize import linprog

    signed = x * (2 * y - 1)[:, None]
    signed = signed / np.abs(signed).max(axis=0, initial=1e-300)
    found = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=(-1, 1), method="highs")
    return np.asarray(found.x) if found.status == 0 and -found.fun > SOLVED * len(signed) else None


def _without(
    matrix: ModelMatrix, base: tuple[int, int, float, float], reason: str, separated: tuple[str, ...] = ()
) -> Logistic:
    return Logistic((), (), *base, False, matrix.aliased, separated, (), reason)
