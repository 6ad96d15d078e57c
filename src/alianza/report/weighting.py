"""How the survey's weights came about, as facts and as sentences; sampling design and methods part share them."""

from collections.abc import Iterator, Sequence

import polars as pl

from alianza.statistics import Design
from alianza.study.crossing import SEPARATOR
from alianza.study.message import Message
from alianza.study.survey_design import SurveyDesign
from alianza.study.text import Text
from alianza.study.weighting import (
    CalibrationFacts,
    KnownTotal,
    NonresponseFacts,
    ReplicateFacts,
    Step,
    TrimFacts,
    Weighting,
    WeightStep,
)
from alianza.survey.design import Stage, limits
from alianza.survey.known_margins import KnownMargin
from alianza.survey.responses import Responses
from alianza.survey.values import texts


def weighting_of(responses: Responses, stages: Sequence[Stage]) -> Weighting:
    """What was done to the weights, and what they added up to after each step."""
    declared = responses.source.design
    by_step = {stage.step: stage.design for stage in stages}
    names = [stage.step for stage in stages]
    before_fit, final = stages[max(0, names.index("calibration") - 1 if "calibration" in names else 0)], stages[-1]
    return Weighting(
        steps=tuple(_step(stage) for stage in stages),
        nonresponse=_nonresponse(declared) if "nonresponse" in by_step else None,
        calibration=_calibration(responses, before_fit.design, final.design) if "calibration" in by_step else None,
        trim=_trim(declared, stages[-2].design) if "trim" in by_step else None,
        replicates=_replicates(declared, final.design),
    )


def _step(stage: Stage) -> WeightStep:
    weights = stage.design.weights[stage.design.weights > 0]
    if not weights.size:
        return WeightStep(stage.step, 0.0, 0.0, 0.0, 0.0)
    total, squares = float(weights.sum()), float(weights @ weights)
    return WeightStep(stage.step, total, float(weights.min()), float(weights.max()), total**2 / squares)


def _nonresponse(declared: SurveyDesign) -> NonresponseFacts:
    classes = declared.adjust_classes if declared.adjust_model else None
    return NonresponseFacts(declared.adjust_by, declared.adjust_model, classes)


def _calibration(responses: Responses, before: Design, after: Design) -> CalibrationFacts:
    declared = responses.source.design.calibration
    assert declared is not None
    fits = declared.method == "calibrate"
    known = [total for margin in responses.margins for total in _levels(responses, margin, before, after)]
    if declared.population is not None:
        sums = float(before.weights.sum()), float(after.weights.sum())
        known.append(KnownTotal("population", "", declared.population, *sums))
    for name, total in declared.totals.items():
        values = responses.frame[name].cast(pl.Float64).to_numpy()
        known.append(KnownTotal(name, "", total, float(before.weights @ values), float(after.weights @ values)))
    return CalibrationFacts(
        method=declared.method,
        variables=tuple(dict.fromkeys(one.variable for one in known)),
        known=tuple(known),
        distance=declared.distance if fits else "",
        lower=declared.bounds.lower if fits else None,
        upper=declared.bounds.upper if fits else None,
        totals_of=declared.totals_of or "",
    )


def _levels(responses: Responses, margin: KnownMargin, before: Design, after: Design) -> Iterator[KnownTotal]:
    """The weighted count of each category of a margin, in the order in which its totals are given."""
    columns = [texts(responses.frame[name]) for name in margin.variables]
    for level, known in margin.totals.items():
        # Added row by row: a grouped sum changes its last digits with the number of threads.
        inside = pl.all_horizontal(column == part for column, part in zip(columns, level, strict=True))
        rows = pl.select(inside.fill_null(False)).to_series().to_numpy()
        first, last = float(before.weights[rows].sum()), float(after.weights[rows].sum())
        label = _label(responses, margin, level)
        yield KnownTotal(margin.name, SEPARATOR.join(level), known, first, last, label)


def _label(responses: Responses, margin: KnownMargin, level: tuple[str, ...]) -> Text:
    """The category in the study's words, in both languages."""
    words = [
        responses.labels_of(name).get(part, Text(part)) for name, part in zip(margin.variables, level, strict=True)
    ]
    return Text(*(SEPARATOR.join(word.spoken(language) for word in words) for language in ("es", "en")))


def _trim(declared: SurveyDesign, before: Design) -> TrimFacts:
    assert declared.trim is not None
    lower, upper = limits(declared.trim)
    used = before.weights[before.weights != 0]
    cut = int(((used < lower) | (used > upper)).sum())
    return TrimFacts(declared.trim.lower, declared.trim.upper, declared.trim.strict, cut)


def _replicates(declared: SurveyDesign, design: Design) -> ReplicateFacts | None:
    drawn = design.plan.replicates
    if drawn is None:
        return None
    kind, combined = declared.replicate_type or "other", declared.combined_weights
    return ReplicateFacts(kind, drawn.weights.shape[1], drawn.scale, drawn.mse, combined)


def account(weighting: Weighting) -> tuple[Message, ...]:
    """One sentence for everything that was done to the weights, in the order in which it was done."""
    found = [_spoken_nonresponse(weighting), _spoken_calibration(weighting), _spoken_trim(weighting)]
    return tuple(message for message in (*found, _spoken_replicates(weighting)) if message)


def _sums(weighting: Weighting, step: Step) -> dict[str, object]:
    """What the weights add up to before and after a step."""
    place = [one.step for one in weighting.steps].index(step)
    before, after = weighting.steps[max(0, place - 1)], weighting.steps[place]
    return {"before": before.total, "after": after.total, "effective": round(after.effective)}


def _spoken_nonresponse(weighting: Weighting) -> Message | None:
    facts = weighting.nonresponse
    if facts is None:
        return None
    sums = _sums(weighting, "nonresponse")
    if facts.model:
        code = "weighting.nonresponse_classes" if facts.classes else "weighting.nonresponse_inverse"
        return Message(code, {"variables": facts.model, "classes": facts.classes, **sums})
    code = "weighting.nonresponse_cells" if facts.by else "weighting.nonresponse_single"
    return Message(code, {"variables": facts.by, **sums})


def _spoken_calibration(weighting: Weighting) -> Message | None:
    facts = weighting.calibration
    if facts is None:
        return None
    bounded = facts.lower is not None or facts.upper is not None
    values = {
        "variables": tuple(_named(variable) for variable in facts.variables),
        "distance": Message(f"distance.{facts.distance}") if facts.distance else "",
        "within": _span("within", facts.lower, facts.upper) if bounded else "",
        "whose": Message(f"totals_of.{facts.totals_of}") if facts.totals_of else "",
    }
    return Message(f"weighting.{facts.method}", values | _sums(weighting, "calibration"))


def _named(variable: str) -> Message | str:
    """A margin's name for a sentence; crossed variables are said to be so."""
    if variable == "population":
        return Message("weighting.population")
    parts = tuple(variable.split(SEPARATOR))
    return Message("weighting.crossed", {"variables": parts}) if len(parts) > 1 else variable


def _span(kind: str, lower: float | None, upper: float | None) -> Message:
    """Limits in words; a side that is open is not spoken of."""
    sides = "both" if lower is not None and upper is not None else "upper" if lower is None else "lower"
    return Message(f"weighting.{kind}_{sides}", {"lower": lower, "upper": upper})


def _spoken_trim(weighting: Weighting) -> Message | None:
    facts = weighting.trim
    if facts is None:
        return None
    missed = Message("weighting.missed") if weighting.calibration and facts.cut else ""
    values = {"outside": _span("outside", facts.lower, facts.upper), "cut": facts.cut, "missed": missed}
    return Message("weighting.trim", values | _sums(weighting, "trim"))


def _spoken_replicates(weighting: Weighting) -> Message | None:
    facts = weighting.replicates
    if facts is None:
        return None
    centre = Message("weighting.centre_estimate" if facts.mse else "weighting.centre_mean")
    fitted = Message("weighting.fitted_again" if weighting.calibration or weighting.trim else "weighting.as_given")
    values = {"count": facts.count, "type": facts.type, "scale": facts.scale, "centre": centre, "fitted": fitted}
    return Message("weighting.replicates", values)
