"""Files become records with a receipt each, whole or not at all."""

import json
import os
from pathlib import Path

import pytest

from alianza.formats import Refused
from alianza.storage.database import FILE
from alianza.storage.event_log import content
from alianza.study.problem import Problem
from alianza.workflow.journal import reading
from alianza.workflow.review.handing import hand_out
from alianza.workflow.review.imports import Imported, import_files
from alianza.workflow.review.journal import state_at
from alianza.workflow.review.reading import read_review
from tests.review_study import EXPORTS, ris, study


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return study(tmp_path, EXPORTS)


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def outcome(found: list[Imported]) -> list[tuple[str, str]]:
    return [(one.file, one.outcome) for one in found]


def test_a_study_folder_stands_for_what_is_not_yet_imported_in_it(folder: Path) -> None:
    (folder / "review" / "notas.md").write_text("# notas")
    notes = ("notas.md", "ignored")
    assert outcome(import_files([folder], None)) == [
        notes,
        ("scopus.SYNTHETIC.ris", "imported"),
        ("wos.SYNTHETIC.ris", "imported"),
    ]
    assert outcome(import_files([folder], None)) == [notes]
    (folder / "review" / "otra.ris").write_text(ris([20], "Scopus"), encoding="utf-8")
    assert outcome(import_files([folder], None)) == [notes, ("otra.ris", "imported")]


def test_a_batch_in_the_review_folder_is_left_alone(folder: Path) -> None:
    import_files([folder], None)
    hand_out(folder, "title_abstract", "ana", folder / "review" / "ana.csv", "es")
    assert outcome(import_files([folder], None)) == [("ana.csv", "ignored")]


@pytest.mark.parametrize(
    "names",
    [("log.A.jsonl", "log.jsonl"), ("log.jsonl", "review/log.jsonl"), ("review/log.A.jsonl", "review/log.jsonl")],
)
def test_two_logs_tell_two_histories(folder: Path, names: tuple[str, str]) -> None:
    for name in names:
        (folder / name).write_text('{"alianza_log":1}\n')
    with pytest.raises(Refused) as refused:
        read_review(folder)
    assert (refused.value.problem.code, refused.value.problem.found) == ("several_logs", ", ".join(names))


def test_a_file_is_kept_letter_by_letter_with_what_was_read(folder: Path) -> None:
    import_files([folder], None)
    with reading(folder) as connection:
        one = state_at(connection).imports[0]
        assert content(connection, one.source) == (folder / "review" / "scopus.SYNTHETIC.ris").read_bytes()
        stored = json.loads(content(connection, one.records))
    assert (one.database, one.format, one.read, one.quarantined) == ("scopus", "ris", 6, 0)
    assert len(stored["records"]) == stored["counted"] == 6
    assert read_review(folder).references["1.1"].doi == "10.9999/syn.0"


def test_the_same_content_under_another_name_is_skipped_and_named(folder: Path, tmp_path: Path) -> None:
    import_files([folder], None)
    copy = tmp_path / "copia.ris"
    copy.write_bytes((folder / "review" / "wos.SYNTHETIC.ris").read_bytes())
    [found] = import_files([folder, copy], None)
    assert (found.outcome, found.known_as, found.exit_code) == ("known", "wos.SYNTHETIC.ris", 0)
    assert len(read_review(folder).state.imports) == 2


def test_without_a_study_a_receipt_is_shown_and_nothing_kept(tmp_path: Path) -> None:
    file = tmp_path / "scielo.ris"
    file.write_text(ris(range(3), "SciELO"), encoding="utf-8")
    [found] = import_files([file], None)
    assert (found.outcome, found.database) == ("shown", "scielo")
    assert found.receipt is not None and found.receipt.counted == 3
    assert [one.name for one in tmp_path.iterdir()] == ["scielo.ris"]


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]><xml><records><record>&b;</record></records></xml>'
TRUNCATED = "<xml><records><record><titles><title>Confianza</title></titles></record><record><titles>"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("articulo.ris", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "references_not_text"),
        ("corta.xml", TRUNCATED.encode(), "references_xml_broken"),
        ("bomba.xml", ENTITIES.encode(), "references_document_type"),
        ("vacio.ris", b"", "references_empty"),
    ],
)
def test_a_bad_file_is_named_and_keeps_no_other_out(folder: Path, name: str, text: bytes, code: str) -> None:
    (folder / "review" / name).write_bytes(text)
    found = {one.file: one for one in import_files([folder], None)}
    assert found[name].outcome == "refused"
    assert codes(found[name].problems) == [code]
    assert found[name].exit_code == 3
    assert sum(one.outcome == "imported" for one in found.values()) == 2
    assert len(read_review(folder).state.imports) == 2


def test_a_file_of_300_megabytes_is_refused_before_it_is_read(folder: Path) -> None:
    with (folder / "review" / "enorme.ris").open("wb") as file:
        os.truncate(file.fileno(), 300_000_000)
    found = {one.file: one for one in import_files([folder], None)}
    assert codes(found["enorme.ris"].problems) == ["references_too_large"]


def test_a_file_in_two_encodings_is_read_and_said_to_be(folder: Path) -> None:
    first, second = ris([1], "Scopus").replace("Mora1", "Muñoz"), ris([2], "Scopus").replace("Mora2", "Peña")
    (folder / "review" / "mezcla.ris").write_bytes(first.encode("utf-8") + second.encode("cp1252"))
    found = {one.file: one for one in import_files([folder], None)}["mezcla.ris"]
    assert codes(found.problems) == ["references_mixed_encodings"]
    assert found.receipt is not None
    assert [record.authors[0] for record in found.receipt.records] == ["Muñoz, Rosa", "Peña, Rosa"]


def test_a_missing_file_has_its_own_exit_code(folder: Path) -> None:
    [found] = import_files([folder, folder / "no-hay.ris"], None)
    assert (codes(found.problems), found.exit_code) == (["file_missing"], 4)


def test_two_studies_are_not_mixed(folder: Path, tmp_path: Path) -> None:
    other = study(tmp_path / "otra", {"x.ris": ris([9], "Scopus")})
    [found] = import_files([folder, other], None)
    assert (codes(found.problems), found.exit_code) == (["not_a_file"], 3)


def test_who_may_not_import_imports_nothing(folder: Path) -> None:
    found = import_files([folder], None, "ana")
    assert {tuple(codes(one.problems)) for one in found} == {("author_without_role",)}
    assert read_review(folder).state.imports == ()


def test_no_study_is_no_place_to_import_to(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        import_files([], tmp_path / "nada")
    assert refused.value.problem.code == "no_study_folder"
    assert not (tmp_path / "nada" / FILE).exists()
