"""Hadamard matrices of zeros and ones, for balanced repeated replication.

Two columns of such a matrix differ in exactly half of their rows, so half samples drawn by its rows are balanced
over every pair of strata.

Source: Sylvester (1867), Philosophical Magazine 34; Paley (1933), Journal of Mathematics and Physics 12; Plackett
and Burman (1946), Biometrika 33(4). The choice among orders follows R survey's hadamard, except that R has a matrix
of order 28 (for 24 to 27 pairs and some multiples), where the next larger order is taken here.
"""

import math

import numpy as np
from numpy.typing import NDArray

Binary = NDArray[np.int64]

PLACKETT_BURMAN_36 = "01011100011111011100100001010110010"
"""First row of the cyclic design of order 36, where no prime serves."""


def hadamard(pairs: int) -> Binary:
    """A matrix with a first row of ones and at least `pairs` further rows.

    >>> hadamard(3)
    array([[1, 1, 1, 1],
           [1, 0, 1, 0],
           [1, 1, 0, 0],
           [1, 0, 0, 1]])
    """
    order = pairs + 4 - pairs % 4
    power = _sylvester_order(order)
    if power == order:
        return _doubled(np.ones((1, 1), dtype=np.int64), order)
    if order == 36:
        return _cyclic(PLACKETT_BURMAN_36)
    for size in range(order, power, 4):
        odd = size
        while odd % 8 == 0:
            odd //= 2
        for core in (odd, size):
            if _prime(core - 1) and core % 4 == 0:
                return _doubled(_paley(core - 1), size)
    return _doubled(np.ones((1, 1), dtype=np.int64), power)


def _sylvester_order(order: int) -> int:
    return 1 << (order - 1).bit_length()


def _doubled(matrix: Binary, order: int) -> Binary:
    while matrix.shape[0] < order:
        matrix = np.block([[matrix, matrix], [matrix, 1 - matrix]])
    return matrix


def _paley(prime: int) -> Binary:
    """Order `prime` + 1 from the squares modulo a prime that leaves 3 when divided by 4."""
    places = np.arange(prime)
    squares = np.unique(places**2 % prime)
    residues = (places[:, None] + places) % prime
    core = np.where(np.isin(residues, squares), 0, 1)
    bordered = np.vstack([np.ones((1, prime), dtype=np.int64), core])
    return np.hstack([np.ones((prime + 1, 1), dtype=np.int64), bordered])


def _cyclic(first: str) -> Binary:
    row = np.array([int(digit) for digit in first])
    core = np.stack([np.roll(row, -shift) for shift in range(row.size)])
    closed = np.hstack([core, np.zeros((row.size, 1), dtype=np.int64)])
    return np.vstack([np.ones((1, row.size + 1), dtype=np.int64), closed])


def _prime(number: int) -> bool:
    return number > 2 and all(number % divisor for divisor in range(2, math.isqrt(number) + 1))
