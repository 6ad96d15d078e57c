"""What participants said of each construct, in their words: consented to and cleared by a second person (R061).

A quote carries the participant's pseudonym, role and broad sector, and its place in the transcript; never a place or
the size of a firm.
"""

from collections.abc import Iterator
from dataclasses import replace

from alianza.coding.concealment import without_waiting
from alianza.interviews.quotes import WAITING, Quote, QuotesOfConstruct, quotes
from alianza.report.interview_chapter import InterviewChapter
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic
from alianza.study.text import Text, visible

TOPIC: Topic = "interviews"
STRAND = "interviews"
NEEDS = ("coded_passages", "measuring_codes")
COLUMNS = (Column("variable"), Column("quotation", wraps=True), Column("stands", wraps=True))
SHOWN = 2
"""Quotes of each construct."""


def compute(chapter: InterviewChapter) -> Table:
    """The best quotes of each construct, everybody's first before anybody's second."""
    found = quotes_of(chapter)
    rows = tuple(row for one in found for row in _rows(chapter, one))
    quoted = sum(bool(one.quotes) for one in found)
    persons = {quote.participant for one in found for quote in one.quotes[:SHOWN]}
    values = {"quotes": len(rows), "quoted": quoted, "constructs": len(found), "persons": len(persons)}
    return Table(
        id="interview_quotes",
        topic=TOPIC,
        columns=COLUMNS,
        rows=rows,
        base=len(chapter.evidence.asked),
        lead=Message("leads.interview_quotes" if rows else "leads.interview_quotes_none", values),
        notes=(
            Message("notes.interview_quotes", {"shown": SHOWN, "minimum": chapter.protocol.rules.minimum_cell}),
            *_without(chapter, found),
        ),
    )


def quotes_of(chapter: InterviewChapter) -> tuple[QuotesOfConstruct, ...]:
    """The quotes of each construct that a code measures, by the protocol; none of what waits to be coded blind."""
    measured = {one.construct for one in chapter.meanings.values()}
    constructs = [one.id for one in chapter.protocol.constructs if one.id in measured]
    evidence = chapter.evidence
    told = without_waiting(chapter.project, evidence.state)
    found = quotes(told, constructs, evidence.registry.quotable, evidence.cleared, evidence.spoken)
    coded = {chapter.meanings[one.code].construct for one in chapter.project.codings}
    return tuple(
        replace(one, reason=WAITING) if one.reason == "no_passages" and one.construct in coded else one for one in found
    )


def source(chapter: InterviewChapter, quote: Quote) -> Message:
    """Who said it: pseudonym, role and broad sector, and that the words are synthetic where they are.

    A sector of fewer persons than the minimum is left out, and a role where fewer have it in that sector.
    """
    sector = {"sector": quote.sector} if chapter.are_many(sector=quote.sector) else {}
    role = [quote.role] if chapter.are_many(role=quote.role, **sector) else []
    who = [visible(part) for part in (quote.participant, *role, *sector.values()) if part]
    return Message("rows.said_by_synthetic" if chapter.protocol.synthetic else "rows.said_by", {"who": who})


def _rows(chapter: InterviewChapter, of: QuotesOfConstruct) -> Iterator[Row]:
    group = chapter.construct(of.construct)
    for place, one in enumerate(of.quotes[:SHOWN], 1):
        words = Message("rows.quotation", {"words": visible(" ".join(one.quotation.split()))})
        stands = {"document": visible(one.document), "line": _line(chapter, one), "start": one.start, "end": one.end,
                  "consent": Message("consents.quote")}  # fmt: skip
        cells = (group, words, Message("rows.stands", stands))
        yield Row(f"{of.construct}:{place}", source(chapter, one), cells, of.construct)


def _line(chapter: InterviewChapter, quote: Quote) -> int:
    """The paragraph in which a quote begins, from 1."""
    before = chapter.project.document[quote.document].text[: quote.start + 1]
    return sum(bool(line.strip()) for line in before.split("\n"))


def _without(chapter: InterviewChapter, found: tuple[QuotesOfConstruct, ...]) -> Iterator[Message]:
    """Constructs without a quote, by the reason why."""
    reasons: dict[str, list[Text | Message]] = {}
    for one in found:
        if one.reason:
            reasons.setdefault(one.reason, []).append(chapter.construct(one.construct))
    for reason, constructs in reasons.items():
        yield Message(f"notes.quotes_{reason}", {"constructs": constructs})
