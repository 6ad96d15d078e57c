"""Ecuador's innovation survey as its example study declares it; counts from an independent reading of the file."""

import csv
import tomllib
from pathlib import Path

import pytest

from alianza.formats.sheet import read
from alianza.study.decoding import decode
from alianza.survey.responses import Responses, interpret, needed_columns

STUDY = Path(__file__).parents[2] / "examples" / "ecuador-acti-2014" / "study.toml"
DATA = Path(__file__).parents[3] / "shared" / "data" / "ecuador_acti" / "acti_2012_2014.csv"

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="INEC's innovation survey is not beside the project")


@pytest.fixture(scope="module")
def responses() -> Responses:
    protocol, _ = decode(tomllib.loads(STUDY.read_text(encoding="utf-8")))
    assert protocol is not None and protocol.survey is not None
    return interpret(read(DATA, columns=needed_columns(protocol.survey)), protocol.survey)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_firms_on_the_edge_of_twenty_percent_are_reported(responses: Responses) -> None:
    assert [(p.code, p.severity, p.values["count"]) for p in responses.problems] == [("on_threshold", "notice", 13)]


def test_growth_is_that_of_a_plain_reading_of_the_file(responses: Responses, rows: list[dict[str, str]]) -> None:
    def growth(row: dict[str, str]) -> float | None:
        start, end = (float(row[f"ii_9_a_{year}"] or 0) for year in (2012, 2014))
        return end / start - 1 if start > 0 and end > 0 else None

    plain = [growth(row) for row in rows]
    assert responses.frame["growth"].to_list() == plain
    assert responses.frame["growth_20"].to_list() == [None if value is None else value >= 0.20 for value in plain]


def test_strict_cooperation_counts_an_empty_box_as_no(responses: Responses, rows: list[dict[str, str]]) -> None:
    plain = [any(row[f"viii_2_{letter}"] in ("1", "1.0") for letter in "bdefg") for row in rows]
    assert responses.frame["strict_alliance"].to_list() == plain
