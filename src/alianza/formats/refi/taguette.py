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
    ["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "table", "tr", "blockquote", "pre", "br"]
)


def read(path: Path, project: str = "") -> QualitativeProject:
    """Read a project in a database of Taguette.

    Args:
        path: The file.
        project: Name of the project; the first where it is empty.

    Raises:
        Refused: `refi_too_large`, `refi_unreadable`, `refi_not_a_project` where its tables are missing, or
            `refi_project_unknown`.
    """
    if path.stat().st_size > _MOST:
        raise Refused(Problem("refi_too_large", file=path.name, values={"limit": _MOST // 1_000_000}))
    try:
        with _opened(path) as database:
            _check_tables(database, path.name)
            return _project(database, Findings(path.name), project)
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


def _project(database: sqlite3.Connection, findings: Findings, asked: str) -> QualitativeProject:
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
    documents, codings = _documents(database, number, codes, findings)
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
    """The text of a page: its words as they stand, and a line break after each block that ends without one."""

    def __init__(self, contents: str) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._counted: list[int] = []
        self.feed(contents)
        self.close()
        self.text = "".join(self._pieces)
        self._offsets = self._bytes_before()

    def handle_data(self, data: str) -> None:
        r"""Words, which all count; people read a carriage return as `\n`."""
        self._pieces.append(data.replace("\r", "\n"))
        self._counted.append(len(data))

    def handle_endtag(self, tag: str) -> None:
        """A block ends: what follows begins on its own line."""
        if tag in _BLOCKS and self._pieces and not self._pieces[-1].endswith("\n"):
            self._pieces.append("\n")
            self._counted.append(0)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A line break is a block without words."""
        self.handle_endtag(tag)

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
