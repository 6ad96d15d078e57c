"""Chance that belongs to a name: numbers hashed from a seed, a label and an identity, the same on every machine.

A number more, or another order of drawing, changes no other number, which is what synthetic data need.
"""

from functools import lru_cache
from hashlib import sha256


@lru_cache(maxsize=100_000)
def _digest(seed: int, label: str, identity: str) -> bytes:
    return sha256(f"{seed}/{label}/{identity}".encode()).digest()


def uniform(seed: int, label: str, identity: str) -> int:
    """A whole number below 2**64, evenly spread, that belongs to the seed, the label and the identity."""
    return int.from_bytes(_digest(seed, label, identity)[24:], "big")


def normal(seed: int, label: str, identity: str) -> float:
    """A nearly normal number (sum of twelve uniform ones, variance 1): exact in binary, the same everywhere."""
    digest = _digest(seed, label, identity)
    parts = sum(int.from_bytes(digest[2 * k : 2 * k + 2], "big") for k in range(12))
    return (parts - 6 * 65535) / 65536
