"""Where terms stand in texts, by the stems of their words, with the words around them.

Words are compared by their stems, so a term finds its plurals and its other endings; accents and capitals do not
count. A phrase is found where its words stand together. Every place is kept with the words around it (key word in
context): a count without its passages would say nothing.

Source:
    Porter (2001), Snowball: a language for stemming algorithms; Krippendorff (2018), Content Analysis, 4th ed., ch. 10.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal

from alianza.coding.project import QualitativeProject
from alianza.study.text import folded

Language = Literal["es", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("es", "en")
AROUND: Final = 8
"""Words shown on each side of a place."""

WORD: Final = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
"""A word as it stands in a text."""
_BARE_ENDING = re.compile(r"(?<=[csxg])ion$")
"""«comunicacion» stands for «comunicación»: titles in capitals and old exports leave the accent out."""

SHARED: Final = 0.6
"""Words of one stem are taken for one another where they share so much of the longer one from its beginning: the
Spanish stemmer takes «comunidad» and «comunicación» both down to «comun»."""


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
        bare = folded(lower)
        spelled = _BARE_ENDING.sub("ión", lower) if language == "es" else lower
        return Word(bare, frozenset(folded(_stemmer(language).stemWord(one)) for one in (spelled, bare)))

    def matches(self, other: "Word") -> bool:
        """Whether the two are forms of one word."""
        if not self.stems & other.stems:
            return False
        return _shared(self.bare, other.bare) >= SHARED * max(len(self.bare), len(other.bare))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A term as its words.

    Attributes:
        group: What it stands for; places of one group do not overlap.
        term: The term as it was written.
        language: The language by whose stems it is compared.
        words: Its words.
    """

    group: str
    term: str
    language: Language
    words: tuple[Word, ...]

    @staticmethod
    def of(term: str, language: Language, group: str = "") -> "Phrase":
        """A term as it was written; it has no words where it is only signs."""
        return Phrase(group, term, language, tuple(Word.of(word, language) for word in WORD.findall(term)))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place where a term stands.

    Attributes:
        group: The group of the term.
        term: The term.
        start: Where it begins, in code points from 0.
        end: Where it ends; the sign at `end` is not part of it.
        before: Words before it.
        found: The words of the text.
        after: Words after it.
    """

    group: str
    term: str
    start: int
    end: int
    before: str
    found: str
    after: str


@dataclass(frozen=True, slots=True)
class KeyWord:
    """A place in a document of a project where a term stands."""

    document: str
    place: Occurrence


def longest_first(phrases: Iterable[Phrase]) -> list[Phrase]:
    """Those that have words, the longest first, as `find_phrases` takes them."""
    return sorted((one for one in phrases if one.words), key=lambda one: -len(one.words))


def find_terms(
    text: str, terms: Iterable[str], language: Language | Literal[""] = "", around: int = AROUND
) -> list[Occurrence]:
    """Every place where one of the terms stands, in the order of the text; of terms that overlap, the longest.

    Args:
        text: The text.
        terms: Words and phrases.
        language: By whose stems words are compared; empty for both.
        around: Words on each side.

    >>> [one.found for one in find_terms("Las alianzas y la CONFIANZA mutua.", ["alianza", "confianza mutua"], "es")]
    ['alianzas', 'CONFIANZA mutua']
    """
    return list(find_phrases(text, _phrases(terms, language), around))


def key_words_in_context(
    project: QualitativeProject, terms: Iterable[str], language: Language | Literal[""] = "", around: int = AROUND
) -> tuple[KeyWord, ...]:
    """Every place of a project's documents where one of the terms stands, by document and place; as `find_terms`."""
    phrases = _phrases(terms, language)
    return tuple(
        KeyWord(one.name, place) for one in project.documents for place in find_phrases(one.text, phrases, around)
    )


def find_phrases(text: str, phrases: Sequence[Phrase], around: int = AROUND) -> Iterator[Occurrence]:
    """Every place where a phrase stands, in the order of the text; within a group, those found first do not overlap.

    Args:
        text: The text.
        phrases: Phrases, the longest first.
        around: Words on each side.
    """
    spans = [(match.start(), match.end()) for match in WORD.finditer(text)]
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
            used = taken.setdefault(phrase.group, set())
            if place in used or not _stands(phrase, own[place:end]):
                continue
            used.update(range(place, end))
            cut = _cut(text, spans, (place, end), around)
            yield Occurrence(phrase.group, phrase.term, spans[place][0], spans[end - 1][1], *cut)


def _phrases(terms: Iterable[str], language: Language | Literal[""]) -> list[Phrase]:
    languages = (language,) if language else LANGUAGES
    return longest_first(Phrase.of(term, one) for term in terms for one in languages)


def _stands(phrase: Phrase, words: Sequence[Word]) -> bool:
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


@cache
def _stemmer(language: str):  # type: ignore[no-untyped-def]  # the library ships no types
    import snowballstemmer

    return snowballstemmer.stemmer({"es": "spanish", "en": "english"}[language])
