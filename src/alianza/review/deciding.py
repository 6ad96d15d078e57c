"""What is decided about one article at one stage, from the votes and settlements of its records.

An article is decided when as many judges as the protocol asks for agree, or a conflict was settled. An unsure vote is
a conflict: somebody else has to look. So are two reasons for excluding by full text, because the flow prints them. By
title and abstract the first reason in the protocol's order is printed. Votes are never rewritten: a judge's last vote
decides, and a settlement stands beside them.

Where a merge joins contrary decisions, neither wins, whoever took them: what was said before speaks for one side only.
The article is in conflict until it is settled, or enough judges say the same of it, after the merge.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from alianza.review.joining import Said, last_words
from alianza.review.progress import Vote
from alianza.study.review_protocol import Review, Stage

Standing = Literal["waiting", "conflict", "included", "excluded", "unobtained"]
"""Where an article stands at a stage; `unobtained` only at full text."""

NO_REASON = ""
"""Reason of an exclusion that names none, which title and abstract allow."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A merge in which contrary decisions met, and which nobody has cleared.

    Attributes:
        number: The merge's event.
        sides: What was decided on each side, as it stood then.
    """

    number: int
    sides: tuple["Decision", ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided about an article at a stage.

    Attributes:
        article: The article.
        standing: Waiting for votes, in conflict, included, excluded, or its text could not be had.
        reason: Code of the criterion of an exclusion.
        votes: The last vote of each judge, in the order in which they first voted.
        settled: The settlement that decides it, if there is one.
        clash: The merge that put it in conflict, if one did.
        joined: Number of the merge that made it what it is; 0 where none did.
    """

    article: str
    standing: Standing
    reason: str = NO_REASON
    votes: tuple[Vote, ...] = ()
    settled: Vote | None = None
    clash: Clash | None = None
    joined: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """How a stage is decided: the protocol, and the stage."""

    review: Review
    stage: Stage

    def are_contrary(self, sides: Sequence[Decision]) -> bool:
        """Whether some sides of a merge are included and others excluded, or excluded for reasons that differ."""
        return {"included", "excluded"} <= {one.standing for one in sides} or self._differ(
            [one.reason for one in sides if one.standing == "excluded"]
        )

    def reasons_differ(self, votes: Sequence[Vote]) -> bool:
        """Whether exclusions by full text name two reasons."""
        return self._differ([vote.reason for vote in votes])

    def are_in_conflict(self, votes: Sequence[Vote]) -> bool:
        """Whether votes have to be settled: their verdicts differ, one is unsure, or their reasons differ."""
        verdicts = {vote.verdict for vote in votes}
        return len(verdicts) > 1 or "unsure" in verdicts or self.reasons_differ(votes)

    def reason(self, votes: Sequence[Vote]) -> str:
        """The reason of judges who agree to exclude: theirs, or of several the first in the protocol's order.

        Several stand only by title and abstract. A code that the protocol no longer has stays as it was given.
        """
        named = {vote.reason for vote in votes if vote.reason}
        order = [code for code in self.review.reasons(self.stage) if code in named]
        return order[0] if order else min(named, default=NO_REASON)

    def _differ(self, reasons: Sequence[str]) -> bool:
        return self.stage == "full_text" and len({reason for reason in reasons if reason}) > 1


@dataclass(frozen=True, slots=True)
class _Counted:
    """What counts of what was said: all of it, or what was said after a clash.

    Attributes:
        votes: Votes that count, in order.
        settled: Settlements that count, in order.
        joined: Number of the last merge.
        clash: The clash that is to be cleared.
        records: The records that clashed; only what was said on them, or after the last merge, can clear it.
    """

    votes: tuple[Vote, ...]
    settled: tuple[Vote, ...]
    joined: int = 0
    clash: Clash | None = None
    records: frozenset[str] = frozenset()

    def knowing(self, votes: Sequence[Vote]) -> list[Vote]:
        """The votes of those who knew of the clash."""
        if self.clash is None:
            return list(votes)
        return [vote for vote in votes if vote.record in self.records or vote.number > self.joined]


def decide(said: Said[Vote], rule: Rule) -> Decision:
    """What is decided about an article."""
    return _ruled(said, _counted(said, rule), rule)


def _counted(said: Said[Vote], rule: Rule) -> _Counted:
    """What counts after the last merge, from what counted on each side of it."""
    if not said.joins:
        return _Counted(said.words, said.settled)
    join = said.joins[-1]
    sides = [said.before(join, side) for side in join.sides]
    counted = [_counted(side, rule) for side in sides]
    stood = tuple(_ruled(side, one, rule) for side, one in zip(sides, counted, strict=True))
    later = said.after(join)
    uncleared = [one for one, decision in zip(counted, stood, strict=True) if decision.clash is not None]
    if len(uncleared) > 1 or rule.are_contrary(stood):
        records = frozenset(record for side in join.sides for record in side)
        return _Counted(later.words, later.settled, join.number, Clash(join.number, stood), records)
    votes = (*_in_order(vote for one in counted for vote in one.votes), *later.words)
    settled = (*_in_order(vote for one in counted for vote in one.settled), *later.settled)
    carried = uncleared[0] if uncleared else _Counted((), ())
    return _Counted(votes, settled, join.number, carried.clash, carried.records)


def _ruled(said: Said[Vote], counted: _Counted, rule: Rule) -> Decision:
    """The decision that what counts makes."""
    last = tuple({vote.by: vote for vote in said.words}.values())

    def stands(standing: Standing, reason: str = NO_REASON, settled: Vote | None = None) -> Decision:
        clash = counted.clash if standing == "conflict" else None
        return Decision(said.article, standing, reason, last, settled, clash, counted.joined)

    if settled := counted.knowing(counted.settled):
        final = settled[-1]
        return stands("included" if final.verdict == "include" else "excluded", final.reason, final)
    words = last_words(counted.votes, counted.joined)
    if len({vote.by for vote in counted.knowing(words)}) < rule.review.judges_per_article:
        return stands("conflict" if counted.clash else "waiting")
    if rule.are_in_conflict(words):
        return stands("conflict")
    return stands("included") if words[0].verdict == "include" else stands("excluded", rule.reason(words))


def _in_order(votes: Iterable[Vote]) -> list[Vote]:
    return sorted(votes, key=lambda vote: vote.number)
