"""The XML of office documents, read as a stream: no document types, no depths, no more elements than a text needs."""

from typing import Protocol
from xml.parsers import expat

from alianza.formats.guarded_xml import Flaw, Stream, TooLarge, feed
from alianza.formats.refused import Refused
from alianza.study.problem import Problem

MAX_ELEMENTS = 500_000
"""Word writes about 300 for a page."""
DEEPEST = 256
MAX_BYTES = 60_000_000
_PIECE = 1 << 16


class Reader(Protocol):
    """What makes words of elements; names are `namespace local`."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Text stands inside the last element that began."""


def parse(file: Stream, reader: Reader, format: str) -> None:
    """Hand the elements of a document to `reader`, in their order.

    Raises:
        Refused: `transcript_broken`, `transcript_document_type` or `transcript_too_complex`.
    """

    def refused(flaw: Flaw, _line: int) -> Refused:
        if flaw == "broken":
            return Refused(Problem("transcript_broken", expected=format))
        return Refused(Problem("transcript_document_type" if flaw == "document_type" else "transcript_too_complex"))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    counting = _Counting(reader)
    parser.StartElementHandler, parser.EndElementHandler = counting.start, counting.end
    parser.CharacterDataHandler = reader.data
    feed(parser, file, _PIECE, lambda read: read <= MAX_BYTES, refused)


class _Counting:
    """Lets elements through as long as there are not too many, nor too deep."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._count, self._depth = 0, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        self._depth += 1
        if self._count > MAX_ELEMENTS or self._depth > DEEPEST:
            raise TooLarge
        self._reader.start(name, attributes)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._reader.end(name)
