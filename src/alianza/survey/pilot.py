"""The pilot: how long each item takes, how many leave it empty, whether scales hold together; and the log of versions.

Source:
    Presser and others (2004), Methods for testing and evaluating survey questions, Public Opinion Quarterly 68(1);
    reliability as in alianza.statistics.scales.reliability.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import polars as pl

from alianza.statistics.scales.reliability import Reliability
from alianza.study.fieldwork import ChangeKind, InstrumentChange, InstrumentVersion
from alianza.survey.scales import Measure, scale_reliability


@dataclass(frozen=True, slots=True)
class PilotItem:
    """An item of the questionnaire in the pilot.

    Attributes:
        item: Its column.
        asked: Firms to which it was shown.
        missing: Of those, how many left it empty.
        seconds: Median time; None where no time was taken.
        slow: Nine of ten answered within so many seconds.
        timed: Firms whose time was taken.
    """

    item: str
    asked: int
    missing: int
    seconds: float | None
    slow: float | None
    timed: int = 0

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
        seconds: Median time of the whole questionnaire; None without times.
        slow: Nine of ten answered it within so many seconds.
        timed: Firms of which every time was taken, on which both rest.
        n: Firms of the pilot.
    """

    items: tuple[PilotItem, ...]
    scales: Mapping[str, Reliability | None]
    seconds: float | None
    slow: float | None
    timed: int
    n: int


def pilot(
    answers: pl.DataFrame,
    items: Sequence[str],
    times: Mapping[str, str] | None = None,
    scales: Sequence[Measure] = (),
    shown: Mapping[str, pl.Series] | None = None,
) -> Pilot:
    """Times, missing answers and reliability of a pilot.

    Args:
        answers: One row a firm.
        items: Columns of the items in the questionnaire's order.
        times: Item to the column of its time in seconds.
        scales: Scales whose items are among the columns.
        shown: Item to whether each firm was asked it; an item that is not named was shown to all.
    """
    times, shown = times or {}, shown or {}
    records = tuple(_item(answers, item, times.get(item, ""), shown.get(item)) for item in items)
    found = {scale.id: scale_reliability(answers, scale) for scale in scales}
    return Pilot(records, found, *_whole(answers, times, shown), answers.height)


def version_log(versions: Sequence[InstrumentVersion]) -> tuple[InstrumentVersion, ...]:
    """The versions by date, each with the added and removed items that its list shows and nobody wrote down.

    A version that lists no items says nothing about which were added.
    """
    ordered = sorted(versions, key=lambda one: (one.date, one.version))
    logged = list(ordered[:1])
    for before, after in zip(ordered, ordered[1:], strict=False):
        written = {(change.item, change.kind) for change in after.changes}
        seen = _added_and_removed(before.items, after.items) if before.items and after.items else []
        extra = tuple(InstrumentChange(item=item, kind=kind) for item, kind in seen if (item, kind) not in written)
        logged.append(msgspec.structs.replace(after, changes=(*after.changes, *extra)))
    return tuple(logged)


def _added_and_removed(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, ChangeKind]]:
    seen: list[tuple[str, ChangeKind]] = [(item, "added") for item in after if item not in before]
    return [*seen, *((item, "removed") for item in before if item not in after)]


def _item(answers: pl.DataFrame, item: str, time: str, shown: pl.Series | None) -> PilotItem:
    asked = answers if shown is None else answers.filter(shown.fill_null(False))
    empty = asked[item].is_null()
    if asked[item].dtype == pl.String:
        empty = empty | (asked[item].str.strip_chars() == "").fill_null(False)
    taken = asked[time].cast(pl.Float64).drop_nulls() if time else pl.Series([], dtype=pl.Float64)
    return PilotItem(item, asked.height, int(empty.sum()), *_times(taken), len(taken))


def _times(seconds: pl.Series) -> tuple[float | None, float | None]:
    """Median and 90th percentile; None where no time was taken."""
    median, slow = (seconds.quantile(p, interpolation="linear") for p in (0.5, 0.9))
    return median, slow


def _whole(
    answers: pl.DataFrame, times: Mapping[str, str], shown: Mapping[str, pl.Series]
) -> tuple[float | None, float | None, int]:
    """The same of the whole questionnaire, and how many firms have a time for every item that they were asked."""
    if not times:
        return None, None, 0
    asked = answers.select(
        pl.when(shown[item].fill_null(False)).then(pl.col(column)).otherwise(0.0).alias(item)
        if item in shown
        else pl.col(column).alias(item)
        for item, column in times.items()
    )
    whole = asked.select(pl.sum_horizontal(pl.all().cast(pl.Float64), ignore_nulls=False)).to_series().drop_nulls()
    return *_times(whole), len(whole)
