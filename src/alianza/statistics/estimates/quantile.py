"""Quantiles of a domain with Woodruff's interval.

By default the quantile is the smallest value at which the weighted distribution passes the probability, or the
value below where it is met exactly (R survey's qrule "math", also in this: a probability below the share of the
smallest value gives the second one); `quantile_rules` holds the other rules. Its interval turns the interval of the
share at or below the quantile back into values; the standard error is that interval's width over two t quantiles.

Source: Woodruff (1952), JASA 47(260); compared with R's svyquantile.
"""

from dataclasses import dataclass

import numpy as np

from alianza.statistics.distributions import t_quantile
from alianza.statistics.estimates.estimation import Reporting, estimate_mean, nothing
from alianza.statistics.estimates.quantile_rules import weighted_quantile
from alianza.statistics.sampling.plan import Plan
from alianza.statistics.sampling.structure import Floats, Rows
from alianza.study.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Wanted:
    """A quantile to estimate: its probability, and the rule that picks a value."""

    probability: float
    rule: str = "math"

    def of(self, values: Floats, weights: Floats, probability: float | None = None) -> float:
        """The quantile of values, at another probability where one is given."""
        return weighted_quantile(values, weights, self.probability if probability is None else probability, self.rule)


def estimate_quantile(plan: Plan, y: Floats, rows: Rows, wanted: Wanted, reporting: Reporting) -> Estimate:
    """A quantile of the answering rows of a domain, with Woodruff's interval.

    A limit whose probability leaves the range from 0 to 1 is None; then there is no standard error either.
    """
    rows = rows[~np.isnan(y[rows])]
    weights = plan.structure.weights[rows]
    if not weights.sum() > 0:
        return nothing(reporting, "woodruff_t", "no_answers", rows.size)
    value = wanted.of(y[rows], weights)
    share = np.full(y.size, np.nan)
    share[rows] = y[rows] <= value
    below = estimate_mean(plan, share, rows, reporting)
    low = _limit((y[rows], weights), wanted, below.low)
    high = _limit((y[rows], weights), wanted, below.high)
    reach = 2 * t_quantile(0.5 + reporting.level / 2, reporting.df) if reporting.df > 0 else np.nan
    se = (high - low) / reach if low is not None and high is not None else None
    return Estimate(
        value, se, low, high, reporting.df, None, rows.size, reporting.level, reporting.domain, reporting.unit,
        "woodruff_t", "" if se is not None else "limit_outside",
    )  # fmt: skip


def _limit(answers: tuple[Floats, Floats], wanted: Wanted, share: float | None) -> float | None:
    return wanted.of(*answers, share) if share is not None and 0 <= share <= 1 else None
