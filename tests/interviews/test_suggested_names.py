"""Suggestions for a table of names: proposals, never more."""

import pytest

from alianza.interviews.identity_numbers import is_cedula, is_ruc
from alianza.interviews.suggested_names import suggestions

TEXT = """Entrevistadora: ¿Y la empresa?
María José: Entonces Rosa Vera de la Torre vino con Textiles del Valle S.A. a Quito. Rosa Vera de la Torre sabe.
Entrevistadora: ¿Con Textiles del Valle S.A.?
María José: Sí. Juan llamó al 0998765432 o al +593 2 250 1234; escriba a rosa@valle.com.ec.
Su RUC es 1790011674001 y mi cédula 171003406-5, no 1710034066. Somos 12345678 en 2024."""


def found(kind: str, text: str = TEXT, **options: object) -> list[str]:
    return [one.text for one in suggestions(text, **options) if one.kind == kind]


def test_runs_of_capitalised_words_that_come_back_are_proposed() -> None:
    assert found("name", least=2) == ["Rosa Vera de la Torre", "Textiles del Valle S.A."]
    assert found("name") == ["Rosa Vera de la Torre", "Textiles del Valle S.A.", "Quito"]


def test_a_single_word_that_only_begins_sentences_is_not_proposed() -> None:
    assert found("name", "Vino Juan. Mañana vuelve. Mañana no.") == ["Juan"]
    assert found("name", "Vino Juan. Mañana vuelve.", least=2) == []


def test_several_words_that_begin_a_sentence_are_a_name_but_for_an_ordinary_first_one() -> None:
    assert found("name", "Juan Vera firmó.") == ["Juan Vera"]
    assert found("name", "Claro Juan Vera firmó. Está claro.") == ["Juan Vera"]


def test_the_first_word_of_a_sentence_does_not_belong_to_the_name_behind_it() -> None:
    assert found("name", "Dijo Rosa Vera que sí. Entonces Rosa Vera firmó.") == ["Rosa Vera"]


def test_labels_that_are_names_are_proposed_apart_from_roles() -> None:
    assert found("speaker") == ["María José"]


def test_places_lead_to_the_text() -> None:
    for one in suggestions(TEXT):
        assert one.places and all(TEXT.startswith(one.text, place) for place in one.places)


def test_addresses_and_numbers_are_proposed_by_their_kind() -> None:
    assert found("email") == ["rosa@valle.com.ec"]
    assert found("phone") == ["0998765432", "+593 2 250 1234"]
    assert found("ruc") == ["1790011674001"]
    assert found("cedula") == ["171003406-5"]


def test_what_the_table_has_already_is_not_proposed_again() -> None:
    assert found("name", known=["ROSA VERA DE LA TORRE"]) == ["Textiles del Valle S.A.", "Quito"]


@pytest.mark.parametrize(
    ("digits", "valid"),
    [
        ("1710034065", True),
        ("1710034066", False),  # check digit
        ("2510034065", False),  # no such province
        ("1790034065", False),  # third digit of a firm
        ("171003406", False),
        ("17100340６5", False),  # a full-width digit
    ],
)
def test_a_cedula_has_a_province_and_a_check_digit(digits: str, valid: bool) -> None:
    assert is_cedula(digits) == valid


def test_a_cedula_has_exactly_one_check_digit_for_its_first_nine() -> None:
    assert sum(is_cedula(f"092345678{digit}") for digit in range(10)) == 1


@pytest.mark.parametrize(
    ("digits", "valid"),
    [
        ("1710034065001", True),
        ("1710034065000", False),
        ("1790011674001", True),
        ("1790011675001", False),
        ("1760001550001", True),
        ("1760001560001", False),
        ("1780011674001", False),
    ],
)
def test_a_ruc_is_a_persons_a_firms_or_the_states(digits: str, valid: bool) -> None:
    assert is_ruc(digits) == valid
