"""The quality profile of every included article: what it answers, what it does not, what cannot be told (R024)."""

from alianza.report.review_chapter import ReviewChapter
from alianza.review.appraisal import CATEGORIES, Profile, questions
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "literature"
STRAND = "review"
NEEDS = ("appraised_articles",)
ANSWERS = ("yes", "no", "cannot_tell")
COLUMNS = (
    Column("variable"),
    *(Column(answer, wraps=True) for answer in ANSWERS),
)


def compute(chapter: ReviewChapter) -> Table:
    """One row an article, under its study design; each column lists the questions that got that answer."""
    labels = chapter.labels(chapter.included)
    own = [one for name, one in chapter.evidence.profiles.items() if name in labels and one.category]
    order = {name: place for place, name in enumerate(CATEGORIES)}
    listed = sorted(own, key=lambda one: (order[one.category], labels[one.article].casefold()))
    noes = chapter.evidence.review.weak_profile
    values = {
        "n": len(listed), "complete": sum(_all_yes(one) for one in listed), "noes": noes,
        "weak": sum(one.weak(noes) for one in listed),
    }  # fmt: skip
    return Table(
        id="review_profiles",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(_row(one, labels[one.article]) for one in listed),
        base=len(listed),
        lead=Message("leads.review_profiles", values),
        notes=(Message("notes.review_profiles"),),
    )


def _row(one: Profile, label: str) -> Row:
    asked = questions(one.category)
    cells = (", ".join(name for name in asked if one.answers.get(name) == answer) or None for answer in ANSWERS)
    group = Message(f"batch.categories.{one.category}")
    return Row(f"A{one.article}", Message("rows.as_named", {"label": label}), (group, *cells))


def _all_yes(one: Profile) -> bool:
    return all(one.answers.get(name) == "yes" for name in questions(one.category))
