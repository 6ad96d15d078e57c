"""Effects that the protocol declares comparable, pooled: the articles, what they say together, and small studies.

An article enters a pooling once, with the first effect that fits. Correlations are pooled as Fisher's z by a model of
random effects (REML) with the interval of Knapp and Hartung; `alianza.statistics.meta` names the sources.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from alianza.review.extraction import Extracted
from alianza.review.synthesis import poolable
from alianza.statistics.meta.effect_sizes import Measure as PooledMeasure
from alianza.statistics.meta.effect_sizes import effect
from alianza.statistics.meta.pooling import Pooled, pool
from alianza.statistics.meta.small_study_effects import ENOUGH, Asymmetry, egger_test
from alianza.study.estimate import Estimate
from alianza.study.review_protocol import Measure, PooledEffect

POOLED_AS: Final[Mapping[Measure, PooledMeasure]] = {
    "correlation": "fisher_z",
    "log_odds_ratio": "log_odds_ratio",
    "log_risk_ratio": "log_risk_ratio",
    "smd": "hedges_g",
    "mean_difference": "mean_difference",
    "proportion": "proportion",
    "other": "generic",
}
"""The measure of the extraction form to the one under which its effects are pooled."""
AT_LEAST: Final = 2
"""Effects that a pooling needs."""


@dataclass(frozen=True, slots=True)
class PooledArticles:
    """A declared pooling as carried out.

    Attributes:
        declared: What was declared.
        articles: The articles that enter, in order.
        effects: Their effects, on the scale on which they are pooled.
        found: What they say together.
        asymmetry: Egger's test, from ten effects on.
    """

    declared: PooledEffect
    articles: tuple[str, ...]
    effects: tuple[Estimate, ...]
    found: Pooled
    asymmetry: Asymmetry | None = None

    @property
    def enough(self) -> bool:
        """Whether there was something to pool."""
        return len(self.effects) >= AT_LEAST


def pooled_articles(lines: Iterable[Extracted], articles: Iterable[str], declared: PooledEffect) -> PooledArticles:
    """Pool the effects that some articles give for a declared pooling.

    Args:
        lines: Lines of the extraction form.
        articles: The articles that count.
        declared: Construct, outcome and measure that make effects comparable.
    """
    taken = poolable(lines, articles, declared)
    effects = tuple(effect(POOLED_AS[declared.measure], one.value, one.variance, one.n) for one in taken)
    asymmetry = egger_test(effects) if len(effects) >= ENOUGH else None
    return PooledArticles(declared, tuple(one.article for one in taken), effects, pool(effects), asymmetry)
