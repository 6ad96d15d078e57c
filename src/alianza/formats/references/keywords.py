"""Keywords, each once."""

import re
from collections.abc import Iterable

SEMICOLONS = re.compile(r"[;\r\n]+")
COMMAS = re.compile(r"[;\r\n]+|,\s*(?![^()]{0,200}\))")
"""Commas part keywords only outside brackets: `cyst (diagnosis, surgery)` is one."""


def keywords(words: Iterable[str]) -> tuple[str, ...]:
    """Every keyword once, as first written, without the asterisk of a major heading.

    >>> keywords(["*Trust", "SMEs", "trust", "Copper/*analysis", ""])
    ('Trust', 'SMEs', 'Copper/analysis')
    """
    found: dict[str, str] = {}
    for word in words:
        bare = word.replace("*", "").strip(" ,.")
        if bare:
            found.setdefault(bare.casefold(), bare)
    return tuple(found.values())
