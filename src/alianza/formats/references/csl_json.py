"""CSL-JSON, as Zotero, Mendeley and Crossref write it.

Objects are cut out of the bytes, so that one that is damaged takes no other with it; brackets that do not close, and
nesting that no bibliography has, are refused.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from alianza.formats.encodings import decode
from alianza.formats.references import counting
from alianza.formats.references.entry import Entry, Format, raw_fields
from alianza.formats.references.keywords import COMMAS
from alianza.formats.references.layout import UNDIVIDED, Layout
from alianza.formats.references.markup import clean
from alianza.formats.references.names import direct, inverted
from alianza.formats.refused import Refused
from alianza.study.problem import Problem

DEEPEST = 60
"""Brackets within brackets; items of CSL have five."""
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)
_ITEMS = re.compile(rb'\s*\{\s*"(?:items|references)"\s*:\s*(?=\[)')
_BETWEEN = b" \t\r\n,\xef\xbb\xbf"


def _depth(data: bytes) -> int:
    """How many brackets deep the items lie: in a list, in a list under `items`, or the file is a single one."""
    if _ITEMS.match(data):
        return 2
    return 0 if data.lstrip(_BETWEEN).startswith(b"{") else 1


def count(data: bytes) -> int:
    """Items of a CSL-JSON file."""
    return counting.objects(data, _depth(data))


def entries(data: bytes) -> Iterator[Entry]:
    """Items of a CSL-JSON file.

    Raises:
        Refused: `references_json_broken` or `references_too_deep`.
    """
    for start, end in _objects(data, _depth(data)):
        content = data[start:end]
        text, encoding = decode(content)
        try:
            item = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            yield Entry(start, content, problem=Problem("reference_json"))
            continue
        yield Entry(start, encoding=encoding, raw=raw_fields({str(key): _texts(value) for key, value in item.items()}))


def _objects(data: bytes, depth: int) -> Iterator[tuple[int, int]]:
    """Where each item begins and ends."""
    level, begin, after = 0, 0, -1
    for token in _TOKEN.finditer(data):
        sign = token[0]
        if sign in (b"{", b"["):
            if level == depth and sign == b"{":
                begin = token.start()
                _check_gap(data, after, begin)
            level += 1
        elif sign in (b"}", b"]"):
            level -= 1
            if level == depth and sign == b"}":
                after = token.end()
                yield begin, after
        if not 0 <= level <= DEEPEST:
            raise _broken(data, token.start(), "references_too_deep" if level > 0 else "references_json_broken")
    if level:
        raise _broken(data, len(data), "references_json_broken")


def _check_gap(data: bytes, after: int, begin: int) -> None:
    """Between items stands a comma and nothing else."""
    if after >= 0 and data[after:begin].strip(_BETWEEN):
        raise _broken(data, after, "references_json_broken")


def _broken(data: bytes, at: int, code: str) -> Refused:
    return Refused(Problem(code, row=data.count(b"\n", 0, at) + 1, values={"limit": DEEPEST}))


def _texts(value: Any) -> list[str]:
    """A value as texts: lists by their parts, objects as JSON."""
    if value is None:
        return []
    if isinstance(value, list):
        return [part if isinstance(part, str) else msgspec.json.encode(part).decode() for part in value]
    return [value if isinstance(value, str) else msgspec.json.encode(value).decode()]


def csl_name(text: str) -> str:
    """One author out of CSL's name variables.

    >>> csl_name('{"family": "Cruz", "given": "Ana", "non-dropping-particle": "de la"}')
    'de la Cruz, Ana'
    >>> csl_name('{"literal": "INEC"}')
    'INEC'
    """
    try:
        name = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return direct(text)
    if not isinstance(name, dict):
        return direct(text)
    part = {key: str(value) for key, value in name.items() if isinstance(value, str)}
    if part.get("literal") or part.get("name"):
        return clean(part.get("literal") or part["name"])
    family = (part.get(key, "") for key in ("dropping-particle", "non-dropping-particle", "family", "suffix"))
    return inverted(f"{' '.join(filter(None, family))}, {part.get('given', '')}")


LAYOUT = Layout(
    title=("title", "title-short"),
    authors=("author",),
    year=("issued", "published", "published-print", "published-online", "original-date"),
    source_title=("container-title", "collection-title", "event-title"),
    doi=("doi", "url", "note"),
    volume=("volume",),
    issue=("issue",),
    pages=("page",),
    article=("number", "article-number"),
    abstract=("abstract",),
    keywords=("keyword", "categories", "subject"),
    language=("language",),
    hints=("source", "archive", "url"),
    name=csl_name,
    names_apart=UNDIVIDED,
    words_apart=COMMAS,
)
FORMAT = Format("csl-json", count, entries, LAYOUT)
