"""Synthetic data: does the run get back what was planted?

Drawn data are evidence of nothing, so a claim is never replicated nor contradicted on them. It is *recovered*
when what it says agrees with the own 95 % intervals: the published value, widened by its rounding, lies inside
(the bound of an "at least" or "up to" is not excluded, no rival is shown to exceed the leader, a count is equal).
docs/decisions/0003-recovered.md gives the reasons.
"""

from alianza.integration.intervals import interval
from alianza.integration.judgement import Case, Outcome, Recovery
from alianza.integration.published import figures
from alianza.integration.statements import (
    judge_count,
    judge_range,
    judge_set,
    leads,
    limits_at,
    published_bound,
)
from alianza.study.estimate import Estimate
from alianza.study.message import Message

LEVEL = 0.95


def recover_point(case: Case, estimate: Estimate) -> Outcome:
    """Recovered when the published value, widened by its rounding, meets the own 95 % interval."""
    printed, own = figures(case.claim, estimate.unit), interval(estimate, LEVEL)
    if len(printed) != 1 or own is None:
        return _recovery(None)
    return _recovery(printed[0].low <= own.high and own.low <= printed[0].high)


def recover_count(case: Case, estimate: Estimate) -> Outcome:
    """Recovered when the own count is the published one."""
    return _as_recovery(judge_count(case, estimate))


def recover_range(case: Case) -> Outcome:
    """Recovered when the own range is the published one."""
    return _as_recovery(judge_range(case))


def recover_set(case: Case) -> Outcome:
    """Recovered when every member of the published list occurs."""
    return _as_recovery(judge_set(case))


def recover_order(case: Case) -> Outcome:
    """Recovered when no rival is shown to exceed the leader: each difference's upper 95 % limit is above zero."""
    limits = [interval(leads(case, rival), LEVEL) for rival in case.rivals]
    if not limits or None in limits:
        return _recovery(None)
    return _recovery(all(limit.high > 0 for limit in limits if limit is not None), "_order")


def recover_at_least(case: Case) -> Outcome:
    """Recovered when no group's 95 % interval lies wholly below the bound."""
    bound, limits = published_bound(case), limits_at(case, LEVEL)
    return _recovery(None if bound is None or not limits else all(limit.high >= bound for limit in limits))


def recover_up_to(case: Case) -> Outcome:
    """Recovered when no group's 95 % interval lies wholly above the bound."""
    bound, limits = published_bound(case), limits_at(case, LEVEL)
    return _recovery(None if bound is None or not limits else all(limit.low <= bound for limit in limits))


def _as_recovery(design: Outcome) -> Outcome:
    """A fact of the design has no sampling error: equal is recovered, anything else is not."""
    return Outcome("recovered" if design.verdict == "replicated" else "not_recovered", design.reason)


def _recovery(agrees: bool | None, ending: str = "") -> Outcome:
    """The outcome; None means that there was nothing to compare, which recovers nothing."""
    verdict: Recovery = "recovered" if agrees else "not_recovered"
    code = "nothing_to_compare" if agrees is None else verdict + ending
    return Outcome(verdict, Message(f"judgement.{code}"))
