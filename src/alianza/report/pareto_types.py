"""Types of alliance compared on several criteria at once, without a single score (R058; claims F04, F05)."""

from collections.abc import Iterable, Mapping

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

    A type is not judged where a criterion is missing or it is too small to be published.

    Less conflict is better; on every other criterion more is better. Domination compares point estimates, so the
    row says "not dominated" and never "best".
    """
    types = levels(evidence, "alliance_type", evidence.where())
    criteria = {level.id: _criteria(evidence, level.where) for level in types}
    enough = [level for level in types if level.n >= evidence.protocol.rules.minimum_cell]
    points = {level.id: point for level in enough if (point := _points(criteria[level.id])) is not None}
    kept = [level for level in enough if level.id in points and not _dominated(points[level.id], points.values())]
    rows = tuple(_row(level, criteria[level.id], _word(level, level in kept, points)) for level in types)
    return Table(
        id="pareto_types",
        topic=TOPIC,
        columns=(Column("n", "count"), *CRITERIA, Column("non_dominated")),
        rows=rows,
        base=evidence.count(evidence.where()),
        lead=Message("leads.pareto_types", {"kept": tuple(level.label for level in kept), "types": len(points)})
        if kept
        else None,
        notes=(Message("notes.pareto"), Message("notes.no_best", {"n": evidence.protocol.rules.no_best_below})),
        partitions=(tuple(level.id for level in types),),
    )


def _criteria(evidence: Evidence, where: pl.Expr) -> tuple[Cell, ...]:
    shares = (share(evidence, name, where) for name in NEEDS[2:])
    return (growth_measures(evidence, where)[GEOMETRIC], *shares)


def _points(cells: tuple[Cell, ...]) -> tuple[float, ...] | None:
    """The criteria as numbers of which more is better; None where one is missing."""
    values = [cell.value for cell in cells if isinstance(cell, Estimate) and cell.value is not None]
    if len(values) < len(cells):
        return None
    conflict = 1 + NEEDS[2:].index("conflict")
    return tuple(-value if index == conflict else value for index, value in enumerate(values))


def _dominated(point: tuple[float, ...], others: Iterable[tuple[float, ...]]) -> bool:
    return any(
        all(theirs >= ours for theirs, ours in zip(other, point, strict=True)) and other != point for other in others
    )


def _word(level: Level, kept: bool, points: Mapping[str, tuple[float, ...]]) -> Message | None:
    if level.id not in points:
        return None
    return Message("rows.not_dominated" if kept else "rows.dominated")


def _row(level: Level, cells: tuple[Cell, ...], word: Message | None) -> Row:
    return Row(level.id, level.label, (level.n, *cells, word), "alliance_type")
