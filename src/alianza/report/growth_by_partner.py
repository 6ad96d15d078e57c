"""Growth of income by kind of partner, against firms that do not co-operate (R007, R056; claims T1.*, H1)."""

from dataclasses import replace

import polars as pl

from alianza.report.evidence import Evidence, Measured
from alianza.report.levels import Level
from alianza.report.measures import GROWTH_COLUMNS, GROWTH_FACTOR, clarity, growth_measures, growth_window
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.protocol import ItemRole
from alianza.study.table import Cell, Column, Row, Suppressed, Table, Topic

TOPIC: Topic = "types"
NEEDS = ("alliance", "growth")
ROLES: tuple[ItemRole, ...] = ("partner",)
COLUMNS = (Column("n", "count"), *GROWTH_COLUMNS, Column("difference", "growth"), Column("ratio_geometric", "ratio"))


def compute(evidence: Evidence) -> Table:
    """One row a kind of partner, any partner, strict co-operation and none; each row but the last against none.

    Partners overlap: a firm counts in every row whose partner it has, so rows are compared with the firms
    without any co-operation and never with each other. `difference` is that of arithmetic means, `ratio_geometric`
    the ratio of geometric mean growth factors.
    """
    grown = evidence.where(pl.col("growth").is_not_null())
    groups = _groups(evidence, grown)
    none = Level("none", Message("rows.none"), grown & ~pl.col("alliance"), 0)
    rows = (*(_row(evidence, level, none) for level in groups), _row(evidence, none, None))
    return Table(
        id="growth_by_partner",
        topic=TOPIC,
        columns=COLUMNS,
        rows=rows,
        base=evidence.count(grown),
        lead=_lead(rows),
        notes=_notes(evidence),
        partitions=(("any", "none"),),
    )


def _groups(evidence: Evidence, grown: pl.Expr) -> list[Level]:
    partners = [
        Level(item.construct, _label(item), grown & pl.col(item.variable), 0) for item in evidence.items("partner")
    ]
    totals = {"any": "alliance", "strict": "strict_alliance"}
    return [
        *partners,
        *(
            Level(name, Message(f"rows.{name}"), grown & pl.col(variable), 0)
            for name, variable in totals.items()
            if not evidence.missing(variable)
        ),
    ]


def _label(item: Measured) -> Message:
    return Message("rows.inferred" if item.inferred else "rows.as_named", {"label": item.label})


def _row(evidence: Evidence, level: Level, none: Level | None) -> Row:
    against: tuple[Cell, ...] = (None, None) if none is None else _against(evidence, level, none)
    cells = (evidence.count(level.where), *growth_measures(evidence, level.where), *against)
    return Row(level.id, level.label, cells, "income_growth")


def _against(evidence: Evidence, level: Level, none: Level) -> tuple[Cell, Cell]:
    """Difference of arithmetic means, and ratio of geometric means, with the firms without co-operation."""
    minimum = evidence.protocol.rules.minimum_cell
    if 0 < evidence.count(none.where) < minimum:
        return Suppressed("complementary"), Suppressed("complementary")
    either = level.where | none.where
    mean = evidence.design.difference("growth", level.where, where=either)
    ratio = evidence.design.geometric_ratio(GROWTH_FACTOR, level.where, where=either)
    return replace(mean, unit="growth"), ratio


def _notes(evidence: Evidence) -> tuple[Message, ...]:
    inferred = any(item.inferred for item in evidence.items("partner"))
    return (
        growth_window(evidence),
        Message("notes.growth_four_ways"),
        Message("notes.partners_overlap"),
        *((Message("notes.inferred_labels"),) if inferred else ()),
    )


def _lead(rows: tuple[Row, ...]) -> Message | None:
    ratio = next((row.cells[-1] for row in rows if row.id == "any"), None)
    if not isinstance(ratio, Estimate) or ratio.value is None:
        return None
    return Message("leads.growth_by_partner", {"ratio": ratio, "n": ratio.n, "strength": clarity(ratio, 1.0)})
