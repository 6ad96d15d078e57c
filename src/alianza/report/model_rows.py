"""Rows of a logistic model, shared by the tables that print one (R046)."""

from alianza.report.evidence import Evidence
from alianza.statistics.models.coefficient import Coefficient
from alianza.statistics.models.logistic import Logistic
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Column, Row
from alianza.study.text import Text

COLUMNS = (
    Column("b", "log"),
    Column("se", "number"),
    Column("statistic", "number"),
    Column("p", "number"),
    Column("odds_ratio", "odds_ratio"),
)


def model_rows(evidence: Evidence, fit: Logistic, prefix: str = "") -> tuple[Row, ...]:
    """One row a term: coefficient, standard error, t, p and odds ratio with interval."""
    return tuple(_row(evidence, term, fit.n, prefix) for term in fit.coefficients)


def logistic_note(evidence: Evidence, fit: Logistic) -> Message:
    """How the model was fitted, and what carries its error: the design's linearisation, or replicate weights."""
    replicates = evidence.design.plan.replicates
    if replicates is None:
        return Message("notes.logistic", {"n": fit.n})
    return Message("notes.logistic_replicated", {"n": fit.n, "replicates": replicates.weights.shape[1]})


def _row(evidence: Evidence, term: Coefficient, n: int, prefix: str) -> Row:
    odds = Estimate(
        term.odds_ratio, None, term.low, term.high, term.df, n=n, unit="odds_ratio", method="weighted_logistic"
    )
    coefficient = Estimate(term.b, term.se, df=term.df, n=n, unit="log", method="weighted_logistic")
    cells = (coefficient, term.se, term.statistic, term.p, odds)
    words = _label(evidence, term.term)
    label = Message("rows.strict_term", {"term": words}) if prefix else words
    return Row(f"{prefix}{term.term}", label, cells, _construct(evidence, term.term.split("=")[0]))


def _construct(evidence: Evidence, variable: str) -> str:
    """The construct that a rated or perceived item measures, so that its effect can vote; else the variable."""
    if variable == "planned_long":
        return "planning_time"
    measured = {item.variable: item.construct for role in ("level", "perceived") for item in evidence.items(role)}
    return measured.get(variable, variable)


def _label(evidence: Evidence, term: str) -> Text | Message:
    """Words for a term: intercept, variable, construct rated, or category of a factor."""
    if term == "(Intercept)":
        return Message("variables.intercept")
    name, _, level = term.partition("=")
    if level:
        return Message("rows.category", {"variable": _name(evidence, name), "level": evidence.label(name, level)})
    return _name(evidence, name)


def _name(evidence: Evidence, variable: str) -> Text | Message:
    items = {item.variable: item.label for role in ("level", "perceived") for item in evidence.items(role)}
    return items.get(variable) or Message(f"variables.{variable}")
