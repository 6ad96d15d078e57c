"""The paradigm of axial coding as a diagram: the phenomenon in the middle, what stands around it, and on how much.

Conditions come from the left, context from above and intervening conditions from below; what people do about it and
what follows stand at the right. The bar under a code is as long as the passages that its relation rests on are many.

Source:
    Strauss and Corbin (1998), Basics of Qualitative Research, 2nd ed., ch. 9 (the paradigm).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from alianza.render import numbers, theme
from alianza.render.document import Figure
from alianza.render.figure_comparisons import sentence_end
from alianza.render.figure_panels import LINE, SIZE, SMALL
from alianza.render.figure_reading import Reading
from alianza.render.figure_scale import text_width, wrapped
from alianza.render.messages import capitalised, say
from alianza.render.svg_canvas import MARGIN, Canvas
from alianza.study.message import Message
from alianza.study.table import Row
from alianza.study.text import Text

COLUMN: Final = 190.0
GUTTER: Final = 29.0
PAD: Final = 10.0
BETWEEN: Final = 30.0
"""Room for an arrow between boxes that stand above each other."""
HEADING: Final = 18.0
BAR: Final = 4.0
ABOVE_BAR: Final = 2.0
ITEM_GAP: Final = 9.0
CENTRE: Final = 14.0
"""Size of the phenomenon's name."""
CENTRE_LINE: Final = 17.0
THICKEST: Final = 4.0
FEWEST_ROLES: Final = 2
"""Roles that a phenomenon other than the first needs for a diagram of its own."""
DIAGRAMS: Final = 3
AROUND: Final = ("causal_condition", "context", "intervening_condition", "strategy", "consequence")
GATHERED: Final = "phenomenon"


@dataclass(frozen=True, slots=True)
class Item:
    """A code around the phenomenon: its words, and the passages and interviews that its relation rests on."""

    words: str
    passages: int
    interviews: int

    def lines(self) -> tuple[str, ...]:
        """The words, broken so that the number has its place at the right."""
        return wrapped(self.words, COLUMN - 2 * PAD - text_width(str(self.passages), SIZE, bold=True) - 8, SIZE)

    @property
    def height(self) -> float:
        """Height of its lines and its bar."""
        return len(self.lines()) * LINE + ABOVE_BAR + BAR


@dataclass(frozen=True, slots=True)
class Diagram:
    """A phenomenon with what stands around it, in one language."""

    reading: Reading
    name: str
    roles: dict[str, tuple[Item, ...]]

    @property
    def most(self) -> int:
        """Passages of the relation that rests on most; 1 where none rests on any."""
        return max((one.passages for items in self.roles.values() for one in items), default=0) or 1

    def total(self, role: str) -> int:
        """Passages of all relations of a role."""
        return sum(one.passages for one in self.roles.get(role, ()))

    def thickness(self, role: str) -> float:
        """Of the role's arrow: by its passages, as a share of the role with most."""
        most = max(map(self.total, AROUND)) or 1
        return 1 + (THICKEST - 1) * self.total(role) / most

    def height(self, role: str) -> float:
        """Height of a role's box."""
        items = self.roles.get(role, ())
        inside = sum(one.height for one in items) + ITEM_GAP * max(len(items) - 1, 0)
        return 2 * PAD + HEADING + (inside if items else LINE)

    def centre(self) -> tuple[str, ...]:
        """The lines of the phenomenon's name."""
        return wrapped(self.name, COLUMN - 2 * PAD, CENTRE, bold=True)

    def gathered(self) -> tuple[str, ...]:
        """The lines that name the codes gathered under the phenomenon."""
        words = tuple(one.words for one in self.roles.get(GATHERED, ()))
        return wrapped(self.reading.say("paradigm.gathers", codes=words), COLUMN - 2 * PAD, SMALL) if words else ()

    @property
    def following(self) -> tuple[str, str]:
        """What stands at the right: strategies over consequences, or under them where nobody has told one."""
        roles = ("strategy", "consequence")
        return roles if self.roles.get("strategy") or not self.roles.get("consequence") else (roles[1], roles[0])

    @property
    def centre_height(self) -> float:
        """Height of the phenomenon's box."""
        return 2 * PAD + 2 + LINE + len(self.centre()) * CENTRE_LINE + len(self.gathered()) * LINE

    @property
    def title(self) -> str:
        """The relation that rests on most, how much several rest on, or that none rests on a passage yet."""
        told = [(one.passages, one.interviews, role, one) for role in AROUND for one in self.roles.get(role, ())]
        first = max(told, key=lambda one: one[:2], default=None)
        if first is None or not first[0]:
            return self.reading.say("paradigm.bare", phenomenon=self.name, relations=len(told))
        if sum(one[:2] == first[:2] for one in told) > 1:
            rest = {"passages": first[0], "interviews": first[1], "relations": len(told)}
            return self.reading.say("paradigm.tied", phenomenon=self.name, **rest)
        values = {"role": Message(f"relation_names.{first[2]}"), "other": first[3].words, "passages": first[0]}
        return self.reading.say("paradigm.title", phenomenon=self.name, interviews=first[1], **values)

    @property
    def alternative(self) -> str:
        """Every role with its codes and what they rest on."""
        told = [self._told(role) for role in (*AROUND, GATHERED) if self.roles.get(role)]
        return " ".join([sentence_end(self.title), *map(sentence_end, told)])

    def _told(self, role: str) -> str:
        parts = tuple(
            Message("figures.paradigm.item", {"code": one.words, "passages": one.passages}) for one in self.roles[role]
        )
        return self.reading.say("paradigm.role", role=Message(f"relation_kinds.{role}"), codes=parts)


def paradigm_figures(reading: Reading, mark: str = "") -> Iterator[Figure]:
    """A diagram of the phenomenon with most relations, and of others with at least two roles around them."""
    if not reading.table.computable:
        return
    for number, diagram in enumerate(_diagrams(reading), 1):
        yield _drawn(diagram, reading.table.id if number == 1 else f"{reading.table.id}-{number}", mark)


def _diagrams(reading: Reading) -> list[Diagram]:
    phenomena: dict[str, dict[str, list[Item]]] = {}
    for row in reading.table.rows:
        group, role = reading.cell(row, "variable"), row.label
        if isinstance(group, Message) and "code" in group.values and isinstance(role, Message):
            name = _words(reading, group.values["code"])
            phenomena.setdefault(name, {}).setdefault(role.code.rpartition(".")[2], []).append(_item(reading, row))
    made = [
        Diagram(reading, name, {role: tuple(items) for role, items in roles.items()})
        for name, roles in phenomena.items()
    ]
    rich = [one for one in made[1:] if len(set(one.roles) & set(AROUND)) >= FEWEST_ROLES]
    return [*made[:1], *rich][:DIAGRAMS]


def _words(reading: Reading, value: object) -> str:
    """The words of a code; a line may end after the sign between two levels, never before it."""
    words = say(value, reading.language) if isinstance(value, Message | Text) else str(value)
    return words.replace(" ›", f"{numbers.NO_BREAK}›")


def _item(reading: Reading, row: Row) -> Item:
    words = _words(reading, reading.cell(row, "related_code"))
    return Item(words, reading.count(row, "passages"), reading.count(row, "interviews"))


def _drawn(diagram: Diagram, name: str, mark: str) -> Figure:
    canvas = Canvas()
    canvas.head(mark, (diagram.reading.say("paradigm.note"),))
    left, middle, right = (MARGIN + place * (COLUMN + GUTTER) for place in range(3))
    level = canvas.y + _above(diagram)
    half = diagram.centre_height / 2
    _role(canvas, diagram, "causal_condition", left, level - diagram.height("causal_condition") / 2)
    _role(canvas, diagram, "context", middle, level - half - BETWEEN - diagram.height("context"))
    _role(canvas, diagram, "intervening_condition", middle, level + half + BETWEEN)
    first, second = diagram.following
    reach = diagram.height(first) / 2
    _role(canvas, diagram, first, right, level - reach)
    _role(canvas, diagram, second, right, level + reach + BETWEEN)
    _phenomenon(canvas, diagram, middle, level - half)
    _arrows(canvas, diagram, (left, middle, right), level)
    canvas.y = level + _below(diagram) + MARGIN
    return canvas.figure(name, diagram.title, diagram.alternative)


def _above(diagram: Diagram) -> float:
    """How far the boxes reach above the level of the phenomenon."""
    sides = (diagram.height("causal_condition") / 2, diagram.height(diagram.following[0]) / 2)
    return max(*sides, diagram.centre_height / 2 + BETWEEN + diagram.height("context"))


def _below(diagram: Diagram) -> float:
    """How far they reach below it."""
    first, second = diagram.following
    return max(
        diagram.height("causal_condition") / 2,
        diagram.height(first) / 2 + BETWEEN + diagram.height(second),
        diagram.centre_height / 2 + BETWEEN + diagram.height("intervening_condition"),
    )


def _arrows(canvas: Canvas, diagram: Diagram, columns: Sequence[float], level: float) -> None:
    """One arrow for each role that has a code, as thick as its passages are many."""
    left, middle, right = columns
    half, centre = diagram.centre_height / 2, middle + COLUMN / 2
    first, second = diagram.following
    below, last = level + diagram.height(first) / 2, right + COLUMN / 2
    ends = {
        "causal_condition": (left + COLUMN, level, middle, level),
        "context": (centre, level - half - BETWEEN, centre, level - half),
        "intervening_condition": (centre, level + half + BETWEEN, centre, level + half),
        first: (middle + COLUMN, level, right, level),
        second: (last, below, last, below + BETWEEN),
    }
    for role, (x1, y1, x2, y2) in ends.items():
        if diagram.roles.get(role):
            canvas.arrow(x1, y1, x2, y2, thick=diagram.thickness(role))


def _role(canvas: Canvas, diagram: Diagram, role: str, x: float, y: float) -> None:
    """The box of a role: its name, and each code over its bar; a broken line round a role that nobody has filled."""
    items = diagram.roles.get(role, ())
    stroke = theme.INK if items else theme.GREY
    canvas.box(x, y, COLUMN, diagram.height(role), stroke=stroke, dashed=not items)
    heading = say(Message(f"relation_headings.{role}"), diagram.reading.language)
    canvas.text(x + PAD, y + PAD + SMALL - 2, heading, size=SMALL, colour=theme.GREY, bold=True)
    at = y + PAD + HEADING
    if not items:
        none = diagram.reading.say("paradigm.none")
        canvas.text(x + PAD, at + SIZE - 2, none, size=SMALL, colour=theme.GREY)
    for one in items:
        _one(canvas, one, diagram.most, x + PAD, at)
        at += one.height + ITEM_GAP


def _one(canvas: Canvas, item: Item, most: int, x: float, y: float) -> None:
    width = COLUMN - 2 * PAD
    for place, line in enumerate(item.lines()):
        canvas.text(x, y + SIZE - 2 + place * LINE, capitalised(line) if not place else line)
    canvas.text(x + width, y + SIZE - 2, str(item.passages), bold=True, anchor="end")
    below = y + len(item.lines()) * LINE + ABOVE_BAR
    canvas.box(x, below, width, BAR, fill=theme.WASH, round_=1)
    if item.passages:
        canvas.box(x, below, max(width * item.passages / most, 2), BAR, fill=theme.INK, round_=1)


def _phenomenon(canvas: Canvas, diagram: Diagram, x: float, y: float) -> None:
    middle = x + COLUMN / 2
    canvas.box(x, y, COLUMN, diagram.centre_height, stroke=theme.ACCENT, thick=2)
    heading = diagram.reading.say("paradigm.phenomenon")
    canvas.text(middle, y + PAD + SMALL - 2, heading, size=SMALL, colour=theme.ACCENT, bold=True, anchor="middle")
    at = y + PAD + LINE
    for place, line in enumerate(diagram.centre()):
        at += CENTRE_LINE
        words = line if place else capitalised(line)
        canvas.text(middle, at - 3, words, size=CENTRE, bold=True, anchor="middle")
    for line in diagram.gathered():
        at += LINE
        canvas.text(middle, at - 2, line, size=SMALL, colour=theme.GREY, anchor="middle")
