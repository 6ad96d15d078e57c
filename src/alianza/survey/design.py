"""The sampling design of a survey's responses, as `alianza.statistics.Design` wants it."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import Any

import polars as pl

from alianza.statistics import Design
from alianza.statistics.models.model_matrix import INTERCEPT
from alianza.study.survey_design import Bounds, Calibration, Trim
from alianza.study.weighting import Step
from alianza.survey.known_margins import KnownMargin
from alianza.survey.nonresponse import BASE, WEIGHT
from alianza.survey.replicate_columns import replicate_names
from alianza.survey.responses import Responses
from alianza.survey.sampling import STRATUM, collapse_pairs


@dataclass(frozen=True, slots=True)
class Stage:
    """The design after one step of its weighting."""

    step: Step
    design: Design


def design_of(responses: Responses) -> Design:
    """The design declared by the study: its weights, adjusted, calibrated and trimmed as declared.

    With neither weights nor counts every firm counts once, and estimates describe the respondents only.

    Raises:
        alianza.statistics.errors.DesignError: If weights, strata or population sizes contradict each other, or
            known totals cannot be met.
    """
    return stages_of(responses)[-1].design


def stages_of(responses: Responses) -> tuple[Stage, ...]:
    """The design after each step of its weighting, the last being that of the estimates; as `design_of`."""
    return tuple(_stages(responses))


def _stages(responses: Responses) -> Iterator[Stage]:
    declared = responses.source.design
    if BASE in responses.frame.columns:
        yield Stage("design", Design(responses.frame, weights=BASE))
    design = _drawn(responses)
    yield Stage("nonresponse" if BASE in responses.frame.columns else "design", design)
    if declared.calibration:
        design = _calibrated(design, declared.calibration, responses.margins)
        yield Stage("calibration", design)
    if declared.trim:
        yield Stage("trim", design.trim(*limits(declared.trim), strict=declared.trim.strict))


def _drawn(responses: Responses) -> Design:
    """The design before any calibration."""
    declared, frame = responses.source.design, responses.frame
    weights = WEIGHT if WEIGHT in frame.columns else _there(responses, declared.weights)
    if declared.replicate_weights:
        return _replicated(responses, weights)
    pairs = collapse_pairs(frame, responses.source)
    if STRATUM in frame.columns:
        return Design(
            frame, weights=weights, strata=STRATUM, psu=_there(responses, declared.psu), fpc="_fpc",
            lonely_psu=declared.lonely_psu, collapse=pairs,
        )  # fmt: skip
    return Design(
        frame,
        weights=weights,
        strata=_present(responses, declared.strata),
        psu=_there(responses, declared.psu),
        ssu=_there(responses, declared.ssu),
        fpc=_present(responses, declared.fpc),
        lonely_psu=declared.lonely_psu,
        collapse=pairs,
    )


def _replicated(responses: Responses, weights: str | None) -> Design:
    """Replicate weights carry the sampling error; strata and units do not enter (R's svrepdesign)."""
    declared = responses.source.design
    rscales = [declared.rscales] if isinstance(declared.rscales, float) else declared.rscales
    return Design(
        responses.frame,
        weights=weights,
        replicate_weights=replicate_names(responses.source),
        replicate_type=declared.replicate_type,
        scale=declared.scale,
        rscales=rscales,
        rho=declared.rho,
        mse=declared.mse,
        combined_weights=declared.combined_weights,
    )


def _calibrated(design: Design, calibration: Calibration, margins: tuple[KnownMargin, ...]) -> Design:
    known: dict[Any, dict[object, float]] = {_names(margin): _totals(design, margin) for margin in margins}
    control = _control(calibration)
    if calibration.method == "poststratify":
        return design.poststratify(*next(iter(known.items())))
    if calibration.method == "rake":
        return design.rake(known, **control)
    totals: dict[object, object] = {}
    if calibration.population is not None:
        totals[INTERCEPT] = calibration.population
    totals.update(known)
    totals.update(calibration.totals)
    return design.calibrate(totals, calibration.distance, limits(calibration.bounds), **control)


def _control(calibration: Calibration) -> dict[str, Any]:
    """When the fit stops, where the study says so; else Design's own rule, which goes on until nothing moves."""
    given = {"epsilon": calibration.epsilon, "maxit": calibration.maxit}
    return {key: value for key, value in given.items() if value is not None}


def _names(margin: KnownMargin) -> str | tuple[str, ...]:
    return margin.variables if len(margin.variables) > 1 else margin.variables[0]


def _totals(design: Design, margin: KnownMargin) -> dict[object, float]:
    """The totals under the levels of the design's columns: truth values are no texts there."""
    truths = [design.frame[name].dtype == pl.Boolean for name in margin.variables]
    return {
        tuple(part == "true" if truth else part for part, truth in zip(level, truths, strict=True)): total
        for level, total in margin.totals.items()
        if total > 0
    }


def limits(bounds: Bounds | Trim) -> tuple[float, float]:
    """Lower and upper limit; a side that is left out is open."""
    return (-inf if bounds.lower is None else bounds.lower), (inf if bounds.upper is None else bounds.upper)


def _there(responses: Responses, variable: str) -> str | None:
    return variable if variable in responses.frame.columns else None


def _present(responses: Responses, variables: tuple[str, ...]) -> list[str] | None:
    return [variable for variable in variables if variable in responses.frame.columns] or None
