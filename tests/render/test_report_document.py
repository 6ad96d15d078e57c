"""What the report says and in which order."""

from dataclasses import replace

import msgspec
import pytest

from alianza.render.document import (
    Contents,
    Figure,
    FigureBlock,
    Heading,
    Items,
    Note,
    StatusBand,
    TableBlock,
    Verdicts,
)
from alianza.render.report_document import compose
from alianza.render.table_block import COLUMNS_AT_MOST, table_block
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.protocol import Source
from alianza.study.results import Convergence, Results
from alianza.study.review_protocol import Review
from alianza.study.table import Column, Row, Table
from alianza.study.text import Text
from tests.render.sample import FIGURES, MODEL, ODD, OUTCOME, PARTICIPANTS, PROTOCOL, RESULTS, TYPES, share

REPORT = compose(RESULTS, "es", FIGURES)


def blocks(kind, document=REPORT):
    return [block for block in document.blocks if isinstance(block, kind)]


def table(name, document=REPORT):
    return next(block for block in blocks(TableBlock, document) if block.id == name)


def row(name, label):
    return next(row for panel in table(name).panels for row in panel.rows if row.label == label)


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_first_page_comes_in_its_order():
    kinds = [type(block) for block in REPORT.blocks[:10]]
    assert kinds == [StatusBand, Heading, Items, Heading, Verdicts, Heading, Items, FigureBlock, Contents, Heading]


def test_synthetic_studies_say_so_and_real_ones_do_not():
    assert "SYNTHETIC" in REPORT.mark and "SINTÉTICOS" in blocks(StatusBand)[0].word
    real = compose(replace(RESULTS, protocol=_real()), "es", {})
    assert real.mark == "" and not real.synthetic
    assert "REAL" in blocks(StatusBand, real)[0].word


def _real():
    return msgspec.structs.replace(PROTOCOL, synthetic=False)


def test_tables_stand_under_the_question_that_they_answer():
    order = [block.id for block in REPORT.blocks if isinstance(block, Heading | TableBlock)]
    assert order.index("question-1") < order.index("outcome") < order.index("question-2") < order.index("success_model")
    assert order.index("claims") < order.index("ethics") < order.index("problems") < order.index("methods")
    assert order.index("participants") > order.index("success_model")


def test_the_contents_lead_to_what_is_there():
    anchors = {block.id for block in blocks(Heading)} | {f"table-{block.id}" for block in blocks(TableBlock)}
    entries = blocks(Contents)[0].entries
    assert len(entries) > 10
    assert {entry.id for entry in entries} <= anchors
    assert len({block.id for block in blocks(Heading)}) == len(blocks(Heading))


def test_a_table_that_cannot_be_computed_says_what_it_needs():
    notes = [block.text for block in blocks(Note)]
    assert any("no calculable" in text and "planning_months" in text for text in notes)
    assert "planning_time" not in {block.id for block in blocks(TableBlock)}


def test_tables_are_numbered_as_they_appear():
    assert [block.label for block in blocks(TableBlock)] == [f"Tabla {n + 1}" for n in range(len(blocks(TableBlock)))]


def test_the_main_figure_is_shown_once_and_pointed_at_later():
    assert [block.figure.id for block in blocks(FigureBlock)] == ["table1_alliance_types"]
    pointing = [block.id for block in blocks(TableBlock) if "figura 1" in " ".join(block.notes)]
    assert pointing == ["table1_alliance_types"]


def test_a_figure_precedes_its_table():
    other = Figure("outcome", "t", "a", "<svg/>")
    order = [
        block.figure.id if isinstance(block, FigureBlock) else block.id
        for block in compose(RESULTS, "es", {**FIGURES, "outcome": other}).blocks
        if isinstance(block, FigureBlock | TableBlock)
    ]
    assert order[:3] == ["table1_alliance_types", "outcome", "outcome"]


def test_cells_show_estimate_and_interval_with_the_unit_in_the_header():
    column = table("outcome").panels[0].columns[0]
    assert plain(column.unit) == "% (IC 95 %)"
    cell = row("outcome", "Declara algún beneficio").cells[0]
    assert (cell.value, plain(cell.interval)) == ("68", "(60 a 76)")


def test_suppressed_and_missing_cells_have_their_sign_and_their_note():
    assert [cell.value for cell in row("outcome", ODD).cells] == ["·", "·"]
    assert row("outcome", "Éxito, según la regla declarada").cells[0].value == "—"
    notes = " ".join(table("outcome").notes)
    assert "celda suprimida" in notes and "sin respuestas" in notes


def test_tests_are_reported_with_statistic_degrees_and_p():
    notes = plain(" ".join(table("outcome").notes))
    assert "χ² de Pearson: χ²(2) = 5,12; p = 0,077" in notes
    assert "conflictos, F de Rao-Scott: F(1,87; 250,60) = 12,30; p < 0,001" in notes


def test_p_values_keep_three_decimals():
    panel = table("success_model").panels[0]
    assert [plain(row.cells[2].value) for row in panel.rows] == ["0,341", "< 0,001"]


def test_wide_tables_become_parts_with_the_same_rows_and_the_base_in_each():
    panels = table("table1_alliance_types").panels
    assert [panel.name for panel in panels] == ["(a)", "(b)"]
    assert all(len(panel.columns) + 1 <= COLUMNS_AT_MOST for panel in panels)
    assert [panel.columns[0].text for panel in panels] == ["n", "n"]
    assert len({tuple(row.label for row in panel.rows) for panel in panels}) == 1
    shown = [column.text for panel in panels for column in panel.columns[1:]]
    assert len(shown) == len(TYPES.columns) - 1


@pytest.mark.parametrize("columns", range(1, 15))
def test_no_column_is_lost_whatever_the_width(columns):
    wide = Table(
        "outcome",
        "outcomes",
        tuple(Column(f"c{i}", "share", Text(f"Columna {i}")) for i in range(columns)),
        (Row("r", Text("fila"), tuple(share(0.5, 0.1, 300) for _ in range(columns))),),
    )
    panels = table_block(wide, "Tabla 1", "es").panels
    assert [column.text for panel in panels for column in panel.columns] == [f"Columna {i}" for i in range(columns)]
    assert all(len(panel.columns) + 1 <= COLUMNS_AT_MOST for panel in panels)


def test_a_column_of_variables_becomes_subtitles():
    rows = table("participants").panels[0].rows
    assert [row.label for row in rows if row.group] == ["Tabla", "Figura"]
    assert len(rows) == len(PARTICIPANTS.rows) + 2


def test_each_reading_of_a_claim_has_its_row():
    rows = table("claims").panels[0].rows
    assert [row.label for row in rows if row.depth == 2] == ["Razón de riesgos", "Razón de momios"]
    assert plain(rows[1].cells[0].value) == "68 %"
    assert rows[1].cells[4].value == "✓ recuperada"


def test_problems_come_with_their_remedy_and_the_rest_are_counted():
    many = tuple(Problem("missing_key", file="study.toml", place=f"k{i}") for i in range(60))
    document = compose(replace(RESULTS, problems=many), "es", {})
    index = next(i for i, block in enumerate(document.blocks) if isinstance(block, Heading) and block.id == "problems")
    assert len(document.blocks[index + 1].items) == 40
    assert "20" in document.blocks[index + 2].spans[0].text


def test_every_table_names_the_module_that_computed_it():
    cells = [row.cells for row in table("provenance").panels[0].rows]
    assert [cell[0].value for cell in cells] == [one.module for one in RESULTS.tables]


@pytest.mark.parametrize("language", ["es", "en"])
def test_an_empty_study_gives_a_report_too(language):
    document = compose(Results(PROTOCOL, tables=()), language, {})
    assert {"findings", "hypotheses", "ethics", "problems", "methods"} <= {b.id for b in blocks(Heading, document)}


def test_both_languages_have_the_same_shape():
    english = compose(RESULTS, "en", FIGURES)
    assert [type(block) for block in english.blocks] == [type(block) for block in REPORT.blocks]
    assert english.title != REPORT.title


def test_mixed_bases_keep_their_own_decimals_in_one_column():
    values = [row.cells[1].value for row in table("participants").panels[0].rows if row.cells]
    assert values == ["60,0", "40\u2008\u2007", "100,0"]


def test_the_published_tables_are_whole():
    for one in (OUTCOME, TYPES, MODEL, PARTICIPANTS):
        assert len(table(one.id).panels[0].rows) >= len(one.rows)


def test_highlights_are_five_at_most():
    lots = (Message("ethics.not_declared"),) * 9
    document = compose(replace(RESULTS, highlights=lots), "es", {})
    assert len(blocks(Items, document)[0].items) == 5


def test_claims_of_one_section_stand_together_and_say_why():
    first, second = RESULTS.claims
    apart = (replace(first, reason=Message("ethics.not_declared")), second, replace(first, reason=None))
    document = compose(replace(RESULTS, claims=apart), "es", {})
    groups = [row.label for row in table("claims", document).panels[0].rows if row.group]
    assert groups == ["Resultados"]
    index = next(i for i, block in enumerate(document.blocks) if getattr(block, "id", "") == "claims-reasons")
    assert [span.text for span in document.blocks[index + 1].items[0]] == [
        "✓ recuperada. ",
        "no declarado en el protocolo ",
        "(F01)",
    ]


@pytest.mark.parametrize(
    ("published", "unit", "es", "en"),
    [
        ("28,5", "growth", "28,5 %", "28.5%"),
        (">=20", "share", "≥ 20 %", "≥ 20%"),
        ("2020–2025", "year", "2020–2025", "2020–2025"),
        ("income; market access", "label", "sin cifra", "no figure"),
        ("", "label", "sin cifra", "no figure"),
    ],
)
def test_published_figures_are_written_in_the_reader_s_language(published, unit, es, en):
    claim = msgspec.structs.replace(RESULTS.claims[0].claim, published=published, unit=unit)
    judged = replace(RESULTS.claims[0], claim=claim)
    for language, expected in (("es", es), ("en", en)):
        document = compose(replace(RESULTS, claims=(judged,)), language, {})
        assert plain(table("claims", document).panels[0].rows[1].cells[0].value) == expected


def test_a_percentage_in_a_column_of_ratios_says_so_in_its_row():
    points = Estimate(0.22, 0.08, 0.05, 0.39, n=114, unit="difference")
    row = Row("d", Text("Diferencia"), (points,))
    contrasts = Table("planning_time", "factors", (Column("contrast", "ratio"),), (row,))
    assert table_block(contrasts, "Tabla 1", "es").panels[0].rows[0].label == "Diferencia (puntos porc.)"


def test_success_is_never_told_without_its_rule():
    band = next(block for block in compose(RESULTS, "es", FIGURES).blocks if isinstance(block, StatusBand))
    assert dict(band.pairs)["Regla de éxito"] == "beneficio y objetivos cumplidos"


def test_the_sections_of_a_publication_are_named_in_the_reports_language():
    english = next(block for block in blocks(TableBlock, compose(RESULTS, "en", FIGURES)) if block.id == "claims")
    groups = {row.label for row in english.panels[0].rows if row.group}
    assert "Results" in groups and "Resultados" not in groups


def test_row_labels_begin_with_a_capital():
    labels = [row.label for block in blocks(TableBlock) for panel in block.panels for row in panel.rows]
    assert [label for label in labels if label[:1].islower()] == []


def test_the_strands_are_told_together_where_there_are_several_and_only_those_that_there_are():
    review = msgspec.structs.replace(PROTOCOL, review=Review(question=Text("¿?")), strands={})
    both = msgspec.structs.replace(review, survey=Source(file="a.csv"))
    voted = (Convergence("trust", "needs_two_votes", {"review": "positive"}),)
    alone = compose(replace(RESULTS, protocol=review, convergence=voted), "es", {})
    assert "convergence" not in [block.id for block in blocks(TableBlock, alone)]
    together = table("convergence", compose(replace(RESULTS, protocol=both, convergence=voted), "es", {}))
    assert [column.text for column in together.panels[0].columns] == ["Revisión", "Encuesta", "Conclusión"]


def test_a_report_without_a_survey_keeps_hypotheses_that_were_declared_and_no_rule_of_success():
    review = msgspec.structs.replace(PROTOCOL, review=Review(question=Text("¿?")))
    document = compose(replace(RESULTS, protocol=review), "es", {})
    assert [one.name for one in blocks(Verdicts, document)[0].items] == [
        one.hypothesis.id for one in RESULTS.hypotheses
    ]
    assert "Regla de éxito" not in dict(blocks(StatusBand, document)[0].pairs)
    silent = compose(replace(RESULTS, protocol=review, hypotheses=()), "es", {})
    assert "hypotheses" not in [block.id for block in blocks(Heading, silent)]
