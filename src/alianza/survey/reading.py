"""From the values of a file's column to the values of a study variable, with every odd value named.

Nothing is guessed: a value that cannot be read as its kind becomes missing and a problem names its rows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from alianza.study.problem import Problem, Severity
from alianza.study.protocol import Source
from alianza.study.text import Text
from alianza.survey.codes import extreme_code
from alianza.survey.kinds import Kind
from alianza.survey.places import Place
from alianza.survey.values import NO, YES, code_order, fold, near, texts, value_text

Read = tuple[pl.Series, list[Problem]]

_LARGEST = 1e100
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
        values, problems = _possible(column.cast(pl.Float64).fill_nan(None), place)
        return values, [*problems, *_no_answers(texts(column), facts, place), *_extreme(values, facts, place)]
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
    values, large = _possible(values, place)
    return values, [*problems, *large, *_no_answers(texts(values), facts, place), *_extreme(values, facts, place)]


def _possible(values: pl.Series, place: Place) -> Read:
    """The numbers without those whose square no computer can hold: nothing that a firm counts is as large."""
    large = (values.abs() > _LARGEST).fill_null(False)
    if not large.any():
        return values, []
    return values.set(large, None), [place.problem("number_too_large", large, found=f"{values.filter(large)[0]:g}")]


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
    """A warning where values are labelled "no answer" and the study does not declare them as missing."""
    labels = {code: label.es or label.en for code, label in (facts.labels or {}).items()}
    given = codes.unique().drop_nulls().to_list()
    suspects = {code: label for code, label in labels.items() if code in given and is_no_answer(fold(label))}
    return _together("undeclared_missing", codes, suspects, place, "warning") if suspects else []


def _extreme(values: pl.Series, facts: Declared, place: Place) -> list[Problem]:
    """A warning where 99, 999, ... lies far from every other amount and nothing says what it means."""
    code = extreme_code(values)
    if not code or code in (facts.labels or {}):
        return []
    found = (values == float(code)).fill_null(False)
    return [place.problem("possible_missing_code", found, "warning", found=code)]


def _boolean(column: pl.Series, facts: Declared, place: Place) -> Read:
    if column.dtype == pl.Boolean:
        return column, []
    written = texts(column)
    meaning = {value: _truth(value, facts) for value in written.unique().drop_nulls().to_list()}
    values = written.replace_strict(meaning, default=None, return_dtype=pl.Boolean)
    problems = _no_answers(written, facts, place)
    named = {code for code in meaning if is_no_answer(fold(_label(code, facts)))}
    odd = {value: _label(value, facts) for value in sorted(meaning) if meaning[value] is None and value not in named}
    return values, [*problems, *(_together("not_yes_or_no", written, odd, place) if odd else [])]


def _label(value: str, facts: Declared) -> str:
    label = (facts.labels or {}).get(value)
    return (label.es or label.en) if label else ""


def _together(
    code: str, written: pl.Series, values: Mapping[str, str], place: Place, severity: Severity = "error"
) -> list[Problem]:
    """One problem for all odd values of a column: the values in order, their labels, and the rows of all."""
    found = code_order(values)
    mask = written.is_in(found).fill_null(False)
    labels = ", ".join(values[value] for value in found)
    more = ", …" if len(found) > _NAMED else ""
    return [place.problem(code, mask, severity, found=", ".join(found[:_NAMED]) + more, label=labels)]


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
