"""Who answered: firms by sector, size, province and mode (requirements R050, R002; claims F32, D15)."""

from dataclasses import replace

import polars as pl

from alianza.report.evidence import SHOWN, Evidence
from alianza.report.merging import MERGED
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic
from alianza.study.text import Text

TOPIC: Topic = "participants"
NEEDS = ("sector",)
ROUNDING = 1e-6
"""Standard error over share that stopping a fit to known totals may leave."""


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
    shares = {str(share.domain[shown]): _told(share) for share in evidence.design.proportion(shown, where=where)}
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


def _told(share: Estimate) -> Estimate:
    """A share that known totals fix does not vary: what is left of its error is rounding, and no interval."""
    if share.value is None or share.se is None or share.reason or share.se > ROUNDING * share.value:
        return share
    return replace(share, se=None, low=None, high=None, deff=None, reason="fixed_by_calibration")


def _label(evidence: Evidence, variable: str, level: str) -> Text | Message:
    return Message("rows.merged") if level == MERGED else evidence.label(variable, level)
