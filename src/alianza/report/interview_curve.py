"""New codes in each interview, and codes so far, in the order in which the interviews were held (R043).

Beside them, between how many codes 90 % of the random orders of the interviews lie.
"""

from collections.abc import Sequence

from alianza.report.interview_chapter import InterviewChapter
from alianza.report.interview_saturation import uncoded
from alianza.study.interview_protocol import SaturationRule
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic
from alianza.study.text import Text, visible

TOPIC: Topic = "interviews"
STRAND = "interviews"
NEEDS = ("coded_passages",)
COLUMNS = (
    Column("part"), Column("new_codes", "count"), Column("codes_so_far", "count"),
    Column("orders_low", "count"), Column("orders_high", "count"),
)  # fmt: skip


def compute(chapter: InterviewChapter) -> Table:
    """One row an interview, by its name in the registry; none where the codebook was closed: nothing new is heard."""
    if chapter.evidence.interviews.saturation.closed:
        lead = Message("leads.interview_curve_closed")
        return Table("interview_curve", TOPIC, COLUMNS, (), len(chapter.evidence.conducted), lead=lead)
    return _curve(chapter)


def _curve(chapter: InterviewChapter) -> Table:
    whole = chapter.saturation[0]
    names = chapter.evidence.coded
    curve, rule = whole.curve, chapter.evidence.interviews.saturation
    so_far = curve.conducted or (0,) * len(names)
    rows = tuple(
        Row(
            name,
            Text(visible(name)),
            (_part(place, len(names), rule), new, total, _at(curve.low, place), _at(curve.high, place)),
        )
        for place, (name, new, total) in enumerate(zip(names, _steps(so_far), so_far, strict=True))
    )
    last = max((place for place, row in enumerate(rows, 1) if row.cells[1]), default=0)
    values = {"codes": whole.codes, "interviews": len(names), "last": last}
    return Table(
        id="interview_curve",
        topic=TOPIC,
        columns=COLUMNS,
        rows=rows,
        base=len(names),
        lead=Message("leads.interview_curve", values),
        notes=(Message("notes.interview_curve", {"orders": rule.orders}), *uncoded(chapter)),
    )


def _steps(so_far: Sequence[int]) -> list[int]:
    return [after - before for before, after in zip((0, *so_far), so_far, strict=False)]


def _at(band: Sequence[float], place: int) -> float | None:
    return band[place] if band else None


def _part(place: int, interviews: int, rule: SaturationRule) -> Message | None:
    """The part that an interview plays in the rule, where there are enough of them for it."""
    if interviews < rule.base + rule.run:
        return None
    if place < rule.base:
        return Message("saturation_parts.base")
    return Message("saturation_parts.run") if place >= interviews - rule.run else None
