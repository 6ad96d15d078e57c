"""What a workbook's archive may hold before anybody unpacks it.

A small .xlsx can grow to gigabytes or carry entity tricks; sizes and document types are checked on the
archive's directory and in its entries, piece by piece, and nothing is written to disk.
"""

import re
import zipfile

from alianza.formats.sheet import MEGABYTE, Reading

_MAX_RATIO = 250
_SMALL = 50_000_000  # below this an entry may shrink as much as it likes: repetitive sheets do
_PIECE = 1 << 20
_LONGEST = 9
_DOCUMENT_TYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


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
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if unpacked > reading.max_bytes or (unpacked > _SMALL and unpacked / packed > _MAX_RATIO):
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
