"""Codes that usually mean "no answer" although no label says so: 9, 99, 999 and their neighbours.

A code is only suspected: of a question that asks for yes, no or a rating nothing else can be meant, but of an
amount 99 may be an answer, and a person decides.
"""

import re

import polars as pl

_CODE = re.compile(r"-?(?:[789]|(?:8{2,5})|(?:9{1,5}[789]))")
_EXTREME = re.compile(r"9{2,5}|9{1,4}8")
FAR = 3.0
"""An amount that looks like a code is suspect where it is at least so many times the next one."""


def is_missing_code(value: str) -> bool:
    """Whether a value has the form of a code for "no answer".

    >>> [value for value in ("0", "1", "8", "9", "98", "99", "90", "-9", "999") if is_missing_code(value)]
    ['8', '9', '98', '99', '-9', '999']
    """
    return bool(_CODE.fullmatch(value))


def extreme_code(values: pl.Series) -> str:
    """The largest number, as text, if it is 99, 999, ... and far from every other; empty where it is not.

    Args:
        values: Numbers, null where missing.

    >>> extreme_code(pl.Series([1, 6, 12, 18, 99])), extreme_code(pl.Series([10, 49, 99]))
    ('99', '')
    """
    if not values.dtype.is_numeric():
        return ""
    given = values.cast(pl.Float64).fill_nan(None).drop_nulls().unique().sort(descending=True).head(2).to_list()
    if len(given) < 2 or not given[0].is_integer() or not _EXTREME.fullmatch(str(int(given[0]))):
        return ""
    return str(int(given[0])) if given[0] >= FAR * given[1] > 0 else ""
