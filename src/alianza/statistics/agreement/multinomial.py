"""Multinomial samples: how many units of each pattern a resample holds.

Drawing pattern after pattern from a binomial costs a new set-up for each number. Here the bulk of a resample comes from
independent Poisson counts by inversion, which need one table a pattern. Given how many units they add up to, Poisson
counts are a multinomial sample; the few units that are missing are drawn one by one, and the rare resample that has
too many is drawn again. The result is exactly multinomial.

Many patterns of few units each share the tables of those with as many units, and sixteen random bits find nearly every
count in a list; where they do not decide between two counts, more bits do.

Source: Devroye (1986), Non-Uniform Random Variate Generation, XI.1.4.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alianza.statistics.agreement.patterns import Counts
from alianza.statistics.sampling.structure import Floats

SPARE = 3.0
"""Standard deviations by which the Poisson counts stay below the resample's size: one in 700 exceeds it."""

REACH = 10.0
"""Standard deviations around its mean that a table of a Poisson distribution covers; less than 1e-20 is beyond."""

FEW = 12
"""Fewer units a pattern than this: a table for each pattern costs more than drawing the units one by one."""

MANY, PATTERNS = 10_000, 1_000
"""From so many units and patterns on, patterns with as many units share a table."""

STRETCH = 2**15
"""Counts that are found at a time: few enough for the processor's cache."""

BITS, OPEN = 2**16, 255
"""The length of a list of counts by random bits, and the mark of bits that do not decide."""


Sampler = Callable[[np.random.Generator, int], NDArray[Any]]
"""Random numbers and a number of resamples to counts: resamples by patterns, of either precision."""

Table = tuple[int, Floats]
"""The smallest number that is likely enough to count, and the distribution function from there on."""


def are_many(times: Counts) -> bool:
    """Whether there are so many patterns that those of as many units share a table; best sorted by these."""
    return MANY <= int(times.sum()) < 2**24 and len(times) >= PATTERNS


def multinomial(times: Counts) -> Sampler:
    """What draws resamples of units with replacement, as counts of their patterns.

    Args:
        times: Units of each pattern; a resample has as many units in all.

    >>> multinomial(np.array([300, 700]))(np.random.default_rng(1), 3).sum(axis=1).tolist()
    [1000.0, 1000.0, 1000.0]
    """
    units, patterns = int(times.sum()), len(times)
    owner = np.repeat(np.arange(patterns), times)
    if are_many(times):
        return _shared_tables(times, owner)
    if units < FEW * patterns:
        return lambda random, rows: _one_by_one(random, owner, (rows, patterns))
    tables = [_poisson_table(float(rate)) for rate in times / units * _mean(units)]

    def sample(random: np.random.Generator, rows: int) -> Floats:
        counts = _below(random, tables, (units, rows))
        missing = units - counts.sum(axis=0).astype(np.int64)
        place = owner[random.integers(0, units, int(missing.sum()))] * rows + np.repeat(np.arange(rows), missing)
        counts += np.bincount(place, minlength=counts.size).reshape(counts.shape)
        return counts.T

    return sample


def _mean(units: int) -> float:
    """How many units the Poisson counts have together on average."""
    return max(units - SPARE * math.sqrt(units), 0.0)


def _shared_tables(times: Counts, owner: Counts) -> Sampler:
    edges = [0, *(np.flatnonzero(np.diff(times)) + 1).tolist(), len(times)]
    units, each = len(owner), _mean(len(owner)) / len(owner)
    lists = {count: _by_bits(_poisson_table(count * each)) for count in np.unique(times).tolist()}
    runs = [(slice(start, stop), lists[int(times[start])]) for start, stop in pairwise(edges)]

    def sample(random: np.random.Generator, rows: int) -> NDArray[Any]:
        drawn = np.empty((rows, len(times)), dtype=np.float32)
        left = np.arange(rows)
        while len(left):
            fresh = drawn if len(left) == rows else np.empty((len(left), len(times)), dtype=np.float32)
            for run, table in runs:
                fresh[:, run] = _poisson(random, table, (len(left), run.stop - run.start))
            if fresh is not drawn:
                drawn[left] = fresh
            left = left[fresh.sum(axis=1) > units]
        missing = units - drawn.sum(axis=1).astype(np.int64)
        place = owner[random.integers(0, units, int(missing.sum()))]
        np.add.at(drawn.reshape(-1), place + np.repeat(np.arange(rows), missing) * len(times), np.float32(1))
        return drawn

    return sample


def _by_bits(table: tuple[int, Floats]) -> tuple[Table, NDArray[np.uint8] | None]:
    """A table with its counts by sixteen bits; without them where counts are large."""
    lowest, cumulated = table
    if lowest + len(cumulated) >= OPEN:
        return table, None
    bounds = np.arange(BITS + 1) / BITS
    least = np.searchsorted(cumulated, bounds[:-1], side="right")
    most = np.searchsorted(cumulated, bounds[1:], side="left")
    return table, np.where(least == most, lowest + least, OPEN).astype(np.uint8)


def _poisson(
    random: np.random.Generator, table: tuple[Table, NDArray[np.uint8] | None], shape: tuple[int, int]
) -> NDArray[Any]:
    """Poisson counts of one rate."""
    (lowest, cumulated), by_bits = table
    if by_bits is None:
        return np.asarray(lowest + np.searchsorted(cumulated, random.random(shape), side="right"))
    counts = np.empty(shape[0] * shape[1], dtype=np.uint8)
    for start in range(0, len(counts), STRETCH):
        _decide(random, (lowest, cumulated), by_bits, counts[start : start + STRETCH])
    return counts.reshape(shape)


def _decide(random: np.random.Generator, table: Table, by_bits: NDArray[np.uint8], counts: NDArray[np.uint8]) -> None:
    """Fill in counts by random bits."""
    bits = random.bit_generator.random_raw(-(-len(counts) // 4)).astype("<u8", copy=False).view("<u2")[: len(counts)]
    np.take(by_bits, bits, out=counts, mode="clip")  # No bits are beyond the list; the other modes would copy `out`.
    (undecided,) = np.nonzero(counts == OPEN)
    finer = (bits[undecided] + random.random(len(undecided))) / BITS
    lowest, cumulated = table
    counts[undecided] = lowest + np.searchsorted(cumulated, finer, side="right")


def _one_by_one(random: np.random.Generator, owner: Counts, shape: tuple[int, int]) -> NDArray[Any]:
    drawn = np.empty(shape)
    alone = shape[1] == len(owner)  # Every unit has a pattern of its own.
    for row in drawn:
        units = random.integers(0, len(owner), len(owner))
        row[:] = np.bincount(units if alone else owner[units], minlength=shape[1])
    return drawn


def _below(random: np.random.Generator, tables: Sequence[Table], shape: tuple[int, int]) -> Floats:
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


def _poisson_table(rate: float) -> Table:
    """The distribution function of a Poisson number."""
    if rate <= 0:
        return 0, np.ones(1)
    reach = REACH * math.sqrt(rate) + 4 * REACH
    lowest = max(0, int(rate - reach))
    steps = np.log(rate / np.arange(lowest + 1, int(rate + reach) + 1))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    cumulated = np.cumsum(np.exp(logs - logs.max()))
    return lowest, cumulated / cumulated[-1]
