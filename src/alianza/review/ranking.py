"""The order in which articles are screened: the most likely to be included first, learnt anew after every decision.

The order decides nothing: it says whom to read next. Features and machine are those of ASReview 3's default (ELAS u4):
TF-IDF of words and pairs of words with sublinear counts, and the support vector machine of
`alianza.review.relevance`. It knows no language: it counts the words of each, and accents count.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alianza.review.deciding import Decision
from alianza.review.kernel import kernel, products
from alianza.review.reference import Reference
from alianza.review.relevance import RelevanceModel

WORDS = (1, 2)
"""Words and pairs of neighbouring words."""

COMMON = 0.95
"""Terms in a larger share of the records tell nothing."""

DIGITS = 6
"""Scores that agree to so many decimals are equal, whatever the order of the sums: then the random order decides."""


@dataclass(frozen=True, slots=True)
class Features:
    """What the machine sees of some records, computed once.

    Attributes:
        matrix: TF-IDF, a row for each record, of length one (or zero where a record has no words).
        products: Products of all rows plus one, or None where they are too many.
    """

    matrix: Any
    products: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The records that are not decided yet, the next to read first.

    Attributes:
        names: Their names.
        scores: Their distances from the boundary, positive for those that look relevant; empty before there is one
            included and one excluded record, when the order is random by the seed.
    """

    names: tuple[str, ...]
    scores: tuple[float, ...] = ()

    @property
    def learnt(self) -> bool:
        """Whether decisions made this order, and not the seed alone."""
        return bool(self.scores)


def screening_text(reference: Reference) -> str:
    """What a record says of its content: title and abstract, and the keywords where it has no abstract.

    On Cohen's ADHD set keywords in place of a missing abstract find the relevant records earlier, and keywords beside
    an abstract find them later.
    """
    return " ".join(part for part in (reference.title, reference.abstract or " ".join(reference.keywords)) if part)


def features(texts: Sequence[str]) -> Features:
    """TF-IDF of texts: sublinear counts, smoothed inverse frequencies, rows of length one.

    w(t, d) = (1 + ln n(t, d)) (1 + ln((1 + N) / (1 + N(t)))), for the terms of at most 95 % of the texts.
    """
    from scipy.sparse import csr_array
    from sklearn.feature_extraction.text import TfidfVectorizer

    most = COMMON if COMMON * len(texts) >= 1 else 1.0
    try:
        matrix = csr_array(TfidfVectorizer(ngram_range=WORDS, sublinear_tf=True, max_df=most).fit_transform(texts))
    except ValueError:  # sklearn's answer to texts that hold no word, or only words that all of them share
        matrix = csr_array((len(texts), 1))
    return Features(matrix, products(matrix))


def random_order(names: Sequence[str], seed: int) -> tuple[str, ...]:
    """Names in an order that looks random and that the seed alone decides: by SHA-256 of seed and name."""
    return tuple(sorted(names, key=lambda name: hashlib.sha256(f"{seed}\n{name}".encode()).digest()))


def decided(decisions: Mapping[str, Decision]) -> dict[str, bool]:
    """Whether each decided article is included, in the order of the decisions; a conflict teaches nothing yet."""
    known = {"included": True, "excluded": False}
    closed = sorted((one for one in decisions.values() if one.standing in known), key=_closing_event)
    return {one.article: known[one.standing] for one in closed}


def _closing_event(decision: Decision) -> int:
    votes = decision.votes if decision.settled is None else (decision.settled,)
    return max((vote.number for vote in votes), default=0)


class Ranker:
    """Ranks records after every decision; each solution starts from the last one, and none depends on it.

    Args:
        names: Name of each record.
        features: Their features, in the order of the names.
        seed: Decides the order before there is anything to learn, and among equal scores.

    >>> texts = ["alianzas entre pymes", "alianzas y confianza", "cultivo de rosas", "rosas y plagas", "pymes"]
    >>> ranker = Ranker("abcde", features(texts))
    >>> ranker.rank({"a": True}).learnt, ranker.rank({"a": True, "c": False}).names
    (False, ('e', 'b', 'd'))
    """

    def __init__(self, names: Sequence[str], features: Features, seed: int = 0) -> None:
        self._names, self._features = tuple(names), features
        self._place = {name: place for place, name in enumerate(names)}
        self._random = random_order(names, seed)
        self._chance = np.empty(len(names), dtype=np.intp)
        self._chance[[self._place[name] for name in self._random]] = np.arange(len(names))
        self._forget()

    def rank(self, labels: Mapping[str, bool]) -> Ranking:
        """The order of the records without a label.

        Args:
            labels: Name of each decided record to whether it is included; names of no record count for nothing.
        """
        known = {name: included for name, included in labels.items() if name in self._place}
        if any(known.get(name) is not included for name, included in self._labels.items()):
            self._forget()  # a decision was changed or taken back
        for name, included in known.items():
            if name not in self._labels:
                self.learn(name, included)
        if not self._model.ready:
            return Ranking(tuple(name for name in self._random if name not in known))
        places, scores = self._scored()
        order = np.lexsort((self._chance[places], -scores))
        return Ranking(tuple(self._names[place] for place in places[order]), tuple(scores[order].tolist()))

    def learn(self, name: str, included: bool) -> None:
        """Take one more decision into account."""
        self._labels[name] = included
        self._model.learn(self._place[name], included)

    def first(self) -> str | None:
        """The record to read next, as `rank` has it first; None where all are decided."""
        if len(self._labels) == len(self._names):
            return None
        if not self._model.ready:
            return next(name for name in self._random if name not in self._labels)
        places, scores = self._scored()
        likely = places[scores == scores.max()]
        return self._names[int(likely[self._chance[likely].argmin()])]

    def _forget(self) -> None:
        self._labels: dict[str, bool] = {}
        self._kernel = kernel(self._features.matrix, self._features.products)
        self._model = RelevanceModel(self._kernel)

    def _scored(self) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        scores = np.round(self._model.scores(), DIGITS)
        return self._kernel.order[self._kernel.count :], scores
