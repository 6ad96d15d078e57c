"""Files of statistical packages, which bring value labels and questions beside the values."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from alianza.formats.sheet import Reading, Sheet
from alianza.study.problem import Problem
from alianza.survey.values import value_text

_LEGACY = "WINDOWS-1252"
Ranges = tuple[tuple[object, object], ...]
Reader = Callable[..., tuple[pl.DataFrame, Any]]


def read_labelled(reading: Reading, reader: Reader, kind: str) -> Sheet:
    """Read an SPSS or Stata file with its labels; values that the file declares missing are missing.

    Args:
        reading: The file.
        reader: pyreadstat's reader for the format.
        kind: The format's name, for the refusal.

    Raises:
        Refused: `unreadable_file` where the file is damaged, cut off or of another format.
    """
    meta, encoding, problems = _metadata(reading, reader, kind)
    names = list(meta.column_names)
    wanted = reading.wanted(names)
    frame = pl.DataFrame()
    if wanted:
        frame, _ = _called(reading, reader, kind, encoding=encoding, usecols=wanted)
    if meta.number_rows is not None and wanted and frame.height != meta.number_rows:
        raise reading.refuse("unreadable_file", expected=kind)
    if not meta.number_rows and not frame.height:
        problems.append(Problem("no_rows", "error", reading.name))
    frame = _blanks_missing(frame.select(wanted))
    declared, ranges = _declared(reading, reader, kind, (encoding, frame)) if reading.user_missing else ({}, {})
    return Sheet(
        frame,
        reading.name,
        reading.digest,
        tuple(names),
        labels={name: _written(labels) for name, labels in meta.variable_value_labels.items()},
        titles={name: title.strip() for name, title in meta.column_names_to_labels.items() if title},
        problems=tuple(problems),
        recognised={"encoding": meta.file_encoding or ""},
        declared_missing=declared,
        missing_ranges=ranges,
    )


def _declared(
    reading: Reading, reader: Reader, kind: str, read: tuple[str | None, pl.DataFrame]
) -> tuple[dict[str, pl.Series], dict[str, Ranges]]:
    """Column to the codes that an SPSS file declares missing, and to the ranges that it declares.

    The codes are what a second reading finds and the first hides.
    """
    encoding, frame = read
    if kind != "sav" or not frame.columns:
        return {}, {}
    full, told = _called(reading, reader, kind, encoding=encoding, usecols=frame.columns, user_missing=True)
    names = [name for name in told.missing_ranges if name in frame.columns]
    full = _blanks_missing(full.select(names))
    hidden = [pl.when(frame[name].is_null()).then(full[name]).otherwise(None).alias(name) for name in names]
    codes = {name: column for name, column in zip(names, full.select(hidden).get_columns(), strict=True)}
    return codes, {name: tuple((one["lo"], one["hi"]) for one in told.missing_ranges[name]) for name in names}


def _metadata(reading: Reading, reader: Reader, kind: str) -> tuple[Any, str | None, list[Problem]]:
    """The file's dictionary; texts that are no valid UTF-8 are read as Windows text, and that is said."""
    from pyreadstat import ReadstatError

    if reading.encoding:
        return _called(reading, reader, kind, encoding=reading.encoding, metadataonly=True)[1], reading.encoding, []
    try:
        return reader(reading.path, output_format="polars", metadataonly=True)[1], None, []
    except (ReadstatError, UnicodeDecodeError):
        _, meta = _called(reading, reader, kind, encoding=_LEGACY, metadataonly=True)
        return meta, _LEGACY, [Problem("encoding_assumed", "notice", reading.name, found=_LEGACY.lower())]


def _called(reading: Reading, reader: Reader, kind: str, **options: Any) -> tuple[pl.DataFrame, Any]:
    from pyreadstat import PyreadstatError, ReadstatError

    try:
        return reader(reading.path, output_format="polars", **options)
    except (ReadstatError, PyreadstatError, UnicodeDecodeError, ValueError, OverflowError, MemoryError):
        raise reading.refuse("unreadable_file", expected=kind) from None


def _written(labels: Mapping[Any, str]) -> dict[str, str]:
    return {value_text(value): label.strip() for value, label in labels.items()}


def _blanks_missing(frame: pl.DataFrame) -> pl.DataFrame:
    """SPSS pads texts with blanks and writes a missing text as an empty one."""
    texts = pl.col(pl.String).str.strip_chars_end().replace("", None)
    return frame.with_columns(texts) if frame.width else frame
