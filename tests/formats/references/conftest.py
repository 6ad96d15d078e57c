"""Exports in a temporary folder, and the real ones where they are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from alianza.formats.references import read
from alianza.review.reference import ImportReceipt

SHARED = Path(__file__).parents[4] / "shared" / "data" / "bibliography"


@pytest.fixture
def receipt_of(tmp_path: Path) -> Callable[[str | bytes], ImportReceipt]:
    """Reads a content as if it were a file, under a name that says nothing about it."""

    def receipt(content: str | bytes) -> ImportReceipt:
        path = tmp_path / "descarga.dat"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(path)

    return receipt


@pytest.fixture(scope="session")
def real() -> Callable[[str], ImportReceipt]:
    """Reads one of the real exports, or skips."""

    def receipt(name: str) -> ImportReceipt:
        path = SHARED / name
        if not path.exists():
            pytest.skip("the real exports are not at ../shared/data/bibliography")
        return read(path)

    return receipt
