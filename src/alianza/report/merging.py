"""Which categories are too small to stand alone: the one place of the rule (METHODS, survey inference)."""

from collections.abc import Mapping

from alianza.study.protocol import Rules

MERGED = "merged"
"""The category that small ones are merged into."""


def merging(counts: Mapping[str, int], rules: Rules) -> list[str]:
    """The categories with fewer firms than `rules.merge_below`, where they are two or more.

    A single small one stays, since merging it would only rename it; disclosure control decides about it.

    >>> merging({"a": 40, "b": 3, "c": 9}, Rules()), merging({"a": 40, "b": 3}, Rules())
    (['b', 'c'], [])
    """
    small = [level for level, n in counts.items() if n < rules.merge_below]
    return small if len(small) > 1 else []
