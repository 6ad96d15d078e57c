"""What the interviews say of each construct: how many participants speak for it and against it, and their vote (R049).

A participant is one source, however many passages are theirs; whoever speaks both for and against goes neither way.
"""

from alianza.coding.agreement_tables import removed_codes
from alianza.integration.interviews import InterviewVote
from alianza.report.interview_chapter import InterviewChapter, code_trail
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "interviews"
STRAND = "interviews"
NEEDS = ("coded_passages", "measuring_codes")
WAYS = ("positive", "negative", "mixed")
COLUMNS = (
    Column("sources", "count"), *(Column(f"speak_{way}", "count") for way in WAYS), Column("share", "share"),
    Column("alpha", "number"), Column("vote", wraps=True),
)  # fmt: skip


def compute(chapter: InterviewChapter) -> Table:
    """One row a construct that a code measures: sources by their way, share of those asked, agreement, vote."""
    votes = chapter.votes()
    rule = chapter.evidence.interviews.round.alpha
    return Table(
        id="interview_votes",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(_row(chapter, one) for one in votes),
        base=len(chapter.evidence.asked),
        lead=_lead(chapter, votes),
        notes=(Message("notes.interview_votes", {"alpha": rule}), *_of_others(chapter), *_removed(chapter)),
    )


def _removed(chapter: InterviewChapter) -> tuple[Message, ...]:
    """Codes of the reported round that were taken out since, so that their agreement keeps no construct from voting."""
    found = chapter.evidence.reported
    codes = [code_trail(path) for path in removed_codes(found)] if found is not None and found.complete else []
    return (Message("notes.votes_removed", {"codes": codes}),) if codes else ()


def _of_others(chapter: InterviewChapter) -> tuple[Message, ...]:
    """How many codings are left out because their words are not the participant's; nothing without any."""
    codings = len(chapter.project.codings) - len(chapter.evidence.heard.codings)
    return (Message("notes.votes_others", {"codings": codings}),) if codings else ()


def _row(chapter: InterviewChapter, one: InterviewVote) -> Row:
    sources = len(one.ways)
    share = Estimate(sources / one.asked, n=one.asked, unit="share", method="counted") if one.asked else None
    alpha = Estimate(one.alpha, n=sources, unit="number", reason="" if one.alpha is not None else "agreement_unknown")
    why = Message(f"vote_reasons.{one.reason}") if one.reason else None
    vote = Message(f"votes.{one.vote}")
    said = Message("rows.vote_unclear", {"vote": vote, "why": why}) if why else vote
    cells = (sources, *(one.count(way) for way in ("positive", "negative", "mixed")), share, alpha, said)
    return Row(one.construct, chapter.construct(one.construct), cells, one.construct)


def _lead(chapter: InterviewChapter, votes: tuple[InterviewVote, ...]) -> Message:
    definite = [one for one in votes if one.vote != "unclear"]
    if not definite:
        return Message("leads.interview_votes_unclear", {"constructs": len(votes)})
    first = max(definite, key=lambda one: len(one.ways))
    values = {
        "definite": len(definite), "constructs": len(votes), "construct": chapter.construct(first.construct),
        "sources": len(first.ways), "asked": first.asked, "vote": Message(f"votes.{first.vote}"),
    }  # fmt: skip
    return Message("leads.interview_votes", values)
