"""What the strands say together about one construct, by the rule fixed beforehand.

The survey votes by the 90 % intervals of its effects; a label needs two definite votes from two strands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from alianza.integration.intervals import interval
from alianza.integration.judgement import interval_on_scale, margin
from alianza.study.estimate import Unit
from alianza.study.finding import Finding, Strand
from alianza.study.protocol import Rules
from alianza.study.results import Convergence

Vote = Literal["positive", "negative", "no_effect", "unclear"]
Label = Literal["agreement", "partial", "dissonance", "needs_two_votes"]
EvidenceKind = Literal["perceived", "associated", "comparative"]
"""What a vote rests on: opinions on a factor, its association with the outcome, or a comparison of studies."""

EFFECT_UNITS: tuple[Unit, ...] = ("ratio", "odds_ratio", "log", "difference")
LEVEL = 0.90


@dataclass(frozen=True, slots=True)
class StrandVote:
    """A strand's vote on a construct, with the kind of its evidence."""

    construct: str
    strand: Strand
    vote: Vote
    kind: EvidenceKind = "associated"


def effect_vote(finding: Finding, rules: Rules) -> Vote | None:
    """One effect's vote: its 90 % interval on one side of nothing, inside the equivalence bound, or neither.

    Ratios are read on their logarithm; the equivalence bound is the margin delta of the unit. An interval on one
    side and inside the bound at once is "no effect": it is too small to matter by the study's own margin.

    Returns:
        None where the finding is no effect or carries no interval.
    """
    unit = finding.estimate.unit
    limits = interval(finding.estimate, LEVEL) if unit in EFFECT_UNITS else None
    bound = margin(rules, unit)
    if limits is None or bound is None:
        return None
    low, high = interval_on_scale(limits, unit)
    if -bound <= low and high <= bound:
        return "no_effect"
    favourable, unfavourable = (high < 0, low > 0) if finding.adverse else (low > 0, high < 0)
    return "positive" if favourable else "negative" if unfavourable else "unclear"


def strand_vote(votes: Iterable[Vote]) -> Vote:
    """One vote of a strand that measured a construct several times: definite only where the definite ones agree."""
    definite = {vote for vote in votes if vote != "unclear"}
    return definite.pop() if len(definite) == 1 else "unclear"


def converge(votes: Mapping[Strand, Vote], kinds: Mapping[Strand, EvidenceKind] | None = None) -> Label:
    """The label of a construct: two definite votes are needed, or a null would agree with itself.

    Strands that only know what people perceive reach partial agreement at most.
    """
    definite = {strand: vote for strand, vote in votes.items() if vote != "unclear"}
    if len(definite) < 2:
        return "needs_two_votes"
    if len(set(definite.values())) == 1:
        perceived = all((kinds or {}).get(strand) == "perceived" for strand in definite)
        return "partial" if perceived else "agreement"
    return "dissonance" if {"positive", "negative"} <= set(definite.values()) else "partial"


def triangulate(
    findings: Iterable[Finding], rules: Rules, others: Iterable[StrandVote] = ()
) -> tuple[Convergence, ...]:
    """Votes and label of every construct with a vote, in the order in which the constructs appear.

    Args:
        findings: Findings whose effects vote.
        rules: The study's margins.
        others: Votes of strands that vote by a rule of their own.
    """
    cast: dict[str, dict[Strand, list[Vote]]] = {}
    kinds: dict[str, dict[Strand, EvidenceKind]] = {}
    for finding in findings:
        vote = effect_vote(finding, rules) if finding.construct else None
        if vote is not None:
            cast.setdefault(finding.construct, {}).setdefault(finding.strand, []).append(vote)
    for one in others:
        cast.setdefault(one.construct, {}).setdefault(one.strand, []).append(one.vote)
        kinds.setdefault(one.construct, {})[one.strand] = one.kind
    return tuple(_convergence(construct, strands, kinds.get(construct, {})) for construct, strands in cast.items())


def _convergence(
    construct: str, strands: Mapping[Strand, list[Vote]], kinds: Mapping[Strand, EvidenceKind]
) -> Convergence:
    votes: dict[Strand, Vote] = {strand: strand_vote(votes) for strand, votes in strands.items()}
    return Convergence(construct, converge(votes, kinds), {str(strand): vote for strand, vote in votes.items()})
