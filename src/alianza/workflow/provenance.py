"""`manifest.json`: from which inputs, with which program, every output was made.

No clock and no absolute path enters, so that the same inputs give the same bytes in any folder.
"""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

MANIFEST: Final = "manifest.json"
LIBRARIES: Final = ("numpy", "scipy", "polars", "msgspec", "vl-convert-python", "typst", "python-docx")
"""Libraries whose version can change a number, a figure or a document."""
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Origin:
    """Where results come from.

    Attributes:
        study: The study's id.
        synthetic: Whether the data were drawn by a program.
        inputs: Name of each input file, as the study writes it, to its SHA-256.
        protocol: SHA-256 of the protocol's values.
        frozen: Day of the protocol's freeze, or empty.
        deviations: Number of edits since the freeze.
        seed: Seed of the drawn data or of resampling, or None.
    """

    study: str
    synthetic: bool
    inputs: Mapping[str, str]
    protocol: str
    frozen: str = ""
    deviations: int = 0
    seed: int | None = None


def manifest(origin: Origin, out: Path) -> dict[str, Any]:
    """The manifest of the outputs that lie in `out`, by their path relative to it."""
    return {
        "alianza": _version("alianza"),
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "study": origin.study,
        "synthetic": origin.synthetic,
        "protocol": {"sha256": origin.protocol, "frozen": origin.frozen, "deviations": origin.deviations},
        "seed": origin.seed,
        "inputs": dict(sorted(origin.inputs.items())),
        "outputs": digests(out),
    }


def write_manifest(origin: Origin, out: Path) -> Path:
    """Write the manifest of everything that lies in `out`; to be called last."""
    file = out / MANIFEST
    text = json.dumps(manifest(origin, out), ensure_ascii=False, indent=1) + "\n"
    file.write_text(text, encoding="utf-8", newline="\n")
    return file


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder but its manifest, by relative path with forward slashes."""
    files = (file for file in folder.rglob("*") if file.is_file())
    named = {file.relative_to(folder).as_posix(): file for file in files}
    return {name: _digest(file) for name, file in sorted(named.items()) if name != MANIFEST}


def _digest(file: Path) -> str:
    total = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(_BLOCK):
            total.update(block)
    return total.hexdigest()


def _version(name: str) -> str:
    """An installed package's version; empty where it runs from its source or is absent."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
