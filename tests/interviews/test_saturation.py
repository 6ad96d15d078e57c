"""Saturation is the share of new codes in the last run of interviews, averaged over their orders."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.coding.project import Code, Coding, QualitativeProject
from alianza.interviews.saturation import Saturation, cumulative_codes, saturation, topics_of_roots
from alianza.study.interview_protocol import SaturationRule

INTERVIEWS = ("E1", "E2", "E3", "E4", "E5", "E6")


def told(*codes_of_interviews: str) -> QualitativeProject:
    """A project whose interviews have one code for each letter."""
    names = sorted(set("".join(codes_of_interviews)))
    return QualitativeProject(
        codes=tuple(Code(f"t/{name}") for name in names),
        codings=tuple(
            Coding(f"E{number}", f"t/{name}", "ana", 0, 1, "")
            for number, codes in enumerate(codes_of_interviews, 1)
            for name in codes
        ),
    )


def one(project: QualitativeProject, rule: SaturationRule, interviews: tuple[str, ...] = INTERVIEWS) -> Saturation:
    [found] = saturation(project, interviews, rule)
    return found


def test_interviews_that_all_say_the_same_are_saturated():
    found = one(told("ab", "ab", "ab", "ab", "ab", "ab"), SaturationRule())
    assert (found.share, found.reached, found.runs, found.reason) == (0.0, True, (0.0,), "")


def test_new_codes_of_a_run_are_a_share_of_the_codes_of_the_base():
    found = one(told("ab", "bc", "d", "", "ae", "af"), SaturationRule())
    assert found.runs == (0.5,)  # e and f, of a, b, c and d
    assert found.curve.conducted == (2, 3, 4, 4, 5, 6)


def test_runs_overlap_and_keep_the_denominator_of_the_base():
    found = one(told("ab", "ac", "ad", "ae", "e", "f"), SaturationRule(base=2, run=2))
    assert found.runs == pytest.approx((2 / 3, 1 / 3, 1 / 3))


def test_the_average_over_many_orders_is_that_over_all_of_them():
    codes = ("ab", "bc", "d", "a", "ae", "")
    found = one(told(*codes), SaturationRule(base=3, run=2, orders=20_000))
    shares = []
    for order in permutations(codes):
        base, before, every = (set("".join(order[:count])) for count in (3, 4, 6))
        shares.append(len(every - before) / len(base))
    assert found.share == pytest.approx(np.mean(shares), abs=0.01)
    assert found.reached is False


def test_the_same_seed_gives_the_same_share_and_another_one_hardly_differs():
    project = told("ab", "bc", "d", "a", "ae", "f")
    first, again, other = (one(project, SaturationRule(seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first.share != other.share
    assert first.share == pytest.approx(other.share, abs=0.05)


@pytest.mark.parametrize(
    ("project", "rule", "reason"),
    [
        (told("ab", "ab", "ab", "ab", "ab", "ab"), SaturationRule(closed=True), "closed_codebook"),
        (told("ab", "ab", "ab", "ab", "ab", "ab"), SaturationRule(base=5), "too_few_interviews"),
        (QualitativeProject(codes=(Code("t"),)), SaturationRule(), "no_codes"),
    ],
)
def test_nothing_is_claimed_without_grounds(project: QualitativeProject, rule: SaturationRule, reason: str):
    found = one(project, rule)
    assert (found.share, found.reached, found.reason) == (None, None, reason)


def test_a_few_orders_whose_base_has_no_code_are_left_out_and_counted():
    forty = tuple(f"E{number}" for number in range(1, 41))
    found = one(told(*["a"] * 39, ""), SaturationRule(base=1, run=2, orders=200), forty)
    assert 0 < found.undefined < 10  # one base in forty, on average five of the orders
    assert (found.share, found.reached, found.reason) == (0.0, True, "")


def test_of_a_topic_that_many_bases_do_not_have_nothing_is_claimed():
    found = one(told("", "", "", "", "", "a"), SaturationRule(base=1, run=2, orders=600))
    assert 450 < found.undefined < 550
    assert (found.share, found.reached, found.reason) == (None, None, "base_without_codes")
    assert found.runs == ()


def test_the_band_holds_most_orders_and_closes_at_the_end():
    found = one(told("abc", "d", "e", "", "a", "f"), SaturationRule())
    assert found.curve.low[0] == 0.0
    assert found.curve.high[0] == 3.0
    assert found.curve.low[-1] == found.curve.high[-1] == found.curve.conducted[-1] == found.codes == 6


def test_topics_are_the_codes_at_the_root_with_those_below():
    project = QualitativeProject(codes=tuple(map(Code, ("a", "a/b", "a/b/c", "d"))))
    assert topics_of_roots(project) == {"a": ("a", "a/b", "a/b/c"), "d": ("d",)}


def test_an_interview_that_is_named_twice_is_a_mistake():
    with pytest.raises(ValueError, match="once"):
        saturation(told("a"), ("E1", "E1"), SaturationRule())


@given(
    st.integers(1, 6).flatmap(
        lambda count: st.tuples(
            st.lists(st.lists(st.booleans(), min_size=11, max_size=11), min_size=count, max_size=count),
            st.lists(st.permutations(range(count)), min_size=1, max_size=5),
        )
    )
)
def test_codes_are_counted_as_one_would_by_hand(drawn: tuple[list[list[bool]], list[list[int]]]) -> None:
    seen, orders = drawn
    by_hand = []
    for order in orders:
        heard: set[int] = set()
        by_hand.append([])
        for interview in order:
            heard |= {code for code, given in enumerate(seen[interview]) if given}
            by_hand[-1].append(len(heard))
    assert cumulative_codes(np.array(seen), np.array(orders)).tolist() == by_hand
