"""Forest and funnel plots: every study once, honest titles, nothing cut off, both languages, valid Vega-Lite."""

import math
import re
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree

import pytest

from alianza.render import theme
from alianza.render.document import Figure
from alianza.render.figure_forest import Forest, ForestStudy, forest_figure, forest_of
from alianza.render.figure_funnel import FunnelPlot, funnel_figure, funnel_of
from alianza.render.figure_scale import text_width
from alianza.statistics.meta import (
    NORMAL,
    Fourfold,
    Model,
    double_arcsine_proportion,
    egger_test,
    fisher_z,
    funnel,
    generic,
    log_risk_ratio,
    pool,
    trim_and_fill,
)
from alianza.study.estimate import Estimate
from alianza.study.text import Text

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = ("es", "en")
WHAT = Text("Tuberculosis tras la vacuna", "Tuberculosis after vaccination")
# BCG trials (Colditz et al. 1994, JAMA 271): author, year, cases and size with and without vaccine.
TRIALS = (
    ("Aronson", 1948, 4, 123, 11, 139), ("Ferguson & Simes", 1949, 6, 306, 29, 303),
    ("Rosenthal et al.", 1960, 3, 231, 11, 220), ("Hart & Sutherland", 1977, 62, 13598, 248, 12867),
    ("Frimodt-Møller et al.", 1973, 33, 5069, 47, 5808), ("Stein & Aronson", 1953, 180, 1541, 372, 1451),
    ("Vandiviere et al.", 1973, 8, 2545, 10, 629), ("TPT Madrás", 1980, 505, 88391, 499, 88391),
    ("Coetzee & Berjak", 1968, 29, 7499, 45, 7277), ("Rosenthal et al.", 1961, 17, 1716, 65, 1665),
    ("Comstock et al.", 1974, 186, 50634, 141, 27338), ("Comstock & Webster", 1969, 5, 2498, 3, 2341),
    ("Comstock et al.", 1976, 27, 16913, 29, 17854),
)  # fmt: skip
LABELS = [Text(f"{author} ({year})") for author, year, *_ in TRIALS]
EFFECTS = [log_risk_ratio(Fourfold(*counts)) for _, _, *counts in TRIALS]


def many() -> tuple[list[Text], list[Estimate]]:
    """Forty studies, SYNTHETIC: correlations and sizes that go round."""
    sizes = (30, 50, 80, 150, 400, 1200)
    effects = [fisher_z(0.25 + 0.3 * math.sin(i * 1.7), sizes[i % 6]) for i in range(40)]
    return [Text(f"García-Canal, Valdés y Sánchez Lorda ({1980 + i})") for i in range(40)], effects


def shares() -> list[Estimate]:
    return [double_arcsine_proportion(x, n) for x, n in ((16, 17), (10, 12), (4, 8), (43, 58), (10, 10), (25, 42))]


@cache
def forests() -> dict[str, Forest]:
    names, effects = many()
    gap = [*EFFECTS[:-1], log_risk_ratio(Fourfold(0, 20, 0, 20))]
    return {
        "thirteen": forest_of("thirteen", WHAT, LABELS, EFFECTS, pool(EFFECTS)),
        "forty": forest_of("forty", Text("Confianza", "Trust"), names, effects, pool(effects)),
        "shares": forest_of("shares", Text("Prevalencia", "Prevalence"), LABELS[:6], shares(), pool(shares())),
        "gap": forest_of("gap", WHAT, LABELS, gap, pool(gap)),
        "common": forest_of("common", WHAT, LABELS, EFFECTS, pool(EFFECTS, Model("common", "normal"))),
        "one": forest_of("one", WHAT, LABELS[:1], EFFECTS[:1], pool(EFFECTS[:1])),
    }


@cache
def funnels() -> dict[str, FunnelPlot]:
    names, effects = many()
    lopsided = [generic(0.1 + 0.4 * i + near, (0.05 + 0.1 * i) ** 2) for i in range(6) for near in (-0.02, 0.02)]
    thirteen = funnel_of("thirteen", WHAT, LABELS, funnel(EFFECTS), egger_test(EFFECTS))
    fill = trim_and_fill(EFFECTS, NORMAL)
    return {
        "thirteen": thirteen,
        "filled": replace(thirteen, imputed=tuple((e.value, e.se) for e in fill.filled)),
        "forty": funnel_of("forty", Text("Confianza", "Trust"), names, funnel(effects), egger_test(effects)),
        "shares": funnel_of("shares", Text("Prevalencia", "Prevalence"), LABELS[:6], funnel(shares())),
        "few": funnel_of("few", WHAT, LABELS[:6], funnel(EFFECTS[:6]), egger_test(EFFECTS[:6])),
        "lopsided": funnel_of("lopsided", WHAT, names[:12], funnel(lopsided), egger_test(lopsided)),
    }


@pytest.fixture(scope="module")
def drawn() -> dict[tuple[str, str], Figure]:
    made = {
        (f"{kind}-{name}", language): make(plot, language)
        for language in LANGUAGES
        for kind, plots, make in (("forest", forests(), forest_figure), ("funnel", funnels(), funnel_figure))
        for name, plot in plots.items()
    }
    return {key: figure for key, figure in made.items() if figure is not None}


def root(figure: Figure) -> ElementTree.Element:
    return ElementTree.fromstring(figure.svg)


def written(figure: Figure) -> list[str]:
    return ["".join(text.itertext()) for text in root(figure).iter(f"{SVG}text")]


def symbols(figure: Figure) -> int:
    groups = [g for g in root(figure).iter(f"{SVG}g") if "mark-symbol" in g.get("class", "")]
    return sum(len(g.findall(f"{SVG}path")) for g in groups)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_every_figure_is_drawn_in_both_languages(drawn: dict[tuple[str, str], Figure]) -> None:
    assert len(drawn) == 2 * (len(forests()) + len(funnels()))


def test_every_specification_is_valid_vega_lite_by_altairs_schema(drawn: dict[tuple[str, str], Figure]) -> None:
    """In one language: the other changes words alone."""
    altair = pytest.importorskip("altair")
    for (_, language), figure in drawn.items():
        if language == "es":
            altair.Chart.from_dict(dict(figure.spec or {}), validate=True)


def test_figures_are_as_wide_as_the_text_and_write_nothing_outside(drawn: dict[tuple[str, str], Figure]) -> None:
    import vl_convert

    for (_, language), figure in drawn.items():
        if language != "es":
            continue
        assert f"{figure.width:g}" == str(theme.FIGURE_WIDTH)
        raw = vl_convert.vegalite_to_svg(dict(figure.spec or {}), allowed_base_urls=[])
        own = re.search(r'width="([\d.]+)"', raw)
        assert own is not None and float(own[1]) <= theme.FIGURE_WIDTH, figure.id
        assert set(re.findall(r'font-family="([^"]*)"', figure.svg)) == {theme.FIGURE_FONT}


def test_the_same_records_give_the_same_bytes(drawn: dict[tuple[str, str], Figure]) -> None:
    assert forest_figure(forests()["thirteen"], "es") == drawn["forest-thirteen", "es"]
    assert funnel_figure(funnels()["filled"], "en") == drawn["funnel-filled", "en"]


@pytest.mark.parametrize(("name", "count"), [("thirteen", 13), ("forty", 40), ("shares", 6), ("gap", 12), ("one", 1)])
def test_each_study_with_an_effect_is_one_square(drawn: dict[tuple[str, str], Figure], name: str, count: int) -> None:
    assert symbols(drawn[f"forest-{name}", "es"]) == count


@pytest.mark.parametrize(("name", "count"), [("thirteen", 13), ("filled", 14), ("forty", 40)])
def test_each_study_is_one_point_of_the_funnel(drawn: dict[tuple[str, str], Figure], name: str, count: int) -> None:
    assert symbols(drawn[f"funnel-{name}", "es"]) == count


def test_squares_are_as_large_as_weights() -> None:
    pooled = pool(EFFECTS)
    view = (forest_figure(forests()["thirteen"], "es").spec or {})["hconcat"][1]
    [squares] = [x for x in view["layer"] if x["mark"].get("filled") and x["mark"]["type"] == "point"]
    sizes = {row["row"]: row["size"] for row in squares["data"]["values"]}
    heaviest = max(pooled.weights)
    for label, weight in zip(LABELS, pooled.weights, strict=True):
        assert sizes[label.es] == pytest.approx(150 * weight / heaviest)


def test_studies_are_sorted_by_effect_unless_their_order_means_something(
    drawn: dict[tuple[str, str], Figure],
) -> None:
    texts = written(drawn["forest-thirteen", "es"])
    by_effect = [
        label.es for _, label in sorted(zip([e.value for e in EFFECTS], LABELS, strict=True), key=lambda p: p[0])
    ]
    assert [t for t in texts if t in by_effect] == by_effect
    kept = forest_figure(replace(forests()["thirteen"], ordered=True), "es")
    assert [t for t in written(kept) if t in by_effect] == [label.es for label in LABELS]


def test_numbers_at_the_right_give_effect_interval_and_weight(drawn: dict[tuple[str, str], Figure]) -> None:
    texts = written(drawn["forest-thirteen", "es"])
    assert {"0,41", "(0,13 a 1,26)", "0,49", "(0,33 a 0,73)", "(0,13 a 1,78)", "10,2"} <= {
        plain(t).strip() for t in texts
    }
    assert {"(0.33 to 0.73)", "Weight (%)"} <= set(written(drawn["forest-thirteen", "en"]))
    assert {"50,0", "100,0", "Intervalo de predicción"} <= {t.strip() for t in written(drawn["forest-shares", "es"])}


def test_a_title_says_whether_the_interval_excludes_no_difference(drawn: dict[tuple[str, str], Figure]) -> None:
    apart = plain(drawn["forest-thirteen", "es"].title)
    assert "0,49 (0,33 a 0,73) en 13 estudios, con un intervalo que excluye 1" in apart
    assert apart.endswith("en otro estudio cabría esperar de 0,13 a 1,78")
    near = [generic(y, 0.2) for y in (-0.4, 0.3, 0.2, -0.1)]
    flat = forest_figure(forest_of("flat", WHAT, LABELS[:4], near, pool(near)), "en")
    assert "with an interval that includes 0" in plain(flat.title)
    assert "intervalo" not in drawn["forest-shares", "es"].title
    assert "cabría" not in drawn["forest-common", "es"].title
    assert drawn["forest-one", "es"].title == "Tuberculosis tras la vacuna: 1 estudio sin combinar"


def test_only_what_was_estimated_is_explained(drawn: dict[tuple[str, str], Figure]) -> None:
    said = {name: " ".join(written(drawn[f"forest-{name}", "es"])) for name in ("thirteen", "common", "one")}
    assert "banda" in said["thirteen"] and "I² = 92" in plain(said["thirteen"])
    assert "Rombo" in said["common"] and "banda" not in said["common"] and "I²" not in said["common"]
    assert "Rombo" not in said["one"]


def test_a_study_without_an_effect_keeps_its_row_and_says_so(drawn: dict[tuple[str, str], Figure]) -> None:
    texts = [t.strip() for t in written(drawn["forest-gap", "es"])]
    assert {"Comstock et al. (1976)", "no calculable", "—"} <= set(texts)
    assert "Comstock et al. (1976), no calculable" in drawn["forest-gap", "es"].alt


def test_alt_texts_give_every_study_and_what_was_pooled(drawn: dict[tuple[str, str], Figure]) -> None:
    alt = plain(drawn["forest-thirteen", "es"].alt)
    assert "Aronson (1948): 0,41 (0,13 a 1,26); 5 % de la ponderación" in alt
    assert "Efectos aleatorios (REML): 0,49 (0,33 a 0,73); Intervalo de predicción: 0,49 (0,13 a 1,78)." in alt
    assert all(label.es in alt for label in LABELS)
    around = plain(drawn["funnel-thirteen", "es"].alt)
    assert "6 de 13 estudios caen dentro del embudo del 95 %, centrado en 0,49" in around
    assert "Aronson (1948): 0,41; error estándar 0,57" in around


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("thirteen", "no se aprecia que los estudios pequeños den otros efectos que los grandes"),
        ("thirteen", "(prueba de Egger, p = 0,189)"),
        ("few", "con 6 estudios no cabe juzgar"),
        ("lopsided", "los estudios pequeños dan efectos distintos de los grandes (prueba de Egger, p < 0,001)"),
        ("shares", "efectos de 6 estudios según su error estándar"),
    ],
)  # fmt: skip
def test_a_funnels_title_claims_no_more_than_eggers_test(
    drawn: dict[tuple[str, str], Figure], name: str, title: str
) -> None:
    assert title in plain(drawn[f"funnel-{name}", "es"].title)


def test_studies_outside_the_funnel_are_named_where_there_is_room(drawn: dict[tuple[str, str], Figure]) -> None:
    texts = written(drawn["funnel-thirteen", "es"])
    assert {"TPT Madrás (1980)", "Hart & Sutherland (1977)"} <= set(texts)
    assert "Aronson (1948)" not in texts  # inside


def test_names_in_a_funnel_touch_nothing(drawn: dict[tuple[str, str], Figure]) -> None:
    layers = (drawn["funnel-thirteen", "es"].spec or {})["layer"]
    names = [(x["mark"], row) for x in layers if x["mark"]["type"] == "text" for row in x["data"]["values"]]
    assert len(names) > 3
    low, high = layers[0]["encoding"]["x"]["scale"]["domain"]
    width = theme.FIGURE_WIDTH - 62

    def box(mark: dict, row: dict) -> tuple[float, float, float]:
        at = math.log(row["effect"] / low) / math.log(high / low) * width + mark["dx"]
        long = text_width(row["label"], 11)
        return (at if mark["align"] == "left" else at - long, long, row["error"])

    boxes = sorted((box(*name) for name in names), key=lambda one: one[2])
    deepest = layers[0]["encoding"]["y"]["scale"]["domain"][1]
    for above, below in zip(boxes, boxes[1:], strict=False):
        apart = (below[2] - above[2]) / deepest * 320 >= 13
        assert apart or above[0] + above[1] <= below[0] or below[0] + below[1] <= above[0]
    assert all(left >= 0 and left + long <= width for left, long, _ in boxes)


def test_spanish_figures_have_decimal_commas(drawn: dict[tuple[str, str], Figure]) -> None:
    for (_, language), figure in drawn.items():
        if language == "es":
            assert not [t for t in written(figure) if re.search(r"\d\.\d|\d%", t)], figure.id


def test_synthetic_data_are_marked_in_the_picture() -> None:
    mark = "DATOS SINTÉTICOS · SYNTHETIC"
    for made in (forest_figure(forests()["forty"], "es", mark), funnel_figure(funnels()["forty"], "es", mark)):
        assert any("SYNTHETIC" in text for text in written(made))
    assert not [t for t in written(forest_figure(forests()["forty"], "es")) if "SYNTHETIC" in t]


def test_forty_studies_fit_a_page(drawn: dict[tuple[str, str], Figure]) -> None:
    """A4 less its margins is 640 pixels wide and about 930 high."""
    short = replace(forests()["forty"], studies=tuple(
        replace(s, label=Text(f"Estudio {i}")) for i, s in enumerate(forests()["forty"].studies)
    ))  # fmt: skip
    assert forest_figure(short, "es").height < 930


def test_nothing_is_drawn_where_nothing_is_known() -> None:
    unknown = Estimate(None, method="generic", reason="no_value")
    assert forest_figure(Forest("none", WHAT, "generic", (ForestStudy(Text("A"), unknown),)), "es") is None
    assert funnel_figure(funnel_of("none", WHAT, LABELS[:1], funnel(EFFECTS[:1])), "es") is None


def test_a_study_without_weight_has_no_weight_column() -> None:
    bare = replace(forests()["thirteen"], studies=tuple(replace(s, weight=None) for s in forests()["thirteen"].studies))
    made = forest_figure(bare, "es")
    assert "Ponder. (%)" not in written(made) and "ponderación" not in made.alt
