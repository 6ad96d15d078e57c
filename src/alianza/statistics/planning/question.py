"""What a study's size is asked about: each question knows its power at a size and the size that a power takes.

A question is asked under assumptions (`Given`): error rate, power, design effect and the share of invited firms that
answer. The design effect divides the answers that count; the response rate multiplies the firms to invite. Two tests
of shares and means and the table of counts follow formulas, H1 and H2 are drawn many times.

Source:
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences; Cochran (1977), Sampling Techniques, 4;
    Kish (1965), Survey Sampling, 8.2. Compared with R: tests/reference/power.R.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from alianza.statistics.planning import power as formulas
from alianza.statistics.planning.simulated_power import (
    SimulatedPower,
    Study,
    guess_for_reduction,
    power_of_growth,
    power_of_reduction,
    size_of_power,
)

Kind = Literal["two_shares", "two_means", "table", "growth_ratio", "relative_reduction", "one_share", "one_mean"]


@dataclass(frozen=True, slots=True)
class Given:
    """What a size or a power rests on.

    Attributes:
        alpha: Error rate: two-sided for shares, means and margins of error; one-sided for H1 and H2.
        power: Power asked for.
        deff: Design effect.
        response: Share of invited firms that answer.
        runs: Studies that a simulation draws.
        seed: Start of its random numbers.
    """

    alpha: float = 0.05
    power: float = 0.80
    deff: float = 1.0
    response: float = 1.0
    runs: int = 4000
    seed: int = 1

    @property
    def sound(self) -> bool:
        """Whether each number lies where it can."""
        rates = 0 < self.alpha < self.power < 1 and 0 < self.response <= 1
        return rates and 0 < self.deff < math.inf and self.runs > 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A size with the power, or the margin of error, that it gives.

    Attributes:
        answers: Answers in each group, or in all where there are no groups.
        invited: Firms to invite.
        power: Power, or None for a margin of error.
        margin: Margin of error, or None for a power.
        error: Monte Carlo standard error of a simulated power, else None.
    """

    answers: tuple[int, ...]
    invited: int
    power: float | None = None
    margin: float | None = None
    error: float | None = None

    @property
    def total(self) -> int:
        """Answers of all groups."""
        return sum(self.answers)


class Question(Protocol):
    """A test or an estimate whose size is planned."""

    @property
    def kind(self) -> Kind:
        """Its name."""

    @property
    def groups(self) -> int:
        """How many groups it compares; 1 where there is one sample."""

    @property
    def sound(self) -> bool:
        """Whether its numbers lie where they can, and some size answers it."""

    def at(self, answers: Sequence[int], given: Given) -> Answer:
        """What these answers give."""

    def needed(self, given: Given) -> Answer:
        """What reaches the power, or the margin of error, that is asked for.

        Raises:
            ValueError: If no size that a study can have does.
        """


@dataclass(frozen=True, slots=True)
class TwoShares:
    """A two-sided test of two shares by the normal approximation (R: power.prop.test)."""

    first: float
    second: float
    kind: Kind = field(default="two_shares", init=False)
    groups: int = field(default=2, init=False)

    @property
    def sound(self) -> bool:
        """Two different shares between 0 and 1."""
        return 0 < self.first < 1 and 0 < self.second < 1 and self.first != self.second

    def at(self, answers: Sequence[int], given: Given) -> Answer:
        """Power of groups of these sizes."""
        sizes = (n / given.deff for n in answers)
        return _powered(
            answers, given, formulas.power_two_proportions(self.first, self.second, *sizes, alpha=given.alpha)
        )

    def needed(self, given: Given) -> Answer:
        """Equal groups that reach the power."""
        size = formulas.size_two_proportions(self.first, self.second, alpha=given.alpha, power=given.power)
        return _of_size(self, size, given)


@dataclass(frozen=True, slots=True)
class TwoMeans:
    """A two-sided, equal-variance t test of two means (R: power.t.test)."""

    difference: float
    sd: float
    kind: Kind = field(default="two_means", init=False)
    groups: int = field(default=2, init=False)

    @property
    def sound(self) -> bool:
        """A difference other than 0 and a positive standard deviation."""
        return self.difference != 0 and self.sd > 0 and math.isfinite(self.difference * self.sd)

    def at(self, answers: Sequence[int], given: Given) -> Answer:
        """Power of groups of these sizes; fewer than two answers that count have none."""
        sizes = [n / given.deff for n in answers]
        if min(sizes) < 2:
            return _powered(answers, given, 0.0)
        return _powered(answers, given, formulas.power_two_means(self.difference, self.sd, *sizes, alpha=given.alpha))

    def needed(self, given: Given) -> Answer:
        """Equal groups that reach the power."""
        size = formulas.size_two_means(self.difference, self.sd, alpha=given.alpha, power=given.power)
        return _of_size(self, size, given)


@dataclass(frozen=True, slots=True)
class TableOfCounts:
    """A chi-squared test of a table, by Cohen's effect size w (R: pwr.chisq.test)."""

    w: float
    df: float
    kind: Kind = field(default="table", init=False)
    groups: int = field(default=1, init=False)

    @property
    def sound(self) -> bool:
        """A positive effect and one degree of freedom at least."""
        return 0 < self.w < math.inf and 1 <= self.df < math.inf

    def at(self, answers: Sequence[int], given: Given) -> Answer:
        """Power of so many answers."""
        power = formulas.power_chi_squared(self.w, self.df, answers[0] / given.deff, alpha=given.alpha)
        return _powered(answers, given, power)

    def needed(self, given: Given) -> Answer:
        """Answers that reach the power."""
        return _of_size(self, formulas.size_chi_squared(self.w, self.df, alpha=given.alpha, power=given.power), given)


@dataclass(frozen=True, slots=True)
class GrowthRatio:
    """H1: the ratio of geometric mean growth factors exceeds the margin, one-sided, by simulation."""

    ratio: float
    log_sd: float
    margin: float
    kind: Kind = field(default="growth_ratio", init=False)
    groups: int = field(default=2, init=False)

    @property
    def sound(self) -> bool:
        """A true ratio above the margin, and firms that differ."""
        return 0 < self.margin < self.ratio < math.inf and 0 < self.log_sd < math.inf

    def at(self, answers: Sequence[int], given: Given) -> Answer:
        """Power of groups of these sizes."""
        return _simulated(self, answers, given)

    def needed(self, given: Given) -> Answer:
        """Equal groups that reach the power by the noncentral t, with the simulated power that they have."""
        distance = math.log(self.ratio / self.margin)
        size = formulas.size_two_means(distance, self.log_sd, alpha=given.alpha, power=given.power, sides=1)
        return _of_size(self, size, given)

    def power(self, sizes: Sequence[int], given: Given) -> SimulatedPower:
        """Shares of the simulated studies by their verdict."""
        study = Study(sizes[0], sizes[1], self.margin, given.alpha)
        return power_of_growth(study, self.ratio, self.log_sd, runs=given.runs, seed=given.seed)


@dataclass(frozen=True, slots=True)
class RelativeReduction:
    """H2: the relative reduction of the share of successes stays under the margin, one-sided, by simulation."""

    share: float
    reduction: float
    margin: float
    kind: Kind = field(default="relative_reduction", init=False)
    groups: int = field(default=2, init=False)

    @property
    def sound(self) -> bool:
        """Shares between 0 and 1, and a true reduction below the margin."""
        return 0 < self.share < 1 and 0 < self.share * (1 - self.reduction) < 1 and self.reduction < self.margin < 1

    def at(self, answers: Sequence[int], given: Given) -> Answer:
        """Power of groups of these sizes."""
        return _simulated(self, answers, given)

    def needed(self, given: Given) -> Answer:
        """Equal groups that reach the power."""
        study = Study(2, 2, self.margin, given.alpha)
        guess = guess_for_reduction(self.share, self.reduction, study, given.power)

        def power_of(size: int) -> float:
            return self.power((size, size), given).supported

        return _of_size(self, size_of_power(power_of, given.power, guess), given)

    def power(self, sizes: Sequence[int], given: Given) -> SimulatedPower:
        """Shares of the simulated studies by their verdict."""
        study = Study(sizes[0], sizes[1], self.margin, given.alpha)
        return power_of_reduction(study, self.share, self.reduction, runs=given.runs, seed=given.seed)


@dataclass(frozen=True, slots=True)
class OneShare:
    """The margin of error of a share in a finite population, by its normal interval."""

    share: float = 0.5
    margin: float = 0.05
    population: float = math.inf
    kind: Kind = field(default="one_share", init=False)
    groups: int = field(default=1, init=False)

    @property
    def sound(self) -> bool:
        """A share and a margin between 0 and 1, and a population of two or more."""
        return 0 < self.share < 1 and 0 < self.margin < 1 and self.population >= 2

    def at(self, answers: Sequence[int], given: Given) -> Answer:
        """Margin of error of so many answers, at most all the population."""
        n = min(answers[0], self.population)
        margin = formulas.margin_of_error(n, self.population, share=self.share, level=1 - given.alpha)
        return _estimated((int(n),), given, margin * math.sqrt(given.deff))

    def needed(self, given: Given) -> Answer:
        """Answers that reach the margin of error."""
        size = formulas.size_proportion(
            self.margin, self.population, share=self.share, level=1 - given.alpha, deff=given.deff
        )
        return self.at((formulas.whole(size),), given)


@dataclass(frozen=True, slots=True)
class OneMean:
    """The margin of error of a mean in a finite population, in the mean's own unit."""

    sd: float
    margin: float = 1.0
    population: float = math.inf
    kind: Kind = field(default="one_mean", init=False)
    groups: int = field(default=1, init=False)

    @property
    def sound(self) -> bool:
        """A positive standard deviation and margin, and a population of two or more."""
        return 0 < self.sd < math.inf and 0 < self.margin < math.inf and self.population >= 2

    def at(self, answers: Sequence[int], given: Given) -> Answer:
        """Margin of error of so many answers: z sd sqrt(deff (1 - n / N) / n)."""
        n = min(answers[0], self.population)
        left_out = 1.0 if math.isinf(self.population) else 1 - n / self.population
        unit = formulas.margin_of_error(1, level=1 - given.alpha) / 0.5
        return _estimated((int(n),), given, unit * self.sd * math.sqrt(given.deff * left_out / n))

    def needed(self, given: Given) -> Answer:
        """Answers that reach the margin of error."""
        size = formulas.size_mean(self.margin, self.sd, self.population, level=1 - given.alpha, deff=given.deff)
        return self.at((formulas.whole(size),), given)


def invited(total: int, given: Given) -> int:
    """Firms to invite for so many answers."""
    return formulas.whole(total, response=given.response)


def _powered(answers: Sequence[int], given: Given, power: float, error: float | None = None) -> Answer:
    return Answer(tuple(answers), invited(sum(answers), given), power=power, error=error)


def _estimated(answers: tuple[int, ...], given: Given, margin: float) -> Answer:
    return Answer(answers, invited(sum(answers), given), margin=margin)


def _of_size(question: Question, size: float, given: Given) -> Answer:
    """Equal groups of a size, rounded up after the design effect, with the power that they have."""
    return question.at((formulas.whole(size, deff=given.deff),) * question.groups, given)


def _simulated(question: GrowthRatio | RelativeReduction, answers: Sequence[int], given: Given) -> Answer:
    sizes = [math.floor(n / given.deff + 1e-9) for n in answers]
    if min(sizes) < 2:
        return _powered(answers, given, 0.0)
    found = question.power(sizes, given)
    return _powered(answers, given, found.supported, found.error)
