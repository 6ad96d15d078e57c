"""`alianza power`: from a question, or from a study's hypotheses, to a number with what it rests on."""

import json
import re
from pathlib import Path

import pytest

from alianza.cli.failures import run

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@pytest.fixture(autouse=True)
def spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert run(["power", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("words", "answers"),
    [
        (["--two-shares", "50%", "65 %"], [170, 170]),
        (["--two-shares", "0,5", "0.65", "--alpha", "1%", "--power", "90%"], [321, 321]),
        (["--two-means", "0,4", "1,1"], [120, 120]),
        (["--table", "0.3", "3"], [122]),
        (["--one-share", "50%", "--population", "5000"], [357]),
        (["--one-share", "50%", "--margin", "8%"], [151]),
        (["--one-mean", "10", "--margin", "1", "--population", "1000"], [278]),
        (["--growth", "1,44", "0,5"], [94, 94]),
    ],
    ids=lambda value: " ".join(map(str, value)),
)
def test_a_question_is_answered_with_a_size(capsys, words: list[str], answers: list[int]) -> None:
    assert answer(capsys, *words)["answer"]["answers"] == answers


def test_given_answers_are_answered_with_their_power_or_margin(capsys) -> None:
    assert answer(capsys, "--two-shares", "50%", "65%", "--n", "75")["answer"]["power"] == pytest.approx(
        0.458975, abs=1e-6
    )
    assert answer(capsys, "--one-share", "50%", "--n", "150")["answer"]["margin"] == pytest.approx(0.080015, abs=1e-6)
    both = answer(capsys, "--reduction", "70%", "15%", "--n", "60,90")["answer"]
    assert both["answers"] == [60, 90] and 0.6 < both["power"] < 0.72


def test_the_assumptions_stand_beside_the_number(capsys) -> None:
    assert run(["power", "--two-shares", "50%", "65%", "--deff", "1,2", "--response", "50%"]) == 0
    page = capsys.readouterr().out
    row = next(line for line in page.splitlines() if line.startswith("Dos grupos"))
    assert re.split(r"\s{2,}", row) == ["Dos grupos", "204", "408", "816", "80,2\u00a0%", "0,05", "1,20", "50\u00a0%"]
    assert max(map(len, page.splitlines()[:5])) <= 90


def test_more_invitations_than_firms_are_told(capsys) -> None:
    assert run(["power", "--one-share", "50%", "--population", "500", "--response", "40%"]) == 0
    assert "no alcanza" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "una sola pregunta"),
        (["estudio", "--one-share", "50%"], "una sola pregunta"),
        (["--one-share", "50%", "--table", "0.3", "3"], "una sola pregunta"),
        (["--two-shares", "50%", "50%"], "--two-shares"),
        (["--two-shares", "50", "65"], "entre 0 y 1"),
        (["--two-shares", "50%", "mucho"], "«mucho»"),
        (["--two-shares", "50%"], "--two-shares"),
        (["--growth", "1,2", "0,5"], "el margen mismo"),
        (["--reduction", "70%", "35%"], "el margen mismo"),
        (["--one-mean", "10"], "--margin"),
        (["--table", "0.3", "3", "--n", "40,50"], "una sola muestra"),
        (["--table", "0.3", "3", "--n", "1"], "«1»"),
        (["--table", "0.3", "3", "--power", "1"], "alfa < potencia"),
        (["--table", "0.3", "3", "--response", "0"], "alfa < potencia"),
        (["--table", "1e-9", "3"], "demasiado pequeña"),
        (["--growth", "1,4", "0,5", "--runs", "0"], "--runs"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_asked_is_a_mistake_of_usage(capsys, words: list[str], said: str) -> None:
    assert run(["power", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_study_tells_of_each_hypothesis_what_its_plan_gives(capsys) -> None:
    assert run(["power", str(EXAMPLES / "ecuador-2025"), "--json"]) == 0
    h1, h2 = json.loads(capsys.readouterr().out)["hypotheses"]
    assert h1["planned"] is None and "no se puede contrastar" in h1["reason"]
    assert h1["needed"]["answers"] == [113, 113] and h1["margin"] == 1.2
    assert h2["planned"]["answers"] == [60, 90] and h2["reason"] == ""
    assert 0 < h2["planned"]["power"] < 1 <= h2["needed"]["answers"][0]


def test_a_hypothesis_without_a_plan_says_what_to_declare(capsys) -> None:
    assert run(["power", str(EXAMPLES / "ecuador-acti-2014")]) == 0
    assert "añada «planned»" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new"),
    [("answers = [60, 90]", "answers = [60]"), ("share = 0.72", "share = 1.72"), ("truth = 0.1", "truth = 0.5")],
)
def test_a_plan_without_an_answer_is_a_problem_of_the_study(capsys, tmp_path: Path, old: str, new: str) -> None:
    text = (EXAMPLES / "ecuador-2025" / "study.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "study.toml").write_text(text.replace(old, new), encoding="utf-8")
    assert run(["power", str(tmp_path)]) == 3
    printed = capsys.readouterr()
    assert "hypotheses[1].planned" in printed.err and "H1" in printed.out
    assert run(["power", str(tmp_path / "nothing")]) == 4


def test_the_option_lang_decides_the_language_of_everything(capsys) -> None:
    assert run(["power", "--one-share", "50%", "--lang", "en"]) == 0
    assert "One share near 50%" in capsys.readouterr().out
    assert run(["power", "--lang=en"]) == 2
    assert "exactly one question" in capsys.readouterr().err


def test_the_finite_population_correction_is_named_only_where_the_population_has_an_end(capsys) -> None:
    assert run(["power", "--one-share", "50%", "--n", "300"]) == 0
    assert "población finita" not in capsys.readouterr().out
    assert run(["power", "--one-share", "50%", "--n", "300", "--population", "5000"]) == 0
    assert "población finita" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["--two-shares", "50", "65"], "¿Quiso decir 50 %, 65 %?"),
        (["--two-shares", "0,5", "65"], "¿Quiso decir 65 %?"),
        (["--one-share", "50%", "--margin", "5"], "¿Quiso decir 5 %?"),
    ],
    ids=str,
)
def test_shares_above_one_are_asked_whether_they_are_percentages(capsys, words: list[str], asked: str) -> None:
    assert run(["power", *words]) == 2
    assert asked in capsys.readouterr().err
    assert run(["power", "--two-shares", "0,5", "0,5"]) == 2
    assert "Quiso decir" not in capsys.readouterr().err
