"""The XML of a project as a stream of small trees: one for each source, note, case, ..., in the order of the file.

Nothing but what one tree holds stays in memory, and names are taken without their namespaces, because files of older
versions differ only in those. The passages of a source, of which there are a hundred thousand in a large project and
which all look alike, are no trees but `Marks`.
"""

from collections import deque
from collections.abc import Callable
from xml.parsers import expat

from alianza.formats.guarded_xml import Flaw, Stream, TooLarge, feed
from alianza.formats.refi.budget import MAX_TEXT
from alianza.formats.refi.runs import Shortened
from alianza.formats.refi.trees import Marks, Node, Run, elements
from alianza.formats.refused import Refused
from alianza.study.problem import Problem

DEEPEST = 200
LARGEST = 600_000
"""Elements in one tree; a source with 100,000 codings has 300,000."""
MOST = 2_000_000
"""Elements in a file; the largest that is read has room for 350,000 codings, which are three each."""
MOST_APART = 400_000
"""Elements in a file that are no passages: codes, memos, and the values of some thousand cases."""
_PIECE = 1 << 18
_PASSAGE, _TRANSCRIBED, _CODING, _CODE = "PlainTextSelection", "TranscriptSelection", "Coding", "CodeRef"
_NAMES = {name: name for name in (_PASSAGE, _TRANSCRIBED, _CODING, _CODE)}
_NOWHERE, _IN_PASSAGE, _IN_CODING, _IN_CODE, _APART = 0, 1, 2, 3, -1
"""Where the stream stands: outside of passages, how deep in one, or apart in an element that only some of them have."""
_IN_SOURCE = 3
"""Elements around the passages of a source at least, with the stream's own."""
_LIMITS = {"document_type": "refi_document_type", "broken": "refi_xml_broken", "too_large": "refi_too_large"}

Taking = Callable[[tuple[str, ...], Node], None]


def parse(stream: Stream, file: str, take: Taking) -> None:
    """Give each tree at the third level, and each leaf above it, to `take` with the names of what it stands in.

    The root comes last, with its attributes only; before it for example `("Project", "Sources")` with a source. An
    element at the second level comes when it ends, with its own text and attributes.

    Raises:
        Refused: `refi_document_type`, `refi_xml_broken` or `refi_too_large`.
    """

    def refused(flaw: Flaw, line: int) -> Refused:
        values = {"limit": LARGEST} if flaw == "too_large" else {}
        return Refused(Problem(_LIMITS[flaw], file=file, row=line if flaw == "broken" else None, values=values))

    parser = expat.ParserCreate(None, None, dict(_NAMES))
    parser.buffer_text = parser.ordered_attributes = True
    shortened = Shortened(stream)
    trees = _Trees(take, shortened.runs)
    parser.StartElementHandler, parser.EndElementHandler = trees.start, trees.end
    parser.CharacterDataHandler, parser.ProcessingInstructionHandler = trees.text, trees.instruction
    feed(parser, shortened, _PIECE, lambda _read: trees.small, refused)
    take((), trees.root)


class _Trees:
    """Where a stream stands, and the tree that it is in."""

    def __init__(self, take: Taking, runs: deque[Run]) -> None:
        self._take = take
        self._runs = runs
        self._stack: list[Node] = [("", {}, [])]
        self._total = self._taken = 0
        self._signs = self._apart = 0
        self._where = self._back = _NOWHERE
        self._base = 0
        self._marks = Marks()
        self._carrier: Node = self._stack[0]

    @property
    def small(self) -> bool:
        """Whether neither the file nor the tree has too many elements."""
        few = self._total <= MOST and self._apart <= MOST_APART
        return few and self._total - self._taken <= LARGEST

    @property
    def root(self) -> Node:
        """The element around all others."""
        return next(iter(elements(self._stack[0])), self._stack[0])

    def start(self, name: str, attributes: list[str]) -> None:
        """An element begins; names that are known are the same objects here, which is the fastest comparison."""
        self._total += 1
        where = self._where
        if where == _IN_CODING and name is _CODE:
            self._marks.codes[-1] = attributes
            self._where = _IN_CODE
        elif where == _IN_PASSAGE and name is _CODING:
            self._marks.coding(attributes)
            self._where = _IN_CODING
        elif where == _NOWHERE and (name is _PASSAGE or name is _TRANSCRIBED) and len(self._stack) > _IN_SOURCE:
            self._passage(attributes)
        else:
            self._begun(name, attributes)

    def end(self, _name: str) -> None:
        """An element ends."""
        if self._where > _NOWHERE:
            self._where -= 1
        else:
            self._ended()

    def text(self, data: str) -> None:
        """Text stands in the element that began last; between the parts of a passage it is only white space."""
        if self._where <= _NOWHERE:
            self._stack[-1][2].append(data)
            self._signs += len(data)
            if self._signs > MAX_TEXT:
                raise TooLarge

    def instruction(self, _target: str, _data: str) -> None:
        """A run of passages stood here; instructions of the file itself come when there are no runs any more."""
        if not self._runs:
            return
        run = self._runs.popleft()
        if self._where == _NOWHERE and len(self._stack) > _IN_SOURCE:
            self._total += 3 * len(run.passages)
            self._stack[-1][2].append(run)
            self._carrier = self._stack[0]
            return
        for attributes in run.rows():  # where no passages belong
            for name, given in zip((_PASSAGE, _CODING, _CODE), attributes, strict=True):
                self.start(name, given)
            for name in (_CODE, _CODING, _PASSAGE):
                self.end(name)

    def _passage(self, attributes: list[str]) -> None:
        carrier = self._stack[-1]
        if carrier is not self._carrier:
            self._carrier, self._marks = carrier, Marks()
            carrier[2].append(self._marks)
        self._marks.passages.append(attributes)
        self._where = _IN_PASSAGE

    def _begun(self, name: str, attributes: list[str]) -> None:
        if ":" in name:
            local = name.rpartition(":")[2]
            self._total -= 1
            return self.start(_NAMES.get(local, local), attributes)
        self._apart += 1
        node: Node = (name, dict(zip(attributes[::2], attributes[1::2], strict=True)), [])
        if self._where > _NOWHERE:
            self._marks.apart(node, self._where >= _IN_CODING)
            self._back, self._base, self._where = self._where, len(self._stack), _APART
        else:
            self._stack[-1][2].append(node)
        self._stack.append(node)
        if len(self._stack) > DEEPEST:
            raise TooLarge

    def _ended(self) -> None:
        node = self._stack.pop()
        depth = len(self._stack)
        if self._where == _APART:
            if depth == self._base:
                self._where = self._back
            return
        if depth > 3:
            return
        self._taken, self._signs = self._total, 0
        if depth > 1:
            self._stack[-1][2].pop()
            self._take(tuple(one[0] for one in self._stack[1:]), node)
