"""Planning more than six months or less: three contrasts, sector by sector (R063, R064; claims F23 to F25, F27)."""

import numpy as np
import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.levels import levels
from alianza.report.measures import clarity, share
from alianza.statistics.sampling.structure import Floats
from alianza.statistics.tables.mantel_haenszel import MantelHaenszel, mantel_haenszel
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

    Two questions to the sectors: do their risk ratios agree under the design (Wald), and do their odds ratios agree
    in the counts (Breslow-Day, with the odds ratio that Mantel and Haenszel would have them share).

    Only alliances signed at least `rules.follow_up_months` ago count: younger ones have not had the time. The
    three readings of a published "40 % more" stand side by side.
    """
    mature = matured(evidence)
    whole = _contrasts(evidence, "", Text(""), mature)
    sectors = () if evidence.missing("sector") else levels(evidence, "sector", mature)
    by_sector = [_contrasts(evidence, f":{sector.id}", sector.label, sector.where)[0] for sector in sectors]
    joined = mantel_haenszel([_fourfold(evidence, sector.where) for sector in sectors]) if len(sectors) > 1 else None
    ratio = whole[0].cells[0]
    values = {"ratio": ratio, "n": evidence.answering("objectives_met", mature), "strength": _strength(ratio)}
    months = {"months": evidence.protocol.rules.planning_months, "follow_up": evidence.protocol.rules.follow_up_months}
    return Table(
        id="planning_time",
        topic=TOPIC,
        columns=COLUMNS,
        rows=(*whole, *((_common(evidence, joined, mature),) if joined else ()), *by_sector),
        base=evidence.answering("objectives_met", mature),
        lead=Message("leads.planning_time", {**values, **months}),
        notes=(
            Message("notes.follow_up", months),
            Message("notes.three_readings"),
            *((Message("notes.sectors_agree"),) if joined else ()),
            Message("notes.association"),
        ),
        tests={} if evidence.missing("sector") else _agreement(evidence, joined, mature),
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


def _fourfold(evidence: Evidence, where: pl.Expr) -> Floats:
    """Unweighted firms, planned long or not by objectives met or not."""
    long, met = pl.col("planned_long"), pl.col("objectives_met")
    cells = [[long & met, long & ~met], [~long & met, ~long & ~met]]
    return np.array([[evidence.count(where & cell) for cell in row] for row in cells], dtype=np.float64)


def _common(evidence: Evidence, joined: MantelHaenszel, mature: pl.Expr) -> Row:
    """The odds ratio common to the sectors, beside the shares as counted; without weights it is no vote."""
    long, short = (_counted(met, unmet) for met, unmet in _fourfold(evidence, mature).tolist())
    return Row(
        "mantel_haenszel", Message("rows.mantel_haenszel"), (joined.odds_ratio, long, short, joined.odds_ratio.n)
    )


def _counted(met: float, unmet: float) -> Estimate:
    n = int(met + unmet)
    value = met / n if n else None
    return Estimate(value, n=n, unit="share", method="counted", reason="" if n else "no_answers")


def _agreement(evidence: Evidence, joined: MantelHaenszel | None, mature: pl.Expr) -> dict[str, Test]:
    """Do the sectors tell different stories? Wald test of the risk ratios by the design; Breslow-Day of the counts."""
    wald = evidence.design.homogeneity("objectives_met", "planned_long", "sector", where=mature)
    if joined is None:
        return {"homogeneity": wald}
    counted = {"breslow_day": joined.breslow_day, "tarone": joined.tarone, "mantel_haenszel": joined.test}
    return {"homogeneity": wald, **counted}


def _strength(ratio: object) -> Message:
    return clarity(ratio, 1.0) if isinstance(ratio, Estimate) else Message("strength.unknown")
