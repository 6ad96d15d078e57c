"""Power and sample size of a study that is still to be done.

Two proportions by the normal approximation with or without the far tail (R's power.prop.test, strict or not) and by
Cohen's arcsine effect size (pwr::pwr.2p.test); two means by the noncentral t (power.t.test); a table by the noncentral
chi-squared (pwr::pwr.chisq.test); one proportion with a margin of error in a finite population. Sizes are exact
real numbers where the reference gives them so; `whole` rounds them up.

Source:
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, ch. 2, 6, 7; Cochran (1977), Sampling
    Techniques, 4.4; Kish (1965), Survey Sampling, 8.2 (design effect). Compared with R 4.2 stats and the formulas of
    pwr 1.3 (tests/reference/sampling.R, claims.R and power.R).
"""

import math
from collections.abc import Callable

NEVER = 1e9
"""A study of so many is said to be out of reach."""


def power_two_proportions(
    p1: float, p2: float, n1: float, n2: float | None = None, *, alpha: float = 0.05, strict: bool = False
) -> float:
    """Chance that a two-sided test of two shares finds their difference.

    Args:
        p1: Share in the first group.
        p2: Share in the second group.
        n1: Size of the first group.
        n2: Size of the second; that of the first where None. Unequal groups take the pooled share by size.
        alpha: Two-sided error rate.
        strict: Whether a significant difference of the wrong sign counts as well.

    Raises:
        ValueError: If a share lies outside 0 to 1, or a size is not positive.

    >>> round(power_two_proportions(0.5, 0.65, 75), 6)
    0.458975
    """
    _check_shares(p1, p2)
    sizes = n1, n1 if n2 is None else n2
    if min(sizes) <= 0:
        raise ValueError(f"group sizes are positive: {sizes}")
    pooled = (sizes[0] * p1 + sizes[1] * p2) / sum(sizes)
    null = math.sqrt(pooled * (1 - pooled) * (1 / sizes[0] + 1 / sizes[1]))
    spread = math.sqrt(p1 * (1 - p1) / sizes[0] + p2 * (1 - p2) / sizes[1])
    return _two_sided(abs(p1 - p2), null, spread, alpha, strict)


def size_two_proportions(
    p1: float, p2: float, *, alpha: float = 0.05, power: float = 0.80, strict: bool = False
) -> float:
    """Size of each of two groups with which the test of two shares reaches the power.

    Raises:
        ValueError: If the shares are equal or outside 0 to 1, or alpha and power leave no room.

    >>> round(size_two_proportions(0.5, 0.65, strict=True), 6)
    169.311044
    """
    _check_shares(p1, p2)
    _check_rates(alpha, power)
    if p1 == p2:
        raise ValueError("equal shares have no difference to find")
    if strict:
        return _root(lambda n: power_two_proportions(p1, p2, n, alpha=alpha, strict=True), power)
    mean = (p1 + p2) / 2
    null, spread = math.sqrt(2 * mean * (1 - mean)), math.sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    return ((_normal_quantile(1 - alpha / 2) * null + _normal_quantile(power) * spread) / (p1 - p2)) ** 2


def cohen_h(p1: float, p2: float) -> float:
    """Difference of two shares on the arcsine scale.

    >>> round(cohen_h(0.5, 0.65), 6)
    -0.304693
    """
    return 2 * math.asin(math.sqrt(p1)) - 2 * math.asin(math.sqrt(p2))


def power_arcsine(h: float, n1: float, n2: float | None = None, *, alpha: float = 0.05) -> float:
    """Chance that a two-sided test finds an arcsine difference h between groups of n1 and n2 (n1 where None)."""
    shift = abs(h) * math.sqrt(1 / (1 / n1 + 1 / (n1 if n2 is None else n2)))
    return _two_sided(shift, 1.0, 1.0, alpha, strict=True)


def size_arcsine(h: float, *, alpha: float = 0.05, power: float = 0.80) -> float:
    """Size of each of two groups with which the arcsine test reaches the power.

    Raises:
        ValueError: If h is 0, or alpha and power leave no room.
    """
    _check_rates(alpha, power)
    if h == 0:
        raise ValueError("equal shares have no difference to find")
    return _root(lambda n: power_arcsine(h, n, alpha=alpha), power)


def power_two_means(
    distance: float, sd: float, n1: float, n2: float | None = None, *, alpha: float = 0.05, sides: int = 2
) -> float:
    """Chance that an equal-variance t test finds a difference of two means; two-sided, both tails count.

    Args:
        distance: True difference; one-sided, the one in the direction that the test looks.
        sd: Standard deviation inside each group.
        n1: Size of the first group.
        n2: Size of the second; that of the first where None.
        alpha: Error rate, of both sides together.
        sides: 2, or 1 for a test that looks one way.

    Raises:
        ValueError: If the standard deviation is not positive or a group has fewer than two.
    """
    from scipy.special import nctdtr, stdtrit

    sizes = n1, n1 if n2 is None else n2
    if sd <= 0 or min(sizes) < 2:
        raise ValueError("the standard deviation is positive and groups have two or more")
    df = sum(sizes) - 2
    shift = distance / (sd * math.sqrt(1 / sizes[0] + 1 / sizes[1]))
    if sides == 1:
        return float(1 - nctdtr(df, shift, stdtrit(df, 1 - alpha)))
    edge = stdtrit(df, 1 - alpha / 2)
    return float(1 - nctdtr(df, abs(shift), edge) + nctdtr(df, abs(shift), -edge))


def size_two_means(distance: float, sd: float, *, alpha: float = 0.05, power: float = 0.80, sides: int = 2) -> float:
    """Size of each of two groups with which the t test reaches the power.

    Raises:
        ValueError: If the difference is 0 (one-sided: not positive), or alpha and power leave no room.
    """
    _check_rates(alpha, power)
    if distance == 0 or (sides == 1 and distance < 0):
        raise ValueError("the difference is positive, or at least not 0 where the test looks both ways")
    return _root(lambda n: power_two_means(distance, sd, n, alpha=alpha, sides=sides), power)


def firms_per_group(sd: float, distance: float, *, alpha: float = 0.05, power: float = 0.80) -> int:
    """Firms per group with which a one-sided two-sample t test reaches the power.

    The smallest n with P(T > t[1 - alpha; 2n - 2]) >= power, where T is noncentral t with 2n - 2 degrees of
    freedom and noncentrality distance / (sd sqrt(2 / n)).

    Args:
        sd: Standard deviation inside each group, for growth that of log(sales_end / sales_start).
        distance: True difference of the means minus the margin to be exceeded, in the units of `sd`.
        alpha: One-sided error rate.
        power: Chance of exceeding the margin that is asked for.

    Raises:
        ValueError: If `sd` or `distance` is not positive, or alpha and power leave no room (0 < alpha < power < 1).

    Source:
        Cohen (1988), ch. 2. R: ceiling(power.t.test(delta = distance, sd = sd, sig.level = .05, power = .80,
        type = "two.sample", alternative = "one.sided")$n); tests/reference/claims.R.

    >>> firms_per_group(0.5, math.log(1.20))
    94
    """
    if not (sd > 0 and distance > 0 and 0 < alpha < power < 1):
        raise ValueError("sd and distance must be positive, and 0 < alpha < power < 1")
    return whole(size_two_means(distance, sd, alpha=alpha, power=power, sides=1))


def power_chi_squared(w: float, df: float, n: float, *, alpha: float = 0.05) -> float:
    """Chance that a chi-squared test of `df` degrees of freedom finds Cohen's effect size w in n answers.

    >>> round(power_chi_squared(0.3, 3, 150), 6)
    0.884033
    """
    from scipy.special import chndtr, gammaincinv

    return float(1 - chndtr(2 * gammaincinv(df / 2, 1 - alpha), df, n * w * w))


def size_chi_squared(w: float, df: float, *, alpha: float = 0.05, power: float = 0.80) -> float:
    """Answers with which the chi-squared test reaches the power.

    Raises:
        ValueError: If w is not positive, or alpha and power leave no room.
    """
    _check_rates(alpha, power)
    if w <= 0:
        raise ValueError(f"the effect size is positive: {w}")
    return _root(lambda n: power_chi_squared(w, df, n, alpha=alpha), power)


def size_proportion(
    margin: float, population: float = math.inf, *, share: float = 0.5, level: float = 0.95, deff: float = 1.0
) -> float:
    """Answers that estimate a share with a margin: n0 / (1 + (n0 - 1) / N), n0 = deff z^2 p (1 - p) / margin^2.

    >>> round(size_proportion(0.05, 5000), 6)
    356.804265
    """
    endless = deff * _normal_quantile(0.5 + level / 2) ** 2 * share * (1 - share) / margin**2
    return endless if math.isinf(population) else endless / (1 + (endless - 1) / population)


def size_mean(
    margin: float, sd: float, population: float = math.inf, *, level: float = 0.95, deff: float = 1.0
) -> float:
    """Answers that estimate a mean with a margin in its own unit: n0 / (1 + n0 / N), n0 = deff (z sd / margin)^2.

    >>> round(size_mean(1, 10), 4), round(size_mean(1, 10, 1000), 4)
    (384.1459, 277.5328)
    """
    endless = deff * (_normal_quantile(0.5 + level / 2) * sd / margin) ** 2
    return endless if math.isinf(population) else endless / (1 + endless / population)


def margin_of_error(n: float, population: float = math.inf, *, share: float = 0.5, level: float = 0.95) -> float:
    """Half-width of the normal interval of a share; in a finite population with (N - n) / (N - 1).

    >>> round(margin_of_error(150), 6)
    0.080015
    """
    left_out = 1.0 if math.isinf(population) else (population - n) / (population - 1)
    return _normal_quantile(0.5 + level / 2) * math.sqrt(share * (1 - share) / n * left_out)


def whole(size: float, deff: float = 1.0, response: float = 1.0) -> int:
    """Firms to invite: the size times the design effect over the expected response rate, rounded up.

    >>> whole(169.3), whole(169.3, deff=1.2, response=0.5)
    (170, 407)
    """
    return math.ceil(size * deff / response - 1e-9)


def _two_sided(distance: float, null: float, spread: float, alpha: float, strict: bool) -> float:
    edge = _normal_quantile(1 - alpha / 2) * null
    power = _normal((distance - edge) / spread) if spread else float(distance > edge)
    return power + (_normal((-distance - edge) / spread) if strict and spread else 0.0)


def _root(power_of: Callable[[float], float], wanted: float) -> float:
    """Size at which a power that grows with it is reached, from 2 on.

    Raises:
        ValueError: If a size of 10^9 does not reach it.
    """
    from scipy.optimize import brentq

    low, high = 2.0, 4.0
    while power_of(high) < wanted:
        low, high = high, 2 * high
        if high > NEVER:
            raise ValueError(f"no study of {NEVER:g} reaches a power of {wanted:g}")
    if power_of(low) >= wanted:
        return low
    return float(brentq(lambda n: power_of(n) - wanted, low, high, xtol=1e-12, rtol=1e-14, maxiter=500))


def _check_shares(*shares: float) -> None:
    if not all(0 <= share <= 1 for share in shares):
        raise ValueError(f"shares lie between 0 and 1: {shares}")


def _check_rates(alpha: float, power: float) -> None:
    if not 0 < alpha < power < 1:
        raise ValueError(f"0 < alpha < power < 1, but alpha is {alpha} and power {power}")


def _normal(z: float) -> float:
    return math.erfc(-z / math.sqrt(2)) / 2


def _normal_quantile(p: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(p))
