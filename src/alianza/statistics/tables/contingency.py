"""Two categorical variables as SPSS's Crosstabs sees them: cells, percentages, residuals, tests and measures.

Unlike `crosstab`, which serves a sampling design, weights here are frequencies: each cell is the sum of its
weights, rounded to a whole number as SPSS does by default, and every test rests on these counts.

Source: Agresti (2013), Categorical Data Analysis, 3 (residuals 3.3.1, linear-by-linear 3.4.1); Yates (1934)
for the continuity correction. Compared with R's chisq.test and with GNU PSPP 1.6.2.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from alianza.statistics.distributions import chi2_tail
from alianza.statistics.sampling.structure import Floats, Rows
from alianza.statistics.tables.crosstab import expected, likelihood_ratio, pearson_test
from alianza.statistics.tables.fisher import fisher_exact
from alianza.statistics.tables.odds import FourfoldRisk, first_cell, fourfold_risk
from alianza.study.estimate import Test

FEW = 5
"""Expected counts below this make the chi-squared approximation doubtful (Cochran 1954)."""

EXACT_CASES = 10_000_000
"""Exact tests go through every table with the same margins; with more cases they add nothing to the asymptotic ones."""

BEYOND_REACH = Test(None, None, None, None, "exact", "too_many_cases")


@dataclass(frozen=True, slots=True)
class ContingencyTable:
    """A table of counts with everything that SPSS's Crosstabs prints about it.

    Attributes:
        rows: Levels of the row variable.
        columns: Levels of the column variable.
        counts: Counts, one row a row level.
        expected: Counts expected without association.
        tests: `pearson`, `continuity` (2 x 2 only), `likelihood_ratio`, `fisher`, `fisher_one_sided` (2 x 2 only),
            `linear_by_linear`.
        phi: Phi, the root of chi-squared over n.
        direction: Sign of the association of a 2 x 2 table, by which SPSS multiplies phi; 1 for larger tables.
        cramers_v: Cramér's V.
        contingency: Pearson's contingency coefficient.
        risk: Odds ratio and cohort risk ratios of a 2 x 2 table.
        few: Cells with an expected count below 5.
        least_expected: Smallest expected count.
        scores: Numbers of the row and column levels.
    """

    rows: tuple[object, ...]
    columns: tuple[object, ...]
    counts: Floats
    expected: Floats
    tests: Mapping[str, Test] = field(default_factory=dict)
    phi: float | None = None
    direction: int = 1
    cramers_v: float | None = None
    contingency: float | None = None
    risk: FourfoldRisk | None = None
    few: int = 0
    least_expected: float | None = None
    scores: tuple[Floats, Floats] | None = None

    @property
    def n(self) -> float:
        """Valid cases."""
        return float(self.counts.sum())

    @property
    def residuals(self) -> Floats:
        """Observed minus expected counts."""
        return self.counts - self.expected

    @property
    def standardised_residuals(self) -> Floats:
        """Pearson residuals: over the root of the expected counts."""
        return np.asarray(self.residuals / np.sqrt(self.expected))

    @property
    def adjusted_residuals(self) -> Floats:
        """Residuals over their standard errors under independence, standard normal for large tables."""
        row, column = self.counts.sum(axis=1) / self.n, self.counts.sum(axis=0) / self.n
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.residuals / np.sqrt(self.expected * np.outer(1 - row, 1 - column)))


def contingency_table(
    rows: Sequence[object],
    columns: Sequence[object],
    cells: tuple[Rows, Rows],
    weights: Floats | None = None,
    scores: tuple[Floats, Floats] | None = None,
) -> ContingencyTable:
    """Cross-tabulate two variables.

    Args:
        rows: Levels of the row variable, in printing order.
        columns: Levels of the column variable.
        cells: Row and column level of each case, as positions; -1 where missing.
        weights: Frequency weights, one a case.
        scores: Numbers of the levels for linear-by-linear association; their positions where None.
    """
    w = np.ones(cells[0].size) if weights is None else np.nan_to_num(weights)
    both = (cells[0] >= 0) & (cells[1] >= 0) & (w > 0)
    cell = cells[0][both] * max(len(columns), 1) + cells[1][both]
    sums = np.bincount(cell, weights=w[both], minlength=len(rows) * len(columns)).reshape(len(rows), len(columns))
    counts = np.floor(sums + 0.5)
    in_row, in_column = counts.sum(axis=1) > 0, counts.sum(axis=0) > 0
    if scores is None:
        scores = np.arange(len(rows), dtype=np.float64), np.arange(len(columns), dtype=np.float64)
    return of_counts(
        counts[in_row][:, in_column],
        tuple(level for level, met in zip(rows, in_row, strict=True) if met),
        tuple(level for level, met in zip(columns, in_column, strict=True) if met),
        (scores[0][in_row], scores[1][in_column]),
    )


def of_counts(
    counts: Floats,
    rows: tuple[object, ...] = (),
    columns: tuple[object, ...] = (),
    scores: tuple[Floats, Floats] | None = None,
) -> ContingencyTable:
    """The cross table of ready counts, whose margins are all positive.

    >>> table = of_counts(np.array([[86.0, 29.0], [44.0, 30.0]]))
    >>> round(table.tests["pearson"].statistic, 4), round(table.tests["continuity"].statistic, 4)
    (4.9237, 4.2359)
    """
    fitted = expected(counts)
    if min(counts.shape, default=0) < 2:
        return ContingencyTable(rows, columns, counts, fitted)
    down, across = (np.arange(size, dtype=np.float64) for size in counts.shape)
    scores = scores or (down, across)
    pearson = pearson_test(counts)
    n, chi2 = float(counts.sum()), pearson.statistic or 0.0
    fourfold = counts.shape == (2, 2)
    return ContingencyTable(
        rows,
        columns,
        counts,
        fitted,
        _tests(counts, pearson, scores),
        math.sqrt(chi2 / n),
        -1 if fourfold and counts[0, 0] * counts[1, 1] < counts[0, 1] * counts[1, 0] else 1,
        math.sqrt(chi2 / (n * (min(counts.shape) - 1))),
        math.sqrt(chi2 / (chi2 + n)),
        fourfold_risk(counts) if fourfold else None,
        int((fitted < FEW).sum()),
        float(fitted.min()),
        scores,
    )


def _tests(counts: Floats, pearson: Test, scores: tuple[Floats, Floats]) -> dict[str, Test]:
    whole = counts.astype(np.int64)
    tests = {"pearson": pearson}
    if counts.shape == (2, 2):
        tests["continuity"] = continuity_corrected(counts)
    tests["likelihood_ratio"] = likelihood_ratio(counts)
    exact = counts.sum() <= EXACT_CASES
    tests["fisher"] = fisher_exact(whole) if exact else BEYOND_REACH
    if counts.shape == (2, 2):
        tests["fisher_one_sided"] = fisher_one_sided(counts) if exact else BEYOND_REACH
    tests["linear_by_linear"] = linear_by_linear(counts, *scores)
    return tests


def continuity_corrected(counts: Floats) -> Test:
    """Yates's test of a 2 x 2 table; the correction never exceeds the distance itself."""
    fitted = expected(counts)
    away = np.abs(counts - fitted)
    statistic = float(((away - min(0.5, float(away.min()))) ** 2 / fitted).sum())
    return Test(statistic, 1, None, chi2_tail(statistic, 1), "continuity")


def fisher_one_sided(counts: Floats) -> Test:
    """Fisher's exact test of a 2 x 2 table in the direction that the first cell deviates from expectation."""
    first, logs, seen = first_cell(counts)
    chance = np.exp(logs - logs.max())
    above = seen >= counts[0].sum() * counts[:, 0].sum() / counts.sum()
    tail = chance[first >= seen] if above else chance[first <= seen]
    return Test(None, None, None, min(1.0, float(tail.sum() / chance.sum())), "exact")


def linear_by_linear(counts: Floats, rows: Floats, columns: Floats) -> Test:
    """Mantel's test of linear association: (n - 1) r squared, with r the correlation of the levels' scores."""
    n = float(counts.sum())
    across = rows - float((counts.sum(axis=1) * rows).sum()) / n
    down = columns - float((counts.sum(axis=0) * columns).sum()) / n
    spread = float((counts.sum(axis=1) * across**2).sum()) * float((counts.sum(axis=0) * down**2).sum())
    if spread <= 0:
        return Test(None, None, None, None, "linear_by_linear", "one_level")
    statistic = (n - 1) * float(across @ counts @ down) ** 2 / spread
    return Test(statistic, 1, None, chi2_tail(statistic, 1), "linear_by_linear")


def cochran_armitage(cases: Floats, totals: Floats, scores: Floats | None = None) -> Test:
    """Trend of shares over ordered groups (R's prop.trend.test): statistic chi-squared with one degree of freedom.

    Args:
        cases: How many of each group have the outcome.
        totals: Size of each group.
        scores: Number of each group; 1, 2, 3 ... where None.

    Source: Cochran (1954), Biometrics 10(4); Armitage (1955), Biometrics 11(3).
    """
    scores = np.arange(1.0, cases.size + 1) if scores is None else scores
    n, share = float(totals.sum()), float(cases.sum() / totals.sum())
    centred = scores - float((totals * scores).sum()) / n
    spread = share * (1 - share) * float((totals * centred**2).sum())
    if spread <= 0:
        return Test(None, None, None, None, "cochran_armitage", "one_level")
    statistic = float((cases * centred).sum()) ** 2 / spread
    return Test(statistic, 1, None, chi2_tail(statistic, 1), "cochran_armitage")
