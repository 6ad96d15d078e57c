"""Profiles of quality: a matrix of articles by questions for each study design, nothing added up."""

from collections.abc import Sequence
from typing import Final

from alianza.render import theme
from alianza.render.document import Figure
from alianza.render.figure_comparisons import sentence_end
from alianza.render.figure_panels import SMALL
from alianza.render.figure_reading import Reading
from alianza.render.figure_scale import text_width
from alianza.render.messages import capitalised, say
from alianza.render.svg_canvas import MARGIN, Canvas
from alianza.study.message import Message
from alianza.study.table import Row
from alianza.study.text import Text

ANSWERS: Final = ("yes", "no", "cannot_tell")
COLUMN: Final = 322.0
"""From one column of matrices to the next."""
LABELS: Final = 172.0
CELL: Final = 20.0
PITCH: Final = 15.0
HEADER_ROWS: Final = 3
"""Rows that the header of a matrix and the room below it take."""


def profiles_figure(reading: Reading, mark: str = "") -> Figure | None:
    """A matrix for each study design: articles by questions, in two columns."""
    if not reading.table.computable or not reading.table.rows:
        return None
    groups: dict[str, list[Row]] = {}
    for row in reading.table.rows:
        groups.setdefault(
            say(row.cells[0], reading.language) if isinstance(row.cells[0], Message | Text) else "", []
        ).append(row)
    canvas = Canvas()
    canvas.head(mark, (reading.say("review_profiles.note"),))
    _legend(canvas, reading)
    columns = _in_columns(groups)
    tops = canvas.y
    ends = [_matrices(canvas, reading, part, MARGIN + place * COLUMN, tops) for place, part in enumerate(columns)]
    canvas.y = max(ends)
    return canvas.figure(reading.table.id, _profiles_title(reading), _profiles_told(reading))


def _legend(canvas: Canvas, reading: Reading) -> None:
    x, y = MARGIN + 6, canvas.y + 8
    for answer in ANSWERS:
        _answer(canvas, x, y - 4, answer)
        words = reading.say(f"review_profiles.{answer}")
        canvas.text(x + 10, y, words, size=SMALL, colour=theme.GREY)
        x += 34 + text_width(words, SMALL)
    canvas.y = y + 16


def _in_columns(groups: dict[str, list[Row]]) -> list[list[tuple[str, list[Row]]]]:
    """The designs in two columns, in their order inside each, so that the longer column is as short as can be."""
    names = list(groups)
    ways = [{name for place, name in enumerate(names) if number >> place & 1} for number in range(2 ** len(names))]
    left = min(ways, key=lambda way: (_longer(groups, way), names[0] not in way))
    columns = ([name for name in names if (name in left) == first] for first in (True, False))
    return [[(name, groups[name]) for name in column] for column in columns if column]


def _longer(groups: dict[str, list[Row]], left: set[str]) -> int:
    """Rows of the longer of two columns, headers counted."""
    sizes = {name: len(rows) + HEADER_ROWS for name, rows in groups.items()}
    first = sum(size for name, size in sizes.items() if name in left)
    return max(first, sum(sizes.values()) - first)


def _matrices(canvas: Canvas, reading: Reading, groups: Sequence[tuple[str, list[Row]]], x: float, y: float) -> float:
    """The matrices of some designs below each other; how far down they reach."""
    for name, rows in groups:
        asked = sorted(
            {code for row in rows for answer in ANSWERS for code in _codes(reading, row, answer)}, key=_question
        )
        canvas.text(x, y + 11, capitalised(name), size=SMALL, bold=True)
        first = x + LABELS
        for place, code in enumerate(asked):
            canvas.text(first + place * CELL, y + 11, code, size=9.5, colour=theme.GREY, anchor="middle")
        y += 18
        canvas.line(x, y, x + 312, y, theme.HAIRLINE)
        for row in rows:
            y += PITCH
            canvas.text(x, y, _short(reading.label(row), LABELS - 12), size=SMALL)
            for answer in ANSWERS:
                for code in _codes(reading, row, answer):
                    _answer(canvas, first + asked.index(code) * CELL, y - 4, answer)
        y += 20
    return y


def _codes(reading: Reading, row: Row, answer: str) -> list[str]:
    found = reading.cell(row, answer)
    return found.split(", ") if isinstance(found, str) and found else []


def _question(code: str) -> tuple[bool, str]:
    """The order of questions: those of screening first."""
    return not code.startswith("S"), code


def _short(label: str, width: float) -> str:
    """A label that fits: the authors give way, the year stays."""
    authors, bracket, year = label.rpartition(" (")
    if text_width(label, SMALL) <= width or not bracket:
        return label
    while authors and text_width(f"{authors}… ({year}", SMALL) > width:
        authors = authors[:-1].rstrip()
    return f"{authors}… ({year}"


def _answer(canvas: Canvas, x: float, y: float, answer: str) -> None:
    """A filled dot, a cross, or an open dot: told apart by their shape."""
    if answer == "yes":
        canvas.dot(x, y, 4, fill=theme.ACCENT)
    elif answer == "no":
        for turn in (1, -1):
            canvas.line(x - 3.6, y - 3.6 * turn, x + 3.6, y + 3.6 * turn, theme.BRICK, 2)
    else:
        canvas.dot(x, y, 3.6, fill=theme.PAPER, stroke=theme.GREY)


def _profiles_title(reading: Reading) -> str:
    lead = reading.table.lead
    return reading.say("review_profiles.title", **(lead.values if lead else {}))


def _profiles_told(reading: Reading) -> str:
    none = reading.say("review_profiles.none")
    told = [
        reading.say(
            "review_profiles.alt", label=reading.label(row),
            **{answer: ", ".join(_codes(reading, row, answer)) or none for answer in ANSWERS},
        )
        for row in reading.table.rows
    ]  # fmt: skip
    return " ".join([sentence_end(_profiles_title(reading)), *(sentence_end(one) for one in told)])
