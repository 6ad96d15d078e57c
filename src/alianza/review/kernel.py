"""Inner products of records' features, those of the labelled records first, as a learning machine needs them.

A review grows by one decision at a time: the dense kernel keeps the labelled rows together, so that each decision adds
one row and a product reads memory from end to end. Where the table of all products would be too large, products go
through the sparse features.
"""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

DENSE = 4_000
"""Up to so many records the table of all products is kept: 128 MB."""

FREQUENT = 0.05
"""Terms in a larger share of the records are multiplied as a dense table, which costs less than their many pairs."""


class Kernel(Protocol):
    """Products `x·z + 1` of records; the first `count` of `order` are labelled, in the order of their labels."""

    order: NDArray[np.intp]
    count: int

    @property
    def size(self) -> int:
        """Number of records."""

    def take(self, record: int) -> int:
        """Label a record; returns the place that it leaves to the record whose place it takes."""

    def apply(self, weights: Vector) -> Vector:
        """Products of the labelled records with a weighted sum of them."""

    def against(self, weights: Vector) -> Vector:
        """Products of the unlabelled records with a weighted sum of the labelled ones."""

    def block(self, places: NDArray[np.intp]) -> NDArray[np.float64]:
        """Products among the labelled records at some places."""


def kernel(features: Any, products: NDArray[np.float64] | None) -> Kernel:
    """The kernel of some records' features: dense where the table of all products is at hand."""
    return _Sparse(features) if products is None else _Dense(products)


def products(features: Any) -> NDArray[np.float64] | None:
    """The table of all products `x·z + 1`, or None where it would be too large."""
    size = features.shape[0]
    if size > DENSE:
        return None
    frequent = np.bincount(features.indices, minlength=features.shape[1]) > FREQUENT * size
    common, rare = features[:, frequent].toarray(), features[:, ~frequent]
    found: NDArray[np.float64] = common @ common.T + (rare @ rare.T).toarray() + 1.0
    return found


class _Arranged:
    """An order of records in which those that are taken come first."""

    def __init__(self, size: int) -> None:
        self.order = np.arange(size)
        self.count = 0
        self._place = np.arange(size)

    @property
    def size(self) -> int:
        """Number of records."""
        return len(self.order)

    def take(self, record: int) -> int:
        """Put a record behind those that were taken before; returns the place that it leaves."""
        count, place = self.count, int(self._place[record])
        other = self.order[count]
        self.order[[count, place]] = record, other
        self._place[[record, other]] = count, place
        self.count += 1
        return place


class _Dense(_Arranged):
    """Products from a table: one row for each labelled record, its columns in the kernel's order."""

    def __init__(self, table: NDArray[np.float64]) -> None:
        super().__init__(len(table))
        self._table = table
        self._rows = np.empty_like(table)

    def take(self, record: int) -> int:
        """Label a record: swap its column into place and add its row."""
        count = self.count
        place = super().take(record)
        above = self._rows[:count]
        above[:, [count, place]] = above[:, [place, count]]
        self._rows[count] = self._table[record][self.order]
        return place

    def apply(self, weights: Vector) -> Vector:
        """Products of the labelled records with a weighted sum of them."""
        found: Vector = self._rows[: self.count, : self.count] @ weights
        return found

    def against(self, weights: Vector) -> Vector:
        """Products of the unlabelled records with a weighted sum of the labelled ones."""
        found: Vector = weights @ self._rows[: self.count, self.count :]
        return found

    def block(self, places: NDArray[np.intp]) -> NDArray[np.float64]:
        """Products among the labelled records at some places."""
        return self._rows[places[:, None], places]


class _Sparse(_Arranged):
    """Products through the features: two sparse products each, and no table."""

    def __init__(self, features: Any) -> None:
        super().__init__(features.shape[0])
        self._features = features
        self._labelled = features[:0]

    def take(self, record: int) -> int:
        """Label a record."""
        place = super().take(record)
        self._labelled = None
        return place

    def apply(self, weights: Vector) -> Vector:
        """Products of the labelled records with a weighted sum of them."""
        return self._times(self._rows(), weights)

    def against(self, weights: Vector) -> Vector:
        """Products of the unlabelled records with a weighted sum of the labelled ones."""
        return self._times(self._features, weights)[self.order[self.count :]]

    def block(self, places: NDArray[np.intp]) -> NDArray[np.float64]:
        """Products among the labelled records at some places."""
        rows = self._rows()[places]
        found: NDArray[np.float64] = (rows @ rows.T).toarray() + 1.0
        return found

    def _times(self, rows: Any, weights: Vector) -> Vector:
        found: Vector = rows @ (self._rows().T @ weights) + weights.sum()
        return found

    def _rows(self) -> Any:
        if self._labelled is None:
            self._labelled = self._features[self.order[: self.count]]
        return self._labelled
