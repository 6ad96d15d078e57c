"""What the tables of the review are computed from: its state, and everything that follows from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from alianza.review.appraisal import Profile, profiles
from alianza.review.article import Article
from alianza.review.content_analysis import Passage, passages
from alianza.review.deciding import Decision
from alianza.review.extraction import Extracted, extracted
from alianza.review.flow import Flow, flow_of
from alianza.review.progress import ReviewState
from alianza.review.screening import both_decisions
from alianza.study.review_protocol import Review


@dataclass(frozen=True)
class ReviewEvidence:
    """Everything that a table of the review may read.

    Attributes:
        state: Where the review stands.
        review: Its protocol.
        articles: Every article by its name, in the order of the articles.
        profiles: The quality profile of every appraised article.
        lines: Every line of the extraction form, under the article that it belongs to now.
        flow: The PRISMA counts.
        title_abstract: The decision on every article by title and abstract.
        full_text: The decision on every article whose full text is sought.
        protocol: SHA-256 of the protocol as it is now, as approvals have it; empty where nobody computed it.
    """

    state: ReviewState
    review: Review
    articles: Mapping[str, Article]
    profiles: Mapping[str, Profile]
    lines: tuple[Extracted, ...]
    flow: Flow
    title_abstract: Mapping[str, Decision]
    full_text: Mapping[str, Decision]
    protocol: str = ""

    @property
    def was_changed_after_approval(self) -> bool:
        """Whether the protocol was approved, and by nobody as it is now."""
        approved = {one.protocol for one in self.state.approvals}
        return bool(approved) and self.protocol not in ("", *approved)

    @property
    def included(self) -> tuple[str, ...]:
        """Names of the articles that the review includes."""
        return tuple(name for name, one in self.full_text.items() if one.standing == "included")

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Where the titles, abstracts and keywords of the included articles speak of a construct."""
        return tuple(passages(self._texts(), self.review.dictionary))

    def _texts(self) -> Iterator[tuple[str, str, str]]:
        """The texts, as of no language: databases name the publication's, which its abstract often is not in."""
        for name in self.included:
            best = self.articles[name].best
            for text in (best.title, best.abstract, "; ".join(best.keywords)):
                if text:
                    yield name, "", text


def gather_review(state: ReviewState, review: Review, articles: Mapping[str, Article]) -> ReviewEvidence:
    """The evidence of a review.

    Args:
        state: Where the review stands.
        review: Its protocol.
        articles: Every article of the state, by name.
    """
    first, second = both_decisions(state, review)
    counts = flow_of(state, first, second)
    return ReviewEvidence(state, review, articles, profiles(state), tuple(extracted(state)), counts, first, second)
