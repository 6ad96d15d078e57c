"""Measures of a screening by hand and by ASReview's formulas, and two labelled reviews screened again."""

from pathlib import Path
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.review.ranking import Ranker, features
from alianza.review.simulated_screening import Measures, measures, priors, screened
from alianza.workflow.screening_simulation import labelled_set

SETS = Path(__file__).parents[3] / "shared/data/bibliography/screening"
MIXED = st.lists(st.booleans(), min_size=2, max_size=200).filter(lambda found: 0 < sum(found) < len(found))


def test_the_best_and_the_worst_order_by_hand() -> None:
    best, worst = [True] * 5 + [False] * 95, [False] * 95 + [True] * 5
    assert measures(best) == Measures(wss_95=0.90, recall_10=1.0, atd=3.0, loss=0.0)
    assert measures(worst) == Measures(wss_95=-0.05, recall_10=0.0, atd=98.0, loss=1.0)


def test_ninety_five_percent_of_the_relevant_is_rounded_up() -> None:
    found = [True] * 19 + [False] * 40 + [True] + [False] * 40  # 19 of 20 are 95 %
    assert measures(found).wss_95 == pytest.approx((100 - 19) / 100 - 0.05)
    found = [True] * 18 + [False] * 40 + [True] + [False] * 41  # 18 of 19 are 94.7 %
    assert measures(found).wss_95 == pytest.approx((100 - 59) / 100 - 0.05)


def test_a_tenth_of_the_records_is_rounded_down() -> None:
    assert measures([False] * 9 + [True] + [False] * 9).recall_10 == 0  # the first of 19
    assert measures([False, True] + [False] * 18).recall_10 == 1  # the first two of 20


@given(MIXED)
def test_measures_agree_with_the_formulas_of_asreview(found) -> None:
    """Loss of asreview 3.0.8, `asreview.metrics`; recall and time to discovery of asreview-insights' `metrics`."""
    labels, ours = np.array(found, dtype=int), measures(found)
    size, many = len(labels), int(labels.sum())
    loss = (many * (size - (many - 1) / 2) - np.cumsum(labels).sum()) / (many * (size - many))
    reached = np.searchsorted(np.arange(1, size + 1) / size, 0.1, side="right")
    assert ours.loss == pytest.approx(loss, abs=1e-12)
    assert ours.atd == pytest.approx(np.mean(np.flatnonzero(labels) + 1))
    assert ours.recall_10 == pytest.approx(np.cumsum(labels)[reached - 1] / many if reached else 0)


@given(MIXED)
def test_loss_is_the_chance_that_an_irrelevant_record_comes_before_a_relevant_one(found) -> None:
    pairs = [one < other for one, a in enumerate(found) if not a for other, b in enumerate(found) if b]
    assert measures(found).loss == pytest.approx(np.mean(pairs))


@pytest.mark.parametrize("found", [[], [True], [False, False]])
def test_a_screening_without_two_kinds_has_no_measures(found) -> None:
    with pytest.raises(ValueError, match="relevant"):
        measures(found)


def test_priors_are_one_of_each_kind_and_the_seed_decides_them() -> None:
    relevant = {str(place): place % 5 == 0 for place in range(200)}
    chosen = [priors(relevant, seed) for seed in range(20)]
    assert all(relevant[one] and not relevant[other] for one, other in chosen)
    assert chosen == [priors(relevant, seed) for seed in range(20)] and len(set(chosen)) > 15
    with pytest.raises(ValueError, match="priors"):
        priors({"a": True, "b": True}, 0)


def test_a_screening_finds_every_relevant_record_once() -> None:
    relevant = {str(place): place % 7 == 0 for place in range(60)}
    texts = [f"{'alianza' if one else 'rosa'} número{place}" for place, one in relevant.items()]
    begin = priors(relevant, 4)
    found = screened(Ranker(tuple(relevant), features(texts), 4), relevant, begin)
    assert len(found) == 58 and found == [True] * 8 + [False] * 50


@pytest.mark.skipif(not SETS.is_dir(), reason="../shared is absent: the labelled reviews are read in place")
@pytest.mark.parametrize(("name", "least"), [("Cohen_ADHD", 0.48), ("Kitchenham_2010", 0.64)])
def test_labelled_reviews_are_screened_early(name, least) -> None:
    known = labelled_set(SETS / f"{name}.csv", "label_included")
    matrix = features(list(known.texts.values()))
    found = []
    for seed in range(2):
        ranker = Ranker(tuple(known.texts), matrix, seed)
        found.append(measures(screened(ranker, known.relevant, priors(known.relevant, seed))))
    assert fmean(one.wss_95 for one in found) > least
    assert fmean(one.loss for one in found) < 0.11
