"""The XML of a project as a stream of small trees: one for each source, note, case, ..., in the order of the file.

Nothing but what one tree holds stays in memory. Document types are refused before they can declare anything, and
names are taken without their namespaces, because files of older versions differ only in those.
"""

from collections.abc import Callable
from typing import IO
from xml.parsers import expat

from alianza.formats.refused import Refused
from alianza.study.problem import Problem

Node = tuple[str, dict[str, str], list["Node | str"]]
"""Name, attributes, and what stands in it: elements and pieces of text."""

DEEPEST = 200
LARGEST = 600_000
"""Elements in one tree; a source with 100,000 codings has 300,000."""
MOST = 6_000_000
"""Elements in a file."""
_PIECE = 1 << 18


def parse(stream: IO[bytes], file: str, take: Callable[[tuple[str, ...], Node], None]) -> None:
    """Give each tree at the third level, and each leaf above it, to `take` with the names of what it stands in.

    The root comes first, with its attributes only; then for example `("Project", "Sources")` with a source. An
    element at the second level comes when it ends, with its own text and attributes.

    Raises:
        Refused: `refi_document_type`, `refi_xml_broken` or `refi_too_large`.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    root: Node = ("", {}, [])
    stack: list[Node] = [root]
    total = taken = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal total
        total += 1
        node: Node = (name if ":" not in name else name.rpartition(":")[2], attributes, [])
        stack[-1][2].append(node)
        stack.append(node)
        if len(stack) > DEEPEST:
            raise Refused(Problem("refi_too_large", file=file, values={"limit": DEEPEST}))

    def end(_name: str) -> None:
        nonlocal taken
        node = stack.pop()
        depth = len(stack)
        if depth > 3:
            return
        taken = total
        if depth > 1:
            stack[-1][2].pop()
            take(tuple(one[0] for one in stack[1:]), node)

    def text(data: str) -> None:
        stack[-1][2].append(data)

    def document_type(*_: object) -> None:
        raise Refused(Problem("refi_document_type", file=file))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = document_type
    parser.EntityDeclHandler = document_type
    try:
        while piece := stream.read(_PIECE):
            parser.Parse(piece, False)
            if total > MOST or total - taken > LARGEST:
                raise Refused(Problem("refi_too_large", file=file, values={"limit": LARGEST}))
        parser.Parse(b"", True)
    except expat.ExpatError as broken:
        raise Refused(Problem("refi_xml_broken", file=file, row=broken.lineno)) from None
    except (LookupError, ValueError):  # an encoding that no computer knows
        raise Refused(Problem("refi_xml_broken", file=file, row=1)) from None
    take((), root[2][0] if root[2] and not isinstance(root[2][0], str) else root)


def elements(node: Node) -> list[Node]:
    """The elements that stand in an element."""
    return [one for one in node[2] if not isinstance(one, str)]


def named(node: Node, name: str) -> list[Node]:
    """The elements of one name that stand in an element."""
    return [one for one in node[2] if not isinstance(one, str) and one[0] == name]


def words(node: Node, name: str = "") -> str:
    """The text of an element, or of the first of a name in it; empty without any."""
    if name:
        inner = named(node, name)
        return words(inner[0]) if inner else ""
    return "".join(one for one in node[2] if isinstance(one, str))
