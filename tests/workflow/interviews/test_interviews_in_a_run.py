"""What a run reads of the interviews: the log alone tells it, and who withdrew is in nothing."""

import re
import sqlite3
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from alianza.formats import Refused
from alianza.storage.database import FILE
from alianza.storage.folder import open_study
from alianza.workflow.inputs import Inputs, read_inputs
from alianza.workflow.interviews import actions
from alianza.workflow.interviews.actions import Target
from alianza.workflow.interviews.analysis import count_matrix, list_quotes
from alianza.workflow.interviews.passages import Wanted, passages
from alianza.workflow.interviews.reading import read_coding
from alianza.workflow.interviews.standing import where_it_stands
from alianza.workflow.interviews.transcripts import add_transcripts, follow_registry
from alianza.workflow.interviews.withdrawing import withdraw
from alianza.workflow.run import run_study
from tests.interviews_study import study, transcripts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study in which both participants speak of trust, and one passage is coded of each."""
    made = study(tmp_path)
    add_transcripts(made, transcripts(made), "lia")
    actions.add_code(made, "confianza", {"construct": "trust", "direction": "positive"}, "lia")
    actions.code_passage(made, Target("E01", words="la confianza creció"), ["confianza"], "ana")
    actions.code_passage(made, Target("E02", words="fue un acuerdo de palabra"), ["confianza"], "luis")
    return made


def inputs(folder: Path) -> Inputs:
    return read_inputs(open_study(folder))


def test_a_run_reads_the_registry_and_the_coding(folder: Path) -> None:
    found = inputs(folder)
    evidence = found.interviews
    assert evidence is not None and found.problems == ()
    assert [(one.document, one.code) for one in evidence.project.codings] == [
        ("E01", "confianza"),
        ("E02", "confianza"),
    ]
    assert evidence.conducted == ("E01", "E02")
    assert {"alianza.db", "interviews/registry.csv"} <= set(found.digests)


def test_interviews_are_in_the_order_of_their_dates(folder: Path) -> None:
    registry = folder / "interviews" / "registry.csv"
    registry.write_text(registry.read_text("utf-8").replace("2025-03-04", "2025-03-06"), "utf-8")
    evidence = inputs(folder).interviews
    assert evidence is not None and evidence.conducted == ("E02", "E01")


def test_a_study_that_declares_no_interviews_has_none(folder: Path) -> None:
    protocol = folder / "study.toml"
    protocol.write_text(protocol.read_text("utf-8").split("[interviews]")[0], "utf-8")
    assert inputs(folder).interviews is None


def test_who_withdrew_is_not_read(folder: Path) -> None:
    withdraw(folder, "P1", "lia", confirmed=True)
    evidence = inputs(folder).interviews
    assert evidence is not None
    assert evidence.asked == {"P2"}
    assert "P1" not in repr((evidence.registry.standing, evidence.state.documents, evidence.project))


def test_a_withdrawal_that_only_the_registry_knows_counts_as_well(folder: Path) -> None:
    """As after a backup of the log was put back."""
    registry = folder / "interviews" / "registry.csv"
    registry.write_text(registry.read_text("utf-8").replace("Azuay;cita", "Azuay;retirada"), "utf-8")
    evidence = inputs(folder).interviews
    assert evidence is not None
    assert (evidence.conducted, evidence.asked) == (("E02",), {"P2"})
    assert [one.document for one in evidence.project.codings] == ["E02"]


def test_a_study_that_still_holds_the_words_of_who_withdrew_says_so(folder: Path) -> None:
    """As after somebody only wrote it into the registry, or put a log from before back."""
    registry = folder / "interviews" / "registry.csv"
    registry.write_text(registry.read_text("utf-8").replace("Azuay;cita", "Azuay;retirada"), "utf-8")
    [said] = inputs(folder).problems
    assert (said.code, said.severity, said.found) == ("withdrawn_not_erased", "warning", "P1")
    withdraw(folder, "P1", "lia", confirmed=True)
    assert inputs(folder).problems == ()
    (folder / "interviews" / "transcripts" / "E01.txt").write_text("P1: otra vez", "utf-8")
    assert [one.code for one in inputs(folder).problems] == ["withdrawn_not_erased"]


def test_a_log_that_was_changed_is_refused(folder: Path) -> None:
    with sqlite3.connect(folder / FILE) as raw:
        raw.execute("DROP TRIGGER event_UPDATE")
        raw.execute("UPDATE event SET author = 'otra' WHERE number = 1")
    with pytest.raises(Refused) as refused:
        inputs(folder)
    assert (refused.value.problem.code, refused.value.exit_code) == ("log_changed", 3)


def test_synthetic_words_must_be_declared(folder: Path) -> None:
    protocol = folder / "study.toml"
    protocol.write_text(protocol.read_text("utf-8").replace("synthetic = true", "synthetic = false"), "utf-8")
    assert [(one.code, one.file) for one in inputs(folder).errors] == [("synthetic_undeclared", "E01")]


def outputs(folder: Path) -> dict[str, str]:
    """Every output as text: documents unpacked, and the words of the PDF."""
    found = {}
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = file.relative_to(folder).as_posix()
        if file.suffix == ".docx":
            with zipfile.ZipFile(file) as packed:
                found[name] = "".join(packed.read(part).decode("utf-8", "replace") for part in packed.namelist())
        elif file.suffix == ".pdf":
            found[name] = "\n".join(page.extract_text() for page in PdfReader(file).pages)
        else:
            found[name] = file.read_text("utf-8")
    return found


def test_after_a_withdrawal_no_output_knows_of_the_person(folder: Path) -> None:
    """Neither words, nor pseudonym, nor counts: every number is that of the study without them."""
    name = next(name for name, one in read_coding(folder).assembled.by_name.items() if one.document == "E01")
    actions.clear_passages(folder, [name], "luis")
    before = outputs(run_study(folder).folder)
    assert any("la confianza creció" in text for text in before.values())
    assert any("P1 · SYNTHETIC" in text for text in before.values())
    withdraw(folder, "P1", "lia", confirmed=True)
    outcome = run_study(folder)
    after = outputs(outcome.folder)
    told = ("la confianza creció", "quebrada azulejo", "P1", "E01", "gerente", "Azuay")
    assert {(file, word) for file, text in after.items() for word in told if word in _said(file, text)} == set()
    assert {table.base for table in outcome.results.tables if table.strand == "interviews"} <= {1, None}
    assert outcome.results.counts["interviews"] == 1


def _said(file: str, text: str) -> str:
    """What an output says; pictures and digests inside it are letters by chance."""
    text = re.sub(r"data:[\w/+;-]+base64,[\w+/=]+|\b[0-9a-f]{64}\b", "", text)
    return re.sub(r"(?s)<script.*?</script>", "", text) if file.endswith(".html") else text


def test_a_report_tells_the_interviews_in_both_languages_and_marks_them(folder: Path) -> None:
    found = outputs(run_study(folder).folder)
    for language, title in (("es", "El libro de códigos"), ("en", "The codebook")):
        for kind in ("html", "pdf", "docx"):
            assert title in found[f"report.{language}.{kind}"], (language, kind)
    assert "figures/interview_curve.es.svg" in found
    assert "SYNTHETIC" in found["figures/interview_curve.es.svg"]
    assert "tables/interview_codes.csv" in found


def corrected(folder: Path, *rows: str) -> None:
    """The registry with other rows."""
    heading = "entrevista;participante;cargo;sector;caso;consentimiento"
    (folder / "interviews" / "registry.csv").write_text("\n".join([heading, *rows]) + "\n", "utf-8")


def cleared(folder: Path) -> None:
    [coding] = [one for one in read_coding(folder).state.codings if one.by == "ana"]
    actions.clear_passages(folder, [coding.id], "luis")


def quoted(folder: Path) -> list[tuple[str, str, str]]:
    [trust] = list_quotes(folder).constructs
    return [(one.document, one.participant, one.role) for one in trust.quotes]


def test_each_interview_of_a_person_has_its_own_role_sector_and_case(folder: Path) -> None:
    corrected(folder, "E01;P1;dueña;comercio;k1;cita", "E02;P2;socia;agro;k3;cita", "E03;P1;gerente;industria;k2;cita")
    (folder / "E03.txt").write_text("SYNTHETIC\n\nP1: Otra alianza, otro acuerdo.\n", "utf-8")
    add_transcripts(folder, [folder / "E03.txt"], "lia")
    actions.code_passage(folder, Target("E03", words="otro acuerdo"), ["confianza"], "ana")
    assert count_matrix(folder, "case", "passages").columns == ("k1", "k2", "k3")
    evidence = inputs(folder).interviews
    assert evidence is not None
    assert {one.name: one.attributes["role"] for one in evidence.project.documents} == {
        "E01": "dueña", "E02": "socia", "E03": "gerente",
    }  # fmt: skip


def test_a_text_whose_row_names_somebody_who_withdrew_is_in_nothing_at_once(folder: Path) -> None:
    cleared(folder)
    assert quoted(folder) == [("E01", "P1", "gerente")]
    corrected(folder, "E01;P3;gerente;comercio;;retirado", "E02;P2;dueña;agro;;cita", "E03;P1;gerente;comercio;;cita")
    found = inputs(folder)
    assert found.interviews is not None and found.interviews.conducted == ("E02",)
    assert (quoted(folder), [one.document for one in passages(folder, Wanted()).passages]) == ([], ["E02"])
    assert [(one.code, one.place, one.found, one.severity) for one in found.problems] == [
        ("text_of_withdrawn", "E01", "P3", "warning")
    ]
    assert [one.code for one in follow_registry(folder, "lia").problems] == ["text_of_withdrawn"]
    assert withdraw(folder, "P3", "lia", confirmed=True).documents == ("E01",)
    assert [one.name for one in read_coding(folder).state.documents] == ["E02"]


def test_until_registry_and_log_agree_on_whose_a_text_is_the_narrower_consent_counts(folder: Path) -> None:
    cleared(folder)
    corrected(folder, "E01;P3;socia;comercio;;análisis", "E02;P2;dueña;agro;;cita", "E03;P1;gerente;comercio;;cita")
    assert quoted(folder) == []
    corrected(folder, "E01;P3;socia;comercio;;cita", "E02;P2;dueña;agro;;cita", "E03;P1;gerente;comercio;;cita")
    assert quoted(folder) == [("E01", "P3", "socia")]
    assert [one.code for one in inputs(folder).problems] == ["text_of_another"]
    assert [one.code for one in where_it_stands(folder).problems] == ["text_of_another"]
    [known] = add_transcripts(folder, transcripts(folder)[:1], "lia")
    assert (known.number, [one.code for one in known.problems]) == (0, ["text_of_another"])
    recorded = follow_registry(folder, "lia")
    assert [(one.kind, one.payload["participant"]) for one in recorded.events] == [("document_named", "P3")]
    assert (inputs(folder).problems, quoted(folder)) == ((), [("E01", "P3", "socia")])
    assert follow_registry(folder, "lia").events == ()


def test_nobodys_words_are_erased_because_somebody_else_withdraws(folder: Path) -> None:
    corrected(folder, "E01;P3;socia;comercio;;cita", "E02;P2;dueña;agro;;cita", "E03;P1;gerente;comercio;;cita")
    with pytest.raises(Refused) as found:
        withdraw(folder, "P1", "lia", confirmed=True)
    assert (found.value.problem.code, found.value.problem.place) == ("text_of_another", "E01")
    follow_registry(folder, "lia")
    assert withdraw(folder, "P1", "lia", confirmed=True).documents == ()
    assert [one.name for one in read_coding(folder).state.documents] == ["E01", "E02"]
