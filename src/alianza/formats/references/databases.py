"""Which database a record comes from."""

import re
from collections.abc import Iterable

_KNOWN = (
    ("scielo", r"\bscielo\b"),
    ("scopus", r"\bscopus\b|\b2-s2\.0-"),
    ("wos", r"\bwos\b|web of science|\bisi web|social sciences citation|science citation index"),
    ("eric", r"\beric\b"),
    ("embase", r"\bembase\b|\bemed\b"),
    ("pubmed", r"\bpubmed\b|\bmedline\b|\bnlm\b|ncbi\.nlm\.nih"),
    ("lens", r"\blens\.org\b|\bthe lens\b"),
    ("openalex", r"\bopenalex\b"),
    ("dimensions", r"app\.dimensions\.ai|\bdimensions\b"),
    ("ieee", r"\bieee ?xplore\b|\bieee\b"),
    ("jstor", r"\bjstor\b"),
    ("redalyc", r"\bredalyc\b"),
    ("dialnet", r"\bdialnet\b"),
    ("latindex", r"\blatindex\b"),
    ("doaj", r"\bdoaj\b"),
    ("proquest", r"\bproquest\b|\babi/inform\b"),
    ("psycinfo", r"\bpsyc ?info\b"),
    ("cinahl", r"\bcinahl\b"),
    ("cochrane", r"\bcochrane\b"),
    ("google-scholar", r"\bgoogle ?scholar\b"),
    ("ebsco", r"\bebsco"),
    ("ovid", r"\bovid\b"),
    ("zotero", r"\bzotero\b"),
)
_PATTERNS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _KNOWN)


def database(hints: Iterable[str], otherwise: str = "") -> str:
    """The database that the first telling hint names.

    >>> database(["egh", "EBSCOhost"]), database(["https://www.scopus.com/inward/record.uri"]), database([], "lens")
    ('ebsco', 'scopus', 'lens')
    """
    for hint in hints:
        for name, pattern in _PATTERNS:
            if pattern.search(hint):
                return name
    return otherwise
