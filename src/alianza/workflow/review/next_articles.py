"""`alianza review order`: whom to screen next, and what the decisions so far say about the articles that are left."""

from dataclasses import dataclass
from pathlib import Path

from alianza.review.article import Article
from alianza.review.ranking import Ranker, Ranking, decided, features, screening_text
from alianza.review.screening import decisions
from alianza.review.stopping import Stopping, stopping
from alianza.workflow.review.reading import read_review


@dataclass(frozen=True, slots=True)
class NextArticles:
    """The articles without a decision by title and abstract, the most likely to be included first.

    Attributes:
        articles: Every article of the review, by name.
        ranking: The order.
        stopping: What the decisions say about what is left; None for small reviews.
    """

    articles: dict[str, Article]
    ranking: Ranking
    stopping: Stopping | None


def next_articles(path: Path, seed: int = 0) -> NextArticles:
    """The order of the articles that the review of a study has still to decide by title and abstract.

    Raises:
        Refused: If the study or its log cannot be read.
    """
    read = read_review(path)
    articles = read.articles
    labels = decided(decisions(read.state, read.study.review, "title_abstract"))
    ranker = Ranker(tuple(articles), features([screening_text(one.best) for one in articles.values()]), seed)
    return NextArticles(articles, ranker.rank(labels), stopping(list(labels.values()), len(articles)))
