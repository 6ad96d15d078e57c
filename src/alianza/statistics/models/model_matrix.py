"""Predictors as columns: numbers as they are, Boolean as 0/1, categories as one column a level but one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from alianza.statistics.chunks import by_chunks
from alianza.statistics.errors import BadVariable
from alianza.statistics.sampling.structure import Floats, Rows, at
from alianza.statistics.sampling.variables import MISSING, Columns, Factor

INTERCEPT = "(Intercept)"
DEPENDENT = 1e-7
"""Relative size under which a column counts as a combination of earlier ones (R's lm)."""

CLEAR = 1e-4
"""Relative size above which cross products are proof enough that a column is no combination."""

SOME = 20_000
"""Rows that a first look at the columns takes, about."""


@dataclass(frozen=True, slots=True)
class ModelMatrix:
    """Columns of a regression over the rows that answered everything.

    Attributes:
        values: Rows by columns, the intercept first.
        terms: Names of the columns: `(Intercept)`, `x`, `factor=level`.
        sources: Predictor that each column belongs to.
        rows: Positions of the rows in the frame.
        aliased: Names of columns left out because earlier ones determine them.
    """

    values: Floats
    terms: tuple[str, ...]
    sources: tuple[str, ...]
    rows: Rows
    aliased: tuple[str, ...]


def model_matrix(
    columns: Columns, predictors: Sequence[str], reference: Mapping[str, object], rows: Rows
) -> ModelMatrix:
    """The model matrix over those of `rows` at which every predictor is known.

    Raises:
        BadVariable: If a reference level does not occur, or `reference` names no predictor.
    """
    for name in reference:
        if name not in predictors:
            raise BadVariable("no_such_variable", name, expected=", ".join(predictors))
    parts = {name: _part(columns, name, name in reference) for name in predictors}
    for part in parts.values():
        known = part.codes != MISSING if isinstance(part, Factor) else ~np.isnan(part)
        rows = rows if known.all() else rows[known[rows]]
    coded = {name: _columns(name, part, rows, reference) for name, part in parts.items()}
    terms, sources = [INTERCEPT], [INTERCEPT]
    for name, found in coded.items():
        terms += [term for term, _ in found]
        sources += [name] * len(found)
    every = [column for found in coded.values() for _, column in found]
    return _independent(_side_by_side(every, rows.size).T, terms, sources, rows)


def _side_by_side(columns: Sequence[Floats], count: int) -> Floats:
    """The intercept and the columns one under the other in memory: a large sample is written once and never copied."""
    values = np.empty((1 + len(columns), count))

    def write(chunk: slice) -> None:
        values[0, chunk] = 1.0
        for place, column in enumerate(columns, start=1):
            values[place, chunk] = column[chunk]

    by_chunks(write, count)
    return values


def _part(columns: Columns, name: str, categorical: bool) -> Factor | Floats:
    series = columns.stored(name)
    if not categorical and (series.dtype.is_numeric() or series.dtype == pl.Boolean):
        return columns.numbers(name)
    return columns.factor(name)


def _columns(name: str, part: Factor | Floats, rows: Rows, reference: Mapping[str, object]) -> list[tuple[str, Floats]]:
    if not isinstance(part, Factor):
        return [(name, at(part, rows))]
    codes = at(part.codes, rows)
    present = [int(code) for code in np.flatnonzero(np.bincount(codes, minlength=len(part.levels)))]
    base = _level(part, reference[name]) if name in reference else min(present, default=MISSING)
    return [(f"{name}={part.levels[code]}", codes == code) for code in present if code != base]


def _level(part: Factor, wanted: object) -> int:
    for code, level in enumerate(part.levels):
        if level == wanted or str(level) == str(wanted):
            return code
    raise BadVariable("unknown_level", part.name, found=str(wanted), expected=", ".join(map(str, part.levels)))


def _independent(values: Floats, terms: Sequence[str], sources: Sequence[str], rows: Rows) -> ModelMatrix:
    """Drop every column that earlier ones determine, as R's glm does."""
    # Columns that are independent over some rows are so over all.
    if _clearly_independent(values[:: max(1, rows.size // SOME)]) or _clearly_independent(values):
        return ModelMatrix(values, tuple(terms), tuple(sources), rows, ())
    kept = _kept(values)
    aliased = tuple(term for place, term in enumerate(terms) if place not in kept)
    return ModelMatrix(values[:, kept], tuple(terms[k] for k in kept), tuple(sources[k] for k in kept), rows, aliased)


def _clearly_independent(values: Floats) -> bool:
    """Whether the cross products alone prove that no column depends on earlier ones.

    The diagonal of their Cholesky factor is what each column has of its own, squared in the products: rounding
    hides what lies below the root of the machine's precision, so anything near it is left to the slow way.
    """
    cross = values.T @ values
    size = np.sqrt(cross.diagonal())
    if not np.isfinite(size).all() or not (size > 0).all():
        return False
    try:
        own = np.linalg.cholesky(cross / np.outer(size, size)).diagonal()
    except np.linalg.LinAlgError:
        return False
    return bool(own.min(initial=1.0) > CLEAR)


def _kept(values: Floats) -> list[int]:
    """Columns that keep something of their own once the earlier ones are taken out (Gram-Schmidt, twice)."""
    kept: list[int] = []
    basis = np.zeros((len(values), 0))
    for place in range(values.shape[1]):
        rest = values[:, place] - basis @ (basis.T @ values[:, place])
        rest = rest - basis @ (basis.T @ rest)
        size = float(np.linalg.norm(rest))
        if size > DEPENDENT * max(float(np.linalg.norm(values[:, place])), 1e-300):
            kept.append(place)
            basis = np.column_stack([basis, rest / size])
    return kept
