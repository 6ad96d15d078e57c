"""A small hand-made study with everything that a document may meet: odd names, gaps, long labels, several readings."""

from dataclasses import replace

from alianza.render.document import Figure
from alianza.study.claim import Audit, Claim, JudgedClaim
from alianza.study.estimate import Estimate, Test
from alianza.study.hypothesis import JudgedHypothesis
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.protocol import Ethics, Hypothesis, Period, Protocol, Question, Study, SuccessRule
from alianza.study.results import Convergence, Results
from alianza.study.table import Column, Row, Suppressed, Table
from alianza.study.text import Text

ODD = "Pérez & Hijos <S.A.> #1 *x* $y$ \\z </script>"
GROWTH = ("growth_mean", "growth_median", "growth_geometric", "growth_total")


def share(value: float, half: float, n: int) -> Estimate:
    return Estimate(value, half / 2, value - half, value + half, n=n, unit="share")


def growth(value: float, half: float, n: int) -> Estimate:
    return replace(share(value, half, n), unit="growth")


PROTOCOL = Protocol(
    study=Study(
        id="sample",
        title=Text(f"Alianzas de empresas pequeñas: {ODD}", f"Alliances of small firms: {ODD}"),
        country="Ecuador",
        wave="2025",
        period=Period(first=2020, last=2025),
        population=Text("Empresas pequeñas con al menos una alianza, en 24 provincias", "Small firms with an alliance"),
        unit_of_analysis="firm",
        focal_alliance="most_recent",
        place=Text("Ecuador"),
        authors=("Ana Ñúñez", "Luis O'Hara"),
        keywords=(Text("alianzas", "alliances"),),
        date="2025-06-30",
    ),
    synthetic=True,
    questions=(
        Question(id="Q1", text=Text("¿Qué resulta de las alianzas?", "What comes of alliances?"), topics=("outcomes",)),
        Question(id="Q2", text=Text("¿Qué tipos crecen más?", "Which types grow?"), topics=("types", "factors")),
    ),
    success=SuccessRule(variable="success", rule=Text("beneficio y objetivos cumplidos", "benefit and objectives met")),
    strands={"survey": 150, "interviews": 25},
    ethics=Ethics(approval=Text("Comité de ética, acta 12", "Ethics board, minute 12")),
)

OUTCOME = Table(
    id="outcome",
    topic="outcomes",
    columns=(Column("share", "share"), Column("n", "count")),
    rows=(
        Row("benefit_reported", Message("rows.benefit_reported"), (share(0.684, 0.08, 150), 150)),
        Row("objectives_met", Message("rows.objectives_met"), (share(0.055, 0.04, 150), 150)),
        Row("failed", Text(ODD), (Suppressed("small"), Suppressed("complementary"))),
        Row("success", Message("rows.success"), (Estimate(None, unit="share", reason="no_answers"), 0)),
    ),
    base=150,
    tests={"pearson": Test(5.1234, 2, None, 0.0772), "conflict:rao_scott_f": Test(12.3, 1.87, 250.6, 0.00001)},
    module="alianza.report.outcome",
)

TYPES = Table(
    id="table1_alliance_types",
    topic="types",
    columns=(
        Column("n", "count"),
        *(Column(name, "growth") for name in GROWTH),
        Column("new_markets", "share"),
        Column("conflict", "share"),
    ),
    rows=tuple(
        Row(name, label, (n, *(growth(base + step / 50, 0.11, n) for step in range(4)), share(0.38, 0.12, n), tail))
        for name, label, n, base, tail in (
            ("joint_venture", Text("Empresa conjunta", "Joint venture"), 52, 0.285, share(0.25, 0.11, 52)),
            ("distribution", Text("Acuerdo de distribución", "Distribution agreement"), 61, 0.02, share(0.18, 0.1, 61)),
            (
                "technology_consortium",
                Text("Consorcio tecnológico con universidades e institutos públicos", "Technology consortium"),
                37,
                0.347,
                Suppressed("small"),
            ),
        )
    ),
    base=150,
    tests={"new_markets:rao_scott_f": Test(2.31, 1.92, 270.4, 0.104)},
    module="alianza.report.table1_alliance_types",
)

MODEL = Table(
    id="success_model",
    topic="factors",
    columns=(Column("b", "log"), Column("odds_ratio", "odds_ratio"), Column("p", "number")),
    rows=(
        Row("intercept", Message("rows.intercept"), (Estimate(-0.613, unit="log", n=150), None, 0.341)),
        Row(
            "structured",
            Text("Alianza bien estructurada", "Well-structured"),
            (Estimate(1.1, unit="log", n=150), Estimate(3.004, 0.5, 1.3, 12.94, n=150, unit="odds_ratio"), 0.0002),
        ),
    ),
    base=150,
    module="alianza.report.success_model",
)

PARTICIPANTS = Table(
    id="participants",
    topic="participants",
    columns=(Column("variable"), Column("n", "count"), Column("share", "share")),
    rows=(
        Row("sector:c", Text("Comercio", "Commerce"), (Message("words.table"), 12345, share(0.6, 0.02, 12345))),
        Row("sector:m", Text("Manufactura", "Manufacturing"), (Message("words.table"), 150, share(0.4, 0.02, 150))),
        Row("mode:t", Text("Teléfono", "Telephone"), (Message("words.figure"), 1470, share(1.0, 0.0, 1470))),
    ),
    base=12345,
    module="alianza.report.participants",
)

PLANNING = Table(id="planning_time", topic="factors", module="alianza.report.planning_time", needs=("planning_months",))

CLAIMS = (
    JudgedClaim(
        Claim(
            id="F01",
            section="Resultados",
            kind="finding",
            construct="benefit",
            text=Text("68 % declara un beneficio", "68% report a benefit"),
            form="point",
            published="68",
            unit="share",
            finding=("outcome.benefit_reported.share",),
        ),
        Audit("possible"),
        "recovered",
        (share(0.684, 0.08, 150),),
    ),
    JudgedClaim(
        Claim(
            id="F15",
            section="Resultados",
            kind="finding",
            construct="planning_time",
            text=Text("Planificar más de seis meses va con 40 % más de éxito", "Planning goes with 40% more success"),
            form="point",
            published="40",
            unit="ratio",
            finding=("planning_time.risk_ratio.contrast", "planning_time.odds_ratio.contrast"),
            readings=(Text("Razón de riesgos", "Risk ratio"), Text("Razón de momios", "Odds ratio")),
        ),
        Audit("no_base"),
        "not_recovered",
        (Estimate(1.35, 0.1, 1.1, 1.6, n=120, unit="ratio"), Estimate(2.2, 0.4, 1.2, 4.1, n=120, unit="odds_ratio")),
    ),
)

RESULTS = Results(
    protocol=PROTOCOL,
    tables=(PARTICIPANTS, OUTCOME, TYPES, MODEL, PLANNING),
    claims=CLAIMS,
    convergence=(Convergence("trust", "needs_two_votes", {"survey": "positive"}),),
    hypotheses=(
        JudgedHypothesis(
            Hypothesis(
                id="H1",
                statement=Text("Las alianzas bien estructuradas crecen más", "Well-structured alliances grow more"),
                estimand=Text("razón"),
                comparator=Text("independientes"),
                direction="greater",
                margin=1.2,
            ),
            "untestable",
            Message("ethics.not_declared"),
        ),
    ),
    problems=(
        Problem("unknown_key", "warning", "study.toml", 12, "study.titel", ODD, "title", {"near": ""}),
        Problem("missing_key", "notice", "study.toml", None, "study.wave"),
    ),
    highlights=(
        Message("claims.lead_count", {"word": Text("Con beneficio", "With a benefit"), "n": share(0.684, 0.08, 150)}),
        Message("claims.lead_count", {"word": Text(ODD), "n": growth(0.285, 0.11, 52)}),
    ),
    cannot_say=(Message("methods.synthetic"), Message("methods.unweighted")),
    counts={"survey": 150},
    frozen="2025-01-15",
)

FIGURE = Figure(
    "table1_alliance_types",
    "Los intervalos de los tres tipos se solapan",
    "Tres puntos con sus intervalos: 28,5 %, 2,0 % y 34,7 %.",
    '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="120" viewBox="0 0 640 120">'
    '<line x1="160" y1="10" x2="160" y2="110" stroke="#5c6370"/>'
    '<line x1="200" y1="40" x2="420" y2="40" stroke="#1d2433"/>'
    '<circle cx="310" cy="40" r="5" fill="#0072b2"/><text x="20" y="44" font-family="Liberation Sans" font-size="13">'
    "Empresa conjunta</text></svg>",
    {"data": {"values": [{"x": 1, "label": "</script><b>"}]}, "mark": "point", "encoding": {"x": {"field": "x"}}},
    640,
    120,
)
FIGURES = {FIGURE.id: FIGURE}
