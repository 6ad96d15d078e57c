"""The tables of the review, on a review small enough to count by eye."""

from collections.abc import Iterable

import msgspec
import pytest

from alianza.render.messages import say
from alianza.render.table_block import table_block
from alianza.report import contents
from alianza.report.review_chapter import ReviewChapter
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.review_protocol import Criterion
from alianza.study.table import Cell, Column, Row, Table
from alianza.study.text import Text
from tests.report.small_review import READ, REVIEW, SCREENED, WHOLE, appraised, chapter, judged, line
from tests.review.test_screening import Step, vote

REVIEW_TABLES = tuple(name for name in contents.TABLES if contents.strand_of(name) == "review")


def tables(of: ReviewChapter) -> dict[str, Table]:
    strands = contents.Strands(of.protocol, None, of)
    return {table.id: table for table in contents.compute_tables(strands, lambda step, share: None)}


def table(name: str, *steps: Step) -> Table:
    return tables(chapter(*steps))[name]


def shown(cell: Cell) -> object:
    """A cell as a test reads it."""
    if isinstance(cell, Estimate):
        return None if cell.value is None else round(cell.value, 4)
    return say(cell, "es") if isinstance(cell, Message | Text) else cell


def column(of: Table, name: str) -> dict[str, object]:
    """A column by its rows' ids."""
    place = [one.id for one in of.columns].index(name)
    return {row.id: shown(row.cells[place]) for row in of.rows}


def labels(of: Table, language: str = "es") -> list[str]:
    return [say(row.label, language) for row in of.rows]


def test_every_table_of_the_review_is_computed_and_belongs_to_its_strand() -> None:
    found = tables(chapter())
    assert [name for name in REVIEW_TABLES if not found[name].computable] == []
    assert {found[name].strand for name in REVIEW_TABLES} == {"review"}
    assert {found[name].topic for name in REVIEW_TABLES} == {"literature"}
    assert set(found) == set(REVIEW_TABLES)  # the study declares no survey


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_sentence_of_the_tables_can_be_said(language: str) -> None:
    for one in tables(chapter()).values():
        said = [say(message, language) for message in (*one.notes, *([one.lead] if one.lead else []))]
        said += labels(one, language)
        said += [say(cell, language) for row in one.rows for cell in row.cells if isinstance(cell, Message | Text)]
        assert all(said), one.id


def test_the_flow_adds_up_and_names_every_reason() -> None:
    total = column(table("review_flow"), "total")
    assert {name: total[name] for name in ("identified", "duplicates", "unreadable", "screened", "sought")} == {
        "identified": 7, "duplicates": 1, "unreadable": 1, "screened": 5, "sought": 4,
    }  # fmt: skip
    assert (total["excluded"], total["excluded_reason_E1"]) == (1, 1)
    assert (total["assessed"], total["ineligible"], total["ineligible_reason_E2"], total["included"]) == (4, 1, 1, 3)
    assert (total["identified_database_scopus"], total["identified_database_scielo"]) == (5, 2)
    assert total["identified"] == total["duplicates"] + total["unreadable"] + total["screened"]
    assert "waiting" not in total and "undecided" not in total


def test_an_article_in_two_databases_counts_in_each() -> None:
    total = column(table("review_flow"), "total")
    assert total["included_database_scopus"] + total["included_database_scielo"] == 4  # type: ignore[operator]
    assert total["included"] == 3


def test_an_unfinished_flow_says_what_is_left() -> None:
    unfinished = table("review_flow", *READ, *judged("1.1", "include", "include"))
    total = column(unfinished, "total")
    assert (total["waiting"], total["screened"], total["sought"]) == (4, 1, 1)
    assert (total["undecided"], total["assessed"], total["included"]) == (1, 0, 0)
    assert unfinished.lead is not None and unfinished.lead.code == "leads.review_flow_open"
    assert "notes.review_unfinished" in [note.code for note in unfinished.notes]


def test_the_search_stands_beside_what_was_imported() -> None:
    search = table("review_search")
    assert column(search, "hits") == {"scopus": 7, "scielo": None, "all": 7}
    assert column(search, "imported") == {"scopus": 5, "scielo": 2, "all": 7}
    assert column(search, "unreadable") == {"scopus": 1, "scielo": 0, "all": 1}
    assert column(search, "searches")["all"] == 1
    assert search.lead is not None
    assert say(search.lead, "es") == "1 búsqueda anotada dio 7 resultados; se importaron 7 registros."
    assert "Cadena en Scopus: alianza." in [say(note, "es") for note in search.notes]


def test_a_database_whose_imports_are_not_its_hits_is_named_under_the_table() -> None:
    notes = [say(note, "es") for note in table("review_search").notes]
    assert notes[:2] == [
        "De SciELO se importaron 2 registros sin búsqueda anotada.",
        "Lo importado de Scopus (5 registros) no es lo que dieron sus búsquedas anotadas (7 resultados).",
    ]


def test_the_plan_names_panel_and_criteria_in_both_languages() -> None:
    plan = table("review_plan")
    value = column(plan, "value")
    assert value["member_eva"] == "decide desacuerdos · métodos"
    assert value["criterion_I1"] == "hasta 49"
    assert value["criterion_E1"] == "se aplica por título y resumen · texto completo"
    assert "I1. small" in labels(plan, "en")
    assert plan.lead is not None and plan.lead.code == "leads.review_plan_unapproved"


def test_one_criterion_is_said_in_the_singular_and_without_a_definition_where_it_applies() -> None:
    one = Criterion(code="E1", kind="exclude", label=Text("sin alianza"), stages=("full_text",))
    plan = tables(chapter(*WHOLE, review=msgspec.structs.replace(REVIEW, criteria=(one,))))["review_plan"]
    assert plan.lead is not None and "1 criterio y un panel de 3 personas" in say(plan.lead, "es")
    assert column(plan, "value")["criterion_E1"] == "se aplica por texto completo"


def test_pseudonyms_stay_as_their_bearers_write_them_where_a_line_begins() -> None:
    block = table_block(table("review_plan"), "Tabla 1", "es")
    begun = [row.label for panel in block.panels for row in panel.rows]
    assert {"ana", "luis", "eva"} <= set(begun) and "Pregunta" in begun


def test_agreement_counts_first_judgements_and_conflicts_stand_beside_it() -> None:
    agreement = table("review_agreement")
    value, base = column(agreement, "value"), column(agreement, "n")
    assert value["title_abstract_percent"] == 0.8  # 4 of 5 articles
    # By hand: P_o = .8, P_e = (4/5)(3/5) + (1/5)(2/5) = .56, so kappa = .24 / .44.
    assert value["title_abstract_kappa"] == round(0.24 / 0.44, 4)
    assert (value["title_abstract_conflicts"], value["title_abstract_settled"]) == (1, 1)
    assert (base["title_abstract_kappa"], base["full_text_percent"]) == (5, 4)
    assert value["appraisal_percent"] == round(20 / 21, 4)  # one of 21 answers differs
    assert value["appraisal_settled"] == 0


def test_appraisals_that_were_settled_count_among_articles_that_two_raters_read() -> None:
    once = [step for step in WHOLE if step[:2] != ("luis", "article_appraised") or step[2]["record"] != "1.1"]
    settled = ("ana", "appraisal_settled", appraised("1.1", "ana")[2])
    agreement = table("review_agreement", *once, settled)
    assert (column(agreement, "n")["appraisal_settled"], column(agreement, "value")["appraisal_settled"]) == (2, 0)


def test_only_effects_from_which_a_variance_follows_can_be_pooled() -> None:
    bare = line("2.2", "trust", "positive", measure="correlation", effect="0.2")
    lead = table("review_evidence", *WHOLE, bare).lead
    assert lead is not None and "2 traen un efecto que se puede combinar" in say(lead, "es")


def test_disagreements_are_those_of_the_first_votes_also_after_a_judge_votes_again() -> None:
    # Both exclude 1.3, then luis changes his mind: the first votes on it still agree.
    later = table("review_agreement", *WHOLE, vote("luis", "1.3", "include"))
    value, base = column(later, "value"), column(later, "n")
    assert value["title_abstract_percent"] == 0.8
    assert (value["title_abstract_conflicts"], base["title_abstract_conflicts"]) == (1, 5)
    assert (value["title_abstract_settled"], value["title_abstract_later"]) == (1, 1)


def test_the_same_vote_that_decides_nothing_is_counted_apart_from_disagreement() -> None:
    unsure = table("review_agreement", *READ, *judged("1.1", "unsure", "unsure"), *judged("1.2", "include", "include"))
    value = column(unsure, "value")
    assert (value["title_abstract_percent"], value["title_abstract_conflicts"]) == (1.0, 0)
    assert (value["title_abstract_unclear"], value["title_abstract_settled"]) == (1, 0)


def test_characteristics_count_an_article_in_each_of_its_countries() -> None:
    articles = column(table("review_characteristics"), "articles")
    assert {name: articles[f"country_{name}"] for name in ("EC", "PE", "ES", "US")} == dict.fromkeys(
        ("EC", "PE", "ES", "US"), 1
    )
    assert (articles["priority"], articles["year_2021"], articles["year_2024"]) == (2, 2, 1)
    assert (articles["first_year"], articles["last_year"]) == (2021, 2024)
    assert articles["design_descriptive"] == 3
    assert "Perú" in labels(table("review_characteristics"))


def test_appraisal_gives_shares_by_question_and_no_sum() -> None:
    appraisal = table("review_appraisal")
    assert column(appraisal, "no")["descriptive_4_1"] == round(2 / 3, 4)
    assert column(appraisal, "n")["descriptive_4_4"] == 2  # the raters differ on the third article
    assert [one.id for one in appraisal.columns] == ["variable", "n", "yes", "no", "cannot_tell"]
    assert "notes.review_disputed" in [note.code for note in appraisal.notes]


def test_profiles_list_questions_by_answer() -> None:
    profiles = table("review_profiles")
    assert column(profiles, "no") == {"A1.1": "4.1", "A1.2": "4.1, 4.2, 4.3", "A2.2": None}
    assert column(profiles, "yes")["A2.2"] == "S1, S2, 4.1, 4.2, 4.3, 4.5"


def test_articles_that_share_author_and_year_carry_letters() -> None:
    assert labels(table("review_evidence")) == ["Gil et al. (2024)", "Paz (2021a)", "Paz (2021b)"]


def test_evidence_gives_direction_effect_and_page() -> None:
    found = column(table("review_evidence"), "found")
    assert found["A1.1"] == "confianza: positiva (r = 0,30, n = 103, p. 7)"
    assert found["A1.2"] == "confianza: positiva (r = 0,50, n = 53, p. 3); roles: negativa"
    assert column(table("review_evidence"), "context")["A1.2"] == "Perú · España"


def test_themes_count_directions_over_all_with_priority_and_without_weak_profiles() -> None:
    themes = table("review_themes")
    assert (column(themes, "positive")["trust"], column(themes, "n")["trust"]) == (3, 3)
    assert column(themes, "vote") == {"trust": "positivo", "roles": "no concluyente"}
    assert column(themes, "articles_priority") == {"trust": 2, "roles": 1}
    assert column(themes, "vote_priority")["trust"] == "no concluyente"  # two articles are too few
    assert column(themes, "articles_strong") == {"trust": 2, "roles": 1}  # 1.2 answers three questions no


def test_pooled_effects_are_those_of_the_inverse_variance_and_shown_as_correlations() -> None:
    meta = table("review_meta")
    pooled = next(row for row in meta.rows if row.id == "trust").cells[1]
    assert isinstance(pooled, Estimate) and pooled.value is not None
    assert 0.30 < pooled.value < 0.50 and pooled.n == 2 and pooled.unit == "number"
    assert column(meta, "p_small_studies") == {"trust": None}
    weights = column(table("review_effects"), "weight")
    assert weights["trust_A1.1"] > weights["trust_A1.2"]  # type: ignore[operator]
    assert sum(value for value in weights.values() if isinstance(value, float)) == pytest.approx(1, abs=1e-3)


def test_one_effect_alone_is_not_pooled() -> None:
    alone = [step for step in WHOLE if step[2].get("record") != "1.2"]
    found = tables(chapter(*alone))
    assert found["review_meta"].needs == ("comparable_effects",)
    assert found["review_effects"].needs == ("comparable_effects",)


def test_content_analysis_counts_articles_and_shows_passages() -> None:
    content = table("review_content")
    assert column(content, "articles") == {"trust": 2, "roles": 2}
    passages = column(table("review_concordance"), "passage")
    assert passages["trust_1"] == "… La «confianza» en las alianzas …"


def test_what_is_missing_is_named() -> None:
    found = tables(chapter(*READ, *SCREENED))
    assert found["review_characteristics"].needs == ("included_articles",)
    assert found["review_appraisal"].needs == ("appraised_articles",)
    assert found["review_themes"].needs == ("extraction_lines",)
    bare = msgspec.structs.replace(REVIEW, dictionary={}, pooled=(), searches=())
    found = tables(chapter(*READ, review=bare))
    assert found["review_content"].needs == ("review_dictionary", "included_articles")
    assert found["review_meta"].needs == ("declared_poolings", "extraction_lines")
    assert found["review_search"].needs == ("review_searches",)
    assert found["review_agreement"].needs == ("review_votes",)


def test_without_any_strand_every_table_says_which_it_needs() -> None:
    undecided = msgspec.structs.replace(chapter().protocol, review=None)
    found: Iterable[Table] = contents.compute_tables(contents.Strands(undecided), lambda step, share: None)
    assert {(one.strand, *one.needs) for one in found} == {(name, name) for name in ("survey", "review", "interviews")}


def test_percentages_among_other_measures_of_a_column_have_the_decimals_of_their_smallest_base() -> None:
    def agreed(name: str, share: float, n: int) -> Row:
        return Row(name, Text(name), (Estimate(share, low=share - 0.1, high=share + 0.05, n=n, unit="share"),))

    rows = (agreed("a", 0.8598, 214), Row("b", Text("b"), (Estimate(0.7123, n=214),)), agreed("c", 0.84, 75))
    shown = table_block(Table("review_agreement", "literature", (Column("value"),), rows), "Tabla 1", "es")
    cells = [row.cells[0] for row in shown.panels[0].rows]
    assert [one.value.strip() for one in cells] == ["86", "0,71", "84"]
    assert cells[0].interval.replace("\u00a0", " ") == "(76 a 91)"


def test_reasons_and_databases_stand_under_their_box() -> None:
    [panel] = table_block(table("review_flow"), "Tabla 1", "es").panels
    depths = {row.label: row.depth for row in panel.rows}
    assert (depths["Excluidas por título y resumen"], depths["Motivo: sin alianza"], depths["En Scopus"]) == (1, 2, 2)
