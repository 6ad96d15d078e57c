"""Under every table with a test: what its errors are worth where the weight looks like an expansion factor."""

from dataclasses import replace

import numpy as np

from alianza.report.spss.source import Source
from alianza.study.message import Message
from alianza.study.table import Table

FAR_MORE = 1.5
"""Weights that add up to more than so many times the cases look like expansion factors, as do weights with decimals."""
INFERENCE = frozenset(
    {"sig", "levene_sig", "asymptotic_sig", "exact_sig", "approximate_sig", "one_sided", "two_sided", "se", "effect_se",
     "low_95", "exp_b_low"}
)  # fmt: skip
"""Columns that only a table with a test or an error has."""
TESTED = frozenset({"correlations", "nonparametric_correlations", "common_odds_ratio"})
"""Tables whose tests stand in rows."""


def expanded(source: Source) -> Message | None:
    """The note on frequency weights that sum to far more than the cases or are not whole numbers; None for others."""
    if source.weights is None:
        return None
    counts = source.counts[source.counts > 0]
    if not counts.size or (counts.sum() <= FAR_MORE * counts.size and not np.any(counts % 1)):
        return None
    values = {"rows": int(counts.size), "sum": float(counts.sum()), "weight": source.weight}
    return Message("stats.notes.expanded", values)


def with_note(table: Table, note: Message | None) -> Table:
    """The table with the note as its last footnote, where it holds a test or an error."""
    inference = table.id in TESTED or not INFERENCE.isdisjoint(column.id for column in table.columns)
    return replace(table, notes=(*table.notes, note)) if note and inference and table.rows else table
