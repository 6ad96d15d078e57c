"""Codings as tables for people and codes with their relations as a graph; nothing in them is a formula."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from alianza.coding.project import QualitativeProject
from alianza.formats.formulas import safe
from alianza.formats.refi.archive import zipped
from alianza.study.text import xml_text

HEADER = ("document", "code", "coder", "start", "end", "quotation", "round", "memo", "at")
_LONGEST = 32_000
"""Units of UTF-16 in a cell of a workbook, which holds 32,767; longer texts go on in columns at the end."""


def _rows(project: QualitativeProject) -> list[tuple[str | int, ...]]:
    return [
        (one.document, one.code, one.coder, one.start, one.end, one.quotation, one.round, one.memo, one.at)
        for one in project.codings
    ]


def to_csv(project: QualitativeProject) -> bytes:
    """The codings, one a row; a text that a spreadsheet would compute begins with an apostrophe."""
    made = io.StringIO()
    table = csv.writer(made, lineterminator="\n")
    table.writerow(HEADER)
    table.writerows([safe(cell) for cell in row] for row in _rows(project))
    return ("\ufeff" + made.getvalue()).encode("utf-8", "replace")


def to_xlsx(project: QualitativeProject) -> bytes:
    """The codings as a workbook whose texts are texts, with the same bytes for the same project.

    What is longer than a cell holds goes on in columns at the end, `quotation 2` and so on.
    """
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    page.title = "codings"
    columns = {name: place for place, name in enumerate(HEADER, 1)}
    for place, name in enumerate(HEADER, 1):
        page.cell(1, place).value = name
    for number, row in enumerate(_rows(project), 2):
        for name, content in _pieces(row):
            if name not in columns:
                columns[name] = len(columns) + 1
                page.cell(1, columns[name]).value = name
            cell = page.cell(number, columns[name])
            if isinstance(content, int):
                cell.value = content
            elif content:
                cell.value, cell.data_type = xml_text(content), "s"
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as archive:
        return zipped([(entry.filename, _timeless(archive.read(entry))) for entry in archive.infolist()])


def _pieces(row: tuple[str | int, ...]) -> Iterator[tuple[str, str | int]]:
    """The cells of a row with the names of their columns."""
    for name, content in zip(HEADER, row, strict=True):
        if isinstance(content, int) or len(content) <= _LONGEST // 2:
            yield name, content
            continue
        step = _LONGEST if max(content) <= "\uffff" else _LONGEST // 2
        for number, start in enumerate(range(0, len(content), step), 1):
            yield (name if number == 1 else f"{name} {number}"), content[start : start + step]


def _timeless(data: bytes) -> bytes:
    """An entry of a workbook without the instant at which it was made."""
    return re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", data)


def to_graphml(project: QualitativeProject) -> bytes:
    """The codes, with how often each is given, and the relations between them."""
    counts = dict.fromkeys((one.path for one in project.codes), 0)
    for coding in project.codings:
        counts[coding.code] = counts.get(coding.code, 0) + 1
    links = [one for one in project.links if one.source in counts and one.target in counts]
    keys = (("name", "node", "string"), ("codings", "node", "int"), ("kind", "edge", "string"))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *(f'<key id="{one}" for="{place}" attr.name="{one}" attr.type="{kind}"/>' for one, place, kind in keys),
        '<graph edgedefault="directed">',
        *(_node(path, count) for path, count in counts.items()),
        *(
            f'<edge source={_name(one.source)} target={_name(one.target)} directed="{str(one.directed).lower()}">'
            f'<data key="kind">{escape(xml_text(one.kind))}</data></edge>'
            for one in links
        ),
        "</graph>",
        "</graphml>",
    ]
    return "\n".join(lines).encode("utf-8", "replace") + b"\n"


def _name(path: str) -> str:
    return quoteattr(xml_text(path))


def _node(path: str, count: int) -> str:
    words = escape(xml_text(path))
    return f'<node id={_name(path)}><data key="name">{words}</data><data key="codings">{count}</data></node>'
