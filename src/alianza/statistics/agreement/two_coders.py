"""Chance-corrected agreement of two coders, or of coders whose own habits are allowed for: Cohen, Scott, Conger.

Units that one of two coders left out are dropped.
"""

import math
from dataclasses import dataclass, replace
from typing import Unpack

import numpy as np

from alianza.statistics.agreement.chance import fleiss_cohen_everitt
from alianza.statistics.agreement.coefficient import LOWEST, Coefficient, Numbers, standard_error
from alianza.statistics.agreement.interval import How, measured
from alianza.statistics.agreement.patterns import Patterns
from alianza.statistics.agreement.ratings import MISSING, Codes, Column, Ratings, read_pair
from alianza.statistics.agreement.result import Agreement
from alianza.statistics.agreement.weights import Weights, weight_matrix
from alianza.statistics.sampling.structure import Floats


@dataclass(frozen=True, slots=True)
class Presence:
    """How two coders used one code: why kappa may be low where they nearly always agree.

    Attributes:
        both: Units to which both gave the code.
        first: Units to which only the first did.
        second: Units to which only the second did.
        neither: Units to which none did.
    """

    both: int
    first: int
    second: int
    neither: int

    @property
    def n(self) -> int:
        """Units that both coded."""
        return self.both + self.first + self.second + self.neither

    @property
    def prevalence(self) -> float | None:
        """Prevalence index |both - neither| / n: near 1, chance agreement is high and kappa low; None without units."""
        return abs(self.both - self.neither) / self.n if self.n else None

    @property
    def bias(self) -> float | None:
        """Bias index |first - second| / n: near 1, one coder uses the code much more often; None without units."""
        return abs(self.first - self.second) / self.n if self.n else None


def cohen_kappa(
    first: Column,
    second: Column,
    weights: Weights = "unweighted",
    codes: Codes | None = None,
    *,
    level: float = 0.95,
    **how: Unpack[How],
) -> Agreement:
    """Agreement of two coders on the same units, corrected for the chance that each one's own habits give.

    With p_ij the share of units coded i by the first and j by the second, agreement weights w_ij (1 for the same
    code and 0 for others, if unweighted): kappa = (P_o - P_e) / (1 - P_e), P_o = sum w_ij p_ij,
    P_e = sum w_ij p_i. p_.j.

    Args:
        first: One code a unit, in the order of the units; see `Column` for what is read and what is a gap.
        second: The other coder's codes for the same units.
        weights: `unweighted`, `linear`, `quadratic`, `ordinal`, or a matrix; see `weight_matrix`.
        codes: All codes that could be given, in their order; those found if None.
        level: Level of the interval.
        **how: How the interval is made; see `How`. The analytic one is Fleiss, Cohen and Everitt's.

    Returns:
        The kappa, with the test of Fleiss, Cohen and Everitt in `chance`.

    Raises:
        ValueError: If the lists differ in length, or weights need an order that the codes do not have.

    Source:
        Cohen (1960), Educational and Psychological Measurement 20(1); Cohen (1968), Psychological Bulletin 70(4);
        Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72(5). Compared with R psych 2.2.9 cohen.kappa;
        commands in tests/reference/agreement.R.

    >>> found = cohen_kappa(["a", "a", "b", "b", "b"], ["a", "b", "b", "b", "b"], interval="analytic")
    >>> round(found.value, 6), round(found.se, 6), found.n_units
    (0.545455, 0.362131, 5)
    """
    pair = read_pair(first, second, codes)
    near = weight_matrix(weights, pair)
    lowest = LOWEST if isinstance(weights, str) else -math.inf

    def make(found: Patterns) -> Coefficient:
        return replace(_cohen(found, near), lowest=lowest)

    found = measured(pair, make, level, _fleiss_cohen_everitt, who=True, least=2, **how)
    if found.value is None:
        return found
    return replace(found, chance=fleiss_cohen_everitt(found.value, _table(pair), near))


def scott_pi(
    first: Column, second: Column, codes: Codes | None = None, *, level: float = 0.95, **how: Unpack[How]
) -> Agreement:
    """Scott's pi: as Cohen's kappa, but by chance both coders use a code as often as the two do together.

    With p_k the share of code k among both coders' codings, P_e = sum p_k^2. The analytic variance is
    P_o (1 - P_o) / ((n - 1) (1 - P_e)^2).

    Args:
        first: One code a unit, in the order of the units; see `Column` for what is read and what is a gap.
        second: The other coder's codes for the same units.
        codes: All codes that could be given; those found if None.
        level: Level of the interval.
        **how: How the interval is made; see `How`. The analytic one is Scott's.

    Raises:
        ValueError: If the lists differ in length.

    Source:
        Scott (1955), Public Opinion Quarterly 19(3).

    >>> round(scott_pi(["a", "a", "b", "b", "b"], ["a", "b", "b", "b", "b"], interval="none").value, 6)
    0.52381
    """
    pair = read_pair(first, second, codes)
    near = np.eye(len(pair.codes))
    return measured(pair, lambda p: _scott(p, near), level, _scott_error, who=True, least=2, **how)


def presence(first: Column, second: Column) -> Presence:
    """How two coders used one code, from a table of its presence (true or 1) and absence (false or 0).

    Source:
        Byrt, Bishop and Carlin (1993), Journal of Clinical Epidemiology 46(5).

    >>> found = presence([1, 1, 0, 0, 0], [1, 0, 0, 0, 0])
    >>> found.both, found.first, round(found.prevalence, 6), found.bias
    (1, 1, 0.4, 0.2)
    """
    table = _table(read_pair(first, second, (0, 1))).astype(np.int64)
    return Presence(int(table[1, 1]), int(table[1, 0]), int(table[0, 1]), int(table[0, 0]))


def _table(pair: Ratings) -> Floats:
    """Units by the first coder's code and the second's."""
    both = pair.cells[(pair.cells != MISSING).all(axis=1)]
    codes = len(pair.codes)
    return np.bincount(both[:, 0] * codes + both[:, 1], minlength=codes**2).reshape(codes, codes).astype(np.float64)


def _cohen(found: Patterns, near: Floats) -> Coefficient:
    """Sums: disagreement, then units by the first coder's code and by the second's."""

    def disagreement(sums: Numbers) -> tuple[Numbers, Numbers]:
        first, second = np.split(sums[:, 1:], 2, axis=1)
        n = first.sum(axis=1)
        return sums[:, 0] / n, ((first @ (1 - near)) * second).sum(axis=1) / n**2

    return Coefficient(found.times, _parts(found, near), disagreement)


def _scott(found: Patterns, near: Floats) -> Coefficient:
    def disagreement(sums: Numbers) -> tuple[Numbers, Numbers]:
        first, second = np.split(sums[:, 1:], 2, axis=1)
        n = first.sum(axis=1)
        used = (first + second) / (2 * n[:, None])
        return sums[:, 0] / n, 1 - (used**2).sum(axis=1)

    return Coefficient(found.times, _parts(found, near), disagreement, lowest=LOWEST)


def _parts(found: Patterns, near: Floats) -> Floats:
    first, second = found.rows.T
    each = np.eye(len(near))
    return np.column_stack([1 - near[first, second], each[first], each[second]])


def _fleiss_cohen_everitt(coefficient: Coefficient) -> tuple[float, float, str]:
    return standard_error(coefficient, lost=0), math.inf, "fleiss_cohen_everitt_z"


def _scott_error(coefficient: Coefficient) -> tuple[float, float, str]:
    observed, expected = coefficient.terms()
    variance = observed * (1 - observed) / ((coefficient.units - 1) * expected**2)
    return math.sqrt(variance), math.inf, "scott_z"
