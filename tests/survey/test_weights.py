"""Weights of alliance firms as a domain of the screened frame, by hand."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.study.protocol import Source
from alianza.study.survey_design import FrameCounts, SurveyDesign
from alianza.survey.places import Place
from alianza.survey.weights import check_cells, weigh

DESIGN = SurveyDesign(
    frame=FrameCounts(file="marco.csv", by=("cell",), count="firms"),
    eligible="alliance",
    responded="responded",
    adjust_by=("sector",),
)
# Cell A: 60 firms in the frame, 3 screened, so each stands for 20; cell B: 40 firms, 2 screened, 20 each.
CELLS = pl.DataFrame({"cell": ["A", "B"], "_firms": [60.0, 40.0]})
FIRMS = pl.DataFrame(
    {
        "cell": ["A", "A", "A", "B", "B"],
        "sector": ["s", "s", "t", "s", "t"],
        "alliance": [True, True, False, True, True],
        "responded": [True, False, None, True, True],
    }
)


def test_each_screened_firm_stands_for_its_share_of_the_cell() -> None:
    bare = SurveyDesign(frame=DESIGN.frame)
    weighted = weigh(FIRMS, CELLS, bare)
    assert weighted.frame["_weight"].to_list() == [20.0, 20.0, 20.0, 20.0, 20.0]
    assert weighted.frame["_stratum"].to_list() == ["A", "A", "A", "B", "B"]
    assert weighted.frame["_fpc"].to_list() == [60.0, 60.0, 60.0, 40.0, 40.0]


def test_respondents_carry_the_eligible_that_did_not_answer() -> None:
    # Sector s: eligible 20 + 20 + 20, answered 20 + 20, factor 1.5. Sector t: one eligible, one answer, factor 1.
    weighted = weigh(FIRMS, CELLS, DESIGN)
    assert weighted.frame["_weight"].to_list() == [30.0, 0.0, 20.0, 30.0, 20.0]
    assert weighted.problems == ()


def test_a_cell_without_answers_is_carried_by_all_respondents_and_said() -> None:
    # Sector t has 20 eligible and no answer: the 60 of sector s, on two firms, become 80.
    silent = FIRMS.with_columns(responded=pl.Series([True, False, None, True, False]))
    weighted = weigh(silent, CELLS, DESIGN)
    assert weighted.frame["_weight"].to_list() == [40.0, 0.0, 20.0, 40.0, 0.0]
    assert [(p.code, p.severity, p.found) for p in weighted.problems] == [("cell_without_respondents", "notice", "t")]


def test_coarser_strata_add_up_their_cells() -> None:
    counts = pl.DataFrame({"p": ["1", "1", "2"], "s": ["a", "b", "a"], "_firms": [10.0, 30.0, 8.0]})
    firms = pl.DataFrame({"p": ["1", "1", "1", "2"], "s": ["a", "b", "b", "a"]})
    design = SurveyDesign(frame=FrameCounts(file="marco.csv", by=("p", "s")), strata=("p",))
    weighted = weigh(firms, counts, design).frame
    assert weighted["_weight"].to_list() == [10.0, 15.0, 15.0, 8.0]
    assert weighted["_stratum"].to_list() == ["1", "1", "1", "2"]
    assert weighted["_fpc"].to_list() == [40.0, 40.0, 40.0, 8.0]


ROWS = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from("stu"), st.booleans(), st.booleans()), min_size=1, max_size=40
)


@given(ROWS)
def test_the_weights_always_add_up_to_the_sampled_part_of_the_frame(rows: list[tuple[str, str, bool, bool]]) -> None:
    firms = pl.DataFrame(rows, schema=["cell", "sector", "alliance", "responded"], orient="row")
    sampled = CELLS.filter(pl.col("cell").is_in(firms["cell"].unique().to_list()))["_firms"].sum()
    weights = weigh(firms, CELLS, DESIGN).frame["_weight"]
    assert weights.sum() == pytest.approx(sampled, rel=1e-12)
    assert weights.min() >= 0  # type: ignore[operator]


def source(**frame: object) -> Source:
    counts = FrameCounts(file="marco.csv", by=("province",), count="empresas")
    return Source(file="datos.csv", columns={"province": "prov"}, design=SurveyDesign(frame=counts))


def checked(provinces: list[str | None], counts: dict[str, object]) -> list[tuple[str, str, object]]:
    frame = pl.DataFrame({"province": provinces}, schema={"province": pl.String})
    _, problems = check_cells(frame, pl.DataFrame(counts, strict=False), source(), {}, Place("datos.csv"))
    return [(problem.code, problem.severity, problem.found) for problem in problems]


def test_survey_and_frame_that_agree_raise_nothing() -> None:
    assert checked(["1", "1"], {"province": [1], "empresas": [5]}) == []


@pytest.mark.parametrize(
    ("provinces", "counts", "expected"),
    [
        (["1"], {"provincia": [1], "empresas": [5]}, ("frame_column_missing", "error", "")),
        (["1"], {"province": [1], "empresas": ["muchas"]}, ("bad_frame_count", "error", "")),
        (["1"], {"province": [1], "empresas": [-5]}, ("bad_frame_count", "error", "")),
        (["1"], {"province": [1, 1], "empresas": [5, 6]}, ("repeated_frame_cell", "error", "1")),
        (["1", "7"], {"province": [1, 2], "empresas": [5, 6]}, ("not_in_frame", "error", "7")),
        (["1", None], {"province": [1], "empresas": [5]}, ("missing_cell", "error", "")),
        (["1", "1"], {"province": [1], "empresas": [1]}, ("more_screened_than_frame", "error", "1")),
        (["1"], {"province": [1, 2], "empresas": [5, 6]}, ("unsampled_cells", "notice", "")),
        (["1"], {"province": [1], "empresas": [0]}, ("not_in_frame", "error", "1")),
    ],
)
def test_each_contradiction_between_survey_and_frame_has_its_name(
    provinces: list[str | None], counts: dict[str, object], expected: tuple[str, str, object]
) -> None:
    assert checked(provinces, counts) == [expected]
