"""Lines of the extraction form, and what they say together."""

import math

import pytest

from alianza.review.extraction import Extracted, check_line, extracted
from alianza.review.synthesis import poolable, themes, with_priority
from alianza.study.review_protocol import ExtractionField, PooledEffect, Priority, Review
from alianza.study.text import Text
from tests.review.test_screening import after, imported, merge

REVIEW = Review(
    question=Text("¿?"),
    extraction=(ExtractionField(name="theory", label=Text("teoría"), choices=("rbv", "tce"), required=True),),
)


def line(article: str, direction: str, construct: str = "trust", **values: str) -> Extracted:
    numbers = {name: float(values[name]) for name in ("effect", "variance", "low", "high", "n") if name in values}
    return Extracted(article, construct, direction, values, numbers)


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"construct": "trust", "direction": "positive", "theory": "rbv"}, []),
        ({"construct": "trust", "direction": "positive"}, ["extraction_field_missing"]),
        ({"construct": "luck", "direction": "positive", "theory": "rbv"}, ["extraction_value_unknown"]),
        ({"construct": "trust", "direction": "significant", "theory": "rbv"}, ["extraction_value_unknown"]),
        ({"construct": "trust", "direction": "none", "theory": "x"}, ["extraction_value_unknown"]),
        ({"construct": "trust", "direction": "none", "theory": "rbv", "p": ".04"}, ["extraction_field_unknown"]),
        (
            {"construct": "trust", "direction": "none", "theory": "rbv", "effect": "0,3**"},
            ["extraction_not_a_number"],
        ),
        ({"construct": "trust", "direction": "none", "theory": "rbv", "variance": "0"}, ["extraction_impossible"]),
        (
            {"construct": "trust", "direction": "none", "theory": "rbv", "low": "2", "high": "1"},
            ["extraction_impossible"],
        ),
    ],
)  # fmt: skip
def test_a_line_is_checked_before_it_is_recorded(values: dict[str, str], codes: list[str]) -> None:
    assert [problem.code for problem in check_line(values, REVIEW, ["trust"])] == codes


def test_lines_follow_their_record_into_a_merged_article():
    values = {"construct": "trust", "direction": "positive", "effect": "0,25"}
    state = after(imported("x", 2), ("ana", "data_extracted", {"record": "1.2", "values": values}), merge("1.1", "1.2"))
    [found] = extracted(state)
    assert (found.article, found.numbers["effect"]) == ("1.1", 0.25)


def test_one_country_of_several_gives_an_article_its_priority():
    priority = Priority(label=Text("emergentes"), field="country", values=("PE",))
    lines = [line("a", "positive", country="PE; ES"), line("b", "positive", country="ES")]
    assert with_priority(lines, priority) == {"a"}


def test_an_article_speaks_once_on_a_construct_and_is_mixed_where_its_lines_differ():
    lines = [line("a", "positive"), line("a", "positive"), line("b", "positive"), line("b", "negative")]
    [theme] = themes(lines, ["a", "b", "c"], ["trust", "roles"])
    assert theme.articles == {"a": "positive", "b": "mixed"}


def test_a_vote_needs_three_studies_and_seven_tenths_one_way():
    def vote(*ways: str) -> str:
        [theme] = themes([line(str(place), way) for place, way in enumerate(ways)], list("0123"), ["trust"])
        return theme.vote

    assert vote("positive", "positive") == "unclear"
    assert vote("positive", "positive", "positive", "negative") == "positive"
    assert vote("positive", "positive", "negative") == "unclear"
    assert vote("none", "none", "none") == "no_effect"


def test_articles_that_do_not_count_are_left_out():
    assert themes([line("a", "positive")], ["b"], ["trust"]) == ()


def test_the_subgroup_with_priority_is_told_by_a_field_of_the_form():
    priority = Priority(label=Text("economías emergentes"), field="country", values=("Ecuador", "Perú"))
    lines = [line("a", "positive", country="ecuador"), line("b", "none", country="Alemania")]
    assert with_priority(lines, priority) == {"a"}


def test_only_comparable_effects_with_a_variance_can_be_pooled():
    declared = PooledEffect(construct="trust", measure="correlation", label=Text("r"))
    lines = [
        line("a", "positive", measure="correlation", effect="0.5", n="103"),
        line("a", "positive", measure="correlation", effect="0.9", n="103"),
        line("b", "positive", measure="smd", effect="0.5", variance="0.01"),
        line("c", "positive", measure="correlation", effect="0.2"),
        line("d", "positive", "roles", measure="correlation", effect="0.2", n="50"),
        line("e", "positive", measure="correlation", effect="0.1", n="53"),
    ]
    [first, second] = poolable(lines, "abcde", declared)
    assert (first.article, first.value, first.variance) == ("a", math.atanh(0.5), 0.01)
    assert (second.article, second.variance) == ("e", 0.02)


def test_a_variance_follows_from_a_95_percent_interval():
    found = line("a", "positive", measure="log_odds_ratio", effect="0.5", low="0.108", high="0.892").variance()
    assert found == pytest.approx(0.04, rel=1e-3)


@pytest.mark.parametrize(
    "values",
    [
        {"effect": "0.6", "n": "50"},
        {"effect": "0.6", "low": "0.3862", "high": "0.7526"},
        {"effect": "0.6", "variance": "0.0087149"},
        {"effect": "0.6", "n": "50", "low": "0", "high": "0.1"},
    ],
    ids=["n", "interval", "variance of r", "n before the interval"],
)
def test_a_correlation_has_the_variance_of_its_fisher_z(values: dict[str, str]) -> None:
    assert line("a", "positive", measure="correlation", **values).variance() == pytest.approx(1 / 47, rel=1e-3)
