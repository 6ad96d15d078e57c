"""Weights of the eligible firms that answered, raised for those that did not: by cells or by a model.

Inside an adjustment cell c the weight of a respondent is multiplied by the sum of the weights over the eligible
firms of c, divided by the sum over those that responded; eligible firms that did not respond get weight 0, and firms
that are not eligible keep theirs, so that the weights add up as before. By the model, the cells are classes of like
chance of answering, or each respondent is divided by its own chance (`alianza.survey.response_propensity`).

Source:
    Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, 15.6; Lohr (2010), Sampling: Design and
    Analysis, 8.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alianza.study.crossing import SEPARATOR
from alianza.study.problem import Problem
from alianza.study.survey_design import SurveyDesign
from alianza.survey.places import Place
from alianza.survey.response_propensity import NoFit, response_propensity

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

WEIGHT, BASE = "_weight", "_base_weight"
"""Computed weights, and the design weights that they were before the adjustment for non-response."""

MODEL = "survey.design.adjust_model"
_GIVEN = "_given"


@dataclass(frozen=True, slots=True)
class Answers:
    """Which firms are eligible, and which of these responded."""

    eligible: Truths
    responded: Truths


def adjust(frame: pl.DataFrame, weights: Floats, design: SurveyDesign, place: Place) -> tuple[Floats, list[Problem]]:
    """Weights after the adjustment for non-response, where the design declares who was eligible and responded.

    Args:
        frame: One row a screened firm, with the variables that the design names.
        weights: Design weights.
        design: The declared design.
        place: The file, for the problems.

    Returns:
        The weights, as they were where nothing can be adjusted; and the problems: `adjust_variable_missing`,
        `nobody_responded`, `cell_without_respondents`, `adjust_predictor_missing`, `adjust_model_unsolved`.
    """
    if not {design.eligible, design.responded} <= set(frame.columns):
        return weights, []
    absent = [name for name in (*design.adjust_by, *design.adjust_model) if name not in frame.columns]
    if absent:
        return weights, [Problem("adjust_variable_missing", file=place.file, place=name) for name in absent]
    eligible = frame[design.eligible].fill_null(False).to_numpy()
    answers = Answers(eligible, eligible & frame[design.responded].fill_null(False).to_numpy())
    if not answers.responded.any():
        return weights, [Problem("nobody_responded", "notice", place.file, place=design.responded)]
    if design.adjust_model:
        return _by_model(frame, weights, answers, design, place)
    return _by_cells(frame, weights, answers, design)


def _by_cells(
    frame: pl.DataFrame, weights: Floats, answers: Answers, design: SurveyDesign
) -> tuple[Floats, list[Problem]]:
    codes, names = _cells(frame, design.adjust_by)
    wanted = np.bincount(codes, weights * answers.eligible, len(names))
    carried = np.bincount(codes, weights * answers.responded, len(names))
    silent = (wanted > 0) & (carried == 0)
    if silent.all() or not wanted[~silent].sum() > 0:
        return weights, []
    # Cells without respondents are carried by all respondents, so that the weights still add up to the frame.
    spread = wanted.sum() / wanted[~silent].sum()
    factor = np.divide(wanted, carried, out=np.ones_like(wanted), where=carried > 0) * spread
    adjusted = np.where(answers.eligible, np.where(answers.responded, weights * factor[codes], 0.0), weights)
    return adjusted, [_silent(names, silent)] if silent.any() else []


def _by_model(
    frame: pl.DataFrame, weights: Floats, answers: Answers, design: SurveyDesign, place: Place
) -> tuple[Floats, list[Problem]]:
    unknown = [_unknown(frame[name], answers.eligible, place) for name in design.adjust_model]
    problems = [problem for problem in unknown if problem]
    settled = design.adjust_classes < 0 or (answers.eligible == answers.responded).all()
    if problems or settled:
        return weights, problems
    asked = frame.select(
        *design.adjust_model, pl.Series(design.responded, answers.responded), pl.Series(_GIVEN, weights)
    ).filter(pl.Series(answers.eligible))
    try:
        found = response_propensity(asked, design.responded, design.adjust_model, _GIVEN, design.adjust_classes)
    except NoFit as broken:
        terms = ", ".join(broken.terms) or ", ".join(design.adjust_model)
        return weights, [Problem("adjust_model_unsolved", file="study.toml", place=MODEL, found=terms)]
    adjusted = weights.copy()
    adjusted[answers.eligible] = found.weights
    return adjusted, []


def _unknown(column: pl.Series, eligible: Truths, place: Place) -> Problem | None:
    """A predictor must be known of every eligible firm, whether or not it answered."""
    mask = column.is_null() & pl.Series(eligible)
    return place.at(column.name).problem("adjust_predictor_missing", mask) if mask.any() else None


def _cells(frame: pl.DataFrame, names: Sequence[str]) -> tuple[NDArray[np.intp], list[str]]:
    if not names:
        return np.zeros(frame.height, dtype=np.intp), [""]
    parts = [pl.col(name).cast(pl.String).fill_null("") for name in names]
    written = frame.select(pl.concat_str(parts, separator=SEPARATOR))
    cells, codes = np.unique(written.to_series().to_numpy().astype(str), return_inverse=True)
    return codes.astype(np.intp), cells.tolist()


def _silent(names: list[str], silent: Truths) -> Problem:
    found = tuple(name for name, lost in zip(names, silent, strict=True) if lost)
    return Problem("cell_without_respondents", "notice", found=", ".join(found[:5]), values={"count": len(found)})
