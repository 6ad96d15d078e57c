"""The sampling structure behind every standard error: weights, strata, units and finite populations.

Variance of a linearised statistic: influence values are summed to the sampled units, and the units vary
around their stratum's mean. Rows outside a domain count as zeros, so a domain keeps the strata and the
number of units of the whole sample. Agrees with R survey's svyrecvar.

Source: Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, 4.2 and 4.3; Lumley (2010),
Complex Surveys, 2.3 and appendix D.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from alianza.statistics.chunks import CHUNK, blocks, by_chunks, cross
from alianza.statistics.errors import LonelyPsu

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
T = TypeVar("T", bound=np.generic)

CENSUS = 1e-7
"""A stratum of which less than this share was left out varies no more (the bound of R survey)."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of sampling.

    Attributes:
        stratum: Row to stratum, numbered from 0.
        unit: Row to sampled unit, numbered from 0 over all strata.
        home: Unit to stratum.
        units: Stratum to number of units sampled in it.
        left_out: Stratum to share of its units that were not sampled (1 without finite population).
        before: Stratum to product of the sampling fractions of the earlier stages.
        labels: Stratum to printable name.
    """

    stratum: Rows
    unit: Rows
    home: Rows
    units: Floats
    left_out: Floats
    before: Floats
    labels: tuple[str, ...]

    def found(self, rows: Rows) -> tuple[Rows, Rows | None]:
        """The units that `rows` belong to.

        Returns:
            Stratum of each such unit, and position of each row's unit among them; None for the latter where
            every row is its own unit.
        """
        if self.home.size == self.unit.size:
            return at(self.stratum, rows), None
        if rows.size == self.unit.size:
            return self.home, self.unit
        units, place = compact(self.unit[rows], self.home.size)
        return self.home[units], place


class Adjustment(Protocol):
    """A fit of the weights to known totals, which takes out of every statistic what those totals explain."""

    def residual(self, influence: Floats) -> Floats:
        """Influence values (one row a row of the sample, weights included) less their part explained by the totals."""


@dataclass(frozen=True, slots=True)
class Structure:
    """Weights, stages and the rule for strata with one unit.

    Attributes:
        weights: One weight a row, in population units.
        stages: From primary units inwards; more than one only with finite populations.
        lonely: Rule for strata with one unit.
        columns: Names of the stratum columns, for messages.
        adjustments: Fits of the weights to known totals, in the order they were made.
    """

    weights: Floats
    stages: tuple[Stage, ...]
    lonely: str
    columns: tuple[str, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()

    def degrees(self, rows: Rows) -> float:
        """Primary units minus strata among `rows` with a weight (R's degf); calibration can make one negative."""
        weighted = at(self.weights, rows) != 0
        inside = rows if weighted.all() else rows[weighted]
        first = self.stages[0]
        home = first.found(inside)[0]
        return float(home.size - compact(home, len(first.labels))[0].size)

    def covariance(self, influence: Floats, rows: Rows, factor: Floats | None = None) -> Floats:
        """Covariance matrix of p statistics from their influence values.

        Args:
            influence: One row a sampled row of the domain, one column a statistic; weights included.
            rows: The sampled rows they belong to; all others count as zeros.
            factor: What each row of `influence` is still to be multiplied by: the scores of a model are its columns
                times residuals, and their matrix need not be stored.

        Returns:
            The matrix; not a number where the rule is `average` and no stratum has two units to average over.

        Raises:
            LonelyPsu: If a stratum of the domain has one unit and the rule is `fail`.
        """
        if self.adjustments:
            # The totals tie all rows together: a domain's statistic also varies through the rows outside it.
            influence = influence if factor is None else influence * factor[:, None]
            influence, rows, factor = self._adjusted(influence, rows), np.arange(self.weights.size), None
        total = np.zeros((influence.shape[1], influence.shape[1]))
        for depth, stage in enumerate(self.stages):
            total += self._of_stage(stage, (influence, factor), rows, depth)
        return total

    def _adjusted(self, influence: Floats, rows: Rows) -> Floats:
        spread = np.zeros((self.weights.size, influence.shape[1]))
        spread[rows] = influence
        for adjustment in self.adjustments:
            spread = adjustment.residual(spread)
        return spread

    def _of_stage(self, stage: Stage, product: tuple[Floats, Floats | None], rows: Rows, depth: int) -> Floats:
        stratum, unit = stage.found(rows)
        totals, factor = product if unit is None else (sum_by(unit, product[0], stratum.size, product[1]), None)
        strata, home = compact(stratum, len(stage.labels))
        n, left_out = stage.units[strata], stage.left_out[strata]
        lonely = (n == 1) & (left_out > 0)
        if self.lonely == "fail" and lonely.any():
            raise LonelyPsu([stage.labels[s] for s in strata[lonely]], self.columns)
        # Beyond the first stage every cluster is a sample of its own: there is nothing to average over.
        if self.lonely == "average" and lonely.any() and (depth > 0 or lonely.all()):
            return np.full((totals.shape[1], totals.shape[1]), np.nan)
        centre = sum_by(home, totals, strata.size, factor) / n[:, None]
        if self.lonely == "adjust":
            centre[lonely] = 0.0
        scale = stage.before[strata] * left_out * np.where(n > 1, n / np.maximum(n - 1, 1), 1.0)
        if self.lonely == "average":
            scale = scale * lonely.size / max(lonely.size - lonely.sum(), 1)
        absent = scale * (n - np.bincount(home, minlength=strata.size))
        return _spread((totals, factor), centre, home, scale) + (centre * absent[:, None]).T @ centre


def _spread(product: tuple[Floats, Floats | None], centre: Floats, home: Rows, scale: Floats) -> Floats:
    """Scaled cross products of units around their stratum's centre."""
    columns, factor, middle = product[0].T, product[1], np.ascontiguousarray(centre.T)

    def of(chunk: slice) -> Floats:
        total = np.zeros((len(columns), len(columns)))
        for units in blocks(chunk, len(columns)):
            around = np.take(middle, home[units], axis=1)
            np.subtract(columns[:, units] if factor is None else columns[:, units] * factor[units], around, out=around)
            total += cross(around * np.take(scale, home[units]), around)
        return total

    return np.sum(by_chunks(of, home.size), axis=0) if home.size else np.zeros((len(columns), len(columns)))


def compact(codes: Rows, count: int) -> tuple[Rows, Rows]:
    """The codes that occur, in order, and the position of each among them (np.unique without sorting).

    >>> compact(np.array([4, 1, 4]), 6)
    (array([1, 4]), array([1, 0, 1]))
    """
    occurs = np.zeros(count, dtype=np.bool_)
    occurs[codes] = True
    if occurs.all():
        return np.arange(count), codes
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[codes]


def sum_by(group: Rows, values: Floats, groups: int, factor: Floats | None = None) -> Floats:
    """Column sums within groups of `values`, times a factor a row where given; added chunk by chunk in row order."""

    def of(rows: slice) -> Floats:
        columns = values[rows].T if factor is None else values[rows].T * factor[rows]
        return np.array([np.bincount(group[rows], weights=column, minlength=groups) for column in columns])

    # Where there are more groups than rows in a chunk, adding the chunks up takes longer than the rows.
    parts = by_chunks(of, group.size) if groups < CHUNK and group.size else [of(slice(None))]
    return np.asarray(np.sum(parts, axis=0).T)


def number(keys: Sequence[Rows]) -> tuple[Rows, Rows]:
    """Number the distinct combinations of integer keys in sorted order.

    Returns:
        Row to number, and number to one of its rows.
    """
    # A key that is 0 throughout, as the stratum of an unstratified sample, tells nothing apart.
    combined, *others = [key for key in keys if key.any()] or keys[:1]
    for key in others:
        width = int(key.max(initial=0)) + 1
        combined = _dense(combined * width + key)
    numbers = combined if others else _dense(combined)
    return numbers, row_of_each(numbers, int(numbers.max(initial=-1)) + 1)


def row_of_each(codes: Rows, count: int) -> Rows:
    """A row of each code, the last."""
    rows = np.zeros(count, dtype=np.intp)
    rows[codes] = np.arange(codes.size)
    return rows


def at(values: NDArray[T], rows: Rows) -> NDArray[T]:
    """Values at some rows in order; all of them are not copied."""
    return values if rows.size == values.size else values[rows]


def _dense(codes: Rows) -> Rows:
    largest = int(codes.max(initial=0)) + 1
    # Sorting is only worth its time where the codes are spread too thinly to tick off.
    if largest > 4 * codes.size + 1000:
        return np.unique(codes, return_inverse=True)[1].reshape(-1)
    return compact(codes, largest)[1]
