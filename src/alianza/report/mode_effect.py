"""Whether answers differ by interview mode, at the same sectors (requirement R041)."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.measures import MODERATE
from alianza.report.ranking import ALPHA
from alianza.study.estimate import Estimate, Unit
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic
from alianza.survey.mode_effect import ModeEffect, mode_effects

TOPIC: Topic = "participants"
NEEDS = ("mode", "sector")
OUTCOMES = ("success", "objectives_met", "benefit_reported", "conflict", "new_markets", "growth")
TWO_MODES = "two_modes"
COLUMNS = (
    Column("mode_plain", "difference"),
    Column("mode_adjusted", "difference"),
    Column("n", "count"),
    Column("p", "number"),
    Column("p_holm", "number"),
)


def compute(evidence: Evidence) -> Table:
    """One row an outcome: second mode minus first, as answered and at the sectors of all answers.

    The p-value belongs to the second difference; Holm adjusts over the outcomes of the table.
    """
    modes = sorted(evidence.frame["mode"].drop_nulls().unique().to_list())
    outcomes = [name for name in OUTCOMES if not evidence.missing(name) and _comparable(evidence, name, modes)]
    if len(modes) != 2 or not outcomes:
        return Table(id="mode_effect", topic=TOPIC, needs=(TWO_MODES,))
    effects = mode_effects(evidence.design, outcomes, "mode", "sector")
    apart = sum(1 for one in effects if one.test.adjusted is not None and one.test.adjusted < ALPHA)
    words = {"first": evidence.label("mode", modes[0]), "second": evidence.label("mode", modes[1])}
    return Table(
        id="mode_effect",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(_row(one) for one in effects),
        base=evidence.answering("mode", evidence.where()),
        lead=Message(_lead_of(apart, effects), {"apart": apart, "outcomes": len(effects)}),
        notes=(Message("notes.mode_effect", words),),
        tied=(("mode_plain", "mode_adjusted", "p", "p_holm"),),
    )


def _comparable(evidence: Evidence, outcome: str, modes: list[str]) -> bool:
    """Whether enough firms answered in each mode for their difference to be published."""
    sides = (evidence.answering(outcome, evidence.where(pl.col("mode") == mode)) for mode in modes)
    return all(side >= evidence.protocol.rules.minimum_cell for side in sides)


def _lead_of(apart: int, effects: Sequence[ModeEffect]) -> str:
    """No test below alpha says that modes agree only where the intervals are narrow enough to say so."""
    if apart:
        return "leads.mode_effect"
    return "leads.mode_effect_none" if all(_narrow(one.adjusted) for one in effects) else "leads.mode_effect_undecided"


def _narrow(difference: Estimate) -> bool:
    if difference.low is None or difference.high is None:
        return False
    return difference.high - difference.low <= 2 * MODERATE


def _row(effect: ModeEffect) -> Row:
    unit: Unit = "growth" if effect.outcome == "growth" else "difference"
    plain, adjusted = (replace(one, unit=unit) for one in (effect.plain, effect.adjusted))
    cells = (plain, adjusted, effect.plain.n, effect.test.p, effect.test.adjusted)
    return Row(effect.outcome, Message(f"variables.{effect.outcome}"), cells)
