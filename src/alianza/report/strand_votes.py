"""What each strand says of each construct, and what they say together (R049).

Overlapping persons count once: who answered the survey is no source of the interviews on a construct that the survey
votes on.
"""

from dataclasses import dataclass

import polars as pl

from alianza.integration import interviews
from alianza.integration.interviews import InterviewVote
from alianza.integration.literature import literature_votes
from alianza.integration.triangulation import effect_vote, triangulate
from alianza.interviews.registry import answered_both
from alianza.report.contents import Strands
from alianza.report.evidence import Evidence
from alianza.report.joint_display import SideBySide, effects_of
from alianza.review.synthesis import Theme
from alianza.study.finding import Finding
from alianza.study.protocol import Rules
from alianza.study.results import Convergence

OWN_RULES = frozenset({"review", "interviews"})
"""Strands that vote on a construct by a rule of their own, not by the intervals of their findings."""


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes of all strands on the constructs that the protocol declares.

    Attributes:
        convergence: Votes and label of each construct.
        effects: The survey's findings, which vote by their intervals.
        themes: What the articles say about each construct.
        spoken: The interviews' votes, without persons whom the survey counts on the same construct.
    """

    convergence: tuple[Convergence, ...]
    effects: tuple[Finding, ...]
    themes: tuple[Theme, ...]
    spoken: tuple[InterviewVote, ...]

    def beside(self, rules: Rules) -> SideBySide:
        """The votes with what each rests on, for the joint display."""
        return SideBySide(
            self.convergence,
            effects_of(self.effects, self.convergence, rules),
            {one.construct: one for one in self.themes},
            {one.construct: one for one in self.spoken},
        )


def strand_votes(strands: Strands, findings: tuple[Finding, ...]) -> Votes:
    """The survey votes by its effects, the review and the interviews each by a rule of their own."""
    protocol, review = strands.protocol, strands.review
    declared = {construct.id for construct in protocol.constructs}
    effects = tuple(one for one in findings if one.construct in declared and one.strand not in OWN_RULES)
    articles = review.themes(review.included) if review else ()
    literature = literature_votes(articles, review.poolings, protocol.rules) if review else ()
    spoken = tuple(one for one in _spoken(strands, effects) if one.construct in declared)
    convergence = triangulate(effects, protocol.rules, (*literature, *interviews.strand_votes(spoken)))
    return Votes(convergence, effects, articles, spoken)


def _spoken(strands: Strands, effects: tuple[Finding, ...]) -> tuple[InterviewVote, ...]:
    """The interviews' votes; on constructs that the survey votes on, without those who answered it."""
    if strands.interviews is None:
        return ()
    surveyed = {one.construct for one in effects if effect_vote(one, strands.protocol.rules) is not None}
    both = answered_both(strands.interviews.evidence.registry, _answering(strands.survey))
    return strands.interviews.votes(dict.fromkeys(surveyed, both))


def _answering(survey: Evidence | None) -> frozenset[str]:
    """Identifiers of the firms that answered the questionnaire."""
    if survey is None or survey.missing("firm"):
        return frozenset()
    firms = survey.frame.filter(survey.where())["firm"].drop_nulls().cast(pl.String)
    return frozenset(firms.to_list())
