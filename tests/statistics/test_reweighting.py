"""What reweighted and replicated designs promise: properties on random samples, and refusals that help."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from alianza.statistics import Design
from alianza.statistics.distributions import chi2_tail, f_tail
from alianza.statistics.errors import BadDesign, BadVariable, LonelyPsu
from alianza.statistics.tables.chi_squared_sums import chi_squared_sum_tail, f_sum_tail
from oracle import assert_close

SEEDS = st.integers(0, 10_000)
FEW = settings(max_examples=12, deadline=None)


def sample(seed: int, strata: int = 4, units: int = 4, rows: int = 4) -> pl.DataFrame:
    """Firms in units of strata, with a category of three levels in every stratum."""
    rng = np.random.default_rng(seed)
    size = strata * units * rows
    frame = pl.DataFrame(
        {
            "stratum": np.repeat([f"s{k}" for k in range(strata)], units * rows),
            "unit": np.repeat(np.arange(strata * units), rows),
            "kind": [f"k{k % 3}" for k in range(size)],
            "half": rng.integers(0, 2, size),
            "weight": rng.uniform(1, 5, size),
            "x": rng.gamma(3, 2, size),
        }
    )
    return frame.with_columns(y=pl.col("x") * 2 + rng.normal(0, 3, size) + pl.col("unit") / 4)


def design(frame: pl.DataFrame, **options: object) -> Design:
    return Design(frame, weights="weight", strata="stratum", psu="unit", **options)


def totals(frame: pl.DataFrame, factor: float = 1.1) -> dict[str, float]:
    sums = frame.group_by("kind").agg(pl.col("weight").sum()).sort("kind")
    return {kind: weight * (factor + place / 20) for place, (kind, weight) in enumerate(sums.rows())}


def halves(frame: pl.DataFrame, total: float) -> dict[int, float]:
    return {0: total * 0.45, 1: total * 0.55}


KINDS = {
    "post": lambda d: d.poststratify("kind", totals(d.frame)),
    "raked": lambda d: d.rake({"kind": totals(d.frame), "half": halves(d.frame, sum(totals(d.frame).values()))}),
    "linear": lambda d: d.calibrate({"kind": totals(d.frame), "x": 1.2 * float(d.frame["weight"] @ d.frame["x"])}),
    "raking": lambda d: d.calibrate({"kind": totals(d.frame)}, "raking"),
}


class TestProperties:
    @FEW
    @given(SEEDS, st.sampled_from(sorted(KINDS)))
    def test_known_totals_are_met_and_do_not_vary(self, seed: int, kind: str) -> None:
        made = KINDS[kind](design(sample(seed)))
        for found, wanted in zip(made.total("kind"), totals(made.frame).values(), strict=True):
            assert found.value == pytest.approx(wanted, rel=1e-6)
            # Raking leaves the margin that it adjusts first to within its ten rounds.
            assert found.se < (1e-2 if kind == "raked" else 1e-6) * wanted

    @FEW
    @given(SEEDS, st.sampled_from(sorted(KINDS)))
    def test_scaling_the_weights_changes_no_mean_of_a_fitted_design(self, seed: int, kind: str) -> None:
        frame = sample(seed)
        known = totals(frame)
        margins = halves(frame, sum(known.values()))
        other = frame.with_columns(weight=pl.col("weight") * 7)
        fit = {
            "post": lambda d: d.poststratify("kind", known),
            "raked": lambda d: d.rake({"kind": known, "half": margins}),
            "linear": lambda d: d.calibrate({"kind": known}),
            "raking": lambda d: d.calibrate({"kind": known}, "raking", epsilon=1e-12),
        }[kind]
        (one,), (two,) = (fit(design(f)).mean("y") for f in (frame, other))
        assert one.value == pytest.approx(two.value, rel=1e-7)
        assert one.se == pytest.approx(two.se, rel=1e-6)

    @FEW
    @given(SEEDS, st.sampled_from(sorted(KINDS)))
    def test_the_order_of_rows_changes_nothing(self, seed: int, kind: str) -> None:
        frame = sample(seed)
        mixed = frame.sample(fraction=1.0, shuffle=True, seed=seed)
        (one,), (two,) = (KINDS[kind](design(f)).total("y") for f in (frame, mixed))
        assert_close([one.value, one.se], [two.value, two.se], 1e-7)

    @FEW
    @given(SEEDS, st.sampled_from(["post", "linear", "raking"]))
    def test_splitting_rows_in_halves_changes_nothing(self, seed: int, kind: str) -> None:
        frame = sample(seed)
        split = pl.concat([frame, frame]).with_columns(weight=pl.col("weight") / 2)
        (one,), (two,) = (KINDS[kind](design(f)).total("y") for f in (frame, split))
        assert_close([one.value, one.se], [two.value, two.se], 1e-7)

    @FEW
    @given(SEEDS, st.sampled_from(sorted(KINDS)))
    def test_domain_totals_add_up(self, seed: int, kind: str) -> None:
        made = KINDS[kind](design(sample(seed)))
        parts = made.total("y", by="half")
        assert math.fsum(p.value for p in parts) == pytest.approx(made.total("y")[0].value, rel=1e-10)

    @FEW
    @given(SEEDS, st.sampled_from(["post", "linear", "raking"]))
    def test_jackknife_and_linearisation_agree_on_a_fitted_design(self, seed: int, kind: str) -> None:
        plain = design(sample(seed, strata=8, units=12, rows=6))
        (wanted,) = KINDS[kind](plain).mean("y")
        known = totals(plain.frame)
        fits = {
            "post": lambda d: d.poststratify("kind", known),
            "linear": KINDS["linear"],
            "raking": lambda d: d.calibrate({"kind": known}, "raking"),
        }
        (found,) = fits[kind](plain.as_replicates("JKn")).mean("y")
        assert found.value == pytest.approx(wanted.value, rel=1e-9)
        assert found.se == pytest.approx(wanted.se, rel=0.05)

    @FEW
    @given(SEEDS, st.sampled_from(["JKn", "BRR", "Fay"]))
    def test_replicates_of_a_total_agree_exactly_with_linearisation(self, seed: int, kind: str) -> None:
        plain = design(sample(seed, strata=7, units=2))
        (wanted,), (found,) = plain.total("y"), plain.as_replicates(kind, rho=0.4).total("y")
        assert_close([found.value, found.se], [wanted.value, wanted.se])

    @FEW
    @given(SEEDS)
    def test_given_replicates_without_the_base_weight_are_multiplied_by_it(self, seed: int) -> None:
        made = design(sample(seed)).as_replicates("JKn")
        drawn = made.plan.replicates
        bare = {f"r{k}": drawn.weights[:, k] / made.weights for k in range(drawn.weights.shape[1])}
        frame = made.frame.with_columns(**{name: pl.Series(column) for name, column in bare.items()})
        given_back = Design(
            frame, weights="weight", replicate_weights=list(bare), replicate_type="JKn", scale=drawn.scale,
            rscales=drawn.rscales, combined_weights=False,
        )  # fmt: skip
        (wanted,), (found,) = made.mean("y"), given_back.mean("y")
        assert_close([found.value, found.se, found.df], [wanted.value, wanted.se, wanted.df])

    def test_a_fit_leaves_the_design_that_it_came_from_as_it_was(self) -> None:
        plain = design(sample(1))
        before = plain.mean("y"), plain.degf
        fitted = KINDS["post"](plain)
        assert (plain.mean("y"), plain.degf) == before
        assert fitted.mean("y") != plain.mean("y")

    def test_trimming_keeps_the_sum_and_strict_trimming_the_bounds(self) -> None:
        plain = design(sample(3))
        for made in (plain.trim(2.0, 3.5), plain.trim(2.0, 3.5, strict=True)):
            assert made.weights.sum() == pytest.approx(plain.weights.sum())
        assert made.weights.min() >= 2.0 - 1e-12
        assert made.weights.max() <= 3.5 + 1e-12


class TestRefusals:
    @pytest.fixture
    def plain(self) -> Design:
        return design(sample(2))

    def test_a_misspelt_level_is_named(self, plain: Design) -> None:
        wrong = {"k0": 50.0, "k1": 50.0, "K2": 50.0}
        for change in (lambda: plain.poststratify("kind", wrong), lambda: plain.rake({"kind": wrong})):
            with pytest.raises(BadDesign) as failure:
                change()
            problem = failure.value.problem
            assert (problem.code, problem.place, problem.found) == ("calibration_no_total", "kind", "k2")
        with pytest.raises(BadDesign) as failure:
            plain.calibrate({"kind": wrong})
        problem = failure.value.problem
        assert (problem.code, problem.place, problem.found) == ("calibration_empty_level", "kind", "K2")

    def test_margins_of_two_populations_are_named(self, plain: Design) -> None:
        with pytest.raises(BadDesign) as failure:
            plain.rake({"kind": totals(plain.frame), "half": {0: 10.0, 1: 10.0}})
        assert (failure.value.problem.code, failure.value.problem.place) == ("margins_disagree", "kind, half")

    def test_raking_that_does_not_settle_names_the_margin_and_the_level(self, plain: Design) -> None:
        known = totals(plain.frame)
        with pytest.raises(BadDesign) as failure:
            plain.rake({"kind": known, "half": halves(plain.frame, sum(known.values()))}, maxit=1)
        problem = failure.value.problem
        assert (problem.code, problem.place) == ("calibration_failed", "kind")
        assert problem.found.split(":")[0] in known

    def test_a_calibration_out_of_reach_names_the_margin_and_the_level(self, plain: Design) -> None:
        with pytest.raises(BadDesign) as failure:
            plain.calibrate({"kind": {**totals(plain.frame), "k1": 1e6}}, "logit", (0.5, 2.0))
        problem = failure.value.problem
        assert (problem.code, problem.place, problem.expected) == ("calibration_failed", "kind", "1000000")
        assert problem.found.startswith("k1: ")

    def test_contradictory_totals_of_a_linear_calibration_are_named(self, plain: Design) -> None:
        known = totals(plain.frame)
        with pytest.raises(BadDesign) as failure:
            plain.calibrate({"(Intercept)": sum(known.values()) * 2, "kind": known})
        assert failure.value.problem.code == "calibration_failed"

    def test_bounds_and_kinds(self, plain: Design) -> None:
        known = {"kind": totals(plain.frame)}
        for arguments, code in (
            (("exponential",), "calibration_kind"),
            (("logit",), "calibration_bounds"),
            (("linear", (1.2, 2.0)), "calibration_bounds"),
        ):
            with pytest.raises(BadDesign) as failure:
                plain.calibrate(known, *arguments)
            assert failure.value.problem.code == code

    def test_weights_that_cannot_be_trimmed(self, plain: Design) -> None:
        with pytest.raises(BadDesign) as failure:
            plain.trim(upper=0.5)
        assert failure.value.problem.code == "trim_impossible"

    @pytest.mark.parametrize(
        ("kind", "frame", "code"),
        [
            ("JK9", sample(1), "replicate_type"),
            ("JK1", sample(1), "replicate_strata"),
            ("BRR", sample(1, units=3), "replicate_pairs"),
        ],
    )
    def test_replicates_that_do_not_suit_the_design(self, kind: str, frame: pl.DataFrame, code: str) -> None:
        with pytest.raises(BadDesign) as failure:
            design(frame).as_replicates(kind)
        assert failure.value.problem.code == code

    @pytest.mark.parametrize("kind", sorted(KINDS))
    def test_replicates_of_a_calibrated_design_would_forget_the_calibration(self, plain: Design, kind: str) -> None:
        with pytest.raises(BadDesign) as failure:
            KINDS[kind](plain).as_replicates("JKn")
        assert failure.value.problem.code == "replicates_after_calibration"

    def test_half_samples_keep_less_than_the_whole_weight(self, plain: Design) -> None:
        with pytest.raises(BadDesign) as failure:
            plain.as_replicates("Fay", rho=1.0)
        assert failure.value.problem.code == "replicate_rho"

    def test_a_census_has_no_replicates(self) -> None:
        whole = sample(1).with_columns(size=pl.lit(4))
        with pytest.raises(BadDesign) as failure:
            design(whole, fpc="size").as_replicates("JKn")
        assert failure.value.problem.code == "replicate_census"

    def test_a_bootstrap_of_single_units_has_nothing_to_draw(self) -> None:
        single = sample(1).filter(pl.col("unit") % 4 == 0)
        with pytest.raises(BadDesign) as failure:
            design(single).as_replicates("bootstrap")
        assert failure.value.problem.code == "replicate_single_units"

    @pytest.mark.parametrize("kind", ["JKn", "BRR", "subbootstrap"])
    def test_a_stratum_with_one_unit_is_named(self, kind: str) -> None:
        with pytest.raises(LonelyPsu) as failure:
            design(sample(1).filter(~((pl.col("stratum") == "s2") & (pl.col("unit") > 8)))).as_replicates(kind)
        assert failure.value.problem.found == "s2"

    def test_a_negative_count(self, plain: Design) -> None:
        with pytest.raises(BadVariable) as failure:
            plain.poisson(pl.col("x") - 100, ["half"])
        assert failure.value.problem.code == "negative_count"

    def test_unknown_methods_rules_and_tests(self, plain: Design) -> None:
        for call in (
            lambda: plain.proportion("half", method="wald"),
            lambda: plain.quantile("y", 0.5, rule="hf10"),
            lambda: plain.rank_test("y", "half", kind="sign"),
        ):
            with pytest.raises(ValueError, match="one of"):
                call()


class TestSmallAndEmpty:
    def test_models_without_answers_say_so(self) -> None:
        plain = design(sample(2))
        nobody = pl.col("x") < 0
        assert plain.linear("y", ["x"], where=nobody).reason == "no_answers"
        assert plain.poisson("x", ["y"], where=nobody).reason == "no_answers"
        assert plain.rank_test("y", "half", where=nobody).test.reason == "no_answers"
        assert plain.likelihood_ratio("half", ["x", "kind"], "kind", where=nobody).test.reason == "no_answers"
        assert plain.variance_of("y", where=nobody)[0].reason == "no_answers"

    def test_tests_on_request_of_a_table_with_one_row(self) -> None:
        table = design(sample(2)).crosstab("kind", "half", where={"kind": "k1"})
        for name in ("wald", "adjusted_wald", "lincom", "saddlepoint"):
            assert table.tests[name].reason == "one_level"
        assert "wald" in table.tests
        assert list(table.tests) == ["pearson", "likelihood_ratio", "fisher", "rao_scott_f", "rao_scott_chisq"]

    @pytest.mark.parametrize("method", ["logit", "likelihood", "asin", "beta", "mean", "xlogit"])
    def test_shares_at_the_bounds_have_no_interval_by_any_method(self, method: str) -> None:
        (share,) = design(sample(2)).proportion("half", where={"half": 1}, method=method)
        assert (share.value, share.low, share.high, share.reason) == (1.0, None, None, "at_bound")

    def test_rows_without_weight_change_nothing(self) -> None:
        frame = sample(5)
        more = pl.concat([frame, frame.head(7).with_columns(weight=pl.lit(0.0), y=pl.col("y") * 50)])
        for kind in ("post", "linear", "raking"):
            (one,), (two,) = (KINDS[kind](design(f)).mean("y") for f in (frame, more))
            assert_close([one.value, one.se], [two.value, two.se], 1e-7)
        one, two = (design(f).linear("y", ["x"]) for f in (frame, more))
        assert_close([c.se for c in one.coefficients], [c.se for c in two.coefficients])


class TestSums:
    """Sums of equal chi-squared variables are chi-squared: the saddlepoint comes near the exact tail."""

    @pytest.mark.parametrize("df", [1, 2, 5])
    @pytest.mark.parametrize("statistic", [0.5, 3.0, 12.0, 40.0])
    def test_equal_weights(self, df: int, statistic: float) -> None:
        assert chi_squared_sum_tail(2 * statistic, np.full(df, 2.0)) == pytest.approx(
            chi2_tail(statistic, df), rel=0.04, abs=0.02
        )

    @pytest.mark.parametrize("statistic", [1.0, 6.0, 15.0])
    def test_estimated_covariance(self, statistic: float) -> None:
        assert f_sum_tail(statistic, np.ones(3), 40.0) == pytest.approx(f_tail(statistic / 3, 3, 40), rel=0.04)


class TestStrictTrimming:
    """Against its definition: within the bounds, with the same sum, refused exactly where that cannot be."""

    @settings(max_examples=200, deadline=None)
    @given(
        st.lists(st.one_of(st.just(0.0), st.floats(0.1, 50)), min_size=1, max_size=12).filter(any),
        st.floats(0, 30),
        st.one_of(st.just(np.inf), st.floats(0.1, 30)),
    )
    def test_bounds_and_sum_hold_wherever_they_can(self, weights: list[float], lower: float, width: float) -> None:
        given_, upper = np.array(weights), lower + width
        there = given_ > 0
        design = Design(pl.DataFrame({"w": given_}), weights="w")
        mean = given_[there].mean()
        assume(mean in (lower, upper) or min(abs(mean - lower), abs(mean - upper)) > 1e-9)
        if not lower <= mean <= upper:
            with pytest.raises(BadDesign) as failure:
                design.trim(lower, upper, strict=True)
            assert failure.value.problem.code == "trim_impossible"
            return
        found = design.trim(lower, upper, strict=True).weights
        assert found.sum() == pytest.approx(given_.sum(), rel=1e-9)
        assert (found[~there] == 0).all()
        assert (found[there] >= lower).all()
        assert (found[there] <= upper).all()
        assert (np.diff(found[there][np.argsort(given_[there])]) >= -1e-9).all()

    def test_rounds_that_never_settle_end(self) -> None:
        design = Design(pl.DataFrame({"w": [23.0, 4.0, 25.0, 18.0, 16.0]}), weights="w")
        np.testing.assert_allclose(design.trim(10, 18, strict=True).weights.sum(), 86, rtol=1e-12)

    def test_nothing_inside_is_no_reason_to_refuse(self) -> None:
        design = Design(pl.DataFrame({"w": [1.0, 30.0]}), weights="w")
        np.testing.assert_allclose(design.trim(5, 20).weights, [11, 20])
