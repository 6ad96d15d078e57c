"""The scales of a survey: three items or more that measure one construct, all turned its way (R067)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from alianza.statistics.sampling.structure import Floats
from alianza.statistics.scales.reliability import Reliability, reliability
from alianza.study.fieldwork import Scale
from alianza.study.protocol import Protocol
from alianza.study.text import Text

LEAST_ITEMS = 3
LEAST_ANSWERS = 3
"""Complete answers that a reliability needs at least."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A scale with its items, and its construct's words.

    Attributes:
        turned: Items whose answers count from the other end: low + high - answer.
    """

    id: str
    construct: str
    label: Text
    items: tuple[str, ...]
    turned: tuple[str, ...] = ()
    ends: tuple[float, float] = (1, 5)
    labels: Mapping[str, Text] = field(default_factory=dict)


def scales_of(protocol: Protocol) -> tuple[Measure, ...]:
    """The declared scales, then every other construct that three items or more of the role `level` measure."""
    source = protocol.survey
    if source is None:
        return ()
    words = {construct.id: construct.label for construct in protocol.constructs}
    declared = [_declared(scale, words) for scale in source.scales]
    covered = {scale.construct for scale in source.scales}
    levels: dict[str, list[str]] = {}
    for item in source.items:
        if item.role == "level" and item.construct not in covered:
            levels.setdefault(item.construct, []).append(item.variable)
    found = [
        Measure(construct, construct, words.get(construct, Text(construct)), tuple(items))
        for construct, items in levels.items()
        if len(items) >= LEAST_ITEMS
    ]
    return (*declared, *found)


def _declared(scale: Scale, words: Mapping[str, Text]) -> Measure:
    label = words.get(scale.construct, Text(scale.construct))
    ends = (scale.low, scale.high)
    return Measure(scale.id, scale.construct, label, scale.items, scale.reversed, ends, scale.labels)


def scale_answers(frame: pl.DataFrame, scale: Measure) -> Floats:
    """Rows by items, NaN where missing, turned items counted from the other end."""
    both = sum(scale.ends)
    columns = [
        (both - pl.col(item) if item in scale.turned else pl.col(item)).cast(pl.Float64).alias(item)
        for item in scale.items
    ]
    return np.asarray(frame.select(columns).to_numpy(), dtype=np.float64)


def scale_reliability(frame: pl.DataFrame, scale: Measure) -> Reliability | None:
    """Reliability of a scale among the rows; None where fewer than three answered all its items."""
    answers = scale_answers(frame, scale)
    if (~np.isnan(answers).any(axis=1)).sum() < LEAST_ANSWERS or len(scale.items) < 2:
        return None
    return reliability(answers, scale.items)


def scale_correlations(frame: pl.DataFrame, scale: Measure) -> Floats | None:
    """Correlations of a scale's items among the rows with all of them; None where an item does not vary."""
    answers = scale_answers(frame, scale)
    complete = answers[~np.isnan(answers).any(axis=1)]
    if len(complete) < LEAST_ANSWERS or not (complete.std(axis=0) > 0).all():
        return None
    return np.asarray(np.corrcoef(complete, rowvar=False))
