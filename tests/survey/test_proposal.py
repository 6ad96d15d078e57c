"""What is proposed for a file's columns, and what is left to the researcher."""

import pytest

from alianza.survey.proposal import Proposal, propose
from alianza.survey.recognition import ColumnFacts

YES_NO = {"1": "Sí", "2": "No"}


def column(name: str, values: str, title: str = "", **more: object) -> ColumnFacts:
    """A column with some values, twenty answers, and numbers where they look like it."""
    given = tuple(values.split())
    numeric = all(value.replace(".", "").isdigit() for value in given)
    facts = {"labels": {}, "numeric": numeric, "distinct": len(given), "answered": 20, **more}
    return ColumnFacts(name, title, values=given, **facts)  # type: ignore[arg-type]


def mapping(proposal: Proposal) -> dict[str, str]:
    return {match.variable: match.column for match in proposal.mapped}


def unknown(proposal: Proposal) -> list[str]:
    return [one.column for one in proposal.unknown]


@pytest.mark.parametrize(
    ("facts", "variable"),
    [
        (column("PROVINCIA", "1 2 3"), "province"),
        (column("p03_tamaño", "1 2 3"), "size"),
        (column("MesesPlanificación", "1 6 12 18"), "planning_months"),
        (column("p12", "1 2", "12. ¿Tiene una alianza estratégica con otra empresa?", labels=YES_NO), "alliance"),
        (column("fexp", "1.5 2.25 7.1"), "weight"),
        (column("nuevos_mercado", "0 1"), "new_markets"),
        (column("number_of_employees", "12 30 45 8 19 22"), "employees"),
        (column("Q7", "0 1", "Conflict with partner"), "conflict"),
    ],
)
def test_names_and_questions_in_both_languages_are_recognised(facts: ColumnFacts, variable: str) -> None:
    assert mapping(propose([facts])) == {variable: facts.name}


@pytest.mark.parametrize(
    "facts",
    [
        column("p45", "1 2 3"),  # nothing says what it is
        column("sector", "001 002 003", numeric=False, distinct=900, answered=2000),  # a census sector
        column("alianza", "1 2 3 4 5"),  # no yes or no
        column("empleados", "pocos muchos"),  # no number
        column("c01", "1 2 3", "Con relación al mes anterior, la situación económica de su sector y provincia es:"),
        column("alianza", ""),  # no answers at all
    ],
)
def test_what_nothing_supports_is_listed_not_guessed(facts: ColumnFacts) -> None:
    proposal = propose([facts])
    assert (proposal.mapped, unknown(proposal)) == ((), [facts.name])


def test_two_columns_for_one_variable_are_alternatives() -> None:
    proposal = propose([column("provincia", "1 2"), column("cod_provincia", "1 2"), column("otra", "1 2")])
    assert mapping(proposal) == {"province": "provincia"}
    assert proposal.alternatives == {"province": ("cod_provincia",)}
    assert unknown(proposal) == ["cod_provincia", "otra"]


def test_sales_of_the_first_and_last_year_give_growth() -> None:
    proposal = propose([column(f"ventas_{year}", "100 200 300") for year in (2021, 2020, 2022)])
    assert mapping(proposal) == {"sales_start": "ventas_2020", "sales_end": "ventas_2022"}
    assert [derived.name for derived in proposal.derived] == ["growth", "growth_20"]


def test_sales_of_two_kinds_are_left_open() -> None:
    names = ("ventas_pais_2020", "ventas_pais_2022", "ventas_exterior_2020", "ventas_exterior_2022")
    assert propose([column(name, "100 200") for name in names]).mapped == ()


def test_types_of_alliance_are_translated_by_their_labels() -> None:
    labels = {"1": "Empresa conjunta", "2": "Acuerdo de distribución", "3": "Consorcio tecnológico", "4": "Franquicia"}
    proposal = propose([column("tipo_alianza", "1 2 3 4", labels=labels)])
    assert mapping(proposal) == {"alliance_type_code": "tipo_alianza"}
    assert proposal.derived[0].map == {"1": "joint_venture", "2": "distribution", "3": "technology_consortium"}
    assert proposal.unmatched_labels == {"alliance_type": ("Franquicia",)}


def test_a_rating_of_objectives_becomes_a_threshold() -> None:
    proposal = propose([column("p9", "1 2 3 4 5 9", "Cumplimiento de objetivos", labels={"9": "No responde"})])
    assert mapping(proposal) == {"objectives_rating": "p9"}
    assert [derived.name for derived in proposal.derived] == ["objectives_met", "success"]
    assert proposal.missing == {"objectives_rating": ("9",)}


def test_items_need_a_role_and_one_construct() -> None:
    proposal = propose(
        [
            column("benef_mercados", "0 1"),
            column("p20", "1 2 3 4 5", "Nivel de comunicación con el socio"),
            column("p21", "0 1", "Beneficio tributario"),
            column("p22", "1 2 3 4 5", "Nivel de comunicación y de confianza"),
        ]
    )
    assert {(item.variable, item.role, item.construct) for item in proposal.items} == {
        ("benefit_market_access", "benefit", "market_access"),
        ("level_communication", "level", "communication"),
    }
    assert unknown(proposal) == ["p21", "p22"]
    assert "benefit_reported" in [derived.name for derived in proposal.derived]
