"""Numbers in Spanish and English: «28,5 (24,1 a 32,9)», «68 %», «p < 0,001»."""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from alianza.study.estimate import Estimate, Unit

NO_BREAK: Final = "\u00a0"
THIN: Final = "\u202f"
MINUS: Final = "\u2212"
FIGURE_SPACE: Final = "\u2007"
PUNCTUATION_SPACE: Final = "\u2008"
SUPPRESSED: Final = "·"
MISSING: Final = "—"
MANY: Final = 200
"""From this base on a percentage carries one decimal; below it the data do not bear it."""

PERCENT_UNITS: Final = frozenset({"share", "growth", "difference"})
DECIMALS: Final[Mapping[Unit, int]] = MappingProxyType(
    {
        "ratio": 2,
        "odds_ratio": 2,
        "rating": 1,
        "months": 1,
        "seconds": 0,
        "minutes": 1,
        "years": 1,
        "year": 0,
        "money": 0,
        "count": 0,
        "log": 2,
        "number": 2,
        "label": 2,
    }
)
HUGE: Final = 1e15
"""From here on a number is printed with a power of ten: it comes from a quotient by almost nothing."""

BEFORE_PERCENT: Final = re.compile(r"(?<=\d)[ \u00a0]?%")
TO: Final = MappingProxyType({"es": "a", "en": "to"})


def number(value: float, decimals: int, language: str, grouped: bool = True) -> str:
    """A number with exactly `decimals` places, rounded half up, grouped from five digits on unless `grouped` is false.

    >>> number(28.45, 1, "es"), number(-1234567.0, 0, "en")
    ('28,5', '−1,234,567')
    >>> number(1470, 0, "es"), number(-0.04, 1, "es"), number(1.2e30, 2, "es")
    ('1470', '0,0', '1,2E30')
    >>> number(17025, 1, "es", grouped=False)
    '17025,0'
    """
    from babel.numbers import format_decimal, format_scientific

    if abs(value) >= HUGE:
        return str(format_scientific(value, format="0.0E0", locale=language)).replace("-", MINUS)
    rounded = _half_up(value, decimals)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(rounded, format=pattern, locale=language, group_separator=grouped and abs(rounded) >= 10_000)
    text = text.replace("-", MINUS)
    return text.replace(".", THIN) if language == "es" else text


def exact(value: float, language: str) -> str:
    """A number with all its decimals and without groups, as an answer or a code is written.

    >>> exact(3.25, "es"), exact(-1, "es"), exact(2020.0, "en")
    ('3,25', '−1', '2020')
    """
    from decimal import Decimal

    tail = Decimal(str(value)).normalize().as_tuple().exponent
    places = -tail if isinstance(tail, int) and tail < 0 else 0
    return number(value, places, language, grouped=False)


def _half_up(value: float, decimals: int) -> Decimal:
    """Round the decimal number that a reader would see, so that 0.285 becomes 28,5 and not 28,4999."""
    from decimal import ROUND_HALF_UP

    rounded = Decimal(format(value, ".12g")).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def decimals_of(unit: Unit, base: int) -> int:
    """Decimals that a number of this unit carries on this base."""
    if unit in PERCENT_UNITS:
        return 1 if base >= MANY else 0
    return DECIMALS[unit]


def plain(value: float, unit: Unit, base: int, language: str) -> str:
    """The number alone, in its printed unit (percent for shares), without the unit's sign.

    >>> plain(0.684, "share", 150, "es"), plain(0.684, "share", 250, "es")
    ('68', '68,4')
    """
    scaled = value * 100 if unit in PERCENT_UNITS else value
    if unit == "year":
        return str(round(value))
    return number(scaled, decimals_of(unit, base), language)


def interval(estimate: Estimate, language: str) -> str:
    """The interval «24,1 a 32,9» in the estimate's printed unit, or nothing where there is none."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return ""
    low = plain(estimate.low, estimate.unit, estimate.n, language)
    high = plain(estimate.high, estimate.unit, estimate.n, language)
    return f"{low}{NO_BREAK}{TO[language]}{NO_BREAK}{high}"


def percent(value: float, base: int, language: str) -> str:
    """A share as a percentage with its sign.

    >>> percent(0.68, 150, "es") == "68\u00a0%", percent(0.68, 150, "en")
    (True, '68%')
    """
    return plain(value, "share", base, language) + percent_sign(language)


def percent_sign(language: str) -> str:
    """The sign after a percentage, with the space that the language puts before it."""
    return NO_BREAK + "%" if language == "es" else "%"


def spaced(text: str, language: str) -> str:
    """A person's text with its percentages as the report writes them: no line ends before the sign.

    >>> spaced("un 20 % más", "es") == "un 20\u00a0% más", spaced("20 % more", "en")
    (True, '20% more')
    """
    return BEFORE_PERCENT.sub(percent_sign(language), text)


def p_value(p: float, language: str) -> str:
    """A p-value with three decimals and its sign of relation.

    >>> p_value(0.00002, "es") == "p\u00a0<\u00a00,001", p_value(0.0341, "en") == "p\u00a0=\u00a00.034"
    (True, True)
    """
    relation, text = ("<", number(0.001, 3, language)) if p < 0.001 else ("=", number(p, 3, language))
    return NO_BREAK.join(("p", relation, text))


def p_cell(p: float, language: str) -> str:
    """A p-value as it stands in a column of p-values.

    >>> p_cell(0.00002, "es") == "<\u00a00,001", p_cell(0.5, "es")
    (True, '0,500')
    """
    return p_value(p, language).removeprefix("p" + NO_BREAK).removeprefix("=" + NO_BREAK)


def align(texts: list[str], language: str) -> list[str]:
    """Pad numbers with blanks as wide as digits and marks, so that right-aligned decimal marks meet.

    >>> align(["7", "28,5", "—"], "es") == ["7\u2008\u2007", "28,5", "—"]
    True
    """
    mark = "," if language == "es" else "."
    longest = max((_places(text, mark) for text in texts), default=0)
    return [text + _blank(longest, _places(text, mark)) if text[-1:].isdigit() else text for text in texts]


def _places(text: str, mark: str) -> int:
    """Digits after the decimal mark."""
    _, found, tail = text.rpartition(mark)
    return len(tail) if found and tail.isdigit() else 0


def _blank(longest: int, own: int) -> str:
    missing = longest - own
    return (PUNCTUATION_SPACE if missing and not own else "") + FIGURE_SPACE * missing
