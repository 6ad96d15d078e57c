"""Study folders of a statistician: twelve invented firms, or R's schools, under a design that a test declares."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pytest

from alianza.render.results_json import document
from alianza.storage.folder import open_study
from alianza.study.problem import Problem
from alianza.workflow.inputs import read_inputs
from alianza.workflow.run import compute
from tests.statistics.oracle import SHARED

REFERENCE = Path(__file__).parents[1] / "reference"
SCHEMA = json.loads((Path(__file__).parents[2] / "src/alianza/render/results.schema.json").read_text("utf-8"))
FIRMS = REFERENCE / "weighted_firms.csv"

HEAD = """
schema = 1
synthetic = {synthetic}
{tables}
[study]
id = "prueba"
title = "Prueba"
country = "EC"
wave = "2025"
period = {{ first = 2020, last = 2024 }}
population = "empresas"
unit_of_analysis = "firm"
focal_alliance = "most_important"

[rules]
minimum_cell = 1
merge_below = 1

[[constructs]]
id = "clarity"
label = "claridad"

[survey]
file = "data.csv"
kinds = {{ alliance = "boolean" }}

[survey.columns]
{columns}
"""
OF_FIRMS = """
firm = "firm"
sector = "sector"
size = "size"
alliance = "alliance"
responded = "responded"
staff = "staff"
weight = "weight"
sales = "sales"
"""
OF_SCHOOLS = """
sector = "stype"
alliance = "comp.imp"
success = "sch.wide"
api00 = "api00"
enroll = "enroll"
weight = "pw"
"""
LEVELS = """
[[survey.items]]
variable = "alliance"
construct = "clarity"
role = "perceived"
[[survey.items]]
variable = "api00"
construct = "clarity"
role = "level"
[survey.design]
weights = "weight"
"""


def write(folder: Path, data: Path, columns: str, design: str, tables: str = "", synthetic: bool = True) -> Path:
    """A study folder with a copy of the data, or with a link to data that are not the project's."""
    folder.mkdir(exist_ok=True)
    text = HEAD.format(columns=columns, tables=tables, synthetic=str(synthetic).lower())
    (folder / "study.toml").write_text(text + design, encoding="utf-8")
    if not (folder / "data.csv").exists():
        (folder / "data.csv").symlink_to(data)
    return folder


def of_firms(folder: Path, design: str) -> Path:
    return write(folder, FIRMS, OF_FIRMS, design)


def of_schools(folder: Path, case: str, design: str, more: str = "") -> Path:
    data = SHARED / "oracles" / "statistics" / case / "data.csv"
    if not data.exists():
        pytest.skip(f"reference cases are absent: ../shared/oracles/statistics/{case}")
    return write(folder, data, OF_SCHOOLS + more, LEVELS + design, synthetic=False)


def results(study: Path) -> dict[str, Any]:
    """What results.json holds, checked against its schema."""
    inputs = read_inputs(open_study(study))
    assert inputs.errors == ()
    found = document(compute(inputs, lambda step, share: None))
    jsonschema.validate(found, SCHEMA)
    return found


def cell(found: dict[str, Any], table: str, row: str, column: str) -> Any:
    return next(one[column] for one in found["tables"][table]["rows"] if one["id"] == row)


REPLICATES = """
[survey.design]
weights = "weight"
replicate_weights = ["r1 to r5", "r6"]
"""
MARGINS = """
[survey.design.calibration]
method = "rake"
[survey.design.calibration.margins.sector]
a = 70
b = 90
c = 140
[survey.design.calibration.margins.size]
l = 110
s = 190
"""
MODEL = """
[survey.design]
weights = "weight"
eligible = "alliance"
responded = "responded"
adjust_model = ["staff"]
adjust_classes = {classes}
"""
STRATA = """
[survey.design]
weights = "weight"
strata = ["sector"]
lonely_psu = "collapse"
[survey.design.collapse]
d = "a"
"""


def of_rows(folder: Path, design: str, frame: pl.DataFrame) -> Path:
    """The firms' study over other rows."""
    study = of_firms(folder, design)
    (study / "data.csv").unlink()
    frame.write_csv(study / "data.csv")
    return study


def problems_of(study: Path) -> dict[str, Problem]:
    """What reading the study finds, by code."""
    return {problem.code: problem for problem in read_inputs(open_study(study)).problems}
