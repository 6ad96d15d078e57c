"""Cross-tabulation: counts, weighted shares, and tests of association by counts and by the design.

Pearson, likelihood ratio and Fisher look at the unweighted counts, without continuity correction; the two
Rao-Scott tests correct Pearson's statistic on the weighted table for the design. Wald's tests and the sums of
chi-squared variables (`association`) are computed when they are asked for.

Source: Rao and Scott (1984), Annals of Statistics 12(1); Cramér (1946). Compared with R's chisq.test,
fisher.test and survey's svychisq(statistic="F") and ("Chisq").
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from alianza.statistics.distributions import chi2_tail, f_tail
from alianza.statistics.estimates.estimation import Quotients, covariance
from alianza.statistics.sampling.plan import Plan
from alianza.statistics.sampling.structure import Floats, Rows
from alianza.statistics.sampling.variables import MISSING, Factor
from alianza.statistics.tables.association import chi_squared_sum, wald
from alianza.statistics.tables.fisher import fisher_exact
from alianza.study.estimate import Test

SINGULAR = 1e12
"""Condition number beyond which so many cells are empty that no correction exists."""

Grid = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Crosstab:
    """Two categorical variables against each other in one domain.

    Attributes:
        rows: Levels of the row variable that occur.
        columns: Levels of the column variable that occur.
        counts: Unweighted answers, one tuple a row level.
        expected: Counts expected without association.
        shares: Weighted shares of all answers; they add up to 1.
        weighted: Weighted counts.
        n: Rows that answered both variables.
        cramers_v: Cramér's V of the counts.
        cramers_v_weighted: Cramér's V of the weighted table.
        tests: `pearson`, `likelihood_ratio`, `fisher`, `rao_scott_f`, `rao_scott_chisq`; on request also `wald`,
            `adjusted_wald`, `lincom` and `saddlepoint`.
    """

    rows: tuple[object, ...]
    columns: tuple[object, ...]
    counts: tuple[tuple[int, ...], ...]
    expected: Grid
    shares: Grid
    weighted: Grid
    n: int
    cramers_v: float | None
    cramers_v_weighted: float | None
    tests: Mapping[str, Test] = field(default_factory=dict)


class Tests(Mapping[str, Test]):
    """The tests of a table by name: going through them yields those at hand, asking for another computes it."""

    def __init__(self, ready: Mapping[str, Test], later: Mapping[str, Callable[[], Test]]) -> None:
        self._ready = dict(ready)
        self._later = dict(later)

    def __getitem__(self, name: str) -> Test:
        """The test of that name."""
        return self._ready[name] if name in self._ready else self._later[name]()

    def __iter__(self) -> Iterator[str]:
        """Names of the tests at hand."""
        return iter(self._ready)

    def __len__(self) -> int:
        """Number of tests at hand."""
        return len(self._ready)

    def __repr__(self) -> str:
        """The tests at hand."""
        return f"Tests({self._ready!r})"


def crosstab(plan: Plan, row: Factor, column: Factor, domain: Rows) -> Crosstab:
    """Cross-tabulate two factors over the rows of a domain that answered both."""
    both = domain[(row.codes[domain] != MISSING) & (column.codes[domain] != MISSING)]
    row_codes, row_cell = np.unique(row.codes[both], return_inverse=True)
    column_codes, column_cell = np.unique(column.codes[both], return_inverse=True)
    shape = (row_codes.size, column_codes.size)
    cell = row_cell * max(shape[1], 1) + column_cell
    counts = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    weights = plan.structure.weights[both]
    weighted = np.bincount(cell, weights=weights, minlength=counts.size).reshape(shape).astype(np.float64)
    pearson = pearson_test(counts.astype(float))
    tests = {"pearson": pearson, "likelihood_ratio": likelihood_ratio(counts.astype(float))}
    tests["fisher"] = fisher_exact(counts)
    cells = Cells(cell, both, domain)
    tests["rao_scott_f"], tests["rao_scott_chisq"] = rao_scott(plan, weighted, cells)
    return Crosstab(
        tuple(row.levels[code] for code in row_codes),
        tuple(column.levels[code] for code in column_codes),
        tuple(tuple(int(count) for count in line) for line in counts),
        _grid(expected(counts.astype(float))),
        _grid(_divided(weighted, weighted.sum())),
        _grid(weighted),
        int(both.size),
        cramers_v(pearson, float(counts.sum()), shape),
        cramers_v(pearson_test(weighted), float(weighted.sum()), shape),
        Tests(tests, _on_request(plan, weighted, cells)),
    )


@dataclass(frozen=True, slots=True)
class Cells:
    """Which cell of a table each answering row lies in.

    Attributes:
        cell: Number of the cell, row-major, of each row in `rows`.
        rows: Rows that answered both variables.
        domain: All rows of the domain, also those that did not answer.
    """

    cell: Rows
    rows: Rows
    domain: Rows


def expected(table: Floats) -> Floats:
    """Counts expected without association, given the margins."""
    return np.asarray(_divided(np.outer(table.sum(axis=1), table.sum(axis=0)), table.sum()))


def pearson_test(table: Floats) -> Test:
    """Pearson's chi-squared test without continuity correction.

    >>> round(pearson_test(np.array([[86.0, 29.0], [44.0, 30.0]])).statistic, 6)
    4.923705
    """
    if min(table.shape, default=0) < 2:
        return Test(None, None, None, None, "pearson", "one_level")
    fitted = expected(table)
    statistic = float(((table - fitted) ** 2 / fitted).sum())
    df = (table.shape[0] - 1) * (table.shape[1] - 1)
    return Test(statistic, df, None, chi2_tail(statistic, df), "pearson")


def likelihood_ratio(table: Floats) -> Test:
    """Likelihood-ratio test (G squared) of independence.

    >>> round(likelihood_ratio(np.array([[86.0, 29.0], [44.0, 30.0]])).statistic, 6)
    4.867397
    """
    if min(table.shape, default=0) < 2:
        return Test(None, None, None, None, "likelihood_ratio", "one_level")
    full = table > 0
    statistic = max(0.0, float(2 * (table[full] * np.log(table[full] / expected(table)[full])).sum()))
    df = (table.shape[0] - 1) * (table.shape[1] - 1)
    return Test(statistic, df, None, chi2_tail(statistic, df), "likelihood_ratio")


def cramers_v(pearson: Test, total: float, shape: tuple[int, int]) -> float | None:
    """Cramér's V: root of chi-squared over n times the smaller number of levels minus one."""
    if pearson.statistic is None:
        return None
    return math.sqrt(pearson.statistic / (total * (min(shape) - 1)))


def rao_scott(plan: Plan, weighted: Floats, cells: Cells) -> tuple[Test, Test]:
    """Second-order (F) and first-order (chi-squared) corrected Pearson tests of the weighted table.

    The generalised design effects are the eigenvalues of Delta = (C' D^-1 C / n)^-1 (C' D^-1 V D^-1 C) with D
    the diagonal matrix of cell shares, V their covariance under the design and C the interaction contrasts
    orthogonal to the margins. As in R, n counts the domain's rows with and without answers (it cancels in both
    p-values).
    """
    corrected = _corrected(plan, weighted, cells)
    if isinstance(corrected, str):
        return _uncorrected(corrected)
    statistic, delta = corrected
    trace, square = float(np.trace(delta)), float(np.trace(delta @ delta))
    df, ddf = trace**2 / square, trace**2 / square * plan.degrees(cells.domain)
    p = f_tail(statistic / trace, df, ddf) if ddf > 0 else None
    first = Test(statistic / trace, df, ddf, p, "rao_scott_f", "" if p is not None else "no_df")
    second = chi2_tail(statistic * delta.shape[0] / trace, delta.shape[0])
    return first, Test(statistic, delta.shape[0], None, second, "rao_scott_chisq")


def _corrected(plan: Plan, weighted: Floats, cells: Cells) -> tuple[float, Floats] | str:
    """Pearson's statistic of the weighted table and its Delta, or the reason why there is none."""
    if min(weighted.shape, default=0) < 2:
        return "one_level"
    n = cells.domain.size
    shares = (weighted / weighted.sum()).reshape(-1)
    delta = _delta(shares, _share_covariance(plan, cells, shares.size), weighted.shape, n)
    statistic = pearson_test(weighted * (n / weighted.sum())).statistic
    if delta is None or statistic is None:
        return "empty_cells"
    return (statistic, delta) if float(np.trace(delta)) > 0 else "no_variance"


def _on_request(plan: Plan, weighted: Floats, cells: Cells) -> dict[str, Callable[[], Test]]:
    return {
        "wald": lambda: _wald(plan, weighted, cells, False),
        "adjusted_wald": lambda: _wald(plan, weighted, cells, True),
        "lincom": lambda: _sum(plan, weighted, cells, "lincom"),
        "saddlepoint": lambda: _sum(plan, weighted, cells, "saddlepoint"),
    }


def _wald(plan: Plan, weighted: Floats, cells: Cells, adjusted: bool) -> Test:
    if min(weighted.shape, default=0) < 2:
        return Test(None, None, None, None, "adjusted_wald" if adjusted else "wald", "one_level")
    indicators = (cells.cell[:, None] == np.arange(weighted.size)).astype(np.float64)
    variance = covariance(plan, Quotients(indicators, None, cells.rows))
    return wald(weighted, variance, plan.degrees(cells.domain), adjusted)


def _sum(plan: Plan, weighted: Floats, cells: Cells, name: str) -> Test:
    corrected = _corrected(plan, weighted, cells)
    if isinstance(corrected, str):
        return Test(None, None, None, None, name, corrected)
    statistic, delta = corrected
    effects = np.linalg.eigvals(delta).real.astype(np.float64)
    # R takes the covariance from replicates as known, that of a linearisation as estimated.
    df = float(np.trace(delta)) ** 2 / float(np.trace(delta @ delta)) * plan.degrees(cells.domain)
    return chi_squared_sum(name, statistic, effects, None if plan.replicates else df)


def _uncorrected(reason: str) -> tuple[Test, Test]:
    return Test(None, None, None, None, "rao_scott_f", reason), Test(None, None, None, None, "rao_scott_chisq", reason)


def _share_covariance(plan: Plan, cells: Cells, count: int) -> Floats:
    indicators = (cells.cell[:, None] == np.arange(count)).astype(np.float64)
    return covariance(plan, Quotients(indicators, np.ones((cells.cell.size, 1)), cells.rows))


def _delta(shares: Floats, variance: Floats, shape: tuple[int, ...], n: int) -> Floats | None:
    inverse = np.divide(1.0, shares, out=np.zeros_like(shares), where=shares > 0)
    contrast = _interaction(shape[0], shape[1])
    scaled = contrast * inverse[:, None]
    bread = contrast.T @ scaled / n
    if np.linalg.cond(bread) > SINGULAR:
        return None
    return np.asarray(np.linalg.solve(bread, scaled.T @ variance @ scaled))


def _interaction(rows: int, columns: int) -> Floats:
    """Interaction contrasts of a row-major table, with the main effects projected out."""
    row, column = np.divmod(np.arange(rows * columns), columns)
    by_row = (row[:, None] == np.arange(rows)).astype(float)
    by_column = (column[:, None] == np.arange(1, columns)).astype(float)
    crossed = (by_row[:, 1:, None] * by_column[:, None, :]).reshape(rows * columns, -1)
    main = np.linalg.qr(np.hstack([by_row, by_column]))[0]
    return np.asarray(crossed - main @ (main.T @ crossed))


def _divided(table: Floats, by: Floats) -> Floats:
    return np.asarray(np.divide(table, by, out=np.zeros_like(table, dtype=np.float64), where=np.asarray(by) > 0))


def _grid(table: Floats) -> Grid:
    return tuple(tuple(float(cell) for cell in line) for line in table)
