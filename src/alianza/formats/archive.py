"""What an archive may hold before anybody unpacks it.

A small .xlsx can grow to gigabytes or carry entity tricks; sizes and document types are checked on the
archive's directory and in its entries, piece by piece, and nothing is written to disk.
"""

import os
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Literal

from alianza.formats.guarded_xml import Stream
from alianza.formats.refused import Refused
from alianza.formats.sheet import MEGABYTE, Reading

Flaw = Literal["broken", "entries", "grows", "encrypted"]
"""Damaged or packed in an unusual way; too many entries; too large once unpacked; locked by a password."""
Refusing = Callable[[Flaw, int], Refused]
"""What to raise for a flaw, and the bytes that its entries unpack to where these are known."""

_MAX_RATIO = 250
_SMALL = 50_000_000  # below this an entry may shrink as much as it likes: repetitive sheets do
_PIECE = 1 << 20
_LONGEST = 9
_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_END64_MARK, _END64_SIZE = b"PK\x06\x07", 20
_RECORD64 = struct.Struct("<4s36xQ8x")
_RECORD64_MARK = b"PK\x06\x06"
_LONGEST_COMMENT = 1 << 16
_LARGEST_DIRECTORY = 5_000_000
"""Bytes of the directory of a workbook: fifty thousand entries, where large ones have some hundred."""
_DOCUMENT_TYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


_PLAIN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Ways of packing that office documents and coded projects use; the others can ask for gigabytes in a few bytes."""
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may hold.

    Attributes:
        directory: Bytes of its directory; each entry has some hundred, and costs a kilobyte of memory.
        unpacked: Bytes of its entries together.
    """

    directory: int
    unpacked: int


def opened(file: IO[bytes], limits: Limits, refused: Refusing) -> zipfile.ZipFile:
    """An archive, once its directory is known to be harmless: its size before it is read, and then what it says.

    Raises:
        Refused: What `refused` gives for `broken`, `entries` or `grows`.
    """
    size = directory_bytes(file)
    if size is None:
        raise refused("broken", 0)
    if size > limits.directory:
        raise refused("entries", 0)
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN:
        raise refused("broken", 0) from None
    entries = archive.infolist()
    if grows_too_much(entries, limits.unpacked):
        raise refused("grows", sum(entry.file_size for entry in entries))
    return archive


@contextmanager
def entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, refused: Refusing) -> Iterator[Stream]:
    """An entry, to be read piece by piece; only its own damage is refused, never a mistake of who reads it.

    Raises:
        Refused: What `refused` gives for `encrypted` or `broken`, also while it is read.
    """
    if info.flag_bits & 1:
        raise refused("encrypted", 0)
    if info.compress_type not in _PLAIN:
        raise refused("broken", 0)
    try:
        file = archive.open(info)
    except _BROKEN:
        raise refused("broken", 0) from None
    with file:
        yield _Entry(file, refused)


class _Entry:
    """The bytes of an entry."""

    def __init__(self, file: IO[bytes], refused: Refusing) -> None:
        self._file = file
        self._refused = refused

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, or all that are left."""
        try:
            return self._file.read(size)
        except _BROKEN:
            raise self._refused("broken", 0) from None


def grows_too_much(entries: Sequence[zipfile.ZipInfo], max_bytes: int) -> bool:
    """Whether an archive's entries together are larger than agreed, or suspiciously larger than the archive."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    return unpacked > max_bytes or (unpacked > _SMALL and unpacked / packed > _MAX_RATIO)


def directory_bytes(file: IO[bytes]) -> int | None:
    """Size of an archive's directory, known before the directory is read; None where the archive has no end.

    The directory of a large archive (zip64) stands in a record before the end; without that record it is endless.
    """
    whole = file.seek(0, os.SEEK_END)
    file.seek(max(whole - _LONGEST_COMMENT - _END.size - _END64_SIZE - _RECORD64.size, 0))
    data = file.read()
    end = len(data) - _END.size
    if (
        data[max(end, 0) : max(end, 0) + 4] != _END_MARK or data[-2:] != b"\0\0"
    ):  # a comment follows, or no end is there
        end = data.rfind(_END_MARK, max(end - _LONGEST_COMMENT, 0))
    if end < 0 or end + _END.size > len(data):
        return None
    size: int = _END.unpack_from(data, end)[5]
    if not data[max(end - _END64_SIZE, 0) : end].startswith(_END64_MARK):
        return size
    record = data[max(end - _END64_SIZE - _RECORD64.size, 0) : end - _END64_SIZE]
    if len(record) < _RECORD64.size or not record.startswith(_RECORD64_MARK):
        return sys.maxsize
    large: int = _RECORD64.unpack(record)[1]
    return large


def check_archive(reading: Reading) -> tuple[str, ...]:
    """Names of the archive's entries, once it is known to be harmless.

    Raises:
        Refused: `unreadable_file` (damaged, encrypted, no workbook, with a document type) or
            `unpacks_too_large` (more than `max_bytes` or a suspicious ratio).
    """

    def refused(flaw: Flaw, unpacked: int) -> Refused:
        if flaw == "grows":
            return reading.refuse("unpacks_too_large", size=unpacked / MEGABYTE, limit=reading.max_bytes / MEGABYTE)
        return reading.refuse("unreadable_file", expected="xlsx")

    try:
        file = reading.path.open("rb")
    except OSError:
        raise refused("broken", 0) from None
    with file, opened(file, Limits(_LARGEST_DIRECTORY, reading.max_bytes), refused) as archive:
        entries = archive.infolist()
        for one in entries:
            _check_markup(reading, archive, one, refused)
    names = tuple(one.filename for one in entries)
    if "xl/workbook.xml" not in names:
        raise reading.refuse("unreadable_file", expected="xlsx")
    return names


def _check_markup(reading: Reading, archive: zipfile.ZipFile, info: zipfile.ZipInfo, refused: Refusing) -> None:
    """Office files have no document type: one that declares entities is refused, however late it begins."""
    if not info.filename.lower().endswith((".xml", ".rels")):
        return
    end = b""
    with entry(archive, info, refused) as file:
        while piece := file.read(_PIECE):
            text = (end + piece).replace(b"\0", b"")  # UTF-16 writes every other byte as zero
            if _DOCUMENT_TYPE.search(text):
                raise reading.refuse("unreadable_file", expected="xlsx", found=info.filename)
            end = text[-_LONGEST:]
