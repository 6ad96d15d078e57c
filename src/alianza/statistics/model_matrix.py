"""Predictors as columns: numbers as they are, Boolean as 0/1, categories as one column a level but one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from alianza.statistics.errors import BadVariable
from alianza.statistics.structure import Floats, Rows
from alianza.statistics.variables import MISSING, Columns, Factor

INTERCEPT = "(Intercept)"
DEPENDENT = 1e-7
"""Relative size under which a column counts as a combination of earlier ones (R's lm)."""


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
        rows = rows[known[rows]]
    parts_of, terms, sources = [np.ones(rows.size)], [INTERCEPT], [INTERCEPT]
    for name, part in parts.items():
        for term, values in _columns(name, part, rows, reference):
            parts_of.append(values)
            terms.append(term)
            sources.append(name)
    return _independent(np.stack(parts_of, axis=1), terms, sources, rows)


def _part(columns: Columns, name: str, categorical: bool) -> Factor | Floats:
    series = columns.series(name)
    if not categorical and (series.dtype.is_numeric() or series.dtype == pl.Boolean):
        return columns.numbers(name)
    return columns.factor(name)


def _columns(name: str, part: Factor | Floats, rows: Rows, reference: Mapping[str, object]) -> list[tuple[str, Floats]]:
    if not isinstance(part, Factor):
        return [(name, part[rows])]
    codes = part.codes[rows]
    present = [int(code) for code in np.unique(codes)]
    base = _level(part, reference[name]) if name in reference else min(present, default=MISSING)
    return [(f"{name}={part.levels[code]}", (codes == code).astype(np.float64)) for code in present if code != base]


def _level(part: Factor, wanted: object) -> int:
    for code, level in enumerate(part.levels):
        if level == wanted or str(level) == str(wanted):
            return code
    raise BadVariable("unknown_level", part.name, found=str(wanted), expected=", ".join(map(str, part.levels)))


def _independent(values: Floats, terms: Sequence[str], sources: Sequence[str], rows: Rows) -> ModelMatrix:
    """Drop every column that earlier ones determine, as R's glm does."""
    kept: list[int] = []
    basis = np.zeros((rows.size, 0))
    for place in range(values.shape[1]):
        rest = values[:, place] - basis @ (basis.T @ values[:, place])
        rest = rest - basis @ (basis.T @ rest)
        size = float(np.linalg.norm(rest))
        if size > DEPENDENT * max(float(np.linalg.norm(values[:, place])), 1e-300):
            kept.append(place)
            basis = np.column_stack([basis, rest / size])
    aliased = tuple(term for place, term in enumerate(terms) if place not in kept)
    return ModelMatrix(values[:, kept], tuple(terms[k] for k in kept), tuple(sources[k] for k in kept), rows, aliased)
