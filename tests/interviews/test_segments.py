"""Segments of transcripts and what stands around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.interviews.segments import BEFORE, segments, surroundings
from alianza.interviews.transcript import turns

TEXT = (
    "SYNTHETIC\n\nEntrevistador: ¿Cómo eligieron?\n\nP1: Lo conocíamos. Firmamos sin leer.\n\n"
    "Fue un error (3.5 % menos).\n\nEntrevistador: ¿Y después?\n\nP1: Nos reunimos «cada mes.» Y ya\n"
)


def words(kind: str, text: str = TEXT) -> list[str]:
    return [text[slice(*one)] for one in segments(text, kind)]  # type: ignore[arg-type]


SAID = ["Lo conocíamos.", "Firmamos sin leer.", "Fue un error (3.5 % menos).", "Nos reunimos «cada mes.»", "Y ya"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("turn", [f"{SAID[0]} {SAID[1]}\n\n{SAID[2]}", f"{SAID[3]} {SAID[4]}"]),
        ("paragraph", [f"{SAID[0]} {SAID[1]}", SAID[2], f"{SAID[3]} {SAID[4]}"]),
        ("sentence", SAID),
    ],
)
def test_what_the_interviewer_says_is_no_segment(kind: str, expected: list[str]) -> None:
    assert words(kind) == expected


def test_a_text_without_speakers_is_taken_by_paragraphs_where_turns_are_asked_for() -> None:
    text = "Una nota de campo.\nSigue.\n\n \nOtra."
    assert words("turn", text) == words("paragraph", text) == ["Una nota de campo.\nSigue.", "Otra."]


@pytest.mark.parametrize("kind", ["turn", "paragraph", "sentence"])
@given(text=st.text("a. \n?:EP", max_size=60))
def test_segments_follow_one_another_and_begin_and_end_with_a_sign(kind: str, text: str) -> None:
    found = segments(text, kind)  # type: ignore[arg-type]
    assert all(text[start:end] and text[start:end] == text[start:end].strip() for start, end in found)
    assert all(one[1] <= other[0] for one, other in zip(found, found[1:], strict=False))


def test_the_question_stands_before_an_answer_and_the_next_one_after_it() -> None:
    said = turns(TEXT)
    first, second, _ = segments(TEXT, "paragraph")
    around = surroundings(TEXT, second, said)
    assert around.before.startswith("¿Cómo eligieron?")
    assert around.before.endswith("Firmamos sin leer.")
    assert around.after == "Entrevistador: ¿Y después?"
    assert surroundings(TEXT, first, said).after.startswith("Fue un error")


def test_a_long_way_back_is_cut() -> None:
    text = "a" * 5000 + " final"
    assert len(surroundings(text, (5001, 5006), ()).before) == BEFORE - 1  # without the space
