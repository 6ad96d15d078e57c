"""The categories of a variable as rows of a table, small ones merged before anything is estimated."""

from dataclasses import dataclass

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.merging import MERGED, merging
from alianza.study.message import Message
from alianza.study.text import Text


@dataclass(frozen=True, slots=True)
class Level:
    """One category: its id, its words, the firms in it and how many answered."""

    id: str
    label: Text | Message
    where: pl.Expr
    n: int


def levels(evidence: Evidence, variable: str, where: pl.Expr) -> tuple[Level, ...]:
    """The categories of `variable` among the firms `where`, in the order in which the study labels them.

    Categories with fewer firms than `rules.merge_below` are merged into one row; a single small one stays, and
    disclosure control decides about it.
    """
    counts = _counts(evidence, variable, where)
    small = merging(counts, evidence.protocol.rules)
    kept = [
        Level(level, evidence.label(variable, level), where & (pl.col(variable) == level), n)
        for level, n in counts.items()
        if level not in small
    ]
    return (*kept, *_merged(variable, small, where, counts))


def _counts(evidence: Evidence, variable: str, where: pl.Expr) -> dict[str, int]:
    """Unweighted counts by category: labelled ones first and in their order, then the others by name."""
    answered = evidence.frame.filter(where & pl.col(variable).is_not_null())
    found = dict(answered.group_by(variable).len().sort(variable).rows())
    order = [level for level in evidence.responses.labels.get(variable, {}) if level in found]
    return {level: found[level] for level in [*order, *(level for level in found if level not in order)]}


def _merged(variable: str, small: list[str], where: pl.Expr, counts: dict[str, int]) -> tuple[Level, ...]:
    if not small:
        return ()
    n = sum(counts[level] for level in small)
    label = Message("rows.merged", {"count": len(small)})
    return (Level(MERGED, label, where & pl.col(variable).is_in(small), n),)
