"""The literature's vote on a construct: by the pooled interval where effects were pooled, else by counted directions.

METHODS, "Triangulation": a pooled interval, else three studies with seven tenths of them one way. Correlations and
standardised differences become logarithms of odds ratios, so that one bound, the protocol's factor for ratios,
says for all measures what is too small to matter.

Source:
    Borenstein, Hedges, Higgins and Rothstein (2009), Introduction to Meta-Analysis, ch. 7: d = 2 r / sqrt(1 - r^2) and
    ln OR = d pi / sqrt(3).
"""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Final, cast

from alianza.integration.triangulation import LEVEL, StrandVote, Vote
from alianza.review.pooling import PooledArticles
from alianza.review.synthesis import Theme
from alianza.statistics.distributions import t_quantile
from alianza.study.estimate import Estimate
from alianza.study.protocol import Rules


def of_correlation(r: float) -> float:
    """A correlation as the logarithm of an odds ratio.

    >>> round(of_correlation(0.3), 4), of_correlation(0.0)
    (1.1408, 0.0)
    """
    return of_difference(2 * r / math.sqrt(1 - r * r)) if abs(r) < 1 else math.copysign(math.inf, r)


def of_difference(d: float) -> float:
    """A standardised difference as the logarithm of an odds ratio.

    >>> round(of_difference(0.5), 4)
    0.9069
    """
    return d * math.pi / math.sqrt(3)


AS_LOG_ODDS: Final[Mapping[str, Callable[[float], float]]] = {
    "fisher_z": lambda z: of_correlation(math.tanh(z)),
    "hedges_g": of_difference,
    "log_odds_ratio": float,
    "log_risk_ratio": float,
}
"""Measure, as it is pooled, to the scale on which it votes; other measures have none and do not vote."""


def literature_votes(themes: Iterable[Theme], pooled: Iterable[PooledArticles], rules: Rules) -> tuple[StrandVote, ...]:
    """One vote of the review on each construct that some article speaks of, in the order of the themes."""
    by_interval: dict[str, Vote] = {}
    for one in pooled:
        vote = pooled_vote(one.found.effect, one.found.measure, rules) if one.enough else None
        if vote is not None:
            by_interval.setdefault(one.declared.construct, vote)
    return tuple(
        StrandVote(
            theme.construct,
            "review",
            by_interval.get(theme.construct, cast(Vote, theme.vote)),
            "associated",
        )
        for theme in themes
    )


def pooled_vote(effect: Estimate, measure: str, rules: Rules) -> Vote | None:
    """A pooled effect's vote: its 90 % interval inside the bound, on one side of nothing, or neither.

    Returns:
        None where nothing was pooled, or the measure cannot be held against the bound.
    """
    scale = AS_LOG_ODDS.get(measure)
    if scale is None or effect.value is None or effect.se is None:
        return None
    reach = t_quantile((1 + LEVEL) / 2, math.inf if effect.df is None else effect.df) * effect.se
    low, high = scale(effect.value - reach), scale(effect.value + reach)
    bound = math.log(rules.delta_ratio)
    if -bound <= low and high <= bound:
        return "no_effect"
    return "positive" if low > 0 else "negative" if high < 0 else "unclear"
