"""Redaction: names out, sign by sign back in, and passages that move with it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.interviews.redaction import joined_keys, name_problems, redact, restore, reveal

NAMES = {"Juan Pérez": "[PERSONA 1]", "Juan": "[PERSONA 1]", "Rosa Vera": "[PERSONA 2]", "Textiles S.A.": "[EMPRESA 1]"}


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Vino Juan Pérez.", "Vino [PERSONA 1]."),
        ("Vino JUAN PEREZ.", "Vino [PERSONA 1]."),
        ("Vino juan\npérez.", "Vino [PERSONA 1]."),
        ("Vino " + unicodedata.normalize("NFD", "Juan Pérez") + ".", "Vino [PERSONA 1]."),
        ("Juan's", "[PERSONA 1]'s"),
        ("los Juanes y Juanita", "los Juanes y Juanita"),
        ("Textiles S.A., de Rosa Vera", "[EMPRESA 1], de [PERSONA 2]"),
        ("(Juan)«Juan»Juan", "([PERSONA 1])«[PERSONA 1]»[PERSONA 1]"),
        ("nada", "nada"),
        ("", ""),
    ],
)
def test_whole_names_are_found_whatever_their_accents_capitals_and_line_breaks(text: str, redacted: str) -> None:
    assert redact(text, NAMES).text == redacted


def test_the_longest_of_overlapping_names_is_taken_and_the_rest_is_looked_at_again() -> None:
    names = {"Juan Pérez": "[A]", "Pérez Andrade": "[B]", "Juan": "[C]"}
    assert redact("Juan Pérez Andrade y Juan Pérez", names).text == "[C] [B] y [A]"


def test_a_name_that_is_also_a_word_can_be_asked_for_as_it_is_written() -> None:
    text = "La señora Peña tiene pena."
    assert redact(text, {"Peña": "[P]"}).text == "La señora [P] tiene [P]."
    assert redact(text, {"Peña": "[P]"}, exactly=["Peña"]).text == "La señora [P] tiene pena."


def test_the_text_comes_back_sign_by_sign_also_where_it_had_a_replacement_already() -> None:
    text = "JUAN PÉREZ y juan; [PERSONA 1] quedó escrito. Juan."
    redacted = redact(text, NAMES)
    assert "JUAN" not in redacted.text and restore(redacted, redacted.key).text == text
    assert redacted.key == {"[PERSONA 1]": ("JUAN PÉREZ", "juan", "Juan")}
    assert redacted.counts == {"[PERSONA 1]": 3}


def test_a_key_serves_several_texts() -> None:
    first = redact("Juan Pérez vino.", NAMES)
    second = redact("JUAN y Rosa Vera.", NAMES, key=first.key)
    key = joined_keys(first.key, second.key)
    assert [restore(one, key).text for one in (first, second)] == ["Juan Pérez vino.", "JUAN y Rosa Vera."]
    with pytest.raises(ValueError, match="PERSONA 1"):
        joined_keys(second.key, {"[PERSONA 1]": ("Otro",)})


def test_what_the_key_does_not_know_stays_and_is_named() -> None:
    redacted = redact("Juan y Rosa Vera.", NAMES)
    restored = restore(redacted, {"[PERSONA 2]": ("Rosa Vera",)})
    assert restored.text == "[PERSONA 1] y Rosa Vera." and restored.unknown == ("[PERSONA 1]",)


def test_a_quotation_is_revealed_by_its_words_alone() -> None:
    key = {"[PERSONA 1]": ("Juan", "Juan Pérez"), "[PERSONA 10]": ("Rosa Vera",)}
    revealed = reveal("«[PERSONA 10] llamó a [PERSONA 1], a [PERSONA 7] [risas]»", key)
    assert revealed.text == "«Rosa Vera llamó a Juan Pérez, a [PERSONA 7] [risas]»"
    assert revealed.unknown == ("[PERSONA 7]",)


def test_the_key_is_not_shown_with_the_redacted_text() -> None:
    assert "Juan" not in repr(redact("Juan vino.", NAMES))


def test_passages_move_with_the_redaction() -> None:
    text = "Dijo Juan Pérez que firmaron el contrato."
    redacted = redact(text, NAMES)
    place = redacted.positions.place(text.index("firmaron"), len(text))
    assert place.fate == "shifted" and redacted.text[place.start : place.end] == "firmaron el contrato."
    inside = redacted.positions.place(text.index("Pérez"), text.index(" que"))
    assert inside.fate == "changed" and redacted.text[inside.start : inside.end] == "[PERSONA 1]"
    assert redacted.positions.place(0, 4).fate == "exact"


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        ({"Juan": "[P]", "Rosa": "[Q]"}, []),
        ({"J": "[P]"}, ["redaction_name_short"]),
        ({" ": "[P]"}, ["redaction_name_short"]),
        ({"Juan": " "}, ["redaction_replacement_empty"]),
        ({"Juan": "[P]", "Rosa": "amiga de juan"}, ["redaction_replacement_names"]),
        ({"Juan": "[P]", "JUAN": "[Q]"}, ["redaction_names_alike"]),
        ({"Juan": "[P]", "JUAN": "[P]"}, []),
    ],
)
def test_a_table_of_names_is_checked(names: dict[str, str], codes: list[str]) -> None:
    assert [problem.code for problem in name_problems(names)] == codes


def test_names_that_cannot_be_used_redact_nothing() -> None:
    assert redact("J y Juan", {"J": "[P]", "Juan": ""}).text == "J y Juan"


WORDS = st.sampled_from(["Juan", "Pérez", "PEREZ", "Rosa", "Vera", "juan", "y", ".", "\n", "[A]", "e\u0301", "ß", "ﬁ"])
TEXTS = st.lists(WORDS | st.text(max_size=4), max_size=25).map(" ".join)
TABLES = st.dictionaries(
    st.sampled_from(["Juan", "Juan Pérez", "Pérez", "Rosa Vera", "Vera Juan", "é", "ﬁ y", "ss"]),
    st.sampled_from(["[A]", "[B]", "[PERSONA 3]"]),
)


@given(TEXTS, TABLES)
def test_every_text_comes_back_and_every_passage_beside_a_name_keeps_its_words(
    text: str, names: dict[str, str]
) -> None:
    redacted = redact(text, names)
    assert restore(redacted, redacted.key).text == text
    for start in range(0, len(text), 3):
        for end in range(start + 1, len(text) + 1, 4):
            place = redacted.positions.place(start, end)
            if place.fate in ("exact", "shifted"):
                assert redacted.text[place.start : place.end] == text[start:end]


@given(TEXTS, TABLES)
def test_no_name_of_the_table_is_left(text: str, names: dict[str, str]) -> None:
    once = redact(text, names)
    rest = list(once.text)
    for span in once.spans:
        rest[span.start : span.end] = "#" * (span.end - span.start)
    assert redact("".join(rest), names).spans == ()
