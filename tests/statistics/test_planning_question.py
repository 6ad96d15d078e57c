"""Sizes and powers that `alianza power` prints, against R, and what design effect and response do to them."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from alianza.statistics.planning.power import firms_per_group, power_two_means, size_two_means, size_two_proportions
from alianza.statistics.planning.question import (
    Given,
    GrowthRatio,
    OneMean,
    OneShare,
    RelativeReduction,
    TableOfCounts,
    TwoMeans,
    TwoShares,
)
from alianza.statistics.planning.simulated_power import size_of_power

R = json.loads((Path(__file__).parent.parent / "reference" / "power.json").read_text(encoding="utf-8"))
AT_90 = Given(power=0.90)


@pytest.mark.parametrize(
    ("question", "given", "name"),
    [
        (TwoShares(0.5, 0.65), Given(), "two_shares_n"),
        (TwoShares(0.68, 0.8), AT_90, "two_shares_n_90"),
        (TwoMeans(0.4, 1.1), Given(), "two_means_n"),
        (TwoMeans(-0.3, 1), AT_90, "two_means_n_90"),
        (TableOfCounts(0.3, 3), Given(), "table_n"),
        (GrowthRatio(1.44, 0.5, 1.2), Given(runs=1), "one_sided_n"),
        (OneShare(population=5000), Given(deff=1.5), "one_share_n_5000_deff_1.5"),
        (OneMean(10, 1, 1000), Given(), "one_mean_n_1000"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_sizes_are_those_of_r_rounded_up(question, given: Given, name: str) -> None:
    found = question.needed(given)
    assert set(found.answers) == {math.ceil(R[name])}
    assert found.invited == found.total


def test_powers_are_those_of_r() -> None:
    given = Given()
    assert TwoShares(0.5, 0.65).at((75, 75), given).power == pytest.approx(R["two_shares_power_75"], abs=1e-12)
    assert TwoMeans(0.4, 1.1).at((60, 60), given).power == pytest.approx(R["two_means_power_60"], abs=1e-10)
    assert TableOfCounts(0.3, 3).at((150,), given).power == pytest.approx(R["table_power_150"], abs=1e-10)
    one_sided = power_two_means(math.log(1.2), 0.5, 75, sides=1)
    assert one_sided == pytest.approx(R["one_sided_power_75"], abs=1e-10)


def test_simulated_powers_are_those_of_r_within_their_error() -> None:
    growth = GrowthRatio(1.44, 0.5, 1.2).at((75, 75), Given())
    assert abs(growth.power - R["one_sided_power_75"]) < 4 * growth.error
    reduction = RelativeReduction(0.7, 0.15, 0.35).at((60, 90), Given())
    assert abs(reduction.power - R["reduction_power_60_90"]) < 4 * math.hypot(reduction.error, 0.0025)


def test_the_size_of_a_reduction_reaches_its_power_and_a_tenth_less_does_not() -> None:
    question, given = RelativeReduction(0.7, 0.15, 0.35), Given()
    found = question.needed(given)
    assert found.power >= 0.80
    fewer = question.at(tuple(int(n * 0.88) for n in found.answers), given)
    assert fewer.power < 0.80


@settings(max_examples=40, deadline=None)
@over(st.floats(0.05, 0.9), st.floats(0.05, 0.9), st.floats(1, 4), st.floats(0.1, 1))
def test_design_effect_and_response_multiply_what_is_asked_for(
    p: float, q: float, deff: float, response: float
) -> None:
    if abs(p - q) < 0.02:
        return
    plain = size_two_proportions(p, q)
    found = TwoShares(p, q).needed(Given(deff=deff, response=response))
    assert found.answers[0] == pytest.approx(plain * deff, abs=1 + 1e-6)
    assert found.invited == pytest.approx(found.total / response, abs=1 + 1e-6)
    assert found.power >= 0.80 - 1e-6


def test_the_one_sided_size_is_the_whole_number_that_first_reaches_the_power() -> None:
    for sd, distance in ((0.5, 0.18), (0.05, 0.18), (2.0, 0.7)):
        n = firms_per_group(sd, distance)
        assert n - 1 < size_two_means(distance, sd, sides=1) <= n
        assert n == 2 or power_two_means(distance, sd, n - 1, sides=1) < 0.80 <= power_two_means(
            distance, sd, n, sides=1
        )


@pytest.mark.parametrize("start", [2, 5, 30, 31, 200])
def test_the_search_finds_the_first_size_from_any_guess(start: int) -> None:
    assert size_of_power(lambda n: n / 100, 0.31, start) == 31
    with pytest.raises(ValueError, match="reaches"):
        size_of_power(lambda n: 0.5, 0.8, start)


@pytest.mark.parametrize(
    "question",
    [
        TwoShares(0.5, 0.5), TwoShares(0, 0.5), TwoMeans(0, 1), TwoMeans(1, 0), TableOfCounts(0, 3),
        GrowthRatio(1.2, 0.5, 1.2), GrowthRatio(1.4, 0, 1.2), RelativeReduction(0.7, 0.35, 0.35),
        RelativeReduction(1, 0.1, 0.35), OneShare(0.5, 0), OneShare(0.5, 0.1, 1), OneMean(0), OneMean(1, -1),
    ],
    ids=str,
)  # fmt: skip
def test_questions_without_an_answer_say_so(question) -> None:
    assert not question.sound


def test_a_census_has_no_error_and_groups_too_small_to_compare_no_power() -> None:
    assert OneShare(0.5, 0.05, 500).at((900,), Given()).margin == 0
    assert OneMean(10, 1, 500).at((500,), Given()).margin == 0
    assert GrowthRatio(1.44, 0.5, 1.2).at((100, 2), Given(deff=2)).power == 0
    assert TwoMeans(1, 1).at((2, 2), Given(deff=2)).power == 0
