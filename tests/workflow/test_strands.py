"""A study says nothing of strands that it does not have: no tables, methods, rules or words of a survey without one."""

import re
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

import msgspec
import pytest

from alianza.formats import Refused
from alianza.render.document import Heading, StatusBand, TableBlock
from alianza.render.messages import problem_sentences
from alianza.render.report_document import compose
from alianza.review.judging import Ballot
from alianza.study.finding import Strand
from alianza.study.results import Results
from alianza.workflow.check import check_study
from alianza.workflow.interviews import actions as coding
from alianza.workflow.interviews.actions import Target
from alianza.workflow.interviews.transcripts import add_transcripts
from alianza.workflow.new import new_study
from alianza.workflow.review import actions
from alianza.workflow.review.imports import import_files
from alianza.workflow.review.reading import read_review
from alianza.workflow.run import run_study
from tests import interviews_study, review_study

SURVEY_WORDS = {
    "es": r"\bempresas?\b|encuesta\b|encuestad|cuestionario|expansión|\béxito|respondi|\brespuestas|\bestratos?\b"
    r"|\bH[12]\b|\bola\b|\bCrecimiento\b|hipótesis",
    "en": r"\bfirms?\b|survey|questionnaire|\brespond|\bweight|\bsuccess\b|\bstrata\b|\bH[12]\b|\bwave\b"
    r"|\bGrowth\b|hypothes",
}
STRANDS: tuple[tuple[Strand, ...], ...] = (("review",), ("interviews",), ("review", "interviews"))


@dataclass(frozen=True)
class Ran:
    """A study, what a run of it computed, and its reports as text."""

    folder: Path
    results: Results
    text: dict[str, str]


def begun(place: Path, strands: tuple[Strand, ...]) -> Path:
    """A new study whose own words are about people, with made-up data of its strands."""
    file = new_study(place / "estudio", strands=strands).file
    text = file.read_text(encoding="utf-8").replace("synthetic = false", "synthetic = true")
    for own, other in {
        "empresas pequeñas": "personas",
        "empresa*": "socio*",
        "small firms": "people",
        "firm*": "partner*",
    }.items():
        text = text.replace(own, other)
    file.write_text(text, encoding="utf-8")
    if "review" in strands:
        judged(file.parent)
    if "interviews" in strands:
        interviewed(file.parent)
    return file.parent


def judged(folder: Path) -> None:
    """Exports of two databases, imported; one article is included and extracted."""
    for name, export in review_study.EXPORTS.items():
        (folder / "review" / name).write_text(
            export.replace("of small firms", "of partners"), encoding="utf-8", newline=""
        )
    actions.approve(folder, "", "lia")
    import_files([folder], None)
    actions.deduplicate(folder)
    included, *others = read_review(folder).articles
    for judge in ("ana", "luis"):
        actions.vote(folder, "title_abstract", Ballot(included, "include"), judge)
        for article in others:
            actions.vote(folder, "title_abstract", Ballot(article, "exclude", "E1"), judge)
    for judge in ("ana", "luis"):
        actions.vote(folder, "full_text", Ballot(included, "include"), judge)
    actions.extract(folder, included, {"construct": "trust", "direction": "positive", "page": "12"}, "ana")


def interviewed(folder: Path) -> None:
    """A registry and two transcripts, taken in, and a passage of one of them coded."""
    made = folder / "interviews"
    (made / "registry.csv").write_text(interviews_study.REGISTRY, encoding="utf-8")
    for name, words in interviews_study.TEXTS.items():
        (made / "transcripts" / f"{name}.txt").write_text(words, encoding="utf-8")
    add_transcripts(folder, sorted((made / "transcripts").glob("*.txt")), "lia")
    coding.add_code(folder, "confianza", {"construct": "trust", "direction": "positive"}, "lia")
    coding.code_passage(folder, Target("E01", words="la confianza creció"), ["confianza"], "ana")


def told(page: Path) -> str:
    """The words of a page."""
    bare = re.sub(r"(?s)<(style|script|svg)\b.*?</\1>", "", page.read_text(encoding="utf-8"))
    return unescape(re.sub(r"<[^>]+>", " ", bare))


@pytest.fixture(scope="module", params=STRANDS, ids="+".join)
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = begun(tmp_path_factory.mktemp("strands"), request.param)
    outcome = run_study(folder)
    pages = {language: told(outcome.folder / f"report.{language}.html") for language in ("es", "en")}
    return Ran(folder, outcome.results, pages)


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_report_without_a_survey_has_no_word_of_one(ran: Ran, language: str) -> None:
    assert re.findall(SURVEY_WORDS[language], ran.text[language]) == []
    assert "SYNTHETIC" in ran.text[language]


def test_every_table_belongs_to_a_strand_that_the_study_has(ran: Ran) -> None:
    declared = {name for name in ("review", "survey", "interviews") if getattr(ran.results.protocol, name) is not None}
    assert {table.strand for table in ran.results.tables} <= declared
    assert (ran.results.design, ran.results.hypotheses) == (None, ())


def test_a_check_finds_nothing_wrong_and_no_table_of_a_survey(ran: Ran) -> None:
    checked = check_study(ran.folder)
    assert {one.code for one in checked.problems} <= {"imports_without_search"}
    assert "survey" not in {table.strand for table in checked.tables}


@pytest.mark.parametrize(("language", "said"), [("es", "Los datos son reales"), ("en", "The data are real")])
def test_real_data_of_any_strand_are_called_real_and_nobodys(ran: Ran, language: str, said: str) -> None:
    real = replace(ran.results, protocol=msgspec.structs.replace(ran.results.protocol, synthetic=False))
    band = next(block for block in compose(real, language, {}).blocks if isinstance(block, StatusBand))
    assert band.sentence.startswith(said)
    assert re.findall(SURVEY_WORDS[language], band.sentence) == []


def test_strands_are_set_side_by_side_where_there_are_two(ran: Ran) -> None:
    both = ran.results.protocol.review is not None and ran.results.protocol.interviews is not None
    assert ("joint_display" in [table.id for table in ran.results.tables if table.computable]) == both


def test_the_parts_of_a_review_alone_are_the_review_and_the_account_of_it(tmp_path: Path) -> None:
    results = run_study(begun(tmp_path, ("review",)), languages=("es",)).results
    document = compose(results, "es", {})
    parts = [
        block.id for block in document.blocks if isinstance(block, Heading) and block.level == 1 and not block.quiet
    ]
    assert parts == ["topic-literature", "ethics", "deviations", "problems", "methods"]
    assert "convergence" not in [block.id for block in document.blocks if isinstance(block, TableBlock)]
    assert document.subtitle == "Ecuador · 2025"


def test_where_the_survey_s_file_is_missing_the_remedy_tells_how_to_do_without_a_survey(tmp_path: Path) -> None:
    folder = new_study(tmp_path / "estudio").file.parent
    with pytest.raises(Refused) as refused:
        check_study(folder)
    assert (refused.value.problem.code, refused.value.exit_code) == ("survey_missing", 4)
    for language in ("es", "en"):
        remedy = problem_sentences(refused.value.problem, language)[1]
        assert all(name in remedy for name in ("[survey]", "[success]", "[structure]", "[strands]", "--strands"))


def test_what_the_remedy_says_to_delete_leaves_a_sound_study(tmp_path: Path) -> None:
    file = new_study(tmp_path / "estudio").file
    blocks = file.read_text(encoding="utf-8").split("\n\n")
    gone = re.compile(r"^\[+(survey|success|structure|hypotheses)", re.MULTILINE)
    kept = "\n\n".join(block for block in blocks if not gone.search(block)).replace("\nsurvey = 150", "")
    file.write_text(kept.replace("[rules]", '[review]\nquestion = "¿Qué se sabe?"\n\n[rules]'), encoding="utf-8")
    checked = check_study(file.parent)
    assert checked.problems == ()
    assert {table.strand for table in checked.tables} == {"review"}
