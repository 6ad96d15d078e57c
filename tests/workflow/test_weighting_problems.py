"""Designs that contradict themselves, their data or METHODS: each is named, in both languages, and no run follows."""

from pathlib import Path

import polars as pl
import pytest

from alianza.formats import Refused
from alianza.render.messages import LANGUAGES, problem_sentences
from alianza.study.problem import Problem
from alianza.workflow.check import check_study
from alianza.workflow.run import run_study
from tests.workflow.statistician import (
    FIRMS,
    MARGINS,
    MODEL,
    OF_FIRMS,
    REPLICATES,
    STRATA,
    of_firms,
    of_rows,
    problems_of,
    results,
    write,
)

BASE = '[survey.design]\nweights = "weight"\n'
JK1 = REPLICATES + 'replicate_type = "JK1"\n'
RAKE = '[survey.design.calibration]\nmethod = "rake"\n'
SECTOR = "[survey.design.calibration.margins.sector]\na = 70\nb = 90\nc = 140\n"
CONTRADICTIONS = {
    "two_adjustments": MODEL.format(classes=5) + 'adjust_by = ["sector"]',
    "adjust_without_response": BASE + 'adjust_model = ["staff"]',
    "adjust_classes_negative": MODEL.format(classes=-1),
    "adjust_with_replicates": JK1 + 'eligible = "alliance"\nresponded = "responded"\nadjust_model = ["staff"]',
    "collapse_without_rule": BASE + 'strata = ["sector"]\ncollapse = { a = "b" }',
    "unknown_stratum": STRATA.replace('d = "a"', 'a = "norte"'),
    "replicate_range": BASE + 'replicate_weights = "r1 to s6"\nreplicate_type = "JK1"',
    "replicate_repeated": BASE + 'replicate_weights = ["r1 to r6", "r3"]\nreplicate_type = "JK1"',
    "replicates_without_weights": '[survey.design]\nreplicate_weights = "r1 to r6"\nreplicate_type = "JK1"',
    "replicates_with_frame": JK1 + '[survey.design.frame]\nfile = "frame.csv"\nby = ["sector"]',
    "replicate_type_undeclared": REPLICATES,
    "wrong_choice": REPLICATES + 'replicate_type = "jkn"',
    "replicate_keys_alone": BASE + "mse = true",
    "replicate_scale": REPLICATES + 'replicate_type = "JKn"',
    "replicate_factors": REPLICATES + 'replicate_type = "JKn"\nrscales = [0.5, 0.5]',
    "replicate_factor_negative": JK1 + "scale = -1",
    "rho_without_fay": JK1 + "rho = 0.5",
    "replicate_rho": REPLICATES + 'replicate_type = "Fay"\nrho = 1.5',
    "replicate_absent": BASE + 'replicate_weights = "r1 to r8"\nreplicate_type = "JK1"',
    "replicate_range_form": BASE + 'replicate_weights = "r1-r6"\nreplicate_type = "JK1"',
    "calibration_without_totals": BASE + RAKE,
    "calibration_key_unused": BASE + RAKE + "population = 300\n" + SECTOR,
    "several_margins": BASE + MARGINS.replace("rake", "poststratify"),
    "repeated_margin": BASE + RAKE + 'counts = [{ file = "frame.csv", by = ["sector"] }]\n' + SECTOR,
    "calibration_bounds": BASE + RAKE.replace("rake", "calibrate") + "bounds = { lower = 1.2 }\n" + SECTOR,
    "negative_total": BASE + RAKE + SECTOR.replace("70", "-70"),
    "calibration_control": BASE + RAKE + "maxit = 0\n" + SECTOR,
    "trim_bounds": BASE + "trim = { lower = 9, upper = 4 }",
    "unknown_variable": BASE + RAKE + SECTOR.replace("sector", "rama"),
    "calibration_no_total": BASE + RAKE + SECTOR.replace("b = 90\n", ""),
    "calibration_empty_level": BASE + RAKE + SECTOR + "d = 10\n",
    "margins_disagree": BASE + MARGINS.replace("140", "240"),
    "repeated_total": '[survey.labels.sector]\na = "Comercio"\n' + BASE + RAKE + SECTOR + "Comercio = 70\n",
    "margin_column_missing": BASE + RAKE + 'counts = [{ file = "frame.csv", by = ["sector"], count = "empresas" }]',
    "total_not_number": BASE + RAKE.replace("rake", "calibrate") + "totals = { size = 3 }\n" + SECTOR,
    "calibrated_others": BASE + RAKE + 'totals_of = "alliances"\n' + SECTOR,
    "adjust_model_unsolved": MODEL.format(classes=0).replace("staff", "size"),
}  # fmt: skip


@pytest.mark.parametrize("code", CONTRADICTIONS)
def test_every_contradiction_is_named_in_both_languages_and_refuses_the_run(tmp_path: Path, code: str) -> None:
    study = of_firms(tmp_path / "s", CONTRADICTIONS[code])
    (study / "frame.csv").write_text("sector,firms\na,70\nb,90\nc,140\n")
    if code == "adjust_model_unsolved":
        _answer_by_size(study)
    found = problems_of(study)
    assert found[code].severity == "error"
    assert found[code].place
    for language in LANGUAGES:
        assert all(not set("{}") & set(part) for part in problem_sentences(found[code], language))
    with pytest.raises(Refused):
        run_study(study)


def _answer_by_size(study: Path) -> None:
    """Every small eligible firm answered and no large one did."""
    changed(study, responded=pl.col("alliance") * (pl.col("size") == "s"))


def test_a_misspelt_category_is_named_with_the_one_meant_on_both_sides(tmp_path: Path) -> None:
    words = {"a": "comercio", "b": "industria", "c": "servicios"}
    named = SECTOR.replace("a =", "comrecio =").replace("b =", "industria =").replace("c =", "servicios =")
    study = of_rows(
        tmp_path / "s", BASE + RAKE + named, pl.read_csv(FIRMS).with_columns(pl.col("sector").replace(words))
    )
    found = problems_of(study)
    without, empty = found["calibration_no_total"], found["calibration_empty_level"]
    assert (without.found, without.values["near"].values) == ("comercio", {"word": "comrecio"})
    assert (empty.found, empty.expected, empty.values["near"].values) == ("comrecio", "70", {"word": "comercio"})
    assert (without.place, without.file, without.values["key"]) == (
        "sector", "study.toml", "survey.design.calibration.margins.sector",
    )  # fmt: skip


def changed(study: Path, **columns: pl.Expr) -> dict[str, Problem]:
    """The problems after columns of the firms' file were replaced."""
    (study / "data.csv").unlink()
    pl.read_csv(FIRMS).with_columns(**columns).write_csv(study / "data.csv")
    return problems_of(study)


def in_row(number: int, name: str, value: object) -> pl.Expr:
    return pl.when(pl.int_range(pl.len()) == number).then(pl.lit(value)).otherwise(name)


def test_negative_blank_and_empty_replicates_are_named_by_column_and_row(tmp_path: Path) -> None:
    found = changed(of_firms(tmp_path / "s", JK1), r2=in_row(4, "r2", -3.0), r3=in_row(1, "r3", None), r4=pl.lit(0.0))
    negative, blank, empty = (found[f"{kind}_replicate"] for kind in ("negative", "missing", "empty"))
    assert (negative.place, negative.row, negative.found, negative.severity) == ("r2", 6, "-3", "error")
    assert (blank.place, blank.row, empty.place) == ("r3", 3, "r4")


def test_successive_differences_may_be_negative(tmp_path: Path) -> None:
    study = of_firms(tmp_path / "s", JK1.replace("JK1", "SDR"))
    assert changed(study, r2=in_row(4, "r2", -3.0))["negative_replicate"].severity == "notice"
    assert results(study)["design"]["replicates"]["scale"] == pytest.approx(4 / 6)


def test_replicates_declared_the_wrong_way_round_are_doubted(tmp_path: Path) -> None:
    assert "replicates_look_combined" in problems_of(of_firms(tmp_path / "s", JK1 + "combined_weights = false\n"))
    names = [f"r{k}" for k in range(1, 7)]
    found = changed(of_firms(tmp_path / "t", JK1), **{name: pl.col(name) / pl.col("weight") for name in names})
    assert "replicates_look_like_factors" in found
    assert "replicates_look_like_factors" not in problems_of(of_firms(tmp_path / "u", JK1))


ALLIANCES = pl.lit(1)


def test_alliance_firms_are_never_raked_to_the_directory(tmp_path: Path) -> None:
    study = of_firms(tmp_path / "s", BASE + MARGINS)
    found = changed(study, alliance=ALLIANCES)
    assert (found["calibrated_alliances"].severity, found["calibrated_alliances"].found) == ("error", "alliance")
    declared = BASE + MARGINS.replace('"rake"\n', '"rake"\ntotals_of = "alliances"\n')
    allowed = of_firms(tmp_path / "t", declared)
    assert "calibrated_alliances" not in changed(allowed, alliance=ALLIANCES)


def test_a_file_that_does_not_say_who_was_screened_is_calibrated_with_a_warning(tmp_path: Path) -> None:
    silent = OF_FIRMS.replace('alliance = "alliance"\n', "")
    study = write(tmp_path / "s", FIRMS, silent, BASE + MARGINS)
    (study / "study.toml").write_text((study / "study.toml").read_text().replace('alliance = "boolean"', ""))
    assert problems_of(study)["calibrated_firms_unknown"].severity == "warning"
    said = MARGINS.replace('"rake"\n', '"rake"\ntotals_of = "screened"\n')
    write(study, FIRMS, silent, BASE + said)
    (study / "study.toml").write_text((study / "study.toml").read_text().replace('alliance = "boolean"', ""))
    assert "calibrated_firms_unknown" not in problems_of(study)


def test_totals_that_no_weights_can_meet_stop_the_run_and_the_check(tmp_path: Path) -> None:
    tight = RAKE.replace("rake", "calibrate") + "bounds = { lower = 0.99, upper = 1.01 }\n" + SECTOR
    study = of_firms(tmp_path / "s", BASE + tight)
    with pytest.raises(Refused) as refused:
        run_study(study)
    assert (refused.value.problem.code, refused.value.problem.place) == ("calibration_failed", "sector")
    assert "calibration_failed" in {problem.code for problem in check_study(study).problems}


def test_raking_that_does_not_settle_stops_the_run(tmp_path: Path) -> None:
    study = of_firms(tmp_path / "s", BASE + MARGINS.replace('"rake"\n', '"rake"\nmaxit = 1\n'))
    with pytest.raises(Refused) as refused:
        run_study(study)
    assert refused.value.problem.code == "calibration_failed"


def test_a_predictor_of_response_must_be_known_of_every_eligible_firm(tmp_path: Path) -> None:
    found = changed(of_firms(tmp_path / "s", MODEL.format(classes=5)), staff=in_row(3, "staff", None))
    assert (found["adjust_predictor_missing"].place, found["adjust_predictor_missing"].row) == ("staff", 5)
