"""The archive of a project: entries are read by name into memory, never unpacked, and never beyond its limits."""

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from alianza.formats import archive as archives
from alianza.formats.guarded_xml import Stream
from alianza.formats.refi.budget import MAX_TEXT
from alianza.formats.refused import Refused
from alianza.study.distinct_names import DistinctNames
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
_UTF8 = 0x800
"""The flag of an entry whose name is UTF-8."""
_DEEPEST = 40
"""Folders of a path that are compared with those of entries where no entry has the path itself."""
_SCHEME = re.compile(r"^(?:internal|relative|absolute|file)://", re.IGNORECASE)


class Container:
    """The entries of an archive that is known to be harmless."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self._archive = archive
        self._file = file
        self._exact = {entry.filename: entry for entry in archive.infolist()}
        self._meant: dict[str, str] = {}
        self._kept: dict[str, tuple[str, bytes]] = {}
        self._names = DistinctNames()
        self._damaged: set[str] = set()
        self._left = MAX_MEDIA

    @cached_property
    def _by_path(self) -> dict[str, zipfile.ZipInfo]:
        """Entries by their paths as they are compared; most are found by their own before this is needed."""
        return {_plain(name): entry for entry in self._exact.values() for name in _spelled(entry)}

    @cached_property
    def _by_name(self) -> dict[str, dict[str, list[zipfile.ZipInfo]]]:
        """Entries by name and folders: a file may hold thousands of one name."""
        found: dict[str, dict[str, list[zipfile.ZipInfo]]] = {}
        for entry in self._exact.values():
            name = _plain(_spelled(entry)[-1]).rpartition("/")[2]
            found.setdefault(name, {}).setdefault(_folder(entry), []).append(entry)
        return found

    def project(self) -> zipfile.ZipInfo:
        """The entry with the project's XML, whatever it is called.

        Raises:
            Refused: `refi_no_project` where no entry ends in .qde, `refi_too_large`.
        """
        found = [entry for name, entry in self._exact.items() if name.lower().endswith(".qde")]
        if not found:
            raise Refused(Problem("refi_no_project", file=self._file))
        entry = min(found, key=lambda one: (one.filename.count("/"), one.filename.lower() != "project.qde"))
        if entry.file_size > MAX_MARKUP:
            raise Refused(Problem("refi_too_large", file=self._file, values={"limit": MAX_MARKUP // 1_000_000}))
        return entry

    def holds(self, name: str) -> bool:
        """Whether there is an entry of exactly this name."""
        return name in self._exact

    def opened(self, entry: zipfile.ZipInfo) -> AbstractContextManager[Stream]:
        """An entry as a stream; damage is refused."""
        return archives.entry(self._archive, entry, self._refusing(entry.filename))

    def _refusing(self, name: str) -> archives.Refusing:
        return lambda _flaw, _unpacked: Refused(Problem("refi_unreadable", file=self._file, found=name))

    def find(self, path: str) -> zipfile.ZipInfo | None:
        """The entry that a path of the project means; never anything outside the archive.

        Programs write paths of their own computers: then an entry is found by its name, if it is the only one of it,
        if neither lies in another folder, and if no other path means it.
        """
        given = _SCHEME.sub("", path).replace("\\", "/").lstrip("/")
        if own := self._exact.get(f"sources/{given}"):
            return own
        for spelled in dict.fromkeys((given, unquote(given))):
            plain = _plain(spelled)
            found = self._exact.get(f"sources/{spelled}") or self._by_path.get(f"sources/{plain}")
            found = found or self._exact.get(spelled) or self._by_path.get(plain)
            if found:
                return found
        return self._named(_plain(unquote(given)))

    def _named(self, path: str) -> zipfile.ZipInfo | None:
        folders, _, name = path.rpartition("/")
        named = self._by_name.get(name, {})
        found = [one for folder in _inner(folders) for one in named.get(folder, ())[:2]]
        if not found and len(named) == 1 and not (folders and any(named)):
            (found,) = named.values()
        if len(found) != 1 or self._meant.setdefault(found[0].filename, path) != path:
            return None
        return found[0]

    def text(self, path: str) -> bytes | None:
        """The bytes of a document's text, or None where they are missing, damaged or too many."""
        entry = self.find(path)
        return self._bytes(entry) if entry and entry.file_size <= MAX_TEXT else None

    def megabytes_too_many(self, path: str) -> int:
        """Size of a document's text where it is larger than any that is read; 0 for all others."""
        entry = self.find(path)
        return entry.file_size // 1_000_000 if entry and entry.file_size > MAX_TEXT else 0

    def medium(self, path: str) -> tuple[str, bytes] | None:
        """Path and bytes of a file that is kept, or None where it is missing or no longer fits."""
        entry = self.find(path)
        if entry is None:
            return None
        if entry.filename not in self._kept and entry.file_size <= self._left:
            data = self._bytes(entry)
            if data is not None:
                self._left -= len(data)
                self._kept[entry.filename] = self._name(entry), data
        return self._kept.get(entry.filename)

    def _name(self, entry: zipfile.ZipInfo) -> str:
        """Its own name, or where another file has it, with its folders."""
        name = entry.filename.rpartition("/")[2]
        if name not in self._names:
            return self._names.own(name)
        return self._names.own(re.sub("^sources/", "", entry.filename, flags=re.IGNORECASE))

    def _bytes(self, entry: zipfile.ZipInfo) -> bytes | None:
        """All bytes of an entry; a damaged one is not unpacked a second time, however many documents name it."""
        if entry.filename not in self._damaged:
            with suppress(Refused), self.opened(entry) as stream:
                return stream.read(-1)
            self._damaged.add(entry.filename)
        return None


def _plain(name: str) -> str:
    """A path as it is compared: case and composition of letters differ between systems."""
    parts = unicodedata.normalize("NFC", name.replace("\\", "/")).lower().split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _spelled(entry: zipfile.ZipInfo) -> list[str]:
    """The name of an entry, and what it means where a program wrote UTF-8 without saying so."""
    with suppress(UnicodeError):
        if not entry.flag_bits & _UTF8:
            return list(dict.fromkeys((entry.filename, entry.filename.encode("cp437").decode())))
    return [entry.filename]


def _folder(entry: zipfile.ZipInfo) -> str:
    """The folders that an entry lies in below that of the documents; empty for none."""
    return re.sub("^sources(?:/|$)", "", _plain(_spelled(entry)[-1]).rpartition("/")[0])


def _inner(folders: str) -> Iterator[str]:
    """The inner folders of a path, from the last one alone on."""
    parts = folders.rsplit("/", _DEEPEST)[-_DEEPEST:] if folders else []
    return ("/".join(parts[first:]) for first in reversed(range(len(parts))))


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
