"""Strata of millions of rows as small numbers, without sorting or renumbering the rows.

Numbers below 2^16 are their own codes, and texts have their addresses as codes (`statistics/sampling/text_codes.py`);
where two texts share an address, or there are very many, they take the slower way over a dictionary.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alianza.statistics.chunks import in_parts
from alianza.statistics.sampling.text_codes import ADDRESSES, addressed

Cells = NDArray[np.unsignedinteger]
Counts = NDArray[np.int64]

BLOCK = 1 << 15
"""Rows whose codes and scratch space fit a processor's second-level cache."""


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
        cells, names = _crossed((cells, names), (own, words) if len(columns) == 1 else _renumbered(own, words))
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


def _one(values: pl.Series) -> tuple[Cells, dict[int, str]]:
    """Codes of one column and their words, some of which may have no row."""
    if values.dtype.is_integer():
        least, most = values.min(), values.max()
        if isinstance(least, int) and isinstance(most, int) and least >= 0 and most < ADDRESSES:
            return _narrow(values), {code: str(code) for code in range(most + 1)}
    if values.dtype not in (pl.Categorical, pl.Enum):
        texts = values.cast(pl.String)
        return _by_address(texts) or _by_dictionary(texts.cast(pl.Categorical))
    return _by_dictionary(values)


def _narrow(numbers: pl.Series) -> Cells:
    """Numbers below 2^16 in two bytes each."""
    cells = np.empty(numbers.len(), dtype=np.uint16)

    def write(start: int, end: int) -> None:
        for row, run in runs(numbers, (start, end), BLOCK):
            cells[row : row + run.size] = run

    in_parts(write, numbers.len())
    return cells


def runs(values: pl.Series, part: tuple[int, int], most: int) -> Iterator[tuple[int, NDArray[Any]]]:
    """Some rows of a column of numbers without gaps in runs of `most` at most, each with its first row.

    They are as they lie in memory: the row groups of a file need not be copied into one array.
    """
    row = part[0]
    for chunk in values.slice(row, part[1] - row).get_chunks():
        numbers = chunk.to_numpy()
        for start in range(0, numbers.size, most):
            yield row + start, numbers[start : start + most]
        row += numbers.size


def _by_dictionary(kinds: pl.Series) -> tuple[Cells, dict[int, str]]:
    """Codes of a categorical; they belong to a pool that it may share with other columns."""
    met = kinds.unique()
    words = dict(zip(met.to_physical().to_list(), met.cast(pl.String).to_list(), strict=True))
    return kinds.to_physical().to_numpy(), words


def _by_address(texts: pl.Series) -> tuple[Cells, dict[int, str]] | None:
    """Addresses of texts as their codes; None where they are left to a dictionary."""
    found = addressed(texts)
    if found is None:
        return None
    return found.cells, dict(zip(found.row_of, texts.gather(list(found.row_of.values())), strict=True))


def _renumbered(cells: Cells, words: dict[int, str]) -> tuple[Cells, dict[int, str]]:
    """The same codes without gaps, so that combinations of several columns stay few."""
    code_of = np.zeros(max(words) + 1, dtype=np.uint32)
    code_of[list(words)] = np.arange(len(words))
    return code_of[cells], dict(enumerate(words.values()))


def _counts(cells: Cells, numbers: int) -> Counts:
    """How often each code is met; in blocks, for the whole column would be copied to another type first."""
    size = max(BLOCK, 4 * numbers)

    def part(start: int, end: int) -> Counts:
        counts = np.zeros(numbers, dtype=np.int64)
        for at in range(start, end, size):
            counts += np.bincount(cells[at : min(at + size, end)], minlength=numbers)
        return counts

    return np.asarray(np.sum(in_parts(part, len(cells)), axis=0))
