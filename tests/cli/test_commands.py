"""What each command prints, on small studies made here and on the reference study."""

import json
import re
import shutil
from pathlib import Path

import pytest

from alianza.cli.failures import run
from alianza.report.contents import TABLES, strand_of
from tests.small_study import declared

REFERENCE = Path(__file__).parents[2] / "examples" / "ecuador-2025"

PROTOCOL = (
    declared("pequeno")
    + """
[survey]
file = "empresas.csv"

[survey.columns]
firm = "id"
sector = "sector"
alliance = "alianza"

[survey.kinds]
alliance = "boolean"
sector = "category"
"""
)

CLAIMS = """
source = { es = "Una publicación", en = "A publication" }

[[claims]]
id = "F13"
section = "Resultados"
kind = "finding"
construct = "power_asymmetry"
text = { es = "la mitad larga", en = "a good half" }
form = "point"
published = "55"
unit = "share"
base_n = 48
"""

FIRMS = "id,sector,alianza\n" + "".join(
    f"E{number},{'comercio' if number % 2 else 'servicios'},{number % 3 % 2}\n" for number in range(1, 61)
)


@pytest.fixture(autouse=True)
def spanish(monkeypatch):
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "pequeno"
    folder.mkdir()
    (folder / "study.toml").write_text(PROTOCOL, encoding="utf-8")
    (folder / "claims.toml").write_text(CLAIMS, encoding="utf-8")
    (folder / "empresas.csv").write_text(FIRMS, encoding="utf-8")
    return folder


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_check_says_that_a_sound_study_is_in_order(study, capsys):
    assert run(["check", str(study)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("El protocolo y los datos están en orden.\n")
    survey = [table for table in TABLES if strand_of(table) == "survey"]
    assert f"Con estos datos se pueden calcular 2 de {len(survey)}" in printed
    assert "(outcome): necesita éxito, con su regla [success]\n" in printed


def test_check_finds_a_misspelt_column_and_guesses_the_right_one(study, capsys):
    spoil(study / "study.toml", 'sector = "sector"\n', 'sector = "sectro"\n')
    assert run(["check", str(study)]) == 3
    printed = capsys.readouterr().err
    assert "✗ " in printed
    assert "sectro" in printed
    assert "«sector»" in printed


def test_check_writes_problems_as_json(study, capsys):
    spoil(study / "study.toml", 'sector = "sector"\n', 'sector = "sectro"\n')
    assert run(["check", str(study), "--json"]) == 3
    [problem] = [one for one in json.loads(capsys.readouterr().out) if one["severity"] == "error"]
    assert problem["found"] == "sectro"
    assert problem["what"] and problem["remedy"]


def test_check_reads_the_data_from_another_folder(study, tmp_path, capsys):
    (tmp_path / "datos").mkdir()
    shutil.move(study / "empresas.csv", tmp_path / "datos" / "empresas.csv")
    assert run(["check", str(study)]) == 4
    assert "empresas.csv" in capsys.readouterr().err
    assert run(["check", str(study), "--data", str(tmp_path / "datos")]) == 0


def test_audit_says_which_figure_is_impossible(study, capsys):
    assert run(["audit", str(study)]) == 0
    heading, line = capsys.readouterr().out.splitlines()
    assert heading.split()[:3] == ["Afirmación", "Publicado", "Auditoría"]
    assert line.split()[:2] == ["F13", "55"]
    assert "imposible con su base" in line


def test_audit_as_json_keeps_the_counts(study, capsys):
    assert run(["audit", str(study), "--json"]) == 0
    [record] = json.loads(capsys.readouterr().out)
    assert (record["id"], record["published"], record["status"]) == ("F13", "55", "impossible_on_base")
    assert record["attainable"]["48"] == []


def test_audit_without_claims_says_what_is_missing(study, capsys):
    (study / "claims.toml").unlink()
    assert run(["audit", str(study)]) == 4
    assert "no trae afirmaciones publicadas" in capsys.readouterr().err


def test_freeze_prints_date_and_hash_and_then_the_edits(study, monkeypatch, capsys):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    assert run(["freeze", str(study)]) == 0
    first = capsys.readouterr().out
    assert first.startswith("Protocolo congelado el 2025-06-15. Huella SHA-256: ")
    spoil(study / "study.toml", 'wave = "2025"', 'wave = "2026"')
    assert run(["freeze", str(study)]) == 0
    assert capsys.readouterr().out == first + "Cambios registrados después: 1.\n"


def test_simulate_names_its_files(tmp_path, capsys):
    assert run(["simulate", str(REFERENCE), "--out", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    # Four of the survey, three exports of the review, registry and transcripts of the interviews, and their one log.
    assert len(lines) == 4 + 3 + 1 + 25 + 1
    for line in lines:
        assert Path(line.removeprefix("Datos sintéticos: ")).is_file()


def test_new_writes_a_study_and_the_next_step(tmp_path, capsys):
    assert run(["new", str(tmp_path / "mi-estudio")]) == 0
    printed = capsys.readouterr().out
    assert "study.toml" in printed
    assert f"alianza check {tmp_path / 'mi-estudio'}" in printed


@pytest.mark.parametrize("asked", ["revisión,entrevistas", "Revision, interviews", "interviews,review,review"])
def test_new_takes_the_strands_in_either_language(tmp_path, asked):
    assert run(["new", str(tmp_path / "estudio"), "--strands", asked]) == 0
    text = (tmp_path / "estudio" / "study.toml").read_text(encoding="utf-8")
    assert re.findall(r"^\[(review|survey|interviews)\]", text, re.MULTILINE) == ["review", "interviews"]
    assert run(["check", str(tmp_path / "estudio")]) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--strands", "casos"], "«casos» no es una de las posibilidades: revisión, encuesta, entrevistas."),
        (["--strands", ""], "«» no es una de las posibilidades"),
        (["--strands", "revisión", "--from", "datos.csv"], "añada encuesta a --strands"),
    ],
)
def test_new_names_strands_that_no_study_can_begin_with(tmp_path, capsys, words, said):
    assert run(["new", str(tmp_path / "estudio"), *words]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "estudio").exists()


def test_new_never_overwrites_a_folder(study, capsys):
    assert run(["new", str(study)]) in (3, 4)
    assert "pequeno» ya existe" in capsys.readouterr().err
    assert (study / "study.toml").read_text(encoding="utf-8") == PROTOCOL


def test_run_of_a_partial_study_ends_with_findings_and_the_report(study, capsys):
    assert run(["run", str(study), "--lang", "es"]) == 0
    printed = capsys.readouterr()
    *_, last = printed.out.splitlines()
    report = Path(last.removeprefix("Informe: "))
    assert report == study / "out" / "report.es.html"
    assert report.is_file()
    assert not (study / "out" / "report.en.html").exists()
    assert "✓ " in printed.err


def test_a_quiet_run_as_json_prints_the_results_and_nothing_else(study, capsys):
    assert run(["run", str(study), "--lang", "es", "--quiet", "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["study"]
    assert printed.err == ""


def test_a_run_on_bad_input_writes_nothing(study, capsys):
    spoil(study / "study.toml", 'sector = "sector"\n', 'sector = "sectro"\n')
    assert run(["run", str(study)]) == 3
    assert "sectro" in capsys.readouterr().err
    assert not (study / "out").exists()


def test_a_run_on_synthetic_data_says_so_last(tmp_path, capsys):
    assert run(["run", str(REFERENCE), "--lang", "es", "--out", str(tmp_path / "out"), "--quiet"]) == 0
    printed = capsys.readouterr()
    lines = printed.out.splitlines()
    assert lines[0] == "Hallazgos:"
    assert [line[:5] for line in lines[1:4]] == ["  1. ", "  2. ", "  3. "]
    assert lines[4] == f"Informe: {tmp_path / 'out' / 'report.es.html'}"
    assert lines[5].startswith("DATOS SINTÉTICOS (SYNTHETIC)")
