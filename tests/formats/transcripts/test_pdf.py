"""PDF files: the text that they hold, and names for those that hold none."""

from pathlib import Path

import pypdf
import pytest
import typst

from alianza.formats.transcripts import read
from tests.formats.transcripts.made import drawn, lines, refused, written

TALK = [
    "Entrevistadora: ¿Cómo empezó?",
    "P3: Con mi compañía, «así», y más difícil.",
    "Entrevistadora: ¿Y?",
    "P3: Bien.",
]


def test_a_document_of_typst_is_read(tmp_path: Path) -> None:
    source = written(tmp_path / "e.typ", "#pagebreak()\n".join("\n\n".join(TALK[at : at + 2]) + "\n" for at in (0, 2)))
    typst.compile(str(source), output=str(tmp_path / "e.pdf"), ignore_system_fonts=True)
    transcript = read(tmp_path / "e.pdf")
    assert [line for line in transcript.text.split("\n") if line] == TALK
    assert transcript.format == "pdf" and transcript.problems == ()
    assert [(one.name, one.role, one.turns) for one in transcript.speakers] == [
        ("Entrevistadora", "interviewer", 2),
        ("P3", "participant", 2),
    ]


def test_pages_are_parted_by_a_line_break_and_the_name_does_not_matter(tmp_path: Path) -> None:
    transcript = read(drawn(tmp_path / "e.txt", [lines("E: uno", "P3: dos"), lines("E: tres", "P3: cuatro")]))
    assert [line for line in transcript.text.split("\n") if line] == ["E: uno", "P3: dos", "E: tres", "P3: cuatro"]
    assert len(transcript.turns) == 4


def test_pages_without_text_are_named(tmp_path: Path) -> None:
    transcript = read(drawn(tmp_path / "e.pdf", [lines("E: uno", "E: dos"), b"", b"0 0 m 9 9 l S"]))
    (problem,) = [one for one in transcript.problems if one.code == "transcript_pages_without_text"]
    assert problem.severity == "warning" and problem.values["pages"] == (2, 3)


def test_a_scanned_document_is_refused_by_name(tmp_path: Path) -> None:
    assert refused(drawn(tmp_path / "e.pdf", [b"0 0 m 9 9 l S"] * 2)) == "transcript_pdf_without_text"


@pytest.mark.parametrize(("password", "expected"), [("clave", "transcript_encrypted"), ("", "E: uno")])
def test_a_password_is_named_and_only_one_for_opening_matters(tmp_path: Path, password: str, expected: str) -> None:
    writer = pypdf.PdfWriter(clone_from=drawn(tmp_path / "e.pdf", [lines("E: uno")]))
    writer.encrypt(password, "otra", algorithm="RC4-128")
    writer.write(tmp_path / "cifrado.pdf")
    path = tmp_path / "cifrado.pdf"
    assert (refused(path) if password else read(path).text.strip()) == expected


def test_a_cut_document_and_one_without_pages_are_refused(tmp_path: Path) -> None:
    content = drawn(tmp_path / "e.pdf", [lines("E: uno")]).read_bytes()
    assert refused(written(tmp_path / "e.pdf", content[: len(content) // 3])) == "transcript_broken"
    assert refused(written(tmp_path / "e.pdf", b"%PDF-1.7\nhola")) == "transcript_broken"
