"""Strata from the codes of a directory: sectors from activity codes, provinces from their numbers or names.

A directory such as INEC's carries a CIIU code and a province code in every row. A `Derivation` says which column
holds the codes and by which rule they become the values of a stratum column; the certificate of a draw keeps it, so
that a verification years later derives the same strata again. A code that the rule does not know never goes into a
stratum in silence: it is a problem, or, where that was asked for, a stratum of its own.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from alianza.study.problem import Problem
from alianza.study.text import folded
from alianza.survey.frame import PROVINCES, province_name, sector

SHOWN = 5
UNKNOWN = "unknown"
"""The stratum of codes that the rule does not know, where they may have one."""
DerivedStratum = Literal["sector", "province"]
CodeRule = Literal["isic4-sector-1", "ec-province-1"]
RULES: Mapping[DerivedStratum, CodeRule] = {"sector": "isic4-sector-1", "province": "ec-province-1"}
"""The rule of each derived stratum; another rule must take another name, for certificates carry it."""
_DIGITS = re.compile(r"([0-9]+)(?:\.[0-9]*)?")
_NUMBER = re.compile(r"([0-9]+)(?:\.0*)?")


@dataclass(frozen=True, slots=True)
class Derivation:
    """A stratum column that is computed from a column of codes.

    Attributes:
        name: The stratum column.
        column: The column of codes.
        rule: How codes become values.
        unknown: Whether codes that the rule does not know form the stratum `unknown` instead of stopping the draw.
    """

    name: DerivedStratum
    column: str
    rule: CodeRule
    unknown: bool = False


def derived(firms: pl.DataFrame, derivations: tuple[Derivation, ...]) -> tuple[pl.DataFrame, list[Problem]]:
    """The directory with its derived stratum columns.

    Args:
        firms: The columns of codes, each there.
        derivations: What to derive; no name is a column of `firms`.

    Returns:
        The directory, and the problems `unknown_activity_code`, `unknown_province_code` or `lost_zero`.
    """
    problems: list[Problem] = []
    columns = []
    for one in derivations:
        codes = firms[one.column].cast(pl.String).fill_null("")
        counts = dict(codes.value_counts().iter_rows())
        values = {code: _READERS[one.rule](code) for code in counts}
        problems += _lost_zeros(one, counts) + _unknown(one, counts, values)
        known = {code: value or UNKNOWN for code, value in values.items()}
        columns.append(codes.replace_strict(known, return_dtype=pl.String).alias(one.name))
    return firms.with_columns(columns), problems


def province(code: str) -> str:
    """Name of a province by its number or its name, accents and capitals aside; "" where there is none.

    >>> province("09"), province("9.0"), province("CANAR"), province("90")
    ('Guayas', 'Guayas', 'Cañar', '')
    """
    number = _NUMBER.fullmatch(code.strip())
    return province_name(number[1]) if number else _FOLDED.get(_folded(code), "")


def _folded(text: str) -> str:
    """A name without accents, capitals and surplus spaces."""
    return folded(" ".join(text.split()))


_FOLDED = {_folded(name): name for name in PROVINCES}
_READERS: Mapping[CodeRule, Callable[[str], str]] = {"isic4-sector-1": sector, "ec-province-1": province}


def _unknown(one: Derivation, counts: Mapping[str, int], values: Mapping[str, str]) -> list[Problem]:
    """The codes that the rule does not know, the most frequent first, unless they have a stratum of their own."""
    met = sorted((code for code in counts if not values[code]), key=lambda code: (-counts[code], code))
    if one.unknown or not met:
        return []
    shown = tuple(code.strip() or "—" for code in met[:SHOWN])
    numbers = {"codes": len(met), "count": sum(counts[code] for code in met), "more": ", …" if len(met) > SHOWN else ""}
    found = ", ".join(shown)
    if one.name == "sector":
        return [Problem("unknown_activity_code", place=one.column, found=found, values=numbers)]
    return [Problem("unknown_province_code", place=one.column, found=found, values=numbers)]


def _lost_zeros(one: Derivation, counts: Mapping[str, int]) -> list[Problem]:
    """Activity codes that seem to have lost a leading zero: 111 beside 4711 reads as beverages, and 0111 as cereals.

    A column of codes of even length (divisions, classes) in which some have one digit fewer, and none begins with 0.
    """
    if one.rule != "isic4-sector-1":
        return []
    digits = {code: match[1] for code in counts if (match := _DIGITS.fullmatch(code.strip()))}
    longest = max(map(len, digits.values()), default=0)
    short = sorted(code for code, text in digits.items() if len(text) == longest - 1)
    if longest % 2 or not short or any(text.startswith("0") for text in digits.values()):
        return []
    numbers = {"count": sum(counts[code] for code in short), "more": ", …" if len(short) > SHOWN else ""}
    example = f"0{short[0].strip()}"
    return [Problem("lost_zero", place=one.column, found=", ".join(short[:SHOWN]), expected=example, values=numbers)]
