"""Strata from codes: INEC's provinces and CIIU codes as directories spell them, and what nobody knows."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.survey.frame import PROVINCES, province_name, sector
from alianza.survey.frame_codes import RULES, Derivation, derived, province


def derive(name: str, codes: list, unknown: bool = False) -> tuple[list, list]:
    rule = Derivation(name, "code", RULES[name], unknown)
    firms, problems = derived(pl.DataFrame({"code": codes}), (rule,))
    return firms[name].to_list(), problems


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("01", "Azuay"), ("9", "Guayas"), ("17.0", "Pichincha"), (" 24 ", "Santa Elena"), ("PICHINCHA", "Pichincha"),
        ("canar", "Cañar"), ("Los  Ríos", "Los Ríos"), ("0", ""), ("25", ""), ("90", ""),
        ("1701", ""), ("Lima", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_province_is_read_by_number_or_name(code: str, name: str) -> None:
    assert province(code) == name


@given(st.lists(st.sampled_from([f"{n:02d}" for n in range(1, 25)] + list(PROVINCES)), min_size=1))
def test_a_column_is_derived_as_each_code_is(codes: list[str]) -> None:
    found, problems = derive("province", codes)
    assert problems == [] and found == [province_name(code) or code for code in codes]


def test_activity_codes_become_sectors_also_as_numbers() -> None:
    codes = ["A0111.11", "C1071", "4711", "0111", "F"]
    assert derive("sector", codes) == ([sector(code) for code in codes], [])
    assert derive("sector", [4711, 1071, 6201]) == (["commerce", "manufacturing", "services"], [])


def test_unknown_codes_are_counted_the_most_frequent_first() -> None:
    found, (problem,) = derive("province", ["01", "90", "90", None, "99"])
    assert (problem.code, problem.place, problem.found) == ("unknown_province_code", "code", "90, —, 99")
    assert problem.values == {"codes": 3, "count": 4, "more": ""}
    _, (activity,) = derive("sector", ["C10", "Z1"])
    assert activity.code == "unknown_activity_code"


def test_a_column_of_names_is_no_column_of_activity_codes() -> None:
    names = ["Agrícola Los Andes", "Comercial Quito", "Ñandú", "A", "C1071.", "47.11", " g4711.01 "]
    found, (problem,) = derive("sector", names)
    assert found == [*["unknown"] * 3, "agriculture", "manufacturing", "commerce", "commerce"]
    assert (problem.code, problem.values["count"]) == ("unknown_activity_code", 3)


def test_unknown_codes_may_have_a_stratum_of_their_own() -> None:
    assert derive("province", ["01", "90", None], unknown=True) == (["Azuay", "unknown", "unknown"], [])


@pytest.mark.parametrize(
    ("codes", "lost"),
    [
        (["111", "4711"], True),
        ([111, 4711], True),
        (["1", "47"], True),
        (["471111", "11111"], True),
        (["0111", "4711", "471"], False),
        (["471", "472"], False),
        (["A0111", "G4711"], False),
        (["47", "4711"], False),
    ],
)
def test_a_lost_leading_zero_is_told(codes: list, lost: bool) -> None:
    _, problems = derive("sector", codes, unknown=True)
    assert [one.code for one in problems] == (["lost_zero"] if lost else [])
