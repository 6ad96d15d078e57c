"""Where titles, abstracts and keywords of the included articles speak of each construct (R027).

Found by the stems of the terms that the protocol declares; a count says that an article speaks of a construct, not what
it says.
"""

from collections.abc import Sequence

from alianza.report.review_chapter import ReviewChapter, counted
from alianza.review.content_analysis import Passage, articles_by_construct
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "literature"
STRAND = "review"
NEEDS = ("review_dictionary", "included_articles")
COLUMNS = (
    Column("articles", "count"),
    Column("share", "share"),
    Column("passages", "count"),
    Column("terms", wraps=True),
)
TERMS_AT_MOST = 4


def compute(chapter: ReviewChapter) -> Table:
    """One row a construct of the dictionary: articles, share, passages and the terms that found most."""
    passages = chapter.evidence.passages
    counts = articles_by_construct(passages)
    names = sorted(chapter.evidence.review.dictionary, key=lambda name: (-len(counts.get(name, {})), name))
    first = names[0]
    values = {
        "construct": chapter.construct(first), "articles": len(counts.get(first, {})), "n": len(chapter.included),
        "passages": len(passages),
    }  # fmt: skip
    return Table(
        id="review_content",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(_row(chapter, name, [one for one in passages if one.construct == name]) for name in names),
        base=len(chapter.included),
        lead=Message("leads.review_content", values) if passages else None,
        notes=(Message("notes.review_content"),),
    )


def _row(chapter: ReviewChapter, name: str, found: Sequence[Passage]) -> Row:
    base, articles = len(chapter.included), len({one.article for one in found})
    share = Estimate(articles / base, n=base, unit="share", method="counted")
    terms = sorted({one.term for one in found}, key=lambda term: (-sum(one.term == term for one in found), term))
    cells = (counted(articles, base), share, len(found), ", ".join(terms[:TERMS_AT_MOST]) or None)
    return Row(name, chapter.construct(name), cells, name)
