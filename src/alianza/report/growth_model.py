"""Logistic model of high growth (`rules.growth_threshold` or more) on co-operation (R046, R069)."""

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.measures import clarity
from alianza.report.model_rows import COLUMNS, logistic_note, model_rows
from alianza.statistics.models.logistic import Logistic
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Row, Table, Topic

TOPIC: Topic = "outcomes"
NEEDS = ("growth_20", "alliance", "sector")
COVARIATES = ("exporter", "log_employees", "log_age", "sector")
INDEPENDENTS = "independent_firms"


def compute(evidence: Evidence) -> Table:
    """Two fits by the design: with any co-operation, and (rows `strict:…`) with strict co-operation.

    Covariates are those of exporting, logarithm of employees, logarithm of age and sector that the study has.
    """
    known = pl.col("growth_20").is_not_null()
    if evidence.count(known & ~pl.col("alliance")) < evidence.protocol.rules.minimum_cell:
        return Table(id="growth_model", topic=TOPIC, needs=(INDEPENDENTS,))
    fit = _fit(evidence, "alliance", known)
    strict = [] if evidence.missing("strict_alliance") else [_fit(evidence, "strict_alliance", known)]
    second = tuple(row for one in strict for row in model_rows(evidence, one, prefix="strict:"))
    rows = model_rows(evidence, fit)
    high: dict[str, object] = {"threshold": evidence.protocol.rules.growth_threshold}
    return Table(
        id="growth_model",
        topic=TOPIC,
        columns=COLUMNS,
        rows=(*rows, *second),
        base=fit.n,
        lead=_lead(rows, high),
        notes=(
            logistic_note(evidence, fit),
            *((Message("notes.second_fit"),) if second else ()),
            Message(
                "notes.events_per_variable", {"events": min(fit.events, fit.n - fit.events), "terms": len(rows) - 1}
            ),
            Message("notes.not_h1", high),
            Message("notes.association"),
        ),
    )


def _fit(evidence: Evidence, cooperation: str, known: pl.Expr) -> Logistic:
    covariates = [name for name in COVARIATES if not evidence.missing(name)]
    reference = evidence.reference("sector")
    declared = {"sector": reference} if reference else None
    return evidence.design.logistic("growth_20", [cooperation, *covariates], reference=declared, where=known)


def _lead(rows: tuple[Row, ...], high: dict[str, object]) -> Message | None:
    odds = next((row.cells[-1] for row in rows if row.id == "alliance"), None)
    if not isinstance(odds, Estimate):
        return None
    return Message("leads.growth_model", high | {"odds": odds, "n": odds.n, "strength": clarity(odds, 1.0)})
