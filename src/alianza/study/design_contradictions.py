"""Declarations of `[survey.design]` that contradict each other, before any data are read."""

from collections import Counter
from collections.abc import Iterator

from alianza.study.column_ranges import expanded
from alianza.study.crossing import SEPARATOR
from alianza.study.problem import Problem
from alianza.study.survey_design import Calibration, SurveyDesign, Trim

PLACE = "survey.design"
Contradiction = tuple[str, str, str, str]
"""Code, key, what stands there, what was expected."""


def contradicted_design(design: SurveyDesign, file: str) -> Iterator[Problem]:
    """One problem for everything in the design that cannot be meant together."""
    found = [*_nonresponse(design), *_collapse(design), *_replicates(design)]
    found += [*_calibration(design.calibration)] if design.calibration else []
    found += [*_trim(design.trim)] if design.trim else []
    for code, key, stands, expected in found:
        yield Problem(code, file=file, place=f"{PLACE}.{key}", found=stands, expected=expected)


def _nonresponse(design: SurveyDesign) -> Iterator[Contradiction]:
    asked = [key for key in ("adjust_by", "adjust_model") if getattr(design, key)]
    if len(asked) == 2:
        yield "two_adjustments", "adjust_model", ", ".join(design.adjust_model), ", ".join(design.adjust_by)
    for key in ("eligible", "responded"):
        if asked and not getattr(design, key):
            yield "adjust_without_response", key, asked[0], key
    if design.adjust_classes < 0:
        yield "adjust_classes_negative", "adjust_classes", str(design.adjust_classes), ""
    if asked and design.replicate_weights:
        yield "adjust_with_replicates", asked[0], asked[0], ""


def _collapse(design: SurveyDesign) -> Iterator[Contradiction]:
    if design.collapse and design.lonely_psu != "collapse":
        yield "collapse_without_rule", "collapse", design.lonely_psu, "collapse"


def _replicates(design: SurveyDesign) -> Iterator[Contradiction]:
    names, senseless = expanded(design.replicate_weights)
    for entry in senseless:
        yield "replicate_range", "replicate_weights", entry, ""
    if not names:
        if not senseless:
            yield from _lone_keys(design)
        return
    if len(set(names)) < len(names):
        yield "replicate_repeated", "replicate_weights", Counter(names).most_common(1)[0][0], ""
    if design.frame:
        yield "replicates_with_frame", "replicate_weights", "", ""
    elif not design.weights:
        yield "replicates_without_weights", "weights", "", ""
    if design.replicate_type is None:
        yield "replicate_type_undeclared", "replicate_type", "", ""
    yield from _factors(design, len(names))


def _lone_keys(design: SurveyDesign) -> Iterator[Contradiction]:
    """Keys that speak of replicate weights which nobody declared."""
    keys = ("replicate_type", "scale", "rscales", "rho")
    set_keys = [key for key in keys if getattr(design, key) is not None]
    set_keys += ["mse"] * design.mse + ["combined_weights"] * (not design.combined_weights)
    if set_keys:
        yield "replicate_keys_alone", set_keys[0], ", ".join(set_keys), ""


def _factors(design: SurveyDesign, count: int) -> Iterator[Contradiction]:
    """Scales that the type needs and lacks, or that no variance can have."""
    kind, rscales = design.replicate_type, design.rscales
    listed = rscales if isinstance(rscales, tuple) else ()
    if kind == "JKn" and rscales is None:
        yield "replicate_scale", "rscales", kind, ""
    if kind == "Fay" and design.rho is None and design.scale is None:
        yield "replicate_scale", "rho", kind, ""
    if kind == "other" and design.scale is None:
        yield "replicate_scale", "scale", kind, ""
    if listed and len(listed) not in (1, count):
        yield "replicate_factors", "rscales", str(len(listed)), str(count)
    if design.rho is not None and kind != "Fay":
        yield "rho_without_fay", "rho", f"{design.rho:g}", kind or ""
    elif design.rho is not None and not 0 <= design.rho < 1:
        yield "replicate_rho", "rho", f"{design.rho:g}", ""
    single = rscales if isinstance(rscales, float) else None
    for key, factor in [("scale", design.scale), ("rscales", single), *(("rscales", one) for one in listed)]:
        if factor is not None and factor < 0:
            yield "replicate_factor_negative", key, f"{factor:g}", ""
            return


def _calibration(calibration: Calibration) -> Iterator[Contradiction]:
    margins = [(name,) for name in calibration.margins] + [counts.by for counts in calibration.counts]
    method = calibration.method
    if not (margins or (method == "calibrate" and (calibration.totals or calibration.population))):
        yield "calibration_without_totals", "calibration", method, ""
    for margin in {margin for margin in margins if margins.count(margin) > 1}:
        yield "repeated_margin", "calibration.margins", SEPARATOR.join(margin), ""
    if method == "poststratify" and len(margins) > 1:
        yield "several_margins", "calibration.method", ", ".join(SEPARATOR.join(margin) for margin in margins), "rake"
    unused = [key for key in _unused_keys(calibration) if getattr(calibration, key) != getattr(_BARE, key)]
    if unused:
        yield "calibration_key_unused", f"calibration.{unused[0]}", ", ".join(unused), method
    yield from _limits(calibration)
    yield from _impossible(calibration)


_BARE = Calibration(method="rake")


def _unused_keys(calibration: Calibration) -> tuple[str, ...]:
    """Keys that the method does not read."""
    of_all = ("totals", "population", "distance", "bounds")
    return {"poststratify": (*of_all, "epsilon", "maxit"), "rake": of_all, "calibrate": ()}[calibration.method]


def _limits(calibration: Calibration) -> Iterator[Contradiction]:
    lower, upper = calibration.bounds.lower, calibration.bounds.upper
    open_sides = calibration.distance == "logit" and (lower is None or upper is None)
    if open_sides or (lower is not None and lower >= 1) or (upper is not None and upper <= 1):
        yield "calibration_bounds", "calibration.bounds", _span(lower, upper), calibration.distance


def _impossible(calibration: Calibration) -> Iterator[Contradiction]:
    """Totals below zero, and controls under which nothing ever settles."""
    for name, totals in calibration.margins.items():
        for level, total in totals.items():
            if total < 0:
                yield "negative_total", f"calibration.margins.{name}.{level}", f"{total:g}", ""
    if calibration.population is not None and calibration.population <= 0:
        yield "negative_total", "calibration.population", f"{calibration.population:g}", ""
    if calibration.epsilon is not None and calibration.epsilon <= 0:
        yield "calibration_control", "calibration.epsilon", f"{calibration.epsilon:g}", ""
    if calibration.maxit is not None and calibration.maxit < 1:
        yield "calibration_control", "calibration.maxit", str(calibration.maxit), ""


def _trim(trim: Trim) -> Iterator[Contradiction]:
    lower, upper = trim.lower, trim.upper
    crossed = lower is not None and upper is not None and lower > upper
    if (lower is None and upper is None) or crossed or (upper is not None and upper <= 0):
        yield "trim_bounds", "trim", _span(lower, upper), ""


def _span(lower: float | None, upper: float | None) -> str:
    return " – ".join("…" if side is None else f"{side:g}" for side in (lower, upper))
