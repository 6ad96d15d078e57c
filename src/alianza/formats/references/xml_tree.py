"""XML that is safe to read: no document types, no depths, and broken files are refused with where they broke."""

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree

from alianza.formats.encodings import decode
from alianza.formats.refused import Refused
from alianza.study.problem import Problem

DEEPEST = 100
"""Elements within elements; bibliographies have about ten."""
_DECLARATION = 200
"""Bytes in which an XML declaration stands."""
_TAIL = 4096
_PROLOG = re.compile(rb"(?:\s|\xef\xbb\xbf|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_UTF16 = re.compile(rb"""(<\?xml[^>]*?)\s+encoding\s*=\s*["']utf-16[a-z]*["']""", re.IGNORECASE)
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""", re.IGNORECASE)
_CONTROL = bytes(sign for sign in range(32) if sign not in b"\t\n\r")
_CONTROL_REFERENCE = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));")


def root_name(data: bytes) -> bytes:
    """Name of the root element with its prefix; empty where there is none."""
    begin = _PROLOG.match(data)
    found = re.compile(rb"<([A-Za-z_][\w:.-]*)").match(data, begin.end() if begin else 0)
    return found[1] if found else b""


def children(data: bytes, level: int) -> Iterator[ElementTree.Element]:
    """The elements that lie `level` steps below the root, each complete, in the order of the file.

    Raises:
        Refused: `references_document_type`, `references_too_deep` or `references_xml_broken`.
    """
    begin = _PROLOG.match(data)
    if data[begin.end() if begin else 0 :].startswith(b"<!"):
        raise Refused(Problem("references_document_type"))
    if not data[-_TAIL:].rstrip().endswith(b"</" + root_name(data) + b">"):  # said at once, however long the file
        raise Refused(Problem("references_xml_broken", row=data.count(b"\n") + 1))
    try:
        yield from _walk(_readable(data), level)
    except ElementTree.ParseError as broken:
        raise Refused(Problem("references_xml_broken", row=broken.position[0])) from None
    except (LookupError, ValueError):  # an encoding that no computer knows
        raise Refused(Problem("references_xml_broken", row=1)) from None


def _walk(data: bytes, level: int) -> Iterator[ElementTree.Element]:
    path: list[ElementTree.Element] = []
    for event, element in ElementTree.iterparse(BytesIO(data), events=("start", "end")):
        if event == "start":
            path.append(element)
            if len(path) > DEEPEST:
                raise Refused(Problem("references_too_deep", values={"limit": DEEPEST}))
            continue
        path.pop()
        if len(path) == level:
            yield element
            path[-1].remove(element)  # memory follows one record, not the file


def _readable(data: bytes) -> bytes:
    """The bytes without control signs, in the encoding that they say."""
    data = (
        _UTF16.sub(rb"\1", data[:_DECLARATION], count=1) + data[_DECLARATION:]
    )  # the file came in UTF-16 and is UTF-8 by now
    if any(sign in data for sign in _CONTROL):
        data = data.translate(None, _CONTROL)
    if b"&#" in data:
        data = _CONTROL_REFERENCE.sub(b"", data)
    declared = _DECLARED.search(data[:_DECLARATION])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        return data
    text, encoding = decode(data)
    return data if encoding in ("ascii", "utf-8") else text.encode()
