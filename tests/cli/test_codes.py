"""`alianza import` of a project, and `alianza codes`."""

import json
import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from alianza.cli import failures
from alianza.coding.project import Code, Coding, Document, Link, QualitativeProject
from alianza.formats import refi
from tests.formats.refi.test_files import qde, selection
from tests.interviews_study import study

TEXT = "SYNTHETIC. Firmamos sin leer; después creció la confianza mutua 👍."
PROJECT = QualitativeProject(
    name="prueba",
    documents=(Document("E01", TEXT),),
    codes=(Code("gobernanza"), Code("gobernanza/actas", "lo escrito"), Code("confianza")),
    codings=(
        Coding("E01", "gobernanza/actas", "ana", 11, 28, TEXT[11:28]),
        Coding("E01", "gobernanza/actas", "luis", 11, 28, TEXT[11:28]),
    ),
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    monkeypatch.chdir(tmp_path)
    refi.write(PROJECT, tmp_path / "proyecto.qdpx")
    return tmp_path / "proyecto.qdpx"


def run(*words: str | Path) -> int:
    return failures.run([str(one) for one in words])


def test_a_project_without_a_study_is_only_shown(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", file) == 0
    said = capsys.readouterr().out
    assert "Documentos: 1; códigos: 3; codificaciones: 2" in said
    assert "Las posiciones se cuentan en signos" in said
    assert "No se guardó nada" in said


def test_a_receipt_says_how_positions_are_counted_of_how_many_and_how_sure(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile("ajeno.qdpx", "w") as made:
        text = "".join(f"\U0001f600 palabra{place} más, " for place in range(6))
        starts = [at for at in range(len(text)) if text.startswith("palabra", at)]
        units = [len(text[:at].encode("utf-16-le")) // 2 for at in starts]
        made.writestr("project.qde", qde("".join(selection(at, at + 8, place) for place, at in enumerate(units))))
        made.writestr("Sources/d.txt", text.encode())
    assert run("import", "ajeno.qdpx") == 0
    said = "".join(capsys.readouterr())
    assert "se cuentan en unidades de UTF-16" in said
    assert "el 100,0 % de los 12 límites de citas" in said
    assert "--positions, utf16:crlf2" in said
    assert run("import", "ajeno.qdpx", "--positions", "signos") == 0
    assert "se cuentan en signos (puntos de código), como usted dijo" in capsys.readouterr().out
    assert run("import", "ajeno.qdpx", "--positions", "letras") == 3
    assert "No existe la forma de contar posiciones «letras»" in capsys.readouterr().err


def test_a_project_goes_into_a_study_once_and_out_again(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = study(file.parent)
    assert run("import", made, file, "--by", "lia") == 0
    assert "✓ proyecto.qdpx" in capsys.readouterr().out
    assert run("import", made, file, "--by", "lia") == 0
    assert "= proyecto.qdpx" in capsys.readouterr().out
    assert run("codes", "export", made, "fuera.qdpx") == 0
    assert [one.quotation for one in refi.read(Path("fuera.qdpx")).codings] == ["Firmamos sin leer"] * 2
    assert run("codes", "export", made, "fuera.qdpx") == 3


def test_the_tree_counts_a_passage_of_two_coders_once(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("codes", "tree", file) == 0
    assert capsys.readouterr().out.splitlines() == [
        "gobernanza  (sin usar)",
        "  actas  (pasajes: 1; documentos: 1)",
        "confianza  (sin usar)",
        "Códigos: 3; codificaciones: 2; documentos: 1.",
    ]
    assert run("codes", "tree", file, "--json") == 0
    found = {one["path"]: one for one in json.loads(capsys.readouterr().out)}
    assert (found["gobernanza"]["passages"], found["gobernanza"]["with_below"]) == (0, 1)


def test_two_codebooks_are_compared(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    later = QualitativeProject(codes=(Code("gobernanza"), Code("gobernanza/actas", "lo firmado"), Code("trato")))
    refi.write(later, file.parent / "libro.qdc")
    assert run("codes", "compare", file, "libro.qdc") == 0
    assert capsys.readouterr().out.splitlines() == [
        "~ gobernanza/actas", "    definición: «lo escrito» → «lo firmado»", "+ trato", "- confianza",
    ]  # fmt: skip
    assert run("codes", "compare", file, file) == 0
    assert "son iguales" in capsys.readouterr().out


def test_what_is_no_project_is_refused_by_name(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = file.parent / "malo.qdpx"
    bad.write_bytes(file.read_bytes()[:300])
    assert run("import", bad) == 3
    assert run("codes", "tree", "no-esta.qdpx") == 4
    assert "Traceback" not in capsys.readouterr().err


def test_a_project_and_an_export_beside_it_give_one_answer(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = file.parent / "uno.ris"
    export.write_text("TY  - JOUR\nTI  - SYNTHETIC\nER  - \n", encoding="utf-8")
    assert run("import", file, export, "--json") == 0
    assert [one["file"] for one in json.loads(capsys.readouterr().out)] == ["proyecto.qdpx", "uno.ris"]


@pytest.mark.parametrize(
    "words",
    [
        "codes tree", "codes stats", "codes status", "codes log", "codes history", "codes conflicts", "codes agreement",
        "interviews passages", "interviews relations",
    ],
)  # fmt: skip
def test_who_looks_at_a_coding_whose_log_was_changed_is_told_first(
    file: Path, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    made = study(file.parent)
    assert run("import", made, file, "--by", "lia") == 0
    with sqlite3.connect(made / "alianza.db") as raw:
        raw.execute("DROP TRIGGER event_UPDATE")
        raw.execute("UPDATE event SET author = 'otra' WHERE number = 1")
    capsys.readouterr()
    run(*words.split(), made)
    assert capsys.readouterr().err.startswith("! alianza.db: El suceso 1 del registro")


def test_no_batch_leaves_a_study_whose_log_was_changed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = study(file.parent)
    assert run("import", made, file, "--by", "lia") == 0
    assert run("codes", "round", made, "uno", "--by", "lia") == 0
    with sqlite3.connect(made / "alianza.db") as raw:
        raw.execute("DROP TRIGGER event_UPDATE")
        raw.execute("UPDATE event SET author = 'otra' WHERE number = 1")
    assert run("codes", "batch", made, "--round", "uno", "--by", "ana", "--out", "lote.csv") == 3
    assert run("codes", "export", made, "fuera.qdpx") == 3
    assert sorted(one.name for one in Path().iterdir()) == ["estudio", "proyecto.qdpx"]


def test_a_project_with_a_code_that_no_batch_can_hold_is_taken_with_a_warning(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = study(file.parent)
    refi.write(QualitativeProject(codes=(Code("ninguno"), Code("a; b"), Code("bien"))), Path("raro.qdpx"))
    assert run("import", "raro.qdpx", "--study", made, "--by", "lia") == 0
    said = capsys.readouterr().err
    assert "«ninguno» no sirve de nombre de un código" in said and "«a; b» no sirve de nombre de un código" in said
    assert "«bien»" not in said
    assert run("import", "raro.qdpx") == 0
    assert "no sirve de nombre" not in capsys.readouterr().err


def test_an_export_says_which_removed_codes_relations_go_out_without(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = study(file.parent)
    linked = replace(PROJECT, links=(Link("confianza", "gobernanza", "cause_of"),))
    refi.write(linked, Path("con.qdpx"))
    assert run("import", "con.qdpx", "--study", made, "--by", "lia") == 0
    assert run("codes", "remove", made, "confianza", "--by", "lia") == 0
    assert run("codes", "export", made, "fuera.qdpx") == 0
    said = capsys.readouterr().err
    assert "ya no tiene estos códigos de un proyecto importado: confianza" in said and "salen sin ellos: 1." in said
    assert refi.read(Path("fuera.qdpx")).links == ()


def test_an_export_says_that_codings_of_a_recording_go_out_without_their_times(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoken = replace(PROJECT, documents=(replace(PROJECT.documents[0], kind="audio"),))
    refi.write(spoken, Path("voz.json"))
    assert run("codes", "export", "voz.json", "voz.qdpx") == 0
    assert "2 codificaciones de transcripciones salen" in capsys.readouterr().err
    assert run("codes", "export", "voz.json", "voz.csv") == 0
    assert "transcripciones" not in capsys.readouterr().err


def test_codings_that_come_from_rounds_of_another_study_are_said_to_lose_them(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = study(file.parent)
    rounds = tuple(replace(one, round="piloto") for one in PROJECT.codings)
    refi.write(replace(PROJECT, codings=rounds), Path("otro.json"))
    assert run("import", "otro.json", "--study", made, "--by", "lia") == 0
    assert "2 codificaciones se dieron en rondas a ciegas de otro estudio (piloto)" in capsys.readouterr().err


def test_a_file_is_shown_and_written_with_its_positions_counted_as_somebody_says(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accented = replace(PROJECT, documents=(Document("E01", "á" * 11 + TEXT[11:]),))
    refi.write(accented, Path("tildes.qdpx"))
    assert run("codes", "export", "tildes.qdpx", "tildes.json", "--positions", "utf8") == 0
    assert {one.quotation for one in refi.read(Path("tildes.json")).codings} != {TEXT[11:28]}
    assert run("codes", "tree", "tildes.qdpx", "--positions", "pulgadas") == 3
    assert "pulgadas" in capsys.readouterr().err
