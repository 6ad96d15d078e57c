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
        around: Words that a question about it may say besides; any other word means that it asks something else.
        of_firm: Whether it describes the firm that answers, so that the same said of its partner is another thing.
    """

    name: str
    kind: VariableKind
    unit: Unit = "label"
    es: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    derived: bool = False
    around: str = ""
    of_firm: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The variable's own name and its words in both languages."""
        return (*self.es, *self.en, self.name.replace("_", " "))


_ALL = (
    Variable(
        "firm",
        "text",
        es=("id empresa", "código de empresa", "identificador", "ruc", "empresa", "id", "número de cuestionario"),
        en=("firm id", "company id", "respondent id"),
        around="único código",
    ),
    Variable(
        "province",
        "category",
        es=("provincia", "cod provincia"),
        en=("province", "state region"),
        around="donde está ubica ubicada encuentra localizada opera funciona sede matriz where located",
        of_firm=True,
    ),
    Variable(
        "sector",
        "category",
        es=("sector", "sector económico", "rama de actividad", "actividad económica principal"),
        en=("industry", "economic sector"),
        around="pertenece opera actividad económica económico desarrolla trabaja belong operates activity",
        of_firm=True,
    ),
    Variable(
        "size",
        "category",
        es=("tamaño", "tamaño de empresa", "tamaño de la empresa", "tam emp"),
        en=("firm size", "size class"),
        around="según número empleados trabajadores clase",
        of_firm=True,
    ),
    Variable(
        "mode",
        "category",
        es=("modo", "modo de encuesta", "modo de la entrevista", "modalidad", "medio de contacto"),
        en=("survey mode", "interview mode"),
        around="aplicación",
    ),
    Variable(
        "employees",
        "number",
        "count",
        (
            "empleados",
            "número de empleados",
            "trabajadores",
            "número de trabajadores",
            "personal ocupado",
            "cuántas personas trabajan",
            "número de personas que trabajan",
            "cuántos empleados",
            "cuántos trabajadores",
        ),
        ("employees", "number of employees", "staff", "workers", "how many people work", "how many employees"),
        around="medio promedio incluido incluida incluyendo usted dueño propietario have currently",
        of_firm=True,
    ),
    Variable(
        "age",
        "number",
        "years",
        (
            "edad de la empresa",
            "años de la empresa",
            "antigüedad",
            "antigüedad de la empresa",
            "edad empresa",
            "años de funcionamiento",
            "años de funcionamiento de la empresa",
            "años de operación de la empresa",
            "cuántos años tiene la empresa",
            "cuántos años lleva la empresa",
        ),
        ("firm age", "years in business", "age of the firm", "years of operation"),
        around="funcionando operando mercado",
        of_firm=True,
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
            "acuerdo de cooperación",
        ),
        en=("has alliance", "cooperates", "has a strategic alliance"),
        around="otra otras otro estratégica mantiene formal participa cooperación another other firms",
    ),
    Variable("strict_alliance", "boolean", es=("alianza estricta",), en=("strict cooperation",), derived=True),
    Variable(
        "responded",
        "boolean",
        es=("respondió", "responde", "contestó", "encuesta completa", "entrevista completa"),
        en=("answered", "completed", "complete"),
        around="encuesta cuestionario completo",
    ),
    Variable(
        "disposition",
        "text",
        es=("disposición final", "código de disposición", "disposición"),
        en=("final disposition", "disposition code"),
        around="aapor código code",
    ),
    Variable("attempts", "number", "count", ("número de intentos", "intentos"), ("call attempts", "attempts")),
    Variable(
        "alliance_type",
        "category",
        es=("tipo de alianza", "tipo alianza", "tipo de acuerdo", "modalidad de alianza"),
        en=("type of alliance", "agreement type"),
        around="mantiene importante formó estratégica does have",
    ),
    Variable(
        "benefit_reported",
        "boolean",
        es=("beneficio declarado", "obtuvo beneficios", "beneficio", "reporta beneficio", "beneficios concretos"),
        en=("benefit", "any benefit"),
        around="alianza obtuvo obtenido concreto gracias",
    ),
    Variable(
        "difficulty_reported",
        "boolean",
        es=("dificultad declarada", "tuvo dificultades", "dificultad", "reporta dificultad"),
        en=("difficulty", "any difficulty"),
        around="alianza socio",
    ),
    Variable(
        "status",
        "category",
        es=("estado de la alianza", "estado alianza", "situación de la alianza", "cómo está la alianza"),
        en=("alliance status", "status of the alliance"),
        around="encuentra",
    ),
    Variable(
        "objectives_met",
        "boolean",
        es=(
            "cumplió objetivos",
            "objetivos cumplidos",
            "cumplimiento de objetivos",
            "logró sus objetivos",
            "cumplieron los objetivos",
            "se lograron los objetivos",
            "alcanzó sus objetivos",
        ),
        en=("objectives achieved", "goals met", "objectives were met"),
        around="medida grado nivel punto alianza se propuestos planteados extent alliance",
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
        of_firm=True,
    ),
    Variable(
        "sales_end",
        "number",
        "money",
        ("ventas finales", "ventas fin", "ingresos finales", "ventas último año", "facturación final"),
        ("final sales", "last year sales", "revenue end"),
        of_firm=True,
    ),
    Variable(
        "growth",
        "number",
        "growth",
        ("crecimiento", "crecimiento de ingresos", "crecimiento de ventas"),
        ("income growth", "sales growth"),
        derived=True,
        of_firm=True,
    ),
    Variable("growth_20", "boolean", es=("creció 20 por ciento",), en=("grew 20 percent",), derived=True),
    Variable(
        "new_markets",
        "boolean",
        es=("nuevos mercados", "acceso a nuevos mercados", "acceso a mercados", "entró a nuevos mercados"),
        en=("new market access", "market access"),
        around="entró accedió gracias alianza mediante través ingresó vendió enter entered thanks alliance because did",
    ),
    Variable(
        "conflict",
        "boolean",
        es=("conflicto", "tuvo conflictos", "reporta conflicto", "conflicto con el socio", "conflictos con el socio"),
        en=("had conflict", "conflict with partner"),
        around="socio alianza serio aliado any partner did have",
    ),
    Variable(
        "innovation",
        "boolean",
        es=("innovación", "introdujo una innovación", "innovó"),
        en=("introduced an innovation", "innovated"),
        around="introdujo gracias alianza nueva alliance did introduce",
    ),
    Variable(
        "productivity",
        "boolean",
        es=("productividad", "aumentó su productividad", "mejoró la productividad"),
        en=("raised productivity", "productivity gain"),
        around="mejoró aumentó gracias alianza alliance",
    ),
    Variable(
        "planning_months",
        "number",
        "months",
        ("meses de planificación", "meses planificaron", "meses de preparación", "meses plan"),
        ("months of planning", "months planning"),
        around="cuántos antes firmar firma firmaron alianza acuerdo contrato duró previos tiempo many before signing",
    ),
    Variable("planned_long", "boolean", es=("planificación larga",), en=("planned over six months",), derived=True),
    Variable(
        "months_since_signature",
        "number",
        "months",
        ("meses desde la firma", "meses desde firma", "antigüedad de la alianza en meses", "meses de la alianza"),
        ("months since signing", "alliance age in months"),
        around="cuántos pasado transcurridos acuerdo contrato alianza",
    ),
    Variable(
        "cross_border",
        "boolean",
        es=("transfronteriza", "socio extranjero", "alianza internacional", "socio en otro país"),
        en=("foreign partner", "international alliance"),
        around="alianza",
    ),
    Variable(
        "culture_difference",
        "number",
        "rating",
        (
            "diferencias culturales",
            "diferencia cultural",
            "diferencias de cultura organizacional",
            "diferencias de cultura",
        ),
        ("cultural difference", "cultural differences", "organisational culture differences"),
        around="socio organizacional empresarial nivel grado entre partner",
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
    Variable(
        "written_objectives",
        "boolean",
        es=("objetivos por escrito", "objetivos escritos"),
        en=("objectives in writing",),
        around="definidos acuerdo alianza",
    ),
    Variable(
        "written_roles",
        "boolean",
        es=("roles por escrito", "roles escritos", "roles definidos"),
        en=("roles in writing", "defined roles"),
        around="responsabilidades claros acuerdo alianza",
    ),
    Variable(
        "conflict_procedure",
        "boolean",
        es=("procedimiento de conflictos", "procedimiento conflicto", "procedimiento para resolver conflictos"),
        en=("procedure for conflicts",),
        around="escrito acordado",
    ),
    Variable(
        "review_dates",
        "boolean",
        es=("fechas de revisión", "fechas revisión"),
        en=("dates of review",),
        around="acordadas fijas acuerdo",
    ),
    Variable(
        "exit_clause",
        "boolean",
        es=("cláusula de salida",),
        en=("clause of exit",),
        around="contrato acuerdo",
    ),
    Variable(
        "exporter",
        "boolean",
        es=("exportadora", "exporta", "exportador", "realiza exportaciones"),
        en=("exports",),
        around="productos bienes servicios exterior",
        of_firm=True,
    ),
    Variable("log_employees", "number", "log", ("logaritmo de empleados",), ("log of employees",), derived=True),
    Variable("log_age", "number", "log", ("logaritmo de la edad",), ("log of age",), derived=True),
    Variable(
        "group",
        "boolean",
        es=("grupo empresarial", "pertenece a un grupo empresarial", "pertenece a un grupo"),
        en=("business group",),
        around="pertenece",
        of_firm=True,
    ),
    Variable(
        "weight",
        "number",
        "number",
        ("factor de expansión", "fexp", "ponderador", "factor expansión", "peso muestral", "factor"),
        ("sampling weight", "survey weight", "expansion factor", "weight", "pw"),
        around="muestral muestra final",
    ),
    Variable(
        "stratum",
        "category",
        es=("estrato", "estratos", "plan de muestreo"),
        en=("stratum", "strata", "design stratum"),
        around="muestreo muestral muestra sector tamaño provincia x diseño",
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
