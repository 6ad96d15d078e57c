"""Terms are found by their stems in the documents of a project, with the words around them."""

import pytest

from alianza.coding.project import Document, QualitativeProject
from alianza.coding.term_search import Word, find_terms, key_words_in_context


def test_a_term_is_found_at_its_place_in_the_text():
    text = "Sin   confianza,\nninguna alianza."
    [one] = find_terms(text, ["confianzas"], "es", around=1)
    assert text[one.start : one.end] == one.found == "confianza"
    assert (one.before, one.after) == ("Sin", ", ninguna")


def test_a_term_of_an_unknown_language_is_compared_by_the_stems_of_both():
    assert [one.found for one in find_terms("trusted partners y socias", ["trust", "socia"])] == ["trusted", "socias"]


def test_of_terms_that_overlap_the_longest_is_found_once():
    found = find_terms("Hubo confianza mutua y confianza.", ["confianza", "confianza mutua"], "es")
    assert [(one.term, one.found) for one in found] == [
        ("confianza mutua", "confianza mutua"),
        ("confianza", "confianza"),
    ]


@pytest.mark.parametrize("term", ["", "—", "?!"])
def test_a_term_without_words_stands_nowhere(term: str):
    assert find_terms("¿Y la confianza?", [term], "es") == []


def test_key_words_are_found_in_every_document_in_order():
    project = QualitativeProject(documents=(Document("E2", "contratos"), Document("E1", "Un contrato y otro contrato")))
    found = key_words_in_context(project, ["contrato"], "es")
    assert [(one.document, one.place.start) for one in found] == [("E2", 0), ("E1", 3), ("E1", 19)]


def test_words_that_only_begin_alike_are_not_joined():
    assert not Word.of("comunidad", "es").matches(Word.of("comunicación", "es"))
