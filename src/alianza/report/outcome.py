"""What became of the alliances: four variables and the declared collapses (R055; claims F01, F02, F00)."""

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.measures import precision, share
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "outcomes"
NEEDS = ("success",)
REPORTED = ("benefit_reported", "difficulty_reported", "objectives_met", "success", "failed", "structured")
CATEGORIES = {
    "status": ("active", "ended_planned", "ended_early", "unknown"),
    "state": ("benefit", "difficulty", "dissolved"),
}


def compute(evidence: Evidence) -> Table:
    """Share of firms by reported benefit, difficulty, status and objectives met, and by the collapses of these."""
    where = evidence.where()
    rows = [_reported(evidence, name, where) for name in REPORTED if not evidence.missing(name)]
    for variable, levels in CATEGORIES.items():
        if not evidence.missing(variable):
            rows.extend(_categories(evidence, variable, levels, where))
    success = share(evidence, "success", where)
    return Table(
        id="outcome",
        topic=TOPIC,
        columns=(Column("share", "share"), Column("n", "count")),
        rows=tuple(rows),
        base=evidence.answering("success", where),
        lead=Message("leads.outcome", {"success": success, "n": success.n, "strength": precision(success)}),
        notes=(*_rules(evidence), Message("notes.four_outcomes")),
    )


def _rules(evidence: Evidence) -> tuple[Message, ...]:
    """The declared rules behind the words "success" and "well structured"."""
    success, structure = evidence.protocol.success, evidence.protocol.structure
    notes = [Message("notes.success_rule", {"rule": success.rule})] if success else [Message("notes.no_success_rule")]
    if structure is None or evidence.missing("structured"):
        return tuple(notes)
    if structure.rule.es or structure.rule.en:
        return (*notes, Message("notes.structure_rule", {"rule": structure.rule}))
    counted = {"cutoff": structure.cutoff, "items": len(structure.items)}
    return (*notes, Message("notes.structure_index", counted))


def _reported(evidence: Evidence, variable: str, where: pl.Expr) -> Row:
    estimate = share(evidence, variable, where)
    return _row(variable, estimate)


def _categories(evidence: Evidence, variable: str, known: tuple[str, ...], where: pl.Expr) -> list[Row]:
    """One row a category of `status` or `state`, those first that the glossary names."""
    shares = {str(one.domain[variable]): one for one in evidence.design.proportion(variable, where=where)}
    order = [*(level for level in known if level in shares), *(level for level in shares if level not in known)]
    return [_row(f"{variable}_{level}", shares[level]) for level in order]


def _row(identifier: str, estimate: Estimate) -> Row:
    return Row(identifier, Message(f"rows.{identifier}"), (estimate, estimate.n), construct="success")
