"""EndNote's tagged records (.enw): a line is a percent sign, a letter and a value."""

from collections.abc import Iterator

from alianza.formats.references import counting
from alianza.formats.references.entry import Entry, Format
from alianza.formats.references.layout import Layout
from alianza.formats.references.tagged import block_entries, grammar

GRAMMAR = grammar(r"(?<![^\r\n\ufeff])(%[0-9A-Z@~!#$&*(+?<>\[\]^=|.,-])(?: |(?=[\r\n]|\Z))", b"%0", once="%T")


def count(data: bytes) -> int:
    """Records of an EndNote file."""
    return counting.blocks(data, GRAMMAR)


def entries(data: bytes) -> Iterator[Entry]:
    """Records of an EndNote file."""
    return block_entries(data, GRAMMAR)


LAYOUT = Layout(
    title=("%t", "%q"),
    authors=("%a",),
    year=("%d", "%8"),
    source_title=("%j", "%b", "%s"),
    doi=("%r", "%u"),
    volume=("%v",),
    issue=("%n",),
    pages=("%p",),
    article=("%=",),
    abstract=("%x",),
    keywords=("%k",),
    language=("%g",),
    hints=("%~", "%w", "%u", "%m"),
)
FORMAT = Format("endnote", count, entries, LAYOUT)
