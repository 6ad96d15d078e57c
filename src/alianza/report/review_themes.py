"""What the articles say about each construct, counted by direction and never by significance (R006, R023, R027).

The same counts stand beside each other for the subgroup with priority and without the articles whose profile is weak.

Source:
    Borenstein and others (2009), Introduction to Meta-Analysis, ch. 28; Campbell and others (2020), Synthesis without
    meta-analysis, BMJ 368:l6890.
"""

from collections.abc import Mapping, Sequence

from alianza.report.review_chapter import ReviewChapter, counted
from alianza.review.synthesis import Theme
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table, Topic

TOPIC: Topic = "literature"
STRAND = "review"
NEEDS = ("extraction_lines",)
WAYS = ("positive", "negative", "none", "mixed")
COUNTS = tuple(Column(way, "count", Message(f"ways.{way}")) for way in WAYS)


def compute(chapter: ReviewChapter) -> Table:
    """One row a construct: articles in each direction and its vote, over all articles and over two subsets."""
    whole = chapter.themes(chapter.included)
    subsets = {name: _by_construct(chapter.themes(articles)) for name, articles in _subsets(chapter).items()}
    ordered = sorted(whole, key=lambda one: -len(one.articles))
    definite = [one for one in ordered if one.vote != "unclear"]
    return Table(
        id="review_themes",
        topic=TOPIC,
        columns=(
            Column("n", "count"),
            *COUNTS,
            Column("vote"),
            *(column for name in subsets for column in _columns(name)),
        ),
        rows=tuple(_row(chapter, one, subsets) for one in ordered),
        base=len({article for one in whole for article in one.articles}),
        lead=_lead(chapter, ordered, definite),
        notes=_notes(chapter),
    )


def _by_construct(found: Sequence[Theme]) -> dict[str, Theme]:
    return {one.construct: one for one in found}


def _subsets(chapter: ReviewChapter) -> dict[str, tuple[str, ...]]:
    """The subsets over which the synthesis is repeated, where they differ from the whole."""
    subsets = {"priority": chapter.with_priority} if chapter.evidence.review.priority else {}
    return subsets | ({"strong": chapter.without_weak} if chapter.evidence.profiles else {})


def _columns(name: str) -> tuple[Column, ...]:
    return Column(f"articles_{name}", "count"), Column(f"vote_{name}")


def _row(chapter: ReviewChapter, one: Theme, subsets: Mapping[str, Mapping[str, Theme]]) -> Row:
    counts = tuple(counted(one.count(way), len(one.articles)) for way in WAYS)
    beside: list[Cell] = []
    for own in subsets.values():
        other = own.get(one.construct, Theme(one.construct))
        beside += [len(other.articles), Message(f"literature_votes.{other.vote}")]
    vote = Message(f"literature_votes.{one.vote}")
    return Row(
        one.construct, chapter.construct(one.construct), (len(one.articles), *counts, vote, *beside), one.construct
    )


def _lead(chapter: ReviewChapter, ordered: Sequence[Theme], definite: Sequence[Theme]) -> Message | None:
    if not ordered:
        return None
    if not definite:
        return Message("leads.review_themes_unclear", {"constructs": len(ordered)})
    first = max(definite, key=lambda one: len(one.articles))
    way = {"positive": "positive", "negative": "negative", "no_effect": "none"}[first.vote]
    values = {
        "definite": len(definite), "constructs": len(ordered), "construct": chapter.construct(first.construct),
        "agree": first.count(way), "total": len(first.articles), "way": Message(f"directions.{way}"),
    }  # fmt: skip
    return Message("leads.review_themes", values)


def _notes(chapter: ReviewChapter) -> tuple[Message, ...]:
    review = chapter.evidence.review
    notes = [Message("notes.review_themes")]
    if review.priority:
        notes.append(
            Message("notes.review_priority", {"label": review.priority.label, "n": len(chapter.with_priority)})
        )
    if chapter.evidence.profiles:
        values = {"noes": review.weak_profile, "n": len(chapter.included) - len(chapter.without_weak)}
        notes.append(Message("notes.review_without_weak", values))
    return tuple(notes)
