"""Names out of a text, and back in with the key.

Redaction replaces names by what they stand for, `[PERSONA 1]`, and keeps the way back apart: the key says for each
replacement which writings it stood for, and the redacted text says for each place which of them it was. Whoever holds
one without the other learns no name; whoever holds both gets the text back sign by sign.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TypeAlias

from alianza.coding.position_map import PositionMap
from alianza.study.problem import Problem
from alianza.study.text import folded, folded_sign

Names: TypeAlias = Mapping[str, str]
"""Name to what stands in its place; several names may share one replacement."""
Key: TypeAlias = Mapping[str, tuple[str, ...]]
"""Replacement to the writings that it stands for, in the order in which they were first met."""

Span: TypeAlias = tuple[int, int]
"""Half-open, in code points."""

_SPACES = re.compile(r"\s+")
_SHORT = 2


@dataclass(frozen=True, slots=True)
class Replaced:
    """A name that was replaced.

    Attributes:
        start: Where its replacement begins in the redacted text, in code points from 0.
        replacement: What stands there.
        writing: Which of the replacement's writings in the key stood there, from 0.
    """

    start: int
    replacement: str
    writing: int

    @property
    def end(self) -> int:
        """Where the replacement ends."""
        return self.start + len(self.replacement)


@dataclass(frozen=True)
class Redacted:
    """A text without its names.

    Attributes:
        text: The text.
        spans: The replacements in it, in their order.
        key: What they stand for: to be kept apart, encrypted.
    """

    text: str
    spans: tuple[Replaced, ...] = ()
    key: Key = field(default_factory=dict, repr=False)

    @cached_property
    def positions(self) -> PositionMap:
        """Where passages of the text with names are found in this one."""
        edits, shift = [], 0
        for span in self.spans:
            start, length = span.start + shift, len(self.key[span.replacement][span.writing])
            edits.append((start, start + length, len(span.replacement)))
            shift += length - len(span.replacement)
        return PositionMap.from_edits(edits, len(self.text) + shift)

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each replacement stands in the text."""
        return Counter(span.replacement for span in self.spans)


@dataclass(frozen=True, slots=True)
class Restored:
    """A text with its names again, and the replacements that the key does not know."""

    text: str
    unknown: tuple[str, ...] = ()


def redact(text: str, names: Names, *, exactly: Collection[str] = (), key: Key | None = None) -> Redacted:
    """The text with each name replaced.

    Names are found as whole words, whatever their accents, capital letters and line breaks, the longest first. What
    follows a name, such as «'s», stays, and words that only begin like a name are left alone.

    Args:
        text: The text.
        names: Name to replacement; names that `name_problems` finds fault with are not looked for.
        exactly: Names that are found only as they are written: «Peña», where «pena» is a word of its own.
        key: The key so far, from other texts of the study: its writings keep their numbers.
    """
    table = _table(tuple(names.items()), tuple(exactly))
    writings = {replacement: list(known) for replacement, known in (key or {}).items()}
    parts, spans, at, length = [], [], 0, 0
    for start, end, replacement in table.found(text):
        known = writings.setdefault(replacement, [])
        if text[start:end] not in known:
            known.append(text[start:end])
        parts += [text[at:start], replacement]
        length += start - at
        spans.append(Replaced(length, replacement, known.index(text[start:end])))
        length, at = length + len(replacement), end
    done = {replacement: tuple(known) for replacement, known in writings.items()}
    return Redacted("".join([*parts, text[at:]]), tuple(spans), done)


def restore(redacted: Redacted, key: Key) -> Restored:
    """The text as it was, where the key holds what its replacements stood for.

    Raises:
        ValueError: If the spans do not belong to the text.
    """
    parts, unknown, at = [], [], 0
    for span in redacted.spans:
        if redacted.text[span.start : span.end] != span.replacement:
            raise ValueError(f"no {span.replacement} at {span.start}")
        writings = key.get(span.replacement, ())
        known = span.writing < len(writings)
        parts += [redacted.text[at : span.start], writings[span.writing] if known else span.replacement]
        unknown += [] if known else [span.replacement]
        at = span.end
    return Restored("".join([*parts, redacted.text[at:]]), tuple(dict.fromkeys(unknown)))


def reveal(text: str, key: Key) -> Restored:
    """A text with its names again, where only its words are at hand: a quotation in a report, a text edited since.

    Each replacement becomes the longest writing that the key has for it. What looks like a replacement of the key's
    kind and is not in it is named as unknown.
    """
    if not key:
        return Restored(text)
    pattern = re.compile("|".join(re.escape(one) for one in sorted(key, key=len, reverse=True)))
    revealed = pattern.sub(lambda found: max(key[found[0]], key=len, default=found[0]), text)
    kinds = {re.sub(r"\d+", "", one) for one in key}
    bracketed = re.findall(r"\[[^\[\]\n]{1,60}\]", text)
    unknown = (one for one in bracketed if one not in key and re.sub(r"\d+", "", one) in kinds)
    return Restored(revealed, tuple(dict.fromkeys(unknown)))


def joined_keys(first: Key, second: Key) -> Key:
    """Both keys as one, where the second was made with the first at hand.

    Raises:
        ValueError: If a writing would change its number, so that texts redacted with `first` could not be restored.
    """
    joined = dict(first)
    for replacement, writings in second.items():
        known = first.get(replacement, ())
        if writings[: len(known)] != known:
            raise ValueError(f"{replacement} stands for other names in the second key")
        joined[replacement] = writings
    return joined


def names_unmet(
    texts: Iterable[str], names: Names, *, exactly: Collection[str] = (), key: Key | None = None
) -> tuple[str, ...]:
    """Names that stand in no text by themselves, nor among the writings of the key, which earlier redactions met."""
    table = _Table(names, exactly)
    met = {_plain(text[start:end]) for text in texts for start, end, _ in table.found(text)}
    met |= {_plain(one) for writings in (key or {}).values() for one in writings}
    return tuple(name for name in names if _plain(name) not in met)


def name_problems(names: Names) -> tuple[Problem, ...]:
    """What is wrong with a table of names: a name or a replacement that is empty or too short, or one that hides none.

    Returns:
        `redaction_name_short`, `redaction_replacement_empty`, `redaction_replacement_names` (a replacement has a name
        of the table in it), and the warning `redaction_names_alike` (two names that only their accents or capital
        letters tell apart have different replacements: the first is used).
    """
    table = _Table(names, ())
    problems = [*_unusable(names)]
    for replacement in dict.fromkeys(names.values()):
        for start, end, _ in table.found(replacement):
            found = replacement[start:end]
            problems.append(Problem("redaction_replacement_names", place=replacement, found=found))
            break
    seen: dict[str, str] = {}
    for name, replacement in names.items():
        other = seen.setdefault(_plain(name), name)
        if names[other] != replacement:
            values = {"used": names[other]}
            problems.append(Problem("redaction_names_alike", "warning", found=name, expected=other, values=values))
    return tuple(problems)


def _unusable(names: Names) -> Iterator[Problem]:
    for name, replacement in names.items():
        if len(_plain(name)) < _SHORT:
            yield Problem("redaction_name_short", place=replacement, found=name)
        elif not replacement.strip():
            yield Problem("redaction_replacement_empty", found=name)


def _plain(name: str) -> str:
    """A name as it is compared: without accents and capital letters, with single spaces."""
    return _SPACES.sub(" ", folded(name)).strip()


@lru_cache(maxsize=4)
def _table(names: tuple[tuple[str, str], ...], exactly: tuple[str, ...]) -> "_Table":
    """The names as they are looked for: the same ones in every text of a study, down to each note on a coding."""
    return _Table(dict(names), exactly)


class _Table:
    """Names that are looked for all at once, the longest first."""

    def __init__(self, names: Names, exactly: Collection[str]) -> None:
        usable = {name: text for name, text in names.items() if len(_plain(name)) >= _SHORT and text.strip()}
        self._exact = {_plain(name): name for name in exactly}
        self._replacements: dict[str, str] = {}
        for name, replacement in usable.items():
            self._replacements.setdefault(_plain(name), replacement)
        self._pattern = _whole_words(self._replacements)

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and replacement of each name in a text."""
        signs, origins = _folded_signs(text)
        for first, last in self._spans(signs):
            start, end = origins[first], _end_of(text, origins[last - 1])
            name = _SPACES.sub(" ", signs[first:last])
            exact = self._exact.get(name)
            if exact is None or _SPACES.sub(" ", text[start:end]) == exact:
                yield start, end, self._replacements[name]

    def _spans(self, signs: str) -> list[Span]:
        """The names in a folded text: where two overlap the longer one, and in what that leaves the next longest."""
        chosen: list[Span] = []
        ranges = [(0, len(signs))] if self._pattern else []
        while self._pattern and ranges:
            met = [found.span(1) for part in ranges for found in self._pattern.finditer(signs, *part)]
            taken = _apart(met)
            chosen += taken
            ranges = [rest for span in met for rest in _left_over(span, taken)]
        return sorted(chosen)


def _apart(spans: Sequence[Span]) -> list[Span]:
    """Spans that do not overlap, the longest first, in the order of the text."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one[0] - one[1], one[0])):
        at = bisect_left(kept, span)
        if (at == 0 or kept[at - 1][1] <= span[0]) and (at == len(kept) or span[1] <= kept[at][0]):
            kept.insert(at, span)
    return kept


def _left_over(span: Span, taken: Sequence[Span]) -> Iterator[Span]:
    """What is left of a span between those that were taken."""
    start, end = span
    at = max(bisect_left(taken, span) - 1, 0)
    while at < len(taken) and taken[at][0] < end and start < end:
        if taken[at][1] > start:
            if start < taken[at][0]:
                yield start, taken[at][0]
            start = taken[at][1]
        at += 1
    if start < end:
        yield start, end


def _whole_words(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds, at every place where a name begins, the longest one."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    choices = (r"\s+".join(map(re.escape, name.split(" "))) for name in ordered)
    return re.compile(rf"(?<!\w)(?=({'|'.join(choices)})(?!\w))") if ordered else None


def _folded_signs(text: str) -> tuple[str, Sequence[int]]:
    """The text as names are compared, and for each of its signs the place of the sign that it comes from."""
    if text.isascii():
        return text.casefold(), range(len(text))
    parts, origins = [], []
    for at, sign in enumerate(text):
        plain = folded_sign(sign)
        parts.append(plain)
        origins += [at] * len(plain)
    return "".join(parts), origins


def _end_of(text: str, last: int) -> int:
    """Where a name ends whose last letter stands at `last`: behind the accents that follow it as signs of their own."""
    end = last + 1
    while end < len(text) and not folded_sign(text[end]):
        end += 1
    return end
