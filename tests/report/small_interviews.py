"""Interviews that a reader can follow by eye: six of them, four codes, a blind round of two coders."""

from dataclasses import replace
from datetime import date

from alianza.coding.assembly import assemble
from alianza.coding.contents import Contents, DocumentContent
from alianza.coding.progress import (
    CodeEntry,
    CodingState,
    Freeze,
    PassageCoding,
    Rating,
    Relation,
    Round,
    Settlement,
    Source,
)
from alianza.coding.project import Document
from alianza.interviews.evidence import InterviewEvidence
from alianza.interviews.registry import Interview, Registry
from alianza.report.interview_chapter import InterviewChapter
from alianza.study.interview_protocol import Interviews, SaturationRule
from alianza.study.protocol import Construct, Period, Protocol, Rules, Study
from alianza.study.text import Text

WORDS = "P: Confiamos desde el primer día. Luego hubo un conflicto por el acta. Lo hablamos cada lunes."
TRUST, CONFLICT, TALK = (
    "Confiamos desde el primer día.",
    "Luego hubo un conflicto por el acta.",
    "Lo hablamos cada lunes.",
)

CODES = (
    CodeEntry("1", "confianza", definition="que cumpla sin vigilar", construct="trust"),
    CodeEntry("2", "presente", "1", include="confía", exclude="espera", direction="positive"),
    CodeEntry("3", "ausente", "1", direction="negative"),
    CodeEntry("4", "conflicto"),
)
# Interview to the codes of its three passages, in the order of the passages.
GIVEN = {
    "E1": ("2", "4", ""), "E2": ("2", "", ""), "E3": ("2", "4", "4"), "E4": ("3", "4", ""), "E5": ("2", "", ""),
    "E6": ("", "", ""),
}  # fmt: skip
ID = {name: f"1{name[1]}" for name in GIVEN}
"""Interview to its name in the log."""
CASES = {"E1": "C1", "E2": "C1", "E3": "C2"}

PROTOCOL = Protocol(
    study=Study(
        id="small", title=Text("Muestra", "Sample"), country="EC", wave="2025", period=Period(first=2020, last=2025),
        population=Text("pymes", "SMEs"), unit_of_analysis="firm", focal_alliance="most_recent",
    ),
    constructs=(Construct(id="trust", label=Text("confianza", "trust")),),
    interviews=Interviews(saturation=SaturationRule(base=2, run=2, orders=50)),
    rules=Rules(minimum_cell=2),
    synthetic=True,
)  # fmt: skip


def place(words: str) -> tuple[int, int]:
    return WORDS.index(words), WORDS.index(words) + len(words)


def codings() -> tuple[PassageCoding, ...]:
    passages = (TRUST, CONFLICT, TALK)
    given = [(name, *one) for name, own in GIVEN.items() for one in zip(own, passages, strict=True) if one[0]]
    return tuple(
        PassageCoding(100 + number, ID[name], code, *place(words), by="ana")
        for number, (name, code, words) in enumerate(given)
    )


def state() -> CodingState:
    """Six documents, their codings, a frozen codebook and a blind round of four segments, one difference settled."""
    made = codings()
    evidence = tuple(one.id for one in made if one.code == "3")
    answers = {("ana", 1): ("2",), ("luis", 1): ("2",), ("ana", 2): ("4",), ("luis", 2): ("4",),
               ("ana", 3): ("2",), ("luis", 3): (), ("ana", 4): (), ("luis", 4): ()}  # fmt: skip
    return CodingState(
        documents=tuple(Source(ID[name], name, name, f"P{name[1]}") for name in GIVEN),
        codes=CODES,
        codings=made,
        cleared=tuple(one.id for one in made if one.document in (ID["E1"], ID["E2"]) and one.code == "2"),
        relations=(
            Relation(300, "causal_condition", "3", "4", evidence),
            Relation(301, "strategy", "2", "4"),
            Relation(302, "associated", "2", "3"),
        ),
        freezes=(Freeze(200, "1.0", "lia", "2025-04-01T10:00:00Z"),),
        rounds=(
            Round(
                201, "ciega", (("15", 0, 10), ("15", 10, 20), ("16", 0, 10), ("16", 10, 20)), ("ana", "luis"),
                ("1", "2", "3", "4"), 0.2, 1, "2025-04-02T10:00:00Z",
            ),
        ),
        ratings=tuple(
            Rating(210 + number, "201", unit, codes, by) for number, ((by, unit), codes) in enumerate(answers.items())
        ),
        settlements=(Settlement(230, "201", 3, "2", True, "lo dice", "eva"),),
    )  # fmt: skip


def registry() -> Registry:
    """E1 and E2 may be quoted; two work in trade in Azuay, one alone in Loja."""
    rows = []
    for number, name in enumerate(GIVEN, 1):
        sector, where = ("comercio", "Azuay") if number < 6 else ("minas", "Loja")
        rows.append(
            Interview(
                name, f"P{number}", "quote" if number < 5 else "analysis", date(2025, 3, number), 30.0 + number,
                "gerente" if number % 2 else "dueña", sector, "", where, "1", case=CASES.get(name, ""),
            )
        )  # fmt: skip
    return Registry(tuple(rows))


def chapter(of: CodingState | None = None, protocol: Protocol = PROTOCOL, **changed: object) -> InterviewChapter:
    """The chapter of the small interviews, or of a state and a registry that differ in something."""
    told = registry()
    stands = replace(of or state(), **changed)
    facts = {
        one.id: {"participant": one.participant, "role": one.role, "sector": one.sector, "case": one.case}
        for one in told.interviews
    }
    contents = Contents({name: DocumentContent(Document(name, WORDS)) for name in GIVEN})
    interviews = protocol.interviews or Interviews()
    coding = assemble(stands, contents, "small", lambda name, _: facts.get(name, {}))
    return InterviewChapter(protocol, InterviewEvidence(interviews, told, stands, coding))
