"""The reference study's synthetic interviews: planted findings found again, coders near their plan, all marked."""

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from statistics import fmean

import pytest

from alianza.coding.agreement_tables import overall, reported, reported_alphas
from alianza.coding.code_counts import code_counts
from alianza.coding.rounds import RoundState
from alianza.formats import Refused
from alianza.interviews.quotes import quotes
from alianza.interviews.simulation import Conversations
from alianza.interviews.simulation_plan import InterviewPlan
from alianza.interviews.speakers import key
from alianza.interviews.transcript import conversation
from alianza.render.messages import say_problem
from alianza.workflow.interviews.reading import ReadCoding, read_coding
from alianza.workflow.journal import study_at
from alianza.workflow.review.verification import verify_log
from alianza.workflow.simulate import read_interview_plan, read_plan
from alianza.workflow.synthetic_log import enactments

STUDY = Path(__file__).parents[2] / "examples" / "ecuador-2025"
TRANSCRIPTS = sorted((STUDY / "interviews" / "transcripts").iterdir())


@pytest.fixture(scope="module")
def plan() -> InterviewPlan:
    found = read_interview_plan(STUDY)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def coding() -> ReadCoding:
    return read_coding(STUDY)


def test_twenty_five_people_speak_and_the_registry_knows_each(coding: ReadCoding) -> None:
    assert coding.registry.problems == ()
    assert [one.id for one in coding.registry.interviews] == [one.name for one in coding.state.documents]
    assert len({one.participant for one in coding.state.documents}) == len(TRANSCRIPTS) == 25
    assert {one.consent for one in coding.registry.interviews} == {"quote", "analysis"}


def test_whoever_answered_the_survey_too_is_of_the_same_sector_and_province(coding: ReadCoding) -> None:
    lines = (STUDY / "survey" / "firms.SYNTHETIC.csv").read_text(encoding="utf-8").splitlines()
    firms = {line.split(",")[0]: line.split(",") for line in lines}
    sectors = {"manufactura": "manufacturing", "comercio": "commerce", "servicios": "services"}
    both = [one for one in coding.registry.interviews if one.respondent]
    assert both
    for one in both:
        _, province, sector, alliance, answered, *_ = firms[one.respondent]
        assert (province, sector, alliance, answered) == (one.place, sectors[one.sector], "1", "1"), one.id


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.name[:3])
def test_a_transcript_says_first_that_it_is_synthetic_and_who_speaks(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.startswith("SYNTHETIC.") and "{" not in text
    assert {one.name for one in conversation(text).speakers} == {"Entrevistador", f"P{file.name[1:3]}"}
    assert 900 <= len(text.split()) <= 1500
    assert not re.search(r"\b(?:[Dd]e|[Aa]) el\b", text)


def test_no_answer_is_given_twice_in_all_interviews(plan: InterviewPlan) -> None:
    told = Conversations(plan, read_plan(STUDY).seed).told
    answers = [answer.words for one in told for answer in one.answers[1:-1]]
    assert len(set(answers)) == len(answers)


def test_no_question_is_asked_twice_in_an_interview(plan: InterviewPlan) -> None:
    for one in Conversations(plan, read_plan(STUDY).seed).told:
        asked = [answer.question for answer in one.answers]
        assert len(set(asked)) == len(asked), one.id


def test_each_code_is_spoken_of_in_as_many_interviews_as_planned(plan: InterviewPlan) -> None:
    told = Conversations(plan, read_plan(STUDY).seed).told
    for code in plan.leaves:
        spoken = sum(any(code.name in answer.codes for answer in one.answers) for one in told)
        assert spoken == plan.cases[code.name], code.name


def test_coding_finds_the_planted_prevalences(coding: ReadCoding, plan: InterviewPlan) -> None:
    found = code_counts(coding.assembled.project).codes
    missed = {one.name: found[one.path].own.documents - plan.cases[one.name] for one in plan.leaves}
    assert max(map(abs, missed.values())) <= 3, missed
    assert abs(fmean(missed.values())) < 1


def test_the_reported_round_is_the_one_after_the_freeze_on_a_fifth_of_each_interview(coding: ReadCoding) -> None:
    found = reported(coding.state)
    assert (found.why, found.version, found.waiting) == ("first_after_freeze", "1.0", 0)
    assert found.round is not None and len(coding.state.rounds) == 2
    for source in coding.state.documents:
        text = coding.contents.documents[source.text_content].document.text
        answers = [one for one in conversation(text).turns if one.speaker != "Entrevistador"]
        assert sum(unit[0] == source.id for unit in found.round.units) == -(-len(answers) // 5), source.name


def test_coders_agree_about_as_well_as_planned_and_better_than_in_the_pilot(
    coding: ReadCoding, plan: InterviewPlan
) -> None:
    pilot, reported_one = (overall(RoundState(coding.state, one), {"interval": "none"}) for one in coding.state.rounds)
    assert pilot.alpha.value is not None and reported_one.alpha.value is not None
    assert 0.70 < reported_one.alpha.value < 0.85
    assert pilot.alpha.value < reported_one.alpha.value
    known = [one for one in reported_alphas(coding.state).values() if one is not None]
    assert len(known) >= 20 and 0.65 < fmean(known) < 0.9


def test_a_third_person_settled_every_disagreement_with_a_reason(coding: ReadCoding) -> None:
    for one in coding.state.rounds:
        assert all(gap.settled is not None for gap in RoundState(coding.state, one).disagreements())
    assert {one.by for one in coding.state.settlements} == {"arbitra"}
    assert all(coding.contents.words[one.words] for one in coding.state.settlements)
    assert {one.given for one in coding.state.settlements} == {True, False}


def test_nobody_codes_what_the_interviewer_says(coding: ReadCoding) -> None:
    texts = {one.name: one.text for one in coding.blind.project.documents}
    asking = key("Entrevistador")
    said = {
        name: [(turn.start, turn.end) for turn in conversation(text).turns if key(turn.speaker) != asking]
        for name, text in texts.items()
    }
    for one in coding.blind.project.codings:
        assert any(start <= one.start < one.end <= end for start, end in said[one.document]), one


def test_passages_that_may_be_printed_are_of_those_who_consented(coding: ReadCoding) -> None:
    cleared = [coding.blind.by_name[name] for name in coding.state.cleared]
    people = {one.id: one.participant for one in coding.registry.interviews}
    assert {people[one.document] for one in cleared} <= coding.registry.quotable
    constructs = [one.id for one in coding.study.protocol.constructs]
    told = quotes(coding.assembled.project, constructs, coding.registry.quotable, cleared)
    assert sum(bool(one.quotes) for one in told) >= 10


def test_axial_relations_lead_to_one_phenomenon_and_rest_on_passages(coding: ReadCoding, plan: InterviewPlan) -> None:
    names = set(coding.blind.names)
    assert len(coding.state.relations) == len(plan.axial.relations)
    assert len({one.target for one in coding.state.relations}) == 1
    assert all(1 <= len(one.evidence) <= plan.axial.evidence for one in coding.state.relations)
    assert all(names.issuperset(one.evidence) for one in coding.state.relations)


def test_every_memo_says_that_it_is_synthetic(coding: ReadCoding) -> None:
    assert len(coding.state.memos) == 4
    assert all(coding.contents.words[one.content].startswith("SYNTHETIC.") for one in coding.state.memos)


def test_the_log_is_whole_its_instants_in_order_and_signed_by_the_team(coding: ReadCoding) -> None:
    assert verify_log(STUDY).problems == ()
    assert len(coding.events) < 3000
    lines = map(json.loads, (STUDY / "log.SYNTHETIC.jsonl").read_text(encoding="utf-8").splitlines())
    instants = [line["at"] for line in lines if "at" in line]
    assert instants == sorted(instants)  # of the review before them as well
    assert {one.by for one in coding.events} == {one.id for one in coding.protocol.coders}


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ('material = "simulate', 'material = "../simulate', "simulation_file_outside", "interviews.material"),
        ('registry = "interviews/', 'registry = "../', "simulation_file_outside", "interviews.registry"),
        ('material = "simulate.interviews.toml"', 'material = "nada.toml"', "no_simulation_plan", ""),
        ("pilot = 6", 'pilot = "seis"', "wrong_type", "interviews.pilot"),
        ('"Desconfianza" = 12\n', "", "interview_plan_name_unknown", "interviews.cases"),
        ('"Desconfianza" = 12', '"Confianza" = 12', "interview_plan_name_unknown", "interviews.cases"),
        ('"Desconfianza" = 12', '"Desconfianza" = 26', "interview_plan_too_few", "interviews.cases.Desconfianza"),
        ("turns = 8", "turns = 30", "interview_plan_too_few", "interviews.words.details"),
        ('freeze = "2025-06-04"\n', "", "interview_plan_name_unknown", "interviews.days"),
    ],
)
def test_a_plan_of_interviews_that_cannot_be_followed_is_refused(
    tmp_path: Path, old: str, new: str, code: str, place: str
) -> None:
    text = (STUDY / "simulate.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "simulate.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    shutil.copy(STUDY / "simulate.interviews.toml", tmp_path)
    with pytest.raises(Refused) as refused:
        read_interview_plan(tmp_path)
    assert refused.value.problem.code == code
    assert (refused.value.problem.place or "") == place


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ('mercado = "Cali", ', "", "interview_plan_name_unknown", "interviews.participants[0].slots"),
        (
            'apart = "Acuerdo escrito claro"',
            'apart = "Contrato"',
            "interview_plan_name_unknown",
            "interviews.codes[8].apart",
        ),
        ('below = "Lecciones"', 'below = "Leciones"', "interview_plan_name_unknown", "interviews.codes[18].below"),
        ('topic = "gobernanza"', 'topic = "mando"', "interview_plan_name_unknown", "interviews.codes[6].topic"),
        ('about = "La alianza se sostiene"', 'about = "La boda"', "interview_plan_name_unknown", "interviews.memos"),
    ],
)
def test_words_that_do_not_fit_together_are_refused_by_name(
    tmp_path: Path, old: str, new: str, code: str, place: str
) -> None:
    text = (STUDY / "simulate.interviews.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "simulate.interviews.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    shutil.copy(STUDY / "simulate.toml", tmp_path)
    with pytest.raises(Refused) as refused:
        read_interview_plan(tmp_path)
    assert (refused.value.problem.code, refused.value.problem.place) == (code, place)
    assert all(say_problem(refused.value.problem, language) for language in ("es", "en"))


def test_a_team_without_an_arbiter_carries_nothing_out(tmp_path: Path, plan: InterviewPlan) -> None:
    text = (STUDY / "study.toml").read_text(encoding="utf-8")
    (tmp_path / "study.toml").write_text(text.replace('roles = ["arbiter"]', 'roles = ["coder"]'), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        enactments(study_at(tmp_path), None, plan, 1)
    assert (refused.value.problem.code, refused.value.problem.found) == ("interview_plan_name_unknown", "arbiter")


def test_no_sentence_is_heard_in_more_than_two_thirds_of_the_interviews(plan: InterviewPlan) -> None:
    told = Conversations(plan, read_plan(STUDY).seed).told
    said = [{sentence.words for answer in one.answers for sentence in answer.sentences} for one in told]
    heard = Counter(words for own in said for words in own)
    assert len(heard) > 900
    assert max(heard.values()) <= len(told) * 2 / 3
