"""A statistician's study from study.toml: replicates, known margins, trimming, non-response by a model, as in R.

R's numbers are in tests/reference/weighted_studies.json, written by
`Rscript weighted_studies.R <reference cases>` beside it. The firms are invented; the schools are R's.
"""

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from alianza.storage.folder import open_study
from alianza.workflow.inputs import read_inputs
from alianza.workflow.run import run_study
from tests.statistics.oracle import assert_close
from tests.workflow.statistician import (
    FIRMS,
    MARGINS,
    MODEL,
    REFERENCE,
    REPLICATES,
    STRATA,
    cell,
    of_firms,
    of_rows,
    of_schools,
    results,
)

R: dict[str, Any] = json.loads((REFERENCE / "weighted_studies.json").read_text("utf-8"))


def same(found: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Every number that R has."""
    known = {key: value for key, value in wanted.items() if value is not None}
    assert_close([found[key] for key in known], list(known.values()))


def same_as_r(found: dict[str, Any], wanted: dict[str, Any]) -> None:
    design = found["design"]
    assert_close([design["degf"], design["weights"]], [wanted["degf"], wanted["weights"]])
    assert_close(design["weights"] ** 2 / design["steps"][-1]["effective"], wanted["spread"])
    for sector, numbers in wanted["cooperation"].items():
        share = cell(found, "cooperation_by_sector", sector, "cooperation")
        same({**share, "share": share["value"]}, numbers)
    same(found["tables"]["cooperation_by_sector"]["tests"]["cooperation:rao_scott_f"], wanted["rao_scott_f"])
    for column, name in (("level_success", "success"), ("level_other", "other"), ("associated", "difference")):
        if "level" in wanted:
            same(cell(found, "success_factors", "clarity", column), wanted["level"][name])


JACKKNIFE = """
replicate_weights = "jk001 to jk200"
replicate_type = "JKn"
scale = 1
rscales = {rscales}
"""
TYPES = """
[survey.design.calibration.margins.sector]
E = 4421
H = 755
M = 1018
"""
WIDE = """
[survey.design.calibration.margins.success]
No = 1072
Yes = 5122
"""


def calibration(method: str, *parts: str) -> str:
    return "\n".join([f'[survey.design.calibration]\nmethod = "{method}"', *parts])


def totals(**known: float) -> str:
    return "\n".join(["[survey.design.calibration.totals]", *(f"{name} = {value}" for name, value in known.items())])


SCREENED = 'totals_of = "screened"'
JKN = {
    "jkn": "",
    "jkn_mse": "mse = true",
    "jkn_raked": calibration("rake", SCREENED, TYPES, WIDE),
    "jkn_post": calibration("poststratify", TYPES),
    "jkn_linear": calibration("calibrate", TYPES, totals(enroll=3811472)),
}
API99 = totals(api99=3914069)
CLUSTERS = {
    "post": calibration("poststratify", TYPES),
    "raked": calibration("rake", TYPES, WIDE),
    "rough": calibration("rake", "epsilon = 1\nmaxit = 10", TYPES, WIDE),
    "linear": calibration("calibrate", "population = 6194", TYPES, API99),
    "raking": calibration("calibrate", 'distance = "raking"', TYPES, API99),
    "logit": calibration("calibrate", 'distance = "logit"\nbounds = { lower = 0.2, upper = 5 }', TYPES, API99),
    "trimmed": "trim = { lower = 20, upper = 45 }\n" + calibration("rake", TYPES, WIDE),
}


@pytest.mark.parametrize("case", JKN)
def test_an_offices_jackknife_gives_rs_estimates(tmp_path: Path, case: str) -> None:
    design = JACKKNIFE.format(rscales=R["rscales"]) + JKN[case]
    found = results(of_schools(tmp_path / "s", "api_strat_JKn", design))
    same_as_r(found, R[case])
    assert found["design"]["replicates"] == {"type": "JKn", "count": 200, "scale": 1.0, "mse": case == "jkn_mse",
                                             "combined": True}  # fmt: skip


@pytest.mark.parametrize("case", CLUSTERS)
def test_a_calibrated_cluster_sample_gives_rs_estimates(tmp_path: Path, case: str) -> None:
    more = 'district = "dnum"\nfpc = "fpc"\napi99 = "api99"\n'
    design = 'psu = "district"\nfpc = ["fpc"]\n' + CLUSTERS[case]
    same_as_r(results(of_schools(tmp_path / "s", "api_clus1_calibration", design, more)), R[case])


SMALL = {
    "firms": REPLICATES + 'replicate_type = "JK1"\n',
    "firms_raked": REPLICATES + 'replicate_type = "JK1"\n' + MARGINS,
    "firms_adjusted": MODEL.format(classes=0),
    "firms_adjusted_raked": MODEL.format(classes=0) + MARGINS,
}


@pytest.mark.parametrize("case", SMALL)
def test_twelve_firms_give_rs_estimates(tmp_path: Path, case: str) -> None:
    same_as_r(results(of_firms(tmp_path / "s", SMALL[case])), R[case])


def test_fays_factor_and_replicates_that_multiply_the_weight(tmp_path: Path) -> None:
    study = of_firms(tmp_path / "s", REPLICATES + 'replicate_type = "Fay"\nrho = 0.3\ncombined_weights = false\n')
    names = [f"r{k}" for k in range(1, 7)]
    frame = pl.read_csv(FIRMS).with_columns(pl.col(name) / pl.col("weight") for name in names)
    (study / "data.csv").unlink()
    frame.write_csv(study / "data.csv")
    same_as_r(results(study), R["firms_fay"])


def test_the_whole_run_writes_what_was_done_to_the_weights(tmp_path: Path) -> None:
    study = of_firms(tmp_path / "s", SMALL["firms_raked"] + "[survey.design.trim]\nupper = 36\n")
    folder = run_study(study, languages=("es", "en")).folder
    found = json.loads((folder / "results.json").read_text("utf-8"))
    assert [step["step"] for step in found["design"]["steps"]] == ["design", "calibration", "trim"]
    assert_close([step["total"] for step in found["design"]["steps"]], [270, 300, 300], 1e-9)
    page = (folder / "report.es.html").read_text("utf-8")
    assert "rastrillado (raking) a los totales conocidos de sector y tamaño: sumaban 270 y suman 300" in page
    assert "6 réplicas de tipo JK1" in page
    assert "2 factores de expansión quedaban por encima de 36 y se recortaron" in page  # 39.1 and 36.3
    assert "Factores de expansión después de cada paso" in page
    assert "Weights after each step" in (folder / "report.en.html").read_text("utf-8")
    notes = [note["en"] for note in found["tables"]["sample_design"]["notes"]]
    assert any(note.startswith("Weights were raked to the known totals of sector and size") for note in notes)
    assert any("the fit was repeated in every replicate" in note for note in notes)


def test_margins_come_from_a_file_of_counts_and_add_up_finer_cells(tmp_path: Path) -> None:
    study = of_firms(
        tmp_path / "s",
        SMALL["firms"]
        + """
[survey.design.calibration]
method = "rake"
counts = [{ file = "frame.csv", by = ["sector"] }, { file = "frame.csv", by = ["size"] }]
""",
    )
    (study / "frame.csv").write_text("sector,size,firms\na,s,40\na,l,30\nb,s,70\nb,l,20\nc,s,80\nc,l,60\n")
    same_as_r(results(study), R["firms_raked"])
    assert "frame.csv" in read_inputs(open_study(study)).digests


def test_a_crossed_margin_from_a_file_post_stratifies(tmp_path: Path) -> None:
    study = of_firms(
        tmp_path / "s",
        SMALL["firms"]
        + """
[survey.design.calibration]
method = "poststratify"
counts = [{ file = "frame.csv", by = ["sector", "size"] }]
""",
    )
    (study / "frame.csv").write_text("sector,size,firms\na,s,40\na,l,30\nb,s,70\nb,l,20\nc,s,80\nc,l,60\n")
    known = results(study)["design"]["calibration"]["known"]
    assert [(one["level"], round(one["before"]), round(one["after"])) for one in known] == [
        *(("a × s", 40, 40), ("a × l", 25, 30), ("b × s", 60, 70), ("b × l", 15, 20)),
        *(("c × s", 65, 80), ("c × l", 65, 60)),
    ]


def test_a_total_may_be_written_for_a_label(tmp_path: Path) -> None:
    labels = '[survey.labels.sector]\na = "Comercio"\nb = "Industria"\nc = "Servicios"\n'
    named = SMALL["firms_raked"].replace("\na = 70\nb = 90\n", "\nComercio = 70\nb = 90\n")
    same_as_r(results(of_firms(tmp_path / "s", labels + named)), R["firms_raked"])


def test_classes_of_response_keep_the_sum_of_the_weights(tmp_path: Path) -> None:
    design = results(of_firms(tmp_path / "s", MODEL.format(classes=2)))["design"]
    assert [step["step"] for step in design["steps"]] == ["design", "nonresponse"]
    assert_close([step["total"] for step in design["steps"]], [270, 270], 1e-12)
    assert design["nonresponse"] == {"by": [], "model": ["staff"], "classes": 2}


def test_cells_of_response_adjust_the_files_own_weights_too(tmp_path: Path) -> None:
    by_sector = MODEL.format(classes=5).replace('model = ["staff"', 'by = ["sector"')
    study = of_firms(tmp_path / "s", by_sector)
    assert results(study)["design"]["nonresponse"] == {"by": ["sector"], "model": [], "classes": None}
    # Sector a: eligible 20 + 15 + 10, answered 20 + 15; b: 15 + 25 + 10 and 25 + 10; c: 30 + 35 + 35 and 30 + 35.
    weights = read_inputs(open_study(study)).responses.frame["_weight"].to_list()
    expected = [180 / 7, 20, 135 / 7, 0, 25, 250 / 7, 600 / 13, 30, 0, 100 / 7, 0, 700 / 13]
    assert_close(weights, expected, 1e-12)


def test_declared_pairs_of_strata_are_joined(tmp_path: Path) -> None:
    last = pl.col("firm") == "SYN-12"
    alone = pl.read_csv(FIRMS).with_columns(sector=pl.when(last).then(pl.lit("d")).otherwise("sector"))
    joined = results(of_rows(tmp_path / "s", STRATA, alone))
    assert joined["problems"] == []
    pairs = alone.with_columns(size=pl.col("sector").replace("d", "a"))
    by_hand = results(of_rows(tmp_path / "h", STRATA.replace("sector", "size").split("lonely")[0], pairs))
    one, two = (cell(found, "cooperation_by_sector", "all", "cooperation") for found in (joined, by_hand))
    assert_close([one["value"], one["se"]], [two["value"], two["se"]], 1e-12)


HOW_TO = (Path(__file__).parents[2] / "docs/how-to/calibrate-weights.md").read_text("utf-8")


@pytest.mark.parametrize("block", re.findall(r"```toml\n(.*?)```", HOW_TO, re.DOTALL))
def test_every_design_of_the_how_to_runs(tmp_path: Path, block: str) -> None:
    frame = pl.read_csv(FIRMS)
    pairs = frame.filter(pl.col("sector") != "c").vstack(frame.filter(pl.col("sector") == "c").head(1))
    study = of_rows(tmp_path / "s", block, pairs if "collapse" in block else frame)
    (study / "frame.csv").write_text("sector,size,firms\na,s,40\na,l,30\nb,s,70\nb,l,20\nc,s,80\nc,l,60\n")
    found = results(study)
    assert [problem["code"] for problem in found["problems"]] == []
    assert cell(found, "cooperation_by_sector", "all", "cooperation")["se"] > 0
