"""The figures of the interviews say what their tables say, in both languages, and fit the page."""

from collections.abc import Sequence
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from alianza.render import theme
from alianza.render.document import Figure
from alianza.render.figure_export import standalone
from alianza.render.figure_paradigm import paradigm_figures
from alianza.render.figure_reading import Reading
from alianza.render.figure_scale import text_width
from alianza.render.figures import figures
from alianza.report.contents import Strands, compute_tables
from alianza.report.interview_chapter import InterviewChapter
from alianza.report.interview_relations import COLUMNS
from alianza.study.message import Message
from alianza.study.protocol import Rules
from alianza.study.results import Results
from alianza.study.table import Row, Table
from alianza.study.text import Text
from tests.report.small_interviews import chapter

SVG = "{http://www.w3.org/2000/svg}"
LONG = "renegociar por escrito el reparto de clientes y de territorio cuando cambian las circunstancias del mercado"


def drawn(of: InterviewChapter, language: str = "es") -> dict[str, Figure]:
    tables = compute_tables(Strands(of.protocol, None, None, of), lambda step, share: None)
    return figures(Results(of.protocol, tables), language)


def elements(figure: Figure, name: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(figure.svg).iter(f"{SVG}{name}"))


def written(figure: Figure) -> list[str]:
    return ["".join(text.itertext()) for text in elements(figure, "text")]


def paradigm(*relations: tuple[str, str, str, int], language: str = "es") -> list[Figure]:
    """Diagrams of relations: phenomenon, role, code, passages."""
    rows = tuple(
        Row(
            f"{number}",
            Message(f"relation_kinds.{role}"),
            (Message("groups.phenomenon", {"code": Text(centre)}), Text(code), min(passages, 3), passages),
        )
        for number, (centre, role, code, passages) in enumerate(relations)
    )
    table = Table("interview_relations", "interviews", COLUMNS, rows)
    return list(paradigm_figures(Reading(table, language, Rules()), "SYNTHETIC"))


@pytest.fixture(scope="module", params=["es", "en"])
def both(request: pytest.FixtureRequest) -> dict[str, Figure]:
    return drawn(chapter(), request.param)


def test_the_paradigm_and_the_curve_are_drawn_and_marked_as_synthetic(both: dict[str, Figure]) -> None:
    assert list(both) == ["interview_agreement", "interview_curve", "interview_relations"]
    for figure in both.values():
        assert figure.width == theme.FIGURE_WIDTH
        assert any("SYNTHETIC" in words for words in written(figure))
        root = ElementTree.fromstring(standalone(figure))
        assert root.get("role") == "img" and figure.title in "".join(root.itertext())


def edges(figure: Figure) -> Sequence[tuple[str, float, float]]:
    """Words that do not run upwards, with the places where they begin and end."""
    found = []
    for text in elements(figure, "text"):
        words, size = "".join(text.itertext()), float(str(text.get("font-size")).removesuffix("px"))
        width = text_width(words, size, text.get("font-weight") == "bold")
        shift = {"middle": 0.5, "end": 1.0}.get(text.get("text-anchor", ""), 0.0)
        if not text.get("transform"):
            begin = float(str(text.get("x"))) - shift * width
            found.append((words, begin, begin + width))
    return found


def test_no_word_of_a_drawing_runs_beyond_its_edge(both: dict[str, Figure]) -> None:
    for figure in both.values():
        assert [one for one in edges(figure) if one[1] < 0 or one[2] > figure.width] == []


def test_every_code_stands_in_the_box_of_its_role_with_its_passages(both: dict[str, Figure]) -> None:
    words = " ".join(written(both["interview_relations"]))
    for part in ("Confianza\u00a0› ausente", "Confianza\u00a0› presente", "Conflicto"):
        assert part in words


def test_long_names_are_broken_inside_their_box() -> None:
    [figure] = paradigm(*((LONG, role, LONG, 9) for role in ("causal_condition", "context", "strategy", "consequence")))
    boxes = [(float(str(one.get("x"))), float(str(one.get("width")))) for one in elements(figure, "rect")[1:]]
    assert boxes
    inside = [one for one in edges(figure) if one[0] in LONG or one[0].lower() in LONG]
    assert len(inside) > 10
    assert all(any(x <= begin and end <= x + width for x, width in boxes) for _, begin, end in inside)


def test_a_role_that_nobody_has_filled_says_so_and_has_no_arrow() -> None:
    [figure] = paradigm(("conflicto", "causal_condition", "prisa", 2), ("conflicto", "strategy", "hablar", 1))
    assert written(figure).count("sin relaciones todavía") == 3
    assert len(elements(figure, "polygon")) == 2


def test_bars_are_as_long_as_passages_are_many_and_none_stands_for_none() -> None:
    [figure] = paradigm(
        ("conflicto", "causal_condition", "prisa", 8),
        ("conflicto", "strategy", "hablar", 4),
        ("conflicto", "context", "crisis", 0),
    )
    bars = [float(str(one.get("width"))) for one in elements(figure, "rect") if one.get("fill") == theme.INK]
    assert len(bars) == 2 and max(bars) == 2 * min(bars)


def test_consequences_without_strategies_stand_next_to_the_phenomenon() -> None:
    [figure] = paradigm(("conflicto", "causal_condition", "prisa", 8), ("conflicto", "consequence", "disolución", 2))
    place = {
        words: float(str(text.get("y"))) for words, text in zip(written(figure), elements(figure, "text"), strict=True)
    }
    assert place["Consecuencias"] < place["Estrategias"]


def test_a_second_phenomenon_has_its_own_diagram_where_two_roles_stand_around_it() -> None:
    first = [("conflicto", "causal_condition", "prisa", 8)]
    assert len(paradigm(*first, ("confianza", "context", "trato", 1))) == 1
    more = paradigm(*first, ("confianza", "context", "trato", 1), ("confianza", "strategy", "actas", 1))
    assert [one.id for one in more] == ["interview_relations", "interview_relations-2"]


def test_the_title_names_the_relation_that_rests_on_most_and_the_alternative_all() -> None:
    [figure] = paradigm(("conflicto", "causal_condition", "prisa", 2), ("conflicto", "strategy", "hablar", 5))
    assert figure.title.startswith("En torno a «conflicto», la relación con más apoyo es «hablar», como estrategia: 5")
    assert "Condición causal: prisa (2 pasajes)" in figure.alt and "Estrategia: hablar (5 pasajes)" in figure.alt
    [bare] = paradigm(("conflicto", "causal_condition", "prisa", 0))
    assert "todavía sin pasajes" in bare.title


def test_the_curve_tells_the_last_new_code_and_what_the_rule_says() -> None:
    figure = drawn(chapter())["interview_curve"]
    assert "La entrevista 4 de 6 es la última con un código nuevo: saturación no alcanzada" in figure.title
    assert "Entrevista 1: 2 nuevos, 2 en total; entrevista 4: 1 nuevo, 3 en total." in figure.alt
    assert {"base de la regla: 2", "último tramo: 2", "3 códigos"} <= set(written(figure))


def test_the_curve_of_one_interview_is_not_drawn() -> None:
    of = chapter()
    alone = replace(of.evidence.state, documents=of.evidence.state.documents[:1], rounds=())
    assert "interview_curve" not in drawn(chapter(alone))


def test_agreement_is_drawn_against_the_line_from_which_codes_vote() -> None:
    """One of the two codes with a coefficient is under it, and its dot is open."""
    figure = drawn(chapter())["interview_agreement"]
    assert figure.title == ("En 1 de 2 códigos el acuerdo llega a un alfa de 0,667; no llega en «confianza › presente»")
    assert [one.get("fill") for one in elements(figure, "circle")] == [theme.PAPER, theme.INK]
    assert "0,667" in written(figure) and "Confianza › presente, 0,53; conflicto, 1,00." in figure.alt


def test_without_a_round_no_agreement_is_drawn() -> None:
    assert "interview_agreement" not in drawn(chapter(freezes=()))
