"""What the articles say about each construct: one square an article, by its direction."""

from collections.abc import Sequence
from typing import Final

from alianza.render import theme
from alianza.render.document import Figure
from alianza.render.figure_comparisons import sentence_end
from alianza.render.figure_panels import LINE, SIZE, SMALL
from alianza.render.figure_reading import Reading
from alianza.render.figure_scale import text_width, wrapped
from alianza.render.messages import capitalised, say
from alianza.render.svg_canvas import MARGIN, Canvas
from alianza.study.message import Message
from alianza.study.table import Row

QUIET: Final = "#b9bec7"
"""Squares of constructs without a vote."""
WAYS: Final = ("negative", "none", "mixed", "positive")
TILE: Final = 8.0
GAP: Final = 2.0
LABELS: Final = 170.0
VOTES: Final = 84.0


def themes_figure(reading: Reading, mark: str = "") -> Figure | None:
    """One square an article, by construct and direction; constructs with a vote stand out."""
    if not reading.table.computable or not reading.table.rows:
        return None
    canvas, rows = Canvas(), reading.table.rows
    canvas.head(mark, (reading.say("review_themes.note"),))
    places = _way_places(reading, rows)
    top = canvas.y + 10
    for way, x in places.items():
        canvas.text(x, top, say(Message(f"ways.{way}"), reading.language), size=SMALL, bold=True)
    vote_at = canvas.width - MARGIN
    canvas.text(vote_at, top, reading.say("review_themes.vote"), size=SMALL, bold=True, anchor="end")
    canvas.y = top + 6
    for row in rows:
        _theme(canvas, reading, row, places)
    return canvas.figure(reading.table.id, _themes_title(reading), _themes_told(reading))


def _way_places(reading: Reading, rows: Sequence[Row]) -> dict[str, float]:
    """Where the squares of each direction begin: as much room as its largest number and its header need."""
    needs = {}
    for way in WAYS:
        most = max(reading.count(row, way) for row in rows)
        header = text_width(say(Message(f"ways.{way}"), reading.language), SMALL, bold=True)
        needs[way] = max(most * (TILE + GAP), header)
    spare = theme.FIGURE_WIDTH - 2 * MARGIN - LABELS - VOTES - sum(needs.values())
    gap = max(14.0, spare / len(needs))
    places, x = {}, MARGIN + LABELS
    for way, need in needs.items():
        places[way] = x
        x += need + gap
    return places


def _theme(canvas: Canvas, reading: Reading, row: Row, places: dict[str, float]) -> None:
    lines = wrapped(capitalised(reading.label(row)), LABELS - 14, SIZE)
    height = max(22.0, len(lines) * LINE + 6)
    middle = canvas.y + height / 2
    vote = _vote(row, reading)
    definite = not vote.endswith("unclear")
    for place, line in enumerate(lines):
        canvas.text(MARGIN, middle + 4 + (place - (len(lines) - 1) / 2) * LINE, line)
    for way, x in places.items():
        for number in range(reading.count(row, way)):
            fill = theme.INK if definite else QUIET
            canvas.box(x + number * (TILE + GAP), middle - TILE / 2, TILE, TILE, fill=fill, round_=1)
    words = say(Message(vote), reading.language)
    canvas.text(
        canvas.width - MARGIN, middle + 4, words, size=SMALL, anchor="end", bold=definite,
        colour=theme.INK if definite else theme.GREY,
    )  # fmt: skip
    canvas.y += height
    canvas.line(MARGIN, canvas.y, canvas.width - MARGIN, canvas.y, theme.HAIRLINE)


def _vote(row: Row, reading: Reading) -> str:
    found = reading.cell(row, "vote")
    return found.code if isinstance(found, Message) else "literature_votes.unclear"


def _themes_title(reading: Reading) -> str:
    votes = [_vote(row, reading).rpartition(".")[2] for row in reading.table.rows]
    definite = sum(vote != "unclear" for vote in votes)
    ways = {way: votes.count(way) for way in ("positive", "negative")}
    values = {"definite": definite, "constructs": len(votes), **ways}
    return reading.say("review_themes.title" if definite else "review_themes.none", **values)


def _themes_told(reading: Reading) -> str:
    told = []
    for row in reading.table.rows:
        parts = tuple(
            Message(
                "figures.review_themes.part", {"way": Message(f"directions.{way}"), "count": reading.count(row, way)}
            )
            for way in WAYS
        )
        vote = Message(_vote(row, reading))
        told.append(reading.say("review_themes.row", label=reading.label(row), parts=parts, vote=vote))
    return " ".join([sentence_end(_themes_title(reading)), *(sentence_end(capitalised(one)) for one in told)])
