"""Resamples of units, thousands at a time."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from alianza.statistics.agreement.coefficient import Coefficient, values
from alianza.statistics.agreement.patterns import Counts
from alianza.statistics.sampling.structure import Floats

CELLS = 2**21
"""Counts that are held at a time."""

FEW = 8
"""Fewer units a pattern than this: units are drawn, and not counts of patterns, because that is faster."""


def resampled(coefficient: Coefficient, draws: int, seed: int) -> Floats:
    """Values of a coefficient in resamples of its units with replacement; NaN where it is undefined.

    Args:
        coefficient: The coefficient.
        draws: Number of resamples.
        seed: Seed of numpy's PCG64 generator.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    found = [
        values(coefficient.disagreement, np.asarray(counts @ coefficient.parts))
        for counts in _counts(random, coefficient.times, draws)
    ]
    return np.concatenate(found) if found else np.empty(0)


def _counts(random: np.random.Generator, times: Counts, draws: int) -> Iterator[Floats]:
    """Blocks of resamples: resamples by patterns, the number of units drawn with each pattern."""
    units, size = int(times.sum()), max(1, CELLS // len(times))
    many = units >= FEW * len(times)
    owner = np.repeat(np.arange(len(times), dtype=np.int32), 0 if many else times)
    for start in range(0, draws, size):
        rows = min(size, draws - start)
        if many:
            yield random.multinomial(units, times / units, size=rows).astype(np.float64)
        else:
            yield np.stack([_drawn(random, owner, len(times)) for _ in range(rows)])


def _drawn(random: np.random.Generator, owner: NDArray[np.int32], patterns: int) -> Floats:
    units = random.integers(0, len(owner), size=len(owner), dtype=np.int32)
    return np.bincount(owner[units], minlength=patterns).astype(np.float64)
