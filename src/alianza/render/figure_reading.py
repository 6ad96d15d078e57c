"""A table as a figure reads it: labels in one language, estimates by row and column, and what they say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from alianza.render import numbers
from alianza.render.figure_panels import Column, Line, Mark
from alianza.render.messages import capitalised, say, spoken
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.protocol import Rules
from alianza.study.table import Cell, Row, Suppressed, Table

SMALL_BASE: Final = "†"


@dataclass(frozen=True, slots=True)
class Reading:
    """A table, the language in which it is shown and the rules of its study.

    Attributes:
        others: The report's other tables, by id: a finding may rest on the comparisons of a neighbour.
    """

    table: Table
    language: str
    rules: Rules
    others: Mapping[str, Table] = field(default_factory=dict)

    def say(self, code: str, **values: object) -> str:
        """A sentence of the figures' catalogue."""
        return say(Message(f"figures.{code}", values), self.language)

    def has(self, column: str) -> bool:
        """Whether some row has a number in the column."""
        return any(self.estimates(column).values())

    def cell(self, row: Row, column: str) -> Cell:
        """The row's cell in the named column, None where the table has no such column."""
        places = [i for i, c in enumerate(self.table.columns) if c.id == column]
        return row.cells[places[0]] if places and places[0] < len(row.cells) else None

    def estimate(self, row: Row, column: str) -> Estimate | None:
        """The row's estimate in the column if it has a value, else None."""
        cell = self.cell(row, column)
        return cell if isinstance(cell, Estimate) and cell.value is not None else None

    def estimates(self, column: str) -> dict[str, Estimate]:
        """Estimates of a column by row id, only those that have a value."""
        return {row.id: e for row in self.table.rows if (e := self.estimate(row, column)) is not None}

    def count(self, row: Row, column: str) -> int:
        """The whole number in a cell; 0 where there is none."""
        found = self.cell(row, column)
        value = found.value if isinstance(found, Estimate) else found
        return round(value) if isinstance(value, int | float) else 0

    def rankable(self, found: Mapping[str, Estimate]) -> dict[str, Estimate]:
        """The estimates whose base is large enough to say which is higher."""
        return {row: e for row, e in found.items() if e.n >= self.rules.no_best_below}

    def label(self, row: Row) -> str:
        """The row's label."""
        return say(row.label, self.language)

    def labels(self) -> dict[str, str]:
        """Every row's label by its id."""
        return {row.id: self.label(row) for row in self.table.rows}

    def ordered(self, column: str, last: Sequence[str] = ()) -> tuple[Row, ...]:
        """Rows by falling value, those without a value behind them, and `last` at the end in its own order."""
        values = {row: e.value or 0.0 for row, e in self.estimates(column).items()}
        places = {row: i for i, row in enumerate(last, 1)}
        return tuple(
            sorted(self.table.rows, key=lambda r: (places.get(r.id, 0), r.id not in values, -values.get(r.id, 0.0)))
        )

    def lines(self, rows: Iterable[Row], strong: Sequence[str] = ()) -> tuple[Line, ...]:
        """The rows as lines of a figure."""
        return tuple(Line(row.id, capitalised(self.label(row)), row.id in strong) for row in rows)

    def mark(self, row: Row, column: str, reference: float | None = None) -> Mark:
        """The cell as it is drawn: filled, or open where its interval holds the reference."""
        estimate = self.estimate(row, column)
        if estimate is None:
            why = "suppressed" if self._withheld(row, column) else "missing"
            return Mark(row.id, None, self.say(f"absent.{why}"))
        text, tip = (spoken(estimate, form, self.language) for form in ("value", ""))
        return Mark(row.id, estimate, text, tip, solid=reference is None or excludes(estimate, reference))

    def _withheld(self, row: Row, column: str) -> bool:
        return isinstance(self.cell(row, column), Suppressed)

    def marks(self, rows: Iterable[Row], column: str, reference: float | None = None) -> tuple[Mark, ...]:
        """The column's cells as they are drawn."""
        return tuple(self.mark(row, column, reference) for row in rows)

    def numbers(self, rows: Sequence[Row], column: str, header: str) -> Column:
        """A column of estimates with their intervals in words."""
        cells = [self.estimate(row, column) for row in rows]
        texts = [
            self._sign(row, column) if e is None else numbers.plain(e.value or 0.0, e.unit, e.n, self.language)
            for row, e in zip(rows, cells, strict=True)
        ]
        limits = [numbers.interval(e, self.language) if e else "" for e in cells]
        asides = tuple(f"({text})" if text else "" for text in limits)
        return Column(header, tuple(numbers.align(texts, self.language)), asides if any(asides) else ())

    def _sign(self, row: Row, column: str) -> str:
        return numbers.SUPPRESSED if self._withheld(row, column) else numbers.MISSING

    def bases(self, rows: Sequence[Row], columns: Sequence[str]) -> Column:
        """The column of bases: one number a row, or one a panel where they differ; small ones carry a sign."""
        return Column("n", tuple(self._base(row, columns) for row in rows))

    def _base(self, row: Row, columns: Sequence[str]) -> str:
        return " / ".join(self.base(n) for n in self._bases(row, columns)) or numbers.MISSING

    def _bases(self, row: Row, columns: Sequence[str]) -> list[int]:
        found = [e.n for column in columns if (e := self.estimate(row, column)) is not None]
        return found if len(set(found)) > 1 else found[:1]

    def base(self, n: int) -> str:
        """A base in words, with a sign where it is too small to rank."""
        return numbers.number(n, 0, self.language) + (SMALL_BASE if n < self.rules.no_best_below else "")

    def notes(self, columns: Sequence[str], *codes: str) -> tuple[str, ...]:
        """How to read the figure: what marks and intervals are, `codes`, and what the small bases mean."""
        found = [e for column in columns for e in self.estimates(column).values()]
        parts = [self.say("notes.interval", level=found[0].level), *(self.say(f"notes.{code}") for code in codes)]
        if any(e.n < self.rules.no_best_below for e in found):
            parts.append(self.say("notes.small", minimum=self.rules.no_best_below))
        if any(len(self._bases(row, columns)) > 1 for row in self.table.rows):
            parts.append(self.say("notes.bases"))
        return (" ".join(parts),)


def excludes(estimate: Estimate, value: float) -> bool:
    """Whether the estimate's interval lies wholly on one side of a value.

    >>> excludes(Estimate(2.0, low=1.2, high=3.4), 1.0), excludes(Estimate(2.0), 1.0)
    (True, False)
    """
    if estimate.low is None or estimate.high is None:
        return False
    return estimate.low > value or estimate.high < value


def separated(estimates: Iterable[Estimate]) -> bool:
    """Whether at least two of the intervals have no point in common.

    >>> separated([Estimate(0.2, low=0.1, high=0.3), Estimate(0.5, low=0.4, high=0.6)])
    True
    """
    limits = [(e.low, e.high) for e in estimates if e.low is not None and e.high is not None]
    return len(limits) > 1 and max(low for low, _ in limits) > min(high for _, high in limits)


def comparison(reading: Reading, column: str, without: Sequence[str] = ()) -> Message:
    """What a column of estimates says, honest about overlap and small bases.

    Categories under the minimum base are left out of the comparison. Which of six sentences holds: a single category;
    fewer than two with a sufficient base (no order); no two intervals apart; all values printed alike; the
    highest apart from every other; some two apart.
    """
    every = {row: e for row, e in reading.estimates(column).items() if row not in without}
    large = reading.rankable(every)
    found = large if len(large) > 1 else every
    case = "single" if len(every) == 1 else "small" if len(large) < 2 else _case(found)
    low, high = _ends(found, case)
    if case == "overlap" and len({spoken(found[row], "value", reading.language) for row in (low, high)}) == 1:
        case = "even"
    labels, minimum = reading.labels(), reading.rules.no_best_below
    few = Message("figures.comparison.left_out", {"minimum": minimum}) if len(found) < len(every) else ""
    values = {"low": found[low], "low_row": labels[low], "high": found[high], "high_row": labels[high]}
    what = Message(f"figures.what.{reading.table.id}")
    return Message(f"figures.comparison.{case}", {**values, "what": what, "minimum": minimum, "few": few})


def _case(found: Mapping[str, Estimate]) -> str:
    if not separated(found.values()):
        return "overlap"
    _, high = _ends(found, "leads")
    lowest = found[high].low
    others = [e.high for row, e in found.items() if row != high]
    apart = lowest is not None and all(limit is not None and lowest > limit for limit in others)
    return "leads" if apart else "extremes"


def _ends(found: Mapping[str, Estimate], case: str) -> tuple[str, str]:
    """The lowest and highest category; for `extremes`, where these two overlap, the two that lie farthest apart."""
    by_value = sorted(found, key=lambda row: found[row].value or 0.0)
    low, high = by_value[0], by_value[-1]
    if case != "extremes" or separated((found[low], found[high])):
        return low, high
    limited = [row for row, e in found.items() if e.low is not None and e.high is not None]
    return min(limited, key=lambda row: found[row].high or 0.0), max(limited, key=lambda row: found[row].low or 0.0)


def apart_from(reading: Reading, column: str, reference: float, without: Sequence[str] = ()) -> tuple[Message, ...]:
    """The rows whose interval excludes the reference, each with its label and estimate, farthest first."""
    labels = reading.labels()
    found = {r: e for r, e in reading.estimates(column).items() if r not in without and excludes(e, reference)}
    order = sorted(found, key=lambda row: -abs(_distance(found[row], reference)))
    return tuple(Message("figures.named", {"row": labels[row], "value": found[row]}) for row in order)


def _distance(estimate: Estimate, reference: float) -> float:
    from math import log

    value = estimate.value or 0.0
    return log(value / reference) if reference > 0 and value > 0 else value - reference
