"""What judges may do with an article: vote, settle a conflict, say that its text cannot be had.

Each command takes the state and returns the change to record, or the problem that stands in the way. A vote that
says what the judge already said changes nothing, so a file that is read twice is read once.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from alianza.review.deciding import Decision, Rule, decide
from alianza.review.grouping import unknown_records
from alianza.review.joining import Said
from alianza.review.progress import VERDICTS, ReviewState, Vote
from alianza.review.screening import decisions, said_at
from alianza.study.event import Change, Proposed
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.review_protocol import Review, Stage


@dataclass(frozen=True, slots=True)
class Ballot:
    """What somebody says about an article at a stage, before it is recorded.

    Attributes:
        record: The article, or any record of it.
        verdict: `include`, `exclude` or `unsure`.
        reason: Code of the criterion behind an exclusion.
        note: Words of the judge.
    """

    record: str
    verdict: str
    reason: str = ""
    note: str = ""


class Bench:
    """The judging of one stage: what is decided about each article, computed once for many ballots.

    Args:
        state: Where the review stands.
        review: Its protocol.
        stage: The stage.
    """

    def __init__(self, state: ReviewState, review: Review, stage: Stage) -> None:
        self.state, self.review, self.stage = state, review, stage
        self._known = set(state.records())
        self._home = {record: article for article, records in state.articles().items() for record in records}
        self._decided = decisions(state, review, stage)
        self._rule = Rule(review, stage)

    def vote(self, ballot: Ballot, by: str, anew: bool = False) -> Proposed:
        """A judge's vote, or why it cannot be cast.

        Args:
            ballot: The vote.
            by: The judge.
            anew: Whether the judge says it of the article as it is now: the same word counts again where a merge
                brought contrary ones together. A batch that is read twice says nothing anew.

        Returns:
            `record_unknown`, `article_not_at_stage`, `verdict_unknown`, `reason_missing`, `reason_unknown`,
            `reason_without_exclusion`, `conflict_already_settled` or `article_already_judged`. The notice
            `vote_changes_decision` where a judge who votes again changes what was decided.
        """
        wrong = self._wrong(ballot)
        if wrong:
            return Proposed(problems=wrong)
        decided = self._decided[self._home[ballot.record]]
        own = next((vote for vote in decided.votes if vote.by == by), None)
        if own is not None and _same(own, ballot) and not (anew and _is_outdated(own, decided)):
            return Proposed()
        if closed := _closed(decided, own):
            return Proposed(problems=(closed,))
        notices = self._changed_by(ballot, by, decided.article) if own is not None else ()
        return Proposed((self._change("article_judged", ballot),), notices)

    def settle(self, ballot: Ballot, by: str) -> Proposed:
        """The decision of a conflict by somebody who is not one of its judges, or why it cannot be taken.

        Returns:
            As `vote`, and `no_conflict`, `adjudicator_was_judge` or `settlement_undecided`. The notice
            `settlement_replaced` where another settlement stood.
        """
        wrong = self._wrong(ballot)
        if not wrong and ballot.verdict == "unsure":
            wrong = (Problem("settlement_undecided", found=ballot.record),)
        if wrong:
            return Proposed(problems=wrong)
        decided = self._decided[self._home[ballot.record]]
        if decided.settled is not None and decided.settled.by == by and _same(decided.settled, ballot):
            return Proposed()
        if decided.standing != "conflict" and decided.settled is None:
            return Proposed(problems=(Problem("no_conflict", found=ballot.record),))
        if by in {vote.by for vote in decided.votes}:
            return Proposed(problems=(Problem("adjudicator_was_judge", found=by, place=ballot.record),))
        notices = _replaced(decided.settled, ballot, decided.article) if decided.settled else ()
        return Proposed((self._change("conflict_settled", ballot),), notices)

    @cached_property
    def _said(self) -> dict[str, Said[Vote]]:
        """What was said about every article at this stage."""
        return said_at(self.state, self.stage)

    def _changed_by(self, ballot: Ballot, by: str, article: str) -> tuple[Problem, ...]:
        """What is decided otherwise about an article once a judge who has voted on it votes again."""
        said = self._said[article]
        latest = 1 + max(*(one.number for one in said.words), *(one.number for one in said.joins), 0)
        [verdict] = [one for one in VERDICTS if one == ballot.verdict]
        vote = Vote(latest, ballot.record, self.stage, verdict, ballot.reason, ballot.note, by)
        before, after = (decide(one, self._rule).standing for one in (said, replace(said, words=(*said.words, vote))))
        if before == after:
            return ()
        values = {"before": _spoken(before), "after": _spoken(after)}
        return (Problem("vote_changes_decision", "notice", found=article, place=self.stage, values=values),)

    def _wrong(self, ballot: Ballot) -> tuple[Problem, ...]:
        """What is wrong with a ballot whoever casts it."""
        if ballot.record not in self._known:
            return (Problem("record_unknown", found=ballot.record),)
        article = self._home[ballot.record]
        if article not in self._decided or self._decided[article].standing == "unobtained":
            return (Problem("article_not_at_stage", found=ballot.record, place=self.stage),)
        if ballot.verdict not in VERDICTS:
            return (Problem("verdict_unknown", found=ballot.verdict, expected=", ".join(VERDICTS)),)
        return tuple(_wrong_reason(ballot, self.review.reasons(self.stage), self.stage))

    def _change(self, kind: str, ballot: Ballot) -> Change:
        values = {"record": ballot.record, "stage": self.stage, "verdict": ballot.verdict}
        return Change(kind, {**values, "reason": ballot.reason, "note": ballot.note})


def not_obtained(state: ReviewState, review: Review, record: str) -> Proposed:
    """That the full text of an article could not be had; no change where that is known.

    Returns:
        `record_unknown`, `article_not_at_stage`, or `article_already_decided`.
    """
    unknown = unknown_records(state, (record,))
    if unknown:
        return Proposed(problems=unknown)
    home = {one: article for article, records in state.articles().items() for one in records}
    decided = decisions(state, review, "full_text").get(home[record])
    if decided is None:
        return Proposed(problems=(Problem("article_not_at_stage", found=record, place="full_text"),))
    if decided.standing == "unobtained":
        return Proposed()
    if decided.standing in ("included", "excluded"):
        return Proposed(problems=(Problem("article_already_decided", found=record),))
    return Proposed((Change("text_not_obtained", {"record": record}),))


def _replaced(before: Vote, ballot: Ballot, article: str) -> tuple[Problem, ...]:
    """That a settlement takes the place of another one that said something else."""
    if (before.verdict, before.reason) == (ballot.verdict, ballot.reason):
        return ()
    values = {"by": before.by, "before": _settled_as(before), "after": _settled_as(ballot)}
    return (Problem("settlement_replaced", "notice", found=article, values=values),)


def _settled_as(said: Vote | Ballot) -> Message:
    """Included, or excluded with its reason."""
    because = Message("history.because.reason", {"reason": said.reason}) if said.reason else ""
    standing = _spoken("included" if said.verdict == "include" else "excluded")
    return Message("review.settled_as", {"standing": standing, "because": because})


def _spoken(standing: str) -> Message:
    return Message(f"review.article_standings.{standing}")


def _same(said: Vote, ballot: Ballot) -> bool:
    return (said.verdict, said.reason, said.note) == (ballot.verdict, ballot.reason, ballot.note)


def _is_outdated(own: Vote, decided: Decision) -> bool:
    """Whether a vote on an article in conflict was cast before the merge that made the article."""
    return decided.standing == "conflict" and own.number < decided.joined


def _closed(decided: Decision, own: Vote | None) -> Problem | None:
    """Why a vote comes too late: a judge may change an own vote until the conflict is settled, and join until then."""
    if decided.settled is not None:
        return Problem("conflict_already_settled", found=decided.article)
    if own is None and decided.standing != "waiting":
        return Problem("article_already_judged", found=decided.article)
    return None


def _wrong_reason(ballot: Ballot, known: tuple[str, ...], stage: Stage) -> list[Problem]:
    """An exclusion by full text names a criterion; one by title and abstract may; nothing else does."""
    expected = ", ".join(known)
    if ballot.verdict != "exclude":
        return [Problem("reason_without_exclusion", found=ballot.reason)] if ballot.reason else []
    if not ballot.reason:
        return [Problem("reason_missing", found=ballot.record, expected=expected)] if stage == "full_text" else []
    return [] if ballot.reason in known else [Problem("reason_unknown", found=ballot.reason, expected=expected)]
