"""OpenDocument texts: paragraphs, line breaks and cells of tables; deletions, notes and comments are left out."""

import re
import zipfile
from collections import Counter

from alianza.formats.refused import Refused
from alianza.formats.transcripts.content import Collected, Content, left_out
from alianza.formats.transcripts.markup import parse
from alianza.formats.transcripts.package import beginning, entry
from alianza.study.problem import Problem

MIMETYPE = b"application/vnd.oasis.opendocument.text"
_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_MANIFEST_BYTES = 1_000_000
_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = {
    f"{_SPACE}{area}:1.0 {name}": name
    for area, names in {
        "text": "p h s tab line-break note tracked-changes deletion",
        "table": "table-cell table-row",
        "office": "annotation",
    }.items()
    for name in names.split()
}
_COUNT = f"{_SPACE}text:1.0 c"
_PARAGRAPHS = frozenset({"p", "h"})
_SKIPPED = {"note": "notes", "annotation": "comments", "tracked-changes": ""}
_BLANKS = re.compile(r"[ \t\r\n]+")
_MOST_BLANKS = 1000


def is_odt(archive: zipfile.ZipFile) -> bool:
    """Whether an archive is an OpenDocument text."""
    kind = beginning(archive, "mimetype", 200)
    return _CONTENT in archive.namelist() and kind.strip().startswith(MIMETYPE)


def content(archive: zipfile.ZipFile) -> Content:
    """The words of an OpenDocument text.

    Raises:
        Refused: `transcript_encrypted`, `transcript_too_long`, or a reason of
            `alianza.formats.transcripts.markup.parse` or `package.entry`.
    """
    if b"encryption-data" in beginning(archive, _MANIFEST, _MANIFEST_BYTES):
        raise Refused(Problem("transcript_encrypted"))
    body = _Body()
    with entry(archive, _CONTENT) as file:
        parse(file, body, "odt")
    return body.words.content(left_out(body.counts))


class _Body:
    """Words of a document's body, as its elements pass."""

    def __init__(self) -> None:
        self.words = Collected()
        self.counts: Counter[str] = Counter()
        self._paragraphs = 0  # open ones: a text box stands inside the paragraph that holds it
        self._skipping = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _NAMES.get(name, "")
        if self._skipping:
            self._skipping += 1
            self.counts["deleted"] += tag == "deletion"
        elif tag in _SKIPPED:
            self._skipping = 1
            self.counts[_SKIPPED[tag]] += 1
        elif tag in _PARAGRAPHS:
            self._paragraphs += 1
            if self._paragraphs > 1:
                self.words.fresh_line()
        else:
            self._sign(tag, attributes)

    def _sign(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "tab":
            self.words.add("\t")
        elif tag == "line-break":
            self.words.add("\n")
        elif tag == "s":
            count = attributes.get(_COUNT, "1")
            self.words.add(" " * min(int(count) if count.isdecimal() else 1, _MOST_BLANKS))

    def end(self, name: str) -> None:
        tag = _NAMES.get(name, "")
        if self._skipping:
            self._skipping -= 1
        elif tag in _PARAGRAPHS:
            self._paragraphs -= 1
            self.words.add("\n")
        elif tag == "table-cell":
            self.words.end_cell()
        elif tag == "table-row":
            self.words.end_row()

    def data(self, text: str) -> None:
        """Blanks in the file are one blank, and none at the beginning of a paragraph."""
        if self._skipping or not self._paragraphs:
            return
        words = _BLANKS.sub(" ", text)
        last = self.words.pieces[-1] if self.words.pieces else "\n"
        if last[-1] in " \n\t":
            words = words.removeprefix(" ")
        if words:
            self.words.add(words)
