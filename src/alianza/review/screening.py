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
from alianza.review.joining import gathered
from alianza.review.progress import ReviewState, Vote
from alianza.study.review_protocol import Review, Stage

QUALITY = "quality"
"""Reason of an article that was included and whose appraisal fails both screening questions."""


def decisions(state: ReviewState, review: Review, stage: Stage) -> dict[str, Decision]:
    """What is decided about every article that reaches a stage, in the order of the articles."""
    votes, settled = ([one for one in votes if one.stage == stage] for votes in (state.votes, state.settled))
    said, rule = gathered(state, votes, settled), Rule(review, stage)
    if stage == "title_abstract":
        return {name: decide(one, rule) for name, one in said.items()}
    return _at_full_text({name: decide(said[name], rule) for name in _sought(state, review)}, state)


def waiting_for(state: ReviewState, review: Review, stage: Stage, judge: str) -> list[str]:
    """Articles that a judge has still to judge at a stage: not yet decided, and without a vote of this judge.

    Whoever has voted sees an article no more, whatever the others did: judges stay blind.
    """
    return [
        one.article
        for one in decisions(state, review, stage).values()
        if one.standing == "waiting" and judge not in {vote.by for vote in one.votes}
    ]


def conflicts(state: ReviewState, review: Review, stage: Stage) -> list[Decision]:
    """Decisions on which the judges disagree or are unsure, for a third person."""
    return [one for one in decisions(state, review, stage).values() if one.standing == "conflict"]


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
    own = [vote for vote in state.votes if vote.stage == stage]
    found = 0
    for said in gathered(state, own, ()).values():
        joined = said.joins[-1].number if said.joins else 0
        judged: dict[str, set[str]] = {}
        for vote in said.words:
            before = judged.setdefault(vote.by, set())
            found += bool(before) and (vote.number > joined or vote.record in before)
            before.add(vote.record)
    return found


def _sought(state: ReviewState, review: Review) -> list[str]:
    """Articles whose full text is sought: those included by title and abstract."""
    return [one.article for one in decisions(state, review, "title_abstract").values() if one.standing == "included"]


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
