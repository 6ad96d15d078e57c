"""Whether published figures can hold together, asked before synthetic firms are drawn (METHODS, synthetic studies).

Four checks: every percentage against the number of firms it is taken on; the overall share of success against the
published cells of sector by type, by linear programming; the wordings of one effect against each other; the smallest
overlap of shares on one base. What the plan aims at must hold (a problem otherwise); other conflicts are told.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alianza.statistics.estimates.proportions import possible_counts
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.survey.simulation_plan import Draw, Plan, number

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Feasible:
    """What stops the drawing (problems) and what a reader should know (messages)."""

    problems: tuple[Problem, ...]
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of sector by type: their sizes as shares of all firms, and the lowest and highest success of each."""

    names: tuple[str, ...]
    sizes: Floats
    low: Floats
    high: Floats

    def of_sector(self, sector: str) -> NDArray[np.bool_]:
        """Which cells belong to a sector."""
        return np.array([name.split("/")[0] == sector for name in self.names])


def check(plan: Plan, file: str = "simulate.toml") -> Feasible:
    """Check a plan's targets against each other.

    Args:
        plan: The plan.
        file: Its name, for the problems.

    Returns:
        Problems with severity `error` where a target cannot be met: `target_unattainable` (no whole number of firms
        gives the percentage), `targets_infeasible` (cells and overall share do not fit). Messages for the rest.
    """
    problems = [*_unattainable_targets(plan, file)]
    messages = [*_unattainable_others(plan)]
    cells = cells_of(plan)
    lowest, highest = overall_range(cells)
    overall = plan.population_values()[plan.feasibility.overall]
    if not lowest - 1e-9 <= overall <= highest + 1e-9:
        values = {"overall": overall, "low": lowest, "high": highest}
        problems.append(Problem("targets_infeasible", file=file, place=plan.feasibility.overall, values=values))
    else:
        messages.append(Message("simulation.overall_feasible", {"overall": overall, "low": lowest, "high": highest}))
        messages += _mixes(plan, cells, overall)
    return Feasible(tuple(problems), (*messages, *_wordings(plan), *_overlaps(plan)))


def _attainable(figure: str, base: int | None) -> bool:
    if not figure or base is None:
        return True
    counts = possible_counts(figure, base)
    return bool(counts.half_up or counts.half_even)


def _unattainable_targets(plan: Plan, file: str) -> list[Problem]:
    return [
        Problem(
            "target_unattainable",
            file=file,
            place=f"treatments[{index}]",
            found=one.figure,
            values={"claim": one.claim, "base": one.base},
        )
        for index, one in enumerate(plan.treatments)
        if one.treatment != "not_targeted" and not _attainable(one.figure, one.base)
    ]


def _unattainable_others(plan: Plan) -> list[Message]:
    return [
        Message(
            "simulation.unattainable",
            {"claim": one.claim, "figure": one.figure, "base": one.base, "neutral": one.value},
        )
        for one in plan.treatments
        if one.treatment == "not_targeted" and not _attainable(one.figure, one.base)
    ]


def cells_of(plan: Plan) -> Cells:
    """The cells of sector by type with what the published figures allow in each.

    A published cell has its share exactly. Where it is published as the best of its sector the others stay at or
    below it; where it is the worst, at or above.
    """
    types = type_draw(plan)
    counts = {f"{sector}/{kind}": n for sector, row in types.choices.items() for kind, n in row.items()}
    low, high = dict.fromkeys(counts, 0.0), dict.fromkeys(counts, 1.0)
    claims, rules = plan.population_values(), plan.feasibility
    for name, claim in rules.cells.items():
        mates = [other for other in counts if other.split("/")[0] == name.split("/")[0]]
        if name in rules.best:
            high |= {mate: min(high[mate], claims[claim]) for mate in mates}
        if name in rules.worst:
            low |= {mate: max(low[mate], claims[claim]) for mate in mates}
    for name, claim in rules.cells.items():
        low[name] = high[name] = claims[claim]
    sizes = np.array(list(counts.values())) / sum(counts.values())
    return Cells(tuple(counts), sizes, np.array(list(low.values())), np.array(list(high.values())))


def type_draw(plan: Plan) -> Draw:
    """The step that draws the alliance types; its numbers by sector are the sizes of the cells."""
    return next(draw for draw in plan.draws if draw.column == plan.feasibility.types and draw.kind == "choice")


def overall_range(cells: Cells) -> tuple[float, float]:
    """Lowest and highest overall share of success that the declared sizes of the cells admit."""
    return float(cells.sizes @ cells.low), float(cells.sizes @ cells.high)


def _mixes(plan: Plan, cells: Cells, overall: float) -> list[Message]:
    """How many firms of a sector the figures admit, were its other cells no better than its published worst one."""
    messages = []
    for name in plan.feasibility.worst:
        sector = name.split("/")[0]
        level = plan.population_values()[plan.feasibility.cells[name]]
        capped = np.where(cells.of_sector(sector), np.minimum(cells.high, level), cells.high)
        most = largest_sector(Cells(cells.names, cells.sizes, cells.low, capped), overall, sector)
        if most is not None:
            values = {
                "sector": plan.feasibility.names.get(sector, sector),
                "level": level,
                "overall": overall,
                "most": most,
            }
            messages.append(Message("simulation.sector_mix", values))
    return messages


def largest_sector(cells: Cells, overall: float, sector: str) -> float | None:
    """The largest share of firms that a sector can have with the published figures, the sizes of all cells free.

    Linear programme over the sizes n and the successes s of the cells: the sizes add up to 1, the successes to
    `overall`, and low n <= s <= high n in every cell.

    Returns:
        None where no sizes fit.
    """
    from scipy.optimize import linprog

    k = len(cells.names)
    unequal = np.vstack([np.hstack([np.diag(cells.low), -np.eye(k)]), np.hstack([-np.diag(cells.high), np.eye(k)])])
    equal = np.kron(np.eye(2), np.ones(k))
    share = np.concatenate([cells.of_sector(sector).astype(float), np.zeros(k)])
    found = linprog(-share, unequal, np.zeros(2 * k), equal, [1.0, overall], (0, 1), method="highs")
    return float(-found.fun) if found.success else None


def _wordings(plan: Plan) -> list[Message]:
    """A published maximum of growth against the published means: every weighted mean lies between those."""
    claims: Mapping[str, float] = plan.population_values()
    means = [number(name, claims) for name in plan.feasibility.growth]
    limit = next((one for one in plan.treatments if one.claim == plan.feasibility.at_most), None)
    if not means or limit is None or not limit.figure:
        return []
    most = float(limit.figure.replace(",", ".")) / 100
    values = {"claim": limit.claim, "most": most, "low": min(means), "high": max(means)}
    return [Message("simulation.wordings", values)] if min(means) > most else []


def _overlaps(plan: Plan) -> list[Message]:
    """The two largest shares on one base have at least their sum minus one in common (Fréchet)."""
    figures = {one.claim: one.figure for one in plan.treatments if one.figure}
    shares = sorted(
        (float(figures[name].replace(",", ".")) / 100, name) for name in plan.feasibility.overlaps if name in figures
    )[-2:]
    if len(shares) < 2 or shares[0][0] + shares[1][0] <= 1:
        return []
    values = {"first": shares[1][1], "second": shares[0][1], "share": shares[0][0] + shares[1][0] - 1}
    return [Message("simulation.overlap", values)]
