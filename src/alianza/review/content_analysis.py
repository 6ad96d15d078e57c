"""Content analysis: where articles speak of a construct, by the terms of the protocol's dictionary.

Terms are found as `alianza.coding.term_search` finds them: by their stems, with the words around them.

Source:
    Krippendorff (2018), Content Analysis, 4th ed., ch. 10.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alianza.coding.term_search import AROUND, LANGUAGES, Language, Phrase, find_phrases, longest_first
from alianza.study.review_protocol import Terms


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
    phrases = {language: _phrases(dictionary, language) for language in LANGUAGES}
    return [
        Passage(article, one.group, one.term, one.before, one.found, one.after)
        for article, language, text in texts
        for one in find_phrases(text, _known(phrases, language), around)
    ]


def articles_by_construct(found: Iterable[Passage]) -> dict[str, dict[str, int]]:
    """Construct to article to the number of its passages."""
    counts: dict[str, dict[str, int]] = {}
    for one in found:
        own = counts.setdefault(one.construct, {})
        own[one.article] = own.get(one.article, 0) + 1
    return counts


def _phrases(dictionary: Mapping[str, Terms], language: Language) -> list[Phrase]:
    """The terms of a language, the longest first."""
    return longest_first(
        Phrase.of(term, language, construct)
        for construct, terms in dictionary.items()
        for term in (terms.es if language == "es" else terms.en)
    )


def _known(phrases: Mapping[Language, list[Phrase]], language: str) -> list[Phrase]:
    """The phrases of a text's language; all of them where it is unknown or a third one."""
    own = next((found for known, found in phrases.items() if known == language), None)
    return own or [*phrases["es"], *phrases["en"]]
