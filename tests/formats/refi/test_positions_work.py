"""Positions are found with little work and memory: piece by piece, by a sample, and by the beginning of a name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.coding.project import Positions
from alianza.formats.refi import positions
from alianza.formats.refi.positions import Passages


def plainly(raw: str, way: Positions) -> dict[int, int]:
    """The twin: where each position that falls between two signs lies in the text, sign by sign."""
    if way.inline_break == 2:
        return plainly(re.sub(r"(?<!\r)\n", "\r\n", raw), Positions(way.unit, 2, way.mark))
    found: dict[int, int] = {}
    before = place = 0
    for at, sign in enumerate(raw):
        found.setdefault(before, place)
        first = sign == "\r" and raw[at + 1 : at + 2] == "\n"
        mark = sign == "\ufeff" and at == 0
        widths = {"codepoint": 1, "utf16": len(sign.encode("utf-16-le")) // 2, "utf8": len(sign.encode())}
        counts = way.mark if mark else not (first and way.line_break == 1)
        before, place = before + widths[way.unit] * counts, place + (not first and not mark)
    found.setdefault(before, place)
    return found


@given(
    st.text(st.sampled_from("aé🤝\r\n\ufeff"), max_size=12).map("\ufeff".__add__)
    | st.text(st.sampled_from("aé🤝\r\n")),
    st.sampled_from(["codepoint", "utf16", "utf8"]),
    st.sampled_from([1, 2]),
    st.booleans(),
    st.sampled_from([1, 2]),
    st.integers(1, 6),
)
def test_positions_are_found_piece_by_piece_as_sign_by_sign(raw, unit, line_break, mark, inline_break, piece):
    parted = inline_break == 2 and re.search(r"(?<!\r)\n", raw)
    way = Positions(unit, line_break, mark, inline_break=2 if parted else 1)
    wanted = list(range(4 * len(raw) + 3))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(positions, "PIECE", piece)
        places, _, good, _ = Passages(raw, wanted, wanted, inline=True).places(way)
    assert {at: int(places[at]) for at in wanted if good[at]} == plainly(raw, way)


def test_only_the_beginning_of_a_passage_is_compared_with_its_name(monkeypatch):
    seen: list[int] = []
    flat = positions._flat
    monkeypatch.setattr(positions, "_flat", lambda text: seen.append(len(text)) or flat(text))
    text = "ñandú\r\n" * 100_000
    document = Passages(text, [0] * 50, [len(text)] * 50, ["ñandú " * 1_000] * 50)
    positions.counted([document], "infer", standard=False)
    assert seen and max(seen) <= 200


def test_as_many_signs_vote_as_are_agreed(monkeypatch):
    monkeypatch.setattr(positions, "_VOTING", 10_000)
    monkeypatch.setattr(positions, "_VOTING_ALL", 40_000)
    heard: list[int] = []
    elected = positions._elected
    monkeypatch.setattr(
        positions, "_elected", lambda voters: heard.append(sum(len(one.raw) for one in voters)) or elected(voters)
    )
    positions.counted([Passages("ñññ ñññ\r\n" * 100, [1], [2]) for _ in range(500)], "infer", standard=False)
    assert len(heard) == 2 and heard[0] < 12_000 < heard[1] < 42_000
