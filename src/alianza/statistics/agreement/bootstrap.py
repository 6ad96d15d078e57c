"""Resamples of units, thousands at a time.

Patterns that add the same to the sums are one. Blocks of resamples have random streams of their own and two threads
share them, so that no number depends on the threads.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from alianza.statistics.agreement.coefficient import Coefficient, values
from alianza.statistics.agreement.multinomial import multinomial
from alianza.statistics.chunks import THREADS
from alianza.statistics.sampling.structure import Floats

CELLS = 2**20
"""Counts that a block of resamples holds."""


def resampled(coefficient: Coefficient, draws: int, seed: int) -> Floats:
    """Values of a coefficient in resamples of its units with replacement; NaN where it is undefined.

    Args:
        coefficient: The coefficient.
        draws: Number of resamples.
        seed: Seed of numpy's PCG64 generators.
    """
    merged = _merged(coefficient)
    size = max(1, min(CELLS // len(merged.times), -(-draws // THREADS)))
    sizes = [min(size, draws - start) for start in range(0, draws, size)]
    sample = multinomial(merged.times)
    streams = np.random.SeedSequence(seed).spawn(len(sizes))

    def block(stream: np.random.SeedSequence, rows: int) -> Floats:
        counts = sample(np.random.Generator(np.random.PCG64(stream)), rows)
        return np.asarray(values(merged.disagreement, np.asarray(counts @ merged.parts)))

    with ThreadPoolExecutor(THREADS) as threads:
        return np.concatenate([np.empty(0), *threads.map(block, streams, sizes)])


def _merged(coefficient: Coefficient) -> Coefficient:
    """The same coefficient with patterns that add the same taken together."""
    if not isinstance(coefficient.parts, np.ndarray):
        return coefficient
    parts, place = np.unique(coefficient.parts, axis=0, return_inverse=True)
    times = np.bincount(place.ravel(), weights=coefficient.times).astype(np.int64)
    return replace(coefficient, times=times, parts=parts)
