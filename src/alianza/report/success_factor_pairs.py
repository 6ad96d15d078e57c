"""Whether one success factor is named more often than another, on one base (R006, R060; claim F11)."""

from dataclasses import replace
from itertools import combinations

import polars as pl

from alianza.report.evidence import Evidence, Measured
from alianza.report.ranking import ALPHA
from alianza.statistics.tables.paired import PairedComparison, paired_comparisons
from alianza.study.message import Message
from alianza.study.protocol import ItemRole
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "factors"
NEEDS = ("success",)
ROLES: tuple[ItemRole, ...] = ("perceived",)
COLUMNS = (
    Column("difference", "difference"),
    Column("n", "count"),
    Column("only_first", "count"),
    Column("only_second", "count"),
    Column("p", "number"),
    Column("p_holm", "number"),
)


def compute(evidence: Evidence) -> Table:
    """All pairs of perceived factors among successful alliances that answered every factor.

    The difference and its interval are design-based; the p-value is McNemar's exact test on the unweighted
    answers, adjusted by Holm over all pairs. Pairs follow the protocol's order of the factors and not the observed
    one: a claim that names a pair must find it whichever factor comes out ahead.
    """
    items = evidence.items("perceived")
    base = evidence.where(pl.col("success"), *(pl.col(item.variable).is_not_null() for item in items))
    answers = evidence.frame.filter(base)
    comparisons = paired_comparisons({item.construct: answers[item.variable].to_list() for item in items})
    pairs = zip(combinations(items, 2), comparisons, strict=True)
    rows = tuple(_row(evidence, first, second, comparison, base) for (first, second), comparison in pairs)
    decided = sum(1 for comparison in comparisons if comparison.adjusted is not None and comparison.adjusted < ALPHA)
    return Table(
        id="success_factor_pairs",
        topic=TOPIC,
        columns=COLUMNS,
        rows=rows,
        base=answers.height,
        lead=Message("leads.success_factor_pairs", {"decided": decided, "pairs": len(rows), "n": answers.height}),
        notes=(Message("notes.mcnemar"),),
        tied=(("only_first", "only_second"),),
    )


def _row(evidence: Evidence, first: Measured, second: Measured, tested: PairedComparison, base: pl.Expr) -> Row:
    gap = pl.col(first.variable).cast(pl.Float64) - pl.col(second.variable).cast(pl.Float64)
    difference = evidence.design.mean(gap, where=base)[0]
    label = Message("rows.versus", {"first": first.label, "second": second.label})
    cells = (
        replace(difference, unit="difference"),
        difference.n,
        tested.only_first,
        tested.only_second,
        tested.test.p,
        tested.adjusted,
    )
    return Row(f"{first.construct}_vs_{second.construct}", label, cells)
