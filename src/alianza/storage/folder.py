"""A study folder: its declarations as parsed documents, the hashes of what was read, and where its data lie."""

import hashlib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from alianza.formats import Refused
from alianza.study.problem import Problem
from alianza.study.text import Text

ABSENT = 4
_SHOWN = 80  # letters of a name that a sentence shows
MAX_BYTES = 20_000_000
"""A declaration is written by hand; what is larger is another kind of file."""

PROTOCOL, CLAIMS, SIMULATION, FREEZE = "study.toml", "claims.toml", "simulate.toml", "freeze.toml"
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_LONG_NUMBER = re.compile(r"[0-9_]{1000,}")


@dataclass(frozen=True, slots=True)
class StudyFolder:
    """What a study folder declares, before anything is decoded.

    Attributes:
        path: The folder.
        protocol: `study.toml`, parsed.
        claims: `claims.toml`, parsed; empty where there is none.
        simulation: `simulate.toml`, parsed; empty where there is none.
        freeze: `freeze.toml`, parsed; empty where the protocol was never frozen.
        digests: File name to SHA-256 of every declaration that was read.
        data: The folder that takes the place of the study's own data folders, or None.
    """

    path: Path
    protocol: Mapping[str, Any]
    claims: Mapping[str, Any] = field(default_factory=dict)
    simulation: Mapping[str, Any] = field(default_factory=dict)
    freeze: Mapping[str, Any] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    data: Path | None = None

    def resolve(self, name: str, obtain: Text | None = None, missing: str = "data_missing") -> Path:
        """Where a data file that the protocol names lies.

        With `--data DIR` it is `DIR/name` or the file of that name directly in DIR; otherwise, and where DIR has
        no such file, it lies in the study folder.

        Args:
            name: Path as the protocol writes it, relative to the study folder.
            obtain: Where the public obtains the file, for the problem.
            missing: Code of the problem where there is no such file.

        Raises:
            Refused: If the name leads out of the folder, or there is no such file (exit code 4).
        """
        if _leads_out(name):
            raise Refused(Problem("path_outside", file=PROTOCOL, found=name))
        relative = PurePosixPath(name.replace("\\", "/"))
        places = [self.data / relative, self.data / relative.name] if self.data else []
        for place in (*places, self.path / relative):
            if os.path.isfile(place):  # Path.is_file raises where the name is too long
                return place
        values = {"obtain": obtain or Text("")}
        raise Refused(Problem(missing, file=PROTOCOL, found=name[:_SHOWN], values=values), ABSENT)


def open_study(path: Path, data: Path | None = None, max_bytes: int = MAX_BYTES) -> StudyFolder:
    """Read the declarations of a study folder.

    Args:
        path: The folder, or its `study.toml`.
        data: A folder with the data files, instead of the study's own.
        max_bytes: Size above which a declaration is refused.

    Raises:
        Refused: If the folder, its `study.toml` or the data folder is missing (exit code 4), or a declaration is
            no TOML (exit code 3, with the line).
    """
    folder = path.parent if path.name == PROTOCOL and path.is_file() else path
    if not folder.is_dir():
        raise Refused(Problem("no_study_folder", found=str(path)), ABSENT)
    if not (folder / PROTOCOL).is_file():
        raise Refused(Problem("no_study_file", file=PROTOCOL, found=str(path)), ABSENT)
    if data is not None and not data.is_dir():
        raise Refused(Problem("no_data_folder", found=str(data)), ABSENT)
    contents = {name: declaration(folder / name, max_bytes) for name in (PROTOCOL, CLAIMS, SIMULATION, FREEZE)}
    read = {name: content for name, content in contents.items() if content is not None}
    parsed = {name: parse(content, name) for name, content in read.items()}
    return StudyFolder(
        folder,
        parsed[PROTOCOL],
        parsed.get(CLAIMS, {}),
        parsed.get(SIMULATION, {}),
        parsed.get(FREEZE, {}),
        {name: hashlib.sha256(content).hexdigest() for name, content in read.items()},
        data,
    )


def parse(content: bytes, name: str) -> dict[str, Any]:
    """A TOML file's content as a document.

    Raises:
        Refused: If it is not UTF-8 or no TOML, with the line, and the column where it is known; or if its lists and
            tables are nested deeper than anybody writes by hand.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise Refused(Problem("not_utf8", file=name, row=row)) from None
    try:
        return tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, and what int() says about numbers of thousands of digits
        raise Refused(_syntax_problem(str(error), text, name)) from None
    except RecursionError:
        raise Refused(Problem("toml_too_deep", file=name)) from None


def declaration(file: Path, max_bytes: int = MAX_BYTES) -> bytes | None:
    """A declaration's bytes; None where there is no such file.

    Raises:
        Refused: If a folder or a broken link stands in its place, or it is larger than `max_bytes`.
    """
    if not os.path.lexists(file):
        return None
    if not os.path.isfile(file):
        raise Refused(Problem("not_a_file", file=file.name))
    size = file.stat().st_size
    if size > max_bytes:
        values = {"bytes": size, "limit": max_bytes}
        raise Refused(Problem("declaration_too_large", file=file.name, found=str(size), values=values))
    return file.read_bytes()


def _syntax_problem(reason: str, text: str, name: str) -> Problem:
    """The parser's complaint with its line; an unfinished document is wrong at its last line."""
    lines = text.splitlines() or [""]
    row, column = _place(reason, text) or (len(lines), len(lines[-1]) + 1)
    found = lines[row - 1].strip() if row <= len(lines) else ""
    values = {"column": column, "reason": re.split(r" \(|; ", reason)[0]}
    return Problem("toml_syntax", file=name, row=row, found=found[:_SHOWN], values=values)


def _place(reason: str, text: str) -> tuple[int, int] | None:
    """Line and column that the parser names; of a number with thousands of digits it names none."""
    if match := _PLACE.search(reason):
        return int(match[1]), int(match[2])
    if number := _LONG_NUMBER.search(text):
        return text.count("\n", 0, number.start()) + 1, number.start() - text.rfind("\n", 0, number.start())
    return None


def _leads_out(name: str) -> bool:
    """Absolute paths, drives and `..` would read what is not the study's."""
    windows, posix = PureWindowsPath(name), PurePosixPath(name)
    return bool(not name or windows.drive or windows.root or posix.is_absolute() or ".." in windows.parts)
