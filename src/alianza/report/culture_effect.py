"""How much less often alliances with large cultural differences succeed (R018; claims H2, X04, F18)."""

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.measures import clarity, share
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "context"
NEEDS = ("success", "high_culture_difference")
COLUMNS = (Column("relative_reduction", "share"), Column("low_difference", "share"), Column("high_difference", "share"))


def compute(evidence: Evidence) -> Table:
    """One minus the risk ratio of success, high against low reported difference of organisational culture."""
    where = evidence.where()
    reduction = evidence.design.contrast("success", "high_culture_difference", where=where).relative_reduction
    low, high = (
        share(evidence, "success", where & (pl.col("high_culture_difference") == side)) for side in (False, True)
    )
    cells = (reduction, low, high, reduction.n)
    values = {"reduction": reduction, "n": reduction.n, "strength": clarity(reduction, 0.0)}
    return Table(
        id="culture_effect",
        topic=TOPIC,
        columns=(*COLUMNS, Column("n", "count")),
        rows=(Row("reduction", Message("rows.culture_reduction"), cells, "culture_differences"),),
        base=reduction.n,
        lead=Message("leads.culture_effect", values),
        notes=(Message("notes.culture"), Message("notes.association")),
        tied=(tuple(column.id for column in COLUMNS),),
    )
