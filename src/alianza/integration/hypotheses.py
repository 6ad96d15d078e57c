"""Verdicts of the protocol's hypotheses by one-sided limits against the declared margin."""

import math
from collections.abc import Collection, Mapping

from alianza.integration.intervals import Interval, interval
from alianza.integration.judgement import spoken_number
from alianza.statistics.planning.power import firms_per_group
from alianza.study.estimate import Estimate
from alianza.study.finding import Finding
from alianza.study.hypothesis import HypothesisVerdict, JudgedHypothesis
from alianza.study.message import Message
from alianza.study.protocol import Hypothesis

POWER = 0.80


def judge_hypothesis(
    hypothesis: Hypothesis, findings: Mapping[str, Finding], available: Collection[str], log_sd: float | None = None
) -> JudgedHypothesis:
    """The verdict of one hypothesis.

    Direction greater: supported when the lower one-sided limit at alpha exceeds the margin, contradicted when the
    upper one stays below it. Direction less: the mirror image. Two-sided: supported when the two-sided interval
    leaves the margin out; a two-sided hypothesis cannot be contradicted by an interval that holds its null value.

    Args:
        hypothesis: Estimand, margin, direction, alpha and the finding that decides, as declared.
        findings: The run's findings by id.
        available: Survey variables that the data hold; a hypothesis that needs another one is untestable.
        log_sd: Standard deviation of log growth in the data, for the sample size that an untestable hypothesis
            about a ratio of growth factors would need.
    """
    missing = tuple(name for name in hypothesis.needs if name not in available)
    finding = findings.get(hypothesis.finding)
    estimate = finding.estimate if finding else None
    if missing or estimate is None or estimate.value is None:
        return JudgedHypothesis(hypothesis, "untestable", _untestable(hypothesis, missing, log_sd), estimate)
    limits = interval(estimate, _level(hypothesis))
    if limits is None:
        return JudgedHypothesis(hypothesis, "undecided", Message("judgement.no_interval"), estimate)
    verdict = _verdict(hypothesis, limits)
    return JudgedHypothesis(hypothesis, verdict, _reason(hypothesis, verdict, estimate, limits), estimate)


def firms_needed(margin: float, log_sd: float, alpha: float) -> int:
    """Firms per group to show a ratio of growth factors above `margin` with power .80.

    The true ratio is taken as the margin's square, as far above the margin as the margin is above one: with
    margin 1.20 a true ratio of 1.44. The same number tells a true ratio equal to the margin from no effect.
    """
    return firms_per_group(log_sd, math.log(margin), alpha=alpha, power=POWER)


def _level(hypothesis: Hypothesis) -> float:
    """Level of the two-sided interval whose ends are the limits that the rule asks for."""
    return 1 - hypothesis.alpha * (1 if hypothesis.direction == "two_sided" else 2)


def _verdict(hypothesis: Hypothesis, limits: Interval) -> HypothesisVerdict:
    above, below = limits.low > hypothesis.margin, limits.high < hypothesis.margin
    if hypothesis.direction == "two_sided":
        return "supported" if above or below else "undecided"
    favoured, against = (above, below) if hypothesis.direction == "greater" else (below, above)
    return "supported" if favoured else "contradicted" if against else "undecided"


def _reason(hypothesis: Hypothesis, verdict: HypothesisVerdict, estimate: Estimate, limits: Interval) -> Message:
    shown = Estimate(
        estimate.value,
        low=limits.low,
        high=limits.high,
        n=estimate.n,
        level=_level(hypothesis),
        domain=estimate.domain,
        unit=estimate.unit,
    )
    values = {"estimate": shown, "margin": spoken_number(hypothesis.margin, estimate.unit)}
    return Message(f"judgement.hypothesis_{hypothesis.direction}_{verdict}", values)


def _untestable(hypothesis: Hypothesis, missing: tuple[str, ...], log_sd: float | None) -> Message:
    # The estimand of a ratio of growth factors has a margin above one; only there is a sample size known.
    if (
        log_sd is not None
        and log_sd > 0
        and not missing
        and hypothesis.direction == "greater"
        and hypothesis.margin > 1
    ):
        needed = firms_needed(hypothesis.margin, log_sd, hypothesis.alpha)
        values = {"firms": needed, "margin": hypothesis.margin, "truth": hypothesis.margin**2, "sd": log_sd}
        return Message("judgement.hypothesis_no_comparison", {"comparator": hypothesis.comparator, **values})
    if missing:
        return Message("judgement.hypothesis_needs", {"variables": missing})
    return Message("judgement.hypothesis_no_estimate", {"comparator": hypothesis.comparator})
