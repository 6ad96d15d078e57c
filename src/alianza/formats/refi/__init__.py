"""Coded projects in and out: REFI-QDA (.qdpx, .qdc, .qde) and what programs for qualitative analysis write.

What a file is shows in its first bytes, never in its name. Nothing of a file is executed or unpacked to disk, and
what is not taken over is counted in the project's problems.
"""

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alianza.coding.project import QualitativeProject
from alianza.formats.refi import quotations, taguette
from alianza.formats.refi.archive import zipped
from alianza.formats.refi.container import MAX_MARKUP, container
from alianza.formats.refi.markup import parse
from alianza.formats.refi.own_json import from_json, is_own, to_json
from alianza.formats.refi.reading import Reading
from alianza.formats.refi.tables import to_csv, to_graphml, to_xlsx
from alianza.formats.refi.writing import codebook_xml, project_entries
from alianza.formats.refused import ABSENT, Refused
from alianza.formats.whole_file import put
from alianza.study.problem import Problem

ENDINGS = (".qdpx", ".qdc", ".qde")
"""Endings that nothing but a coded project bears."""
_START = 4096
_SOURCES = re.compile(rb"(?<![a-z])sources/", re.IGNORECASE)
_QDE = re.compile(rb"\.qde", re.IGNORECASE)


def read(path: Path, positions: str = "infer", project: str = "") -> QualitativeProject:
    """Read a coded project.

    Args:
        path: The file.
        positions: `infer`, or how positions are counted: `codepoint`, `utf16` or `utf8`, and after colons `crlf1`,
            `crlf2`, `lf2`, `bom`, `inclusive`.
        project: Name of the project in a file of several; the first where it is empty.

    Raises:
        Refused: Nothing of it can safely be read.
    """
    with _no_collections():
        return _read(path, positions, project)


def _read(path: Path, positions: str, project: str) -> QualitativeProject:
    start = _beginning(path)
    if not start:
        raise Refused(Problem("refi_empty", file=path.name))
    if start.startswith(b"PK"):
        with container(path) as entries:
            if entries.holds("xl/workbook.xml"):
                return quotations.read(path, "xlsx")
            reading = Reading(path, entries)
            with entries.opened(entries.project()) as stream:
                parse(stream, path.name, reading.take)
            return reading.project(positions)
    if is_own(start):
        return from_json(path)
    if _is_markup(start):
        return _markup(path, positions)
    if start.startswith(taguette.HEADER):
        return taguette.read(path, project)
    if quotations.is_report(start):
        return quotations.read(path, "csv")
    raise Refused(Problem("refi_not_a_project", file=path.name))


def is_project_file(path: Path) -> bool:
    """Whether a file is a coded project, or is to be one by its ending: then what is wrong with it is told as such."""
    if not path.is_file():
        return False
    start = _beginning(path)
    is_workbook = start.startswith(b"PK") and path.suffix.lower() == ".xlsx"
    return path.suffix.lower() in ENDINGS or is_project(start) or (is_workbook and quotations.is_workbook_report(path))


def is_project(start: bytes) -> bool:
    """Whether a file that begins so (4 kB are enough) is a coded project.

    Workbooks and databases of other kinds begin alike: of archives only those count whose first entries are of a
    project, of databases only those whose schema, which stands on the first page, has Taguette's tables.
    """
    if start.startswith(b"PK"):
        return bool(_QDE.search(start)) or bool(_SOURCES.search(start))
    if start.startswith(taguette.HEADER):
        return b"highlight_tags" in start
    markup = _is_markup(start) and b"QDA-XML" in start.replace(b"\0", b"")
    return is_own(start) or markup or quotations.is_report(start)


def _markup(path: Path, positions: str) -> QualitativeProject:
    if path.stat().st_size > MAX_MARKUP:
        raise Refused(Problem("refi_too_large", file=path.name, values={"limit": MAX_MARKUP // 1_000_000}))
    reading = Reading(path, None)
    with path.open("rb") as stream:
        parse(stream, path.name, reading.take)
    return reading.project(positions)


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_START)
    except OSError:
        raise Refused(Problem("file_missing", file=path.name, found=str(path)), ABSENT) from None


@contextmanager
def _no_collections() -> Iterator[None]:
    """Reading makes a million small things that all stay; looking for cycles among them takes half of the time."""
    were = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if were:
            gc.enable()


def _is_markup(start: bytes) -> bool:
    return start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<")


def write(project: QualitativeProject, path: Path) -> None:
    """Write a project in the format that the end of the name says; the file appears whole or not at all.

    Raises:
        Refused: `refi_cannot_write_kind`, `refi_no_codes` or `output_not_writable` (exit code 4).
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise Refused(Problem("refi_cannot_write_kind", found=path.suffix or path.name, expected=", ".join(WRITERS)))
    put(path, writer(project))


def _archive(project: QualitativeProject) -> bytes:
    return zipped(project_entries(project))


WRITERS: dict[str, Callable[[QualitativeProject], bytes]] = {
    ".qdpx": _archive,
    ".qdc": codebook_xml,
    ".json": to_json,
    ".csv": to_csv,
    ".xlsx": to_xlsx,
    ".graphml": to_graphml,
}
