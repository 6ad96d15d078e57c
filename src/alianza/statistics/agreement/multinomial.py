"""Multinomial samples: how many units of each pattern a resample holds.

Drawing pattern after pattern from a binomial costs a new set-up for each number. Here the bulk of a resample comes from
independent Poisson counts by inversion, which need one table a pattern. Given how many units they add up to, Poisson
counts are a multinomial sample; the few units that are missing are drawn one by one, and the rare resample that has
too many is drawn again. The result is exactly multinomial.

Source: Devroye (1986), Non-Uniform Random Variate Generation, XI.1.4.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np

from alianza.statistics.agreement.patterns import Counts
from alianza.statistics.sampling.structure import Floats

SPARE = 3.0
"""Standard deviations by which the Poisson counts stay below the resample's size: one in 700 exceeds it."""

REACH = 10.0
"""Standard deviations around its mean that a table of a Poisson distribution covers; less than 1e-20 is beyond."""

FEW = 12
"""Fewer units a pattern than this: all units are drawn one by one, because that is faster."""


Sampler = Callable[[np.random.Generator, int], Floats]
"""Random numbers and a number of resamples to counts: resamples by patterns."""


def multinomial(times: Counts) -> Sampler:
    """What draws resamples of units with replacement, as counts of their patterns.

    Args:
        times: Units of each pattern; a resample has as many units in all.

    >>> multinomial(np.array([300, 700]))(np.random.default_rng(1), 3).sum(axis=1).tolist()
    [1000.0, 1000.0, 1000.0]
    """
    units, patterns = int(times.sum()), len(times)
    owner = np.repeat(np.arange(patterns), times)
    if units < FEW * patterns:
        return lambda random, rows: _one_by_one(random, owner, (rows, patterns))
    mean = max(units - SPARE * math.sqrt(units), 0.0)
    tables = [_poisson_table(float(rate)) for rate in times / units * mean]

    def sample(random: np.random.Generator, rows: int) -> Floats:
        counts = _below(random, tables, (units, rows))
        missing = units - counts.sum(axis=0).astype(np.int64)
        place = owner[random.integers(0, units, int(missing.sum()))] * rows + np.repeat(np.arange(rows), missing)
        counts += np.bincount(place, minlength=counts.size).reshape(counts.shape)
        return counts.T

    return sample


def _one_by_one(random: np.random.Generator, owner: Counts, shape: tuple[int, int]) -> Floats:
    drawn = np.empty(shape)
    for row in drawn:
        row[:] = np.bincount(owner[random.integers(0, len(owner), len(owner))], minlength=shape[1])
    return drawn


def _below(random: np.random.Generator, tables: Sequence[tuple[int, Floats]], shape: tuple[int, int]) -> Floats:
    """Poisson counts of resamples that do not exceed their size: patterns by resamples."""
    units, rows = shape
    kept = np.empty((len(tables), 0))
    while kept.shape[1] < rows:
        columns = rows - kept.shape[1] + rows // 256 + 16
        counts = np.empty((len(tables), columns))
        for row, (lowest, cumulated) in zip(counts, tables, strict=True):
            row[:] = lowest + np.searchsorted(cumulated, random.random(columns), side="right")
        kept = np.hstack([kept, counts[:, counts.sum(axis=0) <= units]])
    return kept[:, :rows]


def _poisson_table(rate: float) -> tuple[int, Floats]:
    """The smallest number that is likely enough to count, and the distribution function from there on."""
    if rate <= 0:
        return 0, np.ones(1)
    reach = REACH * math.sqrt(rate) + 4 * REACH
    lowest = max(0, int(rate - reach))
    steps = np.log(rate / np.arange(lowest + 1, int(rate + reach) + 1))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    cumulated = np.cumsum(np.exp(logs - logs.max()))
    return lowest, cumulated / cumulated[-1]
