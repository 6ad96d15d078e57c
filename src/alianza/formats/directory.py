"""Directories of firms: files of millions of rows, of which a draw needs two or three columns.

Only those columns are read, in a stream. Identifiers and strata of a CSV stay text as written, for a leading zero is
part of a tax number; other formats go through the ordinary reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from alianza.formats.dialect import Dialect, recognise
from alianza.formats.refused import Refused
from alianza.formats.sheet import Reading, check_file, read
from alianza.study.problem import Problem

MAX_BYTES = 50_000_000_000
_NESTED = "nested_column"


@dataclass(frozen=True, slots=True)
class Directory:
    """The columns of a directory that a draw needs, and every column name of the file."""

    firms: pl.DataFrame
    columns: tuple[str, ...]
    name: str


def read_directory(path: str | Path, columns: Sequence[str], numbers: Sequence[str] = ()) -> Directory:
    """Read some columns of a directory of firms; names that the file lacks are left out.

    Args:
        path: CSV, Parquet, or any format that surveys come in.
        columns: Columns of identifiers and strata.
        numbers: Columns of numbers.

    Raises:
        Refused: If the file is absent, damaged or of an unknown format.
    """
    reading = Reading(Path(path), max_bytes=MAX_BYTES)
    kind = check_file(reading)
    wanted = list(dict.fromkeys((*columns, *numbers)))
    if kind == "parquet":
        return _parquet(reading, wanted)
    if kind == "csv" and (dialect := recognise(reading)).encoding in ("utf-8", "utf-8-sig"):
        return _csv(reading, dialect, wanted, numbers)
    sheet = read(path, columns=wanted, max_bytes=MAX_BYTES)
    worst = [problem for problem in sheet.problems if problem.severity == "error"]
    if worst:
        raise Refused(worst[0], others=tuple(worst[1:]))
    return Directory(sheet.frame, sheet.columns, sheet.name)


def _parquet(reading: Reading, wanted: Sequence[str]) -> Directory:
    try:
        schema = pl.read_parquet_schema(reading.path)
        there = [name for name in wanted if name in schema]
        nested = [name for name in there if schema[name].is_nested()]
        if nested:
            raise Refused(Problem(_NESTED, "error", reading.name, place=nested[0]))
        lazy = pl.scan_parquet(reading.path, glob=False).select(there)
        return Directory(lazy.collect(), tuple(schema), reading.name)
    except (pl.exceptions.PolarsError, OSError):
        raise reading.refuse("unreadable_file", expected="parquet") from None


def _csv(reading: Reading, dialect: Dialect, wanted: Sequence[str], numbers: Sequence[str]) -> Directory:
    try:
        lazy = pl.scan_csv(
            reading.path,
            separator=dialect.delimiter,
            skip_lines=dialect.skipped,
            infer_schema=False,
            glob=False,
        )
        names = lazy.collect_schema().names()
        there = [name for name in wanted if name in names]
        firms = lazy.select(there).collect(engine="streaming")
    except (pl.exceptions.PolarsError, OSError):
        raise reading.refuse("unreadable_file", expected="csv") from None
    return Directory(firms.with_columns(_numbers(firms, numbers, dialect.decimal)), tuple(names), reading.name)


def _numbers(firms: pl.DataFrame, names: Sequence[str], decimal: str) -> list[pl.Series]:
    """Columns of numbers as numbers; a column with anything else stays text, and is refused where it is needed."""
    found = []
    for name in names:
        if name in firms.columns:
            pointed = firms[name].str.replace(",", ".", literal=True) if decimal == "," else firms[name]
            column = pointed.cast(pl.Float64, strict=False)
            found.append(column if column.null_count() == firms[name].null_count() else firms[name])
    return found
