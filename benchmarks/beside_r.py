"""A benchmark beside R survey: data read into R, both timed, standard errors compared."""

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import polars as pl

READ = """
suppressMessages(library(survey))
values <- matrix(readBin("values.bin", "double", {rows} * {columns}), {rows})
colnames(values) <- c({names})
"""
"""What stands before every script: the frame as the matrix `values`."""

WRITE = """
cat(sprintf("[%.6f, [%s]]", spent, paste(sprintf("%.17g", SE(tight)), collapse = ", ")))
"""
"""What stands behind it: the seconds `spent`, and the standard errors of the model `tight`."""


def best(call: Callable[[], object], times: int) -> float:
    """Seconds of the fastest of some calls, after one that is not counted."""
    call()
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        spent.append(time.perf_counter() - start)
    return min(spent)


def in_r(frame: pl.DataFrame, script: str) -> tuple[float, list[float]]:
    """Seconds and standard errors that a script in R finds; its clock runs inside R, without start and reading.

    Args:
        frame: Numbers, which the script has as the matrix `values`.
        script: Sets `spent` and `tight`.
    """
    names = ",\n".join(f'"{name}"' for name in frame.columns)
    whole = READ.format(rows=frame.height, columns=frame.width, names=names) + script + WRITE
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "values.bin").write_bytes(frame.to_numpy().astype(np.float64).tobytes(order="F"))
        Path(folder, "timed.R").write_text(whole, encoding="utf-8")
        done = subprocess.run(["Rscript", "timed.R"], cwd=folder, capture_output=True, text=True, check=True)
    spent, errors = json.loads(done.stdout)
    return spent, errors


def print_beside(ours: float, spent: float, found: Sequence[float], errors: Sequence[float]) -> None:
    """Print R's seconds beside ours, and how far the standard errors are apart."""
    apart = max(abs(a / b - 1) for a, b in zip(found, errors, strict=True))
    print(f"  R survey   {spent:8.4f} s   {spent / ours:6.1f} times own")
    print(f"  largest relative difference of a standard error to R: {apart:.1e}")
