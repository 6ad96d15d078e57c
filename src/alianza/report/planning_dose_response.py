"""Probability of meeting the objectives by months of planning, as a smooth curve (R063; claims F23, F24)."""

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.planning_time import matured
from alianza.statistics.spline import dose_response
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "factors"
NEEDS = ("objectives_met", "planning_months", "months_since_signature")
STEPS = 12


def compute(evidence: Evidence) -> Table:
    """Probability with interval at evenly spaced months between the 5th and 95th percentile of those observed.

    A logistic model on a restricted cubic spline of the months, by the design; nothing is said beyond the
    observed months.
    """
    where = matured(evidence)
    months = evidence.frame.filter(where & pl.col("objectives_met").is_not_null())["planning_months"].drop_nulls()
    grid = _grid(months)
    curve = dose_response(evidence.design, "objectives_met", "planning_months", grid, where=where)
    rows = tuple(_row(month, point) for month, point in zip(grid, curve.estimates, strict=True))
    first, last = curve.estimates[0], curve.estimates[-1]
    values = {"first": first, "last": last, "low": grid[0], "high": grid[-1], "n": months.len()}
    return Table(
        id="planning_dose_response",
        topic=TOPIC,
        columns=(Column("months", "months"), Column("probability", "share")),
        rows=rows,
        base=months.len(),
        lead=Message("leads.planning_dose_response", values),
        notes=(Message("notes.spline"), Message("notes.association")),
        tests={"overall": curve.overall, "linearity": curve.linearity},
    )


def _grid(months: pl.Series) -> list[float]:
    """Evenly spaced whole or half months inside the bulk of the data."""
    low, high = (float(months.quantile(q, "linear") or 0.0) for q in (0.05, 0.95))
    points = [low + (high - low) * step / (STEPS - 1) for step in range(STEPS)]
    return sorted({round(point * 2) / 2 for point in points})


def _row(month: float, point: Estimate) -> Row:
    return Row(f"m{month:04.1f}", Message("rows.months", {"months": month}), (month, point), "planning_time")
