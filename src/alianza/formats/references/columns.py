"""Which tables are bibliographies: the columns by which each database's export is known, and what they hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

from alianza.formats.references import wos
from alianza.formats.references.keywords import COMMAS
from alianza.formats.references.layout import NAMES_APART, NO_PAGES, Layout, Raw
from alianza.formats.references.markup import clean
from alianza.formats.references.names import direct, inverted

_SCOPUS_NUMBER = re.compile(r" ?\(\d{6,}\)$")
_COMMA_APART = re.compile(r";|(?<=\.),\s+")
_LISTED_NAMES = re.compile(r"[;,]\s+")
_PIPE = re.compile(r"[|;]")
_EMBASE_SOURCE = re.compile(
    r"(?P<journal>.+?) \((?P<year>\d{4})\)(?: (?P<volume>[^\s:(]+)(?::(?P<issue>[^\s(]+))?)?(?: \((?P<pages>[^)]+)\))?"
)
_CITATION = re.compile(r"[.;]\s*(?P<volume>\w+)(?:\((?P<issue>[^)]*)\))?:(?P<pages>[\w-]+)")


@dataclass(frozen=True, slots=True)
class Profile:
    """One database's table.

    Attributes:
        name: As receipts name the format.
        known_by: Columns that it must have, in lower case.
        layout: What its columns hold.
        quoted: Whether quotation marks quote.
        delimiter: The only delimiter that it comes with; any where empty.
    """

    name: str
    known_by: frozenset[str]
    layout: Layout
    quoted: bool = True
    delimiter: str = ""

    def fits(self, columns: frozenset[str], delimiter: str) -> bool:
        """Whether a header is this table's."""
        return self.known_by <= columns and self.delimiter in ("", delimiter)


def scopus_name(text: str) -> str:
    """One author of Scopus, without the number behind it.

    >>> scopus_name("Liu, Fengyuan (60410297700)"), scopus_name("Liu F.")
    ('Liu, Fengyuan', 'Liu, F.')
    """
    return inverted(_SCOPUS_NUMBER.sub("", clean(text)))


def embase_fields(raw: Raw) -> Raw:
    """Embase's fields with those that it writes into one: `Journal (2014) 3:3 (152-160)`, and the DOI of its link."""
    source = _EMBASE_SOURCE.match(_one(raw, "Source"))
    numbers = parse_qs(urlsplit(_one(raw, "Open URL Link").replace("[", "").replace("]", "")).query).get("id", [])
    return {**raw, **_hidden(source), ":doi": tuple(numbers)}


def pubmed_fields(raw: Raw) -> Raw:
    """PubMed's fields with the volume, issue and pages of its citation, `J. 2020 Jan;5(2):123-30`."""
    return {**raw, **_hidden(_CITATION.search(_one(raw, "Citation")))}


def _one(raw: Raw, name: str) -> str:
    return next(iter(raw.get(name, ())), "")


def _hidden(found: re.Match[str] | None) -> Mapping[str, tuple[str, ...]]:
    return {f":{name}": (value,) for name, value in found.groupdict().items() if value} if found else {}


_ANY = Layout(
    title=("title", "article title", "document title", "primary_title", "título", "titulo"),
    authors=("authors", "author", "author(s)", "author names", "autores", "autor"),
    year=("year", "publication year", "publication_year", "py", "date", "publication date", "año", "ano"),
    source_title=("source title", "journal", "source", "publication title", "journal title", "revista"),
    doi=("doi", "doi link", "url", "link"),
    volume=("volume", "volumen"),
    issue=("issue", "number", "número", "numero"),
    pages=("pages", "page start", "start page", "start_page", "páginas", "paginas"),
    last_page=("page end", "end page", "end_page"),
    article=("art. no.", "article number"),
    abstract=("abstract", "resumen", "notes_abstract"),
    keywords=("author keywords", "keywords", "keyword", "index keywords", "palabras clave"),
    language=("language", "idioma"),
    hints=("database", "source", "link"),
    names_apart=_COMMA_APART,
    missing=NO_PAGES | {"NA", "N/A"},  # R writes NA for an empty cell
)
SCOPUS = replace(
    _ANY,
    authors=("author full names", "authors"),
    doi=("doi", "link"),
    keywords=("author keywords", "index keywords"),
    language=("language of original document",),
    hints=(),
    database="scopus",
    name=scopus_name,
)
WOS_TAB = replace(wos.LAYOUT, names_apart=NAMES_APART)
WOS_SHEET = replace(
    _ANY,
    authors=("author full names", "authors", "book author full names", "book authors"),
    groups=("group authors", "book group authors"),
    keywords=("author keywords", "keywords plus"),
    hints=(),
    database="wos",
)
LENS = replace(
    _ANY,
    authors=("author/s",),
    year=("publication year", "date published"),
    issue=("issue number",),
    keywords=("keywords", "mesh terms"),
    doi=("doi",),
    hints=(),
    database="lens",
    name=direct,
)
OPENALEX = replace(
    _ANY,
    title=("title", "display_name"),
    authors=("authorships.author.display_name", "authorships.raw_author_name", "authors"),
    year=("publication_year", "publication_date"),
    source_title=("primary_location.source.display_name", "host_venue.display_name", "primary_location.display_name"),
    doi=("doi", "ids.doi"),
    volume=("biblio.volume",),
    issue=("biblio.issue",),
    pages=("biblio.first_page",),
    last_page=("biblio.last_page",),
    keywords=("keywords.display_name", "keywords"),
    hints=(),
    database="openalex",
    name=direct,
    names_apart=_PIPE,
    words_apart=_PIPE,
)
DIMENSIONS = replace(
    _ANY,
    authors=("authors", "authors (raw affiliation)"),
    year=("pubyear", "publication year", "publication date", "publication date (online)"),
    source_title=("source title", "anthology title", "book editors"),
    pages=("pagination",),
    keywords=("mesh terms",),
    doi=("doi",),
    hints=(),
    database="dimensions",
)
EMBASE = replace(
    _ANY,
    title=("title", "original title"),
    authors=("author names",),
    year=(":year", "publication year", "date of publication"),
    source_title=(":journal", "source title", "source"),
    doi=("doi", ":doi"),
    volume=("volume", ":volume"),
    issue=("issue", ":issue"),
    pages=("page range", ":pages"),
    abstract=("abstract", "original abstract"),
    keywords=("author keywords", "keywords", "emtree drug index terms", "emtree medical index terms"),
    language=("language of article", "article language"),
    hints=(),
    database="embase",
    names_apart=_LISTED_NAMES,
    words_apart=COMMAS,
    prepare=embase_fields,
)
ZOTERO = replace(
    _ANY,
    authors=("author",),
    source_title=("publication title", "conference name", "series title"),
    doi=("doi", "url", "extra"),
    abstract=("abstract note",),
    keywords=("manual tags", "automatic tags"),
    hints=("library catalog", "url", "archive"),
    database="zotero",
)
IEEE = replace(
    _ANY, keywords=("author keywords", "ieee terms"), hints=(), database="ieee", name=direct, names_apart=NAMES_APART
)
PUBMED = replace(
    _ANY,
    source_title=("journal/book",),
    volume=(":volume",),
    issue=(":issue",),
    pages=(":pages",),
    doi=("doi",),
    hints=(),
    database="pubmed",
    names_apart=_LISTED_NAMES,
    prepare=pubmed_fields,
)


def _known_by(*columns: str) -> frozenset[str]:
    return frozenset(columns)


PROFILES = (
    Profile("wos-tab", _known_by("pt", "au", "ti", "so"), WOS_TAB, quoted=False, delimiter="\t"),
    Profile("wos-csv", _known_by("pt", "au", "ti", "so"), WOS_TAB),
    Profile("wos-csv", _known_by("article title", "source title", "ut (unique wos id)"), WOS_SHEET),
    Profile("scopus-csv", _known_by("title", "source title", "eid"), SCOPUS),
    Profile("scopus-csv", _known_by("title", "authors", "source title", "cited by", "link"), SCOPUS),
    Profile("lens-csv", _known_by("lens id", "title"), LENS),
    Profile("openalex-csv", _known_by("id", "publication_year", "display_name"), OPENALEX),
    Profile("openalex-csv", _known_by("id", "publication_year", "title", "doi"), OPENALEX),
    Profile("dimensions-csv", _known_by("publication id", "title", "source title"), DIMENSIONS),
    Profile("embase-csv", _known_by("title", "author names", "emtree drug index terms"), EMBASE),
    Profile("embase-csv", _known_by("title", "author names", "source"), EMBASE),
    Profile("zotero-csv", _known_by("key", "item type", "title"), ZOTERO),
    Profile("ieee-csv", _known_by("document title", "publication title"), IEEE),
    Profile("pubmed-csv", _known_by("pmid", "title", "journal/book"), PUBMED),
    *(
        Profile("csv", _known_by(title, other), _ANY)
        for title in _ANY.title
        for other in (*_ANY.authors, *_ANY.abstract, "doi", "journal", "revista")
    ),
)
"""Tables that are bibliographies, the most telling first."""
