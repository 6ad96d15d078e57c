"""References inside a simulation plan that lead nowhere: claims without population value, columns not drawn yet."""

from collections.abc import Iterator

from alianza.study.problem import Problem
from alianza.survey.simulation_plan import Draw, Plan, claims_named


def dangling(plan: Plan, file: str) -> tuple[Problem, ...]:
    """Every claim that a draw or the check of feasibility uses without a value, and every column used too early."""
    claims = set(plan.population_values())
    uses = [*_claims_of_feasibility(plan)]
    for index, draw in enumerate(plan.draws):
        uses += [(f"draws[{index}].{key}", name) for key, name in _claims_of(draw)]
    unknown = [(place, name) for place, name in uses if name not in claims]
    unknown += _early(plan)
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


def _early(plan: Plan) -> list[tuple[str, str]]:
    """Columns that a step reads before any step writes them."""
    names = plan.columns
    drawn = {names.firm, names.province, names.sector, names.alliance, names.responded}
    early = []
    for index, draw in enumerate(plan.draws):
        early += [(f"draws[{index}]", name) for name in _columns_read(draw) if name not in drawn]
        drawn.add(draw.column)
    return early


def _columns_read(draw: Draw) -> Iterator[str]:
    yield from (*draw.base, *draw.by, *draw.of)
    for lean in draw.leans:
        yield from lean.split("=", 1)[:1] if "=" in lean else lean.split("/", 1)
