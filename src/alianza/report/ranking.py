"""When a sentence may say "the most": only where the data tell the first from the others (METHODS, factors; R060)."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from alianza.report.evidence import Evidence, Measured
from alianza.statistics.tables.paired import holm, paired_comparisons
from alianza.study.estimate import Test

ALPHA = 0.05


def stands_out(evidence: Evidence, ranked: Sequence[Measured], where: pl.Expr) -> bool:
    """Whether the first of several indicators is named more often than each other one, on one base.

    Exact McNemar tests on the firms that answered all, Holm over all pairs. Below `rules.no_best_below` firms
    nothing stands out.
    """
    answers = evidence.frame.filter(where)
    pairs = paired_comparisons({item.variable: answers[item.variable].to_list() for item in ranked})
    leading = [pair for pair in pairs if pair.first == ranked[0].variable]
    if any(pair.n < evidence.protocol.rules.no_best_below for pair in leading):
        return False
    return all(pair.only_first > pair.only_second and (pair.adjusted or 0.0) < ALPHA for pair in leading)


def groups_differ(evidence: Evidence, tests: Mapping[str, Test], name: str, sizes: Iterable[int]) -> bool:
    """Whether one of a table's tests tells groups apart, all of them of `rules.no_best_below` firms or more.

    Holm over the table's tests by the design (F tests); the others repeat the same question without the design.
    """
    p_values = {one: test.p for one, test in tests.items() if test.df2 is not None and test.p is not None}
    adjusted = dict(zip(p_values, holm(p_values.values()), strict=True))
    enough = min(sizes, default=0) >= evidence.protocol.rules.no_best_below
    return enough and adjusted.get(name, 1.0) < ALPHA


def lead_code(table: str, decided: bool) -> str:
    """The sentence that names a first one, or the one that says that the data do not."""
    return f"leads.{table}" if decided else f"leads.{table}_undecided"
