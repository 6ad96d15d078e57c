"""The three models of collaboration: how many firms follow each and how they fare (R008, R065; claim F26)."""

import polars as pl

from alianza.report.evidence import Evidence, Measured
from alianza.report.measures import precision, share
from alianza.study.message import Message
from alianza.study.protocol import ItemRole
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "types"
NEEDS = ("success",)
ROLES: tuple[ItemRole, ...] = ("model",)
COLUMNS = (Column("share", "share"), Column("n", "count"), Column("success", "share"), Column("success_n", "count"))


def compute(evidence: Evidence) -> Table:
    """Share of firms that follow each model, and share of success among those that do; models may overlap."""
    where = evidence.where()
    rows = tuple(_row(evidence, item, where) for item in evidence.items("model"))
    shares = [(item, share(evidence, item.variable, where)) for item in evidence.items("model")]
    item, leading = max(shares, key=lambda pair: pair[1].value or 0.0)
    values = {"model": item.label, "share": leading, "n": leading.n, "strength": precision(leading)}
    return Table(
        id="collaboration_models",
        topic=TOPIC,
        columns=COLUMNS,
        rows=rows,
        base=leading.n,
        lead=Message("leads.collaboration_models", values),
        notes=(Message("notes.models_overlap"),),
    )


def _row(evidence: Evidence, item: Measured, where: pl.Expr) -> Row:
    members = share(evidence, item.variable, where)
    success = share(evidence, "success", where & pl.col(item.variable))
    return Row(item.construct, item.label, (members, members.n, success, success.n), item.construct)
