"""A text that the study itself brings, in the languages in which it is known."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

CONTROL_SIGNS: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff"
"""Signs that no document format can carry, as the inside of a character class; tabs and line breaks are none."""
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROL: Final = re.compile(f"[{CONTROL_SIGNS}]")
_PSEUDONYM: Final = re.compile(r"[\w.-]{1,40}")


@dataclass(frozen=True, slots=True)
class Text:
    """A title, label or definition in Spanish and English.

    Texts come from the study folder (titles, value labels, definitions), never from the program:
    the program's own sentences are messages, turned into words by `alianza.render.messages`.
    """

    es: str
    en: str = ""

    def spoken(self, language: str) -> str:
        """The text in `language`, or in the other one where only that is known.

        >>> Text("comercio", "trade").spoken("en")
        'trade'
        >>> Text("comercio").spoken("en")
        'comercio'
        """
        return (self.en or self.es) if language == "en" else (self.es or self.en)


def has_control_signs(text: str) -> bool:
    """Whether a text has signs that no document can carry."""
    return bool(_CONTROL.search(text))


def xml_text(text: str) -> str:
    r"""The text with a replacement for each sign that XML forbids, however it is escaped.

    >>> xml_text("a\x07b") == "a\ufffdb"
    True
    """
    return _NO_XML.sub("\ufffd", text)


def visible(text: str) -> str:
    r"""The text with its control signs as escapes, to be shown in a sentence.

    >>> visible("a\x07b")
    'a\\u0007b'
    """
    return _CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def is_pseudonym(name: str) -> bool:
    """Whether a name can be a pseudonym: one word of letters, digits, points and dashes, as no person's full name is.

    >>> is_pseudonym("P1"), is_pseudonym("María Pérez"), is_pseudonym("")
    (True, False, False)
    """
    return bool(_PSEUDONYM.fullmatch(name))


@lru_cache(maxsize=4096)
def folded_sign(sign: str) -> str:
    """A sign without its accents, in lower case; nothing for an accent alone, several letters for a ligature."""
    parts = unicodedata.normalize("NFKD", sign.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def folded(text: str) -> str:
    """The text without accents, in lower case, as names are compared that people write in several ways.

    >>> folded("MARÍA Peña"), folded("mari\u0301a")
    ('maria pena', 'maria')
    """
    return text.casefold() if text.isascii() else "".join(map(folded_sign, text))
