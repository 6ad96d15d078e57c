"""Quality of the included articles, question by question and design by design (R024).

Nothing is added up: neither an article's answers nor the articles into a score, and no cut-off leaves any of them out.
"""

from collections.abc import Iterator, Sequence

from alianza.report.review_chapter import ReviewChapter
from alianza.review.appraisal import CATEGORIES, Profile, questions
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "literature"
STRAND = "review"
NEEDS = ("appraised_articles",)
ANSWERS = ("yes", "no", "cannot_tell")
COLUMNS = (
    Column("variable"),
    Column("n", "count"),
    *(Column(answer, "share") for answer in ANSWERS),
)


def compute(chapter: ReviewChapter) -> Table:
    """One row a question under each study design: share of articles answered yes, no and cannot tell."""
    kept = set(chapter.included)
    profiles = [one for name, one in chapter.evidence.profiles.items() if name in kept]
    designs = [name for name in CATEGORIES if any(one.category == name for one in profiles)]
    disputed = sum(bool(one.disputed) for one in profiles)
    weak = len(chapter.included) - len(chapter.without_weak)
    values = {"n": len(profiles), "designs": len(designs), "weak": weak, "noes": chapter.evidence.review.weak_profile}
    return Table(
        id="review_appraisal",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(row for name in designs for row in _design(name, profiles)),
        base=len(profiles),
        lead=Message("leads.review_appraisal", values),
        notes=(
            Message("notes.review_appraisal"),
            *((Message("notes.review_disputed", {"n": disputed}),) if disputed else ()),
        ),
    )


def _design(name: str, profiles: Sequence[Profile]) -> Iterator[Row]:
    own = [one for one in profiles if one.category == name]
    group = Message("groups.design_of", {"design": Message(f"batch.categories.{name}"), "n": len(own)})
    for question in questions(name):
        given = [one.answers[question] for one in own if question in one.answers]
        words = Message(f"appraisal.questions.q{question.replace('.', '_')}")
        label = Message("rows.question", {"code": question, "words": words})
        shares = (_share(given, answer) for answer in ANSWERS)
        yield Row(f"{name}_{question.replace('.', '_')}", label, (group, len(given), *shares))


def _share(given: Sequence[str], answer: str) -> Estimate | None:
    if not given:
        return None
    return Estimate(given.count(answer) / len(given), n=len(given), unit="share", method="counted")
