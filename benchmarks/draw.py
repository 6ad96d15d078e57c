"""A certified draw from ten million firms against the time to read its stratum column: `python benchmarks/draw.py`.

Frames are made in a temporary folder, one a compression: ten million firms, 100 strata of unequal size, stratum as
text and as number. All times are the best of several in one process with a warm disk, one run of each after the other;
the draw reads the file, allocates, draws with replacements, fingerprints the frame and seals the certificate. Beside
the wall's time stands the processor's, which says what a machine that others use would need alone. DuckDB draws beside
it where it is installed (without certificate).
"""

import importlib.util
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Literal, get_args

import numpy as np
import polars as pl

from alianza.survey.certificate import Plan
from alianza.workflow.sample import FrameFile, draw_sample

FIRMS, STRATA, SELECTED, RUNS = 10_000_000, 100, 1000, 9
LIMIT = 5.0
Compression = Literal["zstd", "snappy", "uncompressed"]


def make_frame(path: Path, compression: Compression) -> None:
    """A SYNTHETIC frame: identifiers of 13 digits in file order, strata of unequal size."""
    random = np.random.Generator(np.random.PCG64(1))
    codes = random.choice(STRATA, FIRMS, p=random.dirichlet(np.full(STRATA, 3.0)))
    names = pl.Series([f"{1 + code // 5:02d}-{'ABCFG'[code % 5]}" for code in range(STRATA)])
    firms = pl.Series(np.arange(FIRMS) * 7 + 1_790_000_000_001)
    frame = pl.DataFrame({"firm": firms, "stratum": names.gather(codes), "code": codes.astype(np.int32)})
    frame.write_parquet(path, compression=compression)


def best(*works: Callable[[], object]) -> list[tuple[float, float]]:
    """The shortest wall and processor times of several runs of each work, taken in turn, in milliseconds."""
    times: list[list[tuple[float, float]]] = [[] for _ in works]
    for _ in range(RUNS):
        for work, own in zip(works, times, strict=True):
            began, busy = perf_counter(), process_time()
            work()
            own.append(((perf_counter() - began) * 1e3, (process_time() - busy) * 1e3))
    return [(min(wall for wall, _ in own), min(busy for _, busy in own)) for own in times]


def compare(path: Path, column: str) -> float:
    """Print the times of one stratum column; returns the draw's over the column's."""
    plan, file = Plan(SELECTED, 2026), FrameFile(path, (column,), "firm")
    read, firms, both, drawn = best(
        lambda: pl.read_parquet(path, columns=[column]),
        lambda: pl.read_parquet(path, columns=["firm"]),
        lambda: pl.read_parquet(path, columns=["firm", column]),
        lambda: draw_sample(file, plan, None),
    )
    print(f"stratum column {column}; wall (processor), ms")
    for name, (wall, busy) in (("stratum", read), ("identifiers", firms), ("both", both), ("certified draw", drawn)):
        print(
            f"  {name:14} {wall:5.0f} ({busy:.0f}); to the stratum column {wall / read[0]:.1f} ({busy / read[1]:.1f})"
        )
    print(f"  draw to reading both columns: {drawn[0] / both[0]:.1f} ({drawn[1] / both[1]:.1f})")
    return drawn[0] / read[0]


def peer(path: Path) -> None:
    """The same stratified draw by DuckDB's hash, without certificate."""
    if importlib.util.find_spec("duckdb") is None:
        print("duckdb is not installed")
        return
    import duckdb

    rank = "row_number() over (partition by code order by hash(firm, 2026))"
    text = f"select * from (select firm, code, {rank} as place from '{path}') where place <= 20"
    [(wall, busy)] = best(lambda: duckdb.sql(text).fetchall())
    print(f"duckdb, 20 of each stratum by its own hash: {wall:.0f} ms ({busy:.0f})")


def main() -> int:
    """Measure, print, and say by the exit code whether the limit holds."""
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        for compression in get_args(Compression):
            path = Path(folder) / f"{compression}.SYNTHETIC.parquet"
            make_frame(path, compression)
            print(f"{compression}, {path.stat().st_size / 1e6:.0f} MB")
            ratios += [compare(path, column) for column in ("stratum", "code")]
        peer(path)
    print(f"largest ratio to the stratum column: {max(ratios):.1f} (limit {LIMIT:g})")
    return 0 if max(ratios) <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
