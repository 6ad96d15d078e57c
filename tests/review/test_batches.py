"""Rows of a batch whose articles were joined since it was handed out."""

from alianza.review.batches import contrary
from alianza.study.batch import Row

ROWS = [Row(2, {"article": "A1.1"}), Row(3, {"article": "A1.2"}), Row(4, {"article": "A2.1"})]
HOME = {"1.1": "1.1", "1.2": "1.2", "2.1": "1.1"}


def test_rows_of_one_article_with_two_verdicts_name_each_other():
    found = contrary(ROWS, HOME, {2: "include", 3: "include", 4: "exclude"})
    assert {number: (one.code, one.found, one.expected) for number, one in found.items()} == {
        2: ("batch_articles_joined", "A1.1", "4"),
        4: ("batch_articles_joined", "A2.1", "2"),
    }


def test_rows_of_one_article_that_agree_or_are_empty_are_sound():
    assert contrary(ROWS, HOME, {2: "include", 3: "exclude", 4: "include"}) == {}
    assert contrary(ROWS, HOME, {2: "include"}) == {}
