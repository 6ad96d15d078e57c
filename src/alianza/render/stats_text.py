"""Tables in SPSS's shape as lines of text of a given width, on a terminal and in a file alike.

The leading columns of words fold and are repeated in every block of columns that a wide table is split into; numbers
are never cut. Statistics of many variables stand one variable a row, as SPSS users transpose them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final
from unicodedata import combining, east_asian_width

from alianza.render.stats_tables import Printed

NARROW: Final = 24
"""Letters to which a column of words may fold."""
HEADINGS: Final = 18, 14, 9
"""Letters of a line of a heading, unless its longest word or the numbers below need more; a narrower one is taken
where it saves splitting the table."""
GAP: Final = "  "
MANY: Final = 6
"""Variables side by side beyond which a table of statistics is turned on its side."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A table as lines: its title, the body under it, and its footnotes."""

    title: tuple[str, ...]
    body: tuple[str, ...]
    notes: tuple[str, ...]


def text_lines(table: Printed, width: int) -> Lines:
    """The table in lines of at most `width` letters, as far as its numbers allow."""
    if table.turns and len(table.headings) - table.stub > MANY:
        table = turned(table)
    body: list[str] = []
    heading = min(HEADINGS, key=lambda most: len(column_blocks(table, width, most)))
    for columns in column_blocks(table, width, heading) if table.rows else []:
        body += [*([""] if body else []), *_block(table, columns, width, heading)]
    notes = tuple(line for note in table.notes for line in _folded(note, width))
    return Lines(tuple(_folded(table.title, width)), tuple(body), notes)


def plain_text(table: Printed, width: int) -> str:
    """The table as one text: title, headings over a rule, rows, rule, footnotes."""
    lines = text_lines(table, width)
    return "\n".join((*lines.title, *lines.body, *lines.notes))


def turned(table: Printed) -> Printed:
    """The table with rows and columns exchanged: a variable a row, a statistic a column."""
    lead, names = "", []
    for row in table.rows:
        lead, *parts = row[: table.stub] if row[0] else (lead, *row[1 : table.stub])
        names.append(" ".join(part for part in (lead, *parts) if part))
    columns = range(table.stub, len(table.headings))
    rows = tuple((table.headings[at], *(row[at] for row in table.rows)) for at in columns)
    return Printed(table.title, ("", *names), rows, (False, *(True,) * len(names)), table.notes, 1)


def column_blocks(table: Printed, width: int, heading: int = HEADINGS[0]) -> list[list[int]]:
    """Columns to print side by side within `width`: the leading words are repeated in every block.

    Args:
        table: The table.
        width: Letters of a line.
        heading: Letters of a line of a heading.
    """
    count = len(table.headings)
    words = [place for place in range(count) if not any(table.numeric[: place + 1])]
    taken = sum(min(_width(table, place, heading), NARROW) + len(GAP) for place in words)
    blocks: list[list[int]] = []
    room = 0
    for place in range(len(words), count):
        needed = _width(table, place, heading) + len(GAP)
        if not blocks or needed > room:
            blocks.append([*words])
            room = width - taken + len(GAP)
        blocks[-1].append(place)
        room -= needed
    return blocks or [words]


def _block(table: Printed, columns: Sequence[int], width: int, heading: int) -> list[str]:
    """One block: headings between rules, rows, rule."""
    widths = _widths(table, columns, width, heading)
    heads = [_folded(table.headings[at], max(size, 1)) for at, size in zip(columns, widths, strict=True)]
    deepest = max(len(head) for head in heads)
    tops = [[""] * (deepest - len(head)) + head for head in heads]
    numeric = [table.numeric[at] for at in columns]
    rule = "─" * (sum(widths) + len(GAP) * (len(widths) - 1))
    lines = [
        rule,
        *_over(table, columns, widths, width),
        *(_line(line, widths, numeric) for line in zip(*tops, strict=True)),
        rule,
    ]
    for row in table.rows:
        cells = [_folded(row[at], max(size, 1)) for at, size in zip(columns, widths, strict=True)]
        for depth in range(max(len(cell) for cell in cells)):
            lines.append(_line([cell[depth] if depth < len(cell) else "" for cell in cells], widths, numeric))
    return [*lines, rule]


def _over(table: Printed, columns: Sequence[int], widths: Sequence[int], page: int) -> list[str]:
    """The lines above the headings: a text from the first of its neighbours on; none where there is none."""
    told = [table.over[at] if table.over else "" for at in columns]
    if not any(told):
        return []
    texts, rooms = [told[0]], [widths[0]]
    for text, width in zip(told[1:], widths[1:], strict=True):
        if texts[-1] and text in ("", texts[-1]):
            rooms[-1] += len(GAP) + width
        else:
            texts.append(text)
            rooms.append(width)
    # The last text may run on to the edge of the page rather than break inside a word.
    rooms[-1] = max(rooms[-1], page - sum(rooms[:-1]) - len(GAP) * (len(rooms) - 1))
    folded = [_folded(text, max(room, 1)) for text, room in zip(texts, rooms, strict=True)]
    depth = max(len(lines) for lines in folded)
    rows = [[lines[at] if at < len(lines) else "" for lines in folded] for at in range(depth)]
    return [_line(row, rooms, [False] * len(rooms)) for row in rows]


def _widths(table: Printed, columns: Sequence[int], width: int, heading: int) -> list[int]:
    """Width of each column of a block: words take what the others leave."""
    natural = {at: _width(table, at, heading) for at in columns}
    words = [at for at in columns if not any(table.numeric[: at + 1])]
    room = width - sum(natural[at] for at in columns if at not in words) - len(GAP) * (len(columns) - 1)
    level = next(
        (level for level in range(max(natural.values()), NARROW, -1)
         if sum(min(natural[at], level) for at in words) <= room), NARROW,
    )  # fmt: skip
    return [min(natural[at], level) if at in words else natural[at] for at in columns]


def _width(table: Printed, place: int, heading: int) -> int:
    """Letters of a column's longest cell and of its heading, which may fold between words."""
    told = table.headings[place]
    own = max((letters(text) for text in (*told.split(), *(row[place] for row in table.rows))), default=0)
    return max(own, min(letters(told), heading) if table.numeric[place] else letters(told))


def _folded(text: str, width: int) -> list[str]:
    return wrap(text, width, break_on_hyphens=False) if letters(text) > width else [text]


def _line(texts: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    padded = []
    for text, width, right in zip(texts, widths, numeric, strict=True):
        blank = " " * (width - letters(text))
        padded.append(blank + text if right else text + blank)
    return GAP.join(padded).rstrip()


def letters(text: str) -> int:
    r"""Columns that a text takes: none for combining accents, two for wide East Asian signs.

    >>> letters("señal"), letters("sen\u0303al"), letters("同盟")
    (5, 5, 4)
    """
    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text)
