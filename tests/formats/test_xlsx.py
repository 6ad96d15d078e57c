"""Workbooks: one sheet, values only, and nothing that a workbook can hide."""

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from alianza.formats import Refused
from alianza.formats.sheet import Sheet, read

ROWS = [["empresa", "ventas", "exporta"], ["A", 10, True], ["B", 12.5, False]]


def written(folder: Path, rows: list[list[object]], **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, more in sheets.items():
        extra = book.create_sheet(name)
        for row in more:
            extra.append(row)
    path = folder / "datos.xlsx"
    book.save(path)
    return path


def codes(sheet: Sheet) -> list[str]:
    return [problem.code for problem in sheet.problems]


def test_values_keep_their_types(tmp_path: Path) -> None:
    sheet = read(written(tmp_path, ROWS))
    assert sheet.frame.rows() == [("A", 10.0, True), ("B", 12.5, False)]
    assert sheet.problems == ()


def test_a_column_of_mixed_values_becomes_text(tmp_path: Path) -> None:
    sheet = read(written(tmp_path, [["x"], [1], ["uno"], [2.5], [date(2024, 5, 1)]]))
    assert sheet.frame["x"].to_list() == ["1", "uno", "2.5", "2024-05-01 00:00:00"]


def test_blank_rows_are_left_out_and_row_numbers_stay_those_of_the_sheet(tmp_path: Path) -> None:
    sheet = read(written(tmp_path, [[None], [None, None], ["a", "b"], [1, 2], [], [3, 4]]))
    assert sheet.frame.rows() == [(1.0, 2.0), (3.0, 4.0)]
    assert sheet.rows is not None and sheet.rows.to_list() == [4, 6]


def test_the_first_of_several_sheets_is_read_and_said(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS, Resumen=[["total"], [22.5]])
    assert codes(read(path)) == ["first_sheet_read"]
    assert read(path, sheet="Resumen").frame.rows() == [(22.5,)]
    with pytest.raises(Refused) as refusal:
        read(path, sheet="Resumenes")
    assert refusal.value.problem.code == "unknown_sheet"


def test_merged_headers_leave_columns_without_name(tmp_path: Path) -> None:
    path = tmp_path / "datos.xlsx"
    book = openpyxl.Workbook()
    for row in (["ventas", None, "sector"], [1, 2, "x"]):
        book.active.append(row)
    book.active.merge_cells("A1:B1")
    book.save(path)
    sheet = read(path)
    assert (codes(sheet), sheet.problems[0].place) == (["merged_header"], "column_2")


def test_formulas_without_a_stored_value_are_named_not_read_as_blank(tmp_path: Path) -> None:
    sheet = read(written(tmp_path, [["a", "b"], [1, "=A2*2"], [2, 4]]))
    problem = sheet.problems[0]
    assert (problem.code, problem.severity, problem.row) == ("formula_without_value", "error", 2)


def test_cells_whose_formula_failed_are_named(tmp_path: Path) -> None:
    sheet = read(written(tmp_path, [["a"], [1], ["#DIV/0!"]]))
    problem = sheet.problems[0]
    assert (problem.code, problem.place, problem.row) == ("cell_error", "a", 3)


def test_an_empty_sheet_and_a_header_alone(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read(written(tmp_path, []))
    assert refusal.value.problem.code == "empty_file"
    assert codes(read(written(tmp_path, [["a", "b"]]))) == ["no_rows"]


def changed(path: Path, name: str, content: bytes) -> Path:
    """The workbook with one entry of its archive replaced or added."""
    with zipfile.ZipFile(path) as archive:
        entries = {entry: archive.read(entry) for entry in archive.namelist()}
    entries[name] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, data in entries.items():
            archive.writestr(entry, data)
    return path


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = changed(written(tmp_path, ROWS), "xl/media/image.bin", bytes(80_000_000))
    with pytest.raises(Refused) as refusal:
        read(path)
    assert refusal.value.problem.code == "unpacks_too_large"


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'
    path = changed(written(tmp_path, ROWS), "xl/worksheets/sheet1.xml", entity)
    with pytest.raises(Refused) as refusal:
        read(path)
    assert refusal.value.problem.code == "unreadable_file"


@pytest.mark.parametrize("share", [0.1, 0.6, 0.97])
def test_a_cut_off_workbook_is_refused(tmp_path: Path, share: float) -> None:
    path = written(tmp_path, ROWS)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(Refused) as refusal:
        read(path)
    assert refusal.value.problem.code == "unreadable_file"


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "datos.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("leame.txt", "no soy un libro")
    with pytest.raises(Refused) as refusal:
        read(path)
    assert refusal.value.problem.code == "unreadable_file"


def test_a_cell_in_the_last_corner_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS)
    corner = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    sheet = read(changed(path, "xl/worksheets/sheet1.xml", corner), columns=["a"])
    assert sheet.frame.height == 1
    assert sheet.rows is not None and sheet.rows.to_list() == [1048576]


@pytest.mark.parametrize("before", [0, 5_000, (1 << 20) - 5])
def test_a_document_type_is_found_however_late_it_begins(tmp_path: Path, before: int) -> None:
    path = written(tmp_path, ROWS)
    changed = tmp_path / "otro.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            trick = b"<!--" + b" " * before + b'--><!DOCTYPE x [<!ENTITY e "e">]>' if name == "xl/workbook.xml" else b""
            new.writestr(name, trick + old.read(name))
    with pytest.raises(Refused) as caught:
        read(changed)
    assert (caught.value.problem.code, caught.value.problem.found) == ("unreadable_file", "xl/workbook.xml")
