"""A document as a Word file: styles, headings, real tables and captions, pictures with their words."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import docx
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.shared import Cm, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from alianza.render import numbers, pictures, theme
from alianza.render.document import (
    Block,
    Clause,
    Contents,
    Document,
    Facts,
    FigureBlock,
    Heading,
    Items,
    Note,
    Paragraph,
    Quote,
    Signatures,
    Span,
    StatusBand,
    TableBlock,
    Verbatim,
    Verdicts,
)
from alianza.render.docx_style import LOCALES, prepare
from alianza.render.docx_table import WORDML, attribute, table_xml
from alianza.study.text import xml_text

TEXT_WIDTH: Final = 16.5
"""Width of the text column in centimetres."""
OLDEST: Final = datetime(1980, 1, 1)
"""The earliest date that a zip entry can carry; every entry has it."""


@dataclass(slots=True)
class _File:
    """The Word file being written, and the count of its bookmarks and numbered lists."""

    word: Word
    document: Document
    bookmarks: list[str] = field(default_factory=list)
    styles: dict[str, str] = field(default_factory=dict)

    def paragraph(self, style: str = "Normal") -> WordParagraph:
        """A new paragraph at the end; the library's own search for the style takes most of a long file's time."""
        if not self.styles:
            self.styles.update({known.name: known.style_id for known in self.word.styles})
        element = self.word.element.body.add_p()
        element.style = self.styles[style]
        return WordParagraph(element, self.word._body)


def to_docx(document: Document) -> bytes:
    """The document as DOCX, dated with the document's date and re-zipped without the clock."""
    file = _File(docx.Document(), document)
    prepare(file.word, document)
    _properties(file.word, document)
    _title(file)
    for block in document.blocks:
        WRITERS[type(block)](file, block)
    stream = io.BytesIO()
    file.word.save(stream)
    return _rezipped(stream.getvalue())


def _properties(word: Word, document: Document) -> None:
    core = word.core_properties
    day = _day(document.date)
    keywords = [*(["SYNTHETIC"] if document.synthetic else []), *document.keywords]
    core.title, core.author = _property(document.title), _property("; ".join(document.authors))
    core.keywords, core.subject = _property("; ".join(keywords)), document.mark
    core.comments, core.category = document.mark, ""
    core.language = LOCALES.get(document.language, document.language)
    core.created = core.modified = day
    core.last_modified_by, core.revision = "alianza", 1


def _property(text: str) -> str:
    """The text as far as a file property can hold it."""
    return xml_text(text)[:255]


def _day(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return OLDEST


def _title(file: _File) -> None:
    file.paragraph("Title").add_run(xml_text(file.document.title))
    byline = [", ".join(file.document.authors), file.document.subtitle]
    for line in filter(None, byline):
        file.paragraph("Subtitle").add_run(xml_text(line))


def _spans(paragraph: WordParagraph, spans: tuple[Span, ...]) -> None:
    for span in spans:
        run = paragraph.add_run(xml_text(span.text))
        run.bold = span.tone == "strong" or None
        _tint(run, span.tone)


def _tint(run: Any, tone: str) -> None:
    if tone not in ("ink", "strong"):
        run.font.color.rgb = RGBColor.from_string(theme.TONES[tone].lstrip("#"))


def _mark(file: _File, paragraph: WordParagraph, anchor: str) -> None:
    """Bookmark the paragraph, so that the contents can lead to it."""
    number = len(file.bookmarks)
    file.bookmarks.append(anchor)
    start = f'<w:bookmarkStart xmlns:w="{WORDML}" w:id="{number}" w:name="{attribute(_bookmark(anchor))}"/>'
    properties = paragraph._p.pPr
    paragraph._p.insert(0 if properties is None else 1, parse_xml(start))
    paragraph._p.append(parse_xml(f'<w:bookmarkEnd xmlns:w="{WORDML}" w:id="{number}"/>'))


def _bookmark(anchor: str) -> str:
    """A name that Word accepts: letters, digits and underscores, forty at most."""
    return "".join(letter if letter.isalnum() else "_" for letter in anchor)[:40]


def _heading(file: _File, block: Heading) -> None:
    style = "Heading Front" if block.quiet else f"Heading {block.level}"
    paragraph = file.paragraph(style)
    paragraph.add_run(xml_text(block.text))
    if block.new_page:
        paragraph.paragraph_format.page_break_before = True
    _mark(file, paragraph, block.id)


def _paragraph(file: _File, block: Paragraph) -> None:
    _spans(file.paragraph(), block.spans)


def _items(file: _File, block: Items) -> None:
    number = _fresh_numbering(file.word) if block.ordered else 0
    for item in block.items:
        paragraph = file.paragraph("List Number" if block.ordered else "List Bullet")
        if block.ordered:
            paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number
        _spans(paragraph, item)


def _fresh_numbering(word: Word) -> int:
    """A numbering of its own for a list, so that each list begins at one."""
    numbering = word.part.numbering_part.element
    style = word.styles["List Number"].element
    abstract = numbering.num_having_numId(style.pPr.numPr.numId.val).abstractNumId.val
    fresh = numbering.add_num(abstract)
    fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(fresh.numId)


def _facts(file: _File, block: Facts) -> None:
    _pairs(file, block.pairs, "Facts")


def _pairs(file: _File, pairs: tuple[tuple[str, str], ...], style: str) -> None:
    for name, value in pairs:
        paragraph = file.paragraph(style)
        _tint(paragraph.add_run(xml_text(name)), "grey")
        paragraph.add_run("\t" + xml_text(value))


def _status(file: _File, block: StatusBand) -> None:
    style = "Status Synthetic" if block.synthetic else "Status Real"
    word = file.paragraph(style).add_run(xml_text(block.word))
    word.bold = True
    _tint(word, "caution" if block.synthetic else "accent")
    file.paragraph(style).add_run(xml_text(block.sentence))
    _pairs(file, block.pairs, style)


def _verdicts(file: _File, block: Verdicts) -> None:
    for one in block.items:
        paragraph = file.paragraph("Verdict")
        paragraph.add_run(xml_text(one.name) + ". ").bold = True
        paragraph.add_run(xml_text(one.statement) + " ")
        word = paragraph.add_run(f"{one.sign}{numbers.NO_BREAK}{one.word}")
        word.bold = True
        _tint(word, one.tone)
        if one.reason:
            word.add_break()
            _tint(paragraph.add_run(xml_text(one.reason)), "grey")


def _note(file: _File, block: Note) -> None:
    _tint(file.paragraph("Note").add_run(xml_text(block.text)), block.tone)


def _quote(file: _File, block: Quote) -> None:
    file.paragraph("Quote").add_run(xml_text(block.text))
    _tint(file.paragraph("Note").add_run(xml_text(block.source)), "grey")


def _clause(file: _File, block: Clause) -> None:
    paragraph = file.paragraph()
    paragraph.add_run(xml_text(block.number) + " ").bold = True
    paragraph.add_run(xml_text(block.text))


def _verbatim(file: _File, block: Verbatim) -> None:
    file.paragraph("Verbatim").add_run(xml_text(block.text))


def _signatures(file: _File, block: Signatures) -> None:
    """One rule to sign on for each signer, and what they write beside it."""
    for signer in block.signers:
        paragraph = file.paragraph("Signature")
        paragraph.add_run(xml_text(signer)).bold = True
        for line in block.lines:
            _tint(paragraph.add_run("\t" + xml_text(line)), "grey")


def _contents(file: _File, block: Contents) -> None:
    file.paragraph("Contents Title").add_run(xml_text(block.title))
    for entry in block.entries:
        paragraph = file.paragraph(f"Contents {min(entry.level, 2)}")
        link = (
            f'<w:hyperlink xmlns:w="{WORDML}" w:anchor="{attribute(_bookmark(entry.id))}" w:history="1"><w:r>'
            f'<w:t xml:space="preserve">{attribute(entry.text)}</w:t></w:r></w:hyperlink>'
        )
        paragraph._p.append(parse_xml(link))


def _caption(file: _File, label: str, text: str, anchor: str) -> None:
    """A caption as Word makes it: the word, a counter of its own (SEQ) and the text."""
    paragraph = file.paragraph("Caption")
    word, _, number = label.rpartition(" ")
    paragraph.add_run(word + " ").bold = True
    counter = (
        f'<w:fldSimple xmlns:w="{WORDML}" w:instr=" SEQ {attribute(word)} \\* ARABIC "><w:r><w:rPr><w:b/></w:rPr>'
        f"<w:t>{attribute(number)}</w:t></w:r></w:fldSimple>"
    )
    paragraph._p.append(parse_xml(counter))
    paragraph.add_run(". ").bold = True
    paragraph.add_run(xml_text(text))
    _mark(file, paragraph, anchor)


def _figure(file: _File, block: FigureBlock) -> None:
    figure = block.figure
    _caption(file, block.label, figure.title, f"figure-{figure.id}")
    picture = pictures.ahead.png(figure.svg)
    width = Cm(TEXT_WIDTH * min(1.0, figure.width / theme.FIGURE_WIDTH))
    paragraph = file.paragraph("Figure Body")
    shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=width)
    for side in ("distL", "distR"):  # the library leaves 3 mm on both sides
        shape._inline.set(side, "0")
    shape._inline.docPr.set("descr", xml_text(figure.alt))
    shape._inline.docPr.set("title", xml_text(figure.title))


def _table(file: _File, block: TableBlock) -> None:
    _caption(file, block.label, block.caption, f"table-{block.id}")
    if block.lead:
        file.paragraph("Table Lead").add_run(xml_text(block.lead))
    for panel in block.panels:
        if panel.name:
            file.paragraph("Panel").add_run(f"{block.label} {panel.name}")
        end = file.word.element.body.sectPr
        end.addprevious(parse_xml(table_xml(block, panel)))
    notes = file.paragraph("Table Notes")
    if block.notes:
        notes.add_run(file.document.words.get("note", "") + " ").bold = True
        notes.add_run(xml_text(" ".join(block.notes)))


def _rezipped(archive: bytes) -> bytes:
    """The same entries in the same order, without the clock in their headers; pictures are compressed already."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, OLDEST.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            entry.create_system = 3
            new.writestr(entry, old.read(name), compresslevel=6)
    return stream.getvalue()


WRITERS: Final[Mapping[type[Block], Callable[[_File, Any], None]]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Items: _items,
    Facts: _facts,
    StatusBand: _status,
    Verdicts: _verdicts,
    Note: _note,
    Quote: _quote,
    Clause: _clause,
    Contents: _contents,
    FigureBlock: _figure,
    TableBlock: _table,
    Verbatim: _verbatim,
    Signatures: _signatures,
}
