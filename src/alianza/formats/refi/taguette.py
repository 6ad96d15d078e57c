"""Databases of Taguette (SQLite): tags are codes, highlights are passages counted in UTF-8 bytes of a page's text.

The database is opened read-only, only its own tables are asked, views and triggers are never run, and every question
ends after a number of steps.
"""

import re
import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from alianza.coding.project import Code, Coding, Document, Positions, QualitativeProject, code_path
from alianza.formats.refi.budget import MAX_TEXT, Budget
from alianza.formats.refi.counting import PIECE, code_points, sign_widths
from alianza.formats.refi.findings import Findings
from alianza.formats.refused import Refused
from alianza.study.distinct_names import DistinctNames
from alianza.study.problem import Problem

HEADER = b"SQLite format 3\0"
_MOST = 200_000_000
_STEPS = 100_000
_PATIENCE = 2_000
"""Hundred thousand steps each, after which a question is given up."""
_TABLES = ("projects", "documents", "highlights", "tags", "highlight_tags")
_BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "caption", "dd", "div", "dl", "dt", "figcaption", "figure", "footer"]
    + ["form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section"]
    + ["table", "tr", "ul"]
)
_CELLS = frozenset(["td", "th"])

_OPENED = re.compile(r"<!--|<(/?)([a-zA-Z][^\s/>]*)|<[!?/]")
_STEP = re.compile(r""">|=\s*(["']?)""")
"""The end of a tag, or the beginning of a value, which may hold such an end in its quotes."""


def read(path: Path, project: str = "") -> QualitativeProject:
    """Read a project in a database of Taguette.

    Args:
        path: The file.
        project: Name of the project; the first where it is empty.

    Raises:
        Refused: `refi_too_large`, `refi_out_of_proportion`, `refi_unreadable`, `refi_not_a_project` where its tables
            are missing, or `refi_project_unknown`.
    """
    size = path.stat().st_size
    if size > _MOST:
        raise Refused(Problem("refi_too_large", file=path.name, values={"limit": _MOST // 1_000_000}))
    try:
        with _opened(path) as database:
            _check_tables(database, path.name)
            return _project(database, Findings(path.name), (project, Budget(path.name, size)))
    except sqlite3.DataError:  # a value is longer than any may be
        raise Refused(Problem("refi_too_large", file=path.name, values={"limit": MAX_TEXT // 1_000_000})) from None
    except (sqlite3.Error, UnicodeDecodeError, ValueError, TypeError, AttributeError) as error:
        raise Refused(Problem("refi_unreadable", file=path.name, found=str(error)[:80])) from None


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    steps = iter(range(_PATIENCE))
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_TEXT)
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA cell_size_check = ON")
        database.set_progress_handler(lambda: next(steps, None) is None, _STEPS)
        yield database


def _check_tables(database: sqlite3.Connection, file: str) -> None:
    rows = database.execute("SELECT name, type, upper(sql) FROM sqlite_master").fetchall()
    own = {name for name, kind, sql in rows if kind == "table" and "VIRTUAL" not in sql and "GENERATED" not in sql}
    if not own.issuperset(_TABLES):
        raise Refused(Problem("refi_not_a_project", file=file))


def _project(database: sqlite3.Connection, findings: Findings, asking: tuple[str, Budget]) -> QualitativeProject:
    asked, budget = asking
    rows = database.execute("SELECT id, name, description FROM projects ORDER BY id").fetchall()
    projects = [(number, name or "", description) for number, name, description in rows]
    chosen = next((one for one in projects if asked in ("", one[1])), None)
    if chosen is None and asked:
        names = ", ".join(f"«{name}»" for _, name, _ in projects)
        raise Refused(Problem("refi_project_unknown", file=findings.file, found=asked, expected=names))
    if chosen is None:
        return QualitativeProject(origin="Taguette")
    number, name, description = chosen
    codes = _codes(database, number)
    documents, codings = _documents(database, number, _Known(codes, findings, budget))
    return QualitativeProject(
        name=name,
        documents=documents,
        codes=tuple(codes.values()),
        codings=codings,
        positions=Positions("utf8", how="fixed"),
        origin="Taguette",
        problems=(*_others(projects, number, asked, findings.file), *findings.problems()),
        description=description or "",
    )


def _others(projects: list[tuple[int, str, str]], taken: int, asked: str, file: str) -> tuple[Problem, ...]:
    """Which of several projects was taken, where nobody said which."""
    names = {number: name for number, name, _ in projects}
    others = ", ".join(f"«{name}»" for number, name in names.items() if number != taken)
    if asked or not others:
        return ()
    return (Problem("refi_first_project", "warning", file=file, found=names[taken], expected=others),)


def _codes(database: sqlite3.Connection, project: int) -> dict[int, Code]:
    """Codes by the number of their tag; dots of Taguette's paths are part of the name."""
    rows = database.execute("SELECT id, path, description FROM tags WHERE project_id = ? ORDER BY id", (project,))
    return {number: Code(code_path([path]), description or "") for number, path, description in rows}


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a database while its documents are read: codes by the number of their tag."""

    codes: dict[int, Code]
    findings: Findings
    budget: Budget


def _documents(
    database: sqlite3.Connection, project: int, known: _Known
) -> tuple[tuple[Document, ...], tuple[Coding, ...]]:
    documents: dict[str, Document] = {}
    names = DistinctNames()
    codings: list[Coding] = []
    rows = database.execute(
        "SELECT id, name, description, contents FROM documents WHERE project_id = ? ORDER BY id", (project,)
    )
    for number, given, description, contents in rows:
        name = names.own(given or f"({number})")
        page = Page(contents or "")
        for words in (page.text, name, description or ""):
            known.budget.text(words)
        documents[name] = Document(name, page.text, description=description or "")
        codings += _codings(database, (number, name), page, known)
    return tuple(documents.values()), tuple(codings)


def _codings(database: sqlite3.Connection, document: tuple[int, str], page: "Page", known: _Known) -> Iterator[Coding]:
    number, name = document
    rows = database.execute(
        "SELECT h.id, h.start_offset, h.end_offset, t.tag_id FROM highlights h LEFT JOIN highlight_tags t "
        "ON t.highlight_id = h.id WHERE h.document_id = ? ORDER BY h.start_offset, h.id, t.tag_id",
        (number,),
    ).fetchall()
    last = 0, 0, ""
    for highlight, first, after, tag in rows:
        place = page.place(first, after)
        if place is None:
            known.findings.note("refi_outside_text", name)
        elif tag not in known.codes:
            known.findings.note("refi_dangling_code", str(tag or ""))
        else:
            if last[:2] != place:  # the tags of a highlight share its words
                known.budget.quotations(page.text, place[1] - place[0])
                last = *place, page.text[slice(*place)]
            yield Coding(name, known.codes[tag].path, "", *last, selection=f"taguette-{highlight}")


class Page:
    r"""The text of a page: its words as they stand, each block on lines of its own, and a tab between cells.

    Taguette counts only what the page itself says: the breaks and tabs that are put in count nothing.

    Attributes:
        text: What people read, with `\n` for a carriage return.
    """

    def __init__(self, contents: str) -> None:
        self._pieces: list[str] = []
        self._added = array("q")  # where signs were put in
        self._length = 0
        self._fresh = True  # nothing but blanks stands in the last line or cell
        for words, tag in markup(contents):
            if words:
                self._say(words.replace("\r", "\n"))
            elif tag.startswith("/"):
                self._end(tag[1:])
            else:
                self._begin(tag)
        self.text = "".join(self._pieces)
        self._offsets = _bytes_before(self.text, self._added)
        self._pieces.clear()

    def _say(self, words: str) -> None:
        """Words, which all count."""
        self._pieces.append(words)
        self._length += len(words)
        self._fresh = not words.rpartition("\n")[2].strip() and (self._fresh or "\n" in words)

    def _begin(self, tag: str) -> None:
        """A block begins on its own line; a break ends one."""
        if tag == "br" or (tag in _BLOCKS and not self._fresh):
            self._put("\n")

    def _end(self, tag: str) -> None:
        """A block ends: what follows begins on its own line, or in its own cell."""
        if tag in _CELLS:
            self._take_back("\n")
            self._put("\t")
        elif tag == "tr":
            self._take_back("\t")
            self._put("\n")
        elif tag in _BLOCKS and not self._fresh:
            self._put("\n")

    def _put(self, sign: str) -> None:
        self._added.append(self._length)
        self._pieces.append(sign)
        self._length += 1
        self._fresh = True

    def _take_back(self, sign: str) -> None:
        """Without the sign that was put in last: a block in a cell ends with the cell, the last cell with its row."""
        if self._added and self._added[-1] == self._length - 1 and self._pieces[-1] == sign:
            self._pieces.pop()
            self._added.pop()
            self._length -= 1

    def place(self, first: int, last: int) -> tuple[int, int] | None:
        """Start and end in code points of the text, or None where they lie outside or within a sign."""
        start = int(np.searchsorted(self._offsets, first, "right")) - 1
        end = int(np.searchsorted(self._offsets, last, "left"))
        inside = 0 <= start <= end < len(self._offsets)
        exact = inside and self._offsets[start] == first and self._offsets[end] == last
        return (start, end) if exact and start < end else None


def _bytes_before(text: str, added: "array[int]") -> NDArray[np.int32]:
    """Bytes before each sign of a text and before its end, but for the signs that were added to it."""
    widths = np.zeros(len(text) + 1, np.uint8)
    for first in range(0, len(text), PIECE):
        piece = text[first : first + PIECE]
        widths[first + 1 : first + 1 + len(piece)] = sign_widths(code_points(piece), "utf8")
    widths[1:][np.asarray(added)] = 0
    return np.cumsum(widths, dtype=np.int32)


def markup(contents: str) -> Iterator[tuple[str, str]]:
    """The words of a page, and the tags that begin and end in it, in their order: each time one of the two.

    Every sign is looked at once, whatever is not closed. A comment or a tag that stays open ends the page, as browsers
    have it.

    >>> list(markup("<p>a &amp; b<br/></p>"))
    [('', 'p'), ('a & b', ''), ('', 'br'), ('', '/br'), ('', '/p')]
    """
    at = 0
    while at < len(contents):
        begin = contents.find("<", at)
        begin = begin if begin >= 0 else len(contents)
        if begin > at:
            yield unescape(contents[at:begin]), ""
        opened = _OPENED.match(contents, begin)
        if opened:
            at = _closed(contents, opened)
            tag = opened[2] and opened[2].lower()
            if tag and not opened[1]:
                yield "", tag
            if tag and (opened[1] or contents[at - 2 : at] == "/>"):
                yield "", f"/{tag}"
        elif begin < len(contents):
            yield "<", ""
            at = begin + 1
        else:
            at = begin


def _closed(contents: str, opened: re.Match[str]) -> int:
    """Where a tag or a comment is over: the end of the page if it is never closed."""
    if opened[0] == "<!--":
        return _behind(contents, "-->", opened.end())
    at = opened.end()
    if not opened[2] or opened[1]:
        return _behind(contents, ">", at)
    while step := _STEP.search(contents, at):
        if step[0] == ">":
            return step.end()
        at = _behind(contents, step[1], step.end()) if step[1] else step.end()
    return len(contents)


def _behind(contents: str, sign: str, at: int) -> int:
    found = contents.find(sign, at)
    return found + len(sign) if found >= 0 else len(contents)
