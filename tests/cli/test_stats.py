"""`alianza stats`: an SPSS user's quick look at an own file, on the command line."""

import json
import re
from pathlib import Path

import polars as pl
import pytest

from alianza.cli.failures import run


@pytest.fixture
def sav(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    import pyreadstat

    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    monkeypatch.chdir(tmp_path)
    firms = pl.DataFrame(
        {
            "exito": [1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1] * 3,
            "meses": [9, 8, 2, 3, 7, 6, 4, 5, 10, 3, 1, 8] * 3,
            "sector": [1, 2, 3, 3, 2, 1, 99, 1, 2, 3, 1, 2] * 3,
            "q1": [1, 2, 3, 4, 5, 4, 3, 2, 1, 2, 3, 4] * 3,
            "q2": [2, 2, 3, 5, 5, 4, 2, 2, 1, 3, 3, 4] * 3,
            "q3": [1, 3, 3, 4, 4, 4, 3, 1, 2, 2, 3, 5] * 3,
            "peso": [1, 2] * 18,
        }
    )
    pyreadstat.write_sav(
        firms,
        "empresas.sav",
        column_labels={"exito": "La alianza tuvo éxito", "sector": "Sector"},
        variable_value_labels={
            "exito": {0: "No", 1: "Sí"},
            "sector": {1: "Comercio", 2: "Industria", 3: "Servicios", 99: "No contesta"},
        },
        missing_ranges={"sector": [99]},
    )
    return tmp_path / "empresas.sav"


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(["stats", "empresas.sav", *words]) == 0
    return capsys.readouterr().out


def line(page: str, start: str) -> list[str]:
    """The parts of the first line that starts so, between its gaps."""
    lines = (re.sub(r" {2,}", "  ", text.strip()) for text in page.splitlines())
    return next(text for text in lines if text.startswith(start)).replace("\u00a0", " ").split("  ")


def test_frequencies_keep_labels_and_codes_declared_missing(sav, capsys):
    page = told(capsys, "--frequencies", "sector")
    assert "Frecuencia" in page and "Porcentaje válido" in page
    assert line(page, "Válido  Comercio") == ["Válido", "Comercio", "12", "33,3 %", "36,4 %", "36,4 %"]
    assert line(page, "Perdidos  No contesta") == ["Perdidos", "No contesta", "3", "8,3 %"]
    assert re.search(r"^Total +36 +100,0\s%$", page, re.MULTILINE)


def test_crosstab_has_tests_measures_and_the_footnote_on_small_counts(sav, capsys):
    page = told(capsys, "--crosstab", "sector", "exito")
    assert "Tabla cruzada Sector * La alianza tuvo éxito" in page
    assert line(page, "Prueba exacta de Fisher")[-1].count(",") == 1
    assert re.search(r"a\. \d casillas? \(\d+,\d %\) han? esperado un recuento menor que 5\. El recuento mínimo", page)
    assert "Estimación de riesgo" not in page  # three sectors: no 2 x 2 table


def test_logistic_regression_names_overall_rows_and_puts_the_constant_last(sav, capsys):
    page = told(capsys, "--logistic", "exito", "meses,sector", "--categorical", "sector", "--lang", "en")
    equation = page.split("Variables in the Equation")[1].split("Likelihood Ratio Tests")[0]
    rows = [text.removeprefix("Step 1 (a)").strip() for text in equation.splitlines() if re.search(r"\d\.\d{3}", text)]
    terms = [re.split(r"\s{2,}", text)[0] for text in rows]
    assert terms == ["meses", "Sector", "Sector(1)", "Sector(2)", "Constant"]
    titles = "Omnibus Tests|Model Summary|Hosmer and Lemeshow Test|Contingency Table|Classification Table|Area Under"
    assert all(title in page for title in titles.split("|"))
    assert "events per coefficient" in equation


def test_the_first_category_may_be_the_reference(sav, capsys):
    words = ("--logistic", "exito", "meses,sector", "--categorical", "sector")
    last, first = told(capsys, *words), told(capsys, *words, "--reference", "first")
    assert line(last, "Sector = Comercio") and line(first, "Sector = Servicios")


def test_reliability_takes_a_range_of_variables(sav, capsys):
    page = told(capsys, "--reliability", "q1 to q3")
    assert "Alfa de Cronbach" in page and "Omega de McDonald" in " ".join(page.split())
    assert line(page, "Escala")[-1] == "3"
    assert len([text for text in page.splitlines() if re.match(r"q\d ", text)]) == 6


def test_weights_count_cases_several_times(sav, capsys):
    page = told(capsys, "--descriptives", "meses", "--weight", "peso", "--json")
    [table] = json.loads(page)
    assert table["rows"][0]["cells"][0] == 54
    assert [column["heading"] for column in table["columns"]][:2] == ["N", "Rango"]


def test_json_holds_numbers_with_full_precision(sav, capsys):
    tables = json.loads(told(capsys, "--crosstab", "exito", "sector", "--json", "--lang", "en"))
    by_id = {table["id"]: table for table in tables}
    assert by_id["chi_square_tests"]["title"] == "Chi-Square Tests"
    pearson = by_id["chi_square_tests"]["rows"][0]["cells"]
    assert isinstance(pearson[0], float) and len(str(pearson[0])) > 8


def test_without_wishes_every_column_is_described(sav, capsys):
    page = told(capsys)
    assert "Estadísticos" in page and "No contesta" in page


def test_an_absent_variable_is_refused_with_a_proposal(sav, capsys):
    assert run(["stats", "empresas.sav", "--frequencies", "sectr"]) == 3
    assert "¿quiso decir «sector»?" in capsys.readouterr().err


def test_names_may_differ_in_upper_and_lower_case_as_in_spss(sav, capsys):
    assert "Comercio" in told(capsys, "--frequencies", "SECTOR")


def test_text_has_no_descriptives(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    file = tmp_path / "firmas.csv"
    file.write_text("nombre;ventas\nUno;1\nDos;2\n", encoding="utf-8")
    assert run(["stats", str(file), "--descriptives", "nombre"]) == 3
    assert "«nombre» contiene texto" in capsys.readouterr().err


def test_an_unknown_method_is_a_mistake_of_usage(sav, capsys):
    assert run(["stats", "empresas.sav", "--logistic", "exito", "meses", "--method", "probit"]) == 2
    assert "«probit»" in capsys.readouterr().err


def test_separation_is_named_and_answered_by_firth(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    file = tmp_path / "separados.csv"
    lines = "\n".join(f"{int(x > 6)},{x},{x % 3}" for x in range(1, 13))
    file.write_text(f"exito,meses,otra\n{lines}\n", encoding="utf-8")
    assert run(["stats", str(file), "--logistic", "exito", "meses,otra"]) == 0
    page = capsys.readouterr().out
    assert "b. meses separa los resultados" in page and "Firth" in page


def test_a_variable_that_does_not_vary_has_no_tests_and_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    file = tmp_path / "constante.csv"
    file.write_text("pais,exito,vacia\nEC,1,\nEC,0,\nEC,1,\n", encoding="utf-8")
    assert run(["stats", str(file), "--crosstab", "pais", "exito", "--crosstab", "vacia", "exito"]) == 0
    page = capsys.readouterr().out
    assert "porque pais no varía" in page and "Ningún caso responde" in page
    assert "Pruebas de chi-cuadrado" not in page


def test_cases_without_a_positive_weight_are_counted_in_a_warning(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    file = tmp_path / "pesos.csv"
    file.write_text("x,peso\n1,2\n2,0\n3,-1\n4,\n5,1\n", encoding="utf-8")
    assert run(["stats", str(file), "--frequencies", "x", "--weight", "peso"]) == 0
    told = capsys.readouterr()
    assert "falta en 3 casos" in told.err
    assert re.search(r"^ +Total +3 +100,0", told.out, re.MULTILINE)


def test_a_list_without_a_variable_is_refused(sav, capsys):
    assert run(["stats", "empresas.sav", "--reliability", ","]) == 3


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Writes lines to a CSV file."""
    monkeypatch.setenv("LC_ALL", "en")

    def write(*lines: str) -> str:
        path = tmp_path / "hostile.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return str(path)

    return write


@pytest.mark.parametrize(
    "asked", [("--reliability", "a,b"), ("--crosstab", "b", "a"), ("--descriptives", "b")], ids=str
)
def test_numbers_that_overflow_every_variance_are_refused_by_name(asked, written, capsys):
    path = written("a,b", "1,1e308", "2,-1e308", "3,5", "4,7")
    assert run(["stats", path, *asked]) == 3
    assert "“b” reaches" in capsys.readouterr().err


def test_a_weight_beyond_exact_counts_is_refused(written, capsys):
    assert run(["stats", written("w,b", "1e60,1", "1e60,2"), "--weight", "w", "--descriptives", "b"]) == 3
    assert "The weight “w” adds up to" in capsys.readouterr().err


def test_weighted_to_a_population_a_crosstab_leaves_out_only_the_exact_test(written, capsys):
    path = written("w,b,c", "1e9,1,1", "1e9,1,2", "1e9,2,1", "2e9,2,2")
    assert run(["stats", path, "--weight", "w", "--crosstab", "b", "c", "--json", "--lang", "en"]) == 0
    tests = next(one for one in json.loads(capsys.readouterr().out) if one["id"] == "chi_square_tests")
    assert any(abs(float(number) / (5e9 / 36) - 1) < 1e-9 for number in re.findall(r"[\d.]{9,}", json.dumps(tests)))
    assert "ten million cases" in json.dumps(tests)


def test_a_model_without_predictors_is_refused(written, capsys):
    assert run(["stats", written("y,x", "0,1", "1,2", "1,1"), "--logistic", "y", ""]) == 3
    assert "lacks variables" in capsys.readouterr().err


def test_an_error_in_the_file_ends_with_its_exit_code_after_the_tables(written, capsys):
    assert run(["stats", written("a,b", "1,2", "3", "5,6"), "--frequencies", "a"]) == 3
    assert "Frequency" in capsys.readouterr().out


def test_a_table_too_wide_for_the_terminal_is_split_and_keeps_its_words() -> None:
    from alianza.cli.stats import column_blocks
    from alianza.render.stats_tables import Printed

    headings = ("", *(f"Columna {place}" for place in range(1, 7)))
    table = Printed("t", headings, (("fila", *("123456,789",) * 6),), (False, *(True,) * 6), ())
    assert column_blocks(table, 200) == [[0, 1, 2, 3, 4, 5, 6]]
    blocks = column_blocks(table, 40)
    assert len(blocks) > 1 and all(block[0] == 0 for block in blocks)
    assert [place for block in blocks for place in block[1:]] == [1, 2, 3, 4, 5, 6]
