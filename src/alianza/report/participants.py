"""Who answered: firms by sector, size, province and mode (requirements R050, R002; claims F32, D15)."""

import polars as pl

from alianza.report.evidence import SHOWN, Evidence
from alianza.report.merging import MERGED
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic
from alianza.study.text import Text

TOPIC: Topic = "participants"
NEEDS = ("sector",)


def compute(evidence: Evidence) -> Table:
    """Number of firms and weighted share in each category of the context variables."""
    where = evidence.where()
    asked = [variable for variable in SHOWN if not evidence.missing(variable)]
    groups = {variable: _rows(evidence, variable, where) for variable in asked}
    return Table(
        id="participants",
        topic=TOPIC,
        columns=(Column("variable"), Column("n", "count"), Column("share", "share")),
        rows=tuple(row for rows in groups.values() for row in rows),
        base=evidence.count(where),
        lead=Message("leads.participants", {"n": evidence.count(where), "sectors": len(groups["sector"])}),
        notes=(Message("notes.weighted_share" if evidence.weighted else "notes.unweighted_share"),),
        partitions=tuple(tuple(row.id for row in rows) for rows in groups.values()),
    )


def _rows(evidence: Evidence, variable: str, where: pl.Expr) -> list[Row]:
    """One row a category, in the order in which the study labels them, merged ones last."""
    shown = f"{variable}_shown"
    shares = {str(share.domain[shown]): share for share in evidence.design.proportion(shown, where=where)}
    labelled = [level for level in evidence.responses.labels.get(variable, {}) if level in shares]
    order = [*labelled, *sorted(level for level in shares if level not in labelled)]
    heading = Message(f"variables.{variable}")
    return [
        Row(
            f"{variable}:{level}",
            _label(evidence, variable, level),
            (heading, evidence.count(where & (pl.col(shown) == level)), shares[level]),
        )
        for level in order
    ]


def _label(evidence: Evidence, variable: str, level: str) -> Text | Message:
    return Message("rows.merged") if level == MERGED else evidence.label(variable, level)
