"""Files appear whole or not at all, and with the same bytes for the same project."""

import os
import secrets
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from alianza.formats.refused import ABSENT, Refused
from alianza.study.problem import Problem

_EPOCH = (1980, 1, 1, 0, 0, 0)


def put(path: Path, data: bytes) -> None:
    """Write a file beside its place and rename it into it.

    Raises:
        Refused: `refi_cannot_write`.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        beside.write_bytes(data)
        os.replace(beside, path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise Refused(Problem("refi_cannot_write", file=path.name, found=error.strerror or ""), ABSENT) from None


def zipped(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive without the clock in it."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            archive.writestr(entry, data)
    return made.getvalue()
