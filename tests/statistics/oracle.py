"""Where the reference cases and real data lie, and how their numbers are compared."""

import json
import math
from pathlib import Path

import polars as pl
import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
CLOSE = 1e-8
"""Largest relative difference to R."""


def expected(case: str) -> dict[str, object]:
    """Numbers of a reference case by entry id; skips the test where the cases are absent."""
    folder = SHARED / "oracles" / case
    if not folder.exists():
        pytest.skip(f"reference cases are absent: ../shared/oracles/{case}")
    entries = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["results"]
    return {entry["id"]: entry["expected"] for entry in entries}


def declaration(case: str) -> dict[str, object]:
    """How the design of a reference case is declared."""
    return json.loads((SHARED / "oracles" / case / "expected.json").read_text(encoding="utf-8"))["design"]


def data(case: str) -> pl.DataFrame:
    """The data of a reference case."""
    return pl.read_csv(SHARED / "oracles" / case / "data.csv", infer_schema_length=None)


def assert_close(found: object, wanted: object, tolerance: float = CLOSE) -> None:
    """Numbers, or lists of numbers, equal up to a relative difference."""
    if isinstance(wanted, (list, tuple)):
        assert len(found) == len(wanted)
        for one, other in zip(found, wanted, strict=True):
            assert_close(one, other, tolerance)
        return
    assert found is not None, f"nothing found where {wanted} was expected"
    assert math.isclose(found, wanted, rel_tol=tolerance, abs_tol=1e-300), f"{found!r} != {wanted!r}"
