"""Columns of the frame as arrays: outcomes, groups and domains, with missing answers in one place.

A missing answer is a null or a NaN. An estimate rests on the rows that answered, as R's na.rm=TRUE; a
domain's missing condition is no.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alianza.statistics.errors import BadVariable
from alianza.statistics.sampling.structure import Floats, Rows, compact, number
from alianza.statistics.sampling.text_codes import ADDRESSES, addressed

Variable = str | pl.Expr | pl.Series
Where = pl.Expr | str | Mapping[str, object] | Sequence[bool] | pl.Series | NDArray[np.bool_] | None
Truths = NDArray[np.bool_]
MISSING = -1
EXACT = 2.0**53
"""Beyond this a decimal number does not tell one whole number from the next."""

LARGE = 100_000
"""Texts from which telling them apart by hashes beats looking each one up."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A categorical column.

    Attributes:
        name: Its name.
        levels: Its values, in sorted order (an Enum keeps its own order).
        codes: Row to position in `levels`, -1 where missing.
    """

    name: str
    levels: tuple[object, ...]
    codes: Rows


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that share the values of the grouping columns."""

    domain: Mapping[str, object]
    rows: Rows


class Columns:
    """The columns of a frame, read once each; what counts as missing is decided here and nowhere else.

    A variable is a column's name, an expression over columns, or a series as long as the frame.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self._names = frozenset(frame.columns)
        self._numbers: dict[str, Floats] = {}
        self._factors: dict[str, Factor] = {}

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.frame.height

    def series(self, variable: Variable) -> pl.Series:
        """The column that a variable stands for; NaN becomes null.

        Raises:
            BadVariable: If the frame has no such column.
        """
        series = self.stored(variable)
        return series.fill_nan(None) if series.dtype.is_float() else series

    def stored(self, variable: Variable) -> pl.Series:
        """The column that a variable stands for, as the frame has it.

        Raises:
            BadVariable: If the frame has no such column.
        """
        if isinstance(variable, pl.Expr):
            for name in variable.meta.root_names():
                self._require(name)
            return self.frame.select(variable).to_series()
        if isinstance(variable, pl.Series):
            return variable
        self._require(variable)
        return self.frame.get_column(variable)

    def _require(self, name: str) -> None:
        if name not in self._names:
            raise BadVariable("no_such_variable", name)

    def numbers(self, variable: Variable) -> Floats:
        """A numeric or Boolean column as floats, NaN where missing.

        Raises:
            BadVariable: If the column holds text that is no number, or infinities.
        """
        if isinstance(variable, str):
            if variable not in self._numbers:
                self._numbers[variable] = _as_floats(self.stored(variable))
            return self._numbers[variable]
        return _as_floats(self.stored(variable))

    def side_by_side(self, names: Sequence[str]) -> Floats:
        """Numeric columns as one matrix, NaN where missing; hundreds of them cost little more than one.

        Raises:
            BadVariable: If a column is absent, holds text that is no number, or infinities.
        """
        for name in names:
            self._require(name)
        part = self.frame.select(names)
        values = part.to_numpy() if all(kind.is_numeric() for kind in part.dtypes) else np.empty((0, 0))
        # A sum is finite only where every value is; the slow way sorts out what is missing or infinite.
        if values.size and np.isfinite(values.sum(axis=0)).all():
            return values.astype(np.float64, copy=False)
        return np.stack([self.numbers(name) for name in names], axis=1)

    def factor(self, variable: Variable) -> Factor:
        """A column as a factor; whole numbers stored as decimals get whole levels."""
        if isinstance(variable, str):
            if variable not in self._factors:
                self._factors[variable] = _as_factor(self.series(variable))
            return self._factors[variable]
        return _as_factor(self.series(variable))

    def truth(self, variable: Variable) -> Floats | None:
        """1, 0 or NaN of a Boolean or 0/1 column (also of an empty one); None if the column is something else."""
        series = self.stored(variable)
        if not (series.dtype in (pl.Boolean, pl.Null) or series.dtype.is_numeric()):
            return None
        values = self.numbers(variable if isinstance(variable, str) else series)
        return values if ((values == 0.0) | (values == 1.0) | np.isnan(values)).all() else None

    def event(self, variable: Variable) -> Floats:
        """1, 0 or NaN of a binary outcome; of two categories the second in sorted order is the event.

        Raises:
            BadVariable: If the column has more than two values.
        """
        values = self.truth(variable)
        if values is not None:
            return values
        categories = self.factor(variable)
        if len(categories.levels) > 2:
            raise BadVariable("not_binary", categories.name, found=str(len(categories.levels)), expected="2")
        return np.where(categories.codes == MISSING, np.nan, (categories.codes == 1).astype(np.float64))

    def inside(self, where: Where) -> Truths:
        """Which rows belong to the domain.

        Args:
            where: An expression, the name of a Boolean or 0/1 column, column to value (or list of values),
                or one truth value a row. None is every row; missing is outside.

        Raises:
            BadVariable: If it is no condition on the rows.
        """
        if where is None:
            return np.ones(self.height, dtype=np.bool_)
        if isinstance(where, Mapping):
            return self._matches(where)
        if not isinstance(where, (str, pl.Expr, pl.Series)):
            where = pl.Series("where", np.asarray(where, dtype=np.bool_))
        values = self.truth(where)
        if values is not None and values.size == 1 and isinstance(where, pl.Expr):
            values = np.repeat(values, self.height)  # a literal holds for every row
        if values is None or values.size != self.height:
            raise BadVariable("not_a_condition", where if isinstance(where, str) else "where")
        return np.asarray(values == 1.0, dtype=np.bool_)

    def _matches(self, wanted: Mapping[str, object]) -> Truths:
        met = np.ones(self.height, dtype=np.bool_)
        for name, value in wanted.items():
            levels = self.factor(name)
            values = list(value) if isinstance(value, Iterable) and not isinstance(value, str) else [value]
            met &= np.isin(levels.codes, [code for code, level in enumerate(levels.levels) if level in values])
        return met

    def groups(self, by: str | Sequence[str] | None, within: Truths) -> list[Group]:
        """The domains of an estimate: rows of `within`, split by the columns `by`.

        Every combination that occurs in the frame is a group, sorted by the columns from left to right, also
        when none of its rows lies in `within`: it is reported as empty, never left out. Rows whose grouping
        value is missing belong to no group.
        """
        names = [by] if isinstance(by, str) else list(by or ())
        if not names:
            return [Group({}, np.flatnonzero(within))]
        factors = [self.factor(name) for name in names]
        known = np.flatnonzero(np.all([f.codes != MISSING for f in factors], axis=0))
        home, first = number([f.codes[known] for f in factors])
        order = np.argsort(home, kind="stable")
        starts = np.searchsorted(home[order], np.arange(1, first.size))
        parts = np.split(known[order], starts) if first.size else []
        return [
            Group({f.name: f.levels[f.codes[row]] for f in factors}, rows[within[rows]])
            for row, rows in zip(known[first], parts, strict=True)
        ]


def _as_floats(series: pl.Series) -> Floats:
    try:
        values = series.cast(pl.Float64)
    except pl.exceptions.PolarsError as broken:
        raise BadVariable("not_numeric", series.name, found=str(series.dtype)) from broken
    if not values.null_count() and math.isfinite(values.sum()):
        return values.to_numpy()  # nothing is missing or infinite, and nothing is copied
    infinite = values.is_infinite().sum()
    if infinite:
        raise BadVariable("infinite", series.name, found=str(infinite))
    return values.fill_null(float("nan")).to_numpy().astype(np.float64)


def _packed(series: pl.Series) -> Factor | None:
    """Whole numbers as a factor where they lie so close that ticking them off beats looking each one up."""
    values = series.to_numpy()
    lowest, highest = int(values.min()), int(values.max())
    if highest - lowest >= 2 * values.size + 1000 or highest > EXACT:
        return None
    values = values.astype(np.intp, copy=False)
    present, codes = compact(values - lowest if lowest else values, highest - lowest + 1)
    return Factor(series.name, tuple((present + lowest).tolist()), codes)


def _hashed(series: pl.Series) -> Factor | None:
    """Texts without gaps as a factor where they are few and told apart by their hashes."""
    texts = addressed(series)
    if texts is None:
        return None
    words = {word: cell for cell, word in zip(texts.row_of, series.gather(list(texts.row_of.values())), strict=True)}
    levels = tuple(sorted(words))
    code_at = np.zeros(ADDRESSES, dtype=np.intp)
    code_at[[words[level] for level in levels]] = np.arange(len(levels))
    return Factor(series.name, levels, code_at[texts.cells])


def _as_factor(series: pl.Series) -> Factor:
    if series.dtype.is_float() and bool(((series % 1 == 0) & (series.abs() < EXACT)).all()):
        # Spreadsheets and SPSS store codes as 2.0.
        series = series.cast(pl.Int64)
    packed = _packed(series) if series.dtype.is_integer() and series.len() and not series.null_count() else None
    if packed is not None:
        return packed
    complete = series.dtype == pl.String and not series.null_count()
    hashed = _hashed(series) if complete and series.len() >= LARGE else None
    if hashed is not None:
        return hashed
    levels = tuple(series.unique().drop_nulls().sort().to_list())
    if complete:
        return Factor(series.name, levels, series.cast(pl.Enum(levels)).to_physical().to_numpy().astype(np.intp))
    codes = series.replace_strict(levels, range(len(levels)), default=MISSING, return_dtype=pl.Int64)
    return Factor(series.name, levels, codes.fill_null(MISSING).to_numpy().astype(np.intp))
