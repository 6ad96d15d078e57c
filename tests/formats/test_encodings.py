"""Which encoding bytes are in, where nothing says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.formats import encodings
from alianza.formats.encodings import GUESSED, MARKS, decode_document, is_binary, signature

SPANISH = "Entrevistadora: ¿Cómo empezó la compañía? «Bien», dijo el señor Núñez; así fue más fácil, según él."
PORTUGUESE = "Pesquisadora: Não há confiança sem comunicação; a relação não é fácil às vezes."
ACCENTED = "según reunión señor está también compañía «sí» ¿qué? ¡así! acuerdo año útil mamá él más pingüino ocasión"
ENGLISH = "I don’t think so – it’s “trust”, word—word, 2010–2012…"


@pytest.mark.parametrize("text", [SPANISH, PORTUGUESE, ENGLISH, SPANISH * 500, "They’re late, didn’t they", "así—sí"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_texts_of_three_languages_are_recognised(text: str, encoding: str) -> None:
    assert decode_document(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
@pytest.mark.parametrize(
    "text", [SPANISH, PORTUGUESE, "¿Cómo?", "Mi compañía", "qué más", "¡Qué bien! Así fue.", "una reunión", "el año"]
)
def test_texts_of_old_macintosh_and_dos_computers_are_recognised(text: str, encoding: str) -> None:
    assert decode_document(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_recognised_with_and_without_their_mark(mark: str, encoding: str) -> None:
    assert decode_document((mark + SPANISH).encode(encoding)) == (mark + SPANISH, encoding)


@given(st.lists(st.sampled_from(ACCENTED.split()), min_size=12, max_size=40), st.sampled_from(sorted(GUESSED)))
def test_a_dozen_accented_words_tell_their_encoding(words: list[str], encoding: str) -> None:
    text = " ".join(words)
    assert decode_document(text.encode(encoding))[0] == text


def test_bytes_that_windows_does_not_have_are_latin_1() -> None:
    assert decode_document("día\x81".encode("latin-1")) == ("día\x81", "latin-1")


def test_a_text_of_two_encodings_is_read_stretch_by_stretch() -> None:
    text, encoding = decode_document(SPANISH.encode() + b"\n" + PORTUGUESE.encode("cp1252"))
    assert (text, encoding) == (f"{SPANISH}\n{PORTUGUESE}", "mixed")


@given(st.binary(max_size=200))
def test_any_bytes_become_a_text(content: bytes) -> None:
    text, encoding = decode_document(content)
    assert isinstance(text, str)
    assert encoding in (*GUESSED, *MARKS.values(), "utf-8", "mixed")


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"{\\rtf1", "RTF"),
        (b"ID3\x04", "MP3"),
        (b"\0\0\0 ftypM4A ", "MP4, M4A"),
        (b"\xd0\xcf\x11\xe0", "XLS, DOC"),
        (b"E: hola", ""),
    ],
)
def test_files_that_are_no_text_are_known_by_their_first_bytes(start: bytes, name: str) -> None:
    assert signature(start) == name


def test_control_signs_tell_bytes_from_text() -> None:
    assert is_binary(bytes(range(256)) * 4) and not is_binary(SPANISH.encode())


def test_a_text_that_changes_its_encoding_without_end_is_western(monkeypatch):
    monkeypatch.setattr(encodings, "_MOST_STRETCHES", 100)
    both = "ñ".encode() + b" \xf1 "
    assert encodings.decode(both * 100) == ("ñ ñ " * 100, "mixed")
    assert encodings.decode(both * 102) == ("Ã± ñ " * 102, "cp1252")
