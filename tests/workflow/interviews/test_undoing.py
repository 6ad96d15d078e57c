"""What is taken back and what comes back: an undo of an undo passes an obstacle of its own, as a redo does."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from alianza.coding.agreement_tables import reported
from alianza.coding.progress import CodingState, code_paths
from alianza.coding.withdrawal import _owners, is_of
from alianza.formats import Refused
from alianza.storage.event_log import Author
from alianza.study.event import Change, Proposed
from alianza.workflow.interviews import actions, memos
from alianza.workflow.interviews.actions import Target, bring_back, take_back
from alianza.workflow.interviews.analysis import list_quotes
from alianza.workflow.interviews.reading import CODING, read_coding
from alianza.workflow.interviews.revising import revise
from alianza.workflow.interviews.rounds import Opening, open_round, rate, round_of
from alianza.workflow.interviews.transcripts import add_transcripts
from alianza.workflow.interviews.withdrawing import withdraw
from alianza.workflow.journal import change
from tests.interviews_study import study, transcripts

ALL = Opening(share=1.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = study(tmp_path)
    with (made / "study.toml").open("a", encoding="utf-8") as protocol:
        protocol.write('\n[[interviews.coders]]\nid = "mar"\nroles = ["lead", "keeper"]\n')
    add_transcripts(made, transcripts(made), "lia")
    actions.add_code(made, "confianza", {"construct": "trust"}, "lia")
    return made


def refused(code: str, act: Callable[..., object], *words: object) -> None:
    with pytest.raises(Refused) as found:
        act(*words)
    assert found.value.problem.code == code


def last(folder: Path) -> int:
    """Number of the last event."""
    return read_coding(folder).events[-1].number


def corrected(folder: Path, words: str, instead: str, by: str = "lia", document: str = "E01") -> int:
    """A new version of an interview, with other words in one place; returns the number of its event."""
    file = folder.parent / f"{document}.txt"
    now = read_coding(folder)
    text = now.assembled.project.document[document].text
    assert words in text
    file.write_text(text.replace(words, instead), encoding="utf-8")
    return revise(folder, document, file, by, confirmed=True).number


def paths(folder: Path) -> list[str]:
    return sorted(code_paths(read_coding(folder).state.codes).values())


def quotations(folder: Path) -> list[str]:
    return [one.quotation for one in read_coding(folder).assembled.project.codings]


def test_a_correction_does_not_come_back_behind_another_one(folder: Path) -> None:
    actions.code_passage(folder, Target("E01", words="la confianza creció"), ["confianza"], "ana")
    first = corrected(folder, "quebrada azulejo", "quebrada")
    take_back(folder, "lia")
    undone = last(folder)
    later = corrected(folder, "cada mes", "todos los meses sin falta y con acta")
    with pytest.raises(Refused) as found:
        take_back(folder, "lia", undone)
    assert (found.value.problem.code, found.value.problem.found, found.value.problem.expected) == (
        "restoration_overtaken", str(first), str(later),
    )  # fmt: skip
    assert quotations(folder) == ["la confianza creció"]


def test_a_correction_that_somebody_undid_does_not_come_back_after_anothers(folder: Path) -> None:
    corrected(folder, "quebrada azulejo", "quebrada")
    take_back(folder, "lia")
    corrected(folder, "cada mes", "todos los meses", "mar")
    refused("restoration_overtaken", bring_back, folder, "lia")


def test_a_correction_does_not_come_back_behind_a_passage_coded_without_it(folder: Path) -> None:
    corrected(folder, "quebrada azulejo", "quebrada")
    take_back(folder, "lia")
    actions.code_passage(folder, Target("E01", words="la confianza creció"), ["confianza"], "ana")
    refused("restoration_overtaken", bring_back, folder, "lia")
    take_back(folder, "ana")
    bring_back(folder, "lia")
    assert "azulejo" not in read_coding(folder).assembled.project.documents[0].text


def test_a_passage_does_not_come_back_to_a_text_that_is_gone(folder: Path) -> None:
    corrected(folder, "quebrada azulejo", "quebrada")
    revised = last(folder)
    actions.code_passage(folder, Target("E01", words="la confianza creció"), ["confianza"], "ana")
    take_back(folder, "ana")
    take_back(folder, "lia", revised)
    refused("restoration_overtaken", bring_back, folder, "ana")
    bring_back(folder, "lia")
    bring_back(folder, "ana")
    assert quotations(folder) == ["la confianza creció"]


def test_a_passage_comes_back_where_it_stands_in_a_later_text(folder: Path) -> None:
    actions.code_passage(folder, Target("E01", words="la confianza creció"), ["confianza"], "ana")
    take_back(folder, "ana")
    corrected(folder, "quebrada azulejo", "quebrada")
    bring_back(folder, "ana")
    assert quotations(folder) == ["la confianza creció"]


def test_an_undone_undo_says_nothing_any_more(folder: Path) -> None:
    actions.add_code(folder, "fe", {}, "lia")
    made = last(folder)
    take_back(folder, "lia")
    undone = last(folder)
    take_back(folder, "lia", undone)
    restored = last(folder)
    assert paths(folder) == ["confianza", "fe"]
    refused("event_withdrawn", take_back, folder, "lia", undone)
    take_back(folder, "lia", restored)
    assert paths(folder) == ["confianza"]
    refused("event_withdrawn", take_back, folder, "lia", restored)
    refused("event_withdrawn", take_back, folder, "lia", made)


def test_what_came_back_is_taken_back_as_it_was_the_first_time(folder: Path) -> None:
    """A withdrawal in the clothes of an undone redo."""
    actions.add_code(folder, "fe", {}, "lia")
    take_back(folder, "lia")
    bring_back(folder, "lia")
    restored = last(folder)
    actions.code_passage(folder, Target("E01", words="sin leer"), ["fe"], "ana")
    refused("others_rest_on_it", take_back, folder, "lia", restored)


def test_nobody_brings_back_what_the_lead_took_from_them(folder: Path) -> None:
    actions.code_passage(folder, Target("E01", words="sin leer"), ["confianza"], "ana")
    given = last(folder)
    take_back(folder, "ana")
    undone = last(folder)
    take_back(folder, "lia", undone)
    take_back(folder, "lia", given)
    refused("event_withdrawn", take_back, folder, "ana", undone)
    refused("nothing_to_redo", bring_back, folder, "ana")
    refused("undo_of_anothers", take_back, folder, "ana", last(folder))


def test_an_earlier_blind_answer_does_not_come_back_once_another_has_answered(folder: Path) -> None:
    open_round(folder, ALL, "lia")
    rate(folder, "", 1, ["confianza"], "ana")
    take_back(folder, "ana")
    undone = last(folder)
    rate(folder, "", 1, ["confianza"], "luis")
    refused("restoration_overtaken", bring_back, folder, "ana")
    rate(folder, "", 1, [], "ana")
    refused("rating_answered", take_back, folder, "ana")
    refused("restoration_overtaken", take_back, folder, "ana", undone)
    assert round_of(read_coding(folder), "").codes_of(1, "ana") == frozenset()


def test_an_answer_that_nobody_met_comes_back(folder: Path) -> None:
    open_round(folder, ALL, "lia")
    rate(folder, "", 1, ["confianza"], "ana")
    take_back(folder, "ana")
    rate(folder, "", 2, [], "luis")
    bring_back(folder, "ana")
    assert round_of(read_coding(folder), "").codes_of(1, "ana") == {"3"}


def test_a_freeze_does_not_come_back_once_a_round_was_opened(folder: Path) -> None:
    """Else the round that a study reports would be chosen when its agreement is known."""
    actions.freeze_codebook(folder, "1", "lia")
    take_back(folder, "lia")
    undone = last(folder)
    open_round(folder, ALL, "lia")
    refused("restoration_overtaken", take_back, folder, "lia", undone)
    assert reported(read_coding(folder).state).why == "not_frozen"


def test_a_round_does_not_come_back_before_another_one(folder: Path) -> None:
    actions.freeze_codebook(folder, "1", "lia")
    open_round(folder, ALL, "lia")
    take_back(folder, "lia")
    undone = last(folder)
    open_round(folder, ALL, "lia")
    refused("restoration_overtaken", take_back, folder, "lia", undone)


def test_a_round_that_nobody_coded_is_not_taken_back_once_a_later_one_was_coded(folder: Path) -> None:
    """Else the later one would be reported, or not, after its agreement is known."""
    actions.freeze_codebook(folder, "v1", "lia")
    first = open_round(folder, ALL, "lia").round
    later = open_round(folder, ALL, "lia").round
    rate(folder, later.name, 1, ["confianza"], "ana")
    refused("others_rest_on_it", take_back, folder, "lia", first.number)
    take_back(folder, "ana")
    take_back(folder, "lia", first.number)
    found = reported(read_coding(folder).state).round
    assert found is not None and found.name == later.name


def rated(folder: Path, coders: tuple[str, ...] = ("ana", "luis")) -> None:
    for coder in coders:
        for unit in range(1, 5):
            rate(folder, "", unit, [], coder)


def test_a_freeze_neither_goes_nor_comes_back_once_the_reported_round_has_answers(folder: Path) -> None:
    actions.freeze_codebook(folder, "v1", "lia")
    first = open_round(folder, ALL, "lia").round
    actions.freeze_codebook(folder, "v2", "lia")  # nobody has seen anything of the round yet
    frozen = last(folder)
    rated(folder)
    refused("round_chosen_later", take_back, folder, "lia", frozen)
    assert reported(read_coding(folder).state).round is None
    assert first.name == read_coding(folder).state.rounds[-1].name


def test_a_freeze_that_was_undone_does_not_come_back_over_a_coded_round(folder: Path) -> None:
    actions.freeze_codebook(folder, "v1", "lia")
    open_round(folder, ALL, "lia")
    actions.freeze_codebook(folder, "v2", "lia")
    take_back(folder, "lia")
    rated(folder)
    refused("round_chosen_later", bring_back, folder, "lia")
    refused("round_chosen_later", take_back, folder, "lia", last_undo(folder))


def last_undo(folder: Path) -> int:
    return next(one.number for one in reversed(read_coding(folder).events) if one.about is not None)


def test_the_codebook_that_a_round_was_coded_with_is_not_changed_behind_it(folder: Path) -> None:
    actions.freeze_codebook(folder, "v1", "lia")
    actions.change_code(folder, "confianza", {"definition": "otra"}, "lia")
    changed = last(folder)
    open_round(folder, ALL, "lia")
    take_back(folder, "lia", changed)  # nobody has coded with it
    take_back(folder, "lia", last_undo(folder))
    rated(folder, ("ana",))
    refused("others_rest_on_it", take_back, folder, "lia", changed)


def test_a_code_that_was_taken_out_in_the_middle_of_a_round_does_not_come_back_behind_it(folder: Path) -> None:
    open_round(folder, ALL, "lia")
    rate(folder, "", 1, ["confianza"], "ana")
    actions.remove_code(folder, "confianza", "lia", confirmed=True)
    removed = last(folder)
    rate(folder, "", 1, [], "luis")
    refused("others_rest_on_it", take_back, folder, "lia", removed)


def test_a_colour_is_no_change_for_which_a_codebook_is_frozen_again(folder: Path) -> None:
    actions.freeze_codebook(folder, "v1", "lia")
    open_round(folder, ALL, "lia")
    rated(folder)
    actions.change_code(folder, "confianza", {"colour": "#aabbcc"}, "lia")
    refused("codebook_unchanged", actions.freeze_codebook, folder, "v2", "lia")


def test_a_version_does_not_come_back_under_a_name_that_was_given_again(folder: Path) -> None:
    actions.freeze_codebook(folder, "1", "lia")
    take_back(folder, "lia")
    undone = last(folder)
    actions.freeze_codebook(folder, "1", "lia")
    refused("restoration_overtaken", take_back, folder, "lia", undone)


def test_a_passage_does_not_come_back_into_a_segment_that_somebody_codes_blind(folder: Path) -> None:
    actions.code_passage(folder, Target("E01", words="sin leer"), ["confianza"], "ana")
    take_back(folder, "ana")
    open_round(folder, ALL, "lia")
    refused("passage_in_open_round", bring_back, folder, "ana")


def test_a_passage_is_not_seen_again_in_a_segment_that_somebody_codes_blind(folder: Path) -> None:
    actions.add_code(folder, "fe", {}, "lia")
    actions.code_passage(folder, Target("E01", words="sin leer"), ["confianza"], "ana")
    actions.code_passage(folder, Target("E01", words="cada mes"), ["fe"], "ana")
    actions.remove_codings(folder, [str(last(folder) - 1)], "lia")
    taken = last(folder)
    actions.remove_code(folder, "fe", "lia", confirmed=True)
    removed = last(folder)
    open_round(folder, ALL, "lia")
    refused("passage_in_open_round", take_back, folder, "lia", taken)
    refused("passage_in_open_round", take_back, folder, "lia", removed)


def test_a_frozen_version_stays_what_was_frozen(folder: Path) -> None:
    actions.change_code(folder, "confianza", {"definition": "creer"}, "lia")
    defined = last(folder)
    actions.change_code(folder, "confianza", {"include": "todo"}, "lia")
    take_back(folder, "lia")
    undone = last(folder)
    actions.freeze_codebook(folder, "1", "lia")
    refused("others_rest_on_it", take_back, folder, "lia", defined)
    refused("restoration_overtaken", take_back, folder, "lia", undone)


def test_a_code_does_not_go_again_with_what_it_was_given_meanwhile(folder: Path) -> None:
    actions.remove_code(folder, "confianza", "lia")
    take_back(folder, "lia")
    actions.code_passage(folder, Target("E01", words="sin leer"), ["confianza"], "ana")
    refused("restoration_overtaken", bring_back, folder, "lia")


def test_words_that_may_have_been_erased_with_somebody_do_not_come_back(folder: Path) -> None:
    actions.code_passage(folder, Target("E01", words="sin leer"), ["confianza"], "ana")
    memos.write_memo(folder, "code", [str(last(folder))], "habla de P1", "ana")
    take_back(folder, "ana")
    undone = last(folder)
    take_back(folder, "ana")
    withdraw(folder, "P1", "lia", confirmed=True)
    refused("restoration_overtaken", take_back, folder, "ana", undone)
    assert memos.list_memos(folder) == ()


@pytest.mark.parametrize("undoing", [lambda at, _: bring_back(at, "lia"), lambda at, undo: take_back(at, "lia", undo)])
def test_a_move_that_would_close_a_circle_does_not_come_back(
    folder: Path, undoing: Callable[[Path, int], object]
) -> None:
    for name in ("A", "B", "C"):
        actions.add_code(folder, name, {}, "lia")
    actions.move_code(folder, "A", "B", "lia")
    take_back(folder, "lia")
    undone = last(folder)
    actions.move_code(folder, "B", "A", "mar")
    refused("names_would_meet", undoing, folder, undone)
    assert paths(folder) == ["A", "A/B", "C", "confianza"]


def test_undoing_a_move_closes_no_circle(folder: Path) -> None:
    for name in ("A", "B", "C"):
        actions.add_code(folder, name, {}, "lia")
    actions.move_code(folder, "A", "B", "lia")
    actions.move_code(folder, "A", "", "lia")
    back = last(folder)
    actions.move_code(folder, "B", "A", "lia")
    refused("names_would_meet", take_back, folder, "lia", back)
    actions.move_code(folder, "C", "A", "lia")
    assert paths(folder) == ["A", "A/B", "A/C", "confianza"]


def test_undoing_gives_no_code_a_name_that_was_taken_since(folder: Path) -> None:
    actions.change_code(folder, "confianza", {"name": "fe"}, "lia")
    renamed = last(folder)
    actions.add_code(folder, "confianza", {}, "lia")
    with pytest.raises(Refused) as found:
        take_back(folder, "lia", renamed)
    assert (found.value.problem.code, found.value.problem.expected) == ("names_would_meet", "confianza")
    actions.remove_code(folder, "fe", "lia")
    removed = last(folder)
    actions.add_code(folder, "fe", {}, "lia")
    refused("names_would_meet", take_back, folder, "lia", removed)
    assert paths(folder) == ["confianza", "fe"]


def test_no_two_interviews_have_one_name(folder: Path) -> None:
    take_back(folder, "lia", 1)
    undone = last(folder)
    add_transcripts(folder, transcripts(folder), "lia")
    refused("names_would_meet", take_back, folder, "lia", undone)
    assert sorted(one.name for one in read_coding(folder).state.documents) == ["E01", "E02"]


def test_both_interviews_of_one_name_go_with_who_withdraws(folder: Path) -> None:
    """A log from before may hold the same interview twice, the second time without its participant."""

    def again(_: Connection, state: CodingState) -> Proposed:
        return Proposed((Change("document_added", {"name": "E01", "content": state.documents[0].content}),))

    change(folder, CODING, again, Author("lia", "2025-02-01T00:00:00Z"))
    assert [one.name for one in read_coding(folder).state.documents] == ["E01", "E02", "E01 (2)"]
    assert withdraw(folder, "P1", "lia", confirmed=True).documents == ("E01", "E01 (2)")
    assert [one.name for one in read_coding(folder).state.documents] == ["E02"]


def test_words_that_nobody_cleared_are_not_printed_when_a_correction_is_undone(folder: Path) -> None:
    actions.code_passage(folder, Target("E01", words="Lo conocíamos desde la quebrada azulejo"), ["confianza"], "ana")
    [name] = read_coding(folder).assembled.names
    revised = corrected(folder, "quebrada azulejo", "[LUGAR 1]")
    actions.clear_passages(folder, [name], "luis")
    assert printed(folder) == ["Lo conocíamos desde la [LUGAR 1]"]
    take_back(folder, "lia", revised)
    assert (printed(folder), read_coding(folder).state.cleared) == ([], ())
    bring_back(folder, "lia")
    assert printed(folder) == ["Lo conocíamos desde la [LUGAR 1]"]


def test_who_cleared_the_words_before_a_correction_has_cleared_them_when_it_is_undone(folder: Path) -> None:
    actions.code_passage(folder, Target("E01", words="Lo conocíamos desde la quebrada azulejo"), ["confianza"], "ana")
    actions.clear_passages(folder, read_coding(folder).assembled.names, "luis")
    corrected(folder, "quebrada azulejo", "[LUGAR 1]")
    assert printed(folder) == []
    take_back(folder, "lia")
    assert printed(folder) == ["Lo conocíamos desde la quebrada azulejo"]


def printed(folder: Path) -> list[str]:
    return [quote.quotation for one in list_quotes(folder, ["trust"]).constructs for quote in one.quotes]


def test_codes_of_one_name_below_merged_ones_become_one_with_the_codings_of_both(folder: Path) -> None:
    for name in ("acuerdo", "acuerdo/actas", "confianza/actas", "confianza/trato"):
        actions.add_code(folder, name, {}, "lia")
    actions.code_passage(folder, Target("E01", words="sin leer"), ["confianza/actas"], "ana")
    actions.code_passage(folder, Target("E01", words="cada mes"), ["acuerdo/actas"], "luis")
    recorded = actions.merge_codes(folder, ["confianza"], "acuerdo", "lia")
    [told] = [one for one in recorded.problems if one.code == "codes_joined"]
    assert (told.code, told.severity, told.found, told.expected) == (
        "codes_joined", "notice", "confianza/actas", "acuerdo/actas",
    )  # fmt: skip
    assert paths(folder) == ["acuerdo", "acuerdo/actas", "acuerdo/trato"]
    given = [(one.code, one.coder) for one in read_coding(folder).assembled.project.codings]
    assert given == [("acuerdo/actas", "ana"), ("acuerdo/actas", "luis")]
    take_back(folder, "lia")
    assert {one.code for one in read_coding(folder).assembled.project.codings} == {"confianza/actas", "acuerdo/actas"}


def test_no_code_below_is_joined_that_somebody_may_still_give_blind(folder: Path) -> None:
    for name in ("acuerdo", "acuerdo/actas", "actas"):
        actions.add_code(folder, name, {}, "lia")
    open_round(folder, ALL, "lia")
    actions.add_code(folder, "nuevo", {}, "lia")
    actions.move_code(folder, "actas", "nuevo", "lia")
    refused("code_in_open_round", actions.merge_codes, folder, ["nuevo"], "acuerdo", "lia")


def test_a_code_is_not_taken_out_while_one_below_it_would_meet_another(folder: Path) -> None:
    for name in ("actas", "confianza/actas"):
        actions.add_code(folder, name, {}, "lia")
    refused("code_below_taken", actions.remove_code, folder, "confianza", "lia", True)
    actions.change_code(folder, "confianza/actas", {"name": "actas escritas"}, "lia")
    actions.remove_code(folder, "confianza", "lia")
    assert paths(folder) == ["actas", "actas escritas"]


def test_a_restored_codebook_gives_merged_codes_their_codings_back(folder: Path) -> None:
    actions.add_code(folder, "fe", {}, "lia")
    actions.code_passage(folder, Target("E01", words="sin leer"), ["fe"], "ana")
    actions.freeze_codebook(folder, "1", "lia")
    actions.merge_codes(folder, ["fe"], "confianza", "lia")
    actions.code_passage(folder, Target("E01", words="cada mes"), ["confianza"], "ana")
    actions.restore_codebook(folder, "1", "lia")
    given = [(one.code, one.quotation) for one in read_coding(folder).assembled.project.codings]
    assert given == [("fe", "sin leer"), ("confianza", "cada mes")]


@pytest.fixture
def given_back(folder: Path) -> int:
    """Number of the event that brought a code back, with a version of the codebook, after somebody took it out."""
    actions.freeze_codebook(folder, "1", "lia")
    actions.remove_code(folder, "confianza", "mar")
    actions.restore_codebook(folder, "1", "lia")
    return last(folder)


def test_a_passage_does_not_come_back_to_a_code_that_is_gone_with_the_version_that_gave_it_back(
    folder: Path, given_back: int
) -> None:
    actions.code_passage(folder, Target("E01", words="sin leer"), ["confianza"], "ana")
    take_back(folder, "ana")
    take_back(folder, "lia", given_back)
    refused("restoration_overtaken", bring_back, folder, "ana")
    bring_back(folder, "lia")
    bring_back(folder, "ana")
    assert quotations(folder) == ["sin leer"]


def test_a_code_that_a_version_gave_back_does_not_come_back_where_it_was_taken_out_since(
    folder: Path, given_back: int
) -> None:
    take_back(folder, "lia", given_back)
    undone = last(folder)
    actions.restore_codebook(folder, "1", "lia")
    actions.remove_code(folder, "confianza", "mar")
    refused("restoration_overtaken", take_back, folder, "lia", undone)
    assert paths(folder) == []


def test_a_code_does_not_go_again_that_a_version_gave_back_since(folder: Path) -> None:
    actions.freeze_codebook(folder, "1", "lia")
    actions.remove_code(folder, "confianza", "lia")
    take_back(folder, "lia")
    actions.remove_code(folder, "confianza", "mar")
    again = last(folder)
    actions.restore_codebook(folder, "1", "mar")
    take_back(folder, "mar", again)
    refused("restoration_overtaken", bring_back, folder, "lia")


@given(st.text("123.:@", max_size=9), st.text("123.:@", min_size=1, max_size=9))
def test_the_owners_of_a_name_are_those_that_it_belongs_to(number: str, name: str) -> None:
    assert (number in set(_owners(name))) == is_of(number, name)
    assert all(is_of(one, name) for one in _owners(name))
