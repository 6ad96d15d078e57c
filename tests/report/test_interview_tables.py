"""The tables of the interviews, on six interviews that can be counted by eye."""

from collections.abc import Iterable
from dataclasses import replace

import msgspec
import pytest

from alianza.coding.progress import CodeEntry
from alianza.render.messages import say
from alianza.report import contents
from alianza.report.interview_chapter import InterviewChapter
from alianza.study.estimate import Estimate
from alianza.study.interview_protocol import Interviews, SaturationRule
from alianza.study.message import Message
from alianza.study.protocol import Rules, Source
from alianza.study.table import Cell, Suppressed, Table
from alianza.study.text import Text
from tests.report.small_interviews import CODES, ID, PROTOCOL, chapter, state

INTERVIEW_TABLES = tuple(
    name for name in contents.TABLES if contents.strand_of(name) == "interviews" and name != contents.AFTER_VOTES
)


def tables(of: InterviewChapter) -> dict[str, Table]:
    strands = contents.Strands(of.protocol, None, None, of)
    found: Iterable[Table] = contents.compute_tables(strands, lambda step, share: None)
    return {table.id: table for table in found}


def table(name: str, of: InterviewChapter | None = None) -> Table:
    return tables(of or chapter())[name]


def shown(cell: Cell) -> object:
    """A cell as a test reads it."""
    if isinstance(cell, Estimate):
        return None if cell.value is None else round(cell.value, 4)
    return say(cell, "es") if isinstance(cell, Message | Text) else cell


def cells(of: Table, row: str) -> list[object]:
    [own] = [one for one in of.rows if one.id == row]
    return [shown(cell) for cell in own.cells]


def column(of: Table, name: str) -> dict[str, object]:
    place = [one.id for one in of.columns].index(name)
    return {row.id: shown(row.cells[place]) for row in of.rows}


def noted(found: Table, code: str) -> Message:
    return next(note for note in found.notes if note.code == code)


def test_every_table_of_the_interviews_is_computed_and_belongs_to_its_strand() -> None:
    found = tables(chapter())
    assert [name for name in INTERVIEW_TABLES if not found[name].computable] == []
    assert {found[name].strand for name in INTERVIEW_TABLES} == {"interviews"}


def test_a_study_without_interviews_is_not_told_of_their_tables() -> None:
    without = msgspec.structs.replace(PROTOCOL, interviews=None, survey=Source(file="firms.csv"))
    found = contents.compute_tables(contents.Strands(without), lambda step, share: None)
    assert not {one.id for one in found} & set(INTERVIEW_TABLES)
    asked = msgspec.structs.replace(without, tables=("interview_codes",))
    [one] = contents.compute_tables(contents.Strands(asked), lambda step, share: None)
    assert (one.id, one.needs) == ("interview_codes", ("interviews",))


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_sentence_of_the_tables_can_be_said(language: str) -> None:
    for one in tables(chapter()).values():
        said = [say(message, language) for message in (*one.notes, *([one.lead] if one.lead else []))]
        said += [say(row.label, language) for row in one.rows]
        said += [say(cell, language) for row in one.rows for cell in row.cells if isinstance(cell, Message | Text)]
        assert all(words.strip() for words in said)


@pytest.mark.parametrize(
    ("missing", "changed"),
    [
        ("codebook", {"codes": (), "codings": (), "rounds": (), "relations": ()}),
        ("coded_passages", {"codings": (), "rounds": ()}),
        ("blind_round", {"freezes": ()}),
        ("code_relations", {"relations": ()}),
        ("measuring_codes", {"codes": tuple(replace(one, construct="") for one in CODES)}),
    ],
)
def test_a_table_says_what_it_lacks(missing: str, changed: dict[str, object]) -> None:
    found = tables(chapter(**changed))
    lacking = [one.id for one in found.values() if missing in one.needs]
    assert lacking
    for language in ("es", "en"):
        assert say(Message(f"variables.{missing}"), language)


def test_small_groups_of_participants_are_told_together() -> None:
    """Loja's one person goes with the next group, which leaves nobody to tell from the total."""
    found = table("interview_participants")
    assert {row.id: row.cells[1] for row in found.rows} == {
        "role:dueña": 3, "role:gerente": 3, "sector:merged": 6, "place:merged": 6, "guide:1": 6,
        "consent:quote": 4, "consent:analysis": 2,
    }  # fmt: skip
    assert say(found.rows[2].label, "es") == "otras (2 categorías)"


def test_participants_with_two_interviews_count_once() -> None:
    of = chapter()
    first, *others = of.evidence.registry.interviews
    twice = replace(of.evidence.registry, interviews=(first, replace(first, id="E9"), *others))
    found = table("interview_participants", InterviewChapter(of.protocol, replace(of.evidence, registry=twice)))
    assert found.base == 6
    assert found.lead is not None and "7 entrevistas" in say(found.lead, "es")


def test_the_codebook_is_a_tree_with_definitions_and_its_version() -> None:
    found = table("interview_codebook")
    assert [(say(row.label, "es"), row.depth) for row in found.rows] == [
        ("confianza", 0), ("presente", 1), ("ausente", 1), ("conflicto", 0),
    ]  # fmt: skip
    assert cells(found, "confianza/presente") == ["Sí: confía · No: espera", "confianza (+)"]
    assert "1.0, del 1 de abril de 2025" in say(found.notes[0], "es")
    assert table("interview_codebook", chapter(freezes=())).notes[0].code == "notes.codebook_not_frozen"


def test_codes_are_counted_in_interviews_of_all_interviews() -> None:
    """E5's trust came from a passage and from the round; the segment that a third person settled counts."""
    found = table("interview_codes")
    assert found.base == 6
    assert column(found, "interviews") == {
        "confianza": 6, "confianza/presente": 5, "confianza/ausente": 1, "conflicto": 4,
    }  # fmt: skip
    assert column(found, "share")["conflicto"] == round(4 / 6, 4)
    assert column(found, "passages")["confianza"] == 7


def test_codes_by_case_have_the_interviews_of_each_case_above_them() -> None:
    found = table("interview_cases")
    assert [one.id for one in found.columns] == ["C1", "C2"]
    assert {row.id: cells(found, row.id) for row in found.rows} == {
        "_interviews": [2, 1], "confianza": [2, 1], "confianza/presente": [2, 1], "conflicto": [1, 2],
    }  # fmt: skip


def test_agreement_is_that_of_first_answers_and_settlements_stand_beside_it() -> None:
    found = table("interview_agreement")
    assert column(found, "percent")["confianza/presente"] == 0.75
    assert column(found, "alpha")["confianza/presente"] == round(1 - (7 * 2) / (2 * 3 * 5), 4)
    assert cells(found, "confianza/presente")[-2:] == [1, 1]
    assert [row.id for row in found.rows] == ["confianza/presente", "conflicto"]
    assert "confianza; confianza › ausente" in " ".join(say(note, "es") for note in found.notes)
    open_still = table("interview_agreement", chapter(settlements=()))
    assert cells(open_still, "confianza/presente")[:-1] == cells(found, "confianza/presente")[:-1]
    assert cells(open_still, "confianza/presente")[-2:] == [1, 0]


def test_the_reported_round_is_the_first_after_the_freeze() -> None:
    late = replace(state().rounds[0], number=250, name="otra")
    assert table("interview_agreement", chapter(rounds=(state().rounds[0], late))).base == 4
    found = table("interview_agreement", chapter(rounds=(late,)))
    assert "otra" in say(found.notes[0], "es")
    assert found.notes[1].code == "notes.round_open"


def test_an_open_round_tells_nothing_of_what_its_coders_gave() -> None:
    found = table("interview_agreement", chapter(ratings=state().ratings[:-1]))
    assert found.rows == ()
    assert [note.code for note in found.notes[:3]] == [
        "notes.agreement_round", "notes.round_open", "notes.agreement_measures",
    ]  # fmt: skip
    assert "faltan: 1)" in say(found.lead, "es")


def test_codes_merged_after_the_round_keep_their_row_and_removed_ones_are_named() -> None:
    before = table("interview_agreement")
    codes = tuple(one for one in state().codes if one.id != "2")
    former = {"2": "confianza/presente"}
    gone = table("interview_agreement", chapter(codes=codes, former=former, relations=()))
    assert [row.id for row in gone.rows] == ["conflicto"]
    assert "confianza › presente" in say(noted(gone, "notes.agreement_removed"), "es")
    merged = table("interview_agreement", chapter(codes=codes, former=former, became={"2": "4"}, relations=()))
    assert cells(merged, "confianza/presente") == cells(before, "confianza/presente")
    assert "confianza › presente" in say(noted(merged, "notes.agreement_merged"), "es")


def test_saturation_states_its_rule_and_stands_per_topic() -> None:
    found = table("interview_saturation")
    assert column(found, "codes") == {"all": 3, "confianza": 2, "conflicto": 1}
    assert column(found, "saturated") == {
        "all": "✗ no alcanzada",
        "confianza": "✗ no alcanzada",
        "conflicto": "— no se dice",
    }
    rule = say(found.notes[0], "es")
    assert "últimas 2" in rule and "5 %" in rule.replace("\u00a0", " ") and "2 primeras" in rule


def test_a_codebook_that_was_whole_from_the_beginning_is_told_of() -> None:
    assert noted(table("interview_saturation"), "notes.saturation_before")
    late = chapter(codes=(*state().codes, CodeEntry("999", "tardío")))
    assert "notes.saturation_before" not in {one.code for one in table("interview_saturation", late).notes}


def test_interviews_that_nobody_has_coded_are_no_evidence_of_saturation() -> None:
    some = chapter(rounds=(), ratings=(), settlements=(), cleared=())
    for found in (table("interview_saturation", some), table("interview_curve", some)):
        assert found.base == 5
        assert "1 entrevista no tiene todavía ningún código" in say(noted(found, "notes.interviews_uncoded"), "es")


def test_nothing_is_claimed_of_a_codebook_closed_beforehand() -> None:
    closed = msgspec.structs.replace(PROTOCOL, interviews=Interviews(saturation=SaturationRule(closed=True)))
    found = table("interview_saturation", chapter(protocol=closed))
    assert set(column(found, "saturated").values()) == {"— no se dice"}
    assert set(column(found, "new_share").values()) == {None}


def test_a_closed_codebook_has_no_curve_and_says_why() -> None:
    closed = msgspec.structs.replace(PROTOCOL, interviews=Interviews(saturation=SaturationRule(closed=True)))
    found = table("interview_curve", chapter(protocol=closed))
    assert (found.rows, found.notes) == ((), ())
    assert "se cerró de antemano" in say(found.lead, "es")


def test_the_curve_adds_up_to_all_codes() -> None:
    found = table("interview_curve")
    assert column(found, "new_codes") == {"E1": 2, "E2": 0, "E3": 0, "E4": 1, "E5": 0, "E6": 0}
    assert column(found, "codes_so_far")["E6"] == 3
    assert column(found, "part") == {
        "E1": "Base", "E2": "Base", "E3": None, "E4": None, "E5": "Último tramo", "E6": "Último tramo",
    }  # fmt: skip


def test_pairs_of_codes_have_their_coefficient() -> None:
    found = table("interview_co_occurrence")
    assert cells(found, "confianza/presente|conflicto") == ["conflicto", 1, 6, 5, 0.1]


def test_relations_stand_around_their_phenomenon_with_their_evidence() -> None:
    found = table("interview_relations")
    assert [(say(row.label, "es"), *cells(found, row.id)) for row in found.rows] == [
        ("Condición causal", "fenómeno: conflicto", "confianza › ausente", 1, 1),
        ("Estrategia", "fenómeno: conflicto", "confianza › presente", 0, 0),
        ("Se asocia con", "otras relaciones", "confianza › ausente → confianza › presente", 0, 0),
    ]


def test_a_vote_says_why_it_is_unclear() -> None:
    found = table("interview_votes")
    assert cells(found, "trust")[:4] == [6, 5, 1, 0]
    assert cells(found, "trust")[-1] == "no claro: no se conoce el acuerdo"
    assert found.rows[0].construct == "trust"


def test_a_quote_bears_no_role_that_few_people_of_its_sector_have() -> None:
    said = {}
    for minimum in (2, 4, 7):
        of = chapter(protocol=msgspec.structs.replace(PROTOCOL, rules=Rules(minimum_cell=minimum)))
        said[minimum] = say(table("interview_quotes", of).rows[0].label, "es")
    assert said == {2: "P1, gerente, comercio · SYNTHETIC", 4: "P1, comercio · SYNTHETIC", 7: "P1 · SYNTHETIC"}


def test_a_construct_whose_passages_are_being_coded_blind_says_so() -> None:
    [opened] = state().rounds
    waiting = replace(opened, number=500, name="otra", units=tuple((name, 0, 200) for name in ID.values()))
    found = table("interview_quotes", chapter(rounds=(opened, waiting)))
    assert (found.rows, [one.code for one in found.notes][1:]) == ((), ["notes.quotes_waiting"])


def test_an_interview_in_which_everybody_found_nothing_is_coded() -> None:
    [opened] = state().rounds
    empty = replace(opened, units=((ID["E6"], 0, 10),))
    answers = tuple(replace(one, unit=1, codes=()) for one in state().ratings if one.unit == 1)
    found = chapter(rounds=(empty,), ratings=answers, settlements=(), cleared=())
    assert found.evidence.coded == ("E1", "E2", "E3", "E4", "E5", "E6")


def test_quotes_are_of_those_who_consented_and_say_that_they_are_synthetic() -> None:
    found = table("interview_quotes")
    assert [(say(row.label, "es"), cells(found, row.id)[1]) for row in found.rows] == [
        ("P1, gerente, comercio · SYNTHETIC", "«Confiamos desde el primer día.»"),
        ("P2, dueña, comercio · SYNTHETIC", "«Confiamos desde el primer día.»"),
    ]
    assert cells(found, "trust:1")[2] == "E1, párrafo 1 (caracteres 3 a 33) · Citas y análisis"
    real = msgspec.structs.replace(PROTOCOL, synthetic=False)
    sources = [say(row.label, "es") for row in table("interview_quotes", chapter(protocol=real)).rows]
    assert sources == ["P1, gerente, comercio", "P2, dueña, comercio"]


def test_no_quote_tells_a_place_or_a_size() -> None:
    assert "Azuay" not in repr(table("interview_quotes"))


def test_without_a_cleared_passage_the_reason_is_told() -> None:
    found = table("interview_quotes", chapter(cleared=()))
    assert found.rows == ()
    assert [note.code for note in found.notes] == ["notes.interview_quotes", "notes.quotes_none_cleared"]


def test_a_small_cell_that_cannot_be_told_together_is_withheld() -> None:
    strict = msgspec.structs.replace(PROTOCOL, rules=Rules(minimum_cell=3))
    found = table("interview_participants", chapter(protocol=strict))
    hidden = {row.id for row in found.rows if isinstance(row.cells[1], Suppressed)}
    assert hidden == {"consent:quote", "consent:analysis"}
    assert "personas" in " ".join(say(note, "es") for note in found.notes if note.code == "notes.suppressed_persons")


def test_the_transferability_sheet_names_no_category_of_few_people() -> None:
    strict = chapter(protocol=msgspec.structs.replace(PROTOCOL, rules=Rules(minimum_cell=4)))
    found = {row.id: shown(row.cells[0]) for row in table("interview_transferability", strict).rows}
    assert found["when"] == "Entrevistas del 1 de marzo de 2025 al 6 de marzo de 2025, sobre los años 2020 a 2025"
    assert found["role"] == "6 personas de 2 categorías, todas con pocas personas"
    assert "context" not in found  # the protocol says nothing of it


def test_a_label_that_the_study_declares_is_nobodys_quote() -> None:
    """Everything in the small interviews is said under the label «P»."""
    asking = msgspec.structs.replace(PROTOCOL, interviews=Interviews(labels=("P",)))
    found = table("interview_quotes", chapter(protocol=asking))
    assert found.rows == ()
    assert [note.code for note in found.notes] == ["notes.interview_quotes", "notes.quotes_no_own_words"]
