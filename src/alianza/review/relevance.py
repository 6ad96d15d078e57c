"""How like the included articles a record is: a linear support vector machine that learns from every decision.

The machine minimises ½‖w‖² + Σ cᵢ max(0, 1 − yᵢ(w·xᵢ + b))², with b among the weights (Fan et al. 2008, J. Mach.
Learn. Res. 9, what liblinear calls the L2-loss SVM). With λᵢ = 1/(2cᵢ) its optimum is f = Kβ, K = XXᵀ + 1, where

    λᵢ βᵢ = yᵢ max(0, 1 − yᵢ fᵢ)   for every labelled i.

On the records whose margin is short this is the linear system (K + Λ)β = y: Newton's method on the primal (Keerthi and
DeCoste 2005, J. Mach. Learn. Res. 6; Chapelle 2007, Neural Comput. 19) solves it by conjugate gradients, preconditioned
by the included records exactly and by the diagonal of the others, and ends on the optimum after a few systems. One more
label moves the optimum little, so each solution starts from the one before.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from alianza.review.kernel import Kernel

Vector = NDArray[np.float64]

STRENGTH = 0.11
"""Penalty C of a short margin."""

RATIO = 9.8
"""Weight of all included records together against all excluded ones; both are those of ASReview 3's default, tuned on
the 24 labelled reviews of SYNERGY (De Bruin et al. 2023, doi:10.34894/HE6NAQ)."""

PRECISION = 1e-8
"""Largest root mean square of what an optimum leaves unsolved; scores are of the order of one."""

MOST_ROUNDS = 200


class RelevanceModel:
    """The machine over a kernel's labelled records, from one decision to the next.

    Args:
        kernel: Inner products of the records; this model labels them.
        strength: Penalty of a short margin.
    """

    def __init__(self, kernel: Kernel, strength: float = STRENGTH) -> None:
        from threadpoolctl import ThreadpoolController

        # Products of this size take longer on several threads than on one, and their last digits would vary.
        self._threads = ThreadpoolController()
        size = kernel.size
        self._kernel, self._strength = kernel, strength
        self._signs, self._weights, self._scores = np.zeros(size), np.zeros(size), np.zeros(size)
        self._included: list[int] = []
        self._spectrum: tuple[Vector, NDArray[np.float64]] | None = None

    @property
    def ready(self) -> bool:
        """Whether there is an included and an excluded record to learn from."""
        return 0 < len(self._included) < self._kernel.count

    def learn(self, record: int, included: bool) -> None:
        """Label a record that has no label yet."""
        place = self._kernel.count
        other = self._kernel.take(record)
        self._scores[[place, other]] = self._scores[[other, place]]
        self._signs[place] = 1.0 if included else -1.0
        if included:
            self._included.append(place)
            self._spectrum = None

    def scores(self) -> Vector:
        """Distance from the boundary of every unlabelled record, in the kernel's order; positive: rather relevant.

        Raises:
            ArithmeticError: If the optimum is not reached, which is a mistake of this module.
        """
        count = self._kernel.count
        weights, scores = self._weights[:count], self._scores[:count]
        with self._threads.limit(limits=1, user_api="blas"):
            weights[:], scores[:] = self._optimum(weights, scores, self._penalties())
            self._scores[count:] = self._kernel.against(weights)
        return self._scores[count:]

    def _penalties(self) -> Vector:
        """λ of every labelled record: the included ones weigh RATIO times the excluded ones, all weigh their number."""
        count, included = self._kernel.count, len(self._included)
        scale = (1 + RATIO) / (2 * self._strength * count)
        penalties = np.full(count, (count - included) * scale)
        penalties[self._included] = included * scale / RATIO
        return penalties

    def _optimum(self, weights: Vector, scores: Vector, penalties: Vector) -> tuple[Vector, Vector]:
        """Weights and scores that meet the condition of the optimum, from any others with `scores = K weights`."""
        signs = self._signs[: self._kernel.count]
        for _ in range(MOST_ROUNDS):
            short = np.maximum(0.0, 1.0 - signs * scores)
            residual = signs * short - penalties * weights
            if np.sqrt(residual @ residual / len(signs)) <= PRECISION:
                return weights, scores
            active = short > 0
            step, change = self._newton(residual, active, weights, penalties)
            length = _length(signs, penalties, (weights, scores), (step, change))
            weights, scores = weights + length * step, scores + length * change
        raise ArithmeticError("the support vector machine did not reach its optimum")

    def _newton(
        self, residual: Vector, active: NDArray[np.bool_], weights: Vector, penalties: Vector
    ) -> tuple[Vector, Vector]:
        """Step to the optimum if the margins that are short stayed so, and how much it moves the scores."""
        condition, inside = self._preconditioner(penalties), active.astype(float)
        leaving = weights * (inside - 1.0)
        moved = self._kernel.apply(leaving) if leaving.any() else leaving
        step, change = np.zeros_like(weights), np.zeros_like(weights)
        right = (residual - moved) * inside
        towards = steered = condition(right) * inside
        product = right @ steered
        goal = (PRECISION / 2) ** 2 * len(right)
        while right @ right > goal:
            image = self._kernel.apply(towards)
            push = (image + penalties * towards) * inside
            length = product / (towards @ push)
            step += length * towards
            change += length * image
            right -= length * push
            steered = condition(right) * inside
            before, product = product, right @ steered
            towards = steered + product / before * towards
        return leaving + step, moved + change

    def _preconditioner(self, penalties: Vector) -> Callable[[Vector], Vector]:
        """Approximate inverse of K + Λ: the included records' block, the diagonal of the others, the ones of b."""
        included = np.array(self._included)
        if self._spectrum is None:
            values, vectors = np.linalg.eigh(self._kernel.block(included) - 1.0)
            self._spectrum = np.maximum(values, 0.0), vectors
        values, vectors = self._spectrum
        shrunk = 1 / (values + penalties[included])
        diagonal = 1 / (1.0 + penalties)

        def blocks(right: Vector) -> Vector:
            found = diagonal * right
            found[included] = vectors @ (shrunk * (right[included] @ vectors))
            return found

        ones = blocks(np.ones_like(penalties))
        scale = 1 / (1 + ones.sum())
        return lambda right: (found := blocks(right)) - ones * (scale * found.sum())


def _length(signs: Vector, penalties: Vector, at: tuple[Vector, Vector], by: tuple[Vector, Vector]) -> float:
    """The longest of the lengths 1, ½, ¼ of a step that does not raise the machine's objective."""

    def objective(length: float) -> float:
        weights, scores = at[0] + length * by[0], at[1] + length * by[1]
        short = np.maximum(0.0, 1.0 - signs * scores)
        return float(weights @ scores + (short / penalties) @ short) / 2

    length, before = 1.0, objective(0.0)
    while objective(length) > before + 1e-12 * abs(before) and length > 1e-9:
        length /= 2
    return length
