"""From a file's columns to study variables: what is read, and what is said about what cannot be."""

import polars as pl
import pytest

from alianza.formats.sheet import Sheet
from alianza.study.problem import Problem
from alianza.study.protocol import Derived, Item, Source
from alianza.study.survey_design import FrameCounts, SurveyDesign
from alianza.study.text import Text
from alianza.survey.responses import Responses, interpret, needed_columns


def sheet(labels: dict[str, dict[str, str]] | None = None, rows: list[int] | None = None, **columns: object) -> Sheet:
    frame = pl.DataFrame(columns, strict=False)
    numbers = None if rows is None else pl.Series("row", rows)
    return Sheet(frame, "respuestas.csv", "", tuple(frame.columns), labels or {}, rows=numbers)


def source(columns: dict[str, str], **declared: object) -> Source:
    return Source(file="respuestas.csv", columns=columns, **declared)  # type: ignore[arg-type]


def same_named(*names: str, **declared: object) -> Source:
    return source({name: name for name in names}, **declared)


def only(responses: Responses) -> Problem:
    assert len(responses.problems) == 1, responses.problems
    return responses.problems[0]


def test_columns_are_renamed_and_the_rest_is_left() -> None:
    responses = interpret(sheet(prov=["1", "2"], otra=[1, 2]), source({"province": "prov"}))
    assert responses.frame.to_dict(as_series=False) == {"province": ["1", "2"]}
    assert (responses.n_read, responses.problems) == (2, ())
    assert needed_columns(responses.source) == {"prov"}


def test_a_misspelt_column_is_an_error_with_the_name_meant() -> None:
    responses = interpret(sheet(provincia=["1"], sector=["2"]), source({"province": "provinca", "sector": "sector"}))
    problem = only(responses)
    assert (problem.code, problem.severity, problem.found) == ("unknown_column", "error", "provinca")
    assert problem.place == "survey.columns.province"
    assert problem.values["near"].values == {"word": "provincia"}  # type: ignore[attr-defined]
    assert responses.missing("province", "sector") == ("province",)


def test_text_in_a_number_column_is_named_by_row_and_becomes_missing() -> None:
    responses = interpret(sheet(meses=["6", "doce", None, "7", "s/d"]), source({"planning_months": "meses"}))
    problem = only(responses)
    assert (problem.code, problem.severity, problem.row) == ("text_in_number", "error", 3)
    assert (problem.place, problem.found, problem.values["rows"], problem.values["count"]) == (
        "meses",
        "doce",
        (3, 6),
        2,
    )
    assert responses.frame["planning_months"].to_list() == [6.0, None, None, 7.0, None]


def test_rows_are_numbered_as_the_file_numbers_them() -> None:
    responses = interpret(sheet(rows=[4, 6, 9], age=["1", "x", "3"]), same_named("age"))
    assert only(responses).row == 6


def test_declared_missing_codes_are_no_answers_for_one_variable_or_for_all() -> None:
    missing = {"*": (-99.0,), "age": ("NS",)}
    responses = interpret(
        sheet(age=["3", "NS", "-99"], employees=[5, -99, 7]), same_named("age", "employees", missing=missing)
    )
    assert responses.frame["age"].to_list() == [3.0, None, None]
    assert responses.frame["employees"].to_list() == [5.0, None, 7.0]
    assert responses.problems == ()


def test_a_label_that_says_no_answer_warns_where_it_is_counted_as_a_number() -> None:
    labels = {"age": {"99": "No sabe / no responde"}}
    responses = interpret(sheet(labels, age=[3, 99]), same_named("age"))
    assert (only(responses).code, only(responses).severity) == ("undeclared_missing", "warning")
    assert interpret(sheet(labels, age=[3, 99]), same_named("age", missing={"age": (99.0,)})).problems == ()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["1,5", "2", "-0,25"], [1.5, 2.0, -0.25]),
        (["1.234,5", "20,5"], [1234.5, 20.5]),
        (["1.5", "2e3"], [1.5, 2000.0]),
    ],
)
def test_decimal_marks_are_recognised_by_column(written: list[str], read: list[float]) -> None:
    responses = interpret(sheet(sales_start=written), same_named("sales_start"))
    assert responses.frame["sales_start"].to_list() == read
    assert responses.problems == ()


def test_a_column_that_mixes_decimal_marks_is_an_error() -> None:
    responses = interpret(sheet(sales_start=["1,5", "2,5", "3.5"]), same_named("sales_start"))
    assert (only(responses).code, only(responses).row, only(responses).found) == ("mixed_decimals", 4, "3.5")


def test_three_digits_after_every_comma_may_be_thousands() -> None:
    responses = interpret(sheet(sales_start=["1,500", "2,250"]), same_named("sales_start"))
    assert (only(responses).code, only(responses).severity) == ("thousands_or_decimals", "warning")
    declared = interpret(sheet(sales_start=["1,500", "2,250"]), same_named("sales_start", decimal=","))
    assert (declared.problems, declared.frame["sales_start"].to_list()) == ((), [1.5, 2.25])


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([1, 0, None], {}),
        ([True, False, None], {}),
        (["Sí", "No", ""], {}),
        (["x", "0", None], {}),
        ([1, 2, None], {"1": "Sí", "2": "No"}),
        ([2, 1, None], {"1": "No", "2": "Sí, siempre"}),
    ],
)
def test_yes_and_no_in_their_usual_forms(values: list[object], labels: dict[str, str]) -> None:
    responses = interpret(sheet({"alliance": labels}, alliance=values), same_named("alliance"))
    assert responses.frame["alliance"].to_list() == [True, False, None]
    assert responses.problems == ()


def test_words_for_yes_that_the_study_chooses_leave_the_rest_to_no() -> None:
    responses = interpret(sheet(alliance=["coopera", "nunca"]), same_named("alliance", truths=("coopera",)))
    assert responses.frame["alliance"].to_list() == [True, False]


def test_a_value_that_is_neither_yes_nor_no_is_an_error() -> None:
    labels = {"alliance": {"1": "Sí", "2": "No", "3": "Tal vez"}}
    responses = interpret(sheet(labels, alliance=[1, 2, 3, 3, 7]), same_named("alliance"))
    assert responses.frame["alliance"].to_list() == [True, False, None, None, None]
    assert (only(responses).code, only(responses).severity) == ("not_yes_or_no", "error")
    assert (only(responses).found, only(responses).values["rows"]) == ("3, 7", (4, 5, 6))


def test_a_tick_labelled_no_answer_is_missing_and_says_so() -> None:
    labels = {"alliance": {"1": "Sí", "2": "No", "8": "No sabe", "9": "No responde"}}
    responses = interpret(sheet(labels, alliance=[1, 2, 9, 8, 9]), same_named("alliance"))
    assert responses.frame["alliance"].to_list() == [True, False, None, None, None]
    assert (only(responses).code, only(responses).severity) == ("undeclared_missing", "warning")
    assert (only(responses).found, only(responses).values["rows"]) == ("8, 9", (4, 5, 6))
    declared = same_named("alliance", missing={"alliance": (8, 9)})
    assert interpret(sheet(labels, alliance=[1, 2, 9, 8, 9]), declared).problems == ()


@pytest.mark.parametrize(
    ("amounts", "found"),
    [([1, 6, 12, 18, 99], "99"), ([2, 8, 999, 999], "999"), ([10, 49, 99], ""), ([1, 50, 100], ""), ([99, 99], "")],
)
def test_a_lone_99_among_small_amounts_is_asked_about(amounts: list[int], found: str) -> None:
    responses = interpret(sheet(planning_months=amounts), same_named("planning_months"))
    assert [(problem.code, problem.found) for problem in responses.problems] == (
        [("possible_missing_code", found)] if found else []
    )
    assert responses.frame["planning_months"].to_list() == amounts


def test_codes_are_one_whatever_type_the_file_gave_them() -> None:
    labels = {"province": {"9": Text("Guayas"), "17": Text("Pichincha")}}
    for values in ([9.0, 17.0], ["09", "17"], [9, 17], ["9.0", "17"]):
        responses = interpret(sheet(province=values), same_named("province", labels=labels))
        assert responses.frame["province"].to_list() == ["9", "17"]
        assert responses.problems == ()


def test_a_value_without_label_is_an_error_with_the_value_meant() -> None:
    labels = {"province": {"guayas": Text("Guayas"), "azuay": Text("Azuay")}}
    responses = interpret(sheet(province=["guayas", "guayaz", "azuay"]), same_named("province", labels=labels))
    problem = only(responses)
    assert (problem.code, problem.severity, problem.row, problem.found) == ("unknown_value", "error", 3, "guayaz")
    assert problem.values["near"].values == {"word": "guayas"}  # type: ignore[attr-defined]


def test_labels_of_the_study_come_first_and_the_file_fills_the_rest() -> None:
    declared = {"sector": {"2": Text("manufactura", "manufacturing")}}
    responses = interpret(
        sheet({"sector": {"1": "Comercio", "2": "Industria"}}, sector=[1, 2, 2]), same_named("sector", labels=declared)
    )
    assert responses.labels_of("sector") == {"2": Text("manufactura", "manufacturing"), "1": Text("Comercio")}
    assert responses.levels("sector") == ("2", "1")
    assert responses.labels_of("age") == {}


def test_a_file_that_labels_only_some_values_is_a_warning() -> None:
    responses = interpret(sheet({"sector": {"1": "Comercio"}}, sector=[1, 3]), same_named("sector"))
    assert (only(responses).code, only(responses).severity) == ("unknown_value", "warning")


def test_items_without_their_variable_are_left_out() -> None:
    items = (
        Item(variable="benefit_income", construct="income_growth", role="benefit"),
        Item(variable="benefit_costs", construct="cost_savings", role="benefit"),
    )
    responses = interpret(sheet(b1=[1, 0]), source({"benefit_income": "b1", "benefit_costs": "b2"}, items=items))
    assert [item.variable for item in responses.items] == ["benefit_income"]
    assert responses.frame["benefit_income"].dtype == pl.Boolean


@pytest.mark.parametrize(
    ("weights", "code", "rows"),
    [([1.0, -2.0, 3.0], "negative_weight", (3,)), ([1.0, None, None], "missing_weight", (3, 4))],
)
def test_weights_that_no_firm_can_have_are_errors(
    weights: list[float | None], code: str, rows: tuple[int, ...]
) -> None:
    responses = interpret(sheet(fexp=weights), source({"weight": "fexp"}, design=SurveyDesign(weights="weight")))
    assert (only(responses).code, only(responses).severity, only(responses).values["rows"]) == (code, "error", rows)


def test_weights_that_are_all_zero_and_strata_that_are_blank() -> None:
    design = SurveyDesign(weights="weight", strata=("stratum",))
    responses = interpret(sheet(weight=[0.0, 0.0], stratum=["a", None]), same_named("weight", "stratum", design=design))
    assert [problem.code for problem in responses.problems] == ["no_positive_weight", "missing_stratum"]


FRAME = FrameCounts(file="marco.csv", by=("province", "sector"), count="empresas")
COUNTS = pl.DataFrame({"province": ["guayas", "azuay"], "sector": ["1", "1"], "empresas": [30, 20]})


def test_a_province_that_the_frame_lacks_is_said_once_with_the_name_meant() -> None:
    labels = {"province": {"guayas": Text("Guayas"), "azuay": Text("Azuay")}}
    declared = same_named("province", "sector", design=SurveyDesign(frame=FRAME), labels=labels)
    responses = interpret(sheet(province=["guayas", "guayaz"], sector=[1, 1]), declared, COUNTS)
    problem = only(responses)
    assert (problem.code, problem.severity, problem.row, problem.found) == ("not_in_frame", "error", 3, "guayaz")
    assert problem.values["near"].values == {"word": "guayas"}  # type: ignore[attr-defined]
    assert "_weight" not in responses.frame.columns


def test_frame_counts_give_weights_strata_and_population_sizes() -> None:
    declared = same_named("province", "sector", design=SurveyDesign(frame=FRAME))
    responses = interpret(sheet(province=["guayas", "guayas", "azuay"], sector=[1, 1, 1]), declared, COUNTS)
    assert responses.frame["_weight"].to_list() == [15.0, 15.0, 20.0]
    assert responses.frame["_stratum"].to_list() == ["guayas × 1", "guayas × 1", "azuay × 1"]
    assert responses.frame["_fpc"].to_list() == [30.0, 30.0, 20.0]
    assert responses.frame_firms == 50


def test_a_frame_without_its_counts_is_a_warning() -> None:
    responses = interpret(sheet(province=["guayas"]), same_named("province", design=SurveyDesign(frame=FRAME)))
    assert (only(responses).code, only(responses).severity) == ("frame_counts_absent", "warning")


def test_derived_variables_follow_the_columns() -> None:
    derived = (
        Derived(name="growth", kind="growth", of=("sales_start", "sales_end")),
        Derived(name="growth_20", kind="threshold", of=("growth",), value=0.20),
    )
    responses = interpret(sheet(v0=["100", "0", "10"], v1=["120", "5", "9"]),
                          source({"sales_start": "v0", "sales_end": "v1"}, derived=derived))  # fmt: skip
    assert responses.frame["growth_20"].to_list() == [120.0 / 100.0 - 1.0 >= 0.20, None, False]
    assert (only(responses).code, only(responses).severity) == ("on_threshold", "notice")
