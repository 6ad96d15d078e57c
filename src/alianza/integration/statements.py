"""Verdicts of claims that are no single number: an order, a lower or upper bound, a count, a range, a set."""

import math

from alianza.integration.intervals import Interval, interval
from alianza.integration.judgement import Case, Definite, Outcome, spoken_number
from alianza.integration.published import figures
from alianza.statistics.distributions import t_two_sided
from alianza.statistics.tables.paired import holm
from alianza.study.estimate import Estimate
from alianza.study.finding import Finding
from alianza.study.message import Message

ALPHA = 0.05
ONE_SIDED = 0.90
"""A two-sided 90 % interval holds the two one-sided 95 % limits."""


def judge_order(case: Case) -> Outcome:
    """Replicated when every Holm-adjusted difference favours the leader; contradicted when one rival exceeds it."""
    differences = tuple(leads(case, rival) for rival in case.rivals)
    p_values = [_p_value(difference, rival) for difference, rival in zip(differences, case.rivals, strict=True)]
    if not differences or any(p is None for p in p_values):
        return Outcome("inconclusive", Message("judgement.no_interval"))
    adjusted = holm([p for p in p_values if p is not None])
    pairs = tuple(zip(differences, adjusted, strict=True))
    ahead = sum((lead.value or 0) > 0 and p < ALPHA for lead, p in pairs)
    behind = sum((lead.value or 0) < 0 and p < ALPHA for lead, p in pairs)
    values: dict[str, object] = {"ahead": ahead, "behind": behind, "rivals": len(pairs)}
    if behind:
        return Outcome("contradicted", Message("judgement.order_contradicted", values))
    if ahead == len(pairs):
        return Outcome("replicated", Message("judgement.order_replicated", values))
    return Outcome("inconclusive", Message("judgement.order_inconclusive", values))


def leads(case: Case, rival: Finding) -> Estimate:
    """Leader minus rival: the paired difference itself, or that of two groups taken as independent.

    A rival given as a difference is one; a rival in the leader's own unit is another group, and its standard
    error joins the leader's by squares (the groups share no firm).
    """
    leader, other = case.findings[0].estimate, rival.estimate
    if other.unit == "difference" or other.unit != leader.unit:
        return other
    if leader.value is None or other.value is None or leader.se is None or other.se is None:
        return Estimate(None, unit="difference", reason="no_interval")
    known = [df for df in (leader.df, other.df) if df is not None]
    se, value = math.hypot(leader.se, other.se), leader.value - other.value
    return Estimate(value, se, df=min(known, default=None), n=leader.n + other.n, unit="difference")


def _p_value(difference: Estimate, rival: Finding) -> float | None:
    """The p-value of a paired test where the finding brings one, else that of the difference's t."""
    if rival.p is not None and difference is rival.estimate:
        return rival.p
    if difference.value is None or not difference.se:
        return None
    return t_two_sided(difference.value / difference.se, math.inf if difference.df is None else difference.df)


def judge_at_least(case: Case) -> Outcome:
    """Replicated when every lower one-sided 95 % limit exceeds m; contradicted when an upper one stays below m."""
    bound, limits = published_bound(case), limits_at(case, ONE_SIDED)
    if bound is None or not limits:
        return Outcome("inconclusive", Message("judgement.no_interval"))
    if all(limit.low > bound for limit in limits):
        return _outcome("replicated", "at_least_replicated", case, bound)
    if any(limit.high < bound for limit in limits):
        return _outcome("contradicted", "at_least_contradicted", case, bound)
    return _outcome("inconclusive", "at_least_inconclusive", case, bound)


def judge_up_to(case: Case) -> Outcome:
    """Replicated when all groups' upper limits stay at or below m; contradicted when one lower limit exceeds m."""
    bound, limits = published_bound(case), limits_at(case, ONE_SIDED)
    if bound is None or not limits:
        return Outcome("inconclusive", Message("judgement.no_interval"))
    if all(limit.high <= bound for limit in limits):
        return _outcome("replicated", "up_to_replicated", case, bound)
    if any(limit.low > bound for limit in limits):
        return _outcome("contradicted", "up_to_contradicted", case, bound)
    return _outcome("inconclusive", "up_to_inconclusive", case, bound)


def judge_count(case: Case, estimate: Estimate) -> Outcome:
    """A count of the design: the own count is the published one, or it is not."""
    same = _agrees_with_count(case, estimate)
    if same is None:
        return Outcome("inconclusive", Message("judgement.no_interval"))
    return _same("count", same, {"own": estimate.value, "published": case.claim.published})


def judge_range(case: Case) -> Outcome:
    """A range of the design: the two own ends equal the published ones, or the one own number lies inside."""
    same = _agrees_with_range(case)
    if same is None:
        return Outcome("inconclusive", Message("judgement.no_interval"))
    return _same("range", same, {"published": case.claim.published})


def judge_set(case: Case) -> Outcome:
    """A list of the design: every own finding that stands for a member is there with a count above zero."""
    missing = sum((finding.estimate.value or 0) <= 0 for finding in case.findings)
    return _same("set", missing == 0, {"members": len(case.findings), "missing": missing})


def published_bound(case: Case) -> float | None:
    """The one number of the claim in the unit of the first finding."""
    printed = figures(case.claim, case.findings[0].estimate.unit)
    return printed[0].value if len(printed) == 1 else None


def limits_at(case: Case, level: float) -> tuple[Interval, ...]:
    """The intervals of all findings of the claim; empty where one of them has none."""
    found = tuple(interval(finding.estimate, level) for finding in case.findings)
    return tuple(limit for limit in found if limit is not None) if None not in found else ()


def _agrees_with_count(case: Case, estimate: Estimate) -> bool | None:
    """Whether the own number rounds to the published one; None where there is nothing to compare."""
    printed = figures(case.claim, estimate.unit)
    if len(printed) != 1 or estimate.value is None:
        return None
    return printed[0].low <= estimate.value <= printed[0].high


def _agrees_with_range(case: Case) -> bool | None:
    """Whether own ends are the published ones, or a single own number lies between them."""
    own = [finding.estimate.value for finding in case.findings]
    printed = [figure.value for figure in figures(case.claim, case.findings[0].estimate.unit)]
    if len(printed) != 2 or None in own:
        return None
    return own == printed if len(own) == 2 else all(printed[0] <= value <= printed[1] for value in own if value)


def _outcome(verdict: Definite, code: str, case: Case, bound: float) -> Outcome:
    number = spoken_number(bound, case.findings[0].estimate.unit)
    return Outcome(verdict, Message(f"judgement.{code}", {"bound": number, "groups": len(case.findings)}))


def _same(form: str, same: bool, values: dict[str, object]) -> Outcome:
    ending = "same" if same else "differs"
    return Outcome("replicated" if same else "contradicted", Message(f"judgement.{form}_{ending}", values))
