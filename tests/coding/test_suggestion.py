"""Codes are suggested by their terms and by passages that have them, with the reason, and never given."""

import math
from collections import Counter

import pytest

from alianza.coding.project import Code, Coding, Document, QualitativeProject
from alianza.coding.suggestion import CodeSuggestion, Span, suggest_by_nearness, suggest_by_terms

SENTENCES = (
    "Firmamos el contrato con el socio de Quito.",
    "La confianza mutua con el socio creció despacio.",
    "El contrato con el socio de Quito se firmó tarde.",
    "Llovía mucho en la carretera aquel invierno.",
    "Sí, claro.",
)
TEXT = " ".join(SENTENCES)
SEGMENTS: list[Span] = [("E1", TEXT.index(one), TEXT.index(one) + len(one)) for one in SENTENCES]


def coded(*given: tuple[str, int]) -> QualitativeProject:
    """A project in which some sentences, by their numbers, have codes."""
    return QualitativeProject(
        documents=(Document("E1", TEXT),),
        codes=(Code("contratos"), Code("confianza")),
        codings=tuple(Coding("E1", code, "ana", *SEGMENTS[place][1:], SENTENCES[place]) for code, place in given),
    )


def test_a_segment_with_terms_of_a_code_is_suggested_with_the_words_found():
    found = suggest_by_terms(coded(), SEGMENTS, {"confianza": ["confianzas mutuas", "socio", "apoyo"]}, "es")
    assert found == (
        CodeSuggestion(*SEGMENTS[0], "confianza", "term", 1 / 3, ("socio",)),
        CodeSuggestion(*SEGMENTS[1], "confianza", "term", 2 / 3, ("confianza mutua", "socio")),
        CodeSuggestion(*SEGMENTS[2], "confianza", "term", 1 / 3, ("socio",)),
    )


def test_a_segment_reads_like_a_passage_that_has_the_code():
    [one] = suggest_by_nearness(coded(("contratos", 0)), SEGMENTS, "es", 0.5)
    assert (one.code, one.why, one.nearest) == ("contratos", "near", SEGMENTS[0])
    assert one.start == SEGMENTS[2][1]


def test_the_cosine_is_that_of_the_formula():
    [one] = suggest_by_nearness(coded(("contratos", 0)), SEGMENTS[:4], "es", 0.5)
    # Stems as Snowball gives them; the passage stands among the texts as well as its segment.
    texts = [
        "firm el contrat con el soci de quit", "la confianz mutu con el soci crec despaci",
        "el contrat con el soci de quit se firm tard", "llov much en la carreter aquel inviern",
        "firm el contrat con el soci de quit",
    ]  # fmt: skip
    documents = Counter(word for text in texts for word in set(text.split()))
    weights = [
        {
            word: (1 + math.log(times)) * (1 + math.log((1 + len(texts)) / (1 + documents[word])))
            for word, times in Counter(text.split()).items()
        }
        for text in texts
    ]
    first, second = weights[2], weights[4]
    lengths = math.prod(math.sqrt(sum(value**2 for value in one.values())) for one in (first, second))
    expected = sum(first[word] * second.get(word, 0) for word in first) / lengths
    assert one.score == pytest.approx(expected, rel=1e-12)


def test_a_segment_that_has_the_code_is_not_suggested_again():
    project = coded(("contratos", 0), ("contratos", 2))
    assert suggest_by_nearness(project, SEGMENTS, "es", 0.5) == ()
    assert suggest_by_terms(project, SEGMENTS, {"contratos": ["contrato"]}, "es") == ()


def test_the_nearest_passage_of_a_code_is_named():
    found = suggest_by_nearness(coded(("contratos", 1), ("contratos", 0)), SEGMENTS, "es", 0.05)
    [one] = [one for one in found if one.start == SEGMENTS[2][1]]
    assert one.nearest == SEGMENTS[0]


def test_a_short_segment_reads_like_nothing():
    project = QualitativeProject(
        documents=(Document("E1", TEXT), Document("E2", "Sí, claro.")),
        codes=(Code("contratos"),),
        codings=(Coding("E2", "contratos", "ana", 0, 10, "Sí, claro."),),
    )
    assert suggest_by_nearness(project, SEGMENTS, "es", 0.3) == ()


@pytest.mark.parametrize("segments", [[], SEGMENTS])
def test_nothing_is_near_while_nothing_is_coded(segments: list[Span]):
    assert suggest_by_nearness(coded(), segments, "es") == ()


def test_a_cosine_of_zero_is_a_mistake():
    with pytest.raises(ValueError, match="cosine"):
        suggest_by_nearness(coded(), SEGMENTS, "es", 0.0)
