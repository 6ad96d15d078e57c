"""Codes against cases: how many passages of each case have each code (R047, R048)."""

import numpy as np

from alianza.coding.code_counts import attribute_groups
from alianza.coding.code_matrix import CodeMatrix, code_matrix
from alianza.report.interview_chapter import InterviewChapter, code_name, depth
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic
from alianza.study.text import Text, visible

TOPIC: Topic = "interviews"
STRAND = "interviews"
NEEDS = ("coded_passages", "interview_cases")
BASE_ROW = "_interviews"


def compute(chapter: InterviewChapter) -> Table:
    """One row a code that some case has, one column a case; the first row has the interviews of each case."""
    groups = tuple(one for one in attribute_groups(chapter.project, "case") if one.name)
    matrix = code_matrix(chapter.project, groups, "passages", True)
    bases = tuple(base.documents for base in matrix.bases)
    return Table(
        id="interview_cases",
        topic=TOPIC,
        columns=tuple(Column(name, "count", Text(visible(name))) for name in matrix.columns),
        rows=(Row(BASE_ROW, Message("rows.interviews_of_case"), bases), *_rows(chapter, matrix)),
        base=sum(bases),
        lead=_lead(matrix),
        notes=(Message("notes.interview_cases"),),
    )


def _rows(chapter: InterviewChapter, matrix: CodeMatrix) -> tuple[Row, ...]:
    return tuple(
        Row(path, code_name(path), tuple(cells), chapter.meanings[path].construct, depth(path))
        for path, cells in zip(matrix.codes, matrix.cells.tolist(), strict=True)
        if any(cells)
    )


def _lead(matrix: CodeMatrix) -> Message:
    """How many of the codes that some case has are in every case."""
    given = np.asarray(matrix.cells > 0)
    values = {"cases": len(matrix.columns), "codes": int(given.any(axis=1).sum()), "all": int(given.all(axis=1).sum())}
    return Message("leads.interview_cases", values)
