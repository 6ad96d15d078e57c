"""What conflicts are about, among firms that report one (R059; claim F06)."""

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.measures import precision, share
from alianza.report.ranking import lead_code, stands_out
from alianza.study.message import Message
from alianza.study.protocol import ItemRole
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "types"
NEEDS = ("conflict",)
ROLES: tuple[ItemRole, ...] = ("conflict_cause",)


def compute(evidence: Evidence) -> Table:
    """Share of firms with a conflict that name each cause, several answers, sorted by share."""
    where = evidence.where(pl.col("conflict"))
    shares = [(item, share(evidence, item.variable, where)) for item in evidence.items("conflict_cause")]
    ranked = sorted(shares, key=lambda pair: -(pair[1].value or 0.0))
    item, leading = ranked[0]
    decided = stands_out(evidence, [item for item, _ in ranked], where)
    values = {"cause": item.label, "share": leading, "n": leading.n, "strength": precision(leading)}
    return Table(
        id="conflict_causes",
        topic=TOPIC,
        columns=(Column("share", "share"), Column("n", "count")),
        rows=tuple(Row(item.construct, item.label, (one, one.n), item.construct) for item, one in ranked),
        base=evidence.count(where),
        lead=Message(lead_code("conflict_causes", decided), values),
        notes=(Message("notes.several_answers"), Message("notes.conflict_base")),
    )
