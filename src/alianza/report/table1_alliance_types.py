"""Growth, new markets and conflicts by type of alliance (R056; claims T1.*, F06; the article's first table)."""

from alianza.report.evidence import Evidence
from alianza.report.levels import Level, levels
from alianza.report.measures import GROWTH_COLUMNS, growth_measures, precision, share
from alianza.study.estimate import Estimate, Test
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "types"
NEEDS = ("alliance_type", "growth", "new_markets", "conflict")


def compute(evidence: Evidence) -> Table:
    """One row a type: growth of income four ways, share that entered new markets, share with a conflict.

    Growth is a mean of relative changes, the other two are shares of firms: percentages of different kinds, in
    columns of their own. Each cell rests on the firms of the type that answered it.
    """
    where = evidence.where()
    types = levels(evidence, "alliance_type", where)
    rows = tuple(_row(evidence, level) for level in types)
    return Table(
        id="table1_alliance_types",
        topic=TOPIC,
        columns=(Column("n", "count"), *GROWTH_COLUMNS, Column("new_markets", "share"), Column("conflict", "share")),
        rows=rows,
        base=evidence.count(where),
        lead=_lead(types, rows),
        notes=(Message("notes.growth_window", _window(evidence)), Message("notes.growth_four_ways")),
        tests=_tests(evidence),
        partitions=(tuple(level.id for level in types),),
    )


def _row(evidence: Evidence, level: Level) -> Row:
    growth = growth_measures(evidence, level.where)
    markets, conflict = (share(evidence, name, level.where) for name in ("new_markets", "conflict"))
    return Row(level.id, level.label, (level.n, *growth, markets, conflict), "alliance_type")


def _window(evidence: Evidence) -> dict[str, object]:
    period = evidence.protocol.study.period
    money = "nominal" if evidence.protocol.rules.nominal else "deflated"
    return {"first": str(period.first), "last": str(period.last), "money": Message(f"notes.{money}")}


def _tests(evidence: Evidence) -> dict[str, Test]:
    """Whether new markets and conflicts differ by type, by the design (Rao-Scott F)."""
    crosstabs = {name: evidence.design.crosstab("alliance_type", name, where=evidence.where()) for name in NEEDS[2:]}
    return {f"{name}:rao_scott_f": crosstab.tests["rao_scott_f"] for name, crosstab in crosstabs.items()}


def _lead(types: tuple[Level, ...], rows: tuple[Row, ...]) -> Message | None:
    """The type with the highest share of conflicts, told with its interval and base."""
    shares = [(level, row.cells[-1]) for level, row in zip(types, rows, strict=True)]
    told = [(level, cell) for level, cell in shares if isinstance(cell, Estimate) and cell.value is not None]
    if not told:
        return None
    level, conflict = max(told, key=lambda pair: pair[1].value or 0.0)
    values = {"type": level.label, "conflict": conflict, "n": conflict.n, "strength": precision(conflict)}
    return Message("leads.table1_alliance_types", values)
