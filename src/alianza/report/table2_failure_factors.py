"""Factors of failure: how often they are reported and how much they hurt (R057, R015; claims F12 to F17b)."""

from dataclasses import replace

import polars as pl

from alianza.report.evidence import Evidence, Measured
from alianza.report.measures import mean_rating, precision, share
from alianza.report.ranking import lead_code, stands_out
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.protocol import ItemRole
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "factors"
NEEDS = ("failed",)
ROLES: tuple[ItemRole, ...] = ("failure", "severity")
COLUMNS = (
    Column("share", "share"),
    Column("n", "count"),
    Column("severity", "rating"),
    Column("severity_sd", "number"),
    Column("severity_n", "count"),
    Column("share_others", "share"),
    Column("difference", "difference", adverse=True),
)


def compute(evidence: Evidence) -> Table:
    """One row a factor: share among failed alliances, conditional severity, and the share among the others.

    Severity is the mean among failed alliances that report the factor, with its own base and the standard
    deviation of the answers. The factor is asked of every firm, so that its share can be compared.
    """
    failed = evidence.where(pl.col("failed"))
    severities = {item.construct: item.variable for item in evidence.items("severity")}
    ranked = sorted(evidence.items("failure"), key=lambda item: -(share(evidence, item.variable, failed).value or 0.0))
    rows = tuple(_row(evidence, item, severities.get(item.construct), failed) for item in ranked)
    leading = share(evidence, ranked[0].variable, failed)
    values = {"factor": ranked[0].label, "share": leading, "n": leading.n, "strength": precision(leading)}
    return Table(
        id="table2_failure_factors",
        topic=TOPIC,
        columns=COLUMNS,
        rows=rows,
        base=evidence.count(failed),
        lead=Message(lead_code("table2_failure_factors", stands_out(evidence, ranked, failed)), values),
        notes=(Message("notes.several_answers"), Message("notes.severity"), Message("notes.no_ranking")),
        tied=(("severity", "severity_sd", "severity_n"), ("share_others", "difference")),
    )


def _row(evidence: Evidence, item: Measured, severity: str | None, failed: pl.Expr) -> Row:
    reported = share(evidence, item.variable, failed)
    others = share(evidence, item.variable, evidence.where(~pl.col("failed")))
    difference = evidence.design.difference(item.variable, "failed", where=evidence.where())
    rated = failed & pl.col(item.variable)
    cells = (
        reported,
        reported.n,
        *_severity(evidence, severity, rated),
        others,
        replace(difference, unit="difference"),
    )
    return Row(item.construct, item.label, cells, item.construct)


def _severity(
    evidence: Evidence, variable: str | None, rated: pl.Expr
) -> tuple[Estimate | None, float | None, int | None]:
    """Mean, standard deviation of the answers, and number of answers among those who report the factor."""
    if variable is None:
        return None, None, None
    mean = mean_rating(evidence, variable, rated)
    deviation = evidence.frame.filter(rated)[variable].cast(pl.Float64).std()
    return mean, (float(deviation) if isinstance(deviation, float) else None), mean.n
