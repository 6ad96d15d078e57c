"""References inside a simulation plan that lead nowhere: claims without population value, columns not drawn yet."""

from collections.abc import Iterator, Sequence

from alianza.study.problem import Problem
from alianza.survey.simulation_plan import Draw, Plan, SideFile, claims_named


def dangling(plan: Plan, file: str) -> tuple[Problem, ...]:
    """Every claim that a draw or the check of feasibility uses without a value, and every column used too early."""
    claims = set(plan.population_values())
    uses = [*_claims_of_feasibility(plan)]
    for place, draw in _placed(plan):
        uses += [(f"{place}.{key}", name) for key, name in _claims_of(draw)]
    unknown = [(place, name) for place, name in uses if name not in claims]
    unknown += _early(plan)
    for number, side in enumerate(plan.files):
        unknown += _early_beside(plan, side, f"files[{number}]")
    if not any(draw.column == plan.feasibility.types and draw.kind == "choice" for draw in plan.draws):
        unknown.append(("feasibility.types", plan.feasibility.types))
    return tuple(Problem("draw_without_value", file=file, place=place, found=name) for place, name in unknown)


def _claims_of_feasibility(plan: Plan) -> Iterator[tuple[str, str]]:
    rules = plan.feasibility
    yield "feasibility.overall", rules.overall
    for key, claim in rules.cells.items():
        yield f"feasibility.cells.{key}", claim
    for claim in rules.growth:
        yield "feasibility.growth", claim


def _claims_of(draw: Draw) -> Iterator[tuple[str, str]]:
    if draw.overall:
        yield "overall", draw.overall
    for key, value in draw.values.items():
        for claim in claims_named(value):
            yield f"values.{key}", claim


def _placed(plan: Plan) -> Iterator[tuple[str, Draw]]:
    """Every step of the plan with its place: the survey's, then those of the files beside it."""
    yield from ((f"draws[{index}]", draw) for index, draw in enumerate(plan.draws))
    for number, side in enumerate(plan.files):
        yield from ((f"files[{number}].draws[{index}]", draw) for index, draw in enumerate(side.draws))


def _early(plan: Plan) -> list[tuple[str, str]]:
    """Columns that a step of the survey reads before any step writes them."""
    return _unwritten(plan.draws, _known(plan), "")


def _early_beside(plan: Plan, side: SideFile, place: str) -> list[tuple[str, str]]:
    """The same in a file beside the survey; and columns that it is to show and nobody draws."""
    known = _known(plan) | ({draw.column for draw in plan.draws} if side.screened else set())
    written = known | {draw.column for draw in side.draws}
    shown = [(f"{place}.columns", name) for name in side.columns if name not in written]
    return [*_unwritten(side.draws, known, f"{place}."), *shown]


def _known(plan: Plan) -> set[str]:
    names = plan.columns
    return {names.firm, names.province, names.sector, names.alliance, names.responded}


def _unwritten(draws: Sequence[Draw], known: set[str], before: str) -> list[tuple[str, str]]:
    drawn, early = set(known), []
    for index, draw in enumerate(draws):
        early += [(f"{before}draws[{index}]", name) for name in _columns_read(draw) if name not in drawn]
        drawn.add(draw.column)
    return early


def _columns_read(draw: Draw) -> Iterator[str]:
    yield from (*draw.base, *draw.by, *draw.of)
    for lean in draw.leans:
        yield from lean.split("=", 1)[:1] if "=" in lean else lean.split("/", 1)
