"""Terms are found by their stems, with the words around them."""

import pytest

from alianza.review.content_analysis import articles_by_construct, passages
from alianza.study.review_protocol import Terms

DICTIONARY = {
    "trust": Terms(es=("confianza", "confianza mutua"), en=("trust",)),
    "communication": Terms(es=("comunicación",), en=("communication",)),
    "power": Terms(es=("asimetría de poder",), en=("power asymmetry",)),
}


def found(text: str, language: str = "es") -> list[tuple[str, str, str]]:
    return [(one.construct, one.term, one.found) for one in passages([("a", language, text)], DICTIONARY)]


@pytest.mark.parametrize("word", ["comunicación", "comunicaciones", "COMUNICACION", "Comunicacion"])
def test_a_term_finds_its_endings_with_or_without_accents(word: str) -> None:
    assert [construct for construct, _, _ in found(f"La {word} falló.")] == ["communication"]


def test_of_terms_that_overlap_the_longest_is_found_once():
    assert found("Hubo confianza mutua.") == [("trust", "confianza mutua", "confianza mutua")]


def test_a_phrase_needs_its_words_together():
    assert found("asimetrías de poder") == [("power", "asimetría de poder", "asimetrías de poder")]
    assert found("asimetría en el reparto de poder") == []


def test_a_text_is_read_in_its_language_and_in_both_where_that_is_unknown():
    assert found("trust and confianza", "en") == [("trust", "trust", "trust")]
    assert len(found("trust and confianza", "")) == 2
    assert len(found("trust and confianza", "pt")) == 2


def test_a_passage_shows_the_words_around_it():
    [one] = passages([("a", "es", "Los socios, sin   confianza\nprevia, firmaron.")], DICTIONARY, around=2)
    assert (one.before, one.found, one.after) == ("socios, sin", "confianza", "previa, firmaron")


def test_passages_are_counted_by_construct_and_article():
    texts = [("a", "es", "confianza y confianza"), ("a", "en", "trust"), ("b", "es", "comunicación")]
    assert articles_by_construct(passages(texts, DICTIONARY)) == {"trust": {"a": 3}, "communication": {"b": 1}}
