"""The logistic likelihood of frequency-weighted rows, plain or with Firth's penalty, and where it is largest.

Firth's penalty adds half the log determinant of the information (Jeffreys' prior), which keeps every coefficient
finite. Coefficients can be held at given values, for profile likelihoods and likelihood-ratio tests; the penalty
is always that of the whole information, as Heinze and Schemper hold it.

Source: McCullagh and Nelder (1989), Generalized Linear Models, 4; Firth (1993), Biometrika 80(1); Heinze and
Schemper (2002), Statistics in Medicine 21(16).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from alianza.statistics.models.even_columns import even_columns, singular
from alianza.statistics.sampling.structure import Floats

ROUNDS = 500
SETTLED = 1e-11
"""Iteration stops when no coefficient moves by more than this share of its standard error."""

CALMER = 0.9
"""A step under a penalty may end beyond the peak, where the slope back is at most this share of the slope up to it."""


@dataclass(frozen=True, slots=True, eq=False)
class LikelihoodSample:
    """The rows of a logistic model: model matrix, outcome (0 or 1) and frequency weights."""

    x: Floats
    y: Floats
    weights: Floats
    penalised: bool = False

    @property
    def n(self) -> float:
        """Cases: the sum of the frequency weights."""
        return float(self.weights.sum())

    def chances(self, b: Floats) -> Floats:
        """Fitted probabilities, computed without overflow."""
        linear = self.x @ b
        small = np.exp(-np.abs(linear))
        return np.asarray(np.where(linear >= 0, 1 / (1 + small), small / (1 + small)))

    def information(self, b: Floats) -> Floats:
        """Fisher's information of the coefficients."""
        chance = self.chances(b)
        return np.asarray((self.x * (self.weights * chance * (1 - chance))[:, None]).T @ self.x)

    def log_likelihood(self, b: Floats) -> float:
        """Log-likelihood, with its penalty where the sample is penalised."""
        linear = self.x @ b
        plain = float((self.weights * (self.y * linear - np.logaddexp(0.0, linear))).sum())
        return plain + 0.5 * float(np.linalg.slogdet(self.information(b))[1]) if self.penalised else plain

    def score(self, b: Floats) -> Floats:
        """Gradient of the log-likelihood."""
        chance = self.chances(b)
        away = self.weights * (self.y - chance)
        if self.penalised:
            away = away + self.leverages(b) * (0.5 - chance)
        return np.asarray(self.x.T @ away)

    def leverages(self, b: Floats) -> Floats:
        """Diagonal of the hat matrix, a row's frequency weight included."""
        chance = self.chances(b)
        root = self.x * np.sqrt(self.weights * chance * (1 - chance))[:, None]
        q = np.linalg.qr(root)[0]
        return np.asarray((q**2).sum(axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class Peak:
    """Where a likelihood is largest: coefficients, its value there, rounds needed, and whether it settled."""

    b: Floats
    value: float
    rounds: int
    settled: bool


def maximise(sample: LikelihoodSample, held: Mapping[int, float] | None = None, start: Floats | None = None) -> Peak:
    """Find the largest likelihood by Fisher scoring with steps halved where they overshoot.

    Args:
        sample: The rows.
        held: Position of a coefficient to the value at which it is held.
        start: Where to begin; zeros where None.
    """
    p, held = sample.x.shape[1], held or {}
    b = np.zeros(p) if start is None else start.copy()
    # Evened, a column depends on those before it alone: with the held ones last, holding them there holds them here,
    # and the others start beside them where they do.
    order, free = [*(place for place in range(p) if place not in held), *held], p - len(held)
    even = even_columns(sample.x[:, order] if held else sample.x)
    inside = even.inside(b[order])
    inside[free:] = np.linalg.solve(even.back[free:, free:], list(held.values()))
    peak = _climb(replace(sample, x=even.x), inside, free)
    b[order] = even.coefficients(peak.b)
    b[list(held)] = list(held.values())
    shift = float(np.linalg.slogdet(even.back)[1]) if sample.penalised else 0.0
    return Peak(b, peak.value - shift, peak.rounds, peak.settled)


def _climb(sample: LikelihoodSample, b: Floats, free: int) -> Peak:
    """The peak over the first so many coefficients, the others held."""
    value = sample.log_likelihood(b)
    if not free:
        return Peak(b, value, 0, True)
    for rounds in range(1, ROUNDS + 1):
        information = sample.information(b)[:free, :free]
        if singular(information):
            return Peak(b, value, rounds, False)
        step = np.zeros(b.size)
        step[:free] = np.linalg.solve(information, sample.score(b)[:free])
        b, value = _uphill(sample, b, step, value)
        if np.all(np.abs(step[:free]) <= SETTLED / np.sqrt(np.diag(information))):
            return Peak(b, value, rounds, True)
    return Peak(b, value, ROUNDS, False)


def covariance(sample: LikelihoodSample, b: Floats) -> Floats:
    """Inverse of the information of the coefficients at `b`."""
    even = even_columns(sample.x)
    information = replace(sample, x=even.x).information(even.inside(b))
    return even.covariance(np.asarray(np.linalg.inv(information)))


def _uphill(sample: LikelihoodSample, b: Floats, step: Floats, value: float) -> tuple[Floats, float]:
    """The step, halved until it leads no lower and, under a penalty, until it does not overshoot.

    Fisher's information leaves the penalty's curvature out: where a case has the leverage 1, a step is twice as long
    as it should be and would swing round the peak for ever, at the same height on both sides.
    """
    slope = float(sample.score(b) @ step) if sample.penalised else 0.0
    for _ in range(40):
        moved = sample.log_likelihood(b + step)
        level = moved >= value - 1e-12 * abs(value)
        if level and (not sample.penalised or float(sample.score(b + step) @ step) >= -CALMER * slope):
            break
        step, slope = step / 2, slope / 2
    return b + step, moved
