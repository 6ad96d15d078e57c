"""The variables that the report's tables read, and the words by which a survey's columns are recognised.

Words are compared without accents and case. They serve `alianza new --from`, the reading of kinds and
the reference page; a study may add variables of its own.
"""

from dataclasses import dataclass
from typing import Literal

from alianza.study.estimate import Unit

VariableKind = Literal["boolean", "number", "category", "text"]


@dataclass(frozen=True, slots=True)
class Variable:
    """A canonical variable of a survey of alliances.

    Attributes:
        name: Its name in `study.toml`.
        kind: How its values are read.
        unit: What a number measures.
        es: Spanish words and phrases by which a column is recognised, the best first.
        en: English ones.
        derived: Whether it usually is computed from others rather than asked.
    """

    name: str
    kind: VariableKind
    unit: Unit = "label"
    es: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    derived: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The variable's own name and its words in both languages."""
        return (*self.es, *self.en, self.name.replace("_", " "))


_ALL = (
    Variable(
        "firm",
        "text",
        es=("id empresa", "código de empresa", "identificador", "ruc", "empresa", "id"),
        en=("firm id", "company id", "respondent id"),
    ),
    Variable(
        "province", "category", es=("provincia", "cod provincia", "departamento"), en=("province", "state region")
    ),
    Variable("sector", "category", es=("sector", "sector económico", "rama de actividad"), en=("industry",)),
    Variable(
        "size", "category", es=("tamaño", "tamaño de empresa", "tamaño de la empresa"), en=("firm size", "size class")
    ),
    Variable(
        "mode", "category", es=("modo", "modo de encuesta", "modalidad", "medio de contacto"), en=("survey mode",)
    ),
    Variable(
        "employees",
        "number",
        "count",
        ("empleados", "número de empleados", "trabajadores", "número de trabajadores", "personal ocupado"),
        ("employees", "number of employees", "staff", "workers"),
    ),
    Variable(
        "age",
        "number",
        "years",
        ("edad de la empresa", "anios empresa", "años de la empresa", "antigüedad", "edad empresa", "edad"),
        ("firm age", "years in business"),
    ),
    Variable(
        "alliance",
        "boolean",
        es=(
            "alianza",
            "tiene alianza",
            "tiene alianzas",
            "tiene una alianza estratégica",
            "coopera",
            "participa en alianza",
        ),
        en=("has alliance", "cooperates", "has a strategic alliance"),
    ),
    Variable("strict_alliance", "boolean", es=("alianza estricta",), en=("strict cooperation",), derived=True),
    Variable(
        "responded",
        "boolean",
        es=("respondió", "responde", "contestó", "encuesta completa", "entrevista completa"),
        en=("answered", "completed", "complete"),
    ),
    Variable(
        "alliance_type",
        "category",
        es=("tipo de alianza", "tipo alianza", "tipo de acuerdo", "modalidad de alianza"),
        en=("type of alliance", "agreement type"),
    ),
    Variable(
        "benefit_reported",
        "boolean",
        es=("beneficio declarado", "obtuvo beneficios", "beneficio", "reporta beneficio", "beneficios concretos"),
        en=("benefit", "any benefit"),
    ),
    Variable(
        "difficulty_reported",
        "boolean",
        es=("dificultad declarada", "tuvo dificultades", "dificultad", "reporta dificultad"),
        en=("difficulty", "any difficulty"),
    ),
    Variable(
        "status",
        "category",
        es=("estado de la alianza", "estado alianza", "situación de la alianza"),
        en=("alliance status", "status of the alliance"),
    ),
    Variable(
        "objectives_met",
        "boolean",
        es=("cumplió objetivos", "objetivos cumplidos", "cumplimiento de objetivos", "logró sus objetivos"),
        en=("objectives achieved", "goals met"),
    ),
    Variable(
        "success", "boolean", es=("éxito", "alianza éxitosa"), en=("successful", "alliance success"), derived=True
    ),
    Variable(
        "failed", "boolean", es=("fracaso", "fracaso de la alianza"), en=("failure", "alliance failed"), derived=True
    ),
    Variable("state", "category", es=("tres estados",), en=("three states",), derived=True),
    Variable(
        "sales_start",
        "number",
        "money",
        ("ventas iniciales", "ventas inicio", "ingresos iniciales", "ventas primer año", "facturación inicial"),
        ("initial sales", "first year sales", "revenue start"),
    ),
    Variable(
        "sales_end",
        "number",
        "money",
        ("ventas finales", "ventas fin", "ingresos finales", "ventas último año", "facturación final"),
        ("final sales", "last year sales", "revenue end"),
    ),
    Variable(
        "growth",
        "number",
        "growth",
        ("crecimiento", "crecimiento de ingresos", "crecimiento de ventas"),
        ("income growth", "sales growth"),
        derived=True,
    ),
    Variable("growth_log", "number", "log", ("logaritmo del crecimiento",), ("log growth",), derived=True),
    Variable("growth_20", "boolean", es=("creció 20 por ciento",), en=("grew 20 percent",), derived=True),
    Variable(
        "new_markets",
        "boolean",
        es=("nuevos mercados", "acceso a nuevos mercados", "acceso a mercados", "entró a nuevos mercados"),
        en=("new market access", "market access"),
    ),
    Variable(
        "conflict",
        "boolean",
        es=("conflicto", "tuvo conflictos", "reporta conflicto", "conflicto con el socio", "conflictos con el socio"),
        en=("had conflict", "conflict with partner"),
    ),
    Variable(
        "innovation",
        "boolean",
        es=("innovación", "introdujo una innovación", "innovó"),
        en=("introduced an innovation", "innovated"),
    ),
    Variable(
        "productivity",
        "boolean",
        es=("productividad", "aumentó su productividad", "mejoró la productividad"),
        en=("raised productivity", "productivity gain"),
    ),
    Variable(
        "planning_months",
        "number",
        "months",
        ("meses de planificación", "meses planificación", "tiempo de planificación", "meses de preparación"),
        ("months of planning", "planning time"),
    ),
    Variable("planned_long", "boolean", es=("planificación larga",), en=("planned over six months",), derived=True),
    Variable(
        "months_since_signature",
        "number",
        "months",
        ("meses desde la firma", "meses desde firma", "antigüedad de la alianza", "meses de la alianza"),
        ("months since signing", "alliance age in months"),
    ),
    Variable(
        "cross_border",
        "boolean",
        es=("transfronteriza", "socio extranjero", "alianza internacional", "socio en otro país"),
        en=("foreign partner", "international alliance"),
    ),
    Variable(
        "culture_difference",
        "number",
        "rating",
        ("diferencias culturales", "diferencia cultural", "diferencias de cultura organizacional"),
        ("cultural difference", "cultural differences"),
    ),
    Variable(
        "high_culture_difference",
        "boolean",
        es=("alta diferencia cultural",),
        en=("high cultural difference",),
        derived=True,
    ),
    Variable(
        "structured", "boolean", es=("bien estructurada", "alianza estructurada"), en=("well structured",), derived=True
    ),
    Variable("exporter", "boolean", es=("exportadora", "exporta", "exportador"), en=("exports",)),
    Variable("log_employees", "number", "log", ("logaritmo de empleados",), ("log of employees",), derived=True),
    Variable("log_age", "number", "log", ("logaritmo de la edad",), ("log of age",), derived=True),
    Variable("group", "boolean", es=("grupo empresarial", "pertenece a un grupo", "grupo"), en=("business group",)),
    Variable(
        "weight",
        "number",
        "number",
        ("factor de expansión", "fexp", "ponderador", "factor expansión", "peso muestral"),
        ("sampling weight", "survey weight", "expansion factor"),
    ),
    Variable(
        "stratum",
        "category",
        es=("estrato", "estratos", "plan de muestreo"),
        en=("stratum", "strata", "design stratum"),
    ),
    Variable(
        "psu",
        "category",
        es=("upm", "unidad primaria de muestreo", "conglomerado"),
        en=("primary sampling unit", "cluster"),
    ),
)

VARIABLES = {variable.name: variable for variable in _ALL}
"""Canonical variables by name."""
