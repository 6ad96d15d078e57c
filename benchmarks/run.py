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

PROJECT = Path(__file__).resolve().parent.parent
STUDY = PROJECT / "examples" / "ecuador-2025"
PROGRAM = "from alianza.cli import main; main()"

HELP_RUNS, STUDY_RUNS = 10, 3
HELP_SECONDS, STUDY_SECONDS, STUDY_MEGABYTES = 0.3, 10.0, 600.0


def measured(*words: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one `alianza` command in a new process.

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
    seconds = perf_counter() - began
    if status:
        raise RuntimeError(f"alianza {' '.join(words)} ended with code {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_maxrss / (1024 if sys.platform.startswith("linux") else 1024**2)


def repeated(runs: int, *words: str) -> tuple[float, float]:
    """Median seconds and largest peak megabytes of several runs, after one that does not count."""
    measured(*words)
    taken = [measured(*words) for _ in range(runs)]
    return statistics.median(seconds for seconds, _ in taken), max(megabytes for _, megabytes in taken)


def line(name: str, value: float, limit: float, unit: str) -> bool:
    """Print one figure beside its limit; returns whether it holds."""
    holds = value <= limit
    print(f"{name:<42} {value:8.2f} {unit:<3} (limit {limit:g} {unit}) {'holds' if holds else 'DOES NOT HOLD'}")
    return holds


def main() -> int:
    """Measure, print, and say by the exit code whether every limit holds."""
    seconds, _ = repeated(HELP_RUNS, "--help")
    held = [line("alianza --help", seconds, HELP_SECONDS, "s")]
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "out")
        seconds, megabytes = repeated(STUDY_RUNS, "run", str(STUDY), "--out", out, "--lang", "es,en", "--quiet")
    held.append(line("reference study, six documents", seconds, STUDY_SECONDS, "s"))
    held.append(line("reference study, peak memory", megabytes, STUDY_MEGABYTES, "MB"))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
