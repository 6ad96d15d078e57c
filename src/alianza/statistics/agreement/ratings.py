"""Codings as a table of units by coders, read from numbers, texts and gaps."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alianza.statistics.sampling.structure import Floats

Cells = NDArray[np.int64]
Codes = Sequence[Hashable]
Codings = NDArray[Any] | Sequence[Sequence[Any]]
"""Units by coders: numbers or texts, None or NaN where a coder did not code."""

MISSING = -1
"""The cell of a unit that a coder did not code."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """Who gave which code to which unit.

    Attributes:
        codes: The codes in their order.
        cells: Units by coders: the place of the code in `codes`, or `MISSING`.
        ordered: Whether the order means something: the codes are numbers, or their order was declared.
    """

    codes: tuple[Hashable, ...]
    cells: Cells
    ordered: bool

    @property
    def values(self) -> Floats | None:
        """The codes as numbers; None where they are texts."""
        if all(isinstance(code, Real) for code in self.codes):
            return np.array(self.codes, dtype=np.float64)
        return None


def read_ratings(ratings: Codings, codes: Codes | None = None) -> Ratings:
    """Table of codings from rows of numbers or texts; None and NaN are cells that were not coded.

    Args:
        ratings: Units by coders.
        codes: All codes that could be given, in their order; those found, sorted, if None.

    Raises:
        ValueError: If the rows differ in length, or a code is not among `codes`.
    """
    table = ratings if isinstance(ratings, np.ndarray) else _table(ratings)
    if table.ndim != 2:
        raise ValueError(f"codings are a table of units by coders, not an array of {table.ndim} dimensions")
    found, cells = _numbered(table)
    ordered = codes is not None or all(isinstance(code, Real) for code in found)
    if codes is None:
        return Ratings(found, cells, ordered)
    return Ratings(tuple(codes), _renumbered(cells, found, tuple(codes)), ordered)


def read_pair(first: Sequence[Any], second: Sequence[Any], codes: Codes | None = None) -> Ratings:
    """Table of two coders' codings of the same units.

    Raises:
        ValueError: If one coder's list is longer, or a code is not among `codes`.
    """
    if len(first) != len(second):
        raise ValueError(f"two coders of the same units: {len(first)} and {len(second)} codings")
    table = np.empty((len(first), 2), dtype=object)
    table[:, 0], table[:, 1] = list(first), list(second)
    return read_ratings(table, codes)


def _table(rows: Sequence[Sequence[Any]]) -> NDArray[Any]:
    """Rows as an array of objects, so that numbers and None beside texts stay what they are."""
    cells = [list(row) for row in rows]
    return np.array(cells, dtype=object) if cells else np.empty((0, 0), dtype=object)


def _numbered(table: NDArray[Any]) -> tuple[tuple[Hashable, ...], Cells]:
    """Codes in their order, and the place of each cell's code."""
    if table.dtype == object:
        return _numbered_objects(table)
    present = ~np.isnan(table) if table.dtype.kind == "f" else np.ones(table.shape, dtype=np.bool_)
    found, places = np.unique(table[present], return_inverse=True)
    cells = np.full(table.shape, MISSING, dtype=np.int64)
    cells[present] = places.ravel()
    return tuple(found.tolist()), cells


def _numbered_objects(table: NDArray[Any]) -> tuple[tuple[Hashable, ...], Cells]:
    # NaN is the one value that differs from itself, whatever its type.
    flat = [None if cell is None or cell != cell else cell for cell in table.ravel().tolist()]
    found = sorted(set(flat) - {None}, key=lambda code: (not isinstance(code, Real), code))
    places: dict[Hashable, int] = {code: place for place, code in enumerate(found)}
    cells = np.array([MISSING if cell is None else places[cell] for cell in flat], dtype=np.int64)
    return tuple(found), cells.reshape(table.shape)


def _renumbered(cells: Cells, found: tuple[Hashable, ...], codes: tuple[Hashable, ...]) -> Cells:
    """Cells whose codes are counted in another order."""
    places = {code: place for place, code in enumerate(codes)}
    unknown = [code for code in found if code not in places]
    if unknown:
        raise ValueError(f"codes that are not in the list of codes: {unknown[:5]}")
    # The last place answers for MISSING, which is -1.
    order = np.array([*(places[code] for code in found), MISSING], dtype=np.int64)
    return order[cells]
