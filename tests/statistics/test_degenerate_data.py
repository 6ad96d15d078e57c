"""Data at the edge of what a statistic can say: constants that are not exact in binary, groups of one."""

import numpy as np
import pytest

from alianza.statistics.scales.reliability import reliability
from alianza.statistics.tables.correlation import pearson_correlation
from alianza.statistics.tables.two_samples import compare_two

TENTHS = np.full(12, 0.1)
OTHERS = np.arange(12.0)


@pytest.mark.parametrize("constant", [0.1, 1.7, 2.3, 3.0])
def test_a_constant_has_no_correlation_however_its_sum_rounds(constant: float) -> None:
    found = pearson_correlation(np.full(12, constant), OTHERS)
    assert (found.statistic, found.p, found.reason) == (None, None, "constant")


@pytest.mark.parametrize("constant", [0.1, 1.7, 3.0])
def test_an_item_without_variance_leaves_the_scale_and_is_named(constant: float) -> None:
    random = np.random.default_rng(1)
    common = random.normal(size=40)
    items = np.column_stack([common + random.normal(size=40) for _ in range(3)])
    whole = reliability(items, ["a", "b", "c"])
    found = reliability(np.column_stack([items, np.full(40, constant)]), ["a", "b", "c", "d"])
    assert found.constant == ("d",)
    assert found.alpha == whole.alpha
    assert [item.name for item in found.items] == ["a", "b", "c"]


def test_a_scale_whose_items_all_lack_variance_has_no_alpha():
    found = reliability(np.column_stack([TENTHS, TENTHS]), ["a", "b"])
    assert (found.alpha, found.reason) == (None, "constant")


def test_a_group_of_one_has_students_test_and_not_welchs():
    """R 4.2: t.test(c(1, 2, 3, 4), 7, var.equal = TRUE) gives t = -3.1177, df = 3, p = 0.05256582."""
    found = compare_two(np.array([1.0, 2, 3, 4]), np.array([7.0]))
    assert found.student is not None and found.welch is None
    assert found.student.test.statistic == pytest.approx(-3.117691454, abs=1e-9)
    assert found.student.test.df == 3
    assert found.student.test.p == pytest.approx(0.05256582352, abs=1e-10)


def test_two_groups_without_any_variance_cannot_be_compared():
    found = compare_two(TENTHS, np.full(3, 0.7))
    assert found.student is None and found.welch is None
