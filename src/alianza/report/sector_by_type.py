"""Success by sector and type of alliance (R062; claims F20, F21, F22, F22b)."""

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.levels import Level, levels
from alianza.report.measures import precision, share
from alianza.study.estimate import Estimate, Test
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "context"
NEEDS = ("sector", "alliance_type", "success")


def compute(evidence: Evidence) -> Table:
    """Share of success in each cell of sector by type, and in each sector, with the firms in it."""
    where = evidence.where()
    sectors, types = levels(evidence, "sector", where), levels(evidence, "alliance_type", where)
    cells = {sector.id: [_cell(evidence, sector, kind) for kind in types] for sector in sectors}
    totals = tuple(_total(evidence, sector) for sector in sectors)
    rows = tuple(row for total in totals for row in (total, *cells[total.id]))
    return Table(
        id="sector_by_type",
        topic=TOPIC,
        columns=(Column("success", "share"), Column("n", "count")),
        rows=rows,
        base=evidence.answering("success", where),
        lead=_lead(totals),
        notes=(Message("notes.small_cells", {"n": evidence.protocol.rules.no_best_below}),),
        tests=_tests(evidence, where),
        partitions=(
            tuple(sector.id for sector in sectors),
            *(tuple(row.id for row in group) for group in cells.values()),
            *(tuple(f"{sector.id}_x_{kind.id}" for sector in sectors) for kind in types),
        ),
    )


def _cell(evidence: Evidence, sector: Level, kind: Level) -> Row:
    success = share(evidence, "success", sector.where & kind.where)
    label = Message("rows.within", {"outer": sector.label, "inner": kind.label})
    return Row(f"{sector.id}_x_{kind.id}", label, (success, success.n), "success")


def _total(evidence: Evidence, sector: Level) -> Row:
    success = share(evidence, "success", sector.where)
    return Row(sector.id, sector.label, (success, success.n), "success")


def _tests(evidence: Evidence, where: pl.Expr) -> dict[str, Test]:
    """Success by sector and by type, each by the design; families of tests are declared, so no cell is tested."""
    return {
        f"{name}:rao_scott_f": evidence.design.crosstab(name, "success", where=where).tests["rao_scott_f"]
        for name in ("sector", "alliance_type")
    }


def _lead(totals: tuple[Row, ...]) -> Message | None:
    told = [(row.label, row.cells[0]) for row in totals if isinstance(row.cells[0], Estimate)]
    ranked = sorted(told, key=lambda pair: -(pair[1].value or 0.0))
    if len(ranked) < 2:
        return None
    (high, most), (low, least) = ranked[0], ranked[-1]
    values = {
        "high": high,
        "most": most,
        "low": low,
        "least": least,
        "n": most.n + least.n,
        "strength": precision(least),
    }
    return Message("leads.sector_by_type", values)
