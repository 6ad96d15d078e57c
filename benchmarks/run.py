"""Times and memory that the README quotes, each beside its limit: `python benchmarks/run.py`.

Every figure is taken in new processes with bytecode compiled and a warm disk: one run goes before and is not counted.
Peak memory is the largest resident set of the child, as the operating system counts it.
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parent.parent
STUDY = PROJECT / "examples" / "ecuador-2025"
PROGRAM = "from alianza.cli import main; main()"

HELP_RUNS, STUDY_RUNS = 10, 3
HELP_SECONDS, STUDY_SECONDS, STUDY_MEGABYTES = 0.3, 10.0, 600.0


class Cost(NamedTuple):
    """What one command took: seconds on the wall, seconds of processors, and peak megabytes."""

    wall: float
    processor: float
    megabytes: float


def measured(*words: str) -> Cost:
    """What one `alianza` command costs in a new process.

    Raises:
        RuntimeError: If the command fails.
    """
    began = perf_counter()
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", PROGRAM, *words],
        {**os.environ, "LC_ALL": "es"},
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(child, 0)
    wall = perf_counter() - began
    if status:
        raise RuntimeError(f"alianza {' '.join(words)} ended with code {os.waitstatus_to_exitcode(status)}")
    unit = 1024 if sys.platform.startswith("linux") else 1024**2
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def repeated(runs: int, *words: str) -> Cost:
    """Median seconds and largest peak of several runs, after one that does not count."""
    measured(*words)
    wall, processor, megabytes = zip(*(measured(*words) for _ in range(runs)), strict=True)
    return Cost(statistics.median(wall), statistics.median(processor), max(megabytes))


def line(name: str, value: float, limit: float, unit: str) -> bool:
    """Print one figure beside its limit; returns whether it holds."""
    holds = value <= limit
    print(f"{name:<42} {value:8.2f} {unit:<3} (limit {limit:g} {unit}) {'holds' if holds else 'DOES NOT HOLD'}")
    return holds


def main() -> int:
    """Measure, print, and say by the exit code whether every limit holds."""
    page = repeated(HELP_RUNS, "--help")
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "out")
        study = repeated(STUDY_RUNS, "run", str(STUDY), "--out", out, "--lang", "es,en", "--quiet")
    held = [
        line("alianza --help", page.wall, HELP_SECONDS, "s"),
        line("reference study, six documents", study.wall, STUDY_SECONDS, "s"),
        line("reference study, peak memory", study.megabytes, STUDY_MEGABYTES, "MB"),
    ]
    print(f"(processor time of the reference study: {study.processor:.2f} s)")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
