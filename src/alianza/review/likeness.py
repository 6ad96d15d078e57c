"""How much two records look like one publication: what agrees, what contradicts, and what forbids it.

Two different DOIs, Part I beside Part II, and an erratum beside its article are never one publication, whatever else
agrees. What is missing on one side neither agrees nor contradicts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from alianza.review.reference import Reference
from alianza.study.text import folded

_ABSENT = frozenset({"", "na", "n a", "none", "null", "nan", "no title", "sin titulo"})
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ESCAPED = re.compile(r"%([0-9a-fA-F]{2})")
_PUBLISHER_TAIL = re.compile(r"(/(abstract|full|pdf|epdf|html))?[\s.,;)\]}>\"']*$")
_DIGITS = re.compile(r"\d+")
_MARKUP = re.compile(r"<[^<>]{0,80}>|&[a-z#0-9]{1,8};")
_SMALL_WORDS = frozenset({"of", "the", "and", "for", "in", "de", "la", "y", "en"})
_WORDS = re.compile(r"[^\W_]+")
_NOTICES = {
    "erratum": "erratum", "errata": "erratum", "corrigendum": "erratum", "corrigenda": "erratum",
    "correction": "erratum", "fe de erratas": "erratum", "correccion": "erratum", "retraction": "retraction",
    "retracted": "retraction", "retractacion": "retraction", "withdrawn": "retraction",
    "expression of concern": "concern", "reply": "reply", "respuesta": "reply", "response to": "reply",
    "comment": "comment", "comments": "comment",
    "commentary": "comment", "comentario": "comment", "author reply": "reply", "book review": "review of a book",
    "resena": "review of a book", "protocol": "protocol", "protocolo": "protocol",
}  # fmt: skip
_NOTICE = re.compile(r"\b(" + "|".join(sorted(map(re.escape, _NOTICES), key=len, reverse=True)) + r")\b")
_PART = re.compile(
    r"\b(?:part|parte|study|estudio|phase|fase|volume|volumen|chapter|capitulo|wave|ola|no|number|numero)"
    r" ([0-9]+|[ivx]+|one|two|three|four|uno|dos|tres|cuatro|a|b|c)\b"
)
_LAST_NUMERAL = re.compile(r" ([ivx]+|[0-9]{1,2})$")
_ROMAN = {"i": 1, "v": 5, "x": 10}
_NUMBER_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4",
    "a": "1", "b": "2", "c": "3",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Features:
    """What a record is compared by: plain letters, no accents, no markup.

    Attributes:
        title: Words of the title.
        doi: DOI in lower case.
        authors: Family names, as far as the record separates them.
        year: Year.
        first_page: First page, without letters.
        last_page: Last digits of the pages.
        volume: Volume.
        journal: Words of the source's title.
        abstract: Beginning of the abstract.
        notice: Erratum, retraction, reply and the like; empty for an article.
        part: Number of the part that the title names.
    """

    title: str
    doi: str
    authors: tuple[str, ...]
    year: int | None
    first_page: str
    last_page: str
    volume: str
    journal: str
    abstract: str
    notice: str
    part: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """What the comparison of two records found.

    Attributes:
        title: Likeness of the titles, 0 to 1; 1 where a title is missing and the DOI is the same.
        agree: Fields that agree.
        contradict: Fields that contradict each other.
        forbidden: Why they cannot be one publication; empty where they can.
    """

    title: float
    agree: tuple[str, ...]
    contradict: tuple[str, ...]
    forbidden: str = ""

    @property
    def score(self) -> float:
        """Order of certainty from 0 to 1: the titles' likeness, moved by what agrees and what contradicts."""
        moved = self.title + 0.05 * len(self.agree) - 0.15 * len(self.contradict)
        return round(max(0.0, min(1.0, moved / 1.3)), 3)


def features(record: Reference) -> Features:
    """The features of a record."""
    title = _plain(record.title)
    pages = _DIGITS.findall(record.pages)
    return Features(
        title=title,
        doi=plain_doi(record.doi),
        authors=tuple(filter(None, map(_family, record.authors))),
        year=record.year,
        first_page=pages[0].lstrip("0") if pages else "",
        last_page=_full_last(pages),
        volume=_volume(record.volume),
        journal=_plain(record.source_title.split(":")[0]),
        abstract=_plain(record.abstract[:400])[:200],
        notice=_notice(title),
        part=_part(title),
    )


def plain_doi(text: str) -> str:
    """A DOI in lower case without its address; empty where the text holds none.

    >>> plain_doi("https://doi.org/10.1016/J.JBUSRES.2020.01.001."), plain_doi("NA")
    ('10.1016/j.jbusres.2020.01.001', '')
    """
    found = _DOI.search(_ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), text.replace("\\_", "_")).lower())
    return _PUBLISHER_TAIL.sub("", found[0]) if found else ""


def likeness(one: Features, other: Features) -> Likeness:
    """What two records have in common, and what stands against it."""
    agree: list[str] = []
    contradict: list[str] = []
    for name, found in _comparisons(one, other).items():
        if found is not None:
            (agree if found else contradict).append(name)
    title = _titles(one, other)
    return Likeness(title, tuple(agree), tuple(contradict), _forbidden(one, other))


def _forbidden(one: Features, other: Features) -> str:
    if one.doi and other.doi and one.doi != other.doi:
        return "doi"
    if one.notice != other.notice:
        return "notice"
    return "part" if one.part != other.part else ""


def _comparisons(one: Features, other: Features) -> dict[str, bool | None]:
    """Each field: agrees, contradicts, or None where a side is silent or the field tells nothing."""
    return {
        "doi": True if one.doi and one.doi == other.doi else None,
        "authors": _same_authors(one.authors, other.authors),
        "year": _same_year(one.year, other.year),
        "pages": _same_pages(one, other),
        "volume": _equal(one.volume, other.volume),
        "journal": _same_journal(one.journal, other.journal),
        "abstract": _same_abstract(one.abstract, other.abstract),
    }


def _titles(one: Features, other: Features) -> float:
    """Likeness of two titles, also where one leaves out a subtitle that the other has."""
    if not (one.title and other.title):
        return 1.0 if one.doi and one.doi == other.doi else 0.0
    whole = max(fuzz.ratio(one.title, other.title), fuzz.token_sort_ratio(one.title, other.title)) / 100
    short, long_ = sorted((one.title, other.title), key=len)
    if len(short) >= 40 and long_.startswith(short):
        return max(whole, 0.95)
    return float(whole)


def _same_authors(one: Sequence[str], other: Sequence[str]) -> bool | None:
    if not (one and other):
        return None
    if one[0] == other[0] or fuzz.ratio(one[0], other[0]) >= 85:
        return True
    # Databases cut double family names differently, and some put the given name first.
    first, second = set(" ".join(one).split()), set(" ".join(other).split())
    shared = {word for word in first & second if len(word) > 2}
    return len(shared) >= max(1, 0.5 * min(len(one), len(other)))


def _same_year(one: int | None, other: int | None) -> bool | None:
    """Equal years agree; a year apart, as online and in print, tells nothing."""
    if one is None or other is None or abs(one - other) == 1:
        return None
    return one == other


def _same_pages(one: Features, other: Features) -> bool | None:
    if not (one.first_page and other.first_page):
        return None
    return one.first_page == other.first_page or bool(one.last_page and one.last_page == other.last_page)


def _equal(one: str, other: str) -> bool | None:
    return one == other if one and other else None


def _same_journal(one: str, other: str) -> bool | None:
    """Whether two titles of journals are one: equal, alike, or one the abbreviation of the other."""
    if not (one and other):
        return None
    return (
        one == other or fuzz.token_set_ratio(one, other) >= 85 or _abbreviates(one, other) or _abbreviates(other, one)
    )


@cache
def _abbreviates(short: str, long_: str) -> bool:
    """Whether each word of a title begins a word of another, in order: «j bus res», «journal of business research»."""
    words = iter(long_.split())
    if all(any(word.startswith(piece) for word in words) for piece in short.split()):
        return True
    initials = "".join(
        word[0] for word in long_.split() if word not in ("of", "the", "and", "de", "la", "y", "for", "in")
    )
    return short.replace(" ", "") == initials


def _same_abstract(one: str, other: str) -> bool | None:
    if min(len(one), len(other)) < 60:
        return None
    length = min(len(one), len(other))
    return True if fuzz.ratio(one[:length], other[:length]) >= 85 else None


def _plain(text: str) -> str:
    """Words in lower case without accents, markup or signs; empty where the field only says that it is absent."""
    found = " ".join(_WORDS.findall(folded(_MARKUP.sub(" ", text))))
    return "" if found in _ABSENT else found


def _family(name: str) -> str:
    """Family name of «Family, Given», or the words of a name that has no comma."""
    return _plain(name.split(",")[0] if "," in name else name)


def _volume(text: str) -> str:
    """The volume's number, without the supplement that some databases write beside it."""
    found = _DIGITS.search(text)
    return found[0].lstrip("0") if found else _plain(text)


def _full_last(pages: Sequence[str]) -> str:
    """Last page with all its digits: 221-8 ends on 228."""
    if len(pages) < 2:
        return ""
    first, last = pages[0], pages[1]
    return (first[: len(first) - len(last)] + last if len(last) < len(first) else last).lstrip("0")


def _notice(title: str) -> str:
    """What a title says it is, beside an article: it begins with the word, or ends with it."""
    found = _NOTICE.search(title)
    if found is None:
        return ""
    near_edge = (
        found.start() <= 2 or found.end() == len(title) or title[: found.start()].strip() in ("author", "a", "the")
    )
    return _NOTICES[found[1]] if near_edge else ""


def _part(title: str) -> str:
    """Number of the part that a title names, or that stands at its end."""
    found = _PART.search(title) or _LAST_NUMERAL.search(title)
    if found is None:
        return ""
    word = found[1]
    return _NUMBER_WORDS.get(word) or (word if word.isdigit() else str(_roman(word)))


def _roman(numeral: str) -> int:
    values = [_ROMAN[sign] for sign in numeral]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
