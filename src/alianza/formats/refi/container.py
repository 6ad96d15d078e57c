"""The archive of a project: entries are read by name into memory, never unpacked, and never beyond its limits."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from alianza.formats import archive as archives
from alianza.formats.guarded_xml import Stream
from alianza.formats.refi.budget import MAX_TEXT
from alianza.formats.refused import Refused
from alianza.study.problem import Problem

MAX_ENTRIES = 20_000
MAX_DIRECTORY = 4_000_000
"""Bytes of the directory of as many entries."""
MAX_UNPACKED = 4_000_000_000
"""Bytes of all entries together: projects with films are large, and what is too large of them is left out."""
MAX_MARKUP = 150_000_000
"""Bytes of the project's XML; 100,000 codings take 44 million."""
MAX_MEDIA = 100_000_000
"""Bytes of pictures, sound and PDF files that are kept to be handed on."""
_SCHEME = re.compile(r"^(?:internal|relative|absolute|file)://", re.IGNORECASE)


class Container:
    """The entries of an archive that is known to be harmless."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self._archive = archive
        self._file = file
        self._by_path = {entry.filename.lower(): entry for entry in archive.infolist()}
        self._by_name = {name.rpartition("/")[2]: entry for name, entry in self._by_path.items()}
        self._left = MAX_MEDIA

    def project(self) -> zipfile.ZipInfo:
        """The entry with the project's XML, whatever it is called.

        Raises:
            Refused: `refi_no_project` where no entry ends in .qde, `refi_too_large`.
        """
        found = [entry for name, entry in self._by_path.items() if name.endswith(".qde")]
        if not found:
            raise Refused(Problem("refi_no_project", file=self._file))
        entry = min(found, key=lambda one: (one.filename.count("/"), one.filename.lower() != "project.qde"))
        if entry.file_size > MAX_MARKUP:
            raise Refused(Problem("refi_too_large", file=self._file, values={"limit": MAX_MARKUP // 1_000_000}))
        return entry

    def opened(self, entry: zipfile.ZipInfo) -> AbstractContextManager[Stream]:
        """An entry as a stream; damage is refused."""
        return archives.entry(self._archive, entry, self._refusing(entry.filename))

    def _refusing(self, name: str) -> archives.Refusing:
        return lambda _flaw, _unpacked: Refused(Problem("refi_unreadable", file=self._file, found=name))

    def find(self, path: str) -> zipfile.ZipInfo | None:
        """The entry that a path of the project means; never anything outside the archive."""
        name = _SCHEME.sub("", path).replace("\\", "/").lower().lstrip("/")
        return (
            self._by_path.get(f"sources/{name}")
            or self._by_path.get(name)
            or self._by_name.get(name.rpartition("/")[2])
        )

    def text(self, path: str) -> bytes | None:
        """The bytes of a document's text, or None where they are missing, damaged or too many."""
        entry = self.find(path)
        return self._bytes(entry) if entry and entry.file_size <= MAX_TEXT else None

    def medium(self, path: str) -> tuple[str, bytes] | None:
        """Path and bytes of a file that is kept, or None where it is missing or no longer fits."""
        entry = self.find(path)
        if entry is None or entry.file_size > self._left:
            return None
        data = self._bytes(entry)
        if data is None:
            return None
        self._left -= len(data)
        return entry.filename.rpartition("/")[2], data

    def _bytes(self, entry: zipfile.ZipInfo) -> bytes | None:
        with suppress(Refused), self.opened(entry) as stream:
            return stream.read(-1)
        return None


@contextmanager
def container(path: Path) -> Iterator[Container]:
    """The archive at a path, checked before anything is unpacked.

    Raises:
        Refused: `refi_unreadable` (damaged, encrypted) or `refi_unsafe_archive` (grows too much, leads outside).
    """

    def refused(flaw: archives.Flaw, unpacked: int) -> Refused:
        if flaw == "broken":
            return Refused(Problem("refi_unreadable", file=path.name))
        return Refused(Problem("refi_unsafe_archive", file=path.name, found=f"{unpacked} B" if unpacked else "ZIP"))

    limits = archives.Limits(MAX_DIRECTORY, MAX_UNPACKED)
    with path.open("rb") as file, archives.opened(file, limits, refused) as archive:
        _check(archive.infolist(), path.name)
        yield Container(archive, path.name)


def _check(entries: list[zipfile.ZipInfo], file: str) -> None:
    if len(entries) > MAX_ENTRIES:
        raise Refused(Problem("refi_unsafe_archive", file=file, found=f"ZIP: {len(entries)}"))
    for entry in entries:
        if _leads_outside(entry.filename):
            raise Refused(Problem("refi_unsafe_archive", file=file, found=entry.filename))
        if entry.flag_bits & 1:
            raise Refused(Problem("refi_encrypted", file=file))


def _leads_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or parts[0].endswith(":")
