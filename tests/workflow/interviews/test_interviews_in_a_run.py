"""What a run reads of the interviews: the log alone tells it, and who withdrew is in nothing."""

import sqlite3
from pathlib import Path

import pytest

from alianza.formats import Refused
from alianza.storage.database import FILE
from alianza.storage.folder import open_study
from alianza.workflow.inputs import Inputs, read_inputs
from alianza.workflow.interviews import actions
from alianza.workflow.interviews.actions import Target
from alianza.workflow.interviews.transcripts import add_transcripts
from alianza.workflow.interviews.withdrawing import withdraw
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
