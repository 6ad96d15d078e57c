"""What a design promises, on cases small enough to follow by hand and on random data."""

import json
import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alianza.statistics import Design
from alianza.statistics.distributions import chi2_tail, f_tail, t_quantile, t_two_sided
from alianza.statistics.errors import BadDesign, BadVariable, DesignError, LonelyPsu
from alianza.statistics.estimates.contrast import t_test
from alianza.statistics.estimates.proportions import grim_consistent, possible_counts, smallest_bases, wilson
from alianza.statistics.tables.fisher import fisher_exact
from alianza.statistics.tables.paired import holm, mcnemar_exact
from oracle import SHARED, assert_close, data, expected

FIRMS = pl.DataFrame(
    {
        "firm": [1, 2, 3, 4, 5, 6, 7, 8],
        "province": ["Azuay", "Azuay", "Azuay", "Azuay", "Guayas", "Guayas", "Guayas", "Guayas"],
        "sector": [1.0, 1, 2, 2, 1, 2, 2, None],
        "weight": [10.0, 10, 10, 10, 20, 20, 20, 20],
        "sales": [4.0, 6, 5, None, 10, 12, 14, 8],
        "allied": [True, False, True, True, False, True, None, True],
    }
)


@pytest.fixture
def design() -> Design:
    """Eight firms in two provinces."""
    return Design(FIRMS, weights="weight", strata="province")


class TestByHand:
    """Numbers that a pencil can check."""

    def test_stratified_mean(self) -> None:
        # Cochran (1977), 5.3: mean (40*5 + 80*11)/120; variance sum W_h^2 s_h^2 / n_h.
        firms = FIRMS.with_columns(sales=pl.Series([4.0, 6, 5, 5, 10, 12, 14, 8]))
        (mean,) = Design(firms, weights="weight", strata="province").mean("sales")
        variance = (40 / 120) ** 2 * (2 / 3) / 4 + (80 / 120) ** 2 * (20 / 3) / 4
        assert_close([mean.value, mean.se, mean.df], [9.0, math.sqrt(variance), 6.0])
        reach = 2.4469118511449692 * math.sqrt(variance)  # t table, 6 degrees of freedom
        assert_close([mean.low, mean.high], [9 - reach, 9 + reach])

    def test_base_counts_answers_not_rows(self, design: Design) -> None:
        assert design.mean("sales")[0].n == 7
        assert design.proportion("allied")[0].n == 7

    def test_boolean_means_are_shares_and_totals_are_counts(self, design: Design) -> None:
        assert design.mean("allied")[0].unit == "share"
        (total,) = design.total("allied")
        assert (total.value, total.unit) == (70.0, "count")

    @pytest.mark.parametrize("constant", [0.1, 1 / 3, 4.7, 1e9 + 0.1])
    def test_a_constant_has_no_error_and_no_significance(self, constant: float) -> None:
        rng = np.random.default_rng(0)
        frame = pl.DataFrame({"y": [constant] * 500, "w": rng.uniform(1, 9, 500), "group": [True, False] * 250})
        design = Design(frame, weights="w")
        (mean,) = design.mean("y")
        assert (mean.value, mean.se, mean.deff) == (pytest.approx(constant, rel=1e-14), 0.0, None)
        assert t_test(design.difference("y", "group")).reason == "no_variance"

    @pytest.mark.parametrize("weight", [1.0, 0.5, 1 + 1e-12])
    def test_weights_without_a_population_give_no_design_effect(self, weight: float) -> None:
        (mean,) = Design(FIRMS.with_columns(weight=pl.lit(weight)), weights="weight").mean("sales")
        assert mean.deff is None
        assert mean.se > 0

    def test_levels_read_as_decimals_are_whole(self, design: Design) -> None:
        assert [e.domain for e in design.mean("sales", by="sector")] == [{"sector": 1}, {"sector": 2}]
        assert [type(e.domain["sector"]) for e in design.mean("sales", by="sector")] == [int, int]


class TestDomains:
    """A subgroup keeps the sample's strata and units."""

    def test_a_domain_is_a_ratio_of_totals_over_all_rows(self, design: Design) -> None:
        (domain,) = design.mean("sales", where={"sector": 2})
        zeros = FIRMS.with_columns(
            top=pl.when((pl.col("sector") == 2) & pl.col("sales").is_not_null()).then("sales").otherwise(0.0),
            bottom=((pl.col("sector") == 2) & pl.col("sales").is_not_null()).fill_null(False).cast(pl.Float64),
        )
        (ratio,) = Design(zeros, weights="weight", strata="province").ratio("top", "bottom")
        assert_close([domain.value, domain.se, domain.low], [ratio.value, ratio.se, ratio.low])

    @pytest.mark.parametrize(
        "where",
        [
            pl.col("sector") == 2,
            {"sector": 2},
            {"sector": [2]},
            {"sector": range(2, 4)},
            {"sector": np.array([2, 3])},
            {"sector": pl.Series([2, 3])},
            [False, False, True, True, False, True, True, False],
            np.array([0, 0, 1, 1, 0, 1, 1, 0], dtype=bool),
            pl.Series([False, False, True, True, False, True, True, None]),
        ],
    )
    def test_conditions_come_in_many_forms(self, design: Design, where: object) -> None:
        assert design.mean("sales", where=where) == design.mean("sales", where=pl.col("sector") == 2)

    def test_a_domain_without_answers_says_so(self, design: Design) -> None:
        for estimate in (
            design.mean("sales", where=pl.col("sales") > 100)[0],
            design.proportion("allied", where={"firm": 7})[0],
            design.total("sales", where={"firm": 4})[0],
            design.ratio("sales", "weight", where={"firm": 4})[0],
            design.quantile("sales", 0.5, where={"firm": 4})[0],
            design.difference("sales", "allied", where={"sector": [9]}),
        ):
            assert (estimate.value, estimate.n, estimate.reason) == (None, 0, "no_answers")

    def test_a_group_that_the_domain_leaves_empty_is_reported(self, design: Design) -> None:
        found = design.mean("sales", by="sector", where={"sector": 1})
        assert [(e.domain["sector"], e.reason) for e in found] == [(1, ""), (2, "no_answers")]

    def test_shares_at_the_bounds_have_no_interval(self, design: Design) -> None:
        (share,) = design.proportion("allied", where=pl.col("allied"))
        assert (share.value, share.low, share.high, share.reason) == (1.0, None, None, "at_bound")

    def test_several_variables_are_named_in_the_domain(self, design: Design) -> None:
        found = design.mean(["sales", "weight"], by="province")
        assert [e.domain for e in found][:2] == [
            {"province": "Azuay", "variable": "sales"},
            {"province": "Guayas", "variable": "sales"},
        ]

    @pytest.mark.parametrize("kind", [pl.Categorical, pl.Enum(["Guayas", "Azuay", "Loja"])])
    def test_categories_of_every_kind(self, kind: object) -> None:
        frame = FIRMS.with_columns(pl.col("province").cast(kind))
        found = Design(frame, weights="weight", strata="province").mean("weight", by="province")
        wanted = ["Guayas", "Azuay"] if kind != pl.Categorical else ["Azuay", "Guayas"]
        assert [e.domain["province"] for e in found] == wanted
        model = Design(frame, weights="weight").logistic("allied", ["province"])
        assert model.coefficients[1].term == f"province={wanted[1]}"

    def test_a_sample_without_rows_says_so_everywhere(self) -> None:
        empty = Design(FIRMS.clear(), weights="weight", strata="province")
        assert empty.mean("sales")[0].reason == "no_answers"
        assert empty.mean("sales", by="province") == []
        assert empty.crosstab("province", "allied").tests["fisher"].reason == "one_level"
        assert empty.logistic("allied", ["province"]).reason == "no_answers"

    def test_a_table_with_too_many_empty_cells_has_no_corrected_test(self) -> None:
        frame = pl.DataFrame({"a": [1, 2, 3] * 4, "b": [1, 2, 3] * 4})
        table = Design(frame).crosstab("a", "b")
        assert table.cramers_v == pytest.approx(1.0)
        assert table.tests["rao_scott_f"].reason == "empty_cells"
        assert table.tests["pearson"].p < 0.01

    def test_a_variable_with_one_category_has_no_association(self, design: Design) -> None:
        table = design.crosstab("allied", "province", where={"province": "Azuay"})
        assert {test.reason for test in table.tests.values()} == {"one_level"}
        assert table.cramers_v is None


class TestProblems:
    """A design that contradicts itself is refused by name."""

    @pytest.mark.parametrize(
        ("changes", "options", "code"),
        [
            ({"weight": pl.Series([-1.0] * 8)}, {}, "negative_weight"),
            ({"weight": pl.Series([0.0] * 8)}, {}, "no_positive_weight"),
            ({"weight": pl.Series([None] + [1.0] * 7)}, {}, "missing_in_design"),
            ({"province": pl.Series([None] + ["Azuay"] * 7)}, {}, "missing_in_design"),
            ({"weight": pl.Series(["a"] * 8)}, {}, "not_numeric"),
            ({"weight": pl.Series([math.inf] * 8)}, {}, "infinite"),
            ({"size": pl.Series([3.0] * 8)}, {"fpc": "size"}, "fpc_below_sample"),
            ({"size": pl.Series([9.0] * 7 + [10.0])}, {"fpc": "size"}, "fpc_varies"),
            ({"size": pl.Series([9.0] * 8)}, {"fpc": ["size", "size"]}, "fpc_stages"),
            ({}, {"ssu": "firm"}, "ssu_without_psu"),
            ({"size": pl.Series([0.5] * 4 + [9.0] * 4)}, {"fpc": "size"}, "fpc_mixed"),
            ({}, {"lonely_psu": "ignore"}, "lonely_rule"),
            ({}, {"psu": "barrio"}, "no_such_variable"),
            ({}, {"replicate_weights": ["firm"], "replicate_type": "Fay"}, "replicate_scale"),
            ({}, {"replicate_weights": ["firm"], "replicate_type": "JKn"}, "replicate_scale"),
            ({}, {"replicate_weights": ["firm"], "replicate_type": "magic"}, "replicate_type"),
            ({}, {"replicate_weights": ["firm"], "replicate_type": "JKn", "rscales": [1, 2]}, "replicate_factors"),
        ],
    )
    def test_designs(self, changes: dict, options: dict, code: str) -> None:
        with pytest.raises(DesignError) as refused:
            Design(FIRMS.with_columns(**changes), weights="weight", strata="province", **options)
        assert refused.value.problem.code == code

    @pytest.mark.parametrize(
        ("call", "code"),
        [
            (lambda d: d.mean("ventas"), "no_such_variable"),
            (lambda d: d.mean(pl.col("ventas") + 1), "no_such_variable"),
            (lambda d: d.mean("province"), "not_numeric"),
            (lambda d: d.mean(pl.col("sales") / 0), "infinite"),
            (lambda d: d.mean("sales", where="sales"), "not_a_condition"),
            (lambda d: d.mean("sales", where=[True]), "not_a_condition"),
            (lambda d: d.contrast(pl.col("sales").cast(pl.String), "allied"), "not_binary"),
            (lambda d: d.logistic("allied", ["sector"], reference={"sector": 7}), "unknown_level"),
            (lambda d: d.logistic("allied", ["sector", "allied"]), "outcome_among_predictors"),
        ],
    )
    def test_variables(self, design: Design, call: object, code: str) -> None:
        with pytest.raises(BadVariable) as refused:
            call(design)
        assert refused.value.problem.code == code

    def test_a_level_or_probability_in_percent_is_a_mistake_of_the_caller(self, design: Design) -> None:
        for call in (lambda: design.mean("sales", level=95), lambda: design.quantile("sales", 50)):
            with pytest.raises(ValueError, match="between 0 and 1"):
                call()

    def test_second_stage_units_alone_are_named_by_their_cluster(self) -> None:
        firms = FIRMS.with_columns(barrio=pl.col("firm") // 2, size=pl.lit(9), more=pl.lit(9))
        design = Design(firms, weights="weight", strata="province", psu="barrio", ssu="firm", fpc=["size", "more"])
        with pytest.raises(LonelyPsu) as refused:
            design.mean("weight")
        assert refused.value.problem.found == "Azuay.0, Azuay.2, Guayas.2, Guayas.4"

    def test_nothing_to_average_over_leaves_no_standard_error(self) -> None:
        lonely = Design(FIRMS, weights="weight", strata="firm", lonely_psu="average")
        (mean,) = lonely.mean("weight")
        gap = lonely.difference("firm", pl.col("firm") > 2)
        assert (mean.value, mean.se, mean.deff, mean.reason) == (17.5 - 5 / 6, None, None, "no_standard_error")
        assert (gap.se, gap.low, gap.reason) == (None, None, "no_standard_error")
        assert lonely.crosstab(pl.col("firm") > 2, "province").tests["rao_scott_f"].reason == "no_variance"

    def test_each_problem_has_its_sentences_in_both_languages(self) -> None:
        from alianza.render.messages import problem_sentences

        codes = ("fpc_mixed", "fpc_varies", "fpc_stages", "ssu_without_psu", "replicate_factors", "infinite")
        refusals = [BadDesign(code, "N", "2", "1") for code in codes]
        for failure in (LonelyPsu(["A.1"], ["sector"]), BadVariable("not_binary", "y"), *refusals):
            for language in ("es", "en"):
                assert all("{" not in text and text for text in problem_sentences(failure.problem, language))

    def test_a_single_firm_matters_only_to_domains_that_hold_its_stratum(self) -> None:
        lonely = Design(
            FIRMS.with_columns(stratum=pl.col("firm").clip(upper_bound=4)), weights="weight", strata="stratum"
        )
        with pytest.raises(LonelyPsu) as refused:
            lonely.mean("sales")
        assert refused.value.problem.found == "1, 2, 3"
        assert lonely.mean("sales", where=pl.col("firm") > 4)[0].se > 0


class TestLogistic:
    """Models that exist, and models that do not."""

    def test_separation_names_the_variable(self) -> None:
        firms = FIRMS.with_columns(perfect=pl.col("allied").fill_null(False), noise=pl.col("firm") % 2)
        model = Design(firms, weights="weight").logistic("allied", ["perfect", "noise"])
        assert (model.reason, model.separated, model.coefficients) == ("separation", ("perfect",), ())
        assert model.wald("perfect").reason == "separation"

    def test_quasi_separation_names_the_variable(self) -> None:
        frame = pl.DataFrame({"y": [0, 0, 0, 1, 1, 1, 1, 0] * 4, "z": [0, 0, 0, 1, 1, 0, 0, 0] * 4, "x": range(32)})
        model = Design(frame).logistic("y", ["z", "x"])
        assert (model.reason, model.separated) == ("separation", ("z",))

    def test_a_determined_column_is_left_out_by_name(self) -> None:
        firms = FIRMS.with_columns(double=pl.col("firm") * 2)
        model = Design(firms, weights="weight").logistic("allied", ["firm", "double"])
        assert model.aliased == ("double",)
        assert [c.term for c in model.coefficients] == ["(Intercept)", "firm"]

    def test_one_outcome_only(self, design: Design) -> None:
        model = design.logistic("allied", ["sales"], where=pl.col("allied"))
        assert (model.reason, model.n, model.events) == ("one_outcome", 4, 4)

    def test_nobody_answers(self, design: Design) -> None:
        assert design.logistic("allied", ["sales"], where={"firm": 7}).reason == "no_answers"

    def test_a_binary_predictor_gives_the_odds_ratio_of_the_contrast(self, design: Design) -> None:
        outcome = pl.col("firm").is_in([2, 3, 8])
        model, contrast = design.logistic(outcome, ["allied"]), design.contrast(outcome, "allied")
        line, odds = model.coefficient("allied"), contrast.odds_ratio
        assert_close([odds.value, odds.se / odds.value, odds.df], [line.odds_ratio, line.se, line.df])
        assert_close([odds.low, odds.high, t_test(odds).p], [line.low, line.high, line.p])

    def test_a_relative_reduction_is_one_minus_the_risk_ratio(self, design: Design) -> None:
        contrast = design.contrast(pl.col("firm").is_in([2, 3, 8]), "allied")
        ratio, reduction = contrast.risk_ratio, contrast.relative_reduction
        assert ratio.value is not None and ratio.low is not None and ratio.high is not None
        assert (reduction.value, reduction.low, reduction.high) == (1 - ratio.value, 1 - ratio.high, 1 - ratio.low)
        assert (reduction.unit, reduction.n, reduction.se) == ("share", ratio.n, ratio.se)
        nothing = design.contrast(pl.col("sales") < 0, "allied").relative_reduction
        assert (nothing.value, nothing.low, nothing.reason) == (None, None, "at_bound")

    def test_contrast_where_a_share_is_one(self, design: Design) -> None:
        contrast = design.contrast(pl.col("sales") > 7, "province")
        assert (contrast.exposed, contrast.unexposed) == (1.0, 0.0)
        assert contrast.risk_difference.value == 1.0
        assert (contrast.risk_ratio.reason, contrast.odds_ratio.reason) == ("at_bound", "at_bound")
        assert (contrast.n_exposed, contrast.n_unexposed) == (4, 3)


def test_published_values_of_classic_tables() -> None:
    # Fisher's tea tasting (1935): p = 0.4857 two-sided; Agresti (2002), p. 57, job satisfaction: p = 0.7827.
    assert_close(fisher_exact(np.array([[3, 1], [1, 3]])).p, 34 / 70)
    # R: fisher.test(matrix(c(120300, 119100, 80200, 80900), 2))$p.value, in a blink.
    assert_close(fisher_exact(np.array([[120300, 80200], [119100, 80900]])).p, 0.0036906613349051813)
    job = np.array([[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]])
    assert round(fisher_exact(job).p, 4) == 0.7827
    # Agresti (2002), p. 410: approval of the prime minister, 150 against 86 who changed their mind.
    assert mcnemar_exact(150, 86).p == pytest.approx(3.7e-5, rel=0.05)
    # Wilson (1927) as tabulated by Newcombe (1998), Statistics in Medicine 17: 81 of 263.
    assert [round(limit, 4) for limit in wilson(81, 263)] == [0.2553, 0.3662]


def test_fisher_beyond_reach_is_drawn_and_says_so() -> None:
    rng = np.random.default_rng(3)
    large = rng.integers(200, 400, size=(5, 5))
    test = fisher_exact(large)
    pearson_p = chi2_tail(
        float((((e := np.outer(large.sum(1), large.sum(0)) / large.sum()) - large) ** 2 / e).sum()), 16
    )
    assert test.method == "monte_carlo_100000"
    assert test.p == pytest.approx(pearson_p, abs=0.01)
    assert fisher_exact(large).p == test.p


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=3))
def test_fisher_equals_plain_enumeration(counts: list[list[int]]) -> None:
    table = np.array(counts)
    kept = table[table.sum(1) > 0][:, table.sum(0) > 0]
    if min(kept.shape) < 2:
        assert fisher_exact(table).reason == "one_level"
        return
    assert fisher_exact(table).p == pytest.approx(_enumerated(kept), rel=1e-9)


def _enumerated(table: np.ndarray) -> float:
    """Slow twin: every table with the margins, one after the other."""
    columns = [int(total) for total in table.sum(0)]

    def fill(rows: tuple[int, ...], place: int, weight: float) -> list[float]:
        if place == len(columns) - 1:
            return [weight / math.prod(math.factorial(row) for row in rows)] if sum(rows) == columns[-1] else []
        found = []
        for cells in np.ndindex(*(row + 1 for row in rows)):
            if sum(cells) == columns[place]:
                left = tuple(row - cell for row, cell in zip(rows, cells, strict=True))
                found += fill(left, place + 1, weight / math.prod(math.factorial(cell) for cell in cells))
        return found

    weights = np.array(fill(tuple(int(total) for total in table.sum(1)), 0, 1.0))
    seen = 1 / math.prod(math.factorial(int(cell)) for cell in table.ravel())
    return float(weights[weights <= seen * (1 + 1e-7)].sum() / weights.sum())


def test_grim_reference_vectors() -> None:
    folder = SHARED / "oracles" / "grim" / "grim_scrutiny_vectors"
    if not folder.exists():
        pytest.skip("reference cases are absent: ../shared/oracles/grim")
    rows = pl.read_csv(folder / "data.csv", schema_overrides={"x": pl.String}).rows(named=True)
    wanted = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["consistent"]
    found = [grim_consistent(row["x"], row["n"], row["items"], bool(row["percent"])) for row in rows]
    assert found == wanted


def test_counts_and_bases_of_the_published_claims() -> None:
    if not (SHARED / "claims.json").exists():
        pytest.skip("claims are absent: ../shared/claims.json")
    claims = [claim for claim in json.loads((SHARED / "claims.json").read_text("utf-8"))["claims"] if "grim" in claim]
    assert len(claims) > 15
    for claim in claims:
        for entry in claim["grim"].values():
            assert list(possible_counts(claim["published"], entry["n"]).counts) == entry["possible_counts"]
        if "grim_smallest_n" in claim:
            assert list(smallest_bases(claim["published"])) == claim["grim_smallest_n"]


def test_rounding_rules_are_told_apart() -> None:
    assert possible_counts("62", 48).half_even == (30,)
    assert possible_counts("62", 48).half_up == ()
    assert possible_counts("28,5 %", 200).counts == (57,)
    assert possible_counts("10", 0).counts == ()


@pytest.mark.parametrize("df", [1.0, 3.0, 11.5, 196.0, 2568.0, 1e6])
def test_distributions_invert_each_other(df: float) -> None:
    for p in (1e-6, 0.01, 0.5, 0.9):
        assert t_two_sided(t_quantile(1 - p / 2, df), df) == pytest.approx(p, rel=1e-9)
        assert f_tail(t_quantile(1 - p / 2, df) ** 2, 1, df) == pytest.approx(p, rel=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_never_shrinks_a_p_value_nor_changes_the_order(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(p <= a <= min(1.0, p * len(p_values)) + 1e-15 for p, a in zip(p_values, adjusted, strict=True))
    ranked = [adjusted[i] for i in sorted(range(len(p_values)), key=lambda i: p_values[i])]
    assert ranked == sorted(ranked)


samples = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(0, 3), st.floats(0.5, 50), st.floats(-100, 100), st.booleans(), st.booleans()
    ),
    min_size=8,
    max_size=40,
)


def _frame(sample: list[tuple]) -> pl.DataFrame:
    frame = pl.DataFrame(sample, schema=["stratum", "psu", "w", "y", "yes", "inside"], orient="row")
    # Two clusters in every stratum, so that no rule for single ones is needed.
    ends = [(s, p, 1.0, float(s + p), bool(p), True) for s in range(3) for p in (0, 1)]
    return pl.concat([frame, pl.DataFrame(ends, schema=frame.schema, orient="row")])


def _results(frame: pl.DataFrame, quantiles: tuple[float, ...] = (0.3, 0.7)) -> list[float]:
    design = Design(frame, weights="w", strata="stratum", psu="psu")
    estimates = [
        *design.mean("y", by="inside"),
        *design.proportion("yes"),
        *design.ratio("w", "w", where="inside"),
        *design.quantile("y", quantiles, where="yes"),
        design.difference("y", "inside"),
    ]
    numbers = [number for e in estimates for number in (e.value, e.se, e.low, e.high, e.df)]
    return [math.nan if number is None else float(number) for number in numbers]


def _same(one: list[float], other: list[float]) -> None:
    assert np.allclose(one, other, rtol=1e-7, atol=1e-7, equal_nan=True)


@settings(max_examples=50, deadline=None)
@given(samples, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(sample: list[tuple], random: object) -> None:
    frame = _frame(sample)
    order = list(range(frame.height))
    random.shuffle(order)
    _same(_results(frame), _results(frame[order]))


@settings(max_examples=50, deadline=None)
@given(samples, st.sampled_from([0.25, 8.0]))
def test_scaling_the_weights_changes_no_mean(sample: list[tuple], factor: float) -> None:
    frame = _frame(sample)
    _same(_results(frame), _results(frame.with_columns(pl.col("w") * factor)))


@settings(max_examples=50, deadline=None)
@given(samples)
def test_splitting_a_row_into_two_halves_changes_nothing(sample: list[tuple]) -> None:
    frame = _frame(sample)
    halves = pl.concat([frame.head(1).with_columns(pl.col("w") / 2)] * 2 + [frame.slice(1)])
    # Quantiles apart: below the share of the smallest value R steps to the second row, half of a split one too.
    _same(_results(frame, quantiles=()), _results(halves, quantiles=()))


@settings(max_examples=50, deadline=None)
@given(samples)
def test_totals_of_domains_add_up(sample: list[tuple]) -> None:
    design = Design(_frame(sample), weights="w", strata="stratum", psu="psu")
    parts = design.total("y", by=["inside", "yes"])
    assert sum(part.value for part in parts) == pytest.approx(design.total("y")[0].value, rel=1e-9, abs=1e-9)
    shares = design.crosstab("inside", "yes").shares
    assert sum(map(sum, shares)) == pytest.approx(1.0)


def test_variance_of_an_own_linearisation(design: Design) -> None:
    (total,) = design.total("weight")
    influence = FIRMS["weight"].to_numpy() ** 2
    assert_close(math.sqrt(float(design.variance(influence)[0, 0])) if total.se else 0.0, total.se)
    two = design.variance(np.column_stack([FIRMS["firm"], FIRMS["firm"] ** 2]), where={"province": "Guayas"})
    assert two.shape == (2, 2)
    assert two[0, 1] == pytest.approx(two[1, 0])


def test_t_test_says_why_it_is_missing(design: Design) -> None:
    assert t_test(design.difference("sales", "allied", where={"firm": 1})).reason == "no_answers"


def test_second_opinion_of_svy() -> None:
    expected("statistics/nhanes_domain")
    svy = pytest.importorskip("svy")
    frame = data("statistics/nhanes_domain").drop_nulls()
    theirs = svy.Sample(frame, svy.Design(stratum="SDMVSTRA", psu="SDMVPSU", wgt="WTMEC2YR"))
    table = theirs.estimation.mean("HI_CHOL", by="race", deff="wor").to_polars().sort("race")
    ours = Design(frame, weights="WTMEC2YR", strata="SDMVSTRA", psu="SDMVPSU").mean("HI_CHOL", by="race")
    assert_close([e.value for e in ours], table["est"].to_list())
    assert_close([e.se for e in ours], table["se"].to_list())
    assert_close([e.deff for e in ours], table["deff"].to_list())
