"""From three exports to the flow: two blind judges, a third person, and changes taken back in the middle."""

import csv
import io
import re
import sqlite3
from pathlib import Path

import pytest

from alianza.formats import Refused
from alianza.formats.references import read as read_references
from alianza.review.appraisal import questions
from alianza.review.flow import Flow, broken_identities
from alianza.review.judges_agreement import judges_agreement
from alianza.review.judging import Ballot
from alianza.review.progress import ReviewState, Verdict
from alianza.storage.database import FILE, StudyDatabase
from alianza.storage.event_log import Author, append, content, keep, read
from alianza.storage.projections import _store
from alianza.study.event import Change
from alianza.workflow.journal import create, reading, writing
from alianza.workflow.review import actions
from alianza.workflow.review.exports import export_log, export_references
from alianza.workflow.review.handing import WHOLE, Cut, hand_back, hand_out, hand_out_appraisal, hand_out_extraction
from alianza.workflow.review.imports import import_files
from alianza.workflow.review.journal import REVIEW
from alianza.workflow.review.next_articles import next_articles
from alianza.workflow.review.reading import read_review
from alianza.workflow.review.standing import where_it_stands
from alianza.workflow.review.verification import verify_log
from alianza.workflow.run import run_study
from tests.review_study import EXPORTS, ris, study

JUDGES = ("ana", "luis")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study whose exports are imported and deduplicated: nine articles of eleven records."""
    made = study(tmp_path, EXPORTS)
    import_files([made], None)
    actions.deduplicate(made)
    return made


def flow(folder: Path) -> Flow:
    counts = read_review(folder).evidence.flow
    assert broken_identities(counts) == []
    return counts


def filled(file: Path, said: dict[str, tuple[str, ...]], **changes: str) -> Path:
    """A batch with words written into it: article to verdict, reason and note."""
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    for row in rows:
        for column, text in zip(("veredicto", "motivo", "nota"), said.get(row["artículo"], ()), strict=False):
            row[column] = text
        row.update(changes)
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return file


def judged(folder: Path, by: str, said: dict[str, tuple[str, ...]], stage: str = "title_abstract") -> Path:
    """A judge's batch, written, filled in and read back."""
    file = folder.parent / f"{by}-{stage}.csv"
    hand_out(folder, stage, by, file, "es")  # type: ignore[arg-type]
    found = hand_back(folder, filled(file, said), "judge", by)
    assert found.problems == ()
    return file


def test_from_exports_to_the_included_articles(folder: Path, tmp_path: Path) -> None:
    assert flow(folder).duplicates == {"wos": 2}
    names = [f"A{name}" for name in read_review(folder).articles]
    judged(folder, "ana", {name: ("incluir",) if place < 5 else ("excluir", "E1") for place, name in enumerate(names)})
    judged(folder, "luis", {name: ("Incluir",) if place < 4 else ("exclude", "e1") for place, name in enumerate(names)})
    [conflict] = [
        name for name, one in read_review(folder).evidence.title_abstract.items() if one.standing == "conflict"
    ]
    agreement = judges_agreement(read_review(folder).state, "title_abstract")
    # P_o = 8/9; P_e = (5*4 + 4*5)/81; kappa = (72 - 40)/(81 - 40).
    assert agreement is not None and agreement.kappa["ana", "luis"].value == pytest.approx(32 / 41)

    actions.settle(folder, "title_abstract", Ballot(conflict, "include"), "eva")
    assert (flow(folder).sought, flow(folder).excluded) == (5, {"E1": 4})
    sought = [f"A{name}" for name in read_review(folder).evidence.full_text]
    for by in JUDGES:
        judged(folder, by, {**dict.fromkeys(sought[:3], ("incluir",)), sought[3]: ("excluir", "E2")}, "full_text")
    actions.not_obtained(folder, [sought[4][1:]], "lia")
    counts = flow(folder)
    assert (counts.included, counts.ineligible, counts.unobtained, counts.finished) == (3, {"E2": 1}, 1, True)
    assert agreement == judges_agreement(read_review(folder).state, "title_abstract")


def test_taking_back_a_merge_in_the_middle_breaks_nothing(folder: Path) -> None:
    merges = [event for event in read_review(folder).events if event.kind == "duplicates_merged"]
    names = [f"A{name}" for name in read_review(folder).articles]
    for by in JUDGES:
        judged(folder, by, dict.fromkeys(names, ("incluir",)))
    assert flow(folder).sought == 9
    actions.take_back(folder, "lia", merges[0].number)
    counts = flow(folder)
    assert (counts.publications, counts.sought, counts.waiting, counts.duplicates) == (10, 9, 1, {"wos": 1})
    actions.bring_back(folder, "lia")
    assert flow(folder).sought == 9
    assert verify_log(folder).problems == ()


def test_a_batch_names_nobody_and_shows_no_votes(folder: Path, tmp_path: Path) -> None:
    judged(folder, "luis", {"A1.1": ("excluir", "E1", "ni una palabra de alianzas")})
    hand_out(folder, "title_abstract", "ana", tmp_path / "ana.csv", "es")
    text = (tmp_path / "ana.csv").read_text("utf-8-sig")
    assert not re.search(r"\b(luis|eva|lia|ana|ni una palabra)\b", text)
    assert text.count("\n") == 10


def test_the_same_file_twice_changes_nothing(folder: Path) -> None:
    file = judged(folder, "ana", {"A1.1": ("incluir",), "A1.2": ("duda", "", "sin resumen")})
    before = read_review(folder).head
    again = hand_back(folder, file, "judge", "ana")
    assert (again.kept, again.known, again.empty) == (0, 2, 7)
    assert read_review(folder).head == before


def test_good_rows_are_kept_and_bad_ones_named(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "ana.csv"
    hand_out(folder, "title_abstract", "ana", file, "es")
    said = {"A1.1": ("incluir",), "A1.2": ("quizás",), "A1.3": ("excluir", "E7"), "A1.4": ("=1+1",)}
    found = hand_back(folder, filled(file, said), "judge", "ana")
    assert found.kept == 1
    assert [(one.row, one.code) for one in found.problems] == [
        (3, "verdict_unknown"),
        (4, "reason_unknown"),
        (5, "verdict_unknown"),
    ]


def edited(folder: Path, old: str, new: str, by: str = "ana") -> Path:
    file = folder.parent / "editado.csv"
    hand_out(folder, "title_abstract", "ana", file, "es")
    filled(file, {"A1.1": ("incluir",), "A1.2": ("incluir",)})
    text = file.read_text("utf-8-sig")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8-sig")
    return file


@pytest.mark.parametrize(
    ("old", "new", "by", "code"),
    [
        ("lote,", "lote,", "luis", "batch_of_another_judge"),
        ("lote,", "otra,", "ana", "batch_without_mark"),
        ("veredicto", "decisión", "ana", "batch_column_missing"),
        ("b1-", "b1-0", "ana", "batch_unknown"),
    ],
)
def test_a_file_that_is_not_this_persons_or_not_whole_keeps_nothing(
    folder: Path, old: str, new: str, by: str, code: str
) -> None:
    file = edited(folder, old, new)
    before = read_review(folder).head
    with pytest.raises(Refused) as refused:
        hand_back(folder, file, "judge", by)
    assert refused.value.problem.code == code
    assert read_review(folder).head == before


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("A1.1,", "1.1,", "batch_article_unreadable"), ("A1.1,", "A7.7,", "record_unknown"),
     ("A1.2,", "A1.1,", "batch_article_twice")],
)  # fmt: skip
def test_a_row_of_no_article_is_named(folder: Path, old: str, new: str, code: str) -> None:
    found = hand_back(folder, edited(folder, old, new), "judge", "ana")
    assert [one.code for one in found.problems] == [code]
    assert found.kept == 1


def test_what_excel_makes_of_a_batch_is_read(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "ana.csv"
    hand_out(folder, "title_abstract", "ana", file, "es")
    rows = list(csv.reader(io.StringIO(filled(file, {"A1.1": ("incluir", "", "así, sí")}).read_text("utf-8-sig"))))
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    file.write_bytes(text.getvalue().encode("cp1252", "replace"))
    assert hand_back(folder, file, "judge", "ana").kept == 1
    assert read_review(folder).state.votes[0].note == "así, sí"


def test_a_workbook_goes_out_with_its_criteria_and_comes_back(folder: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    file = tmp_path / "ana.xlsx"
    hand_out(folder, "title_abstract", "ana", file, "es")
    book = load_workbook(file)
    assert [cell.value for cell in book["guía"]["A"]] == ["E1"]
    sheet = book["lote"]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(2, heads.index("veredicto") + 1).value = "excluir"
    sheet.cell(2, heads.index("motivo") + 1).value = "E1"
    book.save(file)
    found = hand_back(folder, file, "judge", "ana")
    assert (found.kept, found.empty, found.problems) == (1, 8, ())


def test_a_formula_is_no_verdict(folder: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    file = tmp_path / "ana.xlsx"
    hand_out(folder, "title_abstract", "ana", file, "es")
    book = load_workbook(file)
    sheet = book["lote"]
    verdict = [cell.value for cell in sheet[1]].index("veredicto") + 1
    sheet.cell(2, verdict).value = '="incl"&"uir"'
    sheet.cell(3, verdict).value = "incluir"
    book.save(file)
    before = read_review(folder).head
    with pytest.raises(Refused) as refused:
        hand_back(folder, file, "judge", "ana")
    assert refused.value.problem.code == "formula_without_value"
    assert read_review(folder).head == before


def test_somebodys_work_is_never_written_over(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "ana.csv").write_text("horas de trabajo")
    with pytest.raises(Refused) as refused:
        hand_out(folder, "title_abstract", "ana", tmp_path / "ana.csv", "es")
    assert refused.value.problem.code == "batch_exists"
    assert (tmp_path / "ana.csv").read_text() == "horas de trabajo"


@pytest.fixture
def included(folder: Path) -> Path:
    """A study with article 1.1 included."""
    for stage in ("title_abstract", "full_text"):
        for by in JUDGES:
            actions.vote(folder, stage, Ballot("1.1", "include"), by)  # type: ignore[arg-type]
    return folder


def test_a_checklist_goes_out_worded_and_comes_back(included: Path, tmp_path: Path) -> None:
    file = tmp_path / "calidad.csv"
    assert hand_out_appraisal(included, "Cuantitativo descriptivo", "ana", file, "es") == 1
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    assert [row["pregunta"] for row in rows] == list(questions("descriptive"))
    assert all(row["enunciado"].startswith("¿") for row in rows)
    assert hand_back(included, filled(file, {}, respuesta="Sí"), "appraise", "ana").kept == 1
    profile = read_review(included).evidence.profiles["1.1"]
    assert (profile.category, set(profile.answers.values())) == ("descriptive", {"yes"})


def test_the_form_goes_out_and_comes_back(included: Path, tmp_path: Path) -> None:
    file = tmp_path / "ficha.csv"
    assert hand_out_extraction(included, "ana", file, "es") == 1
    found = hand_back(
        included, filled(file, {}, constructo="trust", dirección="positive", efecto="0,3", casos="50"), "extract", "ana"
    )
    assert found.kept == 1
    assert [(one.code, one.severity, one.place) for one in found.problems] == [
        ("extraction_effect_incomplete", "warning", "measure"),
        ("extraction_effect_incomplete", "warning", "variance"),
    ]
    [line] = read_review(included).evidence.lines
    assert (line.construct, line.numbers) == ("trust", {"effect": 0.3, "n": 50.0})


def test_the_protocol_is_approved_as_it_is_worded(folder: Path) -> None:
    actions.approve(folder, "", "lia")
    assert [name for name, _ in where_it_stands(folder).approved] == ["lia"]
    file = folder / "study.toml"
    file.write_text(file.read_text("utf-8").replace("no trata de alianzas", "trata de otra cosa"), "utf-8")
    assert where_it_stands(folder).outdated
    file.write_text(
        f"# un comentario no cambia nada\n{file.read_text('utf-8')}".replace(
            "trata de otra cosa", "no trata de alianzas"
        ),
        "utf-8",
    )
    assert not where_it_stands(folder).outdated


def test_a_log_goes_to_another_machine_and_back(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.SYNTHETIC.jsonl"
    export_log(folder, log)
    other = study(tmp_path / "otra")
    assert [one.outcome for one in import_files([other, log], None)] == ["restored"]
    assert read_review(other).state == read_review(folder).state
    assert read_review(other).head == read_review(folder).head


@pytest.mark.parametrize("place", ["", "review"])
def test_a_log_in_a_study_is_read_without_a_database_and_taken_in_by_the_first_change(
    folder: Path, tmp_path: Path, place: str
) -> None:
    """The log is the whole study's and lies in its folder; that of older studies lies among the review's files."""
    other = study(tmp_path / "otra")
    export_log(folder, other / place / "log.SYNTHETIC.jsonl")
    assert read_review(other).state == read_review(folder).state
    assert not (other / FILE).exists()
    actions.vote(other, "title_abstract", Ballot("1.1", "include"), "ana")
    assert len(read_review(other).events) == len(read_review(folder).events) + 1
    left = {one.name for one in other.iterdir()} - {f"{FILE}-wal", f"{FILE}-shm"}  # a process keeps its database open
    assert left - {"log.SYNTHETIC.jsonl"} == {FILE, "review", "study.toml"}


@pytest.mark.parametrize("ending", ["ris", "bib"])
def test_the_articles_go_out_once_each_and_are_read_back(folder: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"articulos.{ending}"
    assert export_references(folder, out).articles == 9
    with pytest.raises(Refused, match="output_exists"):
        export_references(folder, out)
    receipt = read_references(out)
    assert receipt.balanced and len(receipt.records) == 9
    mine = [one.best for one in read_review(folder).articles.values()]
    for name in ("title", "authors", "year", "doi", "source_title", "volume", "pages"):
        assert [getattr(one, name) for one in receipt.records] == [getattr(one, name) for one in mine], name


def table(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))


def test_a_table_of_articles_says_what_was_decided_in_words_or_in_codes(folder: Path, tmp_path: Path) -> None:
    for by in JUDGES:
        vote(folder, by, "1.1", "include")
        vote(folder, by, "1.2", "exclude", "E1")
    export_references(folder, tmp_path / "es.csv")
    export_references(folder, tmp_path / "en.csv", language="en")
    export_references(folder, tmp_path / "codes.csv", language=None)
    spoken, english, coded = (table(tmp_path / f"{name}.csv") for name in ("es", "en", "codes"))
    assert [row["por título y resumen"] for row in spoken[:3]] == ["incluido", "excluido", "por juzgar"]
    assert [row["by title and abstract"] for row in english[:3]] == ["included", "excluded", "to be judged"]
    assert [(row["article"], row["title_abstract"], row["reason"]) for row in coded[:3]] == [
        ("A1.1", "included", ""),
        ("A1.2", "excluded", "E1"),
        ("A1.3", "waiting", ""),
    ]


def test_a_log_is_never_written_over_another_file(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "historia.jsonl"
    log.write_text("lo de ayer", encoding="utf-8")
    with pytest.raises(Refused, match="output_exists"):
        export_log(folder, log)
    assert log.read_text("utf-8") == "lo de ayer"


def test_an_export_that_was_taken_back_waits_for_nobody(folder: Path) -> None:
    assert where_it_stands(folder).files == 0
    actions.take_back(folder, "lia", 1)
    assert where_it_stands(folder).files == 0
    (folder / "review" / "otra.ris").write_text(ris([20], "Scopus"), encoding="utf-8")
    assert where_it_stands(folder).files == 1


def test_a_table_of_articles_holds_no_formula(tmp_path: Path) -> None:
    folder = study(tmp_path, {"raro.ris": "TY  - JOUR\r\nTI  - =cmd|'/c calc'!A1\r\nPY  - 2020\r\nER  - \r\n"})
    import_files([folder], None)
    export_references(folder, tmp_path / "a.csv")
    [row] = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"))))
    assert row["título"] == "'=cmd|'/c calc'!A1"
    hand_out(folder, "title_abstract", "ana", tmp_path / "ana.csv", "es")
    [row] = list(csv.DictReader(io.StringIO((tmp_path / "ana.csv").read_text("utf-8-sig"))))
    assert row["título"].startswith("'=")


def test_a_run_reads_the_review_and_names_the_head_of_its_log(included: Path, tmp_path: Path) -> None:
    import json

    outcome = run_study(included, out=tmp_path / "out", languages=("es",))
    assert outcome.results.counts["review"] == 1
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["inputs"]["alianza.db"] == read_review(included).head


def test_a_review_of_synthetic_exports_has_to_say_so(folder: Path) -> None:
    file = folder / "study.toml"
    file.write_text(file.read_text("utf-8").replace("synthetic = true", ""), "utf-8")
    with pytest.raises(Refused) as refused:
        run_study(folder, languages=("es",))
    assert refused.value.problem.code == "synthetic_undeclared"


def test_a_run_computes_from_the_events_and_from_no_state_that_somebody_sealed(folder: Path, tmp_path: Path) -> None:
    """Whoever can write the database can seal a false state; results rest on the chain alone."""
    database = StudyDatabase(folder)
    with database.writing() as connection:
        _store(connection, REVIEW, ReviewState())
    database.close()
    assert [one.code for one in verify_log(folder).problems] == ["state_forged"]
    results = run_study(folder, out=tmp_path / "out", languages=()).results
    assert [(one.code, one.severity) for one in results.problems if "state" in one.code] == [
        ("state_forged", "warning")
    ]
    [plan] = [table for table in results.tables if table.id == "review_flow"]
    assert plan.computable


def test_a_run_refuses_a_log_that_was_changed(folder: Path, tmp_path: Path) -> None:
    with sqlite3.connect(folder / FILE) as raw:
        raw.execute("DROP TRIGGER event_UPDATE")
        raw.execute("UPDATE event SET author = 'otra' WHERE number = 1")
    with pytest.raises(Refused) as refused:
        run_study(folder, out=tmp_path / "out")
    assert refused.value.problem.code == "log_changed"
    assert not (tmp_path / "out").exists()


def test_what_leaves_the_study_is_not_written_from_a_log_that_was_changed(folder: Path, tmp_path: Path) -> None:
    with sqlite3.connect(folder / FILE) as raw:
        raw.execute("DROP TRIGGER event_UPDATE")
        raw.execute("UPDATE event SET author = 'otra' WHERE number = 1")
    for write in (
        lambda: export_log(folder, tmp_path / "log.jsonl"),
        lambda: export_references(folder, tmp_path / "todo.ris"),
        lambda: hand_out(folder, "title_abstract", "ana", tmp_path / "lote.csv", "es"),
        lambda: hand_out_extraction(folder, "ana", tmp_path / "lote.csv", "es"),
    ):
        with pytest.raises(Refused) as refused:
            write()
        assert refused.value.problem.code == "log_changed"
    assert [one.name for one in tmp_path.iterdir()] == ["estudio"]


@pytest.mark.parametrize(
    ("values", "field"),
    [({"records": "source"}, "records"), ({"read": 5}, "read"), ({"quarantined": 9}, "quarantined")],
)
def test_an_import_that_names_something_else_is_no_import(
    folder: Path, tmp_path: Path, values: dict[str, object], field: str
) -> None:
    """A log that somebody else made may be whole and hold what no import ever wrote."""
    other = study(tmp_path / "otra")
    with reading(folder) as connection:
        first = read(connection)[0]
        source = content(connection, str(first.payload["source"]))
    create(other, None)
    with writing(other) as connection:
        stored = {name: first.payload[value] if value == "source" else value for name, value in values.items()}
        keep(connection, source)
        append(connection, "review", [Change("imported", {**first.payload, **stored})], Author("ana", ""))
        if field != "records":
            with reading(folder) as whole:
                keep(connection, content(whole, str(first.payload["records"])))
    with pytest.raises(Refused) as refused:
        read_review(other)
    assert (refused.value.problem.code, refused.value.problem.values) == ("event_malformed", {"field": field})
    assert "event_malformed" in [one.code for one in verify_log(other).problems]


def test_a_judges_batch_begins_with_the_likeliest_articles(folder: Path) -> None:
    """Once decisions of both kinds are there to learn from; what another judge alone said teaches nothing."""
    waiting = list(read_review(folder).articles)
    first, second, third, *_ = waiting
    vote(folder, "ana", third, "include")
    assert order_of(folder, "luis") == [f"A{name}" for name in waiting]
    for by in JUDGES:
        vote(folder, by, first, "include")
        vote(folder, by, second, "exclude", "E1")
    ranked = next_articles(folder).ranking
    assert ranked.learnt
    assert order_of(folder, "luis") == [f"A{name}" for name in ranked.names]
    assert order_of(folder, "luis", Cut(3)) == [f"A{name}" for name in ranked.names[:3]]
    assert order_of(folder, "luis", Cut(2, as_imported=True)) == [f"A{name}" for name in waiting[2:4]]


def test_what_one_judge_said_alone_moves_no_article_of_the_others_batch(folder: Path) -> None:
    first, second, *rest = list(read_review(folder).articles)
    for by in JUDGES:
        vote(folder, by, first, "include")
        vote(folder, by, second, "exclude", "E1")
    before = order_of(folder, "luis")
    for name in rest[::2]:
        vote(folder, "ana", name, "include")
    assert order_of(folder, "luis") == before


def vote(folder: Path, by: str, article: str, verdict: Verdict, reason: str = "") -> None:
    actions.vote(folder, "title_abstract", Ballot(article, verdict, reason), by)


def order_of(folder: Path, judge: str, cut: Cut = WHOLE) -> list[str]:
    """The articles of a judge's batch, in its order."""
    file = folder / f"orden-{judge}-{len(list(folder.glob('orden-*')))}.csv"
    hand_out(folder, "title_abstract", judge, file, "es", cut)
    return [row["artículo"] for row in csv.DictReader(io.StringIO(file.read_text("utf-8-sig")))]


def test_a_vote_does_not_come_back_before_what_was_said_meanwhile(folder: Path) -> None:
    """Agreement counts first votes, and the one that comes back would stand before the new one."""
    actions.vote(folder, "title_abstract", Ballot("1.1", "include"), "ana")
    actions.take_back(folder, "ana")
    undone = read_review(folder).events[-1].number
    actions.vote(folder, "title_abstract", Ballot("1.1", "exclude", "E1"), "ana")
    with pytest.raises(Refused) as found:
        actions.take_back(folder, "ana", undone)
    assert found.value.problem.code == "vote_overtaken"
