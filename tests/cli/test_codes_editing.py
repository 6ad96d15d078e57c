"""`alianza codes import|add|change|move|merge|remove|stats|history|restore|undo|redo|log`."""

import json
from pathlib import Path

import openpyxl
import pytest

from alianza.cli import failures
from alianza.coding.project import Code, QualitativeProject
from alianza.formats import refi
from alianza.workflow.interviews.actions import Target, code_passage
from alianza.workflow.interviews.reading import read_coding
from alianza.workflow.interviews.transcripts import add_transcripts
from tests.interviews_study import study, transcripts

TABLE = """categoría;código;definición;se da cuando;constructo;dirección
;confianza;creer en el socio;lo dice;Confianza;positiva
gobernanza;actas;lo escrito;;;
gobernanza;roles;quién decide;;fe;
;Confianza;otra vez;;;
"""


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    monkeypatch.chdir(tmp_path)
    folder = study(tmp_path)
    add_transcripts(folder, transcripts(folder), "lia")
    return folder


def run(made: Path, *words: str, code: int = 0) -> None:
    action, *rest = words
    assert failures.run(["codes", action, str(made), *rest]) == code


def paths(made: Path) -> list[str]:
    return [one.path for one in read_coding(made).assembled.project.codes]


def test_a_table_of_codes_comes_in_with_its_bad_rows_named(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("libro.csv").write_text(TABLE, encoding="utf-8")
    run(made, "import", "libro.csv", "--by", "lia", code=3)
    out, err = capsys.readouterr()
    assert "libro.csv: códigos nuevos: 4; ya estaban: 0." in out
    assert "libro.csv, fila 4" in err
    assert "«fe»" in err
    trust = read_coding(made).assembled.project.code["confianza"]
    assert (trust.definition, trust.include, trust.construct, trust.direction) == (
        "creer en el socio", "lo dice", "trust", "positive",
    )  # fmt: skip
    assert paths(made) == ["confianza", "gobernanza", "gobernanza/actas", "Confianza"]
    run(made, "undo", "--by", "lia")
    assert paths(made) == []
    run(made, "redo", "--by", "lia")
    assert len(paths(made)) == 4


def test_a_workbook_and_a_refi_codebook_come_in_and_what_was_there_stays(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.Workbook()
    for row in (["code", "definition"], ["trust", "believing"], ["minutes", None]):
        book.active.append(row)
    book.save("codes.xlsx")
    run(made, "import", "codes.xlsx", "--by", "lia")
    codes = (Code("trust", "otra"), Code("trust/mutual", construct="fe"), Code("minutes"))
    refi.write(QualitativeProject(name="x", codes=codes), Path("libro.qdc"))
    run(made, "import", "libro.qdc", "--by", "lia")
    out, err = capsys.readouterr()
    assert "libro.qdc: códigos nuevos: 1; ya estaban: 2." in out
    assert "«trust» ya estaba y se queda como está" in err
    assert read_coding(made).assembled.project.code["trust"].definition == "believing"
    assert paths(made) == ["trust", "trust/mutual", "minutes"]
    run(made, "import", "libro.qdc", "--by", "lia")
    assert "códigos nuevos: 0; ya estaban: 3." in capsys.readouterr().out
    Path("otro.csv").write_text("nombre;nota\na;b\n", encoding="utf-8")
    run(made, "import", "otro.csv", "--by", "lia", code=3)
    run(made, "import", "libro.qdc", "--by", "ana", code=3)


def test_codes_are_edited_and_a_frozen_version_comes_back(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(made, "add", "confianza", "--construct", "trust", "--direction", "Positiva", "--by", "lia")
    run(made, "add", "gobernanza", "--by", "lia")
    run(made, "add", "gobernanza/actas", "--definition", "lo escrito", "--by", "lia")
    run(made, "freeze", "v1", "--by", "lia")
    frozen = read_coding(made).assembled.project.codes
    run(made, "change", "confianza", "--name", "confianza mutua", "--by", "lia")
    run(made, "move", "gobernanza/actas", "--by", "lia")
    run(made, "move", "actas", "confianza mutua", "--by", "lia")
    assert paths(made) == ["confianza mutua", "confianza mutua/actas", "gobernanza"]
    run(made, "merge", "gobernanza", "--into", "confianza mutua", "--by", "lia")
    run(made, "remove", "actas", "--by", "lia")
    capsys.readouterr()
    run(made, "history")
    assert [line.strip() for line in capsys.readouterr().out.splitlines()][1:] == [
        "Cambios después de la última versión:", "> confianza mutua (antes confianza)", "- gobernanza",
        "- gobernanza/actas",
    ]  # fmt: skip
    run(made, "restore", "v1", "--by", "lia")
    assert read_coding(made).assembled.project.codes == frozen
    run(made, "restore", "v9", "--by", "lia", code=3)
    run(made, "change", "confianza", "--by", "lia", code=2)
    capsys.readouterr()
    run(made, "log", "--limit", "6")
    told = [line.split("  lia  ")[1] for line in capsys.readouterr().out.splitlines()]
    assert told == [
        "cambió el código «actas»",
        "unió gobernanza en «confianza mutua»",
        "quitó el código «confianza mutua/actas»",
        "añadió el código «gobernanza»",
        "añadió el código «gobernanza/actas»",
        "cambió el código «confianza mutua»",
    ]


def test_a_code_with_codings_goes_only_with_yes(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(made, "add", "confianza", "--by", "lia")
    code_passage(made, Target("E01", words="la confianza creció"), ["confianza"], "ana")
    run(made, "remove", "Confianza", "--by", "lia", code=3)
    assert "1 codificación" in capsys.readouterr().err
    run(made, "remove", "confianza", "--yes", "--by", "lia")
    assert paths(made) == []


def test_codes_are_counted_by_interview_and_attribute_with_their_bases(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("confianza", "confianza/mutua"):
        run(made, "add", name, "--by", "lia")
    for by in ("ana", "luis"):
        code_passage(made, Target("E01", words="la confianza creció"), ["confianza/mutua"], by)
    capsys.readouterr()
    run(made, "stats", "--with-below")
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["código", "codificaciones", "pasajes", "entrevistas", "casos", "codificaron"],
        ["confianza", "2", "1", "1", "0", "2"], ["confianza/mutua", "2", "1", "1", "0", "2"],
        ["base", "2", "1", "2", "0", "2"],
    ]  # fmt: skip
    run(made, "stats", "--by", "attribute", "--attribute", "sector", "--json")
    found = json.loads(capsys.readouterr().out)
    assert [(one["group"], one["base"]["documents"]) for one in found] == [("comercio", 1), ("manufactura", 1)]
    run(made, "stats", "--by", "document")
    assert "Entrevista: E01" in capsys.readouterr().out
    run(made, "stats", "--by", "attribute", "--attribute", "setor", code=3)
    assert "sector" in capsys.readouterr().err
    run(made, "stats", "--by", "attribute", code=2)
