"""The constructs of the reference study, and the words by which a survey's items are recognised.

An item is recognised only where both its role (a benefit, a cause of failure, ...) and its construct are
named; words are compared without accents and case.
"""

import re
from dataclasses import dataclass
from typing import Literal

from alianza.study.protocol import ItemRole

ConstructKind = Literal["factor", "outcome", "benefit", "difficulty", "cause", "model", "partner", "context"]


@dataclass(frozen=True, slots=True)
class KnownConstruct:
    """A construct of the reference study, and how a survey names it.

    Attributes:
        id: Its id.
        kind: Its kind.
        roles: The roles that its items take.
        words: Words that name it in a question or a column's name.
        short: Words that name it only in a column's name, where the role stands before them.
    """

    id: str
    kind: ConstructKind
    roles: tuple[ItemRole, ...]
    words: tuple[str, ...]
    short: tuple[str, ...] = ()


_FACTOR: tuple[ItemRole, ...] = ("perceived", "level", "failure", "severity", "difficulty")
_HARM: tuple[ItemRole, ...] = ("failure", "severity", "difficulty")

CONSTRUCTS = (
    KnownConstruct("strategic_compatibility", "factor", _FACTOR, ("compatibilidad", "compatibility")),
    KnownConstruct(
        "contract_clarity",
        "factor",
        _FACTOR,
        ("claridad contractual", "claridad", "claridad del contrato", "contract clarity", "clarity of the contract"),
        ("contractual", "contrato", "contract"),
    ),
    KnownConstruct("communication", "factor", _FACTOR, ("comunicación", "communication")),
    KnownConstruct("flexibility", "factor", _FACTOR, ("flexibilidad", "flexibility")),
    KnownConstruct(
        "power_asymmetry",
        "factor",
        _FACTOR,
        ("asimetría", "asimetrías", "desequilibrio de poder", "abuso de poder", "asymmetry", "imbalance of power"),
        ("poder", "power"),
    ),
    KnownConstruct(
        "conflict_mechanisms",
        "factor",
        _FACTOR,
        ("mecanismos", "falta de mecanismos", "conflict mechanisms", "mechanisms"),
    ),
    KnownConstruct("divergent_expectations", "factor", _FACTOR, ("expectativas", "expectations")),
    KnownConstruct("trust", "factor", _FACTOR, ("confianza", "desconfianza", "trust", "distrust")),
    KnownConstruct(
        "culture_differences",
        "factor",
        _HARM,
        ("diferencias culturales", "diferencias de cultura", "cultural differences"),
        ("cultura", "culture"),
    ),
    KnownConstruct("coordination", "difficulty", _HARM, ("coordinación", "coordination")),
    KnownConstruct(
        "unequal_resources",
        "difficulty",
        _HARM,
        ("aportes desiguales", "recursos desiguales", "unequal resources", "unequal contributions"),
        ("aportes", "resources"),
    ),
    KnownConstruct(
        "autonomy_loss", "difficulty", _HARM, ("pérdida de autonomía", "loss of autonomy"), ("autonomía", "autonomy")
    ),
    KnownConstruct("income_growth", "benefit", ("benefit",), ("ingresos", "ventas", "income", "sales")),
    KnownConstruct("market_access", "benefit", ("benefit",), ("mercados", "mercado", "markets", "market")),
    KnownConstruct("knowledge_transfer", "benefit", ("benefit",), ("conocimiento", "conocimientos", "knowledge")),
    KnownConstruct("cost_savings", "benefit", ("benefit",), ("costos", "costes", "ahorro", "costs", "cost", "savings")),
    KnownConstruct("risk_sharing", "benefit", ("benefit",), ("riesgo", "riesgos", "risk", "risks")),
    KnownConstruct(
        "intellectual_property", "cause", ("conflict_cause",), ("propiedad intelectual", "intellectual property")
    ),
    KnownConstruct(
        "benefit_sharing",
        "cause",
        ("conflict_cause",),
        (
            "reparto de beneficios",
            "reparto beneficios",
            "reparto de utilidades",
            "reparto de ganancias",
            "benefit sharing",
            "sharing of benefits",
        ),
    ),
    KnownConstruct("roles", "cause", ("conflict_cause",), ("roles", "responsabilidades", "responsibilities")),
    KnownConstruct(
        "non_compliance",
        "cause",
        ("conflict_cause",),
        ("incumplimiento", "incumplimientos", "non compliance", "breach", "missed deadlines"),
    ),
    KnownConstruct("bridge_alliance", "model", ("model",), ("puente", "bridge")),
    KnownConstruct("sector_cluster", "model", ("model",), ("clúster", "clústeres", "cluster")),
    KnownConstruct("university_firm", "model", ("model",), ("universidad", "university")),
    KnownConstruct("clients", "partner", ("partner",), ("clientes", "clients", "customers")),
    KnownConstruct("competitors", "partner", ("partner",), ("competidores", "competencia", "competitors")),
    KnownConstruct("suppliers", "partner", ("partner",), ("proveedores", "suppliers")),
    KnownConstruct("universities", "partner", ("partner",), ("universidades", "universidad", "universities")),
)

_SAID: dict[ItemRole, str] = {
    "conflict_cause": (
        r"\b(?:causas?|motivos?|razon|razones|origen) (?:de|del|de los|de sus?) conflictos?\b|\bconflictos? por\b"
        r"|\b(?:causes?|reasons?|sources?) (?:of|for) (?:the |any )?conflicts?\b|\bconflicts? (?:cause|over|about)\b"
    ),
    "severity": r"\b(?:severidad|gravedad|severity)\b",
    "failure": (
        r"\b(?:causas?|factor|factores|motivos?|razon|razones) (?:de|del|de la) "
        r"(?:fracaso|ruptura|disolucion|terminacion)\b|^fracaso\b|^failure\b|\bfailure factors?\b"
        r"|\b(?:causes?|reasons?) (?:of|for) (?:the )?(?:failure|break ?up|termination)\b"
    ),
    "perceived": (
        r"\bfactor(?:es)? (?:clave )?(?:de|del|para el) exito\b|\bfactor(?:es)? que (?:mas )?"
        r"(?:import|influy|contribuy|ayud)\w+|\bfue(?:ron)? importantes?\b|\bsuccess factors?\b"
        r"|\bfactors? (?:of|for|in) success\b|\bwas important\b|\bfactors? that mattered\b"
    ),
    "level": (
        r"^(?:nivel|grado|calificacion) (?:actual )?de\b|^(?:califique|valore|puntue) (?:el|la|los|las)\b"
        r"|^(?:level|rating|degree) of\b|^rate the\b"
    ),
    "benefit": r"\bbenefici(?:o|os)\b|\bbenefits?\b",
    "difficulty": r"\b(?:dificultad|dificultades|obstaculos?|problemas?|difficult(?:y|ies)|problems?)\b",
    "model": r"\bmodelos?\b(?! de negocio)|\bmodels?\b",
    "partner": (
        r"\b(?:coopera|cooperan|coopero|cooperacion|colabora|colaboracion|alianza|alianzas|acuerdos?) con\b"
        r"|\b(?:cooperates?|cooperated|cooperation|collaborates?|collaboration|alliances?) with\b"
    ),
}

ROLE_QUESTIONS = {role: re.compile(said) for role, said in _SAID.items()}
"""How a question says its role, the more telling roles first; compared with the folded question."""

ROLE_NAMES: dict[ItemRole, tuple[str, ...]] = {
    "conflict_cause": ("causa conflicto", "conflicto por", "conflict cause", "causa", "cause"),
    "severity": ("severidad", "sever", "gravedad", "severity"),
    "failure": ("causa fracaso", "factor fracaso", "failure factor", "fracaso", "failure"),
    "perceived": ("factor exito", "success factor", "exito", "percibido", "perceived"),
    "level": ("nivel", "level"),
    "benefit": ("beneficio", "beneficios", "benef", "benefit"),
    "difficulty": ("dificultad", "dificultades", "dific", "difficulty", "problema"),
    "model": ("modelo", "model"),
    "partner": ("coopera con", "cooperacion con", "alianza con", "coopera", "coop", "socio", "partner"),
}
"""How a column's name says its role: the words that it begins with."""

ROLE_LETTERS: dict[str, ItemRole] = {
    "c": "conflict_cause",
    "s": "severity",
    "f": "failure",
    "p": "perceived",
    "n": "level",
    "b": "benefit",
    "d": "difficulty",
    "m": "model",
}
"""Initials of the roles; they say a role only where a whole group of columns bears them out."""

STRUCTURE_LETTER = "e"
STRUCTURE_WORDS = {
    "written_objectives": ("objetivos", "objectives"),
    "written_roles": ("roles",),
    "conflict_procedure": ("procedimiento", "procedure"),
    "review_dates": ("revision", "review"),
    "exit_clause": ("salida", "exit"),
}
"""The elements of a well-structured alliance, by the words of a column's name after the group's initial."""
