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
    equation = page.split("\nVariables in the Equation")[1].split("Likelihood Ratio Tests")[0]
    rows = [text.removeprefix("Step 1 (a)").strip() for text in equation.splitlines() if re.search(r"\d\.\d{3}", text)]
    terms = [re.split(r"\s{2,}", text)[0] for text in rows]
    assert terms == ["meses", "sector", "sector(1)", "sector(2)", "Constant"]
    titles = "Omnibus Tests|Model Summary|Hosmer and Lemeshow Test|Contingency Table|Classification Table|Area Under"
    assert all(title in page for title in titles.split("|"))
    assert "events per coefficient" in equation


def test_the_first_category_may_be_the_reference(sav, capsys):
    words = ("--logistic", "exito", "meses,sector", "--categorical", "sector")
    last, first = told(capsys, *words), told(capsys, *words, "--reference", "first")
    assert line(last, "sector  Comercio")[3:] == ["1", "0"] and line(first, "sector  Comercio")[3:] == ["0", "0"]
    assert "Sector =" not in last and last.count("sector(1)") >= 4  # score, equation, profile limits and effects
    assert "Etiquetas: sector = «Sector»." in last


def test_reliability_takes_a_range_of_variables(sav, capsys):
    page = told(capsys, "--reliability", "q1 to q3")
    assert "Alfa de Cronbach" in page and "Omega de McDonald" in " ".join(page.split())
    assert line(page, "Escala")[-1] == "3"
    assert len([text for text in page.splitlines() if re.match(r"q\d ", text)]) == 9


def test_weights_count_cases_several_times(sav, capsys):
    page = told(capsys, "--descriptives", "meses", "--weight", "peso", "--json")
    [table] = json.loads(page)
    assert table["rows"][0]["cells"][0] == 54
    assert [column["heading"] for column in table["columns"]][:2] == ["N", "Rango"]


def test_weights_that_look_like_expansion_factors_are_named_under_every_test(written, capsys):
    path = written("y,x,peso", *(f"{int(k % 3 > 0)},{k % 5},{100 + k}" for k in range(40)))
    asked = ("--crosstab", "y", "x", "--ttest", "y", "x", "--logistic", "y", "x", "--weight", "peso", "--lang", "en")
    assert run(["stats", path, *asked, "--json"]) == 0
    tables = {table["id"]: table["notes"] for table in json.loads(capsys.readouterr().out)}
    noted = {identifier for identifier, notes in tables.items() if any("expansion factors" in note for note in notes)}
    assert {"chi_square_tests", "symmetric_measures", "independent_samples", "omnibus", "equation"} <= noted
    assert not noted & {"crosstab", "case_summary", "classification"}
    assert any("14.0 events per coefficient (unweighted" in note for note in tables["equation"])


def test_weights_of_about_one_bring_no_note(written, capsys):
    path = written("y,x,peso", *(f"{k % 2},{k % 5},1" for k in range(20)))
    assert run(["stats", path, "--crosstab", "y", "x", "--weight", "peso"]) == 0
    assert "expansion" not in capsys.readouterr().out


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


def test_without_wishes_a_long_file_is_shown_at_first_sight_only(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "es")
    names = [f"p{place}" for place in range(60)]
    frame = pl.DataFrame({name: [1, 2, 2, 1] for name in names} | {"fexp": [1.5, 2.0, 2.5, 3.0]})
    frame.write_csv(tmp_path / "largo.csv")
    assert run(["stats", str(tmp_path / "largo.csv")]) == 0
    page = capsys.readouterr().out
    assert line(page, "Variables") == ["Variables", "61"]
    assert "Hay 21 variables más: --dictionary all" in page and "--weight fexp" in page
    assert "--frequencies p58,p59" in page and "--crosstab p59 p0" in page
    assert len(page.splitlines()) < 70 and "Porcentaje válido" not in page


def test_the_dictionary_lists_every_variable_with_its_missing_codes(sav, capsys):
    page = told(capsys, "--dictionary", "all")
    assert line(page, "sector")[:2] == ["sector", "Sector"] and line(page, "sector")[-1] == "99"
    assert all(line(page, name) for name in ("exito", "q3", "peso"))


def test_the_dictionary_shows_codes_with_labels_and_declared_ranges(tmp_path, capsys, monkeypatch):
    import pyreadstat

    monkeypatch.chdir(tmp_path)
    frame = pl.DataFrame({"a": [1.5, -1.0, -2.0, 5.0], "t": ["x", " ", "y", "z"], "b": [1.0, 9.0, 8.0, 7.0]})
    declared = {"a": [{"lo": float("-inf"), "hi": 0}], "t": [" "], "b": [{"lo": 8, "hi": 9}, 7]}
    labels = {"a": {1.5: "poco", -1: "No sabe"}}
    pyreadstat.write_sav(frame, "empresas.sav", missing_ranges=declared, variable_value_labels=labels)
    page = told(capsys, "--dictionary", "all", "--lang", "es")
    assert (
        line(page, "a  ")[-1] == "LO THRU 0"
        and line(page, "t  ")[-1] == "' '"
        and line(page, "b  ")[-1] == "8 THRU 9, 7"
    )
    values = page.split("Valores de variables")[1]
    assert line(values, "a  ") == ["a", "1,5", "poco"] and line(values, "−1") == ["−1", "No sabe"]
    assert line(told(capsys, "--frequencies", "a", "--lang", "es"), "Válido  poco")


def test_an_empty_cell_explains_the_blank_odds_ratio_and_columns_without_values_are_left_out(written, capsys):
    path = written("g,y,z", *(f"{k % 2},{k % 2 * (k % 3)},{k % 5 % 3}" for k in range(60)))
    assert run(["stats", path, "--crosstab", "g", "z", "--statistics", "chisq", "--lang", "en"]) == 0
    page = capsys.readouterr().out
    assert "(1-sided)" not in page and "(2-sided)" in page
    path = written("g,y", *(f"{k % 2},{int(k % 4 == 1)}" for k in range(60)))
    assert run(["stats", path, "--crosstab", "g", "y", "--lang", "en"]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert "(1-sided)" in page and "a. A cell of the table has 0 cases" in page


def test_the_column_variable_stands_above_its_values(sav, capsys):
    page = told(capsys, "--crosstab", "sector", "exito", "--cells", "count").split("Tabla cruzada")[1].splitlines()
    assert page[2].strip() == "La alianza tuvo éxito" and page[3].split() == ["No", "Sí", "Total"]


def test_footnotes_and_values_are_written_as_the_tables_are(written, capsys):
    path = written("x,y,w", *(f"{k % 3 + 0.25},{k % 2},20000" for k in range(12)), "-1.5,1,20000")
    assert run(["stats", path, "--frequencies", "x", "--correlations", "x,y", "--weight", "w", "--lang", "es"]) == 0
    page = capsys.readouterr().out
    assert "−1,5" in page and "2,25" in page and "260000" in page and " " not in page


def test_rows_under_a_blank_label_have_names_of_their_own(sav, capsys):
    tables = json.loads(told(capsys, "--frequencies", "sector", "--crosstab", "exito", "sector", "--json"))
    for table in tables:
        ids = [row["id"] for row in table["rows"]]
        assert len(set(ids)) == len(ids) and all(ids) and all(row["label"] for row in table["rows"])
    rows = {row["id"]: row["labels"] for row in tables[0]["rows"]}
    assert rows["n.missing"] == {"es": "N, Perdidos", "en": "N, Missing"}
    assert rows["percentiles.75"] == {"es": "Percentiles, 75", "en": "Percentiles, 75"}


def test_codes_declared_missing_can_be_taken_in(sav, capsys):
    page = told(capsys, "--frequencies", "sector", "--missing", "include")
    assert re.search(r"^ +No contesta +3 +8,3\s% +8,3\s% +100,0\s%$", page, re.MULTILINE)
    assert "Perdidos  " not in page.split("Porcentaje válido")[1]


def test_a_layer_repeats_the_table_and_joins_fourfold_ones(sav, capsys):
    page = told(capsys, "--crosstab", "exito", "peso", "--layer", "sector", "--lang", "en")
    assert "La alianza tuvo éxito * peso * Sector Crosstabulation" in page
    assert all(f"Sector = {name}" in page for name in ("Comercio", "Industria", "Servicios"))
    assert "Tests of Homogeneity of the Odds Ratio" in page and "Tests of Conditional Independence" in page
    assert line(page, "Estimate (a)") and "Mantel-Haenszel Common Odds Ratio Estimate" in page


def test_a_layer_without_crosstab_is_refused(sav, capsys):
    assert run(["stats", "empresas.sav", "--layer", "sector"]) == 3
    assert "no tiene tabla cruzada" in capsys.readouterr().err


def test_cells_and_statistics_can_be_chosen(sav, capsys):
    page = told(capsys, "--crosstab", "exito", "sector", "--cells", "count", "--statistics", "chisq")
    assert "Recuento" in page and "Recuento esperado" not in page and "% dentro" not in page
    assert "Pruebas de chi-cuadrado" in page and "Medidas simétricas" not in page
    page = told(capsys, "--crosstab", "exito", "exito", "--statistics", "mcnemar,kappa", "--lang", "en")
    assert line(page, "McNemar Test (a)")[-1] == "1.000" and line(page, "Measure of Agreement")[1:3] == [
        "Kappa",
        "1.000",
    ]
    page = told(capsys, "--crosstab", "exito", "sector", "--statistics", "all", "--lang", "en")
    assert "Cochran-Armitage Trend" in page and "Needs two variables with the same values." in page


def test_an_unknown_statistic_is_a_mistake_of_usage(sav, capsys):
    assert run(["stats", "empresas.sav", "--crosstab", "exito", "sector", "--statistics", "lambda"]) == 2
    assert "«lambda»" in capsys.readouterr().err


def test_t_test_of_two_of_several_groups(sav, capsys):
    page = told(capsys, "--ttest", "sector(1,3)", "meses", "--lang", "en")
    assert "Group Statistics" in page and "Independent Samples Test" in page
    assert line(page, "meses  Comercio")[2] == "12" and "Equal variances not assumed" in page
    assert run(["stats", "empresas.sav", "--ttest", "sector", "meses"]) == 3
    told_of = capsys.readouterr().err
    assert '--ttest "sector(1,2)"' in told_of and "1 = Comercio, 2 = Industria, 3 = Servicios" in told_of
    assert run(["stats", "empresas.sav", "--ttest", "sector(1,7)", "meses"]) == 3
    assert "«sector» no tiene «7» entre sus valores" in capsys.readouterr().err


def test_the_proposed_groups_of_a_text_work_as_they_are(written, capsys):
    path = written("lugar,x", '"Quito, norte",1', "Cuenca,2", "Loja,3", '"Quito, norte",5', "Cuenca,7")
    assert run(["stats", path, "--ttest", "lugar(9,1)", "x"]) == 3
    proposed = re.search(r'--ttest "(.+?)" V', capsys.readouterr().err)
    assert proposed is not None and run(["stats", path, "--ttest", proposed[1], "x"]) == 0
    assert run(["stats", path, "--ttest", "lugar('Quito, norte',Cuenca)", "x", "--lang", "en"]) == 0
    assert line(capsys.readouterr().out.split("Cuenca")[-1], "x  Equal variances assumed")


def test_pooled_degrees_of_freedom_are_whole_and_p_values_have_one_form(written, capsys):
    path = written("g,x", *(f"{k % 2},{k % 2 * k * k}" for k in range(60)))
    assert run(["stats", path, "--ttest", "g", "x", "--lang", "en"]) == 0
    tests = capsys.readouterr().out.split("Independent Samples Test")[1]
    pooled, welch = line(tests, "x  Equal variances assumed"), line(tests, "Equal variances not assumed")
    assert pooled[3].replace("\u00a0", " ") == "< 0.001" and pooled[5] == "58" and re.fullmatch(r"\d+\.\d{3}", welch[2])


def test_all_leaves_texts_out_and_says_so(written, capsys):
    path = written("nombre,x,y", "Uno,1,2", "Dos,2,5", "Tres,4,3")
    for asked in ("--descriptives", "--correlations", "--reliability"):
        assert run(["stats", path, asked, "all"]) == 0
        assert "1 text variable is left out" in capsys.readouterr().err
    assert run(["stats", path, "--correlations", "nombre to y"]) == 0
    assert run(["stats", path, "--descriptives", "y,nombre"]) == 3
    told = capsys.readouterr().err
    assert "--frequencies nombre" in told and "String" not in told


def test_a_category_that_is_no_predictor_is_told_so(written, capsys):
    path = written("y,x,z", *(f"{k % 2},{k % 3},{k % 4}" for k in range(12)))
    assert run(["stats", path, "--logistic", "y", "x", "--categorical", "z"]) == 3
    assert '--logistic y "x,z"' in capsys.readouterr().err


def test_an_option_that_lacks_its_second_value_says_how_many_it_needs(sav, capsys):
    assert run(["stats", "empresas.sav", "--crosstab", "sector"]) == 2
    assert "necesita 2 valores" in capsys.readouterr().err


def test_correlations_have_stars_and_listwise_cases(sav, capsys):
    page = told(capsys, "--correlations", "q1,q2,sector", "--lang", "en")
    assert "**. Correlation is significant at the 0.01 level (2-tailed)." in page
    assert line(page, "N")[1:] == ["36", "36", "33"]
    page = told(capsys, "--correlations", "q1,q2,sector", "--missing", "listwise", "--lang", "en")
    assert "a. Listwise N = 33." in page and "\n    N " not in page
    page = told(capsys, "--nonpar-corr", "q1,q2", "--lang", "en")
    assert "Kendall's tau_b" in page and "Spearman's rho" in page


def test_badly_fitted_cases_are_listed_by_their_row(written, capsys):
    rows = [f"{int(x > 5)},{x}" for x in [*range(1, 11)] * 3]
    path = written("y,x", *rows, "1,1", "0,10")
    assert run(["stats", path, "--logistic", "y", "x", "--influence", "--lang", "en"]) == 0
    page = capsys.readouterr().out.split("Casewise List")[1]
    assert page.count("DfBeta of") == 2
    assert line(page, "31")[:2] == ["31", "1 **"] and line(page, "32")[:2] == ["32", "0 **"]


def test_block_0_stands_before_the_model(sav, capsys):
    page = told(capsys, "--logistic", "exito", "meses,q1", "--lang", "en")
    titles = ("Case Processing Summary", "Block 0 (Beginning Block): Classification", "Variables not in the Equation",
              "Omnibus Tests", "Model Summary", "\nVariables in the Equation")  # fmt: skip
    places = [page.index(title) for title in titles]
    assert places == sorted(places)
    assert line(page, "Overall Statistics")[2] == "2" and "Constant is included in the model." in page


def test_every_scale_table_of_spss_is_there(sav, capsys):
    page = told(capsys, "--reliability", "q1,q2,q3", "--lang", "en")
    titles = (
        "Reliability Statistics|Item Statistics|Inter-Item Correlation Matrix|Item-Total Statistics|Scale Statistics"
    )
    assert all(title in page for title in titles.split("|"))
    assert "Listwise deletion based on all variables in the procedure." in page


def test_json_has_both_languages_units_and_row_ids(sav, capsys):
    tables = json.loads(told(capsys, "--ttest", "exito", "meses", "--json"))
    assert [table["id"] for table in tables] == ["group_statistics", "independent_samples", "effect_sizes"]
    assert tables[1]["titles"] == {"es": "Prueba de muestras independientes", "en": "Independent Samples Test"}
    by_id = {column["id"]: column for column in tables[1]["columns"]}
    assert by_id["mean_difference"]["headings"] == {"es": "Diferencia de medias", "en": "Mean Difference"}
    assert tables[1]["rows"][0]["id"] == "meses_equal_variances" and by_id["t"]["unit"] == "label"


def test_a_pipe_has_pages_of_a_hundred_and_ten_letters_or_as_columns_says(sav, capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    asked = ("--descriptives", "q1,q2,q3", "--logistic", "exito", "meses,q1,q2")
    assert max(len(text) for text in told(capsys, *asked).splitlines()) <= 110
    monkeypatch.setenv("COLUMNS", "60")
    assert max(len(text) for text in told(capsys, *asked).splitlines()) <= 60
