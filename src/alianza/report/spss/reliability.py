"""Reliability: case summary, coefficients, item statistics, correlations, item-total and scale statistics."""

from collections.abc import Sequence

import numpy as np

from alianza.report.spss.source import Footnotes, Source, row, table, words
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
    if found.alpha is None:
        return _cases(found), table("reliability", [], [], notes=[Message(f"stats.notes.{found.reason}")])
    return _cases(found), _coefficients(found), *_items(source, found), _totals(source, found), _scale(found)


def _cases(found: Reliability) -> Table:
    """Cases with all items, cases that miss one, and all."""
    footnotes, total = Footnotes(), found.n + found.excluded
    excluded = footnotes.mark(words("excluded"), Message("stats.notes.listwise_items"))
    parts = (words("valid"), found.n), (excluded, found.excluded), (words("total"), total)
    lines = [row(label, n, n / total if total else None) for label, n in parts]
    return table(
        "reliability_cases", [Column("n", "count"), Column("percent", "share")], lines, notes=footnotes.notes
    )  # fmt: skip


def _coefficients(found: Reliability) -> Table:
    columns = [Column(code) for code in ("alpha", "low_95", "high_95", "standardised", "lambda6", "omega")]
    omega = found.omega.omega if found.omega else None
    coefficients = found.alpha, found.low, found.high, found.standardised, found.lambda6, omega
    notes = [Message("stats.notes.feldt")]
    if found.alpha is not None and found.alpha < 0:
        notes.append(Message("stats.notes.negative_alpha"))
    if found.omega and found.omega.heywood:
        notes.append(Message("stats.notes.heywood"))
    if found.constant:
        notes.append(Message("stats.notes.constant_items", {"items": found.constant}))
    if found.reversed:
        notes.append(Message("stats.notes.reversed_items", {"items": found.reversed}))
    line = row(words("scale"), *coefficients, len(found.items))
    return table("reliability", [*columns, Column("items", "count")], [line], notes=notes)


def _items(source: Source, found: Reliability) -> tuple[Table, Table]:
    """Mean and spread of each item, and how the items correlate."""
    columns = [Column("mean"), Column("sd"), Column("n", "count")]
    titles = [source.title(item.name) for item in found.items]
    lines = [
        row(title, item.mean, item.sd, found.n, identifier=item.name)
        for title, item in zip(titles, found.items, strict=True)
    ]
    across = [Column(item.name, "log", title) for title, item in zip(titles, found.items, strict=True)]
    correlations = [
        row(title, *values, identifier=item.name)
        for title, item, values in zip(titles, found.items, found.correlations, strict=True)
    ]
    return table("item_statistics", columns, lines), table("item_correlations", across, correlations)


def _totals(source: Source, found: Reliability) -> Table:
    lines = [
        row(source.title(item.name), *(getattr(item, code) for code in TOTALS), identifier=item.name)
        for item in found.items
    ]
    return table("item_total_statistics", [Column(code) for code in TOTALS], lines)


def _scale(found: Reliability) -> Table:
    """Mean and spread of the sum of the items."""
    variance = None if found.sd is None else found.sd**2
    columns = [Column("mean"), Column("variance"), Column("sd"), Column("items", "count")]
    return table("scale_statistics", columns, [row(words("scale"), found.mean, variance, found.sd, len(found.items))])
