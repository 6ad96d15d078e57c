"""Which lines of a transcript begin with somebody's label or a time, and which of them can be believed.

A colon makes no speaker: «Le dije: no», «Nota: …» and «10:30» have one too. So a label is believed where its words name
a role, where the study names it, or where it comes back and looks like a name.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from alianza.interviews.speakers import is_code, is_heading, is_letter, is_role_word, key

_LEAD = re.compile(r"[ \t>*_#•–—-]{0,12}")
_CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_SPAN = rf"{_CLOCK}(?:-\d)?(?:[ ]?(?:-->|[-–—])[ ]?{_CLOCK})?"
_BRACKETED = rf"[\[({{#<][ ]?{_SPAN}[ ]?[\])}}#>]"
_INNER = re.compile(rf"\s*({_BRACKETED})")
_STAMP = re.compile(rf"{_BRACKETED}|{_SPAN}")
_WORD = r"[^\W_](?:[\w’'.&/-]{0,38}[^\W_])?\.?"
_LABEL = re.compile(
    rf"""
    (?P<name>(?=[^\W\d_]){_WORD}(?:[ ]{{1,3}}{_WORD}){{0,4}})
    (?:[ ]?[(\[](?P<note>[^()\[\]\d][^()\[\]]{{0,40}})[)\]])?
    [*_]{{0,3}}
    (?:(?P<boxed>[ \t]{{0,4}}{_BRACKETED}[*_]{{0,3}})|(?P<bare>[ \t]{{1,4}}{_SPAN}[*_]{{0,3}}))?
    (?:
        (?P<colon>[ ]?[:：](?![/\\\d]))
        | (?P<dash>\.?[ ]?[-–—]{{1,2}}(?=\s|$))
        | (?P<tab>\t)
        | (?P<line>[ \t]*$)
        | (?(boxed)(?=\s)|(?!))
    )[*_]{{0,3}}
    """,
    re.VERBOSE,
)
_LETTER = re.compile(r"(?P<name>[A-Z]{1,3}\d{0,2})\.(?=\s)")
_PSEUDONYM = re.compile(r"[^\W\d_]{2,20}[ _-]?\d{1,3}")
_LINE = re.compile(r"[^\n]+")
_PARTICLES: Final = frozenset(
    ["de", "del", "la", "las", "los", "y", "e", "o", "da", "das", "do", "dos", "di", "van", "von"]
)
_HEAD_LINES = 40
_HEAD_BLOCK = 15
"""Lines of a heading: more are the conversation itself, written without blank lines."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that may begin with a label, a time, or both.

    Attributes:
        start: Where the line begins.
        words: Where its words begin, behind label and time.
        label: The label as written; empty where there is only a time.
        note: What stands in brackets behind it.
        style: What parts label and words: `colon`, `dash`, `tab`, `line`, `letter`, `stamped` or `time`.
        time: Seconds from the beginning of the recording.
        after_time: Where the words begin if the label is none.
    """

    start: int
    words: int
    label: str = ""
    note: str = ""
    style: str = "time"
    time: float | None = None
    after_time: int | None = None

    @property
    def key(self) -> str:
        """What makes two labels one."""
        return key(self.label)

    @property
    def is_answer(self) -> bool:
        """Whether it is a sentence on a line of its own: «Exacto.», «María José.»."""
        return self.style == "line" and self.label.endswith(".")

    @property
    def name(self) -> str:
        """The label as a name: the point behind «P.» belongs to the abbreviation."""
        return self.label.rstrip(".") if is_letter(self.key) else self.label


def seconds(stamp: str) -> float | None:
    """Seconds of the first time in a stamp; None where it is no time of a recording.

    >>> seconds("[00:01:23]"), seconds("12:03,5"), seconds("10:75")
    (83.0, 723.5, None)
    """
    found = re.search(_CLOCK, stamp)
    if not found:
        return None
    parts = [float(part) for part in found[0].replace(",", ".").split(":")]
    if any(part >= 60 for part in parts[1:]):
        return None
    total = 0.0
    for part in parts:
        total = total * 60 + part
    return total


def marks(text: str) -> list[Mark]:
    """Every line that may begin with a label or a time, in the order of the text."""
    found = (_mark(text, line.start(), line.end()) for line in _LINE.finditer(text))
    return [mark for mark in found if mark is not None]


def _mark(text: str, start: int, end: int) -> Mark | None:
    begin = _after(text, start, end)
    stamp = _STAMP.match(text, begin, end)
    time = seconds(stamp[0]) if stamp else None
    after = _after(text, stamp.end(), end) if stamp and time is not None else begin
    label = _label(text, after, end)
    alone = after if stamp and time is not None and _stands_alone(stamp[0], text[after:end]) else None
    if label:
        return _labelled(text, Mark(start, after, time=time, after_time=alone), label, end)
    return None if alone is None else Mark(start, after, time=time, after_time=alone)


def _label(text: str, start: int, end: int) -> re.Match[str] | None:
    """What may be a label; in «R. Nada.» it is the letter, not the line."""
    label = _LABEL.match(text, start, end)
    if label and label["line"] is None:
        return label
    return _LETTER.match(text, start, end) or label


def _after(text: str, start: int, end: int) -> int:
    """Where a line begins behind its marks of lists, quotes and bold letters."""
    found = _LEAD.match(text, start, end)
    return found.end() if found else start


def _stands_alone(stamp: str, rest: str) -> bool:
    """Whether a time without a label is one: in brackets, or with its seconds and nothing else on the line."""
    return not stamp[0].isdigit() or (stamp.count(":") > 1 and not rest.strip())


def _labelled(text: str, line: Mark, label: re.Match[str], end: int) -> Mark:
    """The mark with its label and with the time that may stand behind it, before or after the colon."""
    parts = label.groupdict()
    style = next((name for name in ("colon", "dash", "tab", "line") if parts.get(name) is not None), "letter")
    stamp = parts.get("boxed") or parts.get("bare") or ""
    style = "stamped" if stamp else style
    words = label.end()
    time = line.time if line.time is not None else seconds(stamp)
    inner = _INNER.match(text, words, end)
    if time is None and inner:
        time = seconds(inner[1])
        words = inner.end() if time is not None else words
    return Mark(line.start, words, label["name"], (parts.get("note") or "").strip(), style, time, line.after_time)


def believed(found: Sequence[Mark], named: Collection[str]) -> frozenset[str]:
    """Keys of the labels that are speakers.

    Args:
        found: Every mark of the text outside its heading.
        named: Keys of the labels that the study names.
    """
    count = Counter(mark.key for mark in found if mark.label)
    sure = {mark.key for mark in found if mark.label and _is_sure(mark, count, named)}
    letters = {one for one, times in count.items() if times > 1 and is_letter(one)}
    codes = {one for one, times in count.items() if is_code(one) and (times > 1 or sure or letters)}
    names = {mark.key for mark in found if _is_name(mark) and count[mark.key] >= _needed(mark)}
    together = sure | codes | letters | names
    return frozenset(together if sure or codes or len(together) > 1 else ())


def _is_sure(mark: Mark, count: Counter[str], named: Collection[str]) -> bool:
    if mark.key in named:
        return True
    return is_role_word(mark.key) and (mark.style not in ("line", "letter") or count[mark.key] > 1)


def _needed(mark: Mark) -> int:
    """How often a name must stand there: a line of its own may be a title; a time beside it says who it is."""
    return {"line": 3, "stamped": 1}.get(mark.style, 2)


def _is_name(mark: Mark) -> bool:
    """Whether a label is written as names are, with a capital letter in each word, or as a pseudonym: gerente-2."""
    if is_heading(mark.key) or is_letter(mark.key):
        return False
    if _PSEUDONYM.fullmatch(mark.label):
        return True
    words = mark.label.split()
    if mark.is_answer or (mark.style == "line" and len(words) < 2):
        return False
    capital = all(word[0].isupper() or word[0].isdigit() or word in _PARTICLES for word in words)
    return bool(words) and capital and words[0][0].isupper() and words[-1] not in _PARTICLES


def unsure(found: Sequence[Mark], taken: Collection[str]) -> tuple[str, ...]:
    """Labels that look like somebody's and were not believed, in the order of the text."""
    labels: dict[str, str] = {}
    for mark in found:
        if mark.style in ("colon", "stamped") and mark.key not in taken and _is_name(mark):
            labels.setdefault(mark.key, mark.name)
    return tuple(labels.values())


def heading_end(text: str, found: Sequence[Mark]) -> int:
    """Where the heading of a transcript ends: date, place, and who took part are told there, not spoken.

    The heading is made of the first paragraphs whose lines begin with words such as «Fecha:», up to the last of them;
    titles may stand before and between.
    """
    labels = {mark.start: mark for mark in found if mark.style == "colon"}
    end = 0
    for block in _blocks(text):
        told = [labels[start] for start, _ in block if start in labels]
        headings = [mark.start for mark in told if is_heading(mark.key)]
        if told and not (len(headings) > 1 or is_heading(told[0].key)):
            break
        if headings:
            whole = len(block) <= _HEAD_BLOCK and block[-1][1] < len(text.rstrip())
            end = block[-1][1] if whole else next(stop for start, stop in block if start == headings[-1])
    return end


def _blocks(text: str) -> Iterator[list[tuple[int, int]]]:
    """The paragraphs within the first lines of the text, as the places of their lines."""
    block: list[tuple[int, int]] = []
    start = 0
    for _ in range(_HEAD_LINES):
        if start > len(text):
            break
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if text[start:end].strip():
            block.append((start, end))
        elif block:
            yield block
            block = []
        start = end + 1
    if block:
        yield block
