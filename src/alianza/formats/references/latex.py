"""Plain text out of LaTeX, as BibTeX files write diacritics, signs and emphasis."""

import logging
import re
from functools import lru_cache

from alianza.formats.references.markup import clean

_SNIPPET = re.compile(
    r"\{\s*\\(?:[a-zA-Z]+|[^a-zA-Z\s\\])\s*(?:\{\s*\\?[^{}\\\s]{0,4}\s*\}|\\?[a-zA-Z])?\s*\}"  # {\'e} {\v{s}} {\ss}
    r"|\\(?:[a-zA-Z]+(?:\s*\{[^{}\\]*\}|\s*\{\\[ij]\})?|[^a-zA-Z\s]\s*(?:\{\\?[^{}\\]*\}|\\[ij]\b|[a-zA-Z])?)"
)
_SPACED_ACCENT = re.compile(r"\\([cvHukrbdt])\s+([a-zA-Z])")
_ESCAPED = re.compile(r"\\([%&_#$ {}])")
_MATHS = re.compile(r"(?<![\w\\])\$([^$\s]{1,60}|[^$]{0,200}[\\^_{][^$]{0,200})\$")
_LONGEST = 1000
_SIGN = 3
"""Length up to which a command that prints nothing is spacing; of a longer one, which is unknown, the name stays."""
_HIDDEN = {"{": "\ue000", "}": "\ue001"}  # escaped braces are text: out of sight while the others are taken away


def plain(text: str) -> str:
    r"""The text that LaTeX would print, cleaned of every other markup too.

    >>> plain(r"{Alianzas} estrat{\'e}gicas en Espa\~na --- 50\% de las {PYME}s")
    'Alianzas estratégicas en España — 50% de las PYMEs'
    """
    if "\\" in text:
        text = _MATHS.sub(r"\1", text)
        text = _ESCAPED.sub(lambda found: _HIDDEN.get(found[1], found[1]), text)
        text = _SPACED_ACCENT.sub(r"\\\1{\2}", text)
        text = _SNIPPET.sub(lambda found: _printed(found[0]) if len(found[0]) < _LONGEST else found[0], text)
    elif "$" in text:
        text = _MATHS.sub(r"\1", text)
    text = text.replace("{", "").replace("}", "").replace("---", "—").replace("--", "–").replace("~", "\u00a0")
    return clean(text.replace("\ue000", "{").replace("\ue001", "}"))


@lru_cache(maxsize=10_000)
def _printed(snippet: str) -> str:
    """One command with its argument as pylatexenc prints it.

    Whole texts are never given to it: it would take an unescaped «50 % of» for the start of a comment, and it is slow.
    """
    from pylatexenc.latex2text import LatexNodes2Text

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # what it cannot read stays as it is: no news
    if snippet.startswith((r"\url", r"\href")):
        return snippet.partition("{")[2].rstrip("}")
    try:
        printed = str(LatexNodes2Text().latex_to_text(snippet))
    except Exception:  # noqa: BLE001 - whatever a library finds wrong with a snippet, the text stays as written
        return snippet
    return printed or snippet.strip("{}\\") if len(snippet) > _SIGN else printed
