"""Parts of a project's XML as small trees, and the passages of a text as lists of attributes.

A large project has a hundred thousand passages, which all look alike: they are no trees, and whole columns of their
attributes are taken at once.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain

Node = tuple[str, dict[str, str], list["Node | Marks | Run | str"]]
"""Name, attributes, and what stands in it: elements, passages and pieces of text."""
Attributes = list[str]
"""Names and values in turn, in the order of the file."""
Layout = tuple[tuple[str, ...], ...]
"""Names of the attributes of a passage, of its coding and of its code, in the order of the file."""
PASSAGE, CODING, CODE = 0, 1, 2
"""What attributes are of."""


class Marks:
    """What a file marks in one text.

    Attributes:
        passages: Attributes of each passage.
        codings: Attributes of each coding.
        codes: Attributes of the code of each coding; empty for one without.
        of: For each coding the number of its passage.
        parts: What else stands in a passage: its number, the number of the coding (-1 in none), and the element.
    """

    __slots__ = ("codes", "codings", "of", "parts", "passages")

    def __init__(self) -> None:
        self.passages: list[Attributes] = []
        self.codings: list[Attributes] = []
        self.codes: list[Attributes] = []
        self.of: list[int] = []
        self.parts: list[tuple[int, int, Node]] = []

    def coding(self, attributes: Attributes) -> None:
        """A coding begins in the last passage."""
        self.codings.append(attributes)
        self.codes.append([])
        self.of.append(len(self.passages) - 1)

    def apart(self, node: Node, in_coding: bool) -> None:
        """An element that only some passages have stands in the last passage, or in its last coding."""
        self.parts.append((len(self.passages) - 1, len(self.codings) - 1 if in_coding else -1, node))

    def columns(self, of: int, wanted: Iterable[str]) -> list[list[str]]:
        """The values of attributes of passages, codings or codes, empty where one has none."""
        return columns((self.passages, self.codings, self.codes)[of], wanted)

    def without(self, bad: Container[int]) -> "Marks":
        """What stays when some passages, by their numbers, are left out with their codings."""
        kept = [at for at in range(len(self.passages)) if at not in bad]
        given = [at for at, passage in enumerate(self.of) if passage not in bad]
        now, coding = ({old: new for new, old in enumerate(each)} for each in (kept, given))
        marks = Marks()
        marks.passages = [self.passages[at] for at in kept]
        marks.codings, marks.codes = [self.codings[at] for at in given], [self.codes[at] for at in given]
        marks.of = [now[self.of[at]] for at in given]
        marks.parts = [(now[at], coding.get(of, -1), node) for at, of, node in self.parts if at not in bad]
        return marks


class Run:
    """Passages of one carrier that all are written alike, each with one coding and nothing else: as columns.

    Attributes:
        passages: How many there are, as a range.
        of: For each coding the number of its passage.
        parts: What else stands in a passage: nothing.
    """

    __slots__ = ("_columns", "_layout", "of", "parts", "passages")

    def __init__(self, layout: Layout, values: list[list[str]]) -> None:
        self._layout = layout
        self._columns = values
        self.passages = range(len(values[0]))
        self.of = list(self.passages)
        self.parts: tuple[tuple[int, int, Node], ...] = ()

    def columns(self, of: int, wanted: Iterable[str]) -> list[list[str]]:
        """The values of attributes of passages, codings or codes, empty where these have none."""
        begin = sum(map(len, self._layout[:of]))
        place = {name: begin + at for at, name in enumerate(self._layout[of])}
        return [self._columns[place[name]] if name in place else [""] * len(self.passages) for name in wanted]

    def rows(self) -> Iterator[tuple[Attributes, ...]]:
        """Attributes of each passage, its coding and its code."""
        for row in zip(*self._columns, strict=True):
            values = iter(row)
            yield tuple([part for name in names for part in (name, next(values))] for names in self._layout)

    def without(self, bad: Container[int]) -> Marks:
        """What stays when some passages, by their numbers, are left out with their codings."""
        marks = Marks()
        for passage, coding, code in self.rows():
            marks.passages.append(passage)
            marks.coding(coding)
            marks.codes[-1] = code
        return marks.without(bad)


def columns(rows: Sequence[Attributes], wanted: Iterable[str]) -> list[list[str]]:
    """The values of attributes by row, empty where a row has none.

    Rows mostly have the same attributes in the same order: then a column is every so many values of all.

    >>> columns([["a", "1", "b", "2"], ["a", "3", "b", "4"]], ["b", "c"])
    [['2', '4'], ['', '']]
    """
    width = len(rows[0]) if rows else 0
    flat = list(chain.from_iterable(rows))
    names = rows[0][::2] if rows else []
    if {width}.issuperset(map(len, rows)) and all(
        flat[at * 2 :: width].count(name) == len(rows) for at, name in enumerate(names)
    ):
        place = {name: 2 * at + 1 for at, name in enumerate(names)}
        return [flat[place[name] :: width] if name in place else [""] * len(rows) for name in wanted]
    tables = [dict(zip(row[::2], row[1::2], strict=True)) for row in rows]
    return [[one.get(name, "") for one in tables] for name in wanted]


def elements(node: Node) -> list[Node]:
    """The elements that stand in an element, but for its passages."""
    return [one for one in node[2] if isinstance(one, tuple)]


def marked(node: Node) -> list[Marks | Run]:
    """The passages that stand in an element."""
    return [one for one in node[2] if isinstance(one, (Marks, Run))]


def named(node: Node, name: str) -> list[Node]:
    """The elements of one name that stand in an element."""
    return [one for one in node[2] if isinstance(one, tuple) and one[0] == name]


def words(node: Node, name: str = "") -> str:
    """The text of an element, or of the first of a name in it; empty without any."""
    if name:
        inner = named(node, name)
        return words(inner[0]) if inner else ""
    return "".join(one for one in node[2] if isinstance(one, str))
