"""`alianza interviews add` and `withdraw`."""

from pathlib import Path

import pytest

from alianza.cli import failures
from tests.interviews_study import study, transcripts


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    monkeypatch.chdir(tmp_path)
    return study(tmp_path)


def run(*words: str | Path) -> int:
    return failures.run(["interviews", *map(str, words)])


def test_transcripts_are_added_each_with_its_receipt(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("add", made, *transcripts(made), "--by", "lia") == 0
    assert capsys.readouterr().out.splitlines() == [
        "✓ E01.txt: documento «E01», P1; turnos: 4.", "✓ E02.txt: documento «E02», P2; turnos: 4.",
    ]  # fmt: skip
    assert run("add", made, "no-esta.txt", transcripts(made)[0], "--by", "lia") == 4
    said = capsys.readouterr()
    assert "= E01.txt" in said.out and "✗ no-esta.txt" in said.err


def test_whose_a_text_is_follows_the_registry_when_somebody_says_so(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("add", made, *transcripts(made), "--by", "lia") == 0
    registry = made / "interviews" / "registry.csv"
    registry.write_text(registry.read_text("utf-8").replace("E01;P1", "E01;P3"), "utf-8")
    assert failures.run(["codes", "status", str(made)]) == 0
    assert "«E01» es de P3" in capsys.readouterr().err
    assert run("add", made, "--registered", "--by", "lia") == 0
    assert "anotó quién habla en «E01»: P3" in capsys.readouterr().out
    assert run("add", made, "--registered", "--by", "ana") == 3
    assert run("add", made, "--by", "lia") == 2
    assert run("add", made, transcripts(made)[0], "--registered", "--by", "lia") == 2


def test_a_withdrawal_says_first_what_it_erases(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("add", made, *transcripts(made), "--by", "lia") == 0
    capsys.readouterr()
    assert run("withdraw", made, "P1", "--by", "lia") == 0
    assert "No se borró nada" in capsys.readouterr().out
    assert [file.name for file in transcripts(made)] == ["E01.txt", "E02.txt"]
    assert run("withdraw", made, "P1", "--by", "lia", "--yes") == 0
    assert "P1 se retiró" in capsys.readouterr().out
    assert [file.name for file in transcripts(made)] == ["E02.txt"]
    assert run("withdraw", made, "P1", "--by", "lia", "--yes") == 0
    assert capsys.readouterr().out == "P1 ya se había retirado; no quedaba nada que borrar.\n"
    assert run("withdraw", made, "P9", "--by", "lia") == 3
    assert run("withdraw", made, "P2", "--by", "ana") == 3
