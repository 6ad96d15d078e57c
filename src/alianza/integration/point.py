"""Verdict of a published number: is the own estimate the same within the margin, or farther away than that?"""

import math
from typing import NamedTuple

from alianza.integration.intervals import Interval, interval
from alianza.integration.judgement import (
    Case,
    Outcome,
    interval_on_scale,
    margin,
    on_scale,
    spoken_margin,
)
from alianza.integration.published import PERCENT_UNITS, RATIO_UNITS, Figure, figures
from alianza.statistics.distributions import t_quantile
from alianza.statistics.estimates.proportions import wilson
from alianza.study.estimate import Estimate
from alianza.study.message import Message

EQUIVALENCE, CONTRADICTION = 0.90, 0.95


class Comparison(NamedTuple):
    """Own estimate and published figure on the judging scale, with all that the rule needs.

    `error` is the published figure's own 95 % interval; None where its base is unknown.
    """

    own: float
    narrow: Interval
    wide: Interval
    published: Figure
    error: Interval | None
    delta: float


def judge_point(case: Case, estimate: Estimate) -> Outcome:
    """The verdict of one reading of a published number.

    Replicated: the 90 % interval of own - published, the published value widened by its rounding, lies inside
    +-delta. Contradicted: the 95 % interval of the difference, with the published value's own sampling error,
    lies wholly outside +-delta (2 delta where the base is unknown and the figure taken as exact). The two
    intervals are combined by squares of their halves (Newcombe 1998, method 10), which keeps shares inside 0 to 1.
    """
    compared = compare(case, estimate)
    if compared is None:
        return Outcome("inconclusive", Message("judgement.no_interval"))
    difference = _difference(compared, estimate)
    values = {"difference": difference, "margin": spoken_margin(compared.delta, estimate.unit)}
    scale = "_ratio" if estimate.unit in RATIO_UNITS else ""
    if _replicated(compared):
        return Outcome("replicated", Message(f"judgement.replicated{scale}", values), None, difference)
    if _contradicted(compared):
        exact = "" if compared.error else "_exact"
        return Outcome("contradicted", Message(f"judgement.contradicted{exact}{scale}", values), None, difference)
    chance = chance_to_replicate(compared, estimate)
    reason = Message(f"judgement.inconclusive{scale}", values | {"chance": chance})
    return Outcome("inconclusive", reason, chance, difference)


def compare(case: Case, estimate: Estimate) -> Comparison | None:
    """Own and published on one scale; None where a number, an interval or a margin is missing."""
    printed = figures(case.claim, estimate.unit)
    narrow, wide = interval(estimate, EQUIVALENCE), interval(estimate, CONTRADICTION)
    delta = margin(case.rules, estimate.unit)
    if len(printed) != 1 or estimate.value is None or narrow is None or wide is None or delta is None:
        return None
    unit, figure = estimate.unit, printed[0]
    return Comparison(
        on_scale(estimate.value, unit),
        interval_on_scale(narrow, unit),
        interval_on_scale(wide, unit),
        Figure(*(on_scale(value, unit) for value in figure)),
        _published_error(case, estimate, figure, wide),
        delta,
    )


def _published_error(case: Case, estimate: Estimate, figure: Figure, wide: Interval) -> Interval | None:
    """The published figure's own 95 % interval, from the smallest base that the audit admits.

    Shares: Wilson's interval on that base. Other units: the own interval widened to that base, as if the
    published firms varied as ours do. None: the base is unknown.
    """
    base = case.audit.smallest_base or (None if case.claim.unit == "share" else case.claim.base_n)
    if base is None:
        return None
    counts = case.audit.attainable.get(base, ())
    if case.claim.unit == estimate.unit == "share" and counts:
        return Interval(*wilson(counts[len(counts) // 2], base, CONTRADICTION))
    unit, factor = estimate.unit, math.sqrt(max(estimate.n, 1) / base)
    own = on_scale(estimate.value or 0.0, unit)
    limits, centre = interval_on_scale(wide, unit), on_scale(figure.value, unit)
    return Interval(centre - (own - limits.low) * factor, centre + (limits.high - own) * factor)


def _replicated(compared: Comparison) -> bool:
    low = compared.narrow.low - compared.published.high
    high = compared.narrow.high - compared.published.low
    return -compared.delta <= low and high <= compared.delta


def _contradicted(compared: Comparison) -> bool:
    published = compared.published.value
    error = compared.error or Interval(published, published)
    away = compared.delta if compared.error else 2 * compared.delta
    difference = compared.own - published
    low = difference - math.hypot(compared.own - compared.wide.low, error.high - published)
    high = difference + math.hypot(compared.wide.high - compared.own, published - error.low)
    return low > away or high < -away


def _difference(compared: Comparison, estimate: Estimate) -> Estimate:
    """Own minus published with its 90 % interval; own over published for ratios."""
    limits = (
        compared.own - compared.published.value,
        compared.narrow.low - compared.published.high,
        compared.narrow.high - compared.published.low,
    )
    if estimate.unit in RATIO_UNITS:
        limits = (math.exp(limits[0]), math.exp(limits[1]), math.exp(limits[2]))
    unit = "difference" if estimate.unit in PERCENT_UNITS else estimate.unit
    return Estimate(*(limits[0], None, limits[1], limits[2]), n=estimate.n, level=EQUIVALENCE, unit=unit)


def chance_to_replicate(compared: Comparison, estimate: Estimate) -> float:
    """Chance that a sample like ours reaches "replicated" when the published value is true.

    Normal approximation: the own estimate is drawn around the published value with the standard error s that our
    sample would have there, and the rule asks for |own - published| + t s + r <= delta, t the quantile of the 90 %
    interval, r half a unit of the last printed digit. So the chance is 2 Phi((delta - r)/s - t) - 1, or 0.
    For shares s is ours times sqrt(p (1 - p)) at the published over the own value.
    """
    from statistics import NormalDist

    quantile = t_quantile((1 + EQUIVALENCE) / 2, math.inf if estimate.df is None else estimate.df)
    error = (compared.narrow.high - compared.narrow.low) / (2 * quantile) * _spread_at(compared, estimate)
    rounding = (compared.published.high - compared.published.low) / 2
    if error <= 0:
        return 1.0 if rounding <= compared.delta else 0.0
    reach = (compared.delta - rounding) / error - quantile
    return max(0.0, 2 * NormalDist().cdf(reach) - 1)


def _spread_at(compared: Comparison, estimate: Estimate) -> float:
    own, published = compared.own, compared.published.value
    if estimate.unit != "share" or not (0 < own < 1 and 0 < published < 1):
        return 1.0
    return math.sqrt(published * (1 - published) / (own * (1 - own)))
