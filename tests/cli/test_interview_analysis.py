"""`alianza interviews quotes`, `search`, `suggest`, `saturation`, `co-occurrence` and `matrix`."""

import json
from pathlib import Path
from typing import Any

import pytest

from alianza.cli import failures
from alianza.workflow.interviews import actions
from alianza.workflow.interviews.actions import Target
from alianza.workflow.interviews.transcripts import add_transcripts
from alianza.workflow.interviews.withdrawing import withdraw
from tests.interviews_study import study, transcripts

QUESTION_AND_ANSWER = "Entrevistador: ¿Y después?\n\nP1: Nos reunimos cada mes y la confianza creció."


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two transcripts and two codes (events 1 to 4); P1 may be quoted, P2 may not. Passages are events 5 to 7."""
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    folder = study(tmp_path)
    add_transcripts(folder, transcripts(folder), "lia")
    actions.add_code(folder, "confianza", {"construct": "trust"}, "lia")
    actions.add_code(folder, "acuerdos", {}, "lia")
    actions.code_passage(folder, Target("E01", words=QUESTION_AND_ANSWER), ["confianza"], "ana")
    actions.code_passage(folder, Target("E01", words="la confianza creció"), ["acuerdos"], "ana")
    actions.code_passage(folder, Target("E02", words="fue un acuerdo de palabra"), ["confianza"], "ana")
    return folder


def run(*words: str | Path) -> int:
    return failures.run(["interviews", *map(str, words)])


def answer(capsys: pytest.CaptureFixture[str], *words: str | Path) -> Any:
    capsys.readouterr()
    assert run(*words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_a_quote_bears_pseudonym_place_and_consent_and_none_of_the_question(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("quotes", made) == 0
    assert "falta que una segunda persona autorice" in capsys.readouterr().out
    actions.clear_passages(made, ["5", "7"], "luis")
    assert run("quotes", made) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "SYNTHETIC"
    assert said[2].endswith(
        "consintió en ser citado: 1; autorizados: 1; recortados a las respuestas: 1; sin palabras propias: 0."
    )
    assert said[3] == "  «Nos reunimos cada mes y la confianza creció.»"
    assert said[4].startswith("    P1, gerente, comercio  E01  turno 4, P1  ")
    assert said[4].endswith("consentimiento: cita")
    assert not [
        line for line in said if "Azuay" in line or "palabra" in line.lower() and "«" in line and "acuerdo" in line
    ]


def test_of_who_withdrew_nothing_is_left_to_quote(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    actions.clear_passages(made, ["5"], "luis")
    withdraw(made, "P1", "lia", confirmed=True)
    [one] = answer(capsys, "quotes", made, "--construct", "trust")["constructs"]
    assert (one["quotes"], one["passages"], one["reason"]) == ([], 1, "none_consented")
    assert answer(capsys, "search", made, "confianza") == []


def test_a_construct_that_nobody_declared_is_named(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("quotes", made, "--construct", "nada") == 3
    assert "nada" in capsys.readouterr().err


def test_words_are_found_with_any_ending_and_with_who_says_them(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "search", made, "conflicto", "acuerdos")
    assert [(one["document"], one["found"], one["speaker"], one["turn"]) for one in found] == [
        ("E02", "acuerdo", "P2", 2), ("E02", "conflictos", "Entrevistador", 3),
    ]  # fmt: skip
    assert run("search", made, "confianzas") == 0
    assert "cada mes y la «confianza» creció" in capsys.readouterr().out


def test_suggestions_name_their_reason_and_give_no_code(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "suggest", made, "--terms", "confianza=conocíamos,presentó")
    assert {(one["document"], one["code"], tuple(one["found"])) for one in found if one["why"] == "term"} == {
        ("E01", "confianza", ("conocíamos",)), ("E02", "acuerdos", ("acuerdo",)),
    }  # fmt: skip
    assert not [one for one in found if "Entrevistador" in one["words"] or "¿" in one["words"]]
    assert len(answer(capsys, "passages", made)["passages"]) == 3
    assert run("suggest", made, "--terms", "nada=algo") == 3
    assert run("suggest", made, "--terms", "algo") == 2
    assert run("suggest", made) == 0
    assert "No se dio ningún código." in capsys.readouterr().out


def test_saturation_states_its_rule_and_claims_nothing_of_two_interviews(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("saturation", made) == 0
    said = capsys.readouterr().out.splitlines()
    assert "de las últimas 2 entrevistas" in said[0] and "a lo sumo el 5,0\u00a0%" in said[0]
    assert "hay menos entrevistas que las de la base y la serie" in said[1]
    assert [line.split()[:2] for line in said[-2:]] == [["E01", "2"], ["E02", "2"]]


def test_saturation_follows_from_the_rule_of_the_protocol(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    protocol = made / "study.toml"
    rule = "\n[interviews.saturation]\nbase = 1\nrun = 1\nthreshold = 0.6\n"
    protocol.write_text(protocol.read_text(encoding="utf-8") + rule, encoding="utf-8")
    topics = answer(capsys, "saturation", made)["topics"]
    assert topics[0]["runs"] == [0.0]  # E01 has both codes, E02 one of them
    assert 0.4 < topics[0]["share"] < 0.6 and topics[0]["reached"] is True
    assert run("saturation", made) == 0
    assert "hay saturación" in capsys.readouterr().out


def test_codes_that_meet_are_told_with_their_coefficient(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "co-occurrence", made) == [
        {
            "first": "confianza", "second": "acuerdos", "meetings": 1, "passages_first": 2, "passages_second": 1,
            "c": 0.5, "reason": "",
        }
    ]  # fmt: skip
    assert run("co-occurrence", made) == 0
    assert "confianza × acuerdos" in capsys.readouterr().out
    assert answer(capsys, "co-occurrence", made, "--code", "nada") == []
    assert run("co-occurrence", made, "--within", "5") == 2
    assert run("co-occurrence", made, "--meeting", "proximity", "--within", "5") == 0


def test_a_matrix_has_the_base_of_each_column(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "matrix", made)
    assert (found["columns"], found["bases"]) == (["E01", "E02"], [2, 1])
    assert found["rows"][0] == {"code": "confianza", "cells": [1, 1]}
    assert run("matrix", made, "--columns", "sector", "--count", "documents") == 0
    assert "manufactura" in capsys.readouterr().out
    assert run("matrix", made, "--columns", "provincia") == 3
