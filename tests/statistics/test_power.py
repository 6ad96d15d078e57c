"""Power and sample sizes against R and the reference case, and simulated power against formulas."""

import json
import math
from pathlib import Path

import pytest
from scipy.stats import nct
from scipy.stats import t as student

from alianza.statistics.planning.power import (
    cohen_h,
    margin_of_error,
    power_arcsine,
    power_chi_squared,
    power_two_means,
    power_two_proportions,
    size_arcsine,
    size_chi_squared,
    size_mean,
    size_proportion,
    size_two_means,
    size_two_proportions,
)
from alianza.statistics.planning.simulated_power import Study, power_of_growth, power_of_reduction, uniforms
from tests.statistics.oracle import CLOSE, assert_close, expected

R = json.loads((Path(__file__).parent.parent / "reference" / "sampling.json").read_text(encoding="utf-8"))["power"]
ROOT = 2e-7
"""R finds sizes by a root search that stops early: R with tol = 1e-14 gives ours (tests/reference/sampling.R)."""


def test_sizes_and_power_agree_with_r() -> None:
    found = {
        "two_means_n": size_two_means(0.4, 1.1),
        "two_means_power": power_two_means(0.4, 1.1, 75),
        "two_shares_n": size_two_proportions(0.5, 0.65),
        "two_shares_n_strict": size_two_proportions(0.68, 0.8, strict=True),
        "arcsine_power": power_arcsine(cohen_h(0.68, 0.55), 102, 48),
        "chi_squared_power": power_chi_squared(0.25, 4, 150),
    }
    for name, value in found.items():
        assert_close(value, R[name], 1e-10)


def test_two_shares_of_the_reference_case_agree() -> None:
    for row in expected("statistics/power_two_proportions")["power"]:
        p1, p2 = row["p1"], row["p2"]
        assert_close(cohen_h(p1, p2), row["cohen_h"])
        assert_close(power_two_proportions(p1, p2, 75), row["power_at_n75"])
        assert_close(power_arcsine(cohen_h(p1, p2), 75), row["power_at_n75_h"])
        assert_close(power_arcsine(cohen_h(p1, p2), 40, 110), row["power_unequal_40_110"])
        assert_close(size_two_proportions(p1, p2), row["n_per_group_power.prop.test"], ROOT)
        assert_close(size_two_proportions(p1, p2, strict=True), row["n_strict"], ROOT)
        assert_close(size_arcsine(cohen_h(p1, p2)), row["n_pwr.2p.test"], ROOT)


def test_tables_and_finite_populations_of_the_reference_case_agree() -> None:
    case = expected("statistics/power_two_proportions")
    for row in case["chisq_power"]:
        assert_close(power_chi_squared(row["w"], row["df"], 150), row["power_n150"])
        assert_close(size_chi_squared(row["w"], row["df"]), row["N"], ROOT)
    finite = case["sample_size_proportion_fpc"]
    assert_close([size_proportion(0.05, population) for population in finite["N"]], finite["n"])
    assert_close(size_proportion(0.05), finite["n0"])
    assert_close(margin_of_error(150), case["moe_n150"]["moe"], CLOSE)


def test_a_size_reaches_its_power_and_a_census_has_no_error() -> None:
    assert power_two_means(0.4, 1.1, size_two_means(0.4, 1.1)) == pytest.approx(0.8, abs=1e-12)
    assert margin_of_error(500, 500) == 0
    assert size_mean(0.01, 10, 300) < 300


@pytest.mark.parametrize("wrong", [(0.5, 0.5), (0.5, 1.2)])
def test_what_has_no_answer_is_refused(wrong: tuple[float, float]) -> None:
    with pytest.raises(ValueError):
        size_two_proportions(*wrong)
    with pytest.raises(ValueError, match="power"):
        size_two_means(1, 1, power=0.01)


def test_the_random_numbers_are_those_of_the_generator_for_ever() -> None:
    # The first output of PCG64 with seed 1 (numpy.random.default_rng(1).random()), and a stream cut anywhere.
    assert uniforms(1, 1, 1)[0, 0] == pytest.approx(0.5118216247002567, abs=1e-15)
    assert uniforms(1, 2, 3)[1].tolist() == uniforms(1, 1, 3, skip=3)[0].tolist()


def test_simulated_power_of_growth_is_that_of_the_noncentral_t() -> None:
    study, distance, sd = Study(90, 90, 1.20), math.log(1.45 / 1.20), 0.5
    exact = nct.sf(student.ppf(0.95, 178), 178, distance / (sd * math.sqrt(2 / 90)))
    found = power_of_growth(study, 1.45, sd, runs=4000, seed=7)
    assert abs(found.supported - exact) < 5 * found.error
    assert found == power_of_growth(study, 1.45, sd, runs=4000, seed=7)
    assert found.supported + found.contradicted + found.undecided == pytest.approx(1)


def test_at_the_margin_the_error_rate_is_held() -> None:
    growth = power_of_growth(Study(60, 90, 1.20), 1.20, 0.6, runs=4000)
    assert abs(growth.supported - 0.05) < 5 * growth.error
    reduction = power_of_reduction(Study(60, 90, 0.35), 0.7, 0.35, runs=4000)
    assert reduction.supported < 0.08
    assert power_of_reduction(Study(600, 900, 0.35), 0.7, 0.1, runs=200).supported == 1.0


def test_groups_that_cannot_be_compared_are_refused() -> None:
    with pytest.raises(ValueError, match="two firms"):
        power_of_growth(Study(100, 0, 1.20), 1.4, 0.5)
    with pytest.raises(ValueError, match="margin"):
        power_of_reduction(Study(10, 10, 1.0), 0.7, 0.1)
