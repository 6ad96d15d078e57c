"""`alianza review order`: whom to screen next, and what the decisions so far say about the articles that are left."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from alianza.review.article import Article
from alianza.review.ranking import Ranker, Ranking, decided, features, screening_text
from alianza.review.screening import decisions
from alianza.review.stopping import Stopping, stopping
from alianza.study.problem import Problem
from alianza.study.review_protocol import Stage
from alianza.workflow.review.reading import ReadReview, read_review


@dataclass(frozen=True, slots=True)
class NextArticles:
    """The articles without a decision by title and abstract, the most likely to be included first.

    Attributes:
        articles: Every article of the review, by name.
        ranking: The order.
        stopping: What the decisions say about what is left; None for small reviews.
        problems: What is wrong with the log.
    """

    articles: dict[str, Article]
    ranking: Ranking
    stopping: Stopping | None
    problems: tuple[Problem, ...] = ()


def next_articles(path: Path, seed: int = 0) -> NextArticles:
    """The order of the articles that the review of a study has still to decide by title and abstract.

    Raises:
        Refused: If the study or its log cannot be read.
    """
    read = read_review(path)
    labels = _labels(read)
    found = stopping([*labels.values()], len(read.articles))
    return NextArticles(read.articles, _ranking(read, labels, seed), found, read.problems)


def in_screening_order(read: ReadReview, stage: Stage, names: Sequence[str]) -> list[str]:
    """Articles in the order in which a judge best reads them: the most likely to be included first.

    By title and abstract, once decisions of both kinds are there to learn from; before that, and by full text, as they
    came. Only decided articles are learnt from, never a vote that stands alone: judges stay blind.
    """
    ranking = _ranking(read, _labels(read), 0) if stage == "title_abstract" else None
    if ranking is None or not ranking.learnt:
        return list(names)
    place = {name: index for index, name in enumerate(ranking.names)}
    return sorted(names, key=lambda name: place.get(name, len(place)))


def _labels(read: ReadReview) -> dict[str, bool]:
    return decided(decisions(read.state, read.study.review, "title_abstract"))


def _ranking(read: ReadReview, labels: dict[str, bool], seed: int) -> Ranking:
    articles = read.articles
    return Ranker(tuple(articles), features([screening_text(one.best) for one in articles.values()]), seed).rank(labels)
