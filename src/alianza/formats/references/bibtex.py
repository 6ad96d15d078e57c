"""BibTeX: Scopus, Web of Science, SciELO, Zotero, JabRef.

bibtexparser reads each entry by itself: an entry that it cannot parse takes no neighbour with it, keys that repeat
in the file (Scopus) stay apart, and a field that repeats within an entry keeps all its values.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from itertools import chain, pairwise
from typing import Any

from alianza.formats.encodings import decode
from alianza.formats.references import counting
from alianza.formats.references.entry import Entry, Format, raw_fields
from alianza.formats.references.keywords import COMMAS
from alianza.formats.references.latex import plain
from alianza.formats.references.layout import UNDIVIDED, Layout, Raw
from alianza.formats.references.names import direct
from alianza.study.problem import Problem

_ENTRY = re.compile(
    rb"(?<![^\r\n})\xbf])[ \t]*@[ \t]*([a-zA-Z]+)\s*[{(]",
)
_NO_RECORD = frozenset({b"comment", b"string", b"preamble"})
_CONCATENATED = re.compile(r"(?:[^#{}\"]|\{(?:[^{}]|\{[^{}]*\})*\}|\"[^\"]*\")+")
_SCIELO_COMMA = re.compile(r",\s{2,}")

count = counting.bibtex


def entries(data: bytes) -> Iterator[Entry]:
    """Entries of a BibTeX file; comments, strings and preambles are none."""
    strings = _strings(content for word, _, content in _pieces(data) if word == b"string")
    for word, start, content in _pieces(data):
        if word not in _NO_RECORD:
            yield _entry(start, content.strip(), strings)


def _pieces(data: bytes) -> Iterator[tuple[bytes, int, bytes]]:
    """The word after each @ that opens a bracket, where it stands, and the bytes up to the next one."""
    for mark, after in pairwise(chain(_ENTRY.finditer(data), (None,))):
        if mark is not None:
            yield mark[1].lower(), mark.start(), data[mark.start() : len(data) if after is None else after.start()]


def _entry(start: int, content: bytes, strings: Mapping[str, str]) -> Entry:
    text, encoding = decode(content)
    block = _only_entry(text.lstrip("\ufeff"))
    if block is None:
        return Entry(start, content, problem=Problem("reference_braces"))
    fields: dict[str, list[str]] = {"ENTRYTYPE": [block.entry_type], "ID": [block.key]}
    for field in block.fields:
        fields.setdefault(field.key, []).append(_value(field.value, strings))
    return Entry(start, encoding=encoding, raw=raw_fields(fields))


def _blocks(text: str) -> list[Any]:
    from bibtexparser.splitter import Splitter

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # the receipt says what could not be read
    return list(Splitter(text).split().blocks)


def _only_entry(text: str) -> Any | None:
    """The entry in `text`, or None where it does not parse to exactly one."""
    from bibtexparser.model import DuplicateFieldKeyBlock, ParsingFailedBlock
    from bibtexparser.model import Entry as Parsed

    found = [block for block in _blocks(text) if isinstance(block, Parsed | ParsingFailedBlock)]
    if len(found) != 1:
        return None
    block = found[0].ignore_error_block if isinstance(found[0], DuplicateFieldKeyBlock) else found[0]
    return block if isinstance(block, Parsed) else None


def _strings(contents: Iterator[bytes]) -> Mapping[str, str]:
    """The file's abbreviations: `@string{jbr = "Journal of Business Research"}`."""
    found: dict[str, str] = {}
    for content in contents:
        for block in _blocks(decode(content)[0].lstrip("\ufeff")):
            if hasattr(block, "value") and hasattr(block, "key"):
                found[block.key.casefold()] = _value(block.value, found)
    return found


def _value(written: str, strings: Mapping[str, str]) -> str:
    """A field's value without its outer delimiters, abbreviations written out."""
    if "#" not in written or (written[:1] == "{" and _closing(written) == len(written) - 1):
        return _part(written, strings)
    return "".join(_part(part.strip(), strings) for part in _CONCATENATED.findall(written))


def _part(written: str, strings: Mapping[str, str]) -> str:
    braced = written[:1] == "{" and _closing(written) == len(written) - 1
    if braced or (len(written) > 1 and written[0] == written[-1] == '"'):
        return written[1:-1].strip()
    return strings.get(written.casefold(), written)


def _closing(text: str) -> int:
    """Where the brace that opens `text` closes."""
    depth = 0
    for found in re.finditer(r"(?<!\\)[{}]", text):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.start()
    return -1


def split_names(raw: Raw) -> Raw:
    """The fields with one value for each author: parted by «and», or by SciELO's comma with two blanks."""
    return {name: _persons(values[0]) if name.casefold() == "author" else values for name, values in raw.items()}


def _persons(text: str) -> tuple[str, ...]:
    from bibtexparser.middlewares.names import split_multiple_persons_names

    if " and " not in " ".join(text.split()).casefold() and _SCIELO_COMMA.search(text):
        return tuple(_SCIELO_COMMA.split(text))
    return tuple(split_multiple_persons_names(text))


def bibtex_name(text: str) -> str:
    r"""One author: in braces an institution, with two commas a suffix between family and given names.

    >>> bibtex_name("{{World Bank, Quito}}"), bibtex_name("von Last, Jr, First"), bibtex_name(r"Jos{\'e} de la Cruz")
    ('World Bank, Quito', 'von Last, First, Jr', 'de la Cruz, José')
    """
    if text[:1] == "{" and _closing(text) == len(text) - 1:
        return plain(text)
    parts = [plain(part) for part in text.split(",")]
    if len(parts) == 3 and len(parts[1]) <= len("Junior"):
        return ", ".join((parts[0], parts[2], parts[1]))
    return direct(plain(text))


LAYOUT = Layout(
    title=("title",),
    authors=("author",),
    year=("year", "date", "issued"),
    source_title=("journal", "journaltitle", "booktitle", "series"),
    doi=("doi", "crossref", "url", "note"),  # SciELO writes the DOI into crossref
    volume=("volume",),
    issue=("number", "issue"),
    pages=("pages",),
    article=("art_number", "article-number", "eid"),
    abstract=("abstract",),
    keywords=("keywords", "author_keywords", "keyword", "keywords-plus"),
    language=("language", "langid"),
    hints=("source", "publisher", "unique-id", "id", "url", "note", "database", "bibsource", "link"),
    name=bibtex_name,
    names_apart=UNDIVIDED,
    words_apart=COMMAS,
    text=plain,
    prepare=split_names,
)
FORMAT = Format("bibtex", count, entries, LAYOUT)
