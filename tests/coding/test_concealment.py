"""Passages that meet a segment are found by bisection, as if every segment were looked at."""

from hypothesis import given
from hypothesis import strategies as st

from alianza.coding.concealment import OpenRounds, Span, Stretches, seen_units
from alianza.coding.naming import blinded
from alianza.coding.progress import CodingState, Rating, Round, Source
from alianza.coding.project import Coding, QualitativeProject
from alianza.coding.rounds import RoundState
from alianza.study.event import Event

places = st.tuples(st.sampled_from(["E1", "E2"]), st.integers(0, 30), st.integers(0, 6))
spans = st.lists(places.map(lambda one: (one[0], one[1], one[1] + one[2])), max_size=12)


def meets(span: Span, segments: list[Span]) -> bool:
    """The plain twin: each segment is looked at."""
    document, start, end = span
    return any(name == document and first < end and start < last for name, first, last in segments)


@given(spans, spans)
def test_a_passage_meets_a_segment_with_which_it_shares_a_sign(passages: list[Span], segments: list[Span]) -> None:
    stretches = Stretches(segments)
    assert [stretches.meet(one) for one in passages] == [meets(one, segments) for one in passages]


@given(spans, spans)
def test_a_segment_is_known_where_a_coding_meets_it(coded: list[Span], segments: list[Span]) -> None:
    codings = tuple(Coding(document, "c", "ana", start, end, "") for document, start, end in coded)
    asked = {name: [(start, end) for own, start, end in segments if own == name] for name in ("E1", "E2")}
    known = seen_units(QualitativeProject(codings=codings), asked)
    assert known == {one for one in segments if meets(one, coded)}


answers = st.lists(st.tuples(st.sampled_from("34"), st.integers(1, 2), st.sampled_from(["ana", "luis"])), max_size=9)


@given(answers)
def test_the_log_hides_the_codes_of_every_round_that_somebody_still_codes(given_: list[tuple[str, int, str]]) -> None:
    rounds = tuple(Round(number, str(number), (("1", 0, 4), ("1", 5, 9)), ("ana", "luis"), ("2",), 1, 1)
                   for number in (3, 4))  # fmt: skip
    ratings = tuple(Rating(5 + place, *one[:2], ("2",), one[2]) for place, one in enumerate(given_))
    state = CodingState(documents=(Source("1", "E1", "d"),), rounds=rounds, ratings=ratings)
    events = [Event(one.number, "coding", "unit_rated", {"round": one.round, "unit": one.unit, "codes": ["2"]}, one.by,
                    "") for one in ratings]  # fmt: skip
    complete = {one.id: RoundState(state, one).complete for one in rounds}
    shown = ["codes" in event.payload for event in blinded(state, events)]
    assert shown == [complete[one.round] for one in ratings]


@given(answers, st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4)), max_size=6))
def test_a_passage_waits_for_the_first_open_round_that_has_a_segment_there(
    given_: list[tuple[str, int, str]], passages: list[tuple[int, int]]
) -> None:
    """Asked many times, rounds that are looked at once answer as the plain twin, which looks at all each time."""
    places = {3: (("1", 0, 4), ("1", 5, 9)), 4: (("2", 0, 9), ("1", 3, 6))}
    rounds = tuple(Round(number, str(number), units, ("ana", "luis"), ("2",), 1, 1) for number, units in places.items())
    ratings = tuple(Rating(5 + place, *one[:2], ("2",), one[2]) for place, one in enumerate(given_))
    source = Source("1", "E1", "d")
    state = CodingState(documents=(source, Source("2", "E2", "d2")), rounds=rounds, ratings=ratings)
    open_rounds = OpenRounds(state)
    for start, length in passages:
        waiting = [
            (one.name, unit)
            for one in rounds
            for unit, (document, first, last) in enumerate(one.units, 1)
            if document == "1" and first < start + length and start < last and not RoundState(state, one).complete
        ]
        said = open_rounds.problem(source, start, start + length)
        assert [(said.found, said.values["unit"]) for said in (said,) if said] == waiting[:1]
