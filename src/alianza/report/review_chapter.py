"""What a table of the review is computed from: the protocol with its constructs, and the evidence of the review."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from alianza.review.appraisal import CATEGORIES
from alianza.review.evidence import ReviewEvidence
from alianza.review.extraction import Extracted
from alianza.review.pooling import PooledArticles, pooled_articles
from alianza.review.screening import QUALITY
from alianza.review.synthesis import Theme, themes, with_priority
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.protocol import Protocol
from alianza.study.text import Text

HOLDS: Final[Mapping[str, Callable[["ReviewChapter"], object]]] = {
    "review_searches": lambda chapter: chapter.evidence.review.searches or chapter.evidence.state.searches,
    "review_records": lambda chapter: chapter.evidence.state.imports,
    "review_votes": lambda chapter: chapter.evidence.state.votes,
    "included_articles": lambda chapter: chapter.included,
    "appraised_articles": lambda chapter: set(chapter.evidence.profiles) & set(chapter.included),
    "extraction_lines": lambda chapter: chapter.lines,
    "review_dictionary": lambda chapter: chapter.evidence.review.dictionary,
    "declared_poolings": lambda chapter: chapter.evidence.review.pooled,
}
"""What a table of the review may need, and how the chapter knows whether it is there."""


@dataclass(frozen=True)
class ReviewChapter:
    """Everything that a table of the review may read."""

    protocol: Protocol
    evidence: ReviewEvidence

    @cached_property
    def included(self) -> tuple[str, ...]:
        """Names of the included articles, in the order of the articles."""
        return self.evidence.included

    @cached_property
    def lines(self) -> tuple[Extracted, ...]:
        """The lines of the extraction form that belong to included articles."""
        kept = set(self.included)
        return tuple(line for line in self.evidence.lines if line.article in kept)

    @property
    def with_priority(self) -> tuple[str, ...]:
        """The included articles of the subgroup with priority, in order."""
        own = with_priority(self.lines, self.evidence.review.priority)
        return tuple(name for name in self.included if name in own)

    @property
    def without_weak(self) -> tuple[str, ...]:
        """The included articles without those whose quality profile is weak by the protocol's rule, in order."""
        profiles, noes = self.evidence.profiles, self.evidence.review.weak_profile
        return tuple(name for name in self.included if name not in profiles or not profiles[name].weak(noes))

    def themes(self, articles: Sequence[str]) -> tuple[Theme, ...]:
        """What some of the articles say about each construct of the protocol."""
        return themes(self.lines, articles, [one.id for one in self.protocol.constructs])

    @cached_property
    def poolings(self) -> tuple[PooledArticles, ...]:
        """Every pooling that the protocol declares, carried out over the included articles."""
        return tuple(pooled_articles(self.lines, self.included, one) for one in self.evidence.review.pooled)

    def missing(self, *needs: str) -> tuple[str, ...]:
        """Those of `needs` (keys of `HOLDS`) that the review does not have."""
        return tuple(need for need in needs if not HOLDS[need](self))

    def label(self, article: str) -> Text:
        """Author and year of an article, with a letter where several included articles share them."""
        return Text(self.labels((article, *self.included))[article])

    def labels(self, articles: Iterable[str]) -> dict[str, str]:
        """Author and year of some articles; those that would read alike carry a letter: 2021a, 2021b."""
        plain = {name: self.evidence.articles[name].label for name in articles}
        alike: dict[str, list[str]] = {}
        for name, label in plain.items():
            alike.setdefault(label, []).append(name)
        letters = {
            name: _letter(place) for names in alike.values() if len(names) > 1 for place, name in enumerate(names)
        }
        return {name: _lettered(label, letters.get(name, "")) for name, label in plain.items()}

    def construct(self, name: str) -> Text | Message:
        """The words for a construct."""
        return next((one.label for one in self.protocol.constructs if one.id == name), Text(name))

    def value(self, field: str, value: str) -> Text | Message:
        """The words for a value of a field: the survey's, the catalogue's, or as the extractors wrote it."""
        survey = self.protocol.survey
        words = survey.labels.get(field, {}).get(value) if survey else None
        if words is not None:
            return words
        if field == "design" and value in CATEGORIES:
            return Message(f"batch.categories.{value}")
        return Message("rows.country", {"code": value}) if field == "country" else Text(value)

    def reason(self, code: str) -> Text | Message:
        """The words for a reason of exclusion."""
        one = next((one for one in self.evidence.review.criteria if one.code == code), None)
        if one is None:
            named = code not in ("", QUALITY)
            return Message("rows.as_named" if named else f"rows.reason_{code or 'none'}", {"label": code})
        return Message("rows.reason_unmet", {"label": one.label}) if one.kind == "include" else one.label


def counted(count: int, base: int) -> Estimate:
    """A number of records or articles among `base`: a fact of the review, without sampling error."""
    return Estimate(float(count), n=base, unit="count", method="counted")


def _letter(place: int) -> str:
    turn, letter = divmod(place, 26)
    return (_letter(turn - 1) if turn else "") + chr(ord("a") + letter)


def _lettered(label: str, letter: str) -> str:
    """The label with a letter behind its year."""
    return f"{label.removesuffix(')')}{letter})" if letter else label
