"""How a file counts positions in its texts, found by which way of counting puts them where words begin and end.

The standard counts code points. Programs count what their language counts: UTF-16 units, or bytes; a line break of
two signs as one or two; the byte-order mark or not. Each way of counting is tried on all passages at once.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from alianza.coding.project import Positions
from alianza.formats.refi.counting import PIECE, Unit, code_points, sign_widths
from alianza.formats.refused import Refused
from alianza.study.problem import Problem

Integers = NDArray[np.int64]
Places = tuple[Integers, Integers, NDArray[np.bool_], NDArray[np.bool_]]

_MARK = "\ufeff"
_ALONE = re.compile(r"(?<!\r)\n")
_CLEAR = 0.7
"""Share of boundaries on word edges below which no way of counting is believed."""
_MARGIN = 0.02
"""Share of the boundaries on which two ways of counting differ by which the better one must lead."""
_SAMPLE = 50
"""Documents of a kind that vote, unless they leave it open."""
_VOTING, _VOTING_ALL = 5_000_000, 20_000_000
"""Signs of the documents of a kind that vote, at first and where that leaves it open."""
_NAMES = 200
"""Names that are compared in a document."""
_FIRST = 100
"""Signs at the beginning of a name and of its passage that are compared."""
_WORD, _SPACE, _OPENING, _CLOSING = 1, 2, 4, 8
_OPENS, _CLOSES = frozenset(["Ps", "Pi"]), frozenset(["Pe", "Pf"])
_INVERTED, _STOPS = "¿¡", ".,;:!?…"
_LEADING, _TRAILING, _TRAILING_TWICE = 0.25, 0.5, 0.4
"""What a boundary counts where the passage has white space there: programs mark the blank behind a word with it, and
people the break at the end of a line, but hardly the blank before, nor two behind."""
_CUT = 0.03
"""Share of boundaries within words from which on a way of counting is doubted, if another one has far fewer."""
_SHORT = 0.8
"""Share of passages that end just before a closing sign from which on the end rule is doubted."""
_FEW = 5
STANDARD = Positions()
WORDS = {
    "signos": "codepoint", "signs": "codepoint", "bytes": "utf8", "marca": "bom", "mark": "bom",
    "inclusivo": "inclusive", "exclusivo": "exclusive", "averiguar": "infer",
}  # fmt: skip
"""Words of both languages to the parts of a way of counting."""


@dataclass(frozen=True)
class Passages:
    """The text of a document as it lies in the file, and the positions that the file gives.

    Attributes:
        raw: The text with its byte-order mark and its line breaks.
        starts: Where passages begin.
        ends: Where they end.
        names: How the file calls them, often by their first words.
        inline: Whether the text stands in the XML, which makes one sign of each line break.
    """

    raw: str
    starts: Sequence[int]
    ends: Sequence[int]
    names: Sequence[str] = ()
    inline: bool = False

    @cached_property
    def text(self) -> str:
        r"""The text with `\n` and without mark."""
        return self.raw.removeprefix(_MARK).replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def plain(self) -> bool:
        """Whether all ways of counting agree, but for the end rule."""
        return self.raw.isascii() and not self.broken and not self.joined

    @cached_property
    def broken(self) -> bool:
        """Whether a line of it ends in two signs."""
        return "\r\n" in self.raw

    @cached_property
    def joined(self) -> bool:
        """Whether it has line breaks of which XML made one sign, and the program may have counted two."""
        return self.inline and _ALONE.search(self.raw) is not None

    @cached_property
    def paired(self) -> bool:
        """Whether it has signs that UTF-16 writes as two units, as emoji are."""
        return not self.raw.isascii() and len(self.raw.encode("utf-16-le", "surrogatepass")) > 2 * len(self.raw)

    @cached_property
    def features(self) -> tuple[bool, ...]:
        """What in it ways of counting differ about; documents with the same tell the same ones apart."""
        return not self.raw.isascii(), self.paired, self.broken, self.raw.startswith(_MARK), self.joined

    def as_they_are(self, unit: Unit) -> bool:
        """Whether positions in a unit are code points of `text` already."""
        if self.broken or self.raw.startswith(_MARK):
            return False
        return unit == "codepoint" or self.raw.isascii() or (unit == "utf16" and not self.paired)

    @cached_property
    def kinds(self) -> NDArray[np.uint8]:
        """What each sign of the normalised text is, with a space before it and two behind it."""
        text = f" {self.text}  "
        kinds = np.empty(len(text), np.uint8)
        for first in range(0, len(text), PIECE):
            signs = code_points(text[first : first + PIECE])
            kinds[first : first + len(signs)] = _kinds()[np.minimum(signs, 0xFFFF)]
        return kinds

    def places(self, positions: Positions) -> Places:
        """Starts and ends in code points of `text`, and whether each falls between two signs of it."""
        parted = positions.inline_break == 2 and self.joined
        positions = replace(positions, inline_break=2 if parted else 1)
        starts = np.asarray(self.starts, np.int64)
        ends = np.asarray(self.ends, np.int64) + (positions.end == "inclusive")
        if not parted and self.as_they_are(positions.unit):
            last = len(self.raw)
            return starts, ends, (starts >= 0) & (starts <= last), (ends >= 0) & (ends <= last)
        place, good = self._located(np.concatenate([starts, ends]), positions)
        return place[: len(starts)], place[len(starts) :], good[: len(starts)], good[len(starts) :]

    def _located(self, wanted: Integers, positions: Positions) -> tuple[Integers, NDArray[np.bool_]]:
        """Code points of positions, and which are such: piece by piece, which needs little memory."""
        order = np.argsort(wanted, kind="stable")
        rising = wanted[order]
        place, good = np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
        begun = before = kept = 0
        for first in range(0, len(self.raw) + 1, PIECE):
            if begun == len(rising):
                break
            piece = _Piece(*_counted(self.raw, first, positions))
            end = int(np.searchsorted(rising, before + piece.size, "right"))
            these = order[begun:end]
            at, good[these] = piece.signs(rising[begun:end] - before)
            place[these] = kept + piece.kept(at)
            begun, before, kept = end, before + piece.size, kept + len(piece.widths) - len(piece.dropped)
        return place, good


class _Piece:
    """A stretch of a text: positions differ from signs only behind the few signs that count otherwise than one."""

    def __init__(self, widths: NDArray[np.uint8], dropped: Integers) -> None:
        self.widths = widths
        self.dropped = dropped
        odd = np.flatnonzero(widths != 1)
        self._gained = np.concatenate([np.zeros(1, np.int64), np.cumsum(widths[odd].astype(np.int64) - 1)])
        self._begun = odd + self._gained[:-1]
        self._behind = np.concatenate([np.zeros(1, np.int64), odd + 1])
        self.size = len(widths) + int(self._gained[-1])

    def signs(self, wanted: Integers) -> tuple[Integers, NDArray[np.bool_]]:
        """The first sign at or behind each position, and whether it begins there."""
        passed = np.searchsorted(self._begun, wanted, "left")
        gained = self._gained[passed]
        at = np.maximum(wanted - gained, self._behind[passed])
        return at, at + gained == wanted

    def kept(self, at: Integers) -> Integers:
        """Code points of signs in the normalised text."""
        return at - np.searchsorted(self.dropped, at, "left")


def _counted(raw: str, first: int, positions: Positions) -> tuple[NDArray[np.uint8], Integers]:
    """What each sign of a piece counts in the file, and which of them the normalised text does not have."""
    piece, parted = raw[first : first + PIECE], positions.inline_break == 2
    piece = _parted(piece, raw[max(first - 1, 0) : first]) if parted else piece
    signs = code_points(piece + raw[first + PIECE : first + PIECE + 1])  # a line break may stand across
    widths = sign_widths(signs[: len(piece)], positions.unit)
    dropped = np.flatnonzero((signs[:-1] == 13) & (signs[1:] == 10))
    if positions.line_break == 1 and not parted:
        widths[dropped] = 0
    if first == 0 and raw.startswith(_MARK):
        dropped = np.concatenate([np.zeros(1, np.int64), dropped])
        widths[0] *= positions.mark
    return widths, dropped


def _parted(piece: str, before: str) -> str:
    """A piece as the program may have had it: each line break of two signs, also one behind a carriage return."""
    mark = before if before == "\r" else ""
    return _ALONE.sub("\r\n", mark + piece)[len(mark) :]


@cache
def _kinds() -> NDArray[np.uint8]:
    """What each sign of the basic plane is: part of a word, white space, or one that opens or closes something."""
    return np.array([_kind(chr(code)) for code in range(0x10000)], np.uint8)


def _kind(sign: str) -> int:
    """Letters, digits and marks on letters belong to words; stops close, as brackets and quotation marks do."""
    category = unicodedata.category(sign)
    opens = category in _OPENS or sign in _INVERTED
    closes = category in _CLOSES or sign in _STOPS
    word = sign.isalnum() or category[0] == "M"
    return _WORD * word + _SPACE * sign.isspace() + _OPENING * opens + _CLOSING * closes


@dataclass(frozen=True, slots=True)
class _Trial:
    """A way of counting with the points it made, the boundaries that it puts within words, and its places."""

    positions: Positions
    points: float
    cuts: int
    places: tuple[bytes, ...]


def counted(documents: Sequence[Passages], asked: str, standard: bool) -> tuple[Positions, tuple[Problem, ...]]:
    """How positions are counted in a file.

    Args:
        documents: Its texts and passages.
        asked: `infer`, or a way of counting that is forced.
        standard: Whether the program that wrote it is known to keep to the standard.

    Raises:
        Refused: `refi_positions_unknown`: no such way of counting.
    """
    if WORDS.get(asked, asked) != "infer":
        return forced(asked), ()
    if standard:
        return replace(STANDARD, how="standard"), ()
    return _inferred([replace(one) for one in documents if len(one.starts)])  # what a vote needs is soon forgotten


def forced(asked: str) -> Positions:
    """The way of counting that is asked for: a unit and, after colons, `crlf1`, `crlf2`, `lf2`, `bom`, `inclusive`.

    >>> forced("utf16:crlf2:inclusive").end, forced("bytes:marca") == forced("utf8:bom")
    ('inclusive', True)

    Raises:
        Refused: `refi_positions_unknown`.
    """
    unit, *parts = (WORDS.get(one.strip().lower(), one.strip().lower()) for one in asked.split(":"))
    units: dict[str, Unit] = {"codepoint": "codepoint", "utf16": "utf16", "utf8": "utf8"}
    if unit not in units or not set(parts) <= {"crlf1", "crlf2", "lf2", "bom", "nobom", "inclusive", "exclusive"}:
        raise Refused(Problem("refi_positions_unknown", found=asked))
    return Positions(
        unit=units[unit],
        line_break=1 if "crlf1" in parts else 2,
        mark="bom" in parts,
        end="inclusive" if "inclusive" in parts else "exclusive",
        how="forced",
        inline_break=2 if "lf2" in parts else 1,
    )


def _inferred(documents: list[Passages]) -> tuple[Positions, tuple[Problem, ...]]:
    """What a sample of the documents tells, or a far larger one where it does not tell enough."""
    voters = _sample(documents, _SAMPLE, _VOTING)
    found = _elected(voters)
    clear = found[0].how == "inferred" or (found[0].how == "standard" and not found[1])
    if clear or len(voters) == len(documents):
        return found
    return _elected(_sample(documents, len(documents), _VOTING_ALL))


def _sample(documents: list[Passages], number: int, signs: int) -> list[Passages]:
    """As many documents of each kind as tell what all of the kind would, and no more signs than agreed."""
    by: dict[tuple[bool, ...], list[Passages]] = {}
    for one in documents:
        by.setdefault(one.features, []).append(one)
    return [one for alike in by.values() for one in alike[:: _step(alike, number, signs)]]


def _step(alike: list[Passages], number: int, signs: int) -> int:
    return max(len(alike) // number, -(-sum(len(one.raw) for one in alike) // signs), 1)


def _elected(voters: list[Passages]) -> tuple[Positions, tuple[Problem, ...]]:
    boundaries = 2 * sum(len(one.starts) for one in voters)
    if not boundaries:
        return STANDARD, ()
    trials = [_trial(voters, positions) for positions in _ways(voters)]
    own = trials[0]
    best = max(trials, key=lambda one: one.points)  # the first of equals: the standard, and what is closest to it
    rivals = [one for one in trials if one.places != best.places]
    rival = max(rivals, key=lambda one: one.points, default=best)
    second = rival.points if rivals else 0.0
    doubted = _doubted(best, rivals, boundaries)
    if best.places == own.places:
        doubts = _doubts(own, boundaries, second, doubted) or _shortened(voters, own.positions)
        return _scored(own, boundaries, second, "standard" if rivals else "only"), doubts
    if _beats(best, own) and best.points - own.points >= 1.5 and best.points >= _CLEAR * boundaries:
        said = _said(best.positions, clear=_beats(best, rival) and not doubted)
        return _scored(best, boundaries, second, "inferred"), (said, *_shortened(voters, best.positions))
    return _scored(own, boundaries, best.points, "standard"), (Problem("refi_positions_unclear", "warning"),)


def _doubted(best: _Trial, rivals: list[_Trial], boundaries: int) -> bool:
    """Whether the best way of counting cuts words that another one leaves whole: its better points may be a habit."""
    fewest = min((one.cuts for one in rivals), default=best.cuts)
    return best.cuts > max(1, _CUT * boundaries) and fewest <= best.cuts / 4


def _shortened(voters: Sequence[Passages], positions: Positions) -> tuple[Problem, ...]:
    """A doubt about the end rule: whole sentences without their full stops look as if the end were inclusive."""
    short = total = 0
    for document in voters:
        _, ends, _, good = document.places(positions)
        kinds = document.kinds
        last, after, then = (kinds[ends[good] + step] for step in range(3))
        short += int(np.count_nonzero((last & _SPACE == 0) & (after & _CLOSING > 0) & (then & _WORD == 0)))
        total += len(ends)
    if positions.end == "inclusive" or short < max(_FEW, _SHORT * total):
        return ()
    return (Problem("refi_ends_unclear", "warning", found=written(replace(positions, end="inclusive"))),)


def _beats(one: _Trial, other: _Trial) -> bool:
    """Whether a way of counting is clearly better where the two differ: what they agree on speaks for neither."""
    pairs = zip(one.places, other.places, strict=True)
    differing = sum(int((np.frombuffer(a, np.int64) != np.frombuffer(b, np.int64)).sum()) for a, b in pairs)
    return one.points - other.points >= max(0.5, _MARGIN * differing)


def _ways(documents: Sequence[Passages]) -> list[Positions]:
    """The ways of counting that these texts can tell apart, the standard first."""
    wide: tuple[Unit, ...] = ("utf16",) if any(one.paired for one in documents) else ()
    long: tuple[Unit, ...] = ("utf8",) if not all(one.raw.isascii() for one in documents) else ()
    units: tuple[Unit, ...] = ("codepoint", *wide, *long)
    ends: tuple[Literal["exclusive", "inclusive"], ...] = ("exclusive", "inclusive")
    breaks: tuple[Literal[1, 2], ...] = (2, 1) if any(one.broken for one in documents) else (2,)
    marks = (False, True) if any(one.raw.startswith(_MARK) for one in documents) else (False,)
    inline: tuple[Literal[1, 2], ...] = (1, 2) if any(one.joined for one in documents) else (1,)
    ways = product(ends, inline, marks, breaks, units)
    return [Positions(u, b, m, e, inline_break=i) for e, i, m, b, u in ways]


def _trial(documents: Sequence[Passages], positions: Positions) -> _Trial:
    points, cuts, places = 0.0, 0, []
    for document in documents:
        starts, ends, good_starts, good_ends = document.places(positions)
        inside = good_starts & good_ends & (starts <= ends)
        worth = _worth(document, starts[good_starts], ends[good_ends])
        points += float(worth.sum()) + _names_met(document, starts, ends, inside)
        cuts += 2 * len(starts) - int(np.count_nonzero(worth))
        places += [np.where(good_starts, starts, -1).tobytes(), np.where(good_ends, ends, -1).tobytes()]
    return _Trial(positions, points, cuts, tuple(places))


def _worth(document: Passages, starts: Integers, ends: Integers) -> NDArray[np.float64]:
    """One for each boundary between words, less for white space within the passage, nothing for a sign torn off.

    No passage begins with a sign that closes what stands before, or ends with one that opens what follows.
    """
    kinds = document.kinds
    before, at = kinds[starts], kinds[starts + 1]
    last, after = kinds[ends], kinds[ends + 1]
    begun = np.where(before & at & _WORD | at & _CLOSING, 0.0, np.where(at & _SPACE, _LEADING, 1.0))
    trailing = np.where(kinds[ends - 1] & last & _SPACE, _TRAILING_TWICE, np.where(last & _SPACE, _TRAILING, 1.0))
    ended = np.where(last & after & _WORD | last & _OPENING, 0.0, trailing)
    return np.concatenate([begun, ended])


def _names_met(document: Passages, starts: Integers, ends: Integers, inside: NDArray[np.bool_]) -> int:
    """Passages that are called by their own first words."""
    met = 0
    if document.plain or not any(document.names[:_NAMES]):
        return met
    for at in np.flatnonzero(inside[:_NAMES]).tolist():
        name = _flat(document.names[at][:_FIRST])
        begin = int(starts[at])
        passage = document.text[begin : min(int(ends[at]), begin + 2 * _FIRST)]
        met += len(name) > 3 and _flat(passage).startswith(name)
    return met


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().removesuffix("...").removesuffix("…").strip()


def _scored(trial: _Trial, boundaries: int, second: float, how: Literal["inferred", "standard", "only"]) -> Positions:
    made = trial.positions
    score, runner_up = (min(points / boundaries, 1.0) for points in (trial.points, second))
    return replace(made, score=score, runner_up=runner_up, how=how, boundaries=boundaries)


def _doubts(trial: _Trial, boundaries: int, second: float, doubted: bool) -> tuple[Problem, ...]:
    """The standard is believed, unless it cuts words and another way does no better, or leaves them whole."""
    if doubted or (trial.points < 0.5 * boundaries and second >= trial.points):
        return (Problem("refi_positions_unclear", "warning"),)
    return ()


def _said(positions: Positions, *, clear: bool) -> Problem:
    return Problem("refi_positions_inferred", "notice" if clear else "warning", found=written(positions))


def written(positions: Positions) -> str:
    """A way of counting in the words that force it.

    >>> written(Positions("utf16", 2, False, "exclusive"))
    'utf16:crlf2'
    """
    parts = {
        f"crlf{positions.line_break}": True,
        "lf2": positions.inline_break == 2,
        "bom": positions.mark,
        "inclusive": positions.end == "inclusive",
    }
    return ":".join([positions.unit, *(part for part, there in parts.items() if there)])
