"""The synthesis: what the articles say about each construct, counted by direction, and which effects can be pooled.

Votes count the direction of what an article found, never its significance. An article speaks once on a construct:
where its lines differ it is mixed. The same counts are made for the articles with priority and without those whose
profile is weak.

Source:
    Borenstein and others (2009), Introduction to Meta-Analysis, ch. 28 (why significance must not be counted);
    Campbell and others (2020), Synthesis without meta-analysis, BMJ 368:l6890.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from alianza.review.extraction import Extracted, several
from alianza.study.review_protocol import PooledEffect, Priority

ENOUGH_STUDIES, ONE_WAY = 3, 0.7
"""A construct's vote needs three studies and seven tenths of them in one direction."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What some articles say about a construct.

    Attributes:
        construct: The construct.
        articles: Article to its direction, in the order of the articles.
    """

    construct: str
    articles: Mapping[str, str] = field(default_factory=dict)

    def count(self, direction: str) -> int:
        """How many articles found it in a direction."""
        return sum(1 for found in self.articles.values() if found == direction)

    @property
    def vote(self) -> str:
        """`positive`, `negative` or `no_effect` where enough studies agree, else `unclear`."""
        total = len(self.articles)
        ways = {"positive": "positive", "negative": "negative", "none": "no_effect"}
        for direction, vote in ways.items():
            if total >= ENOUGH_STUDIES and self.count(direction) >= ONE_WAY * total:
                return vote
        return "unclear"


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect that can be pooled.

    Attributes:
        article: The article.
        value: Its value on the scale on which it is pooled.
        variance: Its sampling variance.
        n: Cases behind it; 0 where the article does not say.
    """

    article: str
    value: float
    variance: float
    n: int = 0


def themes(lines: Iterable[Extracted], articles: Sequence[str], constructs: Sequence[str]) -> tuple[Theme, ...]:
    """The theme of each construct that some article speaks of, in the order of the constructs.

    Args:
        lines: Lines of the extraction form.
        articles: The articles that count, in order.
        constructs: The protocol's constructs, in order.
    """
    found: dict[str, dict[str, set[str]]] = {}
    for line in lines:
        if line.direction:
            found.setdefault(line.construct, {}).setdefault(line.article, set()).add(line.direction)
    spoken = (Theme(construct, _directions(found.get(construct, {}), articles)) for construct in constructs)
    return tuple(theme for theme in spoken if theme.articles)


def with_priority(lines: Iterable[Extracted], priority: Priority | None) -> frozenset[str]:
    """Articles that belong to the subgroup with priority; one value of several is enough."""
    if priority is None:
        return frozenset()
    wanted = {value.casefold() for value in priority.values}
    return frozenset(
        line.article
        for line in lines
        if any(value.casefold() in wanted for value in several(line.values.get(priority.field, "")))
    )


def poolable(lines: Iterable[Extracted], articles: Iterable[str], declared: PooledEffect) -> tuple[Effect, ...]:
    """The first effect of each article that a declared pooling takes, with a variance.

    Correlations are taken to Fisher's z; other measures are pooled as they are given.
    """
    kept: dict[str, Effect] = {}
    counted = frozenset(articles)
    for line in lines:
        if line.article not in counted or line.article in kept or not _fits(line, declared):
            continue
        value, variance = line.numbers["effect"], line.variance()
        if variance is None or variance <= 0 or (declared.measure == "correlation" and abs(value) >= 1):
            continue
        pooled = math.atanh(value) if declared.measure == "correlation" else value
        kept[line.article] = Effect(line.article, pooled, variance, round(line.numbers.get("n", 0.0)))
    return tuple(kept.values())


def _fits(line: Extracted, declared: PooledEffect) -> bool:
    """Whether a line's effect is of the declared construct, measure and outcome."""
    same = line.construct == declared.construct and line.values.get("measure") == declared.measure
    return same and "effect" in line.numbers and declared.outcome in ("", line.values.get("outcome", ""))


def _directions(found: Mapping[str, set[str]], articles: Sequence[str]) -> dict[str, str]:
    return {article: _one(found[article]) for article in articles if article in found}


def _one(directions: set[str]) -> str:
    return next(iter(directions)) if len(directions) == 1 else "mixed"
