"""Codings as a table of units by coders, read from rows, arrays and data frames.

A cell that was not coded is None, NaN, NaT, pandas' NA, masked, or the empty text; in an array of fixed-width texts
also `nan`, because numpy writes a gap beside texts so.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alianza.statistics.sampling.structure import Floats

Cells = NDArray[np.int64]
Codes = Sequence[Hashable]
Codings = NDArray[Any] | Sequence[Sequence[Any]] | Any
"""Units by coders: numbers or texts in rows, a numpy array, or a data frame of pandas or polars."""

Column = Sequence[Any] | Any
"""One coder's codes: a list, a numpy array, or a series of pandas or polars."""

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
        if are_numbers(self.codes):
            return np.array(self.codes, dtype=np.float64)
        return None


def are_numbers(codes: Iterable[Hashable]) -> bool:
    """Whether all codes are real numbers; asked of their types, because measurements are half a million codes."""
    return all(issubclass(kind, Real) for kind in set(map(type, codes)))


def read_ratings(ratings: Codings, codes: Codes | None = None) -> Ratings:
    """Table of codings from rows, an array or a data frame of numbers or texts.

    Args:
        ratings: Units by coders, gaps as the module says.
        codes: All codes that could be given, in their order; those found, sorted, if None.

    Raises:
        ValueError: If that is no table, the rows differ in length, or a code is not among `codes`.

    >>> read_ratings([["a", None], ["b", "a"]]).cells.tolist()
    [[0, -1], [1, 0]]
    """
    array = _array(ratings)
    table = _table(ratings) if array is None else array
    if table.ndim != 2:
        raise ValueError(f"codings are a table of units by coders, not an array of {table.ndim} dimensions")
    found, cells = _numbered(table)
    ordered = codes is not None or are_numbers(found)
    if codes is None:
        return Ratings(found, cells, ordered)
    declared = _declared(codes)
    return Ratings(declared, _renumbered(cells, found, declared), ordered)


def read_pair(first: Column, second: Column, codes: Codes | None = None) -> Ratings:
    """Table of two coders' codings of the same units.

    Raises:
        ValueError: If these are no lists, one coder's is longer, or a code is not among `codes`.
    """
    columns = [_objects(_items(values, "one coder's codings")) for values in (first, second)]
    if len(columns[0]) != len(columns[1]):
        raise ValueError(f"two coders of the same units: {len(columns[0])} and {len(columns[1])} codings")
    return read_ratings(np.column_stack(columns), codes)


def _array(values: Any) -> NDArray[Any] | None:
    """What is an array or turns into one by its own word, with None where it is masked; None for all else."""
    if hasattr(values, "to_numpy"):  # Data frames and series: what they yield in a loop are columns, or their names.
        values = values.to_numpy()
    elif not hasattr(values, "__array__"):
        return None
    if np.ma.isMaskedArray(values):
        gaps, values = np.ma.getmaskarray(values), np.ma.getdata(values)
        if gaps.any():
            values = np.where(gaps, None, values.astype(object))
    return np.asarray(values)


def _table(rows: Any) -> NDArray[Any]:
    """Rows as an array of objects, so that numbers and None beside texts stay what they are."""
    cells = [_items(row, "a unit's codings") for row in _items(rows, "a table of codings")]
    coders = len(cells[0]) if cells else 0
    for place, row in enumerate(cells, start=1):
        if len(row) != coders:
            raise ValueError(f"unit {place} has {len(row)} codings, the first has {coders}")
    return _objects([cell for row in cells for cell in row]).reshape(len(cells), coders)


def _items(values: Any, what: str) -> list[Any]:
    """What a list or an array of one dimension holds, with None for the gaps of an array."""
    # A text is a list of its letters to Python, a dictionary one of its keys, and a set has no order.
    if isinstance(values, str | bytes | Mapping | Set) or not isinstance(values, Iterable):
        raise ValueError(f"{what} are a list or an array, not {type(values).__name__}")
    array = _array(values)
    if array is None:
        return list(values)
    if array.ndim != 1:
        raise ValueError(f"{what} are a list, not an array of {array.ndim} dimensions")
    return [None if gap else cell for cell, gap in zip(array.tolist(), _gaps(array).tolist(), strict=True)]


def _objects(values: list[Any]) -> NDArray[Any]:
    """An array of these objects, also of those that numpy would take for rows."""
    return np.fromiter(values, dtype=object, count=len(values))


def _gaps(array: NDArray[Any]) -> NDArray[np.bool_]:
    """Where nothing was coded."""
    kind = array.dtype.kind
    if kind in "fc":
        return np.asarray(np.isnan(array))
    if kind in "mM":
        return np.asarray(np.isnat(array))
    if kind in "US":
        texts = array.astype(np.str_)
        return np.asarray((texts == "") | (texts == "nan"))
    if kind in "biu":
        return np.zeros(array.shape, dtype=np.bool_)
    return np.array([_is_gap(cell) for cell in array.ravel().tolist()], dtype=np.bool_).reshape(array.shape)


def _is_gap(cell: Any) -> bool:
    if cell is None or cell is np.ma.masked or (isinstance(cell, str | bytes) and not cell):
        return True
    differs = cell != cell  # NaN and NaT differ from themselves, whatever their type.
    try:
        return bool(differs)
    except TypeError:  # pandas' NA answers every question with NA, which is neither true nor false.
        return True
    except ValueError:
        raise ValueError(f"a cell holds one code, not {type(cell).__name__}") from None


def _numbered(table: NDArray[Any]) -> tuple[tuple[Hashable, ...], Cells]:
    """Codes in their order, and the place of each cell's code."""
    present = ~_gaps(table)
    cells = np.full(table.shape, MISSING, dtype=np.int64)
    if table.dtype.kind in "biufUS":
        found, places = np.unique(table[present], return_inverse=True)
        cells[present] = places.ravel()
        return tuple(found.tolist()), cells
    given = table[present].tolist()
    codes = _in_order(given)
    place = {code: number for number, code in enumerate(codes)}
    cells[present] = np.array([place[code] for code in given], dtype=np.int64)
    return codes, cells


def _in_order(given: Sequence[Any]) -> tuple[Hashable, ...]:
    """Different codes: numbers first, then texts; others by how they are written."""
    try:
        codes = set(given)
    except TypeError:
        odd = next(code for code in given if not isinstance(code, Hashable))
        raise ValueError(f"a cell holds one code, not {type(odd).__name__}") from None
    try:
        return tuple(sorted(codes, key=lambda code: (not isinstance(code, Real), code)))
    except TypeError:
        return tuple(sorted(codes, key=lambda code: (not isinstance(code, Real), type(code).__name__, repr(code))))


def _declared(codes: Codes) -> tuple[Hashable, ...]:
    declared = tuple(_items(codes, "the codes"))
    if any(_is_gap(code) for code in declared):
        raise ValueError("the codes hold a gap")
    if len(set(declared)) < len(declared):
        raise ValueError(f"codes that are listed twice: {sorted({str(c) for c in declared if declared.count(c) > 1})}")
    return declared


def _renumbered(cells: Cells, found: tuple[Hashable, ...], codes: tuple[Hashable, ...]) -> Cells:
    """Cells whose codes are counted in another order."""
    places = {code: place for place, code in enumerate(codes)}
    unknown = [code for code in found if code not in places]
    if unknown:
        raise ValueError(f"codes that are not in the list of codes: {unknown[:5]}")
    # The last place answers for MISSING, which is -1.
    order = np.array([*(places[code] for code in found), MISSING], dtype=np.int64)
    return order[cells]
