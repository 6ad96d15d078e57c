"""The interval of an estimate at another confidence level than the one it was printed with.

A table prints 95 % intervals; the rules of a verdict also ask for the 90 % one (two one-sided 5 % limits). The
limits are found again on the scale on which the printed interval is symmetric: shares from the logit, ratios
from the logarithm, growth from the logarithm of the growth factor or as it stands. So the 90 % interval is the
one that the same method would have printed, not a mixture of two methods. An interval that is symmetric on no
scale of its unit (a median's) shrinks each of its halves in proportion to the t quantiles.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from alianza.statistics.distributions import t_quantile
from alianza.study.estimate import Estimate, Unit


class Interval(NamedTuple):
    """Lower and upper limit in the unit of the estimate."""

    low: float
    high: float


class _Scale(NamedTuple):
    forward: Callable[[float], float]
    back: Callable[[float], float]


def _logistic(y: float) -> float:
    """1 / (1 + exp(-y)) without overflow."""
    return 1 / (1 + math.exp(-y)) if y >= 0 else math.exp(y) / (1 + math.exp(y))


_AS_IT_STANDS = _Scale(float, float)
_LOG = _Scale(math.log, math.exp)
_LOG_FACTOR = _Scale(math.log1p, math.expm1)
_LOG_REST = _Scale(lambda x: math.log(1 - x), lambda y: 1 - math.exp(y))
_LOGIT = _Scale(lambda p: math.log(p / (1 - p)), _logistic)
_SCALES: dict[Unit, tuple[_Scale, ...]] = {
    # A share that is a relative reduction (1 - risk ratio) is symmetric on the logarithm of the rest.
    "share": (_LOGIT, _AS_IT_STANDS, _LOG_REST),
    "ratio": (_LOG, _AS_IT_STANDS),
    "odds_ratio": (_LOG, _AS_IT_STANDS),
    "growth": (_LOG_FACTOR, _AS_IT_STANDS),
}
_SYMMETRIC = 1e-6
COUNTED = "counted"
"""Method of an estimate that is a known count or a quotient of two."""


def interval(estimate: Estimate, level: float) -> Interval | None:
    """The two-sided interval of an estimate at `level`, in its own unit.

    With limits: as the module says. With a standard error only: value +- t se, for shares on the logit scale
    (standard error se / (p (1 - p))), for ratios on the logarithm (se / value). A share of 0 or 1: the exact
    binomial interval of its base. What was counted and not estimated (firms screened, the response rate) has no
    sampling error: its interval is the number itself. Degrees of freedom absent: the normal quantile.

    Returns:
        None where the estimate carries no uncertainty (no value, no interval and no standard error).
    """
    value = estimate.value
    if value is None or not math.isfinite(value) or (estimate.df is not None and estimate.df <= 0):
        return None
    if estimate.method == COUNTED or (estimate.unit in ("count", "year") and estimate.low is estimate.se is None):
        return Interval(value, value)
    if estimate.unit == "share" and value in (0.0, 1.0) and estimate.n > 0:
        return exact_at_bound(value == 1.0, estimate.n, level)
    if estimate.low is not None and estimate.high is not None:
        return _again(estimate, value, Interval(estimate.low, estimate.high), level)
    if estimate.se is not None and estimate.se > 0:
        return _from_error(estimate, value, estimate.se, level)
    return None


def exact_at_bound(at_one: bool, n: int, level: float) -> Interval:
    """Exact binomial interval of a share of which all, or none, of n firms have the property.

    The far limit lies 1 - (alpha/2)^(1/n) away, where alpha = 1 - level.

    Source: Clopper and Pearson (1934), Biometrika 26, closed form at the bounds; R binom.test(0, n)$conf.int.
    """
    reach = 1 - ((1 - level) / 2) ** (1 / n)
    return Interval(1 - reach, 1.0) if at_one else Interval(0.0, reach)


def _again(estimate: Estimate, value: float, printed: Interval, level: float) -> Interval:
    factor = _quantile(estimate, level) / _quantile(estimate, estimate.level)
    scale = _scale_of(estimate.unit, value, printed)
    middle = scale.forward(value)
    low, high = sorted((scale.forward(printed.low), scale.forward(printed.high)))
    ends = scale.back(middle - (middle - low) * factor), scale.back(middle + (high - middle) * factor)
    return Interval(min(ends), max(ends))


def _from_error(estimate: Estimate, value: float, se: float, level: float) -> Interval:
    reach = _quantile(estimate, level) * se
    if estimate.unit == "share" and 0 < value < 1:
        middle, reach = _LOGIT.forward(value), reach / (value * (1 - value))
        return Interval(_LOGIT.back(middle - reach), _LOGIT.back(middle + reach))
    if estimate.unit in ("ratio", "odds_ratio") and value > 0:
        return Interval(value * math.exp(-reach / value), value * math.exp(reach / value))
    return Interval(value - reach, value + reach)


def _quantile(estimate: Estimate, level: float) -> float:
    return t_quantile((1 + level) / 2, math.inf if estimate.df is None else estimate.df)


def _scale_of(unit: Unit, value: float, printed: Interval) -> _Scale:
    for scale in _SCALES.get(unit, ()):
        if _symmetric(scale, value, printed):
            return scale
    return _AS_IT_STANDS


def _symmetric(scale: _Scale, value: float, printed: Interval) -> bool:
    try:
        low, middle, high = (scale.forward(x) for x in (printed.low, value, printed.high))
    except (ValueError, ZeroDivisionError, OverflowError):
        return False
    below, above = abs(middle - low), abs(high - middle)
    return abs(above - below) <= _SYMMETRIC * max(above, below)
