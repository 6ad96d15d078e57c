"""Growth of firms with a well-structured alliance against independent firms (R007, R017; claims H1, H1a to H1d)."""

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.measures import GROWTH_FACTOR, clarity
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "outcomes"
NEEDS = ("alliance", "growth", "structured")
INDEPENDENTS = "independent_firms"


def compute(evidence: Evidence) -> Table:
    """Ratio of geometric mean growth factors; without independents with known growth it is not computable.

    Unadjusted for other differences between the two groups of firms, which a note says.
    """
    independents = pl.col("growth").is_not_null() & ~pl.col("alliance")
    structured = pl.col("growth").is_not_null() & pl.col("alliance") & pl.col("structured")
    minimum = evidence.protocol.rules.minimum_cell
    if evidence.count(independents) < minimum:
        return Table(id="income_effect", topic=TOPIC, needs=(INDEPENDENTS,))
    if evidence.count(structured) < minimum:
        return Table(id="income_effect", topic=TOPIC, needs=("structured",))
    ratio = evidence.design.geometric_ratio(GROWTH_FACTOR, structured, where=structured | independents)
    return Table(
        id="income_effect",
        topic=TOPIC,
        columns=(Column("ratio", "ratio"), Column("n", "count")),
        rows=(Row("effect", Message("rows.income_effect"), (ratio, ratio.n), "income_growth"),),
        base=ratio.n,
        lead=Message("leads.income_effect", {"ratio": ratio, "n": ratio.n, "strength": clarity(ratio, 1.0)}),
        notes=(Message("notes.unadjusted"), Message("notes.association")),
    )
