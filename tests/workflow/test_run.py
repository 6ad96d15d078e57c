"""`alianza run`: the same inputs give the same bytes, and bad inputs leave nothing behind."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyreadstat
import pytest

from alianza.formats import Refused
from alianza.report.contents import strand_of
from alianza.workflow.check import check_study
from alianza.workflow.provenance import digests
from alianza.workflow.run import run_study

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "examples" / "ecuador-2025"
REAL = ROOT / "examples" / "ecuador-acti-2014"
ACTI = ROOT.parent / "shared" / "data" / "ecuador_acti"
FIRMS = Path("survey") / "firms.SYNTHETIC.csv"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A copy of the reference study that a test may spoil."""
    copy = tmp_path / "estudio"
    shutil.copytree(REFERENCE, copy, ignore=shutil.ignore_patterns("out"))
    return copy


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_study(REFERENCE, out=tmp_path_factory.mktemp("run") / "out").folder


def results(folder: Path) -> dict:
    return json.loads((folder / "results.json").read_text(encoding="utf-8"))


def test_a_run_leaves_every_promised_file(reference: Path) -> None:
    files = {file.relative_to(reference).as_posix() for file in reference.rglob("*") if file.is_file()}
    reports = {f"report.{language}.{kind}" for language in ("es", "en") for kind in ("html", "docx", "pdf")}
    assert reports | {"results.json", "manifest.json", "tables/table1_alliance_types.csv"} <= files
    assert any(name.startswith("figures/") and name.endswith(".svg") for name in files)


def test_the_same_inputs_give_the_same_bytes_in_another_folder(reference: Path, study: Path) -> None:
    again = run_study(study).folder
    assert digests(again) == digests(reference)


def test_synthetic_is_written_wherever_the_data_show(reference: Path) -> None:
    assert results(reference)["synthetic"] is True
    for language in ("es", "en"):
        assert "SYNTHETIC" in (reference / f"report.{language}.html").read_text(encoding="utf-8")
    for figure in (reference / "figures").glob("*.svg"):
        assert "SYNTHETIC" in figure.read_text(encoding="utf-8"), figure.name


def test_synthetic_claims_are_never_replicated_or_contradicted(reference: Path) -> None:
    verdicts = {claim["verdict"] for claim in results(reference)["claims"]}
    assert verdicts <= {"recovered", "not_recovered", "not_comparable", "not_computable"}
    assert len(results(reference)["claims"]) == 75


def test_without_the_survey_strand_its_tables_are_not_told_and_the_others_are_reported(study: Path) -> None:
    text = (study / "study.toml").read_text(encoding="utf-8")
    kept = [part for part in text.split("\n\n") if not _of_survey(part)]
    (study / "study.toml").write_text("\n\n".join(kept), encoding="utf-8")
    folder = run_study(study, languages=("es",)).folder
    found = results(folder)
    assert {strand_of(name) for name in found["tables"]} == {"review", "interviews"}
    assert not any("needs" in table for name, table in found["tables"].items() if strand_of(name) == "review")
    assert found["study"]["counts"] == {"cases": 0, "interviews": 25, "review": 48, "survey": 0}
    assert {"interviews": "positive", "review": "positive"} in [one["votes"] for one in found["convergence"]]
    assert {hypothesis["verdict"] for hypothesis in found["hypotheses"]} == {"untestable"}
    assert (folder / "report.es.pdf").stat().st_size > 0


def _of_survey(part: str) -> bool:
    """Whether a paragraph of study.toml declares the survey or something that rests on it."""
    lines = [line for line in part.splitlines() if line and not line.startswith("#")]
    starts = ("[survey", "[[survey", "[success]", "[structure]")
    return bool(lines) and lines[0].startswith(starts)


@pytest.mark.skipif(not ACTI.exists(), reason="INEC's innovation survey is not here")
def test_the_real_study_runs_and_its_claims_are_not_comparable(tmp_path: Path) -> None:
    found = results(run_study(REAL, data=ACTI, out=tmp_path / "out", languages=("es",)).folder)
    assert found["synthetic"] is False
    assert found["tables"]["cooperation_by_sector"]["base"] == 2610
    assert {claim["verdict"] for claim in found["claims"]} <= {"not_comparable"}
    assert [problem["code"] for problem in found["problems"]] == ["on_threshold"]


def _misspelt_column(study: Path) -> None:
    _replace(study / "study.toml", 'province = "provincia"', 'province = "provinica"')


def _province_outside_the_frame(study: Path) -> None:
    _replace(study / FIRMS, ",Guayas,", ",Guayaz,", 1)


def _text_among_numbers(study: Path) -> None:
    frame = pl.read_csv(study / FIRMS, infer_schema=False)
    answered = pl.col("meses_planificacion").is_not_null() & (pl.col("meses_planificacion").cum_count() == 1)
    changed = frame.with_columns(
        pl.when(answered).then(pl.lit("pronto")).otherwise("meses_planificacion").alias("meses_planificacion")
    )
    changed.write_csv(study / FIRMS)


def _empty_file(study: Path) -> None:
    (study / FIRMS).write_bytes(b"")


def _too_large(study: Path) -> None:
    text = (study / "study.toml").read_text(encoding="utf-8")
    (study / "study.toml").write_text(re.sub(r"max_bytes = [\d_]+", "max_bytes = 1000", text), encoding="utf-8")


def _truncated_sav(study: Path) -> None:
    frame = pl.read_csv(study / FIRMS, infer_schema=False)
    pyreadstat.write_sav(frame, study / "survey" / "firms.sav")
    content = (study / "survey" / "firms.sav").read_bytes()
    (study / "survey" / "firms.sav").write_bytes(content[: len(content) // 2])
    _replace(study / "study.toml", 'file = "survey/firms.SYNTHETIC.csv"', 'file = "survey/firms.sav"')
    _replace(study / "study.toml", 'format = "csv"\n', "")


def _replace(file: Path, old: str, new: str, count: int = -1) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(old, new, count), encoding="utf-8")


SPOILT: dict[str, tuple[Callable[[Path], None], str]] = {
    "misspelt column": (_misspelt_column, "unknown_column"),
    "province outside the frame": (_province_outside_the_frame, "not_in_frame"),
    "text among numbers": (_text_among_numbers, "text_in_number"),
    "empty file": (_empty_file, "empty_file"),
    "over the limit": (_too_large, "file_too_large"),
    "truncated .sav": (_truncated_sav, "unreadable_file"),
}


@pytest.mark.parametrize("case", SPOILT)
def test_bad_input_is_refused_with_its_problem_and_leaves_no_output(study: Path, case: str) -> None:
    spoil, code = SPOILT[case]
    spoil(study)
    with pytest.raises(Refused) as refused:
        run_study(study)
    problems = (refused.value.problem, *refused.value.others)
    assert code in {problem.code for problem in problems}
    assert refused.value.exit_code == 3
    assert not list(study.glob("out*"))


@pytest.mark.skipif(not ACTI.exists(), reason="INEC's innovation survey is not here")
def test_a_stratum_with_one_firm_and_no_rule_for_it_is_refused_by_name(tmp_path: Path) -> None:
    study = tmp_path / "estudio"
    shutil.copytree(REAL, study, ignore=shutil.ignore_patterns("out"))
    _replace(study / "study.toml", 'lonely_psu = "adjust"', 'lonely_psu = "fail"')
    with pytest.raises(Refused) as refused:
        run_study(study, data=ACTI)
    assert (refused.value.problem.code, refused.value.problem.found) == ("lonely_psu", "D.2")
    assert refused.value.exit_code == 3
    assert not list(study.glob("out*"))
    assert "lonely_psu" in {problem.code for problem in check_study(study, ACTI).problems}


@pytest.mark.skipif(not ACTI.exists(), reason="INEC's innovation survey is not here")
def test_a_negative_weight_is_refused(tmp_path: Path) -> None:
    frame = pl.read_csv(ACTI / "acti_2012_2014.csv", infer_schema=False)
    weight = pl.when(pl.int_range(pl.len()) == 4).then(pl.lit("-1")).otherwise("fexp").alias("fexp")
    frame.with_columns(weight).write_csv(tmp_path / "acti_2012_2014.csv")
    with pytest.raises(Refused) as refused:
        run_study(REAL, data=tmp_path, out=tmp_path / "out")
    assert refused.value.problem.code == "negative_weight"
    assert refused.value.problem.row == 6
    assert not (tmp_path / "out").exists()


def test_a_failed_run_keeps_the_report_of_the_run_before(study: Path) -> None:
    before = digests(run_study(study, languages=("es",)).folder)
    _misspelt_column(study)
    with pytest.raises(Refused):
        run_study(study, languages=("es",))
    assert digests(study / "out") == before
