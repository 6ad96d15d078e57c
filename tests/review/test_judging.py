"""Who may say what about an article, and when."""

import pytest

from alianza.render.messages import say_problem
from alianza.review.judging import Ballot, Bench, not_obtained
from alianza.review.panel import UNSIGNED, author, may_undo
from alianza.study.event import Proposed
from alianza.study.problem import Problem
from alianza.study.review_protocol import PanelMember, Review
from alianza.study.text import Text
from tests.review.test_screening import REVIEW, after, imported, merge, settle, vote


def bench(*steps: object, stage: str = "title_abstract") -> Bench:
    return Bench(after(imported("scopus", 3), *steps), REVIEW, stage)  # type: ignore[arg-type]


def code(proposed: Proposed) -> str:
    return proposed.problems[0].code if proposed.problems else ("kept" if proposed.changes else "known")


@pytest.mark.parametrize(
    ("ballot", "expected"),
    [
        (Ballot("1.1", "include"), "kept"),
        (Ballot("1.1", "exclude"), "kept"),
        (Ballot("1.1", "exclude", "E1"), "kept"),
        (Ballot("1.1", "unsure", note="sin resumen"), "kept"),
        (Ballot("1.1", "maybe"), "verdict_unknown"),
        (Ballot("1.1", "exclude", "E9"), "reason_unknown"),
        (Ballot("1.1", "include", "E1"), "reason_without_exclusion"),
        (Ballot("7.1", "include"), "record_unknown"),
    ],
)
def test_a_vote_by_title_and_abstract(ballot: Ballot, expected: str) -> None:
    assert code(bench().vote(ballot, "ana")) == expected


def test_an_exclusion_by_full_text_needs_a_reason():
    both = [vote(by, "1.1", "include") for by in ("ana", "luis")]
    at_full_text = bench(*both, stage="full_text")
    assert code(at_full_text.vote(Ballot("1.1", "exclude"), "ana")) == "reason_missing"
    assert code(at_full_text.vote(Ballot("1.1", "exclude", "E2"), "ana")) == "kept"
    assert code(at_full_text.vote(Ballot("1.2", "include"), "ana")) == "article_not_at_stage"


def test_a_vote_that_says_the_same_changes_nothing_and_another_one_does():
    voted = bench(vote("ana", "1.1", "include"))
    assert voted.vote(Ballot("1.1", "include"), "ana") == Proposed()
    assert code(voted.vote(Ballot("1.1", "unsure"), "ana")) == "kept"


def test_a_third_judge_comes_too_late_and_a_judge_may_think_again():
    decided = bench(vote("ana", "1.1", "include"), vote("luis", "1.1", "exclude"))
    assert code(decided.vote(Ballot("1.1", "include"), "eva")) == "article_already_judged"
    assert len(decided.vote(Ballot("1.1", "include"), "luis").changes) == 1


def test_nobody_votes_after_the_settlement():
    settled = bench(vote("ana", "1.1", "include"), vote("luis", "1.1", "exclude"), settle("1.1", "include"))
    assert code(settled.vote(Ballot("1.1", "include"), "luis")) == "conflict_already_settled"


def test_a_conflict_is_settled_by_somebody_who_did_not_judge():
    conflict = bench(vote("ana", "1.1", "include"), vote("luis", "1.1", "exclude"))
    assert code(conflict.settle(Ballot("1.1", "include"), "luis")) == "adjudicator_was_judge"
    assert code(conflict.settle(Ballot("1.1", "unsure"), "eva")) == "settlement_undecided"
    assert code(conflict.settle(Ballot("1.2", "include"), "eva")) == "no_conflict"
    assert code(conflict.settle(Ballot("1.1", "exclude", "E1"), "eva")) == "kept"


MET = [
    *(vote(by, "1.1", "include") for by in ("ana", "luis")),
    *(vote(by, "1.2", "exclude", "E1") for by in ("ana", "luis")),
    merge("1.1", "1.2"),
]
"""An included and an excluded article that are one now."""


def test_a_judge_may_say_the_same_again_of_an_article_in_which_contrary_decisions_met():
    met = bench(*MET)
    assert code(met.vote(Ballot("1.1", "exclude", "E1"), "ana", anew=True)) == "kept"
    assert code(met.vote(Ballot("1.1", "include"), "ana")) == "kept"
    again = bench(*MET, vote("ana", "1.1", "exclude", "E1"))
    assert code(again.vote(Ballot("1.1", "exclude", "E1"), "ana", anew=True)) == "known"


def test_a_batch_that_is_read_again_after_a_merge_says_nothing_new():
    assert code(bench(*MET).vote(Ballot("1.2", "exclude", "E1"), "ana")) == "known"


def test_contrary_decisions_that_met_are_settled_by_somebody_who_judged_neither():
    met = bench(*MET)
    assert code(met.settle(Ballot("1.2", "include"), "luis")) == "adjudicator_was_judge"
    assert code(met.settle(Ballot("1.2", "include"), "eva")) == "kept"


def test_a_settlement_before_a_merge_leaves_its_article_open_to_another_one():
    before = [vote("ana", "1.1", "unsure"), vote("luis", "1.1", "include"), settle("1.1", "include")]
    met = bench(*before, *MET[2:])
    assert code(met.settle(Ballot("1.1", "include"), "eva")) == "kept"


def test_a_text_that_cannot_be_had():
    state = after(imported("scopus", 2), *(vote(by, "1.1", "include") for by in ("ana", "luis")))
    assert code(not_obtained(state, REVIEW, "1.1")) == "kept"
    assert code(not_obtained(state, REVIEW, "1.2")) == "article_not_at_stage"


PANEL = Review(
    question=Text("¿?"),
    panel=(
        PanelMember(id="lia", roles=("lead", "librarian")),
        PanelMember(id="ana", roles=("judge",)),
        PanelMember(id="luis", roles=("judge",)),
    ),
)


@pytest.mark.parametrize(
    ("action", "by", "expected"),
    [
        ("judge", "ana", "ana"),
        ("judge", "", "author_missing"),
        ("judge", "lia", "author_without_role"),
        ("judge", "rosa", "author_not_in_panel"),
        ("judge", "ana@example.org", "author_is_no_pseudonym"),
        ("import", "", "lia"),
        ("settle", "lia", "lia"),
        ("approve", "luis", "luis"),
    ],
)
def test_the_panel_says_who_may_act(action: str, by: str, expected: str) -> None:
    found = author(PANEL, action, by)
    assert (found.code if isinstance(found, Problem) else found) == expected


def test_without_a_panel_clerical_work_needs_no_name_and_judging_does():
    assert author(None, "import", "") == UNSIGNED
    unnamed = author(None, "judge", "")
    assert isinstance(unnamed, Problem) and unnamed.code == "author_unnamed"
    assert author(None, "judge", "ana") == "ana"


def test_only_the_author_and_the_lead_take_a_change_back():
    assert may_undo(PANEL, "ana", "ana")
    assert may_undo(PANEL, "ana", "lia")
    assert not may_undo(PANEL, "ana", "luis")


def said(proposed: Proposed) -> list[str]:
    return [say_problem(one, "es") for one in proposed.problems]


def test_a_judge_who_reopens_what_both_excluded_is_told_so():
    excluded = bench(*(vote(by, "1.1", "exclude", "E1") for by in ("ana", "luis")))
    again = excluded.vote(Ballot("1.1", "include"), "luis")
    assert len(again.changes) == 1 and [one.severity for one in again.problems] == ["notice"]
    [sentence] = said(again)
    assert "A1.1 estaba excluido por título y resumen; con este voto" in sentence
    assert "queda en desacuerdo" in sentence


def test_a_judge_who_votes_again_and_agrees_is_told_that_it_is_decided():
    conflict = bench(vote("ana", "1.1", "include"), vote("luis", "1.1", "exclude"))
    [sentence] = said(conflict.vote(Ballot("1.1", "include"), "luis"))
    assert "estaba en desacuerdo" in sentence and "queda incluido" in sentence


def test_a_first_vote_and_one_that_changes_no_decision_say_nothing():
    assert said(bench().vote(Ballot("1.1", "include"), "ana")) == []
    assert said(bench(vote("ana", "1.1", "include")).vote(Ballot("1.1", "exclude"), "ana")) == []


def test_a_settlement_in_the_place_of_another_says_what_it_replaces():
    settled = bench(vote("ana", "1.1", "include"), vote("luis", "1.1", "exclude"), settle("1.1", "exclude", "E1"))
    [sentence] = said(settled.settle(Ballot("1.1", "include"), "eva"))
    assert "ya lo había decidido «eva»: excluido (E1). Con esta decisión queda incluido." in sentence
    assert said(settled.settle(Ballot("1.1", "exclude", "E1", "otra nota"), "eva")) == []
