"""Verdicts of hypotheses by the rule that the protocol declared."""

from dataclasses import dataclass
from typing import Literal

from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.protocol import Hypothesis

HypothesisVerdict = Literal["supported", "contradicted", "undecided", "untestable"]


@dataclass(frozen=True, slots=True)
class JudgedHypothesis:
    """A hypothesis, the estimate that decides it, and the verdict with its reason."""

    hypothesis: Hypothesis
    verdict: HypothesisVerdict
    reason: Message
    estimate: Estimate | None = None
