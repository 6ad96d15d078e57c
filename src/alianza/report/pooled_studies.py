"""The poolings of the review, as the plots of forests and funnels need them."""

from alianza.report.review_chapter import ReviewChapter
from alianza.review.pooling import PooledArticles
from alianza.study.results import PooledStudies
from alianza.study.text import Text


def pooled_studies(chapter: ReviewChapter) -> tuple[PooledStudies, ...]:
    """Every declared pooling that had two effects or more, in the order of the protocol."""
    labels = chapter.labels(chapter.included)
    return tuple(_studies(one, labels) for one in chapter.poolings if one.enough)


def _studies(one: PooledArticles, labels: dict[str, str]) -> PooledStudies:
    found, spread = one.found, one.found.heterogeneity
    return PooledStudies(
        id=one.declared.construct,
        label=one.declared.label,
        measure=found.measure,
        studies=tuple(Text(labels[name]) for name in one.articles),
        effects=one.effects,
        weights=found.weights,
        pooled=found.effect,
        prediction=found.prediction,
        typical_n=found.typical_n,
        spread=(spread.tau2, spread.i2, spread.h2, spread.q) if spread else None,
        small_studies=one.asymmetry.test if one.asymmetry else None,
    )
