"""Stopping statistics against R's phyper (tests/reference/stopping.R), and what people are told."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.render.messages import say
from alianza.review.stopping import _relevant_limits, estimated_recall, missed_target, stopping, stopping_notes
from alianza.statistics.distributions import hypergeometric_cdf

R = json.loads((Path(__file__).parent.parent / "reference" / "stopping.json").read_text(encoding="utf-8"))
EARLY = [True, False] * 20 + [False] * 260
LATE = [True, False, False] * 20 + ([False] * 9 + [True]) * 20 + [False] * 340


@pytest.mark.parametrize(
    ("name", "decided", "records", "target"),
    [
        ("early_95", EARLY, 600, 0.95),
        ("early_80", EARLY, 600, 0.8),
        ("late_95", LATE, 1500, 0.95),
        ("late_99", LATE, 1500, 0.99),
    ],
)
def test_the_test_of_a_missed_target_agrees_with_r(name, decided, records, target) -> None:
    assert missed_target(decided, records, target) == pytest.approx(R[name], rel=1e-10)


def test_the_limits_of_what_is_left_agree_with_r() -> None:
    assert list(_relevant_limits(0, 100, 300, 0.95)) == R["limits_0_100_300"]
    assert list(_relevant_limits(3, 150, 900, 0.95)) == R["limits_3_150_900"]


def test_tail_areas_agree_with_r() -> None:
    three, thirty, drawn, all_ = (np.array([one]) for one in (3, 30, 100, 700))
    assert hypergeometric_cdf(three, thirty, drawn, all_)[0] == pytest.approx(R["phyper_3_30_100_700"], rel=1e-12)


def test_nothing_is_computed_for_a_small_review_or_before_a_decision() -> None:
    assert stopping([True, False] * 50, 499) is None
    assert stopping([], 2000) is None
    assert stopping([False], 500) is not None


def test_the_exclusions_since_the_last_inclusion_are_counted() -> None:
    assert stopping(EARLY, 600).since_last == 261
    assert stopping([False, True], 600).since_last == 0
    assert stopping([False] * 9, 600).since_last == 9


def test_recall_is_estimated_from_the_latest_decisions() -> None:
    # The last 100 of 300 decisions hold 2 of 30; the other 400 records would hold 8 more: 30 / 38.
    decided = [True] * 28 + [False] * 172 + [True, True] + [False] * 98
    found = estimated_recall(decided, 700)
    assert found.value == pytest.approx(30 / 38)
    assert found.low < found.value < found.high <= 1
    assert estimated_recall([False] * 100, 700).reason == "nothing_included"


def test_a_screening_that_read_everything_has_found_everything() -> None:
    decided = EARLY + [False] * 300
    assert estimated_recall(decided, 600).low == 1
    assert missed_target(decided, 600) == 0


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.integers(0, 40), st.sampled_from([0.8, 0.9, 0.95, 1.0]))
def test_p_values_and_recall_stay_between_nothing_and_all(decided, left, target) -> None:
    records = len(decided) + left
    p, recall = missed_target(decided, records, target), estimated_recall(decided, records)
    assert (p is None) == (not any(decided)) == (recall.value is None)
    if p is not None:
        assert 0 <= p <= 1 and 0 < recall.low <= recall.value <= recall.high <= 1


@pytest.mark.parametrize("language", ["es", "en"])
def test_people_are_told_that_they_decide(language) -> None:
    said = [say(one, language) for one in stopping_notes(stopping(LATE, 1500), 1500)]
    assert ("deciden las personas" if language == "es" else "decided by the people") in said[-1]
    assert len(said) == 4
    assert "500" in say(stopping_notes(None, 75)[0], language)
