"""Measures that several tables share: shares, growth four ways, and how strong an estimate is."""

from dataclasses import replace

import polars as pl

from alianza.report.evidence import Evidence
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Suppressed

GROWTH_COLUMNS = (
    Column("growth_mean", "growth"),
    Column("growth_median", "growth"),
    Column("growth_geometric", "growth"),
    Column("growth_total", "growth"),
)

GROWTH_FACTOR = pl.col("growth") + 1
"""Sales of the last year over sales of the first."""

PRECISE = 0.05
"""Half-width of an interval of a share, in proportion, up to which the estimate is called precise."""
MODERATE = 0.10
"""Half-width up to which it is called moderately precise."""
WIDE_RATIO = 4.0
"""Upper over lower limit of a ratio beyond which its size is hardly known."""
WIDE_DIFFERENCE = 0.30
"""Width of the interval of a difference of shares beyond which its size is hardly known."""


def share(evidence: Evidence, variable: str, where: pl.Expr) -> Estimate:
    """Share of firms for which the Boolean `variable` is true, among those of the domain that answered it."""
    return replace(evidence.design.proportion(variable, where=where)[0], unit="share")


def mean_rating(evidence: Evidence, variable: str, where: pl.Expr) -> Estimate:
    """Mean of a 1 to 5 rating in a domain."""
    return replace(evidence.design.mean(variable, where=where)[0], unit="rating")


def growth_measures(evidence: Evidence, where: pl.Expr) -> tuple[Cell, ...]:
    """Growth of income four ways: arithmetic mean, median, geometric mean, and ratio of totals minus one.

    The arithmetic mean follows a few firms that multiplied their sales, so the other three stand beside it
    (METHODS, growth and types). The ratio of totals is withheld where one firm holds nearly all sales.
    """
    grown = where & pl.col("growth").is_not_null()
    design = evidence.design
    mean = replace(design.mean("growth", where=grown)[0], unit="growth")
    median = replace(design.quantile("growth", [0.5], where=grown)[0], unit="growth")
    return mean, median, _geometric(evidence, grown), _total(evidence, grown)


def growth_window(evidence: Evidence) -> Message:
    """The note that says over which years growth is measured, and whether in nominal or deflated money."""
    period = evidence.protocol.study.period
    money = Message("notes.nominal" if evidence.protocol.rules.nominal else "notes.deflated")
    return Message("notes.growth_window", {"first": str(period.first), "last": str(period.last), "money": money})


def _geometric(evidence: Evidence, grown: pl.Expr) -> Estimate:
    """Geometric mean of the growth factors, minus one."""
    return _less_one(evidence.design.geometric_mean(GROWTH_FACTOR, where=grown)[0])


def _less_one(factor: Estimate) -> Estimate:
    """A growth factor as the relative change that it stands for; its standard error stays."""
    value, low, high = (None if one is None else one - 1 for one in (factor.value, factor.low, factor.high))
    return replace(factor, value=value, low=low, high=high, unit="growth", deff=None)


def _total(evidence: Evidence, grown: pl.Expr) -> Cell:
    if evidence.missing("sales_start", "sales_end"):
        return None
    if _dominated(evidence, grown):
        return Suppressed("dominance")
    return _less_one(evidence.design.ratio("sales_end", "sales_start", where=grown)[0])


def _dominated(evidence: Evidence, grown: pl.Expr) -> bool:
    """Whether one firm holds more of a year's sales than `rules.dominance_share` (dominance rule for money)."""
    sales = evidence.frame.filter(grown).select(pl.col("sales_start", "sales_end").cast(pl.Float64).abs())
    shares = sales.select(pl.all().max() / pl.all().sum()).row(0)
    return any(one is not None and one > evidence.protocol.rules.dominance_share for one in shares)


def precision(estimate: Estimate) -> Message:
    """How precise a share is, by the half-width of its interval."""
    if estimate.low is None or estimate.high is None:
        return Message("strength.unknown")
    half = (estimate.high - estimate.low) / 2
    return Message(
        "strength.precise" if half <= PRECISE else "strength.moderate" if half <= MODERATE else "strength.imprecise"
    )


def clarity(estimate: Estimate, null: float) -> Message:
    """Whether the interval of a contrast leaves out the value that means "no difference", and how wide it is."""
    if estimate.low is None or estimate.high is None:
        return Message("strength.unknown")
    if estimate.low <= null <= estimate.high:
        return Message("strength.unclear")
    return Message("strength.clear_imprecise" if _wide(estimate.low, estimate.high, null) else "strength.clear")


def _wide(low: float, high: float, null: float) -> bool:
    """Whether a clear contrast's size is hardly known: limits far apart as a ratio, or as a difference of shares."""
    return high > WIDE_RATIO * low if null > 0 else high - low > WIDE_DIFFERENCE
