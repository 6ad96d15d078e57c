"""One cross table of the layers of a crosstab, with the words for its variables and values."""

from dataclasses import dataclass

from alianza.report.spss.source import Source
from alianza.statistics.tables.contingency import ContingencyTable
from alianza.study.message import Message
from alianza.study.text import Text


@dataclass(frozen=True, slots=True)
class Panel:
    """A cross table of two variables.

    Attributes:
        source: The data.
        names: Row and column variable.
        label: The layer that it belongs to; None where the crosstab has no layers.
        table: The counts with their tests.
    """

    source: Source
    names: tuple[str, str]
    label: Text | Message | None
    table: ContingencyTable

    @property
    def titles(self) -> dict[str, Text]:
        """Words for both variables."""
        return {"row": self.source.title(self.names[0]), "column": self.source.title(self.names[1])}

    @property
    def row_labels(self) -> list[Text | Message]:
        """Words for the values of the row variable."""
        return [self.source.label(self.names[0], level) for level in self.table.rows]

    @property
    def column_labels(self) -> list[Text | Message]:
        """Words for the values of the column variable."""
        return [self.source.label(self.names[1], level) for level in self.table.columns]

    @property
    def constant_notes(self) -> list[Message]:
        """Why there are no statistics, where there are none."""
        if not self.table.n:
            return [Message("stats.notes.no_answers")]
        sides = zip(self.titles.values(), (self.table.rows, self.table.columns), strict=True)
        constant = [title for title, levels in sides if len(levels) < 2]
        return [Message("stats.notes.constant_variable", {"variables": constant})] if constant else []
