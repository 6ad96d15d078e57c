"""Models, rank tests and second moments of a design; `Design` inherits them.

The mathematics lives in `regression`, `rank_tests` and `moments`; this module names it.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import combinations_with_replacement

import numpy as np

from alianza.statistics.errors import BadVariable
from alianza.statistics.estimates.estimation import Reporting
from alianza.statistics.estimates.moments import (
    Matrix,
    covariance_of_means,
    covariance_of_totals,
    estimate_covariance,
)
from alianza.statistics.models.model_matrix import model_matrix
from alianza.statistics.models.regression import (
    BINOMIAL,
    FAMILIES,
    GAUSSIAN,
    POISSON,
    Family,
    LikelihoodRatio,
    Regression,
    RegressionSample,
    fit_regression,
    likelihood_ratio,
)
from alianza.statistics.sampling.declare import listed
from alianza.statistics.sampling.plan import Plan
from alianza.statistics.sampling.structure import Floats, Rows
from alianza.statistics.sampling.variables import Columns, Group, Variable, Where
from alianza.statistics.tables.rank_tests import RankTest, rank_test
from alianza.study.estimate import Estimate

By = str | Sequence[str] | None
Reference = Mapping[str, object] | None


class Modelling:
    """What a design can fit and test beyond single estimates."""

    plan: Plan
    columns: Columns

    @cached_property
    def degf(self) -> float:
        """Degrees of freedom of the whole design: primary units minus strata, or the rank of the replicates less 1."""
        return self.plan.degrees(np.arange(self.columns.height))

    def linear(
        self,
        outcome: Variable,
        predictors: Sequence[str] | str,
        *,
        reference: Reference = None,
        where: Where = None,
        level: float = 0.95,
    ) -> Regression:
        """Design-based linear regression (R's svyglm with a gaussian family).

        Predictors and reference levels as in `logistic`.
        """
        sample = self._sample(GAUSSIAN, outcome, predictors, (reference, where, None))
        return fit_regression(self.plan, sample, GAUSSIAN, level)

    def poisson(
        self,
        outcome: Variable,
        predictors: Sequence[str] | str,
        *,
        offset: Variable | None = None,
        reference: Reference = None,
        where: Where = None,
        level: float = 0.95,
    ) -> Regression:
        """Design-based Poisson regression with free dispersion (R's svyglm with a quasipoisson family).

        Args:
            outcome: A count, or another number that is never negative.
            predictors: As in `logistic`.
            offset: Logarithm of the exposure, whose coefficient is 1.
            reference: Reference level of each factor.
            where: The domain.
            level: Level of the intervals.

        Raises:
            BadVariable: If the outcome is negative somewhere.
        """
        sample = self._sample(POISSON, outcome, predictors, (reference, where, offset))
        return fit_regression(self.plan, sample, POISSON, level)

    def likelihood_ratio(
        self,
        outcome: Variable,
        predictors: Sequence[str] | str,
        terms: Sequence[str] | str,
        *,
        family: str = "logistic",
        offset: Variable | None = None,
        reference: Reference = None,
        where: Where = None,
    ) -> LikelihoodRatio:
        """Rao-Scott likelihood-ratio test of predictors in a model (R's regTermTest(method="LRT")).

        Args:
            outcome: The model's outcome.
            predictors: All predictors of the model.
            terms: Those of them to test.
            family: `logistic`, `linear` or `poisson`.
            offset: As in `poisson`.
            reference: Reference level of each factor.
            where: The domain.

        Raises:
            KeyError: If a term is no predictor of the model.
        """
        kind = FAMILIES[family]
        whole = self._sample(kind, outcome, predictors, (reference, where, offset))
        model = fit_regression(self.plan, whole, kind, 0.95)
        places = model.places(terms)
        kept = [place for place in range(len(whole.matrix.terms)) if place not in places]
        reduced = fit_regression(self.plan, _part(whole, kept), kind, 0.95)
        return likelihood_ratio(self.plan, model, reduced, places)

    def rank_test(self, y: Variable, group: Variable, where: Where = None, kind: str = "wilcoxon") -> RankTest:
        """Rank test that `y` is distributed alike in all groups (R's svyranktest).

        Args:
            y: A number, or ordered codes.
            group: The groups; t with two of them, F with more.
            where: The domain.
            kind: `wilcoxon`, `kruskal_wallis`, `van_der_waerden` or `median`.
        """
        return rank_test(self.plan, self.columns.numbers(y), self.columns.factor(group), self._rows(where), kind)

    def variance_of(self, y: Variable, by: By = None, where: Where = None, level: float = 0.95) -> list[Estimate]:
        """Population variances of a number, one a group (R's svyvar)."""
        values = self.columns.numbers(y)
        return [
            estimate_covariance(
                self.plan, (values, values), group.rows, Reporting(level, self.degf, group.domain, "number")
            )
            for group in self._groups(by, where)
        ]

    def covariances(self, variables: Sequence[Variable], where: Where = None) -> Matrix:
        """Population variances and covariances of several numbers, over the rows that answered all (R's svyvar)."""
        values = [self.columns.numbers(v) for v in variables]
        rows = _complete(values, self._rows(where))
        found = np.zeros((len(values), len(values)))
        for i, j in combinations_with_replacement(range(len(values)), 2):
            one = estimate_covariance(self.plan, (values[i], values[j]), rows, Reporting(0.95, self.degf, {}, "number"))
            found[i, j] = found[j, i] = np.nan if one.value is None else one.value
        return tuple(tuple(float(v) for v in line) for line in found)

    def covariance_of_means(self, variables: Sequence[Variable], where: Where = None) -> Matrix:
        """Covariance matrix of the estimated means of several variables (R's vcov of svymean).

        It covers the rows that answered all of them.
        """
        return covariance_of_means(self.plan, [self.columns.numbers(v) for v in variables], self._rows(where))

    def covariance_of_totals(self, variables: Sequence[Variable], where: Where = None) -> Matrix:
        """Covariance matrix of the estimated totals of several variables (R's vcov of svytotal)."""
        return covariance_of_totals(self.plan, [self.columns.numbers(v) for v in variables], self._rows(where))

    def design_effect(self, y: Variable, where: Where = None, *, replacement: bool = False) -> float | None:
        """Variance of a mean against that of simple random sampling of as many rows.

        Args:
            y: The variable.
            where: The domain.
            replacement: Compare with sampling with replacement (R's deff="replace"); otherwise without.
        """
        values, rows = self.columns.numbers(y), self._rows(where)
        known = _complete([values], rows)
        variance = estimate_covariance(self.plan, (values, values), known, Reporting(0.95, 1, {}, "number")).value
        sampled = int((self.plan.structure.weights[known] != 0).sum())
        population = float(self.plan.structure.weights[known].sum())
        left = 1.0 if replacement else (population - sampled) / population
        if not variance or left <= 0:
            return None
        return covariance_of_means(self.plan, [values], rows)[0][0] / (variance / sampled * left)

    def _sample(
        self,
        family: Family,
        outcome: Variable,
        predictors: Sequence[str] | str,
        options: tuple[Reference, Where, Variable | None],
    ) -> RegressionSample:
        reference, where, offset = options
        rows = self._rows(where)
        y = self.columns.event(outcome) if family is BINOMIAL else self.columns.numbers(outcome)
        shift = np.zeros(y.size) if offset is None else self.columns.numbers(offset)
        if isinstance(outcome, str) and outcome in listed(predictors):
            raise BadVariable("outcome_among_predictors", outcome)
        known = rows[~np.isnan(y[rows] + shift[rows]) & (self.plan.structure.weights[rows] != 0)]
        if family is POISSON and (y[known] < 0).any():
            raise BadVariable("negative_count", self.columns.series(outcome).name, found=f"{y[known].min():g}")
        matrix = model_matrix(self.columns, listed(predictors), reference or {}, known)
        return RegressionSample(matrix, y[matrix.rows], shift[matrix.rows], rows)

    def _rows(self, where: Where) -> Rows:
        return np.flatnonzero(self.columns.inside(where))

    def _groups(self, by: By, where: Where) -> list[Group]:
        return self.columns.groups(by, self.columns.inside(where))


def _part(sample: RegressionSample, kept: Sequence[int]) -> RegressionSample:
    """The same rows with some columns of the model matrix only."""
    whole = sample.matrix
    terms, sources = (tuple(names[k] for k in kept) for names in (whole.terms, whole.sources))
    matrix = type(whole)(whole.values[:, list(kept)], terms, sources, whole.rows, whole.aliased)
    return RegressionSample(matrix, sample.y, sample.offset, sample.domain)


def _complete(variables: Sequence[Floats], rows: Rows) -> Rows:
    return rows[~np.isnan(np.stack(variables, axis=1)[rows]).any(axis=1)]
