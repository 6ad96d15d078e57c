"""From the frame to the answers: screened, eligible, responding, prevalence (R036, R042; claims D03, D13, D16, X02)."""

from dataclasses import replace

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.measures import precision
from alianza.report.weighting import account
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "participants"
NEEDS = ("alliance", "responded")


def compute(evidence: Evidence) -> Table:
    """Counts of firms along the way, share of eligible firms that answered, and share of firms with an alliance.

    Prevalence is a design-based estimate over all screened firms; the response share is completed over eligible
    firms, both known, so it carries no sampling error.
    """
    screened = evidence.frame.height
    eligible = evidence.count(pl.col("alliance"))
    responded = evidence.count(pl.col("alliance") & pl.col("responded"))
    prevalence = replace(evidence.design.proportion("alliance")[0], unit="share")
    answered = Estimate(responded / eligible if eligible else None, n=eligible, unit="share", method="counted")
    rows = (
        *_frame_row(evidence),
        _row("screened", screened, screened),
        _row("eligible", eligible, screened),
        _row("responded", responded, eligible),
        _row("response_rate", answered, eligible),
        _row("prevalence", prevalence, screened),
    )
    values = {"screened": screened, "responded": responded, "prevalence": prevalence, "strength": precision(prevalence)}
    return Table(
        id="sample_design",
        topic=TOPIC,
        columns=(Column("value", "number"), Column("n", "count")),
        rows=rows,
        base=screened,
        lead=Message("leads.sample_design", values),
        notes=_notes(evidence),
    )


def _notes(evidence: Evidence) -> tuple[Message, ...]:
    """Where the weights come from, what was done to them, and whom the frame leaves out."""
    if evidence.responses.frame_firms:
        return Message("notes.domain_weights"), *account(evidence.weighting), Message("notes.frame_coverage")
    return account(evidence.weighting) if evidence.weighted else (Message("notes.unweighted_share"),)


def _row(identifier: str, value: int | Estimate, base: int) -> Row:
    counted = value if isinstance(value, Estimate) else Estimate(value, n=base, unit="count", method="counted")
    return Row(identifier, Message(f"rows.{identifier}"), (counted, base))


def _frame_row(evidence: Evidence) -> tuple[Row, ...]:
    firms = evidence.responses.frame_firms
    return (_row("frame_firms", firms, firms),) if firms else ()
