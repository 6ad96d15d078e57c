"""One entry for all formats: absent, foreign and oversized files are refused before they are read."""

import hashlib
from pathlib import Path

import polars as pl
import pytest

from alianza.formats import Refused
from alianza.formats.sheet import read


def refusal(path: Path, **options: object) -> Refused:
    with pytest.raises(Refused) as caught:
        read(path, **options)  # type: ignore[arg-type]
    return caught.value


def test_an_absent_file_is_a_missing_resource(tmp_path: Path) -> None:
    refused = refusal(tmp_path / "no_hay.csv")
    assert (refused.problem.code, refused.exit_code, refused.problem.found) == ("file_missing", 4, "no_hay.csv")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path).problem.code == "not_a_file"


def test_an_unknown_ending_needs_a_declared_format(tmp_path: Path) -> None:
    path = tmp_path / "datos.dat"
    path.write_text("a,b\n1,2\n")
    assert refusal(path).problem.code == "unknown_format"
    assert read(path, format="csv").frame.rows() == [(1, 2)]


@pytest.mark.parametrize("ending", ["parquet", "sav", "dta", "xlsx"])
def test_text_under_another_ending_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"datos.{ending}"
    path.write_text("a,b\n1,2\n")
    assert refusal(path).problem.code == "unreadable_file"


def test_an_old_excel_file_is_named_for_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "datos.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    problem = refusal(path).problem
    assert (problem.code, problem.found, problem.expected) == ("unreadable_file", "xls", "xlsx")


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "datos.csv"
    path.write_bytes(b"a\n1\n")
    assert read(path).digest == hashlib.sha256(b"a\n1\n").hexdigest()


def test_parquet_keeps_types_and_names_what_it_leaves_out(tmp_path: Path) -> None:
    path = tmp_path / "datos.parquet"
    frame = pl.DataFrame({"ventas": [1.5, None], "tipo": ["a", "b"], "lista": [[1], [2]]})
    frame.with_columns(pl.col("tipo").cast(pl.Categorical)).write_parquet(path)
    sheet = read(path)
    assert sheet.frame.schema == {"ventas": pl.Float64, "tipo": pl.String}
    assert [(problem.code, problem.place) for problem in sheet.problems] == [("nested_column", "lista")]
    assert read(path, columns=["tipo"]).frame.columns == ["tipo"]


def test_a_cut_off_parquet_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "datos.parquet"
    pl.DataFrame({"a": range(1000)}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-40])
    assert refusal(path).problem.code == "unreadable_file"
