"""Strands side by side: interviews vote with the others, persons count once, and a quote stands beside the votes."""

from dataclasses import replace

import msgspec

from alianza.interviews.registry import answered_both
from alianza.render.messages import say
from alianza.report.contents import Strands, joint_display
from alianza.report.evidence import Evidence
from alianza.report.interview_chapter import InterviewChapter
from alianza.report.strand_votes import Votes, strand_votes
from alianza.study.estimate import Estimate
from alianza.study.finding import Finding
from alianza.study.message import Message
from alianza.study.protocol import Source
from alianza.study.table import Table
from alianza.study.text import Text
from tests.report.small_interviews import ID, PROTOCOL, chapter, registry, state

EFFECT = Finding("success.trust.ratio", "trust", "survey", Estimate(2.0, 0.2, 1.6, 2.5, n=90, unit="odds_ratio"))

WITH_SURVEY = msgspec.structs.replace(PROTOCOL, survey=Source(file="firms.csv"))


def sure() -> InterviewChapter:
    """The small interviews where coders agreed on every code; the last segment of the round is one of E4."""
    codes = {1: ("2",), 2: ("4",), 3: ("2",), 4: ("3",)}
    [opened] = state().rounds
    units = (*opened.units[:3], (ID["E4"], 0, 10))
    return chapter(
        ratings=tuple(replace(one, codes=codes[one.unit]) for one in state().ratings),
        rounds=(replace(opened, units=units),),
    )


def votes(of: InterviewChapter, *findings: Finding) -> Votes:
    return strand_votes(Strands(of.protocol, None, None, of), findings)


def shown(of: InterviewChapter, *findings: Finding) -> Table:
    strands = Strands(WITH_SURVEY, None, None, of)
    [table] = joint_display(strands, strand_votes(strands, findings).beside(of.protocol.rules))
    return table


def words(of: Table) -> list[str]:
    [row] = of.rows
    return [say(cell, "es") if isinstance(cell, Message | Text) else "" for cell in row.cells]


def test_interviews_vote_beside_the_survey_and_by_their_own_rule_alone() -> None:
    [one] = votes(sure(), EFFECT).convergence
    assert (one.votes, one.label) == ({"survey": "positive", "interviews": "positive"}, "agreement")
    counted = Finding("interview_codes.trust.share", "trust", "interviews", Estimate(0.5, n=6, unit="difference"))
    assert votes(sure(), EFFECT, counted).convergence == votes(sure(), EFFECT).convergence


def test_without_known_agreement_the_interviews_are_unclear() -> None:
    [one] = votes(chapter(), EFFECT).convergence
    assert (one.votes["interviews"], one.label) == ("unclear", "needs_two_votes")


def test_a_construct_that_the_protocol_does_not_declare_has_no_row() -> None:
    of = sure()
    none = msgspec.structs.replace(PROTOCOL, constructs=())
    assert votes(InterviewChapter(none, of.evidence)).convergence == ()


def test_the_joint_display_has_every_strand_and_a_participant_s_words() -> None:
    found = words(shown(sure(), EFFECT))
    assert found[0].startswith("a favor: razón de momios 2,00")
    assert found[1] == (
        "a favor; 5 de 6 fuentes en el mismo sentido. "
        "«Confiamos desde el primer día.» (P1, gerente, comercio · SYNTHETIC)"
    )
    assert found[2] == "coinciden"


def test_the_survey_s_effect_is_one_that_votes_as_it_does_and_has_an_interval() -> None:
    bare = replace(EFFECT, id="success.trust.b", estimate=replace(EFFECT.estimate, unit="log", low=None, high=None))
    unclear = replace(EFFECT, id="other", estimate=replace(EFFECT.estimate, value=1.0, low=0.3, high=3.3, se=0.6))
    assert words(shown(sure(), unclear, bare, EFFECT))[0].startswith("a favor: razón de momios 2,00")


def test_a_strand_that_the_study_lacks_has_no_column() -> None:
    assert [one.id for one in shown(sure()).columns] == ["interviewed", "together"]


def test_who_answered_the_survey_too_is_known_by_the_registry() -> None:
    first, *others = registry().interviews
    told = replace(registry(), interviews=(replace(first, respondent="SYN-01"), *others))
    assert answered_both(told, {"SYN-01", "SYN-02"}) == {"P1"}
    assert answered_both(told, {"SYN-02"}) == frozenset()


def test_persons_in_both_strands_count_in_the_survey(acti: Evidence) -> None:
    """Only on constructs that the survey votes on; their words may still be quoted."""
    firms = [str(firm) for firm in acti.frame.filter(acti.where())["firm"].head(5)]
    of = sure()
    rows = tuple(
        replace(one, respondent=firm) for one, firm in zip(of.evidence.registry.interviews, [*firms, ""], strict=True)
    )
    evidence = replace(of.evidence, registry=replace(of.evidence.registry, interviews=rows))
    strands = Strands(WITH_SURVEY, acti, None, InterviewChapter(of.protocol, evidence))
    [one] = strand_votes(strands, (EFFECT,)).spoken
    assert (one.vote, one.reason, len(one.ways), one.elsewhere, one.asked) == ("unclear", "few_sources", 1, 5, 1)
    [alone] = strand_votes(strands, ()).spoken
    assert (alone.vote, alone.elsewhere) == ("positive", 0)
    [table] = joint_display(strands, strand_votes(strands, (EFFECT,)).beside(of.protocol.rules))
    assert "y 5 más que cuentan en la encuesta" in words(table)[1] and "Confiamos" in words(table)[1]


def test_interviews_alone_have_nothing_to_stand_beside() -> None:
    strands = Strands(PROTOCOL, None, None, sure())
    assert joint_display(strands, strand_votes(strands, ()).beside(PROTOCOL.rules)) == ()


def test_a_study_without_interviews_has_no_joint_display() -> None:
    without = msgspec.structs.replace(WITH_SURVEY, interviews=None)
    strands = Strands(without)
    assert joint_display(strands, strand_votes(strands, (EFFECT,)).beside(PROTOCOL.rules)) == ()
