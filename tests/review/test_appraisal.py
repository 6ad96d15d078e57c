"""Profiles of quality, without a sum."""

from alianza.review.appraisal import CATEGORIES, profiles, questions, unfit
from alianza.review.screening import QUALITY, decisions
from tests.review.test_screening import REVIEW, Step, after, imported, vote

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
