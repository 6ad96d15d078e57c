"""Variables that follow from the protocol's rules, and declarations that contradict them."""

from typing import Any

import polars as pl

from alianza.study.decoding import decode
from alianza.study.implied import with_implied
from alianza.study.protocol import Protocol
from alianza.survey.derivation import derive
from alianza.survey.places import Place

STUDY: dict[str, Any] = {
    "id": "s", "title": "t", "country": "EC", "wave": "1", "period": {"first": 2020, "last": 2024}, "population": "p",
    "unit_of_analysis": "firm", "focal_alliance": "none",
}  # fmt: skip
ITEMS = ("objectives", "roles", "exit")


def document(columns: tuple[str, ...], **given: Any) -> dict[str, Any]:
    survey = {"file": "f.csv", "columns": {name: name for name in columns}} | given.pop("survey", {})
    return {"study": STUDY, "survey": survey} | given


def computed(given: dict[str, Any], **answers: list[Any]) -> pl.DataFrame:
    protocol, problems = decode(given)
    assert isinstance(protocol, Protocol) and problems == ()
    source = with_implied(protocol)
    assert source is not None
    frame, odd = derive(pl.DataFrame(answers), source.derived, Place("f.csv"))
    assert odd == []
    return frame


def test_well_structured_is_computed_from_the_index_with_its_cutoff() -> None:
    given = document(ITEMS, structure={"items": list(ITEMS), "cutoff": 2})
    frame = computed(given, objectives=[True, True, None], roles=[True, False, True], exit=[False, False, True])
    assert frame["structured"].to_list() == [True, False, None]


def test_long_planning_and_high_growth_follow_the_rules() -> None:
    given = document(
        ("planning_months", "sales_start", "sales_end"), rules={"planning_months": 9, "growth_threshold": 0.5}
    )
    frame = computed(given, planning_months=[9.0, 9.5], sales_start=[10.0, 10.0], sales_end=[16.0, 14.0])
    assert frame["planned_long"].to_list() == [False, True]
    assert frame["growth_20"].to_list() == [True, False]


def test_success_under_another_name_is_success() -> None:
    given = document(("goals",), success={"variable": "goals", "rule": "r"})
    assert computed(given, goals=[True, False])["success"].to_list() == [True, False]


def test_a_variable_that_the_study_brings_is_kept() -> None:
    given = document(("planning_months", "planned_long"))
    frame = computed(given, planning_months=[12.0], planned_long=[False])
    assert frame["planned_long"].to_list() == [False]


def test_a_hypothesis_may_name_a_variable_that_the_rules_give() -> None:
    given = document(ITEMS, structure={"items": list(ITEMS), "cutoff": 2})
    given["survey"]["labels"] = {"structured": {"true": "sí"}}
    assert decode(given)[1] == ()


def test_a_derived_variable_with_another_number_than_the_rule_is_a_problem() -> None:
    derived = [{"name": "planned_long", "kind": "threshold", "of": ["planning_months"], "is": ">", "value": 8}]
    _, problems = decode(document(("planning_months",), survey={"derived": derived}))
    assert [(one.code, one.place, one.found, one.expected) for one in problems] == [
        ("rule_contradicted", "survey.derived[0].value", "planning_months > 8", "planning_months > 6")
    ]
