"""`alianza interviews code`, `passages` and what is made of passages."""

import json
from pathlib import Path

import pytest

from alianza.cli import failures
from alianza.coding.project import Code, Link, QualitativeProject
from alianza.formats import refi
from alianza.workflow.interviews import actions
from alianza.workflow.interviews.projects import adopt, export_project
from alianza.workflow.interviews.transcripts import add_transcripts
from alianza.workflow.journal import study_at
from tests.interviews_study import TEXTS, study, transcripts


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study with two transcripts (events 1 and 2) and three codes (3 to 5)."""
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    monkeypatch.chdir(tmp_path)
    folder = study(tmp_path)
    add_transcripts(folder, transcripts(folder), "lia")
    actions.add_code(folder, "confianza", {"construct": "trust"}, "lia")
    actions.add_code(folder, "gobernanza", {}, "lia")
    actions.add_code(folder, "gobernanza/actas", {}, "lia")
    return folder


def run(*words: str | Path) -> int:
    return failures.run(["interviews", *map(str, words)])


def listed(made: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[dict]:
    capsys.readouterr()
    assert run("passages", made, *options, "--json") == 0
    return json.loads(capsys.readouterr().out)["passages"]


def test_a_passage_is_coded_by_its_words_and_its_number_is_said(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = "firmamos sin leer el acta"
    assert run("code", made, "E01", "actas", "--words", words, "--by", "ana", "--memo", "¿hábito?") == 0
    start = TEXTS["E01"].index(words)
    assert capsys.readouterr().out.splitlines() == [
        f"    6  E01  P1  {start}:{start + len(words)}  turno 2, P1  gobernanza/actas  ana",
        "       «firmamos sin leer el acta»",
        "       memo: ¿hábito?",
    ]


def test_a_passage_is_coded_by_its_place_with_several_codes(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("code", made, "E01", "confianza", "actas", "--place", "45:60", "--by", "ana") == 0
    assert [(one["code"], one["start"], one["end"]) for one in listed(made, capsys)] == [
        ("confianza", 45, 60), ("gobernanza/actas", 45, 60),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("E01", "actas", "--words", "Entrevistador"), 3),
        (("E01", "nada", "--words", "sin leer"), 3),
        (("E09", "actas", "--words", "sin leer"), 3),
        (("E01", "actas", "--place", "9:99999"), 3),
        (("E01", "actas", "--place", "veinte"), 2),
        (("E01", "actas"), 2),
        (("E01", "--words", "sin leer"), 2),
    ],
)
def test_what_cannot_be_coded_ends_with_its_code(made: Path, words: tuple[str, ...], code: int) -> None:
    assert run("code", made, *words, "--by", "ana") == code


def test_a_table_gives_its_good_rows_and_names_the_bad_ones(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = made.parent / "pasajes.csv"
    table.write_text(
        "Documento;Código;Cita;Inicio;Fin;Memo\n"
        "E01;actas;sin leer el acta;;;por costumbre\n"
        "E01;confiansa;sin leer el acta;;;\n"
        "E02;confianza;;45;60;\n"
        "E02;confianza;;cuarenta;60;\n"
        ";confianza;fue un acuerdo de palabra;;;\n"
        "E01;actas;sin leer el acta;;;otra vez\n",
        encoding="utf-8",
    )
    assert run("code", made, "--file", table, "--by", "ana") == 3
    said = capsys.readouterr()
    assert "Codificaciones nuevas: 2; filas que se dejaron: 3." in said.out
    assert [row for row in ("fila 3", "fila 5", "fila 6") if row not in said.err] == []
    assert [(one["document"], one["memo"]) for one in listed(made, capsys)] == [("E01", "por costumbre"), ("E02", "")]
    assert run("code", made, "--file", table, "--by", "ana") == 3
    assert "Codificaciones nuevas: 0" in capsys.readouterr().out


def test_a_table_without_its_columns_is_refused(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = made.parent / "pasajes.csv"
    table.write_text("documento,inicio\nE01,3\n", encoding="utf-8")
    assert run("code", made, "--file", table, "--by", "ana") == 3
    assert "«code»" in capsys.readouterr().err


def test_only_who_gave_a_code_or_who_leads_takes_it_away(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("code", made, "E01", "actas", "--words", "sin leer el acta", "--by", "ana") == 0
    assert run("uncode", made, "6", "--by", "luis") == 3
    assert "es de ana" in capsys.readouterr().err
    assert run("uncode", made, "6", "--by", "ana") == 0
    assert listed(made, capsys) == []
    assert run("uncode", made, "99", "--by", "ana") == 3


def test_a_passage_is_cleared_by_somebody_else(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("code", made, "E01", "actas", "--words", "sin leer el acta", "--by", "ana") == 0
    assert run("clear", made, "6", "--by", "ana") == 3
    assert run("clear", made, "6", "--by", "luis") == 0
    assert [one["cleared"] for one in listed(made, capsys)] == [True]


def test_relations_are_drawn_listed_and_taken_away(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("code", made, "E01", "actas", "--words", "sin leer el acta", "--by", "ana") == 0
    related = ("relate", made, "actas", "confianza", "--kind", "condición causal", "--evidence", "6", "--by", "ana")
    assert run(*related) == 0
    assert run("memo", made, "7", "--words", "Firmar sin leer presupone confianza.", "--by", "ana") == 0
    capsys.readouterr()
    assert run("relations", made) == 0
    assert capsys.readouterr().out.splitlines() == [
        "    7  «gobernanza/actas» es condición causal de «confianza»; pasajes: 6.", "Relaciones: 1.",
    ]  # fmt: skip
    assert run("relate", made, "confianza", "actas", "--kind", "es causado por", "--by", "ana") == 0
    assert "«actas» es causa de «confianza»" in capsys.readouterr().out
    assert run("unrelate", made, "7", "--by", "ana") == 0
    assert run("relate", made, "actas", "confianza", "--kind", "amistad", "--by", "ana") == 2
    assert run("memo", made, "nada", "--words", "Algo.", "--by", "ana") == 3


def test_memos_are_listed_changed_and_erased(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("memo", made, "confianza", "--words", "Crece con el trato.", "--by", "ana") == 0
    assert run("memo", made, "--change", "6", "--words", "Crece con los años.", "--by", "ana") == 0
    assert run("memos", made) == 0
    heading, words, count = capsys.readouterr().out.splitlines()[-3:]
    assert heading.startswith("    6  teórico  confianza  ana  ")
    assert (words, count) == ("       Crece con los años.", "Memos y notas: 1.")
    assert run("memo", made, "--erase", "6", "--by", "ana") == 0
    assert capsys.readouterr().out.endswith("Memo 6: borrado para siempre.\n")
    assert run("memos", made, "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run("memo", made, "--erase", "6", "--words", "otra cosa") == run("memo", made, "confianza") == 2


def test_relations_that_an_imported_project_brought_are_listed_as_well(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("relate", made, "actas", "confianza", "--kind", "condición causal", "--by", "ana") == 0
    export_project(made, tmp_path / "proyecto.qdpx")
    (tmp_path / "otra").mkdir()
    other = study(tmp_path / "otra")
    adopt(study_at(other), tmp_path / "proyecto.qdpx", "lia")
    capsys.readouterr()
    assert run("relations", other) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "       «gobernanza/actas» es condición causal de «confianza»; pasajes: —.", "Relaciones: 1.",
    ]  # fmt: skip


def test_relations_of_other_programs_are_listed_by_what_they_mean_or_are_called(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    links = (Link("causa", "efecto", "is caused by"), Link("causa", "efecto", "pelea con"))
    refi.write(QualitativeProject(codes=(Code("causa"), Code("efecto")), links=links), tmp_path / "ajeno.qdpx")
    adopt(study_at(made), tmp_path / "ajeno.qdpx", "lia")
    capsys.readouterr()
    assert run("relations", made) == 0
    assert capsys.readouterr().out.splitlines() == [
        "       «efecto» es causa de «causa»; pasajes: —.",
        "       «causa» → «efecto», que el archivo llama «pelea con»; pasajes: —.", "Relaciones: 2.",
    ]  # fmt: skip


def test_passages_are_narrowed_to_a_document_and_a_branch(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("code", made, "E01", "actas", "--words", "sin leer el acta", "--by", "ana")
    run("code", made, "E02", "confianza", "--words", "acuerdo de palabra", "--by", "ana")
    assert [one["document"] for one in listed(made, capsys, "E02")] == ["E02"]
    assert [one["code"] for one in listed(made, capsys, "--code", "gobernanza")] == ["gobernanza/actas"]
    assert run("passages", made, "E09") == 3
    assert run("passages", made, "--code", "nada") == 3


def test_what_others_gave_to_a_segment_stays_hidden_until_one_has_coded_it(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from alianza.coding.rounds import Draw, RoundState, open_round, rate
    from alianza.workflow.interviews.actions import act

    words = "fue un acuerdo de palabra"
    run("code", made, "E02", "confianza", "--words", words, "--by", "ana")
    start = TEXTS["E02"].index(words)
    segments = {"2": [(start, start + len(words))]}
    draw = Draw("prueba", ("ana", "luis"), 1.0, 1)
    act(made, "round", "lia", lambda now, _: open_round(now.state, draw, segments))
    assert [one["coder"] for one in listed(made, capsys, "--by", "ana")] == ["ana"]
    assert listed(made, capsys, "--by", "luis") == []
    assert listed(made, capsys) == []
    assert run("passages", made, "--by", "luis") == 0
    assert "Ocultas porque hay una ronda abierta: 1." in capsys.readouterr().out
    act(made, "rate", "luis", lambda now, by: rate(RoundState(now.state, now.state.rounds[0]), 1, [], by))
    assert [one["coder"] for one in listed(made, capsys, "--by", "luis")] == ["ana"]


def test_evidence_is_given_several_times_and_what_was_taken_away_is_none(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in ("45:60", "60:70", "70:80"):
        assert run("code", made, "E01", "actas", "--place", place, "--by", "ana") == 0
    ends = ("relate", made, "actas", "confianza", "--kind", "contexto", "--by", "ana")
    assert run(*ends, "--evidence", "6", "--evidence", "7, 8") == 0
    assert run("uncode", made, "7", "--by", "ana") == 0
    capsys.readouterr()
    assert run("relations", made) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith("pasajes: 6, 8.")
