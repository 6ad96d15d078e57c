"""Tables as CSV: one line a row, intervals beside their numbers, and nothing that a spreadsheet would run."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.formats.formulas import safe
from alianza.render.csv_tables import csv_table
from alianza.study.estimate import Test
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table
from alianza.study.text import Text
from tests.render.test_results_json import LACKING, OUTCOME


def lines(table: Table) -> list[list[str]]:
    text = csv_table(table)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_an_estimate_takes_five_columns_and_words_one_a_language() -> None:
    header, success, failed, empty = lines(OUTCOME)
    assert header == [
        *("row", "label_es", "label_en", "share", "share_low", "share_high", "share_se", "share_n", "n"),
        *("grade_es", "grade_en", "withheld"),
    ]
    assert success[3:] == ["0.3", "0.22", "0.39", "0.04", "150", "150", "Sí", "Yes", ""]
    assert failed == ["failed", *["Pérez & Hijos <S.A.>"] * 2, "", "", "", "", "", "", "x", "x", "share: small"]
    assert empty[3:] == ["", "", "", "", "0", "0", "'=1+1", "", ""]


def test_a_test_takes_its_degrees_of_freedom_and_p() -> None:
    table = Table("t", "types", (Column("wald"),), (Row("a", Text("a"), (Test(3.5, 2.0, 140.0, 0.03),)),))
    assert lines(table) == [
        ["row", "label_es", "label_en", "wald", "wald_df", "wald_df2", "wald_p", "withheld"],
        ["a", "a", "a", "3.5", "2.0", "140.0", "0.03", ""],
    ]


def test_words_in_a_column_of_numbers_take_one_field() -> None:
    cells = (OUTCOME.rows[0].cells[0], Message("rows.no"))
    table = Table("t", "types", (Column("x"),), tuple(Row(str(i), Text("a"), (cell,)) for i, cell in enumerate(cells)))
    assert [len(line) for line in lines(table)] == [9, 9, 9]
    assert lines(table)[2][3:] == ["No", "", "", "", "", ""]


def test_a_table_without_rows_is_no_file() -> None:
    with pytest.raises(ValueError, match="sales_end"):
        csv_table(LACKING)


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-2+3", "@SUM(A1)", "\t=1", "  =1", "＝1"])
def test_formulas_are_made_text(text: str) -> None:
    table = Table("t", "types", (Column("x"),), (Row(text, Text(text), (text,)),))
    assert lines(table)[1] == ["'" + text] * 4 + [""]


def test_negative_numbers_stay_numbers() -> None:
    table = Table("t", "types", (Column("x"),), (Row("a", Text("a"), (-0.5,)),))
    assert lines(table)[1][3] == "-0.5"


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_any_text_comes_back_or_has_an_apostrophe(text: str) -> None:
    assert safe(text) in (text, "'" + text)
    assert not str(safe(text)).startswith(("=", "+", "-", "@", "\t", "\r"))
