"""What votes decide, and the flow that follows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.review.clashes import clashes
from alianza.review.flow import Flow, broken_identities, flow
from alianza.review.progress import ReviewProjection, ReviewState
from alianza.review.screening import conflicts, decisions, first_votes, later_votes, waiting_for
from alianza.study.event import Event, state_of
from alianza.study.review_protocol import Criterion, Review
from alianza.study.text import Text

REVIEW = Review(
    question=Text("¿?"),
    criteria=(
        Criterion(code="E1", kind="exclude", label=Text("no trata de alianzas")),
        Criterion(code="E2", kind="exclude", label=Text("no trata de empresas pequeñas")),
    ),
)

Step = tuple[str, str, dict[str, object]]


def imported(database: str, read: int, quarantined: int = 0) -> Step:
    names = ("file", "source", "records", "format")
    values = {**dict.fromkeys(names, "x"), "database": database, "read": read, "quarantined": quarantined}
    return "bot", "imported", values


def vote(by: str, record: str, verdict: str, reason: str = "", stage: str = "title_abstract") -> Step:
    return by, "article_judged", {"record": record, "stage": stage, "verdict": verdict, "reason": reason}


def settle(record: str, verdict: str, reason: str = "", stage: str = "title_abstract") -> Step:
    return "eva", "conflict_settled", {"record": record, "stage": stage, "verdict": verdict, "reason": reason}


def merge(*records: str) -> Step:
    return "bot", "duplicates_merged", {"records": list(records)}


def after(*steps: Step) -> ReviewState:
    events = [Event(n, "review", kind, payload, by, "") for n, (by, kind, payload) in enumerate(steps, 1)]
    return state_of(ReviewProjection(), events)


def standing(state: ReviewState, article: str = "1.1", stage: str = "title_abstract") -> str:
    return decisions(state, REVIEW, stage)[article].standing  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((), "waiting"),
        (("include",), "waiting"),
        (("include", "include"), "included"),
        (("exclude", "exclude"), "excluded"),
        (("include", "exclude"), "conflict"),
        (("unsure", "include"), "conflict"),
        (("unsure", "unsure"), "conflict"),
    ],
)
def test_two_judges_decide_an_article(verdicts: tuple[str, ...], expected: str) -> None:
    votes = [vote(by, "1.1", verdict) for by, verdict in zip(("ana", "luis"), verdicts, strict=False)]
    assert standing(after(imported("scopus", 1), *votes)) == expected


def test_a_judge_sees_no_article_twice_and_nobodys_vote():
    state = after(imported("scopus", 2), vote("ana", "1.1", "include"))
    decided = decisions(state, REVIEW, "title_abstract")
    assert waiting_for(decided, "ana") == ["1.2"]
    assert waiting_for(decided, "luis") == ["1.1", "1.2"]


def test_a_settlement_decides_and_leaves_the_votes_as_they_were():
    votes = (vote("ana", "1.1", "include"), vote("luis", "1.1", "exclude", "E1"))
    state = after(imported("scopus", 1), *votes, settle("1.1", "exclude", "E2"))
    decided = decisions(state, REVIEW, "title_abstract")["1.1"]
    assert (decided.standing, decided.reason) == ("excluded", "E2")
    assert [one.verdict for one in decided.votes] == ["include", "exclude"]
    assert conflicts(state, REVIEW, "title_abstract") == []


def test_of_two_reasons_the_first_of_the_protocol_is_printed():
    state = after(imported("x", 1), vote("ana", "1.1", "exclude", "E2"), vote("luis", "1.1", "exclude", "E1"))
    assert decisions(state, REVIEW, "title_abstract")["1.1"].reason == "E1"


def test_agreement_rests_on_first_votes():
    state = after(
        imported("scopus", 2),
        vote("ana", "1.1", "include"),
        vote("luis", "1.1", "exclude", "E1"),
        vote("luis", "1.1", "include"),
        vote("ana", "1.2", "unsure"),
    )
    judges, matrix = first_votes(state, "title_abstract")
    assert judges == ("ana", "luis")
    assert matrix.tolist() == [["include", "exclude"], ["unsure", None]]


def test_votes_cast_again_are_counted_but_not_those_on_two_records_before_a_merge():
    votes = (vote("ana", "1.1", "include"), vote("luis", "1.1", "include"), vote("ana", "1.2", "include"))
    state = after(imported("scopus", 2), *votes, merge("1.1", "1.2"))
    assert later_votes(state, "title_abstract") == 0
    again = after(imported("scopus", 2), *votes, vote("luis", "1.1", "exclude"), merge("1.1", "1.2"))
    assert later_votes(again, "title_abstract") == 1
    anew = after(imported("scopus", 2), *votes, merge("1.1", "1.2"), vote("ana", "1.2", "include"))
    assert later_votes(anew, "title_abstract") == 1


def test_votes_follow_their_record_into_a_merged_article_and_out_of_it():
    steps = (imported("scopus", 2), vote("ana", "1.2", "include"), vote("luis", "1.1", "include"), merge("1.1", "1.2"))
    assert standing(after(*steps)) == "included"
    assert standing(after(*steps, ("bot", "withdrawn", {"event": 4}))) == "waiting"


def test_the_flow_of_a_finished_review():
    both = ("ana", "luis")
    state = after(
        imported("scopus", 3, quarantined=1),
        imported("scielo", 2),
        merge("1.1", "2.1"),
        *(vote(by, record, "include") for by in both for record in ("1.1", "1.2", "1.3")),
        *(vote(by, "2.2", "exclude", "E1") for by in both),
        *(vote(by, "1.1", "include", stage="full_text") for by in both),
        *(vote(by, "1.2", "exclude", "E2", stage="full_text") for by in both),
        ("ana", "text_not_obtained", {"record": "1.3"}),
    )
    assert flow(state, REVIEW) == Flow(
        identified={"scielo": 2, "scopus": 4},
        unreadable={"scielo": 0, "scopus": 1},
        duplicates={"scielo": 1},
        publications=4,
        screened=4,
        excluded={"E1": 1},
        sought=3,
        unobtained=1,
        assessed=2,
        ineligible={"E2": 1},
        included=1,
        included_by_database={"scielo": 1, "scopus": 1},
    )
    assert flow(state, REVIEW).finished


def test_a_text_that_was_judged_was_had_although_another_record_of_the_article_was_not():
    both = ("ana", "luis")
    votes = [vote(by, record, "include") for by in both for record in ("1.1", "1.2")]
    votes += [vote(by, "1.2", "include", stage="full_text") for by in both]
    lost = ("ana", "text_not_obtained", {"record": "1.1"})
    state = after(imported("scopus", 2), *votes, lost, merge("1.1", "1.2"))
    assert (flow(state, REVIEW).included, flow(state, REVIEW).unobtained) == (1, 0)


def test_a_flow_that_does_not_add_up_is_named():
    counts = Flow(identified={"scopus": 4}, publications=3, screened=3, sought=3, assessed=3, included=3)
    [problem] = broken_identities(counts)
    assert (problem.code, problem.place, problem.expected, problem.found) == ("flow_broken", "publications", "4", "3")


def test_what_nobody_has_decided_is_neither_screened_nor_assessed():
    both = ("ana", "luis")
    votes = [vote(by, record, "include") for by in both for record in ("1.1", "1.2", "1.3")]
    counts = flow(after(imported("scopus", 5), *votes, vote("ana", "1.4", "exclude")), REVIEW)
    assert (counts.publications, counts.waiting, counts.screened, counts.sought) == (5, 2, 3, 3)
    assert (counts.undecided, counts.assessed, counts.finished) == (3, 0, False)
    assert broken_identities(counts) == []


records = st.builds("{}.{}".format, st.integers(1, 2), st.integers(1, 4))
stages = st.sampled_from(["title_abstract", "full_text"])
steps = st.one_of(
    st.builds(imported, st.sampled_from(["scopus", "wos"]), st.integers(1, 4), st.integers(0, 2)),
    st.builds(merge, records, records),
    st.builds(lambda record: ("bot", "records_split", {"records": [record]}), records),
    st.builds(
        vote, st.sampled_from(["ana", "luis", "eva"]), records, st.sampled_from(["include", "exclude", "unsure"]),
        st.sampled_from(["", "E1", "E2", "E9"]), stages,
    ),
    st.builds(settle, records, st.sampled_from(["include", "exclude"]), st.sampled_from(["E1", "E2"]), stages),
    st.builds(lambda record: ("ana", "text_not_obtained", {"record": record}), records),
    st.builds(lambda number: ("ana", "withdrawn", {"event": number}), st.integers(1, 30)),
    st.builds(lambda number: ("ana", "restored", {"event": number}), st.integers(1, 30)),
)  # fmt: skip


@given(st.lists(steps, max_size=40))
def test_the_flow_adds_up_whatever_happens(history: list[Step]) -> None:
    state = after(*history)
    assert broken_identities(flow(state, REVIEW)) == []
    for stage in ("title_abstract", "full_text"):
        judges, matrix = first_votes(state, stage)  # type: ignore[arg-type]
        assert matrix.shape[1] == len(judges)


def test_two_reasons_are_a_conflict_by_full_text_and_none_by_title():
    at_title = [vote(by, "1.1", "include") for by in ("ana", "luis")]
    reasons = [
        vote("ana", "1.1", "exclude", "E1", "full_text"),
        vote("luis", "1.1", "exclude", "E2", "full_text"),
    ]
    state = after(imported("x", 1), *at_title, *reasons)
    assert standing(state, stage="full_text") == "conflict"
    settled = after(imported("x", 1), *at_title, *reasons, settle("1.1", "exclude", "E2", "full_text"))
    assert decisions(settled, REVIEW, "full_text")["1.1"].reason == "E2"
    agreed = after(imported("x", 1), *at_title, *reasons, vote("luis", "1.1", "exclude", "E1", "full_text"))
    assert decisions(agreed, REVIEW, "full_text")["1.1"].reason == "E1"


def test_a_code_that_the_protocol_lost_stays_on_its_own_line():
    gone = [vote(by, "1.1", "exclude", "E9") for by in ("ana", "luis")]
    assert flow(after(imported("x", 1), *gone), REVIEW).excluded == {"E9": 1}


def test_contrary_decisions_that_meet_in_one_article_are_a_conflict_and_named():
    both = ("ana", "luis")
    judged = (
        imported("x", 2),
        *(vote(by, "1.1", "exclude", "E1") for by in both),
        *(vote(by, "1.2", "include") for by in both),
    )
    [problem] = clashes(after(*judged), REVIEW, [("1.1", "1.2")])
    assert (problem.code, problem.values) == ("merge_of_contrary_decisions", {"included": "1.2", "excluded": "1.1"})
    assert standing(after(*judged, merge("1.1", "1.2"))) == "conflict"
    assert standing(after(*judged, merge("1.1", "1.2"), settle("1.1", "include"))) == "included"
    assert clashes(after(*judged), REVIEW, [("1.1",), ("1.2",)]) == ()


BOTH = [vote(by, "1.1", verdict) for by, verdict in (("ana", "include"), ("luis", "exclude"))]
"""Two judges who differ on the first record."""


def agreeing(record: str, verdict: str, reason: str = "", stage: str = "title_abstract") -> list[Step]:
    """Two judges who agree on a record."""
    return [vote(by, record, verdict, reason, stage) for by in ("ana", "luis")]


CONTRARY = (imported("x", 3), *agreeing("1.1", "include"), *agreeing("1.2", "exclude", "E1"), merge("1.1", "1.2"))
"""An included and an excluded article, joined by the sixth event."""


@pytest.mark.parametrize(
    ("other", "settlement", "expected"),
    [
        (agreeing("1.2", "exclude"), "include", "conflict"),  # the merge brings a contrary decision
        (agreeing("1.2", "include"), "exclude", "conflict"),
        (agreeing("1.2", "include"), "include", "included"),  # one that says the same
        (agreeing("1.2", "unsure"), "include", "included"),  # an open question, which the settlement answers
        ([vote("ana", "1.2", "exclude")], "include", "included"),  # a vote that decides nothing yet
        ([], "include", "included"),
    ],
)
def test_a_settlement_speaks_for_the_article_as_it_was_before_a_merge(
    other: list[Step], settlement: str, expected: str
):
    before = [imported("scopus", 2), *BOTH, settle("1.1", settlement), *other]
    assert standing(after(*before, merge("1.1", "1.2"))) == expected
    again = after(*before, merge("1.1", "1.2"), settle("1.1", "exclude"))
    assert standing(again) == "excluded"


def test_of_two_settlements_that_meet_neither_wins():
    doubts = [*agreeing("1.1", "unsure"), *agreeing("1.2", "unsure")]
    steps = [imported("x", 2), *doubts, settle("1.1", "include"), settle("1.2", "exclude"), merge("1.1", "1.2")]
    assert standing(after(*steps)) == "conflict"
    assert standing(after(*steps, settle("1.2", "include"))) == "included"


def test_a_settlement_after_a_merge_that_is_split_again_stands():
    steps = [imported("scopus", 2), *BOTH, settle("1.1", "include"), *agreeing("1.2", "exclude")]
    split = ("bot", "records_split", {"records": ["1.2"]})
    state = after(*steps, merge("1.1", "1.2"), split)
    assert (standing(state), standing(state, "1.2")) == ("included", "excluded")


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ([], "conflict"),
        ([settle("1.2", "exclude")], "excluded"),
        ([vote("ana", "1.1", "include")], "conflict"),  # one judge alone decides nothing
        (agreeing("1.1", "include"), "included"),
        (agreeing("1.2", "exclude"), "excluded"),  # whichever of its records they name
        ([vote("ana", "1.1", "include"), vote("luis", "1.1", "exclude")], "conflict"),
        ([*agreeing("1.1", "include"), settle("1.1", "exclude")], "excluded"),
    ],
)
def test_contrary_decisions_that_met_are_cleared_by_what_is_said_afterwards(later: list[Step], expected: str):
    assert standing(after(*CONTRARY, *later)) == expected


def test_a_conflict_of_a_merge_shows_what_each_side_was():
    [found] = conflicts(after(*CONTRARY, vote("luis", "1.1", "include")), REVIEW, "title_abstract")
    assert found.clash is not None and found.clash.number == 6
    assert [(side.article, side.standing, side.reason) for side in found.clash.sides] == [
        ("1.1", "included", ""),
        ("1.2", "excluded", "E1"),
    ]
    assert [[(vote.by, vote.verdict) for vote in side.votes] for side in found.clash.sides] == [
        [("ana", "include"), ("luis", "include")],
        [("ana", "exclude"), ("luis", "exclude")],
    ]
    assert [(vote.by, vote.verdict) for vote in found.votes] == [("ana", "exclude"), ("luis", "include")]


def test_a_merge_after_the_conflict_of_another_neither_clears_it_nor_makes_it_anew():
    """What was decided on the third record was decided without knowledge of the first two."""
    decided = (*CONTRARY, *agreeing("1.3", "exclude", "E2"))
    assert standing(after(*decided, merge("1.1", "1.3"))) == "conflict"
    assert standing(after(*decided, merge("1.1", "1.3"), *agreeing("1.1", "include"))) == "included"
    once = (*CONTRARY, vote("ana", "1.1", "include"), merge("1.1", "1.3"))
    assert standing(after(*once, vote("luis", "1.1", "include"))) == "included"


def test_a_conflict_of_a_merge_that_was_cleared_can_come_again():
    cleared = (*CONTRARY, settle("1.1", "include"), *agreeing("1.3", "exclude"))
    assert standing(after(*cleared, merge("1.1", "1.3"))) == "conflict"
    assert standing(after(*cleared, merge("1.1", "1.3"), settle("1.3", "exclude"))) == "excluded"


def test_a_merge_that_is_taken_back_leaves_no_conflict():
    state = after(*CONTRARY, ("bot", "withdrawn", {"event": 6}))
    assert (standing(state), standing(state, "1.2")) == ("included", "excluded")


def test_by_full_text_two_reasons_that_meet_are_contrary():
    at_title = [*agreeing("1.1", "include"), *agreeing("1.2", "include")]
    texts = [*agreeing("1.1", "exclude", "E1", "full_text"), *agreeing("1.2", "exclude", "E2", "full_text")]
    before = (imported("x", 2), *at_title, *texts)
    assert standing(after(*before, merge("1.1", "1.2")), stage="full_text") == "conflict"
    assert [one.code for one in clashes(after(*before), REVIEW, [("1.1", "1.2")])] == ["merge_of_contrary_reasons"]
    settled = after(*before, merge("1.1", "1.2"), settle("1.1", "exclude", "E1", "full_text"))
    assert decisions(settled, REVIEW, "full_text")["1.1"].reason == "E1"


def test_a_judge_who_said_two_things_before_a_merge_can_say_one_after_it():
    """Neither record was decided, so nothing clashes; the judge's word on the article is the one given on it."""
    steps = [imported("x", 2), vote("ana", "1.1", "exclude"), vote("ana", "1.2", "include"), merge("1.1", "1.2")]
    assert standing(after(*steps, vote("luis", "1.1", "include"))) == "conflict"
    assert standing(after(*steps, vote("ana", "1.1", "include"), vote("luis", "1.1", "include"))) == "included"


said = st.one_of(
    st.builds(
        vote, st.sampled_from(["ana", "luis"]), st.sampled_from(["1.1", "1.2", "1.3"]),
        st.sampled_from(["include", "exclude", "unsure"]),
    ),
    st.builds(settle, st.sampled_from(["1.1", "1.2", "1.3"]), st.sampled_from(["include", "exclude"])),
    st.just(merge("1.2", "1.3")),
)  # fmt: skip


@given(st.lists(said, max_size=14), st.sampled_from(["include", "exclude"]))
def test_contrary_decisions_never_meet_unseen(history: list[Step], word: str):
    before = [imported("x", 3), *history]
    sides = {standing(after(*before), name) for name in decisions(after(*before), REVIEW, "title_abstract")}
    joined = [*before, merge("1.1", "1.2", "1.3")]
    if {"included", "excluded"} <= sides:
        assert standing(after(*joined)) == "conflict"
    decided = "included" if word == "include" else "excluded"
    assert standing(after(*joined, settle("1.3", word))) == decided
    if not any(kind == "conflict_settled" for _, kind, _ in history):
        assert standing(after(*joined, *agreeing("1.2", word))) == decided
