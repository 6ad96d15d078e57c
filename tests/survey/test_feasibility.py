"""Published figures that cannot hold together are named before anything is drawn."""

import numpy as np
import pytest

from alianza.survey.feasibility import Cells, cells_of, check, largest_sector, overall_range
from alianza.survey.simulation_plan import Columns, Draw, Feasibility, Plan, Population, Treatment

SIZES = {
    "commerce": {"joint_venture": 16, "distribution": 52, "technology_consortium": 15},
    "manufacturing": {"joint_venture": 12, "distribution": 7, "technology_consortium": 7},
    "services": {"joint_venture": 12, "distribution": 12, "technology_consortium": 17},
}


def plan(*treatments: Treatment, overall: float = 0.68) -> Plan:
    cells = {"F20": 0.73, "F21": 0.58, "F22": 0.41}
    published = [Treatment(claim=name, treatment="target", value=value) for name, value in cells.items()]
    return Plan(
        seed=1,
        frame_file="frame.csv",
        firms_file="firms.csv",
        columns=Columns(firm="id", province="p", sector="s", alliance="a", responded="r"),
        population=Population(screened={}, eligible={}, responding={}),
        frame=(),
        draws=(Draw(column="type", kind="choice", by=("s",), choices=SIZES),),
        treatments=(Treatment(claim="F01", treatment="target", value=overall), *published, *treatments),
        feasibility=Feasibility(
            overall="F01",
            types="type",
            cells={
                "commerce/distribution": "F20",
                "manufacturing/joint_venture": "F21",
                "services/technology_consortium": "F22",
            },
            best=("commerce/distribution", "manufacturing/joint_venture"),
            worst=("services/technology_consortium",),
            growth=("T1",) if any(one.claim == "T1" for one in treatments) else (),
            at_most="H1a",
            overlaps=("F12", "F13"),
        ),
    )


def codes(plan: Plan) -> tuple[list[str], list[str]]:
    found = check(plan)
    return [problem.code for problem in found.problems], [message.code for message in found.messages]


def test_the_overall_share_fits_the_cells_but_narrowly():
    # By hand: (83 * .73 + 26 * .58 + 24 * 1 + 17 * .41) / 150 and (52 * .73 + 12 * .58 + 41 * .41) / 150.
    lowest, highest = overall_range(cells_of(plan()))
    assert lowest == pytest.approx((52 * 0.73 + 12 * 0.58 + 41 * 0.41) / 150)
    assert highest == pytest.approx((83 * 0.73 + 26 * 0.58 + 24 + 17 * 0.41) / 150)
    assert codes(plan())[0] == []


def test_an_overall_share_beyond_the_cells_stops_the_drawing():
    assert codes(plan(overall=0.72))[0] == ["targets_infeasible"]
    assert codes(plan(overall=0.40))[0] == ["targets_infeasible"]


def test_services_at_their_worst_leave_room_for_15_6_percent():
    # The register's own arithmetic: .73 (1 - w) + .41 w = .68 at w = .05 / .32 = 15.6 %.
    message = next(one for one in check(plan()).messages if one.code == "simulation.sector_mix")
    assert message.values["most"] == pytest.approx(0.05 / 0.32)


def test_no_sizes_fit_an_overall_share_above_every_cell():
    cells = Cells(("a/x", "b/x"), np.array([0.5, 0.5]), np.array([0.2, 0.1]), np.array([0.6, 0.5]))
    assert largest_sector(cells, 0.7, "b") is None
    assert largest_sector(cells, 0.55, "b") == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("treatment", "problems", "messages"), [("target", ["target_unattainable"], 0), ("not_targeted", [], 1)]
)
def test_a_percentage_that_48_firms_cannot_give_is_no_target(treatment, problems, messages):
    impossible = Treatment(claim="F13", treatment=treatment, value=0.5, figure="55", base=48)
    found = codes(plan(impossible))
    assert found[0] == problems
    assert found[1].count("simulation.unattainable") == messages


def test_a_half_that_rounds_up_is_attainable():
    assert codes(plan(Treatment(claim="F12", treatment="target", value=0.63, figure="63", base=48)))[0] == []


def test_a_maximum_below_every_mean_is_a_conflict_of_wordings():
    growth = Treatment(claim="T1", treatment="target", value=0.221)
    at_most = Treatment(claim="H1a", treatment="not_targeted", figure="20")
    assert "simulation.wordings" in codes(plan(growth, at_most))[1]
    loose = Treatment(claim="H1a", treatment="not_targeted", figure="25")
    assert "simulation.wordings" not in codes(plan(growth, loose))[1]


def test_two_shares_above_one_hundred_percent_overlap():
    first = Treatment(claim="F12", treatment="target", figure="63")
    second = Treatment(claim="F13", treatment="not_targeted", figure="55")
    message = next(one for one in check(plan(first, second)).messages if one.code == "simulation.overlap")
    assert message.values["share"] == pytest.approx(0.18)
