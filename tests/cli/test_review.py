"""What the review's actions print, in Spanish unless somebody reads English, and the codes with which they end."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from alianza.cli.failures import run
from tests.review_study import EXPORTS, study, title


@pytest.fixture(autouse=True)
def spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1741000000")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = study(tmp_path, EXPORTS)
    monkeypatch.chdir(tmp_path)
    return made


@pytest.fixture
def deduplicated(folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert run(["import", "estudio"]) == 0
    assert run(["review", "dedup", "estudio"]) == 0
    capsys.readouterr()
    return folder


def vote(by: str, article: str, verdict: str, *more: str) -> int:
    return run(["review", "judge", "estudio", article, "--by", by, "--verdict", verdict, *more])


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["review", *arguments]) == 0
    return capsys.readouterr().out


def test_an_import_prints_a_receipt_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "review" / "articulo.ris").write_bytes(b"%PDF-1.7")
    assert run(["import", "estudio"]) == 3
    out, err = capsys.readouterr()
    assert "✓ scopus.SYNTHETIC.ris: ris, utf-8, Scopus. Registros: 6 contados = 6 leídos + 0 en cuarentena." in out
    assert "✗ articulo.ris: no se importó." in err
    assert "PDF" in err


def test_an_import_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "estudio", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["database"], one["counted"], one["read"], one["outcome"]) for one in found] == [
        ("scopus", 6, 6, "imported"),
        ("wos", 5, 5, "imported"),
    ]


def test_files_without_a_study_are_only_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "estudio/review/wos.SYNTHETIC.ris"]) == 0
    assert "No se guardó nada" in capsys.readouterr().out
    assert not (folder / "alianza.db").exists()


def test_dedup_says_what_was_joined_and_why(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["import", "estudio"])
    capsys.readouterr()
    out = printed(capsys, "dedup", "estudio")
    assert (
        "alianza  reunió A1.5, A2.1: coinciden título y autores, DOI, revista, páginas, volumen y año (certeza 1,00)"
        in out
    )
    assert "Registros: 11; son 9 artículos." in out
    assert "No queda ningún par dudoso." in out


def test_dedup_counts_doubtful_pairs_and_leaves_showing_them_to_the_queue(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (folder / "review" / "wos.SYNTHETIC.ris").read_text("utf-8")
    (folder / "review" / "wos.SYNTHETIC.ris").write_text(text.replace("syn.4", "otro.4"), encoding="utf-8")
    run(["import", "estudio"])
    capsys.readouterr()
    out = printed(capsys, "dedup", "estudio")
    assert "Pares dudosos por decidir: 1. Mírelos con «alianza review queue»." in out
    assert "≠" not in out and title(4) not in out


def test_titles_that_differ_late_are_shown_whole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = f"{title(4)}, with evidence from eleven sectors of the economy and four provinces, 1990 to"
    for name, last in (("scopus", "2020"), ("wos", "2021")):
        file = folder / "review" / f"{name}.SYNTHETIC.ris"
        file.write_text(file.read_text("utf-8").replace(f"{title(4)}\n", f"{long} {last}\n").replace("syn.4", name))
    run(["import", "estudio"])
    run(["review", "dedup", "estudio"])
    capsys.readouterr()
    out = printed(capsys, "queue", "estudio")
    assert f"{long} 2020\n" in out and f"{long} 2021\n" in out


def test_the_queue_shows_pairs_side_by_side(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (folder / "review" / "wos.SYNTHETIC.ris").read_text("utf-8")
    (folder / "review" / "wos.SYNTHETIC.ris").write_text(text.replace("syn.4", "otro.4"), encoding="utf-8")
    run(["import", "estudio"])
    run(["review", "dedup", "estudio"])
    capsys.readouterr()
    out = printed(capsys, "queue", "estudio")
    assert "1. A1.5 y A2.1 (certeza" in out
    assert "se contradicen: DOI\n" in out
    assert f"= título: {title(4)}\n" in out
    assert "≠ DOI: 10.9999/syn.4\n         10.9999/otro.4\n" in out
    [pair] = json.loads(printed(capsys, "queue", "estudio", "--json"))
    assert pair["forbidden"] == "doi"
    assert printed(capsys, "apart", "estudio", "1.5", "2.1", "--by", "lia").strip().endswith("son dos publicaciones")
    assert printed(capsys, "queue", "estudio") == "No queda ningún par dudoso.\n"
    assert printed(capsys, "apart", "estudio", "1.5", "2.1", "--by", "lia") == "Nada cambia: ya estaba así.\n"


def test_two_judges_a_third_and_the_flow(deduplicated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for by, verdicts in (("ana", "ieei"), ("luis", "iexi")):
        for place, sign in enumerate(verdicts, 1):
            verdict = {"i": "include", "e": "exclude", "x": "unsure"}[sign]
            assert vote(by, f"A1.{place}", verdict, *(("--reason", "E1") if sign == "e" else ())) == 0
    capsys.readouterr()
    assert "luis  duda" in printed(capsys, "conflicts", "estudio")
    settled = ("estudio", "1.3", "--verdict", "exclude", "--reason", "E1")
    assert run(["review", "settle", *settled, "--by", "ana"]) == 3
    assert run(["review", "settle", *settled, "--by", "eva"]) == 0
    capsys.readouterr()
    lines = [" ".join(line.split()) for line in printed(capsys, "flow", "estudio").splitlines()]
    assert "Registros identificados 11" in lines
    assert "E1 no trata de alianzas 2" in lines
    assert "Textos completos buscados 2" in lines
    assert "Web of Science — 5 0 2 0" in lines  # no search is written down
    counts = json.loads(printed(capsys, "flow", "estudio", "--json"))
    assert counts["publications"] == 9
    assert (counts["screened"], counts["waiting"], counts["excluded"], counts["finished"]) == (4, 5, {"E1": 2}, False)
    [stage] = json.loads(printed(capsys, "agreement", "estudio", "--json"))
    assert stage["percent"]["value"] == 0.75
    assert stage["kappa"][0]["judges"] == ["ana", "luis"]
    assert "kappa de Cohen, ana y luis" in printed(capsys, "agreement", "estudio")


def test_a_batch_goes_out_and_the_wrong_person_is_told(
    deduplicated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Artículos por llenar en ana.csv: 9." in printed(
        capsys, "batch", "estudio", "--by", "ana", "--out", "ana.csv"
    )
    assert run(["review", "judge", "estudio", "--file", "ana.csv", "--by", "luis"]) == 3
    assert "El lote es de otra persona." in capsys.readouterr().err
    assert "sin llenar: 9." in printed(capsys, "judge", "estudio", "--file", "ana.csv", "--by", "ana")


def test_a_verdict_that_nobody_knows_is_answered_once_in_words(
    deduplicated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["review", "batch", "estudio", "--by", "ana", "--out", "lote.csv"]) == 0
    text = Path("lote.csv").read_text("utf-8-sig")
    for word, expected in (("dudoso", 0), ("quizás", 3)):
        rows = list(csv.DictReader(io.StringIO(text)))
        rows[0]["veredicto"] = word
        with Path("lleno.csv").open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.DictWriter(out, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        capsys.readouterr()
        assert run(["review", "judge", "estudio", "--file", "lleno.csv", "--by", "ana"]) == expected
    assert "Escriba uno de estos: incluir, excluir, duda.\n" in capsys.readouterr().err
    assert vote("ana", "1.1", "quizás") == 2
    assert "«quizás» no es una de las posibilidades: incluir, excluir, duda." in capsys.readouterr().err


def test_a_conflict_by_full_text_is_found_with_the_words_of_status(
    deduplicated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for by in ("ana", "luis"):
        assert vote(by, "1.1", "include") == 0
    assert vote("ana", "1.1", "include", "--stage", "full_text") == 0
    assert vote("luis", "1.1", "exclude", "--reason", "E1", "--stage", "full_text") == 0
    capsys.readouterr()
    assert "1 desacuerdo por texto completo" in (said := printed(capsys, "status", "estudio"))
    assert "con --stage full_text" in said
    assert printed(capsys, "conflicts", "estudio") == "No hay desacuerdos por decidir por título y resumen.\n"
    assert "A1.1" in printed(capsys, "conflicts", "estudio", "--stage", "full_text")


def test_history_in_words_and_undone(deduplicated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vote("ana", "1.1", "exclude", "--reason", "E1")
    capsys.readouterr()
    assert "deshizo el suceso" in printed(capsys, "undo", "estudio", "--by", "ana")
    vote("luis", "1.1", "include")
    capsys.readouterr()
    assert run(["review", "undo", "estudio", "--by", "luis", "--event", "1"]) == 3
    assert "solo lo deshace su autor" in capsys.readouterr().err
    assert "rehízo el suceso" in printed(capsys, "redo", "estudio", "--by", "ana")
    history = printed(capsys, "log", "estudio")
    assert "2025-03-03 11:06  ana  juzgó A1.1 por título y resumen: excluir (E1)" in history
    assert "importó «scopus.SYNTHETIC.ris» (Scopus): 6 registros leídos y 0 en cuarentena" in history
    assert "El registro está entero" in printed(capsys, "verify", "estudio")


def test_hits_and_imports_that_differ_are_a_warning_wherever_one_looks(
    deduplicated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    search = ("search", "estudio", "scopus", "--date", "2025-03-01", "--by", "lia")
    assert run(["review", *search, "--hits", "90"]) == 0
    capsys.readouterr()
    for command in (["review", "status", "estudio"], ["review", "flow", "estudio"], ["check", "estudio"]):
        run(command)
        assert (
            "De Scopus se importaron 6 registros, y sus búsquedas anotadas dieron 90 resultados"
            in capsys.readouterr().err
        )


def test_status_says_what_is_next(deduplicated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "status", "estudio")
    assert "Incluidos: 0 de 4 previstos." in out
    assert "1. Apruebe el protocolo" in out
    assert "Anote las búsquedas de scopus" in out
    assert "Falta juzgar por título y resumen: ana y luis." in out
    run(["review", "approve", "estudio", "--by", "lia"])
    run(["review", "search", "estudio", "scopus", "--hits", "6", "--by", "lia"])
    capsys.readouterr()
    found = json.loads(printed(capsys, "status", "estudio", "--json"))
    assert found["approved"] == [["lia", "2025-03-03"]]
    assert found["searched"] == {"scopus": True}
    assert found["stages"][0]["left"] == {"ana": 9, "luis": 9}
    assert "alianza*" in printed(capsys, "search", "estudio")


def test_quality_and_extraction_of_one_article(deduplicated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for stage in ("title_abstract", "full_text"):
        for by in ("ana", "luis"):
            assert vote(by, "1.1", "include", "--stage", stage) == 0
    yes = ",".join(f"{question}=yes" for question in ("S1", "S2", "4.1", "4.2", "4.3", "4.4", "4.5"))
    appraised = ["review", "appraise", "estudio", "1.1", "--category", "descriptive", "--answers"]
    assert run([*appraised, yes, "--by", "ana"]) == 0
    assert run([*appraised, yes.replace("4.1=yes", "4.1=no"), "--by", "luis"]) == 0
    agreed = ["review", "settle-appraisal", "estudio", "1.1", "--category", "descriptive", "--answers", yes]
    assert run([*agreed, "--by", "eva"]) == 0
    line = ["--set", "construct=trust", "--set", "direction=positive", "--by", "ana"]
    assert run(["review", "extract", "estudio", "1.1", *line]) == 0
    assert run(["review", "extract", "estudio", "1.1", *line[:1], "construct=amor", *line[2:]]) == 3
    assert run(["review", "extract", "estudio", "1.1", "--set", "construct", "--by", "ana"]) == 2
    capsys.readouterr()
    assert "Evaluados: 1; con ficha de extracción: 1." in printed(capsys, "status", "estudio")
    assert printed(capsys, "articles", "estudio", "--which", "included").split()[0] == "A1.1"
    assert json.loads(printed(capsys, "articles", "estudio", "1.1", "--json"))["full_text"] == "included"
    assert "DOI: 10.9999/syn.0" in printed(capsys, "articles", "estudio", "1.1")


def test_a_design_that_nobody_knows_is_answered_in_words(
    deduplicated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["review", "appraise", "estudio", "--by", "ana", "--out", "calidad.csv", "--category"]
    assert run([*asked, "encuesta"]) == 3
    assert "cuantitativo descriptivo, métodos mixtos, texto teórico" in capsys.readouterr().err
    assert run([*asked, "métodos mixtos"]) == 0


def test_exports(deduplicated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "estudio", "--log", "log.jsonl", "--references", "todo.ris"]) == 0
    assert "Artículos en todo.ris: 9 (todos; incluidos: 0)." in capsys.readouterr().out
    assert run(["export", "estudio"]) == 2
    assert run(["export", "estudio", "--references", "todo.doc"]) == 3


def test_a_cut_log_is_named_and_neither_written_to_nor_exported(
    deduplicated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import sqlite3

    with sqlite3.connect(deduplicated / "alianza.db") as raw:
        raw.execute("DROP TRIGGER event_DELETE")
        raw.execute("DELETE FROM event WHERE number >= 3")
    for words in (["review", "verify", "estudio"], ["export", "estudio", "--log", "log.jsonl"]):
        assert run(words) == 3
        out, err = capsys.readouterr()
        assert "es el 4 y faltan desde el 3" in err
        assert "entero: sucesos" not in out
    assert vote("ana", "1.1", "incluir") == 3


def test_a_damaged_state_is_computed_again(deduplicated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import sqlite3

    with sqlite3.connect(deduplicated / "alianza.db") as raw:
        raw.execute("INSERT INTO projection VALUES ('review', 4, 4, x'00')")
    assert run(["review", "verify", "estudio"]) == 0
    out, err = capsys.readouterr()
    assert "El registro está entero: sucesos 4" in out
    assert "se calculó de nuevo" in err
    assert run(["review", "status", "estudio"]) == 0


@pytest.mark.parametrize(
    "words", ["status", "log", "queue", "flow", "articles", "agreement", "conflicts", "order", "search", "appraise"]
)
def test_who_looks_at_a_log_that_was_changed_is_told_first(
    deduplicated: Path, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    import sqlite3

    with sqlite3.connect(deduplicated / "alianza.db") as raw:
        raw.execute("DROP TRIGGER event_UPDATE")
        raw.execute("UPDATE event SET author = 'eva' WHERE number = 2")
    assert run(["review", words, "estudio"]) == 0
    out, err = capsys.readouterr()
    assert err.startswith("! alianza.db: El suceso 2 del registro («imported») no es el que se guardó")
    assert out


@pytest.mark.parametrize(("old", "said"), [('"lia"', "El suceso 1"), ("alianza_log", "La línea no es")])
def test_a_refused_log_is_named_and_leaves_no_database(
    deduplicated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, said: str
) -> None:
    assert run(["export", "estudio", "--log", "bueno.jsonl"]) == 0
    (tmp_path / "malo.jsonl").write_text(Path("bueno.jsonl").read_text("utf-8").replace(old, '"eva"'), "utf-8")
    other = study(tmp_path / "otra")
    capsys.readouterr()
    assert run(["import", str(other), "malo.jsonl"]) == 3
    err = capsys.readouterr().err
    assert "✗ malo.jsonl" in err
    assert said in err
    assert "alianza.db" not in err
    assert not (other / "alianza.db").exists()
    assert "No hay ningún registro" in printed(capsys, "verify", str(other))


def test_what_was_undone_and_would_be_done_again_is_said(
    deduplicated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["review", "undo", "estudio", "--by", "lia", "--event", "3"]) == 0
    assert "el próximo dedup volvería a reunir A1.5, A2.1" in capsys.readouterr().err
    assert run(["review", "merge", "estudio", "1.5", "2.1"]) == 3


def test_a_repeated_file_has_its_receipt_and_a_picture_is_left_alone(
    deduplicated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = deduplicated / "review"
    (place / "copia.ris").write_bytes((place / "scopus.SYNTHETIC.ris").read_bytes())
    (place / "foto.jpg").write_bytes(b"\xff\xd8\xff")
    (place / "notas").mkdir()
    assert run(["import", "estudio"]) == 0
    out = capsys.readouterr().out
    assert "= copia.ris: mismo contenido que scopus.SYNTHETIC.ris; no se importó." in out
    assert "No son exportaciones y se dejan: foto.jpg, notas." in out


def test_a_file_that_is_no_batch_is_refused_as_one(deduplicated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["review", "judge", "estudio", "--file", "estudio/review/scopus.SYNTHETIC.ris", "--by", "ana"]) == 3
    assert "no termina en .csv ni en .xlsx" in capsys.readouterr().err


def test_a_line_of_the_form_is_written_in_words(deduplicated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for stage in ("title_abstract", "full_text"):
        for judge in ("ana", "luis"):
            assert vote(judge, "1.1", "incluir", "--stage", stage) == 0
    line = ["--set", "constructo=Confianza", "--set", "dirección=sin relación", "--set", "medida=r", "--by", "ana"]
    capsys.readouterr()
    assert "extrajo de A1.1: trust, sin relación" in printed(capsys, "extract", "estudio", "1.1", *line)
    assert run(["review", "extract", "estudio", "1.1", *line[:2], "--set", "dirección=rara", "--by", "ana"]) == 3
    assert "«dirección» dice «rara». Escriba uno de estos valores: positiva, negativa, sin relación, mixta." in (
        capsys.readouterr().err
    )


def test_an_altered_log_is_found(deduplicated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import sqlite3

    with sqlite3.connect(deduplicated / "alianza.db") as raw:
        raw.execute("DROP TRIGGER event_UPDATE")
        raw.execute("UPDATE event SET author = 'eva' WHERE number = 2")
    assert run(["review", "verify", "estudio"]) == 3
    assert "El suceso 2 del registro" in capsys.readouterr().err
    assert run(["review", "verify", "estudio", "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["sound"] is False


@pytest.mark.parametrize(
    "arguments",
    [
        ["review", "judge", "estudio", "--by", "ana"],
        ["review", "judge", "estudio", "1.1", "--verdict", "quizás", "--by", "ana"],
        ["review", "batch", "estudio", "--by", "ana"],
        ["review", "queue", "estudio", "--limit", "muchos"],
        ["review", "search", "estudio", "scopus"],
        ["review", "juzgar", "estudio"],
        ["import"],
    ],
)
def test_a_command_that_is_written_wrong(
    folder: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert "Error" in capsys.readouterr().err


def test_a_reader_of_english_is_told_in_english(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert run(["import", "estudio"]) == 0
    assert "Records: 6 counted = 6 read + 0 in quarantine." in capsys.readouterr().out
    assert "Approve the protocol" in printed(capsys, "status", "estudio")
    assert run(["review", "judge", "estudio", "1.1", "--verdict", "include", "--by", "rosa"]) == 3
    assert "is not in the review's panel" in capsys.readouterr().err


def test_an_import_with_decisions_goes_only_when_meant_and_comes_back_by_redo(
    deduplicated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vote("ana", "1.3", "include")
    capsys.readouterr()
    number = "1"
    assert run(["review", "undo", "estudio", "--by", "lia", "--event", number]) == 3
    assert "votos 1" in capsys.readouterr().err
    assert run(["review", "undo", "estudio", "--by", "lia", "--event", number, "--with-decisions"]) == 0
    capsys.readouterr()
    assert run(["import", "estudio"]) == 0
    assert "se deshizo en el suceso" in capsys.readouterr().out
    printed(capsys, "redo", "estudio", "--by", "lia")
    assert json.loads(printed(capsys, "agreement", "estudio", "--json"))[0]["articles"] == 1


def test_raters_who_differ_are_shown_side_by_side_and_agree_in_their_own_words(
    deduplicated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for more in ((), ("--stage", "full_text")):
        for by in ("ana", "luis"):
            assert vote(by, "1.1", "include", *more) == 0
    yes = "S1=sí,S2=sí,4.1=sí,4.2=sí,4.3=sí,4.4=sí,4.5="
    rated = ("review", "appraise", "estudio", "1.1", "--category", "descriptive", "--answers")
    assert run([*rated, f"{yes}sí", "--by", "ana"]) == 0
    assert run([*rated, f"{yes}no se sabe", "--by", "luis"]) == 0
    capsys.readouterr()
    assert "4.5  ana: sí  luis: no se sabe" in printed(capsys, "appraise", "estudio", "1.1")
    assert "settle-appraisal" in printed(capsys, "status", "estudio")
    agreed = ("estudio", "1.1", "--category", "descriptive", "--answers", f"{yes}no", "--by", "ana")
    printed(capsys, "settle-appraisal", *agreed)
    assert "No hay evaluaciones por acordar" in printed(capsys, "appraise", "estudio")


def test_contrary_decisions_that_a_merge_joined_are_shown_side_by_side(
    deduplicated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for by in ("ana", "luis"):
        vote(by, "1.1", "incluir")
        vote(by, "1.2", "excluir", "--reason", "E1")
    assert run(["review", "merge", "estudio", "1.1", "1.2", "--by", "lia"]) == 0
    warned = capsys.readouterr().err
    assert "(título y resumen): incluido A1.1, excluido A1.2" in warned and "title_abstract" not in warned
    vote("luis", "1.1", "incluir")
    capsys.readouterr()
    said = printed(capsys, "conflicts", "estudio").split("\n")
    assert [line.split("  ") for line in said[1:-1]] == [
        ["", "una reunión (suceso 9) juntó decisiones contrarias:"],
        ["", "A1.1: incluido"],
        ["", "", title(0)],
        ["", "", "ana", "incluir"],
        ["", "", "luis", "incluir"],
        ["", "A1.2: excluido", "E1"],
        ["", "", title(1)],
        ["", "", "ana", "excluir", "E1"],
        ["", "", "luis", "excluir", "E1"],
        ["", "después de la reunión:"],
        ["", "", "luis", "incluir"],
    ]
    [record] = json.loads(printed(capsys, "conflicts", "estudio", "--json"))
    assert [side["standing"] for side in record["clash"]["sides"]] == ["included", "excluded"]
    assert [side["title"] for side in record["clash"]["sides"]] == [title(0), title(1)]
    assert vote("ana", "1.1", "incluir") == 0
    assert "No hay desacuerdos" in printed(capsys, "conflicts", "estudio")


def test_a_record_has_one_name_for_people_and_is_taken_with_its_letter_or_without(
    deduplicated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (vote("ana", "a1.1", "incluir"), vote("luis", "1.1", "duda"), vote("ana", "9.9", "incluir")) == (0, 0, 3)
    said = capsys.readouterr()
    run(["export", "estudio", "--references", "todo.csv"])
    elsewhere = [
        printed(capsys, *command.split())
        for command in ("log estudio", "articles estudio", "articles estudio 2.2", "order estudio", "conflicts estudio")
    ]
    everything = "\n".join([said.out, said.err, *elsewhere, (tmp_path / "todo.csv").read_text("utf-8-sig")])
    assert "«A9.9»" in said.err
    assert re.findall(r"A\d+\.\d+", everything)
    assert re.findall(r"(?<![\dA./])[1-4]\.\d\b(?!\.)", everything) == []


def test_an_undone_merge_says_whose_the_words_are_that_were_said_of_the_whole(
    deduplicated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for by in ("ana", "luis"):
        vote(by, "1.1", "incluir")
        vote(by, "1.2", "excluir", "--reason", "E1")
    assert run(["review", "merge", "estudio", "1.1", "1.2", "--by", "lia"]) == 0
    assert run(["review", "settle", "estudio", "1.1", "--verdict", "excluir", "--reason", "E1", "--by", "eva"]) == 0
    assert "[título y resumen: excluido, E1]" in printed(capsys, "articles", "estudio")
    assert run(["review", "undo", "estudio", "--by", "lia", "--event", "9"]) == 0
    assert "ahora vale solo para A1.1" in capsys.readouterr().err


def test_what_an_undo_shifts_is_said(deduplicated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (vote("ana", "1.1", "incluir"), vote("luis", "1.1", "excluir")) == (0, 0)
    assert run(["review", "settle", "estudio", "1.1", "--verdict", "incluir", "--by", "eva"]) == 0
    capsys.readouterr()
    assert run(["review", "undo", "estudio", "--by", "eva"]) == 0
    assert (
        "El artículo A1.1 estaba incluido por título y resumen y ahora queda en desacuerdo" in capsys.readouterr().err
    )


def test_a_reason_that_left_the_protocol_keeps_its_line_and_the_change_is_said(
    deduplicated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["review", "approve", "estudio", "--by", "lia"]) == 0
    for by in ("ana", "luis"):
        assert vote(by, "1.1", "excluir", "--reason", "E1") == 0
    protocol = deduplicated / "study.toml"
    text = protocol.read_text("utf-8")
    protocol.write_text(text.replace('code = "E1"', 'code = "E9"'), "utf-8")
    assert "\n    E1" in printed(capsys, "flow", "estudio")
    assert run(["run", "estudio", "--out", str(tmp_path / "out"), "--lang", "es", "--quiet"]) == 0
    assert "cambió después de aprobarse por última vez" in (tmp_path / "out/report.es.html").read_text("utf-8")


def test_an_appraisal_that_leaves_an_article_out_says_so(
    deduplicated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for more in ((), ("--stage", "full_text")):
        for by in ("ana", "luis"):
            assert vote(by, "1.1", "include", *more) == 0
    poor = "S1=no,S2=no,4.1=no,4.2=no,4.3=no,4.4=no,4.5=no"
    capsys.readouterr()
    for by in ("ana", "luis"):
        assert (
            run(["review", "appraise", "estudio", "1.1", "--category", "descriptive", "--answers", poor, "--by", by])
            == 0
        )
    said = capsys.readouterr().err
    assert "El artículo A1.1 estaba incluido por texto completo y ahora queda excluido" in said
