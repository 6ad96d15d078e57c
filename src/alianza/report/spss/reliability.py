"""Reliability: case summary, coefficients, item statistics, item-total statistics."""

from collections.abc import Sequence

import numpy as np

from alianza.report.spss.source import Source, case_summary, row, table, words
from alianza.statistics.scales.reliability import Reliability, reliability
from alianza.study.message import Message
from alianza.study.table import Column, Table

TOTALS = ("mean_without", "variance_without", "item_total", "multiple", "alpha_without")


def reliability_tables(source: Source, names: Sequence[str]) -> tuple[Table, ...]:
    """Everything that Reliability prints about a scale, and McDonald's omega.

    Raises:
        alianza.statistics.errors.BadVariable: If a column is absent or holds text.
    """
    answers = np.stack([source.columns.numbers(name) for name in names], axis=1)
    found = reliability(answers, names, source.counts)
    cases = case_summary("reliability_cases", found.n, found.n + found.excluded, ("valid", "excluded"))
    if found.alpha is None:
        return (cases, table("reliability", [], [], notes=[Message(f"stats.notes.{found.reason}")]))
    return cases, _coefficients(found), _items(source, found), _totals(source, found)


def _coefficients(found: Reliability) -> Table:
    columns = [Column(code) for code in ("alpha", "low_95", "high_95", "standardised", "lambda6", "omega")]
    omega = found.omega.omega if found.omega else None
    line = row(
        words("scale"),
        found.alpha,
        found.low,
        found.high,
        found.standardised,
        found.lambda6,
        omega,
        len(found.items),
    )
    notes = [Message("stats.notes.feldt")]
    if found.omega and found.omega.heywood:
        notes.append(Message("stats.notes.heywood"))
    if found.reversed:
        notes.append(Message("stats.notes.reversed_items", {"items": found.reversed}))
    return table("reliability", [*columns, Column("items", "count")], [line], notes=notes)


def _items(source: Source, found: Reliability) -> Table:
    columns = [Column("mean"), Column("sd"), Column("n", "count")]
    lines = [row(source.title(item.name), item.mean, item.sd, found.n, identifier=item.name) for item in found.items]
    return table("item_statistics", columns, lines)


def _totals(source: Source, found: Reliability) -> Table:
    lines = [
        row(source.title(item.name), *(getattr(item, code) for code in TOTALS), identifier=item.name)
        for item in found.items
    ]
    return table("item_total_statistics", [Column(code) for code in TOTALS], lines)
