"""A table as Word's own: three rules, a header repeated on every page, intervals in columns of their own."""

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from alianza.render import theme
from alianza.render.document import BodyCell, BodyRow, HeaderCell, Panel, TableBlock, Tone
from alianza.study.text import xml_text

WIDTH: Final = 9354
"""Width of the text column in twentieths of a point (16.5 cm)."""
WORDML: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CHARACTER: Final = 96
"""Width of a figure in a table's sans, in twentieths of a point."""
LETTER: Final = 82
"""The same for words, whose letters are narrower than figures on average."""
MARGIN: Final = 90
WHOLE_AT_MOST: Final = 14
"""Rows of a panel that stays on one page with its notes; longer ones may break between rows."""
LONGEST_TEXT: Final = 21
LONGEST_NUMBER: Final = 15


def table_xml(block: TableBlock, panel: Panel) -> str:
    """The `w:tbl` element of one panel."""
    tracks = _tracks(panel)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in tracks)
    summary = f'<w:tblCaption w:val="{attribute(block.label + ". " + block.caption)}"/>'
    described = summary + f'<w:tblDescription w:val="{attribute(block.lead or block.caption)}"/>'
    margins = "".join(f'<w:{side} w:w="{MARGIN}" w:type="dxa"/>' for side in ("left", "right"))
    rows = [_row(row, panel, tracks, last=row is panel.rows[-1]) for row in panel.rows]
    return (
        f'<w:tbl xmlns:w="{WORDML}"><w:tblPr><w:tblW w:w="{sum(tracks)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar>"
        f'<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/>{described}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{_header(block, panel, tracks)}'
        f"{''.join(rows)}</w:tbl>"
    )


def _tracks(panel: Panel) -> list[int]:
    """Width of each grid column: numbers as wide as they are, the row labels take what is left."""
    tracks: list[int] = []
    texts: list[int] = []
    for index, column in enumerate(panel.columns):
        cells = [row.cells[index] for row in panel.rows if row.cells]
        own = _own_widths(column, cells)
        if not column.numeric and own[0] == LONGEST_TEXT * LETTER:
            texts.append(len(tracks) + 1)
        tracks += own
    stub = max(WIDTH - sum(tracks), 24 * LETTER)
    widths = [stub, *tracks]
    if panel.stub_share:
        return _apportioned(panel, widths)
    return _fitted(widths) if sum(widths) > WIDTH else _shared(widths, texts)


def _own_widths(column: HeaderCell, cells: list[BodyCell]) -> list[int]:
    value = max((len(cell.value) for cell in cells), default=1)
    words = max(len(word) for word in f"{column.text} {column.unit}".split(" ")) + 1
    if not column.numeric:
        return [min(max(value, words) + 2, LONGEST_TEXT) * LETTER]
    if not column.paired:
        return [max(min(value, LONGEST_NUMBER) + 1, words, len(column.text) // 2 + 3) * CHARACTER + 2 * MARGIN]
    interval = max(len(cell.interval) for cell in cells)
    missing = max(words + 1 - value - interval, 0)
    return [
        (value + 1 + missing // 2) * CHARACTER + 2 * MARGIN,
        (interval + missing - missing // 2) * CHARACTER + MARGIN,
    ]


def _apportioned(panel: Panel, widths: list[int]) -> list[int]:
    """The width that is left, shared between row labels and columns of words as the panel says."""
    shares = [panel.stub_share]
    for column in panel.columns:
        shares += [column.share, *([0.0] if column.paired else [])]
    left = WIDTH - sum(width for width, share in zip(widths, shares, strict=True) if not share)
    whole = sum(shares)
    return [int(left * share / whole) if share else width for width, share in zip(widths, shares, strict=True)]


def _fitted(widths: list[int]) -> list[int]:
    return [width * WIDTH // sum(widths) for width in widths]


def _shared(widths: list[int], texts: list[int]) -> list[int]:
    """Long texts share the width with the row labels."""
    if not texts:
        return widths
    spare = widths[0] - 30 * LETTER
    if spare <= 0:
        return widths
    for index in texts:
        widths[index] += spare // (len(texts) + 1)
    widths[0] -= len(texts) * (spare // (len(texts) + 1))
    return widths


def _header(block: TableBlock, panel: Panel, tracks: list[int]) -> str:
    borders = _borders(("top", 12), ("bottom", 6))
    cells = [_cell([_run(block.stub, bold=True)], tracks[0], "left", borders, head=True)]
    for column, widths in zip(panel.columns, _spans(panel, tracks), strict=True):
        align = "center" if column.paired else "right" if column.numeric else "left"
        unit = [_run(column.unit, colour=theme.GREY, breaks=True)] if column.unit else []
        runs = [_run(column.text, bold=True), *unit]
        cells.append(_cell(runs, sum(widths), align, borders, span=len(widths), head=True))
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _spans(panel: Panel, tracks: list[int]) -> Iterator[list[int]]:
    at = 1
    for column in panel.columns:
        size = 2 if column.paired else 1
        yield tracks[at : at + size]
        at += size


def _row(row: BodyRow, panel: Panel, tracks: list[int], *, last: bool) -> str:
    borders = _borders(("bottom", 12)) if last else ""
    if row.group:
        cells = [_cell([_run(row.label, bold=True)], sum(tracks), "left", borders, span=len(tracks), keep=True)]
    else:
        kept = last or len(panel.rows) <= WHOLE_AT_MOST
        cells = [_cell([_run(row.label)], tracks[0], "left", borders, keep=kept, indent=row.depth * 170)]
        for column, cell, widths in zip(panel.columns, row.cells, _spans(panel, tracks), strict=True):
            cells += _body_cells(column, cell, widths, borders)
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _body_cells(column: HeaderCell, cell: BodyCell, widths: list[int], borders: str) -> list[str]:
    value = _run(cell.value, colour=_colour(cell.tone))
    first = _cell([value], widths[0], "right" if column.numeric else "left", borders)
    if not column.paired:
        return [first]
    return [first, _cell([_run(cell.interval, colour=theme.GREY)], widths[1], "left", borders)]


def _colour(tone: Tone) -> str:
    return "" if tone == "ink" else theme.TONES[tone]


def _borders(*sides: tuple[str, int]) -> str:
    colour = theme.RULE.lstrip("#")
    lines = "".join(f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>' for side, size in sides)
    return f"<w:tcBorders>{lines}</w:tcBorders>"


def _cell(
    runs: list[str],
    width: int,
    align: str,
    borders: str,
    *,
    span: int = 1,
    head: bool = False,
    keep: bool = False,
    indent: int = 0,
) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    bottom = '<w:vAlign w:val="bottom"/>' if head else ""
    indented = f'<w:ind w:left="{indent}"/>' if indent else ""
    kept = "<w:keepNext/>" if keep or head else ""
    properties = f'<w:pStyle w:val="TableText"/>{kept}{indented}<w:jc w:val="{align}"/>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{borders}{bottom}</w:tcPr>'
        f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p></w:tc>"
    )


def _run(text: str, *, bold: bool = False, colour: str = "", breaks: bool = False) -> str:
    properties = ("<w:b/>" if bold else "") + (f'<w:color w:val="{colour.lstrip("#")}"/>' if colour else "")
    line = "<w:br/>" if breaks else ""
    return f'<w:r><w:rPr>{properties}</w:rPr>{line}<w:t xml:space="preserve">{escape(xml_text(text))}</w:t></w:r>'


def attribute(text: str) -> str:
    """The text as it may stand in an XML attribute."""
    return escape(xml_text(text), {'"': "&quot;", "\n": " "})
