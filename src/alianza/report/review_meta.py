"""Effects that the protocol declares comparable, pooled by a model of random effects (R027).

Correlations are pooled as Fisher's z and shown as correlations; the prediction interval says what another study may
find. With fewer than ten effects nothing can be said about small studies.
"""

from alianza.report.review_chapter import ReviewChapter
from alianza.review.pooling import POOLED_AS, PooledArticles
from alianza.statistics.meta.back_transformation import back_transformed
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "literature"
STRAND = "review"
NEEDS = ("declared_poolings", "extraction_lines")
COLUMNS = (
    Column("studies", "count"),
    Column("pooled"),
    Column("prediction"),
    Column("i2", "share"),
    Column("tau2"),
    Column("p_homogeneity"),
    Column("p_small_studies"),
)


def compute(chapter: ReviewChapter) -> Table:
    """One row a declared pooling: studies, pooled effect, prediction interval and heterogeneity."""
    found = chapter.poolings
    if not any(one.enough for one in found):
        return Table(id="review_meta", topic=TOPIC, needs=("comparable_effects",))
    main = next(one for one in found if one.enough)
    effect = back_transformed(main.found.effect, POOLED_AS[main.declared.measure], main.found.typical_n)
    values = {"what": main.declared.label, "effect": effect, "k": main.found.k}
    return Table(
        id="review_meta",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(_row(one) for one in found),
        base=len({article for one in found for article in one.articles}),
        lead=Message(
            "leads.review_meta" if main.declared.measure == "correlation" else "leads.review_meta_other", values
        ),
        notes=(Message("notes.review_meta"),),
    )


def _row(one: PooledArticles) -> Row:
    found, measure = one.found, POOLED_AS[one.declared.measure]
    pooled, prediction = (back_transformed(e, measure, found.typical_n) for e in (found.effect, found.prediction))
    spread = found.heterogeneity
    cells = (
        Estimate(float(found.k), n=max(found.k, 1), unit="count", method="counted"),
        pooled,
        prediction,
        spread.i2 if spread else None,
        spread.tau2 if spread else None,
        spread.q.p if spread else None,
        one.asymmetry.test.p if one.asymmetry else None,
    )
    return Row(one.declared.construct, one.declared.label, cells, one.declared.construct)
