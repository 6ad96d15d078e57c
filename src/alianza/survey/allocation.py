"""How many firms each stratum gives: proportional, Neyman, power and equal allocation.

With N_h firms in stratum h, S_h the standard deviation of a size in it and X_h the size's total:

- proportional: n_h proportional to N_h;
- Neyman: to N_h S_h;
- power: to CV_h X_h^a, CV_h = S_h / (X_h / N_h); without a size, to N_h^a;
- equal: the same for every stratum.

Shares are held between the minimum per stratum and N_h, and what that takes or leaves is spread over the other
strata in proportion; whole numbers come by largest remainders.

Source:
    Neyman (1934), JRSS 97(4); Cochran (1977), Sampling Techniques, 5.5 to 5.9; Bankier (1988), Power allocations:
    determining sample sizes for subnational areas, The American Statistician 42(3). Compared with R;
    tests/reference/sampling.R.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from alianza.study.problem import Problem

Floats = NDArray[np.float64]
Rule = Literal["proportional", "neyman", "power", "equal"]
RULES: tuple[str, ...] = get_args(Rule)
SQUARE_ROOT = 0.5
"""The usual power: half-way between equal and proportional precision."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """What an allocation knows of the strata, one number each.

    Attributes:
        firms: Firms of the frame, N_h.
        sd: Standard deviation of the size, S_h (divisor N_h - 1), 0 where a stratum holds one firm; None without size.
        totals: Total of the size, X_h; None without a size.
    """

    firms: Floats
    sd: Floats | None = None
    totals: Floats | None = None


def proportional(firms: Sequence[float] | Floats, n: float) -> Floats:
    """Shares n N_h / N.

    >>> proportional([60, 30, 10], 10).tolist()
    [6.0, 3.0, 1.0]
    """
    return _scaled(np.asarray(firms, dtype=np.float64), n)


def neyman(firms: Sequence[float] | Floats, sd: Sequence[float] | Floats, n: float) -> Floats:
    """Shares n N_h S_h / sum(N_h S_h).

    >>> neyman([60, 30, 10], [1, 2, 6], 18).tolist()
    [6.0, 6.0, 6.0]
    """
    return _scaled(np.asarray(firms, dtype=np.float64) * np.asarray(sd, dtype=np.float64), n)


def power(sizes: Sequence[float] | Floats, n: float, exponent: float = SQUARE_ROOT, cv: Floats | None = None) -> Floats:
    """Bankier's shares n CV_h X_h^a / sum(CV_h X_h^a); CV_h is 1 everywhere where it is not given.

    >>> power([100, 25], 30).tolist()
    [20.0, 10.0]
    """
    spread = np.asarray(sizes, dtype=np.float64) ** exponent
    return _scaled(spread if cv is None else spread * cv, n)


def equal(strata: int, n: float) -> Floats:
    """The same share for every stratum."""
    return np.full(strata, n / strata)


def largest_remainder(shares: Sequence[float] | Floats) -> list[int]:
    """Whole numbers with the same sum: the fractions furthest up are rounded up, the first of equal ones first.

    >>> largest_remainder([17.8, 28.3, 3.9])
    [18, 28, 4]
    """
    exact = np.asarray(shares, dtype=np.float64)
    whole = np.floor(exact + 1e-9).astype(np.int64)
    left = round(float(exact.sum())) - int(whole.sum())
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[:left]] += 1
    return [int(value) for value in whole]


def allocate(sizes: Sizes, n: int, rule: Rule, minimum: int = 0, exponent: float = SQUARE_ROOT) -> list[int] | Problem:
    """Whole sample sizes that add up to n, each at least the minimum (or all firms) and at most all firms.

    Returns:
        The sizes, or the problem that makes them impossible: `sample_above_frame`, `sample_below_minimum`,
        `no_spread`.
    """
    most = sizes.firms
    least = np.minimum(float(minimum), most)
    if n > most.sum():
        return Problem("sample_above_frame", found=str(n), expected=str(int(most.sum())))
    if n < least.sum():
        return Problem("sample_below_minimum", found=str(n), expected=str(int(least.sum())))
    wanted = _wanted(sizes, n, rule, exponent)
    if n and not wanted.sum() > 0:
        return Problem("no_spread", found=rule)
    return largest_remainder(_between(wanted, least, most, n))


def raised_by_minimum(
    sizes: Sizes, n: Sequence[int], rule: Rule | None, minimum: int, exponent: float = SQUARE_ROOT
) -> list[bool]:
    """Which strata the minimum lifts above what the rule gives them; without a rule, those that have just the minimum.

    >>> raised_by_minimum(Sizes(np.array([1000.0, 10.0])), [18, 2], "proportional", 2)
    [False, True]
    """
    given = np.asarray(n, dtype=np.float64)
    least = np.minimum(float(minimum), sizes.firms)
    below = (
        np.ones(least.size, dtype=bool) if rule is None else _wanted(sizes, int(given.sum()), rule, exponent) < least
    )
    return [bool(held) for held in (given <= least) & below & (least > 0)]


def _wanted(sizes: Sizes, n: int, rule: Rule, exponent: float) -> Floats:
    if rule == "proportional":
        return proportional(sizes.firms, n)
    if rule == "equal":
        return equal(sizes.firms.size, n)
    if rule == "neyman":
        return neyman(sizes.firms, np.zeros(1) if sizes.sd is None else sizes.sd, n)
    if sizes.sd is None or sizes.totals is None:
        return power(sizes.firms, n, exponent)
    cv = np.divide(sizes.sd * sizes.firms, sizes.totals, out=np.zeros_like(sizes.sd), where=sizes.totals > 0)
    return power(np.maximum(sizes.totals, 0.0), n, exponent, cv)


def _scaled(measure: Floats, n: float) -> Floats:
    total = measure.sum()
    return n * measure / total if total > 0 else np.zeros_like(measure)


def _between(wanted: Floats, least: Floats, most: Floats, n: int) -> Floats:
    """Shares proportional to the wanted ones, except where a bound holds them.

    The shares are the bounded multiples of the wanted ones whose sum is n: held strata leave the sum, upper bounds
    where too much is held below and lower bounds otherwise, until none moves.
    """
    shares = wanted.copy()
    held = np.zeros(wanted.size, dtype=bool)
    for _ in range(2 * wanted.size + 2):
        below, above = (shares < least) & ~held, (shares > most) & ~held
        if not (below.any() or above.any()):
            break
        lacking, surplus = (least - shares)[below].sum(), (shares - most)[above].sum()
        now = above if surplus >= lacking else below
        shares = np.where(now, np.clip(shares, least, most), shares)
        held |= now
        shares[~held] = _spread(wanted[~held], n - shares[held].sum(), most[~held])
    return np.asarray(np.clip(shares, least, most))


def _spread(wanted: Floats, n: float, most: Floats) -> Floats:
    """The rest, in proportion to what is wanted; to the firms where nothing is."""
    return _scaled(wanted if wanted.sum() > 0 else most, n)
