"""The zipped folder that a Word or OpenDocument text is: only named entries are read, and nothing is unpacked."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO

from alianza.formats.archive import directory_bytes, grows_too_much
from alianza.formats.refused import Refused
from alianza.study.problem import Problem

_MOST_UNPACKED = 500_000_000
_LARGEST_DIRECTORY = 1_000_000
"""Bytes of the archive's directory: about ten thousand entries, each of which costs a kilobyte of memory."""
_PLAIN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError,
)  # fmt: skip


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive, once its directory is known to be harmless.

    Raises:
        Refused: `transcript_broken`, `transcript_too_complex`; also where an entry that is read breaks off.
    """
    size = directory_bytes(data)
    if size is None:
        raise Refused(Problem("transcript_broken", expected="docx, odt"))
    if size > _LARGEST_DIRECTORY:
        raise Refused(Problem("transcript_too_complex"))
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if grows_too_much(archive.infolist(), _MOST_UNPACKED):
                raise Refused(Problem("transcript_too_complex"))
            yield archive
    except _BROKEN:
        raise Refused(Problem("transcript_broken", expected="docx, odt")) from None


def entry(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """An entry, to be read piece by piece.

    Raises:
        Refused: `transcript_encrypted` or `transcript_broken`.
    """
    info = archive.getinfo(name)
    if info.flag_bits & 1:
        raise Refused(Problem("transcript_encrypted"))
    if info.compress_type not in _PLAIN:
        raise Refused(Problem("transcript_broken", expected="docx, odt"))
    return archive.open(info)


def beginning(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """The first bytes of an entry; none where there is no such entry."""
    if name not in archive.namelist():
        return b""
    with entry(archive, name) as file:
        return file.read(most)
