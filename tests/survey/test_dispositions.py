"""AAPOR outcome rates by hand."""

import polars as pl
import pytest

from alianza.survey.dispositions import (
    FORMULAS,
    RATES,
    Dispositions,
    base_of,
    borrowing,
    expected_unknown,
    kind_of,
    rates,
    tally,
    total,
)

ONE = Dispositions(
    interview=50, partial=10, refusal=20, non_contact=8, other=2, unknown_household=6, unknown_other=4, not_eligible=30
)
# Eligible 90, known 120, e = 0.75, unknown 10, of which 7.5 count.
BY_HAND = {
    "RR1": 50 / 100, "RR2": 60 / 100, "RR3": 50 / 97.5, "RR4": 60 / 97.5, "RR5": 50 / 90, "RR6": 60 / 90,
    "COOP1": 50 / 82, "COOP2": 60 / 82, "COOP3": 50 / 80, "COOP4": 60 / 80,
    "REF1": 20 / 100, "REF2": 20 / 97.5, "REF3": 20 / 90, "CON1": 82 / 100, "CON2": 82 / 97.5, "CON3": 82 / 90,
}  # fmt: skip


def test_every_rate_follows_its_definition() -> None:
    found = rates({"": ONE})
    assert {name: one.value for name, one in found.items()} == pytest.approx(BY_HAND)
    assert tuple(found) == RATES and (found["RR3"].n, found["RR5"].n, found["COOP1"].n) == (100, 90, 82)


def test_eligibility_is_that_of_each_stratum() -> None:
    # Stratum a: all of the known are eligible, 10 unknown count whole; b: a quarter is, 40 unknown count as 10.
    strata = {
        "a": Dispositions(interview=40, unknown_other=10),
        "b": Dispositions(interview=10, not_eligible=30, unknown_other=40),
    }
    assert rates(strata)["RR3"].value == pytest.approx(50 / (50 + 10 + 10))
    together = Dispositions(interview=50, not_eligible=30, unknown_other=50)
    assert rates({"": together})["RR3"].value == pytest.approx(50 / (50 + 50 * 50 / 80))


def test_a_stratum_where_nothing_is_known_takes_the_share_of_all() -> None:
    strata = {"a": Dispositions(interview=30, not_eligible=10), "b": Dispositions(unknown_other=20)}
    assert rates(strata)["RR3"].value == pytest.approx(30 / (30 + 20 * 0.75))
    assert rates({"b": Dispositions(unknown_other=20)})["RR3"].value == 0.0


def test_without_cases_there_is_no_rate() -> None:
    empty = rates({})["RR1"]
    assert (empty.value, empty.n, empty.reason) == (None, 0, "no_answers")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("1.0", "interview"), ("1.2", "partial"), ("2.11", "refusal"), ("2.12", "refusal"), ("2.2", "non_contact"),
        ("2.31", "other"), ("3.17", "unknown_household"), ("3.9", "unknown_other"), ("4.5", "not_eligible"),
        ("21", None), ("", None), ("5", None), ("1,1", None),
    ],
)  # fmt: skip
def test_codes_belong_to_their_family(code: str, kind: str | None) -> None:
    assert kind_of(code) == kind


def test_codes_are_counted_by_stratum_and_unknown_ones_named() -> None:
    codes = pl.Series("result", ["1.1", "1.1", "2.1", "4.7", "9", None])
    counts, problems = tally(codes, pl.Series(["x", "x", "x", "y", "y", "y"]))
    assert counts == {"x": Dispositions(interview=2, refusal=1), "y": Dispositions(not_eligible=1)}
    assert [(p.code, p.found, p.values["count"]) for p in problems] == [
        ("unknown_disposition", "", 1), ("unknown_disposition", "9", 1),
    ]  # fmt: skip


def test_every_formula_is_printed_as_it_is_computed() -> None:
    # E = I + P + R + NC + O = 90, U = UH + UO = 10, e = 0.75.
    letters = {"I": 50, "P": 10, "R": 20, "NC": 8, "O": 2, "E": 90, "U": 10, "eU": 7.5}
    for formula in FORMULAS:
        part, base = ([letters[one] for one in side.strip("() ").split(" + ")] for side in formula.text.split(" / "))
        assert sum(part) / sum(base) == pytest.approx(BY_HAND[formula.name]), formula.text
        assert base_of(formula, {"": ONE}) == pytest.approx(sum(base))


def test_strata_that_borrow_are_named() -> None:
    strata = {"a": Dispositions(interview=30, not_eligible=10), "b": Dispositions(unknown_other=20)}
    assert borrowing(strata) == ("b",)
    assert borrowing({"a": strata["a"], "c": Dispositions()}) == ()
    assert expected_unknown(strata) == pytest.approx(15)
    assert expected_unknown({"b": strata["b"]}, elsewhere=0.5) == pytest.approx(10)
    assert rates({"b": strata["b"]}, elsewhere=0.5)["RR3"].n == 20
    assert (total(strata).worked, total({}).worked) == (60, 0)
