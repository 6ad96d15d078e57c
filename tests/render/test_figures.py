"""Figures say what the tables say: honest titles, intervals always, nothing cut off, the same bytes each time."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from alianza.render import theme
from alianza.render.document import Figure
from alianza.render.figure_export import standalone
from alianza.render.figures import figures
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.results import Results
from alianza.study.table import Column, Row, Suppressed, Table
from alianza.study.text import Text
from tests.render.figure_tables import (
    ALL,
    CLAIMS,
    CURVE,
    FACTORS,
    FAILURE,
    MODEL,
    PAIRS,
    PARTNERS,
    PLANNING,
    SECTOR_BY_TYPE,
    SECTORS,
    TYPES,
    estimate,
    results,
    row,
    share,
)

SVG = "{http://www.w3.org/2000/svg}"
EVERYTHING = results(*ALL, claims=CLAIMS)


def figure(table: Table, *others: Table, language: str = "es", synthetic: bool = False) -> Figure:
    return figures(results(table, *others, synthetic=synthetic), language)[table.id]


def shares_table(*rows: Row) -> Table:
    return Table("conflict_causes", "types", (Column("share", "share"),), rows, base=60)


def marks(svg: str) -> int:
    """How many points the picture draws."""
    root = ElementTree.fromstring(svg)
    groups = [g for g in root.iter(f"{SVG}g") if "mark-symbol" in g.get("class", "")]
    return sum(len(g.findall(f"{SVG}path")) for g in groups)


def written(svg: str) -> list[str]:
    """Every text in the picture."""
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def spaced(text: str) -> str:
    """The text with plain blanks in place of no-break ones."""
    return text.replace("\u00a0", " ")


@pytest.fixture(scope="module")
def drawn() -> dict[str, dict[str, Figure]]:
    return {language: figures(EVERYTHING, language) for language in ("es", "en")}


def test_every_table_with_something_to_compare_has_its_figure_in_report_order(
    drawn: dict[str, dict[str, Figure]],
) -> None:
    expected = [table.id for table in ALL if table is not PAIRS] + ["claims"]
    assert list(drawn["es"]) == list(drawn["en"]) == expected


def test_the_same_results_give_the_same_bytes_in_any_order(drawn: dict[str, dict[str, Figure]]) -> None:
    backwards = figures(replace(EVERYTHING, tables=EVERYTHING.tables[::-1]), "es")
    assert {name: f.svg for name, f in backwards.items()} == {name: f.svg for name, f in drawn["es"].items()}
    assert {name: f.spec for name, f in backwards.items()} == {name: f.spec for name, f in drawn["es"].items()}


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_specification_is_valid_vega_lite_by_altairs_schema(
    drawn: dict[str, dict[str, Figure]], language: str
) -> None:
    altair = pytest.importorskip("altair")
    for figure in drawn[language].values():
        altair.Chart.from_dict(dict(figure.spec or {}), validate=True)


def test_altairs_schema_refuses_a_broken_specification(drawn: dict[str, dict[str, Figure]]) -> None:
    altair = pytest.importorskip("altair")
    spec = dict(drawn["es"]["planning_dose_response"].spec or {}) | {"layer": [{"mark": "no such mark"}]}
    with pytest.raises(pytest.importorskip("jsonschema").ValidationError):
        altair.Chart.from_dict(spec, validate=True)


@pytest.mark.parametrize("language", ["es", "en"])
def test_figures_are_as_wide_as_the_text_and_load_nothing(drawn: dict[str, dict[str, Figure]], language: str) -> None:
    for figure in drawn[language].values():
        root = ElementTree.fromstring(figure.svg)
        assert root.get("width") == str(theme.FIGURE_WIDTH) == f"{figure.width:g}"
        assert set(re.findall(r'font-family="([^"]*)"', figure.svg)) == {theme.FIGURE_FONT}
        assert not re.findall(r'(?:href|src)="', figure.svg)
        assert "data" not in (figure.spec or {}) or "url" not in str(figure.spec)


def test_nothing_is_written_outside_the_picture(drawn: dict[str, dict[str, Figure]]) -> None:
    import vl_convert

    for figure in drawn["es"].values():
        raw = vl_convert.vegalite_to_svg(dict(figure.spec or {}), allowed_base_urls=[])
        own = re.search(r'width="([\d.]+)"', raw)
        assert own is not None and float(own[1]) <= theme.FIGURE_WIDTH


def test_each_estimate_with_a_value_is_drawn_once(drawn: dict[str, dict[str, Figure]]) -> None:
    expected = {
        "table1_alliance_types": 9,
        "table2_failure_factors": 5,
        "success_factors": 7,
        "planning_time": 4,
        "cooperation_by_sector": 10,
        "sector_by_type": 7,
        "growth_by_partner": 9,
        "planning_dose_response": 9,
        "claims": 2 * len(CLAIMS),
    }
    assert {name: marks(drawn["es"][name].svg) for name in expected} == expected


def test_spanish_axes_have_decimal_commas_and_a_spaced_percent_sign() -> None:
    texts = {language: written(figure(FACTORS, language=language).svg) for language in ("es", "en")}
    assert {"0,5", "25\u00a0%"} <= set(texts["es"]) and {"0.5", "25%"} <= set(texts["en"])
    assert not [t for t in texts["es"] if re.search(r"\d\.\d|\d%", t)]


def test_synthetic_data_are_marked_inside_every_figure_and_real_ones_are_not() -> None:
    for synthetic in (True, False):
        made = figures(results(*ALL, synthetic=synthetic, claims=CLAIMS), "es")
        assert {any("SYNTHETIC" in text for text in written(f.svg)) for f in made.values()} == {synthetic}


def test_alt_text_gives_every_estimate_with_interval_and_base() -> None:
    alt = spaced(figure(TYPES).alt)
    assert "Empresa conjunta, 25 % (IC 95 %: 19 a 31; n = 49)" in alt
    assert alt.count("n = ") == 9


@pytest.mark.parametrize(
    ("first", "second", "third", "title"),
    [
        (share(0.6, 0.5, 0.7), share(0.5, 0.4, 0.6), share(0.45, 0.35, 0.55), "pero los intervalos se solapan"),
        (share(0.9, 0.85, 0.95), share(0.5, 0.4, 0.6), share(0.45, 0.35, 0.55), "en «A», por encima de todas"),
        (
            share(0.6, 0.5, 0.7),
            share(0.5, 0.4, 0.6),
            share(0.2, 0.1, 0.3),
            "60\u00a0% en «A» frente a 20\u00a0% en «C»",
        ),
        (share(0.9, 0.7, 1.0, 12), share(0.5, 0.3, 0.7, 29), share(0.2, 0.1, 0.3, 9), "no cabe un orden"),
        (share(1.0, 0.9, 1.0, 12), share(0.6, 0.5, 0.7), share(0.5, 0.4, 0.6), "de 50\u00a0% (C) a 60\u00a0% (B)"),
        (share(0.401, 0.3, 0.5), share(0.4, 0.3, 0.5), share(0.399, 0.3, 0.5), "alrededor de 40\u00a0% en todas"),
    ],
    ids=["overlap", "leads", "extremes", "small", "small-left-out", "even"],
)
def test_a_title_claims_no_more_than_the_intervals_carry(
    first: Estimate, second: Estimate, third: Estimate, title: str
) -> None:
    table = shares_table(row("a", "A", "A", first), row("b", "B", "B", second), row("c", "C", "C", third))
    assert title in figure(table).title


def test_extremes_are_the_highest_and_the_lowest_where_these_two_are_apart() -> None:
    rows = (
        row("a", "A", "A", share(0.85, 0.80, 0.90)),
        row("b", "B", "B", share(0.84, 0.81, 0.87)),
        row("c", "C", "C", share(0.6, 0.5, 0.7)),
    )
    assert "85\u00a0% en «A» frente a 60\u00a0% en «C»" in figure(shares_table(*rows)).title


def test_a_title_begins_with_a_capital_also_inside_quotes() -> None:
    lower = tuple(replace(r, label=Text("claridad")) for r in FACTORS.rows)
    assert figure(replace(FACTORS, rows=lower), PAIRS).title.startswith("«Claridad»")


def test_a_small_base_is_never_called_the_highest_and_carries_its_sign() -> None:
    table = shares_table(row("a", "A", "A", share(0.95, 0.9, 0.99, 12)), row("b", "B", "B", share(0.3, 0.2, 0.4, 40)))
    made = figure(table)
    assert "no cabe un orden" in made.title and "por encima" not in made.title
    assert "12†" in written(made.svg)


def test_a_single_group_is_told_without_comparison() -> None:
    made = figure(shares_table(row("a", "Roles", "Roles", share(0.4, 0.3, 0.5, 40))))
    assert made.title == "Causas de los conflictos: 40\u00a0% (30\u00a0a\u00a050) en «Roles»"


def test_a_suppressed_cell_keeps_its_row_and_says_so() -> None:
    table = shares_table(row("a", "A", "A", share(0.4, 0.3, 0.5, 40)), row("b", "B", "B", Suppressed("small")))
    made = figure(table)
    assert marks(made.svg) == 1 and {"B", "celda suprimida", "·"} <= set(written(made.svg))
    assert "B, celda suprimida" in made.alt


@pytest.mark.parametrize(
    "table",
    [
        Table("conflict_causes", "types", needs=("conflict",)),
        shares_table(row("a", "A", "A", Suppressed("small"))),
        shares_table(),
        Table("participants", "participants", (Column("n", "count"),), (Row("a", Text("A"), (3,)),)),
        Table("planning_dose_response", "factors", needs=("planning_months",)),
        replace(CURVE, rows=CURVE.rows[:1]),
        replace(PLANNING, rows=PLANNING.rows[3:]),
    ],
    ids=["needs", "all-suppressed", "no-rows", "no-figure", "curve-needs", "one-point", "no-contrast"],
)
def test_a_table_without_anything_to_draw_has_no_figure(table: Table) -> None:
    assert figures(results(table), "es") == {}


def test_a_limit_far_away_is_cut_with_an_arrow_and_told_in_full() -> None:
    made = figure(MODEL)
    assert marks(made.svg) == 5 + 2
    assert any("1210,00" in text for text in written(made.svg))
    panel = (made.spec or {})["hconcat"][1]["layer"][1]
    assert 0.004 < panel["encoding"]["x"]["scale"]["domain"][0] < 0.19
    assert 6.94 < panel["encoding"]["x"]["scale"]["domain"][1] < 1210


def test_a_forest_names_only_terms_whose_interval_excludes_one() -> None:
    title = figure(MODEL).title
    assert "«Alianza bien estructurada» (3,00)" in title and "«Alianza con un socio de otro país» (0,42)" in title
    assert "Planificó" not in title and "Constante" not in figure(MODEL).alt
    weak = replace(MODEL, rows=MODEL.rows[2:4])
    assert figure(weak).title.startswith("Ninguna de las 2 variables se asocia con el éxito")


def test_a_second_fit_brings_only_its_own_term_to_the_forest() -> None:
    growth = replace(
        MODEL,
        id="growth_model",
        rows=(
            row("alliance", "Coopera", "Co-operates", None, estimate("odds_ratio", 1.4, 1.1, 1.8, 2300)),
            row("exporter", "Exporta", "Exports", None, estimate("odds_ratio", 1.1, 0.8, 1.5, 2300)),
            row("strict:strict_alliance", "Estricta", "Strict", None, estimate("odds_ratio", 1.2, 0.9, 1.6, 2300)),
            row("strict:exporter", "Exporta (2)", "Exports (2)", None, estimate("odds_ratio", 9, 8, 10, 2300)),
        ),
    )
    made = figure(growth)
    assert marks(made.svg) == 3 and "Exporta (2)" not in made.alt
    assert made.title == "Con crecer 20\u00a0% o más se asocia, por su razón de momios, «Coopera» (1,40)"


def test_types_differ_only_where_intervals_are_apart() -> None:
    assert "en crecimiento y conflictos los intervalos se solapan" in figure(TYPES).title
    assert "62\u00a0%, Acuerdo de distribución" in figure(TYPES).title


def test_paired_comparisons_decide_which_factor_leads() -> None:
    assert "no se distingue de «Claridad contractual»;" in figure(FACTORS, PAIRS).title
    clear = replace(PAIRS, rows=tuple(replace(r, cells=(None, 0.001)) for r in PAIRS.rows))
    assert "es el factor más percibido (74\u00a0%);" in figure(FACTORS, clear).title
    assert "intervalos" in figure(FACTORS).title or "frente a" in figure(FACTORS).title


def test_factors_asked_of_successes_only_cannot_discriminate() -> None:
    alone = replace(FACTORS, rows=tuple(replace(r, cells=(r.cells[0], None)) for r in FACTORS.rows))
    made = figure(alone, PAIRS)
    assert "los datos no permiten saber qué distingue a los éxitos" in made.title
    assert len((made.spec or {})["hconcat"]) == 3


def test_planning_tells_the_ratio_with_its_interval_and_when_it_holds_one() -> None:
    assert figure(PLANNING).title.endswith(
        "1,42 veces la probabilidad de cumplir los objetivos (1,08\u00a0a\u00a01,87)"
    )
    flat = replace(PLANNING, rows=(row("risk_ratio", "RR", "RR", estimate("ratio", 1.1, 0.8, 1.5), None, None),))
    assert "no se distingue de planificar menos" in figure(flat).title


def test_the_curve_shows_its_band_and_the_protocols_cut() -> None:
    made = figure(CURVE)
    assert "pasa de 42\u00a0% con 1,5 meses" in made.title and "a 80\u00a0% con 15" in made.title
    assert "corte: 6 meses" in written(made.svg)
    assert [m["mark"]["type"] for m in (made.spec or {})["layer"]].count("area") == 1
    flat = replace(CURVE, rows=tuple(Row(f"m{m}", Text("x"), (m, share(0.5, 0.4, 0.6))) for m in (3, 9)))
    assert "con intervalos que se solapan" in figure(flat).title


def test_partners_are_compared_with_firms_that_do_not_cooperate() -> None:
    assert figure(PARTNERS).title.startswith("Con ningún tipo de socio se distingue")
    strong = replace(PARTNERS.rows[0], cells=(PARTNERS.rows[0].cells[0], estimate("ratio", 1.2, 1.1, 1.31, 206)))
    assert "«Clientes» (1,20)" in figure(replace(PARTNERS, rows=(strong, *PARTNERS.rows[1:]))).title


def test_sectors_stand_over_their_types_in_the_order_of_their_success() -> None:
    texts = [t for t in written(figure(SECTOR_BY_TYPE).svg) if t in ("Servicios", "Comercio")]
    assert sorted(texts) == ["Comercio", "Servicios"]
    alt = figure(SECTOR_BY_TYPE).alt
    assert alt.index("Servicios, 71") < alt.index("Consorcio tecnológico, 100") < alt.index("Comercio, 66")


def test_sectors_are_sorted_by_value_with_the_whole_last() -> None:
    alt = figure(SECTORS, language="en").alt
    places = [alt.index(f"{name}, ") for name in ("Information and communication", "Mining", "Accommodation and food")]
    assert places == sorted(places) and alt.index("All firms, 14.2%") > places[-1]


def test_a_claim_is_drawn_with_its_published_value_and_verdict(drawn: dict[str, dict[str, Figure]]) -> None:
    made = drawn["es"]["claims"]
    assert made.title.startswith("2 de 3 porcentajes publicados caen dentro")
    assert "publicado: 72,5\u00a0%" in made.alt and "✗ no recuperada" in written(made.svg)
    assert drawn["en"]["claims"].alt.count("72.5%") == 1


@pytest.mark.parametrize("verdict", ["not_comparable", "not_computable"])
def test_claims_without_verdict_are_not_drawn(verdict: str) -> None:
    claims = tuple(replace(judged, verdict=verdict) for judged in CLAIMS)  # type: ignore[arg-type]
    assert "claims" not in figures(results(claims=claims), "es")


def test_odd_names_stay_text_in_the_picture_and_in_the_file() -> None:
    odd = 'Pérez & Hijos <S.A.> "1" </svg>'
    made = figure(
        shares_table(row("a", odd, odd, share(0.4, 0.3, 0.5, 40)), row("b", "B", "B", share(0.3, 0.2, 0.4, 40)))
    )
    assert odd in written(made.svg) and odd in made.alt
    assert ElementTree.fromstring(standalone(made)).findtext(f"{SVG}title") == made.title


def test_a_figure_of_its_own_carries_its_finding_and_description(drawn: dict[str, dict[str, Figure]]) -> None:
    for made in drawn["es"].values():
        root = ElementTree.fromstring(standalone(made))
        assert root.findtext(f"{SVG}desc") == made.alt
        assert float(root.get("height", 0)) > made.height
        bold = [one.text or "" for one in root.iter(f"{SVG}text") if one.get("font-size") == "14px"]
        assert made.title.startswith(" ".join(bold[:2])) and made.title in " ".join(bold)


def test_a_line_stays_as_wide_as_it_was_drawn_in_whatever_font_a_screen_has(
    drawn: dict[str, dict[str, Figure]],
) -> None:
    for made in drawn["es"].values():
        root = ElementTree.fromstring(standalone(made))
        lines = [one for one in root.iter(f"{SVG}text") if len((one.text or "").strip()) > 3]
        assert lines and all(float(one.get("textLength", 0)) > 0 for one in lines), made.id


def test_a_figure_without_drawing_cannot_stand_alone() -> None:
    with pytest.raises(ValueError, match="broken"):
        standalone(Figure("broken", "t", "a", "<p/>"))


def test_interactive_points_tell_estimate_interval_and_base(drawn: dict[str, dict[str, Figure]]) -> None:
    layers = (drawn["en"]["table1_alliance_types"].spec or {})["hconcat"][1]["layer"]
    points = next(m for m in layers if "tooltip" in m["encoding"])
    assert spaced(points["data"]["values"][0]["tip"]) == "31% (95% CI 21 to 42; n = 37)"


def test_labels_may_be_messages_of_the_catalogue() -> None:
    table = shares_table(Row("a", Message("rows.all"), (share(0.4, 0.3, 0.5, 40),), ""))
    assert "Todas" in figure(table).title


def test_an_empty_report_has_no_figures() -> None:
    empty: Results = results()
    assert figures(empty, "en") == {}


def test_failure_factors_show_share_and_severity_side_by_side() -> None:
    texts = written(figure(FAILURE).svg)
    assert {"55\u00a0%", "4,2", "48 / 26†", "celda suprimida"} <= set(texts)
