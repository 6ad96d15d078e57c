"""Quotes are of participants who consented and passages that were cleared, the best of each participant first."""

import pytest

from alianza.coding.project import Code, Coding, Document, QualitativeProject
from alianza.interviews.answers import OwnWords
from alianza.interviews.quotes import is_whole, quotes

LONG = "Nosotros confiamos desde el primer día porque ya habíamos trabajado juntos en otras dos obras pequeñas."
SHORT = "Confiamos mucho."
TEXT = f"P: {LONG} {SHORT} Y sin confianza no se firma"


def place(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def document(name: str, participant: str) -> Document:
    attributes = {"participant": participant, "role": "gerente", "sector": "comercio", "place": "Azuay"}
    return Document(name, TEXT, attributes=attributes)


def coded(*given: tuple[str, str, str]) -> QualitativeProject:
    """Documents E1 and E2 of P1, E3 of P2, with passages coded by somebody."""
    return QualitativeProject(
        documents=(document("E1", "P1"), document("E2", "P1"), document("E3", "P2")),
        codes=(Code("confianza", construct="trust"), Code("otro")),
        codings=tuple(Coding(name, "confianza", coder, *place(words), words) for name, words, coder in given),
    )


def found(project: QualitativeProject, quotable: set[str]) -> list[tuple[str, str]]:
    [one] = quotes(project, ["trust"], quotable, project.codings)
    return [(quote.document, quote.quotation) for quote in one.quotes]


def test_a_quote_carries_pseudonym_role_and_sector_and_no_province():
    project = coded(("E1", LONG, "ana"))
    [one] = quotes(project, ["trust"], {"P1"}, project.codings)
    [quote] = one.quotes
    assert (quote.quotation, quote.participant, quote.role, quote.sector) == (LONG, "P1", "gerente", "comercio")
    assert (quote.start, quote.end) == place(LONG)
    assert "Azuay" not in repr(quote)


def test_nobody_is_quoted_without_consent():
    assert found(coded(("E1", LONG, "ana"), ("E3", LONG, "ana")), {"P2"}) == [("E3", LONG)]


def test_nothing_is_quoted_that_nobody_has_cleared():
    project = coded(("E1", LONG, "ana"), ("E3", LONG, "ana"))
    [one] = quotes(project, ["trust"], {"P1", "P2"}, project.codings[1:])
    assert [quote.document for quote in one.quotes] == ["E3"]
    assert (one.passages, one.consented, one.cleared) == (2, 2, 1)


def test_a_passage_of_two_coders_comes_before_a_longer_one_of_one_coder():
    project = coded(("E1", LONG, "ana"), ("E3", SHORT, "ana"), ("E3", SHORT, "luis"))
    assert found(project, {"P1", "P2"}) == [("E3", SHORT), ("E1", LONG)]


def test_a_passage_of_readable_length_comes_before_a_short_one():
    assert found(coded(("E1", SHORT, "ana"), ("E3", LONG, "ana")), {"P1", "P2"}) == [("E3", LONG), ("E1", SHORT)]


def test_whole_sentences_come_before_pieces():
    piece = "Y sin confianza no se firma"
    assert found(coded(("E1", piece, "ana"), ("E3", SHORT, "ana")), {"P1", "P2"}) == [("E3", SHORT), ("E1", piece)]


def test_everybody_is_quoted_before_anybody_is_quoted_again():
    project = coded(("E1", LONG, "ana"), ("E2", LONG, "ana"), ("E3", SHORT, "ana"))
    assert found(project, {"P1", "P2"}) == [("E1", LONG), ("E3", SHORT), ("E2", LONG)]


def test_the_same_words_are_quoted_once():
    project = coded(("E1", LONG, "ana"), ("E1", LONG + " " + SHORT, "luis"), ("E1", LONG, "luis"))
    assert found(project, {"P1"}) == [("E1", LONG)]


@pytest.mark.parametrize(
    ("given", "quotable", "cleared", "reason"),
    [
        ([], {"P1"}, True, "no_passages"),
        ([("E1", LONG, "ana")], {"P2"}, True, "none_consented"),
        ([("E1", LONG, "ana")], {"P1"}, False, "none_cleared"),
        ([("E1", LONG, "ana")], {"P1"}, True, ""),
    ],
)
def test_a_construct_without_quotes_says_why(
    given: list[tuple[str, str, str]], quotable: set[str], cleared: bool, reason: str
):
    project = coded(*given)
    [one] = quotes(project, ["trust"], quotable, project.codings if cleared else ())
    assert one.reason == reason
    assert bool(one.quotes) == (not reason)


def test_a_document_without_a_participant_is_never_quoted():
    project = QualitativeProject(
        documents=(Document("E1", SHORT),),
        codes=(Code("confianza", construct="trust"),),
        codings=(Coding("E1", "confianza", "ana", 0, len(SHORT), SHORT),),
    )
    [one] = quotes(project, ["trust"], {"P1"}, project.codings)
    assert one.reason == "none_consented"


@pytest.mark.parametrize(
    ("text", "passage", "whole"),
    [
        ("Ana: Sí. «Confiamos mucho.» Y ya.", "«Confiamos mucho.»", True),
        ("Sí, confiamos mucho.", "confiamos mucho.", False),
        ("Sí. Confiamos mucho", "Confiamos mucho", False),
        ("Primera línea\nConfiamos mucho.", "Confiamos mucho.", True),
        ("¿Confían? ¡Claro!", "¿Confían?", True),
    ],
)
def test_a_passage_is_whole_from_the_beginning_of_a_sentence_to_an_end(text: str, passage: str, whole: bool):
    start = text.index(passage)
    assert is_whole(text, start, start + len(passage)) == whole


ASKED = "Entrevistadora: ¿Se fían de su socio?\n\nP1: Nos fiamos del todo.\n\nEntrevistadora: ¿Siempre?\n\nP1: Casi."


def of_interview(*words: str, text: str = ASKED) -> QualitativeProject:
    """One interview of P1, each passage with the code; all of them are cleared below."""
    spans = [(text.index(one), text.index(one) + len(one), one) for one in words]
    return QualitativeProject(
        documents=(Document("E1", text, attributes={"participant": "P1"}),),
        codes=(Code("confianza", construct="trust"),),
        codings=tuple(Coding("E1", "confianza", "ana", *span) for span in spans),
    )


def test_a_passage_that_reaches_into_a_question_is_cut_to_the_answers():
    project = of_interview(ASKED)
    [one] = quotes(project, ["trust"], {"P1"}, project.codings)
    assert [quote.quotation for quote in one.quotes] == ["Nos fiamos del todo.", "Casi."]
    assert [ASKED[quote.start : quote.end] for quote in one.quotes] == ["Nos fiamos del todo.", "Casi."]
    assert (one.cleared, one.cut, one.left_out) == (1, 1, 0)


def test_a_label_is_no_part_of_what_somebody_says():
    assert found(of_interview("P1: Nos fiamos del todo."), {"P1"}) == [("E1", "Nos fiamos del todo.")]


def test_the_words_of_whoever_asks_are_nobodys_quote():
    project = of_interview("¿Se fían de su socio?")
    [one] = quotes(project, ["trust"], {"P1"}, project.codings)
    assert (one.quotes, one.reason, one.cleared, one.left_out) == ((), "no_own_words", 1, 1)


def test_a_label_that_the_study_declares_is_that_of_whoever_asks():
    text = ASKED.replace("Entrevistadora", "Doctora Vega")
    project = of_interview(text, text=text)
    [one] = quotes(project, ["trust"], {"P1"}, project.codings, OwnWords(project, {"Doctora Vega": "interviewer"}))
    assert [quote.quotation for quote in one.quotes] == ["Nos fiamos del todo.", "Casi."]


def test_what_another_participant_says_in_a_group_is_no_quote_of_the_one_whose_text_it_is():
    text = "Entrevistadora: ¿Se fían?\nP1: Nos fiamos.\nP2: Yo no.\nP1: Casi."
    project = of_interview(text, text=text)
    spoken = OwnWords(project, people={"P1", "P2"})
    [one] = quotes(project, ["trust"], {"P1"}, project.codings, spoken)
    assert [quote.quotation for quote in one.quotes] == ["Nos fiamos.", "Casi."]
    assert spoken.is_anothers(("E1", text.index("Yo no"), text.index("Yo no") + 5))
    assert not spoken.is_anothers(("E1", 0, len(text)))


def test_everybody_but_who_asks_speaks_for_a_group_under_one_pseudonym():
    text = "Moderadora: ¿Se fían?\nG1: Sí.\nG2: No.\nP9: Yo sí.\nModeradora: ¿Y?\nG1: Ya.\nG2: Tampoco.\nP9: Claro."
    project = of_interview(text, text=text)
    [one] = quotes(project, ["trust"], {"P1"}, project.codings, OwnWords(project, people={"P1", "P9"}))
    assert [quote.quotation for quote in one.quotes] == ["Sí.", "No.", "Yo sí.", "Ya.", "Tampoco.", "Claro."]
    relative = text.replace("P9", "Entrevistada")
    project = of_interview(relative, text=relative)
    [one] = quotes(project, ["trust"], {"P1"}, project.codings, OwnWords(project))
    assert [quote.quotation for quote in one.quotes] == ["Yo sí.", "Claro."]


def test_words_are_nobody_else_s_where_it_cannot_be_told_who_asks():
    project = of_interview("Uno.", text="Hablante 1: Uno.\nHablante 2: Dos.\nHablante 1: Tres.")
    assert not OwnWords(project).is_anothers(("E1", 12, 16))


def test_nothing_is_quoted_where_it_cannot_be_told_who_asks():
    text = ASKED.replace("Entrevistadora", "Hablante 1").replace("P1", "Hablante 2")
    project = of_interview("Nos fiamos del todo.", text=text)
    [one] = quotes(project, ["trust"], {"P1"}, project.codings)
    assert (one.quotes, one.reason) == ((), "no_own_words")


def test_a_voice_of_unknown_side_is_not_the_participants():
    text = ASKED.replace("Entrevistadora", "Marta")
    assert found(of_interview(text, text=text), {"P1"}) == [("E1", "Nos fiamos del todo."), ("E1", "Casi.")]
