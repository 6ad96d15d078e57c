"""Pieces of a project's XML, as text that holds nothing which XML forbids."""

import re
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from alianza.study.text import xml_text

_INSTANT = re.compile(r"\d{4}-(?:0\d|1[0-2])-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")
INTEGER = re.compile(r"[+-]?\d+")
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def marked(text: str) -> str:
    """Whoever reads a text takes one mark off its beginning."""
    return "\ufeff" + text if text.startswith("\ufeff") else text


def attributes(**given: str) -> str:
    """Attributes that say something; a name may be empty."""
    return "".join(f" {name}={quoteattr(xml_text(text))}" for name, text in given.items() if text or name == "name")


def element(name: str, attributes: str = "", inner: Iterable[str] = ()) -> str:
    """An element with what stands in it."""
    content = "".join(inner)
    return f"<{name}{attributes}>{content}</{name}>" if content else f"<{name}{attributes}/>"


def worded(name: str, text: str) -> str:
    """An element of words; none without any."""
    return f"<{name}>{escape(xml_text(text), {chr(13): '&#13;'})}</{name}>" if text else ""


def part(name: str, inner: Iterable[str]) -> str:
    """A part of the project; none where it is empty."""
    content = "".join(inner)
    return f"<{name}>{content}</{name}>\n" if content else ""


def instant(at: str) -> str:
    """When something was made, as an attribute; nothing where it is no instant."""
    return attributes(creationDateTime=at) if _INSTANT.fullmatch(at) else ""


def whole_number(text: str) -> str:
    """A whole number as it is written, or 0."""
    return text if INTEGER.fullmatch(text) else "0"


def picked(given: Mapping[str, str], names: Iterable[str]) -> str:
    """Those attributes of a thing that the standard knows."""
    return "".join(f" {name}={quoteattr(xml_text(given[name]))}" for name in names if name in given)
