"""Text without markup: no tags, no entities, composed diacritics, one space between words."""

import html
import re
import unicodedata

from alianza.study.text import CONTROL_SIGNS

# html.unescape alone also turns «&section=2» of an address into «§ion=2»: only entities that end in «;» are meant.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
# Only elements that abstracts and titles carry: «p < 0.05 and n > 3» is no tag.
_TAG = re.compile(
    r"</?(?:[a-z]{2,8}:[a-z][a-z-]*|a|abstract|b|bold|br|center|div|em|font|h[1-6]|i|inf|inline-formula|italic|li|math|ol|p"
    r"|sc|scp|sec|section|small|span|strong|sub|sup|title|tt|u|ul|underline)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"</?(?:br|div|h[1-6]|jats:p|jats:sec|jats:title|li|ol|p|sec|section|title|ul)\b", re.IGNORECASE)
_UNSEEN = re.compile(f"[{CONTROL_SIGNS}\u00ad\u200b\u2060\ufeff]")
_TWICE = 2  # «&amp;quot;» is an entity that was escaped once more on its way


def clean(text: str) -> str:
    """The text without tags, entities and control signs, its diacritics composed, one space between words.

    >>> clean("Investigaci\u006f\u0301n &amp;  <i>desarrollo</i> (p < 0.05)")
    'Investigación & desarrollo (p < 0.05)'
    """
    if "&" in text:
        text = unescaped(text)
    if "<" in text:
        text = _TAG.sub(lambda tag: " " if _BREAKS.match(tag[0]) else "", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = _UNSEEN.sub("", text)
    elif "  " not in text:  # the usual case: nothing to do, and the same text is not stored twice
        return text.strip()
    return " ".join(text.split())


def unescaped(text: str) -> str:
    """The text with its entities turned into signs, also those that were escaped twice.

    >>> print(unescaped("Sant&#039;Anna &amp;quot;Arduino&amp;quot; R&D ?a=1&section=2"))
    Sant'Anna "Arduino" R&D ?a=1&section=2
    """
    for _ in range(_TWICE):
        if not _ENTITY.search(text):
            break
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return text
