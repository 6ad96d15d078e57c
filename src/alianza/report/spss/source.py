"""A file as SPSS sees it: columns with labels, codes declared missing, and a weight; and the shape of its tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from alianza.statistics.sampling.structure import Floats, Rows
from alianza.statistics.sampling.variables import EXACT, MISSING, Columns, Factor
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table, note_letter
from alianza.study.text import Text
from alianza.survey.values import value_text

BLANK = Text("")


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """The data behind the tables.

    Attributes:
        columns: The columns; answers that the file declares missing are missing here.
        titles: Column to its label.
        labels: Column to value (as text) to label.
        declared_missing: Column to the codes declared missing, where they stand; null elsewhere.
        weights: Frequency weights, one a row; None where every row counts once.
        weight: Name of the weight.
        missing_ranges: Column to the ranges declared missing, each by its ends.
    """

    columns: Columns
    titles: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    declared_missing: Mapping[str, pl.Series] = field(default_factory=dict)
    weights: Floats | None = None
    weight: str = ""
    missing_ranges: Mapping[str, tuple[tuple[object, object], ...]] = field(default_factory=dict)

    def title(self, name: str) -> Text:
        """A column's label, or its name where it has none."""
        return Text(self.titles.get(name) or name)

    def label(self, name: str, value: object) -> Text | Message:
        """A value's label, or the value itself where it has none."""
        return Text(known) if (known := self.labels.get(name, {}).get(value_text(value))) else as_written(value)

    @property
    def counts(self) -> Floats:
        """Frequency of each row; rows without a positive weight do not count."""
        if self.weights is None:
            return np.ones(self.columns.height)
        return np.asarray(np.maximum(np.nan_to_num(self.weights), 0.0))

    @property
    def n(self) -> float:
        """Cases of the file: the sum of their frequencies."""
        return float(self.counts.sum())

    def factor(self, name: str) -> Factor:
        """A column as a factor."""
        return self.columns.factor(name)

    def complete(self, names: Sequence[str]) -> Rows:
        """Rows that count and answered every column."""
        known = np.all([self.columns.factor(name).codes != MISSING for name in names], axis=0)
        return np.flatnonzero(known & (self.counts > 0))

    def listwise(self, names: Sequence[str]) -> "Source":
        """The same data where only the rows count that answered every column."""
        counts = np.zeros(self.columns.height)
        rows = self.complete(names)
        counts[rows] = self.counts[rows]
        return replace(self, weights=counts)


def as_written(value: object) -> Text | Message:
    """A value as a reader's language writes it: a number with all its decimals, a text as it is."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Message("stats.exact", {"value": value})
    return Text(value_text(value))


class Footnotes:
    """The footnotes of a table while it is put together; the same note twice keeps one letter."""

    def __init__(self) -> None:
        self.notes: list[Message] = []

    def mark(self, label: Message | Text, note: Message) -> Message:
        """The words of a row with the letter of its footnote."""
        if note not in self.notes:
            self.notes.append(note)
        return marked(label, note_letter(self.notes.index(note)))


def table(
    identifier: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    title: Mapping[str, object] | None = None,
    notes: Sequence[Message] = (),
) -> Table:
    """A table whose title is the message `stats.titles.<identifier>`."""
    lead = Message(f"stats.titles.{identifier}", title or {})
    return Table(identifier, "participants", tuple(columns), tuple(rows), lead=lead, notes=tuple(notes))


def row(label: Text | Message, *cells: Cell, identifier: str = "") -> Row:
    """A row of a table."""
    return Row(identifier, label, cells)


def words(code: str, **values: object) -> Text | Message:
    """A row's or a cell's words: the message `stats.rows.<code>`."""
    return Message(f"stats.rows.{code}", values)


def marked(label: Message | Text, mark: str) -> Message:
    """A row's words with the letter of the footnote that belongs to it."""
    return Message("stats.marked", {"label": label, "mark": mark})


def as_whole(value: float | None) -> float | int | None:
    """A number without decimals as one, so that it is printed without them.

    >>> as_whole(3.0), as_whole(2.5), as_whole(None)
    (3, 2.5, None)
    """
    return int(value) if value is not None and abs(value) < EXACT and value == int(value) else value
