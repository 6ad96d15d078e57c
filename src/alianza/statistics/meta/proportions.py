"""Shares as effect sizes: as they are, as logits, and with their variance made stable by an arcsine.

Where nobody or everybody has the property, a share and a logit are computed from counts raised by one half; arcsines
need no correction.

Source: Freeman and Tukey (1950), Annals of Mathematical Statistics 21(4); Lin and Xu (2020), Health Science Reports
3(3), for a comparison. Compared with R metafor's escalc, measures PR, PLO, PAS and PFT.
"""

import math

from alianza.statistics.meta.effect_sizes import CORRECTION, Measure, effect, missing
from alianza.study.estimate import Estimate


def proportion(events: float, n: float, level: float = 0.95) -> Estimate:
    """The share p = x / n itself; variance p (1 - p) / n."""
    if not _possible(events, n):
        return missing("proportion", "impossible_counts", n, level)
    yes, no = _corrected(events, n)
    share = yes / (yes + no)
    return effect("proportion", share, share * (1 - share) / (yes + no), n, level)


def logit_proportion(events: float, n: float, level: float = 0.95) -> Estimate:
    """Log odds log(x / (n - x)); variance 1 / x + 1 / (n - x)."""
    if not _possible(events, n):
        return missing("logit_proportion", "impossible_counts", n, level)
    yes, no = _corrected(events, n)
    return effect("logit_proportion", math.log(yes / no), 1 / yes + 1 / no, n, level)


def arcsine_proportion(events: float, n: float, level: float = 0.95) -> Estimate:
    """Arcsine of the square root of the share; variance 1 / (4 n)."""
    measure: Measure = "arcsine_proportion"
    if not _possible(events, n):
        return missing(measure, "impossible_counts", n, level)
    return effect(measure, math.asin(math.sqrt(events / n)), 1 / (4 * n), n, level)


def double_arcsine_proportion(events: float, n: float, level: float = 0.95) -> Estimate:
    """Freeman and Tukey's mean of two arcsines; variance 1 / (4 n + 2)."""
    measure: Measure = "double_arcsine_proportion"
    if not _possible(events, n):
        return missing(measure, "impossible_counts", n, level)
    return effect(measure, double_arcsine(events / n, n), 1 / (4 * n + 2), n, level)


def double_arcsine(share: float, n: float) -> float:
    """Freeman and Tukey's transformation, halved: (asin sqrt(x / (n + 1)) + asin sqrt((x + 1) / (n + 1))) / 2.

    >>> round(double_arcsine(16 / 17, 17), 6)
    1.281907
    """
    x = share * n
    return (math.asin(math.sqrt(x / (n + 1))) + math.asin(math.sqrt((x + 1) / (n + 1)))) / 2


def _possible(events: float, n: float) -> bool:
    return math.isfinite(events) and math.isfinite(n) and 0 <= events <= n and n > 0


def _corrected(events: float, n: float) -> tuple[float, float]:
    more = CORRECTION if events in (0, n) else 0.0
    return events + more, n - events + more
