"""The pilot: how long each item takes, how many leave it empty, whether scales hold together; and the log of versions.

Source:
    Presser and others (2004), Methods for testing and evaluating survey questions, Public Opinion Quarterly 68(1);
    reliability as in alianza.statistics.scales.reliability.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from alianza.statistics.scales.reliability import Reliability, reliability
from alianza.study.text import Text


@dataclass(frozen=True, slots=True)
class PilotItem:
    """An item of the questionnaire in the pilot.

    Attributes:
        item: Its column.
        asked: Firms to which it was shown.
        missing: Of those, how many left it empty.
        seconds: Median time; None where no time was taken.
        slow: Nine of ten answered within so many seconds.
    """

    item: str
    asked: int
    missing: int
    seconds: float | None
    slow: float | None

    @property
    def missing_share(self) -> float | None:
        """Share of empty answers among the firms that were asked."""
        return self.missing / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class Pilot:
    """What a pilot shows.

    Attributes:
        items: One record an item, in the questionnaire's order.
        scales: Reliability of each scale; None where fewer than three firms answered all its items.
        minutes: Median time of the whole questionnaire; None without times.
        n: Firms of the pilot.
    """

    items: tuple[PilotItem, ...]
    scales: Mapping[str, Reliability | None]
    minutes: float | None
    n: int


@dataclass(frozen=True, slots=True)
class InstrumentChange:
    """One change between two versions of the questionnaire.

    Attributes:
        item: The item, or empty for the whole questionnaire.
        kind: `added`, `removed`, `reworded`, `moved`, `options` or `routing`.
        reason: Why, in the study's words.
    """

    item: str
    kind: str
    reason: Text


@dataclass(frozen=True, slots=True)
class InstrumentVersion:
    """A version of the questionnaire.

    Attributes:
        version: Its name, such as `0.2`.
        date: ISO date on which it went into the field.
        items: Its items in order.
        changes: What changed since the version before.
    """

    version: str
    date: str
    items: tuple[str, ...]
    changes: tuple[InstrumentChange, ...] = ()


MINIMUM = 3
"""Complete answers that a scale's reliability needs at least."""


def pilot(
    answers: pl.DataFrame,
    items: Sequence[str],
    times: Mapping[str, str] | None = None,
    scales: Mapping[str, Sequence[str]] | None = None,
    shown: Mapping[str, pl.Series] | None = None,
) -> Pilot:
    """Times, missing answers and reliability of a pilot.

    Args:
        answers: One row a firm.
        items: Columns of the items in the questionnaire's order.
        times: Item to the column of its time in seconds.
        scales: Scale to its items, which are numbers.
        shown: Item to whether each firm was asked it; an item that is not named was shown to all.
    """
    times, shown = times or {}, shown or {}
    records = tuple(_item(answers, item, times.get(item, ""), shown.get(item)) for item in items)
    found = {name: _scale(answers, list(own)) for name, own in (scales or {}).items()}
    return Pilot(records, found, _minutes(answers, list(times.values())), answers.height)


def version_log(versions: Sequence[InstrumentVersion]) -> tuple[InstrumentVersion, ...]:
    """The versions by date, each with the added and removed items that its list shows and nobody wrote down."""
    ordered = sorted(versions, key=lambda one: (one.date, one.version))
    logged = list(ordered[:1])
    for before, after in zip(ordered, ordered[1:], strict=False):
        written = {(change.item, change.kind) for change in after.changes}
        seen = [(item, "added") for item in after.items if item not in before.items]
        seen += [(item, "removed") for item in before.items if item not in after.items]
        extra = tuple(InstrumentChange(*one, Text("")) for one in seen if one not in written)
        logged.append(InstrumentVersion(after.version, after.date, after.items, (*after.changes, *extra)))
    return tuple(logged)


def _item(answers: pl.DataFrame, item: str, time: str, shown: pl.Series | None) -> PilotItem:
    asked = answers if shown is None else answers.filter(shown.fill_null(False))
    empty = asked[item].is_null()
    if asked[item].dtype == pl.String:
        empty = empty | (asked[item].str.strip_chars() == "").fill_null(False)
    taken = asked[time].cast(pl.Float64).drop_nulls() if time else pl.Series([], dtype=pl.Float64)
    median, slow = (taken.quantile(p, interpolation="linear") for p in (0.5, 0.9))
    return PilotItem(item, asked.height, int(empty.sum()), median, slow)


def _scale(answers: pl.DataFrame, items: list[str]) -> Reliability | None:
    numbers = answers.select(pl.col(items).cast(pl.Float64)).to_numpy()
    if (~np.isnan(numbers).any(axis=1)).sum() < MINIMUM or len(items) < 2:
        return None
    return reliability(numbers, items)


def _minutes(answers: pl.DataFrame, columns: list[str]) -> float | None:
    if not columns or not answers.height:
        return None
    total = answers.select(pl.sum_horizontal(pl.col(columns).cast(pl.Float64), ignore_nulls=True)).to_series()
    median = total.median()
    return None if median is None else float(median) / 60  # type: ignore[arg-type]
