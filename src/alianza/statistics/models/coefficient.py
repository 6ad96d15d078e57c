"""One term of a regression with its test and its limits, and the two readings of it: odds ratio and rate ratio."""

import math
from dataclasses import dataclass
from typing import Self

from alianza.statistics.distributions import t_quantile, t_two_sided


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a model on the scale of its linear predictor.

    Attributes:
        term: Its name: `(Intercept)`, `x`, `factor=level`.
        b: The coefficient.
        se: Its standard error.
        statistic: `b / se`, a t with `df` degrees of freedom (z where they are infinite).
        df: Degrees of freedom.
        p: Two-sided p-value; None without degrees of freedom.
        b_low: Lower limit of the coefficient.
        b_high: Upper limit.
    """

    term: str
    b: float
    se: float
    statistic: float
    df: float
    p: float | None
    b_low: float | None
    b_high: float | None

    @classmethod
    def tested(cls, term: str, b: float, se: float, df: float, level: float) -> Self:
        """The term with Student's t test that it is zero and its interval at `level`."""
        b, se = float(b), float(se)
        statistic = b / se if se > 0 else math.inf
        if df <= 0:
            return cls(term, b, se, statistic, df, None, None, None)
        reach = t_quantile(0.5 + level / 2, df) * se
        return cls(term, b, se, statistic, df, t_two_sided(statistic, df), b - reach, b + reach)


@dataclass(frozen=True, slots=True)
class Coefficient(Term):
    """One term of a logistic model, read as an odds ratio: `low` and `high` are the limits of that."""

    @property
    def odds_ratio(self) -> float:
        """The exponential of `b`."""
        return exponential(self.b)

    @property
    def low(self) -> float | None:
        """Lower limit of the odds ratio."""
        return None if self.b_low is None else exponential(self.b_low)

    @property
    def high(self) -> float | None:
        """Upper limit of the odds ratio."""
        return None if self.b_high is None else exponential(self.b_high)


@dataclass(frozen=True, slots=True)
class RegressionCoefficient(Term):
    """One term of a linear or Poisson model: `low` and `high` are the limits of `b` itself.

    Its rate ratio and the limits of that are None where `rates` is false, as in a linear model.
    """

    rates: bool = False

    @property
    def low(self) -> float | None:
        """Lower limit of `b`."""
        return self.b_low

    @property
    def high(self) -> float | None:
        """Upper limit of `b`."""
        return self.b_high

    @property
    def rate_ratio(self) -> float | None:
        """The exponential of `b`."""
        return self._rate(self.b)

    @property
    def rate_low(self) -> float | None:
        """Lower limit of the rate ratio."""
        return self._rate(self.b_low)

    @property
    def rate_high(self) -> float | None:
        """Upper limit of the rate ratio."""
        return self._rate(self.b_high)

    def _rate(self, value: float | None) -> float | None:
        return None if value is None or not self.rates else exponential(value)


def exponential(value: float) -> float:
    """The exponential; infinite where it overflows.

    >>> exponential(0.0), exponential(1e6)
    (1.0, inf)
    """
    return math.exp(value) if value < 709 else math.inf
