"""Delimited files as people send them: every row is counted, and what is odd is named with its row."""

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from alianza.formats import Refused
from alianza.formats.sheet import Sheet, read


def sheet_of(folder: Path, content: str | bytes, **options: object) -> Sheet:
    path = folder / "datos.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path, **options)  # type: ignore[arg-type]


def codes(sheet: Sheet) -> list[str]:
    return [problem.code for problem in sheet.problems]


def test_numbers_become_numbers_and_codes_with_leading_zeros_stay_text(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "empresa,ventas,provincia\nA,1200.5,09\nB,,17\n")
    assert sheet.frame.to_dict(as_series=False) == {
        "empresa": ["A", "B"],
        "ventas": [1200.5, None],
        "provincia": ["09", "17"],
    }
    assert sheet.problems == ()


def test_identifiers_longer_than_a_double_can_hold_stay_text(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "ruc\n1790012345001234567\n1790012345001234568\n")
    assert sheet.frame["ruc"].to_list() == ["1790012345001234567", "1790012345001234568"]


def test_codes_that_look_like_exponents_and_lone_signs_are_texts(tmp_path: Path) -> None:
    frame = sheet_of(tmp_path, "code,sign,number\nE1,-,.5\ne12,-,1e3\n").frame
    assert frame["code"].to_list() == ["E1", "e12"]
    assert frame["sign"].to_list() == ["-", "-"]
    assert frame["number"].to_list() == [0.5, 1000.0]


def test_fields_can_be_kept_as_they_are_written(tmp_path: Path) -> None:
    frame = sheet_of(tmp_path, "code,number\n1.10,3\n1.2,4\n", as_text=True).frame
    assert frame.rows() == [("1.10", "3"), ("1.2", "4")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_are_recognised(tmp_path: Path, encoding: str) -> None:
    sheet = sheet_of(tmp_path, "tamaño;opinión\npequeña;«así»\n".encode(encoding))
    assert sheet.frame.to_dicts() == [{"tamaño": "pequeña", "opinión": "«así»"}]
    assert codes(sheet) == (["encoding_assumed"] if encoding == "cp1252" else [])


def test_bytes_that_windows_text_lacks_are_read_as_latin_1(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, b"nombre,n\nPe\xf1a\x81,1\n")
    assert sheet.recognised["encoding"] == "latin-1"
    assert sheet.frame["nombre"][0].startswith("Peña")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_recognised(tmp_path: Path, delimiter: str) -> None:
    rows = [["a", "b", "c"], ["1", "dos", "3"], ["4", "cinco", "6"]]
    sheet = sheet_of(tmp_path, "\n".join(delimiter.join(row) for row in rows))
    assert sheet.frame.rows() == [(1, "dos", 3), (4, "cinco", 6)]
    assert sheet.recognised["delimiter"] == delimiter


def test_decimal_commas_are_recognised_beside_semicolons(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "empresa;peso\nA;1,5\nB;2,25\n")
    assert sheet.frame["peso"].to_list() == [1.5, 2.25]
    assert sheet.recognised["decimal"] == ","


def test_a_hint_of_excel_names_the_delimiter_and_shifts_the_rows(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "sep=|\na|b\n1|2\n")
    assert sheet.frame.rows() == [(1, 2)]
    assert sheet.rows is not None and sheet.rows.to_list() == [3]


def test_line_breaks_inside_quotes_are_part_of_the_text(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, 'a,b\n"uno\ndos",1\n"dice ""sí""",2\n')
    assert sheet.frame["a"].to_list() == ["uno\ndos", 'dice "sí"']


def test_rows_that_are_too_long_or_too_short_are_named_and_kept(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "a,b\n1,2\n1,2,3\n4\n5,6\n")
    found = {problem.code: (problem.severity, problem.row, problem.values["rows"]) for problem in sheet.problems}
    assert found == {"long_rows": ("error", 3, (3,)), "short_rows": ("error", 4, (4,))}
    assert sheet.frame.height == 4


def test_a_delimiter_at_the_end_of_each_row_is_no_extra_field(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "a,b\n1,2,\n3,4,\n")
    assert sheet.frame.rows() == [(1, 2), (3, 4)]
    assert sheet.problems == ()


def test_blank_rows_are_not_firms_and_later_rows_keep_their_numbers(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "a,b\n1,2\n\n,\n3,4\n\n\n")
    assert sheet.frame.rows() == [(1, 2), (3, 4)]
    assert sheet.rows is not None and sheet.rows.to_list() == [2, 5]
    assert codes(sheet) == ["blank_rows"]


def test_a_repeated_column_is_an_error_only_where_it_is_asked_for(tmp_path: Path) -> None:
    content = "a,b,a\n1,2,3\n"
    assert sheet_of(tmp_path, content).frame.columns == ["a", "b", "a (2)"]
    severities = [sheet_of(tmp_path, content, columns=asked).problems[0].severity for asked in (None, ["b"], ["a"])]
    assert severities == ["warning", "warning", "error"]


def test_a_column_without_name_gets_its_number(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, ",ventas\n1,20\n")
    assert sheet.frame.columns == ["column_1", "ventas"]
    assert codes(sheet) == ["unnamed_column"]


def test_only_the_columns_asked_for_are_kept_and_all_are_known(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "a,b,c\n1,2,3\n", columns=["c", "a", "absent"])
    assert sheet.frame.columns == ["a", "c"]
    assert sheet.columns == ("a", "b", "c")


def test_a_header_without_rows_is_an_error_and_still_a_sheet(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "a,b\n")
    assert (sheet.frame.height, codes(sheet), sheet.problems[0].severity) == (0, ["no_rows"], "error")


def test_text_far_down_a_column_of_decimals_leaves_the_others_as_written(tmp_path: Path) -> None:
    rows = ["1.50"] * 450_000 + ["pendiente"]
    sheet = sheet_of(tmp_path, "\n".join(["ventas", *rows]))
    assert sheet.frame["ventas"].unique().sort().to_list() == ["1.50", "pendiente"]
    assert sheet.frame.height == 450_001


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        (b"", {}, "empty_file"),
        (b"\n\n", {}, "empty_file"),
        (b'a,b\n1,"dos\n3,4\n', {}, "broken_quotes"),
        (b'a,b\n"x"y,2\n', {}, "broken_quotes"),
        (b"PK\x03\x04 a workbook", {}, "unreadable_file"),
        (b"$FL2@(#) SPSS DATA FILE", {}, "unreadable_file"),
        (b"a,b\n1,\x00\x01\x02\n", {}, "unreadable_file"),
        ("año\n1\n".encode("cp1252"), {"encoding": "utf-8"}, "wrong_encoding"),
        (b"a\n1\n", {"encoding": "ebcdic-klingon"}, "unknown_encoding"),
        (b"a\n1\n", {"delimiter": "::"}, "wrong_delimiter"),
        (b"a\n1\n", {"max_bytes": 3}, "file_too_large"),
    ],
)
def test_what_is_not_safe_to_read_is_refused(
    tmp_path: Path, content: bytes, options: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        sheet_of(tmp_path, content, **options)
    assert (refusal.value.problem.code, refusal.value.exit_code) == (code, 3)
    assert refusal.value.problem.file == "datos.csv"


def test_broken_quotes_name_the_row_where_they_begin(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        sheet_of(tmp_path, 'a,b\n1,2\n3,"cuatro\n5,6\n')
    assert refusal.value.problem.row == 3


CELLS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\t\n", exclude_characters="\ufffe\uffff"
    ),
    max_size=12,
)


@st.composite
def tables(draw: DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, 4))
    row = st.lists(CELLS, min_size=width, max_size=width).filter(any)
    return draw(st.lists(row, min_size=1, max_size=6))


@given(tables(), st.sampled_from([",", ";", "\t", "|"]))
def test_what_a_spreadsheet_wrote_comes_back_cell_by_cell(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    names = [f"x{number}" for number in range(len(rows[0]))]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([names, *rows])
    sheet = read(path, encoding="utf-8", delimiter=delimiter, decimal=".")
    assert sheet.columns == tuple(names)
    for name, column in zip(names, zip(*rows, strict=True), strict=True):
        assert_same(sheet.frame[name], column)


def assert_same(read_back: pl.Series, written: tuple[str, ...]) -> None:
    """Texts are the same; a column of numbers has the same numbers; empty fields are missing."""
    assert len(read_back) == len(written)
    for value, text in zip(read_back.to_list(), written, strict=True):
        if text == "":
            assert value is None
        else:
            assert value == (text if isinstance(value, str) else float(text))


def test_control_signs_are_taken_out_and_named(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "empresa,sector\nA\x00B,\x1f\nC,comercio\n", encoding="utf-8")
    assert sheet.frame.rows() == [("AB", None), ("C", "comercio")]
    assert [(one.code, one.severity, one.values["places"]) for one in sheet.problems] == [
        ("control_signs", "warning", ("empresa", "sector"))
    ]


@pytest.mark.parametrize("encoding", ["hex", "rot13", "latin-99", "a\0b"])
def test_what_is_no_text_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(Refused) as caught:
        sheet_of(tmp_path, "a,b\n1,2\n", encoding=encoding)
    assert caught.value.problem.code == "unknown_encoding"


@pytest.mark.parametrize("delimiter", ['"', "\n", "\r", ";;"])
def test_a_sign_that_cannot_separate_fields_is_refused(tmp_path: Path, delimiter: str) -> None:
    with pytest.raises(Refused) as caught:
        sheet_of(tmp_path, "a,b\n1,2\n", delimiter=delimiter)
    assert caught.value.problem.code == "wrong_delimiter"


def test_a_number_beyond_every_computer_stays_as_written(tmp_path: Path) -> None:
    assert sheet_of(tmp_path, "ventas\n1e400\n2.5\n").frame["ventas"].to_list() == ["1e400", "2.5"]


def test_ten_thousand_columns_are_no_trouble(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(10_000)]
    sheet = sheet_of(tmp_path, f"{','.join(names)}\n{','.join('1' * 10_000)}\n")
    assert (sheet.frame.width, sheet.problems) == (10_000, ())


def test_a_table_on_its_side_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        sheet_of(tmp_path, ",".join(f"c{number}" for number in range(20_001)) + "\n1\n")
    assert (caught.value.problem.code, caught.value.problem.found) == ("too_many_columns", "20001")
