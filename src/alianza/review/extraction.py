"""The extraction form: what an article says about a construct, line by line, with the page where it says so.

A line names the construct, the direction of what was found (never its significance) and, where the article gives
one, an effect with its sampling variance, its interval or its number of cases.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from alianza.review.progress import Extraction, ReviewState
from alianza.study.problem import Problem
from alianza.study.review_protocol import Direction, Measure, Review

STANDARD = (
    "design", "country", "sector", "alliance_type", "construct", "direction", "outcome", "measure", "effect",
    "variance", "low", "high", "n", "page", "note",
)  # fmt: skip
"""The fields of every form; the protocol may add others."""

REQUIRED = ("construct", "direction")
NUMBERS = ("effect", "variance", "low", "high", "n")
DIRECTIONS: tuple[str, ...] = get_args(Direction)
MEASURES: tuple[str, ...] = get_args(Measure)


@dataclass(frozen=True, slots=True)
class Extracted:
    """A line of the form as the synthesis uses it.

    Attributes:
        article: The article.
        construct: Construct that it is about.
        direction: Positive, negative, none or mixed.
        values: Every filled field, by name.
        numbers: The fields that are numbers.
    """

    article: str
    construct: str
    direction: str
    values: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)

    def variance(self) -> float | None:
        """Sampling variance of the effect on the scale on which it is pooled: as given, or from its 95 % interval.

        A correlation is pooled as Fisher's z: its variance is 1 / (n - 3) where n is known, else that of the
        interval's ends as z, else the given variance of r over (1 - r^2)^2 (delta method).
        """
        if self.values.get("measure") == "correlation":
            return self._variance_of_z()
        if "variance" in self.numbers:
            return self.numbers["variance"]
        return _from_interval(self.numbers["low"], self.numbers["high"]) if self._has_interval else None

    @property
    def _has_interval(self) -> bool:
        return {"low", "high"} <= self.numbers.keys()

    def _variance_of_z(self) -> float | None:
        n, r = self.numbers.get("n", 0.0), self.numbers.get("effect", 1.0)
        if n > 3:
            return 1 / (n - 3)
        if self._has_interval and self.numbers["low"] > -1 and self.numbers["high"] < 1:
            return _from_interval(math.atanh(self.numbers["low"]), math.atanh(self.numbers["high"]))
        return self.numbers["variance"] / (1 - r * r) ** 2 if "variance" in self.numbers and abs(r) < 1 else None


def _from_interval(low: float, high: float) -> float:
    return ((high - low) / (2 * NORMAL)) ** 2


NORMAL = 1.959963984540054
"""97.5 % quantile of the normal distribution."""


def extracted(state: ReviewState) -> list[Extracted]:
    """Every line of the form under the article that its record belongs to now."""
    home = {record: article for article, records in state.articles().items() for record in records}
    return [_line(home[one.record], one) for one in state.extractions if one.record in home]


def form(review: Review) -> tuple[str, ...]:
    """Names of the form's fields, the protocol's own last."""
    return (*STANDARD, *(one.name for one in review.extraction))


def check_line(values: Mapping[str, str], review: Review, constructs: Sequence[str]) -> list[Problem]:
    """Everything that is wrong with a line before it is recorded.

    Returns:
        `extraction_field_unknown`, `extraction_field_missing`, `extraction_value_unknown` (with what is allowed),
        `extraction_not_a_number`, `extraction_impossible`, `extraction_n_ambiguous`, `extraction_n_not_whole`; and the
        warning `extraction_effect_incomplete` for an effect that cannot be pooled.
    """
    filled = {name: value.strip() for name, value in values.items() if value.strip()}
    fields = form(review)
    problems = [
        Problem("extraction_field_unknown", place=name, found=name, expected=", ".join(fields))
        for name in filled
        if name not in fields
    ]
    needed = (*REQUIRED, *(one.name for one in review.extraction if one.required))
    problems += [Problem("extraction_field_missing", place=name) for name in needed if name not in filled]
    for name, allowed in _choices(review, constructs).items():
        if name in filled and filled[name] not in allowed:
            problems.append(
                Problem("extraction_value_unknown", place=name, found=filled[name], expected=", ".join(allowed))
            )
    return problems + _bad_numbers(filled) + _bad_cases(filled.get("n", "")) + _unpooled(filled)


def number(text: str) -> float | None:
    """A number with decimal point or comma; None where the text is none, or not finite.

    >>> number("0,25"), number("-1.5"), number("n. s."), number("inf")
    (0.25, -1.5, None, None)
    """
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def several(written: str) -> tuple[str, ...]:
    """The values of a field that names several, parted by semicolons: countries, sectors.

    >>> several("PE; ES"), several("")
    (('PE', 'ES'), ())
    """
    return tuple(part for part in (one.strip() for one in written.split(";")) if part)


def _choices(review: Review, constructs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    own = {one.name: one.choices for one in review.extraction if one.choices}
    return {"construct": tuple(constructs), "direction": DIRECTIONS, "measure": MEASURES, **own}


def _bad_numbers(filled: Mapping[str, str]) -> list[Problem]:
    given = {name: filled[name] for name in NUMBERS if name in filled}
    problems = [
        Problem("extraction_not_a_number", place=name, found=text)
        for name, text in given.items()
        if number(text) is None
    ]
    read = {name: value for name, text in given.items() if (value := number(text)) is not None}
    wrong = {
        "variance": read.get("variance", 1.0) <= 0,
        "n": read.get("n", 1.0) <= 0,
        "high": read.get("low", -math.inf) >= read.get("high", math.inf),
    }
    return problems + [
        Problem("extraction_impossible", place=name, found=filled[name]) for name in wrong if wrong[name]
    ]


def _bad_cases(text: str) -> list[Problem]:
    """What is wrong with a number of cases: `1.200` is 1200 to one reader and 1.2 to another, and 1.5 is no count."""
    if _THOUSANDS.fullmatch(text):
        plain = text.replace(".", "").replace(",", "")
        return [Problem("extraction_n_ambiguous", place="n", found=text, expected=plain)]
    if number(text) is None or _WHOLE.fullmatch(text):
        return []
    return [Problem("extraction_n_not_whole", place="n", found=text)]


def _unpooled(filled: Mapping[str, str]) -> list[Problem]:
    """A warning where an effect has no measure, or nothing from which its variance follows."""
    if number(filled.get("effect", "")) is None:
        return []
    found = _line("", Extraction(0, "", filled))
    lacking = [name for name, there in (("measure", "measure" in filled), ("variance", found.variance() is not None))
               if not there]  # fmt: skip
    return [Problem("extraction_effect_incomplete", "warning", place=name, found=filled["effect"]) for name in lacking]


_THOUSANDS = re.compile(r"[0-9]{1,3}([.,][0-9]{3})+")
_WHOLE = re.compile(r"[+-]?[0-9]+")


def _line(article: str, one: Extraction) -> Extracted:
    values = {name: value.strip() for name, value in one.values.items() if value.strip()}
    numbers = {name: value for name in NUMBERS if name in values and (value := number(values[name])) is not None}
    return Extracted(article, values.get("construct", ""), values.get("direction", ""), values, numbers)
