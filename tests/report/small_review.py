"""A review of six records that a reader can follow by eye: two databases, one duplicate, three articles kept."""

import msgspec

from alianza.report.review_chapter import ReviewChapter
from alianza.review.article import article
from alianza.review.evidence import gather_review
from alianza.review.reference import Reference
from alianza.study.protocol import Construct, Period, Protocol, Study
from alianza.study.review_protocol import Criterion, PanelMember, PooledEffect, Priority, Review, ReviewSearch, Terms
from alianza.study.text import Text
from tests.review.test_screening import Step, after, imported, merge, settle, vote

REVIEW = Review(
    question=Text("¿Qué acompaña a las alianzas?", "What goes with alliances?"),
    first=2020,
    last=2025,
    panel=(
        PanelMember(id="ana", roles=("judge", "rater")),
        PanelMember(id="luis", roles=("judge", "rater")),
        PanelMember(id="eva", roles=("adjudicator",), profile=Text("métodos", "methods")),
    ),
    searches=(ReviewSearch(database="scopus", query=Text("alianza", "alliance"), scope=Text("título", "title")),),
    criteria=(
        Criterion(code="I1", kind="include", label=Text("pequeñas", "small"), definition=Text("hasta 49", "up to 49")),
        Criterion(code="E1", kind="exclude", label=Text("sin alianza", "no alliance")),
        Criterion(code="E2", kind="exclude", label=Text("sin datos", "no data")),
    ),
    priority=Priority(label=Text("economías emergentes", "emerging economies"), field="country", values=("EC", "PE")),
    dictionary={"trust": Terms(es=("confianza",), en=("trust",)), "roles": Terms(es=("roles",), en=("roles",))},
    pooled=(PooledEffect(construct="trust", measure="correlation", label=Text("confianza", "trust")),),
    weak_profile=3,
)

PROTOCOL = Protocol(
    study=Study(
        id="small", title=Text("Muestra", "Sample"), country="EC", wave="2025", period=Period(first=2020, last=2025),
        population=Text("pymes", "SMEs"), unit_of_analysis="firm", focal_alliance="most_recent",
    ),
    constructs=(
        Construct(id="trust", label=Text("confianza", "trust")),
        Construct(id="roles", label=Text("roles", "roles")),
    ),
    review=REVIEW,
)  # fmt: skip

# Records 1.1 to 1.4 are Scopus's, 2.1 and 2.2 SciELO's; 2.1 repeats 1.1.
RECORDS = {
    "1.1": Reference("La confianza en las alianzas", ("Paz, Ana",), 2021, database="scopus"),
    "1.2": Reference("Trust and roles", ("Paz, Ana",), 2021, abstract="Who trusts whom, and why.", database="scopus"),
    "1.3": Reference("Otra cosa", ("Ruiz, Luis", "Mora, Eva"), 2022, database="scopus"),
    "1.4": Reference("Alianzas sin datos", ("Sol, Inés",), 2023, database="scopus"),
    "2.1": Reference("La confianza en las alianzas", ("Paz, A.",), 2021, database="scielo"),
    "2.2": Reference("Roles en redes", ("Gil, Mar", "Rey, Sol", "Paz, Ana"), 2024, database="scielo"),
}


def judged(record: str, *verdicts: str, reason: str = "", stage: str = "title_abstract") -> list[Step]:
    """The votes of both judges on a record."""
    return [
        vote(by, record, verdict, reason if verdict == "exclude" else "", stage)
        for by, verdict in zip(("ana", "luis"), verdicts, strict=True)
    ]


def appraised(record: str, by: str, **answers: str) -> Step:
    """A rater's answers to the checklist of a survey; questions that are not named are answered yes."""
    given = dict.fromkeys(("S1", "S2", "4.1", "4.2", "4.3", "4.4", "4.5"), "yes")
    given |= {name.replace("q", "").replace("_", "."): answer for name, answer in answers.items()}
    return by, "article_appraised", {"record": record, "category": "descriptive", "answers": given}


def line(record: str, construct: str, direction: str, **values: str) -> Step:
    """A line of the extraction form."""
    filled = {"construct": construct, "direction": direction, **values}
    return "ana", "data_extracted", {"record": record, "values": filled}


SEARCHED: Step = ("luis", "search_run", {"database": "scopus", "query": "alianza", "date": "2025-02-03", "hits": 7})
READ = [imported("scopus", 4, quarantined=1), imported("scielo", 2), merge("1.1", "2.1")]
SCREENED = [
    *judged("1.1", "include", "include"),
    *judged("1.2", "include", "exclude", reason="E2"),
    settle("1.2", "include"),
    *judged("1.3", "exclude", "exclude", reason="E1"),
    *judged("1.4", "include", "include"),
    *judged("2.2", "include", "include"),
]
IN_FULL = [
    *judged("1.1", "include", "include", stage="full_text"),
    *judged("1.2", "include", "include", stage="full_text"),
    *judged("1.4", "exclude", "exclude", reason="E2", stage="full_text"),
    *judged("2.2", "include", "include", stage="full_text"),
]
APPRAISED = [
    appraised("1.1", "ana", q4_1="no"),
    appraised("1.1", "luis", q4_1="no"),
    appraised("1.2", "ana", q4_1="no", q4_2="no", q4_3="no"),
    appraised("1.2", "luis", q4_1="no", q4_2="no", q4_3="no"),
    appraised("2.2", "ana"),
    appraised("2.2", "luis", q4_4="cannot_tell"),
]
EXTRACTED = [
    line("1.1", "trust", "positive", country="EC", measure="correlation", effect="0.30", n="103", page="7"),
    line("1.2", "trust", "positive", country="PE; ES", measure="correlation", effect="0.50", n="53", page="3"),
    line("1.2", "roles", "negative", country="PE; ES"),
    line("2.2", "trust", "positive", country="US", page="12"),
    line("2.2", "roles", "positive", country="US"),
]
WHOLE = [*READ, SEARCHED, *SCREENED, *IN_FULL, *APPRAISED, *EXTRACTED]


def chapter(*steps: Step, review: Review = REVIEW) -> ReviewChapter:
    """The chapter after some steps; the whole review where none is given."""
    state = after(*(steps or WHOLE))
    articles = {name: article({one: RECORDS[one] for one in members}) for name, members in state.articles().items()}
    protocol = replace_review(review)
    return ReviewChapter(protocol, gather_review(state, review, articles))


def replace_review(review: Review) -> Protocol:
    """The protocol with another review."""
    return msgspec.structs.replace(PROTOCOL, review=review)
