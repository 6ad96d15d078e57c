"""EndNote's XML: records of nested elements whose texts are wrapped in styles."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from alianza.formats.references import counting
from alianza.formats.references.entry import Entry, Format, raw_fields
from alianza.formats.references.layout import Layout
from alianza.formats.references.xml_tree import children, root_name

_STYLE = "style"


def count(data: bytes) -> int:
    """Records of an EndNote XML file."""
    return counting.elements(data, b"record")


def entries(data: bytes) -> Iterator[Entry]:
    """Records of an EndNote XML file.

    Raises:
        Refused: As `alianza.formats.references.xml_tree.children` says.
    """
    for record in children(data, 1 if root_name(data) == b"records" else 2):
        if record.tag == "record":
            fields: dict[str, list[str]] = {}
            for part in record:
                _gather(part, part.tag, fields)
            yield Entry(0, encoding="utf-8", raw=raw_fields(fields))


def _gather(element: Element, path: str, fields: dict[str, list[str]]) -> None:
    """Texts of the innermost elements under their paths (`titles/title`); attributes as `path@name`."""
    inner = [part for part in element if part.tag != _STYLE]
    for name, value in element.attrib.items():
        fields.setdefault(f"{path}@{name}", []).append(value)
    for part in inner:
        _gather(part, f"{path}/{part.tag}", fields)
    if not inner:
        fields.setdefault(path, []).append("".join(element.itertext()))


LAYOUT = Layout(
    title=("titles/title",),
    authors=("contributors/authors/author",),
    year=("dates/year", "dates/pub-dates/date"),
    source_title=("periodical/full-title", "titles/secondary-title", "titles/alt-title", "periodical/abbr-1"),
    doi=("electronic-resource-num", "urls/related-urls/url"),
    volume=("volume",),
    issue=("number", "issue"),
    pages=("pages",),
    article=("custom7",),
    abstract=("abstract",),
    keywords=("keywords/keyword",),
    language=("language",),
    hints=("remote-database-name", "remote-database-provider", "accession-num", "urls/related-urls/url"),
)
FORMAT = Format("endnote-xml", count, entries, LAYOUT)
