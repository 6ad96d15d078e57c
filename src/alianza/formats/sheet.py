"""What a survey file becomes: a frame of columns with the labels that the file brings.

The reader is chosen by the file's ending, and a file that is not what its ending says is refused. Each
format has its module, imported when a file of that format is met.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path

import polars as pl

from alianza.formats.refused import ABSENT, Refused
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.text import CONTROL_SIGNS, has_control_signs, visible

MAX_BYTES = 2_000_000_000
MEGABYTE = 1_000_000

_MODULES = {"csv": "csv", "parquet": "parquet", "sav": "spss", "dta": "stata", "xlsx": "xlsx"}
_ENDINGS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".parquet": "parquet",
    ".sav": "sav",
    ".zsav": "sav",
    ".dta": "dta",
    ".xlsx": "xlsx",
}
_SIGNATURES = {
    b"PAR1": "parquet",
    b"$FL2": "sav",
    b"$FL3": "sav",
    b"PK\x03\x04": "xlsx",
    b"<stata_dta>": "dta",
    b"\xd0\xcf\x11\xe0": "xls",
    b"%PDF": "pdf",
}
# The old Stata formats have no magic word: release 113 to 115, byte order 1 or 2, file type 1, unused 0.
_OLD_STATA = frozenset(bytes([release, order, 1, 0]) for release in range(104, 116) for order in (1, 2))
_CHUNK = 1 << 20
_CONTROL = f"[{CONTROL_SIGNS}]"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A survey file as read, before anybody interprets its values.

    Attributes:
        frame: The columns that were asked for, under the names of the file.
        name: The file's name without its folder.
        digest: SHA-256 of the file's bytes, hexadecimal.
        columns: Every column name of the file, also those that were not asked for.
        labels: Column to value (as text, see `alianza.survey.values.value_text`) to label.
        titles: Column to the question or description that the file stores with it.
        rows: File row of each frame row, counting the header line; None where the first is 2 and none is left out.
        problems: What was noticed while reading.
        recognised: What was found out about the file: encoding, delimiter, decimal, sheet.
        declared_missing: Column to the codes that an SPSS file declares missing, where they stand and null
            elsewhere; only where the reader was asked for them.
        missing_ranges: Column to the ranges that an SPSS file declares missing, each by its ends (equal for a single
            code); only where the reader was asked for them.
    """

    frame: pl.DataFrame
    name: str
    digest: str
    columns: tuple[str, ...]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    rows: pl.Series | None = None
    problems: tuple[Problem, ...] = ()
    recognised: Mapping[str, str] = field(default_factory=dict)
    declared_missing: Mapping[str, pl.Series] = field(default_factory=dict)
    missing_ranges: Mapping[str, tuple[tuple[object, object], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """How one file is to be read: its path and what the study declares about it."""

    path: Path
    digest: str = ""
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    sheet: str = ""
    max_bytes: int = MAX_BYTES
    columns: frozenset[str] | None = None
    user_missing: bool = False
    as_text: bool = False

    @property
    def name(self) -> str:
        """The file's name, as problems and reports print it: never with its folder."""
        return self.path.name

    def wanted(self, names: Collection[str]) -> list[str]:
        """The file's columns that were asked for, in file order."""
        return [name for name in names if self.columns is None or name in self.columns]

    def refuse(self, code: str, **details: object) -> Refused:
        """The refusal of this file for the reason `code`."""
        row = details.pop("row", None)
        place, found, expected = (str(details.pop(key, "")) for key in ("place", "found", "expected"))
        assert row is None or isinstance(row, int)
        if code == "unreadable_file":
            details["looks_like"] = Message("data.looks_like", {"word": found}) if found else ""
        return Refused(Problem(code, "error", self.name, row, place, found, expected, details))


def read(
    path: str | Path,
    *,
    format: str | None = None,
    encoding: str = "",
    delimiter: str = "",
    decimal: str = "",
    sheet: str = "",
    max_bytes: int = MAX_BYTES,
    columns: Collection[str] | None = None,
    user_missing: bool = False,
    as_text: bool = False,
) -> Sheet:
    """Read a survey file: csv, parquet, sav, dta or xlsx.

    Args:
        path: The file.
        format: One of csv, parquet, sav, dta, xlsx; recognised by the ending where None.
        encoding: Encoding of a CSV or of an SPSS file's texts; recognised where empty.
        delimiter: Delimiter of a CSV; recognised where empty.
        decimal: Decimal mark of a CSV; recognised where empty.
        sheet: Sheet of a workbook; the first where empty.
        max_bytes: Larger files are refused.
        columns: The only columns to keep; all where None. Names that the file lacks are ignored here.
        as_text: Keep every field of a CSV as it is written.
        user_missing: Also keep the codes that an SPSS file declares missing, in `declared_missing`.

    Returns:
        The sheet, with problems for everything that was odd but readable.

    Raises:
        Refused: `file_missing` (exit code 4), `file_too_large`, `unknown_format`, `empty_file`,
            `unreadable_file` or a reason of the format.
    """
    path = Path(path)
    wanted = None if columns is None else frozenset(columns)
    reading = Reading(path, "", encoding, delimiter, decimal, sheet, max_bytes, wanted, user_missing, as_text)
    kind = check_file(reading, format)
    reader: Callable[[Reading], Sheet] = import_module(f"alianza.formats.{_MODULES[kind]}").read
    return _without_control_signs(reader(replace(reading, digest=file_digest(path))))


def check_file(reading: Reading, declared: str | None = None) -> str:
    """Format of a file that is there, of an agreed size and what its ending says.

    Raises:
        Refused: `file_missing` (exit code 4), `not_a_file`, `file_too_large`, `unknown_format`, `empty_file` or
            `unreadable_file`.
    """
    _check_size(reading)
    kind = _format_of(reading, declared)
    _check_signature(reading, kind)
    return kind


def _without_control_signs(sheet: Sheet) -> Sheet:
    """The sheet without the signs that no document can carry, and a warning that names the columns with them."""
    texts = [column.name for column in sheet.frame if column.dtype == pl.String]
    values = [name for name in texts if sheet.frame[name].str.contains(_CONTROL).any()]
    words = [name for name in sheet.columns if any(map(has_control_signs, _words(sheet, name)))]
    if not values and not words:
        return sheet
    places = tuple(visible(name) for name in sheet.columns if name in {*values, *words})
    return replace(
        sheet,
        frame=sheet.frame.with_columns(pl.col(values).str.replace_all(_CONTROL, "").replace("", None)),
        labels={name: {key: _clean(label) for key, label in labels.items()} for name, labels in sheet.labels.items()},
        titles={name: _clean(title) for name, title in sheet.titles.items()},
        problems=(*sheet.problems, Problem("control_signs", "warning", sheet.name, values={"places": places})),
    )


def _words(sheet: Sheet, column: str) -> tuple[str, ...]:
    """What the file itself says about a column: its question and the labels of its values."""
    return (sheet.titles.get(column, ""), *sheet.labels.get(column, {}).values())


def _clean(text: str) -> str:
    return re.sub(_CONTROL, "", text)


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def _check_size(reading: Reading) -> None:
    """Refuse a file that is absent, a folder, empty or larger than agreed, before a byte of it is read."""
    if not reading.path.exists():
        raise Refused(Problem("file_missing", file=reading.name, found=reading.name), ABSENT)
    if not reading.path.is_file():
        raise reading.refuse("not_a_file")
    size = reading.path.stat().st_size
    if size == 0:
        raise reading.refuse("empty_file")
    if size > reading.max_bytes:
        raise reading.refuse("file_too_large", size=size / MEGABYTE, limit=reading.max_bytes / MEGABYTE)


def _format_of(reading: Reading, declared: str | None) -> str:
    kind = declared or _ENDINGS.get(reading.path.suffix.lower(), "")
    if kind not in _MODULES:
        raise reading.refuse("unknown_format", found=reading.path.suffix, expected=", ".join(_MODULES))
    return kind


def _check_signature(reading: Reading, kind: str) -> None:
    """Refuse a file whose first bytes belong to another format."""
    with reading.path.open("rb") as file:
        start = file.read(16)
    found = next((name for magic, name in _SIGNATURES.items() if start.startswith(magic)), "")
    if not found and start[:4] in _OLD_STATA:
        found = "dta"
    if found != ("" if kind == "csv" else kind):
        raise reading.refuse("unreadable_file", found=found, expected=kind)
