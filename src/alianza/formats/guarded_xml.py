"""XML of files that anybody may have made, given to a parser piece by piece and never beyond its limits."""

from collections.abc import Callable
from typing import Literal, Protocol
from xml.parsers import expat

from alianza.formats.refused import Refused

Flaw = Literal["document_type", "broken", "too_large"]

_OWN_ENCODINGS = frozenset({"utf-8", "utf-16", "utf-16be", "utf-16le", "iso-8859-1", "us-ascii"})
"""Encodings that the parser knows itself; of others it asks Python what each byte means."""
_LONGEST_TAG = 1 << 20
"""A parser reads an unfinished tag again with every piece; no tag of a text is as long."""


_MOST_NAMES = 5_000
"""Names of elements and attributes, of which formats have some hundred; a parser keeps each of them."""


class Stream(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most as many; none at the end."""


class TooLarge(Exception):  # noqa: N818 - a limit, not an error of ours
    """Elements are deeper or more than their reader takes."""


def feed(
    parser: expat.XMLParserType,
    file: Stream,
    piece: int,
    within: Callable[[int], bool],
    refused: Callable[[Flaw, int], Refused],
) -> None:
    """Give the whole of a file to a parser whose handlers are set.

    Document types are refused before they can declare anything.

    Args:
        parser: The parser.
        file: The file.
        piece: Bytes that are read at once.
        within: Whether as many bytes may have been read, asked after each piece.
        refused: What to raise for a flaw, by the line where it shows.

    Raises:
        Refused: What `refused` gives.
    """

    def document_type(*_: object) -> None:
        raise refused("document_type", parser.CurrentLineNumber)

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if not _readable(encoding or "utf-8"):
            raise refused("broken", 1)

    parser.XmlDeclHandler = declared
    parser.StartDoctypeDeclHandler = document_type
    parser.EntityDeclHandler = document_type
    read = 0
    try:
        while data := file.read(piece):
            read += len(data)
            parser.Parse(data, False)
            unread = read - parser.CurrentByteIndex
            if not within(read) or unread > max(_LONGEST_TAG, piece) or len(parser.intern) > _MOST_NAMES:
                raise TooLarge
        parser.Parse(b"", True)
    except TooLarge:
        raise refused("too_large", parser.CurrentLineNumber) from None
    except expat.ExpatError as broken:
        raise refused("broken", broken.lineno) from None


def _readable(encoding: str) -> bool:
    """Whether an encoding has one sign for each byte, as the parser needs it.

    Asked before the parser asks: what is raised while it parses are then mistakes of the handlers, which stay visible.
    """
    if encoding.lower() in _OWN_ENCODINGS:
        return True
    try:
        return len(bytes(range(256)).decode(encoding, "replace")) == 256
    except (LookupError, ValueError):
        return False
