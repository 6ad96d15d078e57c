"""The manifest: inputs and outputs by their hashes, the same in every folder."""

import hashlib
import json
import shutil
from pathlib import Path

from alianza.storage.output import is_output
from alianza.workflow.provenance import Origin, write_manifest

ORIGIN = Origin(
    study="x", synthetic=True, inputs={"study.toml": "b" * 64, "firms.csv": "a" * 64}, protocol="c" * 64, seed=7
)


def test_every_output_is_listed_with_its_hash_and_no_path_of_the_machine(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "tables").mkdir(parents=True)
    (out / "tables" / "t.csv").write_text("á", encoding="utf-8")
    (out / "results.json").write_text("{}", encoding="utf-8")
    text = write_manifest(ORIGIN, out).read_text(encoding="utf-8")
    written = json.loads(text)
    assert written["outputs"] == {
        "results.json": hashlib.sha256(b"{}").hexdigest(),
        "tables/t.csv": hashlib.sha256("á".encode()).hexdigest(),
    }
    assert list(written["inputs"]) == ["firms.csv", "study.toml"]
    assert (written["seed"], written["synthetic"]) == (7, True)
    assert str(tmp_path) not in text
    assert is_output(out)


def test_another_folder_gives_the_same_bytes(tmp_path: Path) -> None:
    first = tmp_path / "one" / "out"
    first.mkdir(parents=True)
    (first / "a.txt").write_text("a", encoding="utf-8")
    second = tmp_path / "other"
    shutil.copytree(first, second)
    assert write_manifest(ORIGIN, first).read_bytes() == write_manifest(ORIGIN, second).read_bytes()
    assert write_manifest(ORIGIN, first).read_bytes() == write_manifest(ORIGIN, second).read_bytes()  # and again
