"""A table of the report, before anybody formats it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from alianza.study.estimate import Estimate, Test, Unit
from alianza.study.finding import Strand
from alianza.study.message import Message
from alianza.study.text import Text

Topic = Literal[
    "literature", "participants", "outcomes", "types", "factors", "context", "interviews", "instrument", "verdicts"
]  # fmt: skip
"""What a table is about; a research question of the protocol lists the topics that it covers."""

Why = Literal["small", "complementary", "dominance"]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A cell withheld before anything is written, with the rule that withheld it."""

    why: Why


Cell = Estimate | Test | Message | Text | Suppressed | int | float | str | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its id names its header in the catalogue (`columns.<id>`) unless it brings a label.

    `over` is what stands above the header, once for neighbours that share it. `adverse` marks an effect of which more
    goes with worse outcomes, so that a vote takes its opposite. `wraps` says that the column holds words that may run
    over several lines, so that they need little width.
    """

    id: str
    unit: Unit = "label"
    label: Text | Message | None = None
    adverse: bool = False
    wraps: bool = False
    over: Text | Message | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row: stable id, label in the study's or the catalogue's words, and one cell a column.

    `construct` names what the row measures, so that findings, claims and other strands can meet it. `depth` is how far
    below the row above it stands in a tree.
    """

    id: str
    label: Text | Message
    cells: tuple[Cell, ...]
    construct: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the report, or the reason why it could not be computed.

    Attributes:
        id: The table's id, which is its module's file name in `alianza.report`.
        topic: What it is about; decides the research question under which it stands.
        columns: The columns after the row label.
        rows: The rows, in printing order.
        base: Unweighted number of firms (of articles, in a table of the review) that the table rests on.
        lead: One sentence: what the table shows.
        also: Further findings of the table, for the first page where it has room.
        notes: Notes under the table: base, weights, missing answers, rules.
        tests: Named tests that belong to the table as a whole.
        module: Dotted name of the module that computed it.
        needs: Variables or items that are missing; a table with needs has no rows.
        partitions: Groups of row ids whose counts add up to a published total, for complementary suppression.
        tied: Groups of column ids that give each other away within a row: where one cell is withheld, all are.
        strand: The strand whose data it shows.
    """

    id: str
    topic: Topic
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    base: int | None = None
    lead: Message | None = None
    also: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()
    tests: Mapping[str, Test] = field(default_factory=dict)
    module: str = ""
    needs: tuple[str, ...] = ()
    partitions: tuple[tuple[str, ...], ...] = ()
    tied: tuple[tuple[str, ...], ...] = ()
    strand: Strand = "survey"

    @property
    def computable(self) -> bool:
        """Whether the inputs sufficed."""
        return not self.needs


def note_letter(place: int) -> str:
    """The letter of a table's footnote, counted from 0.

    >>> note_letter(0), note_letter(25), note_letter(26)
    ('a', 'z', 'aa')
    """
    turn, letter = divmod(place, 26)
    return (note_letter(turn - 1) if turn else "") + chr(ord("a") + letter)
