"""Growth, new markets and conflicts by type of alliance (R056; claims T1.*, F06; the article's first table)."""

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.levels import Level, levels
from alianza.report.measures import GROWTH_COLUMNS, GROWTH_FACTOR, growth_measures, growth_window, precision, share
from alianza.report.ranking import groups_differ, lead_code
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
    tests = _tests(evidence)
    decided = groups_differ(evidence, tests, "conflict:rao_scott_f", (level.n for level in types))
    return Table(
        id="table1_alliance_types",
        topic=TOPIC,
        columns=(Column("n", "count"), *GROWTH_COLUMNS, Column("new_markets", "share"), Column("conflict", "share")),
        rows=rows,
        base=evidence.count(where),
        lead=_lead(types, rows, decided),
        notes=(growth_window(evidence), Message("notes.growth_four_ways"), _answers(evidence)),
        tests=tests,
        partitions=(tuple(level.id for level in types),),
    )


def _row(evidence: Evidence, level: Level) -> Row:
    growth = growth_measures(evidence, level.where)
    markets, conflict = (share(evidence, name, level.where) for name in ("new_markets", "conflict"))
    return Row(level.id, level.label, (level.n, *growth, markets, conflict), "alliance_type")


def _tests(evidence: Evidence) -> dict[str, Test]:
    """Whether growth (mean of logs, Wald F), new markets and conflicts (Rao-Scott F) differ by type, by the design."""
    crosstabs = {name: evidence.design.crosstab("alliance_type", name, where=evidence.where()) for name in NEEDS[2:]}
    shares = {f"{name}:rao_scott_f": crosstab.tests["rao_scott_f"] for name, crosstab in crosstabs.items()}
    growth = evidence.design.equal_means(GROWTH_FACTOR.log(), "alliance_type", evidence.where())
    return {"growth:wald_f": growth, **shares}


def _answers(evidence: Evidence) -> Message:
    """How many firms answered each column; a type's own counts are in the files."""
    typed = evidence.where(pl.col("alliance_type").is_not_null())
    return Message("notes.column_bases", {name: evidence.answering(name, typed) for name in NEEDS[1:]})


def _lead(types: tuple[Level, ...], rows: tuple[Row, ...], decided: bool) -> Message | None:
    """The types with the highest and, where they do not differ clearly, the lowest share of conflicts."""
    shares = [(level, row.cells[-1]) for level, row in zip(types, rows, strict=True)]
    told = [(level, cell) for level, cell in shares if isinstance(cell, Estimate) and cell.value is not None]
    if not told:
        return None
    ranked = sorted(told, key=lambda pair: pair[1].value or 0.0)
    (low, least), (level, conflict) = ranked[0], ranked[-1]
    values = {"type": level.label, "conflict": conflict, "n": conflict.n, "strength": precision(conflict)}
    return Message(lead_code("table1_alliance_types", decided), values | {"low": low.label, "least": least})
