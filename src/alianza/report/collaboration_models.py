"""The three models of collaboration: how many firms follow each and how they fare (R008, R065; claim F26)."""

import polars as pl

from alianza.report.evidence import Evidence, Measured
from alianza.report.measures import precision, share
from alianza.report.ranking import lead_code, stands_out
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
    ranked = sorted(shares, key=lambda pair: -(pair[1].value or 0.0))
    item, leading = ranked[0]
    decided = stands_out(evidence, [item for item, _ in ranked], where)
    values = {"model": item.label, "share": leading, "n": leading.n, "strength": precision(leading)}
    return Table(
        id="collaboration_models",
        topic=TOPIC,
        columns=COLUMNS,
        rows=rows,
        base=leading.n,
        lead=Message(lead_code("collaboration_models", decided), values),
        notes=(Message("notes.models_overlap"),),
        tied=(("success", "success_n"),),
    )


def _row(evidence: Evidence, item: Measured, where: pl.Expr) -> Row:
    members = share(evidence, item.variable, where)
    success = share(evidence, "success", where & pl.col(item.variable))
    return Row(item.construct, item.label, (members, members.n, success, success.n), item.construct)
