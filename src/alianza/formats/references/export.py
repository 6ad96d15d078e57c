"""The bytes of an export: there, of an agreed size, and text."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from alianza.formats.encodings import MARKS, is_binary, signature, unmarked_utf16
from alianza.formats.refused import ABSENT, Refused
from alianza.formats.sheet import MEGABYTE
from alianza.study.problem import Problem

MAX_BYTES = 200_000_000
_SAMPLE = 1 << 16
_BLANK = b" \t\r\n\x0c\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Export:
    """The text of an export in bytes.

    Attributes:
        name: The file's name without its folder.
        data: Its bytes without a byte order mark; UTF-16 is turned into UTF-8, other encodings are left for each record
            to tell.
        encoding: `utf-16-le`, `utf-16-be` or `utf-8-sig` where the file says so; else empty.
        problems: What was odd about it.
    """

    name: str
    data: bytes
    encoding: str = ""
    problems: tuple[Problem, ...] = ()

    def original(self, content: bytes) -> bytes:
        """The bytes of a record as they stand in the file."""
        return content.decode("utf-8").encode(self.encoding) if self.encoding.startswith("utf-16") else content


def open_export(path: Path, max_bytes: int) -> Export:
    """The export at `path`.

    Raises:
        Refused: `file_missing` (exit code 4), `not_a_file`, `references_too_large`, `references_not_text` or
            `references_empty`.
    """
    _check_size(path, max_bytes)
    try:
        with path.open("rb") as file:
            sample = file.read(_SAMPLE)
            encoding = _encoding(path, sample)
            data = sample + file.read()
    except OSError:
        raise Refused(Problem("not_a_file", file=path.name)) from None
    if encoding.startswith("utf-16"):
        return _from_utf16(path, data, encoding)
    _check_filled(path, data)
    return Export(path.name, data.removeprefix(codecs.BOM_UTF8), encoding)


def _encoding(path: Path, sample: bytes) -> str:
    """The encoding that the first bytes tell; what is no text is refused before the rest is read."""
    found = signature(sample)
    if found:
        raise Refused(Problem("references_not_text", file=path.name, found=found))
    encoding = next((name for mark, name in MARKS.items() if sample.startswith(mark)), "")
    encoding = encoding or unmarked_utf16(sample[:4096])
    if not encoding.startswith("utf-16"):
        _check_text(path, sample)
    return encoding


def _check_size(path: Path, max_bytes: int) -> None:
    if not path.exists():
        raise Refused(Problem("file_missing", file=path.name, found=path.name), ABSENT)
    if not path.is_file():
        raise Refused(Problem("not_a_file", file=path.name))
    size = path.stat().st_size
    if size > max_bytes:
        sizes = {"size": size / MEGABYTE, "limit": max_bytes / MEGABYTE}
        raise Refused(Problem("references_too_large", file=path.name, values=sizes))


def _check_text(path: Path, sample: bytes) -> None:
    if is_binary(sample):
        raise Refused(Problem("references_not_text", file=path.name, found=path.suffix or path.name))


def _check_filled(path: Path, data: bytes) -> None:
    """Refuse a text that says nothing."""
    if not data[:_SAMPLE].strip(_BLANK) and not data.strip(_BLANK):
        raise Refused(Problem("references_empty", file=path.name))


def _from_utf16(path: Path, data: bytes, encoding: str) -> Export:
    """The export in UTF-8; what is no UTF-16 becomes a replacement sign, and is said to be lost."""
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    lost = text.count("\ufffd") - data.count("\ufffd".encode(encoding))
    recoded = text.encode("utf-8")
    _check_text(path, recoded[:_SAMPLE])
    _check_filled(path, recoded)
    problem = Problem("references_signs_lost", "warning", path.name, found=encoding, values={"count": lost})
    return Export(path.name, recoded, encoding, (problem,) if lost > 0 else ())
