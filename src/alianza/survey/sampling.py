"""Checks of the columns that carry the sampling design, before any estimate leans on them."""

from collections.abc import Iterator

import polars as pl

from alianza.study.crossing import SEPARATOR
from alianza.study.problem import Problem
from alianza.study.protocol import Source
from alianza.survey.nonresponse import WEIGHT
from alianza.survey.places import Place
from alianza.survey.replicate_columns import check_scale
from alianza.survey.values import near

STRATUM = "_stratum"
"""The cells of the sampling frame as strata, where weights were computed from its counts."""

KEY = "survey.design"
_LABEL = "."  # how the statistics join the levels of several stratum columns


def check_design(frame: pl.DataFrame, source: Source, place: Place) -> list[Problem]:
    """Everything in the design's columns that no estimate could lean on.

    Returns:
        Weights that are negative, missing or all zero; firms without stratum or unit; pairs of strata to join that
        are no strata; replicates that hardly hold their weights; and a calibration to totals of other firms than the
        sample's.
    """
    design = source.design
    problems = []
    if design.weights in frame.columns:
        problems += _weights(frame[design.weights], place.at(_column(source, design.weights), design.weights))
    for variable in (*design.strata, design.psu, design.ssu):
        if variable in frame.columns and frame[variable].null_count():
            here = place.at(_column(source, variable), variable)
            problems.append(here.problem("missing_stratum", frame[variable].is_null()))
    problems += [*_pairs(frame, source)]
    if design.replicate_weights:
        problems += [*_replicates(frame, source)]
    if design.calibration:
        problems += [*_calibrated_firms(frame, source)]
    return problems


def collapse_pairs(frame: pl.DataFrame, source: Source) -> dict[str, str]:
    """Declared stratum to declared partner, as the statistics call them; parts may be joined by "." or " × "."""
    named = {label.replace(SEPARATOR, _LABEL): label for label in _strata(frame, source)}

    def own(name: str) -> str:
        return named.get(name.replace(SEPARATOR, _LABEL), name)

    return {own(stratum): own(partner) for stratum, partner in source.design.collapse.items()}


def _strata(frame: pl.DataFrame, source: Source) -> dict[str, int]:
    """Each stratum's name and the number of units sampled in it."""
    names = [STRATUM] if STRATUM in frame.columns else [n for n in source.design.strata if n in frame.columns]
    if not names:
        return {}
    units = pl.col(source.design.psu).n_unique() if source.design.psu in frame.columns else pl.len()
    label = pl.concat_str([pl.col(name).cast(pl.String) for name in names], separator=_LABEL)
    counted = frame.group_by(label.alias("label"), maintain_order=True).agg(units.alias("units")).drop_nulls()
    return dict(counted.rows())


def _pairs(frame: pl.DataFrame, source: Source) -> Iterator[Problem]:
    strata = _strata(frame, source)
    known = list(strata)
    for stratum, partner in collapse_pairs(frame, source).items():
        here = f"{KEY}.collapse.{stratum}"
        for name in dict.fromkeys((stratum, partner)):
            if name not in strata:
                meant = {"near": near(name, known)}
                yield Problem("unknown_stratum", "error", "study.toml", None, here, name, ", ".join(known), meant)
        if strata.get(stratum, 1) > 1:
            units = {"units": strata[stratum]}
            yield Problem("collapse_unneeded", "notice", "study.toml", place=here, found=stratum, values=units)


def _replicates(frame: pl.DataFrame, source: Source) -> Iterator[Problem]:
    design = source.design
    unused = [key for key in ("strata", "psu", "ssu", "fpc") if getattr(design, key)]
    if unused:
        found = ", ".join(unused)
        yield Problem("replicates_carry_error", "notice", "study.toml", place=f"{KEY}.{unused[0]}", found=found)
    if design.weights in frame.columns and frame[design.weights].dtype.is_numeric():
        yield from check_scale(frame, frame[design.weights], source)


def _calibrated_firms(frame: pl.DataFrame, source: Source) -> Iterator[Problem]:
    """A calibration of alliance firms to totals of all firms would make them stand for firms without alliances."""
    design = source.design
    assert design.calibration is not None
    place = f"{KEY}.calibration.totals_of"
    if WEIGHT not in frame.columns and design.weights not in frame.columns:
        yield Problem("calibrated_without_weights", "warning", "study.toml", place=f"{KEY}.weights")
    marker = next((name for name in ("alliance", design.eligible) if _is_truth(frame, name)), "")
    counted = design.calibration.totals_of
    if not marker:
        if counted is None:
            yield Problem("calibrated_firms_unknown", "warning", "study.toml", place=place)
        return
    others = int((~frame[marker]).sum())
    if not others and frame[marker].any() and counted != "alliances":
        yield Problem("calibrated_alliances", file="study.toml", place=place, found=marker)
    if others and counted == "alliances":
        values = {"others": others}
        yield Problem("calibrated_others", file="study.toml", place=place, found=marker, values=values)


def _is_truth(frame: pl.DataFrame, name: str) -> bool:
    return name in frame.columns and frame[name].dtype == pl.Boolean


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
