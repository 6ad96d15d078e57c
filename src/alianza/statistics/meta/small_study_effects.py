"""Whether small studies show other effects than large ones, which publication bias would explain among other things.

With fewer than ten studies these tests find little (Sterne et al. 2011, BMJ 343); a report says so beside them.

Source: Egger, Davey Smith, Schneider and Minder (1997), BMJ 315(7109); Sterne and Egger (2005) for the form with a
random effect; Begg and Mazumdar (1994), Biometrics 50(4); Duval and Tweedie (2000), Biometrics 56(2); Rosenthal (1979),
Psychological Bulletin 86(3). Compared with R metafor's regtest, ranktest, trimfill and fsn.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import polars as pl

from alianza.statistics.distributions import t_quantile
from alianza.statistics.meta.evidence import not_comparable, usable
from alianza.statistics.meta.meta_regression import meta_regression
from alianza.statistics.meta.pooling import DEFAULT, Model, Pooled, pool
from alianza.statistics.sampling.structure import Floats
from alianza.statistics.tables.correlation import kendall_tau
from alianza.study.estimate import Estimate, Test

EGGER: Final = Model("common", "knapp_hartung")
"""Egger's own regression: weights 1 / v, an error multiplied by what the line leaves unexplained, t with k - 2."""
ENOUGH: Final = 10
"""Studies from which on a test of asymmetry has power worth the name."""
MOST_ROUNDS: Final = 100
Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """Regression of effects on their standard errors.

    Attributes:
        slope: How much the effect changes for each unit of standard error (Egger's intercept).
        test: Test that it is zero.
        limit: The effect that the line gives to an infinitely large study.
        k: Studies.
    """

    slope: Estimate
    test: Test
    limit: Estimate
    k: int

    @property
    def few(self) -> bool:
        """Whether there are too few studies to expect the test to find anything."""
        return self.k < ENOUGH


def egger_test(effects: Sequence[Estimate], model: Model = EGGER) -> Asymmetry:
    """Egger's regression test of a funnel's asymmetry.

    The default is the test of 1997. `Model("reml", "normal")` has a random effect instead of a multiplied error. Fewer
    than three studies (`too_few`) or equal standard errors (`equal_errors`) allow no line.
    """
    errors = pl.DataFrame({"se": [e.se for e in effects]}, schema={"se": pl.Float64})
    found = meta_regression(effects, errors, model)
    k = found.r2.n
    if len(found.coefficients) < 2:
        reason = found.reason or "equal_errors"
        none = Estimate(None, n=k, level=model.level, method="egger", reason=reason)
        return Asymmetry(none, Test(None, None, None, None, "egger", reason), none, k)
    limit, slope = found.coefficients
    return Asymmetry(slope.estimate, replace(slope.test, method="egger"), limit.estimate, k)


def begg_test(effects: Sequence[Estimate]) -> Test:
    """Kendall's tau between standardised effects and their variances; p exact without ties, else normal."""
    places, _ = usable(effects)
    kept = [effects[i] for i in places]
    if not_comparable(kept) or len(kept) < 3:
        why = "not_comparable" if not_comparable(kept) else "too_few"
        return Test(None, None, None, None, "kendall_tau", why)
    v = np.array([(e.se or 0.0) ** 2 for e in kept])
    y = np.array([e.value or 0.0 for e in kept])
    away = (y - (y / v).sum() / (1 / v).sum()) / np.sqrt(v - 1 / (1 / v).sum())
    tau = kendall_tau(away, v)
    if tau is None:
        return Test(None, None, None, None, "kendall_tau", "equal_errors")
    return Test(tau, None, None, _kendall_p(away, v), "kendall_tau")


def _kendall_p(x: Floats, y: Floats) -> float:
    """Two-sided p of Kendall's tau: from the exact count of orderings, or with ties from the normal distribution."""
    from scipy.special import ndtr

    k = x.size
    s = float((np.sign(x[:, None] - x) * np.sign(y[:, None] - y)).sum()) / 2
    ties = [np.unique(z, return_counts=True)[1].astype(np.float64) for z in (x, y)]
    if all((t == 1).all() for t in ties):
        chances = discordant_chances(k)
        discordant = round((k * (k - 1) / 2 - s) / 2)
        return min(1.0, 2 * float(min(chances[: discordant + 1].sum(), chances[discordant:].sum())))
    pairs, triples, plain = zip(*(_tied(t) for t in ties), strict=True)
    variance = (
        (k * (k - 1) * (2 * k + 5) - sum(plain)) / 18
        + math.prod(triples) / (9 * k * (k - 1) * (k - 2))
        + math.prod(pairs) / (2 * k * (k - 1))
    )
    return float(2 * ndtr(-abs(s) / math.sqrt(variance)))


def _tied(t: Floats) -> tuple[float, float, float]:
    """What groups of `t` equal values take from the variance of the score (Kendall 1970, Rank Correlation Methods)."""
    pairs = t * (t - 1)
    return float(pairs.sum()), float((pairs * (t - 2)).sum()), float((pairs * (2 * t + 5)).sum())


def discordant_chances(k: int) -> Floats:
    """Chance of each number of discordant pairs when all orderings of `k` are equally likely.

    >>> (discordant_chances(3) * 6).round().tolist()
    [1.0, 2.0, 2.0, 1.0]
    """
    chances = np.ones(1)
    for size in range(2, k + 1):
        chances = np.convolve(chances, np.full(size, 1 / size))
    return np.asarray(chances)


@dataclass(frozen=True, slots=True)
class Filled:
    """Trim and fill: how many studies would make the funnel symmetric, and the pooled effect with them.

    Attributes:
        side: Side on which studies would be missing.
        missing: How many.
        filled: The studies filled in, mirror images of the outermost ones on the other side.
        pooled: What is pooled with them; without them where none is missing.
    """

    side: Side
    missing: int
    filled: tuple[Estimate, ...]
    pooled: Pooled


def trim_and_fill(
    effects: Sequence[Estimate],
    model: Model = DEFAULT,
    estimator: Literal["L0", "R0"] = "L0",
    side: Side | None = None,
) -> Filled | None:
    """Duval and Tweedie's trim and fill.

    None where fewer than three comparable effects can be weighed, or where the count never settles.

    Args:
        effects: One a study.
        model: How effects are pooled.
        estimator: Of the number missing: `L0` from the sum of ranks, `R0` from the longest run of extreme ranks.
        side: Side on which studies are missing; by default the side to which effects shrink as errors fall.
    """
    places, _ = usable(effects)
    kept = [effects[i] for i in places]
    if not_comparable(kept) or len(kept) < 3:
        return None
    where = side or _empty_side(kept, model)
    sign = -1.0 if where == "right" else 1.0
    ordered = sorted(kept, key=lambda e: sign * (e.value or 0.0))
    settled = _missing(ordered, sign, model, estimator)
    if settled is None:
        return None
    count, centre = settled
    outermost = ordered[len(ordered) - count :]
    filled = tuple(_mirrored(e, centre) for e in outermost)
    return Filled(where, count, filled, pool([*effects, *filled], model))


def _empty_side(kept: Sequence[Estimate], model: Model) -> Side:
    slope = egger_test(kept, Model(model.tau2, "normal")).slope.value
    return "right" if slope is not None and slope < 0 else "left"


def _missing(ordered: Sequence[Estimate], sign: float, model: Model, estimator: str) -> tuple[int, float] | None:
    """How many are missing, and the centre of the effects that stay when as many are trimmed; None without an end."""
    k, count = len(ordered), 0
    for _ in range(MOST_ROUNDS):
        centre = pool(ordered[: k - count], model).effect.value or 0.0
        away = sign * (np.array([e.value or 0.0 for e in ordered]) - centre)
        ranks = np.empty(k)
        ranks[np.argsort(np.abs(away), kind="stable")] = np.arange(1, k + 1)
        # Two studies at least have to stay for a centre to be pooled.
        found = min(max(0, round(_count(away, ranks, estimator))), k - 2)
        if found == count:
            return count, centre
        count = found
    return None


def _count(away: Floats, ranks: Floats, estimator: str) -> float:
    k = away.size
    if estimator == "R0":
        return float(k - ranks[away < 0].max(initial=0.0) - 1)
    return float((4 * ranks[away > 0].sum() - k * (k + 1)) / (2 * k - 1))


def _mirrored(effect: Estimate, centre: float) -> Estimate:
    """The effect on the other side of the centre."""
    value = 2 * centre - (effect.value or 0.0)
    reach = t_quantile(0.5 + effect.level / 2, math.inf) * (effect.se or 0.0)
    return replace(effect, value=value, low=value - reach, high=value + reach)


def fail_safe_n(effects: Sequence[Estimate], alpha: float = 0.05) -> int:
    """Rosenthal's number of unpublished null studies that would make the joint one-sided test lose significance.

    Historical: it tests no effect size and supposes that unpublished studies average exactly zero.
    """
    places, _ = usable(effects)
    z = sum((effects[i].value or 0.0) / (effects[i].se or 1.0) for i in places)
    return max(0, math.ceil((z / t_quantile(1 - alpha, math.inf)) ** 2 - len(places)))
