"""Passages found again in the next version of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.coding.position_map import Block, PositionMap, carried

OLD = "Firmamos con confianza. Después hubo problemas de dinero. Al final nos separamos."


def found(old: str, new: str, quotation: str) -> tuple[str, str]:
    start = old.index(quotation)
    (place,) = carried(old, new, [(start, start + len(quotation))])
    return place.fate, new[place.start : place.end]


@pytest.mark.parametrize(
    ("new", "quotation", "fate", "words"),
    [
        (OLD, "problemas de dinero", "exact", "problemas de dinero"),
        ("Bueno. " + OLD, "problemas de dinero", "shifted", "problemas de dinero"),
        (OLD.replace("Firmamos", "Firmaron"), "problemas de dinero", "exact", "problemas de dinero"),
        (OLD.replace("con confianza", "sin confianza"), "con confianza", "changed", "sin confianza"),
        (OLD.replace("problemas", "muchos problemas"), "hubo problemas", "changed", "hubo muchos problemas"),
        (OLD.replace(" Después hubo problemas de dinero.", ""), "problemas de dinero", "lost", ""),
        ("Otra cosa, distinta del todo.", "problemas de dinero", "lost", ""),
        ("", "problemas de dinero", "lost", ""),
    ],
)
def test_a_passage_is_exact_shifted_changed_or_lost(new: str, quotation: str, fate: str, words: str) -> None:
    assert found(OLD, new, quotation) == (fate, words)


def test_a_paragraph_that_was_moved_is_found_word_for_word() -> None:
    one, two, three = "P3: uno dos tres cuatro cinco.", "P4: seis siete ocho nueve diez.", "P5: once doce trece."
    assert found(f"{one}\n{two}\n{three}", f"{two}\n{three}\n{one}", "dos tres cuatro") == (
        "shifted",
        "dos tres cuatro",
    )


def test_what_is_inserted_at_the_edge_of_a_passage_does_not_belong_to_it() -> None:
    positions = PositionMap.from_edits([(3, 3, 2), (6, 6, 2)], 9)  # abc|xx|def|yy|ghi
    assert positions.place(3, 6).fate == "shifted"
    assert (positions.place(3, 6).start, positions.place(3, 6).end) == (5, 8)


@pytest.mark.parametrize("edits", [[(2, 1, 0)], [(0, 3, 1), (2, 4, 1)], [(0, 11, 1)]])
def test_edits_that_contradict_each_other_are_our_mistake(edits: list[tuple[int, int, int]]) -> None:
    with pytest.raises(ValueError, match="does not follow"):
        PositionMap.from_edits(edits, 10)


def test_a_passage_outside_the_text_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="no passage"):
        PositionMap.from_edits([], 3).place(2, 4)


WORDS = st.sampled_from(["confianza", "de", "la", "el", "socio.", "y", "\n", "P3:", "contrato", "é", "😀", "  "])
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)


def is_map(positions: PositionMap, old: str, new: str) -> bool:
    blocks = positions.blocks
    in_order = all(
        one.old_end <= other.old and one.new_end <= other.new for one, other in zip(blocks, blocks[1:], strict=False)
    )
    alike = all(old[one.old : one.old_end] == new[one.new : one.new_end] and one.length for one in blocks)
    return in_order and alike and (positions.old_length, positions.new_length) == (len(old), len(new))


@given(TEXTS, TEXTS)
def test_the_map_of_two_texts_holds_what_they_have_in_common(old: str, new: str) -> None:
    assert is_map(PositionMap.between(old, new), old, new)


@given(TEXTS)
def test_a_text_that_did_not_change_has_the_map_of_no_edits(text: str) -> None:
    assert PositionMap.between(text, text) == PositionMap.from_edits([], len(text))


@given(TEXTS, TEXTS, st.data())
def test_passages_outside_edits_keep_their_quotation(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    place = PositionMap.between(old, new).place(start, end)
    assert 0 <= place.start <= place.end <= len(new)
    assert (place.fate == "lost") <= (place.start == place.end)
    if place.fate in ("exact", "shifted"):
        assert new[place.start : place.end] == old[start:end] and (place.fate == "exact") == (place.start == start)


def test_texts_without_anything_in_common_have_an_empty_map() -> None:
    assert PositionMap.between("uno dos tres", "seis siete").blocks in ((), (Block(3, 4, 1),))


@given(old=st.text("abc .\n", max_size=60), new=st.text("abc .\n", max_size=60))
def test_a_map_is_known_by_its_edits(old: str, new: str) -> None:
    found = PositionMap.between(old, new)
    assert PositionMap.from_edits(found.edits, len(old)) == found
