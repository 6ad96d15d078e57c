"""Synthetic files beside the survey: the contacts of every firm that was worked, and the pilot of the questionnaire.

Every column has a stream of its own (a hash of seed, column and firm), so a file more changes no value of another.
"""

from collections.abc import Sequence

import msgspec

from alianza.survey.simulation import Firms, allocated, apply_draw, wanted
from alianza.survey.simulation_draws import Value
from alianza.survey.simulation_plan import Plan, SideFile

ALIKE = 1
"""Weight of every row: what is drawn here estimates nothing of a population."""


def simulate_file(plan: Plan, firms: Firms, side: SideFile) -> Firms:
    """Draw one file beside the survey.

    Args:
        plan: The plan that the file belongs to.
        firms: The screened firms as drawn.
        side: The file's declaration.

    Raises:
        KeyError: If a draw names a claim without population value, or a column that is drawn later.
    """
    own = _own_firms(plan, side)
    taken = dict(firms.columns) if side.screened else {}
    rows = len(firms.weights) if side.screened else 0
    more = len(next(iter(own.values())))
    columns: dict[str, list[Value]] = {
        name: [*taken.get(name, [None] * rows), *own.get(name, [None] * more)] for name in {**taken, **own}
    }
    weights = [ALIKE] * (rows + more)
    for draw in wanted(side.draws, plan):
        apply_draw(msgspec.structs.replace(draw, everyone=True), plan, columns, weights)
    return Firms({name: tuple(values) for name, values in columns.items()}, side.columns, tuple(weights))


def _own_firms(plan: Plan, side: SideFile) -> dict[str, Sequence[Value]]:
    """Firms that only this file has: by province in proportion to the frame, inside each sector."""
    places = [
        (province, sector)
        for sector, total in side.firms.items()
        for province, n in allocated(total, {row.province: row.firms[sector] for row in plan.frame}, 0).items()
        for _ in range(n)
    ]
    names = plan.columns
    return {
        names.firm: [f"{side.prefix}{number:05d}" for number in range(1, len(places) + 1)],
        names.province: [province for province, _ in places],
        names.sector: [sector for _, sector in places],
        names.alliance: [None] * len(places),
        names.responded: [None] * len(places),
    }
