"""Who was interviewed: participants by role, sector, size, place, consent and guide (R043, R050).

Each person counts once, however many interviews they gave. Small cells are withheld, because role, sector and place
together may give a person away.
"""

from collections import Counter
from statistics import median

from alianza.interviews.registry import Interview
from alianza.report.interview_chapter import InterviewChapter
from alianza.report.merging import MERGED
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic
from alianza.study.text import Text, visible

TOPIC: Topic = "interviews"
STRAND = "interviews"
NEEDS = ("interview_registry",)
OF_PERSONS = True
COLUMNS = (Column("variable"), Column("n", "count"), Column("share", "share"))
SHOWN = ("role", "sector", "size", "place", "guide")
"""Columns of the registry that describe participants."""


def compute(chapter: InterviewChapter) -> Table:
    """Participants, and their share, in each category of what the registry says about them."""
    interviews = chapter.evidence.registry.standing
    persons = chapter.evidence.registry.persons
    quotable = chapter.evidence.registry.quotable
    told = {name: [getattr(one, name) for one in persons.values()] for name in SHOWN}
    told["consent"] = ["quote" if who in quotable else "analysis" for who in persons]
    minimum = chapter.protocol.rules.minimum_cell
    groups = {name: _rows(name, values, minimum) for name, values in told.items()}
    return Table(
        id="interview_participants",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(row for rows in groups.values() for row in rows),
        base=len(persons),
        lead=_lead(interviews, len(persons)),
        notes=(Message("notes.interview_participants", {"minimum": minimum}), *_selection(chapter)),
        partitions=tuple(tuple(row.id for row in rows) for rows in groups.values()),
    )


def _rows(variable: str, values: list[str], minimum: int) -> list[Row]:
    """One row a category, the most frequent first, then small ones together; none where nobody has a value."""
    counts = Counter(values)
    if set(counts) <= {""}:
        return []
    small = _small(counts, minimum) if variable != "consent" else []
    ordered = sorted(
        (one for one in counts.items() if one[0] not in small), key=lambda one: (not one[0], -one[1], one[0])
    )
    told = [(f"{variable}:{value}", _label(variable, value), count) for value, count in ordered]
    if small:
        others = Message("rows.other_categories", {"categories": len(small)})
        told.append((f"{variable}:{MERGED}", others, sum(counts[value] for value in small)))
    heading = Message(f"interview_variables.{variable}")
    return [Row(name, label, (heading, count, _share(count, len(values)))) for name, label, count in told]


def _small(counts: Counter[str], minimum: int) -> list[str]:
    """Categories that are told together: those under the minimum, and so many more that they hide each other."""
    together: list[str] = []
    for value, count in sorted(counts.items(), key=lambda one: (one[1], one[0])):
        hidden = len(together) > 1 and sum(counts[one] for one in together) >= minimum
        if count >= minimum and (hidden or not together):
            break
        together.append(value)
    return together if len(together) > 1 else []


def _label(variable: str, value: str) -> Text | Message:
    if variable == "consent":
        return Message(f"consents.{value}")
    return Text(visible(value)) if value else Message("rows.unstated")


def _share(count: int, base: int) -> Estimate:
    return Estimate(count / base, n=base, unit="share", method="counted")


def _lead(interviews: tuple[Interview, ...], persons: int) -> Message:
    dates = sorted(one.date.isoformat() for one in interviews if one.date)
    lasted = [one.minutes for one in interviews if one.minutes]
    values = {"persons": persons, "interviews": len(interviews)}
    if not dates or not lasted:
        return Message("leads.interview_participants_undated", values)
    told = {"first": dates[0], "last": dates[-1], "minutes": round(median(lasted))}
    return Message("leads.interview_participants", {**values, **told})


def _selection(chapter: InterviewChapter) -> tuple[Message, ...]:
    words = chapter.evidence.interviews.selection
    told = Text(words.es.rstrip(" ."), words.en.rstrip(" ."))
    return (Message("notes.interview_selection", {"words": told}),) if told.es or told.en else ()
