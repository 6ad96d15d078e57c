"""Verdicts of hypotheses by one-sided limits, and the firms that an untestable one would need."""

import json
import math
from pathlib import Path

import pytest

from alianza.integration.hypotheses import firms_needed, judge_hypothesis
from alianza.integration.intervals import interval
from alianza.statistics.planning.power import firms_per_group
from alianza.study.estimate import Estimate
from alianza.study.finding import Finding
from tests.integration.records import a_hypothesis, findings

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "claims.json").read_text())


def effect(ratio: float, log_se: float) -> dict[str, Finding]:
    reach = 1.959963984540054 * log_se
    low, high = ratio * math.exp(-reach), ratio * math.exp(reach)
    return findings(income_effect__effect__ratio=Estimate(ratio, None, low, high, n=300, unit="ratio"))


@pytest.mark.parametrize(
    ("direction", "ratio", "verdict"),
    [
        ("greater", 1.40, "supported"),
        ("greater", 1.25, "undecided"),
        ("greater", 1.05, "contradicted"),
        ("less", 1.05, "supported"),
        ("less", 1.25, "undecided"),
        ("less", 1.40, "contradicted"),
        ("two_sided", 1.40, "supported"),
        ("two_sided", 1.25, "undecided"),
        ("two_sided", 1.00, "supported"),
    ],
)
def test_direction_and_margin(direction: str, ratio: float, verdict: str) -> None:
    judged = judge_hypothesis(a_hypothesis(direction=direction), effect(ratio, 0.05), ())
    assert judged.verdict == verdict
    assert judged.reason.code == f"judgement.hypothesis_{direction}_{verdict}"


def test_the_limit_is_one_sided_at_alpha() -> None:
    own = effect(1.30, 0.05)
    narrow = interval(own["income_effect.effect.ratio"].estimate, 0.90)
    assert narrow is not None
    assert judge_hypothesis(a_hypothesis(margin=narrow.low - 1e-9), own, ()).verdict == "supported"
    assert judge_hypothesis(a_hypothesis(margin=narrow.low + 1e-9), own, ()).verdict == "undecided"
    assert judge_hypothesis(a_hypothesis(margin=narrow.low - 1e-9, alpha=0.01), own, ()).verdict == "undecided"


def test_without_its_variables_a_hypothesis_is_untestable_even_with_an_estimate() -> None:
    hypothesis = a_hypothesis(needs=("sales_end_independents", "employees"))
    judged = judge_hypothesis(hypothesis, effect(1.4, 0.05), ("employees",))
    assert judged.verdict == "untestable"
    assert judged.reason.values["variables"] == ("sales_end_independents",)


def test_without_independents_it_says_how_many_firms_it_would_take() -> None:
    judged = judge_hypothesis(a_hypothesis(), {}, (), log_sd=0.5)
    assert judged.verdict == "untestable" and judged.estimate is None
    assert judged.reason.code == "judgement.hypothesis_no_comparison"
    assert judged.reason.values["firms"] == REFERENCE["firms_per_group"]["0.5"]
    assert judge_hypothesis(a_hypothesis(), {}, ()).reason.code == "judgement.hypothesis_no_estimate"


def test_an_estimate_that_could_not_be_computed_is_untestable() -> None:
    own = findings(income_effect__effect__ratio=Estimate(None, unit="ratio", reason="no_answers"))
    assert judge_hypothesis(a_hypothesis(), own, ()).verdict == "untestable"


def test_an_estimate_without_uncertainty_is_undecided() -> None:
    own = findings(income_effect__effect__ratio=Estimate(1.5, unit="ratio"))
    assert judge_hypothesis(a_hypothesis(), own, ()).verdict == "undecided"


@pytest.mark.parametrize("sd", ["0.05", "0.2", "0.5", "0.8"])
def test_firms_per_group_as_r_power_t_test(sd: str) -> None:
    assert firms_per_group(float(sd), math.log(1.2)) == REFERENCE["firms_per_group"][sd]
    assert firms_needed(1.2, float(sd), 0.05) == REFERENCE["firms_per_group"][sd]


@pytest.mark.parametrize(("sd", "distance", "power"), [(0, 0.1, 0.8), (0.5, 0, 0.8), (0.5, 0.1, 0.05), (0.5, 0.1, 1)])
def test_firms_per_group_refuses_what_has_no_answer(sd: float, distance: float, power: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        firms_per_group(sd, distance, power=power)
