"""Each kind of derived variable on a table small enough to compute by hand."""

import math

import polars as pl
import pytest

from alianza.study.problem import Problem
from alianza.study.protocol import Derived
from alianza.study.text import Text
from alianza.survey.derivation import derive, derived_labels
from alianza.survey.places import Place

FRAME = pl.DataFrame(
    {
        "a": [True, False, None, False],
        "b": [False, False, False, None],
        "x": [10.0, 0.0, None, -2.0],
        "y": [12.0, 5.0, 3.0, 4.0],
        "code": ["1", "2", "9", None],
    }
)


def one(spec: Derived, frame: pl.DataFrame = FRAME) -> tuple[list[object], list[Problem]]:
    widened, problems = derive(frame, (spec,), Place("datos.csv"))
    return (widened[spec.name].to_list() if spec.name in widened.columns else []), problems


@pytest.mark.parametrize(
    ("kind", "missing", "expected"),
    [
        ("any_of", "missing", [True, False, None, None]),
        ("any_of", "no", [True, False, False, False]),
        ("all_of", "missing", [False, False, False, False]),
        ("count_of", "missing", [1.0, 0.0, None, None]),
        ("count_of", "no", [1.0, 0.0, 0.0, 0.0]),
    ],
)
def test_ticks(kind: str, missing: str, expected: list[object]) -> None:
    assert one(Derived(name="z", kind=kind, of=("a", "b"), missing=missing))[0] == expected  # type: ignore[arg-type]


def test_all_of_one_missing_answer_is_missing() -> None:
    assert one(Derived(name="z", kind="all_of", of=("a",)))[0] == [True, False, None, False]


def test_ratio_of_nothing_by_zero_is_missing() -> None:
    assert one(Derived(name="z", kind="ratio", of=("y", "x")))[0] == [1.2, None, None, -2.0]


def test_growth_needs_both_positive_and_is_computed_in_the_declared_order() -> None:
    assert one(Derived(name="z", kind="growth", of=("x", "y")))[0] == [12.0 / 10.0 - 1.0, None, None, None]


def test_logarithms_with_and_without_floor() -> None:
    assert one(Derived(name="z", kind="log", of=("x",), floor=1))[0] == [math.log(10), 0.0, None, 0.0]
    assert one(Derived(name="z", kind="log", of=("x",)))[0] == [math.log(10), None, None, None]


def test_thresholds_are_at_least_unless_declared_otherwise() -> None:
    assert one(Derived(name="z", kind="threshold", of=("x",), value=10.0))[0] == [True, False, None, False]
    assert one(Derived(name="z", kind="threshold", of=("x",), value=10.0, is_=">"))[0] == [False, False, None, False]


def test_bins_are_left_closed_and_labelled_by_their_edges() -> None:
    spec = Derived(name="z", kind="bins", of=("y",), edges=(4.0, 12.0))
    assert one(spec)[0] == ["3", "2", "1", "2"]
    assert derived_labels((spec,)) == {"z": {"1": Text("< 4"), "2": Text("4 – < 12"), "3": Text("≥ 12")}}
    named = Derived(name="z", kind="bins", of=("x",), edges=(5.0,), map={"1": "small", "2": "large"})
    assert one(named)[0] == ["large", "small", None, "small"]


def test_recode_names_values_that_it_leaves_out() -> None:
    values, problems = one(Derived(name="z", kind="recode", of=("code",), map={"1": "one", "2": "two"}))
    assert values == ["one", "two", None, None]
    assert [(p.code, p.severity, p.found, p.row) for p in problems] == [("not_recoded", "warning", "9", 4)]


def test_recode_with_a_star_takes_every_other_answer_but_no_missing_one() -> None:
    values, problems = one(Derived(name="z", kind="recode", of=("code",), map={"1": True, "*": False}))
    assert (values, problems) == ([True, False, False, None], [])


def test_recode_of_a_truth_value() -> None:
    assert one(Derived(name="z", kind="recode", of=("a",), map={"true": False, "false": True}))[0] == [
        False,
        True,
        None,
        True,
    ]


def test_comparisons_of_numbers_and_of_codes() -> None:
    assert one(Derived(name="z", kind="compare", of=("x", "y"), is_="<"))[0] == [True, True, None, True]
    assert one(Derived(name="z", kind="compare", of=("x",), value=0.0, is_=">"))[0] == [True, False, None, False]
    assert one(Derived(name="z", kind="compare", of=("code",), value="2", is_="!="))[0] == [True, False, True, None]
    assert one(Derived(name="z", kind="compare", of=("code",), value=2.0, is_="=="))[0] == [False, True, False, None]


def test_a_derived_variable_may_read_an_earlier_one_and_replace_its_source() -> None:
    specs = (
        Derived(name="code", kind="recode", of=("code",), map={"1": "a", "*": "b"}),
        Derived(name="is_a", kind="compare", of=("code",), value="a", is_="=="),
    )
    frame, problems = derive(FRAME, specs, Place("datos.csv"))
    assert (frame["is_a"].to_list(), problems) == ([True, False, False, None], [])


@pytest.mark.parametrize(
    ("spec", "code", "severity"),
    [
        (Derived(name="z", kind="any_of", of=("a", "absent")), "derived_without_inputs", "warning"),
        (Derived(name="z", kind="growth", of=("x",)), "derived_without_inputs", "warning"),
        (Derived(name="z", kind="threshold", of=("x",)), "derived_without_value", "error"),
        (Derived(name="z", kind="compare", of=("x",), value="many"), "derived_without_value", "error"),
        (Derived(name="z", kind="bins", of=("x",)), "derived_without_value", "error"),
        (Derived(name="z", kind="growth", of=("x", "code")), "wrong_kind", "error"),
        (Derived(name="z", kind="any_of", of=("x",)), "wrong_kind", "error"),
    ],
)
def test_what_cannot_be_computed_is_said_and_left_out(spec: Derived, code: str, severity: str) -> None:
    values, problems = one(spec)
    assert values == []
    assert [(problem.code, problem.severity, problem.place) for problem in problems] == [(code, severity, "z")]


def test_firms_on_the_edge_of_a_computed_threshold_are_reported() -> None:
    frame = pl.DataFrame({"x": [100.0, 100.0, 10.0], "y": [120.0, 119.0, 12.0]})
    specs = (
        Derived(name="growth", kind="growth", of=("x", "y")),
        Derived(name="fast", kind="threshold", of=("growth",), value=0.20),
    )
    widened, problems = derive(frame, specs, Place("datos.csv"))
    assert [(p.code, p.severity, p.values["rows"], p.values["count"]) for p in problems] == [
        ("on_threshold", "notice", (2, 4), 2)
    ]
    assert widened["fast"].to_list() == [120.0 / 100.0 - 1 >= 0.20, False, 12.0 / 10.0 - 1 >= 0.20]


def test_asked_numbers_on_a_threshold_are_no_matter_of_rounding() -> None:
    assert one(Derived(name="z", kind="threshold", of=("x",), value=10.0))[1] == []
