"""Word and OpenDocument texts: their words without what is deleted, noted or commented."""

from pathlib import Path

import docx as python_docx
import pytest

from alianza.formats.transcripts import read
from alianza.interviews.transcript import Transcript
from tests.formats.transcripts.made import docx, odt, paragraph, refused, words, written, zipped


def codes(transcript: Transcript) -> list[tuple[str, object]]:
    return [
        (one.code, one.values.get("count")) for one in transcript.problems if one.code != "transcript_without_speakers"
    ]


def test_a_document_of_python_docx_is_read_with_its_tables(tmp_path: Path) -> None:
    document = python_docx.Document()
    document.add_paragraph("Entrevistadora: ¿Y?")
    document.add_paragraph("P3: Bien,\ncon\ttiempo.")
    table = document.add_table(2, 2)
    for cell, text in zip((cell for row in table.rows for cell in row.cells), ["E", "¿Sí?", "P3", "Sí."], strict=True):
        cell.text = text
    document.save(str(tmp_path / "e.docx"))
    transcript = read(tmp_path / "e.docx")
    assert transcript.text == "Entrevistadora: ¿Y?\nP3: Bien,\ncon\ttiempo.\nE\t¿Sí?\nP3\tSí."
    assert transcript.format == "docx" and transcript.encoding == "utf-8" and transcript.problems == ()
    assert [turn.speaker for turn in transcript.turns] == ["Entrevistadora", "P3", "P3"]


COMPATIBILITY = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def emoji(sign: str) -> str:
    """An emoji as Word writes it: for programs that know it by its number, and for others as a sign."""
    return (
        f"<mc:AlternateContent {COMPATIBILITY} "
        'xmlns:w16se="http://schemas.microsoft.com/office/word/2015/wordml/symex"><mc:Choice Requires="w16se">'
        f'<w16se:symEx w16se:font="Segoe UI Emoji" w16se:char="{ord(sign):X}"/></mc:Choice>'
        f"<mc:Fallback>{words(sign)}</mc:Fallback></mc:AlternateContent>"
    )


DELETED = '<w:del w:id="1"><w:r><w:delText>no </w:delText></w:r></w:del>'
INSERTED = f'<w:ins w:id="2"><w:r>{words("sí ")}</w:r></w:ins>'
MOVED = f'<w:moveFrom w:id="3"><w:r>{words("antes ")}</w:r></w:moveFrom>'


@pytest.mark.parametrize(
    ("body", "text", "left_out"),
    [
        (paragraph(words("uno"), "<w:br/>", words("dos")), "uno\ndos", []),
        (paragraph(words("uno"), "<w:tab/>", words("dos"), "<w:cr/>"), "uno\tdos\n", []),
        (paragraph(words("socio"), "<w:noBreakHyphen/>", words("cliente")), "socio-cliente", []),
        (
            f"<w:p>{DELETED}{INSERTED}<w:r>{words('quiero')}</w:r></w:p>",
            "sí quiero",
            [("transcript_deleted_left_out", 1)],
        ),
        (f"<w:p>{MOVED}<w:r>{words('después')}</w:r></w:p>", "después", [("transcript_deleted_left_out", 1)]),
        (
            f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r>{words('una ')}</w:r></w:p>" + paragraph(words("línea")),
            "una línea",
            [],
        ),
        (
            paragraph(words("dijo"), "<w:footnoteReference/>", "<w:endnoteReference/>", "<w:commentReference/>"),
            "dijo",
            [("transcript_notes_left_out", 2), ("transcript_comments_left_out", 1)],
        ),
        (paragraph(words("dijo "), emoji("😊"), words(" y rio")), "dijo 😊 y rio", []),
        (paragraph(words("va "), '<w:sym w:font="Wingdings" w:char="F0E0"/>', words(" viene")), "va → viene", []),
        (
            paragraph('<w:sym w:font="Webdings" w:char="F021"/>', words(" eso")),
            "\ufffd eso",
            [("transcript_signs_lost", 1)],
        ),
        (paragraph(words("uno"), f"<mc:Fallback {COMPATIBILITY}>{words('dos')}</mc:Fallback>"), "uno", []),
        (paragraph("<w:instrText>PAGE</w:instrText>", words("página")), "página", []),
        (
            f"<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r>{words('sin tabulador')}</w:r></w:p>",
            "sin tabulador",
            [],
        ),
        (
            f"<w:tbl><w:tr><w:tc>{paragraph(words('P3'))}</w:tc><w:tc>{paragraph(words('uno'))}{paragraph(words('dos'))}"
            "</w:tc></w:tr></w:tbl>" + paragraph(words("fin")),
            "P3\tuno\ndos\nfin",
            [],
        ),
    ],
)
def test_words_of_word(tmp_path: Path, body: str, text: str, left_out: list[tuple[str, int]]) -> None:
    transcript = read(docx(tmp_path / "e.docx", body))
    assert transcript.text == text and codes(transcript) == left_out


def test_text_boxes_are_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph(words('recuadro'))}</w:txbxContent>"
    compatibility = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    choice = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    both = f"<mc:AlternateContent {compatibility}>{choice}</mc:AlternateContent>"
    assert read(docx(tmp_path / "e.docx", paragraph(words("antes"), both, words("después")))).text == (
        "antes\nrecuadro\ndespués"
    )


def test_the_strict_form_and_another_name_of_the_text_are_read(tmp_path: Path) -> None:
    types = (
        '<Types><Override PartName="/word/document2.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    strict = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    document = f"<w:document {strict}><w:body>{paragraph(words('estricto'))}</w:body></w:document>"
    path = zipped(tmp_path / "e.docx", {"[Content_Types].xml": types, "word/document2.xml": document})
    assert read(path).text == "estricto"


@pytest.mark.parametrize(
    ("body", "text", "left_out"),
    [
        (
            "<text:h>Título</text:h><text:p>uno<text:line-break/>dos<text:tab/>tres</text:p>",
            "Título\nuno\ndos\ttres",
            [],
        ),
        (
            "<text:p>  uno \n dos<text:s text:c='3'/>tres<text:span> cuatro</text:span></text:p>",
            "uno dos   tres cuatro",
            [],
        ),
        (
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>no</text:p></text:deletion>"
            "</text:changed-region></text:tracked-changes><text:p>sí</text:p>",
            "sí",
            [("transcript_deleted_left_out", 1)],
        ),
        (
            "<text:p>dijo<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>nota</text:p>"
            "</text:note-body></text:note><office:annotation><text:p>ojo</text:p></office:annotation></text:p>",
            "dijo",
            [("transcript_notes_left_out", 1), ("transcript_comments_left_out", 1)],
        ),
        (
            "<table:table><table:table-row><table:table-cell><text:p>P3</text:p></table:table-cell><table:table-cell>"
            "<text:p>uno</text:p><text:p>dos</text:p></table:table-cell></table:table-row></table:table><text:p>fin</text:p>",
            "P3\tuno\ndos\nfin",
            [],
        ),
        (
            "<text:p>antes<draw:frame><draw:text-box><text:p>recuadro</text:p></draw:text-box></draw:frame>después</text:p>",
            "antes\nrecuadro\ndespués",
            [],
        ),
    ],
)
def test_words_of_opendocument(tmp_path: Path, body: str, text: str, left_out: list[tuple[str, int]]) -> None:
    transcript = read(odt(tmp_path / "e.odt", body))
    assert (transcript.text, transcript.format) == (text, "odt") and codes(transcript) == left_out


def test_the_content_tells_the_format_and_not_the_name(tmp_path: Path) -> None:
    assert read(docx(tmp_path / "e.md", paragraph(words("hola")))).format == "docx"
    assert read(odt(tmp_path / "e.docx", "<text:p>hola</text:p>")).format == "odt"


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"xl/workbook.xml": "<x/>"}, "transcript_unknown_format"),
        (
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"},
            "transcript_unknown_format",
        ),
        ({"leeme.txt": "hola"}, "transcript_unknown_format"),
        ({"word/document.xml": "<w:document"}, "transcript_broken"),
        ({"word/document.xml": "hola"}, "transcript_broken"),
        ({"word/document.xml": "<a/>"}, "transcript_empty"),
        ({"word/document.xml": '<?xml version="1.0" encoding="nada"?><a/>'}, "transcript_broken"),
    ],
)
def test_archives_that_are_no_text_are_refused(tmp_path: Path, entries: dict[str, str], code: str) -> None:
    assert refused(zipped(tmp_path / "e.docx", entries)) == code


def test_a_text_with_a_password_is_refused_as_such(tmp_path: Path) -> None:
    manifest = {"META-INF/manifest.xml": "<manifest:encryption-data/>"}
    assert refused(odt(tmp_path / "e.odt", "", **manifest)) == "transcript_encrypted"
    path = docx(tmp_path / "e.docx", paragraph(words("hola")))
    content = bytearray(path.read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert refused(written(path, bytes(content))) == "transcript_encrypted"


def test_a_cut_or_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = docx(tmp_path / "e.docx", "".join(paragraph(words(f"línea {number}")) for number in range(500)))
    content = path.read_bytes()
    assert refused(written(path, content[: len(content) // 2])) == "transcript_broken"
    middle = content.index(b"document.xml") + 40
    damaged = content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]
    assert refused(written(path, damaged)) == "transcript_broken"
