"""Adjusted p-values of a family of tests: Holm against any false finding, Benjamini-Hochberg for their share.

Source: Holm (1979), Scandinavian Journal of Statistics 6(2); Benjamini and Hochberg (1995), Journal of the
Royal Statistical Society B 57(1). Compared with R's p.adjust.
"""

from collections.abc import Iterable


def holm(p_values: Iterable[float]) -> list[float]:
    """Holm's adjusted p-values, in the order given (R's p.adjust(method="holm")).

    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    given = list(p_values)
    adjusted, highest = [0.0] * len(given), 0.0
    for rank, place in enumerate(sorted(range(len(given)), key=lambda i: given[i])):
        highest = max(highest, min(1.0, (len(given) - rank) * given[place]))
        adjusted[place] = highest
    return adjusted


def benjamini_hochberg(p_values: Iterable[float]) -> list[float]:
    """Benjamini and Hochberg's adjusted p-values, in the order given (R's p.adjust(method="BH")).

    >>> [round(p, 3) for p in benjamini_hochberg([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    given = list(p_values)
    adjusted, lowest = [0.0] * len(given), 1.0
    for rank, place in enumerate(sorted(range(len(given)), key=lambda i: -given[i])):
        lowest = min(lowest, given[place] * len(given) / (len(given) - rank))
        adjusted[place] = lowest
    return adjusted
