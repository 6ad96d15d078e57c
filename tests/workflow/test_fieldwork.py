"""Contacts and pilot in a run: read, hashed, and their oddities told without stopping the study."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from alianza.formats import Refused
from alianza.workflow.check import check_study
from alianza.workflow.run import run_study

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "examples" / "ecuador-2025"
CONTACTS = Path("survey") / "contacts.SYNTHETIC.csv"
PILOT = Path("survey") / "pilot.SYNTHETIC.csv"
OWN_TABLES = {
    "response_rates", "eligibility_by_stratum", "call_attempts", "pilot", "pilot_scales", "instrument_log",
    "scale_reliability", "scale_items",
}  # fmt: skip


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A copy of the reference study that a test may spoil."""
    copy = tmp_path / "estudio"
    shutil.copytree(REFERENCE, copy, ignore=shutil.ignore_patterns("out"))
    return copy


def replaced(study: Path, old: str, new: str) -> None:
    text = (study / "study.toml").read_text(encoding="utf-8")
    assert old in text
    (study / "study.toml").write_text(text.replace(old, new), encoding="utf-8")


def contacts(study: Path) -> pl.DataFrame:
    return pl.read_csv(study / CONTACTS, infer_schema=False)


def test_every_file_is_in_the_manifest_and_every_table_in_the_results(study: Path) -> None:
    folder = run_study(study, languages=("es",)).folder
    inputs = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    assert {CONTACTS.as_posix(), PILOT.as_posix()} <= set(inputs)
    tables = json.loads((folder / "results.json").read_text(encoding="utf-8"))["tables"]
    assert {name for name in OWN_TABLES if tables[name].get("rows")} == OWN_TABLES


def test_a_study_without_fieldwork_still_reports_and_says_what_is_needed(study: Path) -> None:
    text = (study / "study.toml").read_text(encoding="utf-8")
    start, end = text.index("# --- Trabajo de campo"), text.index("# --- Reglas y límites")
    (study / "study.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    lacking = check_study(study).lacking
    assert {name: lacking[name] for name in OWN_TABLES} == {
        "response_rates": ("disposition",),
        "eligibility_by_stratum": ("disposition",),
        "call_attempts": ("disposition",),
        "pilot": ("pilot",),
        "pilot_scales": ("pilot",),
        "instrument_log": ("versions",),
        "scale_reliability": ("scales",),
        "scale_items": ("scales",),
    }
    report = run_study(study, languages=("es",)).folder / "report.es.html"
    assert "por falta de una escala de tres ítems o más" in report.read_text(encoding="utf-8")


def test_unknown_codes_are_told_and_left_out(study: Path) -> None:
    first = contacts(study)["disposicion"].to_list()
    contacts(study).with_columns(disposicion=pl.Series(["7", *first[1:]])).write_csv(study / CONTACTS)
    checked = check_study(study)
    assert [(one.code, one.severity, one.found) for one in checked.problems] == [
        ("unknown_disposition", "warning", "7")
    ]
    table = next(one for one in checked.tables if one.id == "response_rates")
    assert table.base == 1649
    assert "notes.uncounted" in [note.code for note in table.notes]


def test_contacts_that_count_other_interviews_than_the_survey_are_told(study: Path) -> None:
    contacts(study).filter(pl.col("disposicion") != "1.1").write_csv(study / CONTACTS)
    assert [one.code for one in check_study(study).problems if one.code == "fieldwork_disagrees"] != []


def test_a_missing_contact_file_is_a_missing_resource(study: Path) -> None:
    (study / CONTACTS).unlink()
    with pytest.raises(Refused) as refused:
        run_study(study)
    assert (refused.value.problem.code, refused.value.exit_code) == ("data_missing", 4)


def test_synthetic_contacts_make_a_study_synthetic(study: Path) -> None:
    frame = pl.read_csv(study / "survey" / "firms.SYNTHETIC.csv", infer_schema=False)
    frame.with_columns(pl.col("id_empresa").str.replace("SYN-", "")).write_csv(study / "survey" / "firms.csv")
    replaced(study, 'file = "survey/firms.SYNTHETIC.csv"', 'file = "survey/firms.csv"')
    replaced(study, "synthetic = true", "synthetic = false")
    found = [one for one in check_study(study).problems if one.code == "synthetic_undeclared"]
    assert CONTACTS.as_posix() in [one.file for one in found]


def test_dispositions_may_stand_in_the_survey_itself(study: Path) -> None:
    """Only screened firms are rows of the survey, so there every eligibility is known and all views agree."""
    firms = pl.read_csv(study / "survey" / "firms.SYNTHETIC.csv", infer_schema=False)
    firms.join(contacts(study).select("id_empresa", "disposicion"), on="id_empresa", how="left").write_csv(
        study / "survey" / "firms.SYNTHETIC.csv"
    )
    text = (study / "study.toml").read_text(encoding="utf-8")
    start, end = text.index("[survey.fieldwork]"), text.index("# --- Cuestionario")
    text = text[:start] + text[end:]
    text = text.replace("[survey.columns]\n", '[survey.columns]\ndisposition = "disposicion"\n')
    (study / "study.toml").write_text(text, encoding="utf-8")
    checked = check_study(study)
    assert checked.problems == ()
    table = next(one for one in checked.tables if one.id == "response_rates")
    assert table.base == 1470
    rates = {row.id: row.cells[3] for row in table.rows}
    assert rates["RR1"].value == rates["RR3"].value == rates["RR5"].value == pytest.approx(150 / 220)
    assert next(one for one in checked.tables if one.id == "eligibility_by_stratum").computable
