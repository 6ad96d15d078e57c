"""What the rules of a verdict receive and return: a claim with the run's own numbers, and an outcome."""

import math
from dataclasses import dataclass
from typing import Literal

from alianza.integration.intervals import Interval
from alianza.integration.published import PERCENT_UNITS, RATIO_UNITS
from alianza.study.claim import Audit, Claim
from alianza.study.estimate import Estimate, Unit
from alianza.study.finding import Finding
from alianza.study.message import Message
from alianza.study.protocol import Rules

Definite = Literal["replicated", "contradicted", "inconclusive"]
Recovery = Literal["recovered", "not_recovered"]


@dataclass(frozen=True, slots=True)
class Case:
    """One claim before its judge: the audit and the own findings that answer it, in the claim's order."""

    claim: Claim
    audit: Audit
    findings: tuple[Finding, ...]
    rivals: tuple[Finding, ...]
    rules: Rules


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict, the message that explains it, and the numbers behind it.

    `difference` is own minus published with its 90 % interval (a quotient for ratios); `chance` is the chance of
    "replicated" were the claim true.
    """

    verdict: Definite | Recovery
    reason: Message
    chance: float | None = None
    difference: Estimate | None = None


def margin(rules: Rules, unit: Unit) -> float | None:
    """The margin delta of a unit on its judging scale (logarithms for ratios); None where none is declared."""
    if unit in RATIO_UNITS or unit == "log":
        return math.log(rules.delta_ratio)
    return {"share": rules.delta_share, "difference": rules.delta_share, "growth": rules.delta_growth}.get(
        unit, rules.delta_rating if unit == "rating" else None
    )


def on_scale(value: float, unit: Unit) -> float:
    """A value on the scale on which differences are judged: logarithms for ratios."""
    if unit not in RATIO_UNITS:
        return value
    return math.log(value) if value > 0 else -math.inf


def interval_on_scale(limits: Interval, unit: Unit) -> Interval:
    """An interval on the judging scale."""
    return Interval(on_scale(limits.low, unit), on_scale(limits.high, unit))


def spoken_margin(delta: float, unit: Unit) -> Message:
    """The margin as a reader says it: points, percentage points of growth, tenths of a rating, a factor."""
    if unit in RATIO_UNITS or unit == "log":
        return Message("judgement.margin_ratio", {"factor": math.exp(delta)})
    if unit in ("share", "difference", "growth"):
        return Message("judgement.margin_points", {"points": delta * 100})
    return Message("judgement.margin_rating", {"points": delta})


def spoken_number(value: float, unit: Unit) -> Message:
    """A published number as a reader says it: with the percent sign where its unit takes one."""
    if unit in PERCENT_UNITS:
        return Message("judgement.percent", {"value": value * 100})
    return Message("judgement.number", {"value": value})
