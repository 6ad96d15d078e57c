"""Pieces of a project's XML, as text that holds nothing which XML forbids."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from xml.sax.saxutils import escape, quoteattr

from alianza.study.text import xml_text

_ZONE = r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
_DAY = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}){_ZONE}")
_INSTANT = re.compile(
    rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){{2}}(?:\.[0-9]+)?{_ZONE}"
)
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_BOOLEAN = re.compile(r"true|false|1|0")
_PLACE = re.compile(r"[+-]?[0-9]{1,15}\.[0-9]*")
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
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
    return attributes(creationDateTime=at) if _in_calendar(_INSTANT, at) else ""


def _in_calendar(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a text is a day or an instant, of a day that there is."""
    found = pattern.fullmatch(text)
    with suppress(ValueError):
        return found is not None and date.fromisoformat(found[1]) is not None
    return False


TYPED: Mapping[str, Callable[[str], object]] = {
    "Boolean": _BOOLEAN.fullmatch,
    "Integer": _INTEGER.fullmatch,
    "Float": _DECIMAL.fullmatch,
    "Date": partial(_in_calendar, _DAY),
    "DateTime": partial(_in_calendar, _INSTANT),
}
"""Whether a text is a value of a kind of variable, as XML has it."""


def whole_number(text: str) -> str:
    """A whole number as it is written, the nearest one to a fraction, or 0."""
    if _PLACE.fullmatch(text):
        return str(int(Decimal(text).to_integral_value(ROUND_HALF_UP)))
    return text if _INTEGER.fullmatch(text) else "0"
