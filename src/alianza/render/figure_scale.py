"""Axes of figures: where a scale begins and ends, its ticks, and how wide words are."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from unicodedata import combining, normalize

from alianza.study.estimate import Estimate, Unit

RATIO_UNITS: Final = frozenset({"ratio", "odds_ratio"})
RATIO_LADDERS: Final = (
    (0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0),
    (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0),
    (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0),
    (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0),
    (0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8),
    (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3),
    (0.9, 0.95, 1.0, 1.05, 1.1),
    (0.96, 0.98, 1.0, 1.02, 1.04),
)
"""Possible ticks of a logarithmic axis, from coarse to fine; all hold 1, the value of no difference."""
SQUARE_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
LEAST_SPAN: Final = 0.01
"""A linear axis is no shorter than one percentage point."""
NEARLY_ALL: Final = 0.85
"""A share above this brings the whole axis, to 100 %."""
REACH: Final = 2.5
"""How far beyond the estimates, in spans of the estimates, a limit is still drawn to its end."""

GLYPHS: Final = (
    (0.222, "ijl'|"),
    (0.278, "ft.,:;/I![] \u00a0\u202f"),
    (0.333, "r()-·“”"),
    (0.5, "ckqsvxyzJ"),
    (0.611, "FTZ"),
    (0.667, "ABEKPSVXY&"),
    (0.722, "CDHNRUw"),
    (0.778, "GOQ"),
    (0.833, "mM"),
    (0.889, "%"),
    (1.0, "W—…✓✗"),
)
"""Advance widths of Liberation Sans (those of Helvetica), in em; all other glyphs count as digits do, 0.556."""
WIDTHS: Final = {glyph: width for width, glyphs in GLYPHS for glyph in glyphs}
BOLDER: Final = 1.08
"""How much wider a line in bold is, at most."""


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high` with its ticks; values outside are drawn at its end, as an arrow."""

    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def clamp(self, value: float) -> float:
        """The value, or the end of the axis that lies nearest to it."""
        return min(max(value, self.low), self.high)

    def place(self, value: float) -> float:
        """Where the value stands between the ends, 0 to 1."""
        low, high, at = (math.log(v) if self.log else v for v in (self.low, self.high, self.clamp(value)))
        return (at - low) / (high - low)


def scale_of(estimates: Sequence[Estimate], unit: Unit, reference: float | None = None) -> Scale:
    """The axis on which `estimates` of one unit and their reference value are drawn.

    Shares begin at zero and ratings run from 1 to 5, so that nothing is truncated; ratios are logarithmic. An interval
    that reaches far beyond the estimates is cut at the end of the axis.
    """
    values = [e.value for e in estimates if e.value is not None]
    if unit == "rating":
        return Scale(1, 5, (1, 2, 3, 4, 5))
    if unit in RATIO_UNITS:
        return _ratio_scale(estimates, [v for v in values if v > 0], reference or 1.0)
    low, high = _reach(estimates, values, reference)
    if unit == "share":
        return _linear(0.0, 1.0 if high > NEARLY_ALL else high)
    return _linear(low, high)


def _reach(estimates: Sequence[Estimate], values: Sequence[float], reference: float | None) -> tuple[float, float]:
    """Ends of the data on a linear axis, with zero or the reference inside."""
    anchor = 0.0 if reference is None else reference
    low, high = min([*values, anchor]), max([*values, anchor])
    widths = sorted(e.high - e.low for e in estimates if e.high is not None and e.low is not None)
    span = max(high - low, widths[len(widths) // 2] if widths else 0.0, LEAST_SPAN)
    return (
        min([low, *(max(limit, low - REACH * span) for limit in _limits(estimates))]),
        max([high, *(min(limit, high + REACH * span) for limit in _limits(estimates))]),
    )


def _limits(estimates: Iterable[Estimate]) -> list[float]:
    return [limit for e in estimates for limit in (e.low, e.high) if limit is not None and math.isfinite(limit)]


def _ratio_scale(estimates: Sequence[Estimate], values: Sequence[float], reference: float) -> Scale:
    low, high = min([*values, reference]), max([*values, reference])
    widest = max(math.log(high / low), math.log(4))
    limits = [limit for limit in _limits(estimates) if limit > 0]
    bottom = min([low, *(max(limit, low * math.exp(-widest)) for limit in limits)]) / 1.04
    top = max([high, *(min(limit, high * math.exp(widest)) for limit in limits)]) * 1.04
    return Scale(bottom, top, ratio_ticks(bottom, top), log=True)


def ratio_ticks(low: float, high: float) -> tuple[float, ...]:
    """Ticks of a logarithmic axis: round numbers, coarser or finer by what the axis spans, with 1 among them.

    >>> ratio_ticks(0.4, 6)
    (0.5, 1.0, 2.0, 5.0)
    >>> ratio_ticks(0.85, 1.3)
    (0.9, 1.0, 1.1, 1.2, 1.3)
    """
    ladders: list[Sequence[float]] = [[t for t in ladder if low <= t <= high] for ladder in RATIO_LADDERS]
    fittest: Sequence[float] = max(ladders, key=_fitness)
    return tuple(fittest)


def _fitness(ticks: Sequence[float]) -> tuple[bool, float, int]:
    """Three to six ticks are readable; of those the ladder that spans most of the axis, then the finer one."""
    return 3 <= len(ticks) <= 6, ticks[-1] / ticks[0] if ticks else 0.0, len(ticks)


def _linear(low: float, high: float) -> Scale:
    """An axis a little longer than the data, with round ticks inside."""
    high = max(high, low + LEAST_SPAN)
    room = (high - low) * 0.03
    bottom, top = (low - room if low < 0 else low), (high + room if high not in (0.0, 1.0) else high)
    return Scale(bottom, top, ticks_between(bottom, top, 4))


def ticks_between(low: float, high: float, count: int) -> tuple[float, ...]:
    """About `count` round numbers from `low` to `high`.

    >>> ticks_between(-0.3, 0.42, 4)
    (-0.2, 0.0, 0.2, 0.4)
    """
    step = nice_step(high - low, count)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(round(i * step, 10) for i in range(first, last + 1))


def nice_step(span: float, count: int) -> float:
    """The round step that cuts `span` into about `count` parts.

    >>> nice_step(0.37, 4), nice_step(7, 4)
    (0.1, 2.0)
    """
    raw = span / count
    power = 10.0 ** math.floor(math.log10(raw))
    return next(round(s * power, 12) for s in SQUARE_STEPS if s * power >= raw * 0.999)


def tick_decimals(scale: Scale, factor: float) -> int:
    """Decimals that the tick labels need, once multiplied by `factor` (100 for percentages)."""
    labels = [tick * factor for tick in scale.ticks]
    return next(d for d in range(4) if d == 3 or all(abs(round(label, d) - label) < 1e-6 for label in labels))


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width in pixels of a line in Liberation Sans.

    >>> round(text_width("más", 100)), round(text_width("28,5 %", 100))
    (189, 311)
    """
    letters = (c for c in normalize("NFD", text) if not combining(c))
    return sum(WIDTHS.get(c, 0.556) for c in letters) * size * (BOLDER if bold else 1.0)


def wrapped(text: str, width: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """The text broken between words into lines that fit `width` pixels."""
    lines: list[str] = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size, bold) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)
