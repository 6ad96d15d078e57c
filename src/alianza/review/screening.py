"""Screening: what the judges' votes decide about each article at each stage, and what is left to decide.

An article is decided at a stage when as many judges as the protocol asks for agree, or a conflict was settled. An
unsure vote is a conflict: somebody else has to look. So are two reasons for excluding by full text, because the flow
prints them, and contrary votes of one judge on records that were joined later. By title and abstract the first reason
in the protocol's order is printed. Votes are never rewritten: a judge's last vote decides, the first
one counts for agreement, and a settlement stands beside them. A settlement speaks for the article as it was: where
a later merge brings a contrary decision with it, the article is in conflict again until somebody settles it anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from alianza.review.appraisal import unfit
from alianza.review.progress import Join, ReviewState, Vote
from alianza.study.review_protocol import Review, Stage

Standing = Literal["waiting", "conflict", "included", "excluded", "unobtained"]
"""Where an article stands at a stage; `unobtained` only at full text."""

NO_REASON = ""
"""Reason of an exclusion that names none, which title and abstract allow."""

QUALITY = "quality"
"""Reason of an article that was included and whose appraisal fails both screening questions."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided about an article at a stage.

    Attributes:
        article: The article.
        standing: Waiting for votes, in conflict, included, excluded, or its text could not be had.
        reason: Code of the criterion of an exclusion.
        votes: The last vote of each judge, in the order in which they first voted.
        settled: The settlement of its conflict, if there is one.
    """

    article: str
    standing: Standing
    reason: str = NO_REASON
    votes: tuple[Vote, ...] = ()
    settled: Vote | None = None


def decisions(state: ReviewState, review: Review, stage: Stage) -> dict[str, Decision]:
    """What is decided about every article that reaches a stage, in the order of the articles."""
    articles = state.articles()
    reached = articles if stage == "title_abstract" else _sought(state, review)
    home = _homes(articles)
    votes, settled = _by_article(state.votes, stage, home), _by_article(state.settled, stage, home)
    joins = _joins(state, home)
    found = {
        article: _decided(_Said(article, votes.get(article, []), settled.get(article, []), joins.get(article, [])),
                          review, stage)
        for article in reached
    }  # fmt: skip
    return found if stage == "title_abstract" else _at_full_text(found, state, home)


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
    home = _homes(state.articles())
    own = [vote for vote in state.votes if vote.stage == stage and vote.record in home]
    judges = tuple(sorted({vote.by for vote in own}))
    rows: dict[str, dict[str, str]] = {}
    for vote in own:
        rows.setdefault(home[vote.record], {}).setdefault(vote.by, vote.verdict)
    matrix = np.array([[row.get(judge) for judge in judges] for row in rows.values()], dtype=object)
    return judges, matrix.reshape(len(rows), len(judges))


def _sought(state: ReviewState, review: Review) -> list[str]:
    """Articles whose full text is sought: those included by title and abstract."""
    return [one.article for one in decisions(state, review, "title_abstract").values() if one.standing == "included"]


def _homes(articles: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {record: article for article, records in articles.items() for record in records}


def _by_article(votes: Iterable[Vote], stage: Stage, home: Mapping[str, str]) -> dict[str, list[Vote]]:
    found: dict[str, list[Vote]] = {}
    for vote in votes:
        if vote.stage == stage and vote.record in home:
            found.setdefault(home[vote.record], []).append(vote)
    return found


def _at_full_text(found: dict[str, Decision], state: ReviewState, home: Mapping[str, str]) -> dict[str, Decision]:
    """Decisions by full text, after texts that could not be had and appraisals that leave an article out."""
    lost = {home[record] for record in state.unobtained if record in home}
    poor = unfit(state)
    for article, one in found.items():
        if article in lost and not (one.votes or one.settled):  # a text that was judged was had after all
            found[article] = replace(one, standing="unobtained", reason=NO_REASON)
        elif one.standing == "included" and article in poor:
            found[article] = replace(one, standing="excluded", reason=QUALITY)
    return found


def _joins(state: ReviewState, home: Mapping[str, str]) -> dict[str, list[Join]]:
    """Article to the merges that made it."""
    found: dict[str, list[Join]] = {}
    for join in state.joins:
        for article in {home[record] for side in join.sides for record in side if record in home}:
            found.setdefault(article, []).append(join)
    return found


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said about an article at a stage: votes and settlements in order, and the merges that made it."""

    article: str
    votes: list[Vote]
    settled: list[Vote]
    joins: list[Join]

    def is_contradicted(self, final: Vote) -> bool:
        """Whether a merge after a settlement brought a contrary decision with it."""
        return any(
            self._verdict_of(side) not in (None, final.verdict)
            for join in self.joins
            if join.number > final.number
            for side in join.sides
            if final.record not in side
        )

    def _verdict_of(self, side: Sequence[str]) -> str | None:
        """What was decided on some records alone; None where nothing was, or it was in conflict."""
        settled = [vote for vote in self.settled if vote.record in side]
        if settled:
            return settled[-1].verdict
        verdicts = {vote.verdict for vote in self.votes if vote.record in side}
        return verdicts.pop() if len(verdicts) == 1 and "unsure" not in verdicts else None


def _decided(said: _Said, review: Review, stage: Stage) -> Decision:
    article, votes, settled = said.article, said.votes, said.settled
    last = tuple({vote.by: vote for vote in votes}.values())
    if settled and said.is_contradicted(settled[-1]):
        return Decision(article, "conflict", votes=last)
    if settled:
        final = settled[-1]
        standing: Standing = "included" if final.verdict == "include" else "excluded"
        return Decision(article, standing, final.reason, last, final)
    # A judge who voted on two records before they were joined may have said two things.
    verdicts = {vote.verdict for vote in {(vote.by, vote.record): vote for vote in votes}.values()}
    if len(verdicts) > 1 or "unsure" in verdicts:
        # Two judges that already disagree need no third vote to be in conflict.
        return Decision(article, "conflict" if len(last) >= review.judges_per_article else "waiting", votes=last)
    if len(last) < review.judges_per_article:
        return Decision(article, "waiting", votes=last)
    if verdicts == {"include"}:
        return Decision(article, "included", votes=last)
    if stage == "full_text" and len({vote.reason for vote in last if vote.reason}) > 1:
        return Decision(article, "conflict", votes=last)
    return Decision(article, "excluded", _reason(last, review, stage), last)


def _reason(votes: Sequence[Vote], review: Review, stage: Stage) -> str:
    """The reason of judges who agree to exclude: theirs, or of several the first in the protocol's order.

    Several stand only by title and abstract. A code that the protocol no longer has stays as it was given.
    """
    named = {vote.reason for vote in votes if vote.reason}
    order = [code for code in review.reasons(stage) if code in named]
    return order[0] if order else min(named, default=NO_REASON)
