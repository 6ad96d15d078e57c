"""The transferability sheet: what a reader needs to judge whether the findings hold elsewhere (R050).

Interviews are not generalised by a margin of error. Whoever wants to use them sets the own context beside that of the
study, aspect by aspect; the sheet puts what the study knows of itself in one place, and asks. Categories of fewer
persons than the minimum are counted and not named, because together they may give somebody away.

Source:
    Lincoln and Guba (1985), Naturalistic Inquiry: transferability is judged by the reader, from a description of the
    sending context that is thick enough.
"""

from collections import Counter
from collections.abc import Iterator

from alianza.interviews.registry import Interview
from alianza.report.interview_chapter import InterviewChapter, code_trail
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic
from alianza.study.text import Text, visible

TOPIC: Topic = "interviews"
STRAND = "interviews"
NEEDS = ("interview_registry",)
COLUMNS = (Column("this_study", wraps=True), Column("ask_yourself", wraps=True), Column("same_here"))
DESCRIBED = ("role", "sector", "size", "place")
"""Columns of the registry by which readers compare people."""

LIMIT = "limits"
"""Aspect of each thing that the study cannot say."""

Told = Text | Message


def compute(chapter: InterviewChapter) -> Table:
    """One row an aspect of the context of which the study says something; the last column is for the reader."""
    found = dict(_aspects(chapter))
    return Table(
        id="interview_transferability",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(_row(aspect, told) for aspect, told in found.items()),
        base=len(chapter.evidence.asked),
        lead=Message("leads.interview_transferability", {"aspects": len(found)}),
        notes=(Message("notes.interview_transferability", {"minimum": chapter.protocol.rules.minimum_cell}),),
    )


def _row(aspect: str, told: Told) -> Row:
    name = aspect.partition(":")[0]
    question = Message(f"transfer_questions.{name}")
    return Row(aspect, Message(f"transfer_aspects.{name}"), (told, question, Message("rows.transfer_answer")))


def _aspects(chapter: InterviewChapter) -> Iterator[tuple[str, Told]]:
    """Aspect to what the study says of itself, those of which it says nothing left out."""
    study, interviews = chapter.protocol.study, chapter.evidence.interviews
    yield "when", _when(chapter)
    for aspect, words in (
        ("where", study.place), ("population", study.population), ("context", study.context),
        ("selection", interviews.selection),
    ):  # fmt: skip
        if words.es or words.en:
            yield aspect, words
    yield from _people(chapter)
    yield from _saturated(chapter)
    for number, limit in enumerate(chapter.protocol.cannot_say, 1):
        yield f"{LIMIT}:{number}", limit


def _when(chapter: InterviewChapter) -> Message:
    """When people were asked; the period of the study where the registry does not say."""
    days = sorted(one.date.isoformat() for one in chapter.evidence.registry.standing if one.date)
    period = chapter.protocol.study.period
    if not days:
        return Message("rows.transfer_when", {"first": period.first, "last": period.last})
    return Message(
        "rows.transfer_asked", {"first": days[0], "last": days[-1], "since": period.first, "to": period.last}
    )


def _people(chapter: InterviewChapter) -> Iterator[tuple[str, Told]]:
    persons = list(chapter.evidence.registry.persons.values())
    for variable in DESCRIBED:
        told = _categories(persons, variable, chapter.protocol.rules.minimum_cell)
        if told is not None:
            yield variable, told


def _categories(persons: list[Interview], variable: str, minimum: int) -> Message | None:
    """The categories of enough persons, the most frequent first, and how many others there are; None without any."""
    counts = Counter(value for one in persons if (value := getattr(one, variable)))
    if not counts:
        return None
    named = sorted((value for value in counts if counts[value] >= minimum), key=lambda value: (-counts[value], value))
    values = {"persons": sum(counts.values()), "categories": [Text(visible(value)) for value in named],
              "others": len(counts) - len(named)}  # fmt: skip
    if not named:
        return Message("rows.transfer_few", values)
    return Message("rows.transfer_some" if values["others"] else "rows.transfer_all", values)


def _saturated(chapter: InterviewChapter) -> Iterator[tuple[str, Told]]:
    """Which topics the interviews exhausted, by the declared rule; nothing where it claims nothing, or could not.

    A codebook that was whole from the beginning does not tell what nobody had a code for.
    """
    known = [] if chapter.evidence.is_book_of_before else chapter.saturation
    topics = [one for one in known if one.topic and one.reached is not None]
    if topics:
        reached = [code_trail(one.topic) for one in topics if one.reached]
        code = "rows.transfer_topics" if reached else "rows.transfer_no_topic"
        yield "depth", Message(code, {"topics": reached, "all": len(topics)})
