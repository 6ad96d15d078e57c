"""Hand-made tables with every shape a figure may meet: gaps, suppressed cells, small bases, wide intervals."""

from alianza.study.claim import Audit, Claim, JudgedClaim, Verdict
from alianza.study.estimate import Estimate, Unit
from alianza.study.message import Message
from alianza.study.protocol import Period, Protocol, Study
from alianza.study.results import Results
from alianza.study.table import Cell, Column, Row, Suppressed, Table
from alianza.study.text import Text

STUDY = Study(
    id="sample",
    title=Text("Muestra", "Sample"),
    country="Ecuador",
    wave="2025",
    period=Period(first=2020, last=2025),
    population=Text("Empresas pequeñas", "Small firms"),
    unit_of_analysis="firm",
    focal_alliance="most_recent",
)


def results(*tables: Table, synthetic: bool = False, claims: tuple[JudgedClaim, ...] = ()) -> Results:
    return Results(Protocol(study=STUDY, synthetic=synthetic), tables, claims=claims)


def estimate(unit: Unit, value: float, low: float | None, high: float | None, n: int = 150) -> Estimate:
    return Estimate(value, low=low, high=high, n=n, unit=unit)


def share(value: float, low: float, high: float, n: int = 150) -> Estimate:
    return estimate("share", value, low, high, n)


def row(id: str, es: str, en: str, *cells: Cell) -> Row:
    return Row(id, Text(es, en), cells, id)


JV, DIST, TECH = (
    ("joint_venture", "Empresa conjunta", "Joint venture"),
    ("distribution", "Acuerdo de distribución", "Distribution agreement"),
    ("technology_consortium", "Consorcio tecnológico", "Technology consortium"),
)

TYPES = Table(
    id="table1_alliance_types",
    topic="types",
    columns=(
        Column("n", "count"),
        Column("growth_geometric", "growth"),
        Column("new_markets", "share"),
        Column("conflict", "share"),
    ),
    rows=(
        row(
            *JV, 52, estimate("growth", 0.246, 0.19, 0.31, 49), share(0.38, 0.26, 0.52, 52), share(0.34, 0.22, 0.48, 52)
        ),
        row(
            *DIST,
            61,
            estimate("growth", 0.183, 0.12, 0.25, 61),
            share(0.62, 0.53, 0.74, 61),
            share(0.19, 0.11, 0.31, 61),
        ),
        row(
            *TECH,
            37,
            estimate("growth", 0.312, 0.21, 0.42, 37),
            share(0.27, 0.15, 0.44, 37),
            share(0.24, 0.13, 0.41, 37),
        ),
    ),
    base=150,
)

FAILURE = Table(
    id="table2_failure_factors",
    topic="factors",
    columns=(Column("share", "share"), Column("severity", "rating")),
    rows=(
        row(
            "power_asymmetry",
            "Asimetría de poder",
            "Power asymmetry",
            share(0.55, 0.39, 0.69, 48),
            estimate("rating", 4.2, 3.8, 4.6, 26),
        ),
        row(
            "conflict_mechanisms",
            "Falta de mecanismos de conflicto",
            "Lack of conflict mechanisms",
            share(0.46, 0.32, 0.6, 48),
            estimate("rating", 3.9, 3.4, 4.4, 22),
        ),
        row(
            "divergent_expectations",
            "Expectativas divergentes",
            "Divergent expectations",
            share(0.38, 0.25, 0.52, 48),
            Suppressed("small"),
        ),
    ),
    base=48,
)

FACTORS = Table(
    id="success_factors",
    topic="factors",
    columns=(Column("perceived", "share"), Column("associated", "rating")),
    rows=(
        row(
            "strategic_compatibility",
            "Compatibilidad estratégica",
            "Strategic compatibility",
            share(0.74, 0.64, 0.82, 102),
            estimate("rating", 0.62, 0.31, 0.93),
        ),
        row(
            "contract_clarity",
            "Claridad contractual",
            "Contract clarity",
            share(0.69, 0.59, 0.77, 102),
            estimate("rating", 0.18, -0.15, 0.51),
        ),
        row(
            "communication",
            "Comunicación",
            "Communication",
            share(0.61, 0.51, 0.7, 102),
            estimate("rating", 0.44, 0.11, 0.77),
        ),
        row("flexibility", "Flexibilidad ante cambios", "Flexibility", share(0.35, 0.27, 0.45, 102), None),
    ),
    base=102,
)

PAIRS = Table(
    id="success_factor_pairs",
    topic="factors",
    columns=(Column("difference", "difference"), Column("p_holm", "number")),
    rows=(
        Row("strategic_compatibility_vs_contract_clarity", Text("x"), (None, 0.31)),
        Row("strategic_compatibility_vs_communication", Text("x"), (None, 0.04)),
        Row("strategic_compatibility_vs_flexibility", Text("x"), (None, 0.0001)),
        Row("contract_clarity_vs_communication", Text("x"), (None, 0.2)),
    ),
)

MODEL = Table(
    id="success_model",
    topic="factors",
    columns=(Column("b", "log"), Column("odds_ratio", "odds_ratio")),
    rows=(
        row("(Intercept)", "Constante", "Intercept", None, estimate("odds_ratio", 0.01, 0.001, 0.1)),
        row(
            "structured",
            "Alianza bien estructurada",
            "Well-structured alliance",
            None,
            estimate("odds_ratio", 3.0, 1.3, 6.94),
        ),
        row(
            "planned_long",
            "Planificó más de seis meses",
            "Planned for over six months",
            None,
            estimate("odds_ratio", 1.9, 0.93, 3.88),
        ),
        row(
            "log_employees",
            "Personas ocupadas (logaritmo)",
            "Employees (logarithm)",
            None,
            estimate("odds_ratio", 1.12, 0.78, 1.61),
        ),
        row(
            "cross_border",
            "Alianza con un socio de otro país",
            "Cross-border alliance",
            None,
            estimate("odds_ratio", 0.42, 0.19, 0.93),
        ),
        row(
            "rare",
            "Sector con muy pocos casos y casi separado",
            "Sector with very few cases",
            None,
            estimate("odds_ratio", 2.2, 0.004, 1210.0, 9),
        ),
    ),
    base=150,
)

CURVE = Table(
    id="planning_dose_response",
    topic="factors",
    columns=(Column("months", "months"), Column("probability", "share")),
    rows=tuple(
        Row(f"m{month:04.1f}", Message("rows.months", {"months": month}), (month, share(p, p - w, p + w * 0.8, 134)))
        for month, p, w in (
            (1.5, 0.42, 0.13),
            (3.0, 0.47, 0.09),
            (4.5, 0.53, 0.08),
            (6.0, 0.6, 0.07),
            (7.5, 0.67, 0.07),
            (9.0, 0.73, 0.07),
            (10.5, 0.76, 0.08),
            (12.0, 0.78, 0.1),
            (15.0, 0.8, 0.15),
        )
    ),
    base=134,
)

PLANNING = Table(
    id="planning_time",
    topic="factors",
    columns=(Column("contrast", "ratio"), Column("long", "share"), Column("short", "share")),
    rows=(
        row(
            "risk_ratio",
            "Razón de riesgos",
            "Risk ratio",
            estimate("ratio", 1.42, 1.08, 1.87, 134),
            share(0.74, 0.63, 0.83, 70),
            share(0.52, 0.4, 0.64, 64),
        ),
        row(
            "risk_difference",
            "Diferencia",
            "Difference",
            estimate("difference", 0.22, 0.06, 0.38, 134),
            share(0.74, 0.63, 0.83, 70),
            share(0.52, 0.4, 0.64, 64),
        ),
        row(
            "odds_ratio",
            "Razón de momios",
            "Odds ratio",
            estimate("odds_ratio", 2.63, 1.27, 5.42, 134),
            share(0.74, 0.63, 0.83, 70),
            share(0.52, 0.4, 0.64, 64),
        ),
        row(
            "risk_ratio:commerce",
            "Razón de riesgos, comercio",
            "Risk ratio, commerce",
            estimate("ratio", 1.31, 0.93, 1.85, 61),
            share(0.71, 0.5, 0.85, 32),
            share(0.54, 0.36, 0.7, 29),
        ),
        row(
            "risk_ratio:services",
            "Razón de riesgos, servicios",
            "Risk ratio, services",
            estimate("ratio", 1.7, 0.9, 3.2, 28),
            share(0.8, 0.5, 0.9, 15),
            share(0.47, 0.2, 0.7, 13),
        ),
    ),
    base=134,
)

SECTORS = Table(
    id="cooperation_by_sector",
    topic="context",
    columns=(Column("n", "count"), Column("cooperation", "share"), Column("strict", "share")),
    rows=(
        row(
            "c",
            "Industrias manufactureras",
            "Manufacturing",
            731,
            share(0.188, 0.152, 0.23, 731),
            share(0.112, 0.085, 0.146, 731),
        ),
        row(
            "g",
            "Comercio al por mayor y al por menor; reparación de vehículos",
            "Wholesale and retail trade; repair of motor vehicles",
            802,
            share(0.104, 0.079, 0.136, 802),
            share(0.061, 0.042, 0.088, 802),
        ),
        row(
            "j",
            "Información y comunicación",
            "Information and communication",
            143,
            share(0.312, 0.236, 0.4, 143),
            share(0.21, 0.147, 0.291, 143),
        ),
        row(
            "i",
            "Alojamiento y servicio de comidas",
            "Accommodation and food",
            190,
            share(0.069, 0.037, 0.125, 190),
            Suppressed("small"),
        ),
        row(
            "b",
            "Minas y canteras",
            "Mining",
            21,
            share(0.17, 0.05, 0.44, 21),
            Estimate(None, n=0, unit="share", reason="no_answers"),
        ),
        row(
            "all",
            "Todas las empresas",
            "All firms",
            2610,
            share(0.142, 0.124, 0.162, 2610),
            share(0.084, 0.071, 0.1, 2610),
        ),
    ),
    base=2610,
)


def _cell(sector: tuple[str, Text], kind: tuple[str, str, str], value: Cell) -> Row:
    label = Message("rows.within", {"outer": sector[1], "inner": Text(kind[1], kind[2])})
    return Row(f"{sector[0]}_x_{kind[0]}", label, (value,))


COMMERCE, SERVICES = ("commerce", Text("Comercio", "Commerce")), ("services", Text("Servicios", "Services"))
SECTOR_BY_TYPE = Table(
    id="sector_by_type",
    topic="context",
    columns=(Column("success", "share"),),
    rows=(
        Row("commerce", COMMERCE[1], (share(0.66, 0.53, 0.77, 61),)),
        _cell(COMMERCE, JV, share(0.6, 0.38, 0.79, 19)),
        _cell(COMMERCE, DIST, share(0.73, 0.55, 0.86, 30)),
        _cell(COMMERCE, TECH, Suppressed("small")),
        Row("services", SERVICES[1], (share(0.71, 0.58, 0.81, 58),)),
        _cell(SERVICES, JV, share(0.7, 0.5, 0.85, 24)),
        _cell(SERVICES, DIST, share(0.68, 0.46, 0.84, 20)),
        _cell(SERVICES, TECH, share(1.0, 1.0, 1.0, 14)),
    ),
    base=119,
)


def _partner(id: str, es: str, en: str, growth: Cell, ratio: Cell) -> Row:
    return row(id, es, en, growth, ratio)


PARTNERS = Table(
    id="growth_by_partner",
    topic="types",
    columns=(Column("growth_geometric", "growth"), Column("ratio_geometric", "ratio")),
    rows=(
        _partner(
            "clients",
            "Clientes",
            "Clients",
            estimate("growth", 0.144, 0.05, 0.247, 206),
            estimate("ratio", 1.03, 0.94, 1.13, 206),
        ),
        _partner(
            "university",
            "Universidades",
            "Universities",
            estimate("growth", 0.27, 0.05, 0.53, 41),
            estimate("ratio", 1.14, 0.95, 1.38, 41),
        ),
        _partner(
            "competitors",
            "Competidores",
            "Competitors",
            estimate("growth", -0.06, -0.31, 0.28, 17),
            estimate("ratio", 0.85, 0.62, 1.16, 17),
        ),
        _partner(
            "any",
            "Cualquier socio",
            "Any partner",
            estimate("growth", 0.165, 0.1, 0.234, 338),
            estimate("ratio", 1.05, 0.98, 1.12, 338),
        ),
        _partner("none", "No coopera", "No co-operation", estimate("growth", 0.11, 0.085, 0.136, 2101), None),
    ),
    base=2439,
)


def claim(id: str, es: str, published: str, own: Estimate, verdict: Verdict) -> JudgedClaim:
    made = Claim(
        id=id,
        section="results",
        kind="finding",
        construct="success",
        text=Text(es, es),
        form="point",
        published=published,
        unit="share",
    )
    return JudgedClaim(made, Audit("possible"), verdict, (own,))


CLAIMS = (
    claim("F01", "Empresas que declaran un beneficio concreto", "68", share(0.66, 0.58, 0.73), "recovered"),
    claim(
        "F14",
        "Alianzas fracasadas que nombran la asimetría de poder",
        "55",
        share(0.42, 0.29, 0.53, 48),
        "not_recovered",
    ),
    claim(
        "F07",
        "Éxitos que nombran la compatibilidad estratégica entre los socios como lo que más importó en toda la alianza "
        "y su continuidad a lo largo de los años",
        "72,5",
        share(0.74, 0.64, 0.82, 102),
        "recovered",
    ),
)

ALL = (TYPES, FAILURE, FACTORS, PAIRS, MODEL, CURVE, PLANNING, SECTORS, SECTOR_BY_TYPE, PARTNERS)
