"""What an archive may hold before anybody unpacks it.

A small .xlsx can grow to gigabytes or carry entity tricks; sizes and document types are checked on the
archive's directory and in its entries, piece by piece, and nothing is written to disk.
"""

import re
import struct
import sys
import zipfile
from collections.abc import Sequence

from alianza.formats.sheet import MEGABYTE, Reading

_MAX_RATIO = 250
_SMALL = 50_000_000  # below this an entry may shrink as much as it likes: repetitive sheets do
_PIECE = 1 << 20
_LONGEST = 9
_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_END64_MARK, _END64_SIZE = b"PK\x06\x07", 20
_LONGEST_COMMENT = 1 << 16
_DOCUMENT_TYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def grows_too_much(entries: Sequence[zipfile.ZipInfo], max_bytes: int) -> bool:
    """Whether an archive's entries together are larger than agreed, or suspiciously larger than the archive."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    return unpacked > max_bytes or (unpacked > _SMALL and unpacked / packed > _MAX_RATIO)


def directory_bytes(data: bytes) -> int | None:
    """Size of an archive's directory, known before the directory is read; None where the archive has no end.

    The directory of the largest archives (zip64), which no document of an office needs, counts as endless.
    """
    end = len(data) - _END.size
    if data[end : end + 4] != _END_MARK or data[-2:] != b"\0\0":  # a comment follows, or there is no end
        end = data.rfind(_END_MARK, max(end - _LONGEST_COMMENT, 0))
    if end < 0 or end + _END.size > len(data):
        return None
    if data[max(end - _END64_SIZE, 0) : end].startswith(_END64_MARK):
        return sys.maxsize
    size: int = _END.unpack_from(data, end)[5]
    return size


def check_archive(reading: Reading) -> tuple[str, ...]:
    """Names of the archive's entries, once it is known to be harmless.

    Raises:
        Refused: `unreadable_file` (damaged, encrypted, no workbook, with a document type) or
            `unpacks_too_large` (more than `max_bytes` or a suspicious ratio).
    """
    try:
        with zipfile.ZipFile(reading.path) as archive:
            entries = archive.infolist()
            _check_sizes(reading, entries)
            for entry in entries:
                _check_markup(reading, archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        raise reading.refuse("unreadable_file", expected="xlsx") from None
    names = tuple(entry.filename for entry in entries)
    if "xl/workbook.xml" not in names:
        raise reading.refuse("unreadable_file", expected="xlsx")
    return names


def _check_sizes(reading: Reading, entries: list[zipfile.ZipInfo]) -> None:
    if grows_too_much(entries, reading.max_bytes):
        unpacked = sum(entry.file_size for entry in entries)
        raise reading.refuse("unpacks_too_large", size=unpacked / MEGABYTE, limit=reading.max_bytes / MEGABYTE)


def _check_markup(reading: Reading, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Office files have no document type: one that declares entities is refused, however late it begins."""
    if not entry.filename.lower().endswith((".xml", ".rels")):
        return
    end = b""
    with archive.open(entry) as file:
        while piece := file.read(_PIECE):
            text = (end + piece).replace(b"\0", b"")  # UTF-16 writes every other byte as zero
            if _DOCUMENT_TYPE.search(text):
                raise reading.refuse("unreadable_file", expected="xlsx", found=entry.filename)
            end = text[-_LONGEST:]
