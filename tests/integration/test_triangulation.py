"""The survey's vote by its effects, and the label that needs two definite votes."""

import pytest

from alianza.integration.triangulation import converge, effect_vote, strand_vote, triangulate
from alianza.study.estimate import Estimate, Unit
from alianza.study.finding import Finding
from alianza.study.protocol import Rules


def finding(value: float, se: float, unit: Unit = "log", construct: str = "trust") -> Finding:
    return Finding("t.r.c", construct, "survey", Estimate(value, se, n=100, unit=unit))


@pytest.mark.parametrize(
    ("value", "se", "unit", "vote"),
    [
        (0.5, 0.1, "log", "positive"),
        (-0.5, 0.1, "log", "negative"),
        (0.2, 0.2, "log", "unclear"),
        (0.0, 0.1, "log", "no_effect"),  # 90 % interval -.16 to .16, bound log 1.25 = .22
        (1.65, 0.1, "odds_ratio", "positive"),
        (0.60, 0.05, "ratio", "negative"),
        (0.25, 0.05, "difference", "positive"),
        (0.0, 0.05, "difference", "no_effect"),  # within 10 points
        (0.05, 0.01, "difference", "no_effect"),  # real, but too small by the study's own margin
        (0.68, 0.02, "share", None),
        (4.2, 0.1, "rating", None),
    ],
)
def test_a_vote_is_the_90_percent_interval_against_nothing_and_the_bound(
    value: float, se: float, unit: Unit, vote: str | None
) -> None:
    assert effect_vote(finding(value, se, unit), Rules()) == vote


def test_a_strand_votes_definitely_only_where_its_definite_effects_agree() -> None:
    assert strand_vote(["positive", "unclear", "positive"]) == "positive"
    assert strand_vote(["positive", "negative"]) == "unclear"
    assert strand_vote(["unclear"]) == "unclear"


def test_labels_need_two_definite_votes() -> None:
    assert converge({"survey": "positive"}) == "needs_two_votes"
    assert converge({"survey": "positive", "interviews": "unclear"}) == "needs_two_votes"
    assert converge({"survey": "positive", "interviews": "positive"}) == "agreement"
    assert converge({"survey": "positive", "interviews": "negative"}) == "dissonance"
    assert converge({"survey": "positive", "interviews": "no_effect"}) == "partial"


def test_with_the_survey_alone_every_construct_waits_for_a_second_vote() -> None:
    found = triangulate(
        [
            finding(0.5, 0.1, construct="trust"),
            finding(0.5, 0.1, construct=""),
            finding(0.68, 0.02, "share", "benefit"),
            finding(-0.6, 0.1, construct="power_asymmetry"),
            finding(0.4, 0.1, construct="trust"),
        ],
        Rules(),
    )
    assert [(one.construct, one.label, dict(one.votes)) for one in found] == [
        ("trust", "needs_two_votes", {"survey": "positive"}),
        ("power_asymmetry", "needs_two_votes", {"survey": "negative"}),
    ]
