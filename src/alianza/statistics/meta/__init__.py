"""Meta-analysis: effect sizes from what articles report, pooled by random-effects models.

>>> from alianza.statistics.meta import Fourfold, log_risk_ratio, pool
>>> trials = [Fourfold(4, 123, 11, 139), Fourfold(6, 306, 29, 303), Fourfold(3, 231, 11, 220)]
>>> found = pool([log_risk_ratio(trial) for trial in trials])
>>> found.k, round(found.effect.value, 3), found.effect.method
(3, -1.33, 'reml_knapp_hartung')
"""

from alianza.statistics.meta.back_transformation import back_transformed
from alianza.statistics.meta.effect_sizes import (
    Fourfold,
    GroupMean,
    Published,
    cohen_d,
    fisher_z,
    from_interval,
    generic,
    hedges_g,
    log_odds_ratio,
    log_response_ratio,
    log_risk_ratio,
    mean_difference,
    risk_difference,
)
from alianza.statistics.meta.funnel import Funnel, funnel
from alianza.statistics.meta.heterogeneity import Heterogeneity
from alianza.statistics.meta.meta_regression import MetaRegression, meta_regression
from alianza.statistics.meta.nested import NestedPooled, pool_nested
from alianza.statistics.meta.pooling import DEFAULT, NORMAL, Model, Pooled, pool
from alianza.statistics.meta.proportion_model import PooledShare, pool_shares
from alianza.statistics.meta.proportions import (
    arcsine_proportion,
    double_arcsine_proportion,
    logit_proportion,
    proportion,
)
from alianza.statistics.meta.sensitivity import Influence, cumulative, influence, leave_one_out
from alianza.statistics.meta.small_study_effects import (
    EGGER,
    Asymmetry,
    Filled,
    begg_test,
    egger_test,
    fail_safe_n,
    trim_and_fill,
)
from alianza.statistics.meta.subgroups import Subgroups, pool_by

__all__ = [
    "DEFAULT",
    "EGGER",
    "NORMAL",
    "Asymmetry",
    "Filled",
    "Fourfold",
    "Funnel",
    "GroupMean",
    "Heterogeneity",
    "Influence",
    "MetaRegression",
    "Model",
    "NestedPooled",
    "Pooled",
    "PooledShare",
    "Published",
    "Subgroups",
    "arcsine_proportion",
    "back_transformed",
    "begg_test",
    "cohen_d",
    "cumulative",
    "double_arcsine_proportion",
    "egger_test",
    "fail_safe_n",
    "fisher_z",
    "from_interval",
    "funnel",
    "generic",
    "hedges_g",
    "influence",
    "leave_one_out",
    "log_odds_ratio",
    "log_response_ratio",
    "log_risk_ratio",
    "logit_proportion",
    "mean_difference",
    "meta_regression",
    "pool",
    "pool_by",
    "pool_nested",
    "pool_shares",
    "proportion",
    "risk_difference",
    "trim_and_fill",
]
