"""Block 0, strata, ratings and rank correlations against R 4.2.2: anova(test="Rao"), mantelhaen.test, cohen.kappa, ...

The numbers come from tests/reference/spss_tables.R
(`Rscript tests/reference/spss_tables.R > tests/reference/spss_tables.json`).
"""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.statistics import Design
from alianza.statistics.models.constant_alone import classification_alone, constant_alone, score_tests
from alianza.statistics.models.influence import influence
from alianza.statistics.tables.contingency import of_counts
from alianza.statistics.tables.correlation import kendall_correlation, pair_by_pair, spearman_correlation
from alianza.statistics.tables.effect_size import cohen_d, hedges_g, noncentrality
from alianza.statistics.tables.mantel_haenszel import mantel_haenszel
from alianza.statistics.tables.ordinal import correlation_measures, ordinal_measures, pairs
from alianza.statistics.tables.square import kappa, symmetry
from alianza.statistics.tables.two_samples import compare_two
from oracle import assert_close

R = json.loads((Path(__file__).parents[1] / "reference" / "spss_tables.json").read_text(encoding="utf-8"))
SUCCESS = [1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0]
SUCCESS += [1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1]
MONTHS = [9, 8, 2, 7, 3, 6, 4, 5, 10, 3, 1, 8, 9, 4, 7, 2, 6, 5, 11, 3]
MONTHS += [8, 2, 4, 9, 6, 7, 5, 1, 10, 3, 4, 8, 2, 9, 6, 3, 7, 8, 5, 2]
EXPORT = [0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0]
EXPORT += [1, 0, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1]
FIRMS = pl.DataFrame(
    {
        "success": SUCCESS,
        "months": MONTHS,
        "sector": ["commerce", "industry", "services", "services", "industry"] * 8,
        "export": EXPORT,
        "count": [1, 2, 3, 1] * 10,
    }
)
FIRTH = json.loads((Path(__file__).parents[1] / "reference" / "firth.json").read_text(encoding="utf-8"))
"""From tests/reference/firth.R, which says how to run it."""
THREE = np.array([[12.0, 5, 2], [3, 9, 1], [1, 4, 8]])


def numbers(name: str) -> np.ndarray:
    return FIRMS[name].to_numpy().astype(float)


def test_score_tests_of_variables_and_dummies_and_of_all() -> None:
    found = score_tests(Design(FIRMS).logistic("success", ["months", "sector", "export"], method="ml"))
    assert list(found) == ["months", "sector", "sector=industry", "sector=services", "export", ""]
    assert_close([[test.statistic, test.df, test.p] for test in found.values()], R["scores"])


@pytest.mark.parametrize("weights", [None, "count"])
def test_the_omnibus_test_of_firths_method_compares_penalised_likelihoods(weights: str | None) -> None:
    model = Design(FIRMS, weights=weights).logistic("success", ["months", "export"], method="firth")
    found = [model.omnibus.statistic, model.omnibus.df, model.omnibus.p, model.penalised, model.penalised_null]
    assert_close(found, FIRTH["weighted" if weights else "firms"], 1e-6)


def test_events_are_counted_unweighted() -> None:
    model = Design(FIRMS, weights="count").logistic("success", ["months", "export"], method="ml")
    assert model.events_per_variable == min(sum(SUCCESS), len(SUCCESS) - sum(SUCCESS)) / 2


def test_weighted_score_tests() -> None:
    model = Design(FIRMS, weights="count").logistic("success", ["months", "export"], method="ml")
    assert_close([[test.statistic, test.df, test.p] for test in score_tests(model).values()], R["weighted_scores"])


def test_without_a_variable_that_varies_there_is_no_score() -> None:
    found = score_tests(Design(FIRMS.with_columns(same=pl.lit(1))).logistic("success", ["same"], method="ml"))
    assert [(name, test.reason) for name, test in found.items()] == [("", "no_df")]


def test_a_case_that_decides_its_own_fit_has_no_influence_to_measure() -> None:
    frame = FIRMS.with_columns(first=pl.Series([1, *[0] * 39]))
    found = influence(Design(frame).logistic("success", ["months", "first"], method="firth"))
    assert found is not None and np.isnan(found.cook[0]) and np.isnan(found.dfbeta[0]).all()
    assert np.isfinite(found.cook[1:]).all() and np.isfinite(found.dfbeta[1:]).all()
    # With leverage 1 Firth's score of the case is (1 - p) + (1/2 - p): its probability is 3/4.
    assert found.chance[0] == pytest.approx(0.75, abs=1e-12)


def test_the_constant_alone_guesses_the_more_frequent_outcome() -> None:
    model = Design(FIRMS).logistic("success", ["months"], method="ml")
    line = constant_alone(model)
    assert_close([line.b, line.se, line.statistic, line.p], R["alone"])
    assert classification_alone(model).counts == ((0.0, 18.0), (0.0, 22.0))
    assert classification_alone(model, 0.6).correct == (1.0, 0.0, 18 / 40)


def test_strata_with_cochrans_test_and_the_error_of_the_logarithm() -> None:
    found = mantel_haenszel(
        [np.array([[12.0, 7], [5, 16]]), np.array([[8.0, 6], [3, 13]]), np.array([[20.0, 4], [9, 7]])]
    )
    odds, corrected = found.odds_ratio, found.corrected
    assert_close([found.cochran.statistic], R["cochran"])
    assert_close([odds.value, odds.low, odds.high, corrected.statistic, corrected.p, found.log_se], R["common"])
    assert found.significance == pytest.approx(0.0, abs=1e-3) and found.significance > 0


def test_strata_without_information_have_no_numbers() -> None:
    found = mantel_haenszel([np.array([[3.0, 4], [0, 0]])])
    assert (found.cochran.statistic, found.significance, found.strata) == (None, None, 0)


def test_kappa_with_its_error() -> None:
    for counts, wanted in zip((THREE, np.array([[20.0, 5], [10, 15]])), R["kappas"], strict=True):
        found = kappa(counts)
        assert found is not None
        assert_close([found.value, found.se], wanted)
    assert kappa(np.array([[7.0, 0], [0, 0]])) is None


def test_symmetry_of_two_and_of_three_categories() -> None:
    found = symmetry(THREE)
    assert_close([found.statistic, found.df, found.p], R["bowker"])
    assert_close([symmetry(np.array([[20.0, 5], [10, 15]])).p], R["mcnemar"])
    assert symmetry(np.diag([3.0, 4, 5])).reason == "no_discordant_pairs"


def test_rank_correlations_with_their_tests() -> None:
    free = np.arange(1.0, 41)
    cases = (
        (numbers("months"), numbers("export"), None),
        (numbers("months"), numbers("export"), numbers("count")),
        (numbers("months"), numbers("count"), None),
        (free, free * 17 % 41, None),
    )
    for (x, y, w), wanted in zip(cases, R["ranks"], strict=True):
        tau, rho = kendall_correlation(x, y, w), spearman_correlation(x, y, w)
        assert_close([tau.statistic, tau.p, rho.statistic, rho.p], wanted)


def test_effect_sizes_with_limits_of_the_noncentral_t() -> None:
    groups = [numbers("months")[numbers("export") == kind] for kind in (0, 1)]
    both = compare_two(groups[0], groups[1])
    found = [cohen_d(both), hedges_g(both)]
    assert_close([[one.standardiser, one.value, one.low, one.high] for one in found if one], R["effects"])
    assert cohen_d(compare_two(np.ones(4), np.ones(5))) is None
    assert_close(
        [noncentrality(*case) for case in ((25.0, 3, 0.975), (-4.0, 1, 0.025), (2.0, 4000, 0.975))], R["noncentral"]
    )


def test_fishers_test_counts_the_other_tail_where_it_is_as_unlikely() -> None:
    frame = FIRMS.with_columns(sector=pl.Series([1, 2, 3, 3, 2] * 8))
    for sector, wanted in zip((1, 2, 3), R["fisher"], strict=True):
        part = frame.filter(pl.col("sector") == sector)
        counts = [
            [part.filter((pl.col("export") == export) & (pl.col("success") == success)).height for success in (0, 1)]
            for export in (0, 1)
        ]
        assert_close([of_counts(np.array(counts, dtype=float)).tests["fisher"].p], [wanted])


ANSWERS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(1, 5)), min_size=3, max_size=30)


@given(ANSWERS)
def test_pairs_counted_by_cells_are_those_counted_one_by_one(rows: list[tuple[int, int, int]]) -> None:
    x, y, w = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    counts = np.zeros((5, 4))
    np.add.at(counts, (x.astype(int), y.astype(int)), w)
    agree, differ = pairs(counts)
    assert float((counts * (agree - differ)).sum()) == pytest.approx(pair_by_pair(x, y, w))


@given(ANSWERS)
def test_measures_of_a_table_are_the_correlations_of_its_rows(rows: list[tuple[int, int, int]]) -> None:
    x, y, w = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    if len(set(x)) < 2 or len(set(y)) < 2:
        return
    (levels, row), (others, column) = (np.unique(v, return_inverse=True) for v in (x, y))
    counts = np.zeros((levels.size, others.size))
    np.add.at(counts, (row, column), w)
    tau, rho = kendall_correlation(x, y, w), spearman_correlation(x, y, w)
    assert ordinal_measures(counts)["tau_b"].value == pytest.approx(tau.statistic, abs=1e-12)
    assert correlation_measures(counts, levels, others)["spearman"].value == pytest.approx(rho.statistic, abs=1e-12)
