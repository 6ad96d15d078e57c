"""The archive of a project: entries are read by name into memory, never unpacked, and never beyond its limits."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from alianza.formats.archive import grows_too_much
from alianza.formats.refused import Refused
from alianza.study.problem import Problem

MAX_ENTRIES = 20_000
MAX_UNPACKED = 4_000_000_000
"""Bytes of all entries together: projects with films are large, and what is too large of them is left out."""
MAX_MARKUP = 150_000_000
"""Bytes of the project's XML; 100,000 codings take 44 million."""
MAX_TEXT = 30_000_000
"""Bytes of the text of one document."""
MAX_MEDIA = 100_000_000
"""Bytes of pictures, sound and PDF files that are kept to be handed on."""
_SCHEME = re.compile(r"^(?:internal|relative|absolute|file)://", re.IGNORECASE)
_DAMAGE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error, ValueError)


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

    @contextmanager
    def opened(self, entry: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
        """An entry as a stream; damage is refused."""
        try:
            with self._archive.open(entry) as stream:
                yield stream
        except _DAMAGE:
            raise Refused(Problem("refi_unreadable", file=self._file, found=entry.filename)) from None

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
        with suppress(*_DAMAGE):
            return self._archive.read(entry)
        return None


@contextmanager
def container(path: Path) -> Iterator[Container]:
    """The archive at a path, checked before anything is unpacked.

    Raises:
        Refused: `refi_unreadable` (damaged, encrypted) or `refi_unsafe_archive` (grows too much, leads outside).
    """
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGE:
        raise Refused(Problem("refi_unreadable", file=path.name)) from None
    with archive:
        _check(archive.infolist(), path.name)
        yield Container(archive, path.name)


def _check(entries: list[zipfile.ZipInfo], file: str) -> None:
    if len(entries) > MAX_ENTRIES or grows_too_much(entries, MAX_UNPACKED):
        unpacked = sum(entry.file_size for entry in entries)
        raise Refused(Problem("refi_unsafe_archive", file=file, found=f"{unpacked} B"))
    for entry in entries:
        if _leads_outside(entry.filename):
            raise Refused(Problem("refi_unsafe_archive", file=file, found=entry.filename))
        if entry.flag_bits & 1:
            raise Refused(Problem("refi_encrypted", file=file))


def _leads_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or parts[0].endswith(":")
