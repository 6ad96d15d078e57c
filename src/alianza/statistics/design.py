"""The sampling design of a survey and every estimate that respects it.

One class, because a design guards one invariant: all estimates of a study know the same weights, strata,
units and finite populations, and a subgroup never loses the rows outside it before the variance is computed.
The mathematics lives next door in short functions; this module only names it.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Self

import numpy as np
import polars as pl

from alianza.statistics.estimates.contrast import Contrast, contrast, difference, exponential
from alianza.statistics.estimates.estimation import (
    Quotients,
    Reporting,
    covariance,
    estimate_mean,
    estimate_proportion,
    estimate_ratio,
    estimate_total,
)
from alianza.statistics.estimates.homogeneity import equal_means, homogeneity
from alianza.statistics.estimates.quantile import Wanted, estimate_quantile
from alianza.statistics.modelling import Modelling
from alianza.statistics.models.logistic import Logistic, logistic
from alianza.statistics.models.maximum_likelihood import Rules, likelihood_logistic
from alianza.statistics.reweighting import Reweighting
from alianza.statistics.sampling.declare import Names, apply_rule, declare, listed
from alianza.statistics.sampling.plan import Plan
from alianza.statistics.sampling.replicates import replicate_names, replicates
from alianza.statistics.sampling.structure import Floats, Rows
from alianza.statistics.sampling.variables import MISSING, Columns, Group, Variable, Where
from alianza.statistics.tables.crosstab import Crosstab, crosstab
from alianza.study.estimate import Estimate, Test, Unit

By = str | Sequence[str] | None
Variables = Variable | Sequence[str]
TEXTS = (pl.String, pl.Categorical, pl.Enum)


class Design(Reweighting, Modelling):
    """A sample with its design.

    Means, totals and ratios carry t intervals with the design's degrees of freedom; proportions and quantiles
    carry R's svyciprop and svyquantile intervals, whose degrees of freedom count the units and strata of the
    domain. `n` is the number of unweighted answers. Missing answers leave an estimate's base, never the design.

    Args:
        frame: One row a sampled element.
        weights: Column of sampling weights; without it every row counts once.
        strata: Column or columns of strata.
        psu: Column or columns of primary sampling units; without it each row is one.
        ssu: Column or columns of second-stage units (matters only with `fpc`).
        fpc: Population sizes or sampling fractions, one column a stage, as in R's svydesign.
        lonely_psu: Rule for strata with one unit: `fail`, `remove`, `adjust`, `average`, `certainty`, `collapse`.
        replicate_weights: Columns of replicate weights, or a range of them ("jk001 to jk200"); then they carry the
            sampling error.
        replicate_type: `JK1`, `JKn`, `BRR`, `Fay`, `bootstrap`, `ACS`, `SDR` or `other`.
        scale: Common factor of the replicate variance (default of the type).
        rscales: Factors of the single replicates.
        rho: Fay's factor, from which the scale of `Fay` follows.
        mse: Centre the replicates at the full-sample estimate.
        combined_weights: Whether replicate weights contain the sampling weight.
        collapse: Stratum to partner for `collapse`; without it a stratum joins its neighbour in sorted order.

    Raises:
        BadDesign: If weights, strata or population sizes contradict each other.
        BadVariable: If a column is absent or no number.
    """

    def __init__(
        self,
        frame: pl.DataFrame | pl.LazyFrame,
        *,
        weights: str | None = None,
        strata: Names = None,
        psu: Names = None,
        ssu: Names = None,
        fpc: Names = None,
        lonely_psu: str = "fail",
        replicate_weights: Names = None,
        replicate_type: str | None = None,
        scale: float | None = None,
        rscales: Sequence[float] | None = None,
        rho: float | None = None,
        mse: bool = False,
        combined_weights: bool = True,
        collapse: Mapping[str, str] | None = None,
    ) -> None:
        self.frame = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
        self.columns = Columns(self.frame)
        structure = declare(self.columns, weights, strata, (psu, ssu), fpc)
        structure = apply_rule(structure, lonely_psu, self.columns, strata, collapse)
        drawn = None
        if replicate_weights:
            options: dict[str, object] = {"scale": scale, "rscales": rscales, "rho": rho, "mse": mse}
            sampling = None if combined_weights else structure.weights
            named = replicate_names(replicate_weights, self.columns)
            drawn = replicates(self.columns, named, replicate_type or "other", sampling, options)
        self.plan = Plan(structure, drawn)

    def beside(self, frame: pl.DataFrame) -> Self:
        """The same design over a frame with more columns; rows and the design's own columns are as before."""
        other = copy.copy(self)
        other.frame, other.columns = frame, Columns(frame)
        return other

    @property
    def n(self) -> int:
        """Rows of the sample."""
        return self.frame.height

    @property
    def weights(self) -> Floats:
        """Sampling weights, one a row."""
        return self.plan.structure.weights

    def mean(self, y: Variables, by: By = None, where: Where = None, level: float = 0.95) -> list[Estimate]:
        """Means of a number, or shares of a Boolean, one a group (a list of names: one a name and group).

        With a list of names each variable has its own base, and `domain` names it under `variable`.
        """
        return self._each(y, self._groups(by, where), self._mean_of, level)

    def total(self, y: Variables, by: By = None, where: Where = None, level: float = 0.95) -> list[Estimate]:
        """Population totals of a number, of a Boolean (how many), or of each level of a text, one a group.

        The levels of a text or categorical column are named in `domain`.
        """
        return self._each(y, self._groups(by, where), self._totals_of, level)

    def proportion(
        self, y: Variables, by: By = None, where: Where = None, level: float = 0.95, method: str = "logit"
    ) -> list[Estimate]:
        """Shares with intervals by `method`: `logit`, `likelihood`, `asin`, `beta`, `mean` or `xlogit`.

        A Boolean or 0/1 column gives the share of true answers; any other column gives one estimate a level,
        named in `domain`. At 0 and 1 the interval is missing with reason `at_bound`.
        """
        return self._each(y, self._groups(by, where), partial(self._shares_of, method=method), level)

    def ratio(
        self, numerator: Variable, denominator: Variable, by: By = None, where: Where = None, level: float = 0.95
    ) -> list[Estimate]:
        """Ratio of two totals over the rows that answered both, one a group."""
        pair = self.columns.numbers(numerator), self.columns.numbers(denominator)
        return [
            estimate_ratio(self.plan, pair, group.rows, Reporting(level, self.degf, group.domain, "ratio"))
            for group in self._groups(by, where)
        ]

    def quantile(
        self,
        y: Variable,
        probabilities: float | Sequence[float],
        by: By = None,
        where: Where = None,
        level: float = 0.95,
        rule: str = "math",
    ) -> list[Estimate]:
        """Quantiles with Woodruff intervals, one a group and probability (groups first).

        With several probabilities `domain` also names the `quantile`. `rule` is one of R's: `math`, `school`,
        `shahvaish`, `hf1` to `hf9`.

        Raises:
            ValueError: If a probability lies outside 0 to 1, or there is no such rule.
        """
        wanted = [probabilities] if isinstance(probabilities, (int, float)) else list(probabilities)
        if not all(0 <= p <= 1 for p in wanted):
            raise ValueError(f"probabilities lie between 0 and 1: {wanted}")
        values = self.columns.numbers(y)
        found = []
        for group in self._groups(by, where):
            df = self.plan.degrees(group.rows[~np.isnan(values[group.rows])])
            for p in wanted:
                domain = {**group.domain, "quantile": p} if len(wanted) > 1 else group.domain
                reporting = Reporting(level, df, domain, "number")
                found.append(estimate_quantile(self.plan, values, group.rows, Wanted(p, rule), reporting))
        return found

    def crosstab(self, row: Variable, column: Variable, where: Where = None) -> Crosstab:
        """Two categorical columns against each other, with tests by counts and by the design."""
        return crosstab(self.plan, self.columns.factor(row), self.columns.factor(column), self._rows(where))

    def logistic(
        self,
        outcome: Variable,
        predictors: Sequence[str] | str,
        *,
        reference: Mapping[str, object] | None = None,
        where: Where = None,
        level: float = 0.95,
        method: str = "design",
    ) -> Logistic:
        """Logistic regression: design-based (R's svyglm, quasibinomial), or by (penalised) maximum likelihood.

        Text, categorical columns and columns named in `reference` are factors, Boolean columns are 0/1.
        The reference is the first level in sorted order unless `reference` names another. With `method` `ml` or
        `firth` the weights are frequencies and the result is a `LikelihoodLogistic`, as of SPSS or R's glm.
        """
        rows = self._rows(where)
        if method != "design":
            rules = Rules(method, reference or {}, level)
            return likelihood_logistic(self.columns, outcome, listed(predictors), (rows, self.weights), rules)
        return logistic(self.plan, self.columns, outcome, listed(predictors), rows, reference or {}, level)

    def contrast(self, outcome: Variable, exposure: Variable, where: Where = None, level: float = 0.95) -> Contrast:
        """Risk ratio, risk difference and odds ratio of a binary outcome, exposed against unexposed."""
        return contrast(self.plan, self.columns.event(outcome), self.columns.event(exposure), self._rows(where), level)

    def difference(self, y: Variable, group: Variable, where: Where = None, level: float = 0.95) -> Estimate:
        """Mean where `group` is true (its second level) minus mean where it is false (its first).

        Its test is `alianza.statistics.estimates.contrast.t_test`.
        """
        unit: Unit = "difference" if self.columns.truth(y) is not None else "number"
        values, exposed = self.columns.numbers(y), self.columns.event(group)
        return difference(self.plan, values, exposed, self._rows(where), Reporting(level, self.degf, {}, unit))

    def homogeneity(self, outcome: Variable, exposure: Variable, group: Variable, where: Where = None) -> Test:
        """Wald test that the risk ratio of a binary outcome is the same in every group."""
        y, exposed = self.columns.event(outcome), self.columns.event(exposure)
        return homogeneity(self.plan, y, exposed, self.columns.factor(group).codes, self._rows(where))

    def equal_means(self, y: Variable, group: Variable, where: Where = None) -> Test:
        """Wald test that the mean of a number is the same in every group."""
        codes = self.columns.factor(group).codes
        return equal_means(self.plan, self.columns.numbers(y), codes, self._rows(where))

    def geometric_mean(self, y: Variable, by: By = None, where: Where = None, level: float = 0.95) -> list[Estimate]:
        """Geometric means of a positive number, with intervals from the log scale; others count as missing."""
        logs = _logarithm(self.columns.numbers(y))
        return [
            exponential(estimate_mean(self.plan, logs, g.rows, Reporting(level, self.degf, g.domain, "log")), "ratio")
            for g in self._groups(by, where)
        ]

    def geometric_ratio(self, y: Variable, group: Variable, where: Where = None, level: float = 0.95) -> Estimate:
        """Geometric mean where `group` is true over that where it is false."""
        logs, exposed = _logarithm(self.columns.numbers(y)), self.columns.event(group)
        reporting = Reporting(level, self.degf, {}, "log")
        return exponential(difference(self.plan, logs, exposed, self._rows(where), reporting), "ratio")

    def variance(self, influence: Floats, where: Where = None) -> Floats:
        """Covariance matrix of linearised statistics of a domain.

        Args:
            influence: One row a row of the frame, one column a statistic (or a plain vector), weights included.
            where: The domain; rows outside it count as zeros.
        """
        rows = self._rows(where)
        values, weights = np.asarray(influence, dtype=np.float64).reshape(self.n, -1)[rows], self.weights[rows, None]
        unweighted = np.divide(values, weights, out=np.zeros_like(values), where=weights != 0)
        return covariance(self.plan, Quotients(unweighted, None, rows))

    def _each(
        self,
        y: Variables,
        domains: Sequence[Group],
        one: Callable[[Variable, Group, float], list[Estimate]],
        level: float,
    ) -> list[Estimate]:
        if isinstance(y, (str, pl.Expr, pl.Series)):
            return [estimate for group in domains for estimate in one(y, group, level)]
        named = [(name, Group({**group.domain, "variable": name}, group.rows)) for name in y for group in domains]
        return [estimate for name, group in named for estimate in one(name, group, level)]

    def _mean_of(self, y: Variable, group: Group, level: float) -> list[Estimate]:
        unit: Unit = "share" if self.columns.truth(y) is not None else "number"
        reporting = Reporting(level, self.degf, group.domain, unit)
        return [estimate_mean(self.plan, self.columns.numbers(y), group.rows, reporting)]

    def _totals_of(self, y: Variable, group: Group, level: float) -> list[Estimate]:
        if isinstance(self.columns.series(y).dtype, TEXTS):
            return [
                estimate_total(self.plan, one, group.rows, Reporting(level, self.degf, domain, "count"))
                for one, domain in self._levels(y, group)
            ]
        unit: Unit = "count" if self.columns.truth(y) is not None else "number"
        reporting = Reporting(level, self.degf, group.domain, unit)
        return [estimate_total(self.plan, self.columns.numbers(y), group.rows, reporting)]

    def _shares_of(self, y: Variable, group: Group, level: float, method: str) -> list[Estimate]:
        df = self.plan.degrees(group.rows)
        share = self.columns.truth(y)
        return [
            estimate_proportion(self.plan, one, group.rows, Reporting(level, df, domain, "share"), method)
            for one, domain in (self._levels(y, group) if share is None else [(share, group.domain)])
        ]

    def _levels(self, y: Variable, group: Group) -> list[tuple[Floats, Mapping[str, object]]]:
        """A 0/1 variable for each level of a column, with the domain that names it."""
        kinds = self.columns.factor(y)
        return [
            (_is(kinds.codes, code), {**group.domain, kinds.name: value}) for code, value in enumerate(kinds.levels)
        ]


def _is(codes: Rows, code: int) -> Floats:
    """1 where the code is met, 0 where another is, NaN where the answer is missing."""
    return np.where(codes == MISSING, np.nan, (codes == code).astype(np.float64))


def _logarithm(values: Floats) -> Floats:
    return np.log(values, out=np.full_like(values, np.nan), where=values > 0)
