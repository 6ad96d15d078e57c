"""The effects of each article that are pooled, with their weights, and what they say together (R027).

Correlations stand here as correlations, though they are pooled as Fisher's z.
"""

from collections.abc import Iterator

from alianza.report.review_chapter import ReviewChapter
from alianza.review.pooling import POOLED_AS, PooledArticles
from alianza.statistics.meta.back_transformation import back_transformed
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table, Topic

TOPIC: Topic = "literature"
STRAND = "review"
NEEDS = ("declared_poolings", "extraction_lines")
COLUMNS = (Column("variable"), Column("study_size", "count"), Column("effect"), Column("weight", "share"))
POOLED, PREDICTION = "pooled", "prediction"


def compute(chapter: ReviewChapter) -> Table:
    """One row an article under each pooling, then the pooled effect and where another study's is expected."""
    found = [one for one in chapter.poolings if one.enough]
    if not found:
        return Table(id="review_effects", topic=TOPIC, needs=("comparable_effects",))
    return Table(
        id="review_effects",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(row for one in found for row in _rows(chapter, one)),
        base=len({article for one in found for article in one.articles}),
        lead=Message(
            "leads.review_effects", {"poolings": len(found), "effects": sum(len(one.effects) for one in found)}
        ),
        notes=(Message("notes.review_effects"),),
    )


def _rows(chapter: ReviewChapter, one: PooledArticles) -> Iterator[Row]:
    """The articles of a pooling by their effect, then what they say together."""
    labels, measure = chapter.labels(chapter.included), POOLED_AS[one.declared.measure]
    total = sum(effect.n for effect in one.effects)
    studies = zip(one.articles, one.effects, one.found.weights, strict=True)
    for article, effect, weight in sorted(studies, key=lambda study: (study[1].value or 0.0, study[0])):
        share = Estimate(weight, n=max(total, one.found.k), unit="share", method="inverse_variance")
        cells = (effect.n or None, back_transformed(effect, measure), share)
        yield _row(one, f"A{article}", Message("rows.as_named", {"label": labels[article]}), cells)
    yield from _summaries(one, total)


def _summaries(one: PooledArticles, total: int) -> Iterator[Row]:
    """The pooled effect with all its cases, and where another study's effect is expected."""
    found, measure = one.found, POOLED_AS[one.declared.measure]
    effect, new = (back_transformed(e, measure, found.typical_n) for e in (found.effect, found.prediction))
    model = Message(f"figures.meta.models.{found.effect.method.split('_')[0]}")
    yield _row(one, POOLED, model, (total or None, effect, None))
    yield _row(one, PREDICTION, Message("figures.meta.prediction"), (None, new, None))


def _row(one: PooledArticles, name: str, label: Message, cells: tuple[Cell, ...]) -> Row:
    construct = one.declared.construct
    return Row(f"{construct}_{name}", label, (one.declared.label, *cells), construct)
