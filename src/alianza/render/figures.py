"""The figures of a report: for each table that has something to show, and the overview of claims.

`figures` is the only function that the rest of the program needs; `figure_export` turns a figure into other formats.
Why the title is not inside the picture, and why the PDF embeds pictures as it does: docs/decisions/0004-figures.md.
"""

from collections.abc import Callable, Iterator
from typing import Final

from alianza.render.document import Figure
from alianza.render.figure_agreement import agreement_figure
from alianza.render.figure_characteristics import characteristics_figure
from alianza.render.figure_claims import claim_pairs, claims_drawing, claims_title
from alianza.render.figure_comparisons import Sketch, alternative, sketch
from alianza.render.figure_curve import curve_alternative, curve_points, curve_specification, curve_title
from alianza.render.figure_drawing import drawn
from alianza.render.figure_flow import flow_figure
from alianza.render.figure_paradigm import paradigm_figures
from alianza.render.figure_pooled import pooled_figures
from alianza.render.figure_profiles import profiles_figure
from alianza.render.figure_reading import Reading
from alianza.render.figure_saturation import saturation_figure
from alianza.render.figure_themes import themes_figure
from alianza.render.figure_vega import specification
from alianza.render.messages import say, sentence
from alianza.study.results import Results
from alianza.study.table import Table

CURVE: Final = "planning_dose_response"
CLAIMS: Final = "claims"
POOLED: Final = "review_meta"
PARADIGM: Final = "interview_relations"
DRAWN: Final[dict[str, Callable[[Reading, str], Figure | None]]] = {
    "review_flow": flow_figure,
    "review_characteristics": characteristics_figure,
    "review_profiles": profiles_figure,
    "review_themes": themes_figure,
    "interview_agreement": agreement_figure,
    "interview_curve": saturation_figure,
}
"""Figures that are drawn by hand, by their table."""


def figures(results: Results, language: str) -> dict[str, Figure]:
    """The report's figures by the id of the table that they show, in report order; `claims` for the overview.

    A table with several figures has them under its id, and its id with a hyphen and more.

    Tables that are not computable, that have no figure of their own or in which nothing could be estimated are left
    out. The same results give the same bytes.
    """
    return {figure.id: figure for figure in _figures(results, language)}


def _figures(results: Results, language: str) -> Iterator[Figure]:
    mark = sentence("mark.synthetic", language) if results.synthetic else ""
    others = {table.id: table for table in results.tables}
    for table in results.tables:
        reading = Reading(table, language, results.protocol.rules, others)
        if table.id == PARADIGM:
            yield from paradigm_figures(reading, mark)
        figure = _of_table(reading, mark)
        if figure is not None:
            yield figure
        if table.id == POOLED and table.computable:
            yield from pooled_figures(POOLED, results.pooled, language, mark)
    overview = _overview(results, language, mark)
    if overview is not None:
        yield overview


def _of_table(reading: Reading, mark: str) -> Figure | None:
    if reading.table.id in DRAWN:
        return DRAWN[reading.table.id](reading, mark)
    if reading.table.id == CURVE:
        return _curve(reading, mark)
    made = sketch(reading)
    return None if made is None else _figure(reading, made, mark)


def _figure(reading: Reading, made: Sketch, mark: str) -> Figure:
    spec = specification(made.drawing, reading.language, mark)
    return drawn(reading.table.id, say(made.title, reading.language), alternative(reading, made), spec)


def _curve(reading: Reading, mark: str) -> Figure | None:
    points = curve_points(reading) if reading.table.computable else ()
    if len(points) < 2:
        return None
    spec = curve_specification(reading, points, mark)
    title = say(curve_title(reading, points), reading.language)
    return drawn(reading.table.id, title, curve_alternative(reading, points), spec)


def _overview(results: Results, language: str, mark: str) -> Figure | None:
    pairs = claim_pairs(results.claims)
    if not pairs:
        return None
    reading = Reading(Table(CLAIMS, "verdicts"), language, results.protocol.rules)
    return _figure(reading, Sketch(claims_title(pairs, results.synthetic), claims_drawing(pairs, language)), mark)
