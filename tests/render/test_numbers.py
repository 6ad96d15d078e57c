"""How numbers are written: decimals by unit and base, signs and spaces by language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.render import numbers
from alianza.study.estimate import Estimate

NB, THIN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("value", "unit", "base", "es", "en"),
    [
        (0.684, "share", 150, "68", "68"),
        (0.684, "share", 199, "68", "68"),
        (0.684, "share", 200, "68,4", "68.4"),
        (0.285, "growth", 2610, "28,5", "28.5"),
        (-0.0449, "difference", 2610, "−4,5", "−4.5"),
        (-0.0004, "difference", 150, "0", "0"),
        (1.4, "ratio", 150, "1,40", "1.40"),
        (3.0045, "odds_ratio", 150, "3,00", "3.00"),
        (4.25, "rating", 48, "4,3", "4.3"),
        (2014.0, "year", 0, "2014", "2014"),
        (1470, "count", 0, "1470", "1470"),
        (12345, "count", 0, f"12{THIN}345", "12,345"),
        (1234567.4, "money", 0, f"1{THIN}234{THIN}567", "1,234,567"),
    ],
)
def test_a_number_has_the_decimals_that_its_base_carries(value, unit, base, es, en):
    assert numbers.plain(value, unit, base, "es") == es
    assert numbers.plain(value, unit, base, "en") == en


def test_halves_are_rounded_as_a_reader_sees_them():
    assert numbers.plain(0.285, "share", 100, "es") == "29"
    assert numbers.number(1.005, 2, "es") == "1,01"


def test_percentages_take_a_space_in_spanish_only():
    assert numbers.percent(0.68, 150, "es") == f"68{NB}%"
    assert numbers.percent(0.68, 150, "en") == "68%"


def test_intervals_say_to_in_words():
    estimate = Estimate(0.285, 0.02, 0.241, 0.329, n=300, unit="growth")
    assert numbers.interval(estimate, "es") == f"24,1{NB}a{NB}32,9"
    assert numbers.interval(estimate, "en") == f"24.1{NB}to{NB}32.9"
    assert numbers.interval(Estimate(0.5, n=3, unit="share"), "es") == ""


@pytest.mark.parametrize(
    ("p", "es"), [(0.0004, "p < 0,001"), (0.001, "p = 0,001"), (0.0344, "p = 0,034"), (1, "p = 1,000")]
)
def test_p_values(p, es):
    assert numbers.p_value(p, "es").replace(NB, " ") == es


def test_numbers_of_one_column_align_on_the_decimal_mark():
    aligned = numbers.align(["7", "28,5", "−0,55", "—", "·"], "es")
    assert aligned == ["7\u2008\u2007\u2007", "28,5\u2007", "−0,55", "—", "·"]
    assert numbers.align(["12", "7"], "es") == ["12", "7"]


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_a_written_number_reads_back_to_itself(value, decimals):
    for language, group, mark in (("es", THIN, ","), ("en", ",", ".")):
        text = numbers.number(value, decimals, language).replace(group, "").replace(mark, ".").replace("−", "-")
        assert abs(float(text) - value) <= 0.5 * 10**-decimals + 1e-6
