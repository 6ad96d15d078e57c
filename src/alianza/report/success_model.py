"""Logistic model of success on the rated factors, planning and sector (R046, R069; claims D20, F11, F29)."""

from alianza.report.evidence import Evidence
from alianza.report.measures import clarity
from alianza.report.model_rows import COLUMNS, model_rows
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.protocol import ItemRole
from alianza.study.table import Row, Table, Topic

TOPIC: Topic = "factors"
NEEDS = ("success", "sector")
ROLES: tuple[ItemRole, ...] = ("level",)
SUCCESS_LEVELS = ("strategic_compatibility", "contract_clarity", "communication", "flexibility")
"""The constructs of the published ranking: only these enter, so that events per variable stay supportable."""


def compute(evidence: Evidence) -> Table:
    """Odds ratios of success, by the design; events per variable stand beside the table."""
    where = evidence.where()
    levels = [item.variable for item in evidence.items("level") if item.construct in SUCCESS_LEVELS]
    planning = [] if evidence.missing("planned_long") else ["planned_long"]
    predictors = [*levels, *planning, "sector"]
    reference = evidence.reference("sector")
    fit = evidence.design.logistic(
        "success", predictors, reference={"sector": reference} if reference else None, where=where
    )
    rows = model_rows(evidence, fit)
    return Table(
        id="success_model",
        topic=TOPIC,
        columns=COLUMNS,
        rows=rows,
        base=fit.n,
        lead=_lead(rows),
        notes=(
            Message("notes.logistic", {"n": fit.n}),
            Message(
                "notes.events_per_variable", {"events": min(fit.events, fit.n - fit.events), "terms": len(rows) - 1}
            ),
            Message("notes.association"),
        ),
    )


def _lead(rows: tuple[Row, ...]) -> Message | None:
    """The rated factor whose odds ratio lies farthest from one, in standard errors."""
    rated = [row for row in rows if row.id.startswith("level_") and isinstance(row.cells[-1], Estimate)]
    if not rated:
        return None
    row = max(rated, key=lambda row: abs(float(row.cells[2] or 0.0)))  # type: ignore[arg-type]
    odds = row.cells[-1]
    assert isinstance(odds, Estimate)
    values = {"factor": row.label, "odds": odds, "n": odds.n, "strength": clarity(odds, 1.0)}
    return Message("leads.success_model", values)
