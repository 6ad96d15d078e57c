r"""Runs of passages that all look alike, taken out of a project's XML before the parser sees them.

Nearly all of a large project are passages with one coding, written by one program in one way, and one regular
expression takes them faster than a parser gives their attributes. What the expression takes is well-formed in itself,
with values that mean what they say: no entities, no line breaks, no signs that XML forbids. The parser gets a
processing instruction instead, so that it still sees where they stood and still judges everything else. A file with
comments, CDATA, instructions of its own or another encoding goes to the parser as it is.
"""

import re
from collections import deque
from dataclasses import dataclass

from alianza.formats.guarded_xml import Stream
from alianza.formats.refi.trees import Layout, Run

_INSTRUCTION = "alianza-run"
_LAYOUTS = 20
"""Ways of writing a passage that are followed in one file; a program has a few."""
_FAR = 4096
"""Bytes from the end of a piece in which a tag that is not yet whole is looked for; longer ones go on as they are."""
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^<>]*\?>)?")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']*)["']""")
_VALUE = '[^"<&\x00-\x1f]*+'
_GAP = r"[ \t\r\n]*"
_SOME = rf'((?: [A-Za-z]+="{_VALUE}")++)'
_SHAPE = (
    f"<PlainTextSelection%s>{_GAP}<Coding%s>{_GAP}<CodeRef%s ?/>{_GAP}</Coding>{_GAP}</PlainTextSelection>"
)  # fmt: skip
_FIRST = re.compile(_SHAPE % (_SOME, _SOME, _SOME))
_NAME = re.compile(r' ([A-Za-z]+)="')


@dataclass(frozen=True, slots=True)
class _Cut:
    """What stays of a piece of XML, and the runs that were taken out of it."""

    text: str
    runs: list[Run]


class Shortened:
    """A file of XML whose runs of passages are taken out while it is read.

    Attributes:
        runs: The runs whose instructions were handed on, in their order.
    """

    def __init__(self, stream: Stream) -> None:
        self.runs: deque[Run] = deque()
        self._stream = stream
        self._rest = b""
        self._begun = False
        self._whole = False
        self._patterns: dict[Layout, re.Pattern[str]] = {}

    def read(self, size: int) -> bytes:
        """The next bytes; none at the end."""
        while not self._whole:
            data = self._stream.read(size)
            head, self._rest = _split(self._rest + data) if data else (self._rest, b"")
            shorter = self._shorter(head) if head else b""
            if self._whole:
                shorter, self._rest = head + self._rest, b""
            if shorter or not data:
                return shorter
        return self._stream.read(size)

    def _shorter(self, head: bytes) -> bytes:
        """The bytes without their runs; marks the file as one that stays whole where nothing may be taken out."""
        start = _DECLARATION.match(head)
        begin = start.end() if start and not self._begun else 0
        said = _ENCODING.search(head, 0, begin)
        self._begun = True
        cut = self._cut(head[begin:]) if not said or said[1].lower() == b"utf-8" else None
        if cut is None:
            self._whole = True
            return head
        self.runs += cut.runs
        return head[:begin] + cut.text.encode() if cut.runs else head

    def _cut(self, data: bytes) -> _Cut | None:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return None
        layout = _layout(text)
        if layout and layout not in self._patterns and len(self._patterns) < _LAYOUTS:
            self._patterns[layout] = _pattern(layout)
        pattern = self._patterns.get(layout)
        parts = pattern.split(text) if pattern else [text]
        step = pattern.groups + 1 if pattern else 1
        around = "".join(parts[::step])
        if "<!" in around or "<?" in around or "\ufffe" in text or "\uffff" in text:
            return None
        return _taken(parts, step, layout, text.count("\n") - around.count("\n"))


def _layout(text: str) -> Layout:
    """How the first passage is written; nothing where there is none, or where it has an attribute twice."""
    first = _FIRST.search(text)
    layout = tuple(tuple(_NAME.findall(group)) for group in first.groups()) if first else ()
    return () if any(len(set(names)) < len(names) for names in layout) else layout


def _split(data: bytes) -> tuple[bytes, bytes]:
    """What is handed on, and the tag or the sign at the end that is not yet whole."""
    at = data.rfind(b"<", max(len(data) - _FAR, 0))
    if at < 0:
        starts = [place for place in range(max(len(data) - 4, 0), len(data)) if data[place] >= 0xC0]
        at = starts[-1] if starts else len(data)
    return data[:at], data[at:]


def _pattern(layout: Layout) -> re.Pattern[str]:
    """Passages whose elements have these attributes, in this order."""
    return re.compile(_SHAPE % tuple("".join(f' {name}="({_VALUE})"' for name in names) for names in layout))


def _taken(parts: list[str], step: int, layout: Layout, lines: int) -> _Cut:
    """The runs of a layout: what stands between passages parts them where it is more than white space.

    Args:
        parts: What stands between passages, and after each the values of the passage.
        step: How many parts belong together.
        layout: The attributes of the passages.
        lines: Line breaks that are gone with the passages; they are put back for the row where something is broken.
    """
    between = parts[::step]
    last = len(between) - 1
    ends = [at for at, piece in enumerate(between) if at and (at == last or (piece and not piece.isspace()))]
    made, runs, begin = [between[0]], [], 0
    for end in ends:
        columns = [parts[begin * step + one : end * step : step] for one in range(1, step)]
        runs.append(Run(layout, columns))
        made += [f"<?{_INSTRUCTION} " + "\n" * lines + "?>", between[end]]
        begin, lines = end, 0
    return _Cut("".join(made), runs)
