"""Pooled effects of groups of studies, and whether the groups differ.

Each group has a tau2 of its own; where all shall share one, the group is a moderator of `meta_regression`.

Source: Borenstein, Hedges, Higgins and Rothstein (2009), Introduction to Meta-Analysis, chapter 19. Compared with R
metafor: rma by group, and rma(method="FE") of the pooled effects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alianza.statistics.distributions import chi2_tail
from alianza.statistics.meta.evidence import evidence_of
from alianza.statistics.meta.pooling import DEFAULT, Model, Pooled, pool
from alianza.study.estimate import Estimate, Test


@dataclass(frozen=True, slots=True)
class Subgroups:
    """Groups of studies side by side.

    Attributes:
        groups: What each group's studies say together, by group in the order of first appearance.
        test: Q between the groups' pooled effects, with their standard errors; groups without one are not compared.
    """

    groups: Mapping[str, Pooled]
    test: Test


def pool_by(effects: Sequence[Estimate], groups: Sequence[str], model: Model = DEFAULT) -> Subgroups:
    """Pool each group of studies and test whether the groups differ.

    Raises:
        ValueError: If there is not one group a study.
    """
    if len(effects) != len(groups):
        raise ValueError(f"{len(effects)} effects and {len(groups)} groups")
    pooled = {
        group: pool([e for e, own in zip(effects, groups, strict=True) if own == group], model)
        for group in dict.fromkeys(groups)
    }
    return Subgroups(pooled, _between([p.effect for p in pooled.values()]))


def _between(effects: Sequence[Estimate]) -> Test:
    known = [e for e in effects if e.value is not None and e.se]
    if len(known) < 2:
        return Test(None, None, None, None, "q_between", "fewer_than_two")
    statistic, df = evidence_of(known).weighted().q, len(known) - 1
    return Test(statistic, df, None, chi2_tail(statistic, df), "q_between")
