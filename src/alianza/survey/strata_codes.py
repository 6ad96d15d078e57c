"""Strata of millions of rows as small numbers, without sorting or renumbering the rows.

Numbers below 2^16 are their own codes. Texts are told apart by their 64-bit hash, which holds for this process only
and never leaves it: its upper 16 bits address a table that knows the full hash of the one text that lives there. Two
texts at one address, or very many texts, take the slower way over a dictionary.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

Cells = NDArray[np.unsignedinteger]
Counts = NDArray[np.int64]
T = TypeVar("T")

BLOCK = 1 << 15
"""Rows whose codes and scratch space fit a processor's second-level cache."""
THREADS = 2
ADDRESSES = 1 << 16
MANY = 4096
"""From so many texts on two are likely to share an address."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Rows as codes: what each code stands for, and how many rows have it.

    Attributes:
        cells: Code of each row.
        names: Code to name; codes without rows are left out.
        counts: Rows of each code, from 0 to the largest.
    """

    cells: Cells
    names: dict[int, tuple[str, ...]]
    counts: Counts


def coded(columns: Sequence[pl.Series], height: int) -> Coded:
    """Combinations of the values of some columns as codes; one code for all rows without columns."""
    cells: Cells = np.zeros(height, dtype=np.uint8)
    names: dict[int, tuple[str, ...]] = {0: ()}
    for own, words in map(_one, columns):
        cells, names = _crossed((cells, names), (own, words))
    counts = _counts(cells, max(names) + 1)
    return Coded(cells, {number: name for number, name in names.items() if counts[number]}, counts)


def _crossed(
    left: tuple[Cells, dict[int, tuple[str, ...]]], right: tuple[Cells, dict[int, str]]
) -> tuple[Cells, dict[int, tuple[str, ...]]]:
    """Codes of the combinations; only those that are met where there could be very many."""
    (cells, names), (own, words) = left, right
    width = max(words) + 1
    if names == {0: ()}:
        return own, {code: (word,) for code, word in words.items()}
    if (max(names) + 1) * width <= ADDRESSES:
        every = {number * width + code: (*name, word) for number, name in names.items() for code, word in words.items()}
        return cells.astype(np.uint32) * np.uint32(width) + own, every
    met, crossed = np.unique(cells.astype(np.uint64) * np.uint64(width) + own, return_inverse=True)
    pairs = (divmod(int(number), width) for number in met)
    return crossed.astype(np.uint32), {place: (*names[a], words[b]) for place, (a, b) in enumerate(pairs)}


def in_parts(work: Callable[[int, int], T], length: int) -> list[T]:
    """Results of work on the parts of a range of rows, in order; the parts run at the same time."""
    edges = [length * part // THREADS for part in range(THREADS + 1)]
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda part: work(*part), pairwise(edges)))


def _one(values: pl.Series) -> tuple[Cells, dict[int, str]]:
    """Codes of one column and their words, some of which may have no row."""
    if values.dtype.is_integer():
        least, most = values.min(), values.max()
        if isinstance(least, int) and isinstance(most, int) and least >= 0 and most < ADDRESSES:
            numbers = values.to_numpy()
            return numbers.view(numbers.dtype.str.replace("i", "u")), {code: str(code) for code in range(most + 1)}
    if values.dtype not in (pl.Categorical, pl.Enum):
        texts = values.cast(pl.String)
        return _by_hash(texts) or _by_dictionary(texts.cast(pl.Categorical))
    return _by_dictionary(values)


def _by_dictionary(kinds: pl.Series) -> tuple[Cells, dict[int, str]]:
    """Codes of a categorical; they belong to a pool that it may share with other columns."""
    met = kinds.unique()
    words = dict(zip(met.to_physical().to_list(), met.cast(pl.String).to_list(), strict=True))
    return kinds.to_physical().to_numpy(), words


def _by_hash(texts: pl.Series) -> tuple[Cells, dict[int, str]] | None:
    """Codes of texts by their hashes; None where two texts share an address or there are too many."""
    hashes = texts.hash().to_numpy().view(np.int64)
    firsts = _firsts(hashes)
    if firsts is None:
        return None
    known, codes = np.zeros(ADDRESSES, dtype=np.int64), np.zeros(ADDRESSES, dtype=np.uint16)
    addresses = _addresses(hashes[firsts])
    known[addresses], codes[addresses] = hashes[firsts], np.arange(len(firsts), dtype=np.uint16)
    cells = np.empty(hashes.size, dtype=np.uint16)
    fits = in_parts(lambda start, end: _fill(cells, hashes, known, codes, (start, end)), hashes.size)
    return (cells, dict(enumerate(texts.gather(firsts).to_list()))) if all(fits) else None


def _firsts(hashes: Counts) -> list[int] | None:
    """A row of each text, found by looking for addresses that no row before has met; None where there are too many.

    A text that shares the address of an earlier one is not found here but when the rows are filled.
    """
    met = np.zeros(ADDRESSES, dtype=bool)
    firsts: list[int] = []
    for start in range(0, hashes.size, BLOCK):
        addresses = _addresses(hashes[start : start + BLOCK])
        fresh = np.flatnonzero(~met[addresses])
        if fresh.size:
            _, first = np.unique(addresses[fresh], return_index=True)
            firsts += (fresh[first] + start).tolist()
            met[addresses[fresh]] = True
        if len(firsts) > MANY:
            return None
    return firsts


def _fill(
    cells: NDArray[np.uint16], hashes: Counts, known: Counts, codes: NDArray[np.uint16], part: tuple[int, int]
) -> bool:
    """Write the codes of some rows; whether every row's text is the one that its address knows."""
    fits = True
    for start in range(*part, BLOCK):
        end = min(start + BLOCK, part[1])
        addresses = _addresses(hashes[start:end])
        fits = fits and bool((known[addresses] == hashes[start:end]).all())
        np.take(codes, addresses, out=cells[start:end])
    return fits


def _addresses(hashes: Counts) -> Counts:
    return np.asarray((hashes >> 48) & (ADDRESSES - 1))


def _counts(cells: Cells, numbers: int) -> Counts:
    """How often each code is met; in blocks, for the whole column would be copied to another type first."""

    def part(start: int, end: int) -> Counts:
        counts = np.zeros(numbers, dtype=np.int64)
        for at in range(start, end, BLOCK):
            counts += np.bincount(cells[at : min(at + BLOCK, end)], minlength=numbers)
        return counts

    return np.asarray(np.sum(in_parts(part, len(cells)), axis=0))
