"""How many firms a comparison needs before it can answer."""

import math


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
    low, high = 2, 4
    while _power(high, sd, distance, alpha) < power:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _power(middle, sd, distance, alpha) >= power else (middle, high)
    return low if _power(low, sd, distance, alpha) >= power else high


def _power(n: int, sd: float, distance: float, alpha: float) -> float:
    from scipy.special import nctdtr, stdtrit

    df = 2 * n - 2
    return float(1 - nctdtr(df, distance / (sd * math.sqrt(2 / n)), stdtrit(df, 1 - alpha)))
