"""Growth of firms with a well-structured alliance against independent firms (R007, R017; claims H1, H1a to H1d)."""

import math
from dataclasses import replace

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.measures import clarity
from alianza.study.estimate import Estimate
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
    logged = evidence.design.difference("growth_log", structured, where=structured | independents)
    ratio = ratio_from_log(logged)
    return Table(
        id="income_effect",
        topic=TOPIC,
        columns=(Column("ratio", "ratio"), Column("n", "count")),
        rows=(Row("effect", Message("rows.income_effect"), (ratio, ratio.n), "income_growth"),),
        base=ratio.n,
        lead=Message("leads.income_effect", {"ratio": ratio, "n": ratio.n, "strength": clarity(ratio, 1.0)}),
        notes=(Message("notes.unadjusted"), Message("notes.association")),
    )


def ratio_from_log(logged: Estimate) -> Estimate:
    """A difference of mean logarithms as a ratio, its limits exponentiated and its error by the delta method."""
    if logged.value is None:
        return replace(logged, unit="ratio")
    ratio = math.exp(logged.value)
    return replace(
        logged,
        value=ratio,
        se=None if logged.se is None else ratio * logged.se,
        low=None if logged.low is None else math.exp(logged.low),
        high=None if logged.high is None else math.exp(logged.high),
        unit="ratio",
        method="ratio_of_geometric_means",
    )
