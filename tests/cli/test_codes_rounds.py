"""`alianza codes` from the first blind round to the one that is reported."""

import csv
import json
from pathlib import Path

import pytest

from alianza.cli import failures
from alianza.statistics.agreement import gwet_ac1, krippendorff_alpha
from alianza.workflow.interviews.actions import add_code, change_code, move_code
from alianza.workflow.interviews.agreement import agreement
from alianza.workflow.interviews.transcripts import add_transcripts
from tests.interviews_study import study, transcripts

ANA = ["confianza", "confianza; actas", "Ninguno", "actas"]
LUIS = ["confianza", "confianza", "ninguno", "confianza"]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    monkeypatch.chdir(tmp_path)
    folder = study(tmp_path)
    add_transcripts(folder, transcripts(folder), "lia")
    for name in ("confianza", "actas"):
        add_code(folder, name, {}, "lia")
    return folder


def run(*words: str | Path) -> int:
    return failures.run([str(one) for one in words])


def said(capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 0) -> str:
    capsys.readouterr()
    assert run("codes", *words) == code
    return "".join(capsys.readouterr())


def hand_in(made: Path, by: str, codes: list[str]) -> int:
    assert run("codes", "batch", made, "--by", by, "--out", f"{by}.csv") == 0
    table = list(csv.DictReader(Path(f"{by}.csv").read_text(encoding="utf-8-sig").splitlines()))
    with Path(f"{by}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        writer.writerows({**row, "códigos": given} for row, given in zip(table, codes, strict=True))
    return run("codes", "judge", made, "--file", f"{by}.csv", "--by", by)


def coded(made: Path) -> None:
    assert run("codes", "round", made, "piloto", "--share", "100%", "--by", "lia") == 0
    assert hand_in(made, "ana", ANA) == 0
    assert hand_in(made, "luis", LUIS) == 0


def test_a_round_is_drawn_handed_out_and_handed_in(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "round", made, "--by", "lia")
    assert "abrió la ronda «1»" in out
    assert "Segmentos sorteados: 2 de 4, de 2 entrevistas (semilla 2025)." in out
    assert hand_in(made, "ana", ["confianza", "confiansa"]) == 3
    err = capsys.readouterr().err
    assert "ana.csv, fila 3" in err
    assert "«confiansa»" in err
    assert "S2" in said(capsys, "judge", made, "S2", "--codes", "ninguno", "--by", "ana")
    assert said(capsys, "batch", made, "--by", "ana", "--out", "otro.csv").startswith("No queda nada")
    assert said(capsys, "judge", made, "2", "--codes", "actas", "--by", "luis", code=2)
    assert said(capsys, "judge", made, "--by", "luis", code=2)


def test_nobody_sees_a_round_before_it_is_complete(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("codes", "round", made, "--by", "lia")
    assert hand_in(made, "ana", ["confianza", "actas"]) == 0
    for command in ("conflicts", "agreement"):
        assert "faltan segmentos de luis 2" in said(capsys, command, made)
    log = json.loads(said(capsys, "log", made, "--json"))
    assert [one["payload"] for one in log if one["kind"] == "unit_rated"] == [
        {"round": str(log[-3]["number"]), "unit": unit} for unit in (1, 2)
    ]
    assert "codificó el segmento S1 de la ronda «1»" in said(capsys, "log", made)


def test_codes_given_outside_of_a_round_wait_until_it_is_complete(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("codes", "round", made, "piloto", "--share", "100%", "--by", "lia")
    assert hand_in(made, "ana", ANA) == 0
    Path("tabla.csv").write_text("documento;código;palabras\nE01;confianza;firmamos sin leer\n", encoding="utf-8")
    one = ("interviews", "code", made, "E01", "confianza", "--words", "firmamos sin leer", "--by", "ana")
    table = ("interviews", "code", made, "--file", "tabla.csv", "--by", "ana")
    for command in (one, table):
        assert run(*command) == 3
        assert "toca el segmento S1 de la ronda «piloto»" in "".join(capsys.readouterr())
    assert "firmamos" not in said(capsys, "log", made) + said(capsys, "stats", made)
    assert hand_in(made, "luis", LUIS) == 0
    assert run(*one) == 0


def test_a_batch_says_of_which_round_it_is_and_is_read_into_no_other(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    coded(made)
    assert run("codes", "round", made, "--share", "100%", "--by", "lia") == 0
    old = ("judge", made, "--file", "luis.csv", "--by", "luis")
    out = said(capsys, *old)
    assert "Lote de la ronda «piloto»." in out
    assert "ya estaban: 4" in out
    assert "es de la ronda «piloto», no de la ronda «2»" in said(capsys, *old, "--round", "2", code=3)
    assert "ya estaban: 4" in said(capsys, *old, "--round", "piloto")


def test_disagreements_are_shown_and_settled(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    coded(made)
    out = said(capsys, "conflicts", made)
    assert "actas: lo dio ana; no lo dio luis." in out
    assert said(capsys, "settle", made, "S2", "actas", "--verdict", "sí", "--by", "eva", code=3)
    ruling = ("S2", "actas", "--verdict", "Sí", "--reason", "se nombra", "--by", "eva")
    assert "S2" in said(capsys, "settle", made, *ruling)
    found = json.loads(said(capsys, "conflicts", made, "--json"))["disagreements"]
    assert [(one["segment"], one["code"], one["settled"]) for one in found] == [
        ("S2", "actas", True), ("S4", "confianza", None), ("S4", "actas", None),
    ]  # fmt: skip
    assert said(capsys, "settle", made, "S4", "actas", "--verdict", "quizás", "--reason", "x", "--by", "eva", code=2)
    assert "Desacuerdos por decidir en eva.csv: 2." in said(
        capsys, "batch", made, "--conflicts", "--by", "eva", "--out", "eva.csv"
    )


def test_a_round_on_which_all_coders_agree_has_no_conflicts(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("codes", "round", made, "piloto", "--share", "100%", "--by", "lia")
    for by in ("ana", "luis"):
        assert hand_in(made, by, LUIS) == 0
    assert "«piloto» dieron los mismos códigos a todos los segmentos" in said(capsys, "conflicts", made)
    assert json.loads(said(capsys, "conflicts", made, "--json"))["disagreements"] == []


def test_agreement_is_that_of_the_statistics_and_says_which_round_counts(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    coded(made)
    found = json.loads(said(capsys, "agreement", made, "--json", "--seed", "3"))
    rows = {row["name"]: row for row in found["rows"]}
    table = [[1, 1], [1, 1], [0, 0], [0, 1]]
    alpha = krippendorff_alpha(table, codes=(0, 1), seed=3, draws=2_000)
    ac1 = gwet_ac1(table, codes=(0, 1), seed=3)
    assert [rows["confianza"]["alpha"][name] for name in ("value", "low", "reason", "n_units")] == [
        alpha.value, alpha.low, alpha.reason, 4,
    ]  # fmt: skip
    assert rows["confianza"]["ac1"]["value"] == ac1.value
    assert rows["confianza"]["given"] == {"ana": 2, "luis": 3}
    assert rows["actas"]["enough"] is False
    assert found["reported"]["why"] == "not_frozen"
    out = said(capsys, "agreement", made)
    assert "no se ha congelado" in out
    assert "no vota" not in out  # neither code measures a construct
    change_code(made, "actas", {"construct": "trust"}, "lia")
    told = said(capsys, "agreement", made).splitlines()
    mark = next(line for line in told if "con un alfa menor que 0,667" in line).partition(" ")[0].strip("()")
    assert next(line for line in told if line.startswith("actas")).rstrip(")").endswith(mark)
    move_code(made, "confianza", "actas", "lia")
    assert agreement(made, "code").measuring == {"actas", "actas/confianza"}
    move_code(made, "actas/confianza", "", "lia")
    run("codes", "freeze", made, "v1", "--by", "lia")
    assert run("codes", "round", made, "--share", "100%", "--by", "lia") == 0
    assert hand_in_second(made) == [0, 0]
    by_round = json.loads(said(capsys, "agreement", made, "--by", "round", "--json"))
    assert [(row["name"], row["percent"]["n_units"]) for row in by_round["rows"]] == [("piloto", 8), ("2", 8)]
    assert [one["version"] for one in by_round["rounds"]] == ["", "v1"]
    assert by_round["reported"]["round"] == "2"
    assert "Ronda «2» (versión «v1»)" in said(capsys, "agreement", made)
    by_document = json.loads(said(capsys, "agreement", made, "--by", "document", "--json"))
    assert [row["name"] for row in by_document["rows"]] == ["E01", "E02"]


def hand_in_second(made: Path) -> list[int]:
    codes = []
    for by in ("ana", "luis"):
        Path(f"{by}.csv").rename(f"{by}-1.csv")
        codes.append(hand_in(made, by, ANA))
    return codes


def test_the_status_names_what_comes_next_in_both_languages(
    made: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Abra una ronda de prueba" in said(capsys, "status", made)
    coded(made)
    out = said(capsys, "status", made)
    assert "Ronda «piloto» (sin versión congelada), segmentos: 4. Completa. Desacuerdos: 3; por decidir: 3." in out
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert "settle 3 disagreements" in said(capsys, "status", made)
    found = json.loads(said(capsys, "status", made, "--json"))
    assert (found["rounds"][0]["open"], found["reported"]["why"]) == (3, "not_frozen")
