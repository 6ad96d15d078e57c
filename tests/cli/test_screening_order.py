"""`alianza review order` and `alianza review simulate`."""

import json
from pathlib import Path

import pytest

from alianza.cli.failures import run
from tests import review_study

SIX = {"wss_95", "recall_10", "atd", "loss", "seconds"}


@pytest.fixture(autouse=True)
def spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")


def labelled(folder: Path, values: list[str], name: str = "decision") -> Path:
    """SYNTHETIC records: the included ones speak of alliances, the others of roses."""
    subjects = {"1": "alianzas entre pymes", "sí": "alianzas y confianza", "": "texto sin decidir"}
    rows = [
        f"{subjects.get(value, 'cultivo de rosas')} {place},resumen número {place},{value}"
        for place, value in enumerate(values)
    ]
    file = folder / "cribado.csv"
    file.write_text("\n".join([f"title,abstract,{name}", *rows]), encoding="utf-8")
    return file


def test_measures_come_as_means_and_by_seed(tmp_path, capsys) -> None:
    file = labelled(tmp_path, ["1", "0", "sí", "no", "1", "0", "0", "0", "1", "0"] * 3)
    assert run(["review", "simulate", str(file), "--label", "Decision", "--seeds", "3", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == SIX | {"seeds"}
    assert [set(one) for one in found["seeds"]] == [SIX | {"seed"}] * 3
    assert [one["seed"] for one in found["seeds"]] == [0, 1, 2]
    assert found["loss"] == 0 and found["wss_95"] > 0.5
    for name in SIX:
        assert found[name] == pytest.approx(sum(one[name] for one in found["seeds"]) / 3)


def test_the_table_says_what_its_columns_mean(tmp_path, capsys) -> None:
    file = labelled(tmp_path, ["1", "0", "1", "0", "0", "0"])
    assert run(["review", "simulate", str(file), "--label", "decision", "--seeds", "2"]) == 0
    page = capsys.readouterr().out
    assert "Registros: 6; incluidos: 2." in page and "media" in page and "WSS@95: parte de la lectura" in page


def test_records_without_a_decision_are_counted_and_left_out(tmp_path, capsys) -> None:
    file = labelled(tmp_path, ["1", "0", "", "1", "0", "0", ""])
    assert run(["review", "simulate", str(file), "--label", "decision", "--seeds", "1"]) == 0
    page = capsys.readouterr()
    assert "Registros: 5;" in page.out and "Quedan fuera de la simulación 2 registros" in page.err


@pytest.mark.parametrize(
    ("values", "words", "code", "said"),
    [
        (["1", "0", "1", "0"], ["--label", "nota"], 3, "no tiene ninguna columna «nota»"),
        (["1", "0", "quizá", "0"], ["--label", "decision"], 3, "registro 3 no se entiende: «quizá»"),
        (["1", "0", "0", "0"], ["--label", "decision"], 3, "1 incluidos y 3 excluidos"),
        (["1", "0", "1", "0"], ["--label", "decision", "--seeds", "0"], 2, "--seeds va de 1 a 1000"),
        (["1", "0", "1", "0"], [], 2, "--label una de las columnas del archivo: title, abstract, decision"),
    ],
)
def test_what_cannot_be_simulated_says_why(tmp_path, capsys, values, words, code, said) -> None:
    assert run(["review", "simulate", str(labelled(tmp_path, values)), *words]) == code
    assert said in capsys.readouterr().err


def test_the_order_is_random_until_there_is_something_to_learn(tmp_path, capsys) -> None:
    study = str(review_study.study(tmp_path, review_study.EXPORTS))
    assert run(["import", study]) == 0 and run(["review", "dedup", study]) == 0
    capsys.readouterr()
    assert run(["review", "order", study, "--seed", "4", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert not first["learnt"] and first["stopping"] is None and len(first["order"]) > 3
    names = [one["article"] for one in first["order"]]
    for judge in ("ana", "luis"):
        assert run(["review", "judge", study, names[0], "--verdict", "include", "--by", judge]) == 0
        assert run(["review", "judge", study, names[1], "--verdict", "exclude", "--by", judge]) == 0
    capsys.readouterr()
    assert run(["review", "order", study, "--json"]) == 0
    then = json.loads(capsys.readouterr().out)
    assert then["learnt"] and sorted(one["article"] for one in then["order"]) == sorted(names[2:])
    scores = [one["score"] for one in then["order"]]
    assert scores == sorted(scores, reverse=True)
    assert run(["review", "order", study, "--limit", "1"]) == 0
    page = capsys.readouterr().out
    assert "primero lo que más se parece a lo incluido" in page and "lo prudente es leerlos todos" in page
