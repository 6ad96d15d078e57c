"""The figures of the review say what its tables say, in both languages, and fit the page."""

from dataclasses import replace
from xml.etree import ElementTree

import msgspec
import pytest

from alianza.render import theme
from alianza.render.document import Figure
from alianza.render.figure_export import standalone
from alianza.render.figure_scale import text_width
from alianza.render.figures import figures
from alianza.report.contents import Strands, compute_tables
from alianza.report.pooled_studies import pooled_studies
from alianza.report.review_chapter import ReviewChapter
from alianza.study.results import Results
from tests.report.small_review import READ, REVIEW, WHOLE, chapter, judged, line

SVG = "{http://www.w3.org/2000/svg}"
EXPECTED = ["review_flow", "review_characteristics", "review_profiles", "review_themes", "review_meta"]


def drawn(of: ReviewChapter, language: str = "es", synthetic: bool = False) -> dict[str, Figure]:
    protocol = msgspec.structs.replace(of.protocol, synthetic=synthetic)
    tables = compute_tables(Strands(protocol, None, of), lambda step, share: None)
    return figures(Results(protocol, tables, pooled=pooled_studies(of)), language)


def written(figure: Figure) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(figure.svg).iter(f"{SVG}text")]


@pytest.fixture(scope="module", params=["es", "en"])
def both(request: pytest.FixtureRequest) -> dict[str, Figure]:
    return drawn(chapter(), request.param)


def test_every_table_that_has_a_figure_gets_it_in_report_order(both: dict[str, Figure]) -> None:
    assert list(both) == EXPECTED


def test_figures_are_as_wide_as_the_text_and_travel_alone(both: dict[str, Figure]) -> None:
    for figure in both.values():
        assert figure.width == theme.FIGURE_WIDTH
        root = ElementTree.fromstring(standalone(figure))
        assert root.get("role") == "img" and figure.title in "".join(root.itertext())


def test_no_word_of_a_drawing_runs_beyond_its_edge(both: dict[str, Figure]) -> None:
    for name in EXPECTED[:4]:
        for text in ElementTree.fromstring(both[name].svg).iter(f"{SVG}text"):
            if "transform" in text.attrib:
                continue
            wide = text_width(
                "".join(text.itertext()), float(text.get("font-size", "11px")[:-2]), "font-weight" in text.attrib
            )
            x, anchor = float(text.get("x", 0)), text.get("text-anchor", "start")
            left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[anchor]
            assert left >= -1 and left + wide <= theme.FIGURE_WIDTH + 1, (name, "".join(text.itertext()))


def test_the_flow_diagram_draws_every_box_and_every_reason() -> None:
    flow = drawn(chapter())["review_flow"]
    words = written(flow)
    for part in (
        "Registros identificados",
        "n = 7",
        "Duplicados quitados",
        "Publicaciones cribadas",
        "sin alianza",
        "Textos no obtenidos",
        "sin datos",
        "Artículos incluidos",
        "n = 3",
        "Identificación",
        "Inclusión",
    ):
        assert part in words, part
    assert flow.title.startswith("De 7 registros se llegó a 3 artículos")
    assert "Excluidas por título y resumen, n = 1 (sin alianza, 1)" in flow.alt
    arrows = list(ElementTree.fromstring(flow.svg).iter(f"{SVG}polygon"))
    assert len(arrows) == 4 + 4  # down between five boxes, to the side from four of them


def test_an_unfinished_flow_says_so_in_title_and_drawing() -> None:
    flow = drawn(chapter(*READ, *judged("1.1", "include", "include")))["review_flow"]
    assert flow.title.startswith("Revisión sin terminar") and "faltan 5 por decidir" in flow.title
    assert "Por decidir por título y resumen" in written(flow)
    assert theme.AMBER_TEXT in flow.svg


def test_a_synthetic_review_carries_the_mark_on_every_figure() -> None:
    for figure in drawn(chapter(), synthetic=True).values():
        assert any("SYNTHETIC" in text for text in written(figure)), figure.id


def test_profiles_tell_answers_apart_by_shape() -> None:
    root = ElementTree.fromstring(drawn(chapter())["review_profiles"].svg)
    # 21 answers and a legend: 16 yes, 4 no, none that cannot be told (the raters differ on one).
    filled = [dot for dot in root.iter(f"{SVG}circle") if "stroke" not in dot.attrib]
    assert len(filled) == 16 + 1


@pytest.mark.parametrize(("noes", "weak"), [(1, 2), (3, 1), (4, 0)])
def test_profiles_are_weak_from_the_number_of_noes_that_the_protocol_declares(noes: int, weak: int) -> None:
    review = msgspec.structs.replace(REVIEW, weak_profile=noes)
    title = drawn(chapter(review=review), "en")["review_profiles"].title
    assert f"; {weak} leave {noes} or more at “no”" in title


def test_themes_draw_one_square_an_article() -> None:
    figure = drawn(chapter())["review_themes"]
    squares = [box for box in ElementTree.fromstring(figure.svg).iter(f"{SVG}rect") if box.get("width") == "8"]
    assert len(squares) == 5
    assert "Confianza: negativa 0, sin relación 0, mixta 0 y positiva 3; voto positivo." in figure.alt


def test_each_pooling_has_a_forest_and_ten_effects_a_funnel() -> None:
    one = pooled_studies(chapter())[0]
    assert one.small_studies is None
    base = chapter()
    many = replace(one, small_studies=one.spread[3] if one.spread else None)
    results = Results(
        base.protocol, compute_tables(Strands(base.protocol, None, base), lambda *_: None), pooled=(one, many)
    )
    found = figures(results, "es")
    assert [name for name in found if name.startswith("review_meta")] == [
        "review_meta", "review_meta-trust", "review_meta-trust-funnel",
    ]  # fmt: skip


def test_the_same_review_gives_the_same_bytes() -> None:
    first, second = drawn(chapter()), drawn(chapter(*WHOLE))
    assert {name: one.svg for name, one in first.items()} == {name: one.svg for name, one in second.items()}


def test_a_long_reason_folds_inside_its_box() -> None:
    figure = drawn(chapter(*WHOLE, line("1.1", "roles", "none")))["review_flow"]
    assert figure.height > 300
