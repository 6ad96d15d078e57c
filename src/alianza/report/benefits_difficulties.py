"""Benefits and difficulties that firms report, several answers each (R003, R004; claims F03, F28)."""

import polars as pl

from alianza.report.evidence import Evidence, Measured
from alianza.report.measures import precision, share
from alianza.report.ranking import lead_code, stands_out
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.protocol import ItemRole
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "outcomes"
NEEDS: tuple[str, ...] = ()
ROLES: tuple[ItemRole, ...] = ("benefit",)


def compute(evidence: Evidence) -> Table:
    """Share of all answering firms that tick each benefit and each difficulty, each kind sorted by share."""
    where = evidence.where()
    benefits = _ranked(evidence, "benefit", where)
    difficulties = _ranked(evidence, "difficulty", where)
    first, leading = benefits[0]
    decided = stands_out(evidence, [item for item, _ in benefits], where)
    values = {"benefit": first.label, "share": leading, "n": leading.n, "strength": precision(leading)}
    return Table(
        id="benefits_difficulties",
        topic=TOPIC,
        columns=(Column("kind"), Column("share", "share"), Column("n", "count")),
        rows=(*(_row("benefit", *pair) for pair in benefits), *(_row("difficulty", *pair) for pair in difficulties)),
        base=leading.n,
        lead=Message(lead_code("benefits_difficulties", decided), values),
        notes=(Message("notes.several_answers"),),
    )


def _ranked(evidence: Evidence, role: ItemRole, where: pl.Expr) -> list[tuple[Measured, Estimate]]:
    shares = [(item, share(evidence, item.variable, where)) for item in evidence.items(role)]
    return sorted(shares, key=lambda pair: -(pair[1].value or 0.0))


def _row(kind: ItemRole, item: Measured, estimate: Estimate) -> Row:
    return Row(item.construct, item.label, (Message(f"rows.kind_{kind}"), estimate, estimate.n), item.construct)
