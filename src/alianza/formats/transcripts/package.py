"""The zipped folder that a Word or OpenDocument text is: only named entries are read, and nothing is unpacked."""

import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO

from alianza.formats import archive as archives
from alianza.formats.guarded_xml import Stream
from alianza.formats.refused import Refused
from alianza.study.problem import Problem

_LIMITS = archives.Limits(directory=1_000_000, unpacked=500_000_000)
_CODES: dict[archives.Flaw, str] = {
    "entries": "transcript_too_complex",
    "grows": "transcript_too_complex",
    "encrypted": "transcript_encrypted",
}


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive, once its directory is known to be harmless.

    Raises:
        Refused: `transcript_broken`, `transcript_too_complex`; also where an entry that is read breaks off.
    """
    with archives.opened(BytesIO(data), _LIMITS, _refused) as archive:
        yield archive


def _refused(flaw: archives.Flaw, _unpacked: int) -> Refused:
    code = _CODES.get(flaw, "transcript_broken")
    return Refused(Problem(code, expected="docx, odt" if code == "transcript_broken" else ""))


def entry(archive: zipfile.ZipFile, name: str) -> AbstractContextManager[Stream]:
    """An entry, to be read piece by piece.

    Raises:
        Refused: `transcript_encrypted` or `transcript_broken`.
    """
    return archives.entry(archive, archive.getinfo(name), _refused)


def beginning(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """The first bytes of an entry; none where there is no such entry."""
    if name not in archive.namelist():
        return b""
    with entry(archive, name) as file:
        return file.read(most)
