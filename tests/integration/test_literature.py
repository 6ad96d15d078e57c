"""How the literature votes: by a pooled interval, else by counted directions."""

import math

import pytest

from alianza.integration.literature import literature_votes, of_correlation, pooled_vote
from alianza.integration.triangulation import StrandVote, converge, triangulate
from alianza.review.extraction import Extracted
from alianza.review.pooling import pooled_articles
from alianza.review.synthesis import Theme
from alianza.study.estimate import Estimate
from alianza.study.protocol import Rules
from alianza.study.review_protocol import PooledEffect
from alianza.study.text import Text

RULES = Rules()
DECLARED = PooledEffect(construct="trust", measure="correlation", label=Text("confianza"))


def z(value: float, se: float) -> Estimate:
    return Estimate(math.atanh(value), se, df=math.inf, n=10)


def lines(*effects: tuple[float, int]) -> list[Extracted]:
    return [
        Extracted(str(place), "trust", "positive", {"measure": "correlation"}, {"effect": r, "n": n})
        for place, (r, n) in enumerate(effects)
    ]


def themes(**articles: str) -> list[Theme]:
    return [Theme(name, dict(enumerate(ways.split()))) for name, ways in articles.items()]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("r", "se", "vote"),
    [(0.3, 0.05, "positive"), (-0.3, 0.05, "negative"), (0.05, 0.1, "unclear"), (0.01, 0.01, "no_effect")],
)
def test_a_pooled_correlation_votes_by_its_90_percent_interval(r: float, se: float, vote: str) -> None:
    assert pooled_vote(z(r, se), "fisher_z", RULES) == vote


def test_the_bound_is_the_protocol_s_factor_for_ratios_on_the_scale_of_log_odds() -> None:
    edge = next(r / 10_000 for r in range(10_000) if of_correlation(r / 10_000) > math.log(1.25))
    assert edge == pytest.approx(0.0614, abs=1e-4)  # d = .123, r = d / sqrt(d^2 + 4)
    assert pooled_vote(z(edge, 1e-6), "fisher_z", RULES) == "positive"
    assert pooled_vote(z(edge - 0.001, 1e-6), "fisher_z", RULES) == "no_effect"


def test_a_mean_difference_in_a_unit_of_its_own_does_not_vote() -> None:
    assert pooled_vote(z(0.3, 0.01), "mean_difference", RULES) is None


def test_pooled_effects_vote_before_directions_do() -> None:
    articles = [str(place) for place in range(4)]
    pooled = pooled_articles(lines((0.01, 900), (0.02, 900), (-0.01, 900), (0.0, 900)), articles, DECLARED)
    [vote] = literature_votes(themes(trust="positive positive positive positive"), [pooled], RULES)
    assert (vote.vote, vote.kind, vote.strand) == ("no_effect", "associated", "review")


def test_directions_vote_where_nothing_was_pooled() -> None:
    alone = pooled_articles(lines((0.4, 100)), ["0"], DECLARED)
    found = literature_votes(themes(trust="positive positive positive", roles="negative positive"), [alone], RULES)
    assert [(one.construct, one.vote, one.kind) for one in found] == [
        ("trust", "positive", "associated"),
        ("roles", "unclear", "associated"),
    ]


def test_two_strands_that_only_know_perceptions_agree_partially_at_most() -> None:
    votes = {"survey": "positive", "interviews": "positive"}
    assert converge(votes, {"survey": "perceived", "interviews": "perceived"}) == "partial"  # type: ignore[arg-type]
    assert converge(votes, {"survey": "associated", "interviews": "perceived"}) == "agreement"  # type: ignore[arg-type]


def test_votes_of_a_strand_with_its_own_rule_join_those_of_findings() -> None:
    [one] = triangulate((), RULES, [StrandVote("trust", "review", "positive")])
    assert (one.construct, one.votes, one.label) == ("trust", {"review": "positive"}, "needs_two_votes")
