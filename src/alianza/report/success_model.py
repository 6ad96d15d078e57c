"""Logistic model of success on the rated factors, planning and sector (R046, R069; claims D20, F11, F29)."""

from alianza.report.evidence import Evidence
from alianza.report.model_rows import COLUMNS, logistic_note, model_rows
from alianza.report.ranking import lead_code
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.protocol import ItemRole
from alianza.study.table import Row, Table, Topic

TOPIC: Topic = "factors"
NEEDS = ("success", "sector")
ROLES: tuple[ItemRole, ...] = ("level",)


def compute(evidence: Evidence) -> Table:
    """Odds ratios of success on every rated factor, by the design; events per variable stand beside the table."""
    where = evidence.where()
    levels = [item.variable for item in evidence.items("level")]
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
        lead=_lead([row for row in rows if row.id in levels], fit.n),
        notes=(
            logistic_note(evidence, fit),
            Message(
                "notes.events_per_variable", {"events": min(fit.events, fit.n - fit.events), "terms": len(rows) - 1}
            ),
            *(
                (Message("notes.long_planning", {"months": evidence.protocol.rules.planning_months}),)
                if planning
                else ()
            ),
            Message("notes.association"),
        ),
    )


def _lead(rated: list[Row], n: int) -> Message:
    """The rated factors whose odds ratio's interval leaves out one, with their intervals."""
    odds = [(row.label, row.cells[-1]) for row in rated]
    told = tuple(
        Message("rows.factor_odds", {"factor": label, "odds": one})
        for label, one in odds
        if isinstance(one, Estimate) and one.low is not None and one.high is not None and not one.low <= 1 <= one.high
    )
    return Message(lead_code("success_model", bool(told)), {"factors": told, "n": n})
