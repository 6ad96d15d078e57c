"""Languages as two letters, whatever a file calls them."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from alianza.formats.references.markup import clean

_BETWEEN = re.compile(r"\s*[;,/|]\s*|\s+(?:and|y|e|et)\s+")
_SPOKEN = ("en", "es", "pt", "fr")
"""Languages in which databases name languages, and whose small words tell the language of a title."""
_SMALL_WORDS = {
    "en": frozenset({"the", "of", "and", "for", "in", "on", "with", "an", "from", "to", "by"}),
    "es": frozenset({"el", "la", "los", "las", "del", "y", "en", "de", "para", "con", "un", "una", "por"}),
    "pt": frozenset(
        {"o", "os", "as", "do", "da", "dos", "das", "e", "em", "no", "na", "para", "com", "um", "uma", "de", "por"}
    ),
    "fr": frozenset({"le", "la", "les", "du", "des", "et", "en", "une", "pour", "dans", "par", "de"}),
}
_WORD = re.compile(r"[^\W\d_]+")


def language(values: Sequence[str], title: str = "") -> str:
    """The two-letter code of a record's language; the file's word where no language is known by it.

    Where the record names several, as SciELO does, it is the one in which the title is written, or else the first.

    >>> language(["English"]), language(["spa"]), language(["pt_BR"]), language(["Klingon"])
    ('en', 'es', 'pt', 'klingon')
    >>> language(["en,  pt"], "Uso de hardware para o acionamento")
    'pt'
    """
    named = [code for value in values for word in _BETWEEN.split(clean(value)) if (code := _code(word))]
    if len(named) < 2 or not title:
        return named[0] if named else ""
    words = [word.casefold() for word in _WORD.findall(title)]
    return max(named, key=lambda code: sum(word in _SMALL_WORDS.get(code, ()) for word in words))


@lru_cache(maxsize=1000)
def _code(word: str) -> str:
    word = word.strip(" .()[]").casefold()
    if word in ("", "na", "undefined", "undetermined", "und", "mul", "unknown"):
        return ""
    if re.fullmatch(r"[a-z]{2}(?:[-_].*)?", word):
        return word[:2]
    return _known().get(word, word)


@lru_cache(maxsize=1)
def _known() -> Mapping[str, str]:
    """Names in four languages and three-letter codes, from the Unicode locale data that babel ships."""
    from babel import Locale
    from babel.core import get_global

    aliases = {old.casefold(): new for old, new in get_global("language_aliases").items() if len(new) == 2}
    names: dict[str, str] = {}
    for speaker in reversed(_SPOKEN):
        names |= {str(name).casefold(): code for code, name in Locale(speaker).languages.items() if len(code) == 2}
    return {**aliases, **names}
