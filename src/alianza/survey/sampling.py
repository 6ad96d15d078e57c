"""Checks of the columns that carry the sampling design, before any estimate leans on them."""

import polars as pl

from alianza.study.problem import Problem
from alianza.study.protocol import Source
from alianza.survey.places import Place


def check_design(frame: pl.DataFrame, source: Source, place: Place) -> list[Problem]:
    """Weights that are negative, missing or all zero, and firms without stratum or unit."""
    design = source.design
    problems = []
    if design.weights in frame.columns:
        problems += _weights(frame[design.weights], place.at(_column(source, design.weights), design.weights))
    for variable in (*design.strata, design.psu, design.ssu):
        if variable in frame.columns and frame[variable].null_count():
            here = place.at(_column(source, variable), variable)
            problems.append(here.problem("missing_stratum", frame[variable].is_null()))
    return problems


def _column(source: Source, variable: str) -> str:
    return source.columns.get(variable, variable)


def _weights(weights: pl.Series, place: Place) -> list[Problem]:
    if not weights.dtype.is_numeric():
        return [
            Problem(
                "wrong_kind", "error", place.file, place=place.column, found=weights.name, values={"wanted": "number"}
            )
        ]
    problems = []
    negative = (weights < 0).fill_null(False)
    if negative.any():
        problems.append(place.problem("negative_weight", negative, found=f"{weights.filter(negative)[0]:g}"))
    if weights.null_count():
        problems.append(place.problem("missing_weight", weights.is_null()))
    if len(weights) and not (weights > 0).any():
        problems.append(place.problem("no_positive_weight", weights.is_not_null()))
    return problems
