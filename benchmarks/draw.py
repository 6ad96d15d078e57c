"""A certified draw from ten million firms against the time to read its stratum column: `python benchmarks/draw.py`.

The frame is made in a temporary folder: ten million firms, 100 strata of unequal size, stratum as text and as number.
Both times are the best of several in one process with a warm disk; the draw reads the file, allocates, draws with
replacements, fingerprints the frame and seals the certificate. DuckDB draws beside it where it is installed (without
certificate).
"""

import importlib.util
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np
import polars as pl

from alianza.survey.certificate import Plan
from alianza.workflow.sample import FrameFile, draw_sample

FIRMS, STRATA, SELECTED, RUNS = 10_000_000, 100, 1000, 7
LIMIT = 5.0


def make_frame(path: Path) -> None:
    """A SYNTHETIC frame: identifiers of 13 digits in file order, strata of unequal size."""
    random = np.random.Generator(np.random.PCG64(1))
    codes = random.choice(STRATA, FIRMS, p=random.dirichlet(np.full(STRATA, 3.0)))
    names = pl.Series([f"{1 + code // 5:02d}-{'ABCFG'[code % 5]}" for code in range(STRATA)])
    firms = pl.Series(np.arange(FIRMS) * 7 + 1_790_000_000_001)
    frame = pl.DataFrame({"firm": firms, "stratum": names.gather(codes), "code": codes.astype(np.int32)})
    frame.write_parquet(path)


def best(work: Callable[[], object]) -> float:
    """The shortest of several runs, in seconds."""
    times = []
    for _ in range(RUNS):
        began = perf_counter()
        work()
        times.append(perf_counter() - began)
    return min(times)


def compare(path: Path, column: str) -> float:
    """Print both times of one stratum column; returns their ratio."""
    read = best(lambda: pl.read_parquet(path, columns=[column]))
    both = best(lambda: pl.read_parquet(path, columns=["firm", column]))
    drawn = best(lambda: draw_sample(FrameFile(path, (column,), "firm"), Plan(SELECTED, 2026), None))
    print(f"stratum column {column}: read {read * 1e3:.0f} ms, with identifiers {both * 1e3:.0f} ms", end=", ")
    print(
        f"certified draw {drawn * 1e3:.0f} ms, ratio {drawn / read:.1f} (limit {LIMIT:g}); {drawn / both:.1f} to both"
    )
    return drawn / read


def peer(path: Path) -> None:
    """The same stratified draw by DuckDB's hash, without certificate."""
    if importlib.util.find_spec("duckdb") is None:
        print("duckdb is not installed")
        return
    import duckdb

    rank = "row_number() over (partition by code order by hash(firm, 2026))"
    text = f"select * from (select firm, code, {rank} as place from '{path}') where place <= 20"
    print(f"duckdb, 20 of each stratum by its own hash: {best(lambda: duckdb.sql(text).fetchall()) * 1e3:.0f} ms")


def main() -> int:
    """Measure, print, and say by the exit code whether the limit holds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "frame.SYNTHETIC.parquet"
        make_frame(path)
        ratios = [compare(path, column) for column in ("stratum", "code")]
        peer(path)
    return 0 if max(ratios) <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
