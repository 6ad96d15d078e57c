"""Small cells are withheld, and so is whatever would give them away."""

from hypothesis import given
from hypothesis import strategies as st

from alianza.report.disclosure import protect
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.protocol import Rules
from alianza.study.table import Column, Row, Suppressed, Table
from alianza.study.text import Text

RULES = Rules(minimum_cell=5)


def table(counts: dict[str, int], partitions: tuple[tuple[str, ...], ...] = ()) -> Table:
    rows = tuple(Row(name, Text(name), (n, Estimate(0.4, n=n, unit="share"))) for name, n in counts.items())
    return Table("t", "types", (Column("n", "count"), Column("share", "share")), rows, partitions=partitions)


def withheld(protected: Table) -> dict[str, str]:
    return {row.id: row.cells[0].why for row in protected.rows if isinstance(row.cells[0], Suppressed)}


def test_a_row_under_the_minimum_is_withheld_whole_with_a_note() -> None:
    protected = protect(table({"a": 4, "b": 40}), RULES)
    assert withheld(protected) == {"a": "small"}
    assert protected.rows[0].cells[1] == Suppressed("small")
    assert protected.notes[-1].code == "notes.suppressed"


def test_the_smallest_other_row_goes_too_where_a_total_would_reveal_the_first() -> None:
    assert withheld(protect(table({"a": 4, "b": 40, "c": 9}, (("a", "b", "c"),)), RULES)) == {
        "a": "small",
        "c": "complementary",
    }


def test_two_small_rows_protect_each_other() -> None:
    assert withheld(protect(table({"a": 4, "b": 3, "c": 9}, (("a", "b", "c"),)), RULES)) == {"a": "small", "b": "small"}


def test_crossing_partitions_are_protected_in_both_directions() -> None:
    counts = {"ax": 3, "ay": 20, "bx": 21, "by": 22}
    parts = (("ax", "ay"), ("bx", "by"), ("ax", "bx"), ("ay", "by"))
    assert set(withheld(protect(table(counts, parts), RULES))) == set(counts)


def test_an_empty_row_stays_and_a_large_table_is_untouched() -> None:
    kept = table({"a": 0, "b": 40})
    assert protect(kept, RULES) is kept


def test_a_lead_that_quotes_a_withheld_estimate_goes_with_it() -> None:
    from dataclasses import replace

    small = table({"a": 4, "b": 40})
    told = replace(small, lead=Message("leads.x", {"share": small.rows[0].cells[1]}))
    assert protect(told, RULES).lead is None


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8))
def test_no_partition_keeps_exactly_one_withheld_row_that_a_total_would_reveal(counts: list[int]) -> None:
    named = {f"r{index}": n for index, n in enumerate(counts)}
    protected = protect(table(named, (tuple(named),)), RULES)
    hidden = withheld(protected)
    assert all(named[name] > 0 for name in hidden)
    assert all(name in hidden for name, n in named.items() if 0 < n < 5)
    others = [n for name, n in named.items() if n >= 5]
    assert len(hidden) != 1 or not others
