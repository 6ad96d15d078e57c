"""Parquet: typed columns, read as they are."""

import polars as pl

from alianza.formats.sheet import Reading, Sheet
from alianza.study.problem import Problem


def read(reading: Reading) -> Sheet:
    """Read a Parquet file; dictionary columns become text, nested ones are left out and named.

    Raises:
        Refused: `unreadable_file` where the file is no whole Parquet file.
    """
    try:
        schema = pl.read_parquet_schema(reading.path)
        nested = [name for name in reading.wanted(list(schema)) if schema[name].is_nested()]
        wanted = [name for name in reading.wanted(list(schema)) if name not in nested]
        frame = pl.read_parquet(reading.path, columns=wanted, glob=False) if wanted else pl.DataFrame()
    except (pl.exceptions.PolarsError, OSError):
        raise reading.refuse("unreadable_file", expected="parquet") from None
    problems = [Problem("nested_column", "warning", reading.name, place=name) for name in nested]
    if not frame.height:
        problems.append(Problem("no_rows", "error", reading.name))
    texts = [pl.col(name).cast(pl.String) for name in wanted if schema[name] in (pl.Categorical, pl.Enum)]
    return Sheet(frame.with_columns(texts), reading.name, reading.digest, tuple(schema), problems=tuple(problems))
