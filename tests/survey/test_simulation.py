"""Synthetic firms: exact counts, weights as the survey room computes them, and draws that depend on nothing else."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.study.survey_design import FrameCounts, SurveyDesign
from alianza.survey.simulation import Firms, allocated, simulate_firms
from alianza.survey.simulation_draws import exponential, normal, uniform
from alianza.survey.simulation_plan import (
    Columns,
    Draw,
    Feasibility,
    Plan,
    Population,
    ProvinceFirms,
    Treatment,
    planted,
)
from alianza.survey.weights import FIRMS, weigh

FRAME = (("Azuay", 900, 400), ("Guayas", 2100, 1300), ("Loja", 60, 25))
KINDS = {"a": {"x": 20, "y": 10}, "b": {"x": 5, "y": 5}}


def plan(*draws: Draw, seed: int = 1, options: tuple[str, ...] = (), **values: float) -> Plan:
    return Plan(
        seed=seed,
        frame_file="frame.csv",
        firms_file="firms.csv",
        columns=Columns(firm="id", province="province", sector="sector", alliance="alliance", responded="responded"),
        population=Population(
            screened={"a": 120, "b": 60}, eligible={"a": 40, "b": 16}, responding={"a": 30, "b": 10}, minimum=2
        ),
        frame=tuple(ProvinceFirms(province=name, firms={"a": a, "b": b}) for name, a, b in FRAME),
        draws=draws,
        treatments=tuple(Treatment(claim=name, treatment="target", value=value) for name, value in values.items()),
        feasibility=Feasibility(overall="F01", types="type", cells={}),
        options=options,
    )


def answers(firms: Firms, column: str) -> list:
    return [value for value, one in zip(firms.columns[column], firms.columns["responded"], strict=True) if one == 1]


def weighted_share(firms: Firms, column: str, where: dict[str, object] | None = None) -> float:
    rows = [
        (weight, firms.columns[column][i])
        for i, weight in enumerate(firms.weights)
        if firms.columns["responded"][i] == 1
        and all(firms.columns[name][i] == want for name, want in (where or {}).items())
    ]
    return sum(weight for weight, value in rows if value == 1) / sum(weight for weight, _ in rows)


def test_every_sector_has_its_screened_eligible_and_responding_firms():
    firms = simulate_firms(plan())
    frame = pl.DataFrame(dict(firms.columns))
    counts = frame.group_by("sector").agg(pl.len(), pl.col("alliance").sum(), pl.col("responded").sum()).sort("sector")
    assert counts.rows() == [("a", 120, 40, 30), ("b", 60, 16, 10)]
    assert frame.filter(pl.col("responded") > pl.col("alliance")).is_empty()


def test_every_cell_has_the_minimum():
    counts = pl.DataFrame(dict(simulate_firms(plan()).columns)).group_by("province", "sector").len()
    assert counts.height == 6 and counts["len"].min() == 2


def test_the_weights_are_those_of_the_survey_room():
    firms = simulate_firms(plan())
    frame = pl.DataFrame(dict(firms.columns)).with_columns(pl.col("alliance", "responded") == 1)
    cells = pl.DataFrame(
        [(name, sector, n) for name, a, b in FRAME for sector, n in (("a", a), ("b", b))],
        schema=["province", "sector", FIRMS],
        orient="row",
    ).with_columns(pl.col(FIRMS).cast(pl.Float64))
    design = SurveyDesign(
        frame=FrameCounts(file="frame.csv", by=("province", "sector")),
        eligible="alliance",
        responded="responded",
        adjust_by=("sector",),
    )
    expected = weigh(frame, cells, design).frame["_weight"].to_list()
    assert [weight / 1e6 for weight in firms.weights] == pytest.approx(expected, abs=2e-6)


def test_a_share_is_met_by_weight_and_by_count():
    firms = simulate_firms(plan(Draw(column="market", kind="share", values={"*": "F1"}), F1=0.45))
    assert sum(answers(firms, "market")) == 18
    assert weighted_share(firms, "market") == pytest.approx(0.45, abs=0.005)


def test_cells_keep_their_share_and_the_others_adapt_to_the_whole():
    kinds = Draw(column="type", kind="choice", by=("sector",), choices=KINDS)
    success = Draw(
        column="success",
        kind="share",
        by=("sector", "type"),
        overall="F01",
        values={"a/x": "F20", "a/y": 0.5, "b/x": 0.6, "b/y": 0.4},
    )
    firms = simulate_firms(plan(kinds, success, F01=0.7, F20=0.75))
    assert sum(answers(firms, "success")) == 28
    assert weighted_share(firms, "success") == pytest.approx(0.7, abs=0.005)
    assert weighted_share(firms, "success", {"sector": "a", "type": "x"}) == pytest.approx(0.75, abs=0.01)


def test_ratings_keep_their_scale_and_meet_their_mean():
    firms = simulate_firms(plan(Draw(column="severity", kind="rating", values={"*": 4.2}, spread=0.9)))
    rated = answers(firms, "severity")
    rows = zip(firms.weights, firms.columns["severity"], strict=True)
    known = [(weight, value) for weight, value in rows if isinstance(value, int)]
    mean = sum(weight * value for weight, value in known) / sum(weight for weight, _ in known)
    assert set(rated) <= {1, 2, 3, 4, 5} and len(set(rated)) >= 3
    assert mean == pytest.approx(4.2, abs=0.02)


def test_growth_has_the_declared_arithmetic_mean_and_a_lower_geometric_one():
    start = Draw(column="sales0", kind="money", median=300000, spread=0.5, low=100000, high=1000000, step=1000)
    end = Draw(column="sales1", kind="growth", of=("sales0",), values={"*": 0.285}, spread=0.4, step=1)
    firms = simulate_firms(plan(start, end))
    frame = pl.DataFrame({name: firms.columns[name] for name in ("sales0", "sales1")}).with_columns(
        pl.Series("w", firms.weights)
    )
    grown = frame.drop_nulls().with_columns((pl.col("sales1") / pl.col("sales0") - 1).alias("growth"))
    mean = grown.select((pl.col("growth") * pl.col("w")).sum() / pl.col("w").sum()).item()
    geometric = grown.select((pl.col("growth") + 1).log().mean().exp() - 1).item()
    assert mean == pytest.approx(0.285, abs=1e-5)
    assert geometric < 0.27


def test_everybody_concerned_ticks_something_and_counts_stay():
    ticks = [Draw(column=name, kind="share", values={"*": 0.4}) for name in ("p", "q", "r")]
    before = simulate_firms(plan(*ticks))
    after = simulate_firms(plan(*ticks, Draw(kind="ensure", of=("p", "q", "r"))))
    sums = [[sum(answers(firms, name)) for name in ("p", "q", "r")] for firms in (before, after)]
    assert sums[0] == sums[1]
    assert all(any(row) for row in zip(*(answers(after, name) for name in ("p", "q", "r")), strict=True))


def test_blanks_otherwise_and_hidden_columns():
    firms = simulate_firms(
        plan(
            Draw(column="conflict", kind="share", values={"*": 0.5}, hidden=True),
            Draw(column="cause", kind="share", base={"conflict": "1"}, values={"*": 0.5}, blank=0.2, blank_as="9"),
            Draw(column="calm", kind="share", base={"conflict": "0"}, values={"*": 1.0}, otherwise="0"),
        )
    )
    assert firms.visible[-2:] == ("cause", "calm")
    assert answers(firms, "cause").count("9") == 4
    assert answers(firms, "cause").count(None) == 20
    assert sorted(answers(firms, "calm")) == [0] * 20 + [1] * 20


def test_an_optional_step_waits_to_be_asked_for():
    step = Draw(column="extra", kind="share", values={"*": 0.5}, option="more")
    assert "extra" not in simulate_firms(plan(step)).columns
    assert "extra" in simulate_firms(plan(step, options=("more",))).columns


def test_another_seed_gives_other_firms_with_the_same_counts():
    share = Draw(column="market", kind="share", values={"*": 0.4})
    first, second = (simulate_firms(plan(share, seed=seed)) for seed in (1, 2))
    assert first.columns["market"] != second.columns["market"]
    assert sum(answers(first, "market")) == sum(answers(second, "market")) == 16


def test_a_draw_does_not_disturb_another():
    market = Draw(column="market", kind="share", values={"*": 0.4})
    other = Draw(column="other", kind="share", values={"*": 0.4})
    assert simulate_firms(plan(market)).columns["market"] == simulate_firms(plan(other, market)).columns["market"]


def test_leaning_moves_the_chosen_firms():
    base = Draw(column="planned", kind="share", values={"*": 0.5})
    met = Draw(column="met", kind="share", values={"*": 0.5}, leans={"planned": 2.0})
    firms = simulate_firms(plan(base, met))
    assert weighted_share(firms, "met", {"planned": 1}) > weighted_share(firms, "met", {"planned": 0}) + 0.3


def test_planting_a_value_replaces_the_claim_and_refuses_unknown_ones():
    original = plan(F01=0.68)
    assert planted(original, {"F01": 0.45}).population_values() == {"F01": 0.45}
    with pytest.raises(ValueError, match="F99"):
        planted(original, {"F99": 0.5})


def test_known_random_numbers():
    # sha256("1/market/SYN-00001"): coreutils, printf '1/market/SYN-00001' | sha256sum
    assert uniform(1, "market", "SYN-00001") == 2005980397396861278
    assert normal(1, "market", "SYN-00001") == 1.2722015380859375


def test_the_exponential_is_the_correctly_rounded_one():
    # bc -l, scale 30: e(0.299999999999999988897769753748) (the double nearest to 0.3) = 1.34985880757600308899...
    assert exponential(0.3) == float("1.34985880757600308899")


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 5000), min_size=1),
    st.integers(0, 300),
    st.integers(0, 5),
)
def test_an_allocation_adds_up_and_keeps_the_minimum(counts, extra, minimum):
    total = minimum * len(counts) + extra
    sizes = allocated(total, counts, minimum)
    assert sum(sizes.values()) == total
    assert min(sizes.values()) >= minimum
