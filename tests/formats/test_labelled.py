"""SPSS and Stata files with their labels, whole and damaged."""

from pathlib import Path

import polars as pl
import pyreadstat
import pytest

from alianza.formats import Refused
from alianza.formats.sheet import read

FRAME = pl.DataFrame({"p1": [1.0, 2.0, 9.0, None], "nombre": ["Peña", "Núñez", "", "Ruiz"]})
LABELS = {"p1": {1.0: "Sí", 2.0: "No", 9.0: "No sabe"}}
TITLES = {"p1": "¿Tiene una alianza?", "nombre": "Nombre de la empresa"}
SHARED = Path(__file__).parents[3] / "shared" / "data" / "ecuador_enemdu"


def written(folder: Path, ending: str) -> Path:
    path = folder / f"datos.{ending}"
    if ending == "dta":
        labels = {"p1": {int(value): label for value, label in LABELS["p1"].items()}}
        pyreadstat.write_dta(FRAME, str(path), column_labels=TITLES, variable_value_labels=labels)
    else:
        pyreadstat.write_sav(FRAME, str(path), column_labels=TITLES, variable_value_labels=LABELS)
    return path


@pytest.mark.parametrize("ending", ["sav", "zsav", "dta"])
def test_labels_and_questions_are_kept(tmp_path: Path, ending: str) -> None:
    if ending == "zsav":
        path = tmp_path / "datos.zsav"
        pyreadstat.write_sav(FRAME, str(path), column_labels=TITLES, variable_value_labels=LABELS, compress=True)
    else:
        path = written(tmp_path, ending)
    sheet = read(path)
    assert sheet.labels["p1"] == {"1": "Sí", "2": "No", "9": "No sabe"}
    assert sheet.titles == TITLES
    assert sheet.frame["nombre"].to_list() == ["Peña", "Núñez", None, "Ruiz"]
    assert sheet.frame["p1"].to_list() == [1.0, 2.0, 9.0, None]


def test_values_that_spss_declares_missing_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "datos.sav"
    pyreadstat.write_sav(FRAME, str(path), missing_ranges={"p1": [9.0]})
    assert read(path).frame["p1"].to_list() == [1.0, 2.0, None, None]


def test_only_the_columns_asked_for_are_read(tmp_path: Path) -> None:
    sheet = read(written(tmp_path, "sav"), columns=["nombre"])
    assert (sheet.frame.columns, sheet.columns) == (["nombre"], ("p1", "nombre"))


@pytest.mark.parametrize("ending", ["sav", "dta"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_a_cut_off_file_is_refused(tmp_path: Path, ending: str, share: float) -> None:
    path = written(tmp_path, ending)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(Refused) as refusal:
        read(path)
    assert (refusal.value.problem.code, refusal.value.exit_code) == ("unreadable_file", 3)


@pytest.mark.skipif(not SHARED.exists(), reason="INEC's household survey is not beside the project")
def test_real_spss_files_are_read_with_their_labels() -> None:
    first, second = read(SHARED / "201703_con.sav"), read(SHARED / "201712_financiero.sav")
    assert (first.frame.shape, second.frame.shape) == ((15829, 30), (30023, 80))
    assert first.labels["area"] == {"1": "Urbana", "2": "Rural"}
    assert "Cómo" in first.titles["c02"]  # accents survive
    assert second.recognised["encoding"] == "windows-1252"
