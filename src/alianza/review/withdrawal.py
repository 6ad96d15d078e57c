"""What may be taken back, and what goes with it.

A vote is a first, independent judgement only as long as nobody else has spoken: once another judge has voted on the
article at that stage, or its conflict was settled, it stays, because agreement rests on it. An import takes with it
whatever was decided on its records, so that has to be wanted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alianza.review.progress import ReviewState, Vote, record_id
from alianza.study.event import Event, standing
from alianza.study.problem import Problem
from alianza.study.review_protocol import Stage


@dataclass(frozen=True, slots=True)
class Resting:
    """What rests on the records of an import.

    Attributes:
        articles: Articles with a record of it.
        votes: Votes on its records, at both stages.
        settlements: Conflicts settled on its records.
        unobtained: Its records whose text could not be had.
        appraisals: Appraisals of its records, agreed ones among them.
        extractions: Lines of the extraction form.
    """

    articles: int
    votes: int
    settlements: int
    unobtained: int
    appraisals: int
    extractions: int

    @property
    def decisions(self) -> int:
        """Everything that a person said about its records."""
        return self.votes + self.settlements + self.unobtained + self.appraisals + self.extractions


def obstacle(state: ReviewState, event: Event, confirmed: bool = False) -> Problem | None:
    """Why an event that stands may not be withdrawn.

    Args:
        state: Where the review stands, with the event in it.
        event: The event.
        confirmed: Whether the person knows that decisions go with it.

    Returns:
        `vote_answered` or `vote_settled` for a vote that others rest on, `import_bears_decisions` for an import with
        decisions that nobody confirmed, else None.
    """
    if event.kind == "article_judged":
        return _vote_stays(state, event)
    if event.kind == "imported" and not confirmed:
        found = resting(state, event.number)
        if found.decisions:
            counts = {name: getattr(found, name) for name in Resting.__dataclass_fields__}
            return Problem("import_bears_decisions", found=str(event.number), values=counts)
    return None


def overtaken(state: ReviewState, event: Event) -> Problem | None:
    """Why an event that was withdrawn may not come back.

    Args:
        state: Where the review stands, without the event.
        event: The event.

    Returns:
        `vote_overtaken` for a vote whose judge has voted on the article anew, or whose conflict was settled: what comes
        back would stand before it, and agreement counts first votes. Another judge's vote does not matter: what comes
        back was said without knowing it.
    """
    if event.kind != "article_judged":
        return None
    record, stage, article = _where(state, event)
    said = (*(one for one in state.votes if one.by == event.by), *state.settled)
    since = [one for one in said if one.stage == stage and one.record in article]
    return Problem("vote_overtaken", found=record, place=str(event.number)) if since else None


def resting(state: ReviewState, number: int) -> Resting:
    """What rests on the records of the import of a number."""
    [one] = [one for one in state.imports if one.number == number]
    own = {record_id(number, place) for place in range(1, one.read + 1)}
    return Resting(
        articles=sum(not own.isdisjoint(records) for records in state.articles().values()),
        votes=_of(own, state.votes),
        settlements=_of(own, state.settled),
        unobtained=sum(record in own for record in state.unobtained),
        appraisals=_of(own, state.appraisals) + _of(own, state.settled_appraisals),
        extractions=_of(own, state.extractions),
    )


def withdrawn_votes(events: Sequence[Event], stage: Stage) -> int:
    """Number of votes at a stage that their judges took back, before anybody else had voted on the article."""
    stand = {event.number for event in standing(events)}
    return sum(
        event.kind == "article_judged" and event.payload.get("stage") == stage and event.number not in stand
        for event in events
    )


def _vote_stays(state: ReviewState, event: Event) -> Problem | None:
    """Why a vote stays: another judge has voted on its article at its stage, or the conflict is settled."""
    record, stage, article = _where(state, event)

    def about(votes: Iterable[Vote]) -> list[Vote]:
        return [one for one in votes if one.stage == stage and one.record in article]

    if about(state.settled):
        return Problem("vote_settled", found=record, place=str(event.number))
    others = sorted({one.by for one in about(state.votes)} - {event.by})
    return Problem("vote_answered", found=record, place=str(event.number)) if others else None


def _where(state: ReviewState, event: Event) -> tuple[str, object, set[str]]:
    """The record of a vote, its stage, and the records of its article."""
    record = str(event.payload["record"])
    article = next((set(records) for records in state.articles().values() if record in records), {record})
    return record, event.payload["stage"], article


def _of(own: set[str], made: Iterable[object]) -> int:
    return sum(getattr(one, "record", "") in own for one in made)
