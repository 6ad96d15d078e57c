"""Rounds of blind coding: the draw, first answers, differences, and what stands on a segment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.coding.codebook import merge_codes
from alianza.coding.concealment import codes_awaited
from alianza.coding.open_coding import Passage, code_passage
from alianza.coding.progress import CodingState
from alianza.coding.projection import CodingProjection
from alianza.coding.rounds import (
    Draw,
    RoundState,
    Ruling,
    draw_segments,
    find_round,
    open_round,
    rate,
    reported_round,
    settle,
)
from alianza.coding.withdrawal import obstacle
from alianza.statistics.agreement import agreement_by_code, cohen_kappa, krippendorff_alpha
from alianza.study.event import Change, Event, Proposed, state_of
from alianza.study.problem import Problem

CODING = CodingProjection()
SEGMENTS = {"1": [(0, 5), (6, 9), (10, 14), (15, 20), (21, 30)], "2": [(0, 7), (8, 12)]}
COMMON = [
    Change("document_added", {"name": "E01", "content": "d1", "participant": "P1"}),
    Change("document_added", {"name": "E02", "content": "d2", "participant": "P2"}),
    Change("code_added", {"name": "confianza"}),
    Change("code_added", {"name": "actas"}),
]


class Log:
    """A log that grows by what is proposed."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.state: CodingState = CODING.start()
        self.add(Proposed(tuple(COMMON)), "lia")

    def add(self, proposed: Proposed, by: str) -> None:
        assert proposed.problems == ()
        for one in proposed.changes:
            self.events.append(Event(len(self.events) + 1, "coding", one.kind, one.payload, by, "2025-02-01T00:00:00Z"))
        self.state = state_of(CODING, self.events)

    @property
    def round(self) -> RoundState:
        return RoundState(self.state, self.state.rounds[-1])


@pytest.fixture
def log() -> Log:
    found = Log()
    found.add(open_round(found.state, Draw("1", ("ana", "luis"), 1.0, 1), SEGMENTS), "lia")
    return found


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 40), max_size=5), st.integers(1, 100))
def test_at_least_a_share_of_each_document_is_drawn_and_nothing_twice(sizes: dict[str, int], percent: int):
    segments = {name: [(10 * place, 10 * place + 9) for place in range(size)] for name, size in sizes.items()}
    drawn = draw_segments(segments, percent / 100, 7)
    assert len(set(drawn)) == len(drawn)
    for name, size in sizes.items():
        own = sum(one[0] == name for one in drawn)
        assert own * 100 >= percent * size > (own - 1) * 100 or own == size == 0


def test_segments_of_earlier_rounds_are_drawn_only_where_no_others_are_left():
    first = draw_segments(SEGMENTS, 0.4, 3)
    second = draw_segments(SEGMENTS, 0.6, 3, first)
    assert not set(first) & {unit for unit in second if unit[0] == "1"}  # five segments: two, then the other three
    assert len(second) == 5
    assert {unit for unit in second if unit[0] == "2"} == {("2", 0, 7), ("2", 8, 12)}  # of two, one comes again


def test_no_document_moves_the_draw_of_another():
    assert draw_segments(SEGMENTS, 0.4, 3)[:2] == draw_segments({"1": SEGMENTS["1"]}, 0.4, 3)


def test_the_first_answer_counts_and_none_is_an_answer(log: Log):
    log.add(rate(log.round, 1, ["confianza"], "ana"), "ana")
    log.add(rate(log.round, 2, [], "ana"), "ana")
    assert rate(log.round, 1, ["confianza"], "ana") == Proposed()
    assert [one.code for one in rate(log.round, 1, [], "ana").problems] == ["unit_rated_already"]
    assert (log.round.codes_of(1, "ana"), log.round.codes_of(2, "ana")) == ({"3"}, frozenset())
    assert log.round.waiting("ana") == (3, 4, 5, 6, 7)
    wrong = rate(log.round, 99, ["actos"], "eva")
    assert sorted(one.code for one in wrong.problems) == ["code_unknown", "coder_not_in_round", "unit_unknown"]


def test_what_coders_differ_on_waits_for_a_decision_that_rewrites_no_answer(log: Log):
    for by, codes in (("ana", ["confianza", "actas"]), ("luis", ["confianza"])):
        log.add(rate(log.round, 1, codes, by), by)
        fill(log, by)
    [one] = log.round.disagreements()
    assert (one.unit, one.code, one.given_by, one.not_given_by, one.settled) == (1, "4", ("ana",), ("luis",), None)
    assert log.round.standing_codes(1) == {"3"}
    before = log.round.presence("4")
    log.add(settle(log.round, Ruling(1, "actas", True, "el acta se nombra"), "eva"), "eva")
    assert log.round.standing_codes(1) == {"3", "4"}
    assert log.round.presence("4") == before


def test_a_segment_keeps_what_was_settled_on_either_of_two_merged_codes(log: Log):
    for by, codes in (("ana", ["confianza", "actas"]), ("luis", [])):
        log.add(rate(log.round, 1, codes, by), by)
        fill(log, by)
    log.add(settle(log.round, Ruling(1, "confianza", True, "lo dice"), "eva"), "eva")
    log.add(settle(log.round, Ruling(1, "actas", False, "ninguna"), "eva"), "eva")
    log.add(merge_codes(log.state, ["confianza"], "actas"), "lia")
    [one] = log.round.disagreements()
    assert (one.code, one.settled, log.round.standing_codes(1)) == ("4", True, {"4"})
    again = settle(log.round, Ruling(1, "actas", False, "tampoco"), "eva")
    assert [(one.code, one.severity) for one in again.problems] == [("ruling_replaced", "notice")]
    log.add(Proposed(again.changes), "eva")
    assert [one.settled for one in log.round.disagreements()] == [False]
    assert log.round.standing_codes(1) == frozenset()


def test_a_code_that_somebody_has_still_to_judge_is_not_merged_into_another_one(log: Log):
    """Who codes last could not give what the others gave: they would differ where they agree."""
    log.add(rate(log.round, 1, ["confianza"], "ana"), "ana")
    [said] = merge_codes(log.state, ["confianza"], "actas", codes_awaited(log.state)).problems
    assert (said.code, said.found, said.place) == ("code_in_open_round", "confianza", "1")
    for by in ("ana", "luis"):
        fill(log, by)
    assert merge_codes(log.state, ["confianza"], "actas", codes_awaited(log.state)).problems == ()


def test_no_merge_renames_what_a_coder_gave(log: Log):
    for by in ("ana", "luis"):
        log.add(rate(log.round, 1, ["confianza"], by), by)
        fill(log, by)
    before = log.round.given_as(1, "ana")
    log.add(merge_codes(log.state, ["confianza"], "actas"), "lia")
    assert (before, log.round.given_as(1, "ana")) == ({"3": "3"}, {"4": "3"})


def fill(log: Log, by: str) -> None:
    for unit in log.round.waiting(by):
        log.add(rate(log.round, unit, [], by), by)


def test_a_decision_needs_a_third_person_a_difference_a_reason_and_a_complete_round(log: Log):
    log.add(rate(log.round, 1, ["actas"], "ana"), "ana")
    log.add(rate(log.round, 1, ["actas"], "luis"), "luis")
    log.add(rate(log.round, 2, ["actas"], "ana"), "ana")
    fill(log, "ana")
    assert log.round.standing_codes(1) == frozenset()
    ruling = Ruling(2, "actas", True, "x")
    [owing] = settle(log.round, ruling, "eva").problems
    assert (owing.code, owing.expected) == ("round_incomplete", "luis 6")
    fill(log, "luis")
    assert log.round.standing_codes(1) == {"4"}
    for wrong, by, code in (
        (Ruling(2, "actas", True, " "), "eva", "settlement_without_reason"),
        (Ruling(1, "confianza", True, "x"), "eva", "disagreement_unknown"),
        (Ruling(1, "otro", True, "x"), "eva", "code_unknown"),
        (ruling, "ana", "arbiter_was_coder"),
    ):
        assert [one.code for one in settle(log.round, wrong, by).problems] == [code]
    log.add(settle(log.round, ruling, "eva"), "eva")
    assert settle(log.round, ruling, "eva") == Proposed()


def test_an_answer_that_another_coder_has_met_stays(log: Log):
    log.add(rate(log.round, 1, ["confianza"], "ana"), "ana")
    assert obstacle(log.state, log.events, log.events[-1]) is None
    log.add(rate(log.round, 1, [], "luis"), "luis")
    found = obstacle(log.state, log.events, log.events[-1])
    assert found is not None and found.code == "rating_answered"


def test_agreement_is_computed_from_the_table_of_first_answers(log: Log):
    ana = [["confianza"], ["confianza"], [], [], ["confianza"], [], []]
    luis = [["confianza"], [], [], [], ["confianza"], [], ["confianza"]]
    for unit, (one, other) in enumerate(zip(ana, luis, strict=True), 1):
        log.add(rate(log.round, unit, one, "ana"), "ana")
        log.add(rate(log.round, unit, other, "luis"), "luis")
    assert log.round.complete
    table = log.round.presence("3")
    assert table == [[1, 1], [1, 0], [0, 0], [0, 0], [1, 1], [0, 0], [0, 1]]
    # by hand: 5 of 7 agree; both use 3 of 7: kappa = (5/7 - 25/49) / (1 - 25/49)
    kappa = cohen_kappa([row[0] for row in table], [row[1] for row in table])
    assert kappa.value == pytest.approx((5 / 7 - 25 / 49) / (24 / 49))
    assert agreement_by_code({"3": table})["3"].value == krippendorff_alpha(table, codes=(0, 1)).value


def test_a_participant_who_withdrew_leaves_no_segment_in_the_coefficient(log: Log):
    for by in ("ana", "luis"):
        for unit in range(1, 8):
            log.add(rate(log.round, unit, [], by), by)
    log.add(Proposed((Change("participant_withdrawn", {"participant": "P2"}),)), "lia")
    assert log.round.units == (1, 2, 3, 4, 5)
    assert len(log.round.presence("3")) == 5


def test_the_round_that_a_study_reports_is_the_first_after_the_freeze(log: Log):
    assert reported_round(log.state) is None
    log.add(Proposed((Change("codebook_frozen", {"version": "1"}),)), "lia")
    for name in ("2", "3"):
        log.add(open_round(log.state, Draw(name, ("ana", "luis"), 0.5, 1), SEGMENTS), "lia")
    found = reported_round(log.state)
    assert found is not None and found.name == "2"


def test_a_round_says_what_is_wrong_with_it(log: Log):
    wrong = open_round(log.state, Draw("1", ("ana", "ana"), 2.0, 1), SEGMENTS)
    assert [one.code for one in wrong.problems] == ["round_exists", "round_needs_two_coders", "round_share_outside"]


def test_a_round_is_found_by_its_name_and_the_last_one_without(log: Log):
    log.add(open_round(log.state, Draw("2", ("ana", "luis"), 0.5, 1), SEGMENTS), "lia")
    found = [find_round(log.state, name) for name in ("1", "", "9")]
    assert [getattr(one, "name", "") or one.code for one in found] == ["1", "2", "round_unknown"]
    empty = find_round(CODING.start(), "")
    assert isinstance(empty, Problem) and empty.code == "no_round"


def coded_outside(log: Log, start: int, end: int, document: str = "E01") -> list[str]:
    """The problems of giving a code to a passage outside of any round, or the events that it makes."""
    proposed = code_passage(log.state, "x" * 40, document, Passage(start, end), ["confianza"])
    return [one.code for one in proposed.problems] or [one.kind for one in proposed.changes]


def test_a_passage_that_meets_a_segment_of_a_round_is_coded_in_it_until_everybody_has_handed_in(log: Log):
    fill(log, "ana")
    [said] = code_passage(log.state, "x" * 40, "E01", Passage(8, 12), ["confianza"]).problems
    assert (said.code, said.found, said.place, said.values) == ("passage_in_open_round", "1", "E01", {"unit": 2})
    # the signs between two segments, and what stands behind the last one, are nobody's blind work
    assert coded_outside(log, 5, 6) == coded_outside(log, 30, 40) == ["passage_coded"]
    assert coded_outside(log, 29, 40) == coded_outside(log, 0, 1, "E02") == ["passage_in_open_round"]
    fill(log, "luis")
    assert coded_outside(log, 8, 12) == ["passage_coded"]


def test_a_segment_moves_with_its_text(log: Log):
    moved = {"document": "1", "content": "d9", "edits": [[0, 0, 10]], "length": 30, "why": "corrected"}
    log.add(Proposed((Change("document_revised", moved),)), "lia")
    assert (coded_outside(log, 0, 10), coded_outside(log, 35, 36)) == (["passage_coded"], ["passage_in_open_round"])


@pytest.mark.parametrize(
    ("coders", "then"),
    [
        (("ana", "eli"), "passage_coded"),
        (("ana", "luis"), "passage_in_open_round"),
        (("eva", "eli"), "passage_in_open_round"),
    ],
)
def test_a_round_that_somebody_left_keeps_no_passage_once_the_others_go_on(
    log: Log, coders: tuple[str, ...], then: str
):
    fill(log, "ana")
    log.add(open_round(log.state, Draw("2", coders, 0.5, 1), {"2": [(20, 30)]}), "lia")
    assert coded_outside(log, 8, 12) == [then]
