"""Whatever happens to the bytes of an export, its receipt balances or it is refused: no other error, no loss."""

import contextlib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alianza.formats import Refused
from alianza.formats.references import read
from alianza.review.reference import ImportReceipt
from tests.formats.references.samples import SAMPLES, SCOPUS_RIS

DIALECTS = sorted(SAMPLES)
TELLING = list(b'"{}[]<>\n\r,;@%&\\- \0\xe9\xc3')
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["put", "cut", "add"]),
        st.integers(0, 10**6),
        st.one_of(st.sampled_from(TELLING), st.integers(0, 255)),
    ),
    min_size=1,
    max_size=8,
)


def receipt_of(content: bytes) -> ImportReceipt:
    with TemporaryDirectory() as folder:
        path = Path(folder, "x")
        path.write_bytes(content)
        return read(path)


def changed(content: bytes, changes: list[tuple[str, int, int]]) -> bytes:
    damaged = bytearray(content)
    for kind, place, byte in changes:
        at = place % (len(damaged) + 1)
        damaged[at : at + (kind != "add")] = b"" if kind == "cut" else bytes([byte])
    return bytes(damaged)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(DIALECTS), CHANGES)
@example("zotero csv", [("add", 10, ord('"'))])
def test_garbled_bytes_never_unbalance_a_receipt(dialect: str, changes: list[tuple[str, int, int]]) -> None:
    with contextlib.suppress(Refused):
        assert receipt_of(changed(SAMPLES[dialect][0].encode() * 2, changes)).balanced


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(DIALECTS), st.integers(0, 10**6), st.integers(0, 10**6))
def test_truncated_exports_never_unbalance_a_receipt(dialect: str, first: int, last: int) -> None:
    content = SAMPLES[dialect][0].encode()
    begin, end = sorted((first % (len(content) + 1), last % (len(content) + 1)))
    with contextlib.suppress(Refused):
        assert receipt_of(content[begin:end]).balanced


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_are_refused_or_balanced(content: bytes) -> None:
    with contextlib.suppress(Refused):
        assert receipt_of(content).balanced


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damage_inside_a_value_of_ris_costs_no_record(data: st.DataObject) -> None:
    """Only letters of values change, so both records are still there, and the other one is untouched."""
    at = SCOPUS_RIS.index("Contratos") + data.draw(st.integers(0, 30))
    letter = data.draw(st.sampled_from(list(b'abc\xe9\xf1\xff<&{"@%')))
    content = bytearray(SCOPUS_RIS.encode())
    content[at] = letter
    receipt = receipt_of(bytes(content))
    assert receipt.counted == len(receipt.records) == 2
    assert receipt.records[1].title == "Second record & last"


@pytest.mark.parametrize("end", range(0, len(SCOPUS_RIS), 7))
def test_wherever_ris_is_cut_off_no_half_record_is_read(end: int) -> None:
    whole = [record.title for record in receipt_of(SCOPUS_RIS.encode()).records]
    with contextlib.suppress(Refused):
        receipt = receipt_of(SCOPUS_RIS[:end].encode())
        assert [record.title for record in receipt.records] == whole[: len(receipt.records)]
        assert receipt.balanced
