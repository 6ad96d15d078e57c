"""Indicators asked of the same firms, compared in pairs: exact McNemar tests with Holm's adjustment.

Source: McNemar (1947), Psychometrika 12(2), exact two-sided binomial form. Compared with R's binom.test.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from alianza.statistics.sampling.structure import Floats
from alianza.statistics.tables.multiple_testing import holm as holm
from alianza.study.estimate import Test


@dataclass(frozen=True, slots=True)
class PairedComparison:
    """Two indicators on one base.

    Attributes:
        first: Name of the first indicator.
        second: Name of the second.
        n: Rows that answered all the indicators compared.
        only_first: Rows with the first and not the second.
        only_second: Rows with the second and not the first.
        difference: Share of the first minus share of the second, unweighted.
        test: Exact McNemar test.
        adjusted: Its p-value after Holm's adjustment over all pairs.
    """

    first: str
    second: str
    n: int
    only_first: int
    only_second: int
    difference: float | None
    test: Test
    adjusted: float | None


def mcnemar_exact(only_first: int, only_second: int) -> Test:
    """Exact McNemar test: the discordant pairs split evenly.

    >>> round(mcnemar_exact(10, 2).p, 10)
    0.0385742188
    """
    from scipy.special import bdtr

    discordant = only_first + only_second
    if discordant == 0:
        return Test(None, None, None, 1.0, "mcnemar_exact", "no_discordant_pairs")
    p = min(1.0, 2 * float(bdtr(min(only_first, only_second), discordant, 0.5)))
    return Test(float(min(only_first, only_second)), None, None, p, "mcnemar_exact")


def paired_comparisons(indicators: Mapping[str, Sequence[bool | float | None]]) -> list[PairedComparison]:
    """Every pair of indicators, on the rows that answered all of them.

    Args:
        indicators: Name to one answer a row (true, false or missing), the same rows for all.

    Returns:
        One comparison a pair, in the order of the names, with p-values adjusted over all pairs.

    Raises:
        ValueError: If the indicators have different numbers of rows.
    """
    answers = {name: _answers(values) for name, values in indicators.items()}
    if len({values.size for values in answers.values()}) > 1:
        raise ValueError("indicators have different numbers of rows")
    if not answers:
        return []
    complete = ~np.isnan(np.stack(list(answers.values()))).any(axis=0)
    found = [_compared(a, b, answers[a][complete], answers[b][complete]) for a, b in combinations(answers, 2)]
    adjusted = holm(c.test.p if c.test.p is not None else 1.0 for c in found)
    return [replace(c, adjusted=p) for c, p in zip(found, adjusted, strict=True)]


def _answers(values: Sequence[bool | float | None]) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in values])


def _compared(first: str, second: str, a: Floats, b: Floats) -> PairedComparison:
    only_first, only_second = int(((a == 1) & (b == 0)).sum()), int(((a == 0) & (b == 1)).sum())
    gap = (only_first - only_second) / a.size if a.size else None
    return PairedComparison(
        first, second, a.size, only_first, only_second, gap, mcnemar_exact(only_first, only_second), None
    )
