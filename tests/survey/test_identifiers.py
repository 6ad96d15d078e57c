"""What a spreadsheet does to identifiers: which ones lost a zero, and which were never meant to have one."""

import polars as pl
import pytest

from alianza.survey.identifiers import identifier_warnings


@pytest.mark.parametrize(
    ("identifiers", "count"),
    [
        (["1790012345001", "0190012345001", "1790012345002"], 0),
        (["1790012345001", "190012345001", "1790012345002"], 1),
        ([1790012345001, 190012345001, 1790012345002], 1),
        (["1790012345001", "190012345001"], 0),
        ([str(one) for one in range(1, 2000)], 0),
        (["A-17", "B-2", "C-33"], 0),
        ([], 0),
    ],
    ids=["whole", "one short", "numbers", "no majority", "running numbers", "letters", "none"],
)
def test_one_digit_fewer_than_most_is_a_lost_zero(identifiers: list, count: int) -> None:
    found = identifier_warnings(pl.Series("ruc", identifiers, dtype=None if identifiers else pl.String))
    assert [one.values["count"] for one in found] == ([count] if count else [])
    assert all((one.severity, one.found, one.expected) == ("warning", "190012345001", "0190012345001") for one in found)
