"""A few passages for each construct, with the words around them, so that a count can be checked by reading (R027)."""

from collections.abc import Iterator

from alianza.report.review_chapter import ReviewChapter
from alianza.review.content_analysis import Passage
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "literature"
STRAND = "review"
NEEDS = ("review_dictionary", "included_articles")
COLUMNS = (Column("variable"), Column("passage", wraps=True))
SHOWN = 2
"""Passages of each construct, each of another article."""


def compute(chapter: ReviewChapter) -> Table:
    """The first passages of each construct that have words on both sides, from different articles."""
    labels = chapter.labels(chapter.included)
    names = list(chapter.evidence.review.dictionary)
    rows = tuple(row for name in names for row in _rows(chapter, name, labels))
    return Table(
        id="review_concordance",
        topic=TOPIC,
        columns=COLUMNS,
        rows=rows,
        base=len(chapter.included),
        lead=Message("leads.review_concordance", {"shown": len(rows), "passages": len(chapter.evidence.passages)}),
        notes=(Message("notes.review_concordance", {"shown": SHOWN}),),
    )


def _rows(chapter: ReviewChapter, construct: str, labels: dict[str, str]) -> Iterator[Row]:
    for place, one in enumerate(_picked(chapter, construct), 1):
        words = {"before": one.before, "found": one.found, "after": one.after}
        label = Message("rows.as_named", {"label": labels[one.article]})
        yield Row(
            f"{construct}_{place}", label, (chapter.construct(construct), Message("rows.passage", words)), construct
        )


def _picked(chapter: ReviewChapter, construct: str) -> list[Passage]:
    """One passage an article, those with words on both sides before others."""
    own = [one for one in chapter.evidence.passages if one.construct == construct]
    ordered = sorted(own, key=lambda one: not (one.before and one.after))
    first: dict[str, Passage] = {}
    for one in ordered:
        first.setdefault(one.article, one)
    return list(first.values())[:SHOWN]
