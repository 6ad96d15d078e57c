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

RATES = ("RR1", "RR2", "RR3", "RR4", "RR5", "RR6", "COOP1", "COOP2", "COOP3", "COOP4",
         "REF1", "REF2", "REF3", "CON1", "CON2", "CON3")  # fmt: skip


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


def rates(strata: Mapping[str, Dispositions]) -> dict[str, Estimate]:
    """Every outcome rate over all strata, with e estimated in each of them.

    RR1, RR2, COOP, REF1 and CON1 take every firm of unknown eligibility as eligible, RR3, RR4, REF2 and CON2 the share
    e of each stratum, RR5, RR6, REF3 and CON3 none. The rates are counts of this fieldwork and carry no sampling
    error; `n` is the number of firms that were worked.
    """
    both = reduce(Dispositions.__add__, strata.values(), Dispositions())
    expected = sum(_expected(own, both.eligibility) for own in strata.values())
    n = int(both.eligible + both.unknown + both.not_eligible)
    found = {**_by_unknown(both, expected), **_cooperation(both)}
    return {
        name: Estimate(
            found[name], n=n, unit="share", method="counted", reason="" if found[name] is not None else "no_answers"
        )
        for name in RATES
    }


def _within(text: str, start: str) -> bool:
    """Whether a code belongs to a family: 2.11 to 2.1, but 21 not to 2."""
    return text == start or text.startswith(start if "." in start else f"{start}.")


def _expected(own: Dispositions, elsewhere: float | None) -> float:
    """Firms of unknown eligibility that count as eligible."""
    share = own.eligibility if own.eligibility is not None else elsewhere
    return own.unknown * (1.0 if share is None else share)


def _by_unknown(d: Dispositions, expected: float) -> dict[str, float | None]:
    """Response, refusal and contact rates under the three views of firms of unknown eligibility."""
    contacted = d.interview + d.partial + d.refusal + d.other
    found: dict[str, float | None] = {}
    for place, unknown in enumerate((d.unknown, expected, 0.0)):
        base = d.eligible + unknown
        found[f"RR{2 * place + 1}"] = _share(d.interview, base)
        found[f"RR{2 * place + 2}"] = _share(d.interview + d.partial, base)
        found[f"REF{place + 1}"] = _share(d.refusal, base)
        found[f"CON{place + 1}"] = _share(contacted, base)
    return found


def _cooperation(d: Dispositions) -> dict[str, float | None]:
    """Cooperation rates: among the contacted, and among those able to answer."""
    answered, able = d.interview + d.partial, d.interview + d.partial + d.refusal
    return {
        "COOP1": _share(d.interview, able + d.other),
        "COOP2": _share(answered, able + d.other),
        "COOP3": _share(d.interview, able),
        "COOP4": _share(answered, able),
    }


def _share(part: float, base: float) -> float | None:
    return part / base if base else None
