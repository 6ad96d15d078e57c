"""Success by sector and type of alliance (R062; claims F20, F21, F22, F22b)."""

from dataclasses import replace

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.levels import Level, levels
from alianza.report.measures import precision, share
from alianza.report.merging import MERGED
from alianza.report.ranking import groups_differ, lead_code
from alianza.study.estimate import Estimate, Test
from alianza.study.message import Message
from alianza.study.table import Column, Row, Suppressed, Table, Topic

TOPIC: Topic = "context"
NEEDS = ("sector", "alliance_type", "success")


def compute(evidence: Evidence) -> Table:
    """Share of success in each cell of sector by type, and in each sector, with the firms in it."""
    where = evidence.where()
    sectors = levels(evidence, "sector", where)
    cells = {sector.id: _cells(evidence, sector) for sector in sectors}
    totals = tuple(_total(evidence, sector) for sector in sectors)
    tests = _tests(evidence, where)
    revealing = _revealing(evidence, cells, where)
    rows = tuple(_withheld(row, revealing) for total in totals for row in (total, *cells[total.id]))
    differ = groups_differ(evidence, tests, "sector:rao_scott_f", (sector.n for sector in sectors))
    return Table(
        id="sector_by_type",
        topic=TOPIC,
        columns=(Column("success", "share"), Column("n", "count")),
        rows=rows,
        base=evidence.answering("success", where),
        lead=_lead(totals, differ, evidence.protocol.rules.no_best_below),
        notes=(Message("notes.small_cells", {"n": evidence.protocol.rules.no_best_below}),),
        tests=tests,
        partitions=(tuple(cells), *(tuple(row.id for row in group) for group in cells.values()), *_by_type(cells)),
    )


def _cells(evidence: Evidence, sector: Level) -> list[Row]:
    """The sector's cells, small types merged within it."""
    return [_cell(evidence, sector, kind) for kind in levels(evidence, "alliance_type", sector.where)]


def _by_type(cells: dict[str, list[Row]]) -> tuple[tuple[str, ...], ...]:
    """The cells of each type over the sectors: other tables publish a type's total."""
    ids = [row.id for group in cells.values() for row in group]
    kinds = sorted({identifier.split("_x_")[1] for identifier in ids})
    return tuple(tuple(one for one in ids if one.split("_x_")[1] == kind) for kind in kinds)


def _revealing(evidence: Evidence, cells: dict[str, list[Row]], where: pl.Expr) -> frozenset[str]:
    """Cells that, taken from their type's published total, leave the few firms merged elsewhere."""
    rows = {row.id: row.cells[1] for group in cells.values() for row in group}
    found = set()
    for kind in {identifier.split("_x_")[1] for identifier in rows} - {MERGED}:
        printed = {name: n for name, n in rows.items() if name.split("_x_")[1] == kind and isinstance(n, int)}
        total = evidence.answering("success", where & (pl.col("alliance_type") == kind))
        if 0 < total - sum(printed.values()) < evidence.protocol.rules.minimum_cell:
            found.add(min(printed, key=lambda name: printed[name]))
    return frozenset(found)


def _withheld(row: Row, revealing: frozenset[str]) -> Row:
    hidden = (Suppressed("complementary"), Suppressed("complementary"))
    return replace(row, cells=hidden) if row.id in revealing else row


def _cell(evidence: Evidence, sector: Level, kind: Level) -> Row:
    success = share(evidence, "success", kind.where)
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


def _lead(totals: tuple[Row, ...], decided: bool, least_base: int) -> Message | None:
    """The range over the sectors large enough to be compared, as in the figure."""
    told = [(row.label, cell) for row in totals if isinstance(cell := row.cells[0], Estimate) and cell.n >= least_base]
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
    return Message(lead_code("sector_by_type", decided), values)
