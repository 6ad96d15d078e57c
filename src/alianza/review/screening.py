"""Screening: where every article stands at each stage, and what is left to decide.

What is decided about one article is the matter of `alianza.review.deciding`; here its votes are gathered. A judge's
first vote counts for agreement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from alianza.review.appraisal import unfit
from alianza.review.deciding import NO_REASON, Decision, Rule, decide
from alianza.review.joining import Said, gathered
from alianza.review.progress import ReviewState, Vote
from alianza.study.review_protocol import Review, Stage

QUALITY = "quality"
"""Reason of an article that was included and whose appraisal fails both screening questions."""


def decisions(state: ReviewState, review: Review, stage: Stage) -> dict[str, Decision]:
    """What is decided about every article that reaches a stage, in the order of the articles."""
    return _screened(state, review) if stage == "title_abstract" else both_decisions(state, review)[1]


def both_decisions(state: ReviewState, review: Review) -> tuple[dict[str, Decision], dict[str, Decision]]:
    """As `decisions` for title and abstract and for full text, each computed once."""
    first = _screened(state, review)
    said, rule = said_at(state, "full_text"), Rule(review, "full_text")
    sought = (name for name, one in first.items() if one.standing == "included")
    return first, _at_full_text({name: decide(said[name], rule) for name in sought}, state)


def waiting_for(decided: Mapping[str, Decision], judge: str) -> list[str]:
    """Articles that a judge has still to judge at a stage: not yet decided, and without a vote of this judge.

    Whoever has voted sees an article no more, whatever the others did: judges stay blind.

    Args:
        decided: The decisions of the stage.
        judge: The judge.
    """
    return [
        one.article
        for one in decided.values()
        if one.standing == "waiting" and judge not in {vote.by for vote in one.votes}
    ]


def conflicts(state: ReviewState, review: Review, stage: Stage) -> list[Decision]:
    """Decisions on which the judges disagree or are unsure, for a third person."""
    return [one for one in decisions(state, review, stage).values() if one.standing == "conflict"]


def said_at(state: ReviewState, stage: Stage) -> dict[str, Said[Vote]]:
    """What was said about every article at a stage."""
    votes, settled = ([one for one in votes if one.stage == stage] for votes in (state.votes, state.settled))
    return gathered(state, votes, settled)


def first_votes(state: ReviewState, stage: Stage) -> tuple[tuple[str, ...], NDArray[np.object_]]:
    """Each judge's first verdict on each article: articles by judges, None where a judge has not voted.

    Articles that nobody has judged are left out. Later votes and settlements do not enter: agreement is that of
    independent judgements.

    Returns:
        The judges, sorted, and the matrix.
    """
    rows = [{by: vote.verdict for by, vote in row.items()} for row in first_ballots(state, stage).values()]
    judges = tuple(sorted({by for row in rows for by in row}))
    matrix = np.array([[row.get(judge) for judge in judges] for row in rows], dtype=object)
    return judges, matrix.reshape(len(rows), len(judges))


def first_ballots(state: ReviewState, stage: Stage) -> dict[str, dict[str, Vote]]:
    """Article to each judge's first vote on it at a stage; articles that nobody has judged are left out."""
    home = _homes(state.articles())
    found: dict[str, dict[str, Vote]] = {}
    for vote in state.votes:
        if vote.stage == stage and vote.record in home:
            found.setdefault(home[vote.record], {}).setdefault(vote.by, vote)
    return found


def later_votes(state: ReviewState, stage: Stage) -> int:
    """Number of votes by which judges voted again on an article at a stage: agreement leaves them out.

    What a judge said of two records before a merge joined them was said of two articles.
    """
    found = 0
    for said in said_at(state, stage).values():
        joined = said.joins[-1].number if said.joins else 0
        judged: dict[str, set[str]] = {}
        for vote in said.words:
            before = judged.setdefault(vote.by, set())
            found += bool(before) and (vote.number > joined or vote.record in before)
            before.add(vote.record)
    return found


def _screened(state: ReviewState, review: Review) -> dict[str, Decision]:
    rule = Rule(review, "title_abstract")
    return {name: decide(one, rule) for name, one in said_at(state, "title_abstract").items()}


def _homes(articles: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {record: article for article, records in articles.items() for record in records}


def _at_full_text(found: dict[str, Decision], state: ReviewState) -> dict[str, Decision]:
    """Decisions by full text, after texts that could not be had and appraisals that leave an article out."""
    home = _homes(state.articles())
    lost = {home[record] for record in state.unobtained if record in home}
    poor = unfit(state)
    for article, one in found.items():
        if article in lost and not (one.votes or one.settled):  # a text that was judged was had after all
            found[article] = replace(one, standing="unobtained", reason=NO_REASON)
        elif one.standing == "included" and article in poor:
            found[article] = replace(one, standing="excluded", reason=QUALITY)
    return found
