"""What the template of a study says beside its sentences: what each kind of study is about, and what a survey asks.

The column names are Spanish because the questionnaire is; a study maps its own.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from alianza.study.finding import Strand
from alianza.study.protocol import AnalysisUnit

STRANDS: Final[tuple[Strand, ...]] = ("review", "survey", "interviews")
"""The strands that `alianza new` can begin, in the order in which the template declares them."""

FOLDERS: Final[Mapping[Strand, str]] = {
    "review": "review",
    "survey": "survey",
    "interviews": "interviews/transcripts",
}
"""Where the files of a strand lie."""

REGISTRY: Final = "interviews/registry.csv"
REGISTRY_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "es": ("entrevista", "participante", "fecha", "minutos", "cargo", "sector", "tamaño", "provincia", "guía", "caso",
           "consentimiento", "transcripción"),
    "en": ("interview", "participant", "date", "minutes", "role", "sector", "size", "province", "guide", "case",
           "consent", "transcript"),
}  # fmt: skip
"""Headings of a registry of interviews that nobody has filled in yet."""

TARGETS: Final[Mapping[Strand, int]] = {"review": 48, "cases": 10, "survey": 150, "interviews": 25}
"""Articles, cases, firms and interviews of the reference study."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a study of certain strands is about, before its author says it.

    Attributes:
        name: Under which the catalogues keep its title and its population.
        unit: What a row of it stands for.
        cannot_say: The three things that it cannot say.
        head: The sentence at the head of its protocol.
        period: First and last year that it is about.
    """

    name: str
    unit: AnalysisUnit
    cannot_say: tuple[str, ...]
    head: str = "head_others"
    period: tuple[int, int] = (2020, 2024)


SURVEY: Final = Kind("survey", "firm", ("cause", "comparison", "informal"), "head_template")
REVIEW: Final = Kind("review", "article", ("published", "databases", "no_firmer"), period=(2010, 2025))
INTERVIEWS: Final = Kind("interviews", "participant", ("frequency", "perceived", "not_asked"))
REVIEW_AND_INTERVIEWS: Final = Kind("review_and_interviews", "alliance", ("published", "frequency", "perceived"))


def kind_of(strands: Collection[Strand]) -> Kind:
    """The kind of study that has these strands; a survey makes it one of firms, whatever stands beside it."""
    if "survey" in strands:
        return SURVEY
    if "review" in strands:
        return REVIEW_AND_INTERVIEWS if "interviews" in strands else REVIEW
    return INTERVIEWS


COLUMNS = (
    ("firm", "id_empresa", "text"),
    ("province", "provincia", "category"),
    ("sector", "sector", "category"),
    ("size", "tamano", "category"),
    ("employees", "empleados", "number"),
    ("age", "antiguedad", "number"),
    ("mode", "modalidad", "category"),
    ("weight", "factor_expansion", "number"),
    ("alliance", "alianza", "boolean"),
    ("responded", "respondio", "boolean"),
    ("alliance_type", "tipo_alianza", "category"),
    ("planning_months", "meses_planificacion", "number"),
    ("months_since_signature", "meses_desde_firma", "number"),
    ("cross_border", "transfronteriza", "boolean"),
    ("exporter", "exporta", "boolean"),
    ("sales_start", "ventas_2020", "number"),
    ("sales_end", "ventas_2024", "number"),
    ("status", "estado_alianza", "category"),
    ("objectives_rating", "objetivos_cumplidos", "number"),
    ("new_markets", "nuevos_mercados", "boolean"),
    ("conflict", "conflicto", "boolean"),
    ("innovation", "innovacion", "boolean"),
    ("productivity", "productividad", "boolean"),
    ("culture_difference", "diferencia_cultural", "number"),
    ("written_objectives", "objetivos_escritos", "boolean"),
    ("written_roles", "roles_escritos", "boolean"),
    ("conflict_procedure", "procedimiento_conflicto", "boolean"),
    ("review_dates", "fechas_revision", "boolean"),
    ("exit_clause", "clausula_salida", "boolean"),
)
"""Study variable, column of the questionnaire, kind."""

LEVELS = {
    "alliance_type": ("joint_venture", "distribution", "technology_consortium", "other"),
    "status": ("active", "ended_planned", "ended_early", "unknown"),
}
"""Categories by which the report knows a variable."""


@dataclass(frozen=True, slots=True)
class TemplateItem:
    """An item of the template: construct, role and the column that asks it."""

    construct: str
    role: str
    column: str

    @property
    def variable(self) -> str:
        """The study variable: role and construct."""
        return f"{self.role}_{self.construct}"

    @property
    def kind(self) -> str:
        """Ratings are numbers, ticks are truth values."""
        return "number" if self.role in ("level", "severity") else "boolean"


ITEMS = (
    TemplateItem("income_growth", "benefit", "beneficio_ingresos"),
    TemplateItem("market_access", "benefit", "beneficio_mercados"),
    TemplateItem("knowledge_transfer", "benefit", "beneficio_conocimiento"),
    TemplateItem("cost_savings", "benefit", "beneficio_costos"),
    TemplateItem("risk_sharing", "benefit", "beneficio_riesgo"),
    TemplateItem("trust", "difficulty", "dificultad_confianza"),
    TemplateItem("communication", "difficulty", "dificultad_comunicacion"),
    TemplateItem("strategic_compatibility", "perceived", "exito_compatibilidad"),
    TemplateItem("contract_clarity", "perceived", "exito_claridad_contractual"),
    TemplateItem("communication", "perceived", "exito_comunicacion"),
    TemplateItem("flexibility", "perceived", "exito_flexibilidad"),
    TemplateItem("strategic_compatibility", "level", "nivel_compatibilidad"),
    TemplateItem("contract_clarity", "level", "nivel_claridad_contractual"),
    TemplateItem("communication", "level", "nivel_comunicacion"),
    TemplateItem("flexibility", "level", "nivel_flexibilidad"),
    TemplateItem("power_asymmetry", "failure", "fracaso_poder"),
    TemplateItem("conflict_mechanisms", "failure", "fracaso_mecanismos"),
    TemplateItem("divergent_expectations", "failure", "fracaso_expectativas"),
    TemplateItem("power_asymmetry", "severity", "severidad_poder"),
    TemplateItem("conflict_mechanisms", "severity", "severidad_mecanismos"),
    TemplateItem("divergent_expectations", "severity", "severidad_expectativas"),
    TemplateItem("intellectual_property", "conflict_cause", "causa_propiedad_intelectual"),
    TemplateItem("benefit_sharing", "conflict_cause", "causa_reparto_beneficios"),
    TemplateItem("roles", "conflict_cause", "causa_roles"),
    TemplateItem("bridge_alliance", "model", "modelo_puente"),
    TemplateItem("sector_cluster", "model", "modelo_cluster"),
    TemplateItem("university_firm", "model", "modelo_universidad"),
)
