"""Databases of Taguette (SQLite): tags are codes, highlights are passages counted in UTF-8 bytes of a page's text.

The database is opened read-only, only its own tables are asked, views and triggers are never run, and every question
ends after a number of steps.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from alianza.coding.project import Code, Coding, Document, Positions, QualitativeProject, code_path
from alianza.formats.refi.codebook import unique
from alianza.formats.refi.findings import Findings
from alianza.formats.refused import Refused
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


def read(path: Path) -> QualitativeProject:
    """Read a database of Taguette.

    Raises:
        Refused: `refi_too_large`, `refi_unreadable`, or `refi_not_a_project` where its tables are missing.
    """
    if path.stat().st_size > _MOST:
        raise Refused(Problem("refi_too_large", file=path.name, values={"limit": _MOST // 1_000_000}))
    try:
        with _opened(path) as database:
            _check_tables(database, path.name)
            return _project(database, Findings(path.name))
    except (sqlite3.Error, UnicodeDecodeError, ValueError, TypeError, AttributeError) as error:
        raise Refused(Problem("refi_unreadable", file=path.name, found=str(error)[:80])) from None


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    steps = iter(range(_PATIENCE))
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA cell_size_check = ON")
        database.set_progress_handler(lambda: next(steps, None) is None, _STEPS)
        yield database


def _check_tables(database: sqlite3.Connection, file: str) -> None:
    rows = database.execute("SELECT name, type, upper(sql) FROM sqlite_master").fetchall()
    own = {name for name, kind, sql in rows if kind == "table" and "VIRTUAL" not in sql and "GENERATED" not in sql}
    if not own.issuperset(_TABLES):
        raise Refused(Problem("refi_not_a_project", file=file))


def _project(database: sqlite3.Connection, findings: Findings) -> QualitativeProject:
    projects = database.execute("SELECT id, name, description FROM projects ORDER BY id").fetchall()
    if not projects:
        return QualitativeProject(origin="Taguette")
    findings.note("refi_not_taken", "projects", times=len(projects) - 1)
    number, name, description = projects[0]
    codes = _codes(database, number)
    documents, codings = _documents(database, number, codes, findings)
    return QualitativeProject(
        name=name or "",
        documents=documents,
        codes=tuple(codes.values()),
        codings=codings,
        positions=Positions("utf8", how="forced"),
        origin="Taguette",
        problems=findings.problems(),
        description=description or "",
    )


def _codes(database: sqlite3.Connection, project: int) -> dict[int, Code]:
    """Codes by the number of their tag; dots of Taguette's paths are part of the name."""
    rows = database.execute("SELECT id, path, description FROM tags WHERE project_id = ? ORDER BY id", (project,))
    return {number: Code(code_path([path]), description or "") for number, path, description in rows}


def _documents(
    database: sqlite3.Connection, project: int, codes: dict[int, Code], findings: Findings
) -> tuple[tuple[Document, ...], tuple[Coding, ...]]:
    documents: dict[str, Document] = {}
    codings: list[Coding] = []
    rows = database.execute(
        "SELECT id, name, description, contents FROM documents WHERE project_id = ? ORDER BY id", (project,)
    ).fetchall()
    for number, given, description, contents in rows:
        name = unique(given or f"({number})", documents)
        page = Page(contents or "")
        documents[name] = Document(name, page.text, description=description or "")
        codings += _codings(database, (number, name), page, (codes, findings))
    return tuple(documents.values()), tuple(codings)


def _codings(
    database: sqlite3.Connection, document: tuple[int, str], page: "Page", known: tuple[dict[int, Code], Findings]
) -> Iterator[Coding]:
    codes, findings = known
    number, name = document
    rows = database.execute(
        "SELECT h.id, h.start_offset, h.end_offset, t.tag_id FROM highlights h LEFT JOIN highlight_tags t "
        "ON t.highlight_id = h.id WHERE h.document_id = ? ORDER BY h.start_offset, h.id, t.tag_id",
        (number,),
    ).fetchall()
    for highlight, first, last, tag in rows:
        place = page.place(first, last)
        if place is None:
            findings.note("refi_outside_text", name)
        elif tag not in codes:
            findings.note("refi_dangling_code", str(tag or ""))
        else:
            start, end = place
            yield Coding(name, codes[tag].path, "", start, end, page.text[start:end], selection=f"taguette-{highlight}")


class Page(HTMLParser):
    """The text of a page: its words as they stand, each block on lines of its own, and a tab between cells.

    Taguette counts only what the page itself says: the breaks and tabs that are put in count nothing.
    """

    def __init__(self, contents: str) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._counted: list[bool] = []
        self._fresh = True  # nothing but blanks stands in the last line or cell
        self.feed(contents)
        self.close()
        self.text = "".join(self._pieces)
        self._offsets = self._bytes_before()

    def handle_data(self, data: str) -> None:
        r"""Words, which all count; people read a carriage return as `\n`."""
        text = data.replace("\r", "\n")
        self._pieces.append(text)
        self._counted.append(True)
        self._fresh = not text.rpartition("\n")[2].strip() and (self._fresh or "\n" in text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins on its own line; a break ends one."""
        if tag == "br" or tag in _BLOCKS and not self._fresh:
            self._put("\n")

    def handle_endtag(self, tag: str) -> None:
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
        self._pieces.append(sign)
        self._counted.append(False)
        self._fresh = True

    def _take_back(self, sign: str) -> None:
        """Without the sign that was put in last: a block in a cell ends with the cell, the last cell with its row."""
        if self._pieces and self._pieces[-1] == sign and not self._counted[-1]:
            self._pieces.pop()
            self._counted.pop()

    def _bytes_before(self) -> NDArray[np.int64]:
        widths = [
            len(sign.encode("utf-8", "replace")) if count else 0
            for piece, count in zip(self._pieces, self._counted, strict=True)
            for sign in piece
        ]
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(np.array(widths, np.int64))])

    def place(self, first: int, last: int) -> tuple[int, int] | None:
        """Start and end in code points of the text, or None where they lie outside or within a sign."""
        start = int(np.searchsorted(self._offsets, first, "right")) - 1
        end = int(np.searchsorted(self._offsets, last, "left"))
        inside = 0 <= start <= end < len(self._offsets)
        exact = inside and self._offsets[start] == first and self._offsets[end] == last
        return (start, end) if exact and start < end else None
