"""Articles that merges made: what their records were before, and whose word counts after it.

What was said before a merge was said about one side of it. A person's last word on the joined article takes the place
of all that this person said about its records before; until then each of those words counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from alianza.review.progress import Join, ReviewState


class Statement(Protocol):
    """What a person said about a record: a vote, or an appraisal."""

    @property
    def number(self) -> int:
        """The event's number."""

    @property
    def record(self) -> str:
        """The record."""

    @property
    def by(self) -> str:
        """The person."""


Word = TypeVar("Word", bound=Statement)


@dataclass(frozen=True, slots=True)
class Said(Generic[Word]):
    """What was said about an article.

    Attributes:
        article: The article.
        words: What the judges or raters said of its records, in order.
        settled: What was settled of its records, in order.
        joins: The merges that made it, in order.
    """

    article: str
    words: tuple[Word, ...] = ()
    settled: tuple[Word, ...] = ()
    joins: tuple[Join, ...] = ()

    def before(self, join: Join, side: tuple[str, ...]) -> "Said[Word]":
        """What was said about one side of a merge until then."""
        own = set(side)
        words, settled = (
            tuple(one for one in said if one.number < join.number and one.record in own)
            for said in (self.words, self.settled)
        )
        earlier = (one for one in self.joins if one.number < join.number)
        return Said(side[0], words, settled, within(earlier, own))

    def after(self, join: Join) -> "Said[Word]":
        """What was said since a merge."""
        words, settled = (tuple(one for one in said if one.number > join.number) for said in (self.words, self.settled))
        return Said(self.article, words, settled)


def gathered(state: ReviewState, words: Iterable[Word], settled: Iterable[Word]) -> dict[str, Said[Word]]:
    """What was said about every article of a review, in the order of the articles; what names no record is left out."""
    articles = state.articles()
    home = {record: article for article, records in articles.items() for record in records}
    first, second, joins = _by_article(words, home), _by_article(settled, home), _joins_of(state, home)
    return {
        article: Said(article, first.get(article, ()), second.get(article, ()), joins.get(article, ()))
        for article in articles
    }


def _joins_of(state: ReviewState, home: Mapping[str, str]) -> dict[str, tuple[Join, ...]]:
    """Article to the merges that made it, in order, each with the records that are still the article's.

    Args:
        state: Where the review stands.
        home: Record to its article.
    """
    found: dict[str, list[Join]] = {}
    for join in state.joins:
        for article in {home[record]: None for side in join.sides for record in side if record in home}:
            found.setdefault(article, []).append(join)
    own: dict[str, set[str]] = {article: set() for article in found}
    for record, article in home.items():
        if article in own:
            own[article].add(record)
    return {article: within(joins, own[article]) for article, joins in found.items()}


def within(joins: Iterable[Join], records: set[str]) -> tuple[Join, ...]:
    """The merges that joined some of these records with others of them."""
    kept = (
        replace(join, sides=tuple(side for side in (_of(one, records) for one in join.sides) if side)) for join in joins
    )
    return tuple(join for join in kept if len(join.sides) > 1)


def last_words(said: Sequence[Word], since: int) -> tuple[Word, ...]:
    """What each person says at last: on the joined article, or else on each of its records.

    Args:
        said: Statements about an article's records, in order.
        since: Number of the merge that made the article; 0 where none did.
    """
    anew = {one.by for one in said if one.number > since}
    kept = (one for one in said if one.number > since or one.by not in anew)
    return tuple({(one.by, "" if one.number > since else one.record): one for one in kept}.values())


def _by_article(said: Iterable[Word], home: Mapping[str, str]) -> dict[str, tuple[Word, ...]]:
    found: dict[str, list[Word]] = {}
    for one in said:
        if one.record in home:
            found.setdefault(home[one.record], []).append(one)
    return {article: tuple(own) for article, own in found.items()}


def _of(side: Sequence[str], records: set[str]) -> tuple[str, ...]:
    return tuple(record for record in side if record in records)
