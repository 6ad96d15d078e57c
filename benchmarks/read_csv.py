"""Seconds and peak memory of reading a 200 MB CSV, whole and with the few columns that a study needs.

Run as `python benchmarks/read_csv.py [megabytes]`. The file is written into a temporary folder and removed; each
reading runs in a new process, so that its peak memory is its own.
"""

import csv
import multiprocessing
import random
import sys
import tempfile
import time
from pathlib import Path

LIMIT_MB = 1024
COLUMNS = 40
NEEDED = ("firm", "sector", "weight", "sales_0", "sales_1", "tick_0", "tick_1")


def make(path: Path, megabytes: int) -> int:
    """Write a survey-like file: an id, words, a weight, sales and many ticks; returns its rows."""
    draw = random.Random(2025)
    ticks = [f"tick_{number}" for number in range(COLUMNS - 6)]
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["firm", "sector", "weight", "sales_0", "sales_1", "comment", *ticks])
        while rows % 1000 or file.tell() < megabytes * 1_000_000:
            sales = draw.lognormvariate(11, 1)
            sector = draw.choice(("comercio", "manufactura", "servicios"))
            comment = draw.choice(("", "sin comentario", 'dijo "sí", y luego no'))
            numbers = (round(draw.uniform(1, 9), 6), round(sales, 2), round(sales * draw.uniform(0.7, 1.9), 2))
            writer.writerow([f"EC-{rows:09d}", sector, *numbers, comment, *(draw.randrange(2) for _ in ticks)])
            rows += 1
    return rows


def measure(
    path: Path, columns: tuple[str, ...] | None, results: "multiprocessing.Queue[tuple[float, float, int]]"
) -> None:
    """Read once and report seconds, peak resident megabytes and rows."""
    import resource

    from alianza.formats.sheet import read

    start = time.perf_counter()
    sheet = read(path, columns=columns)
    seconds = time.perf_counter() - start
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024  # ru_maxrss counts kilobytes, on macOS bytes
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    assert not [problem for problem in sheet.problems if problem.severity == "error"]
    results.put((seconds, peak, sheet.frame.height))


def main() -> int:
    """Print one line a reading; 1 where a reading needs more than the limit."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    spawn = multiprocessing.get_context("spawn")
    over = False
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "survey.csv"
        rows = make(path, megabytes)
        print(f"{path.stat().st_size / 1e6:.0f} MB, {rows} rows, {COLUMNS} columns")
        for name, columns in (("all columns", None), (f"{len(NEEDED)} columns", NEEDED)):
            results = spawn.Queue()
            process = spawn.Process(target=measure, args=(path, columns, results))
            process.start()
            seconds, peak, read_rows = results.get()
            process.join()
            assert read_rows == rows
            over = over or peak > LIMIT_MB
            print(f"{name}: {seconds:.1f} s, peak {peak:.0f} MB (limit {LIMIT_MB})")
    return int(over)


if __name__ == "__main__":
    raise SystemExit(main())
