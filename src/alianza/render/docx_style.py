"""Styles, page, header and footer of a Word file, from the one theme."""

from typing import Any, Final

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from alianza.render import theme
from alianza.render.document import Document
from alianza.render.docx_table import WORDML
from alianza.study.text import xml_text

LOCALES: Final = {"es": "es-EC", "en": "en-GB"}
TAB: Final = 4.2
"""Where the values of facts begin, in centimetres."""


def prepare(word: Word, document: Document) -> None:
    """Set page, language, styles, header and footer of an empty file."""
    _page(word)
    _base(word, LOCALES.get(document.language, document.language))
    _headings(word)
    _bodies(word)
    _tables(word)
    _bands(word)
    _contents(word)
    _running(word, document)


def _page(word: Word) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.25)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.3)
    section.header_distance = section.footer_distance = Cm(1.1)


def _base(word: Word, language: str) -> None:
    normal = _style(word, "Normal", theme.DOCX_SERIF, 10.5, after=6)
    normal.paragraph_format.line_spacing = 1.2
    for tag in word.styles.element.iter(qn("w:lang")):
        for name in ("w:val", "w:eastAsia"):
            tag.set(qn(name), language)


def _style(
    word: Word, name: str, font: str, size: float, *, before: float = 0, after: float = 0, base: str = ""
) -> Any:
    """A paragraph style of the theme: made where the template lacks it, freed of the template's fonts and colours."""
    try:
        style = word.styles[name]
    except KeyError:
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles[base or "Normal"]
    _font(style, font)
    style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
    style.font.color.rgb = _rgb(theme.INK)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    return style


def _font(style: Any, font: str) -> None:
    style.font.name = font
    fonts = style.element.rPr.rFonts
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    for name in ("w:cs", "w:eastAsia"):
        fonts.set(qn(name), font)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#"))


def _headings(word: Word) -> None:
    title = _style(word, "Title", theme.DOCX_SERIF, 21, after=6)
    borders = title.element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        title.element.pPr.remove(borders)
    subtitle = _style(word, "Subtitle", theme.DOCX_SANS, 10)
    subtitle.font.color.rgb = _rgb(theme.GREY)
    for tracking in subtitle.element.rPr.findall(qn("w:spacing")):
        subtitle.element.rPr.remove(tracking)
    sizes = {"Heading 1": (15, 22), "Heading 2": (12, 14), "Heading 3": (10.5, 10)}
    for name, (size, before) in sizes.items():
        _keep(_style(word, name, theme.DOCX_SERIF, size, before=before, after=6))
    front = _keep(_style(word, "Heading Front", theme.DOCX_SERIF, 12, before=14, after=5, base="Heading 1"))
    front.next_paragraph_style = word.styles["Normal"]
    for style in (title, *(word.styles[name] for name in sizes), front):
        style.font.bold = True


def _keep(style: Any) -> Any:
    style.paragraph_format.keep_with_next = True
    return style


def _bodies(word: Word) -> None:
    for name in ("List Number", "List Bullet"):
        _style(word, name, theme.DOCX_SERIF, 10.5, after=4)
    quote = _style(word, "Quote", theme.DOCX_SERIF, 10.5, before=6, after=2)
    quote.paragraph_format.left_indent = Cm(0.8)
    note = _style(word, "Note", theme.DOCX_SANS, 9, before=2, after=6)
    note.paragraph_format.left_indent = Cm(0.4)
    verdict = _style(word, "Verdict", theme.DOCX_SERIF, 10.5, before=3, after=5)
    verdict.paragraph_format.keep_together = True
    _style(word, "Figure Body", theme.DOCX_SERIF, 10.5, after=10)
    _hang(_style(word, "Facts", theme.DOCX_SANS, 9.5, after=2))
    _style(word, "Verbatim", theme.DOCX_MONO, 8.5, before=3, after=6)
    _signature(word)


def _signature(word: Word) -> None:
    """A paragraph with room above and a rule to sign on; two tab stops for what is written by hand."""
    style = _style(word, "Signature", theme.DOCX_SANS, 9, before=38, after=2)
    border = f'<w:top w:val="single" w:sz="6" w:space="4" w:color="{theme.RULE.lstrip("#")}"/>'
    properties = style.element.get_or_add_pPr()
    properties.append(parse_xml(f'<w:pBdr xmlns:w="{WORDML}">{border}</w:pBdr>'))
    for place in (7.0, 12.0):
        style.paragraph_format.tab_stops.add_tab_stop(Cm(place))
    _ordered(style.element.pPr)


def _hang(style: Any, left: float = 0.0) -> Any:
    layout = style.paragraph_format
    layout.left_indent, layout.first_line_indent = Cm(TAB + left), Cm(-TAB)
    layout.tab_stops.add_tab_stop(Cm(TAB + left))
    return style


def _tables(word: Word) -> None:
    caption = _keep(_style(word, "Caption", theme.DOCX_SANS, 9, before=12, after=3))
    caption.paragraph_format.keep_together = True
    _keep(_style(word, "Table Lead", theme.DOCX_SERIF, 10, after=4))
    panel = _keep(_style(word, "Panel", theme.DOCX_SANS, 8.5, before=5, after=3))
    panel.font.color.rgb = _rgb(theme.GREY)
    text = _style(word, "TableText", theme.DOCX_SANS, 8.5, before=1.5, after=1.5)
    text.paragraph_format.line_spacing = 1.0
    notes = _style(word, "Table Notes", theme.DOCX_SANS, 8, before=3, after=12)
    notes.font.color.rgb = _rgb(theme.GREY)


def _bands(word: Word) -> None:
    looks = {"Status Synthetic": (theme.AMBER_WASH, theme.AMBER), "Status Real": (theme.WASH, theme.ACCENT)}
    for name, (wash, edge) in looks.items():
        style = _hang(_style(word, name, theme.DOCX_SANS, 9.5, before=1, after=1), left=0.2)
        style.paragraph_format.keep_with_next = True
        border = f'<w:left w:val="single" w:sz="24" w:space="6" w:color="{edge.lstrip("#")}"/>'
        properties = style.element.get_or_add_pPr()
        properties.append(parse_xml(f'<w:pBdr xmlns:w="{WORDML}">{border}</w:pBdr>'))
        fill = wash.lstrip("#")
        shade = f'<w:shd xmlns:w="{WORDML}" w:val="clear" w:color="auto" w:fill="{fill}"/>'
        properties.append(parse_xml(shade))
        _ordered(style.element.pPr)


def _ordered(properties: Any) -> None:
    """Put border and shading where the schema wants them: after the keep-together marks, before tabs and spacing."""
    after = {qn(f"w:{name}") for name in ("tabs", "spacing", "ind", "jc")}
    late = [child for child in properties if child.tag in after]
    for child in late:
        properties.remove(child)
    properties.extend(late)


def _contents(word: Word) -> None:
    title = _keep(_style(word, "Contents Title", theme.DOCX_SERIF, 15, before=22, after=6))
    title.font.bold = True
    _style(word, "Contents 1", theme.DOCX_SERIF, 10.5, before=4)
    second = _style(word, "Contents 2", theme.DOCX_SERIF, 9.5)
    second.paragraph_format.left_indent = Cm(0.6)


def _running(word: Word, document: Document) -> None:
    """The mark of synthetic data at the head of every page; title and page number at its foot."""
    section = word.sections[0]
    for name in ("Header", "Footer"):
        style = _style(word, name, theme.DOCX_SANS, 8.5)
        style.font.color.rgb = _rgb(theme.GREY)
    head = section.header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    mark = head.add_run(xml_text(document.mark))
    mark.bold = True
    mark.font.color.rgb = _rgb(theme.AMBER_TEXT)
    foot = section.footer.paragraphs[0]
    stops = foot.paragraph_format.tab_stops
    stops.add_tab_stop(Cm(16.5), alignment=2)
    foot.add_run(xml_text(_short(document.title)) + "\t" + document.words.get("page", "") + " ")
    number = f'<w:fldSimple xmlns:w="{WORDML}" w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    foot._p.append(parse_xml(number))


def _short(title: str) -> str:
    """A long title is cut between two words."""
    return title if len(title) <= 100 else title[:99].rpartition(" ")[0] + "…"
