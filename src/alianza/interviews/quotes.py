"""Quotes for each construct, of participants who consented to it and passages that a second person has cleared.

A quote carries its participant's pseudonym, role and broad sector, and its place in the document. It never carries a
province: with role and sector that may give a person away (METHODS, "Coding and agreement"). It has the participant's
words only: a passage that reaches into a question is cut to the answers, and each of them is a quote by itself.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from alianza.coding.constructs import meanings
from alianza.coding.project import Coding, Document, QualitativeProject
from alianza.coding.term_search import WORD
from alianza.interviews.answers import OwnWords

Reason = Literal["", "waiting", "no_passages", "none_consented", "none_cleared", "no_own_words"]
WAITING: Final[Reason] = "waiting"
"""Why there is no quote of a construct all whose passages are being coded blind."""
FEWEST, MOST = 15, 60
"""Words of a quote that can be read by itself and does not tire."""
_ENDS: Final = ".?!…"
_CLOSING: Final = "»”’\"')]"
_BEFORE: Final = _ENDS + ":\n"
"""Signs after which a sentence begins; a colon stands after who speaks."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage that may be printed.

    Attributes:
        quotation: Its words.
        participant: Pseudonym of whoever said it.
        role: What they do.
        sector: The broad sector of their firm.
        document: Document in which it stands.
        start: Where it begins there, in code points from 0.
        end: Where it ends; the sign at `end` is not part of it.
        coders: Coders who gave it a code of the construct.
        words: How many words it has.
        whole: Whether it is whole sentences.
    """

    quotation: str
    participant: str
    role: str
    sector: str
    document: str
    start: int
    end: int
    coders: int
    words: int
    whole: bool


@dataclass(frozen=True, slots=True)
class QuotesOfConstruct:
    """Quotes of a construct, the best first.

    Attributes:
        construct: The construct.
        quotes: Each participant's best one first, then each one's second; passages that overlap a better one are out.
        passages: Distinct passages coded with the construct.
        consented: Those of participants who may be quoted.
        cleared: Those of them that a second person has cleared.
        cut: Those of the cleared that have words of whoever asked, or say who speaks, and were cut to the answers.
        left_out: Those of the cleared in which the participant says nothing, or where it cannot be told who asks.
        reason: Why there is no quote; empty where there is one. `waiting` where all its passages are being coded blind.
    """

    construct: str
    quotes: tuple[Quote, ...]
    passages: int
    consented: int
    cleared: int
    cut: int = 0
    left_out: int = 0
    reason: Reason = ""


def quotes(
    project: QualitativeProject,
    constructs: Iterable[str],
    quotable: Collection[str],
    cleared: Iterable[Coding],
    spoken: OwnWords | None = None,
) -> tuple[QuotesOfConstruct, ...]:
    """Quotes of each construct.

    Quotes that more than one coder gave the construct come first, then those of 15 to 60 words, then whole sentences,
    then by document and place.

    Args:
        project: The project; its documents bear `participant`, `role` and `sector` as attributes.
        constructs: The constructs, in the order of the result.
        quotable: Pseudonyms of participants who consented to being quoted.
        cleared: Codings whose passages somebody who did not code them has cleared for printing.
        spoken: What each participant says; as the labels of the texts tell, where it is left out.
    """
    speech = spoken or OwnWords(project)
    printable = {_span(one) for one in cleared}
    coders: dict[str, dict[tuple[str, int, int], set[str]]] = {}
    said = meanings(project)
    for one in project.codings:
        construct = said[one.code].construct
        if construct and one.end > one.start:
            coders.setdefault(construct, {}).setdefault(_span(one), set()).add(one.coder)
    return tuple(_of_construct(project, speech, name, coders.get(name, {}), quotable, printable) for name in constructs)


def _span(coding: Coding) -> tuple[str, int, int]:
    return coding.document, coding.start, coding.end


def _of_construct(
    project: QualitativeProject,
    speech: OwnWords,
    construct: str,
    passages: dict[tuple[str, int, int], set[str]],
    quotable: Collection[str],
    printable: Collection[tuple[str, int, int]],
) -> QuotesOfConstruct:
    consented = [span for span in passages if _participant(project.document[span[0]]) in quotable]
    cleared = [span for span in consented if span in printable]
    spoken = {span: speech.of(span) for span in cleared}
    found = [
        _quote(project.document[span[0]], part, len(passages[span])) for span, parts in spoken.items() for part in parts
    ]
    order = {one.name: place for place, one in enumerate(project.documents)}
    ranked = sorted(found, key=lambda one: (*_rank(one), order[one.document], one.start, one.end))
    cut = sum(bool(parts) and parts != [span] for span, parts in spoken.items())
    counts = len(passages), len(consented), len(cleared), cut, sum(not parts for parts in spoken.values())
    return QuotesOfConstruct(construct, tuple(_by_turns(list(_apart(ranked)))), *counts, _reason(counts, bool(found)))


def _reason(counts: tuple[int, int, int, int, int], found: bool) -> Reason:
    """Why a construct has no quote."""
    passages, consented, cleared, *_ = counts
    if found:
        return ""
    if cleared:
        return "no_own_words"
    return "none_cleared" if consented else "none_consented" if passages else "no_passages"


def _participant(document: Document) -> str:
    return document.attributes.get("participant", "")


def _quote(document: Document, span: tuple[str, int, int], coders: int) -> Quote:
    _, start, end = span
    words = len(WORD.findall(document.text, start, end))
    role, sector = (document.attributes.get(name, "") for name in ("role", "sector"))
    whole = is_whole(document.text, start, end)
    quotation = document.text[start:end].strip()
    return Quote(quotation, _participant(document), role, sector, *span, coders, words, whole)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether a passage begins where a sentence begins and ends where one ends.

    >>> is_whole("Ana: Sí. Confiamos mucho.", 9, 25), is_whole("Ana: Sí. Confiamos mucho.", 9, 18)
    (True, False)
    """
    before = text[:start].rstrip(" \t" + _CLOSING)
    last = text[start:end].rstrip().rstrip(_CLOSING)[-1:]
    return (not before or before[-1] in _BEFORE) and bool(last) and last in _ENDS


def _rank(quote: Quote) -> tuple[bool, bool, bool]:
    """False sorts first."""
    return quote.coders < 2, not FEWEST <= quote.words <= MOST, not quote.whole


def _apart(ranked: Sequence[Quote]) -> Iterator[Quote]:
    """Quotes that share no sign with a better one: the same words are printed once."""
    taken: list[Quote] = []
    for one in ranked:
        if not any(
            one.document == other.document and one.start < other.end and other.start < one.end for other in taken
        ):
            taken.append(one)
            yield one


def _by_turns(ranked: Sequence[Quote]) -> list[Quote]:
    """Every participant's first quote before anybody's second."""
    turn: dict[str, int] = {}
    turns = []
    for one in ranked:
        turn[one.participant] = turn.get(one.participant, 0) + 1
        turns.append(turn[one.participant])
    return [one for _, one in sorted(zip(turns, ranked, strict=True), key=lambda pair: pair[0])]
