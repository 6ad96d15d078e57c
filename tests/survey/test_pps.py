"""Selection proportional to size against R's package sampling."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.survey.pps import (
    horvitz_thompson,
    horvitz_thompson_variance,
    inclusion_probabilities,
    joint_probabilities,
    systematic,
)
from tests.statistics.oracle import assert_close, data, expected

R = json.loads((Path(__file__).parent.parent / "reference" / "sampling.json").read_text(encoding="utf-8"))
SIZES = [3, 1, 4, 1, 5, 9, 2, 6, 5, 35, 8, 9, 7, 9, 3]
CASE = "statistics/selection_belgian_municipalities"


def test_probabilities_systematic_selection_and_joint_probabilities_agree_with_r() -> None:
    chances = inclusion_probabilities(SIZES, 5)
    assert_close(chances.tolist(), R["pps"]["pik"], 1e-13)
    assert (systematic(chances, 0.4) + 1).tolist() == R["pps"]["systematic_04"]
    np.testing.assert_allclose(joint_probabilities(chances), R["pps"]["joint"], rtol=0, atol=1e-13)


def test_totals_and_their_variance_agree_with_r() -> None:
    joint = np.array([[0.2, 0.06, 0.1], [0.06, 0.5, 0.3], [0.1, 0.3, 0.7]])
    assert_close(horvitz_thompson([10, 20, 30], [0.2, 0.5, 0.7]), R["horvitz_thompson"]["total"], 1e-13)
    found = horvitz_thompson_variance([10, 20, 30], [0.2, 0.5, 0.7], joint)
    assert_close(found, R["horvitz_thompson"]["variance"], 1e-12)
    with pytest.raises(ValueError, match="joint probability 0"):
        horvitz_thompson_variance([10, 20], [0.2, 0.5], np.array([[0.2, 0.0], [0.0, 0.5]]))


def test_the_reference_case_agrees() -> None:
    case, frame = expected(CASE), data(CASE)
    chances = inclusion_probabilities(frame["Tot04"].to_numpy(), 50)
    assert_close(chances.tolist(), case["inclusionprob_n50_Tot04"]["pik"])
    assert int((chances >= 1).sum()) == case["inclusionprob_n50_Tot04"]["n_certainty"]
    selected = systematic(chances, case["pps_systematic_fixed_start"]["u"])
    assert (selected + 1).tolist() == case["pps_systematic_fixed_start"]["selected"]
    twelve = case["pps_systematic_joint_probs_12units"]
    np.testing.assert_allclose(joint_probabilities(twelve["pik"]), twelve["pi2"], rtol=1e-8, atol=1e-14)


def test_the_total_of_the_reference_case_is_that_of_taxable_income() -> None:
    # Its call names Tot04, whose total would be the frame's own 10.4 million: the number belongs to TaxableIncome.
    case, frame = expected(CASE), data(CASE)
    selected = np.array(case["pps_systematic_fixed_start"]["selected"]) - 1
    chances = np.array(case["inclusionprob_n50_Tot04"]["pik"])[selected]
    found = horvitz_thompson(frame["TaxableIncome"].to_numpy()[selected], chances)
    assert_close(found, case["ht_total"]["total"])


@given(st.lists(st.integers(1, 1000), min_size=3, max_size=30), st.integers(0, 2), st.floats(0, 0.999))
def test_a_systematic_sample_has_its_size_and_its_probabilities(sizes: list[int], n: int, start: float) -> None:
    chances = inclusion_probabilities(sizes, n)
    assert abs(chances.sum() - n) < 1e-9
    assert abs(systematic(chances, start).size - n) <= (1 if start < 1e-9 else 0)
    joint = joint_probabilities(chances)
    np.testing.assert_allclose(np.diag(joint), chances, atol=1e-9)
    np.testing.assert_allclose(joint.sum(axis=1), n * chances, atol=1e-7)
