"""Logistic regression by maximum likelihood, or by Firth's penalised likelihood, of frequency-weighted rows.

Coefficients are tested against the normal distribution, as SPSS's Wald column. A variable that separates the
outcomes has no finite maximum-likelihood coefficient: it is named, and Firth's method gives one.

Source: see `likelihood`. Compared with R's glm(family=binomial) and brglm2's type="AS_mean".
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from alianza.statistics.distributions import chi2_tail
from alianza.statistics.errors import BadVariable
from alianza.statistics.estimates.wald import places_of
from alianza.statistics.models.coefficient import Coefficient
from alianza.statistics.models.likelihood import LikelihoodSample, Peak, covariance, maximise
from alianza.statistics.models.logistic import EXTREME, Logistic, separating
from alianza.statistics.models.model_matrix import INTERCEPT, ModelMatrix, model_matrix
from alianza.statistics.sampling.structure import Floats, Rows
from alianza.statistics.sampling.variables import Columns, Variable
from alianza.study.estimate import Test

METHODS = ("ml", "firth")
SPARSE = 5
"""Fewer events per coefficient than this make a model doubtful (Vittinghoff and McCulloch 2007)."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """The rows and the peak behind a model, from which every further statistic is computed."""

    sample: LikelihoodSample
    matrix: ModelMatrix
    peak: Peak


@dataclass(frozen=True, slots=True)
class LikelihoodLogistic(Logistic):
    """A logistic model fitted by (penalised) likelihood; `df` is infinite.

    Attributes:
        method: `ml` or `firth`.
        cases: Sum of the frequency weights.
        minus2ll: Minus two log-likelihood of the model, without penalty.
        minus2ll_null: The same of the model without predictors.
        penalised: Penalised log-likelihood of Firth's method, None otherwise.
        iterations: Rounds of Fisher scoring.
        fitted: Rows and solution, for the statistics of `logistic_fit`; None where there is no solution.
        penalised_null: Largest penalised log-likelihood with all coefficients but the constant held at zero, under the
            penalty of the whole model; None without Firth's method.
    """

    method: str = "ml"
    cases: float = 0.0
    minus2ll: float | None = None
    minus2ll_null: float | None = None
    penalised: float | None = None
    iterations: int = 0
    fitted: Fitted | None = field(default=None, repr=False, compare=False)
    penalised_null: float | None = None

    @property
    def omnibus(self) -> Test:
        """Likelihood-ratio test that all coefficients but the constant are zero (SPSS's Omnibus).

        After Firth's method the likelihoods are the penalised ones and the smaller model lies within the information
        of the whole (Heinze and Schemper 2002; R's logistf): 2 (l*(b) - max l*(b0, 0)).
        """
        if self.minus2ll is None or self.minus2ll_null is None:
            return Test(None, None, None, None, "omnibus", self.reason)
        fallen = self.minus2ll_null - self.minus2ll
        if self.penalised is not None and self.penalised_null is not None:
            fallen = 2 * (self.penalised - self.penalised_null)
        statistic, df = max(0.0, fallen), len(self.coefficients) - 1
        return Test(statistic, df, None, chi2_tail(statistic, df) if df else None, "omnibus", "" if df else "no_df")

    @property
    def events_per_variable(self) -> float | None:
        """Unweighted cases of the rarer outcome over the number of coefficients without the constant.

        A weight adds no information: a firm that stands for a thousand is one firm.
        """
        if self.fitted is None or len(self.coefficients) < 2:
            return None
        return min(self.events, self.n - self.events) / (len(self.coefficients) - 1)

    def wald(self, terms: str | Sequence[str]) -> Test:
        """Wald test, against chi-squared, that all coefficients of predictors (or single terms) are zero.

        Raises:
            KeyError: If a name is neither a predictor nor a term of the model.
        """
        if self.reason:
            return Test(None, None, None, None, "wald", self.reason)
        places = places_of(terms, [c.term for c in self.coefficients], self.sources)
        b = np.array([self.coefficients[i].b for i in places])
        statistic = float(b @ np.linalg.solve(np.array(self.vcov)[np.ix_(places, places)], b))
        return Test(statistic, len(places), None, chi2_tail(statistic, len(places)), "wald")


@dataclass(frozen=True, slots=True)
class Rules:
    """How a model is fitted: `ml` or `firth`, reference levels, and the level of its intervals."""

    method: str = "ml"
    reference: Mapping[str, object] = field(default_factory=dict)
    level: float = 0.95


def likelihood_logistic(
    columns: Columns,
    outcome: Variable,
    predictors: Sequence[str],
    sample: tuple[Rows, Floats],
    rules: Rules,
) -> LikelihoodLogistic:
    """Fit a logistic model over the rows of a domain that answered everything.

    Args:
        columns: The data.
        outcome: A binary column.
        predictors: Names of columns.
        sample: Rows of the domain, and the frequency weight of every row of the data.
        rules: How to fit.

    Raises:
        BadVariable: If the outcome has more than two values or is among the predictors, or a column is absent.
        ValueError: If the method is neither `ml` nor `firth`.
    """
    if rules.method not in METHODS:
        raise ValueError(f"a model is fitted by {' or '.join(METHODS)}, not by {rules.method!r}")
    rows, weights = sample
    y = columns.event(outcome)
    name = columns.series(outcome).name
    if name in predictors and isinstance(outcome, str):
        raise BadVariable("outcome_among_predictors", name)
    matrix = model_matrix(columns, predictors, rules.reference, rows[~np.isnan(y[rows]) & (weights[rows] > 0)])
    data = LikelihoodSample(matrix.values, y[matrix.rows], weights[matrix.rows], rules.method == "firth")
    return fit_likelihood(data, matrix, rules)


def last_levels(columns: Columns, names: Sequence[str], rows: Rows) -> dict[str, object]:
    """The last level of each categorical column among `rows`: SPSS's reference category."""
    found = {}
    for name in names:
        factor = columns.factor(name)
        present = factor.codes[rows]
        if present.size and present.max() >= 0:
            found[name] = factor.levels[int(present.max())]
    return found


def fit_likelihood(sample: LikelihoodSample, matrix: ModelMatrix, rules: Rules) -> LikelihoodLogistic:
    """Fit a logistic model to ready rows."""
    n, events = int(sample.y.size), int(sample.y.sum())
    if events in (0, n):
        return _without(sample, matrix, rules, "one_outcome" if n else "no_answers")
    peak = maximise(sample)
    doubtful = not peak.settled or float(np.abs(sample.x @ peak.b).max()) > EXTREME
    apart = separating(matrix, sample.y) if doubtful and not sample.penalised else ()
    if apart or not peak.settled:
        return _without(sample, matrix, rules, "separation" if apart else "not_converged", apart)
    vcov = covariance(sample, peak.b)
    terms = zip(matrix.terms, peak.b, np.sqrt(np.diag(vcov)), strict=True)
    plain = LikelihoodSample(sample.x, sample.y, sample.weights)
    return LikelihoodLogistic(
        tuple(Coefficient.tested(*term, math.inf, rules.level) for term in terms),
        tuple(tuple(float(v) for v in row) for row in vcov),
        n,
        events,
        math.inf,
        rules.level,
        True,
        matrix.aliased,
        (),
        matrix.sources,
        "",
        rules.method,
        sample.n,
        -2 * plain.log_likelihood(peak.b),
        null_minus2ll(sample),
        peak.value if sample.penalised else None,
        peak.rounds,
        Fitted(sample, matrix, peak),
        _constant_alone(sample, matrix, peak) if sample.penalised else None,
        matrix=matrix,
    )


def _constant_alone(sample: LikelihoodSample, matrix: ModelMatrix, peak: Peak) -> float:
    """Largest likelihood where only the constant moves, under the penalty of the whole model."""
    held = {place: 0.0 for place, source in enumerate(matrix.sources) if source != INTERCEPT}
    return maximise(sample, held, peak.b).value


def null_minus2ll(sample: LikelihoodSample) -> float:
    """Minus two log-likelihood of the model with a constant alone."""
    events = float(sample.weights @ sample.y)
    share = events / sample.n
    return -2 * (events * math.log(share) + (sample.n - events) * math.log1p(-share))


def _without(
    sample: LikelihoodSample, matrix: ModelMatrix, rules: Rules, reason: str, separated: tuple[str, ...] = ()
) -> LikelihoodLogistic:
    n, events = int(sample.y.size), int(sample.y.sum())
    base = (n, events, math.inf, rules.level, False, matrix.aliased, separated, (), reason)
    return LikelihoodLogistic((), (), *base, rules.method, sample.n)
