"""How many firms each stratum gives, against R and the reference case."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.study.problem import Problem
from alianza.survey.allocation import RULES, Sizes, allocate, largest_remainder, neyman, power, proportional
from tests.statistics.oracle import assert_close, data, expected

R = json.loads((Path(__file__).parent.parent / "reference" / "sampling.json").read_text(encoding="utf-8"))
FIRMS, SD, TOTALS = np.array([60.0, 30, 10, 400]), np.array([1.0, 2, 6, 0.5]), np.array([600.0, 900, 100, 2000])


def test_shares_agree_with_r() -> None:
    cv = SD / (TOTALS / FIRMS)
    assert_close(proportional(FIRMS, 40).tolist(), R["allocation"]["proportional"], 1e-13)
    assert_close(neyman(FIRMS, SD, 40).tolist(), R["allocation"]["neyman"], 1e-13)
    assert_close(power(TOTALS, 40, 0.5, cv).tolist(), R["allocation"]["power"], 1e-13)


def test_the_reference_case_agrees() -> None:
    case = expected("statistics/selection_belgian_municipalities")
    wanted, whole = case["allocation_n150_by_Province"], case["allocation_integer_largest_remainder"]
    groups = data("statistics/selection_belgian_municipalities").partition_by("Province", maintain_order=False)
    groups = sorted(groups, key=lambda group: str(group["Province"][0]))
    firms, sd = [group.height for group in groups], [float(group["averageincome"].std()) for group in groups]
    assert_close(sd, wanted["Sh"])
    assert_close(proportional(firms, 150).tolist(), wanted["proportional"])
    assert_close(neyman(firms, sd, 150).tolist(), wanted["neyman"])
    sizes = Sizes(np.array(firms, dtype=float), np.array(sd), np.ones(len(sd)))
    assert allocate(sizes, 150, "proportional") == whole["proportional"]
    assert allocate(sizes, 150, "neyman") == whole["neyman"]


def test_what_a_bound_takes_is_spread_over_the_others() -> None:
    # Neyman wants 6.3, 6.3, 6.3 and 21.1 of 40; a minimum of 10 takes 11.1 from the last two that can give.
    sizes = Sizes(FIRMS, SD, TOTALS)
    assert allocate(sizes, 40, "neyman", minimum=10) == [10, 10, 10, 10]
    # Power wants 16 of the third stratum, which has 10: all of it, and the rest in proportion 6.57 : 5.36 : 11.99.
    assert allocate(sizes, 40, "power") == [8, 7, 10, 15]
    assert allocate(Sizes(FIRMS), 100, "equal") == [30, 30, 10, 30]


@pytest.mark.parametrize(
    ("n", "rule", "minimum", "code"),
    [(501, "equal", 0, "sample_above_frame"), (7, "equal", 2, "sample_below_minimum"), (9, "neyman", 0, "no_spread")],
)
def test_an_impossible_allocation_says_why(n: int, rule: str, minimum: int, code: str) -> None:
    found = allocate(Sizes(FIRMS, np.zeros(4), TOTALS), n, rule, minimum)
    assert isinstance(found, Problem) and found.code == code


@given(
    firms=st.lists(st.integers(1, 5000), min_size=1, max_size=12),
    data=st.data(),
    rule=st.sampled_from(RULES),
    minimum=st.integers(0, 5),
)
def test_every_allocation_adds_up_inside_its_bounds(
    firms: list[int], data: st.DataObject, rule: str, minimum: int
) -> None:
    least = sum(min(minimum, size) for size in firms)
    n = data.draw(st.integers(least, sum(firms)))
    sd = data.draw(st.lists(st.floats(0.01, 100), min_size=len(firms), max_size=len(firms)))
    sizes = Sizes(np.array(firms, dtype=float), np.array(sd), np.array(firms) * 7.0)
    found = allocate(sizes, n, rule, minimum)
    assert sum(found) == n
    assert all(min(minimum, most) <= own <= most for own, most in zip(found, firms, strict=True))


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=20))
def test_rounding_moves_no_share_by_one(shares: list[float]) -> None:
    whole = round(sum(shares))
    scaled = [share * whole / sum(shares) for share in shares] if sum(shares) > 0 else [0.0] * len(shares)
    found = largest_remainder(scaled)
    assert sum(found) == (whole if sum(shares) > 0 else 0)
    assert all(abs(own - exact) < 1 + 1e-6 for own, exact in zip(found, scaled, strict=True))
