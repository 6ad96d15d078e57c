"""Tagged records of PubMed and ERIC (.nbib, MEDLINE)."""

from collections.abc import Iterator

from alianza.formats.references import counting
from alianza.formats.references.entry import Entry, Format
from alianza.formats.references.layout import Layout
from alianza.formats.references.tagged import block_entries, grammar

GRAMMAR = grammar(r"(?<![^\r\n\ufeff])([A-Z][A-Z0-9]{1,4}) {0,3}-(?: |(?=[\r\n]|\Z))", b"PMID", once="TI")


def count(data: bytes) -> int:
    """Records of a MEDLINE file."""
    return counting.blocks(data, GRAMMAR)


def entries(data: bytes) -> Iterator[Entry]:
    """Records of a MEDLINE file."""
    return block_entries(data, GRAMMAR)


LAYOUT = Layout(
    title=("ti", "bti", "ctti", "tt"),
    authors=("fau", "au"),
    groups=("cn",),
    year=("dp", "dep", "da"),
    source_title=("jt", "ta", "bti"),
    doi=("lid", "aid", "so"),
    volume=("vi",),
    issue=("ip",),
    pages=("pg",),
    abstract=("ab",),
    keywords=("ot", "mh", "kw"),
    language=("la",),
    hints=("own",),
    database="pubmed",
)
FORMAT = Format("nbib", count, entries, LAYOUT)
