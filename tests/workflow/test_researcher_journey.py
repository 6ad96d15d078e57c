"""A researcher's own file: new, check, run. Three styles of survey, each with columns that must not be taken."""

import csv
import random
import tomllib
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyreadstat
import pytest

from alianza.cli.failures import run
from alianza.formats import Refused
from alianza.workflow.check import check_study
from alianza.workflow.new import new_study
from alianza.workflow.run import run_study

EXAMPLE = Path(__file__).parents[2] / "examples" / "ecuador-2025" / "survey" / "firms.SYNTHETIC.csv"
FIRMS = 160
YES_NO = {0: "No", 1: "Sí", 99: "No responde"}
SCALE = {1: "Nada", 2: "Poco", 3: "Algo", 4: "Bastante", 5: "Mucho", 99: "No responde"}
TYPES = {1: "Empresa conjunta", 2: "Acuerdo de distribución", 3: "Consorcio tecnológico"}
STATUS = {1: "Sigue activa", 2: "Terminó según lo previsto", 3: "Terminó antes de lo previsto", 4: "No sabe"}
Column = tuple[str, Callable[[random.Random], object], dict[int, str]]


def tick(chance: random.Random) -> int:
    return chance.choices([0, 1, 99], [55, 42, 3])[0]


def rating(chance: random.Random) -> int:
    return chance.choices([1, 2, 3, 4, 5, 99], [8, 15, 30, 30, 14, 3])[0]


def one_of(*values: object) -> Callable[[random.Random], object]:
    return lambda chance: chance.choice(values)


def between(low: int, high: int) -> Callable[[random.Random], int]:
    return lambda chance: chance.randint(low, high)


def write(path: Path, columns: dict[str, Column]) -> Path:
    chance = random.Random(7)
    rows = [{name: draw(chance) for name, (_, draw, _) in columns.items()} for _ in range(FIRMS)]
    frame = pl.DataFrame(rows).with_columns(pl.Series(next(iter(columns)), range(1, FIRMS + 1)))
    titles = {name: title for name, (title, _, _) in columns.items() if title}
    labels = {name: labels for name, (_, _, labels) in columns.items() if labels}
    pyreadstat.write_sav(frame, str(path), column_labels=titles, variable_value_labels=labels)
    return path


def question(text: str, draw: Callable[[random.Random], object] = tick) -> Column:
    return text, draw, {tick: YES_NO, rating: SCALE}.get(draw, {})


def named(draw: Callable[[random.Random], object]) -> Column:
    return "", draw, {}


CODED: dict[str, Column] = {
    "ID": ("Identificador de la empresa", between(1, 9), {}),
    "P1": ("P1. Sector de actividad de la empresa", between(1, 3), {1: "Comercio", 2: "Manufactura", 3: "Servicios"}),
    "P2": ("P2. ¿En qué provincia se ubica su empresa?", one_of(1, 9, 17), {1: "Azuay", 9: "Guayas", 17: "Pichincha"}),
    "P3": question("P3. ¿Cuántas personas trabajan en la empresa?", between(10, 49)),
    "P4": question("P4. Años de funcionamiento de la empresa", between(1, 40)),
    "P5": ("P5. ¿Qué tipo de alianza mantiene?", between(1, 3), TYPES),
    "P6": ("P6. ¿En qué situación está hoy la alianza?", between(1, 4), STATUS),
    "P7": ("P7. ¿Cuántos meses planificaron antes de firmar?", one_of(1, 3, 6, 7, 9, 12, 99), {99: "No sabe"}),
    "P8": question("P8. ¿Cuántos meses han transcurrido desde la firma?", between(3, 60)),
    "P9": question("P9. ¿En qué medida cumplieron los objetivos?", rating),
    "P10": question("P10. Ventas del año 2020 (USD)", between(20_000, 900_000)),
    "P11": question("P11. Ventas del año 2024 (USD)", between(20_000, 900_000)),
    "P12": question("P12. ¿Entró en nuevos mercados gracias a la alianza?"),
    "P13": question("P13. ¿Tuvo algún conflicto con su socio?"),
    "P14_1": question("P14. Beneficios: aumento de ingresos"),
    "P14_2": question("P14. Beneficios: acceso a nuevos mercados"),
    "P15_1": question("P15. Dificultades: falta de confianza"),
    "P15_2": question("P15. Dificultades: coordinación"),
    "P16_1": question("P16. Causa del conflicto: propiedad intelectual"),
    "P16_2": question("P16. Causa del conflicto: reparto de beneficios"),
    "P17_1": question("P17. Factor que importó: claridad contractual"),
    "P17_2": question("P17. Factor que importó: calidad de la comunicación"),
    "P18_1": question("P18. Nivel de claridad contractual (1 a 5)", rating),
    "P18_2": question("P18. Nivel de comunicación con el socio (1 a 5)", rating),
    "P19_1": question("P19. Problema: asimetría de poder"),
    "P19_2": question("P19. Problema: sin mecanismos para resolver conflictos"),
    "P20_1": question("P20. Severidad: asimetría de poder", rating),
    "P20_2": question("P20. Severidad: falta de mecanismos", rating),
    "P21": question("P21. Diferencias de cultura organizacional (1 a 5)", rating),
}
CODED_DECOYS: dict[str, Column] = {
    "P40": ("P40. Sector de actividad del socio", between(1, 3), {1: "Comercio", 2: "Manufactura", 3: "Servicios"}),
    "P41": question("P41. ¿Cuántas personas trabajan en la empresa socia?", between(5, 90)),
    "P42": question("P42. Edad del gerente", between(25, 70)),
    "P43": question("P43. ¿Planea exportar en los próximos dos años?"),
    "P44": question("P44. ¿Esperaba entrar en nuevos mercados?"),
    "P45": question("P45. Ventas esperadas para 2026 (USD)", between(20_000, 900_000)),
    "P46": question("P46. Nivel de confianza en el gobierno", rating),
    "P47": question("P47. Beneficios tributarios del Estado"),
    "P48": question("P48. ¿En qué año firmaron la alianza?", between(2018, 2023)),
    "P49": question("P49. ¿Qué tan importante es la comunicación para usted?", rating),
    "P50": question("P50. Número de empleadas mujeres", between(0, 20)),
    "P51": question("P51. Crecimiento de ventas esperado en 2025 (%)", between(-20, 80)),
    "P52": question("P52. Beneficios: más ingresos y menos costos"),
    "P53": question("P53. Comentarios", one_of("bien", "mal", "")),
    "P54": question("P54. ¿Dificultad para acceder a mercados de crédito?"),
}
MNEMONIC: dict[str, Column] = {
    "id_empresa": named(between(1, 9)),
    "provincia": named(one_of("Azuay", "Guayas", "Pichincha")),
    "sector": named(one_of("Comercio", "Manufactura", "Servicios")),
    "num_empleados": named(between(10, 49)),
    "anios_funcionamiento": named(between(1, 40)),
    "tiene_alianza": named(one_of(0, 1, 1, 1)),
    "tipo_alianza": named(one_of(*TYPES.values())),
    "estado_alianza": named(one_of(*STATUS.values())),
    "meses_planificacion": named(between(1, 18)),
    "meses_desde_firma": named(between(3, 60)),
    "obj_cumplidos": named(one_of(1, 2, 3, 4, 5, 9)),
    "vtas_2020": named(between(20_000, 900_000)),
    "vtas_2024": named(between(20_000, 900_000)),
    "nvos_mercados": named(one_of(0, 1)),
    "conflicto": named(one_of(0, 1, 99)),
    "benef_ingresos": named(one_of(0, 1)),
    "benef_costos": named(one_of(0, 1)),
    "dific_confianza": named(one_of(0, 1)),
    "exito_comunicacion": named(one_of(0, 1)),
    "exito_flexibilidad": named(one_of(0, 1)),
    "nivel_comunicacion": named(between(1, 5)),
    "nivel_flexibilidad": named(between(1, 5)),
    "fracaso_poder": named(one_of(0, 1)),
    "severidad_poder": named(between(1, 5)),
}
MNEMONIC_DECOYS: dict[str, Column] = {
    "sector_socio": named(one_of("Comercio", "Servicios")),
    "edad_gerente": named(between(25, 70)),
    "empleados_socio": named(between(1, 90)),
    "beneficio_tributario": named(one_of(0, 1)),
    "nivel_educacion": named(between(1, 5)),
    "grupo": named(one_of(0, 1)),
    "departamento": named(one_of("Ventas", "Finanzas")),
    "edad": named(between(20, 70)),
    "p_33": named(one_of(0, 1)),
    "conflicto_laboral": named(one_of(0, 1)),
}
ENGLISH: dict[str, Column] = {
    "firm_id": named(between(1, 9)),
    "province": named(one_of("Azuay", "Guayas", "Pichincha")),
    "industry": named(one_of("Trade", "Manufacturing", "Services")),
    "number_of_employees": named(between(10, 49)),
    "has_alliance": named(one_of(0, 1, 1, 1)),
    "alliance_type": named(one_of("Joint venture", "Distribution agreement", "Technology consortium")),
    "alliance_status": named(one_of("Active", "Ended as planned", "Dissolved early")),
    "planning_months": named(between(1, 18)),
    "months_since_signing": named(between(3, 60)),
    "objectives_met": named(one_of("yes", "no")),
    "sales_2020": named(between(20_000, 900_000)),
    "sales_2024": named(between(20_000, 900_000)),
    "new_markets": named(one_of("yes", "no")),
    "conflict": named(one_of("yes", "no")),
    "benefit_income": named(one_of("yes", "no")),
    "benefit_knowledge": named(one_of("yes", "no")),
    "success_factor_trust": named(one_of("yes", "no")),
    "success_factor_flexibility": named(one_of("yes", "no")),
    "level_trust": named(between(1, 5)),
    "culture_difference": named(between(1, 5)),
}
ENGLISH_DECOYS: dict[str, Column] = {
    "partner_employees": named(between(1, 90)),
    "sales_growth_expected": named(between(1, 90)),
    "benefit_type": named(one_of("tax", "none")),
    "trust_in_banks": named(between(1, 5)),
    "interviewer": named(one_of("A", "B")),
    "year": named(between(2018, 2023)),
}

CODED_STUDY = {
    "alliance_type_code": "P5",
    "benefit_income_growth": "P14_1",
    "benefit_market_access": "P14_2",
    "conflict": "P13",
    "conflict_cause_benefit_sharing": "P16_2",
    "conflict_cause_intellectual_property": "P16_1",
    "difficulty_coordination": "P15_2",
    "difficulty_trust": "P15_1",
    "failure_conflict_mechanisms": "P19_2",
    "failure_power_asymmetry": "P19_1",
    "firm": "ID",
    "level_communication": "P18_2",
    "level_contract_clarity": "P18_1",
    "new_markets": "P12",
    "objectives_rating": "P9",
    "perceived_communication": "P17_2",
    "perceived_contract_clarity": "P17_1",
    "planning_months": "P7",
    "severity_conflict_mechanisms": "P20_2",
    "severity_power_asymmetry": "P20_1",
    "status_code": "P6",
} | {
    "age": "P4",
    "culture_difference": "P21",
    "employees": "P3",
    "months_since_signature": "P8",
    "province": "P2",
    "sales_end": "P11",
    "sales_start": "P10",
    "sector": "P1",
}


def declared(study: Path) -> dict[str, object]:
    return tomllib.loads((study / "study.toml").read_text(encoding="utf-8"))["survey"]


def computable(study: Path) -> set[str]:
    checked = check_study(study)
    assert [problem for problem in checked.problems if problem.severity == "error"] == []
    return {table.id for table in checked.tables if table.computable}


def test_coded_questions_with_labels_become_a_report(tmp_path: Path) -> None:
    new = new_study(tmp_path / "estudio", write(tmp_path / "datos.sav", CODED | CODED_DECOYS))
    survey = declared(tmp_path / "estudio")
    assert survey["columns"] == CODED_STUDY
    assert (new.proposed, new.unknown) == (len(CODED), len(CODED_DECOYS))
    assert survey["missing"]["planning_months"] == [99]
    assert "status_code" not in survey["missing"]  # «No sabe» is a level of the status
    results = run_study(tmp_path / "estudio", languages=("es",)).results
    assert {table.id for table in results.tables if table.computable} >= {
        "participants",
        "outcome",
        "benefits_difficulties",
        "table1_alliance_types",
        "conflict_causes",
        "success_factors",
        "success_factor_pairs",
        "table2_failure_factors",
        "planning_time",
        "planning_dose_response",
        "sector_by_type",
        "success_model",
        "culture_effect",
    }
    needs = {table.id: table.needs for table in results.tables}
    assert needs["cooperation_by_sector"] == ("alliance",)
    assert results.problems == ()
    assert results.protocol.study.period.first == 2020 and results.protocol.study.period.last == 2024


def test_rules_of_success_and_failure_are_proposed_for_confirmation(tmp_path: Path) -> None:
    text = new_study(tmp_path / "estudio", write(tmp_path / "datos.sav", CODED)).file.read_text(encoding="utf-8")
    derived = {one["name"]: one for one in declared(tmp_path / "estudio")["derived"]}
    assert derived["success"]["of"] == ["benefit_reported", "continued"]
    assert derived["failed"]["of"] == ["unsuccessful", "difficulty_reported"]
    assert (derived["planned_long"]["is"], derived["planned_long"]["value"]) == (">", 6)
    assert (derived["growth_20"]["value"], derived["high_culture_difference"]["value"]) == (0.2, 4)
    assert 'name = "success"  # CONFIRME\n' in text and 'name = "failed"  # CONFIRME\n' in text


def test_every_column_left_out_says_why(tmp_path: Path) -> None:
    write(tmp_path / "datos.sav", CODED | CODED_DECOYS)
    text = new_study(tmp_path / "estudio", tmp_path / "datos.sav").file.read_text(encoding="utf-8")
    assert '#   "P46": P46. Nivel de confianza en el gobierno (dice «nivel de», pero también «gobierno»' in text
    assert '#   "P52": P52. Beneficios: más ingresos y menos costos (dice «beneficios» de más de una cosa' in text
    assert '#   "P47": P47. Beneficios tributarios del Estado (dice «beneficios», pero no se reconoce de qué)' in text


def test_mnemonic_names_without_labels_become_a_report(tmp_path: Path) -> None:
    new_study(tmp_path / "estudio", write(tmp_path / "datos.sav", MNEMONIC | MNEMONIC_DECOYS))
    survey = declared(tmp_path / "estudio")
    assert sorted(survey["columns"].values()) == sorted(MNEMONIC)
    assert survey["columns"]["sales_start"] == "vtas_2020"
    assert survey["columns"]["objectives_rating"] == "obj_cumplidos"
    assert (survey["missing"]["conflict"], survey["missing"]["objectives_rating"]) == ([99], [9])
    assert computable(tmp_path / "estudio") >= {
        "participants",
        "outcome",
        "table1_alliance_types",
        "success_factors",
        "table2_failure_factors",
        "planning_time",
        "cooperation_by_sector",
        "cooperation_by_growth",
    }


def test_english_names_become_a_report(tmp_path: Path) -> None:
    new_study(tmp_path / "study", write(tmp_path / "data.sav", ENGLISH | ENGLISH_DECOYS), "en")
    survey = declared(tmp_path / "study")
    assert sorted(survey["columns"].values()) == sorted(ENGLISH)
    assert computable(tmp_path / "study") >= {"outcome", "table1_alliance_types", "success_factors", "planning_time"}


def test_a_questionnaire_about_something_else_yields_its_firm_and_nothing_more(tmp_path: Path) -> None:
    """Wordings of a survey of business continuity: growth, markets and conflicts that no alliance brought."""
    columns = {
        "q01": ("1. Sector de actividad", between(1, 4), {1: "Industria", 2: "Construcción", 3: "Comercio", 4: "Otro"}),
        "q02": question("2. ¿En qué año se fundó su empresa?", between(1980, 2020)),
        "q03b": question("3b. Número medio de empleados", between(1, 60)),
        "q05b": question("5b. Edad del director general / gerente", between(25, 75)),
        "q09_ventas_2025": ("9.1 Ventas - último año 2025", between(1, 3), {1: "Disminuyó", 2: "Igual", 3: "Aumentó"}),
        "q09_ventas_2026": ("9.1 Ventas - este año 2026", between(1, 3), {1: "Bajará", 2: "Igual", 3: "Subirá"}),
        "q10": question("10. Porcentaje de ventas en 2025 que proviene de mercados internacionales", between(0, 90)),
        "q12": ("12.5 Rapidez de crecimiento de las ventas", between(1, 5), {1: "Peor", 3: "Igual", 5: "Mejor"}),
        "q13_3": question("13.3 Acceso a nuevos mercados - ¿ha realizado?"),
        "q13_4": question("13.4 Establecimiento nuevas alianzas o colaboraciones - ¿ha realizado?"),
        "q14_4": question("14.4 Nivel de rentabilidad", rating),
        "q17_2": question("17.2 Conflictos en la propiedad", rating),
        "q17_6": question("17.6 Baja productividad", rating),
    }
    new_study(tmp_path / "estudio", write(tmp_path / "datos.sav", columns))
    assert declared(tmp_path / "estudio")["columns"] == {"sector": "q01", "employees": "q03b"}


def test_a_file_of_a_spreadsheet_in_latin_1_runs(tmp_path: Path) -> None:
    lines = [
        "Número de empleados;Sector;Ventas 2020;Ventas 2024;Meses de planificación;Tipo de alianza;Factor de expansión"
    ]
    lines += [
        f"{12 + i % 30};{1 + i % 3};{900 + i};{950 + 2 * i};{1 + i % 12};{1 + i % 3};{1 + i % 4},5" for i in range(60)
    ]
    lines += ["30;1;900;990;99;2;1,5"] * 2
    (tmp_path / "datos.csv").write_bytes("\n".join(lines).encode("latin-1"))
    file = new_study(tmp_path / "estudio", tmp_path / "datos.csv").file
    checked = check_study(tmp_path / "estudio")
    assert [(problem.code, problem.found) for problem in checked.problems] == [("possible_missing_code", "99")]
    text = file.read_text(encoding="utf-8")
    assert "# planning_months = [99]  # ¿99 es un código o una respuesta?" in text
    assert "# [survey.labels.alliance_type]\n# 1 = " in text
    assert checked.computable == 1 and checked.lacking["table1_alliance_types"] == ("new_markets", "conflict")


def test_the_reference_survey_is_recognised_nearly_whole(tmp_path: Path) -> None:
    new = new_study(tmp_path / "estudio", EXAMPLE)
    protocol = tomllib.loads(new.file.read_text(encoding="utf-8"))
    with EXAMPLE.open(encoding="utf-8") as file:
        header = next(csv.reader(file))
    left = set(header) - set(protocol["survey"]["columns"].values())
    assert left == {name for name in header if name.startswith(("n_compat_", "o_"))}
    assert protocol["structure"]["cutoff"] == 4
    assert len(computable(tmp_path / "estudio")) == 18


@pytest.mark.parametrize("name", ["firms.SYNTHETIC.csv", "datos.csv"])
def test_synthetic_firms_are_never_reported_as_real(tmp_path: Path, name: str) -> None:
    """The name of the file says so, or the firms' identifiers do."""
    (tmp_path / name).write_bytes(EXAMPLE.read_bytes())
    file = new_study(tmp_path / "estudio", tmp_path / name).file
    text = file.read_text(encoding="utf-8")
    assert tomllib.loads(text)["synthetic"] is True
    file.write_text(text.replace("synthetic = true", "synthetic = false"), encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        run_study(tmp_path / "estudio")
    assert refusal.value.problem.code == "synthetic_undeclared"


def test_new_and_check_say_how_far_the_file_goes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    write(tmp_path / "datos.sav", CODED | CODED_DECOYS)
    assert run(["new", str(tmp_path / "estudio"), "--from", str(tmp_path / "datos.sav")]) == 0
    printed = capsys.readouterr().out
    assert "Columnas propuestas: 29. Columnas sin propuesta, con su motivo en study.toml: 15." in printed
    assert "se podrían calcular 13 de 30 tablas" in printed
    assert run(["check", str(tmp_path / "estudio")]) == 0
    printed = capsys.readouterr().out
    assert "Con estos datos se pueden calcular 13 de 30 tablas." in printed
    assert "(cooperation_by_sector): necesita coopera o tiene una alianza [alliance]" in printed
    lines = (tmp_path / "estudio" / "study.toml").read_text(encoding="utf-8").splitlines()
    marked = sum(" # CONFIRME" in f" {line}" and not line.startswith("#") for line in lines)
    assert f"por confirmar (CONFIRME): {marked}." in printed
