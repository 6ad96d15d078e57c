"""Who was interviewed: participants by role, sector, size, place, consent and guide (R043, R050).

Each person counts once, however many interviews they gave. Small cells are withheld, because role, sector and place
together may give a person away.
"""

from collections import Counter
from statistics import median

from alianza.interviews.registry import Interview
from alianza.report.interview_chapter import InterviewChapter
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
    persons = _persons(interviews)
    quotable = chapter.evidence.registry.quotable
    groups = {name: _rows(name, {who: getattr(one, name) for who, one in persons.items()}) for name in SHOWN}
    groups["consent"] = _rows("consent", {who: "quote" if who in quotable else "analysis" for who in persons})
    return Table(
        id="interview_participants",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(row for rows in groups.values() for row in rows),
        base=len(persons),
        lead=_lead(interviews, len(persons)),
        notes=(Message("notes.interview_participants"), *_selection(chapter)),
        partitions=tuple(tuple(row.id for row in rows) for rows in groups.values()),
    )


def _persons(interviews: tuple[Interview, ...]) -> dict[str, Interview]:
    """Participant to their first interview."""
    first: dict[str, Interview] = {}
    for one in interviews:
        first.setdefault(one.participant, one)
    return first


def _rows(variable: str, values: dict[str, str]) -> list[Row]:
    """One row a category, the most frequent first and those without a value last; none where nobody has one."""
    counts = Counter(values.values())
    if set(counts) <= {""}:
        return []
    ordered = sorted(counts.items(), key=lambda one: (not one[0], -one[1], one[0]))
    heading = Message(f"interview_variables.{variable}")
    return [
        Row(f"{variable}:{value}", _label(variable, value), (heading, count, _share(count, len(values))))
        for value, count in ordered
    ]


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
    return (Message("notes.interview_selection", {"words": words}),) if words.es or words.en else ()
