"""Resamples of units, thousands at a time.

Patterns that add the same to the sums are one. Blocks of resamples have random streams of their own and two threads
share them, so that no number depends on the threads.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alianza.statistics.agreement.coefficient import Coefficient, values
from alianza.statistics.agreement.multinomial import are_many, multinomial
from alianza.statistics.chunks import THREADS
from alianza.statistics.sampling.structure import Floats

CELLS = 2**20
"""Counts that a block of resamples with a random stream of its own holds."""

HELD = 2**22
"""Counts, or sums, of the resamples that are multiplied at a time: with fewer a product waits for its other factor."""

SLICE = 4096
"""Patterns whose counts are turned into double precision at a time, so that they stay in the processor's cache."""

EXACT = 2**24
"""Whole numbers below this, and their sums, are exact in single precision, whose products take half the time."""

FILLED, WHOLE = 0.1, 2**24
"""A sparse table with so large a share of cells that are not zero, and so few in all, is multiplied faster whole."""

Summed = Callable[[NDArray[Any]], Floats]
"""Counts, resamples by patterns, to the sums of each resample."""


def resampled(coefficient: Coefficient, draws: int, seed: int) -> Floats:
    """Values of a coefficient in resamples of its units with replacement; NaN where it is undefined.

    Args:
        coefficient: The coefficient.
        draws: Number of resamples.
        seed: Seed of numpy's PCG64 generators.
    """
    from threadpoolctl import threadpool_limits

    merged = _merged(coefficient)
    patterns, largest = len(merged.times), max(merged.parts.shape)
    if many := are_many(merged.times):
        order = np.argsort(merged.times, kind="stable")
        merged = replace(merged, times=merged.times[order], parts=merged.parts[order])
    size = max(1, min(HELD // largest if many else CELLS // patterns, -(-draws // THREADS)))
    sizes = [min(size, draws - start) for start in range(0, draws, size)]
    streams = np.random.SeedSequence(seed).spawn(len(sizes))
    sample, summed = multinomial(merged.times), _summed(merged.parts, merged.units)

    blocks = list(zip(streams, sizes, strict=True))
    together = max(1, HELD // (size * largest))

    def some(first: int) -> Floats:
        each = blocks[first : first + together]
        drawn = [sample(np.random.Generator(np.random.PCG64(stream)), rows) for stream, rows in each]
        sums = summed(np.concatenate(drawn) if len(drawn) > 1 else drawn[0])
        return np.asarray(values(merged.disagreement, sums))

    # Both threads multiply: a product that is shared out among threads once more waits for the other's.
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(THREADS) as threads:
        return np.concatenate([np.empty(0), *threads.map(some, range(0, len(blocks), together))])


def _summed(parts: Any, units: int) -> Summed:
    """What multiplies counts by the parts: in single precision the columns in which it is exact.

    Args:
        parts: What one unit of a pattern adds: patterns by sums (an array, or sparse).
        units: Units of a resample.
    """
    if not isinstance(parts, np.ndarray):
        cells = parts.shape[0] * parts.shape[1]
        if cells > WHOLE or parts.nnz < FILLED * cells:
            return lambda counts: np.asarray(counts.astype(np.float64, copy=False) @ parts)
        parts = parts.toarray()
    whole = (np.abs(parts).max(axis=0) * units < EXACT) & (parts == np.rint(parts)).all(axis=0)
    counted, other = parts[:, whole].astype(np.float32), parts[:, ~whole]

    def product(counts: NDArray[Any]) -> Floats:
        sums = np.empty((len(counts), len(whole)))
        sums[:, whole] = counts.astype(np.float32, copy=False) @ counted
        if other.shape[1]:
            slices = (slice(start, start + SLICE) for start in range(0, len(parts), SLICE))
            sums[:, ~whole] = sum(counts[:, each].astype(np.float64, copy=False) @ other[each] for each in slices)
        return sums

    return product


def _merged(coefficient: Coefficient) -> Coefficient:
    """The same coefficient with patterns that add the same taken together."""
    if not isinstance(coefficient.parts, np.ndarray):
        return coefficient
    parts, place = np.unique(coefficient.parts, axis=0, return_inverse=True)
    times = np.bincount(place.ravel(), weights=coefficient.times).astype(np.int64)
    return replace(coefficient, times=times, parts=parts)
