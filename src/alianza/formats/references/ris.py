"""RIS in its dialects: Scopus, Web of Science, EndNote, Ovid, JSTOR, IEEE, Zotero, Mendeley, Citavi, Rayyan.

Written here and not left to rispy 0.10, which keeps one value of each tag that it takes for a single one (491 of the
6,689 values of a Scopus export are gone) and stops with a TypeError where such a tag repeats and then runs over lines.
The tests take rispy as a second opinion on what it does keep.
"""

import re
from collections.abc import Iterator

from alianza.formats.references import counting
from alianza.formats.references.entry import Entry, Format
from alianza.formats.references.layout import Layout
from alianza.formats.references.tagged import Grammar, ended_entries, grammar

TWO_SPACES = grammar(r"([A-Z][A-Z0-9])(?<![^\r\n\ufeff]..)  -", b"TY", end=b"ER")
ONE_SPACE = grammar(r"([A-Z][A-Z0-9])(?<![^\r\n\ufeff]..) ?-", b"TY", end=b"ER")
_START = re.compile(rb"TY(?<![^\r\n\xbf]..)  -")


def _grammar(data: bytes) -> Grammar:
    """The looser line only where no record has the proper one: «US - Mexico» in an abstract is no tag."""
    return TWO_SPACES if _START.search(data) else ONE_SPACE


def count(data: bytes) -> int:
    """Records of a RIS file."""
    return counting.ended(data, _grammar(data))


def entries(data: bytes) -> Iterator[Entry]:
    """Records of a RIS file."""
    return ended_entries(data, _grammar(data))


LAYOUT = Layout(
    title=("ti", "t1", "bt", "ct", "st"),
    authors=("au", "a1"),
    groups=("a1",),
    year=("py", "y1", "da"),
    source_title=("jf", "t2", "jo", "ja", "j2", "bt", "so", "t3"),
    doi=("do", "di", "m3", "l3", "ur", "n1"),
    volume=("vl", "vo"),
    issue=("is",),
    pages=("sp",),
    last_page=("ep",),
    article=("c7", "ar"),
    abstract=("ab", "n2"),
    keywords=("kw", "de"),
    language=("la", "lg"),
    hints=("db", "dp", "an", "ur", "ts", "we"),
)
FORMAT = Format("ris", count, entries, LAYOUT)
