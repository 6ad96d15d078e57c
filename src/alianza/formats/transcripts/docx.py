"""Word texts: paragraphs, line breaks and the cells of tables; deleted passages, notes and comments are left out."""

import zipfile
from collections import Counter

from alianza.formats.transcripts.content import Collected, Content, left_out
from alianza.formats.transcripts.markup import parse
from alianza.formats.transcripts.package import entry
from alianza.formats.transcripts.symbols import shown

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
_ALTERNATIVES = "http://schemas.openxmlformats.org/markup-compatibility/2006 "
_MAIN = "word/document.xml"
_TYPES = "[Content_Types].xml"
_TYPES_BYTES = 1_000_000
_MAIN_TYPES = frozenset(
    f"application/vnd.{kind}.main+xml"
    for kind in (
        "openxmlformats-officedocument.wordprocessingml.document",
        "openxmlformats-officedocument.wordprocessingml.template",
        "ms-word.document.macroenabled",
        "ms-word.template.macroenabledtemplate",
    )
)
"""What Word calls its texts, in lower case: with and without macros, as documents and as templates."""
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DELETED = frozenset({"del", "moveFrom"})
_SKIPPED = _DELETED | {"instrText", "delText"}
_SYMBOL = ("font", "char")
_COUNTED = {"footnoteReference": "notes", "endnoteReference": "notes", "commentReference": "comments"}


def main_part(archive: zipfile.ZipFile) -> str:
    """The entry that holds the text; empty where the archive is no Word document.

    Raises:
        Refused: A reason of `alianza.formats.transcripts.markup.parse` or of `package.entry`.
    """
    names = frozenset(archive.namelist())
    types = _Types()
    if _TYPES in names and archive.getinfo(_TYPES).file_size <= _TYPES_BYTES:
        with entry(archive, _TYPES) as file:
            parse(file, types, "docx")
    return types.main if types.main in names else ""


class _Types:
    """The part that an archive calls the text of a Word document, or where it is by custom."""

    def __init__(self) -> None:
        self.main = _MAIN
        self._found = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "")
        if name.endswith("Override") and not self._found and kind.lower() in _MAIN_TYPES:
            self.main, self._found = attributes.get("PartName", "").removeprefix("/"), True

    def end(self, name: str) -> None:
        """Nothing ends with a part."""

    def data(self, text: str) -> None:
        """The list of parts has no words."""


def content(archive: zipfile.ZipFile, part: str) -> Content:
    """The words of a Word document.

    Raises:
        Refused: A reason of `alianza.formats.transcripts.markup.parse` or of `package.entry`, or `transcript_too_long`.
    """
    body = _Body()
    with entry(archive, part) as file:
        parse(file, body, "docx")
    return body.words.content(left_out(body.counts))


class _Body:
    """Words of a document's body, as its elements pass."""

    def __init__(self) -> None:
        self.words = Collected()
        self.counts: Counter[str] = Counter()
        self._path: list[str] = [""]
        self._skipping = 0  # elements open inside one that is left out, itself included
        self._said = 0  # signs that are words
        self._before: list[int] = []  # how many there were before each choice of alternatives that is open
        self._joined = False  # the paragraph's mark was deleted: it is one with the next

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag, parent = _local(name), self._path[-1]
        self._path.append(tag)
        if self._skipping:
            self._skipping += 1
        elif tag in _DELETED and parent == "rPr":
            self._joined = self._joined or self._path[-3:-1] == ["pPr", "rPr"]
        elif tag in _SKIPPED or (tag == "Fallback" and self._said > max(self._before[-1:], default=-1)):
            self._skipping = 1
            self.counts["deleted"] += tag in _DELETED
        elif tag in _COUNTED:
            self.counts[_COUNTED[tag]] += 1
        elif tag in _SIGNS and parent == "r":
            self.words.add(_SIGNS[tag])
        elif tag == "sym" and parent == "r":
            self._symbol(attributes)
        elif tag == "AlternateContent":
            self._before.append(self._said)
        elif tag == "txbxContent":
            self.words.fresh_line()

    def end(self, name: str) -> None:
        tag = self._path.pop()
        if self._skipping:
            self._skipping -= 1
        elif tag == "p":
            if not self._joined:
                self.words.add("\n")
            self._joined = False
        elif tag == "AlternateContent":
            self._before.pop()
        elif tag == "tc":
            self.words.end_cell()
        elif tag == "tr":
            self.words.end_row()

    def data(self, text: str) -> None:
        if not self._skipping and self._path[-1] == "t":
            self.words.add(text)
            self._said += len(text.strip())

    def _symbol(self, attributes: dict[str, str]) -> None:
        """A sign of a font: what it shows, where that is known."""
        font, code = (next((attributes[s + name] for s in _WORD if s + name in attributes), "") for name in _SYMBOL)
        sign = shown(font, code)
        self.counts["signs"] += sign == "\ufffd"
        self.words.add(sign)
        self._said += 1


def _local(name: str) -> str:
    """The name of an element of Word's own, or of a choice between alternatives; others have none here."""
    for space in (*_WORD, _ALTERNATIVES):
        if name.startswith(space):
            return name[len(space) :]
    return ""
