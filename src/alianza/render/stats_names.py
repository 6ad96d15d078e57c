"""Names of the rows of SPSS's tables, for programs: a row under a blank label inherits the words above it."""

from dataclasses import dataclass

from alianza.render.messages import say
from alianza.study.estimate import Estimate, Test
from alianza.study.message import Message
from alianza.study.table import Cell, Table
from alianza.study.text import Text

Word = Message | Text | int


@dataclass(frozen=True, slots=True)
class RowName:
    """A row's id, unique within its table, and the words of its columns of labels."""

    id: str
    words: tuple[Word, ...]

    def label(self, language: str) -> str:
        """The words in one language: «N, Válido»."""
        return ", ".join(_said(word, language) for word in self.words)


def row_names(table: Table) -> list[RowName]:
    """The names of all rows; ids that the table gives are kept, others are made of the words."""
    names: list[RowName] = []
    taken: set[str] = set()
    above: list[Cell] = []
    for row in table.rows:
        own: list[Cell] = [row.label, *(row.cells[at] for at in _stub(table))]
        above = _inherited(own, above)
        words = tuple(word for word in above if isinstance(word, Message | Text | int))
        stem = row.id or ".".join(_code(word) for word in words) or "row"
        identifier, turn = stem, 1
        while identifier in taken:
            turn += 1
            identifier = f"{stem}.{turn}"
        taken.add(identifier)
        names.append(RowName(identifier, words))
    return names


def _stub(table: Table) -> list[int]:
    """The leading columns that hold labels; the quartiles of Statistics are labels as well."""
    places: list[int] = []
    for at in range(len(table.columns)):
        cells = [row.cells[at] for row in table.rows]
        quartiles = table.id == "statistics" and not at
        if any(
            isinstance(cell, Estimate | Test | float) or (isinstance(cell, int) and not quartiles) for cell in cells
        ):
            break
        places.append(at)
    return places


def _inherited(own: list[Cell], above: list[Cell]) -> list[Cell]:
    """The words of a row, blanks filled from the row above until the first word of its own."""
    words: list[Cell] = []
    fresh = False
    for place, cell in enumerate(own):
        blank = cell is None or cell == Text("")
        fresh = fresh or not blank
        words.append(above[place] if blank and not fresh and place < len(above) else None if blank else cell)
    return words


def _said(word: Word, language: str) -> str:
    return str(word) if isinstance(word, int) else say(word, language)


def _code(word: Word) -> str:
    """A message by the last part of its code and the code of what it marks, a text by itself."""
    if not isinstance(word, Message):
        return _said(word, "en")
    label = word.values.get("label")
    if isinstance(label, Message | Text):
        return _code(label)
    return say(word, "en") if word.code.count(".") == 1 else word.code.rpartition(".")[2]
