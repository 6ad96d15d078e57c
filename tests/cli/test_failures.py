"""How the program ends: a sentence in the reader's language and an exit code."""

import errno
import re
from pathlib import Path

import pytest

from alianza.cli import failures
from alianza.cli.failures import run
from alianza.formats import Refused
from alianza.study.problem import Problem

USAGE_ERRORS = [
    # words                          sentence
    (["rum"], "la orden «rum» no existe. ¿Quiso decir run?"),
    (["run"], "falta ESTUDIO."),
    (["new"], "falta CARPETA."),
    (["run", "a", "b", "c"], "sobra «b c»."),
    (["run", "a", "--dato", "x"], "la opción «--dato» no existe. ¿Quiso decir --data"),
    (["--verson"], "la opción «--verson» no existe. ¿Quiso decir --version?"),
    (["run", "a", "--out"], "la opción «--out» necesita un valor."),
    (["run", "a", "--quiet=1"], "la opción «--quiet» no lleva valor."),
    (["run", "a", "--lang", "es,fr"], "valor no válido en --lang: «fr» no es un idioma del informe"),
    (["--debug"], "falta la orden."),
    (["where", "tabla99"], "ninguna tabla se llama «tabla99». Tablas: "),
]


@pytest.fixture(autouse=True)
def spanish(monkeypatch):
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")


@pytest.mark.parametrize(("words", "sentence"), USAGE_ERRORS)
def test_usage_errors_are_said_in_spanish_with_code_2(words, sentence, capsys):
    assert run(words) == 2
    printed = capsys.readouterr()
    assert f"Error: {sentence}" in printed.err
    assert printed.err.startswith("Uso: alianza")
    assert printed.out == ""


def test_usage_errors_are_said_in_english_too(monkeypatch, capsys):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert run(["run", "a", "--out"]) == 2
    assert "Error: the option “--out” needs a value." in capsys.readouterr().err


def test_the_option_lang_decides_the_language_of_usage_errors(capsys):
    for words in (["stats", "x.csv", "--lang", "en", "--foo"], ["new", "--lang=en"], ["run", "a", "b", "--lang", "en"]):
        assert run(words) == 2
        assert capsys.readouterr().err.startswith("Usage: alianza")
    assert run(["stats", "--lang", "en", "--help"]) == 0
    assert capsys.readouterr().out.startswith("Usage:")
    assert run(["stats", "absent.csv", "--lang", "en"]) == 4
    assert "is not there" in capsys.readouterr().err


def test_languages_of_a_report_among_which_is_the_readers_leave_the_terminal_alone(capsys):
    assert run(["run", "--lang", "en,es"]) == 2
    assert capsys.readouterr().err.startswith("Uso: alianza")
    assert run(["run"]) == 2 and capsys.readouterr().err.startswith("Uso: alianza")


def fail_with(monkeypatch, error):
    def main(*args, **kwargs):
        raise error

    monkeypatch.setattr(failures.program, "main", main)


@pytest.mark.parametrize("code", [3, 4])
def test_a_refused_input_prints_its_problem_and_keeps_its_code(monkeypatch, capsys, code):
    fail_with(monkeypatch, Refused(Problem("no_claims", file="claims.toml", place="mi-estudio"), code))
    assert run(["audit", "mi-estudio"]) == code
    line = capsys.readouterr().err
    assert "El estudio «mi-estudio» no trae afirmaciones publicadas." in line
    assert "Traceback" not in line


def test_a_bug_leaves_its_traceback_in_a_file(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    fail_with(monkeypatch, ZeroDivisionError("division"))
    assert run(["run", "a"]) == 1
    line = capsys.readouterr().err
    assert "Esto es un error de alianza (ZeroDivisionError)" in line
    assert "Traceback" not in line
    [report] = tmp_path.glob("alianza-*.txt")
    assert str(report) in line
    assert "ZeroDivisionError: division" in report.read_text(encoding="utf-8")


def test_a_bug_is_shown_with_debug(monkeypatch, capsys):
    fail_with(monkeypatch, ZeroDivisionError("division"))
    assert run(["--debug", "run", "a"]) == 1
    assert re.search(r"Traceback.*ZeroDivisionError: division", capsys.readouterr().err, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EACCES, "no hay permiso para leerlo o escribirlo"),
        (errno.ENOSPC, "no queda espacio en el disco"),
        (errno.EIO, "el sistema no pudo leerlo o escribirlo"),
    ],
)
def test_a_failure_of_the_machine_is_no_bug(monkeypatch, capsys, number, reason):
    fail_with(monkeypatch, OSError(number, "system words", "out/report.es.html"))
    assert run(["run", "a"]) == 4
    assert capsys.readouterr().err == f"out/report.es.html: {reason}.\n"


def test_an_interrupted_run_says_so(monkeypatch, capsys):
    fail_with(monkeypatch, KeyboardInterrupt())
    assert run(["run", "a"]) == 130
    assert capsys.readouterr().err == "Interrumpido.\n"


def test_a_folder_without_a_study_is_a_missing_resource(tmp_path: Path, capsys):
    assert run(["check", str(tmp_path)]) == 4
    assert "study.toml" in capsys.readouterr().err


def test_version_is_printed(capsys):
    assert run(["--version"]) == 0
    assert re.fullmatch(r"alianza \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_a_sentence_that_quotes_data_cannot_command_the_terminal(monkeypatch, capsys):
    fail_with(
        monkeypatch, Refused(Problem("data_missing", file="study.toml", found="a\x1b[2J\u202eb", values={"obtain": ""}))
    )
    run(["run", "x"])
    printed = capsys.readouterr().err
    assert "a·[2J·b" in printed and "\x1b" not in printed
