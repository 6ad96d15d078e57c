"""Types of alliance compared on several criteria at once, without a single score (R058; claims F04, F05)."""

from collections.abc import Iterable

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.levels import Level, levels
from alianza.report.measures import growth_measures, share
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table, Topic

TOPIC: Topic = "types"
NEEDS = ("alliance_type", "growth", "new_markets", "conflict", "innovation", "productivity")
GEOMETRIC = 2
CRITERIA = (Column("growth_geometric", "growth"), *(Column(name, "share") for name in NEEDS[2:]))


def compute(evidence: Evidence) -> Table:
    """One row a type with its criteria and whether no other type is at least as good on all and better on one.

    Less conflict is better; on every other criterion more is better. Domination compares point estimates, so the
    row says "not dominated" and never "best".
    """
    types = levels(evidence, "alliance_type", evidence.where())
    criteria = {level.id: _criteria(evidence, level.where) for level in types}
    points = {identifier: _points(cells) for identifier, cells in criteria.items()}
    kept = [level for level in types if not _dominated(points[level.id], points.values())]
    rows = tuple(_row(level, criteria[level.id], level in kept) for level in types)
    return Table(
        id="pareto_types",
        topic=TOPIC,
        columns=(Column("n", "count"), *CRITERIA, Column("non_dominated")),
        rows=rows,
        base=evidence.count(evidence.where()),
        lead=Message("leads.pareto_types", {"kept": tuple(level.label for level in kept), "types": len(types)}),
        notes=(Message("notes.pareto"), Message("notes.no_best", {"n": evidence.protocol.rules.no_best_below})),
        partitions=(tuple(level.id for level in types),),
    )


def _criteria(evidence: Evidence, where: pl.Expr) -> tuple[Cell, ...]:
    shares = (share(evidence, name, where) for name in NEEDS[2:])
    return (growth_measures(evidence, where)[GEOMETRIC], *shares)


def _points(cells: tuple[Cell, ...]) -> tuple[float, ...]:
    """The criteria as numbers of which more is better."""
    values = [cell.value if isinstance(cell, Estimate) and cell.value is not None else 0.0 for cell in cells]
    conflict = 1 + NEEDS[2:].index("conflict")
    return tuple(-value if index == conflict else value for index, value in enumerate(values))


def _dominated(point: tuple[float, ...], others: Iterable[tuple[float, ...]]) -> bool:
    return any(
        all(theirs >= ours for theirs, ours in zip(other, point, strict=True)) and other != point for other in others
    )


def _row(level: Level, cells: tuple[Cell, ...], kept: bool) -> Row:
    word = Message("rows.not_dominated" if kept else "rows.dominated")
    return Row(level.id, level.label, (level.n, *cells, word), "alliance_type")
