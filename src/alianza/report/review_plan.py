"""The planning stage of the review: who takes part, who approved the protocol and when, and the criteria (R021, R022).

What was planned stands here in the protocol's words, so that a reader can hold the other tables against it.
"""

from collections.abc import Iterator

from alianza.report.review_chapter import ReviewChapter
from alianza.study.message import Message
from alianza.study.review_protocol import Criterion, PanelMember
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "literature"
STRAND = "review"
NEEDS = ()
COLUMNS = (Column("variable"), Column("value", wraps=True))


def compute(chapter: ReviewChapter) -> Table:
    """Question, window, panel, approvals and criteria, one row each."""
    review, approvals = chapter.evidence.review, chapter.evidence.state.approvals
    approved = max((one.at[:10] for one in approvals), default="")
    values = {"members": len(review.panel), "criteria": len(review.criteria), "date": approved}
    return Table(
        id="review_plan",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(_rows(chapter)),
        lead=Message(_lead(chapter), values),
        notes=(Message("notes.review_plan", {"judges": review.judges_per_article}),),
    )


def _lead(chapter: ReviewChapter) -> str:
    """The sentence on whether the protocol was approved, and stayed as it was."""
    if not chapter.evidence.state.approvals:
        return "leads.review_plan_unapproved"
    return "leads.review_plan_outdated" if chapter.evidence.was_changed_after_approval else "leads.review_plan"


def _rows(chapter: ReviewChapter) -> Iterator[Row]:
    review = chapter.evidence.review
    protocol = Message("groups.review_protocol")
    yield Row("question", Message("rows.review_question"), (protocol, review.question))
    if review.first and review.last:
        window = Message("rows.review_window", {"first": review.first, "last": review.last})
        yield Row("window", Message("rows.review_years"), (protocol, window))
    if review.priority:
        yield Row("priority", Message("rows.review_priority"), (protocol, review.priority.label))
    for approval in chapter.evidence.state.approvals:
        told = Message("rows.review_approval", {"date": approval.at[:10], "by": approval.by})
        yield Row(f"approval_{approval.number}", Message("rows.review_approved"), (protocol, told))
    yield from (_member(member) for member in review.panel)
    yield from (_criterion(criterion) for criterion in review.criteria)


def _member(member: PanelMember) -> Row:
    roles = tuple(Message(f"roles.{role}") for role in member.roles)
    profile = (
        Message("rows.review_profile", {"profile": member.profile}) if member.profile.es or member.profile.en else ""
    )
    told = Message("rows.review_member", {"roles": roles, "profile": profile})
    name = Message("rows.pseudonym", {"name": member.id})
    return Row(f"member_{member.id}", name, (Message("groups.review_panel"), told))


def _criterion(criterion: Criterion) -> Row:
    group = Message(f"groups.criteria_{criterion.kind}")
    known = criterion.definition.es or criterion.definition.en
    stages = tuple(Message(f"review.stages.{stage}") for stage in criterion.stages)
    definition = criterion.definition if known else Message("rows.review_stages", {"stages": stages})
    label = Message("rows.review_criterion", {"code": criterion.code, "label": criterion.label})
    return Row(f"criterion_{criterion.code}", label, (group, definition))
