"""Every estimate under many designs and rules, against R survey (tests/reference/designs.R and samples.csv)."""

import json
import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from alianza.statistics import Design
from alianza.study.estimate import Estimate
from oracle import assert_close

REFERENCE = Path(__file__).parents[1] / "reference"
R = json.loads((REFERENCE / "designs.json").read_text(encoding="utf-8"))
SAMPLES = pl.read_csv(REFERENCE / "samples.csv", infer_schema_length=None)
CASES = [key for key in R if "|" in key]
DOMAIN = {"f": 2}
DESIGNS = {
    "rows": {},
    "clusters": {"psu": "psu"},
    "finite": {"psu": "psu", "fpc": "N1"},
    "two_stage": {"psu": "psu", "ssu": "ssu", "fpc": ["N1", "N2"]},
}


def sample(name: str) -> pl.DataFrame:
    return SAMPLES.filter(pl.col("sample") == name)


def declared(case: str) -> Design:
    name, rule, kind = case.split("|")
    return Design(sample(name), weights="w", strata="st", lonely_psu=rule, **DESIGNS[kind])


def same(found: float | None, wanted: float | None, tolerance: float = 1e-8) -> None:
    """Equal, or absent in both; what is 0 in exact arithmetic may be rounding in either."""
    if found is None or wanted is None:
        assert found is None and wanted is None, f"{found} != {wanted}"
    else:
        assert math.isclose(found, wanted, rel_tol=tolerance, abs_tol=1e-9), f"{found!r} != {wanted!r}"


def check(found: list[Estimate], wanted: dict, names: tuple[str, ...]) -> None:
    for name in names:
        numbers = wanted[name] if isinstance(wanted[name], list) else [wanted[name]]
        for estimate, number in zip(found, numbers, strict=True):
            same(getattr(estimate, name), number)


def check_groups(found: list[Estimate], wanted: dict) -> None:
    """Groups that have answers with a positive weight: the others have no value here and 0 in R."""
    rows = zip(wanted["g"], wanted["u"], wanted["value"], wanted["se"], strict=True)
    in_r = {(g, u): (value, se) for g, u, value, se in rows}
    answered = [estimate for estimate in found if estimate.value is not None]
    assert len(answered) >= 4
    for estimate in answered:
        value, se = in_r[estimate.domain["g"], estimate.domain["u"]]
        same(estimate.value, value)
        same(estimate.se, se)


@pytest.mark.parametrize("case", CASES)
def test_estimates(case: str) -> None:
    design, wanted = declared(case), R[case]
    assert design.degf == wanted["degf"]
    check(design.mean("y"), wanted["mean"], ("value", "se", "deff"))
    check(design.total("y"), wanted["total"], ("value", "se", "deff"))
    check(design.ratio("y", "t"), wanted["ratio"], ("value", "se", "deff"))
    check(design.total("g"), wanted["levels"], ("value", "se"))
    check(design.mean("y", where=DOMAIN), wanted["domain"], ("value", "se", "deff"))
    check(design.proportion("z"), wanted["share"], ("value", "low", "high"))
    check_groups(design.total("y", by=["g", "u"]), wanted["groups"])


@pytest.mark.parametrize("case", CASES)
def test_quantiles(case: str) -> None:
    design, wanted = declared(case), R[case]
    whole = design.quantile("y", [0.02, 0.1, 0.5, 0.9])
    part = design.quantile("y", [0.02, 0.25, 0.5], where=DOMAIN)
    for found, rows in ((whole, wanted["quantiles"]), (part, wanted["domain_quantiles"])):
        for estimate, row in zip(found, rows, strict=True):
            for name, number in zip(("value", "low", "high", "se"), row, strict=True):
                same(getattr(estimate, name), number)


@pytest.mark.parametrize("case", CASES)
def test_crosstabs(case: str) -> None:
    wanted, tests = R[case]["crosstab"], declared(case).crosstab("zm", "g").tests
    f, chisq = tests["rao_scott_f"], tests["rao_scott_chisq"]
    if wanted["f"] is None:
        assert {f.reason, chisq.reason} == {"no_variance"}
        return
    assert_close([f.statistic, f.df, chisq.statistic, chisq.p], [wanted[k] for k in ("f", "df", "chisq", "chisq_p")])
    if not case.startswith("b"):  # svychisq counts the units of rows with weight 0, R's own degf does not
        assert_close([f.df2, f.p], [wanted["df2"], wanted["p"]])


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("key", "outcome", "predictors"), [("model", "zm", ["x", "g"]), ("domain_model", "z", ["x"])])
def test_models(case: str, key: str, outcome: str, predictors: list[str]) -> None:
    wanted = R[case][key]
    model = declared(case).logistic(outcome, predictors, where=DOMAIN if key == "domain_model" else None)
    if None in wanted["se"]:
        assert model.reason == "no_standard_error"
        return
    if wanted["linear"] > 30:  # nobody in group c of sample a has the outcome: R stops somewhere far out
        assert (model.reason, model.separated) == ("separation", ("g=c",))
        return
    assert model.df == wanted["df"]
    for name in ("b", "se", "statistic", "p", "low", "high"):
        # svyglm's standard errors use the weights of the step before the solution: seven digits are sure.
        for line, number in zip(model.coefficients, wanted[name], strict=True):
            same(getattr(line, name), number, 1e-8 if name == "b" else 1e-6)


def replicated(kind: str) -> Design:
    """The replicate weights that designs.R writes."""
    frame = sample("a")
    w, row = frame["w"].to_numpy(), np.arange(1, frame.height + 1)
    options: dict = {"replicate_type": "BRR"}
    sets = [w * np.where((row * r) % 2 == 0, 2.0, 0.0) for r in range(1, 9)]
    if kind != "brr":
        homes = frame.group_by("st", "psu").len().sort("psu", "st")
        clusters = homes.with_columns(n=pl.len().over("st"))
        sets = [_left_out(frame, w, *cluster) for cluster in clusters.select("st", "psu", "n").iter_rows()]
        options = {"replicate_type": "JKn", "scale": 1.0, "mse": kind.endswith("mse")}
        options["rscales"] = [(n - 1) / n for n in clusters["n"]]
    names = [f"r{place}" for place in range(len(sets))]
    frame = frame.hstack(pl.DataFrame(np.column_stack(sets), schema=names))
    return Design(frame, weights="w", replicate_weights=names, **options)


def _left_out(frame: pl.DataFrame, w: np.ndarray, stratum: str, psu: int, n: int) -> np.ndarray:
    here = (frame["st"] == stratum).to_numpy()
    return w * np.where(here & (frame["psu"] == psu).to_numpy(), 0.0, np.where(here, n / (n - 1), 1.0))


@pytest.mark.parametrize("kind", ["jackknife", "jackknife_mse"])
def test_jackknife(kind: str) -> None:
    design, wanted = replicated(kind), R[kind]
    assert design.degf == wanted["degf"]
    check(design.mean("y"), wanted["mean"], ("value", "se", "deff"))
    check(design.total("y"), wanted["total"], ("value", "se"))
    check_groups(design.mean("y", by=["g", "u"]), wanted["groups"])
    assert design.proportion("z", where=DOMAIN)[0].df == wanted["domain_degf"]
    for estimate, row in zip(design.quantile("y", [0.1, 0.5, 0.9]), wanted["quantiles"], strict=True):
        for name, number in zip(("value", "low", "high", "se"), row, strict=True):
            same(getattr(estimate, name), number)
    test = design.crosstab("zm", "g").tests["rao_scott_f"]
    assert_close([test.statistic, test.df, test.df2, test.p], [wanted["crosstab"][k] for k in ("f", "df", "df2", "p")])


@pytest.mark.parametrize("kind", ["jackknife", "jackknife_mse"])
def test_the_variance_of_an_influence_function_follows_the_replicates(kind: str) -> None:
    design = replicated(kind)
    x, t = (design.frame[name].to_numpy() for name in ("x", "t"))
    variance = design.variance(design.weights * (x - 0.5 * t))
    assert_close(math.sqrt(variance[0, 0]), R[kind]["influence"])


def test_balanced_replicates() -> None:
    design = replicated("brr")
    check(design.mean("x"), R["brr"]["mean"], ("value", "se"))
    check(design.total("x"), R["brr"]["total"], ("value", "se"))
