"""Results as plain values for files that programs read: rounded numbers, both languages, no objects."""

import math
from collections.abc import Mapping
from typing import Any, Final

from alianza.render.messages import LANGUAGES, say
from alianza.study.estimate import Estimate, Test
from alianza.study.message import Message
from alianza.study.table import Suppressed
from alianza.study.text import Text

DIGITS: Final = 12
"""Significant digits written: the same on every machine, where the last bits of a double are not."""


def number(value: float | None) -> float | int | None:
    """A number with twelve significant digits; None for what is no finite number.

    >>> number(0.1 + 0.2), number(3), number(float("inf"))
    (0.3, 3, None)
    """
    if value is None or isinstance(value, bool | int):
        return value
    return float(format(value, f".{DIGITS}g")) if math.isfinite(value) else None


def rounded(value: Any) -> Any:
    """Plain values with every number as `number` writes it; tuples become lists.

    >>> rounded({"sums": (0.1 + 0.2, "a", None, True)})
    {'sums': [0.3, 'a', None, True]}
    """
    if isinstance(value, Mapping):
        return {key: rounded(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(entry) for entry in value]
    return number(value) if isinstance(value, float) else value


def spoken(words: Message | Text) -> dict[str, str]:
    """A message or text in every language."""
    return {language: say(words, language) for language in LANGUAGES}


def of_estimate(given: Estimate) -> dict[str, Any]:
    """An estimate with all that it answers for; `reason` only where a number is missing.

    Degrees of freedom are null where they are infinite or unknown.
    """
    record: dict[str, Any] = {
        "value": number(given.value),
        "se": number(given.se),
        "low": number(given.low),
        "high": number(given.high),
        "df": number(given.df),
        "deff": number(given.deff),
        "n": given.n,
        "level": number(given.level),
        "domain": {key: plain(value) for key, value in given.domain.items()},
        "unit": given.unit,
        "method": given.method,
    }
    return record | ({"reason": given.reason} if given.reason else {})


def of_test(given: Test) -> dict[str, Any]:
    """A test's statistic, degrees of freedom and p-value; `reason` only where it could not be computed."""
    record: dict[str, Any] = {
        "statistic": number(given.statistic),
        "df": number(given.df),
        "df2": number(given.df2),
        "p": number(given.p),
        "method": given.method,
    }
    adjusted = {} if given.adjusted is None else {"p_adjusted": number(given.adjusted)}
    return record | adjusted | ({"reason": given.reason} if given.reason else {})


def plain(value: object) -> Any:
    """Any value of a cell, a message or a domain as JSON can hold it."""
    match value:
        case None | bool() | str():
            return value
        case int() | float():
            return number(value)
        case Estimate():
            return of_estimate(value)
        case Test():
            return of_test(value)
        case Suppressed():
            return {"suppressed": value.why}
        case Message() | Text():
            return spoken(value)
        case Mapping():
            return {str(key): plain(entry) for key, entry in value.items()}
        case tuple() | list():
            return [plain(entry) for entry in value]
    return str(value)
