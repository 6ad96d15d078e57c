"""Changes of the codebook, and how two codebooks differ."""

import pytest

from alianza.coding import codebook
from alianza.coding.codebook_comparison import compare_codebooks
from alianza.coding.progress import CodingState, code_paths
from alianza.coding.project import Code
from alianza.coding.projection import CodingProjection
from alianza.study.event import Event, Proposed, entries
from alianza.study.problem import Problem

CODING = CodingProjection()
CONSTRUCTS = ("trust",)


def grown(state: CodingState, proposed: Proposed, number: int) -> CodingState:
    assert proposed.problems == ()
    events = [
        Event(place, "coding", one.kind, one.payload, "ana", "") for place, one in enumerate(proposed.changes, number)
    ]
    return CODING.apply(state, entries(events, CODING.records))


@pytest.fixture
def state() -> CodingState:
    found = CODING.start()
    for number, path in enumerate(("gobernanza", "gobernanza/actas", "confianza"), 1):
        found = grown(found, codebook.add_code(found, path, {}, CONSTRUCTS), number)
    return found


def codes(proposed: Proposed) -> list[str]:
    return [problem.code for problem in proposed.problems]


def test_a_code_is_added_below_one_that_exists(state: CodingState) -> None:
    assert list(code_paths(state.codes).values()) == ["gobernanza", "gobernanza/actas", "confianza"]
    assert codes(codebook.add_code(state, "gobernanza/actas", {}, CONSTRUCTS)) == ["code_exists"]
    assert codes(codebook.add_code(state, "gobernansa/roles", {}, CONSTRUCTS)) == ["code_unknown"]
    assert codes(codebook.add_code(state, "gobernanza/ ", {}, CONSTRUCTS)) == ["code_without_name"]
    wrong = {"construct": "confianza", "direction": "hacia arriba"}
    assert codes(codebook.add_code(state, "otro", wrong, CONSTRUCTS)) == ["unknown_construct", "code_direction_unknown"]


def test_spaces_around_a_name_are_no_part_of_it(state: CodingState) -> None:
    [added] = codebook.add_code(state, " gobernanza / roles ", {}, CONSTRUCTS).changes
    assert (added.payload["name"], added.payload["parent"]) == ("roles", "1")
    assert codes(codebook.add_code(state, " confianza", {}, CONSTRUCTS)) == ["code_exists"]
    [changed] = codebook.change_code(state, "confianza", {"name": " fe "}, CONSTRUCTS).changes
    assert changed.payload["values"] == {"name": "fe"}


def test_a_code_is_added_once_also_where_the_one_above_it_is_called_by_its_name_only(state: CodingState) -> None:
    below = grown(state, codebook.add_code(state, "actas/firmadas", {}, CONSTRUCTS), 4)
    assert codes(codebook.add_code(below, "actas/firmadas", {}, CONSTRUCTS)) == ["code_exists"]


def test_a_code_has_a_name(state: CodingState) -> None:
    for name in ("", "  "):
        wrong = codebook.change_code(state, "confianza", {"name": name, "definition": "x"}, CONSTRUCTS)
        assert (codes(wrong), wrong.changes) == (["code_name_empty"], ())


def test_a_slip_of_the_pen_is_told_what_was_meant(state: CodingState) -> None:
    [problem] = codebook.add_code(state, "gobernansa/roles", {}, CONSTRUCTS).problems
    assert problem.expected == "gobernanza"


def test_capitals_and_accents_do_not_count_where_they_decide_nothing(state: CodingState) -> None:
    found = codebook.Codebook(state).find("Confianza")
    assert not isinstance(found, Problem)
    assert (found.name, codes(codebook.change_code(state, "GOBERNANZA/Actas", {"definition": "x"}, CONSTRUCTS))) == (
        "confianza", [],
    )  # fmt: skip
    both = grown(state, codebook.add_code(state, "Confianza", {}, CONSTRUCTS), 9)
    exact, unclear = (codebook.Codebook(both).find(path) for path in ("Confianza", "CONFIANZA"))
    assert not isinstance(exact, Problem)
    assert exact.id == "9"
    assert isinstance(unclear, Problem)
    assert unclear.code == "code_ambiguous"


def test_a_code_keeps_its_name_apart_from_its_sisters(state: CodingState) -> None:
    assert codes(codebook.change_code(state, "confianza", {"name": "gobernanza"}, CONSTRUCTS)) == ["code_exists"]
    assert codebook.change_code(state, "confianza", {"name": "confianza"}, CONSTRUCTS).changes == ()


@pytest.mark.parametrize("name", ["ninguno", "None", "gobernanza/NINGUNO", "actas; roles", "dos\nlíneas"])
def test_a_name_that_a_batch_would_read_as_none_or_several_is_refused(state: CodingState, name: str) -> None:
    assert codes(codebook.add_code(state, name, {}, CONSTRUCTS)) == ["code_name_reserved"]
    assert codes(codebook.change_code(state, "confianza", {"name": name}, CONSTRUCTS)) == (
        [] if "/" in name else ["code_name_reserved"]
    )


def test_a_code_cannot_stand_below_itself(state: CodingState) -> None:
    assert codes(codebook.move_code(state, "gobernanza", "gobernanza/actas")) == ["code_below_itself"]
    moved = grown(state, codebook.move_code(state, "gobernanza/actas", ""), 4)
    assert list(code_paths(moved.codes).values()) == ["gobernanza", "actas", "confianza"]
    assert codes(codebook.merge_codes(state, ["gobernanza"], "actas")) == ["code_below_itself"]


def test_a_code_with_codings_goes_only_where_that_is_wanted(state: CodingState) -> None:
    assert codes(codebook.remove_code(state, "confianza", 3, confirmed=False)) == ["code_bears_codings"]
    assert len(codebook.remove_code(state, "confianza", 3, confirmed=True).changes) == 1


def test_a_version_is_frozen_once_and_can_be_restored(state: CodingState) -> None:
    frozen = grown(state, codebook.freeze_codebook(state, "1"), 4)
    assert codes(codebook.freeze_codebook(frozen, "1")) == ["version_exists"]
    later = grown(frozen, codebook.merge_codes(frozen, ["confianza"], "gobernanza"), 5)
    later = grown(later, codebook.change_code(later, "gobernanza", {"name": "gobierno"}, CONSTRUCTS), 6)
    later = grown(later, codebook.add_code(later, "nuevo", {}, CONSTRUCTS), 7)
    back = grown(later, codebook.restore_codebook(later, state), 8)
    assert sorted(code_paths(back.codes).values()) == ["confianza", "gobernanza", "gobernanza/actas"]


def test_a_codebook_comes_back_also_where_codes_changed_places(state: CodingState) -> None:
    frozen = grown(state, codebook.freeze_codebook(state, "1"), 4)
    later = grown(frozen, codebook.move_code(frozen, "gobernanza/actas", ""), 5)
    later = grown(later, codebook.move_code(later, "gobernanza", "actas"), 6)
    later = grown(later, codebook.remove_code(later, "confianza", 0, confirmed=True), 7)
    later = grown(later, codebook.add_code(later, "confianza", {"definition": "otra"}, CONSTRUCTS), 8)
    back = grown(later, codebook.restore_codebook(later, state), 9)
    assert {one.id: one for one in back.codes} == {one.id: one for one in state.codes}
    assert back.displaced == {}


def test_codebooks_are_compared_by_identifier_and_else_by_path() -> None:
    before = (Code("a", "uno", guid="G1"), Code("b", "dos"), Code("c"))
    after = (Code("z", "uno", guid="g1"), Code("b", "tres"), Code("nuevo"))
    found = [(one.kind, one.path, one.before, dict(one.values)) for one in compare_codebooks(before, after)]
    assert found == [
        ("moved", "z", "a", {}),
        ("changed", "b", "b", {"definition": ("dos", "tres")}),
        ("added", "nuevo", "", {}),
        ("removed", "c", "c", {}),
    ]
    assert compare_codebooks(before, before) == ()
