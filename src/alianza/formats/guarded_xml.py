"""XML of files that anybody may have made, given to a parser piece by piece and never beyond its limits."""

from collections.abc import Callable
from typing import Literal, Protocol
from xml.parsers import expat

from alianza.formats.refused import Refused

Flaw = Literal["document_type", "broken", "too_large"]

_LONGEST_TAG = 1 << 20
"""A parser reads an unfinished tag again with every piece; no tag of a text is as long."""


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

    parser.StartDoctypeDeclHandler = document_type
    parser.EntityDeclHandler = document_type
    read = 0
    try:
        while data := file.read(piece):
            read += len(data)
            parser.Parse(data, False)
            if not within(read) or read - parser.CurrentByteIndex > max(_LONGEST_TAG, piece):
                raise TooLarge
        parser.Parse(b"", True)
    except TooLarge:
        raise refused("too_large", parser.CurrentLineNumber) from None
    except expat.ExpatError as broken:
        raise refused("broken", broken.lineno) from None
    except (LookupError, ValueError):  # an encoding that no computer knows
        raise refused("broken", 1) from None
