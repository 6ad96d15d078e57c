"""Which codes meet: pairs of codes given to passages that overlap, with the c-coefficient (R047).

Source:
    ATLAS.ti Scientific Software Development, ATLAS.ti User Manual, "Code Co-occurrence Table: the c-coefficient".
"""

import numpy as np

from alianza.coding.co_occurrence import CoOccurrence, co_occurrence
from alianza.report.interview_chapter import InterviewChapter, code_trail
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "interviews"
STRAND = "interviews"
NEEDS = ("coded_passages",)
COLUMNS = (
    Column("with_code", wraps=True), Column("meetings", "count"), Column("passages_first", "count"),
    Column("passages_second", "count"), Column("c", "number"),
)  # fmt: skip
SHOWN = 15
"""Pairs in the table; the exchange files have all of them."""


def compute(chapter: InterviewChapter) -> Table:
    """The pairs that meet most often, and among equals those that meet in a larger share of their passages."""
    found = co_occurrence(chapter.project)
    pairs = _pairs(found)
    shown = pairs[:SHOWN]
    values = {"pairs": len(pairs), "codes": int((found.passages > 0).sum()), "shown": len(shown)}
    return Table(
        id="interview_co_occurrence",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(_row(found, *pair) for pair in shown),
        base=len(chapter.evidence.conducted),
        lead=_lead(found, pairs),
        notes=(Message("notes.co_occurrence", values),),
    )


def _pairs(found: CoOccurrence) -> list[tuple[int, int]]:
    """Places of every two codes that meet, a code of the codebook before those that follow it."""
    first, second = np.nonzero(np.triu(found.counts, 1))
    strength = np.nan_to_num(found.coefficient[first, second], nan=-1.0)
    order = np.lexsort((second, first, -strength, -found.counts[first, second]))
    return [(int(first[place]), int(second[place])) for place in order]


def _row(found: CoOccurrence, first: int, second: int) -> Row:
    one, other = found.codes[first], found.codes[second]
    reason = found.reason(one, other)
    value = None if reason else float(found.coefficient[first, second])
    meetings = int(found.counts[first, second])
    c = Estimate(value, n=meetings, unit="number", method="c_coefficient", reason=reason)
    cells = (code_trail(other), meetings, int(found.passages[first]), int(found.passages[second]), c)
    return Row(f"{one}|{other}", code_trail(one), cells)


def _lead(found: CoOccurrence, pairs: list[tuple[int, int]]) -> Message:
    if not pairs:
        return Message("leads.co_occurrence_none")
    first, second = pairs[0]
    values = {"one": code_trail(found.codes[first]), "other": code_trail(found.codes[second]),
              "meetings": int(found.counts[first, second]), "pairs": len(pairs)}  # fmt: skip
    tied = sum(found.counts[pair] == found.counts[first, second] for pair in pairs)
    return Message("leads.co_occurrence_tied" if tied > 1 else "leads.co_occurrence", {**values, "tied": tied})
