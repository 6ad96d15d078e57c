"""`alianza import` of coded projects: what their receipts say, and what is wrong with a file that is to be one."""

import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from alianza.cli import failures
from alianza.coding.project import Code, Coding, Document, QualitativeProject
from alianza.formats import refi
from tests.formats.refi.test_files import packed, qde, selection
from tests.interviews_study import study

TEXT = "SYNTHETIC: confianza mutua y contrato"
Run = Callable[..., str]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    monkeypatch.chdir(tmp_path)
    return study(tmp_path)


@pytest.fixture
def run(made: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def said(*words: str | Path, code: int = 0) -> str:
        capsys.readouterr()
        assert failures.run([*map(str, words)]) == code
        both = capsys.readouterr()
        return both.out + both.err

    return said


def copy(path: Path, *coders: str) -> Path:
    codings = tuple(Coding("E01", "confianza", one, 11, 20, "confianza") for one in coders)
    refi.write(
        QualitativeProject(documents=(Document("E01", TEXT),), codes=(Code("confianza"),), codings=codings), path
    )
    return path


def test_a_second_copy_says_what_was_new_and_a_known_one_what_is_there(made: Path, run: Run) -> None:
    run("import", copy(made.parent / "ana.qdpx", "ana"), "--study", made, "--by", "lia")
    luis = copy(made.parent / "luis.qdpx", "ana", "luis")
    told = run("import", luis, "--study", made, "--by", "lia")
    assert "  El estudio tenía ya documentos de estos: E01. Codificaciones nuevas: 1; conocidas: 1.\n" in told
    again = "= luis.qdpx: nada cambió. De lo que trae hay ya en el estudio documentos: 1; códigos: 1; codificaciones: "
    assert run("import", luis, "--study", made, "--by", "lia") == f"{again}2.\n"
    told = run("import", luis, "--study", made, "--by", "lia", "--positions", "utf16")
    assert told.startswith(again)
    assert "ya entró con el cambio 2, que contó las posiciones de otra manera (codepoint:crlf2)" in told
    assert "codes undo ESTUDIO --event 2" in told
    run("interviews", "withdraw", made, "P1", "--by", "lia", "--yes")
    told = run("import", luis, "--study", made, "--by", "lia")
    assert "documentos: 0; códigos: 1; codificaciones: 0." in told
    assert "«E01» es de una persona que se retiró" in told


def test_another_text_of_the_same_name_is_named_and_comes_in_renamed(made: Path, run: Run) -> None:
    run("import", copy(made.parent / "ana.qdpx", "ana"), "--study", made, "--by", "lia")
    other = made.parent / "otra.qdpx"
    refi.write(QualitativeProject(documents=(Document("E01", "SYNTHETIC: otra"),)), other)
    told = run("import", other, "--study", made, "--by", "lia", code=3)
    assert "El documento «E01» del archivo y el documento «E01» del estudio tienen textos distintos." in told
    assert "--rename" in told
    [receipt] = json.loads(run("import", other, "--study", made, "--by", "lia", "--rename", "--json"))
    assert receipt["outcome"] == "imported"


def truncated(path: Path) -> None:
    whole = copy(path.with_name("entero.qdpx"), "ana").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


BAD = {
    "pdf.qdpx": (lambda path: path.write_bytes(b"%PDF-1.7 SYNTHETIC"), "no es un proyecto codificado que se reconozca"),
    "vacio.qdc": (lambda path: path.write_bytes(b""), "está vacío"),
    "sin.qdpx": (lambda path: packed(path, {"otra.txt": b"SYNTHETIC"}), "no hay ningún archivo .qde"),
    "roto.qde": (lambda path: path.write_text("<Project><Users></Project>"), "se rompe en la línea 1"),
    "otro.qde": (lambda path: path.write_text("<html><body/></html>"), "no es un proyecto codificado"),
    "medio.qdpx": (truncated, "«medio.qdpx» está dañado o incompleto."),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_to_be_a_project_is_told_its_own_problem(name: str, made: Path, run: Run) -> None:
    write, words = BAD[name]
    write(made.parent / name)
    told = run("import", made.parent / name, "--study", made, "--by", "lia", code=3)
    assert words in told
    assert "()" not in told


def test_a_workbook_of_quotations_is_taken_in(made: Path, run: Run) -> None:
    book = openpyxl.Workbook()
    for row in (["Documento", "Contenido de la cita", "Códigos"], ["E01", "confianza mutua", "confianza"]):
        book.active.append(row)
    book.save(made.parent / "citas.xlsx")
    told = run("import", made.parent / "citas.xlsx", "--study", made, "--by", "lia")
    assert told.startswith("✓ citas.xlsx: ATLAS.ti. Documentos: 1; códigos: 1; codificaciones: 1.")


def taguette(path: Path, *names: str) -> Path:
    with sqlite3.connect(path) as database:
        database.executescript(
            "CREATE TABLE projects(id INTEGER PRIMARY KEY, name TEXT, description TEXT);"
            "CREATE TABLE documents(id INT, project_id INT, name TEXT, description TEXT, contents TEXT);"
            "CREATE TABLE highlights(id INTEGER PRIMARY KEY, document_id INT, start_offset INT, end_offset INT);"
            "CREATE TABLE tags(id INTEGER PRIMARY KEY, project_id INT, path TEXT, description TEXT);"
            "CREATE TABLE highlight_tags(highlight_id INT, tag_id INT);"
        )
        for number, name in enumerate(names, 1):
            database.execute("INSERT INTO projects VALUES(?, ?, '')", (number, name))
            database.execute(
                "INSERT INTO documents VALUES(?, ?, ?, '', '<p>SYNTHETIC</p>')", (number, number, f"D{number}")
            )
    database.close()
    return path


def test_of_several_projects_of_taguette_one_is_taken_by_name(made: Path, run: Run) -> None:
    file = taguette(made.parent / "t.sqlite3", "entrevistas", "notas")
    told = run("import", file)
    assert "se leyó «entrevistas», y no estos: «notas»" in told
    assert "como usted dijo" not in told
    assert "«entrevistas», «notas»" in run("import", file, "--project", "actas", code=3)
    run("import", file, "--study", made, "--by", "lia", "--project", "notas")
    assert "documentos: 1." in run("codes", "tree", made)
    run("import", file, "--study", made, "--by", "lia", "--project", "entrevistas")
    assert "documentos: 2." in run("codes", "tree", made)


def test_a_receipt_without_quotations_says_so(made: Path, run: Run) -> None:
    file = made.parent / "libro.qdc"
    refi.write(QualitativeProject(codes=(Code("confianza"),)), file)
    file.write_bytes(file.read_bytes().replace(b"alianza", b"otro"))
    assert "No trae citas de texto" in run("import", file)


def test_a_tie_between_ways_of_counting_says_what_decides(made: Path, run: Run) -> None:
    file = made.parent / "p.qdpx"
    marks = selection(0, 9) + selection(11, 16, 1)
    packed(file, {"project.qde": qde(marks), "sources/d.txt": b"confianza, mutua, contrato"})
    told = run("import", file)
    assert "el 100,0 %. Con las dos caen igual de bien: en un empate vale la norma." in told


def test_an_event_is_taken_back_by_its_number_alone(made: Path, run: Run) -> None:
    run("codes", "add", made, "confianza", "--by", "lia")
    run("codes", "add", made, "acuerdos", "--by", "lia")
    run("codes", "undo", made, "1", "--by", "lia")
    assert "acuerdos" in run("codes", "tree", made)
    assert "confianza" not in run("codes", "tree", made)


def test_texts_that_are_missing_are_counted_where_they_are_written_empty(made: Path, run: Run) -> None:
    file = made.parent / "solo.qde"
    file.write_bytes(qde(selection(0, 9)))
    run("import", file, "--study", made, "--by", "lia")
    told = run("codes", "export", made, made.parent / "out.qdpx")
    assert "Documentos que se escribieron sin texto, porque el estudio no lo tiene: 1 (d)." in told
    with zipfile.ZipFile(made.parent / "out.qdpx") as archive:
        assert any(one.file_size == 0 for one in archive.infolist())
