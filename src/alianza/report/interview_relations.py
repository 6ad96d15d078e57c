"""Axial relations: what conditions, context, strategies and consequences stand around each phenomenon (R047).

Source:
    Strauss and Corbin (1998), Basics of Qualitative Research, 2nd ed., ch. 9 (the paradigm).
"""

from collections.abc import Iterator

from alianza.coding.axial import Paradigm, Phenomenon, Relation, paradigm
from alianza.report.interview_chapter import InterviewChapter, code_trail
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "interviews"
STRAND = "interviews"
NEEDS = ("code_relations",)
COLUMNS = (
    Column("variable"), Column("related_code", wraps=True), Column("interviews", "count"), Column("passages", "count"),
)  # fmt: skip


def compute(chapter: InterviewChapter) -> Table:
    """The relations of each phenomenon by their role, then those of other kinds, with the passages they rest on."""
    found = paradigm(chapter.project)
    rows = (*(row for one in found.phenomena for row in _around(one)), *map(_other, found.others))
    return Table(
        id="interview_relations",
        topic=TOPIC,
        columns=COLUMNS,
        rows=rows,
        base=len(chapter.evidence.conducted),
        lead=_lead(found, len(rows)),
        notes=(Message("notes.interview_relations"),),
    )


def _around(phenomenon: Phenomenon) -> Iterator[Row]:
    group = Message("groups.phenomenon", {"code": code_trail(phenomenon.code)})
    for role, relations in phenomenon.roles.items():
        for one in relations:
            other = one.target if role == "phenomenon" else one.source
            cells = (group, code_trail(other), one.documents, one.passages)
            yield Row(f"{phenomenon.code}|{role}|{other}", Message(f"relation_kinds.{role}"), cells)


def _other(one: Relation) -> Row:
    ends = Message("rows.relation_ends", {"source": code_trail(one.source), "target": code_trail(one.target)})
    cells = (Message("groups.other_relations"), ends, one.documents, one.passages)
    return Row(f"{one.source}|{one.kind}|{one.target}", Message(f"relation_kinds.{one.kind}"), cells)


def _lead(found: Paradigm, relations: int) -> Message:
    if not found.phenomena:
        return Message("leads.relations_without_phenomenon", {"relations": relations})
    first = found.phenomena[0]
    own = sum(map(len, first.roles.values()))
    if sum(sum(map(len, one.roles.values())) == own for one in found.phenomena) > 1:
        return Message("leads.interview_relations_tied", {"relations": relations, "phenomena": len(found.phenomena)})
    values = {"code": code_trail(first.code), "own": own, "relations": relations, "phenomena": len(found.phenomena)}
    return Message("leads.interview_relations", values)
