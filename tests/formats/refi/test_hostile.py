"""Hostile projects: refused by name, or read in little time and memory, with nothing unpacked."""

import zipfile

import pytest

from alianza.formats import Refused, refi
from tests.formats.refi.test_files import packed, qde


def refusal(path) -> str:
    with pytest.raises(Refused) as refused:
        refi.read(path)
    return refused.value.problem.code


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_damaged_entry_that_is_packed_in_an_unusual_way_is_named(method, tmp_path):
    path = tmp_path / "x.qdpx"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("project.qde", qde("<a/>" * 200))
    data = bytearray(path.read_bytes())
    data[60:90] = bytes(30)
    path.write_bytes(data)
    assert refusal(path) == "refi_unreadable"


def test_many_entries_are_refused_before_the_directory_is_read(tmp_path, monkeypatch):
    entries = {f"sources/{number:0100}.txt": b"" for number in range(30_000)}
    path = packed(tmp_path / "x.qdpx", {"project.qde": qde(""), **entries})
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert refusal(path) == "refi_unsafe_archive"
