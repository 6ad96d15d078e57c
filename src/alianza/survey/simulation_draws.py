"""The ways in which a column of synthetic answers is drawn: shares, choices, ratings, amounts, growth.

Each function receives a `Task` (who is concerned, and their scores) and returns column -> firm -> value. Counts are
exact, then firms are exchanged until the weighted share or mean is as near to the population value as they allow.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from alianza.statistics.chance import normal, uniform
from alianza.survey.simulation_plan import Draw, claims_named, number

Value = int | float | str | None
Drawn = Mapping[str, Mapping[int, Value]]

TOLERANCE = 0.001
"""How near a weighted share has to come to the population value before exchanging stops."""
EXCHANGES = 12
RULE = 10.0
"""Firms whose scores differ by this much are never exchanged: so large a leaning is a rule, not a tendency."""
REST = "*"


@dataclass(frozen=True, slots=True)
class Task:
    """One draw, the firms that it concerns, and everything drawn before."""

    draw: Draw
    units: tuple[int, ...]
    ids: Sequence[str]
    columns: Mapping[str, Sequence[Value]]
    weights: Sequence[int]
    seed: int
    claims: Mapping[str, float]

    @property
    def label(self) -> str:
        """Names the stream of random numbers: the column and who is asked."""
        return " ".join([self.draw.column, *(f"{name}={value}" for name, value in sorted(self.draw.base.items()))])

    def noise(self, i: int, purpose: str = "") -> float:
        """A number with mean 0 and standard deviation 1 that belongs to the firm, the column and the purpose."""
        return normal(self.seed, self.label + purpose, self.ids[i])

    def score(self, i: int) -> float:
        """The firm's own chance plus what the draw leans on."""
        leanings = (weight * self._leaning(name, i) for name, weight in self.draw.leans.items())
        return math.fsum((self.noise(i), *leanings))

    def _leaning(self, name: str, i: int) -> float:
        if "=" in name:
            column, wanted = name.split("=", 1)
            return float(text_of(self.columns[column][i]) == wanted)
        if "/" in name:
            top, bottom = (self._amount(column, i) for column in name.split("/", 1))
            return top / bottom if bottom else 0.0
        return self._amount(name, i)

    def _amount(self, column: str, i: int) -> float:
        value = self.columns[column][i]
        return float(value) if isinstance(value, int | float) else 0.0

    def ranked(self, units: Iterable[int]) -> list[int]:
        """Firms by score, the highest first."""
        return sorted(units, key=lambda i: (-self.score(i), i))

    def groups(self) -> dict[str, list[int]]:
        """Firms by the combination of values that looks up the population value."""
        found: dict[str, list[int]] = {}
        for i in self.units:
            found.setdefault("/".join(text_of(self.columns[name][i]) for name in self.draw.by) or REST, []).append(i)
        return found

    def declared(self, key: str) -> float | str:
        """The population value of a group as declared."""
        return self.draw.values[key if key in self.draw.values else REST]

    def target(self, key: str) -> float:
        """The population value of a group."""
        return number(self.declared(key), self.claims)


def text_of(value: Value) -> str:
    """A value as the data file writes it."""
    return "" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)


def draw_share(task: Task) -> Drawn:
    """1 for a share of each group, 0 for the others; the highest scores first."""
    groups = task.groups()
    counts = _counts(task, groups)
    chosen = {key: set(task.ranked(units)[: counts[key]]) for key, units in groups.items()}
    fixed = [key for key in groups if not task.draw.overall or claims_named(task.declared(key))]
    for key in fixed:
        goal = task.target(key) * sum(task.weights[i] for i in groups[key])
        chosen[key] = _settled(task, chosen[key], dict.fromkeys(groups[key], key), goal)
    if task.draw.overall:
        _settle_overall(task, groups, chosen, [key for key in groups if key not in fixed])
    ones = set().union(*chosen.values()) if chosen else set()
    return {task.draw.column: {i: int(i in ones) for i in task.units}}


def _counts(task: Task, groups: Mapping[str, Sequence[int]]) -> dict[str, int]:
    """How many of each group get a 1; where an overall share is declared, groups given as numbers adapt to it."""
    counts = {key: int(task.target(key) * len(units) + 0.5) for key, units in groups.items()}
    if not task.draw.overall:
        return counts
    free = {key: len(units) for key, units in groups.items() if not claims_named(task.declared(key))}
    wanted = int(task.claims[task.draw.overall] * len(task.units) + 0.5)
    need = wanted - sum(n for key, n in counts.items() if key not in free)
    return counts | _spread(need, {key: task.target(key) * n for key, n in free.items()}, free)


def _spread(need: int, ideal: Mapping[str, float], sizes: Mapping[str, int]) -> dict[str, int]:
    """Whole numbers near `ideal` that add up to `need`, none above its size: the odds move, the order stays."""
    have, room = math.fsum(ideal.values()), sum(sizes.values())
    need = max(0, min(need, room))
    moved = {
        key: value * need / have if need <= have else sizes[key] - (sizes[key] - value) * (room - need) / (room - have)
        for key, value in ideal.items()
    }
    counts = {key: int(value) for key, value in moved.items()}
    missing = need - sum(counts.values())
    for key in sorted(moved, key=lambda one: (counts[one] - moved[one], one))[:missing]:
        counts[key] += 1
    return counts


def _settled(task: Task, chosen: Collection[int], strata: Mapping[int, str], goal: float) -> set[int]:
    """Exchange chosen firms with others of their stratum until the chosen weigh `goal`, or no exchange helps."""
    weights, kept = task.weights, set(chosen)
    scores, enough = {i: task.score(i) for i in strata}, TOLERANCE * sum(weights[i] for i in strata)
    for _ in range(EXCHANGES):
        gap = sum(weights[i] for i in kept) - goal
        pairs = (
            (abs(gap - weights[a] + weights[b]), a, b)
            for a in sorted(kept)
            for b in strata
            if b not in kept and strata[a] == strata[b] and abs(scores[a] - scores[b]) < RULE
        )
        best = min(pairs, default=None)
        if abs(gap) <= enough or best is None or best[0] >= abs(gap):
            return kept
        kept = (kept - {best[1]}) | {best[2]}
    return kept


def _settle_overall(task: Task, groups: Mapping[str, list[int]], chosen: dict[str, set[int]], free: list[str]) -> None:
    """Exchange inside the free groups until the overall weighted share is met."""
    goal = task.claims[task.draw.overall] * sum(task.weights[i] for i in task.units)
    goal -= sum(task.weights[i] for key, ones in chosen.items() if key not in free for i in ones)
    strata = {i: key for key in free for i in groups[key]}
    ones = set().union(*(chosen[key] for key in free)) if free else set()
    settled = _settled(task, ones, strata, goal)
    for key in free:
        chosen[key] = {i for i in groups[key] if i in settled}


def draw_choice(task: Task) -> Drawn:
    """One option a firm in the declared proportions; the highest scores get the options declared first."""
    values: dict[int, Value] = {}
    for key, units in task.groups().items():
        options = task.draw.choices[key if key in task.draw.choices else REST]
        total = math.fsum(options.values())
        counts = _spread(
            len(units),
            {name: share * len(units) / total for name, share in options.items()},
            dict.fromkeys(options, len(units)),
        )
        order = iter(task.ranked(units))
        values |= {next(order): name for name in options for _ in range(counts[name])}
    return {task.draw.column: values}


def draw_rating(task: Task) -> Drawn:
    """Whole numbers between `low` and `high` whose weighted mean is the group's; higher scores rate higher."""
    values: dict[int, Value] = {}
    for key, units in task.groups().items():
        mean = task.target(key)
        raw = sorted((mean + task.draw.spread * task.noise(i, " value") for i in units), reverse=True)
        rounded = [min(task.draw.high, max(task.draw.low, math.floor(value + 0.5))) for value in raw]
        rated = dict(zip(task.ranked(units), rounded, strict=True))
        values |= _levelled(task, rated, mean)
    return {task.draw.column: values}


def _levelled(task: Task, rated: Mapping[int, int], mean: float) -> dict[int, int]:
    """Ratings moved by one, as few as possible, until their weighted mean is as near to `mean` as it gets."""
    levelled, whole = dict(rated), sum(task.weights[i] for i in rated)
    while True:
        gap = sum(task.weights[i] * value for i, value in levelled.items()) - mean * whole
        move = -1 if gap > 0 else 1
        movable = [i for i, value in levelled.items() if task.draw.low <= value + move <= task.draw.high]
        best = min(((abs(gap + move * task.weights[i]), i) for i in movable), default=None)
        if best is None or best[0] >= abs(gap):
            return levelled
        levelled[best[1]] += move


def draw_whole(task: Task) -> Drawn:
    """Whole numbers between `low` and `high`; `shape` above 1 draws them closer to `low`."""
    draw = task.draw
    hashes = sorted(uniform(task.seed, task.label + " value", task.ids[i]) for i in task.units)
    span, scale = draw.high - draw.low + 1, 2 ** (64 * draw.shape)
    numbers = [draw.low + span * one**draw.shape // scale for one in reversed(hashes)]
    return {draw.column: dict(zip(task.ranked(task.units), numbers, strict=True))}


def draw_money(task: Task) -> Drawn:
    """Lognormal amounts around `median`, kept between `low` and `high`, rounded to `step`."""
    draw = task.draw
    noises = sorted((task.noise(i, " value") for i in task.units), reverse=True)
    amounts = [min(draw.high, max(draw.low, draw.median * exponential(draw.spread * one))) for one in noises]
    rounded = [_to_step(amount, draw.step) for amount in amounts]
    return {draw.column: dict(zip(task.ranked(task.units), rounded, strict=True))}


def draw_growth(task: Task) -> Drawn:
    """Amounts after growth: lognormal factors, scaled so that each group's weighted mean growth is the declared one."""
    start = task.columns[task.draw.of[0]]
    values: dict[int, Value] = {}
    for key, units in task.groups().items():
        known = [i for i in units if isinstance(start[i], int)]
        noises = sorted((task.noise(i, " value") for i in known), reverse=True)
        factors = dict(zip(task.ranked(known), (exponential(task.draw.spread * one) for one in noises), strict=True))
        whole = sum(task.weights[i] for i in known)
        scale = (1 + task.target(key)) * whole / math.fsum(task.weights[i] * one for i, one in factors.items())
        values |= {i: _to_step(_amount_of(start[i]) * one * scale, task.draw.step) for i, one in factors.items()}
    return {task.draw.column: values}


def draw_average(task: Task) -> Drawn:
    """Mean of several ratings, with two decimals."""
    rows = {i: [_amount_of(task.columns[name][i]) for name in task.draw.of] for i in task.units}
    return {task.draw.column: {i: round(math.fsum(row) / len(row), 2) for i, row in rows.items()}}


def draw_ensure(task: Task) -> Drawn:
    """Every firm concerned has a 1 in at least one column; it is taken over from a firm that has several."""
    names = task.draw.of
    table = {name: {i: task.columns[name][i] for i in task.units} for name in names}
    for i in task.units:
        if any(table[name][i] == 1 for name in names):
            continue
        name = names[uniform(task.seed, "ensure " + names[0], task.ids[i]) % len(names)]
        table[name][i] = 1
        givers = [j for j in task.units if j != i and table[name][j] == 1 and sum(table[k][j] == 1 for k in names) > 1]
        if givers:
            table[name][min(givers, key=lambda j: (task.noise(j), j))] = 0
    return {name: dict(values) for name, values in table.items()}


def exponential(x: float) -> float:
    """e**x, rounded correctly on every machine (the C library's exp is not)."""
    with localcontext() as context:
        context.prec = 28
        return float(Decimal(x).exp())


def _to_step(amount: float, step: int) -> int:
    return math.floor(amount / step + 0.5) * step


def _amount_of(value: Value) -> float:
    if not isinstance(value, int | float):
        raise TypeError(f"no number: {value!r}")
    return value


DRAWS: Mapping[str, Callable[[Task], Drawn]] = {
    "share": draw_share,
    "choice": draw_choice,
    "rating": draw_rating,
    "whole": draw_whole,
    "money": draw_money,
    "growth": draw_growth,
    "average": draw_average,
    "ensure": draw_ensure,
}
