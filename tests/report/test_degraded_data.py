"""Whatever the answers look like, a report comes out: half-filled studies give partial reports, never a crash."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from alianza.report import contents
from alianza.report.evidence import gather
from alianza.report.findings import findings_of
from alianza.storage.folder import open_study
from alianza.study.table import Table
from alianza.workflow.inputs import Inputs, read_inputs

REFERENCE = Path(__file__).parents[2] / "examples" / "ecuador-2025"


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return read_inputs(open_study(REFERENCE))


def tables(inputs: Inputs, frame: pl.DataFrame) -> tuple[Table, ...]:
    assert inputs.protocol is not None and inputs.responses is not None
    evidence = gather(inputs.protocol, replace(inputs.responses, frame=frame))
    computed = contents.compute_tables(contents.Strands(inputs.protocol, evidence), lambda step, share: None)
    findings_of(computed)
    return computed


@pytest.mark.parametrize("firms", [0, 1, 2, 3, 5, 8, 12, 30])
def test_a_survey_that_has_just_begun(inputs: Inputs, firms: int) -> None:
    assert inputs.responses is not None
    answered = inputs.responses.frame.filter(pl.col("responded"))
    found = [one.id for one in tables(inputs, answered.head(firms))]
    assert found == [one for one in contents.TABLES if one != contents.AFTER_VOTES]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("success", None),
        ("success", True),
        ("failed", False),
        ("growth", None),
        ("growth", 3.0),
        ("alliance_type", None),
        ("sector", None),
        ("planning_months", 3.0),
        ("planned_long", False),
        ("objectives_met", True),
        ("conflict", False),
        ("months_since_signature", None),
        ("alliance", False),
    ],
)
def test_a_variable_that_says_nothing(inputs: Inputs, variable: str, value: object) -> None:
    assert inputs.responses is not None
    frame = inputs.responses.frame
    constant = pl.lit(value, dtype=frame[variable].dtype).alias(variable)
    assert len(tables(inputs, frame.with_columns(constant))) == len(contents.TABLES) - 1
