"""Forest and funnel plots of the review's poolings."""

from collections.abc import Iterator
from typing import cast

from alianza.render.document import Figure
from alianza.render.figure_forest import Forest, ForestStudy, ForestSummary, forest_figure
from alianza.render.figure_funnel import FunnelPlot, funnel_figure, funnel_of
from alianza.statistics.meta.back_transformation import back_transformed
from alianza.statistics.meta.effect_sizes import Measure
from alianza.statistics.meta.funnel import Funnel
from alianza.statistics.meta.heterogeneity import Heterogeneity
from alianza.statistics.meta.small_study_effects import Asymmetry
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.results import PooledStudies

FUNNEL = "funnel"


def pooled_figures(table: str, found: tuple[PooledStudies, ...], language: str, mark: str) -> Iterator[Figure]:
    """A forest plot of each pooling and, where Egger's test was made, its funnel plot.

    The first carries the table's id; the others add the construct, and `funnel`.
    """
    for place, one in enumerate(found):
        name = table if place == 0 else f"{table}-{one.id}"
        plots = [forest_figure(forest(name, one), language, mark)]
        if one.small_studies is not None:
            plots.append(funnel_figure(_funnel(f"{table}-{one.id}-{FUNNEL}", one), language, mark))
        yield from (plot for plot in plots if plot is not None)


def forest(name: str, one: PooledStudies) -> Forest:
    """The forest plot of a pooling, on the scale on which its effects are read."""
    measure = cast(Measure, one.measure)
    rows = zip(one.studies, one.effects, one.weights, strict=True)
    studies = tuple(ForestStudy(label, back_transformed(e, measure), weight or None) for label, e, weight in rows)
    effect, new = (back_transformed(e, measure, one.typical_n) for e in (one.pooled, one.prediction))
    model = Message(f"figures.meta.models.{effect.method.split('_')[0]}")
    summaries = (ForestSummary(model, effect, new),) if effect.value is not None else ()
    return Forest(name, one.label, measure, studies, summaries, _heterogeneity(one))


def _heterogeneity(one: PooledStudies) -> Heterogeneity | None:
    if one.spread is None:
        return None
    tau2, i2, h2, q = one.spread
    return Heterogeneity(tau2, q, i2, h2)


def _funnel(name: str, one: PooledStudies) -> FunnelPlot:
    kept = [place for place, e in enumerate(one.effects) if e.value is not None and e.se]
    effects, errors = (tuple(getattr(one.effects[place], part) for place in kept) for part in ("value", "se"))
    shown = Funnel(tuple(kept), effects, errors, one.pooled, one.pooled.level, one.measure)
    nothing = Estimate(None)
    tested = Asymmetry(nothing, one.small_studies, nothing, len(kept)) if one.small_studies else None
    return funnel_of(name, one.label, one.studies, shown, tested)
