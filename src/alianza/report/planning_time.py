"""Planning more than six months against less: three contrasts (R063, R064; claims F23 to F25, F27)."""

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.levels import levels
from alianza.report.measures import clarity, share
from alianza.study.estimate import Estimate, Test
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic
from alianza.study.text import Text

TOPIC: Topic = "factors"
NEEDS = ("objectives_met", "planned_long", "months_since_signature")
CONTRASTS = ("risk_ratio", "risk_difference", "odds_ratio")
COLUMNS = (Column("contrast", "ratio"), Column("long", "share"), Column("short", "share"), Column("n", "count"))


def compute(evidence: Evidence) -> Table:
    """Risk ratio, risk difference and odds ratio of meeting the objectives, and the risk ratio in each sector.

    Only alliances signed at least `rules.follow_up_months` ago count: younger ones have not had the time. The
    three readings of a published "40 % more" stand side by side.
    """
    mature = matured(evidence)
    whole = _contrasts(evidence, "", Text(""), mature)
    by_sector = [] if evidence.missing("sector") else _by_sector(evidence, mature)
    ratio = whole[0].cells[0]
    values = {"ratio": ratio, "n": evidence.answering("objectives_met", mature), "strength": _strength(ratio)}
    months = {"months": evidence.protocol.rules.planning_months, "follow_up": evidence.protocol.rules.follow_up_months}
    return Table(
        id="planning_time",
        topic=TOPIC,
        columns=COLUMNS,
        rows=(*whole, *by_sector),
        base=evidence.answering("objectives_met", mature),
        lead=Message("leads.planning_time", {**values, **months}),
        notes=(Message("notes.follow_up", months), Message("notes.three_readings"), Message("notes.association")),
        tests=_homogeneity(evidence, mature),
        partitions=(tuple(row.id for row in by_sector),),
        tied=(("contrast", "long", "short"),),
    )


def matured(evidence: Evidence) -> pl.Expr:
    """The answering firms whose alliance is old enough to have met its objectives."""
    return evidence.where(pl.col("months_since_signature") >= evidence.protocol.rules.follow_up_months)


def _contrasts(evidence: Evidence, suffix: str, group: Text | Message, where: pl.Expr) -> list[Row]:
    """One row a contrast, with the two shares that it compares."""
    contrasts = evidence.design.contrast("objectives_met", "planned_long", where=where)
    long, short = (
        share(evidence, "objectives_met", where & (pl.col("planned_long") == side)) for side in (True, False)
    )
    rows = []
    for name, contrast in zip(CONTRASTS, contrasts, strict=True):
        label = Message(f"rows.{name}_in", {"group": group}) if suffix else Message(f"rows.{name}")
        rows.append(Row(f"{name}{suffix}", label, (contrast, long, short, contrast.n), "planning_time"))
    return rows


def _by_sector(evidence: Evidence, mature: pl.Expr) -> list[Row]:
    sectors = levels(evidence, "sector", mature)
    return [_contrasts(evidence, f":{sector.id}", sector.label, sector.where)[0] for sector in sectors]


def _homogeneity(evidence: Evidence, mature: pl.Expr) -> dict[str, Test]:
    """Wald test of the planning by sector interaction: do the sectors tell different stories?"""
    if evidence.missing("sector"):
        return {}
    return {"homogeneity": evidence.design.homogeneity("objectives_met", "planned_long", "sector", where=mature)}


def _strength(ratio: object) -> Message:
    return clarity(ratio, 1.0) if isinstance(ratio, Estimate) else Message("strength.unknown")
