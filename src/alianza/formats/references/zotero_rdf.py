"""Zotero's RDF: items, and the journals that they point to."""

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from alianza.formats.references.entry import Entry, Format, raw_fields
from alianza.formats.references.layout import Layout
from alianza.formats.references.xml_tree import children

_PREFIXES = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.zotero.org/namespaces/export#": "z",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/net/biblio#": "bib",
    "http://xmlns.com/foaf/0.1/": "foaf",
    "http://prismstandard.org/namespaces/1.2/basic/": "prism",
    "http://nwalsh.com/rdf/vCard#": "vcard",
    "http://purl.org/rss/1.0/modules/link/": "link",
}
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_WITHIN = "dcterms:isPartOf"
_NO_RECORD = frozenset({"attachment", "note", "annotation"})
_ITEM_TYPE = re.compile(rb"<z:itemType>\s*(\w*)\s*</z:itemType>")
_PLAIN_STEPS = frozenset({"rdf:Seq", "rdf:li", "rdf:Bag", "bib:Journal", "bib:Book", "bib:Series", "rdf:Description"})
"""Steps of a path that say nothing about what a value is."""


def count(data: bytes) -> int:
    """Items of a Zotero RDF file, by their item types; attachments and notes are none."""
    return sum(kind.decode() not in _NO_RECORD for kind in _ITEM_TYPE.findall(data))


def entries(data: bytes) -> Iterator[Entry]:
    """Items of a Zotero RDF file.

    Raises:
        Refused: As `alianza.formats.references.xml_tree.children` says.
    """
    resources = list(children(data, 1))
    by_address = {resource.get(f"{_RDF}about", ""): resource for resource in resources}
    for resource in resources:
        kind = resource.findtext("{http://www.zotero.org/namespaces/export#}itemType", "").strip()
        if kind and kind not in _NO_RECORD:
            yield Entry(0, encoding="utf-8", raw=raw_fields(_fields(resource, by_address)))


def _fields(item: Element, by_address: Mapping[str, Element]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {"rdf:about": [item.get(f"{_RDF}about", "")]}
    for part in item:
        name = _name(part)
        container = by_address.get(part.get(f"{_RDF}resource", "")) if name == _WITHIN else None
        _gather(part if container is None else container, name, fields)
    return fields


def _gather(element: Element, path: str, fields: dict[str, list[str]]) -> None:
    """Texts under their paths; a person is one value, family name first."""
    if _name(element) == "foaf:Person":
        fields.setdefault(path, []).append(_person(element))
        return
    if element.get(f"{_RDF}resource"):
        fields.setdefault(path, []).append(str(element.get(f"{_RDF}resource")))
    for part in element:
        name = _name(part)
        _gather(part, path if name in _PLAIN_STEPS or name == "foaf:Person" else f"{path}/{name}", fields)
    if not len(element) and element.text:
        fields.setdefault(path, []).append(element.text)


def _person(element: Element) -> str:
    part = {_name(inner).casefold(): (inner.text or "").strip() for inner in element}
    return ", ".join(filter(None, (part.get("foaf:surname"), part.get("foaf:givenname"))))


def _name(element: Element) -> str:
    """The element's name with the prefix that Zotero uses."""
    address, _, local = element.tag.removeprefix("{").rpartition("}")
    return f"{_PREFIXES[address]}:{local}" if address in _PREFIXES else local


LAYOUT = Layout(
    title=("dc:title",),
    authors=("bib:authors",),
    year=("dc:date", "dcterms:issued"),
    source_title=(f"{_WITHIN.lower()}/dc:title", "bib:presentedat/dc:title", "dc:publisher"),
    doi=("dc:identifier", f"{_WITHIN.lower()}/dc:identifier", "dc:identifier/dcterms:uri/rdf:value", "dc:description"),
    volume=("prism:volume", f"{_WITHIN.lower()}/prism:volume"),
    issue=("prism:number", f"{_WITHIN.lower()}/prism:number"),
    pages=("bib:pages",),
    abstract=("dcterms:abstract",),
    keywords=("dc:subject", "dc:subject/z:automatictag/rdf:value", "dc:subject/z:automatictag"),
    language=("z:language", "dc:language"),
    hints=("z:librarycatalog", "dc:identifier/dcterms:uri/rdf:value"),
    database="zotero",
)
FORMAT = Format("zotero-rdf", count, entries, LAYOUT)
