"""How single values of a survey file are written, compared and told apart.

One rule serves everybody: a value is compared by its text, and a whole number is written without decimals,
so that SPSS's 1.0, a spreadsheet's 1 and a CSV's "1" are the same answer.
"""

import difflib
import re
from collections.abc import Iterable

import polars as pl

from alianza.study.message import Message
from alianza.study.text import folded

YES = frozenset({"1", "true", "t", "si", "s", "yes", "y", "x", "verdadero"})
NO = frozenset({"0", "false", "f", "no", "n", "falso"})

_WHOLE = re.compile(r"[+-]?\d+\.0+")
_FOLDED_SPACES = re.compile(r"[^a-z0-9]+")


def value_text(value: object) -> str:
    """The text by which a value is compared: whole numbers without decimals, truth values as true and false.

    >>> [value_text(value) for value in (1.0, 1, "1", " JV ", True, 2.5)]
    ['1', '1', '1', 'JV', 'true', '2.5']
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    text = str(value).strip()
    return text[: text.index(".")] if _WHOLE.fullmatch(text) else text


def fold(text: str) -> str:
    """Lower case without accents or punctuation, words joined by one space.

    >>> fold("¿Tamaño de la  empresa?")
    'tamano de la empresa'
    """
    return _FOLDED_SPACES.sub(" ", folded(text)).strip()


def nearest(word: str, choices: Iterable[str]) -> str:
    """The choice that looks most like `word`, accents and case aside, or an empty string; the first of equals.

    >>> nearest("Guayaz", ["Azuay", "Guayas", "Pichincha"])
    'Guayas'
    """
    folded: dict[str, str] = {}
    for choice in choices:
        folded.setdefault(fold(choice), choice)
    found = difflib.get_close_matches(fold(word), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


def near(word: str, choices: Iterable[str]) -> Message | str:
    """A message that proposes the choice meant, or nothing."""
    guess = nearest(word, choices)
    return Message("types.near", {"word": guess}) if guess else ""


def texts(column: pl.Series) -> pl.Series:
    """The column's values as `value_text`; empty texts are missing."""
    kind = column.dtype
    if kind == pl.Boolean:
        return column.replace_strict({True: "true", False: "false"}, default=None, return_dtype=pl.String)
    if kind.is_integer():
        return column.cast(pl.String)
    if kind.is_numeric():
        return _float_texts(column.cast(pl.Float64))
    stripped = column.cast(pl.String).str.strip_chars()
    whole = stripped.str.replace(r"^([+-]?\d+)\.0+$", "$1")
    return whole.replace("", None)


def _float_texts(column: pl.Series) -> pl.Series:
    """Distinct numbers are few in coded columns, so each is written once."""
    column = column.fill_nan(None)
    written = {value: value_text(value) for value in column.unique().drop_nulls().to_list()}
    if not written:
        return pl.Series(column.name, [None] * len(column), dtype=pl.String)
    return column.replace_strict(
        list(written), pl.Series(list(written.values()), dtype=pl.String), default=None, return_dtype=pl.String
    )


def code_order(codes: Iterable[str]) -> list[str]:
    """Codes in reading order: numbers by size, then words by alphabet.

    >>> code_order(["10", "b", "2", "a"])
    ['2', '10', 'a', 'b']
    """
    return sorted(codes, key=_order_key)


def _order_key(code: str) -> tuple[int, float, str]:
    try:
        return 0, float(code), code
    except ValueError:
        return 1, 0.0, code
