"""The same document as page, as Word file and as PDF."""

import io
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser

import docx
import pytest
from docx.oxml.ns import qn

from alianza.render import theme
from alianza.render.document import Clause, Document, Heading, Items, Note, Paragraph, Quote, Signatures, Span, Verbatim
from alianza.render.docx import to_docx
from alianza.render.html import embedded_json, to_html
from alianza.render.pdf import to_pdf
from alianza.render.report_document import compose
from tests.render.sample import FIGURES, ODD, RESULTS

REPORT = compose(RESULTS, "es", FIGURES)
PAGE = to_html(REPORT)
WORD = to_docx(REPORT)


class Outline(HTMLParser):
    """Elements, attributes and text of a page, scripts and styles left out."""

    def __init__(self):
        super().__init__()
        self.elements, self.text, self.hidden = [], [], 0

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.hidden:
            self.text.append(data)

    def named(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def page():
    outline = Outline()
    outline.feed(PAGE)
    return outline


def test_the_page_asks_for_nothing_from_outside(page):
    loaded = [attributes.get(name) for _, attributes in page.elements for name in ("src", "srcset", "action", "poster")]
    assert [one for one in loaded if one] == []
    assert page.named("link") == []
    style = re.search("<style>(.*?)</style>", PAGE, re.DOTALL)[1]
    assert "url(" not in style and "@import" not in style


def test_names_with_markup_stay_text(page):
    assert page.named("h1") and ODD in "".join(page.text)
    assert [attributes for attributes in page.named("s.a.")] == []


def test_a_specification_cannot_end_its_script():
    assert "<" not in embedded_json({"a": "</script><!--"})
    assert "</script><b>" not in PAGE
    assert PAGE.count("<script") == PAGE.count("</script") == 3


def test_the_interactive_bundle_is_there_once_and_only_for_figures_that_use_it():
    plain = to_html(compose(RESULTS, "es", {}))
    assert PAGE.count('id="vega"') == 1 and len(PAGE) < 2_000_000
    assert 'id="vega"' not in plain and len(plain) < 200_000


def test_the_page_is_built_for_every_reader(page):
    assert page.named("html")[0]["lang"] == "es"
    assert page.named("main") and page.named("nav")[0]["aria-label"]
    assert page.elements[[tag for tag, _ in page.elements].index("body") + 1][1]["href"] == "#main"
    assert all(attributes["scope"] for attributes in page.named("th"))
    assert len(page.named("caption")) == len(page.named("table"))
    still = [attributes for _, attributes in page.elements if attributes.get("class") == "still"]
    assert still[0]["role"] == "img" and "28,5 %" in still[0]["aria-label"]


def test_identifiers_are_unique_and_links_within_resolve(page):
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [attributes["href"] for attributes in page.named("a")]
    assert len(links) > 10 and {link.removeprefix("#") for link in links} <= set(ids)


def test_headings_leave_no_level_out(page):
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_every_page_carries_the_mark_of_synthetic_data(page):
    assert "DATOS SINTÉTICOS" in "".join(page.text)
    assert "@top-center" in PAGE
    sections = docx.Document(io.BytesIO(WORD)).sections
    assert all("SYNTHETIC" in section.header.paragraphs[0].text for section in sections)


def test_text_is_readable_in_light_and_dark():
    for colours in (theme.LIGHT, theme.DARK):
        for name in ("ink", "grey", "accent", "brick", "caution"):
            assert theme.contrast(colours[name], colours["paper"]) >= 4.5, name
        assert theme.contrast(colours["caution"], colours["caution-wash"]) >= 4.5
        assert theme.contrast(colours["grey"], colours["caution-wash"]) >= 4.5


def test_the_word_file_has_real_tables_with_repeated_headers_and_captions():
    word = docx.Document(io.BytesIO(WORD))
    assert len(word.tables) == 8
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    captions = [paragraph for paragraph in word.paragraphs if paragraph.style.name == "Caption"]
    assert len(captions) == 8
    assert all(paragraph._p.findall(qn("w:fldSimple")) for paragraph in captions)


def test_the_word_file_keeps_every_value_of_a_table():
    word = docx.Document(io.BytesIO(WORD))
    texts = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert [text.replace("\u00a0", " ") for text in texts[1]] == ["Declara algún beneficio", "68", "(60 a 76)", "150"]
    assert texts[3][0] == ODD


def test_the_word_file_has_words_for_its_pictures_language_and_dates():
    word = docx.Document(io.BytesIO(WORD))
    shape = word.inline_shapes[0]._inline.docPr
    assert "28,5 %" in shape.get("descr")
    core = word.core_properties
    assert (core.language, core.created.date().isoformat()) == ("es-EC", "2025-06-30")
    assert "SYNTHETIC" in core.keywords
    assert {tag.get(qn("w:val")) for tag in word.styles.element.iter(qn("w:lang"))} == {"es-EC"}


def test_links_of_the_word_file_lead_to_bookmarks():
    body = docx.Document(io.BytesIO(WORD)).element.body
    anchors = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))}
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    assert len(anchors) > 10 and anchors <= marks


def test_texts_that_xml_cannot_hold_do_not_stop_the_word_file():
    odd = Document("t\x00\x0b", "es", (Paragraph((Span("a\x01b"),)), Note("\ufffe")))
    assert docx.Document(io.BytesIO(to_docx(odd))).paragraphs[1].text == "a\ufffdb"


def test_the_same_document_gives_the_same_bytes():
    assert to_docx(REPORT) == WORD
    assert to_html(REPORT) == PAGE
    assert to_pdf(REPORT) == to_pdf(REPORT)
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(WORD)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def every_kind():
    blocks = (
        Heading(1, "Uno", "one"),
        Heading(2, "Dos", "two"),
        Items(((Span("a", "strong"), Span("b", "alarm")),), ordered=True),
        Items(((Span("c", "caution"),),), ordered=True),
        Quote("Confiamos en ellos.", "Gerente, comercio"),
        Clause("1.", "Las partes cooperan."),
        Verbatim("alianza sample --verify certificate.json"),
        Signatures(("Testigo",), ("Nombre", "Fecha")),
        Heading(1, "Anexo", "annex", new_page=True),
    )
    return Document("Todo", "es", blocks, words=REPORT.words)


@pytest.mark.parametrize("write", [to_html, to_docx, to_pdf])
def test_every_kind_of_block_can_be_written(write):
    assert len(write(every_kind())) > 1000


def test_a_line_to_copy_and_a_place_to_sign_reach_every_format():
    page = to_html(every_kind())
    assert "<code>alianza sample --verify certificate.json</code>" in page and "Testigo" in page
    word = {p.style.name: p for p in docx.Document(io.BytesIO(to_docx(every_kind()))).paragraphs}
    assert word["Verbatim"].text == "alianza sample --verify certificate.json"
    assert word["Signature"].text == "Testigo\tNombre\tFecha"
    assert word["Heading 1"].text == "Anexo" and word["Heading 1"].paragraph_format.page_break_before


def test_each_numbered_list_of_the_word_file_begins_at_one():
    word = docx.Document(io.BytesIO(to_docx(every_kind())))
    numbers = [p._p.pPr.numPr.numId.val for p in word.paragraphs if p.style.name == "List Number"]
    assert len(numbers) == len(set(numbers)) == 2


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    file = tmp_path_factory.mktemp("pdf") / "report.pdf"
    file.write_bytes(to_pdf(REPORT))
    return file


def poppler(program, *arguments):
    if not shutil.which(program):
        pytest.skip(f"{program} (poppler-utils) is not installed")
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=True).stdout


def test_the_pdf_is_tagged_titled_and_dated(pdf):
    facts = poppler("pdfinfo", "-isodates", str(pdf))
    assert re.search(r"Tagged:\s+yes", facts)
    assert ODD in facts and "Ana Ñúñez" in facts
    assert re.search(r"CreationDate:\s+2025-06-30", facts)


def test_every_page_of_the_pdf_carries_the_mark(pdf):
    pages = poppler("pdftotext", "-layout", str(pdf), "-").rstrip("\f\n").split("\f")
    assert len(pages) > 2
    assert all("SYNTHETIC" in page.splitlines()[0] for page in pages)


def test_the_pdf_uses_bundled_fonts_only(pdf):
    fonts = {line.split()[0].partition("+")[2] for line in poppler("pdffonts", str(pdf)).splitlines()[2:]}
    assert fonts and all(name.startswith(("Libertinus", "DejaVuSansMono", "NewCM")) for name in fonts)


def test_the_pdf_sets_names_with_markup_as_text(pdf):
    text = poppler("pdftotext", "-layout", str(pdf), "-")
    assert ODD in re.sub(r"\s+", " ", text)


def test_a_name_in_a_script_without_a_font_still_gives_a_pdf():
    document = Document("联盟 😀", "es", (Paragraph((Span("ok"),)),), words=REPORT.words)
    assert to_pdf(document).startswith(b"%PDF")


def test_the_word_file_keeps_a_short_table_on_one_page_with_its_notes():
    word = docx.Document(io.BytesIO(WORD))
    short = next(table for table in word.tables if len(table.rows) <= 14)
    assert all(row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in short.rows)
