"""Plain and Markdown texts: any encoding, and nothing of the text lost or changed."""

import unicodedata
from pathlib import Path

import pytest

from alianza.formats import Refused
from alianza.formats.transcripts import read
from tests.formats.transcripts.made import refused, written

TALK = "Entrevistadora: ¿Cómo empezó?\nP3: Con mi compañía, «así».\n"


@pytest.mark.parametrize(
    ("encoding", "mark", "named"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-32-le", b"\xff\xfe\0\0", "utf-32-le"),
        ("cp1252", b"", "cp1252"),
        ("mac_roman", b"", "mac_roman"),
        ("cp850", b"", "cp850"),
        ("utf-32-be", b"", "utf-32-be"),
    ],
)
def test_texts_of_any_encoding_are_the_same_text(tmp_path: Path, encoding: str, mark: bytes, named: str) -> None:
    transcript = read(written(tmp_path / "e.txt", mark + TALK.encode(encoding)))
    assert (transcript.text, transcript.encoding, transcript.format) == (TALK, named, "txt")
    assert [turn.speaker for turn in transcript.turns] == ["Entrevistadora", "P3"]
    assumed = [problem.code for problem in transcript.problems]
    assert assumed == (["transcript_encoding_assumed"] if named in ("cp1252", "mac_roman", "cp850") else [])


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\x0c", "\u2028"])
def test_every_line_break_is_one_sign(tmp_path: Path, line_break: str) -> None:
    assert read(written(tmp_path / "e.txt", TALK.replace("\n", line_break))).text == TALK


def test_control_signs_are_taken_out_and_counted(tmp_path: Path) -> None:
    transcript = read(written(tmp_path / "e.txt", TALK.replace("así", "a\x07s\x00í")))
    assert transcript.text == TALK
    assert [(one.code, one.values["count"]) for one in transcript.problems] == [("transcript_control_signs", 2)]


def test_letters_stay_composed_or_not_as_they_are_written(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", TALK)
    assert read(written(tmp_path / "e.txt", decomposed)).text == decomposed


def test_a_name_is_the_same_from_every_system(tmp_path: Path) -> None:
    path = tmp_path / unicodedata.normalize("NFD", "Entrevista María.v2.txt")
    assert read(written(path, TALK)).name == "Entrevista María.v2"


def test_markdown_keeps_its_text_whole(tmp_path: Path) -> None:
    text = "---\nfecha: 2024-05-01\n---\n\n**Entrevistadora:** ¿Y?\n\n**P3:** Bien.\n"
    transcript = read(written(tmp_path / "e.md", text))
    assert (transcript.text, transcript.format) == (text, "md") and len(transcript.turns) == 2


def test_signs_that_are_no_utf_16_are_replaced_and_counted(tmp_path: Path) -> None:
    content = b"\xff\xfe" + TALK.encode("utf-16-le") + b"\x00\xd8"
    transcript = read(written(tmp_path / "e.txt", content))
    assert transcript.text == TALK + "\ufffd"
    assert [(one.code, one.values["count"]) for one in transcript.problems] == [("transcript_signs_lost", 1)]


def test_a_text_of_two_encodings_says_so(tmp_path: Path) -> None:
    transcript = read(written(tmp_path / "e.txt", TALK.encode() + TALK.encode("cp1252")))
    assert transcript.text == TALK * 2
    assert [problem.code for problem in transcript.problems] == ["transcript_mixed_encodings"]


def test_a_text_without_labels_says_that_nobody_was_recognised(tmp_path: Path) -> None:
    transcript = read(written(tmp_path / "e.txt", "Solo un párrafo."))
    assert [problem.code for problem in transcript.problems] == ["transcript_without_speakers"]


def test_labels_that_were_not_believed_are_named_until_the_study_names_them(tmp_path: Path) -> None:
    path = written(tmp_path / "e.txt", TALK + "Rosa Vera: Yo también.\n")
    (problem,) = read(path).problems
    assert problem.code == "transcript_labels_unsure" and problem.values["labels"] == ("Rosa Vera",)
    named = read(path, named={"Rosa Vera": "participant"})
    assert named.problems == () and [one.name for one in named.speakers][-1] == "Rosa Vera"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "transcript_empty"),
        (b" \n\t\n", "transcript_empty"),
        (b"{\\rtf1 hola}", "transcript_unknown_format"),
        (b"ID3\x04\0\0audio", "transcript_unknown_format"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "transcript_encrypted"),
        (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "transcript_unknown_format"),
        (b"<!DOCTYPE html><p>P3: hola", "transcript_unknown_format"),
        (bytes(range(1, 32)) * 40, "transcript_unknown_format"),
        (b"P3: hola\n" * 400_000, "transcript_too_long"),
        (b"P3: no\n" * 100_001, "transcript_too_long"),
        (b"palabra " * 260_000, "transcript_too_long"),
    ],
)
def test_what_is_no_transcript_is_refused_by_name(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(written(tmp_path / "e.txt", content)) == code


def test_absent_files_folders_and_large_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read(tmp_path / "nada.txt")
    assert (refusal.value.problem.code, refusal.value.exit_code) == ("file_missing", 4)
    assert refused(tmp_path) == "not_a_file"
    with pytest.raises(Refused) as refusal:
        read(written(tmp_path / "e.txt", TALK), max_bytes=10)
    assert refusal.value.problem.code == "transcript_too_large"


def test_nothing_is_written(tmp_path: Path) -> None:
    read(written(tmp_path / "e.txt", TALK))
    assert [file.name for file in tmp_path.iterdir()] == ["e.txt"]
