"""Weights fitted to known population totals: post-stratification, raking, calibration.

Each returns a new plan whose variances know the fit: before the variance is computed, the influence values lose
the part that the known totals explain. Under replicate weights every replicate is fitted again instead. Weights
and variances agree with R survey's postStratify, rake and calibrate, iteration for iteration.

Source: Deville and Särndal (1992), JASA 87(418); Särndal, Swensson, Wretman (1992), 7; Lumley (2010), Complex
Surveys, 7.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from alianza.statistics.errors import BadDesign
from alianza.statistics.sampling.plan import Plan
from alianza.statistics.sampling.structure import Adjustment, Floats, Rows, sum_by

RAKED = 10
"""Times that raking takes the margins out of the influence values one after another, as R does."""

DISAGREE = 1e-3
"""Relative difference between the sums of two margins beyond which they describe two populations."""

DEPENDENT = 1e-7
"""Relative size under which a column counts as a combination of others (R's qr)."""

GROSS = 20.0
"""Weights that fall short of every total by more than this factor are first scaled up (R's grake)."""


@dataclass(frozen=True, slots=True)
class Margin:
    """Known totals of the levels of a grouping.

    Attributes:
        name: Its columns, for messages.
        labels: Printable names of the levels.
        codes: Row to level.
        totals: Level to known total.
    """

    name: str
    labels: tuple[str, ...]
    codes: Rows
    totals: Floats

    def sums(self, weights: Floats) -> Floats:
        """Weighted count of each level."""
        return np.bincount(self.codes, weights=weights, minlength=self.totals.size).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Auxiliary:
    """A variable with a known total.

    Attributes:
        name: Column it comes from.
        label: Level of the column, or empty for a number.
        values: One value a row.
        total: Known total.
    """

    name: str
    label: str
    values: Floats
    total: float


@dataclass(frozen=True, slots=True)
class PostStrata:
    """Rows vary around the weighted mean of their post-stratum."""

    codes: Rows
    weights: Floats

    def residual(self, influence: Floats) -> Floats:
        """See `Adjustment`."""
        count = int(self.codes.max(initial=-1)) + 1
        totals = np.bincount(self.codes, weights=self.weights, minlength=count)
        share = np.divide(1.0, totals, out=np.zeros_like(totals), where=totals != 0)
        means = sum_by(self.codes, influence, count) * share[:, None]
        return np.asarray(influence - means[self.codes] * self.weights[:, None])


@dataclass(frozen=True, slots=True)
class Raked:
    """The margins are taken out in turn, each with the weights that its last adjustment left."""

    margins: tuple[tuple[Rows, Floats], ...]

    def residual(self, influence: Floats) -> Floats:
        """See `Adjustment`; like R, the mean of a level counts its rows equally."""
        for _ in range(RAKED):
            for codes, weights in self.margins:
                influence = _less_margin(influence, codes, weights)
        return influence


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Influence values lose their regression on the variables with known totals.

    Attributes:
        basis: Orthonormal columns that span the variables times the root of the old weights.
        size: Factor of the weights times that root.
    """

    basis: Floats
    size: Floats

    def residual(self, influence: Floats) -> Floats:
        """See `Adjustment`."""
        size = self.size[:, None]
        scaled = np.divide(influence, size, out=np.zeros_like(influence), where=size != 0)
        return np.asarray((scaled - self.basis @ (self.basis.T @ scaled)) * size)


def _less_margin(influence: Floats, codes: Rows, weights: Floats) -> Floats:
    used = (weights != 0).astype(np.float64)
    scaled = np.divide(influence, weights[:, None], out=np.zeros_like(influence), where=weights[:, None] != 0)
    count = np.maximum(np.bincount(codes, weights=used), 1.0)
    means = sum_by(codes, scaled, count.size) / count[:, None]
    return np.asarray(influence - weights[:, None] * means[codes])


def poststratify(plan: Plan, margin: Margin) -> Plan:
    """Weights whose sum in every post-stratum is its known total.

    Raises:
        BadDesign: If a post-stratum with a positive total has no rows with weight.
    """
    _occupied(margin, plan.structure.weights)
    fitted = _scaled(plan, margin)
    return _adjusted(fitted, PostStrata(margin.codes, fitted.structure.weights))


def rake(plan: Plan, margins: Sequence[Margin], epsilon: float, maxit: int) -> Plan:
    """Weights whose sums meet every margin, by adjusting to one margin after another.

    Args:
        plan: The design before.
        margins: Known totals, each over the same population.
        epsilon: Largest change of a cell of the crossed margins in a round that counts as settled: in weighted
            rows from 1 on, as a share of the sum of weights below 1.
        maxit: Most rounds.

    Raises:
        BadDesign: If a level has no rows, two margins add up to different populations, or the rounds do not settle.
    """
    _same_population(margins)
    for margin in margins:
        _occupied(margin, plan.structure.weights)
    cells = np.unique(np.stack([m.codes for m in margins], axis=1), axis=0, return_inverse=True)[1].reshape(-1)
    bound = epsilon * plan.structure.weights.sum() if epsilon < 1 else epsilon
    before = np.bincount(cells, weights=plan.structure.weights)
    for _ in range(maxit):
        plan, steps = _round(plan, margins)
        now = np.bincount(cells, weights=plan.structure.weights)
        if np.abs(now - before).max() < bound:
            return _adjusted(plan, Raked(steps))
        before = now
    place, level, reached, wanted = _worst(margins, plan.structure.weights)
    raise BadDesign("calibration_failed", place, found=f"{level}: {reached:.10g}", expected=f"{wanted:.10g}")


def _round(plan: Plan, margins: Sequence[Margin]) -> tuple[Plan, tuple[tuple[Rows, Floats], ...]]:
    steps = []
    for margin in margins:
        plan = _scaled(plan, margin)
        steps.append((margin.codes, plan.structure.weights))
    return plan, tuple(steps)


def calibrate(
    plan: Plan, auxiliaries: Sequence[Auxiliary], distance: "Distance", epsilon: float = 1e-7, maxit: int = 50
) -> Plan:
    """Weights closest to the old ones that meet every known total.

    Args:
        plan: The design before.
        auxiliaries: Variables with known totals.
        distance: What "closest" means, and the bounds of the factors.
        epsilon: Largest difference to a total, relative to one plus the total.
        maxit: Most Newton steps.

    Raises:
        BadDesign: If the totals cannot be met; the problem names the total that is missed most.
    """
    x = np.stack([a.values for a in auxiliaries], axis=1)
    totals = np.array([a.total for a in auxiliaries])
    weights = plan.structure.weights

    def factors(old: Floats) -> Floats:
        g = distance.factors(x, old, totals, (epsilon, maxit))
        _reached(auxiliaries, x.T @ (g * old), totals, max(epsilon, 1e-6))
        return g

    g = factors(weights)
    root = np.sqrt(np.abs(weights))
    fitted = reweighted(plan, weights * g, lambda old: old * factors(old))
    if plan.replicates and fitted.replicates and not distance.exact:
        # R counts the degrees of freedom of the weights before an iterative calibration, those after an exact one.
        degf = plan.replicates.degrees(np.arange(weights.size))
        fitted = Plan(fitted.structure, replace(fitted.replicates, degf=degf))
    return _adjusted(fitted, Calibrated(_basis(x * root[:, None]), g * root))


@dataclass(frozen=True, slots=True)
class Distance:
    """A calibration distance.

    Attributes:
        kind: `linear`, `raking` or `logit`.
        low: Smallest factor of a weight.
        high: Largest factor of a weight.
    """

    kind: str = "linear"
    low: float = -np.inf
    high: float = np.inf

    def __post_init__(self) -> None:
        if self.kind not in ("linear", "raking", "logit"):
            raise BadDesign("calibration_kind", self.kind, found=self.kind, expected="linear, raking, logit")
        if self.kind == "logit" and not (np.isfinite(self.low) and np.isfinite(self.high)):
            raise BadDesign("calibration_bounds", "bounds", found=f"{self.low:g}, {self.high:g}", expected="logit")
        if not self.low < 1 < self.high:
            raise BadDesign("calibration_bounds", "bounds", found=f"{self.low:g}, {self.high:g}", expected=self.kind)

    @property
    def exact(self) -> bool:
        """Whether one step solves it: the linear distance without bounds."""
        return self.kind == "linear" and np.isinf(self.low) and np.isinf(self.high)

    def factors(self, x: Floats, weights: Floats, totals: Floats, control: tuple[float, int]) -> Floats:
        """Factor of each weight, by Newton's method from 1 (one exact step for the unbounded linear distance)."""
        if self.exact:
            return np.asarray(1 + x @ _solved((x * weights[:, None]).T @ x, totals - weights @ x))
        with np.errstate(divide="ignore", invalid="ignore"):
            gross = totals / (weights @ x)
        scale = float(gross.mean()) if gross.min(initial=np.inf) > GROSS else 1.0
        return self._newton(x, weights * scale, totals, control) * scale

    def _newton(self, x: Floats, weights: Floats, totals: Floats, control: tuple[float, int]) -> Floats:
        epsilon, left = control
        eta = np.zeros(x.shape[1])
        g, slope = self._at(x @ eta)
        miss = totals - weights @ x
        while left > 0:
            step = _solved((x * (weights * slope)[:, None]).T @ x, miss)
            eta = eta + step
            g, slope = self._at(x @ eta)
            while left > 0 and not (np.isfinite(g).all() and np.isfinite(slope).all()):
                left, step = left - 1, step / 2
                eta = eta - step
                g, slope = self._at(x @ eta)
            miss = totals - (g * weights) @ x
            if (np.abs(miss) / (1 + np.abs(totals)) < epsilon).all():
                break
            left -= 1
        return g

    def _at(self, u: Floats) -> tuple[Floats, Floats]:
        """Factor at a linear predictor, and its slope."""
        if self.kind == "logit":
            low, high = self.low, self.high
            pace = (high - low) / ((high - 1) * (1 - low))
            # Written with exp(-|.|) so that an early long step does not overflow.
            chance = 1 / (1 + (high - 1) / (1 - low) * np.exp(-np.clip(pace * u, -700, 700)))
            g = low + (high - low) * chance
            return g, (high - low) * pace * chance * (1 - chance)
        within = (u < self.high - 1) & (u > self.low - 1)
        with np.errstate(over="ignore"):
            free, slope = (np.exp(u), np.exp(u)) if self.kind == "raking" else (u + 1, np.ones_like(u))
        return np.clip(free, self.low, self.high), np.where(within, slope, 0.0)


def _solved(matrix: Floats, miss: Floats) -> Floats:
    if not np.isfinite(matrix).all() or not np.isfinite(miss).all():
        return np.zeros_like(miss)
    # Columns of very different size (an intercept beside sales) are brought to one size first.
    size = np.sqrt(np.maximum(np.diag(matrix), 0.0))
    scale = np.divide(1.0, size, out=np.zeros_like(size), where=size > 0)
    even = matrix * scale[:, None] * scale
    return np.asarray(scale * (np.linalg.pinv(even, rcond=256 * np.finfo(float).eps, hermitian=True) @ (scale * miss)))


def _basis(x: Floats) -> Floats:
    sizes = np.linalg.norm(x, axis=0)
    left, spread, _ = np.linalg.svd(x / np.where(sizes > 0, sizes, 1.0), full_matrices=False)
    return np.asarray(left[:, spread > DEPENDENT * spread.max(initial=0.0)])


def _scaled(plan: Plan, margin: Margin) -> Plan:
    """Every level's weights times its known total over its sum."""

    def fit(old: Floats) -> Floats:
        sums = margin.sums(old)
        return np.asarray(old * np.divide(margin.totals, sums, out=np.zeros_like(sums), where=sums != 0)[margin.codes])

    return reweighted(plan, fit(plan.structure.weights), fit)


def reweighted(plan: Plan, weights: Floats, fit: Callable[[Floats], Floats]) -> Plan:
    """The plan with new weights; `fit` makes those of a replicate from its old ones."""
    drawn = plan.replicates
    if drawn is not None:
        columns = [fit(drawn.weights[:, place]) for place in range(drawn.weights.shape[1])]
        drawn = replace(drawn, weights=np.stack(columns, axis=1), degf=None)
    return Plan(replace(plan.structure, weights=weights), drawn)


def _adjusted(plan: Plan, adjustment: Adjustment) -> Plan:
    adjustments = (*plan.structure.adjustments, adjustment)
    return Plan(replace(plan.structure, adjustments=adjustments), plan.replicates)


def _occupied(margin: Margin, weights: Floats) -> None:
    empty = np.flatnonzero((margin.sums(weights) == 0) & (margin.totals > 0))
    if empty.size:
        level, total = margin.labels[empty[0]], f"{margin.totals[empty[0]]:.10g}"
        raise BadDesign("calibration_empty_level", margin.name, found=level, expected=total)


def _same_population(margins: Sequence[Margin]) -> None:
    first = margins[0]
    for other in margins[1:]:
        one, two = first.totals.sum(), other.totals.sum()
        if abs(one - two) > DISAGREE * max(one, two):
            raise BadDesign("margins_disagree", f"{first.name}, {other.name}", found=f"{one:.10g}, {two:.10g}")


def _worst(margins: Sequence[Margin], weights: Floats) -> tuple[str, str, float, float]:
    """The level of a margin that is missed most, with the weighted count reached and wanted."""
    found = []
    for margin in margins:
        sums = margin.sums(weights)
        miss = np.abs(sums - margin.totals) / (1 + margin.totals)
        level = int(miss.argmax())
        found.append((float(miss[level]), margin.name, margin.labels[level], sums[level], margin.totals[level]))
    return max(found)[1:]


def _reached(auxiliaries: Sequence[Auxiliary], reached: Floats, totals: Floats, tolerance: float) -> None:
    miss = np.abs(reached - totals) / (1 + np.abs(totals))
    if not (miss < tolerance).all():
        worst = auxiliaries[int(np.nan_to_num(miss, nan=np.inf).argmax())]
        place = [a is worst for a in auxiliaries].index(True)
        found = f"{worst.label}: {reached[place]:.10g}" if worst.label else f"{reached[place]:.10g}"
        raise BadDesign("calibration_failed", worst.name, found=found, expected=f"{worst.total:.10g}")
