"""Factors of success, as perceived and as associated with success (R006, R060; claims F07 to F10)."""

from dataclasses import replace

import polars as pl

from alianza.report.evidence import Evidence, Measured
from alianza.report.measures import mean_rating, precision, share
from alianza.report.ranking import lead_code, stands_out
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.protocol import ItemRole
from alianza.study.table import Cell, Column, Row, Suppressed, Table, Topic

TOPIC: Topic = "factors"
NEEDS = ("success",)
ROLES: tuple[ItemRole, ...] = ("perceived",)
COLUMNS = (
    Column("perceived", "share"),
    Column("n", "count"),
    Column("perceived_all", "share"),
    Column("level_success", "rating"),
    Column("level_other", "rating"),
    Column("associated", "rating"),
)


def compute(evidence: Evidence) -> Table:
    """One row a factor: opinion in the first columns, association in the last ones.

    Perceived: share of successful alliances that say the factor mattered, and the same among all that were asked.
    Associated: difference of the factor's rated level between successful and other alliances. Where only
    successes were asked, a note says that the question cannot discriminate.
    """
    successes = evidence.where(pl.col("success"))
    levels = {item.construct: item.variable for item in evidence.items("level")}
    perceived = evidence.items("perceived")
    ranked = sorted(perceived, key=lambda item: -(share(evidence, item.variable, successes).value or 0.0))
    leading = share(evidence, ranked[0].variable, successes)
    values = {"factor": ranked[0].label, "share": leading, "n": leading.n, "strength": precision(leading)}
    return Table(
        id="success_factors",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(_row(evidence, item, levels.get(item.construct), successes) for item in ranked),
        base=evidence.count(successes),
        lead=Message(lead_code("success_factors", stands_out(evidence, ranked, successes)), values),
        notes=(Message("notes.perceived_associated"), *_discrimination(evidence, ranked)),
        tied=(("level_other", "associated"), ("level_success", "associated")),
    )


def _row(evidence: Evidence, item: Measured, level: str | None, successes: pl.Expr) -> Row:
    perceived = share(evidence, item.variable, successes)
    everyone = _everyone(evidence, item.variable)
    cells = (perceived, perceived.n, everyone, *_association(evidence, level, successes))
    return Row(item.construct, item.label, cells, item.construct)


def _everyone(evidence: Evidence, variable: str) -> Cell:
    """The share among all that were asked, unless the successes beside it would reveal what a few others said."""
    others = evidence.answering(variable, evidence.where(~pl.col("success")))
    if 0 < others < evidence.protocol.rules.minimum_cell:
        return Suppressed("complementary")
    return share(evidence, variable, evidence.where())


def _association(
    evidence: Evidence, level: str | None, successes: pl.Expr
) -> tuple[Estimate | None, Estimate | None, Estimate | None]:
    """Mean level among successes, among the others, and their difference; nothing where the level was not asked."""
    if level is None:
        return None, None, None
    difference = evidence.design.difference(level, "success", where=evidence.where())
    return (
        mean_rating(evidence, level, successes),
        mean_rating(evidence, level, evidence.where(~pl.col("success"))),
        replace(difference, unit="rating"),
    )


def _discrimination(evidence: Evidence, items: list[Measured]) -> tuple[Message, ...]:
    """A note where no firm without success answered, so that the opinion cannot tell good from bad outcomes."""
    others = evidence.where(~pl.col("success"))
    asked = any(evidence.answering(item.variable, others) for item in items)
    return () if asked else (Message("notes.cannot_discriminate"),)
