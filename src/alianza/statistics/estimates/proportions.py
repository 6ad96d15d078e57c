"""Shares from counts, and whether a published share could come from a stated base.

Source: Wilson (1927), JASA 22(158); Brown and Heathers (2017), Social Psychological and Personality Science
8(4), for the GRIM test. All rounding is done on exact fractions.
"""

import math
import re
from dataclasses import dataclass
from fractions import Fraction

PUBLISHED = re.compile(r"^\s*(\d+)(?:[.,](\d+))?\s*%?\s*$")


@dataclass(frozen=True, slots=True)
class Published:
    """A number as printed: its exact value and the number of decimals."""

    value: Fraction
    decimals: int


@dataclass(frozen=True, slots=True)
class PossibleCounts:
    """Counts of a base that round to a published percentage.

    Attributes:
        counts: Counts that fit under either rounding rule.
        half_up: Counts that fit if halves are rounded up.
        half_even: Counts that fit if halves are rounded to the even digit.
    """

    counts: tuple[int, ...]
    half_up: tuple[int, ...]
    half_even: tuple[int, ...]


def published(text: str) -> Published:
    """A number as printed, with decimal point or comma and perhaps a percent sign.

    Raises:
        ValueError: If the text is no plain number.

    >>> published("28,5 %").decimals
    1
    """
    match = PUBLISHED.match(text.replace("\u00a0", " "))
    if match is None:
        raise ValueError(f"no plain number: {text!r}")
    decimals = match[2] or ""
    return Published(Fraction(int(match[1] + decimals), 10 ** len(decimals)), len(decimals))


def rounds_to(value: Fraction, target: Published) -> tuple[bool, bool]:
    """Whether a value rounds to a printed number with halves up, and with halves to even."""
    step = Fraction(1, 10**target.decimals)
    scaled = value / step
    up = math.floor(scaled + Fraction(1, 2)) * step
    even = round(scaled) * step
    return up == target.value, even == target.value


def possible_counts(percent: str, n: int) -> PossibleCounts:
    """Which counts out of `n` print as the percentage.

    >>> possible_counts("68", 150).counts
    (102,)
    >>> possible_counts("55", 48).counts
    ()
    >>> possible_counts("63", 48)
    PossibleCounts(counts=(30,), half_up=(30,), half_even=())
    """
    target = published(percent)
    near = math.floor(target.value * n / 100)
    reach = math.ceil(Fraction(n, 100 * 10**target.decimals)) + 1
    up, even = [], []
    for count in range(max(0, near - reach), min(n, near + reach) + 1):
        fits_up, fits_even = rounds_to(Fraction(100 * count, n), target) if n > 0 else (False, False)
        up += [count] if fits_up else []
        even += [count] if fits_even else []
    return PossibleCounts(tuple(sorted({*up, *even})), tuple(up), tuple(even))


def smallest_bases(percent: str, how_many: int = 5, largest: int = 10_000) -> tuple[int, ...]:
    """The smallest bases out of which some count prints as the percentage.

    >>> smallest_bases("68")
    (19, 22, 25, 28, 31)
    """
    found: list[int] = []
    for n in range(1, largest + 1):
        if possible_counts(percent, n).counts:
            found.append(n)
        if len(found) == how_many:
            break
    return tuple(found)


def grim_consistent(mean: str, n: int, items: int = 1, percent: bool = False) -> bool:
    """Whether a mean of whole-number answers of `n` people to `items` items can print as given.

    Halves may have been rounded up, down or to even.

    >>> grim_consistent("5.19", 28)
    False
    >>> grim_consistent("5.21", 28)
    True
    """
    target = published(mean)
    if percent:
        target = Published(target.value / 100, target.decimals + 2)
    total = n * items
    half = Fraction(1, 2 * 10**target.decimals)
    lowest, highest = (target.value - half) * total, (target.value + half) * total
    return math.ceil(lowest) <= math.floor(highest)


def wilson(count: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share.

    Raises:
        ValueError: If the count lies outside 0 to n, or n is 0.

    >>> [round(limit, 3) for limit in wilson(102, 150)]
    [0.602, 0.749]
    """
    if not 0 <= count <= n or n == 0:
        raise ValueError(f"{count} of {n} is no share")
    from alianza.statistics.distributions import t_quantile

    z = t_quantile(0.5 + level / 2, math.inf)
    share = count / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # At the bounds the limit is exactly 0 or 1; the formula only comes within rounding of it.
    return (0.0 if count == 0 else centre - reach), (1.0 if count == n else centre + reach)
