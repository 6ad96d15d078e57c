"""Weights of alliance firms as a domain of the screened frame.

A screened firm of cell h (province by sector, say) stands for w = N_h / n_h firms of the frame, where N_h is
the frame's count and n_h the number screened. Among eligible firms (those with an alliance), those that
answered the questionnaire also stand for those that did not (`alianza.survey.nonresponse`). The weights still add
up to the frame, and estimates for alliance firms are estimates for a domain of it.

Source:
    Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, 3.7 (stratified sampling) and 10.3
    (domains).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alianza.study.crossing import SEPARATOR
from alianza.study.problem import Problem
from alianza.study.protocol import Source
from alianza.study.survey_design import FrameCounts, SurveyDesign
from alianza.study.text import Text
from alianza.survey.nonresponse import BASE, WEIGHT, adjust
from alianza.survey.places import Place
from alianza.survey.reading import aligned
from alianza.survey.values import near, texts

Floats = NDArray[np.float64]

FIRMS = "_firms"
NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Weighted:
    """The screened firms with their weights, and what the adjustment had to do."""

    frame: pl.DataFrame
    problems: tuple[Problem, ...] = ()


def weigh(frame: pl.DataFrame, cells: pl.DataFrame, design: SurveyDesign, place: Place = NOWHERE) -> Weighted:
    """Weights from the sampling frame's counts, adjusted for non-response among the eligible.

    Args:
        frame: One row a screened firm with the variables `design.frame.by` and, for the adjustment,
            `design.eligible`, `design.responded` and what explains the response. Every firm's cell is in `cells`.
        cells: The sampling frame's counts: columns `design.frame.by` and `_firms`.
        design: The declared design.
        place: The file, for the problems.

    Returns:
        The frame with `_weight` (frame firms that a row stands for; 0 for eligible firms without answers), `_stratum`
        (the cells, or `design.strata` where declared), `_fpc` (frame firms of the stratum) and, where the weights were
        adjusted, `_base_weight`. An adjustment cell with eligible firms but no respondent is a notice: its weight is
        carried by the whole sample's respondents.
    """
    assert design.frame is not None
    by = design.frame.by
    firms = _looked_up(frame, cells, by)
    screened = frame.select(pl.len().over(list(by)).cast(pl.Float64)).to_series().to_numpy()
    weights = firms / screened
    strata = [name for name in design.strata if name in by] or list(by)
    population = _looked_up(frame, cells, strata)
    adjusted = _with_weights(frame, weights, *adjust(frame, weights, design, place))
    placed = adjusted.frame.with_columns(_cell(strata).alias("_stratum"), pl.Series("_fpc", population))
    return Weighted(placed, adjusted.problems)


def reweigh(frame: pl.DataFrame, design: SurveyDesign, place: Place) -> Weighted:
    """The file's own weights adjusted for non-response, where the design says how: `_weight` and `_base_weight`."""
    weights = frame[design.weights].fill_null(0.0).to_numpy().astype(np.float64)
    adjusted, problems = adjust(frame, weights, design, place)
    return _with_weights(frame, weights, adjusted, problems)


def _with_weights(frame: pl.DataFrame, base: Floats, adjusted: Floats, problems: Sequence[Problem]) -> Weighted:
    columns = [pl.Series(WEIGHT, adjusted)]
    if adjusted is not base:
        columns.append(pl.Series(BASE, base))
    return Weighted(frame.with_columns(columns), tuple(problems))


def check_cells(
    frame: pl.DataFrame, counts: pl.DataFrame, source: Source, labels: Mapping[str, Mapping[str, Text]], place: Place
) -> tuple[pl.DataFrame | None, list[Problem]]:
    """The sampling frame's counts as cells, and every way in which survey and frame contradict each other.

    Returns:
        Cells with the columns `by` (as the study's categories) and `_firms`, or None where a column is absent; and
        the problems: `frame_column_missing`, `bad_frame_count`, `repeated_frame_cell`, `not_in_frame`,
        `missing_cell`, `more_screened_than_frame`, and the notice `unsampled_cells`.
    """
    declared = source.design.frame
    assert declared is not None
    absent = _absent(frame, counts, declared)
    if absent:
        return None, absent
    by = list(declared.by)
    cells = counts.select(
        *(aligned(texts(counts[name]), labels.get(name, {})).alias(name) for name in by),
        counts[declared.count].cast(pl.Float64, strict=False).alias(FIRMS),
    )
    problems = _bad_counts(cells, by, declared)
    for name in by:
        problems += _outside(frame[name], cells[name], labels.get(name, {}), _place(place, source, name))
    if not problems:
        problems += _contradictions(frame, cells, by, place)
    return cells, problems


def _absent(frame: pl.DataFrame, counts: pl.DataFrame, declared: FrameCounts) -> list[Problem]:
    columns = [name for name in (*declared.by, declared.count) if name not in counts.columns]
    variables = [name for name in declared.by if name not in frame.columns]
    return [
        Problem("frame_column_missing", file=declared.file, place=name, values={"near": near(name, counts.columns)})
        for name in columns
    ] + [Problem("frame_variable_missing", file=declared.file, place=name) for name in variables]


def _place(place: Place, source: Source, variable: str) -> Place:
    return place.at(source.columns.get(variable, variable), variable)


def _bad_counts(cells: pl.DataFrame, by: Sequence[str], declared: FrameCounts) -> list[Problem]:
    here = Place(declared.file, declared.count)
    bad = cells[FIRMS].is_null() | cells[FIRMS].is_nan() | (cells[FIRMS] < 0)
    problems = [here.problem("bad_frame_count", bad.fill_null(True))] if bad.fill_null(True).any() else []
    repeated = cells.select(by).is_duplicated()
    if repeated.any():
        found = cells.filter(repeated).select(_cell(by)).item(0, 0)
        problems.append(here.problem("repeated_frame_cell", repeated, found=str(found)))
    return problems


def _outside(values: pl.Series, known: pl.Series, labels: Mapping[str, Text], place: Place) -> list[Problem]:
    """Categories of screened firms that the frame does not have, with the nearest that it has."""
    listed = known.unique().drop_nulls().to_list()
    words = [*listed, *(label.es for code, label in labels.items() if code in listed)]
    unknown = sorted(set(values.unique().drop_nulls().to_list()).difference(listed))
    problems = [
        place.problem("not_in_frame", (values == value).fill_null(False), found=value, near=near(value, words))
        for value in unknown
    ]
    if values.null_count():
        problems.append(place.problem("missing_cell", values.is_null()))
    return problems


def _contradictions(frame: pl.DataFrame, cells: pl.DataFrame, by: list[str], place: Place) -> list[Problem]:
    """Cells that the frame lacks, cells with more screened firms than the frame holds, cells nobody screened."""
    here = place.at(SEPARATOR.join(by))
    joined = frame.select(by).join(cells, on=by, how="left", maintain_order="left")
    screened = joined.select(pl.len().over(by)).to_series()
    lost = joined[FIRMS].is_null() | (joined[FIRMS] == 0)
    problems = []
    if lost.any():
        found = joined.filter(lost).select(_cell(by)).item(0, 0)
        problems.append(here.problem("not_in_frame", lost, found=str(found), near=""))
    crowded = (screened > joined[FIRMS]).fill_null(False) & ~lost
    if crowded.any():
        found = joined.filter(crowded).select(_cell(by)).item(0, 0)
        problems.append(here.problem("more_screened_than_frame", crowded, found=str(found)))
    empty = cells.join(frame.select(by).unique(), on=by, how="anti").filter(pl.col(FIRMS) > 0)
    if empty.height:
        values = {"cells": empty.height, "firms": int(empty[FIRMS].sum())}
        problems.append(Problem("unsampled_cells", "notice", place.file, place=here.column, values=values))
    return problems


def _cell(names: Sequence[str]) -> pl.Expr:
    return pl.concat_str([pl.col(name) for name in names], separator=SEPARATOR)


def _looked_up(frame: pl.DataFrame, cells: pl.DataFrame, names: Sequence[str]) -> Floats:
    """Frame firms of each row's cell; coarser cells add up the finer ones."""
    names = list(names)
    sums = cells.group_by(names).agg(pl.col(FIRMS).sum())
    joined = frame.select(names).join(sums, on=names, how="left", maintain_order="left")
    return joined[FIRMS].to_numpy()
