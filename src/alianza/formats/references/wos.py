"""Web of Science's own files: plain text and .ciw.

wosfile knows which tags hold one item a line; its reader is not used, since it joins those items with the «; » that
they contain themselves and stops at a tag without a value and at a file that lacks its last line. The tests take it
as a second opinion.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from alianza.formats.references import counting
from alianza.formats.references.entry import Entry, Format
from alianza.formats.references.layout import Layout, Raw
from alianza.formats.references.tagged import ended_entries, grammar

GRAMMAR = grammar(
    r"([A-Z][A-Z0-9])(?<![^\r\n\ufeff]..)(?=[ \r\n]|\Z)", b"PT", end=b"ER", outside=frozenset({b"FN", b"VR", b"EF"})
)


def count(data: bytes) -> int:
    """Records of a Web of Science file."""
    return counting.ended(data, GRAMMAR)


def entries(data: bytes) -> Iterator[Entry]:
    """Records of a Web of Science file."""
    for entry in ended_entries(data, GRAMMAR):
        yield replace(entry, raw=separate_items(entry.raw))


@lru_cache(maxsize=1)
def _one_item_a_line() -> frozenset[str]:
    from wosfile.tags import tags

    return frozenset(tag.abbrev for tag in tags if tag.one_item_per_line)


def separate_items(raw: Raw) -> Raw:
    """The fields with one value for each line of a tag that holds one item a line."""
    listed = _one_item_a_line()
    return {
        tag: tuple(line for value in values for line in value.split("\n")) if tag in listed else values
        for tag, values in raw.items()
    }


LAYOUT = Layout(
    title=("ti",),
    authors=("af", "au", "bf", "ba"),
    groups=("ca", "gp"),
    year=("py", "ey", "ea", "pd"),
    source_title=("so", "j9", "ji"),
    doi=("di", "d2"),
    volume=("vl",),
    issue=("is",),
    pages=("bp", "ps"),
    last_page=("ep",),
    article=("ar",),
    abstract=("ab",),
    keywords=("de", "id"),
    language=("la",),
    hints=("ut",),
    database="wos",
    words_apart=re.compile(r";\s"),
)
FORMAT = Format("wos", count, entries, LAYOUT)
