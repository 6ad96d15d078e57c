"""Known population totals as people write them, matched to the rows of the sample.

A grouping's totals are a mapping of level to total; over several columns the level is a tuple. Every level of the
sample needs a total and every positive total a level: a misspelt one is named, never passed over.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from alianza.statistics.calibration.fitting import Auxiliary, Margin
from alianza.statistics.errors import BadDesign
from alianza.statistics.models.model_matrix import INTERCEPT
from alianza.statistics.sampling.structure import Floats, Rows, number
from alianza.statistics.sampling.variables import MISSING, Columns

Totals = Mapping[object, float]
Names = str | tuple[str, ...]


def margin(columns: Columns, names: Names | Sequence[str], totals: Totals) -> Margin:
    """The rows' levels of one or several columns, with their known totals.

    Raises:
        BadDesign: If a row has no level, a level no total, or a positive total no level.
    """
    wanted = (names,) if isinstance(names, str) else tuple(names)
    place = " x ".join(wanted)
    levels, codes = _levels(columns, wanted)
    if (codes == MISSING).any():
        raise BadDesign("missing_in_design", place, found=str(int((codes == MISSING).sum())))
    known = {_key(level): float(total) for level, total in totals.items()}
    _all_known(place, levels, known)
    return Margin(place, tuple(map(_label, levels)), codes, np.array([known[level] for level in levels]))


def auxiliaries(columns: Columns, totals: Mapping[object, object]) -> list[Auxiliary]:
    """Variables with known totals: the population size, sums of numbers, counts of levels.

    Args:
        columns: The sample.
        totals: `(Intercept)` to the population size, a number's column to its total, `column=level` to its
            count, or a column (or tuple of columns) to a mapping of level to count.

    Raises:
        BadDesign: If a value is missing, or a level with a positive total has no rows.
    """
    found: list[Auxiliary] = []
    for name, total in totals.items():
        if isinstance(total, Mapping):
            found.extend(_indicators(columns, name if isinstance(name, tuple) else str(name), total))
        else:
            found.append(_single(columns, str(name), float(str(total))))
    return found


def _single(columns: Columns, name: str, total: float) -> Auxiliary:
    if name == INTERCEPT:
        return Auxiliary(name, "", np.ones(columns.height), total)
    column, equals, level = name.partition("=")
    if equals and name not in columns.frame.columns:
        return _indicators(columns, column, {level: total})[0]
    values = columns.numbers(name)
    if np.isnan(values).any():
        raise BadDesign("missing_in_design", name, found=str(int(np.isnan(values).sum())))
    return Auxiliary(name, "", values, total)


def _indicators(columns: Columns, names: Names, totals: Totals) -> list[Auxiliary]:
    wanted = (names,) if isinstance(names, str) else names
    place = " x ".join(wanted)
    levels, codes = _levels(columns, wanted)
    known = {_key(level): float(total) for level, total in totals.items()}
    for level, total in known.items():
        if level not in levels and total > 0:
            raise BadDesign("calibration_empty_level", place, found=_label(level), expected=f"{total:.10g}")
    return [Auxiliary(place, _label(v), _is(codes, levels.index(v)), t) for v, t in known.items() if v in levels]


def _is(codes: Rows, code: int) -> Floats:
    return np.asarray(codes == code, dtype=np.float64)


def _levels(columns: Columns, names: tuple[str, ...]) -> tuple[list[tuple[str, ...]], Rows]:
    """Combinations of levels that occur, as texts, and each row's place among them (or missing)."""
    factors = [columns.factor(name) for name in names]
    known = np.flatnonzero(np.all([f.codes != MISSING for f in factors], axis=0))
    codes = np.full(columns.height, MISSING, dtype=np.intp)
    codes[known], first = number([f.codes[known] for f in factors])
    return [tuple(str(f.levels[f.codes[row]]) for f in factors) for row in known[first]], codes


def _all_known(place: str, levels: Sequence[tuple[str, ...]], known: Mapping[tuple[str, ...], float]) -> None:
    for level in levels:
        if level not in known or not known[level] > 0:
            raise BadDesign("calibration_no_total", place, found=_label(level), expected=", ".join(map(_label, known)))
    for level, total in known.items():
        if level not in levels and total > 0:
            raise BadDesign("calibration_empty_level", place, found=_label(level), expected=f"{total:.10g}")


def _key(level: object) -> tuple[str, ...]:
    """A level as its texts: codes read from a file of totals arrive as texts or as decimals."""
    return tuple(_text(part) for part in level) if isinstance(level, (tuple, list)) else (_text(level),)


def _text(part: object) -> str:
    return str(int(part)) if isinstance(part, float) and part.is_integer() else str(part)


def _label(level: tuple[str, ...]) -> str:
    return " x ".join(level)
