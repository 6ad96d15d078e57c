"""Where passages of a text are found again in its next version.

Two versions of a text have stretches in common, in the same order; everything between two such stretches was edited. A
passage inside one stretch keeps its words exactly. One that an edit touches is said to have changed, and one that
nothing is left of to be lost; nobody's coding moves without saying which.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Fate = Literal["exact", "shifted", "changed", "lost"]
"""What became of a passage: in its old place, elsewhere with the same words, with other words, or nothing left."""

_LEVELS = (re.compile(r"[^\n]*\n|[^\n]+"), re.compile(r"[^.!?]*[.!?]+|[^.!?]+"), re.compile(r"\w+|\s+|[^\w\s]"))
"""Lines, sentences, words: what lies between two lines in common is aligned by its sentences, and so on."""
_MOST_PAIRS = 400_000_000
"""Lines or words of one version times those of the other; the alignment keeps a bit for each pair: 50 MB."""
_FEW_WORDS = 3
"""A shorter stretch in common between two edits of twice its length is chance: «de la» stands in every paragraph."""
_ALIKE = 50.0
"""Likeness of the words, from 0 to 100, below which a passage is lost rather than changed."""
FOUND_AGAIN = 12
"""Signs that a passage must have to be looked for elsewhere: shorter ones recur by chance."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch that both versions have in common: `length` signs, from `old` in one and from `new` in the other."""

    old: int
    new: int
    length: int

    @property
    def old_end(self) -> int:
        """Where it ends in the old version."""
        return self.old + self.length

    @property
    def new_end(self) -> int:
        """Where it ends in the new version."""
        return self.new + self.length


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage is found in the new version, half-open, and what became of it; a lost one is empty there."""

    start: int
    end: int
    fate: Fate


@dataclass(frozen=True)
class PositionMap:
    """The stretches that two versions of a text have in common.

    Attributes:
        blocks: In the order of both texts; two that touch in both are one.
        old_length: Code points of the old version.
        new_length: Code points of the new version.
    """

    blocks: tuple[Block, ...]
    old_length: int
    new_length: int

    @classmethod
    def from_edits(cls, edits: Iterable[tuple[int, int, int]], old_length: int) -> "PositionMap":
        """The map of known replacements.

        Args:
            edits: Start and end in the old version and length in the new one, in the order of the text.
            old_length: Code points of the old version.

        Raises:
            ValueError: If the edits overlap, run backwards or leave the text.
        """
        blocks, at, shift = [], 0, 0
        for start, end, length in edits:
            if not at <= start <= end <= old_length:
                raise ValueError(f"edit {start}-{end} does not follow {at} within {old_length}")
            blocks.append(Block(at, at + shift, start - at))
            at, shift = end, shift + length - (end - start)
        blocks.append(Block(at, at + shift, old_length - at))
        return cls(tuple(_joined(blocks)), old_length, old_length + shift)

    @classmethod
    def between(cls, old: str, new: str) -> "PositionMap":
        """The map of two texts, by the lines that they share, then by sentences and words between those."""
        return cls(tuple(_joined(_common(old, new))), len(old), len(new))

    @property
    def edits(self) -> tuple[tuple[int, int, int], ...]:
        """What was replaced between the stretches in common, as `from_edits` takes it."""
        found, at_old, at_new = [], 0, 0
        for block in (*self.blocks, Block(self.old_length, self.new_length, 0)):
            if (at_old, at_new) != (block.old, block.new):
                found.append((at_old, block.old, block.new - at_new))
            at_old, at_new = block.old_end, block.new_end
        return tuple(found)

    def place(self, start: int, end: int) -> Place:
        """Where a passage `[start, end)` of the old version is found.

        A passage that an edit touches takes in all of what stands there now; what is inserted at its edges does not
        belong to it.

        Raises:
            ValueError: If the old version has no such passage.
        """
        if not 0 <= start <= end <= self.old_length:
            raise ValueError(f"{start}-{end} is no passage of a text of {self.old_length}")
        first, last = self._begin(start), self._end(end)
        block = self._block_of(start, end)
        if block is not None:
            shift = block.new - block.old
            return Place(start + shift, end + shift, "shifted" if shift else "exact")
        return Place(first, last, "changed") if first < last else Place(min(first, last), min(first, last), "lost")

    @cached_property
    def _starts(self) -> list[int]:
        return [block.old for block in self.blocks]

    def _block_of(self, start: int, end: int) -> Block | None:
        """The stretch that holds all of a passage."""
        at = bisect_right(self._starts, start) - 1
        return self.blocks[at] if at >= 0 and end <= self.blocks[at].old_end else None

    def _begin(self, start: int) -> int:
        """Where a passage begins: inside an edit, where the edit begins."""
        at = bisect_right(self._starts, start) - 1
        if at < 0:
            return 0
        block = self.blocks[at]
        return block.new + min(start - block.old, block.length)

    def _end(self, end: int) -> int:
        """Where a passage ends: inside an edit, where the edit ends."""
        at = bisect_left(self._starts, end) - 1
        if at >= 0 and end <= self.blocks[at].old_end:
            return self.blocks[at].new + end - self.blocks[at].old
        return self.blocks[at + 1].new if at + 1 < len(self.blocks) else self.new_length


def carried(
    old: str, new: str, passages: Iterable[tuple[int, int]], positions: PositionMap | None = None
) -> tuple[Place, ...]:
    """Where passages of one text are found in another, with the words of both at hand.

    A passage whose words hardly resemble what stands in its place is lost; a lost one that stands elsewhere, once and
    word for word, was moved there.

    Args:
        old: The old version.
        new: The new version.
        passages: Start and end of each, in code points of `old`.
        positions: The map between them, where it is known; by default `PositionMap.between`.
    """
    known = PositionMap.between(old, new) if positions is None else positions
    return tuple(_carried(old[start:end], new, known.place(start, end)) for start, end in passages)


def _carried(quotation: str, new: str, place: Place) -> Place:
    from rapidfuzz.fuzz import ratio

    if place.fate == "changed" and ratio(quotation, new[place.start : place.end]) < _ALIKE:
        place = Place(place.start, place.start, "lost")
    if place.fate != "lost" or len(quotation) < FOUND_AGAIN:
        return place
    found = new.find(quotation)
    if found < 0 or new.find(quotation, found + 1) >= 0:
        return place
    return Place(found, found + len(quotation), "shifted")


def _joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks without empty ones, and as one where they touch in both versions."""
    last: Block | None = None
    for block in blocks:
        if not block.length:
            continue
        if last and (last.old_end, last.new_end) == (block.old, block.new):
            last = Block(last.old, last.new, last.length + block.length)
            continue
        if last:
            yield last
        last = block
    if last:
        yield last


def _common(old: str, new: str, level: int = 0) -> Iterator[Block]:
    """The stretches in common: whole lines, then sentences, then words in what lies between two of those."""
    at_old, at_new = 0, 0
    for block in [*_told(old, new, level), Block(len(old), len(new), 0)]:
        if level + 1 < len(_LEVELS):
            finer = _common(old[at_old : block.old], new[at_new : block.new], level + 1)
            yield from (Block(at_old + part.old, at_new + part.new, part.length) for part in finer)
        yield block
        at_old, at_new = block.old_end, block.new_end


def _told(old: str, new: str, level: int) -> Iterator[Block]:
    """Runs of lines, sentences or words in common; of the last two, only those that are no chance."""
    kept = list(_joined(_aligned(_LEVELS[level].findall(old), _LEVELS[level].findall(new))))
    edges = [Block(0, 0, 0), *kept, Block(len(old), len(new), 0)]
    for before, block, after in zip(edges, kept, edges[2:], strict=False):
        edited = min(_edited(before, block), _edited(block, after))
        words = len(re.findall(r"\w+", old[block.old : block.old_end]))
        if level == 0 or words >= _FEW_WORDS or 2 * block.length >= edited:
            yield block


def _edited(before: Block, after: Block) -> int:
    """Signs between two stretches, in the version that has more of them."""
    return max(after.old - before.old_end, after.new - before.new_end)


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """The longest common sequence of two lists of texts, as stretches of signs.

    Where the lists are so long that aligning them would fill the memory, only their common beginning and end are kept.
    """
    start = _alike_from(zip(old, new, strict=False))
    rest_old, rest_new = old[start:], new[start:]
    end = _alike_from(zip(reversed(rest_old), reversed(rest_new), strict=False))
    old_at, new_at = _offsets(old), _offsets(new)
    spans = [(0, 0, start), *_matches(rest_old, rest_new, end, start), (len(old) - end, len(new) - end, end)]
    for first, second, count in spans:
        yield Block(old_at[first], new_at[second], old_at[first + count] - old_at[first])


def _matches(old: Sequence[str], new: Sequence[str], end: int, shift: int) -> Iterator[tuple[int, int, int]]:
    """Runs in common of what lies before the common end, as first item of each and their number."""
    from rapidfuzz.distance import LCSseq

    numbers: dict[str, int] = {}  # numbers and not texts are aligned: those are compared by their hashes
    one, two = ([numbers.setdefault(item, len(numbers)) for item in items[: len(items) - end]] for items in (old, new))
    if not one or not two or len(one) * len(two) > _MOST_PAIRS:
        return
    for match in LCSseq.opcodes(one, two).as_matching_blocks():
        yield match.a + shift, match.b + shift, match.size


def _alike_from(pairs: Iterable[tuple[str, str]]) -> int:
    """How many pairs are alike before the first that is not."""
    count = 0
    for one, two in pairs:
        if one != two:
            break
        count += 1
    return count


def _offsets(items: Sequence[str]) -> list[int]:
    """Where each item begins, and where the last one ends."""
    at = [0]
    for item in items:
        at.append(at[-1] + len(item))
    return at
