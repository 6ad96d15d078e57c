"""Numbers that carry their meaning: estimates and tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Unit = Literal[
    "share",  # 0 to 1, printed in percent
    "growth",  # relative change, 0.25 is printed as 25 %
    "difference",  # difference of two shares, printed in percentage points
    "ratio",  # risk ratio, ratio of totals or of growth factors
    "odds_ratio",
    "rating",  # 1 to 5
    "months",
    "seconds",
    "minutes",
    "years",
    "year",
    "money",
    "count",
    "log",  # logarithms and model coefficients
    "number",
    "label",
]


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimated quantity with its uncertainty, its base and its meaning.

    Attributes:
        value: The point estimate; None where it cannot be computed (then `reason` says why).
        se: Standard error under the design.
        low: Lower limit of the interval at `level`.
        high: Upper limit of the interval.
        df: Degrees of freedom behind the interval.
        deff: Design effect against simple random sampling without replacement, as R's `deff=TRUE`.
        n: Base: unweighted number of answers the estimate rests on.
        level: Confidence level of the interval.
        domain: The subgroup, column to value; empty for the whole.
        unit: What the number measures.
        method: Short stable name of the method, for example `linearised_t`.
        reason: Code of the reason why a number is missing, or empty.
    """

    value: float | None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    df: float | None = None
    deff: float | None = None
    n: int = 0
    level: float = 0.95
    domain: Mapping[str, object] = field(default_factory=dict)
    unit: Unit = "number"
    method: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """A test statistic with its degrees of freedom and p-value.

    `df2` is the denominator degrees of freedom of an F test, None otherwise. A test that could not be
    computed has no statistic and no p, and `reason` says why. `adjusted` is the p-value adjusted over the family
    of tests to which the protocol assigns it, None where it assigns it to none.
    """

    __test__ = False  # pytest: this is no test class

    statistic: float | None
    df: float | None
    df2: float | None
    p: float | None
    method: str = ""
    reason: str = ""
    adjusted: float | None = None
