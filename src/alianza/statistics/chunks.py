"""Long columns in parts that two threads share.

The parts depend on the number of rows alone and their results come back in the order of the rows, so no sum
depends on the threads.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Floats = NDArray[np.float64]

BLOCK, HELD = 32_768, 300_000
"""Rows, and numbers, of a block at most: few enough for the processor's cache, so many that the work on them takes
longer than two threads need to hand the interpreter over (shorter blocks are up to three times slower)."""

SINGLE = 262_144
"""Multiplications up to which a matrix product stays on the thread that asked for it (OpenBLAS's bound)."""

CHUNK = 65_536
"""Rows that one thread takes at a time."""

THREADS = 2


def blocks(rows: slice, columns: int) -> Iterator[slice]:
    """Consecutive blocks of some rows of a matrix with so many columns."""
    size = max(512, min(BLOCK, HELD // columns // 512 * 512))
    return (slice(start, min(start + size, rows.stop)) for start in range(rows.start, rows.stop, size))


def by_chunks(work: Callable[[slice], T], rows: int) -> list[T]:
    """Results of `work` for consecutive chunks, in their order; by threads where there are several."""
    chunks = [slice(start, min(start + CHUNK, rows)) for start in range(0, rows, CHUNK)]
    if len(chunks) < 2 * THREADS:
        return [work(chunk) for chunk in chunks]
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(work, chunks))


def in_parts(work: Callable[[int, int], T], rows: int) -> list[T]:
    """Results of `work` on as many parts of the rows as there are threads, in order; the parts run at the same time."""
    edges = [rows * part // THREADS for part in range(THREADS + 1)]
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(lambda part: work(*part), pairwise(edges)))


def cross(left: Floats, right: Floats) -> Floats:
    """`left` times the transpose of `right`, both a few rows by a block of columns.

    It is the sum of products so small that OpenBLAS leaves each on the thread that asked for it: waiting for other
    threads takes longer than the product.
    """
    size = _single(len(left) * len(right))
    (first, rest), (second, other) = _pieces(left, size), _pieces(right, size)
    return np.asarray((first @ second.swapaxes(1, 2)).sum(axis=0) + rest @ other.T)


def combined(b: Floats, columns: Floats) -> Floats:
    """One coefficient a row of `columns`, times these rows, summed; in small products as `cross`."""
    # With one row of coefficients it would be no matrix product, and shared out among threads however short.
    both, found = np.stack([b, b]), np.empty((2, columns.shape[1]))
    size = _single(found.shape[0] * b.size)
    for part, out in zip(_pieces(columns, size), _pieces(found, size), strict=True):
        np.matmul(both, part, out=out)
    return np.asarray(found[0])


def _single(multiplications: int) -> int:
    """Columns whose product stays on one thread, at so many multiplications a column."""
    return max(512, SINGLE // multiplications // 512 * 512)


def _pieces(columns: Floats, size: int) -> tuple[Floats, Floats]:
    """Views: all whole pieces of so many columns as a stack of matrices, and the columns left over."""
    count = columns.shape[1] // size
    whole = columns[:, : count * size].reshape(len(columns), count, size)
    return whole.swapaxes(0, 1), columns[:, count * size :]
