"""Replication verdicts: what a run says about each published claim.

The rules are the methods' section "Replication verdict": comparability first, then the rule of the claim's form.
On synthetic data the rules of `alianza.integration.recovery` take their place.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from alianza.integration.claims import audit
from alianza.integration.judgement import Case, Definite, Outcome, Recovery
from alianza.integration.point import judge_point
from alianza.integration.published import printed_numbers
from alianza.integration.recovery import (
    recover_at_least,
    recover_count,
    recover_order,
    recover_point,
    recover_range,
    recover_set,
    recover_up_to,
)
from alianza.integration.statements import (
    judge_at_least,
    judge_count,
    judge_order,
    judge_range,
    judge_set,
    judge_up_to,
)
from alianza.study.claim import Claim, ClaimForm, JudgedClaim
from alianza.study.estimate import Estimate
from alianza.study.finding import Finding
from alianza.study.message import Message
from alianza.study.protocol import Protocol
from alianza.study.text import Text

ByReading = Callable[[Case, Estimate], Outcome]
AsWhole = Callable[[Case], Outcome]
_BY_READING: dict[ClaimForm, tuple[ByReading, ByReading]] = {
    "point": (judge_point, recover_point),
    "count": (judge_count, recover_count),
}
_AS_WHOLE: dict[ClaimForm, tuple[AsWhole, AsWhole]] = {
    "order": (judge_order, recover_order),
    "at_least": (judge_at_least, recover_at_least),
    "up_to": (judge_up_to, recover_up_to),
    "range": (judge_range, recover_range),
    "set": (judge_set, recover_set),
    # An adjective with a number is a claim of "at least" that number: the declared threshold.
    "adjective": (judge_at_least, recover_at_least),
}


def judge_all(
    claims: Iterable[Claim], findings: Mapping[str, Finding], protocol: Protocol, bases: Mapping[str, int] | None = None
) -> tuple[JudgedClaim, ...]:
    """Every claim of a register, judged in its order."""
    return tuple(judge(claim, findings, protocol, bases) for claim in claims)


def judge(
    claim: Claim, findings: Mapping[str, Finding], protocol: Protocol, bases: Mapping[str, int] | None = None
) -> JudgedClaim:
    """The audit and the verdict of one published claim.

    Args:
        claim: The claim, with the findings that answer it.
        findings: The run's findings by id.
        protocol: Margins (`rules`), whether the data are synthetic, and whether claims are comparable at all.
        bases: Named bases of the publication, for the audit.

    Returns:
        The verdict with its reason, the own estimates in the claim's order, and, where inconclusive, the chance
        that this sample could have reached "replicated" were the claim true. On synthetic data the verdict is
        `recovered`, `not_recovered`, `not_comparable` or `not_computable`, nothing else.
    """
    judged = JudgedClaim(claim, audit(claim, bases or {}), "not_computable")
    incomparable = _incomparable(claim, protocol)
    if incomparable is not None:
        return replace(judged, verdict="not_comparable", reason=incomparable)
    own = tuple(found for name in claim.finding if (found := _found(name, findings)))
    judged = replace(judged, estimates=tuple(finding.estimate for finding in own))
    obstacle = _obstacle(claim, own, findings)
    if obstacle is not None:
        return replace(judged, reason=obstacle)
    rivals = tuple(found for name in claim.rivals if (found := _found(name, findings)))
    answering = tuple(finding for finding in own if finding.estimate.value is not None)
    outcome = _decide(Case(claim, judged.audit, answering, rivals, protocol.rules), protocol.synthetic)
    values = {"difference": outcome.difference} if outcome.difference else {}
    return replace(judged, verdict=outcome.verdict, reason=outcome.reason, chance=outcome.chance, values=values)


def _incomparable(claim: Claim, protocol: Protocol) -> Message | None:
    if claim.comparability == "not_comparable":
        return _said(claim.why_not, "judgement.not_comparable")
    return None if protocol.claims_comparable else Message("judgement.other_study")


def _obstacle(claim: Claim, own: tuple[Finding, ...], findings: Mapping[str, Finding]) -> Message | None:
    """Why no verdict can be computed, or None."""
    if claim.form == "unpublished":
        return Message("judgement.unpublished")
    if claim.form == "adjective" and not printed_numbers(claim.published):
        return Message("judgement.adjective")
    if not claim.finding:
        return _said(claim.why_not, "judgement.no_finding")
    absent = [name for name in (*claim.finding, *claim.rivals) if not _known(name, findings)]
    if not absent or (claim.form in _BY_READING and len(absent) < len(claim.finding)):
        return None
    return Message("judgement.finding_absent", {"findings": tuple(absent)})


def _known(name: str, findings: Mapping[str, Finding]) -> bool:
    found = _found(name, findings)
    return found is not None and found.estimate.value is not None


def _found(name: str, findings: Mapping[str, Finding]) -> Finding | None:
    """The finding of that name; `a_vs_b` is also found where the run compared b with a."""
    table, _, rest = name.partition(".")
    first, versus, second = rest.rpartition(".")[0].partition("_vs_")
    if name in findings or not versus:
        return findings.get(name)
    turned = findings.get(f"{table}.{second}_vs_{first}.{rest.rpartition('.')[2]}")
    return None if turned is None else replace(turned, id=name, estimate=_negative(turned.estimate))


def _negative(own: Estimate) -> Estimate:
    """A difference seen from the other side; its limits change places."""
    turned = {"value": own.value, "low": own.high, "high": own.low}
    return replace(own, **{name: None if limit is None else -limit for name, limit in turned.items()})  # type: ignore[arg-type]


def _said(text: Text, code: str) -> Message:
    """The study's own words where it gave any, else the catalogue's."""
    return Message("judgement.own_words", {"text": text}) if text.es or text.en else Message(code)


def _decide(case: Case, synthetic: bool) -> Outcome:
    if case.claim.defect.es or case.claim.defect.en or case.audit.status == "impossible_on_base":
        return _defective(case, synthetic)
    if case.claim.form in _BY_READING:
        rule = _BY_READING[case.claim.form][synthetic]
        return _read(case, [rule(case, finding.estimate) for finding in case.findings], synthetic)
    return _AS_WHOLE[case.claim.form][synthetic](case)


def _defective(case: Case, synthetic: bool) -> Outcome:
    """No data can decide about a target that contradicts itself."""
    why = _said(case.claim.defect, "judgement.impossible_base")
    reason = Message("judgement.target_defective", {"why": why})
    return Outcome("not_recovered" if synthetic else "inconclusive", reason)


def _read(case: Case, outcomes: list[Outcome], synthetic: bool) -> Outcome:
    """One outcome from those of all readings."""
    if len(case.claim.finding) == 1:
        return outcomes[0]
    readings = _readings(case, outcomes)
    if synthetic:
        recovered = any(outcome.verdict == "recovered" for outcome in outcomes)
        verdict: Recovery = "recovered" if recovered else "not_recovered"
        return Outcome(verdict, Message("judgement.readings_recovered", {"readings": readings}))
    return _agreement(outcomes, readings, complete=len(outcomes) == len(case.claim.finding))


def _agreement(outcomes: list[Outcome], readings: tuple[Message, ...], *, complete: bool) -> Outcome:
    """Definite only if every reading is judged and all agree; all must succeed, so the smallest chance bounds it."""
    verdicts = {outcome.verdict for outcome in outcomes}
    agreed: Definite = "inconclusive"
    if complete and verdicts in ({"replicated"}, {"contradicted"}):
        agreed = "replicated" if verdicts == {"replicated"} else "contradicted"
        return Outcome(agreed, Message("judgement.readings_agree", {"readings": readings}))
    chances = [outcome.chance for outcome in outcomes if outcome.chance is not None]
    return Outcome(agreed, Message("judgement.readings_disagree", {"readings": readings}), min(chances, default=None))


def _readings(case: Case, outcomes: list[Outcome]) -> tuple[Message, ...]:
    """Each reading with its verdict, in words."""
    names = dict(zip(case.claim.finding, case.claim.readings, strict=False))
    return tuple(
        Message("judgement.reading", {"name": names.get(finding.id, finding.id), "verdict": verdict})
        for finding, outcome in zip(case.findings, outcomes, strict=True)
        for verdict in [Message(f"judgement.word_{outcome.verdict}")]
    )
