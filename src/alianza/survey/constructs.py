"""The constructs of the reference study, and the words by which a survey's items are recognised.

An item is recognised only where both its role (a benefit, a cause of failure, ...) and its construct are
named; words are compared without accents and case.
"""

from dataclasses import dataclass
from typing import Literal

from alianza.study.protocol import ItemRole

ConstructKind = Literal["factor", "outcome", "benefit", "difficulty", "cause", "model", "partner", "context"]


@dataclass(frozen=True, slots=True)
class KnownConstruct:
    """A construct of the reference study: its id, its kind, the roles its items take and its words."""

    id: str
    kind: ConstructKind
    roles: tuple[ItemRole, ...]
    words: tuple[str, ...]


_FACTOR: tuple[ItemRole, ...] = ("perceived", "level", "failure", "severity", "difficulty")

CONSTRUCTS = (
    KnownConstruct("strategic_compatibility", "factor", _FACTOR, ("compatibilidad", "compatibility")),
    KnownConstruct("contract_clarity", "factor", _FACTOR, ("claridad", "contractual", "contrato", "contract")),
    KnownConstruct("communication", "factor", _FACTOR, ("comunicación", "communication")),
    KnownConstruct("flexibility", "factor", _FACTOR, ("flexibilidad", "flexibility")),
    KnownConstruct("power_asymmetry", "factor", _FACTOR, ("asimetría", "poder", "power", "asymmetry")),
    KnownConstruct("conflict_mechanisms", "factor", _FACTOR, ("mecanismos", "mechanisms")),
    KnownConstruct("divergent_expectations", "factor", _FACTOR, ("expectativas", "expectations")),
    KnownConstruct("trust", "factor", _FACTOR, ("confianza", "desconfianza", "trust")),
    KnownConstruct("income_growth", "benefit", ("benefit",), ("ingresos", "ventas", "income", "sales")),
    KnownConstruct("market_access", "benefit", ("benefit",), ("mercados", "mercado", "markets", "market")),
    KnownConstruct("knowledge_transfer", "benefit", ("benefit",), ("conocimiento", "conocimientos", "knowledge")),
    KnownConstruct("cost_savings", "benefit", ("benefit",), ("costos", "costes", "ahorro", "costs", "savings")),
    KnownConstruct("risk_sharing", "benefit", ("benefit",), ("riesgo", "riesgos", "risk", "risks")),
    KnownConstruct(
        "intellectual_property", "cause", ("conflict_cause",), ("propiedad intelectual", "intellectual property")
    ),
    KnownConstruct(
        "benefit_sharing",
        "cause",
        ("conflict_cause",),
        ("reparto de beneficios", "reparto beneficios", "benefit sharing", "utilidades"),
    ),
    KnownConstruct("roles", "cause", ("conflict_cause",), ("roles", "responsabilidades", "responsibilities")),
    KnownConstruct("bridge_alliance", "model", ("model",), ("puente", "bridge")),
    KnownConstruct("sector_cluster", "model", ("model",), ("clúster", "clústeres", "cluster")),
    KnownConstruct("university_firm", "model", ("model",), ("universidad", "university")),
    KnownConstruct("clients", "partner", ("partner",), ("clientes", "clients", "customers")),
    KnownConstruct("competitors", "partner", ("partner",), ("competidores", "competencia", "competitors")),
    KnownConstruct("suppliers", "partner", ("partner",), ("proveedores", "suppliers")),
    KnownConstruct("universities", "partner", ("partner",), ("universidades", "universidad", "universities")),
)

ROLE_WORDS: dict[ItemRole, tuple[str, ...]] = {
    "conflict_cause": ("causa de conflicto", "causa conflicto", "conflicto por", "conflict cause", "cause of conflict"),
    "failure": (
        "causa de fracaso",
        "causa fracaso",
        "factor de fracaso",
        "factor fracaso",
        "failure factor",
        "fracaso",
    ),
    "severity": ("severidad", "gravedad", "severity"),
    "perceived": ("factor de éxito", "factor éxito", "success factor", "fue importante"),
    "level": ("nivel", "grado", "calificación", "level", "rating"),
    "benefit": ("beneficio", "benef", "benefit"),
    "difficulty": ("dificultad", "difficulty"),
    "model": ("modelo", "model"),
    "partner": ("coopera con", "cooperación con", "alianza con", "cooperates with", "cooperation with"),
}
"""Words of each role, the more telling roles first."""
