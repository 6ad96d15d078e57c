"""Whether the last interviews still brought new codes, by topic, with the rule that says so (R043).

Source:
    Guest, Namey and Chen (2020), PLoS ONE 15(5), e0232076.
"""

from alianza.interviews.saturation import ALL, Saturation
from alianza.report.interview_chapter import InterviewChapter, code_name
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "interviews"
STRAND = "interviews"
NEEDS = ("coded_passages",)
COLUMNS = (Column("codes", "count"), Column("new_share", "share"), Column("saturated"))


def compute(chapter: InterviewChapter) -> Table:
    """One row for all codes and one a topic: share of new codes in the last run, and what the rule says of it."""
    found = chapter.saturation
    rule = chapter.evidence.interviews.saturation
    values = {"base": rule.base, "run": rule.run, "threshold": rule.threshold, "orders": rule.orders}
    return Table(
        id="interview_saturation",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(_row(one) for one in found),
        base=len(chapter.evidence.coded),
        lead=_lead(found),
        notes=(
            Message("notes.saturation_rule", values), Message("notes.saturation_topics"), *_before(chapter),
            *uncoded(chapter),
        ),
    )  # fmt: skip


def _before(chapter: InterviewChapter) -> tuple[Message, ...]:
    """What a codebook that was whole from the beginning does not let anybody say."""
    declared = chapter.evidence.interviews.saturation.closed
    return (Message("notes.saturation_before"),) if chapter.evidence.is_book_of_before and not declared else ()


def uncoded(chapter: InterviewChapter) -> tuple[Message, ...]:
    """How many interviews nobody has coded yet; nothing where all are."""
    waiting = len(chapter.evidence.conducted) - len(chapter.evidence.coded)
    return (Message("notes.interviews_uncoded", {"waiting": waiting}),) if waiting else ()


def _row(one: Saturation) -> Row:
    share = Estimate(
        one.share, n=one.interviews, unit="share", method="saturation_run",
        reason=f"saturation_{one.reason}" if one.reason else "",
    )  # fmt: skip
    label = Message("rows.all_codes") if one.topic == ALL else code_name(one.topic)
    cells = (one.codes, share, Message(f"saturated.{_standing(one)}"))
    return Row(one.topic or "all", label, cells, depth=int(one.topic != ALL))


def _standing(one: Saturation) -> str:
    return "unclaimed" if one.reached is None else "reached" if one.reached else "not_reached"


def _lead(found: tuple[Saturation, ...]) -> Message:
    whole, *topics = found
    if whole.reached is None:
        return Message("leads.saturation_unclaimed", {"codes": whole.codes, "interviews": whole.interviews})
    values = {"codes": whole.codes, "share": Estimate(whole.share, n=whole.interviews, unit="share"),
              "reached": sum(one.reached is True for one in topics), "topics": len(topics)}  # fmt: skip
    code = "saturation_reached" if whole.reached else "saturation_not_reached"
    by_topic = topics and (whole.reached or values["reached"])
    return Message(f"leads.{code}" + ("_topics" if by_topic else ""), values)
