"""The funnel plot of a meta-analysis: effects against their standard errors, the precise studies at the top.

Without heterogeneity or bias, 95 % of the studies lie between the sides of the funnel. Ratios are drawn on a
logarithmic axis, where the sides are straight.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from alianza.render import theme
from alianza.render.document import Figure
from alianza.render.figure_comparisons import sentence_end
from alianza.render.figure_drawing import drawn
from alianza.render.figure_panels import SMALL
from alianza.render.figure_scale import RATIO_UNITS, Scale, ratio_ticks, text_width, ticks_between
from alianza.render.figure_vega import DASHED, Rows, Vega, axis_label, finished, heading, layer
from alianza.render.messages import capitalised, say, spoken
from alianza.statistics.meta.back_transformation import BACK
from alianza.statistics.meta.effect_sizes import UNITS, Measure
from alianza.statistics.meta.funnel import Funnel
from alianza.statistics.meta.small_study_effects import Asymmetry
from alianza.study.estimate import Estimate, Unit
from alianza.study.message import Message
from alianza.study.text import Text

HEIGHT: Final = 320
MARGIN: Final = 62
ALPHA: Final = 0.05
NAMED: Final = 8
"""Most studies outside the funnel that are named in the drawing."""
GLYPH: Final = 13.0
"""Height of a name, in pixels."""
AWAY: Final = 7.0
"""Distance of a name from the middle of its mark."""
REACH: Final = 5.0
"""Half the width of a mark with some room."""


@dataclass(frozen=True, slots=True)
class FunnelPlot:
    """What a funnel plot shows.

    Attributes:
        name: Id of the figure.
        what: What was measured, as the title begins.
        measure: The measure of the effects.
        labels: Names of the studies in the funnel, in its order.
        funnel: Their effects and errors on the scale on which they were pooled.
        asymmetry: Egger's test, where it was made.
        imputed: Effects and errors that trim and fill adds.
    """

    name: str
    what: Text | Message
    measure: Measure
    labels: tuple[Text | Message, ...]
    funnel: Funnel
    asymmetry: Asymmetry | None = None
    imputed: tuple[tuple[float, float], ...] = ()


def funnel_of(
    name: str,
    what: Text | Message,
    labels: Sequence[Text | Message],
    funnel: Funnel,
    asymmetry: Asymmetry | None = None,
) -> FunnelPlot:
    """The funnel plot of effects whose `labels` stand in the order in which the effects were given."""
    measure = cast(Measure, funnel.measure)
    return FunnelPlot(name, what, measure, tuple(labels[i] for i in funnel.positions), funnel, asymmetry)


def funnel_figure(plot: FunnelPlot, language: str, mark: str = "") -> Figure | None:
    """The funnel plot, or None where nothing was pooled; `mark` says that data are synthetic, or is empty."""
    if plot.funnel.centre.value is None:
        return None
    made = _FunnelPlot(plot, language)
    return drawn(plot.name, made.title, made.alternative, made.specification(mark))


@dataclass(frozen=True, slots=True)
class _FunnelPlot:
    """A funnel plot in one language."""

    plot: FunnelPlot
    language: str

    def say(self, code: str, **values: object) -> str:
        """A sentence of the meta-analytic figures."""
        return say(Message(f"figures.meta.{code}", values), self.language)

    @property
    def unit(self) -> Unit:
        """Unit in which effects are read: ratios for logarithms of ratios, else the one in which they were pooled."""
        read = BACK[self.plot.measure][1] if self.plot.measure in BACK else "number"
        return read if read in RATIO_UNITS else UNITS.get(self.plot.measure, "number")

    def read(self, value: float) -> float:
        """An effect as the axis reads it."""
        return math.exp(value) if self.unit in RATIO_UNITS else value

    @property
    def deepest(self) -> float:
        """Standard error at the foot of the drawing."""
        return 1.06 * max([*self.plot.funnel.errors, *(se for _, se in self.plot.imputed)])

    @property
    def title(self) -> str:
        """What Egger's test says about small studies; nothing for fewer than ten."""
        found, values = self.plot.asymmetry, {"what": self.plot.what, "k": len(self.plot.labels)}
        if found is None or found.test.p is None:
            return self.say("funnel.untested", **values)
        case = "few" if found.few else "lopsided" if found.test.p < ALPHA else "even"
        return self.say(f"funnel.{case}", **values, p=found.test.p)

    @property
    def scale(self) -> Scale:
        """The horizontal axis: all effects and the foot of the funnel."""
        effects = [*self.plot.funnel.effects, *(value for value, _ in self.plot.imputed)]
        low, high = (f([*effects, at]) for f, at in zip((min, max), self.plot.funnel.limits(self.deepest), strict=True))
        room = (high - low) * 0.03
        low, high = self.read(low - room), self.read(high + room)
        if self.unit in RATIO_UNITS:
            return Scale(low, high, ratio_ticks(low, high), log=True)
        return Scale(low, high, ticks_between(low, high, 5))

    def specification(self, mark: str) -> Vega:
        """Funnel, centre, studies, and the names of those outside."""
        axes, rows = self._axes(), self._rows()
        layers = [*self._region(axes), *_studies(rows, axes), *self._imputed(axes), *self._names(rows, axes)]
        parts = [self.say("notes.funnel", level=self.plot.funnel.level)]
        parts += [self.say("notes.imputed")] if self.plot.imputed else []
        size = {"width": theme.FIGURE_WIDTH - MARGIN, "height": HEIGHT}
        return finished({**heading([" ".join(parts)], mark, "bounds"), "layer": layers, **size}, self.language)

    def _axes(self) -> dict[str, Vega]:
        scale, depth = self.scale, Scale(0.0, self.deepest, ticks_between(0.0, self.deepest, 4))
        code = self.plot.measure if self.unit in RATIO_UNITS or self.plot.measure not in BACK else "generic"
        title = self.say(f"axes.{code}") if code != "generic" else self.say(f"scales.{self.plot.measure}")
        across = {"title": title, "values": list(scale.ticks), "labelExpr": axis_label(self.unit, scale), "grid": False}
        down = {
            "title": self.say("axes_error"), "values": list(depth.ticks), "labelExpr": axis_label("number", depth),
            "titleAngle": -90,
        }  # fmt: skip
        ends = {"domain": [scale.low, scale.high], "type": "log" if scale.log else "linear"}
        return {
            "x": {"type": "quantitative", "axis": across, "scale": {**ends, "nice": False, "zero": False}},
            "y": {"type": "quantitative", "axis": down,
                  "scale": {"domain": [0, self.deepest], "reverse": True, "nice": False}},
        }  # fmt: skip

    def _rows(self) -> Rows:
        names = [say(label, self.language) for label in self.plot.labels]
        rows = zip(names, self.plot.funnel.effects, self.plot.funnel.errors, strict=True)
        return [self._row(name, value, se) for name, value, se in rows]

    def _row(self, name: str, value: float, se: float) -> dict[str, Any]:
        low, high = self.plot.funnel.limits(se)
        return {
            "effect": self.read(value), "error": se, "label": name, "inside": low <= value <= high,
            "tip": self.say("point", label=name, effect=self._told(value), error=se),
        }  # fmt: skip

    def _told(self, value: float) -> Estimate:
        """An effect in words: in the unit that is read."""
        return Estimate(self.read(value), unit=self.unit)

    def _region(self, axes: dict[str, Vega]) -> list[Vega]:
        """The funnel as a wash with dashed sides, and its centre."""
        centre, foot = self.plot.funnel.centre.value or 0.0, self.plot.funnel.limits(self.deepest)
        corners = [
            {"effect": self.read(foot[0]), "top": self.deepest, "error": self.deepest},
            {"effect": self.read(centre), "top": 0.0, "error": self.deepest},
            {"effect": self.read(foot[1]), "top": self.deepest, "error": self.deepest},
        ]
        x, error = {"field": "effect", **axes["x"]}, {"field": "error", **axes["y"]}
        wash = layer(
            corners, {"type": "area", "color": theme.WASH, "opacity": 1}, x=x, y={"field": "top", **axes["y"]},
            y2={"field": "error"},
        )  # fmt: skip
        sides = layer(corners, {"type": "line", **DASHED}, x=x, y={"field": "top", **axes["y"]})
        middle = [{"effect": self.read(centre), "error": at} for at in (0.0, self.deepest)]
        line = layer(middle, {"type": "line", "color": theme.ACCENT, "strokeWidth": 1.5}, x=x, y=error)
        return [wash, sides, line]

    def _imputed(self, axes: dict[str, Vega]) -> list[Vega]:
        rows = [{"effect": self.read(value), "error": se} for value, se in self.plot.imputed]
        style = {"type": "point", "filled": False, "stroke": theme.OKABE_ITO[1], "size": 44, "strokeWidth": 1.4}
        place = {"x": {"field": "effect", **axes["x"]}, "y": {"field": "error", **axes["y"]}}
        return [layer(rows, {**style, "shape": "diamond", "opacity": 1}, **place)] if rows else []

    def _names(self, rows: Rows, axes: dict[str, Vega]) -> list[Vega]:
        """Names of the studies farthest outside, where there is room for them."""
        named = self._placed(rows)
        label = {"field": "label", "type": "nominal"}
        place = {"x": {"field": "effect", **axes["x"]}, "y": {"field": "error", **axes["y"]}, "text": label}
        return [
            layer(
                [row for row in named if row["side"] == side],
                {
                    "type": "text",
                    "align": align,
                    "dx": dx,
                    "baseline": "middle",
                    "fontSize": SMALL,
                    "color": theme.GREY,
                },
                **place,
            )
            for side, align, dx in (("right", "left", AWAY), ("left", "right", -AWAY))
            if any(row["side"] == side for row in named)
        ]

    def _placed(self, rows: Rows) -> Rows:
        """Rows to be named, farthest outside first, where the name has room on the side away from the funnel."""
        scale, width = self.scale, theme.FIGURE_WIDTH - MARGIN
        middle = scale.place(self.read(self.plot.funnel.centre.value or 0.0)) * width
        marks = [(scale.place(row["effect"]) * width, row["error"] / self.deepest * HEIGHT) for row in rows]
        taken = [(x - REACH, y - REACH, x + REACH, y + REACH) for x, y in marks]
        named: Rows = []
        for row, (x, y) in sorted(zip(rows, marks, strict=True), key=lambda pair: -self._outside(pair[0])):
            long = text_width(row["label"], SMALL)
            left, side = (x - AWAY - long, "left") if x < middle else (x + AWAY, "right")
            box = (left, y - GLYPH / 2, left + long, y + GLYPH / 2)
            free = box[0] >= 0 and box[2] <= width and not any(_touch(box, other) for other in taken)
            if free and not row["inside"] and len(named) < NAMED:
                taken.append(box)
                named.append({**row, "side": side})
        return named

    def _outside(self, row: dict[str, Any]) -> float:
        """How many standard errors the study lies from the centre."""
        value = math.log(row["effect"]) if self.unit in RATIO_UNITS else row["effect"]
        return float(abs(value - (self.plot.funnel.centre.value or 0.0)) / row["error"])

    @property
    def alternative(self) -> str:
        """The figure in words: its finding, how many lie inside, and every study with effect and error."""
        rows = self._rows()
        inside = sum(row["inside"] for row in rows)
        centre = spoken(self._told(self.plot.funnel.centre.value or 0.0), "value", self.language)
        counted = self.say("funnel.inside", inside=inside, k=len(rows), centre=centre, level=self.plot.funnel.level)
        told = "; ".join(row["tip"] for row in rows)
        return " ".join(sentence_end(part) for part in (capitalised(self.title), counted, told))


def _studies(rows: Rows, axes: dict[str, Vega]) -> list[Vega]:
    mark = {"type": "point", "filled": True, "size": 40, "color": theme.INK, "opacity": 0.85}
    tip: list[Vega] = [{"field": "tip", "type": "nominal", "title": " "}]
    place = {"x": {"field": "effect", **axes["x"]}, "y": {"field": "error", **axes["y"]}}
    return [layer(rows, mark, tooltip=tip, **place)]


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Whether two boxes, left, top, right and bottom, share a point."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
