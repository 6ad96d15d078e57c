"""What a format's module makes of an export: one entry for each record, read or damaged."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from alianza.formats.references.layout import Layout, Raw
from alianza.study.problem import Problem

LINE_BREAK = re.compile(r"\r\n|\r|\n")
"""Web of Science parts lines within a record by a bare carriage return; no other sign (U+2028, form feed) ends one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of an export.

    Attributes:
        start: Where its bytes begin in the export.
        content: Its bytes where it is damaged; what was read has no need of them.
        encoding: The encoding that its bytes are in: `ascii`, `utf-8`, `cp1252`, `latin-1`, or `mixed`.
        raw: Its fields under the file's own names; a field without a value is left out.
        problem: What is wrong with it; an error keeps it from being read.
    """

    start: int
    content: bytes = b""
    encoding: str = "ascii"
    raw: Raw = field(default_factory=dict)
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A format of bibliographic exports.

    Attributes:
        name: As receipts name it.
        count: Counts the records in an export's bytes, by other means than `entries`.
        entries: Reads an export's records in the order of the file.
        layout: Under which names a record keeps what.
    """

    name: str
    count: Callable[[bytes], int]
    entries: Callable[[bytes], Iterator[Entry]]
    layout: Layout


def raw_fields(pairs: Mapping[str, list[str]]) -> Raw:
    """Fields with their values in order, without those that hold nothing."""
    filled = {name: tuple(value for value in values if value.strip()) for name, values in pairs.items()}
    return {name: values for name, values in filled.items() if values}
