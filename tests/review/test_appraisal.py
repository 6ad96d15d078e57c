"""Profiles of quality, without a sum."""

import pytest

from alianza.review.appraisal import CATEGORIES, disputes, profiles, questions, unfit
from alianza.review.clashes import clashes
from alianza.review.screening import QUALITY, decisions
from tests.review.test_screening import REVIEW, Step, after, imported, merge, vote

YES = dict.fromkeys(questions("qualitative"), "yes")


def rated(by: str, answers: dict[str, str], record: str = "1.1", category: str = "qualitative") -> Step:
    return by, "article_appraised", {"record": record, "category": category, "answers": answers}


def test_each_design_has_two_screening_questions_and_five_of_its_own():
    assert [len(questions(name)) for name in CATEGORIES] == [7, 7, 7, 7, 7, 6]


def test_a_profile_is_what_two_raters_agree_on():
    state = after(imported("x", 1), rated("ana", YES), rated("luis", YES | {"1.3": "no"}))
    profile = profiles(state)["1.1"]
    assert profile.disputed == ("1.3",)
    assert "1.3" not in profile.answers and profile.answers["1.1"] == "yes"


def test_a_discussion_settles_a_profile_and_leaves_the_ratings():
    settled = ("eva", "appraisal_settled", {"record": "1.1", "category": "qualitative", "answers": YES})
    state = after(imported("x", 1), rated("ana", YES), rated("luis", YES | {"1.3": "no"}), settled)
    assert profiles(state)["1.1"].disputed == ()
    assert len(state.appraisals) == 2


def test_raters_who_see_different_designs_leave_the_design_open():
    state = after(imported("x", 1), rated("ana", YES), rated("luis", {}, category="mixed"))
    assert profiles(state)["1.1"].disputed == ("category",)


def test_only_failing_both_screening_questions_leaves_an_article_out():
    both, one = YES | {"S1": "no", "S2": "no"}, YES | {"S1": "no"}
    votes = [
        vote(by, record, "include", stage=stage)
        for by in ("ana", "luis")
        for record in ("1.1", "1.2")
        for stage in ("title_abstract", "full_text")
    ]
    raters = [rated(by, both) for by in ("ana", "luis")] + [rated(by, one, "1.2") for by in ("ana", "luis")]
    alone = after(imported("x", 2), *votes, raters[0])
    assert decisions(alone, REVIEW, "full_text")["1.1"].standing == "included"
    state = after(imported("x", 2), *votes, *raters)
    decided = decisions(state, REVIEW, "full_text")
    assert unfit(state) == {"1.1"}
    assert (decided["1.1"].standing, decided["1.1"].reason) == ("excluded", QUALITY)
    assert decided["1.2"].standing == "included"


def test_weak_profiles_are_told_by_the_declared_number_of_noes():
    answers = YES | {"1.1": "no", "1.2": "no", "1.3": "no", "S1": "no"}
    profile = profiles(after(imported("x", 1), rated("ana", answers)))["1.1"]
    assert profile.weak(3) and not profile.weak(4)


UNFIT = YES | {"S1": "no", "S2": "no"}
OPPOSITE = [*(rated(by, YES) for by in ("ana", "luis")), *(rated(by, UNFIT, "1.2") for by in ("ana", "luis"))]
"""Two records whose raters agree, on one that it is fit, on the other that it is not."""


def agreed(record: str, answers: dict[str, str]) -> Step:
    return "eva", "appraisal_settled", {"record": record, "category": "qualitative", "answers": answers}


@pytest.mark.parametrize(
    ("later", "disputed"),
    [
        ([], ("S1", "S2")),
        ([agreed("1.1", YES)], ()),
        ([rated("ana", YES)], ("S1", "S2")),  # what the other rater said of the second record still stands
        ([rated("ana", YES), rated("luis", YES)], ()),
    ],
)
def test_contrary_appraisals_that_a_merge_brings_together_are_open_until_somebody_speaks_again(
    later: list[Step], disputed: tuple[str, ...]
) -> None:
    state = after(imported("x", 2), *OPPOSITE, merge("1.1", "1.2"), *later)
    assert profiles(state)["1.1"].disputed == disputed
    assert unfit(state) == frozenset()


def test_an_agreed_appraisal_speaks_for_the_article_as_it_was_before_a_merge():
    first = [rated("ana", YES), rated("luis", UNFIT), agreed("1.1", YES)]
    other = [rated(by, UNFIT, "1.2") for by in ("ana", "luis")]
    met = after(imported("x", 2), *first, *other, merge("1.1", "1.2"))
    assert profiles(met)["1.1"].disputed == ("S1", "S2")
    alone = profiles(after(imported("x", 2), *first, merge("1.1", "1.2")))["1.1"]
    assert (alone.disputed, alone.settled, alone.raters) == ((), True, 2)


def test_a_dispute_names_what_each_rater_said_of_each_record():
    state = after(imported("x", 2), *OPPOSITE, merge("1.1", "1.2"))
    assert [(one.by, one.record, answer) for one, answer in disputes(state)["1.1"]["S1"]] == [
        ("ana", "1.1", "yes"),
        ("luis", "1.1", "yes"),
        ("ana", "1.2", "no"),
        ("luis", "1.2", "no"),
    ]


def test_an_article_left_out_for_quality_that_meets_an_included_one_is_named():
    votes = [
        vote(by, record, "include", stage=stage)
        for stage in ("title_abstract", "full_text")
        for by in ("ana", "luis")
        for record in ("1.1", "1.2")
    ]
    [problem] = clashes(after(imported("x", 2), *votes, *OPPOSITE), REVIEW, [("1.1", "1.2")])
    assert (problem.code, problem.values) == ("merge_of_contrary_appraisals", {"included": "1.1", "excluded": "1.2"})
