"""The import contracts of pyproject.toml reach every room that exists."""

import tomllib
from pathlib import Path

import alianza

ROOT = Path(__file__).parent.parent
COMPUTING = (
    "study", "statistics", "coding", "review", "cases", "survey", "interviews", "integration", "report", "guidance",
)  # fmt: skip


def test_every_room_that_computes_is_kept_from_files_clocks_and_connections() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (forbidding,) = [contract for contract in contracts if contract["type"] == "forbidden"]
    house = Path(alianza.__path__[0])
    rooms = {f"alianza.{room}" for room in COMPUTING if (house / room / "__init__.py").is_file()}
    assert set(forbidding["source_modules"]) == rooms
