"""results.json against its schema, and what stands in it."""

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from alianza.integration.hypotheses import judge_hypothesis
from alianza.integration.replication import judge_all
from alianza.render.plain_values import number
from alianza.render.results_json import document, results_json
from alianza.study.deviation import Deviation, deviation_message
from alianza.study.estimate import Estimate, Test
from alianza.study.finding import Finding
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.results import Convergence, Results
from alianza.study.table import Column, Row, Suppressed, Table
from alianza.study.text import Text
from tests.integration.records import a_claim, a_hypothesis, a_protocol

SCHEMA = json.loads(files("alianza.render").joinpath("results.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)

SUCCESS = Estimate(
    0.1 + 0.2, 0.04, 0.22, 0.39, df=float("inf"), deff=1.234567890123456, n=150, unit="share", method="logit"
)
RATIO = Estimate(1.4, None, 1.1, 1.8, n=150, unit="ratio", domain={"sector": "comercio", "alliance": True})
EMPTY = Estimate(None, unit="share", domain={"sector": "agro"}, reason="no_answers")
OUTCOME = Table(
    "outcome",
    "outcomes",
    (Column("share", "share"), Column("n", "count"), Column("grade", label=Text("nota", "grade"))),
    (
        Row("success", Message("rows.success"), (SUCCESS, 150, Message("rows.yes")), "success"),
        Row("failed", Text("Pérez & Hijos <S.A.>"), (Suppressed("small"), None, Text("x"))),
        Row("none", Text("nada", "nothing"), (EMPTY, 0, "=1+1")),
    ),
    base=150,
    tests={"pearson": Test(5.1, 2.0, None, 0.078, "pearson"), "fisher": Test(None, None, None, None, "", "too_large")},
    module="alianza.report.outcome",
)
LACKING = Table("growth_model", "types", needs=("sales_end", "exporter"), module="alianza.report.growth_model")
FINDINGS = (
    Finding("outcome.success.share", "success", "survey", SUCCESS),
    Finding("planning_time.risk_ratio.contrast", "planning", "survey", RATIO, p=0.01),
)
CLAIMS = (
    a_claim(id="F01"),
    a_claim(id="F24", published="40", finding=(FINDINGS[1].id, "planning_time.risk_difference.contrast")),
    a_claim(id="F13", published="55", base_n=48),
    a_claim(id="F99", form="unpublished", published="", unit="label", finding=()),
)


def results(**given: Any) -> Results:
    protocol = a_protocol(**given)
    named = {finding.id: finding for finding in FINDINGS}
    return Results(
        protocol,
        (OUTCOME, LACKING),
        FINDINGS,
        (Convergence("trust", "needs_two_votes", {"survey": "positive"}),),
        judge_all(CLAIMS, named, protocol, {"failures": 48, "of successes": 33}),
        (judge_hypothesis(a_hypothesis(), named, (), 0.5),),
        (Problem("toml_syntax", file="study.toml", row=3, found="x", values={"column": 2, "reason": "y"}),),
        counts={"survey": 150, "cases": 0},
        deviations=(deviation_message(Deviation("rules.delta_share", "changed", 0.1, 0.2)),),
        frozen="2025-03-01",
    )


@pytest.mark.parametrize("synthetic", [False, True])
def test_the_document_agrees_with_its_schema(synthetic: bool) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    VALIDATOR.validate(json.loads(results_json(results(synthetic=synthetic))))


def test_the_schema_refuses_verdicts_on_synthetic_data_and_recovery_on_real_data() -> None:
    drawn = document(results(synthetic=True))
    drawn["claims"][0]["verdict"] = "replicated"
    with pytest.raises(ValidationError):
        VALIDATOR.validate(drawn)
    real = document(results())
    real["claims"][0]["verdict"] = "recovered"
    with pytest.raises(ValidationError):
        VALIDATOR.validate(real)


@pytest.mark.parametrize("part", ["study", "tables", "findings", "claims", "hypotheses", "problems", "convergence"])
def test_the_schema_misses_every_part(part: str) -> None:
    incomplete = document(results())
    del incomplete[part]
    with pytest.raises(ValidationError):
        VALIDATOR.validate(incomplete)


def test_an_estimate_stands_whole_in_its_cell() -> None:
    table = document(results())["tables"]["outcome"]
    assert table["rows"][0]["share"] == {
        "value": 0.3,
        "se": 0.04,
        "low": 0.22,
        "high": 0.39,
        "df": None,
        "deff": 1.23456789012,
        "n": 150,
        "level": 0.95,
        "domain": {},
        "unit": "share",
        "method": "logit",
    }
    assert table["rows"][1]["share"] == {"suppressed": "small"}
    assert table["rows"][1]["label"] == {"es": "Pérez & Hijos <S.A.>", "en": "Pérez & Hijos <S.A.>"}
    assert table["rows"][2]["share"]["reason"] == "no_answers"
    assert table["columns"][2] == {"id": "grade", "unit": "label", "label": {"es": "nota", "en": "grade"}}
    assert set(table["tests"]) == {"fisher", "pearson"} and table["tests"]["fisher"]["reason"] == "too_large"
    assert table["title"]["es"] != table["title"]["en"]


def test_a_table_that_is_not_computable_says_what_it_needs() -> None:
    tables = document(results())["tables"]
    assert tables["growth_model"]["needs"] == ["sales_end", "exporter"] and tables["growth_model"]["rows"] == []
    assert "needs" not in tables["outcome"]


def test_claims_stand_in_the_published_unit() -> None:
    claims = {claim["id"]: claim for claim in document(results())["claims"]}
    assert (claims["F01"]["estimate"], claims["F01"]["base"]) == (30.0, 150)
    assert claims["F01"]["interval"] == {"low": 22.0, "high": 39.0, "level": 0.95}
    assert claims["F24"]["estimate"] == 40.0  # a ratio of 1.4 is 40 % more
    assert claims["F13"]["audit"]["status"] == "impossible_on_base"
    assert claims["F13"]["audit"]["attainable"] == {"33": [18], "48": []}
    assert (claims["F99"]["verdict"], claims["F99"]["estimate"]) == ("not_computable", None)


def test_several_readings_are_listed() -> None:
    points = Estimate(0.2, 0.05, 0.1, 0.3, n=150, unit="difference")
    second = Finding(CLAIMS[1].finding[1], "planning", "survey", points)
    named = {finding.id: finding for finding in (*FINDINGS, second)}
    claim = a_claim(published="40", finding=CLAIMS[1].finding, readings=(Text("como razón", "as a ratio"),))
    judged = judge_all((claim,), named, a_protocol())
    (written,) = document(replace(results(), claims=judged))["claims"]
    assert [(one["name"], one["estimate"]) for one in written["readings"]] == [
        ({"es": "como razón", "en": "as a ratio"}, 40.0),
        (dict.fromkeys(("es", "en"), "planning_time.risk_difference.contrast"), 20.0),
    ]


def test_the_same_results_give_the_same_bytes() -> None:
    assert results_json(results()) == results_json(results())


def test_problems_and_deviations_are_spoken_in_both_languages() -> None:
    written = document(results())
    assert "columna 2" in written["problems"][0]["what"]["es"] and "column 2" in written["problems"][0]["what"]["en"]
    assert "rules.delta_share" in written["deviations"][0]["es"]
    assert written["hypotheses"][0]["verdict"] == "untestable" and "94" in written["hypotheses"][0]["reason"]["es"]


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_twelve_digits_or_nothing(value: float) -> None:
    written = number(value)
    if value != value or value in (float("inf"), float("-inf")):
        assert written is None
    else:
        assert written is not None and abs(written - value) <= abs(value) * 1e-11
        assert number(written) == written
