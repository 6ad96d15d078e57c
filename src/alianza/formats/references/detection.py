"""Which format an export is in, by its content: names of files lie."""

import re

from alianza.formats.encodings import decode
from alianza.formats.references import bibtex, csl_json, endnote_tags, endnote_xml, nbib, ris, table, wos, zotero_rdf
from alianza.formats.references.entry import Format
from alianza.formats.references.xml_tree import root_name
from alianza.formats.refused import Refused
from alianza.study.problem import Problem

KNOWN = "RIS, BibTeX, CSV, Web of Science, PubMed, ERIC, EndNote, Zotero RDF, CSL-JSON"
_LOOKED_AT = 1 << 18
_SHOWN = 60
_LINE_START = rb"(?<![^\r\n\xbf])"
_MARKS: tuple[tuple[re.Pattern[bytes], Format], ...] = (
    (re.compile(_LINE_START + rb"(?:FN [^\r\n]+[\r\n]+VR \d|PT [JBSPCARNUGD][ \t]*[\r\n])"), wos.FORMAT),
    (re.compile(_LINE_START + rb"TY  ?-"), ris.FORMAT),
    (re.compile(_LINE_START + rb"(?:PMID|OWN ) ?- "), nbib.FORMAT),
    (re.compile(_LINE_START + rb"[ \t]*@[ \t]*[a-zA-Z]+\s*[{(]"), bibtex.FORMAT),
    (re.compile(_LINE_START + rb"%(?:0|T|A) \S"), endnote_tags.FORMAT),
)
_JSON_START = re.compile(rb"\s*(?:\[\s*(?:\{|\])|\{\s*\")")
_CSL_KEYS = re.compile(rb'"(?:title|type|author|issued|container-title|DOI)"\s*:')


def recognise(data: bytes) -> Format:
    """The format of an export.

    Raises:
        Refused: `references_unknown_format`, or `references_columns_unknown` where a table holds no references.
    """
    start = data[:_LOOKED_AT]
    found = _of_markup(start) or _of_marks(start)
    if found:
        return found
    known = table.recognise(start)
    if known:
        return table.table_format(known)
    columns = table.found_columns(start)
    if columns:
        raise Refused(Problem("references_columns_unknown", values={"columns": columns[:20]}))
    raise Refused(Problem("references_unknown_format", found=_shown(start), expected=KNOWN))


def _of_markup(start: bytes) -> Format | None:
    """XML by its root element, JSON by the names that items of CSL have."""
    if start.lstrip().startswith(b"<"):
        root = root_name(start)
        if root in (b"xml", b"records"):
            return endnote_xml.FORMAT
        if root == b"rdf:RDF":
            return zotero_rdf.FORMAT
        if not root and b"<!" in start[:2000] and b"<!DOCTYPE html" not in start[:2000]:
            raise Refused(Problem("references_document_type"))
        raise Refused(Problem("references_unknown_format", found=_shown(start), expected=KNOWN))
    if _JSON_START.match(start) and (_CSL_KEYS.search(start) or start.strip() == b"[]" or not start.strip(b"[ \r\n")):
        return csl_json.FORMAT
    return None


def _of_marks(start: bytes) -> Format | None:
    """The format whose mark comes first: an abstract may hold the marks of others."""
    found = [(mark.start(), format) for pattern, format in _MARKS if (mark := pattern.search(start))]
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _shown(start: bytes) -> str:
    """The first words of a file, to be recognised by the person who sent it."""
    text = " ".join(decode(start[:400])[0].split())
    return "".join(sign if sign.isprintable() else "·" for sign in text[:_SHOWN])
