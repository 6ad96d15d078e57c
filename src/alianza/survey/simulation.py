"""Synthetic firms: screened, with or without an alliance, answering or not, with the answers that a plan declares.

Every draw is a hash of the seed, the column and the firm's id, and every count is an exact allocation, so the same
plan gives the same firms on every machine, in any order of the rows. Weights are whole numbers (millionths of a
frame firm): no sum depends on rounding. The sample is *controlled*: shares and means of the respondents are brought
as near to the population values as whole firms allow, so it varies less than a random sample of that size.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from alianza.statistics.chance import uniform
from alianza.survey.simulation_draws import DRAWS, Task, Value, text_of
from alianza.survey.simulation_plan import Draw, Plan

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Firms:
    """Screened firms: one value a firm in every column.

    Attributes:
        columns: The columns of the data file in order, then hidden ones.
        visible: Names of the columns of the data file.
        weights: Frame firms that each firm stands for, in millionths, adjusted for non-response.
    """

    columns: Mapping[str, tuple[Value, ...]]
    visible: tuple[str, ...]
    weights: tuple[int, ...]


def simulate_firms(plan: Plan) -> Firms:
    """Draw the screened firms of a plan.

    Raises:
        KeyError: If a draw names a claim without population value, or a column that is drawn later.
    """
    columns, weights = _screened(plan)
    visible = list(columns)
    for draw in wanted(plan.draws, plan):
        apply_draw(draw, plan, columns, weights)
        if draw.column and not draw.hidden and draw.column not in visible:
            visible.append(draw.column)
    return Firms({name: tuple(values) for name, values in columns.items()}, tuple(visible), tuple(weights))


def wanted(draws: Iterable[Draw], plan: Plan) -> Iterator[Draw]:
    """The steps to carry out: those of an option only where the plan has it."""
    return (draw for draw in draws if not draw.option or draw.option in plan.options)


def apply_draw(draw: Draw, plan: Plan, columns: dict[str, list[Value]], weights: Sequence[int]) -> None:
    """Carry out one step: the firms concerned get their values, the other answering firms `otherwise`."""
    responded = columns[plan.columns.responded]
    answering = [i for i in range(len(weights)) if draw.everyone or responded[i] == 1]
    concerned = [i for i in answering if all(text_of(columns[name][i]) == want for name, want in draw.base.items())]
    ids = [str(identity) for identity in columns[plan.columns.firm]]
    silent = _silent(draw, plan, ids, concerned)
    units = tuple(i for i in concerned if i not in silent)
    task = Task(draw, units, ids, columns, weights, plan.seed, plan.population_values())
    drawn: dict[str, dict[int, Value]] = {name: dict(values) for name, values in DRAWS[draw.kind](task).items()}
    if draw.column:
        unasked = set(answering).difference(concerned) if draw.otherwise else set()
        drawn[draw.column] |= {i: draw.blank_as or None for i in silent}
        _fill(columns.get(draw.column), drawn[draw.column], unasked, draw.otherwise)
    for name, values in drawn.items():
        column = columns.setdefault(name, [None] * len(weights))
        for i, value in values.items():
            column[i] = value


def _fill(column: Sequence[Value] | None, drawn: dict[int, Value], unasked: Iterable[int], otherwise: str) -> None:
    """Firms that are not concerned get `otherwise`, unless an earlier step answered for them."""
    drawn |= {i: int(otherwise) for i in unasked if column is None or column[i] is None}


def _silent(draw: Draw, plan: Plan, ids: Sequence[str], units: Sequence[int]) -> frozenset[int]:
    """The firms that give no answer: the lowest hashes."""
    ranked = sorted(units, key=lambda i: uniform(plan.seed, f"{draw.column} blank", ids[i]))
    return frozenset(ranked[: int(draw.blank * len(units) + 0.5)])


def _screened(plan: Plan) -> tuple[dict[str, list[Value]], list[int]]:
    """Id, province, sector, alliance and response of every screened firm, and the weights."""
    cells = [(row.province, sector, firms) for row in plan.frame for sector, firms in row.firms.items()]
    sizes = _cell_sizes(plan)
    cell_of = [cell for cell, n in enumerate(sizes) for _ in range(n)]
    pool = Pool(
        plan.seed,
        tuple(f"SYN-{i + 1:05d}" for i in range(len(cell_of))),
        tuple(cell_of),
        tuple(cells[cell][1] for cell in cell_of),
    )
    everyone = range(len(cell_of))
    eligible = pool.systematic("eligible", plan.population.eligible, everyone)
    answered = pool.systematic("responding", plan.population.responding, sorted(eligible))
    names = plan.columns
    columns: dict[str, list[Value]] = {
        names.firm: [*pool.ids],
        names.province: [cells[cell][0] for cell in cell_of],
        names.sector: [*pool.sectors],
        names.alliance: [int(i in eligible) for i in everyone],
        names.responded: [int(i in answered) for i in everyone],
    }
    basic = [cells[cell][2] * MILLION // sizes[cell] for cell in cell_of]
    return columns, _adjusted(basic, pool.sectors, eligible, answered)


@dataclass(frozen=True, slots=True)
class Pool:
    """Screened firms with the cell and sector of each, to draw from."""

    seed: int
    ids: tuple[str, ...]
    cells: tuple[int, ...]
    sectors: tuple[str, ...]

    def systematic(self, label: str, wanted: Mapping[str, int], among: Iterable[int]) -> frozenset[int]:
        """A systematic sample of each sector, in hashed order inside cells, so that every province gets its share."""
        ordered = sorted(among, key=lambda i: (self.cells[i], uniform(self.seed, label, self.ids[i])))
        chosen: list[int] = []
        for sector, k in wanted.items():
            members = [i for i in ordered if self.sectors[i] == sector]
            n = len(members)
            start = uniform(self.seed, label, sector) % n
            chosen += [i for j, i in enumerate(members) if (j * k + start) // n < ((j + 1) * k + start) // n]
        return frozenset(chosen)


def _cell_sizes(plan: Plan) -> list[int]:
    """Screened firms of every cell: in proportion to the frame inside each sector, at least the minimum."""
    sizes: dict[tuple[str, str], int] = {}
    for sector, total in plan.population.screened.items():
        counts = {row.province: row.firms[sector] for row in plan.frame}
        for province, n in allocated(total, counts, plan.population.minimum).items():
            sizes[province, sector] = n
    return [sizes[row.province, sector] for row in plan.frame for sector in row.firms]


def allocated(total: int, counts: Mapping[str, int], minimum: int) -> dict[str, int]:
    """Proportional allocation of `total` over cells, with a minimum a cell, by largest remainders.

    Raises:
        ValueError: If the minimum alone takes more than `total`.

    >>> allocated(10, {"a": 90, "b": 9, "c": 1}, 2)
    {'a': 6, 'b': 2, 'c': 2}
    """
    if minimum * len(counts) > total:
        raise ValueError(f"{total} firms do not give {minimum} to each of {len(counts)} cells")
    small: dict[str, int] = {}
    while True:
        rest = {name: n for name, n in counts.items() if name not in small}
        left, firms = total - sum(small.values()), sum(rest.values())
        under = {name: minimum for name, n in rest.items() if n * left < minimum * firms}
        if not under:
            break
        small |= under
    shares = {name: n * left // firms for name, n in rest.items()}
    missing = left - sum(shares.values())
    for name in sorted(rest, key=lambda one: (-(rest[one] * left % firms), one))[:missing]:
        shares[name] += 1
    return {name: small.get(name, shares.get(name, 0)) for name in counts}


def _adjusted(
    basic: Sequence[int], sectors: Sequence[str], eligible: frozenset[int], answered: frozenset[int]
) -> list[int]:
    """Answering firms also stand for the eligible ones of their sector that did not answer."""
    weights = list(basic)
    for sector in dict.fromkeys(sectors):
        inside = [i for i in sorted(eligible) if sectors[i] == sector]
        whole = sum(basic[i] for i in inside)
        carried = sum(basic[i] for i in inside if i in answered)
        for i in inside:
            weights[i] = basic[i] * whole // carried if i in answered else 0
    return weights
