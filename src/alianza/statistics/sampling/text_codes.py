"""Texts of millions of rows as small numbers, without sorting or renumbering the rows.

Texts are told apart by their 64-bit hash, which holds for this process only and never leaves it. Its upper 16 bits are
the text's address, at which a table knows the full hash of the one text that lives there. Two texts at one address, or
very many texts, are left to a dictionary.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alianza.statistics.chunks import in_parts

Hashes = NDArray[np.uint64]

BLOCK = 1 << 16
"""Rows at a time: few enough for the cache, many enough for two threads to hand the interpreter over seldom."""
ADDRESSES = 1 << 16
MANY = 4096
"""From so many texts on two are likely to share an address."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """Texts by their addresses: that of each row, and a row that has the text of each address that is taken."""

    cells: NDArray[np.uint16]
    row_of: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Table:
    """What lives at each address: the hash of its text, and the first row met, -1 where nothing does."""

    hashes: Hashes
    rows: NDArray[np.int64]


def addressed(texts: pl.Series) -> Addressed | None:
    """Addresses of a column of texts without gaps; None where two texts share one or there are too many."""
    cells = np.empty(texts.len(), dtype=np.uint16)
    tables = in_parts(lambda start, end: _settled(texts, cells, (start, end)), texts.len())
    hash_of: dict[int, int] = {}
    row_of: dict[int, int] = {}
    for table in tables:
        if table is None:
            return None
        for address in np.flatnonzero(table.rows >= 0).tolist():
            own = int(table.hashes[address])
            if hash_of.setdefault(address, own) != own:
                return None
            row_of.setdefault(address, int(table.rows[address]))
    return Addressed(cells, row_of)


def _settled(texts: pl.Series, cells: NDArray[np.uint16], part: tuple[int, int]) -> _Table | None:
    """Write the addresses of some rows, and settle each text that is met for the first time."""
    # No hash equals what an empty address knows, for that has another address.
    table = _Table(~(np.arange(ADDRESSES, dtype=np.uint64) << np.uint64(48)), np.full(ADDRESSES, -1))
    first, last = part
    hashes = texts.slice(first, last - first).hash().to_numpy()
    for start in range(first, last, BLOCK):
        own = hashes[start - first : start - first + BLOCK]
        addresses = _addresses(own)
        cells[start : start + own.size] = addresses
        strangers = np.flatnonzero(np.take(table.hashes, addresses) != own)
        if strangers.size and not _settle(table, own, addresses, strangers, start):
            return None
    return table


def _settle(table: _Table, own: Hashes, addresses: NDArray[np.int64], strangers: NDArray[np.int64], start: int) -> bool:
    """Give the texts of some rows of a block their addresses; False where one is taken or there are too many."""
    new, first = np.unique(addresses[strangers], return_index=True)
    if (table.rows[new] >= 0).any():
        return False
    table.hashes[new], table.rows[new] = own[strangers[first]], start + strangers[first]
    alike = np.array_equal(table.hashes[addresses[strangers]], own[strangers])
    return alike and int(np.count_nonzero(table.rows >= 0)) <= MANY


def _addresses(hashes: Hashes) -> NDArray[np.int64]:
    return (hashes >> np.uint64(48)).view(np.int64)
