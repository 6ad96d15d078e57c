"""Content analysis: where articles speak of a construct, by the terms of the protocol's dictionary.

Words are compared by their stems, so a term finds its plurals and its other endings; accents and capitals do not
count. A phrase is found where its words stand together. Every place is kept with the words around it: a count without
its passages would say nothing.

Source:
    Porter (2001), Snowball: a language for stemming algorithms; Krippendorff (2018), Content Analysis, 4th ed., ch. 10.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from alianza.study.review_protocol import Terms

AROUND = 8
"""Words shown on each side of a place."""

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_BARE_ENDING = re.compile(r"(?<=[csxg])ion$")
"""«comunicacion» stands for «comunicación»: titles in capitals and old exports leave the accent out."""

SHARED = 0.6
"""Words of one stem are taken for one another where they share so much of the longer one from its beginning: the
Spanish stemmer takes «comunidad» and «comunicación» both down to «comun»."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A place where an article speaks of a construct.

    Attributes:
        article: The article.
        construct: The construct.
        term: The term of the dictionary that was found.
        before: Words before it.
        found: The words of the text.
        after: Words after it.
    """

    article: str
    construct: str
    term: str
    before: str
    found: str
    after: str


def passages(
    texts: Iterable[tuple[str, str, str]], dictionary: Mapping[str, Terms], around: int = AROUND
) -> list[Passage]:
    """Every place where a term stands, in the order of the texts; of terms that overlap, the longest.

    Args:
        texts: Article, language (`es`, `en` or empty) and text; several texts of one article are read one by one.
        dictionary: Construct to its terms.
        around: Words on each side.
    """
    phrases = {language: _phrases(dictionary, language) for language in ("es", "en")}
    return [
        found
        for article, language, text in texts
        for found in _in_text(article, text, _known(phrases, language), around)
    ]


def articles_by_construct(found: Iterable[Passage]) -> dict[str, dict[str, int]]:
    """Construct to article to the number of its passages."""
    counts: dict[str, dict[str, int]] = {}
    for one in found:
        own = counts.setdefault(one.construct, {})
        own[one.article] = own.get(one.article, 0) + 1
    return counts


@dataclass(frozen=True, slots=True)
class Word:
    """A word without accents, and the stems under which it is known: that of its spelling, and that of its bare one.

    >>> Word.of("Comunicaciones", "es").matches(Word.of("COMUNICACION", "es"))
    True
    >>> Word.of("comunidad", "es").matches(Word.of("comunicación", "es"))
    False
    """

    bare: str
    stems: frozenset[str]

    @staticmethod
    @lru_cache(maxsize=50_000)
    def of(word: str, language: str) -> "Word":
        """A word as it stands in a text; texts use few words often, so each is stemmed once."""
        lower = word.lower()
        bare = _folded(lower)
        spelled = _BARE_ENDING.sub("ión", lower) if language == "es" else lower
        return Word(bare, frozenset(_folded(_stemmer(language).stemWord(one)) for one in (spelled, bare)))

    def matches(self, other: "Word") -> bool:
        """Whether the two are forms of one word."""
        if not self.stems & other.stems:
            return False
        return _shared(self.bare, other.bare) >= SHARED * max(len(self.bare), len(other.bare))


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A term as its words."""

    construct: str
    term: str
    language: str
    words: tuple[Word, ...]


def _phrases(dictionary: Mapping[str, Terms], language: str) -> list[_Phrase]:
    """The terms of a language, the longest first."""
    found = [
        _Phrase(construct, term, language, tuple(Word.of(word, language) for word in _WORD.findall(term)))
        for construct, terms in dictionary.items()
        for term in (terms.es if language == "es" else terms.en)
    ]
    return sorted((one for one in found if one.words), key=lambda one: -len(one.words))


def _known(phrases: Mapping[str, list[_Phrase]], language: str) -> list[_Phrase]:
    """The phrases of a text's language; all of them where it is unknown or a third one."""
    return phrases.get(language) or [*phrases["es"], *phrases["en"]]


def _in_text(article: str, text: str, phrases: Sequence[_Phrase], around: int) -> Iterator[Passage]:
    spans = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    words = {
        language: [Word.of(text[start:end], language) for start, end in spans]
        for language in {one.language for one in phrases}
    }
    taken: dict[str, set[int]] = {}
    for place in range(len(spans)):
        for phrase in phrases:
            own = words[phrase.language]
            if phrase.words[0].stems.isdisjoint(own[place].stems):  # nearly all of them: told at once
                continue
            end = place + len(phrase.words)
            used = taken.setdefault(phrase.construct, set())
            if place in used or not _stands(phrase, own[place:end]):
                continue
            used.update(range(place, end))
            yield Passage(article, phrase.construct, phrase.term, *_cut(text, spans, (place, end), around))


def _stands(phrase: _Phrase, words: Sequence[Word]) -> bool:
    return len(words) == len(phrase.words) and all(map(Word.matches, phrase.words, words))


def _cut(text: str, spans: Sequence[tuple[int, int]], place: tuple[int, int], around: int) -> tuple[str, str, str]:
    """The words before, at and after a place, as the text writes them."""
    first, end = place
    start, stop = spans[first][0], spans[end - 1][1]
    left, right = spans[max(0, first - around)][0], spans[min(len(spans), end + around) - 1][1]
    return _plain(text[left:start]), _plain(text[start:stop]), _plain(text[stop:right])


def _shared(one: str, other: str) -> int:
    """Letters that two words share from their beginning."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _plain(text: str) -> str:
    return " ".join(text.split())


def _folded(text: str) -> str:
    """Without accents; «ñ» becomes «n»."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


@cache
def _stemmer(language: str):  # type: ignore[no-untyped-def]  # the library ships no types
    import snowballstemmer

    return snowballstemmer.stemmer({"es": "spanish", "en": "english"}[language])
