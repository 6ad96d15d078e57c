"""Suggestions of codes: segments where a code's terms stand, or that read like passages that have it already.

Nothing is coded by itself. A suggestion says how strong it is and why, and a person takes it or leaves it. A segment is
not suggested for a code that a passage in it has.

Segments and passages are compared by the cosine of their TF-IDF weights, over the stems of their words:

    w(t, d) = (1 + ln n(t, d)) (1 + ln((1 + N) / (1 + N(t))))

Source:
    Salton and Buckley (1988), Term-weighting approaches in automatic text retrieval, Inf. Process. Manag. 24(5).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from alianza.coding.project import QualitativeProject
from alianza.coding.term_search import WORD, Language, Phrase, Word, find_phrases, longest_first

Span = tuple[str, int, int]
"""Document, start and end, half-open, in code points."""

FEWEST_WORDS: Final = 4
"""A shorter segment («Sí, claro.») reads like many passages and says nothing of them."""
NEAR: Final = 0.3
"""Cosine from which a segment reads like a passage, unless told otherwise."""
_AT_ONCE: Final = 512


@dataclass(frozen=True, slots=True)
class CodeSuggestion:
    """A segment that may have a code.

    Attributes:
        document: Name of the document.
        start: Where the segment begins, in code points from 0.
        end: Where it ends; the sign at `end` is not part of it.
        code: Path of the code.
        why: `term` where terms of the code stand in it, `near` where it reads like a passage that has the code.
        score: Share of the code's terms that stand there, or cosine with the nearest passage; from 0 to 1. Scores of
            one kind cannot be set against those of the other.
        found: The terms as the segment writes them, in its order.
        nearest: The passage that it reads like; None for terms.
    """

    document: str
    start: int
    end: int
    code: str
    why: Literal["term", "near"]
    score: float
    found: tuple[str, ...] = ()
    nearest: Span | None = None


def suggest_by_terms(
    project: QualitativeProject, segments: Sequence[Span], terms: Mapping[str, Sequence[str]], language: Language
) -> tuple[CodeSuggestion, ...]:
    """Segments where terms of a code stand, by their order and that of the codes.

    Args:
        project: The project.
        segments: Segments of its documents.
        terms: Path of a code to its words and phrases.
        language: By whose stems they are compared.
    """
    phrases = longest_first(Phrase.of(term, language, code) for code, own in terms.items() for term in own)
    known = {code: len({one.term for one in phrases if one.group == code}) for code in terms}
    coded = _Coded(project)
    return tuple(
        one
        for span in segments
        for one in _of_terms(span, _text(project, span), phrases, known)
        if not coded.has(span, one.code)
    )


def suggest_by_nearness(
    project: QualitativeProject, segments: Sequence[Span], language: Language, least: float = NEAR
) -> tuple[CodeSuggestion, ...]:
    """Segments that read like passages that have a code, by their order and then by how near they are.

    Each is suggested for a code once, with the nearest of its passages. Nothing is suggested while no passage is coded.

    Args:
        project: The project.
        segments: Segments of its documents.
        language: By whose stems words are compared.
        least: Smallest cosine.

    Raises:
        ValueError: If `least` is not above 0 and at most 1.
    """
    if not 0 < least <= 1:
        raise ValueError("a cosine that means something lies above 0, and at most at 1")
    passages = list(dict.fromkeys((one.code, (one.document, one.start, one.end)) for one in project.codings))
    long = [one for one in segments if len(WORD.findall(_text(project, one))) >= FEWEST_WORDS]
    stems = [_stems(_text(project, span), language) for span in (*long, *(span for _, span in passages))]
    if not passages or not any(stems[: len(long)]):
        return ()
    weights, coded = _weights(stems), _Coded(project)
    return tuple(
        suggestion
        for place, near in _near(weights[: len(long)], weights[len(long) :].T.tocsr(), least)
        for suggestion in _of_passages(long[place], [(*passages[column], cosine) for column, cosine in near], coded)
    )


def _text(project: QualitativeProject, span: Span) -> str:
    document, start, end = span
    return project.document[document].text[start:end]


class _Coded:
    """Where each code was given already."""

    def __init__(self, project: QualitativeProject) -> None:
        self._spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for one in project.codings:
            self._spans.setdefault((one.document, one.code), []).append((one.start, one.end))

    def has(self, span: Span, code: str) -> bool:
        """Whether a passage with the code shares a sign with the segment."""
        document, start, end = span
        return any(first < end and start < last for first, last in self._spans.get((document, code), ()))


def _of_terms(span: Span, text: str, phrases: Sequence[Phrase], known: Mapping[str, int]) -> Iterator[CodeSuggestion]:
    places = list(find_phrases(text, phrases))
    for code, count in known.items():
        own = [one for one in places if one.group == code]
        if own:
            score = len({one.term for one in own}) / count
            yield CodeSuggestion(*span, code, "term", score, tuple(dict.fromkeys(one.found for one in own)))


def _of_passages(span: Span, near: Sequence[tuple[str, Span, float]], coded: _Coded) -> list[CodeSuggestion]:
    """The nearest passage of each code that the segment does not have yet."""
    best: dict[str, CodeSuggestion] = {}
    for code, passage, cosine in near:
        if (code not in best or cosine > best[code].score) and not coded.has(span, code):
            best[code] = CodeSuggestion(*span, code, "near", cosine, nearest=passage)
    return sorted(best.values(), key=lambda one: (-one.score, one.code))


def _stems(text: str, language: Language) -> list[str]:
    return [min(Word.of(word, language).stems) for word in WORD.findall(text)]


def _weights(stems: Sequence[Sequence[str]]) -> Any:
    """TF-IDF of stems, a sparse row for each text, of length one."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer=lambda own: own, sublinear_tf=True).fit_transform(stems)


def _near(segments: Any, passages: Any, least: float) -> Iterator[tuple[int, list[tuple[int, float]]]]:
    """Place of each segment, with the places of passages that it is near to and their cosines."""
    for first in range(0, segments.shape[0], _AT_ONCE):
        products = (segments[first : first + _AT_ONCE] @ passages).tocsr()
        products.sort_indices()
        for row in range(products.shape[0]):
            begin, end = products.indptr[row : row + 2]
            cosines = np.minimum(products.data[begin:end], 1.0)
            chosen = np.flatnonzero(cosines >= least)
            columns = products.indices[begin:end][chosen]
            yield first + row, list(zip(columns.tolist(), cosines[chosen].tolist(), strict=True))
