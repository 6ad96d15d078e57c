"""From the values of a file's column to the values of a study variable, with every odd value named.

Nothing is guessed: a value that cannot be read as its kind becomes missing and a problem names its rows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from alianza.study.problem import Problem
from alianza.study.protocol import Source
from alianza.study.text import Text
from alianza.survey.kinds import Kind
from alianza.survey.places import Place
from alianza.survey.values import NO, YES, fold, near, texts, value_text

Read = tuple[pl.Series, list[Problem]]

_NAMED = 20  # different odd values of one column that get a problem of their own
_POINT = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_COMMA = r"^[+-]?(\d+|\d{1,3}(\.\d{3})+|)(,\d+)?([eE][+-]?\d+)?$"
_GROUPED = r"^[+-]?\d{1,3}(\.\d{3})+,\d+$"
_POINT_DECIMALS = r"^[+-]?\d*\.\d+$"
_COMMA_DECIMALS = r"^[+-]?\d*,\d+$"
_THREE_DECIMALS = r"^[+-]?\d{1,3},\d{3}$"
_NO_ANSWER = re.compile(
    r"\b(no sabe|no responde|no contesta|no aplica|ns nc|ns nr|ns|nc|nr|sin respuesta|sin dato|rehusa"
    r"|don t know|no answer|refused|refusal|not applicable|missing)\b"
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What the study and the file say about one variable's values."""

    kind: Kind
    missing: frozenset[str] = frozenset()
    labels: Mapping[str, Text] | None = None
    own_labels: bool = False
    truths: frozenset[str] = YES
    decimal: str = ""


def declared(variable: str, kind: Kind, source: Source, labels: Mapping[str, Text]) -> Declared:
    """Everything declared about `variable`: missing codes, labels, words for yes, decimal mark."""
    codes = (*source.missing.get("*", ()), *source.missing.get(variable, ()))
    truths = frozenset(fold(word) for word in source.truths)
    own = variable in source.labels
    return Declared(kind, frozenset(value_text(code) for code in codes), labels, own, truths, source.decimal)


def read_variable(column: pl.Series, facts: Declared, place: Place) -> Read:
    """The column as values of its kind, and a problem for what could not be read.

    Returns:
        Boolean, Float64 (numbers) or String (categories and texts) values under the variable's name.
    """
    answered = _without_missing(column, facts.missing)
    readers = {"boolean": _boolean, "number": _number, "category": _category, "text": _text}
    values, problems = readers[facts.kind](answered, facts, place)
    return values.alias(place.variable), problems


def _without_missing(column: pl.Series, codes: frozenset[str]) -> pl.Series:
    if not codes:
        return column
    return column.set(texts(column).is_in(list(codes)).fill_null(False), None)


def _text(column: pl.Series, facts: Declared, place: Place) -> Read:
    return texts(column), []


def _number(column: pl.Series, facts: Declared, place: Place) -> Read:
    if column.dtype.is_numeric() or column.dtype == pl.Boolean:
        values = column.cast(pl.Float64).fill_nan(None)
        return values, _no_answers(texts(column), facts, place)
    written = column.cast(pl.String).str.strip_chars().replace("", None)
    comma, problems = _decimal_comma(written, facts, place)
    right = written.str.contains(_COMMA if comma else _POINT)
    plain = written.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True) if comma else written
    values = plain.set(~right.fill_null(True), None).cast(pl.Float64, strict=False)
    wrong = written.is_not_null() & values.is_null()
    if problems and problems[0].code == "mixed_decimals":  # those values are named already
        wrong = wrong & ~written.str.contains(_POINT_DECIMALS if comma else _COMMA_DECIMALS).fill_null(False)
    if wrong.any():
        problems.append(place.problem("text_in_number", wrong, found=str(written.filter(wrong)[0])))
    return values, problems + _no_answers(texts(values), facts, place)


def _decimal_comma(written: pl.Series, facts: Declared, place: Place) -> tuple[bool, list[Problem]]:
    """Whether the column writes decimals with a comma: as declared, else as its values show."""
    if facts.decimal:
        return facts.decimal == ",", []
    comma = written.str.contains(_COMMA_DECIMALS).fill_null(False)
    point = written.str.contains(_POINT_DECIMALS).fill_null(False)
    if comma.any() and point.any():
        rarer = comma if comma.sum() < point.sum() else point
        found = str(written.filter(rarer)[0])
        return bool(comma.sum() >= point.sum()), [place.problem("mixed_decimals", rarer, found=found)]
    grouped = written.str.contains(_GROUPED).fill_null(False).any()
    if comma.any() and written.filter(comma).str.contains(_THREE_DECIMALS).all() and not grouped:
        found = str(written.filter(comma)[0])
        return True, [place.problem("thousands_or_decimals", comma, "warning", found=found)]
    return bool(comma.any() or grouped), []


def is_no_answer(folded: str) -> bool:
    """Whether a folded label says that there is no answer ("no sabe", "refused", ...)."""
    return bool(_NO_ANSWER.search(folded))


def _no_answers(codes: pl.Series, facts: Declared, place: Place) -> list[Problem]:
    """A warning where a number's label says "no answer": it would be counted as a quantity."""
    suspects = {
        code: label.es or label.en
        for code, label in (facts.labels or {}).items()
        if is_no_answer(fold(label.es or label.en))
    }
    return [
        place.problem("undeclared_missing", codes == code, "warning", found=code, label=label)
        for code, label in suspects.items()
        if (codes == code).any()
    ]


def _boolean(column: pl.Series, facts: Declared, place: Place) -> Read:
    if column.dtype == pl.Boolean:
        return column, []
    written = texts(column)
    meaning = {value: _truth(value, facts) for value in written.unique().drop_nulls().to_list()}
    values = written.replace_strict(meaning, default=None, return_dtype=pl.Boolean)
    odd = [value for value, truth in meaning.items() if truth is None]
    return values, [_odd_truth(value, written, place) for value in sorted(odd)[:_NAMED]]


def _odd_truth(value: str, written: pl.Series, place: Place) -> Problem:
    return place.problem("not_yes_or_no", (written == value).fill_null(False), found=value)


def _truth(value: str, facts: Declared) -> bool | None:
    """What a value means: by its label, else by itself; words for yes that the study chose leave the rest to no."""
    label = (facts.labels or {}).get(value)
    for word in (fold(label.es or label.en) if label else "", fold(value)):
        if is_no_answer(word):
            return None
        if word in facts.truths or word.split(" ", 1)[0] in facts.truths & {"si", "yes"}:
            return True
        if word in NO or word.startswith("no "):
            return False
    return None if facts.truths <= YES else False


def _category(column: pl.Series, facts: Declared, place: Place) -> Read:
    written = texts(column)
    labels = facts.labels or {}
    if not labels:
        return written, []
    values = aligned(written, labels)
    unknown = sorted(set(values.unique().drop_nulls().to_list()) - set(labels))
    return values, [_unknown(code, values, facts, place) for code in unknown[:_NAMED]]


def aligned(written: pl.Series, labels: Mapping[str, Text]) -> pl.Series:
    """Codes padded with zeros take the form that the labels use: 09 and 9 are one province."""
    forms = {code.lstrip("0") or "0": code for code in labels if code.isdigit()}
    padded = {
        value: forms[value.lstrip("0") or "0"]
        for value in written.unique().drop_nulls().to_list()
        if value not in labels and value.isdigit() and (value.lstrip("0") or "0") in forms
    }
    return written.replace(padded) if padded else written


def _unknown(code: str, values: pl.Series, facts: Declared, place: Place) -> Problem:
    labels = facts.labels or {}
    words = [*labels, *(label.es for label in labels.values()), *(label.en for label in labels.values() if label.en)]
    mask = (values == code).fill_null(False)
    return place.problem(
        "unknown_value", mask, "error" if facts.own_labels else "warning", code, near=near(code, words)
    )
