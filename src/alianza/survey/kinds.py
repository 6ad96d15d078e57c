"""How a variable is read: as a truth value, a number, a category or a text.

What the study declares comes first, then the vocabulary, then how the study uses the variable, then the
labels, and only then what the values look like.
"""

from collections.abc import Collection, Iterable
from typing import Literal

import polars as pl

from alianza.study.protocol import Source
from alianza.survey.vocabulary import VARIABLES

Kind = Literal["boolean", "number", "category", "text"]

_ITEM_KINDS: dict[str, Kind] = {
    "benefit": "boolean",
    "difficulty": "boolean",
    "perceived": "boolean",
    "level": "number",
    "failure": "boolean",
    "severity": "number",
    "conflict_cause": "boolean",
    "model": "boolean",
    "partner": "boolean",
}
_INPUT_KINDS: dict[str, Kind] = {
    "any_of": "boolean",
    "all_of": "boolean",
    "count_of": "boolean",
    "ratio": "number",
    "growth": "number",
    "log": "number",
    "threshold": "number",
    "bins": "number",
    "recode": "category",
}
_MANY = 60
"""More different values than this, and words are texts rather than categories."""
_NUMBER = r"^[+-]?(\d+([.,]\d+)?|[.,]\d+)([eE][+-]?\d+)?$"


def kinds(source: Source, frame: pl.DataFrame, labelled: Collection[str]) -> dict[str, Kind]:
    """The kind of every mapped variable; `labelled` are those with value labels.

    Args:
        source: The survey's declaration.
        frame: One column a mapped variable, with the file's values.
        labelled: Variables whose values have labels in the study or in the file.
    """
    used = _uses(source)
    return {
        variable: source.kinds.get(variable) or _known(variable) or used.get(variable) or _looks(column, labelled)
        for variable, column in zip(frame.columns, frame.get_columns(), strict=True)
    }


def _known(variable: str) -> Kind | None:
    return VARIABLES[variable].kind if variable in VARIABLES else None


def _uses(source: Source) -> dict[str, Kind]:
    """Kinds that follow from items, derived variables and the design."""
    used: dict[str, Kind] = _all(_of_margins(source), "category")
    for derived in source.derived:
        kind = _INPUT_KINDS.get(derived.kind)
        used |= _all(derived.of, kind) if kind else {}
    used |= {item.variable: _ITEM_KINDS[item.role] for item in source.items if item.role in _ITEM_KINDS}
    design = source.design
    used |= _all([*design.strata, design.psu, design.ssu, *design.adjust_by], "category")
    used |= _all([*(design.frame.by if design.frame else ())], "category")
    used |= _all([design.weights, *design.fpc, *(design.calibration.totals if design.calibration else ())], "number")
    return used | _all([design.eligible, design.responded, source.respondents], "boolean")


def _of_margins(source: Source) -> list[str]:
    """Variables whose categories have known totals."""
    calibration = source.design.calibration
    if calibration is None:
        return []
    return [*calibration.margins, *(name for counts in calibration.counts for name in counts.by)]


def _all(variables: Iterable[str], kind: Kind) -> dict[str, Kind]:
    return {variable: kind for variable in variables if variable}


def _looks(column: pl.Series, labelled: Collection[str]) -> Kind:
    if column.dtype == pl.Boolean:
        return "boolean"
    if column.name in labelled:
        return "category"
    if column.dtype.is_numeric() or _reads_as_number(column):
        return "number"
    return "category" if column.n_unique() <= _MANY else "text"


def _reads_as_number(column: pl.Series) -> bool:
    if column.dtype != pl.String or column.null_count() == len(column):
        return False
    return bool(column.str.strip_chars().str.contains(_NUMBER).all())
