"""Searches, approvals, appraisals and extraction lines, and what is wrong with them."""

import pytest

from alianza.review.appraisal import questions
from alianza.review.article import article
from alianza.review.evidence import gather_review
from alianza.review.judges_agreement import judges_agreement
from alianza.review.progress import SearchRun
from alianza.review.recording import FullTexts, appraise, approve, extract, run_search, settle_appraisal
from alianza.review.reference import Reference
from alianza.study.event import Proposed
from alianza.study.review_protocol import Review, ReviewSearch, Terms
from alianza.study.text import Text
from tests.review.test_screening import REVIEW, after, imported, merge, vote

SOUGHT = (imported("scopus", 2), *(vote(by, "1.1", "include") for by in ("ana", "luis")))
ALL_YES = dict.fromkeys(questions("descriptive"), "yes")


def codes(proposed: Proposed) -> list[str]:
    return [problem.code for problem in proposed.problems]


def test_a_search_takes_the_declared_string_and_is_written_once():
    review = Review(question=Text("¿?"), searches=(ReviewSearch(database="scopus", query=Text("alianza*")),))
    run = SearchRun(0, "scopus", "", "2025-03-01", 12)
    [change] = run_search(after(), review, run).changes
    assert change.payload["query"] == "alianza*"
    known = after(("lia", "search_run", dict(change.payload)))
    assert run_search(known, review, run) == Proposed()


def test_a_search_with_no_string_no_day_and_no_sense():
    wrong = run_search(after(), None, SearchRun(0, "wos", "", "marzo", -1))
    assert codes(wrong) == ["search_without_query", "not_a_date", "hits_negative"]


def test_an_approval_is_of_one_wording():
    state = after(("lia", "protocol_approved", {"protocol": "abc", "note": ""}))
    assert approve(state, "abc", "", "lia") == Proposed()
    assert len(approve(state, "def", "", "lia").changes) == 1
    assert len(approve(state, "abc", "", "ana").changes) == 1


def test_an_appraisal_answers_every_question_of_its_design():
    texts = FullTexts(after(*SOUGHT), REVIEW)
    assert len(appraise(texts, "1.1", "descriptive", ALL_YES, "ana").changes) == 1
    assert codes(appraise(texts, "1.1", "descriptive", {**ALL_YES, "4.2": ""}, "ana")) == ["appraisal_question_missing"]
    assert codes(appraise(texts, "1.1", "descriptive", {**ALL_YES, "4.2": "quizás"}, "ana")) == [
        "appraisal_answer_unknown"
    ]
    assert codes(appraise(texts, "1.1", "descriptive", {**ALL_YES, "1.1": "yes"}, "ana")) == [
        "appraisal_question_unknown"
    ]
    assert codes(appraise(texts, "1.2", "poetry", ALL_YES, "ana")) == [
        "article_not_at_stage",
        "appraisal_category_unknown",
    ]


def test_an_agreed_appraisal_needs_a_difference():
    def rated(by: str, answers: dict[str, str]) -> tuple[str, str, dict[str, object]]:
        return by, "article_appraised", {"record": "1.1", "category": "descriptive", "answers": answers}

    same = after(*SOUGHT, rated("ana", ALL_YES), rated("luis", ALL_YES))
    assert codes(settle_appraisal(FullTexts(same, REVIEW), "1.1", "descriptive", ALL_YES)) == ["appraisal_not_disputed"]
    differ = after(*SOUGHT, rated("ana", ALL_YES), rated("luis", {**ALL_YES, "4.1": "no"}))
    assert len(settle_appraisal(FullTexts(differ, REVIEW), "1.1", "descriptive", ALL_YES).changes) == 1


def test_an_agreed_appraisal_is_agreed_again_where_a_merge_brings_a_contrary_one():
    included = [vote(by, record, "include") for by in ("ana", "luis") for record in ("1.1", "1.2")]
    poor = ALL_YES | {"4.1": "no"}
    rated = [(by, "article_appraised", {"record": record, "category": "descriptive", "answers": answers})
             for record, answers in (("1.1", poor), ("1.2", poor)) for by in ("ana", "luis")]  # fmt: skip
    agreed = ("eva", "appraisal_settled", {"record": "1.1", "category": "descriptive", "answers": ALL_YES})
    before = (imported("scopus", 2), *included, *rated, agreed)
    assert settle_appraisal(FullTexts(after(*before), REVIEW), "1.1", "descriptive", ALL_YES) == Proposed()
    met = FullTexts(after(*before, merge("1.1", "1.2")), REVIEW)
    assert settle_appraisal(met, "1.1", "descriptive", ALL_YES).changes


def test_a_line_is_written_once_and_checked_before():
    line = {"construct": "trust", "direction": "positive", "n": "25"}
    texts = FullTexts(after(*SOUGHT), REVIEW)
    [change] = extract(texts, ["trust"], "1.1", line).changes
    known = after(*SOUGHT, ("ana", "data_extracted", dict(change.payload)))
    assert extract(FullTexts(known, REVIEW), ["trust"], "1.1", line) == Proposed()
    assert codes(extract(texts, ["trust"], "1.1", {**line, "construct": "love"})) == ["extraction_value_unknown"]


def test_agreement_of_two_judges_by_hand():
    # Four articles: both include two, both exclude one, one is disputed: P_o = 3/4, P_e = (3*2 + 1*2)/16, kappa = 1/2.
    said = {"ana": "iiie", "luis": "iiee"}
    steps = [
        vote(by, f"1.{place}", "include" if sign == "i" else "exclude")
        for by, signs in said.items()
        for place, sign in enumerate(signs, 1)
    ]
    found = judges_agreement(after(imported("scopus", 4), *steps), "title_abstract")
    assert found is not None
    assert found.percent.value == pytest.approx(0.75)
    assert found.kappa["ana", "luis"].value == pytest.approx(0.5)
    assert found.articles == 4


def test_the_evidence_reads_the_included_articles_for_the_dictionary():
    review = Review(question=Text("¿?"), dictionary={"trust": Terms(es=("confianza",), en=("trust",))})
    state = after(
        imported("scopus", 2),
        *(
            vote(by, "1.1", "include", stage=stage)
            for stage in ("title_abstract", "full_text")
            for by in ("ana", "luis")
        ),
        *(vote(by, "1.2", "exclude") for by in ("ana", "luis")),
    )
    known = {
        "1.1": article({"1.1": Reference(title="La confianza entre socios", abstract="On trust.", language="es")}),
        "1.2": article({"1.2": Reference(title="Trust in banks")}),
    }
    evidence = gather_review(state, review, known)
    assert evidence.included == ("1.1",)
    assert [(one.article, one.found) for one in evidence.passages] == [("1.1", "confianza"), ("1.1", "trust")]
    assert evidence.passages is evidence.passages


def test_an_excluded_article_is_neither_appraised_nor_extracted():
    out = [vote(by, "1.1", "exclude", "E1", "full_text") for by in ("ana", "luis")]
    texts = FullTexts(after(*SOUGHT, *out), REVIEW)
    assert codes(appraise(texts, "1.1", "descriptive", ALL_YES, "ana")) == ["article_excluded"]
    line = {"construct": "trust", "direction": "positive"}
    assert codes(extract(texts, ["trust"], "1.1", line)) == ["article_excluded"]


def test_an_article_that_quality_leaves_out_can_be_appraised_again():
    inside = [vote(by, "1.1", "include", stage="full_text") for by in ("ana", "luis")]
    poor = {"record": "1.1", "category": "descriptive", "answers": {**ALL_YES, "S1": "no", "S2": "no"}}
    rated = [(by, "article_appraised", poor) for by in ("ana", "luis")]
    texts = FullTexts(after(*SOUGHT, *inside, *rated), REVIEW)
    assert len(appraise(texts, "1.1", "descriptive", ALL_YES, "ana").changes) == 1
    line = {"construct": "trust", "direction": "positive"}
    assert codes(extract(texts, ["trust"], "1.1", line)) == ["article_excluded"]


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        ("1200", []),
        ("1.200", ["extraction_n_ambiguous"]),
        ("1,200", ["extraction_n_ambiguous"]),
        ("1.5", ["extraction_n_not_whole"]),
        ("0", ["extraction_impossible"]),
        ("muchos", ["extraction_not_a_number"]),
    ],
)
def test_a_number_of_cases_is_whole_and_read_in_one_way(n: str, expected: list[str]) -> None:
    line = {"construct": "trust", "direction": "positive", "n": n}
    assert codes(extract(FullTexts(after(*SOUGHT), REVIEW), ["trust"], "1.1", line)) == expected


def test_an_effect_that_cannot_be_pooled_is_kept_with_a_warning():
    line = {"construct": "trust", "direction": "positive", "effect": "0.3"}
    found = extract(FullTexts(after(*SOUGHT), REVIEW), ["trust"], "1.1", line)
    assert [(problem.severity, problem.place) for problem in found.problems] == [
        ("warning", "measure"),
        ("warning", "variance"),
    ]
    assert len(found.changes) == 1
    whole = {**line, "measure": "correlation", "n": "53"}
    assert codes(extract(FullTexts(after(*SOUGHT), REVIEW), ["trust"], "1.1", whole)) == []
