"""One number per firm and seed, the same on every engine: the order in which firms are drawn.

A firm's key is the value of its identifier where that is a whole number, and otherwise a digest of its text; the
same identifier gives the same key whether a file stores it as text or as a number. Two rounds of integer mixing turn
key and seed into 64 bits that behave as random numbers: drawing the firms with the smallest is simple random sampling.

Source:
    Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators, OOPSLA (SplitMix64, the constants
    of its variant 13); Ohlsson (1995), Coordination of samples using permanent random numbers.
"""

from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

RULE = "splitmix64-1"
"""Name of the rule; a certificate carries it, and another rule must take another name."""

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_FIRST, _SECOND, _THIRD = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93
_WORD = 8
_WHOLE = r"^(0|[1-9][0-9]{0,17})$"  # fits 63 bits; longer numbers and leading zeros are text


def mixed(number: int) -> int:
    """SplitMix64's output for the state `number`; the plain twin of `mix`.

    >>> hex(mixed(0))
    '0xe220a8397b1dcdaf'
    """
    z = (number + _GOLDEN) & _MASK
    z = ((z ^ (z >> 30)) * _FIRST) & _MASK
    z = ((z ^ (z >> 27)) * _SECOND) & _MASK
    return z ^ (z >> 31)


def draw_number(identifier: int | str, seed: int) -> int:
    """The number that orders a firm; the plain twin of `Mixer.draw` over `firm_keys`.

    >>> draw_number("1790012345001", 2026) == draw_number(1790012345001, 2026)
    True
    """
    return ((mixed(_key(str(identifier))) ^ seed_key(seed)) * _THIRD) & _MASK


@lru_cache(maxsize=1)
def seed_key(seed: int) -> int:
    """The 64 bits that stand for a seed: any whole number, also negative or long, read as a firm's identifier is."""
    return mixed(_key(str(seed)))


def firm_keys(identifiers: pl.Series) -> pl.Series:
    """The 64-bit keys of identifiers without gaps: whole numbers or texts.

    Numbers that are not negative are their own keys; texts that write such a number (at most 18 digits, no leading
    zero) get the number's key, other texts a digest of their UTF-8 bytes and length.
    """
    if identifiers.dtype.is_integer() and not _any_negative(identifiers):
        return identifiers.reinterpret(signed=False) if identifiers.dtype == pl.Int64 else identifiers.cast(pl.UInt64)
    texts = identifiers.cast(pl.String)
    whole = texts.str.contains(_WHOLE)
    if whole.all():
        return texts.str.to_integer(dtype=pl.Int64).cast(pl.UInt64)
    numbers = texts.str.to_integer(dtype=pl.Int64, strict=False).cast(pl.UInt64, strict=False)
    return pl.select(pl.when(whole).then(numbers).otherwise(pl.Series(_digests(texts)))).to_series()


def _any_negative(numbers: pl.Series) -> bool:
    least = numbers.min()
    return isinstance(least, int) and least < 0


def _key(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 18 and (text == "0" or text[0] != "0"):
        return int(text)
    data = text.encode("utf-8")
    key = mixed(len(data))
    for start in range(0, len(data), _WORD):
        key = mixed(key ^ int.from_bytes(data[start : start + _WORD].ljust(_WORD, b"\0"), "little"))
    return key


def _digests(texts: pl.Series) -> Keys:
    """Digests of texts, one word of eight bytes after the other."""
    lengths = texts.str.len_bytes().cast(pl.UInt64)
    keys = mix(lengths.to_numpy())
    if not texts.str.contains(r"^[\x00-\x7f]*$").all():
        return np.array([_key(text) for text in texts], dtype=np.uint64)
    longest = int(lengths.max() or 0)  # type: ignore[arg-type]
    padded = texts.str.pad_end(-(-longest // _WORD) * _WORD, "\0")
    for start in range(0, longest, _WORD):
        part = padded.str.slice(start, _WORD).cast(pl.Binary)
        word = part.bin.reinterpret(dtype=pl.UInt64, endianness="little").to_numpy()
        keys = np.where(lengths.to_numpy() > start, mix(keys ^ word), keys)
    return keys


def mix(keys: Keys) -> Keys:
    """SplitMix64's outputs for an array of states."""
    found = np.array(keys, dtype=np.uint64)
    Mixer(found.size).mix(found)
    return found


class Mixer:
    """Mixes blocks of keys in place, with one scratch array for all of them."""

    def __init__(self, size: int) -> None:
        self._scratch = np.empty(size, dtype=np.uint64)

    def mix(self, block: Keys) -> None:
        """SplitMix64, in place."""
        shifted = self._scratch[: block.size]
        np.add(block, np.uint64(_GOLDEN), out=block)
        for places, factor in ((30, _FIRST), (27, _SECOND)):
            np.right_shift(block, np.uint64(places), out=shifted)
            np.bitwise_xor(block, shifted, out=block)
            np.multiply(block, np.uint64(factor), out=block)
        np.right_shift(block, np.uint64(31), out=shifted)
        np.bitwise_xor(block, shifted, out=block)

    def draw(self, block: Keys, seed: int) -> Keys:
        """The numbers that order firms with these mixed keys; overwritten by the next call."""
        drawn = self._scratch[: block.size]
        np.bitwise_xor(block, np.uint64(seed_key(seed)), out=drawn)
        return np.multiply(drawn, np.uint64(_THIRD), out=drawn)
