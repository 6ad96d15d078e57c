"""Archives with the same bytes for the same project."""

import zipfile
from collections.abc import Iterable
from io import BytesIO

_EPOCH = (1980, 1, 1, 0, 0, 0)


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
