"""The reference study's synthetic review: the published 75 and 48, sums that hold, and marks that nobody can miss."""

import json
import re
import shutil
from pathlib import Path
from typing import cast

import pytest

from alianza.formats import Refused
from alianza.formats.references import read
from alianza.integration.triangulation import Label
from alianza.report.contents import gather_strands
from alianza.review.appraisal import SCREENING_QUESTIONS
from alianza.review.flow import broken_identities
from alianza.review.judges_agreement import judges_agreement
from alianza.review.progress import STAGES
from alianza.review.simulation_plan import quotas
from alianza.review.synthesis import themes
from alianza.storage.folder import open_study
from alianza.workflow.check import check_study
from alianza.workflow.inputs import read_inputs
from alianza.workflow.review.reading import ReadReview, read_review
from alianza.workflow.review.standing import where_it_stands
from alianza.workflow.review.verification import verify_log
from alianza.workflow.run import compute, run_study
from alianza.workflow.simulate import read_review_plan

STUDY = Path(__file__).parents[2] / "examples" / "ecuador-2025"
EARLY = r"\((?:versión preliminar|preliminary version)\)"
EXPORTS = sorted((STUDY / "review").glob("*.SYNTHETIC.[!j]*"))


@pytest.fixture(scope="module")
def review() -> ReadReview:
    return read_review(STUDY)


def test_the_flow_has_the_published_numbers_and_every_sum_holds(review: ReadReview) -> None:
    flow = review.evidence.flow
    assert broken_identities(flow) == []
    assert (sum(flow.identified.values()), flow.screened, flow.assessed, flow.included) == (260, 214, 75, 48)
    assert (sum(flow.duplicates.values()), sum(flow.unreadable.values()), flow.unobtained) == (45, 1, 3)
    assert flow.finished


def test_no_instant_of_the_log_comes_before_the_one_above_it(review: ReadReview) -> None:
    instants = [event.at for event in review.events]
    assert instants == sorted(instants)


def test_the_log_is_whole_and_everybody_in_it_is_of_the_panel(review: ReadReview) -> None:
    assert verify_log(STUDY).problems == ()
    panel = {member.id for member in review.study.review.panel}
    assert {event.by for event in review.events} == panel
    assert all(event.at.endswith("Z") for event in review.events)


def test_duplicates_were_joined_rightly(review: ReadReview) -> None:
    for one in review.articles.values():
        dois = {review.references[record].doi for record in one.records} - {""}
        assert len(dois) <= 1, one.id
        assert len({review.references[record].database for record in one.records}) == len(one.records), one.id
    assert sum(len(one.records) > 1 for one in review.articles.values()) == 39


def test_of_three_doubtful_pairs_one_was_joined_one_kept_apart_and_one_is_open(review: ReadReview) -> None:
    """The one that was joined lacks a DOI and has other pages; the others are early versions beside their articles."""
    [joined] = [one.payload["records"] for one in review.events if one.payload.get("rule") == "person"]
    apart = [one.payload["records"] for one in review.events if one.kind == "pair_kept_apart"]
    [doubt] = review.queue
    first, second = (review.references[str(record)] for record in cast("list[str]", joined))
    assert (first.title.casefold(), first.authors[0][:3]) == (second.title.casefold(), second.authors[0][:3])
    assert "" in (first.doi, second.doi) and first.pages != second.pages
    titles = [[review.references[str(record)].title for record in cast("list[str]", pair)] for pair in apart]
    assert sum(any(re.search(EARLY, title) for title in pair) for pair in titles) == 1
    assert sum(bool(re.search(EARLY, review.references[record].title)) for record in doubt.records) == 1
    assert [step.code for step in where_it_stands(STUDY).next if "queue" in step.code] == ["review.next.queue"]


def test_judges_disagree_as_people_do_and_a_third_one_settles(review: ReadReview) -> None:
    for stage in STAGES:
        found = judges_agreement(review.state, stage)
        assert found is not None and found.percent.value is not None
        assert 0.80 < found.percent.value < 0.90
        [kappa] = found.kappa.values()
        assert kappa.value is not None and 0.5 < kappa.value < 0.8
    settled = {one.by for one in review.state.settled}
    assert settled == {"arbitra"}


def test_quality_leaves_out_one_article_only_for_failing_both_screening_questions(review: ReadReview) -> None:
    out = [one for one in review.evidence.profiles.values() if one.unfit]
    assert [all(one.answers[question] == "no" for question in SCREENING_QUESTIONS) for one in out] == [True]
    assert review.evidence.flow.ineligible["quality"] == 1
    assert all(not one.disputed for one in review.evidence.profiles.values())


def test_directions_are_those_of_the_plan(review: ReadReview) -> None:
    plan = read_review_plan(STUDY)
    assert plan is not None
    found = {one.construct: one for one in themes(review.evidence.lines, review.evidence.included, list(plan.themes))}
    for construct, counts in plan.themes.items():
        assert {way: found[construct].count(way) for way in counts} == dict(counts), construct


def test_every_included_article_says_something_and_lies_in_the_window(review: ReadReview) -> None:
    spoken = {line.article for line in review.evidence.lines}
    declared = review.study.review
    for name in review.evidence.included:
        assert name in spoken
        year = review.articles[name].best.year
        assert year is not None and declared.first is not None and declared.last is not None
        assert declared.first <= year <= declared.last


def test_every_record_says_that_it_is_synthetic(review: ReadReview) -> None:
    assert len(EXPORTS) == 3
    for one in review.references.values():
        assert "SYNTHETIC" in json.dumps({name: list(values) for name, values in one.raw.items()})
        assert one.doi == "" or one.doi.startswith("10.5555/synthetic."), one.title
    titles = [one.best.title.casefold() for one in review.articles.values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda path: path.name)
def test_the_exports_read_as_those_of_their_database(export: Path) -> None:
    receipt = read(export)
    assert receipt.balanced
    assert {one.database for one in receipt.records} == {export.name.split(".")[0]}
    assert len(receipt.quarantined) == (1 if export.name.startswith("scopus") else 0)


def test_two_strands_agree_disagree_or_say_that_votes_are_missing() -> None:
    results = compute(read_inputs(open_study(STUDY)), lambda step, share: None)
    labels: dict[str, Label] = {one.construct: one.label for one in results.convergence}  # type: ignore[misc]
    both = [one for one in results.convergence if {"review", "survey"} <= set(one.votes)]
    assert len(both) >= 8
    assert labels["strategic_compatibility"] == "agreement"
    assert results.counts["review"] == 48
    verdicts = {one.claim.id: one.verdict for one in results.claims if one.claim.strand == "review"}
    assert verdicts == dict.fromkeys(("D01", "D04", "D05", "D06", "D07"), "recovered")


def test_a_run_reads_the_review_without_a_database(tmp_path: Path) -> None:
    inputs = read_inputs(open_study(STUDY))
    assert not (STUDY / "alianza.db").exists()
    assert "log.SYNTHETIC.jsonl" in inputs.digests
    assert gather_strands(inputs.protocol, None, inputs.review).review is not None  # type: ignore[arg-type]


def test_a_plan_that_would_write_elsewhere_is_refused(tmp_path: Path) -> None:
    text = (STUDY / "simulate.toml").read_text(encoding="utf-8")
    (tmp_path / "simulate.toml").write_text(text.replace('log = "log', 'log = "../log'), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_review_plan(tmp_path)
    assert (refused.value.problem.code, refused.value.problem.place) == ("simulation_file_outside", "review.log")


def test_quotas_add_up_to_the_total() -> None:
    for total in range(1, 40):
        assert sum(quotas({"a": 0.31, "b": 0.33, "c": 0.36}, total).values()) == total


def test_a_study_with_a_review_alone_is_checked_and_reported(tmp_path: Path) -> None:
    study = tmp_path / "revision"
    study.mkdir()
    shutil.copy(STUDY / "log.SYNTHETIC.jsonl", study)
    blocks = (STUDY / "study.toml").read_text(encoding="utf-8").split("\n\n")
    kept = [
        block
        for block in blocks
        if not re.search(r"^\[+(survey|success|structure|hypotheses|interviews)", block, re.MULTILINE)
    ]
    (study / "study.toml").write_text("\n\n".join(kept), encoding="utf-8")
    checked = check_study(study)
    assert {table.strand for table in checked.tables} == {"review"}
    assert checked.lacking == {}
    report = run_study(study, out=tmp_path / "out", languages=("es",))
    assert report.results.highlights
    text = (tmp_path / "out" / "report.es.html").read_text(encoding="utf-8")
    assert "No calculables" not in text and "Pregunta 1." not in text
    assert "Revisión de literatura" in text and "Triangulación" in text
