"""The registry of interviews: who was asked, and what they consented to."""

from datetime import date

import pytest

from alianza.interviews.registry import Rows, Whose, read_registry

HEADER = ["Entrevista", "Participante", "Fecha", "Duración", "Cargo", "Consentimiento"]


def read(*rows: list[str], header: list[str] = HEADER):  # type: ignore[no-untyped-def]
    return read_registry(header, rows, "registro.csv")


def test_rows_are_read_in_spanish_or_english():
    found = read(["E01", "P1", "4/3/2025", "45,5", "gerente", "Cita"])
    [one] = found.interviews
    assert (one.id, one.participant, one.date, one.minutes, one.role, one.consent) == (
        "E01", "P1", date(2025, 3, 4), 45.5, "gerente", "quote",
    )  # fmt: skip
    english = read(["E01", "P1", "quote"], header=["interview", "participant", "consent"])
    assert english.interviews[0].date is None
    assert (found.problems, english.problems) == ((), ())


def test_a_withdrawal_or_a_narrow_consent_in_one_row_counts_for_all_of_a_persons():
    rows = [("E01", "P1", "cita"), ("E02", "P1", "retirada"), ("E03", "P2", "cita"), ("E04", "P2", "análisis")]
    found = read(*([one, who, "", "", "", consent] for one, who, consent in [*rows, ("E05", "P3", "cita")]))
    assert [one.id for one in found.standing] == ["E03", "E04", "E05"]
    assert (found.withdrawn, found.quotable) == ({"P1"}, {"P3"})


def test_the_row_of_a_text_is_that_of_its_interview_of_its_file_or_of_its_participant():
    header = ["entrevista", "participante", "consentimiento", "transcripción"]
    found = Rows(read(
        ["E1", "P1", "cita", "a/uno.txt"], ["E2", "P1", "cita", ""], ["E3", "P3", "cita", "E2.txt"], header=header,
    ))  # fmt: skip
    rows = {name: found.of(name, "P1") for name in ("E1", "E2", "uno", "uno.txt", "otra")}
    assert {name: one.id for name, one in rows.items() if one} == {
        "E1": "E1", "E2": "E2", "uno": "E1", "uno.txt": "E1", "otra": "E1",
    }  # fmt: skip
    assert found.of("otra", "P9") is None


@pytest.mark.parametrize(
    ("registered", "logged", "whose"),
    [
        ("cita", "cita", "P3"), ("cita", "análisis", "P1"), ("análisis", "cita", "P3"), ("retirado", "análisis", "P3"),
        ("cita", "retirado", "P1"), ("cita", "", "P3"), ("", "cita", "P1"),
    ],
)  # fmt: skip
def test_a_text_that_two_people_may_have_spoken_is_by_whoever_consented_to_less(
    registered: str, logged: str, whose: str
):
    """E1 came in as P1's; its row says P3 now. An empty consent: no row."""
    rows = [["E1", "P3", registered]] * bool(registered) + [["E2", "P1", logged]] * bool(logged)
    found = Whose(read(*rows, header=["entrevista", "participante", "consentimiento"]))
    assert found.of("E1", "P1") == whose
    assert found.disagreement("E1", "P1") == ("P3" if registered else "")


def test_rows_that_cannot_be_understood_are_named_and_left_out():
    found = read(
        ["E01", "P1", "ayer", "", "", "cita"],
        ["E02", "María Pérez", "", "", "", "cita"],
        ["E03", "P3", "", "9999", "", "tal vez"],
        ["", "", "", "", "", ""],
        ["E04", "P4", "", "", "", "cita"],
        ["E04", "P4", "", "", "", "cita"],
        ["E05", "", "", "", "", ""],
    )
    assert [one.id for one in found.interviews] == ["E04"]
    assert [(one.row, one.code) for one in found.problems] == [
        (2, "registry_date_unreadable"),
        (3, "participant_is_no_pseudonym"),
        (4, "consent_unknown"),
        (4, "registry_minutes_unreadable"),
        (7, "interview_repeated"),
        (8, "registry_value_missing"),
        (8, "registry_value_missing"),
    ]


def test_a_registry_without_consent_is_none():
    found = read(["E01", "P1"], header=["entrevista", "participante"])
    assert found.interviews == ()
    assert [(one.code, one.place) for one in found.problems] == [("registry_column_missing", "consent")]


@pytest.mark.parametrize(
    ("row", "withdrawn"),
    [
        (["E02", "P1", "31/31/2025", "", "", "retirado"], {"P1"}),
        (["E01", "P1", "", "", "", "retirado"], {"P1"}),
        (["", "P1", "", "", "", "retirado"], {"P1"}),
        (["E02", "P1", "31/31/2025", "", "", "solo análisis"], set()),
        (["E02", "P1", "", "", "", "no citar"], set()),
        (["E02", "P1", "", "", "", ""], set()),
    ],
)
def test_no_fault_of_a_row_keeps_a_narrower_consent_back(row: list[str], withdrawn: set[str]):
    found = read(["E01", "P1", "", "", "", "cita"], row)
    assert (found.withdrawn, found.quotable) == (withdrawn, set())
    assert [one.id for one in found.standing] == ([] if withdrawn else ["E01"])
    assert found.participant_of["E01"] == "P1"
    assert found.problems[0].row == 3
