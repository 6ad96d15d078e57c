"""The forest plot of a meta-analysis: every study, what they say together, and what a further study might find.

Squares are as large as the studies' weights; the diamond spans the pooled effect's interval, the band the prediction
interval. The figure takes effects on the scale on which they are read; `forest_of` brings them there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from alianza.render import numbers
from alianza.render.document import Figure
from alianza.render.figure_comparisons import sentence_end
from alianza.render.figure_drawing import drawn
from alianza.render.figure_panels import Column, Drawing, Line, Mark, Panel
from alianza.render.figure_reading import excludes
from alianza.render.figure_vega import specification
from alianza.render.messages import capitalised, say, spoken
from alianza.statistics.meta.back_transformation import back_transformed
from alianza.statistics.meta.effect_sizes import Measure
from alianza.statistics.meta.heterogeneity import Heterogeneity
from alianza.statistics.meta.pooling import Pooled
from alianza.study.estimate import Estimate, Unit
from alianza.study.message import Message
from alianza.study.text import Text

MANY: Final = 20
"""From this many studies on the rows stand close."""
LARGEST: Final = {False: 150.0, True: 90.0}
"""Area of the square of the heaviest study, in square pixels, in wide rows and in close ones."""
SMALLEST: Final = 9.0
REFERENCES: Final[dict[Unit, float]] = {"ratio": 1.0, "odds_ratio": 1.0, "difference": 0.0, "number": 0.0, "log": 0.0}
"""The value of no difference; shares and ratings have none."""


@dataclass(frozen=True, slots=True)
class ForestStudy:
    """A study: its name, its effect, and its share of the weight."""

    label: Text | Message
    effect: Estimate
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class ForestSummary:
    """A pooled effect, and where the effect of a new study is expected."""

    label: Text | Message
    effect: Estimate
    prediction: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Forest:
    """What a forest plot shows.

    Attributes:
        name: Id of the figure.
        what: What was measured, as the title begins.
        measure: The measure of the effects, which names the axis.
        studies: Studies with their effects as they are read.
        summaries: Pooled effects, the main one first.
        heterogeneity: Of the main one.
        ordered: Whether the order of the studies means something; they are sorted by effect otherwise.
    """

    name: str
    what: Text | Message
    measure: Measure
    studies: tuple[ForestStudy, ...]
    summaries: tuple[ForestSummary, ...] = ()
    heterogeneity: Heterogeneity | None = None
    ordered: bool = False


def forest_of(
    name: str, what: Text | Message, labels: Sequence[Text | Message], effects: Sequence[Estimate], pooled: Pooled
) -> Forest:
    """The forest plot of effects and of what was pooled from them, brought to the scale on which they are read."""
    measure = cast(Measure, pooled.measure)
    rows = zip(labels, effects, pooled.weights, strict=True)
    studies = tuple(ForestStudy(label, back_transformed(e, measure), weight or None) for label, e, weight in rows)
    effect, new = (back_transformed(e, measure, pooled.typical_n) for e in (pooled.effect, pooled.prediction))
    summary = ForestSummary(Message(f"figures.meta.models.{effect.method.split('_')[0]}"), effect, new)
    known = effect.value is not None
    return Forest(name, what, measure, studies, (summary,) if known else (), pooled.heterogeneity)


def forest_figure(forest: Forest, language: str, mark: str = "") -> Figure | None:
    """The forest plot, or None where no study has an effect; `mark` says that data are synthetic, or is empty."""
    if not any(study.effect.value is not None for study in forest.studies):
        return None
    made = _Forest(forest, language)
    return drawn(forest.name, made.title, made.alternative, specification(made.drawing, language, mark))


@dataclass(frozen=True, slots=True)
class _Forest:
    """A forest plot in one language."""

    forest: Forest
    language: str

    def say(self, code: str, **values: object) -> str:
        """A sentence of the meta-analytic figures."""
        return say(Message(f"figures.meta.{code}", values), self.language)

    @property
    def studies(self) -> tuple[ForestStudy, ...]:
        """The studies in the order in which they are drawn; those without an effect at the end."""
        if self.forest.ordered:
            return self.forest.studies
        return tuple(sorted(self.forest.studies, key=lambda s: (s.effect.value is None, s.effect.value or 0.0)))

    @property
    def unit(self) -> Unit:
        """Unit of the effects."""
        return next(s.effect.unit for s in self.forest.studies if s.effect.value is not None)

    @property
    def reference(self) -> float | None:
        """The value of no difference."""
        return REFERENCES.get(self.unit)

    @property
    def predictions(self) -> tuple[Estimate, ...]:
        """The prediction intervals that there are."""
        found = (s.prediction for s in self.forest.summaries)
        return tuple(p for p in found if p is not None and p.low is not None)

    @property
    def title(self) -> str:
        """The main pooled effect, whether it excludes the value of no difference, and what another study may find."""
        k, what = sum(s.effect.value is not None for s in self.forest.studies), self.forest.what
        if not self.forest.summaries:
            return self.say("forest.alone", what=what, k=k)
        effect = self.forest.summaries[0].effect
        new = Message("figures.meta.forest.new", {"new": self.predictions[0]}) if self.predictions else ""
        values = {"what": what, "effect": effect, "k": effect.n, "new": new}
        if self.reference is None:
            return self.say("forest.level", **values)
        case = "apart" if excludes(effect, self.reference) else "overlap"
        return self.say(f"forest.{case}", **values, reference=self.reference)

    @property
    def drawing(self) -> Drawing:
        """Rows of studies, then for each pooled effect its diamond and its band."""
        many = len(self.forest.studies) >= MANY
        lines, marks, texts = [], [], []
        for i, study in enumerate(self.studies):
            lines.append(Line(f"study{i}", say(study.label, self.language)))
            marks.append(self._study(f"study{i}", study, many))
            texts.append((study.effect, self._weight(study)))
        for i, (label, effect, shape) in enumerate(self._summaries()):
            lines.append(Line(f"summary{i}", label, shape == "span", apart=shape == "span"))
            tip = self.say("summary", label=label, effect=effect)
            marks.append(Mark(f"summary{i}", effect, tip=tip, shape="span" if shape == "span" else "bar"))
            texts.append((effect, ""))
        axis = self.say(f"axes.{self.forest.measure}")
        main = self.forest.summaries[0].effect.value if self.forest.summaries else None
        panel = Panel("", axis, self.unit, tuple(marks), self.reference, pooled=main)
        return Drawing(tuple(lines), (panel,), self._columns(texts), self._notes(), many)

    def _summaries(self) -> list[tuple[str, Estimate, str]]:
        """Label, estimate and shape of each row under the studies."""
        rows = []
        for summary in self.forest.summaries:
            rows.append((capitalised(say(summary.label, self.language)), summary.effect, "span"))
            if summary.prediction is not None and summary.prediction.low is not None:
                rows.append((self.say("prediction"), summary.prediction, "bar"))
        return rows

    def _study(self, row: str, study: ForestStudy, many: bool) -> Mark:
        if study.effect.value is None:
            return Mark(row, None, say(Message("figures.absent.missing"), self.language))
        heaviest = max((s.weight or 0.0 for s in self.forest.studies), default=0.0)
        share = (study.weight or 0.0) / heaviest if heaviest else 0.4
        tip = spoken(study.effect, "", self.language) if study.effect.n else spoken(study.effect, "both", self.language)
        return Mark(row, study.effect, tip=tip, shape="square", size=max(SMALLEST, LARGEST[many] * share))

    def _weight(self, study: ForestStudy) -> str:
        return numbers.MISSING if study.weight is None else numbers.number(study.weight * 100, 1, self.language)

    def _columns(self, texts: Sequence[tuple[Estimate, str]]) -> tuple[Column, ...]:
        """Effects with their intervals, and weights where there are any."""
        level = next(e.level for e, _ in texts if e.value is not None)
        values = [self._value(e) for e, _ in texts]
        limits = tuple(f"({found})" if (found := self._limits(e)) else "" for e, _ in texts)
        header = self.say("headers.share" if self.unit == "share" else "headers.effect", level=level)
        effects = Column(header, tuple(numbers.align(values, self.language)), limits)
        if all(s.weight is None for s in self.forest.studies):
            return (effects,)
        return effects, Column(self.say("headers.weight"), tuple(weight for _, weight in texts))

    def _value(self, estimate: Estimate) -> str:
        if estimate.value is None:
            return numbers.MISSING
        return "" if estimate.method.startswith("prediction") else self._number(estimate.value)

    def _limits(self, estimate: Estimate) -> str:
        if estimate.low is None or estimate.high is None:
            return ""
        return self.say("limits", low=self._number(estimate.low), high=self._number(estimate.high))

    def _number(self, value: float) -> str:
        """A number of the column: percentages with one decimal, since pooling carries more than a study does."""
        if self.unit in numbers.PERCENT_UNITS:
            return numbers.number(value * 100, 1, self.language)
        return numbers.number(value, 2, self.language)

    def _notes(self) -> tuple[str, ...]:
        kind = "new" if self.predictions else "pooled" if self.forest.summaries else "studies"
        parts = [self.say(f"notes.{kind}")]
        found = self.forest.heterogeneity
        if found is not None and found.tau2.method != "common":
            parts.append(self.say("notes.heterogeneity", i2=found.i2, tau2=found.tau2.value, p=found.q.p))
        return (" ".join(parts),)

    @property
    def alternative(self) -> str:
        """The figure in words: its finding, every study, every pooled effect."""
        told = [self._told(study) for study in self.studies]
        pooled = [self.say("summary", label=label, effect=effect) for label, effect, _ in self._summaries()]
        return " ".join(
            sentence_end(part) for part in (capitalised(self.title), "; ".join(told), "; ".join(pooled)) if part
        )

    def _told(self, study: ForestStudy) -> str:
        label = say(study.label, self.language)
        if study.effect.value is None:
            return f"{label}, {say(Message('figures.absent.missing'), self.language)}"
        if study.weight is None:
            return self.say("summary", label=label, effect=study.effect)
        return self.say("study", label=label, effect=study.effect, weight=study.weight)
