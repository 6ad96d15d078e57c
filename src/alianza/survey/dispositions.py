"""Final dispositions of the firms that were called, and the rates that follow from them.

Codes are AAPOR's: 1 interviews, 2 eligible without interview, 3 unknown whether eligible, 4 not eligible. Of the firms
of unknown eligibility a share e counts as eligible; e is estimated in each stratum from the firms whose eligibility
is known (the proportional allocation or CASRO method), and in all strata together where a stratum has none.

Source:
    AAPOR (2023), Standard Definitions: Final Dispositions of Case Codes and Outcome Rates for Surveys, 10th ed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import reduce
from typing import Literal

import polars as pl

from alianza.study.estimate import Estimate
from alianza.study.problem import Problem

Kind = Literal[
    "interview", "partial", "refusal", "non_contact", "other", "unknown_household", "unknown_other", "not_eligible"
]

FIRST_CODES: tuple[tuple[str, Kind], ...] = (
    ("1.1", "interview"), ("1.2", "partial"), ("1", "interview"), ("2.1", "refusal"), ("2.2", "non_contact"),
    ("2.3", "other"), ("2", "other"), ("3.1", "unknown_household"), ("3", "unknown_other"), ("4", "not_eligible"),
)  # fmt: skip
"""Kind of each family of codes, the finer families first."""

SYMBOLS: dict[Kind, str] = {
    "interview": "I", "partial": "P", "refusal": "R", "non_contact": "NC", "other": "O",
    "unknown_household": "UH", "unknown_other": "UO",
}  # fmt: skip
"""AAPOR's letter for each kind that enters a rate."""

Unknown = Literal["all", "expected", "none"]


@dataclass(frozen=True, slots=True)
class Formula:
    """An outcome rate as AAPOR defines it.

    Attributes:
        name: Its code, such as `RR3`.
        part: Kinds that are counted.
        base: Kinds that they are taken of.
        unknown: How firms of unknown eligibility enter the base: all, the share e of each stratum, none.
    """

    name: str
    part: tuple[Kind, ...]
    base: tuple[Kind, ...]
    unknown: Unknown = "none"

    @property
    def text(self) -> str:
        """The formula as it is printed, with E = I + P + R + NC + O and U = UH + UO.

        >>> FORMULAS[2].text, FORMULAS[9].text
        ('I / (E + eU)', '(I + P) / (I + P + R)')
        """
        known = ["E"] if self.base == _ELIGIBLE else [SYMBOLS[kind] for kind in self.base]
        unsure = {"all": ["U"], "expected": ["eU"], "none": []}[self.unknown]
        return f"{_sum_text([SYMBOLS[kind] for kind in self.part])} / {_sum_text([*known, *unsure])}"


_ANSWERED: tuple[Kind, ...] = ("interview", "partial")
_ABLE: tuple[Kind, ...] = (*_ANSWERED, "refusal")
_CONTACTED: tuple[Kind, ...] = (*_ABLE, "other")
_ELIGIBLE: tuple[Kind, ...] = (*_ABLE, "non_contact", "other")
_VIEWS: tuple[Unknown, ...] = ("all", "expected", "none")

FORMULAS = (
    *(
        Formula(f"RR{2 * place + len(part)}", part, _ELIGIBLE, unknown)
        for place, unknown in enumerate(_VIEWS)
        for part in (_ANSWERED[:1], _ANSWERED)
    ),
    Formula("COOP1", _ANSWERED[:1], _CONTACTED),
    Formula("COOP2", _ANSWERED, _CONTACTED),
    Formula("COOP3", _ANSWERED[:1], _ABLE),
    Formula("COOP4", _ANSWERED, _ABLE),
    *(Formula(f"REF{place}", ("refusal",), _ELIGIBLE, unknown) for place, unknown in enumerate(_VIEWS, 1)),
    *(Formula(f"CON{place}", _CONTACTED, _ELIGIBLE, unknown) for place, unknown in enumerate(_VIEWS, 1)),
)
"""Response, co-operation, refusal and contact rates, in AAPOR's order."""

RATES = tuple(formula.name for formula in FORMULAS)


@dataclass(frozen=True, slots=True)
class Dispositions:
    """How many firms ended in each way: AAPOR's I, P, R, NC, O, UH, UO and the ineligible."""

    interview: float = 0
    partial: float = 0
    refusal: float = 0
    non_contact: float = 0
    other: float = 0
    unknown_household: float = 0
    unknown_other: float = 0
    not_eligible: float = 0

    def __add__(self, more: "Dispositions") -> "Dispositions":
        """The counts of two groups together."""
        return Dispositions(*(getattr(self, one.name) + getattr(more, one.name) for one in fields(self)))

    @property
    def eligible(self) -> float:
        """Firms known to be eligible: I + P + R + NC + O."""
        return self.interview + self.partial + self.refusal + self.non_contact + self.other

    @property
    def unknown(self) -> float:
        """Firms of unknown eligibility: UH + UO."""
        return self.unknown_household + self.unknown_other

    @property
    def worked(self) -> int:
        """All firms that were worked."""
        return int(self.eligible + self.unknown + self.not_eligible)

    @property
    def eligibility(self) -> float | None:
        """Share of eligible firms among those whose eligibility is known; None where it is known of none."""
        known = self.eligible + self.not_eligible
        return self.eligible / known if known else None


def kind_of(code: str) -> Kind | None:
    """Kind of a final disposition code; None where the code is none.

    >>> kind_of("1.1"), kind_of("2.112"), kind_of("3.21"), kind_of("4.70"), kind_of("7")
    ('interview', 'refusal', 'unknown_other', 'not_eligible', None)
    """
    text = code.strip()
    if not text.replace(".", "", 1).isdigit():
        return None
    return next((kind for start, kind in FIRST_CODES if _within(text, start)), None)


def tally(codes: pl.Series, strata: pl.Series | None = None) -> tuple[dict[str, Dispositions], list[Problem]]:
    """Dispositions of each stratum ("" without strata), and the problem `unknown_disposition` for codes that are none.

    Args:
        codes: Final disposition of each firm, as AAPOR's code in text or number.
        strata: Stratum of each firm.
    """
    texts = codes.cast(pl.String).fill_null("")
    kinds = {code: kind_of(code) for code in texts.unique().to_list()}
    unknown = sorted(code for code, kind in kinds.items() if kind is None)
    problems = [
        Problem("unknown_disposition", place=codes.name, found=code, values={"count": int((texts == code).sum())})
        for code in unknown
    ]
    home = pl.Series([""] * len(texts)) if strata is None else strata.cast(pl.String).fill_null("")
    rows = zip(home.to_list(), (kinds[code] for code in texts.to_list()), strict=True)
    counts: dict[str, dict[str, int]] = {}
    for stratum, kind in rows:
        if kind is not None:
            own = counts.setdefault(stratum, {})
            own[kind] = own.get(kind, 0) + 1
    return {stratum: Dispositions(**own) for stratum, own in sorted(counts.items())}, problems


def rates(strata: Mapping[str, Dispositions], elsewhere: float | None = None) -> dict[str, Estimate]:
    """Every outcome rate over all strata, with e estimated in each of them.

    RR1, RR2, COOP, REF1 and CON1 take every firm of unknown eligibility as eligible, RR3, RR4, REF2 and CON2 the share
    e of each stratum, RR5, RR6, REF3 and CON3 none. The rates are counts of this fieldwork and carry no sampling
    error; `n` is the number of firms in the rate's base, those of unknown eligibility counted whole.

    Args:
        strata: The dispositions of each stratum.
        elsewhere: e of a stratum in which nothing is known; that of these strata together where None.
    """
    both, expected = total(strata), expected_unknown(strata, elsewhere)
    return {formula.name: _rate(formula, both, expected) for formula in FORMULAS}


def total(strata: Mapping[str, Dispositions]) -> Dispositions:
    """The dispositions of all strata together."""
    return reduce(Dispositions.__add__, strata.values(), Dispositions())


def base_of(formula: Formula, strata: Mapping[str, Dispositions]) -> float:
    """A rate's base in firms: those of unknown eligibility count as the formula says."""
    return _base(formula, total(strata), expected_unknown(strata))


def expected_unknown(strata: Mapping[str, Dispositions], elsewhere: float | None = None) -> float:
    """Firms of unknown eligibility that count as eligible, e estimated in each stratum; `elsewhere` as in `rates`."""
    borrowed = total(strata).eligibility if elsewhere is None else elsewhere
    return sum(_expected(own, borrowed) for own in strata.values())


def borrowing(strata: Mapping[str, Dispositions]) -> tuple[str, ...]:
    """Strata with firms of unknown eligibility in which none is known: they take e from all strata together."""
    return tuple(stratum for stratum, own in strata.items() if own.unknown and own.eligibility is None)


def _sum_text(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({' + '.join(parts)})"


def _within(text: str, start: str) -> bool:
    """Whether a code belongs to a family: 2.11 to 2.1, but 21 not to 2."""
    return text == start or text.startswith(start if "." in start else f"{start}.")


def _expected(own: Dispositions, elsewhere: float | None) -> float:
    """Firms of unknown eligibility that count as eligible."""
    share = own.eligibility if own.eligibility is not None else elsewhere
    return own.unknown * (1.0 if share is None else share)


def _rate(formula: Formula, d: Dispositions, expected: float) -> Estimate:
    value = _share(_sum(formula.part, d), _base(formula, d, expected))
    n = int(_sum(formula.base, d) + (d.unknown if formula.unknown != "none" else 0))
    return Estimate(value, n=n, unit="share", method="counted", reason="no_answers" if value is None else "")


def _base(formula: Formula, d: Dispositions, expected: float) -> float:
    return _sum(formula.base, d) + {"all": d.unknown, "expected": expected, "none": 0.0}[formula.unknown]


def _sum(kinds: tuple[Kind, ...], d: Dispositions) -> float:
    return float(sum(getattr(d, kind) for kind in kinds))


def _share(part: float, base: float) -> float | None:
    return part / base if base else None
