"""Fisher's exact test of a table of any size.

The p-value is the probability, given the margins, of all tables that are at most as likely as the observed
one. It is computed exactly by meeting in the middle: the ways to fill the smaller columns are listed in two
halves by the row totals that they use up, equal ones counted together; the largest column is what a pair of
halves leaves over, and pairs are joined by a search in sorted probabilities. Where the lists would be too long
the p-value is drawn (100,000 tables, fixed seed).

Source: Fisher (1935), The Design of Experiments; Mehta and Patel (1983), JASA 78(382); Patefield (1981),
Applied Statistics 30(1). Compared with R's fisher.test; commands in tests/reference/statistics.R.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alianza.statistics.sampling.structure import Floats
from alianza.study.estimate import Test

TIES = 1e-7
"""Tables whose probability differs by less than this share count as equally likely (R's fisher.test)."""

MERGED = 1e-11
"""Partial tables whose log weights lie closer than this are counted as one (they differ by rounding)."""

LONGEST = 2_000_000
"""Most partial tables that one step may list before the p-value is drawn instead."""

PAIRS = 30_000_000
"""Most pairs of partial tables that may be joined before the p-value is drawn instead."""

DRAWS = 100_000
SEED = 20250101

Counts = NDArray[np.int64]
Weighted = tuple[Floats, Floats]
"""Log weights and how many fillings share each."""


@dataclass(frozen=True, slots=True)
class Partial:
    """Ways to fill some columns of a table, equal ones counted together.

    Attributes:
        used: One row a filling: how much of each row total it uses up.
        weight: Minus the sum of its cells' log factorials.
        ways: How many fillings share both.
    """

    used: Counts
    weight: Floats
    ways: Floats


def fisher_exact(table: Counts) -> Test:
    """Fisher's exact test of an r x c table of counts.

    Returns:
        A test without statistic; `method` is `exact` or `monte_carlo_100000`.
    """
    kept = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(kept.shape, default=0) < 2:
        return Test(None, None, None, None, "exact", "one_level")
    if kept.shape == (2, 2):
        return Test(None, None, None, _hypergeometric(kept), "exact")
    narrow = kept.T if kept.shape[0] > kept.shape[1] else kept
    narrow = narrow[:, np.argsort(-narrow.sum(axis=0), kind="stable")]
    p = _exact(narrow)
    if p is None:
        return Test(None, None, None, _drawn(narrow), f"monte_carlo_{DRAWS}")
    return Test(None, None, None, min(p, 1.0), "exact")


def _hypergeometric(table: Counts) -> float:
    """The exact p-value of a fourfold table, from the distribution of its first cell."""
    (row, other), column = table.sum(axis=1), int(table[:, 0].sum())
    first = np.arange(max(0, column - other), min(row, column) + 1)
    logs = _log_factorials(int(table.sum()))
    weight = -(logs[first] + logs[row - first] + logs[column - first] + logs[other - column + first])
    chance = np.exp(weight - weight.max())
    return float(chance[weight <= weight[table[0, 0] - first[0]] + TIES].sum() / chance.sum())


def _exact(table: Counts) -> float | None:
    """The exact p-value, largest column first; None if there are too many tables to list."""
    rows = table.sum(axis=1)
    if math.prod(int(total) + 1 for total in rows) >= 2**62:
        return None
    first, *others = (int(total) for total in table.sum(axis=0))
    short = long = Partial(np.zeros((1, rows.size), dtype=np.int64), np.zeros(1), np.ones(1))
    for total in others:
        grown = _filled(short, total, rows)
        if grown is None:
            return None
        short, long = sorted((grown, long), key=lambda side: side.weight.size)
    # The largest column either joins the shorter list, or is what a pair from both lists leaves over.
    filled = _filled(short, first, rows)
    if filled is not None:
        return _joined(table, filled, long)
    plans = [(_keys(keyed, rows) * other.weight.size, keyed, other) for keyed, other in ((short, long), (long, short))]
    cost, keyed, other = min(plans, key=lambda plan: plan[0])
    return _left_over(table, keyed, other) if cost <= PAIRS else None


def _keys(side: Partial, rows: Counts) -> int:
    return int(np.unique(side.used @ _radix(rows)).size)


def _filled(partial: Partial, total: int, rows: Counts) -> Partial | None:
    """The fillings after one more column of `total` is filled in every possible way."""
    many = math.comb(total + rows.size - 1, rows.size - 1)
    if many * partial.weight.size > LONGEST:
        return None
    cells = _compositions(total, rows.size)
    cells = cells[(cells <= rows).all(axis=1)]
    lost = _log_factorials(total)[cells].sum(axis=1)
    used = (partial.used[:, None, :] + cells[None, :, :]).reshape(-1, rows.size)
    weight = (partial.weight[:, None] - lost[None, :]).reshape(-1)
    fits = (used <= rows).all(axis=1)
    return _merged(used[fits], weight[fits], np.repeat(partial.ways, len(cells))[fits], rows)


def _merged(used: Counts, weight: Floats, ways: Floats, rows: Counts) -> Partial:
    """Fillings that use the same row totals and are equally likely, as one."""
    keys = used @ _radix(rows)
    order = np.lexsort((weight, keys))
    same = (np.diff(keys[order]) == 0) & (np.diff(weight[order]) < MERGED)
    starts = np.flatnonzero(np.concatenate([[True], ~same]))
    return Partial(used[order][starts], weight[order][starts], np.add.reduceat(ways[order], starts))


def _compositions(total: int, cells: int) -> Counts:
    """All ways to spread `total` over cells, one a row.

    >>> _compositions(2, 2).tolist()
    [[0, 2], [1, 1], [2, 0]]
    """
    if cells == 1:
        return np.array([[total]], dtype=np.int64)
    parts = [_compositions(total - first, cells - 1) for first in range(total + 1)]
    heads = np.repeat(np.arange(total + 1, dtype=np.int64), [len(part) for part in parts])
    return np.column_stack([heads, np.concatenate(parts)])


def _radix(rows: Counts) -> Counts:
    """Factors that turn used row totals into one number each."""
    return np.concatenate([[1], np.cumprod(rows[:-1] + 1)])


@dataclass(frozen=True, slots=True)
class Scale:
    """What turns log weights into probabilities: log factorials, the margins' share and the observed table's."""

    logs: Floats
    margins: float
    observed: float


def _scale(table: Counts) -> Scale:
    logs = _log_factorials(int(table.sum()))
    margins = logs[table.sum(axis=0)].sum() + logs[table.sum(axis=1)].sum() - logs[table.sum()]
    return Scale(logs, float(margins), -float(logs[table].sum()) + TIES)


def _by_key(side: Partial, keys: Counts) -> dict[int, Weighted]:
    """Weights and ways of the fillings by key, sorted by weight."""
    order = np.lexsort((side.weight, keys))
    found, starts = np.unique(keys[order], return_index=True)
    weights, ways = np.split(side.weight[order], starts[1:]), np.split(side.ways[order], starts[1:])
    return dict(zip(found.tolist(), zip(weights, ways, strict=True), strict=True))


def _joined(table: Counts, first: Partial, last: Partial) -> float:
    """P-value from two lists that together fill every column."""
    rows, scale = table.sum(axis=1), _scale(table)
    ahead = _by_key(first, first.used @ _radix(rows))
    behind = _by_key(last, (rows - last.used) @ _radix(rows))
    return math.fsum(_pairs(ahead[key], behind[key], scale) for key in ahead.keys() & behind.keys())


def _left_over(table: Counts, keyed: Partial, other: Partial) -> float:
    """P-value from two lists that leave one column over, which each pair of fillings determines."""
    rows, scale = table.sum(axis=1), _scale(table)
    radix, parts = _radix(rows), []
    for key, after in _by_key(keyed, keyed.used @ radix).items():
        left = rows - _used(key, rows) - other.used
        fits = (left >= 0).all(axis=1)
        before = other.weight[fits] - scale.logs[left[fits]].sum(axis=1)
        parts.append(_pairs((before, other.ways[fits]), after, scale))
    return math.fsum(parts)


def _used(key: int, rows: Counts) -> Counts:
    return np.array([key // factor % (total + 1) for factor, total in zip(_radix(rows), rows, strict=True)])


def _pairs(before: Weighted, after: Weighted, scale: Scale) -> float:
    """Probability of all tables that join one list with the other (sorted) and are at most as likely."""
    weight, ways = after
    below = np.concatenate([[0.0], np.cumsum(ways * np.exp(weight - weight[-1]))])
    many = np.searchsorted(weight, scale.observed - before[0], side="right")
    return float((before[1] * np.exp(before[0] + weight[-1] + scale.margins) * below[many]).sum())


def _drawn(table: Counts) -> float:
    from scipy.stats import random_table

    drawn = random_table(table.sum(axis=1), table.sum(axis=0)).rvs(DRAWS, random_state=SEED)
    logs = _log_factorials(int(table.sum()))
    likelihood = -logs[drawn.astype(np.int64)].sum(axis=(1, 2))
    extreme = int((likelihood <= -logs[table].sum() + TIES).sum())
    return (1 + extreme) / (1 + DRAWS)


def _log_factorials(largest: int) -> Floats:
    from scipy.special import gammaln

    return np.asarray(gammaln(np.arange(largest + 1) + 1.0), dtype=np.float64)
