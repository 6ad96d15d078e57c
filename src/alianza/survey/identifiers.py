"""What a spreadsheet does to identifiers: it drops leading zeros, and writes long numbers as 1.00268E+11."""

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from alianza.study.problem import Problem
from alianza.survey.frame import SamplingFrame

_DIGITS = "^[0-9]+$"
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)


def identifier_warnings(identifiers: pl.Series) -> list[Problem]:
    """`identifiers_without_zero`: most are digits of one length and the rest of the digits are exactly one shorter.

    Identifiers that are no digits do not count; numbers of many lengths are a running number, and no tax number.
    """
    if _of_one_length(identifiers):  # the usual directory, without reading its digits
        return []
    texts = identifiers.cast(pl.String)
    digits = _digits(texts)
    counts = dict(digits.str.len_bytes().value_counts().iter_rows())
    usual = max(counts, key=lambda length: (counts[length], length), default=0)
    if set(counts) != {usual, usual - 1} or 2 * counts[usual] <= len(identifiers):
        return []
    example = digits.filter(digits.str.len_bytes() == usual - 1)[0]
    values = {"count": counts[usual - 1], "digits": usual, "fewer": usual - 1}
    return [
        Problem(
            "identifiers_without_zero", "warning", place=identifiers.name, found=example, expected=f"0{example}",
            values=values,
        )
    ]  # fmt: skip


def padded_frames(frame: SamplingFrame, listed: Sequence[str] = ()) -> list[SamplingFrame]:
    """The frame with the zeros that its identifiers may have lost, filled up to each length they may have had.

    The lengths are that of the longest identifier of the list, then of the frame, then one more.
    """
    ids = frame.firms[frame.id].cast(pl.String)
    longest = _longest(ids)
    lengths = dict.fromkeys((_longest(pl.Series(listed, dtype=pl.String)), longest, longest + 1))
    number = pl.col(frame.id).str.contains(_DIGITS)
    texts = frame.firms.with_columns(pl.col(frame.id).cast(pl.String))
    filled = (
        texts.with_columns(pl.when(number).then(pl.col(frame.id).str.zfill(length)).otherwise(pl.col(frame.id)))
        for length in lengths
        if length
    )
    return [replace(frame, firms=firms) for firms in filled if not firms[frame.id].equals(ids)]


def rounded(identifiers: Sequence[str]) -> list[str]:
    """Identifiers that a spreadsheet wrote as powers of ten.

    >>> rounded(["1.00268E+11", "1,79E+12", "0190123456001", "1E3A"])
    ['1.00268E+11', '1,79E+12']
    """
    return [one for one in identifiers if _ROUNDED.fullmatch(one.strip())]


def _of_one_length(identifiers: pl.Series) -> bool:
    """Whether all identifiers are written with as many signs; of numbers, the least and the greatest tell."""
    if identifiers.dtype.is_integer():
        return len(str(identifiers.min())) == len(str(identifiers.max()))
    lengths = identifiers.cast(pl.String).str.len_bytes()
    return lengths.min() == lengths.max()


def _digits(identifiers: pl.Series) -> pl.Series:
    texts = identifiers.cast(pl.String)
    return texts.filter(texts.str.contains(_DIGITS))


def _longest(identifiers: pl.Series) -> int:
    longest = _digits(identifiers).str.len_bytes().max()
    return int(longest) if isinstance(longest, int) else 0
