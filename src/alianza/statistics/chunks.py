"""Long columns in parts that two threads share.

The parts depend on the number of rows alone and their results come back in the order of the rows, so no sum
depends on the threads.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

BLOCK = 16_384
"""Rows whose columns stay in the processor's cache."""

SINGLE = 262_144
"""Multiplications up to which a matrix product stays on the thread that asked for it (OpenBLAS's bound)."""

CHUNK = 65_536
"""Rows that one thread takes at a time."""

THREADS = 2


def blocks(rows: slice, columns: int) -> Iterator[slice]:
    """Consecutive blocks of some rows, short enough for cross products of so many columns to stay on one thread."""
    size = max(512, min(BLOCK, SINGLE // (columns * (columns + 1)) // 512 * 512))
    return (slice(start, min(start + size, rows.stop)) for start in range(rows.start, rows.stop, size))


def by_chunks(work: Callable[[slice], T], rows: int) -> list[T]:
    """Results of `work` for consecutive chunks, in their order; by threads where there are several."""
    chunks = [slice(start, min(start + CHUNK, rows)) for start in range(0, rows, CHUNK)]
    if len(chunks) < 2 * THREADS:
        return [work(chunk) for chunk in chunks]
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(work, chunks))
