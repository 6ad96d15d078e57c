"""Archives: what their directories may cost is known before these are read."""

import zipfile
from io import BytesIO

import pytest

from alianza.formats import Refused, archive
from alianza.study.problem import Problem

LIMITS = archive.Limits(directory=10_000, unpacked=1_000_000)


def refused(flaw: archive.Flaw, _unpacked: int) -> Refused:
    return Refused(Problem(flaw))


def packed(*names: str, comment: bytes = b"", method: int = zipfile.ZIP_DEFLATED, data: bytes = b"no") -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        for name in names:
            file.writestr(name, data)
        file.comment = comment
    return made.getvalue()


def flaw(data: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        file = archive.opened(BytesIO(data), LIMITS, refused)
        with archive.entry(file, file.infolist()[0], refused) as stream:
            stream.read(-1)
    return refusal.value.problem.code


def large_directory(data: bytes) -> bytes:
    """The same archive with an end as very large ones have it."""
    end = len(data) - 22
    size, at = (int.from_bytes(data[end + place : end + place + 4], "little") for place in (12, 16))
    count = int.from_bytes(data[end + 10 : end + 12], "little")
    numbers = b"".join(one.to_bytes(8, "little") for one in (count, count, size, at))
    record = b"PK\x06\x06" + (44).to_bytes(8, "little") + bytes(12) + numbers
    locator = b"PK\x06\x07" + bytes(4) + end.to_bytes(8, "little") + (1).to_bytes(4, "little")
    return data[:end] + record + locator + data[end : end + 8] + b"\xff" * 12 + bytes(2)


@pytest.mark.parametrize("comment", [b"", b"made in a hurry", b"z" * 65_535])
def test_the_size_of_a_directory_is_what_it_has(comment):
    data = packed(*map(str, range(100)), comment=comment)
    with zipfile.ZipFile(BytesIO(data)) as file:
        wanted = len(data) - 22 - len(comment) - file.start_dir
    assert archive.directory_bytes(BytesIO(data)) == wanted


def test_the_directory_of_a_very_large_archive_is_measured_as_well():
    data = packed(*map(str, range(100)))
    large = large_directory(data)
    assert archive.directory_bytes(BytesIO(large)) == archive.directory_bytes(BytesIO(data))
    assert len(zipfile.ZipFile(BytesIO(large)).infolist()) == 100


def test_a_large_directory_is_refused_before_it_is_read(monkeypatch):
    data = packed(*map(str, range(300)))
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert flaw(data) == "entries"


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_only_the_usual_ways_of_packing_are_read(method):
    data = bytearray(packed("a", method=method, data=b"some words " * 50))
    data[40:60] = bytes(20)
    assert flaw(bytes(data)) == "broken"


def test_damage_that_shows_while_an_entry_is_read_is_refused():
    data = bytearray(packed("a", data=bytes(range(256)) * 20))
    data[60:80] = b"\xff" * 20
    assert flaw(bytes(data)) == "broken"


def test_a_mistake_while_an_entry_is_read_is_no_damage():
    file = archive.opened(BytesIO(packed("a")), LIMITS, refused)
    with pytest.raises(ValueError), archive.entry(file, file.infolist()[0], refused):
        raise ValueError
