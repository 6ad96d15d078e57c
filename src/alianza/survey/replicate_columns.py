"""Replicate weights of a statistical office, read from the columns that the study names or ranges over."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from alianza.study.column_ranges import expanded, range_of
from alianza.study.problem import Problem, Severity
from alianza.study.protocol import Source
from alianza.survey.places import SHOWN_ROWS, Place
from alianza.survey.reading import Declared, read_variable
from alianza.survey.values import near

PREFIX = "_replicate_"
"""Replicate weights stand in the frame under this prefix and their column, out of the way of study variables."""

KEY = "survey.design.replicate_weights"

SIGNED = frozenset({"ACS", "SDR"})
"""Successive differences give some firms weights below zero; no other method does."""

DOUBTFUL = 2.0
"""Replicates whose mean is further than this factor from that of the weights they should contain."""


def replicate_columns(source: Source) -> tuple[str, ...]:
    """Columns of the file with the replicate weights; a study variable stands for its column."""
    names = expanded(source.design.replicate_weights)[0]
    return tuple(source.columns.get(name, name) for name in names)


def replicate_names(source: Source) -> list[str]:
    """The same columns as the frame of the responses calls them."""
    return [PREFIX + column for column in replicate_columns(source)]


def read_replicates(
    raw: pl.DataFrame, known: Sequence[str], source: Source, place: Place
) -> tuple[pl.DataFrame, list[Problem]]:
    """The replicate weights as numbers, and what is wrong with them.

    Codes for "no answer" do not apply to weights.

    Args:
        raw: The columns of the file that were read.
        known: Every column name of the file.
        source: The survey's declaration.
        place: The file.

    Returns:
        One column a replicate weight that is there; and `replicate_absent` or `replicate_range_form`, what a
        number's reader notes, `missing_replicate`, `negative_replicate`, `empty_replicate`.
    """
    wanted = replicate_columns(source)
    there = list(dict.fromkeys(column for column in wanted if column in raw.columns))
    problems = _absent([column for column in wanted if column not in raw.columns], len(wanted), known, place)
    columns: list[pl.Series] = []
    for column in there:
        values, odd = _numbers(raw[column], source, place.at(column))
        columns.append(values.alias(PREFIX + column))
        problems += odd
    frame = pl.DataFrame(columns)
    return frame, [*problems, *_impossible(frame, source, place)]


def check_scale(frame: pl.DataFrame, weights: pl.Series, source: Source) -> list[Problem]:
    """A warning where replicates look like factors and are declared as weights, or the other way round."""
    names = [name for name in dict.fromkeys(replicate_names(source)) if name in frame.columns]
    plain = weights.mean()
    if not names or not isinstance(plain, float) or plain <= 0:
        return []
    mean = float(np.nanmean(frame.select(names).to_numpy()))
    combined = source.design.combined_weights
    ratio = mean / (plain if combined else 1.0)
    other = mean / (1.0 if combined else plain)
    if mean <= 0 or abs(np.log(ratio)) <= np.log(DOUBTFUL) or abs(np.log(other)) >= abs(np.log(ratio)):
        return []
    code = "replicates_look_like_factors" if combined else "replicates_look_combined"
    values = {"mean": mean, "weight": plain}
    return [Problem(code, "warning", place="survey.design.combined_weights", found=f"{mean:.4g}", values=values)]


def _absent(lost: Sequence[str], count: int, known: Sequence[str], place: Place) -> list[Problem]:
    if not lost:
        return []
    dashed = next((name for name in lost if range_of(name)), "")
    if dashed:
        return [Problem("replicate_range_form", place=KEY, found=dashed, expected=range_of(dashed))]
    shown = ", ".join(lost[:SHOWN_ROWS]) + (", …" if len(lost) > SHOWN_ROWS else "")
    values = {"lost": len(lost), "count": count, "near": near(lost[0], known)}
    return [Problem("replicate_absent", file=place.file, place=KEY, found=shown, values=values)]


def _numbers(column: pl.Series, source: Source, place: Place) -> tuple[pl.Series, list[Problem]]:
    if column.dtype.is_numeric():
        return column.cast(pl.Float64).fill_nan(None), []
    values, problems = read_variable(column, Declared("number", decimal=source.decimal), place)
    return values, [problem for problem in problems if problem.code != "possible_missing_code"]


def _impossible(frame: pl.DataFrame, source: Source, place: Place) -> list[Problem]:
    """The first column with each defect, and how many columns have it."""
    signed = source.design.replicate_type in SIGNED
    missing = [column for column in frame if column.null_count()]
    negative = [column for column in frame if (column < 0).any()]
    empty = [column for column in frame if not (column > 0).any() and column.null_count() < len(column)]
    found = []
    for code, columns in (("missing_replicate", missing), ("negative_replicate", negative)):
        if columns:
            first = columns[0]
            mask = first.is_null() if code == "missing_replicate" else (first < 0).fill_null(False)
            severity: Severity = "notice" if signed and code == "negative_replicate" else "error"
            shown = "" if code == "missing_replicate" else f"{first.filter(mask)[0]:g}"
            here = place.at(first.name.removeprefix(PREFIX))
            found.append(here.problem(code, mask, severity, found=shown, columns=len(columns)))
    if empty:
        name = empty[0].name.removeprefix(PREFIX)
        found.append(Problem("empty_replicate", file=place.file, place=name, values={"columns": len(empty)}))
    return found
