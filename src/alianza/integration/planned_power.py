"""The power that each hypothesis's plan gives it, and the answers that it would need."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from alianza.statistics.planning.question import Answer, Given, GrowthRatio, Question, RelativeReduction
from alianza.study.problem import Problem
from alianza.study.protocol import Hypothesis, Planned

Why = Literal["", "undeclared", "no_comparison", "out_of_reach"]


@dataclass(frozen=True, slots=True)
class PlannedPower:
    """A hypothesis and what its plan gives.

    Attributes:
        hypothesis: The hypothesis.
        question: What its size is asked about; None where nothing is planned.
        given: What the answers rest on.
        planned: The planned answers with their power; None where one of the groups has fewer than two.
        needed: Equal groups that reach the power; None where no size does.
        why: Why one of them is missing.
    """

    hypothesis: Hypothesis
    question: Question | None = None
    given: Given = Given()
    planned: Answer | None = None
    needed: Answer | None = None
    why: Why = "undeclared"


def planned_power(hypotheses: Sequence[Hypothesis]) -> tuple[tuple[PlannedPower, ...], tuple[Problem, ...]]:
    """Each hypothesis with the power of its plan, and a problem `planned_unsound` for each plan that has no answer."""
    faults = [_fault(one) for one in hypotheses]
    found = tuple(_judged(one) for one, fault in zip(hypotheses, faults, strict=True) if not fault)
    problems = tuple(
        Problem("planned_unsound", place=f"hypotheses[{index}].planned", found=fault)
        for index, fault in enumerate(faults)
        if fault
    )
    return found, problems


def _fault(hypothesis: Hypothesis) -> str:
    """The key of a plan that admits no answer, or nothing."""
    planned = hypothesis.planned
    if planned is None:
        return ""
    if len(planned.answers) != 2 or min(planned.answers) < 0:
        return "answers"
    if not _given(hypothesis, planned).sound:
        return "power, deff, response"
    return "" if _question(hypothesis, planned).sound else "truth, spread, share"


def _judged(hypothesis: Hypothesis) -> PlannedPower:
    planned = hypothesis.planned
    if planned is None:
        return PlannedPower(hypothesis)
    question, given = _question(hypothesis, planned), _given(hypothesis, planned)
    compared = min(planned.answers) >= 2
    answer = question.at(planned.answers, given) if compared else None
    try:
        needed = question.needed(given)
    except ValueError:
        return PlannedPower(hypothesis, question, given, answer, None, "out_of_reach")
    return PlannedPower(hypothesis, question, given, answer, needed, "" if compared else "no_comparison")


def _given(hypothesis: Hypothesis, planned: Planned) -> Given:
    return Given(hypothesis.alpha, planned.power, planned.deff, planned.response)


def _question(hypothesis: Hypothesis, planned: Planned) -> Question:
    if planned.test == "growth_ratio":
        return GrowthRatio(planned.truth, planned.spread, hypothesis.margin)
    return RelativeReduction(planned.share, planned.truth, hypothesis.margin)
