"""Codes co-occur where their passages overlap, nest or stand near each other."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.coding import co_occurrence as module
from alianza.coding.co_occurrence import Meeting, co_occurrence
from alianza.coding.project import Code, Coding, QualitativeProject

Given = tuple[str, str, str, int, int]


def coded(*given: Given) -> QualitativeProject:
    codes = tuple(Code(path) for path in ("a", "b", "c"))
    return QualitativeProject(codes=codes, codings=tuple(Coding(*one, "") for one in given))


def test_the_coefficient_sets_meetings_against_all_passages_of_the_two():
    found = co_occurrence(
        coded(
            ("E1", "a", "ana", 0, 9), ("E1", "b", "ana", 5, 12), ("E1", "a", "ana", 20, 30), ("E2", "b", "ana", 5, 12)
        )
    )
    assert found.passages.tolist() == [2, 2, 0]
    assert found.counts.tolist() == [[2, 1, 0], [1, 2, 0], [0, 0, 0]]
    assert found.coefficient[0, 1] == pytest.approx(1 / 3)  # 1 / (2 + 2 - 1)


def test_the_coefficient_is_that_of_the_example_in_the_manual_of_atlas_ti():
    """ATLAS.ti 22 Windows, User Manual, "Code Co-occurrence Coefficient": 5 / (100 + 10 - 5) = 0.048."""
    often = [("E1", "a", "ana", 20 * place, 20 * place + 9) for place in range(100)]
    together = [("E1", "b", "ana", 20 * place, 20 * place + 9) for place in range(5)]
    alone = [("E2", "b", "ana", 20 * place, 20 * place + 9) for place in range(5)]
    found = co_occurrence(coded(*often, *together, *alone))
    assert (found.passages[:2].tolist(), int(found.counts[0, 1])) == ([100, 10], 5)
    assert found.coefficient[0, 1] == pytest.approx(0.048, abs=0.0005)


def test_a_passage_that_two_coders_gave_a_code_counts_once():
    found = co_occurrence(coded(("E1", "a", "ana", 0, 9), ("E1", "a", "luis", 0, 9), ("E1", "b", "ana", 0, 9)))
    assert (found.passages[0], found.counts[0, 1], found.coefficient[0, 1]) == (1, 1, 1.0)


@pytest.mark.parametrize(
    ("meeting", "within", "met"),
    [
        ("overlap", 0, [1, 1, 0]),
        ("containment", 0, [1, 0, 0]),
        ("proximity", 0, [1, 1, 1]),
        ("proximity", 3, [1, 1, 1]),
    ],
)
def test_passages_meet_by_overlap_containment_or_proximity(meeting: Meeting, within: int, met: list[int]):
    inside, across, beside = ("E1", "b", "ana", 12, 14), ("E1", "b", "ana", 15, 25), ("E1", "b", "ana", 20, 25)
    around = ("E1", "a", "ana", 10, 20)
    found = [co_occurrence(coded(around, one), meeting, within).counts[0, 1] for one in (inside, across, beside)]
    assert found == met


@pytest.mark.parametrize(("within", "met"), [(2, 0), (3, 1)])
def test_as_many_signs_may_lie_between_as_are_said(within: int, met: int):
    found = co_occurrence(coded(("E1", "a", "ana", 0, 5), ("E1", "b", "ana", 8, 9)), "proximity", within)
    assert found.counts[0, 1] == met


def test_codes_without_passages_have_no_coefficient():
    found = co_occurrence(coded(("E1", "a", "ana", 0, 5), ("E1", "b", "ana", 3, 3)))
    assert np.isnan(found.coefficient[0, 1])
    assert found.reason("a", "b") == "no_passages"


def test_a_passage_that_meets_several_of_another_code_leaves_the_pair_without_a_coefficient():
    found = co_occurrence(coded(("E1", "a", "ana", 0, 90), ("E1", "b", "ana", 3, 5), ("E1", "b", "ana", 6, 9)))
    assert (found.counts[0, 1], found.reason("a", "b")) == (2, "more_meetings_than_passages")
    assert np.isnan(found.coefficient[0, 1])


def test_a_distance_for_another_meeting_than_proximity_is_a_mistake():
    with pytest.raises(ValueError, match="proximity"):
        co_occurrence(coded(), "overlap", 5)


def plainly(project: QualitativeProject, meeting: Meeting, within: int) -> list[list[int]]:
    """Every passage of a code against every one of another."""
    passages = {(one.document, one.start, one.end, one.code) for one in project.codings if one.end > one.start}
    names = [one.path for one in project.codes]
    counts = [[0] * len(names) for _ in names]
    for document, start, end, code in passages:
        counts[names.index(code)][names.index(code)] += 1
        for other_document, other_start, other_end, other in passages:
            if document == other_document and code != other:
                shared = min(end, other_end) - max(start, other_start)
                inner = min(end - start, other_end - other_start)
                met = {"overlap": shared > 0, "containment": shared == inner, "proximity": -shared <= within}[meeting]
                counts[names.index(code)][names.index(other)] += met
    return counts


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["E1", "E2"]),
            st.sampled_from("abc"),
            st.sampled_from(["ana", "luis"]),
            st.integers(0, 12),
            st.integers(0, 6),
        ),
        max_size=25,
    ),
    st.sampled_from([("overlap", 0), ("containment", 0), ("proximity", 0), ("proximity", 4)]),
    st.sampled_from([1, 3, 1 << 18]),
    st.sampled_from([0, module.LARGEST]),
)
def test_counts_are_those_of_comparing_every_two_passages(
    given: list[Given], how: tuple[Meeting, int], at_once: int, largest: int
) -> None:
    project = coded(*((document, code, coder, start, start + length) for document, code, coder, start, length in given))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "AT_ONCE", at_once)
        patch.setattr(module, "LARGEST", largest)
        found = co_occurrence(project, *how)
    assert found.counts.tolist() == plainly(project, *how)
    assert found.passages.tolist() == [found.counts[place, place] for place in range(3)]
    for one, other in combinations("abc", 2):
        value = found.coefficient["abc".index(one), "abc".index(other)]
        assert np.isnan(value) == bool(found.reason(one, other))
