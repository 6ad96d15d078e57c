"""A published figure, read as a number in the unit of the estimate that answers it."""

import math
import re
from decimal import Decimal
from typing import NamedTuple

from alianza.study.claim import Claim
from alianza.study.estimate import Unit

PERCENT_UNITS: tuple[Unit, ...] = ("share", "growth", "difference")
RATIO_UNITS: tuple[Unit, ...] = ("ratio", "odds_ratio")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


class Figure(NamedTuple):
    """A published number with the interval of values that round to it."""

    value: float
    low: float
    high: float


def printed_numbers(text: str) -> tuple[str, ...]:
    """The numbers printed in a claim, as printed.

    >>> printed_numbers("2020–2025"), printed_numbers(">=20"), printed_numbers("28,5")
    (('2020', '2025'), ('20',), ('28,5',))
    """
    return tuple(_NUMBER.findall(text))


def figures(claim: Claim, unit: Unit) -> tuple[Figure, ...]:
    """The published numbers of a claim in `unit`, each widened by the rounding of its last printed digit.

    A percentage is read in the unit of the estimate: 40 % is a share or difference of 0.40, a growth of 0.40
    and a ratio of 1.40.
    """
    return tuple(_figure(text, claim.unit, unit) for text in printed_numbers(claim.published))


def _figure(text: str, printed: Unit, unit: Unit) -> Figure:
    number = Decimal(text.replace(",", "."))
    exponent = number.as_tuple().exponent
    half = Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)
    low, value, high = (_in_unit(x, printed, unit) for x in (number - half, number, number + half))
    return Figure(value, low, high)


def _in_unit(number: Decimal, printed: Unit, unit: Unit) -> float:
    if printed not in PERCENT_UNITS:
        return float(number)
    share = number / 100
    if unit in RATIO_UNITS:
        return float(1 + share)
    return math.log(1 + share) if unit == "log" else float(share)


def in_published_unit(value: float | None, unit: Unit, printed: Unit) -> float | None:
    """An own number in the unit that the publication prints: percent for shares, growth and "40 % more".

    >>> round(in_published_unit(1.4, "ratio", "share"), 9), in_published_unit(0.25, "share", "share")
    (40.0, 25.0)
    """
    if value is None or printed not in PERCENT_UNITS:
        return value
    if unit in RATIO_UNITS:
        return 100 * (value - 1)
    if unit == "log":
        return 100 * math.expm1(value)
    return 100 * value if unit in PERCENT_UNITS else value
